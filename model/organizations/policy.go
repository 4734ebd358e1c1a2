package organizations

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// controlPolicy is a service control policy of an organization.
type controlPolicy struct {
	ID, ARN           string
	Organization      string
	Name, Description string
	Content           string
}

// Policy is a policy of an organization and its text.
type Policy struct {
	Content       string
	PolicySummary *PolicySummary
}

// PolicySummary is a policy without its text.
type PolicySummary struct {
	Arn         string
	AwsManaged  bool
	Description string `wire:",always"`
	Id          string
	Name        string
	Type        PolicyType
}

// CreatePolicy creates a policy that is attached to nothing yet.
type CreatePolicy struct {
	Content     string     `shape:"!PolicyContent"`
	Description *string    `shape:"!PolicyDescription"`
	Name        string     `shape:"!PolicyName"`
	Type        PolicyType `shape:"!PolicyType"`
	Tags        []Tag
}

// CreatePolicyOutput shows it.
type CreatePolicyOutput struct{ Policy *Policy }

// DescribePolicy shows a policy.
type DescribePolicy struct {
	PolicyId string `shape:"!PolicyId"`
}

// DescribePolicyOutput shows it.
type DescribePolicyOutput struct{ Policy *Policy }

// UpdatePolicy changes what it gives of a policy.
type UpdatePolicy struct {
	Content     string  `shape:"PolicyContent"`
	Description *string `shape:"PolicyDescription"`
	Name        string  `shape:"PolicyName"`
	PolicyId    string  `shape:"!PolicyId"`
}

// UpdatePolicyOutput shows the policy as it is then.
type UpdatePolicyOutput struct{ Policy *Policy }

// DeletePolicy deletes a policy that is attached to nothing.
type DeletePolicy struct {
	PolicyId string `shape:"!PolicyId"`
}

// DeletePolicyOutput is empty.
type DeletePolicyOutput struct{}

// ListPolicies lists the policies of a type in the organization, AWS's own among them.
type ListPolicies struct {
	Filter     PolicyType `shape:"!PolicyType"`
	MaxResults *int32     `shape:"MaxResults"`
	NextToken  string     `shape:"NextToken"`
}

// ListPoliciesOutput is one page of policies.
type ListPoliciesOutput struct {
	NextToken string
	Policies  []PolicySummary
}

// ServiceControlPolicy is the type of the policies that limit what members may do.
const ServiceControlPolicy PolicyType = "SERVICE_CONTROL_POLICY"

// FullAWSAccess is the ID of AWS's own policy that allows everything.
const FullAWSAccess = "p-FullAWSAccess"

var fullAccess = Policy{
	Content: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
	PolicySummary: &PolicySummary{
		Arn: "arn:aws:organizations::aws:policy/service_control_policy/" + FullAWSAccess, AwsManaged: true,
		Description: "Allows access to every operation", Id: FullAWSAccess, Name: "FullAWSAccess",
		Type: ServiceControlPolicy,
	},
}

const (
	quotas       = "Organizations User Guide, orgs_reference_limits"
	controlGuide = "Organizations User Guide, orgs_manage_policies_scps"
)

// A policy has at most so many characters, an organization so many policies.
const (
	mostContent  = 5120
	mostPolicies = 1000
)

// The rules of policies.
var (
	OnlyTheManagementAccountControls = rules.Add(kernel.Rule{
		ID: "ORG-SCP-01", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: reference("CreatePolicy, AttachPolicy, EnablePolicyType"),
		Says:   "Policies and their types are managed and listed from the management account alone.",
		Operations: []string{"CreatePolicy", "DescribePolicy", "UpdatePolicy", "DeletePolicy", "ListPolicies", "AttachPolicy",
			"DetachPolicy", "ListPoliciesForTarget", "ListTargetsForPolicy", "EnablePolicyType", "DisablePolicyType"},
	})
	UnknownPoliciesAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-SCP-02", Kind: kernel.Refusal, Error: PolicyNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A policy of another organization and one that does not exist are not found; AWS's own FullAWSAccess " +
			"is known to every organization.",
		Operations: []string{"DescribePolicy", "UpdatePolicy", "DeletePolicy", "AttachPolicy", "DetachPolicy",
			"ListTargetsForPolicy"},
	})
	PolicyNamesDiffer = rules.Add(kernel.Rule{
		ID: "ORG-SCP-03", Kind: kernel.Refusal, Error: DuplicatePolicy, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "No two policies of a type in one organization bear the same name.",
		Operations: []string{"CreatePolicy", "UpdatePolicy"},
	})
	ControlPoliciesAreWellFormed = rules.Add(kernel.Rule{
		ID: "ORG-SCP-04", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Documented,
		Source: controlGuide + "_syntax",
		Says: "A service control policy is well-formed, has an action and a resource in each statement, and no " +
			"principal: it is about the accounts below.",
		Operations: []string{"CreatePolicy", "UpdatePolicy"},
	})
	ControlPoliciesAreBounded = rules.Add(kernel.Rule{
		ID: "ORG-SCP-05", Kind: kernel.Quota, Error: ConstraintViolation, Evidence: kernel.Documented, Source: quotas,
		Says:       "A service control policy has at most 5,120 characters, and an organization at most 1,000 of them.",
		Operations: []string{"CreatePolicy", "UpdatePolicy"},
	})
	FullAccessIsAWSs = rules.Add(kernel.Rule{
		ID: "ORG-SCP-06", Kind: kernel.Refusal, Error: AccessDenied,
		Or:       []*kernel.ErrorShape{InvalidInput, ConstraintViolation},
		Evidence: kernel.Documented, Source: controlGuide,
		Says:       "FullAWSAccess is AWS's, whatever becomes of it where it is attached: nobody changes or deletes it.",
		Operations: []string{"UpdatePolicy", "DeletePolicy"},
	})
	AttachedPoliciesStay = rules.Add(kernel.Rule{
		ID: "ORG-SCP-07", Kind: kernel.Refusal, Error: PolicyInUse, Evidence: kernel.Documented,
		Source:     reference("DeletePolicy"),
		Says:       "A policy is deleted only once it is attached to nothing.",
		Operations: []string{"DeletePolicy"},
	})
	OnlyControlPoliciesAreModelled = rules.Add(kernel.Rule{
		ID: "ORG-SCP-08", Kind: kernel.Refusal, Error: PolicyTypeNotAvailable, Evidence: kernel.SDKModel,
		Source: serviceModel,
		Says: "Policies are of a type that is available to the organization, which needs all features; here only " +
			"service control policies are.",
		Operations: []string{"CreatePolicy", "EnablePolicyType"},
	})
)

func (s *Service) createPolicy(c *kernel.Call, in *CreatePolicy) (*CreatePolicyOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountControls)
	if err != nil {
		return nil, err
	}
	if err := s.available(c, o, in.Type); err != nil {
		return nil, err
	}
	p := &controlPolicy{Organization: o.ID, Name: in.Name, Description: *in.Description, Content: in.Content}
	if err := s.checkPolicy(c, p); err != nil {
		return nil, err
	}
	if err := s.checkTags(c, in.Tags); err != nil {
		return nil, err
	}
	count := 0
	for other := range s.Policies.View(global).All {
		if other.Organization == o.ID {
			count++
		}
	}
	if err := c.Require(count < mostPolicies, ControlPoliciesAreBounded,
		"POLICY_NUMBER_LIMIT_EXCEEDED: an organization has at most %d policies of a type.", mostPolicies); err != nil {
		return nil, err
	}
	p.ID = c.Mint().Lower("p-", 8)
	p.ARN = o.arn("policy/" + o.ID + "/service_control_policy/" + p.ID)
	s.Policies.In(global).Put(p.ID, p)
	s.label(p.ID, in.Tags)
	return &CreatePolicyOutput{p.show()}, nil
}

// checkPolicy checks the text and the name of a policy as it is to be.
func (s *Service) checkPolicy(c *kernel.Call, p *controlPolicy) error {
	if err := c.Require(len(p.Content) <= mostContent, ControlPoliciesAreBounded,
		"POLICY_CONTENT_LIMIT_EXCEEDED: a policy has at most %d characters.", mostContent); err != nil {
		return err
	}
	d, err := s.documents.Parse(policy.ControlPolicy, p.Content)
	if err == nil {
		err = d.CheckNames()
	}
	if err := c.Require(err == nil, ControlPoliciesAreWellFormed, "The provided policy document does not meet the "+
		"requirements of the specified policy type: %v", err); err != nil {
		return err
	}
	namesake := p.Name == fullAccess.PolicySummary.Name
	for other := range s.Policies.View(global).All {
		namesake = namesake || other.Organization == p.Organization && other.Name == p.Name && other.ID != p.ID
	}
	return c.Require(!namesake, PolicyNamesDiffer, "A policy with the same name already exists.")
}

func (s *Service) describePolicy(c *kernel.Call, in *DescribePolicy) (*DescribePolicyOutput, error) {
	_, p, err := s.managedPolicy(c, in.PolicyId)
	if err != nil {
		return nil, err
	}
	if p == nil {
		full := fullAccess
		return &DescribePolicyOutput{&full}, nil
	}
	return &DescribePolicyOutput{p.show()}, nil
}

func (s *Service) updatePolicy(c *kernel.Call, in *UpdatePolicy) (*UpdatePolicyOutput, error) {
	p, err := s.ownPolicy(c, in.PolicyId)
	if err != nil {
		return nil, err
	}
	next := *p
	if in.Name != "" {
		next.Name = in.Name
	}
	if in.Description != nil {
		next.Description = *in.Description
	}
	if in.Content != "" {
		next.Content = in.Content
	}
	if err := s.checkPolicy(c, &next); err != nil {
		return nil, err
	}
	*p = next
	return &UpdatePolicyOutput{p.show()}, nil
}

func (s *Service) deletePolicy(c *kernel.Call, in *DeletePolicy) (*DeletePolicyOutput, error) {
	p, err := s.ownPolicy(c, in.PolicyId)
	if err != nil {
		return nil, err
	}
	attached := false
	for t := range s.Targets.View(global).All {
		attached = attached || t.has(p.ID)
	}
	if err := c.Require(!attached, AttachedPoliciesStay, "Policy %s is attached to an entity.", p.ID); err != nil {
		return nil, err
	}
	for t := range s.Targets.Of(global).All {
		t.drop(p.ID)
	}
	s.Policies.In(global).Delete(p.ID)
	s.setTags(p.ID, nil)
	return &DeletePolicyOutput{}, nil
}

func (s *Service) listPolicies(c *kernel.Call, in *ListPolicies) (*ListPoliciesOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountControls)
	if err != nil {
		return nil, err
	}
	all := []PolicySummary{}
	if in.Filter == ServiceControlPolicy {
		all = append(all, *fullAccess.PolicySummary)
		for p := range s.Policies.View(global).All {
			if p.Organization == o.ID {
				all = append(all, *p.show().PolicySummary)
			}
		}
	}
	page, next, ok := kernel.PageOf(c.Env, all, "ListPolicies "+o.ID+string(in.Filter), in.NextToken, most(in.MaxResults))
	return &ListPoliciesOutput{NextToken: next, Policies: page}, listed(c, ok)
}

// managedPolicy returns the organization that the caller manages and one of its
// policies, nil for FullAWSAccess.
func (s *Service) managedPolicy(c *kernel.Call, id string) (*organization, *controlPolicy, error) {
	o, err := s.managed(c, OnlyTheManagementAccountControls)
	if err != nil {
		return nil, nil, err
	}
	p := s.Policies.Get(global, id)
	if id != FullAWSAccess && (p == nil || p.Organization != o.ID) {
		return nil, nil, c.Refuse(UnknownPoliciesAreNotFound, "We can't find a policy with the PolicyId that you specified.")
	}
	return o, p, c.Require(true, UnknownPoliciesAreNotFound, "")
}

// ownPolicy returns a policy of the organization that is not AWS's.
func (s *Service) ownPolicy(c *kernel.Call, id string) (*controlPolicy, error) {
	_, p, err := s.managedPolicy(c, id)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, c.Refuse(FullAccessIsAWSs, "Policy %s is managed by AWS.", id)
	}
	return p, c.Require(true, FullAccessIsAWSs, "")
}

func (p *controlPolicy) show() *Policy {
	return &Policy{p.Content, &PolicySummary{
		Arn: p.ARN, Description: p.Description, Id: p.ID, Name: p.Name, Type: ServiceControlPolicy,
	}}
}
