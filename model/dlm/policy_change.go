package dlm

import (
	"reflect"

	"github.com/shareproof/shareproof/model/kernel"
	iampolicy "github.com/shareproof/shareproof/model/policy"
)

func (s *Service) createLifecyclePolicy(
	c *kernel.Call, in *CreateLifecyclePolicy,
) (*CreateLifecyclePolicyOutput, error) {
	p := &lifecyclePolicy{
		Scope: c.Scope(), State: in.State, Description: in.Description, Role: in.ExecutionRoleArn,
		Tags: tagList(in.Tags), Created: c.Now(), Modified: c.Now(),
	}
	k := check{Call: c, expressions: s.expressions}
	p.Details, p.Default = k.given(in)
	if p.Default != "" {
		k.defaultPolicy(p, s.Policies.View(p.Scope))
	} else {
		k.details(&p.Details)
	}
	k.tags(p.Tags)
	if k.err != nil {
		return nil, k.err
	}
	if err := s.passRole(c, p.Role); err != nil {
		return nil, err
	}
	if err := c.Require(s.Policies.View(p.Scope).Len() < maxPolicies, HundredPoliciesPerRegion,
		"There are already %d policies in %s.", maxPolicies, c.Region); err != nil {
		return nil, err
	}
	if p.Default == "" {
		s.fill(&p.Details)
	}
	if same := s.same(p); same != nil && !c.Applies(true, EachRequestMakesAPolicy) {
		return &CreateLifecyclePolicyOutput{same.ID}, nil
	}
	p.ID = c.Mint().Hex("policy-")
	s.Policies.In(p.Scope).Put(p.ID, p)
	if p.State == Disabled {
		s.stays(p)
	} else {
		s.start(p, SharesBeforeThePolicyDoNotCount)
	}
	return &CreateLifecyclePolicyOutput{p.ID}, nil
}

// same returns a policy that says the same, or nil.
func (s *Service) same(p *lifecyclePolicy) *lifecyclePolicy {
	for other := range s.Policies.View(p.Scope).All {
		if other.Description == p.Description && other.Role == p.Role && reflect.DeepEqual(other.Details, p.Details) {
			return other
		}
	}
	return nil
}

// passRole reports whether the caller may hand the role to the service.
func (s *Service) passRole(c *kernel.Call, role string) error {
	arn, err := kernel.ParseARN(role)
	if err := c.Require(err == nil && arn.Account == c.Account, RolesArePassed,
		"Cross-account pass role is not allowed."); err != nil {
		return err
	}
	r, err := s.iam.Request(c.Caller, "iam:PassRole", role)
	if err != nil {
		return kernel.NewError(AccessDenied, err.Error())
	}
	r.Set("iam:PassedToService", principal)
	return s.iam.Explained(c.Require(s.iam.Identity(r).Effect == iampolicy.Allow, RolesArePassed,
		"User: %s is not authorized to perform: iam:PassRole on resource: %s", c.Principal, role), r, nil)
}

func (s *Service) updateLifecyclePolicy(
	c *kernel.Call, in *UpdateLifecyclePolicy,
) (*UpdateLifecyclePolicyOutput, error) {
	p, err := s.own(c, in.PolicyId)
	if err != nil {
		return nil, err
	}
	next := *p
	k := check{Call: c, expressions: s.expressions}
	k.merge(&next, in)
	if next.Default != "" {
		k.defaultPolicy(&next, nil)
	} else {
		k.details(&next.Details)
		k.that(p.byAge() == next.byAge(), RetentionKeepsItsKind, "PolicyDetails.Schedules.RetainRule")
	}
	if k.err != nil {
		return nil, k.err
	}
	if in.ExecutionRoleArn != "" {
		if err := s.passRole(c, next.Role); err != nil {
			return nil, err
		}
	}
	if next.Default == "" {
		s.fill(&next.Details)
	}
	next.Modified = c.Now()
	enabled := p.State != Enabled && in.State == Enabled
	same := in.State == "" || in.State == p.State
	same = same && reflect.DeepEqual(p.Details, next.Details)
	if in.State != "" {
		next.State, next.Message = in.State, ""
	}
	*p = next
	if in.PolicyDetails != nil && !c.Applies(true, NewAgesAreForNewSnapshots) {
		s.reconsider(p)
	}
	switch {
	case enabled:
		s.start(p, DisabledPoliciesRest)
	case !same:
		s.plan(p)
	}
	return &UpdateLifecyclePolicyOutput{}, nil
}

func (s *Service) deleteLifecyclePolicy(
	c *kernel.Call, in *DeleteLifecyclePolicy,
) (*DeleteLifecyclePolicyOutput, error) {
	p, err := s.own(c, in.PolicyId)
	if err != nil {
		return nil, err
	}
	s.forget(p)
	if c.Applies(true, DeletedPoliciesStop) {
		s.Policies.In(p.Scope).Delete(p.ID)
	}
	return &DeleteLifecyclePolicyOutput{}, nil
}
