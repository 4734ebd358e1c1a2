package iam

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// AttachedPolicy is a managed policy of a role or user.
type AttachedPolicy struct {
	PolicyArn  string `sent:"always"`
	PolicyName string `sent:"always"`
}

// AttachRolePolicy attaches a managed policy to a role.
type AttachRolePolicy struct {
	PolicyArn string `shape:"!Arn"`
	RoleName  string `shape:"!RoleName"`
}

// AttachRolePolicyOutput is empty.
type AttachRolePolicyOutput struct{}

// DetachRolePolicy takes a managed policy from a role.
type DetachRolePolicy struct {
	PolicyArn string `shape:"!Arn"`
	RoleName  string `shape:"!RoleName"`
}

// DetachRolePolicyOutput is empty.
type DetachRolePolicyOutput struct{}

// ListAttachedRolePolicies lists the managed policies of a role.
type ListAttachedRolePolicies struct {
	Marker     string `shape:"Marker"`
	MaxItems   *int32 `shape:"MaxItems"`
	PathPrefix string `shape:"PathPrefix"`
	RoleName   string `shape:"!RoleName"`
}

// ListAttachedRolePoliciesOutput is one page of them.
type ListAttachedRolePoliciesOutput struct {
	AttachedPolicies []AttachedPolicy `sent:"always"`
	IsTruncated      bool             `sent:"always"`
	Marker           string           `sent:"set"`
}

// AttachUserPolicy attaches a managed policy to a user.
type AttachUserPolicy struct {
	PolicyArn string `shape:"!Arn"`
	UserName  string `shape:"!UserName"`
}

// AttachUserPolicyOutput is empty.
type AttachUserPolicyOutput struct{}

// DetachUserPolicy takes a managed policy from a user.
type DetachUserPolicy struct {
	PolicyArn string `shape:"!Arn"`
	UserName  string `shape:"!UserName"`
}

// DetachUserPolicyOutput is empty.
type DetachUserPolicyOutput struct{}

// ListAttachedUserPolicies lists the managed policies of a user.
type ListAttachedUserPolicies struct {
	Marker     string `shape:"Marker"`
	MaxItems   *int32 `shape:"MaxItems"`
	PathPrefix string `shape:"PathPrefix"`
	UserName   string `shape:"!UserName"`
}

// ListAttachedUserPoliciesOutput is one page of them.
type ListAttachedUserPoliciesOutput struct {
	AttachedPolicies []AttachedPolicy `sent:"always"`
	IsTruncated      bool             `sent:"always"`
	Marker           string           `sent:"set"`
}

const attachedMost = 10

// The rules of attaching managed policies.
var (
	OnlyAttachedPoliciesAreDetached = rules.Add(kernel.Rule{
		ID: "IAM-ATT-01", Kind: kernel.Refusal, Error: NoSuchEntity, Evidence: kernel.Documented,
		Source:     reference("DetachRolePolicy"),
		Says:       "Only a policy that is attached to the role or user can be detached from it.",
		Operations: []string{"DetachRolePolicy", "DetachUserPolicy"},
	})
	AttachingTwiceChangesNothing = rules.Add(kernel.Rule{
		ID: "IAM-ATT-02", Kind: kernel.Effect, Evidence: kernel.Observed,
		Source:     "hashicorp/terraform-provider-aws, aws_iam_role_policy_attachment",
		Says:       "Attaching a policy that is attached already succeeds, and it is attached once.",
		Operations: []string{"AttachRolePolicy", "AttachUserPolicy"},
	})
	TenPoliciesAreAttached = rules.Add(kernel.Rule{
		ID: "IAM-QUO-04", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotas,
		Says:       "Up to 10 managed policies are attached to a role or user.",
		Operations: []string{"AttachRolePolicy", "AttachUserPolicy"},
	})
)

func (s *Service) attachRolePolicy(c *kernel.Call, in *AttachRolePolicy) (*AttachRolePolicyOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	return &AttachRolePolicyOutput{}, s.attach(c, &r.entity, in.PolicyArn, "Role")
}

func (s *Service) detachRolePolicy(c *kernel.Call, in *DetachRolePolicy) (*DetachRolePolicyOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	return &DetachRolePolicyOutput{}, s.detach(c, &r.entity, in.PolicyArn)
}

func (s *Service) listAttachedRolePolicies(
	c *kernel.Call, in *ListAttachedRolePolicies,
) (*ListAttachedRolePoliciesOutput, error) {
	r, err := s.role(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	page, next, err := r.attached(c, in.PathPrefix, in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &ListAttachedRolePoliciesOutput{page, next != "", next}, nil
}

func (s *Service) attachUserPolicy(c *kernel.Call, in *AttachUserPolicy) (*AttachUserPolicyOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	return &AttachUserPolicyOutput{}, s.attach(c, &u.entity, in.PolicyArn, "User")
}

func (s *Service) detachUserPolicy(c *kernel.Call, in *DetachUserPolicy) (*DetachUserPolicyOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	return &DetachUserPolicyOutput{}, s.detach(c, &u.entity, in.PolicyArn)
}

func (s *Service) listAttachedUserPolicies(
	c *kernel.Call, in *ListAttachedUserPolicies,
) (*ListAttachedUserPoliciesOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	page, next, err := u.attached(c, in.PathPrefix, in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &ListAttachedUserPoliciesOutput{page, next != "", next}, nil
}

func (s *Service) attach(c *kernel.Call, e *entity, policy, kind string) error {
	p, err := s.managedPolicy(c, policy, notAttachable)
	if err != nil {
		return err
	}
	if c.Applies(slices.Contains(e.Attached, p.arn()), AttachingTwiceChangesNothing) {
		return nil
	}
	if err := c.Require(len(e.Attached) < attachedMost, TenPoliciesAreAttached,
		"Cannot exceed quota for PoliciesPer%s: %d", kind, attachedMost); err != nil {
		return err
	}
	e.Attached = append(slices.Clone(e.Attached), p.arn())
	return nil
}

func (s *Service) detach(c *kernel.Call, e *entity, policy string) error {
	if err := s.policyARN(c, policy); err != nil {
		return err
	}
	i := slices.Index(e.Attached, policy)
	if i < 0 {
		return c.Refuse(OnlyAttachedPoliciesAreDetached, "Policy %s was not found.", policy)
	}
	e.Attached = slices.Delete(slices.Clone(e.Attached), i, i+1)
	return c.Require(true, OnlyAttachedPoliciesAreDetached, "")
}

func (e *entity) attached(c *kernel.Call, prefix, marker string, most *int32) ([]AttachedPolicy, string, error) {
	all := []AttachedPolicy{}
	for _, a := range e.Attached {
		_, path, _ := strings.Cut(a, ":policy")
		if strings.HasPrefix(path, prefix) {
			all = append(all, AttachedPolicy{a, lastPart(a)})
		}
	}
	page, next, ok := kernel.PageOf(c.Env, all, "attached "+e.ID+prefix, marker, pageSize(most))
	return page, next, listed(c, ok)
}
