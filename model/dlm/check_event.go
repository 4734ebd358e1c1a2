package dlm

import (
	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of what event policies say.
var (
	EventPoliciesHaveNoSchedules = shaped(kernel.Rule{
		ID: "DLM-EVT-01", Evidence: kernel.Observed,
		Source: "an acceptance test of the Terraform provider; the seed's example", Seed: seed,
		Says: "A policy of type EVENT_BASED_POLICY has an EventSource and Actions and neither resource types nor target " +
			"tags nor schedules; others have neither of the first two.",
	})
	EventsAreManaged = shaped(kernel.Rule{
		ID: "DLM-EVT-02", Seed: seed,
		Says: "The type of an event source is MANAGED_CWE.",
	})
	EventsAreShares = shaped(kernel.Rule{
		ID: "DLM-EVT-03", Seed: seed,
		Says: "An event source has Parameters with the EventType shareSnapshot, a SnapshotOwner and a DescriptionRegex.",
	})
	OwnersAreAccounts = shaped(kernel.Rule{
		ID:   "DLM-EVT-04",
		Says: "SnapshotOwner lists up to 50 accounts of twelve digits.",
	})
	FiltersAreExpressions = shaped(kernel.Rule{
		ID: "DLM-EVT-05", Seed: seed,
		Says: "DescriptionRegex is a regular expression of up to 1000 characters that may not be left out, though the " +
			"seed's own example does.",
	})
	ThereIsOneAction = shaped(kernel.Rule{
		ID:   "DLM-EVT-06",
		Says: "An event policy has one action with a name of up to 120 letters, digits, spaces, underscores and hyphens.",
	})
	EventsCopyToThreeRegions = shaped(kernel.Rule{
		ID: "DLM-EVT-07", Seed: seed,
		Says: "An action copies to up to three Regions, each named once and with Encrypted true or false; a RetainRule is " +
			"optional.",
	})
)

// event checks an event policy.
func (k *check) event(d *PolicyDetails) {
	k.that(d.ResourceTypes == nil, EventPoliciesHaveNoSchedules, "PolicyDetails.ResourceTypes")
	k.that(d.TargetTags == nil, EventPoliciesHaveNoSchedules, "PolicyDetails.TargetTags")
	k.that(d.ResourceLocations == nil, MembersAreOfTheirType, "PolicyDetails.ResourceLocations")
	k.that(d.Schedules == nil, EventPoliciesHaveNoSchedules, "PolicyDetails.Schedules")
	k.notDefault(d)
	k.has(d.EventSource != nil && d.EventSource.Type != "", EventsAreManaged, "PolicyDetails.EventSource")
	if d.EventSource != nil {
		k.parameters(d.EventSource.Parameters, "PolicyDetails.EventSource.Parameters")
	}
	k.has(d.Actions != nil, ThereIsOneAction, "PolicyDetails.Actions")
	for i, action := range d.Actions {
		k.has(action.Name != "", ThereIsOneAction, at("PolicyDetails.Actions", i, "Name"))
		k.has(action.CrossRegionCopy != nil, EventsCopyToThreeRegions, at("PolicyDetails.Actions", i, "CrossRegionCopy"))
		k.copies(action.CrossRegionCopy, at("PolicyDetails.Actions", i, "CrossRegionCopy"))
	}
}

func (k *check) parameters(p *EventParameters, at string) {
	k.has(p != nil, EventsAreShares, at)
	if p == nil {
		return
	}
	k.has(p.EventType != "", EventsAreShares, at+".EventType")
	k.has(p.SnapshotOwner != nil, EventsAreShares, at+".SnapshotOwner")
	k.has(p.DescriptionRegex != "", FiltersAreExpressions, at+".DescriptionRegex")
	k.that(k.expressions.of(p.DescriptionRegex) != nil, FiltersAreExpressions, at+".DescriptionRegex")
}

func (k *check) copies(all []CrossRegionCopyAction, list string) {
	regions := map[string]bool{}
	for i, a := range all {
		k.that(k.isRegion(a.Target) && !regions[a.Target], EventsCopyToThreeRegions, at(list, i, "Target"))
		regions[a.Target] = true
		k.has(a.EncryptionConfiguration != nil && a.EncryptionConfiguration.Encrypted != nil, EventsCopyToThreeRegions,
			at(list, i, "EncryptionConfiguration.Encrypted"))
		k.period(a.RetainRule, EventCopiesExpire, at(list, i, "RetainRule"))
	}
}
