package rds

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// subnetGroup are the subnets that the instances of clusters live in.
type subnetGroup struct {
	Scope             kernel.Scope
	Name, Description string
	SubnetIDs         []string
	Tags              []Tag
}

// parameterGroup is a named set of parameters. The model has no parameters.
type parameterGroup struct {
	Scope                     kernel.Scope
	Name, Family, Description string
	Tags                      []Tag
	Set                       []Parameter // by name
}

const maxGroups = 50

// The rules of groups.
var (
	SubnetGroupsCoverTwoZones = rules.Add(kernel.Rule{
		ID: "AUR-GRP-01", Kind: kernel.Refusal, Error: DBSubnetGroupDoesNotCoverEnoughAZs, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "A subnet group has subnets in at least two Availability Zones.",
		Operations: []string{"CreateDBSubnetGroup"},
	})
	SubnetsAreSubnets = rules.Add(kernel.Rule{
		ID: "AUR-GRP-02", Kind: kernel.Refusal, Error: InvalidSubnet, Or: []*kernel.ErrorShape{InvalidParameterValue},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A subnet group is made of subnets by their IDs, all of one VPC.",
		Operations: []string{"CreateDBSubnetGroup"},
	})
	GroupsAreFound = rules.Add(kernel.Rule{
		ID: "AUR-GRP-03", Kind: kernel.Refusal, Error: DBSubnetGroupNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A subnet group that the account does not have in the Region is not found.",
		Operations: []string{
			"DescribeDBSubnetGroups", "DeleteDBSubnetGroup", "CreateDBCluster", "RestoreDBClusterToPointInTime",
			"RestoreDBClusterFromSnapshot",
		},
	})
	GroupsInUseStay = rules.Add(kernel.Rule{
		ID: "AUR-GRP-04", Kind: kernel.Refusal, Error: InvalidDBSubnetGroupState, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "A subnet group that a cluster uses is not deleted.",
		Operations: []string{"DeleteDBSubnetGroup"},
	})
	SubnetGroupsAreNamedOnce = rules.Add(kernel.Rule{
		ID: "AUR-GRP-05", Kind: kernel.Refusal, Error: DBSubnetGroupAlreadyExists, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "An account has one subnet group of a name in a Region, and none that is called default is made.",
		Operations: []string{"CreateDBSubnetGroup"},
	})
	SubnetGroupsAreFew = rules.Add(kernel.Rule{
		ID: "AUR-GRP-06", Kind: kernel.Quota, Error: DBSubnetGroupQuotaExceeded, Evidence: kernel.Documented,
		Source:     quotasGuide,
		Says:       "An account has at most 50 subnet groups in a Region.",
		Operations: []string{"CreateDBSubnetGroup"},
	})
)

// zoneOf returns the Availability Zone of a subnet. No VPC is modelled: every
// subnet exists, and its last digit tells where (a to f stand for these zones, 0 to
// 9 for a to c in turn), all digits before it the VPC.
func zoneOf(region, subnet string) string {
	last := subnet[len(subnet)-1]
	if last <= '9' {
		last = 'a' + (last-'0')%3
	}
	return region + string(last)
}

func vpcOf(subnet string) string {
	digits := strings.TrimPrefix(subnet, "subnet-")
	return "vpc-" + digits[:len(digits)-1] + "0"
}

// isSubnet reports whether a text is the ID of a subnet.
func isSubnet(id string) bool {
	digits, ok := strings.CutPrefix(id, "subnet-")
	return ok && len(digits) >= 8 && len(digits) <= 17 && strings.Trim(digits, "0123456789abcdef") == ""
}

// zonesOf lists the Availability Zones of a group, each once.
func (g *subnetGroup) zonesOf() []string {
	var all []string
	for _, id := range g.SubnetIDs {
		all = append(all, zoneOf(g.Scope.Region, id))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (s *Service) createDBSubnetGroup(c *kernel.Call, in *CreateDBSubnetGroup) (*CreateDBSubnetGroupOutput, error) {
	name := strings.ToLower(in.DBSubnetGroupName)
	subnets := !slices.ContainsFunc(in.SubnetIds, func(id string) bool { return !isSubnet(id) })
	subnets = subnets && !slices.ContainsFunc(in.SubnetIds, func(id string) bool {
		return vpcOf(id) != vpcOf(in.SubnetIds[0])
	})
	if err := c.Require(subnets, SubnetsAreSubnets, "Some input subnets in :%s are invalid.", in.SubnetIds); err != nil {
		return nil, err
	}
	g := &subnetGroup{Scope: c.Scope(), Name: name, Description: in.DBSubnetGroupDescription, SubnetIDs: in.SubnetIds}
	if !subnets {
		return nil, kernel.NewError(kernel.InternalFailure, "no such subnets")
	}
	covers := len(g.zonesOf()) >= 2
	if err := c.Require(covers, SubnetGroupsCoverTwoZones,
		"The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement: want subnets in at least two, got %v.", g.zonesOf()); err != nil {
		return nil, err
	}
	free := name != defaultGroup && s.Subnets.See(c.Scope(), name) == nil
	if err := c.Require(free, SubnetGroupsAreNamedOnce, "The DB subnet group %s already exists.", name); err != nil {
		return nil, err
	}
	if err := c.Require(s.Subnets.View(c.Scope()).Len() < maxGroups, SubnetGroupsAreFew,
		"Cannot create more than %d DB subnet groups.", maxGroups); err != nil {
		return nil, err
	}
	var err error
	if g.Tags, err = tagged(c, in.Tags); err != nil {
		return nil, err
	}
	s.Subnets.In(c.Scope()).Delete(name)
	s.Subnets.In(c.Scope()).Put(name, g)
	return &CreateDBSubnetGroupOutput{g.show()}, nil
}

func (g *subnetGroup) show() *DBSubnetGroup {
	out := &DBSubnetGroup{
		DBSubnetGroupArn: arnOf(g.Scope, "subgrp", g.Name), DBSubnetGroupDescription: g.Description,
		DBSubnetGroupName: g.Name,
		SubnetGroupStatus: "Complete", SupportedNetworkTypes: []string{"IPV4"}, VpcId: vpcOf(g.SubnetIDs[0]),
	}
	for _, id := range g.SubnetIDs {
		out.Subnets = append(out.Subnets, Subnet{
			SubnetIdentifier: id, SubnetStatus: "Active",
			SubnetAvailabilityZone: &AvailabilityZone{Name: zoneOf(g.Scope.Region, id)},
		})
	}
	return out
}

func (s *Service) describeDBSubnetGroups(
	c *kernel.Call, in *DescribeDBSubnetGroups,
) (*DescribeDBSubnetGroupsOutput, error) {
	if _, err := compiled(c, in.Filters, filters[subnetGroup]{}); err != nil {
		return nil, err
	}
	out := &DescribeDBSubnetGroupsOutput{DBSubnetGroups: []DBSubnetGroup{}}
	if in.DBSubnetGroupName != "" {
		g := s.Subnets.See(c.Scope(), strings.ToLower(in.DBSubnetGroupName))
		if g == nil {
			return nil, c.Refuse(GroupsAreFound, "DB subnet group '%s' does not exist.", in.DBSubnetGroupName)
		}
		out.DBSubnetGroups = append(out.DBSubnetGroups, *g.show())
		return out, c.Require(true, GroupsAreFound, "")
	}
	page, next, ok := kernel.Page(c.Env, s.Subnets.View(c.Scope()),
		kernel.Query[subnetGroup]{Of: pageOf(c, "subnet groups", nil), Token: in.Marker, Max: records(in.MaxRecords)})
	for _, g := range page {
		out.DBSubnetGroups = append(out.DBSubnetGroups, *g.show())
	}
	out.Marker = next
	return out, continued(c, ok, in.Marker)
}

func (s *Service) deleteDBSubnetGroup(c *kernel.Call, in *DeleteDBSubnetGroup) (*DeleteDBSubnetGroupOutput, error) {
	name := strings.ToLower(in.DBSubnetGroupName)
	if s.Subnets.See(c.Scope(), name) == nil {
		return nil, c.Refuse(GroupsAreFound, "DB subnet group '%s' does not exist.", in.DBSubnetGroupName)
	}
	used := false
	for cl := range s.Clusters.View(c.Scope()).All {
		used = used || cl.Spec.Subnets == name
	}
	if err := c.Require(!used, GroupsInUseStay,
		"Cannot delete the subnet group '%s' because at least one database cluster is still using it.", name); err != nil {
		return nil, err
	}
	s.Subnets.In(c.Scope()).Delete(name)
	return &DeleteDBSubnetGroupOutput{}, nil
}

// inGroups puts a cluster into the groups that its maker names.
func (s *Service) inGroups(c *kernel.Call, sp *spec, parameters, subnets string) error {
	if parameters != "" {
		name := strings.ToLower(parameters)
		g := s.Parameters.See(c.Scope(), name)
		known := g != nil || name == "default."+familyOf(sp.Version)
		if err := c.Require(known, ParameterGroupsAreFound, "DBClusterParameterGroup not found: %s", parameters); err != nil {
			return err
		}
		sp.Parameters = name
	}
	if subnets == "" {
		return nil
	}
	name := strings.ToLower(subnets)
	g := s.Subnets.See(c.Scope(), name)
	known := name == defaultGroup || g != nil
	if err := c.Require(known, GroupsAreFound, "DB subnet group '%s' does not exist.", subnets); err != nil {
		return err
	}
	sp.Subnets = cmp.Or(name, sp.Subnets)
	if g != nil {
		sp.VPC = vpcOf(g.SubnetIDs[0])
	}
	return nil
}
