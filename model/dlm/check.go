package dlm

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// check holds the members of a request against the rules, one after the other.
// The first that is broken is the answer; what follows is not looked at.
type check struct {
	*kernel.Call
	expressions *expressions
	err         error
}

// that requires that a member is as it should be.
func (k *check) that(ok bool, r *kernel.Rule, member string) {
	if k.err == nil {
		k.err = k.Require(ok, r, named, member)
	}
}

// has requires that a member is there.
func (k *check) has(ok bool, r *kernel.Rule, member string) {
	if k.err == nil {
		name := member[strings.LastIndexByte(member, '.')+1:]
		k.err = k.listed(k.Require(ok, r, "The following required parameter(s) are missing: {%s}", name),
			"RequiredParameters", member)
	}
}

// oneOf requires that no more than one of some members is there.
func (k *check) oneOf(ok bool, r *kernel.Rule, members ...string) {
	if k.err == nil {
		k.err = k.listed(k.Require(ok, r, "The following parameter(s) are mutually exclusive: %s",
			strings.Join(members, ", ")), "MutuallyExclusiveParameters", members...)
	}
}

// listed names in a refusal, if it is one, the members that it is about.
func (k *check) listed(refusal error, as string, members ...string) error {
	if refusal != nil {
		refusal.(*kernel.Error).Members = []kernel.Member{{Name: as, Values: members}}
	}
	return refusal
}

// tags checks the tags of a policy itself.
func (k *check) tags(tags []Tag) {
	k.that(len(tags) <= maxTags, TagsAreBounded, "Tags")
	for _, t := range tags {
		k.that(len(t.Value) <= 256, TagsAreBounded, "Tags."+t.Key)
	}
}

// details checks all that a policy says.
func (k *check) details(d *PolicyDetails) {
	if d.kind() == events {
		k.event(d)
	} else {
		k.scheduled(d)
	}
}

// given returns the details of a new policy and the kind of default policy that
// it is, if any.
func (k *check) given(in *CreateLifecyclePolicy) (d PolicyDetails, kind string) {
	if in.PolicyDetails != nil {
		d = clone(*in.PolicyDetails)
	}
	kind = in.DefaultPolicy
	if kind == "" && d.PolicyLanguage == "SIMPLIFIED" {
		kind = d.ResourceType
		k.has(kind != "", DefaultPoliciesAreBounded, "PolicyDetails.ResourceType")
	}
	k.has(kind != "" || in.PolicyDetails != nil, PoliciesHaveOneToFourSchedules, "PolicyDetails")
	k.simplified(&d, &UpdateLifecyclePolicy{
		CopyTags: in.CopyTags, CreateInterval: in.CreateInterval, CrossRegionCopyTargets: in.CrossRegionCopyTargets,
		Exclusions: in.Exclusions, ExtendDeletion: in.ExtendDeletion, RetainInterval: in.RetainInterval,
	})
	return d, kind
}

// simplified fills in the members of default policies that stand outside the
// details.
func (k *check) simplified(d *PolicyDetails, in *UpdateLifecyclePolicy) {
	inner, outer := reflect.ValueOf(d).Elem(), reflect.ValueOf(in).Elem()
	for _, member := range []string{"CopyTags", "CreateInterval", "CrossRegionCopyTargets", "Exclusions",
		"ExtendDeletion", "RetainInterval"} {
		from, to := outer.FieldByName(member), inner.FieldByName(member)
		k.oneOf(from.IsZero() || to.IsZero(), DefaultPoliciesAreBounded, member, "PolicyDetails."+member)
		if !from.IsZero() {
			copyTo(to, from)
		}
	}
}

// merge changes what a request names.
func (k *check) merge(p *lifecyclePolicy, in *UpdateLifecyclePolicy) {
	if in.Description != "" {
		p.Description = in.Description
	}
	if in.ExecutionRoleArn != "" {
		p.Role = in.ExecutionRoleArn
	}
	var changes PolicyDetails
	if in.PolicyDetails != nil {
		changes = clone(*in.PolicyDetails)
	}
	k.simplified(&changes, in)
	old := p.Details
	k.that(changes.PolicyType == "" || changes.PolicyType == old.kind(), UpdatesMerge, "PolicyDetails.PolicyType")
	k.that(changes.ResourceTypes == nil || slices.Equal(changes.ResourceTypes, old.ResourceTypes), UpdatesMerge,
		"PolicyDetails.ResourceTypes")
	k.that(changes.ResourceType == "" || changes.ResourceType == old.ResourceType, UpdatesMerge,
		"PolicyDetails.ResourceType")
	k.that(changes.PolicyLanguage == "" || changes.PolicyLanguage == old.PolicyLanguage, UpdatesMerge,
		"PolicyDetails.PolicyLanguage")
	if in.PolicyDetails != nil && !k.Applies(true, UpdatesMerge) {
		p.Details = changes
		return
	}
	to, from := reflect.ValueOf(&p.Details).Elem(), reflect.ValueOf(changes)
	for i := range to.NumField() {
		if !from.Field(i).IsZero() {
			to.Field(i).Set(from.Field(i))
		}
	}
}

// at names a member of an element of a list.
func at(list string, i int, member string) string { return fmt.Sprintf("%s.%d.%s", list, i+1, member) }
