package organizations

import "github.com/shareproof/shareproof/model/kernel"

// organization is a management account and the members that it gathers.
type organization struct {
	ID         string
	ARN        string
	Management string
	FeatureSet OrganizationFeatureSet
	Root       string
	Trusted    []EnabledServicePrincipal
	Controlled bool // service control policies are on
}

// OrganizationFeatureSet is what an organization can do.
type OrganizationFeatureSet string

// The feature sets of an organization.
const (
	AllFeatures         OrganizationFeatureSet = "ALL"
	ConsolidatedBilling OrganizationFeatureSet = "CONSOLIDATED_BILLING"
)

// Values lists the enumeration.
func (OrganizationFeatureSet) Values() []OrganizationFeatureSet {
	return []OrganizationFeatureSet{AllFeatures, ConsolidatedBilling}
}

// Organization is an organization as its members see it.
type Organization struct {
	Arn                  string
	AvailablePolicyTypes []PolicyTypeSummary
	FeatureSet           OrganizationFeatureSet
	Id                   string
	MasterAccountArn     string
	MasterAccountEmail   string
	MasterAccountId      string
}

// PolicyTypeSummary reports whether a type of policy is enabled in a root.
type PolicyTypeSummary struct {
	Status PolicyTypeStatus
	Type   PolicyType
}

// CreateOrganization makes the caller the management account of a new organization.
type CreateOrganization struct {
	FeatureSet OrganizationFeatureSet `shape:"FeatureSet"`
}

// CreateOrganizationOutput shows the organization.
type CreateOrganizationOutput struct{ Organization *Organization }

// DescribeOrganization shows the caller's organization.
type DescribeOrganization struct{}

// DescribeOrganizationOutput shows the organization.
type DescribeOrganizationOutput struct{ Organization *Organization }

// DeleteOrganization ends an organization that has no members left.
type DeleteOrganization struct{}

// DeleteOrganizationOutput is empty.
type DeleteOrganizationOutput struct{}

// The rules of an organization.
var (
	OneOrganizationPerAccount = rules.Add(kernel.Rule{
		ID: "ORG-MEM-01", Kind: kernel.Refusal, Error: AlreadyInOrganization, Evidence: kernel.Documented,
		Source: reference("CreateOrganization"),
		Says: "Whoever is in no organization yet may create one and becomes its management account, with all " +
			"features unless only consolidated billing is asked for.",
		Operations: []string{"CreateOrganization"},
	})
	OrganizationsShowTheirTypes = rules.Add(kernel.Rule{
		ID: "ORG-MEM-08", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: reference("CreateOrganization, DescribeOrganization") + "; AWS CLI Command Reference, organizations " +
			"create-organization",
		Says: "An organization with all features shows service control policies as available, whether they are on or not; " +
			"one with consolidated billing shows none.",
		Operations: []string{"CreateOrganization", "DescribeOrganization"},
	})
	OnlyEmptyOrganizationsAreDeleted = rules.Add(kernel.Rule{
		ID: "ORG-DEL-01", Kind: kernel.Refusal, Error: OrganizationNotEmpty, Evidence: kernel.Documented,
		Source:     reference("DeleteOrganization"),
		Says:       "The management account deletes the organization only once it has no other members.",
		Operations: []string{"DeleteOrganization"},
	})
)

func (s *Service) createOrganization(c *kernel.Call, in *CreateOrganization) (*CreateOrganizationOutput, error) {
	former := s.Members.Get(global, c.Account)
	if err := c.Require(former == nil, OneOrganizationPerAccount,
		"The AWS account is already a member of an organization."); err != nil {
		return nil, err
	}
	if former != nil {
		s.depart(former)
	}
	o := &organization{ID: c.Mint().Lower("o-", 10), Management: c.Account, FeatureSet: AllFeatures,
		Root: c.Mint().Lower("r-", 4)}
	o.ARN = o.arn("organization/" + o.ID)
	if in.FeatureSet != "" {
		o.FeatureSet = in.FeatureSet
	}
	s.Organizations.In(global).Put(o.ID, o)
	s.join(o, c.Account, Invited)
	return &CreateOrganizationOutput{s.shown(o)}, nil
}

func (s *Service) describeOrganization(c *kernel.Call, _ *DescribeOrganization) (*DescribeOrganizationOutput, error) {
	o, _, err := s.joined(c)
	if err != nil {
		return nil, err
	}
	return &DescribeOrganizationOutput{s.shown(o)}, nil
}

func (s *Service) deleteOrganization(c *kernel.Call, _ *DeleteOrganization) (*DeleteOrganizationOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	members := s.Accounts(o.ID)
	empty := len(members) == 1 && !s.expects(o)
	if err := c.Require(empty, OnlyEmptyOrganizationsAreDeleted,
		"To delete an organization you must first remove all member accounts (except the master)."); err != nil {
		return nil, err
	}
	for h := range s.Handshakes.Of(global).All {
		if h.Organization == o.ID && h.Life.State == Requested {
			_ = s.handshakeMachine.Fire(h, "CancelHandshake")
		}
	}
	for _, account := range members {
		s.depart(s.Members.Get(global, account))
	}
	s.clear(o)
	s.Organizations.In(global).Delete(o.ID)
	return &DeleteOrganizationOutput{}, nil
}

// clear deletes what belongs to an organization that ends.
func (s *Service) clear(o *organization) {
	for u := range s.Units.Of(global).All {
		if u.Organization == o.ID {
			s.Units.In(global).Delete(u.ID)
			s.setTags(u.ID, nil)
		}
	}
	s.release(o)
	for p := range s.Policies.Of(global).All {
		if p.Organization == o.ID {
			s.Policies.In(global).Delete(p.ID)
			s.setTags(p.ID, nil)
		}
	}
	s.setTags(o.Root, nil)
}

func (s *Service) shown(o *organization) *Organization {
	shown := &Organization{
		Arn: o.ARN, FeatureSet: o.FeatureSet, Id: o.ID, MasterAccountId: o.Management,
		MasterAccountArn: o.arn("account/" + o.ID + "/" + o.Management), MasterAccountEmail: address(o.Management),
	}
	shown.AvailablePolicyTypes = []PolicyTypeSummary{}
	if s.env.Applies(o.FeatureSet == AllFeatures, OrganizationsShowTheirTypes) {
		shown.AvailablePolicyTypes = []PolicyTypeSummary{{Status: "ENABLED", Type: ServiceControlPolicy}}
	}
	return shown
}

// arn names what belongs to the organization: its management account is in
// every such ARN, a Region in none.
func (o *organization) arn(resource string) string {
	return kernel.Scope{Account: o.Management}.ARN("organizations", resource)
}
