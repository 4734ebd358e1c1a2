package dlm

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	iampolicy "github.com/shareproof/shareproof/model/policy"
)

const principal = "dlm.amazonaws.com"

// The rules of the role under which a policy works, and of what becomes of a
// policy whose role does not suffice.
var (
	RolesTrustTheService = rules.Add(kernel.Rule{
		ID: "DLM-ROL-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "EC2 User Guide of 2023, service-role",
		Seed: seed,
		Says: "A policy works only under a role that exists and trusts dlm.amazonaws.com, such as " +
			"AWSDataLifecycleManagerDefaultRole, with or without the path /service-role/.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	RolesNeedTheirRights = rules.Add(kernel.Rule{
		ID: "DLM-ROL-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "EC2 User Guide of 2023, service-role",
		Also: []string{"DLM-SCH-22"},
		Says: "What a policy does, it does with the rights of its role: without ec2:CreateSnapshot and kindred, or " +
			"without the use of the volume's key, no snapshot is made, shared, copied or deleted.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	PoliciesWithoutRightsFail = rules.Add(kernel.Rule{
		ID: "DLM-STA-02", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "EC2 User Guide of 2023, monitor-cloudwatch-events",
		Says: "A policy whose role lacks rights, or that meets a limit, goes into ERROR with an event DLM Policy " +
			"State Change that tells the cause; enabling it again clears that.",
		Operations: []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy"},
	})
	EventPoliciesNeedARule = rules.Add(kernel.Rule{
		ID: "DLM-EVT-22", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source: "EC2 User Guide of 2023, service-role, for the permissions; that a policy without them is in ERROR is a " +
			"guess",
		Says: "An event policy has a managed EventBridge rule AwsDataLifecycleRule.managed-cwe.*, for which its " +
			"role needs events:PutRule and events:PutTargets; without them the policy is in ERROR.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
)

// errUntrusted is why a policy cannot act at all.
var errUntrusted = errors.New("the role is of no use to the policy")

// as returns the caller as which a policy works in a Region.
func (s *Service) as(p *lifecyclePolicy, region string) (kernel.Caller, error) {
	as, err := s.iam.Assume(p.Role, principal, p.name(), region)
	if s.env.Applies(err != nil, RolesTrustTheService) {
		return as, errUntrusted
	}
	rights := RolesNeedTheirRights
	if p.Details.kind() == events {
		rights = EventRolesNeedTheKeys
	}
	if err != nil || !s.env.Applies(true, rights) {
		as = kernel.Caller{Account: p.Scope.Account, Region: region, Service: principal}
	}
	return as, nil
}

// perform does a call as a policy.
func perform[Out any](s *Service, p *lifecyclePolicy, region string, in any) (*Out, error) {
	as, err := s.as(p, region)
	if err != nil {
		return nil, err
	}
	out, err := s.world.Perform(as, in)
	if err != nil {
		return nil, err
	}
	return out.(*Out), nil
}

// What a policy in ERROR tells about itself.
const (
	noRights = "Role provided does not have sufficient permissions"
	tooMany  = "Maximum allowed active snapshot limit exceeded"
)

// blame returns why a call of a policy puts it into ERROR, "" if it does not.
func blame(err error) string {
	var refusal *kernel.Error
	switch {
	case errors.Is(err, errUntrusted):
		return noRights
	case !errors.As(err, &refusal):
		return ""
	case refusal.ErrorShape == ebs.UnauthorizedOperation:
		return noRights
	case refusal.ErrorShape == ebs.SnapshotLimitExceeded, refusal.ErrorShape == ebs.ResourceLimitExceeded:
		return tooMany
	}
	return ""
}

// fail puts a policy into ERROR, where the error is one of those that do.
func (s *Service) fail(p *lifecyclePolicy, err error) {
	cause := blame(err)
	if cause == "" || p.State != Enabled || !s.env.Applies(true, PoliciesWithoutRightsFail) {
		return
	}
	p.State, p.Message = Error, s.env.Fail(p.ref(), cause, PoliciesWithoutRightsFail, err)
	s.plan(p)
	s.bus.Put(eventbridge.Event{
		DetailType: "DLM Policy State Change", Source: "aws.dlm", Account: p.Scope.Account, Region: p.Scope.Region,
		Resources: []string{p.arn()},
		Detail:    fmt.Sprintf(`{"state":"ERROR","cause":%q,"policy_id":%q}`, cause, p.arn()),
	})
}

// setUpRule makes the managed rule of an event policy, or tells that it cannot.
func (s *Service) setUpRule(p *lifecyclePolicy) {
	as, err := s.as(p, p.Scope.Region)
	for _, action := range []string{"events:PutRule", "events:PutTargets"} {
		if err == nil && s.env.Applies(!s.allows(as, action, p), EventPoliciesNeedARule) {
			err = fmt.Errorf("%w: it may not %s", errUntrusted, action)
		}
	}
	s.fail(p, err)
}

func (s *Service) allows(as kernel.Caller, action string, p *lifecyclePolicy) bool {
	rule := p.Scope.ARN("events", "rule/AwsDataLifecycleRule.managed-cwe."+strings.TrimPrefix(p.ID, "policy-"))
	r, err := s.iam.Request(as, action, rule)
	return err == nil && s.iam.Identity(r).Effect == iampolicy.Allow
}
