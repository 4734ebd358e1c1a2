package iam

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// managedPolicy is a policy with an ARN of its own. Document and Version are those that
// count.
type managedPolicy struct {
	Scope       kernel.Scope // its account is "aws" where the policy is AWS's
	Name        string
	Path        string
	ID          string
	Description string
	Document    string
	Version     string
	Created     kernel.Time
	Updated     kernel.Time     // when the latest version was made
	Versions    []policyVersion // from the oldest on; of AWS's policies none but the default one is known
	Made        int             // how many versions it has ever had
	Tags        []Tag
}

func (p *managedPolicy) arn() string { return arn("iam", p.Scope, "policy"+p.Path+p.Name) }

// Policy is a managed policy as IAM shows it.
type Policy struct {
	Arn                           string      `sent:"always"`
	AttachmentCount               int32       `sent:"always"`
	CreateDate                    kernel.Time `sent:"always"`
	DefaultVersionId              string      `sent:"always"`
	Description                   string      `sent:"set"`
	IsAttachable                  bool        `sent:"always"`
	Path                          string      `sent:"always"`
	PermissionsBoundaryUsageCount int32
	PolicyId                      string `sent:"always"`
	PolicyName                    string `sent:"always"`
	Tags                          []Tag
	UpdateDate                    kernel.Time `sent:"always"`
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
type CreatePolicyOutput struct {
	Policy *Policy `sent:"always" never:"Description"`
}

// GetPolicy asks for a managed policy.
type GetPolicy struct {
	PolicyArn string `shape:"!Arn"`
}

// GetPolicyOutput shows it.
type GetPolicyOutput struct {
	Policy *Policy `sent:"always"`
}

// DeletePolicy deletes a managed policy that nobody has.
type DeletePolicy struct {
	PolicyArn string `shape:"!Arn"`
}

// DeletePolicyOutput is empty.
type DeletePolicyOutput struct{}

const managedSize = 6144 // characters, without white space

// The rules of managed policies.
var (
	UnknownPoliciesAreNotFound = rules.Add(kernel.Rule{
		ID: "IAM-MAN-01", Kind: kernel.Refusal, Error: NoSuchEntity, Evidence: kernel.Documented,
		Source: reference("GetPolicy"),
		Says:   "A managed policy is found by its ARN: it is the caller's account's, or AWS's.",
		Operations: []string{"GetPolicy", "GetPolicyVersion", "DeletePolicy", "AttachRolePolicy", "AttachUserPolicy",
			"CreateRole", "CreateUser", "CreatePolicyVersion", "ListPolicyVersions", "SetDefaultPolicyVersion",
			"DeletePolicyVersion", "ListEntitiesForPolicy", "TagPolicy", "UntagPolicy", "ListPolicyTags",
			"PutRolePermissionsBoundary", "PutUserPermissionsBoundary"},
	})
	PoliciesHaveARNs = rules.Add(kernel.Rule{
		ID: "IAM-MAN-06", Kind: kernel.Refusal, Error: ValidationError, Or: []*kernel.ErrorShape{InvalidInput},
		Evidence: kernel.Recorded, Source: recordings,
		Says: "What names a managed policy or a permissions boundary is the ARN of one.",
		Operations: []string{"GetPolicy", "GetPolicyVersion", "DeletePolicy", "AttachRolePolicy", "AttachUserPolicy",
			"DetachRolePolicy", "DetachUserPolicy", "CreateRole", "CreateUser", "CreatePolicyVersion", "ListPolicyVersions",
			"SetDefaultPolicyVersion", "DeletePolicyVersion", "ListEntitiesForPolicy", "TagPolicy", "UntagPolicy",
			"ListPolicyTags", "PutRolePermissionsBoundary", "PutUserPermissionsBoundary"},
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
	AWSPoliciesAreAWSs = rules.Add(kernel.Rule{
		ID: "IAM-MAN-05", Kind: kernel.Refusal, Error: AccessDenied, Or: []*kernel.ErrorShape{NoSuchEntity, InvalidInput},
		Evidence: kernel.Documented,
		Source:   "IAM User Guide, access_policies_managed-vs-inline", Says: "Nobody can delete or change a managed policy of AWS.",
		Operations: []string{"DeletePolicy", "CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion",
			"TagPolicy", "UntagPolicy"},
	})
	ManagedPoliciesAreBounded = rules.Add(kernel.Rule{
		ID: "IAM-QUO-03", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotas,
		Says:       "A managed policy has up to 6,144 characters, not counting white space.",
		Operations: []string{"CreatePolicy", "CreatePolicyVersion"},
	})
	NewPoliciesAreShownWithoutDescription = rules.Add(kernel.Rule{
		ID: "IAM-MAN-07", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings + "; moto, tests of IAM",
		Says: "Who creates a managed policy is not told its description, and neither are listings; GetPolicy tells it, " +
			"and its tags even where there are none.",
		Operations: []string{"CreatePolicy", "GetPolicy", "ListPolicies"},
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
	if err := s.checkSize(c, in.PolicyDocument); err != nil {
		return nil, err
	}
	if err := s.checkTags(c, in.Tags, policyTags); err != nil {
		return nil, err
	}
	p := &managedPolicy{Scope: scope, Name: in.PolicyName, Path: pathOr(in.Path), Description: in.Description,
		Created: c.Now(), Tags: in.Tags}
	p.add(c, in.PolicyDocument, true)
	p.ID = c.Mint().Capital("ANPA", 17)
	s.Policies.In(scope).Put(key(p.Name), p)
	shown := s.showPolicy(p, scopeOf(c.Caller))
	if c.Applies(true, NewPoliciesAreShownWithoutDescription) {
		shown.Description = ""
	}
	return &CreatePolicyOutput{Policy: shown}, nil
}

func (s *Service) checkSize(c *kernel.Call, document string) error {
	return c.Require(sizeOf(document) <= managedSize, ManagedPoliciesAreBounded, "Cannot exceed quota for PolicySize: %d",
		managedSize)
}

func (s *Service) getPolicy(c *kernel.Call, in *GetPolicy) (*GetPolicyOutput, error) {
	p, err := s.managedPolicy(c, in.PolicyArn, notFound)
	if err != nil {
		return nil, err
	}
	shown := s.showPolicy(p, scopeOf(c.Caller))
	if c.Applies(shown.Tags == nil, NewPoliciesAreShownWithoutDescription) {
		shown.Tags = []Tag{}
	}
	return &GetPolicyOutput{shown}, nil
}

func (s *Service) deletePolicy(c *kernel.Call, in *DeletePolicy) (*DeletePolicyOutput, error) {
	p, err := s.ownPolicy(c, in.PolicyArn, notFound)
	if err != nil {
		return nil, err
	}
	attached, bounding := s.uses(p.Scope, p.arn())
	if err := c.Require(attached+bounding == 0, PoliciesInUseStay,
		"Cannot delete a policy attached to entities."); err != nil {
		return nil, err
	}
	if err := c.Require(len(p.Versions) == 1, PoliciesWithVersionsStay, "This policy has more than one version. Before "+
		"you delete a policy, you must delete the policy's versions. The default version is deleted with the "+
		"policy."); err != nil {
		return nil, err
	}
	s.Policies.In(p.Scope).Delete(key(p.Name))
	return &DeletePolicyOutput{}, nil
}

// What IAM says of a policy that is not there: to those who ask for it, to those who
// attach it, and of a boundary.
const (
	notFound      = "Policy %s was not found."
	notAttachable = "Policy %s does not exist or is not attachable."
	noBoundary    = "Scope ARN: %s does not exist or is not attachable."
)

// managedPolicy returns a policy that the caller's account may attach. Missing is what
// is said where there is none.
func (s *Service) managedPolicy(c *kernel.Call, name, missing string) (*managedPolicy, error) {
	if err := s.policyARN(c, name); err != nil {
		return nil, err
	}
	p := s.policyOf(scopeOf(c.Caller), name)
	if p == nil {
		return nil, c.Refuse(UnknownPoliciesAreNotFound, missing, name)
	}
	return p, c.Require(true, UnknownPoliciesAreNotFound, "")
}

// policyARN refuses what is no policy's ARN.
func (s *Service) policyARN(c *kernel.Call, name string) error {
	a, err := kernel.ParseARN(name)
	ok := err == nil && a.Service == "iam" && strings.HasPrefix(a.Resource, "policy/")
	return c.Require(ok, PoliciesHaveARNs, "ARN %s is not valid.", name)
}

// ownPolicy returns a policy that the caller's account may change.
func (s *Service) ownPolicy(c *kernel.Call, name, missing string) (*managedPolicy, error) {
	p, err := s.managedPolicy(c, name, missing)
	if err != nil {
		return nil, err
	}
	if err := c.Require(p.Scope.Account != amazon, AWSPoliciesAreAWSs,
		"Policy %s is managed by AWS: it can be neither changed nor deleted.", name); err != nil {
		return nil, err
	}
	if p.Scope.Account == amazon {
		return nil, kernel.NewError(kernel.InternalFailure, "Nobody changes a policy of AWS.")
	}
	return s.Policies.Get(p.Scope, key(p.Name)), nil
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

// showPolicy shows a policy with how often it is used in a scope.
func (s *Service) showPolicy(p *managedPolicy, to kernel.Scope) *Policy {
	attached, bounding := s.uses(to, p.arn())
	return &Policy{
		Arn: p.arn(), AttachmentCount: attached, CreateDate: p.Created, DefaultVersionId: p.Version,
		Description: p.Description, IsAttachable: true,
		Path: p.Path, PermissionsBoundaryUsageCount: bounding, PolicyId: p.ID, PolicyName: p.Name, Tags: p.Tags,
		UpdateDate: p.Updated,
	}
}
