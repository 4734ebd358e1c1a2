package ram

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// role is the service-linked role by which RAM sees an organization. Only
// enabling sharing through RAM itself creates it.
type role struct{ Organization string }

const servicePrincipal = "ram.amazonaws.com"

// EnableSharingWithAwsOrganization lets the caller's organization be a principal.
type EnableSharingWithAwsOrganization struct{}

// EnableSharingWithAwsOrganizationOutput tells that it is so.
type EnableSharingWithAwsOrganizationOutput struct{ ReturnValue bool }

// The rules of sharing with an organization.
var (
	EnablingGivesTrustAndRole = rules.Add(kernel.Rule{
		ID: "RAM-ORG-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "RAM User Guide, getting-started-sharing",
		Says: "Enabling sharing through RAM gives RAM trusted access to the organization and its role there, in all " +
			"Regions at once.",
		Operations: []string{"EnableSharingWithAwsOrganization"},
	})
	EnablingMakesTheLinkedRole = rules.Add(kernel.Rule{
		ID: "RAM-ORG-11", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "RAM User Guide, security-iam-service-linked-roles; hashicorp/terraform-provider-aws, pull request 37450",
		Says: "Enabling sharing through RAM makes the service-linked role AWSServiceRoleForResourceAccessManager in the " +
			"management account, unless it has it.",
		Operations: []string{"EnableSharingWithAwsOrganization"},
	})
	OnlyTheManagementAccountEnables = rules.Add(kernel.Rule{
		ID: "RAM-ORG-02", Kind: kernel.Refusal, Error: OperationNotPermitted, Evidence: kernel.Observed,
		Source:     "RAM User Guide, getting-started-sharing; getmoto/moto, ram",
		Says:       "Sharing is enabled by the management account of an organization that has all features.",
		Operations: []string{"EnableSharingWithAwsOrganization"},
	})
	TrustAloneDoesNotShare = rules.Add(kernel.Rule{
		ID: "RAM-ORG-03", Kind: kernel.Refusal, Error: UnknownResource, Evidence: kernel.Documented,
		Source: "RAM User Guide, tshoot-no-slr; " + unknownGuide,
		Says: "Where trusted access was enabled through Organizations and not through RAM, an organization or " +
			"organizational unit cannot be found.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
	CirclesNeedSharingEnabled = rules.Add(kernel.Rule{
		ID: "RAM-ORG-04", Kind: kernel.Refusal, Error: UnknownResource, Or: []*kernel.ErrorShape{OperationNotPermitted},
		Evidence: kernel.Documented, Source: "RAM User Guide, tshoot-shared-org-no-invite; " + hsmGuide, Seed: seedBackups,
		Says: "Where sharing is not enabled, an account cannot share with its organization or organizational units, " +
			"though it can with the accounts there.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
	LeaversLoseTheirAccess = rules.Add(kernel.Rule{
		ID: "RAM-ORG-06", Kind: kernel.Effect, Evidence: kernel.Documented, Source: creatingGuide,
		Says: "An account that a share names as a member of the organization loses its access when it leaves, " +
			"unless the share lets it retain it.",
		Operations: []string{"LeaveOrganization", "RemoveAccountFromOrganization"},
	})
	InviteesKeepTheirAccess = rules.Add(kernel.Rule{
		ID: "RAM-ORG-07", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: invitingGuide,
		Says:       "An account that accepted an invitation keeps its access whichever organization it joins or leaves.",
		Operations: []string{"LeaveOrganization", "RemoveAccountFromOrganization", "AcceptHandshake"},
	})
	DisablingTakesCirclesOut = rules.Add(kernel.Rule{
		ID: "RAM-ORG-08", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "RAM User Guide, security-disable-sharing-with-orgs",
		Says: "When RAM loses trusted access, organizations and organizational units are taken out of all shares " +
			"and their accounts lose access.",
		Operations: []string{"DisableAWSServiceAccess"},
	})
	OwnersLeaveTheirCirclesBehind = rules.Add(kernel.Rule{
		ID: "RAM-ORG-09", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: noSource,
		Says: "When the owner of a share leaves the organization, whoever was in the share as part of that " +
			"organization loses access.",
		Operations: []string{"LeaveOrganization", "RemoveAccountFromOrganization"},
	})
)

func (s *Service) enableSharingWithAwsOrganization(
	c *kernel.Call, _ *EnableSharingWithAwsOrganization,
) (*EnableSharingWithAwsOrganizationOutput, error) {
	m := s.org.Membership(c.Account)
	if err := c.Require(m.Manages && m.AllFeatures, OnlyTheManagementAccountEnables,
		"Unable to enable sharing with AWS Organizations. Received AccessDeniedException from AWSOrganizations with the "+
			"following error message: You don't have permissions to access this resource."); err != nil {
		return nil, err
	}
	if c.Applies(m.Organization != "", EnablingGivesTrustAndRole) {
		s.org.Trust(m.Organization, servicePrincipal)
		if s.Roles.See(kernel.Scope{}, m.Organization) == nil {
			s.Roles.In(kernel.Scope{}).Put(m.Organization, &role{m.Organization})
		}
	}
	if c.Applies(s.roles != nil, EnablingMakesTheLinkedRole) {
		s.roles.ServiceLinkedRole(c.Scope(), servicePrincipal)
	}
	return &EnableSharingWithAwsOrganizationOutput{ReturnValue: true}, nil
}

// sharing reports whether an organization has enabled sharing through RAM.
func (s *Service) sharing(organization string) bool {
	return organization != "" && s.Roles.See(kernel.Scope{}, organization) != nil &&
		s.org.Trusts(organization, servicePrincipal)
}

// AccountLeft ends what the account and the shares that it owns had from the
// organization.
func (s *Service) AccountLeft(account, organization string) {
	for _, region := range kernel.Regions {
		scope := kernel.Scope{Account: account, Region: region}
		for sh := range s.Shares.Of(scope).All {
			for _, a := range s.associations(sh, PrincipalAssociation) {
				if s.env.Applies(a.Organization == organization, OwnersLeaveTheirCirclesBehind) {
					_ = s.associationMachine.Fire(a, lapsed)
				}
			}
		}
		for _, p := range slices.Collect(s.Participations.Of(scope).All) {
			a, retain := s.Associations.Get(within(p.Share), account), s.Shares.Get(p.Owner, p.Share).Retain
			if a.Organization == "" && !retain && s.env.Applies(true, InviteesKeepTheirAccess) {
				continue
			}
			if s.env.Applies(!retain && (a.Organization == organization || a.Organization == ""), LeaversLoseTheirAccess) {
				_ = s.associationMachine.Fire(a, lapsed)
			}
		}
	}
}

// AccountJoined changes nothing: who joins is shared with as soon as somebody asks.
func (s *Service) AccountJoined(string, string) {}

// ServiceAccessDisabled takes the organization and its units out of all shares.
func (s *Service) ServiceAccessDisabled(organization, service string) {
	if !s.env.Applies(service == servicePrincipal, DisablingTakesCirclesOut) {
		return
	}
	for _, account := range s.org.Accounts(organization) {
		for _, region := range kernel.Regions {
			for sh := range s.Shares.Of(kernel.Scope{Account: account, Region: region}).All {
				for _, a := range s.associations(sh, PrincipalAssociation) {
					if !kernel.IsAccount(a.Entity) {
						_ = s.associationMachine.Fire(a, lapsed)
					}
				}
			}
		}
	}
}
