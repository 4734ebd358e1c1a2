package dlm

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// GetLifecyclePolicies lists the policies that all filters select.
type GetLifecyclePolicies struct {
	_                 struct{}    `http:"GET /policies"`
	DefaultPolicyType string      `shape:"DefaultFilter" query:"defaultPolicyType"`
	PolicyIds         []string    `query:"policyIds"`
	ResourceTypes     []string    `shape:"ResourceTypes" query:"resourceTypes"`
	State             PolicyState `shape:"State" query:"state"`
	TagsToAdd         []string    `shape:"TagsToAddFilters" query:"tagsToAdd"` // KEY=VALUE
	TargetTags        []string    `shape:"TagFilters" query:"targetTags"`      // KEY=VALUE
}

// GetLifecyclePoliciesOutput is the whole list, oldest first.
type GetLifecyclePoliciesOutput struct {
	Policies []LifecyclePolicySummary `sent:"always"`
}

// LifecyclePolicySummary is a policy in a list.
type LifecyclePolicySummary struct {
	DefaultPolicy bool
	Description   string      `sent:"always"`
	PolicyId      string      `sent:"always"`
	PolicyType    string      `sent:"set"`
	State         PolicyState `sent:"always"`
	Tags          map[string]string
}

// PoliciesAreFiltered is the rule of the listing.
var PoliciesAreFiltered = rules.Add(kernel.Rule{
	ID: "DLM-API-08", Kind: kernel.Refusal, Error: ResourceNotFound, Or: []*kernel.ErrorShape{InvalidRequest},
	Evidence: kernel.SDKModel, Source: serviceModel,
	Says: "GetLifecyclePolicies lists summaries of the policies that fit every filter, all on one page; an ID " +
		"among policyIds that names none is not found.",
	Operations: []string{"GetLifecyclePolicies"},
})

func (s *Service) getLifecyclePolicies(c *kernel.Call, in *GetLifecyclePolicies) (*GetLifecyclePoliciesOutput, error) {
	for _, id := range in.PolicyIds {
		if err := c.Require(s.Policies.See(c.Scope(), id) != nil, PoliciesAreFiltered, "Policy %s is not found.",
			id); err != nil {
			return nil, missing(err, id)
		}
	}
	out := &GetLifecyclePoliciesOutput{Policies: []LifecyclePolicySummary{}}
	for p := range s.Policies.View(c.Scope()).All {
		if !in.selects(p) && c.Applies(true, PoliciesAreFiltered) {
			continue
		}
		out.Policies = append(out.Policies, LifecyclePolicySummary{
			DefaultPolicy: p.Default != "", Description: p.Description, PolicyId: p.ID,
			PolicyType: p.Details.kind(), State: p.State, Tags: tagMap(p.Tags),
		})
	}
	return out, nil
}

// selects reports whether a policy fits all filters.
func (in *GetLifecyclePolicies) selects(p *lifecyclePolicy) bool {
	var added []Tag
	for _, schedule := range p.Details.Schedules {
		added = append(added, schedule.TagsToAdd...)
	}
	kinds := p.Details.ResourceTypes
	if p.Default != "" {
		kinds = []string{p.Default}
	}
	return (len(in.PolicyIds) == 0 || slices.Contains(in.PolicyIds, p.ID)) &&
		(in.State == "" || in.State == p.State) &&
		(in.DefaultPolicyType == "" || p.Default != "" &&
			(in.DefaultPolicyType == "ALL" || in.DefaultPolicyType == p.Default)) &&
		(len(in.ResourceTypes) == 0 || meet(in.ResourceTypes, kinds)) &&
		(len(in.TargetTags) == 0 || meet(tagsOf(in.TargetTags), p.Details.TargetTags)) &&
		(len(in.TagsToAdd) == 0 || meet(tagsOf(in.TagsToAdd), added))
}

// meet reports whether two lists have anything in common.
func meet[E comparable](a, b []E) bool {
	return slices.ContainsFunc(a, func(e E) bool { return slices.Contains(b, e) })
}

// tagsOf reads tags that are written KEY=VALUE.
func tagsOf(texts []string) (tags []Tag) {
	for _, text := range texts {
		key, value, _ := strings.Cut(text, "=")
		tags = append(tags, Tag{key, value})
	}
	return tags
}
