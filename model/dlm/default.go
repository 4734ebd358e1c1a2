package dlm

import (
	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of default policies.
var (
	DefaultPoliciesAreBounded = shaped(kernel.Rule{
		ID: "DLM-API-14", Evidence: kernel.Documented, Source: elements + "; SDK documentation of CreateLifecyclePolicy",
		Says: "A default policy says only how often it makes snapshots (every 1 to 7 days) and how long it keeps them (2 " +
			"to 14, longer than that), either outside or inside PolicyDetails, and an account has one per resource type and " +
			"Region.",
	})
	ExtendedDeletionGoesOn = rules.Add(kernel.Rule{
		ID: "DLM-STA-06", Kind: kernel.Effect, Evidence: kernel.SDKModel,
		Source: "SDK documentation of CreateLifecyclePolicy",
		Says: "Under a default policy with ExtendDeletion snapshots go on expiring, the last one too, when the " +
			"policy is disabled, deleted or in ERROR, or the volume is gone.",
		Operations: []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy", "DeleteLifecyclePolicy"},
	})
)

// notDefault refuses what only default policies have.
func (k *check) notDefault(d *PolicyDetails) {
	k.that(d.PolicyLanguage != "SIMPLIFIED", DefaultPoliciesAreBounded, "PolicyDetails.PolicyLanguage")
	k.that(d.ResourceType == "", DefaultPoliciesAreBounded, "PolicyDetails.ResourceType")
	k.that(d.CreateInterval == nil, DefaultPoliciesAreBounded, "PolicyDetails.CreateInterval")
	k.that(d.RetainInterval == nil, DefaultPoliciesAreBounded, "PolicyDetails.RetainInterval")
	k.that(d.CopyTags == nil, DefaultPoliciesAreBounded, "PolicyDetails.CopyTags")
	k.that(d.CrossRegionCopyTargets == nil, DefaultPoliciesAreBounded, "PolicyDetails.CrossRegionCopyTargets")
	k.that(d.ExtendDeletion == nil, DefaultPoliciesAreBounded, "PolicyDetails.ExtendDeletion")
	k.that(d.Exclusions == nil, DefaultPoliciesAreBounded, "PolicyDetails.Exclusions")
}

// defaultPolicy checks a default policy and fills in what it leaves out. Others
// are the policies beside which it is made.
func (k *check) defaultPolicy(p *lifecyclePolicy, others *kernel.Table[lifecyclePolicy]) {
	d := &p.Details
	k.that(d.kind() != events && d.Schedules == nil && d.TargetTags == nil && d.ResourceTypes == nil &&
		d.EventSource == nil && d.Actions == nil,
		DefaultPoliciesAreBounded, "PolicyDetails")
	k.that(d.ResourceLocations == nil, MembersAreOfTheirType, "PolicyDetails.ResourceLocations")
	k.that(d.PolicyLanguage != "STANDARD", DefaultPoliciesAreBounded, "PolicyDetails.PolicyLanguage")
	k.that(d.ResourceType == "" || d.ResourceType == p.Default, DefaultPoliciesAreBounded, "PolicyDetails.ResourceType")
	for i, t := range d.CrossRegionCopyTargets {
		k.that(k.isRegion(t.TargetRegion), DefaultPoliciesAreBounded, at("CrossRegionCopyTargets", i, "TargetRegion"))
	}
	d.PolicyLanguage, d.ResourceType = "SIMPLIFIED", p.Default
	d.CreateInterval, d.RetainInterval = or(d.CreateInterval, 1), or(d.RetainInterval, 7)
	d.CopyTags, d.ExtendDeletion = or(d.CopyTags, false), or(d.ExtendDeletion, false)
	k.that(*d.CreateInterval >= 1 && *d.CreateInterval <= 7, DefaultPoliciesAreBounded, "CreateInterval")
	k.that(*d.RetainInterval >= 2 && *d.RetainInterval <= 14 && *d.RetainInterval > *d.CreateInterval,
		DefaultPoliciesAreBounded, "RetainInterval")
	for other := range others.All {
		k.that(other.Default != p.Default, DefaultPoliciesAreBounded, "DefaultPolicy")
	}
}

func or[T any](value *T, otherwise T) *T {
	if value == nil {
		return &otherwise
	}
	return value
}

// schedules returns by which schedules a policy makes snapshots: a default policy
// says it in fewer words.
func (p *lifecyclePolicy) schedules() []Schedule {
	if p.Default == "" {
		return p.Details.Schedules
	}
	d := &p.Details
	hours := 24 * *d.CreateInterval
	only := Schedule{
		Name: "Default Schedule", CopyTags: d.CopyTags,
		CreateRule: &CreateRule{Interval: &hours, IntervalUnit: "HOURS"},
		RetainRule: &RetainRule{Interval: d.RetainInterval, IntervalUnit: days},
	}
	for _, t := range d.CrossRegionCopyTargets {
		only.CrossRegionCopyRules = append(only.CrossRegionCopyRules, CrossRegionCopyRule{
			Target: t.TargetRegion, CopyTags: d.CopyTags, Encrypted: new(bool),
			RetainRule: &CrossRegionCopyRetainRule{d.RetainInterval, days},
		})
	}
	return []Schedule{only}
}

// extends reports whether snapshots of the policy go on expiring without it.
func (s *Service) extends(p *lifecyclePolicy) bool {
	return p.Details.ExtendDeletion != nil && s.env.Applies(*p.Details.ExtendDeletion, ExtendedDeletionGoesOn)
}
