// Package dlm observes the calls of Amazon Data Lifecycle Manager, and what its
// policies do with the snapshots of Amazon EBS.
package dlm

import (
	"math"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// Service is DLM as the invariants look at it.
var Service = invariants.Register(&invariants.Service{
	APIs:  []*kernel.API{dlm.API},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{policyKind},
	Shown: shown, Named: named, Alike: true,
	Page: page, Listed: listed, Filtered: filtered, Written: written, Quotas: quotas,
	Invariants: []*invariants.Invariant{NothingOutlivesItsRetention, EventsFireOnce, RestingPoliciesDoNothing},
	Omits: map[string]string{
		"INV-LIFE-02":  "a policy is ENABLED or DISABLED as calls set it, by INV-READ-01, and may be in ERROR at any time",
		"INV-LIFE-03":  "a policy is in no state of progress; what it makes ends by INV-DLM-01",
		"INV-TOKEN-01": "no call bears a client token",
	},
})

// policyKind is the kind of lifecycle policies.
var policyKind = &invariants.Kind{
	Name: "lifecycle policy", Path: "policy/", Hidden: invariants.OwnOnly,
	Same: invariants.Same(func(_ *invariants.Call, was, is *dlm.LifecyclePolicy) bool {
		return was.DateCreated == is.DateCreated && was.PolicyArn == is.PolicyArn && was.DefaultPolicy == is.DefaultPolicy
	}),
	Unknown: func(*invariants.Call, *invariants.Name) bool { return false },
	Ended: func(c *invariants.Call, r *invariants.Resource) string {
		if Of(c).policies.Of(r.ID).deleted != 0 {
			return r.ID + " is shown though it was deleted"
		}
		return ""
	},
}

func shown(c *invariants.Call, show func(invariants.Resource)) {
	switch out := c.Out.(type) {
	case *dlm.CreateLifecyclePolicyOutput:
		show(invariants.Resource{Kind: policyKind, ID: out.PolicyId, Scope: c.As.Scope(), Made: true})
	case *dlm.GetLifecyclePolicyOutput:
		if p := out.Policy; p != nil {
			scope, _ := invariants.ScopeOf(p.PolicyArn)
			show(invariants.Resource{
				Kind: policyKind, ID: p.PolicyId, ARN: p.PolicyArn, Scope: scope,
				Created: p.DateCreated, Updated: p.DateModified, Shown: p,
			})
		}
	case *dlm.GetLifecyclePoliciesOutput:
		for i := range out.Policies {
			show(invariants.Resource{Kind: policyKind, ID: out.Policies[i].PolicyId})
		}
	}
}

func named(c *invariants.Call, name func(invariants.Name)) {
	policy := func(id string, sole bool) {
		name(invariants.Name{Kind: policyKind, ID: id, Text: id, Owners: true, Sole: sole})
	}
	tagged := func(arn string) {
		scope, _ := invariants.ScopeOf(arn)
		name(invariants.Name{Kind: policyKind, ID: idOf(arn), Text: arn, Scope: scope, Owners: true})
	}
	switch in := c.In.(type) {
	case *dlm.GetLifecyclePolicy:
		policy(in.PolicyId, true)
	case *dlm.DeleteLifecyclePolicy:
		policy(in.PolicyId, true)
	case *dlm.UpdateLifecyclePolicy:
		policy(in.PolicyId, false)
	case *dlm.TagResource:
		tagged(in.ResourceArn)
	case *dlm.UntagResource:
		tagged(in.ResourceArn)
	case *dlm.ListTagsForResource:
		tagged(in.ResourceArn)
	}
}

func page(c *invariants.Call) (invariants.Page, bool) {
	in, ok := c.In.(*dlm.GetLifecyclePolicies)
	if !ok {
		return invariants.Page{}, false
	}
	p := invariants.Page{Whole: in.DefaultPolicyType == "" && in.State == "" &&
		len(in.ResourceTypes)+len(in.TagsToAdd)+len(in.TargetTags)+len(in.PolicyIds) == 0}
	return invariants.PageOf(p, nil, math.MaxInt, c.Out.(*dlm.GetLifecyclePoliciesOutput).Policies,
		func(p *dlm.LifecyclePolicySummary) invariants.Entry { return invariants.Entry{ID: p.PolicyId} })
}

func listed(l *invariants.Listing) {
	f := Of(l.Call)
	for _, id := range f.own.Of(l.As.Scope()) {
		if f.policies.Of(id).deleted == 0 {
			l.Must(invariants.Entry{ID: id})
		}
	}
}

func filtered(c *invariants.Call) string {
	in, ok := c.In.(*dlm.GetLifecyclePolicies)
	if !ok {
		return ""
	}
	return invariants.Each(c.Out.(*dlm.GetLifecyclePoliciesOutput).Policies, func(p *dlm.LifecyclePolicySummary) string {
		if !invariants.Wanted(in.PolicyIds, p.PolicyId) || in.State != "" && p.State != in.State {
			return p.PolicyId + " is listed though it was not asked for"
		}
		return ""
	})
}

func written(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *dlm.GetLifecyclePolicy:
		if p := c.Out.(*dlm.GetLifecyclePolicyOutput).Policy; p != nil {
			return f.asWritten(p.PolicyId, p.Description, p.State, p.Tags)
		}
	case *dlm.GetLifecyclePolicies:
		return invariants.Each(c.Out.(*dlm.GetLifecyclePoliciesOutput).Policies, func(p *dlm.LifecyclePolicySummary) string {
			return f.asWritten(p.PolicyId, p.Description, p.State, p.Tags)
		})
	case *dlm.ListTagsForResource:
		p, known := f.policies.Find(idOf(in.ResourceArn))
		if known && !sameTags(p.tags, c.Out.(*dlm.ListTagsForResourceOutput).Tags) {
			return in.ResourceArn + " has other tags than were written"
		}
	}
	return ""
}

func (f *Facts) asWritten(id, description string, state dlm.PolicyState, tags map[string]string) string {
	p, known := f.policies.Find(id)
	switch {
	case !known:
	case description != p.description:
		return id + " has another description than was written"
	case state != p.state && state != dlm.Error:
		return id + " is " + string(state) + " though it was last made " + string(p.state)
	case !sameTags(tags, p.tags):
		return id + " has other tags than were written"
	}
	return ""
}

func quotas(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *dlm.CreateLifecyclePolicy:
		of := 0
		for _, id := range f.own.Of(c.As.Scope()) {
			if f.policies.Of(id).deleted == 0 {
				of++
			}
		}
		if of >= 100 {
			return "a hundred and first policy is made"
		}
	case *dlm.TagResource:
		if p, known := f.policies.Find(idOf(in.ResourceArn)); known && len(tagged(p.tags, in.Tags)) > 45 {
			return in.ResourceArn + " has more than 45 tags"
		}
	}
	return ""
}

// hears are the APIs at whose calls the work of policies shows.
var hears = []*kernel.API{ebs.API}
