package rds

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of parameter groups.
var (
	ParameterGroupsAreFound = rules.Add(kernel.Rule{
		ID: "AUR-GRP-07", Kind: kernel.Refusal, Error: DBClusterParameterGroupNotFound,
		Or: []*kernel.ErrorShape{DBParameterGroupNotFound}, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A cluster parameter group that the account does not have in the Region is not found; the default ones " +
			"of each family are always there.",
		Operations: []string{
			"DescribeDBClusterParameterGroups", "DeleteDBClusterParameterGroup", "ModifyDBClusterParameterGroup",
			"ResetDBClusterParameterGroup", "DescribeDBClusterParameters", "CreateDBCluster", "ModifyDBCluster",
			"RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot",
		},
	})
	ParameterGroupsAreNamedOnce = rules.Add(kernel.Rule{
		ID: "AUR-GRP-08", Kind: kernel.Refusal, Error: DBParameterGroupAlreadyExists, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "An account has one cluster parameter group of a name in a Region.",
		Operations: []string{"CreateDBClusterParameterGroup"},
	})
	ParameterGroupsAreFew = rules.Add(kernel.Rule{
		ID: "AUR-GRP-09", Kind: kernel.Quota, Error: DBParameterGroupQuotaExceeded, Evidence: kernel.Documented,
		Source:     quotasGuide,
		Says:       "An account has at most 50 cluster parameter groups in a Region.",
		Operations: []string{"CreateDBClusterParameterGroup"},
	})
	FamiliesAreOfAnEngine = rules.Add(kernel.Rule{
		ID: "AUR-GRP-10", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A cluster parameter group is of a family of an Aurora engine.",
		Operations: []string{"CreateDBClusterParameterGroup"},
	})
	ParameterGroupsInUseStay = rules.Add(kernel.Rule{
		ID: "AUR-GRP-11", Kind: kernel.Refusal, Error: InvalidDBParameterGroupState, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "A cluster parameter group that a cluster uses is not deleted.",
		Operations: []string{"DeleteDBClusterParameterGroup"},
	})
)

// isCustom reports whether a parameter group is one that somebody made.
func isCustom(group string) bool { return !strings.HasPrefix(group, "default.") }

func (s *Service) createDBClusterParameterGroup(
	c *kernel.Call, in *CreateDBClusterParameterGroup,
) (*CreateDBClusterParameterGroupOutput, error) {
	name := strings.ToLower(in.DBClusterParameterGroupName)
	family := slices.ContainsFunc(engines, func(e engine) bool { return e.family == in.DBParameterGroupFamily })
	if err := c.Require(family, FamiliesAreOfAnEngine, "ParameterGroupFamily %s is not a valid parameter group family",
		in.DBParameterGroupFamily); err != nil {
		return nil, err
	}
	free := s.Parameters.See(c.Scope(), name) == nil
	if err := c.Require(free, ParameterGroupsAreNamedOnce, "Parameter group %s already exists", name); err != nil {
		return nil, err
	}
	few := s.Parameters.View(c.Scope()).Len() < maxGroups
	if err := c.Require(few, ParameterGroupsAreFew, "Cannot create more than %d DB cluster parameter groups.",
		maxGroups); err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.Tags)
	if err != nil {
		return nil, err
	}
	g := &parameterGroup{Scope: c.Scope(), Name: name, Family: in.DBParameterGroupFamily, Description: in.Description,
		Tags: tags}
	s.Parameters.In(c.Scope()).Delete(name)
	s.Parameters.In(c.Scope()).Put(name, g)
	return &CreateDBClusterParameterGroupOutput{g.show()}, nil
}

func (g *parameterGroup) show() *DBClusterParameterGroup {
	return &DBClusterParameterGroup{
		DBClusterParameterGroupArn: arnOf(g.Scope, "cluster-pg", g.Name), DBClusterParameterGroupName: g.Name,
		DBParameterGroupFamily: g.Family, Description: g.Description,
	}
}

// standard lists the parameter groups that every account has.
func standard(at kernel.Scope) (all []*parameterGroup) {
	for _, e := range engines {
		g := &parameterGroup{Scope: at, Name: "default." + e.family, Family: e.family,
			Description: "Default cluster parameter group for " + e.family}
		if !slices.ContainsFunc(all, func(known *parameterGroup) bool { return known.Name == g.Name }) {
			all = append(all, g)
		}
	}
	return all
}

// noParameterGroup refuses the name of a parameter group by the error that the
// operations on such groups have for it; those on clusters have another.
func noParameterGroup(c *kernel.Call, name string) error {
	err := c.Refuse(ParameterGroupsAreFound, "DBClusterParameterGroup not found: %s", name)
	if refusal, ok := err.(*kernel.Error); ok && refusal.ErrorShape == ParameterGroupsAreFound.Error {
		refusal.ErrorShape = DBParameterGroupNotFound
	}
	return err
}

func (s *Service) describeDBClusterParameterGroups(
	c *kernel.Call, in *DescribeDBClusterParameterGroups,
) (*DescribeDBClusterParameterGroupsOutput, error) {
	if _, err := compiled(c, in.Filters, filters[parameterGroup]{}); err != nil {
		return nil, err
	}
	all := append(standard(c.Scope()), slices.Collect(s.Parameters.View(c.Scope()).All)...)
	if name := strings.ToLower(in.DBClusterParameterGroupName); name != "" {
		all = slices.DeleteFunc(all, func(g *parameterGroup) bool { return g.Name != name })
		if len(all) == 0 {
			return nil, noParameterGroup(c, name)
		}
	}
	page, next, ok := kernel.PageOf(c.Env, all, pageOf(c, "parameter groups "+in.DBClusterParameterGroupName, nil), in.Marker,
		records(in.MaxRecords))
	out := &DescribeDBClusterParameterGroupsOutput{DBClusterParameterGroups: []DBClusterParameterGroup{}, Marker: next}
	for _, g := range page {
		out.DBClusterParameterGroups = append(out.DBClusterParameterGroups, *g.show())
	}
	return out, continued(c, ok, in.Marker)
}

func (s *Service) deleteDBClusterParameterGroup(
	c *kernel.Call, in *DeleteDBClusterParameterGroup,
) (*DeleteDBClusterParameterGroupOutput, error) {
	name := strings.ToLower(in.DBClusterParameterGroupName)
	if s.Parameters.See(c.Scope(), name) == nil {
		return nil, noParameterGroup(c, name)
	}
	used := false
	for cl := range s.Clusters.View(c.Scope()).All {
		used = used || cl.Spec.Parameters == name
	}
	if err := c.Require(!used, ParameterGroupsInUseStay,
		"One or more database clusters are still members of this parameter group %s, so the group cannot be deleted",
		name); err != nil {
		return nil, err
	}
	s.Parameters.In(c.Scope()).Delete(name)
	return &DeleteDBClusterParameterGroupOutput{}, nil
}
