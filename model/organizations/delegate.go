package organizations

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// delegate is a member account that administers a service for its organization.
type delegate struct {
	Account      string
	Service      string
	Organization string
	Since        kernel.Time
}

// DelegatedAdministrator is an account that administers services for the organization.
type DelegatedAdministrator struct {
	Arn                   string
	DelegationEnabledDate kernel.Time
	Email                 string
	Id                    string
	JoinedMethod          AccountJoinedMethod
	JoinedTimestamp       kernel.Time
	Name                  string
	State                 AccountState
	Status                AccountStatus
}

// DelegatedService is a service that an account administers.
type DelegatedService struct {
	DelegationEnabledDate kernel.Time
	ServicePrincipal      string
}

// RegisterDelegatedAdministrator lets a member account administer a service.
type RegisterDelegatedAdministrator struct {
	AccountId        string `shape:"!AccountId"`
	ServicePrincipal string `shape:"!ServicePrincipal"`
}

// RegisterDelegatedAdministratorOutput is empty.
type RegisterDelegatedAdministratorOutput struct{}

// DeregisterDelegatedAdministrator ends that.
type DeregisterDelegatedAdministrator struct {
	AccountId        string `shape:"!AccountId"`
	ServicePrincipal string `shape:"!ServicePrincipal"`
}

// DeregisterDelegatedAdministratorOutput is empty.
type DeregisterDelegatedAdministratorOutput struct{}

// ListDelegatedAdministrators lists the accounts that administer services, or one.
type ListDelegatedAdministrators struct {
	MaxResults       *int32 `shape:"MaxResults"`
	NextToken        string `shape:"NextToken"`
	ServicePrincipal string `shape:"ServicePrincipal"`
}

// ListDelegatedAdministratorsOutput is one page of accounts.
type ListDelegatedAdministratorsOutput struct {
	DelegatedAdministrators []DelegatedAdministrator
	NextToken               string
}

// ListDelegatedServicesForAccount lists the services that an account administers.
type ListDelegatedServicesForAccount struct {
	AccountId  string `shape:"!AccountId"`
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
}

// ListDelegatedServicesForAccountOutput is one page of services.
type ListDelegatedServicesForAccountOutput struct {
	DelegatedServices []DelegatedService
	NextToken         string
}

// The rules of delegated administrators.
var (
	OnlyMembersAreDelegates = rules.Add(kernel.Rule{
		ID: "ORG-DEL-02", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A member account administers a service for its organization, never the management account.",
		Operations: []string{"RegisterDelegatedAdministrator"},
	})
	ServicesAreTrustedFirst = rules.Add(kernel.Rule{
		ID: "ORG-DEL-03", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A service has trusted access before an account administers it.",
		Operations: []string{"RegisterDelegatedAdministrator"},
	})
	DelegatesAreRegisteredOnce = rules.Add(kernel.Rule{
		ID: "ORG-DEL-04", Kind: kernel.Refusal, Error: AccountAlreadyRegistered, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "An account is registered once as the administrator of a service.",
		Operations: []string{"RegisterDelegatedAdministrator"},
	})
	OnlyDelegatesAreDeregistered = rules.Add(kernel.Rule{
		ID: "ORG-DEL-05", Kind: kernel.Refusal, Error: AccountNotRegistered, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "Only an account that administers a service is deregistered from it, or lists what it administers.",
		Operations: []string{"DeregisterDelegatedAdministrator", "ListDelegatedServicesForAccount"},
	})
	DelegatesStay = rules.Add(kernel.Rule{
		ID: "ORG-DEL-06", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "An account that administers a service leaves the organization only once it is deregistered.",
		Operations: []string{"RemoveAccountFromOrganization", "LeaveOrganization"},
	})
	DelegatesRead = rules.Add(kernel.Rule{
		ID: "ORG-DEL-07", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: reference("ListAccounts, ListRoots, ListParents, DescribeOrganizationalUnit, ListPolicies, " +
			"ListHandshakesForOrganization"),
		Says: "An account that administers some service sees of the organization what its management account sees.",
		Operations: []string{"DescribeAccount", "ListAccounts", "ListRoots", "ListParents", "ListChildren",
			"ListAccountsForParent", "ListOrganizationalUnitsForParent", "DescribeOrganizationalUnit", "ListTagsForResource",
			"ListPolicies", "DescribePolicy", "ListDelegatedAdministrators", "ListDelegatedServicesForAccount",
			"ListHandshakesForOrganization"},
	})
)

func (d *delegate) id() string { return d.Account + " " + d.Service }

// delegates reports whether an account administers some service for its organization.
func (s *Service) delegates(account string) bool {
	for d := range s.Delegates.View(global).All {
		if d.Account == account {
			return true
		}
	}
	return false
}

// ofDelegate refuses what names no service, or no account of the organization.
func (s *Service) ofDelegate(c *kernel.Call, account, service string) (*organization, *member, error) {
	o, m, err := s.managedMember(c, account)
	if err != nil {
		return nil, nil, err
	}
	return o, m, s.recognized(c, service)
}

func (s *Service) registerDelegatedAdministrator(
	c *kernel.Call, in *RegisterDelegatedAdministrator,
) (*RegisterDelegatedAdministratorOutput, error) {
	o, m, err := s.ofDelegate(c, in.AccountId, in.ServicePrincipal)
	if err != nil {
		return nil, err
	}
	if err := c.Require(m.Account != o.Management, OnlyMembersAreDelegates,
		"You cannot register master account/yourself as delegated administrator for your organization."); err != nil {
		return nil, err
	}
	_, closed := s.Closed(m.Account)
	if err := c.Require(!closed, ClosedAccountsAdministerNothing, "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_"+
		"ADMINISTRATOR: You cannot register a suspended account as a delegated administrator."); err != nil {
		return nil, err
	}
	if err := c.Require(s.Trusts(o.ID, in.ServicePrincipal), ServicesAreTrustedFirst,
		"SERVICE_ACCESS_NOT_ENABLED: %s has no trusted access to the organization.", in.ServicePrincipal); err != nil {
		return nil, err
	}
	d := &delegate{m.Account, in.ServicePrincipal, o.ID, c.Now()}
	known := s.Delegates.See(global, d.id()) != nil
	if err := c.Require(!known, DelegatesAreRegisteredOnce,
		"The provided account is already a delegated administrator for your organization."); err != nil || known {
		return nil, err
	}
	s.Delegates.In(global).Put(d.id(), d)
	return &RegisterDelegatedAdministratorOutput{}, nil
}

func (s *Service) deregisterDelegatedAdministrator(
	c *kernel.Call, in *DeregisterDelegatedAdministrator,
) (*DeregisterDelegatedAdministratorOutput, error) {
	if _, _, err := s.ofDelegate(c, in.AccountId, in.ServicePrincipal); err != nil {
		return nil, err
	}
	d := &delegate{Account: in.AccountId, Service: in.ServicePrincipal}
	if s.Delegates.See(global, d.id()) == nil {
		return nil, c.Refuse(OnlyDelegatesAreDeregistered,
			"The provided account is not a registered delegated administrator for your organization.")
	}
	s.Delegates.In(global).Delete(d.id())
	return &DeregisterDelegatedAdministratorOutput{}, c.Require(true, OnlyDelegatesAreDeregistered, "")
}

func (s *Service) listDelegatedAdministrators(
	c *kernel.Call, in *ListDelegatedAdministrators,
) (*ListDelegatedAdministratorsOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	if in.ServicePrincipal != "" {
		if err := s.recognized(c, in.ServicePrincipal); err != nil {
			return nil, err
		}
	}
	all := []DelegatedAdministrator{}
	for d := range s.Delegates.View(global).All {
		other := d.Organization != o.ID || in.ServicePrincipal != "" && in.ServicePrincipal != d.Service
		if other || slices.ContainsFunc(all, func(a DelegatedAdministrator) bool { return a.Id == d.Account }) {
			continue
		}
		a := s.account(o, s.Members.See(global, d.Account))
		all = append(all, DelegatedAdministrator{Arn: a.Arn, DelegationEnabledDate: d.Since, Email: a.Email, Id: a.Id,
			JoinedMethod: a.JoinedMethod, JoinedTimestamp: a.JoinedTimestamp, Name: a.Name, State: a.State, Status: a.Status})
	}
	of := "ListDelegatedAdministrators " + o.ID + in.ServicePrincipal
	page, next, ok := kernel.PageOf(c.Env, all, of, in.NextToken, most(in.MaxResults))
	return &ListDelegatedAdministratorsOutput{page, next}, listed(c, ok)
}

func (s *Service) listDelegatedServicesForAccount(
	c *kernel.Call, in *ListDelegatedServicesForAccount,
) (*ListDelegatedServicesForAccountOutput, error) {
	_, m, err := s.managedMember(c, in.AccountId)
	if err != nil {
		return nil, err
	}
	all := []DelegatedService{}
	for d := range s.Delegates.View(global).All {
		if d.Account == m.Account {
			all = append(all, DelegatedService{d.Since, d.Service})
		}
	}
	if err := c.Require(len(all) > 0, OnlyDelegatesAreDeregistered,
		"The provided account is not a registered delegated administrator for your organization."); err != nil {
		return nil, err
	}
	of := "ListDelegatedServicesForAccount " + m.Account
	page, next, ok := kernel.PageOf(c.Env, all, of, in.NextToken, most(in.MaxResults))
	return &ListDelegatedServicesForAccountOutput{page, next}, listed(c, ok)
}
