package ram

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// ResourceShareFeatureSet reports whether a share can be managed in RAM.
type ResourceShareFeatureSet string

// The feature sets of a share.
const (
	CreatedFromPolicy   ResourceShareFeatureSet = "CREATED_FROM_POLICY"
	PromotingToStandard ResourceShareFeatureSet = "PROMOTING_TO_STANDARD"
	Standard            ResourceShareFeatureSet = "STANDARD"
)

// Values lists the enumeration.
func (ResourceShareFeatureSet) Values() []ResourceShareFeatureSet {
	return []ResourceShareFeatureSet{CreatedFromPolicy, PromotingToStandard, Standard}
}

const promotion = "PromoteResourceShareCreatedFromPolicy"

var featureLifecycle = kernel.NewLifecycle(kernel.Lifecycle[ResourceShareFeatureSet, share]{
	Name: "RAM resource share feature set", Start: CreatedFromPolicy,
	Rows: []kernel.Row[ResourceShareFeatureSet, share]{
		{From: CreatedFromPolicy, On: promotion, To: PromotingToStandard, Rule: PromotionMakesStandardShares},
		{From: PromotingToStandard, On: kernel.Elapsed, To: Standard, After: promotionWork,
			Rule: PromotionMakesStandardShares},
		{On: promotion, To: kernel.Refused, Rule: OnlyPolicySharesArePromoted},

		{From: Standard, On: modification, To: Standard},
		{On: modification, To: kernel.Refused, Rule: PolicySharesAreNotManaged},
	},
})

var promotionWork = &kernel.Timing{Name: "promotion", Earliest: time.Second, Typical: 10 * time.Second,
	Latest: 5 * time.Minute}

// PromoteResourceShareCreatedFromPolicy makes a share that came of a resource
// policy a standard one.
type PromoteResourceShareCreatedFromPolicy struct {
	ResourceShareArn string `shape:"!" query:"resourceShareArn" resource:"arn"`
}

// PromoteResourceShareCreatedFromPolicyOutput tells that it is under way.
type PromoteResourceShareCreatedFromPolicyOutput struct{ ReturnValue bool }

// The rules of shares that are created from policies.
var (
	PolicySharesAreNotManaged = rules.Add(kernel.Rule{
		ID: "RAM-PRM-01", Kind: kernel.Refusal, Error: OperationNotPermitted,
		Or:       []*kernel.ErrorShape{InvalidParameter, InvalidStateTransition},
		Evidence: kernel.Documented, Source: "RAM API Reference, ResourceShare; " + hsmGuide, Seed: seedBackups,
		Says: "The share that a resource policy creates is CREATED_FROM_POLICY: only its owner sees it, and it cannot be " +
			"changed in RAM.",
		Operations: []string{"UpdateResourceShare", "DeleteResourceShare", "AssociateResourceShare",
			"DisassociateResourceShare",
			"AssociateResourceSharePermission", "TagResource"},
	})
	PromotionMakesStandardShares = rules.Add(kernel.Rule{
		ID: "RAM-PRM-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: hsmGuide + "; " + reference(promotion),
		Seed: seedBackups,
		Says: "Promotion leads through PROMOTING_TO_STANDARD to STANDARD; then the share can be managed and all " +
			"whom it names see it.",
		Operations: []string{promotion, "GetResourceShares"},
	})
	PromotionNeedsAMatchingPermission = rules.Add(kernel.Rule{
		ID: "RAM-PRM-03", Kind: kernel.Refusal, Error: UnmatchedPolicyPermission, Evidence: kernel.Documented,
		Source:     reference(promotion),
		Says:       "A share is promoted only if a managed permission allows exactly what its policy allows.",
		Operations: []string{promotion},
	})
	TheGuidesPolicyMatches = rules.Add(kernel.Rule{
		ID: "RAM-PRM-04", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: hsmGuide, Seed: seedBackups,
		Says: "A policy that allows what the type's default permission allows matches it, as the one in the " +
			"CloudHSM guide does.",
		Operations: []string{promotion},
	})
	OnlyPolicySharesArePromoted = rules.Add(kernel.Rule{
		ID: "RAM-PRM-05", Kind: kernel.Refusal, Error: InvalidStateTransition,
		Or:       []*kernel.ErrorShape{InvalidParameter, OperationNotPermitted},
		Evidence: kernel.Inferred, Source: serviceModel,
		Says:       "A share that is STANDARD or being promoted cannot be promoted.",
		Operations: []string{promotion},
	})
	OnlyTheOwnerPromotes = rules.Add(kernel.Rule{
		ID: "RAM-PRM-06", Kind: kernel.Refusal, Error: UnknownResource, Or: []*kernel.ErrorShape{OperationNotPermitted},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Only its owner can promote a share; to all others it is unknown.",
		Operations: []string{promotion},
	})
	PromotionInvitesNobody = rules.Add(kernel.Rule{
		ID: "RAM-PRM-07", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: hsmGuide, Seed: seedBackups,
		Says:       "Whoever the policy named keeps access through the promotion and needs no invitation.",
		Operations: []string{promotion, "GetResourceShareInvitations"},
	})
	OnePolicyShareForAResource = rules.Add(kernel.Rule{
		ID: "RAM-PRM-09", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: noSource,
		Says: "A resource has one share that is created from its policy, whatever other shares hold it and however " +
			"often the policy is put.",
		Operations: []string{"ListResources"},
	})
)

// PutPolicy makes the share of a resource's policy, or brings it up to date.
// It works at once.
func (s *Service) PutPolicy(arn kernel.ARN, resourceType string, doc policy.Document) {
	sh := s.fromPolicy(arn)
	if !s.env.Applies(sh != nil, OnePolicyShareForAResource) {
		sh = &share{Scope: arn.Scope(), Name: "Created from the policy of " + arn.Resource, External: true}
		s.begin(sh)
		s.featureMachine.Begin(sh)
		s.bestow(&association{Scope: sh.Scope, Share: sh.ID, Type: ResourceAssociation, Entity: arn.String(),
			ResourceType: resourceType})
	}
	sh.Policy, sh.Updated = doc, s.env.Now()
	named := allowed(doc)
	for _, a := range s.associations(sh, PrincipalAssociation) {
		if a.live() && !slices.Contains(named, a.Entity) {
			_ = s.associationMachine.Fire(a, "DisassociateResourceShare")
		}
	}
	for _, account := range named {
		if a := s.Associations.Get(within(sh.ID), account); a == nil || !a.live() {
			s.bestow(&association{Scope: sh.Scope, Share: sh.ID, Type: PrincipalAssociation, Entity: account})
		}
	}
}

// bestow puts an association into effect that a policy gives.
func (s *Service) bestow(a *association) {
	a.Bestowed = true
	_ = s.associationMachine.Fire(s.associate(a), admitted)
}

// fromPolicy returns the share of a resource's policy, or nil.
func (s *Service) fromPolicy(arn kernel.ARN) *share {
	for _, sh := range s.holders(arn) {
		if sh.Features.State == CreatedFromPolicy && sh.Status.State == Active {
			return sh
		}
	}
	return nil
}

// allowed lists the accounts that some statement allows something.
func allowed(doc policy.Document) []string {
	var accounts []string
	for _, statement := range doc.Statements {
		for _, p := range statement.Principals.AWS {
			if a := policy.Account(p); statement.Effect == policy.Allow && a != "" && !slices.Contains(accounts, a) {
				accounts = append(accounts, a)
			}
		}
	}
	return accounts
}

func (s *Service) promoteResourceShareCreatedFromPolicy(
	c *kernel.Call, in *PromoteResourceShareCreatedFromPolicy,
) (*PromoteResourceShareCreatedFromPolicyOutput, error) {
	scope, id, err := s.shareID(c, in.ResourceShareArn)
	if err != nil {
		return nil, err
	}
	sh := s.Shares.Get(scope, id)
	if sh == nil || scope != c.Scope() || sh.Status.State != Active {
		return nil, c.Refuse(OnlyTheOwnerPromotes, "ResourceShare %s could not be found.", in.ResourceShareArn)
	}
	_ = c.Require(true, OnlyTheOwnerPromotes, "")
	if err := s.featureMachine.Check(sh, promotion); err != nil {
		return nil, err
	}
	grants, matched := s.matching(sh)
	if err := c.Require(matched, PromotionNeedsAMatchingPermission,
		"No managed permission matches the policy of the resource exactly."); err != nil {
		return nil, err
	}
	if err := s.featureMachine.Fire(sh, promotion); err != nil {
		return nil, err
	}
	sh.Grants = grants
	return &PromoteResourceShareCreatedFromPolicyOutput{ReturnValue: true}, nil
}

// matching returns the permissions by which the share would give the same
// access as its policy does, and whether there are such.
func (s *Service) matching(sh *share) (grants []grant, ok bool) {
	ok = true
	for _, a := range s.associations(sh, ResourceAssociation) {
		if !a.live() {
			continue
		}
		match := ""
		for _, p := range s.attachable(sh.Scope, a.ResourceType) {
			if p.equals(sh.Policy) && match == "" && (!p.Managed || s.env.Applies(true, TheGuidesPolicyMatches)) {
				match = p.ARN
			}
		}
		ok = ok && match != ""
		grants = append(grants, grant{a.ResourceType, match})
	}
	return grants, ok
}

func (s *Service) featuresEntered(sh *share, _ ResourceShareFeatureSet) {
	sh.Updated = s.env.Now()
	if sh.Features.State != Standard {
		return
	}
	sh.Policy = policy.Document{}
	for _, a := range s.associations(sh, PrincipalAssociation) {
		s.index(a)
		if a.live() && s.external(a) && !s.env.Applies(true, PromotionInvitesNobody) {
			a.Bestowed = false
			s.invite(sh, a)
			s.associationMachine.Begin(a)
		}
	}
}
