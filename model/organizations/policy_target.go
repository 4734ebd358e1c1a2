package organizations

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// target is a root, unit or account whose service control policies are not just
// FullAWSAccess, which all others have.
type target struct {
	ID           string
	Organization string
	Policies     []string // IDs, in the order of their attachment
}

func (t *target) has(policy string) bool { return slices.Contains(t.Policies, policy) }

func (t *target) drop(policy string) {
	t.Policies = slices.DeleteFunc(slices.Clone(t.Policies), func(p string) bool { return p == policy })
}

// TargetType is what a policy is attached to.
type TargetType string

// Values lists the enumeration.
func (TargetType) Values() []TargetType {
	return []TargetType{"ACCOUNT", "ORGANIZATIONAL_UNIT", "ROOT"}
}

// PolicyTargetSummary is what a policy is attached to.
type PolicyTargetSummary struct {
	Arn      string
	Name     string
	TargetId string
	Type     TargetType
}

// AttachPolicy attaches a policy to a root, a unit or an account.
type AttachPolicy struct {
	PolicyId string `shape:"!PolicyId"`
	TargetId string `shape:"!TargetId"`
}

// AttachPolicyOutput is empty.
type AttachPolicyOutput struct{}

// DetachPolicy takes it off.
type DetachPolicy struct {
	PolicyId string `shape:"!PolicyId"`
	TargetId string `shape:"!TargetId"`
}

// DetachPolicyOutput is empty.
type DetachPolicyOutput struct{}

// ListPoliciesForTarget lists the policies that are attached to a root, a unit or an
// account itself.
type ListPoliciesForTarget struct {
	Filter     PolicyType `shape:"!PolicyType"`
	TargetId   string     `shape:"!TargetId"`
	MaxResults *int32     `shape:"MaxResults"`
	NextToken  string     `shape:"NextToken"`
}

// ListPoliciesForTargetOutput is one page of policies.
type ListPoliciesForTargetOutput struct {
	NextToken string
	Policies  []PolicySummary
}

// ListTargetsForPolicy lists what a policy is attached to.
type ListTargetsForPolicy struct {
	PolicyId   string `shape:"!PolicyId"`
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
}

// ListTargetsForPolicyOutput is one page of targets.
type ListTargetsForPolicyOutput struct {
	NextToken string
	Targets   []PolicyTargetSummary
}

const mostAttached = 5 // policies of a type, to one target

// The rules of attachments.
var (
	UnknownTargetsAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-SCP-20", Kind: kernel.Refusal, Error: TargetNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A root, organizational unit or account outside the caller's organization is not found as the target " +
			"of a policy.",
		Operations: []string{"AttachPolicy", "DetachPolicy", "ListPoliciesForTarget"},
	})
	PoliciesAreAttachedOnce = rules.Add(kernel.Rule{
		ID: "ORG-SCP-21", Kind: kernel.Refusal, Error: DuplicatePolicyAttachment, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "A policy is attached to a target once.",
		Operations: []string{"AttachPolicy"},
	})
	OnlyAttachedPoliciesAreDetached = rules.Add(kernel.Rule{
		ID: "ORG-SCP-22", Kind: kernel.Refusal, Error: PolicyNotAttached, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A policy is detached only from what it is attached to.",
		Operations: []string{"DetachPolicy"},
	})
	TargetsHaveFewPolicies = rules.Add(kernel.Rule{
		ID: "ORG-SCP-23", Kind: kernel.Quota, Error: ConstraintViolation, Evidence: kernel.Documented, Source: quotas,
		Says:       "A root, unit or account has at most five service control policies.",
		Operations: []string{"AttachPolicy"},
	})
	TargetsKeepOnePolicy = rules.Add(kernel.Rule{
		ID: "ORG-SCP-24", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.Documented,
		Source:     reference("DetachPolicy"),
		Says:       "Every root, unit and account keeps at least one service control policy.",
		Operations: []string{"DetachPolicy"},
	})
	FullAccessIsTheDefault = rules.Add(kernel.Rule{
		ID: "ORG-SCP-25", Kind: kernel.Effect, Evidence: kernel.Documented, Source: controlGuide,
		Says: "The root, and every unit and account that there is or comes to be, has FullAWSAccess until somebody " +
			"detaches it.",
		Operations: []string{"EnablePolicyType", "CreateOrganizationalUnit", "CreateAccount", "AcceptHandshake"},
	})
)

// attached are the IDs of the policies of a target in an organization in which
// service control policies are on.
func (s *Service) attached(id string) []string {
	if t := s.Targets.See(global, id); t != nil {
		return t.Policies
	}
	if !s.env.Applies(true, FullAccessIsTheDefault) {
		return nil
	}
	return []string{FullAWSAccess}
}

// targetOf returns how a target of an organization is shown, if there is one.
func (s *Service) targetOf(o *organization, id string) (shown PolicyTargetSummary, ok bool) {
	if id == o.Root {
		r := o.shownRoot()
		return PolicyTargetSummary{r.Arn, r.Name, r.Id, "ROOT"}, true
	}
	if u := s.Units.See(global, id); u != nil && u.Organization == o.ID {
		return PolicyTargetSummary{u.ARN, u.Name, u.ID, "ORGANIZATIONAL_UNIT"}, true
	}
	if m := s.Members.See(global, id); m != nil && m.Organization == o.ID {
		return PolicyTargetSummary{o.arn("account/" + o.ID + "/" + id), m.Name, id, "ACCOUNT"}, true
	}
	return shown, false
}

// targeted refuses what is no target in the organization.
func (s *Service) targeted(c *kernel.Call, o *organization, id string) error {
	if _, ok := s.targetOf(o, id); !ok {
		return c.Refuse(UnknownTargetsAreNotFound,
			"We can't find a root, OU, or account with the TargetId that you specified.")
	}
	return c.Require(true, UnknownTargetsAreNotFound, "")
}

func (s *Service) attachPolicy(c *kernel.Call, in *AttachPolicy) (*AttachPolicyOutput, error) {
	o, now, err := s.attachment(c, in.PolicyId, in.TargetId)
	if err != nil {
		return nil, err
	}
	if err := c.Require(!slices.Contains(now, in.PolicyId), PoliciesAreAttachedOnce,
		"The selected policy is already attached to the specified target."); err != nil {
		return nil, err
	}
	if err := c.Require(len(now) < mostAttached, TargetsHaveFewPolicies,
		"MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: %s has %d policies of the type already.", in.TargetId,
		len(now)); err != nil {
		return nil, err
	}
	s.set(o, in.TargetId, append(slices.Clone(now), in.PolicyId))
	return &AttachPolicyOutput{}, nil
}

func (s *Service) detachPolicy(c *kernel.Call, in *DetachPolicy) (*DetachPolicyOutput, error) {
	o, now, err := s.attachment(c, in.PolicyId, in.TargetId)
	if err != nil {
		return nil, err
	}
	if err := c.Require(slices.Contains(now, in.PolicyId), OnlyAttachedPoliciesAreDetached,
		"The policy isn't attached to the specified target in the specified root."); err != nil {
		return nil, err
	}
	if err := c.Require(len(now) > 1, TargetsKeepOnePolicy,
		"MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: %s has no other policy of the type.", in.TargetId); err != nil {
		return nil, err
	}
	s.set(o, in.TargetId, slices.DeleteFunc(slices.Clone(now), func(p string) bool { return p == in.PolicyId }))
	return &DetachPolicyOutput{}, nil
}

// attachment checks who attaches or detaches what to what, and returns the policies
// that the target has now.
func (s *Service) attachment(c *kernel.Call, policy, target string) (*organization, []string, error) {
	o, _, err := s.managedPolicy(c, policy)
	if err != nil {
		return nil, nil, err
	}
	if err := s.targeted(c, o, target); err != nil {
		return nil, nil, err
	}
	if err := c.Require(o.Controlled, TypesAreEnabledFirst,
		"The specified policy type isn't currently enabled in this root."); err != nil {
		return nil, nil, err
	}
	return o, s.attached(target), nil
}

// set writes down the policies of a target.
func (s *Service) set(o *organization, id string, policies []string) {
	if t := s.Targets.Get(global, id); t != nil {
		t.Policies = policies
		return
	}
	s.Targets.In(global).Put(id, &target{id, o.ID, policies})
}

// forget forgets the policies of what is no more, or in no organization.
func (s *Service) forget(id string) {
	if s.Targets.See(global, id) != nil {
		s.Targets.In(global).Delete(id)
	}
}

func (s *Service) listPoliciesForTarget(
	c *kernel.Call, in *ListPoliciesForTarget,
) (*ListPoliciesForTargetOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountControls)
	if err != nil {
		return nil, err
	}
	if err := s.targeted(c, o, in.TargetId); err != nil {
		return nil, err
	}
	all := []PolicySummary{}
	if o.Controlled && in.Filter == ServiceControlPolicy {
		for _, id := range s.attached(in.TargetId) {
			all = append(all, *s.shownPolicy(id).PolicySummary)
		}
	}
	page, next, ok := kernel.PageOf(c.Env, all, "ListPoliciesForTarget "+in.TargetId+string(in.Filter), in.NextToken,
		most(in.MaxResults))
	return &ListPoliciesForTargetOutput{NextToken: next, Policies: page}, listed(c, ok)
}

// shownPolicy is a policy by its ID, as it is shown.
func (s *Service) shownPolicy(id string) *Policy {
	if p := s.Policies.See(global, id); p != nil {
		return p.show()
	}
	full := fullAccess
	return &full
}

func (s *Service) listTargetsForPolicy(
	c *kernel.Call, in *ListTargetsForPolicy,
) (*ListTargetsForPolicyOutput, error) {
	o, _, err := s.managedPolicy(c, in.PolicyId)
	if err != nil {
		return nil, err
	}
	all := []PolicyTargetSummary{}
	if o.Controlled {
		for _, id := range s.targets(o) {
			if slices.Contains(s.attached(id), in.PolicyId) {
				shown, _ := s.targetOf(o, id)
				all = append(all, shown)
			}
		}
	}
	page, next, ok := kernel.PageOf(c.Env, all, "ListTargetsForPolicy "+in.PolicyId, in.NextToken, most(in.MaxResults))
	return &ListTargetsForPolicyOutput{NextToken: next, Targets: page}, listed(c, ok)
}

// targets are the IDs of all that policies of an organization can be attached to: its
// root, its units and its accounts.
func (s *Service) targets(o *organization) []string {
	all := []string{o.Root}
	for u := range s.Units.View(global).All {
		if u.Organization == o.ID {
			all = append(all, u.ID)
		}
	}
	return append(all, s.Accounts(o.ID)...)
}
