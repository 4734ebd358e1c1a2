package iam

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// managedPolicy is a policy with an ARN of its own, in its only version.
type managedPolicy struct {
	Scope       kernel.Scope // its account is "aws" where the policy is AWS's
	Name        string
	Path        string
	ID          string
	Description string
	Document    string
	Version     string
	Created     kernel.Time
	Tags        []Tag
}

func (p *managedPolicy) arn() string { return arn("iam", p.Scope, "policy"+p.Path+p.Name) }

// Policy is a managed policy as IAM shows it.
type Policy struct {
	Arn                           string
	AttachmentCount               int32
	CreateDate                    kernel.Time
	DefaultVersionId              string
	Description                   string
	IsAttachable                  bool
	Path                          string
	PermissionsBoundaryUsageCount int32
	PolicyId                      string
	PolicyName                    string
	Tags                          []Tag
	UpdateDate                    kernel.Time
}

// PolicyVersion is the text of a managed policy, percent-encoded.
type PolicyVersion struct {
	CreateDate       kernel.Time
	Document         string
	IsDefaultVersion bool
	VersionId        string
}

// CreatePolicy creates a managed policy.
type CreatePolicy struct {
	Description    string `shape:"Description"`
	Path           string `shape:"PolicyPath"`
	PolicyDocument string `shape:"!Document"`
	PolicyName     string `shape:"!PolicyName"`
	Tags           []Tag  `shape:"Tags"`
}

// CreatePolicyOutput shows it.
type CreatePolicyOutput struct{ Policy *Policy }

// GetPolicy asks for a managed policy.
type GetPolicy struct {
	PolicyArn string `shape:"!Arn"`
}

// GetPolicyOutput shows it.
type GetPolicyOutput struct{ Policy *Policy }

// GetPolicyVersion asks for the text of a managed policy.
type GetPolicyVersion struct {
	PolicyArn string `shape:"!Arn"`
	VersionId string `shape:"!Version"`
}

// GetPolicyVersionOutput shows it.
type GetPolicyVersionOutput struct{ PolicyVersion *PolicyVersion }

// DeletePolicy deletes a managed policy that nobody has.
type DeletePolicy struct {
	PolicyArn string `shape:"!Arn"`
}

// DeletePolicyOutput is empty.
type DeletePolicyOutput struct{}

const (
	firstVersion = "v1"
	managedSize  = 6144 // characters, without white space
)

// The rules of managed policies.
var (
	UnknownPoliciesAreNotFound = rules.Add(kernel.Rule{
		ID: "IAM-MAN-01", Kind: kernel.Refusal, Error: NoSuchEntity, Evidence: kernel.Documented,
		Source: reference("GetPolicy"),
		Says:   "A managed policy is found by its ARN: it is the caller's account's, or AWS's.",
		Operations: []string{"GetPolicy", "GetPolicyVersion", "DeletePolicy", "AttachRolePolicy", "AttachUserPolicy",
			"CreateRole", "CreateUser"},
	})
	PolicyNamesAreTakenOnce = rules.Add(kernel.Rule{
		ID: "IAM-MAN-02", Kind: kernel.Refusal, Error: EntityAlreadyExists, Evidence: kernel.Documented,
		Source:     reference("CreatePolicy"),
		Says:       "The name of a managed policy is taken once in its account, whatever its path and its case.",
		Operations: []string{"CreatePolicy"},
	})
	PoliciesInUseStay = rules.Add(kernel.Rule{
		ID: "IAM-MAN-03", Kind: kernel.Refusal, Error: DeleteConflict, Evidence: kernel.Documented,
		Source:     reference("DeletePolicy"),
		Says:       "A managed policy is deleted only once nobody has it attached or as a boundary.",
		Operations: []string{"DeletePolicy"},
	})
	PoliciesHaveOneVersion = rules.Add(kernel.Rule{
		ID: "IAM-MAN-04", Kind: kernel.Refusal, Error: NoSuchEntity, Evidence: kernel.Documented,
		Source:     reference("GetPolicyVersion"),
		Says:       "A managed policy has the versions that were made of it, v1 where nobody changed it.",
		Operations: []string{"GetPolicyVersion"},
	})
	AWSPoliciesAreAWSs = rules.Add(kernel.Rule{
		ID: "IAM-MAN-05", Kind: kernel.Refusal, Error: AccessDenied, Or: []*kernel.ErrorShape{NoSuchEntity, InvalidInput},
		Evidence: kernel.Documented,
		Source:   "IAM User Guide, access_policies_managed-vs-inline", Says: "Nobody can delete a managed policy of AWS.",
		Operations: []string{"DeletePolicy"},
	})
	ManagedPoliciesAreBounded = rules.Add(kernel.Rule{
		ID: "IAM-QUO-03", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotas,
		Says: "A managed policy has up to 6,144 characters, not counting white space.", Operations: []string{"CreatePolicy"},
	})
)

func (s *Service) createPolicy(c *kernel.Call, in *CreatePolicy) (*CreatePolicyOutput, error) {
	scope := scopeOf(c.Caller)
	if err := c.Require(s.Policies.See(scope, key(in.PolicyName)) == nil, PolicyNamesAreTakenOnce,
		"A policy called %s already exists. Duplicate names are not allowed.", in.PolicyName); err != nil {
		return nil, err
	}
	if err := s.checkPolicy(c, policy.ManagedPolicy, in.PolicyDocument); err != nil {
		return nil, err
	}
	if err := c.Require(sizeOf(in.PolicyDocument) <= managedSize, ManagedPoliciesAreBounded,
		"Cannot exceed quota for PolicySize: %d", managedSize); err != nil {
		return nil, err
	}
	if err := s.checkTags(c, in.Tags); err != nil {
		return nil, err
	}
	p := &managedPolicy{Scope: scope, Name: in.PolicyName, Path: pathOr(in.Path), Description: in.Description,
		Document: in.PolicyDocument, Version: firstVersion, Created: c.Now(), Tags: in.Tags}
	p.ID = c.Mint().Capital("ANPA", 17)
	s.Policies.In(scope).Put(key(p.Name), p)
	return &CreatePolicyOutput{s.showPolicy(p)}, nil
}

func (s *Service) getPolicy(c *kernel.Call, in *GetPolicy) (*GetPolicyOutput, error) {
	p, err := s.managedPolicy(c, in.PolicyArn)
	if err != nil {
		return nil, err
	}
	return &GetPolicyOutput{s.showPolicy(p)}, nil
}

func (s *Service) getPolicyVersion(c *kernel.Call, in *GetPolicyVersion) (*GetPolicyVersionOutput, error) {
	p, err := s.managedPolicy(c, in.PolicyArn)
	if err != nil {
		return nil, err
	}
	if err := c.Require(in.VersionId == p.Version, PoliciesHaveOneVersion,
		"Policy %s version %s does not exist or is not attachable.", in.PolicyArn, in.VersionId); err != nil {
		return nil, err
	}
	return &GetPolicyVersionOutput{&PolicyVersion{p.Created, encoded(p.Document), true, p.Version}}, nil
}

func (s *Service) deletePolicy(c *kernel.Call, in *DeletePolicy) (*DeletePolicyOutput, error) {
	p, err := s.managedPolicy(c, in.PolicyArn)
	if err != nil {
		return nil, err
	}
	if err := c.Require(p.Scope.Account != amazon, AWSPoliciesAreAWSs,
		"Policy %s is managed by AWS and cannot be deleted.", in.PolicyArn); err != nil {
		return nil, err
	}
	attached, bounding := s.uses(p.Scope, p.arn())
	if err := c.Require(attached+bounding == 0, PoliciesInUseStay,
		"Cannot delete a policy attached to entities."); err != nil {
		return nil, err
	}
	s.Policies.In(p.Scope).Delete(key(p.Name))
	return &DeletePolicyOutput{}, nil
}

// managedPolicy returns a policy that the caller's account may attach.
func (s *Service) managedPolicy(c *kernel.Call, name string) (*managedPolicy, error) {
	p := s.policyOf(scopeOf(c.Caller), name)
	if p == nil {
		return nil, c.Refuse(UnknownPoliciesAreNotFound, "Policy %s does not exist or is not attachable.", name)
	}
	return p, c.Require(true, UnknownPoliciesAreNotFound, "")
}

// policyOf returns the policy of an ARN, of AWS or of the scope, to be looked at
// only; nil where there is none.
func (s *Service) policyOf(scope kernel.Scope, name string) *managedPolicy {
	if p, ok := awsPolicies[name]; ok && p.Scope.Region == scope.Region {
		return p
	}
	if p := s.Policies.See(scope, key(lastPart(name))); p != nil && p.arn() == name {
		return p
	}
	return nil
}

// uses counts who has a policy attached, and as a boundary.
func (s *Service) uses(scope kernel.Scope, name string) (attached, bounding int32) {
	count := func(e *entity) {
		for _, a := range e.Attached {
			if a == name {
				attached++
			}
		}
		if e.Boundary == name {
			bounding++
		}
	}
	for r := range s.Roles.View(scope).All {
		count(&r.entity)
	}
	for u := range s.Users.View(scope).All {
		count(&u.entity)
	}
	return attached, bounding
}

func (s *Service) showPolicy(p *managedPolicy) *Policy {
	attached, bounding := s.uses(p.Scope, p.arn())
	return &Policy{
		Arn: p.arn(), AttachmentCount: attached, CreateDate: p.Created, DefaultVersionId: p.Version,
		Description: p.Description, IsAttachable: true,
		Path: p.Path, PermissionsBoundaryUsageCount: bounding, PolicyId: p.ID, PolicyName: p.Name, Tags: p.Tags,
		UpdateDate: p.Created,
	}
}
