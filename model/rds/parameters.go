package rds

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of parameters.
var (
	ParametersAreSet = rules.Add(kernel.Rule{
		ID: "AUR-GRP-12", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel + "; " + terraform,
		Says: "What is set in a cluster parameter group is listed as its user's, in the order of the names, until it is " +
			"reset.",
		Operations: []string{
			"ModifyDBClusterParameterGroup", "ResetDBClusterParameterGroup", "DescribeDBClusterParameters",
		},
	})
	DefaultParametersStay = rules.Add(kernel.Rule{
		ID: "AUR-GRP-13", Kind: kernel.Refusal, Error: InvalidDBParameterGroupState,
		Or: []*kernel.ErrorShape{InvalidParameterValue}, Evidence: kernel.Documented, Source: parametersGuide,
		Says:       "The parameters of a default cluster parameter group are not changed.",
		Operations: []string{"ModifyDBClusterParameterGroup", "ResetDBClusterParameterGroup"},
	})
	ParametersAreChangedByTwenty = rules.Add(kernel.Rule{
		ID: "AUR-GRP-14", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Or: []*kernel.ErrorShape{InvalidParameterCombination}, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "One request changes at most 20 parameters of a cluster parameter group.",
		Operations: []string{"ModifyDBClusterParameterGroup", "ResetDBClusterParameterGroup"},
	})
)

const (
	parametersGuide = "Aurora User Guide, Parameter groups for Amazon Aurora"
	mostParameters  = 20
	byTheUser       = "user"
)

// adjusted returns the parameter group whose parameters a request changes.
func (s *Service) adjusted(c *kernel.Call, name string, asked []Parameter) (*parameterGroup, error) {
	if slices.ContainsFunc(standard(c.Scope()), func(g *parameterGroup) bool { return g.Name == name }) {
		return nil, c.Refuse(DefaultParametersStay, "You can't modify the default parameter group %s", name)
	}
	c.Applies(true, DefaultParametersStay)
	g := s.Parameters.Get(c.Scope(), name)
	if g == nil {
		return nil, noParameterGroup(c, name)
	}
	return g, c.Require(len(asked) <= mostParameters, ParametersAreChangedByTwenty,
		"A request changes at most %d parameters, not %d", mostParameters, len(asked))
}

func (s *Service) modifyDBClusterParameterGroup(
	c *kernel.Call, in *ModifyDBClusterParameterGroup,
) (*ModifyDBClusterParameterGroupOutput, error) {
	g, err := s.adjusted(c, strings.ToLower(in.DBClusterParameterGroupName), in.Parameters)
	if err != nil {
		return nil, err
	}
	if c.Applies(true, ParametersAreSet) {
		g.Set = kernel.Merged(g.Set, in.Parameters, func(p Parameter) string { return p.ParameterName })
		slices.SortFunc(g.Set, func(a, b Parameter) int { return cmp.Compare(a.ParameterName, b.ParameterName) })
	}
	return &ModifyDBClusterParameterGroupOutput{g.Name}, nil
}

func (s *Service) resetDBClusterParameterGroup(
	c *kernel.Call, in *ResetDBClusterParameterGroup,
) (*ResetDBClusterParameterGroupOutput, error) {
	g, err := s.adjusted(c, strings.ToLower(in.DBClusterParameterGroupName), in.Parameters)
	if err != nil {
		return nil, err
	}
	g.Set = slices.DeleteFunc(slices.Clone(g.Set), func(p Parameter) bool {
		return kernel.Value(in.ResetAllParameters) || slices.ContainsFunc(in.Parameters,
			func(named Parameter) bool { return named.ParameterName == p.ParameterName })
	})
	return &ResetDBClusterParameterGroupOutput{g.Name}, nil
}

// describeDBClusterParameters lists what users have set; the engines' own parameters
// are none of the model's.
func (s *Service) describeDBClusterParameters(
	c *kernel.Call, in *DescribeDBClusterParameters,
) (*DescribeDBClusterParametersOutput, error) {
	name := strings.ToLower(in.DBClusterParameterGroupName)
	all := append(standard(c.Scope()), slices.Collect(s.Parameters.View(c.Scope()).All)...)
	at := slices.IndexFunc(all, func(g *parameterGroup) bool { return g.Name == name })
	if at < 0 {
		return nil, noParameterGroup(c, name)
	}
	fits, err := compiled(c, in.Filters, filters[Parameter]{
		"parameter-name": func(p *Parameter) string { return p.ParameterName },
	})
	if err != nil {
		return nil, err
	}
	set := []Parameter{}
	for _, p := range all[at].Set {
		p.Source = byTheUser
		if fits(&p) && (in.Source == "" || in.Source == p.Source) {
			set = append(set, p)
		}
	}
	page, next, ok := kernel.PageOf(c.Env, set, pageOf(c, "parameters "+name+" "+in.Source, in.Filters), in.Marker,
		records(in.MaxRecords))
	return &DescribeDBClusterParametersOutput{Parameters: page, Marker: next}, continued(c, ok, in.Marker)
}
