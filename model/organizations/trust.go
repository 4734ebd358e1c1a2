package organizations

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// EnabledServicePrincipal is a service that may work with the organization.
type EnabledServicePrincipal struct {
	DateEnabled      kernel.Time
	ServicePrincipal string
}

// EnableAWSServiceAccess lets a service, such as ram.amazonaws.com, work with
// the organization.
type EnableAWSServiceAccess struct {
	ServicePrincipal string `shape:"!ServicePrincipal"`
}

// EnableAWSServiceAccessOutput is empty.
type EnableAWSServiceAccessOutput struct{}

// DisableAWSServiceAccess ends that.
type DisableAWSServiceAccess struct {
	ServicePrincipal string `shape:"!ServicePrincipal"`
}

// DisableAWSServiceAccessOutput is empty.
type DisableAWSServiceAccessOutput struct{}

// ListAWSServiceAccessForOrganization lists the services that may work with
// the organization.
type ListAWSServiceAccessForOrganization struct {
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
}

// ListAWSServiceAccessForOrganizationOutput is one page of services.
type ListAWSServiceAccessForOrganizationOutput struct {
	EnabledServicePrincipals []EnabledServicePrincipal
	NextToken                string
}

// OnlyTheManagementAccountTrusts is the rule of trusted access.
var OnlyTheManagementAccountTrusts = rules.Add(kernel.Rule{
	ID: "ORG-SVC-01", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
	Source:     reference("EnableAWSServiceAccess"),
	Also:       []string{"ORG-BKP-06"},
	Says:       "Trusted access is given service by service, by the management account alone.",
	Operations: []string{"EnableAWSServiceAccess", "DisableAWSServiceAccess", "ListAWSServiceAccessForOrganization"},
})

func (s *Service) enableAWSServiceAccess(
	c *kernel.Call, in *EnableAWSServiceAccess,
) (*EnableAWSServiceAccessOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountTrusts)
	if err != nil {
		return nil, err
	}
	if err := s.recognized(c, in.ServicePrincipal); err != nil {
		return nil, err
	}
	s.Trust(o.ID, in.ServicePrincipal)
	return &EnableAWSServiceAccessOutput{}, nil
}

func (s *Service) disableAWSServiceAccess(
	c *kernel.Call, in *DisableAWSServiceAccess,
) (*DisableAWSServiceAccessOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountTrusts)
	if err != nil {
		return nil, err
	}
	if err := s.recognized(c, in.ServicePrincipal); err != nil {
		return nil, err
	}
	if !s.Trusts(o.ID, in.ServicePrincipal) {
		return &DisableAWSServiceAccessOutput{}, nil
	}
	o.Trusted = slices.DeleteFunc(slices.Clone(o.Trusted), func(p EnabledServicePrincipal) bool {
		return p.ServicePrincipal == in.ServicePrincipal
	})
	for _, observer := range s.observers {
		observer.ServiceAccessDisabled(o.ID, in.ServicePrincipal)
	}
	return &DisableAWSServiceAccessOutput{}, nil
}

func (s *Service) listAWSServiceAccessForOrganization(
	c *kernel.Call, in *ListAWSServiceAccessForOrganization,
) (*ListAWSServiceAccessForOrganizationOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountTrusts)
	if err != nil {
		return nil, err
	}
	page, next, ok := kernel.PageOf(c.Env, o.Trusted, "ListAWSServiceAccessForOrganization "+o.ID, in.NextToken,
		most(in.MaxResults))
	return &ListAWSServiceAccessForOrganizationOutput{append([]EnabledServicePrincipal{}, page...), next}, listed(c, ok)
}
