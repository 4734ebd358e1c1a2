package organizations

import (
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// creation is a request to create an account in an organization.
type creation struct {
	ID           string
	Organization string
	Name, Email  string
	EmailTaken   bool
	Over         bool // the organization has as many accounts as it may have
	Tags         []Tag
	Account      string // once it exists
	Requested    kernel.Time
	Life         kernel.Life[CreateAccountState]
}

// CreateAccountState is the state of a request to create an account.
type CreateAccountState string

// The states of such a request.
const (
	CreateInProgress CreateAccountState = "IN_PROGRESS"
	CreateSucceeded  CreateAccountState = "SUCCEEDED"
	CreateFailed     CreateAccountState = "FAILED"

	creationForgotten CreateAccountState = "forgotten"
)

// Values lists the enumeration.
func (CreateAccountState) Values() []CreateAccountState {
	return []CreateAccountState{CreateInProgress, CreateSucceeded, CreateFailed}
}

var emailTaken = &kernel.Guard[creation]{Name: "the email address is taken",
	Holds: func(c *creation) bool { return c.EmailTaken }}

var overQuota = &kernel.Guard[creation]{Name: "the organization has as many accounts as it may have",
	Holds: func(c *creation) bool { return c.Over }}

var creationLifecycle = kernel.NewLifecycle(kernel.Lifecycle[CreateAccountState, creation]{
	Name: "Organizations account creation", Start: CreateInProgress,
	Final: []CreateAccountState{creationForgotten},
	Rows: []kernel.Row[CreateAccountState, creation]{
		{From: CreateInProgress, On: kernel.Elapsed, If: overQuota, To: CreateFailed, After: accountCreation,
			Rule: FullOrganizationsCreateNoAccounts},
		{From: CreateInProgress, On: kernel.Elapsed, If: emailTaken, To: CreateFailed, After: accountCreation,
			Rule: EmailAddressesAreTakenOnce},
		{From: CreateInProgress, On: kernel.Elapsed, To: CreateSucceeded, After: accountCreation,
			Rule: NewAccountsAreMembers, Fails: CreateFailed},
		{From: CreateSucceeded, On: kernel.Elapsed, To: creationForgotten, After: creationStays},
		{From: CreateFailed, On: kernel.Elapsed, To: creationForgotten, After: creationStays},
	},
})

var creationStays = kernel.Exactly(90*kernel.Day, CreationsStay90Days)

var accountCreation = &kernel.Timing{Name: "account creation", Earliest: time.Second, Typical: 30 * time.Second,
	Latest: 10 * time.Minute}

// CreateAccountStatus tells how far the creation of an account is.
type CreateAccountStatus struct {
	AccountId          string
	AccountName        string
	CompletedTimestamp kernel.Time
	FailureReason      CreateAccountFailureReason
	GovCloudAccountId  string
	Id                 string
	RequestedTimestamp kernel.Time
	State              CreateAccountState
}

// CreateAccount begins to create an account that is a member from its start.
type CreateAccount struct {
	AccountName            string                 `shape:"!AccountName"`
	Email                  string                 `shape:"!Email"`
	IamUserAccessToBilling IAMUserAccessToBilling `shape:"Billing"`
	RoleName               string                 `shape:"RoleName"`
	Tags                   []Tag
}

// CreateAccountOutput tells how far it is.
type CreateAccountOutput struct{ CreateAccountStatus *CreateAccountStatus }

// DescribeCreateAccountStatus asks how far the creation of an account is.
type DescribeCreateAccountStatus struct {
	CreateAccountRequestId string `shape:"!CreateAccountRequestId"`
}

// DescribeCreateAccountStatusOutput tells how far it is.
type DescribeCreateAccountStatusOutput struct{ CreateAccountStatus *CreateAccountStatus }

// The rules of creating accounts.
var (
	NewAccountsAreMembers = rules.Add(kernel.Rule{
		ID: "ORG-ACC-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("CreateAccount"),
		Says: "CreateAccount answers IN_PROGRESS; when it has SUCCEEDED the new account is a member in the " +
			"organization's root.",
		Operations: []string{"CreateAccount", "DescribeCreateAccountStatus"},
	})
	EmailAddressesAreTakenOnce = rules.Add(kernel.Rule{
		ID: "ORG-ACC-02", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Creating an account FAILED with EMAIL_ALREADY_EXISTS where another account has the email address.",
		Operations: []string{"CreateAccount", "DescribeCreateAccountStatus"},
	})
	FullOrganizationsCreateNoAccounts = rules.Add(kernel.Rule{
		ID: "ORG-ACC-03", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel + "; " + quotas,
		Says: "Creating an account FAILED with ACCOUNT_LIMIT_EXCEEDED where the organization has 10 accounts, invited and " +
			"expected ones included.",
		Operations: []string{"CreateAccount", "DescribeCreateAccountStatus"},
	})
	CreationsStay90Days = rules.Add(kernel.Rule{
		ID: "ORG-ACC-04", Kind: kernel.Timed, Evidence: kernel.Inferred,
		Source: serviceModel + " speaks of requests that are currently being tracked, and says not for how long; " +
			"a closed account stays for 90 days",
		Says:       "A request to create an account that came to its end is known for 90 more days.",
		Operations: []string{"CreateAccount", "DescribeCreateAccountStatus"},
	})
	UnknownCreationsAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-ERR-05", Kind: kernel.Refusal, Error: CreateAccountStatusNotFound, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "A request to create an account is known only in the organization that made it.",
		Operations: []string{"DescribeCreateAccountStatus"},
	})
)

func (s *Service) createAccount(c *kernel.Call, in *CreateAccount) (*CreateAccountOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	if err := s.checkTags(c, in.Tags); err != nil {
		return nil, err
	}
	n := &creation{
		ID: c.Mint().Lower("car-", 12), Organization: o.ID, Name: in.AccountName, Email: in.Email,
		EmailTaken: s.knowsEmail(in.Email), Over: s.size(o) >= mostAccounts, Tags: in.Tags, Requested: c.Now(),
	}
	s.Creations.In(global).Put(n.ID, n)
	s.creationMachine.Begin(n)
	return &CreateAccountOutput{n.status()}, nil
}

func (s *Service) describeCreateAccountStatus(
	c *kernel.Call, in *DescribeCreateAccountStatus,
) (*DescribeCreateAccountStatusOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	n := s.Creations.Get(global, in.CreateAccountRequestId)
	if n == nil || n.Organization != o.ID || n.Life.State == creationForgotten {
		return nil, c.Refuse(UnknownCreationsAreNotFound, "We can't find a create account request %s.",
			in.CreateAccountRequestId)
	}
	return &DescribeCreateAccountStatusOutput{n.status()}, c.Require(true, UnknownCreationsAreNotFound, "")
}

// creationEntered is what else happens when a request reaches a state. One that has made an
// account stays, since nobody else is given its email address.
func (s *Service) creationEntered(n *creation, _ CreateAccountState) {
	if n.Life.State == creationForgotten && n.Account == "" {
		s.Creations.In(global).Delete(n.ID)
	}
	o := s.Organizations.Get(global, n.Organization)
	if n.Life.State != CreateSucceeded || o == nil {
		return
	}
	m := s.join(o, s.freshAccount(), Created)
	m.Name, m.Email = n.Name, n.Email
	n.Account = m.Account
	s.label(m.Account, n.Tags)
}

func (s *Service) freshAccount() string {
	for {
		if account := s.env.Mint().Account(); s.Members.Get(global, account) == nil {
			return account
		}
	}
}

// expects reports whether an account of the organization is still being created.
func (s *Service) expects(o *organization) bool {
	for n := range s.Creations.Of(global).All {
		if n.Organization == o.ID && n.Life.State == CreateInProgress {
			return true
		}
	}
	return false
}

// mostAccounts is how many accounts an organization may have by default.
const mostAccounts = 10

// size is how many accounts an organization has, invited and expected ones included.
func (s *Service) size(o *organization) int {
	n := 0
	for m := range s.Members.View(global).All {
		if m.Organization == o.ID {
			n++
		}
	}
	for h := range s.Handshakes.View(global).All {
		if h.Organization == o.ID && h.Life.State == Requested {
			n++
		}
	}
	for c := range s.Creations.View(global).All {
		if c.Organization == o.ID && c.Life.State == CreateInProgress {
			n++
		}
	}
	return n
}

// knowsEmail reports whether an account has an email address, or is being given it.
// Accounts that are in no organization have theirs too: they may join while the
// new account is being made.
func (s *Service) knowsEmail(email string) bool {
	if account, ok := strings.CutSuffix(email, address("")); ok && kernel.IsAccount(account) {
		return true
	}
	for m := range s.Members.Of(global).All {
		if m.Email == email {
			return true
		}
	}
	for n := range s.Creations.Of(global).All {
		if n.Email == email && n.Life.State != CreateFailed {
			return true
		}
	}
	return false
}

func (n *creation) status() *CreateAccountStatus {
	status := &CreateAccountStatus{
		AccountId: n.Account, AccountName: n.Name, Id: n.ID, RequestedTimestamp: n.Requested, State: n.Life.State,
	}
	if n.Life.State != CreateInProgress {
		status.CompletedTimestamp = n.Life.Since
	}
	switch {
	case n.Life.State == CreateFailed && n.Over:
		status.FailureReason = AccountLimitExceeded
	case n.Life.State == CreateFailed && n.EmailTaken:
		status.FailureReason = EmailAlreadyExists
	case n.Life.State == CreateFailed:
		status.FailureReason = InternalFailure
	}
	return status
}
