package organizations

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// closure is the end of an account. It stays when the account has left its organization
// for good: nobody gets the number of a closed account again.
type closure struct {
	Account      string
	Organization string
	Asked        kernel.Time
	Life         kernel.Life[AccountState]
}

// The states of an account. SUSPENDED is for those that AWS restricts, and
// PENDING_ACTIVATION for those that nobody has paid for: the model knows neither.
const (
	AccountActive  AccountState = "ACTIVE"
	PendingClosure AccountState = "PENDING_CLOSURE"
	AccountClosed  AccountState = "CLOSED"

	terminated AccountState = "terminated"
)

var closureLifecycle = kernel.NewLifecycle(kernel.Lifecycle[AccountState, closure]{
	Name: "Organizations account closure", Start: AccountActive, Final: []AccountState{terminated},
	Rows: []kernel.Row[AccountState, closure]{
		{From: AccountActive, On: "CloseAccount", To: PendingClosure, Rule: ClosedAccountsAreShown},
		{From: PendingClosure, On: kernel.Elapsed, To: AccountClosed, After: closing, Rule: ClosedAccountsAreShown},
		{From: PendingClosure, On: "CloseAccount", To: kernel.Refused, Rule: ClosuresAreAskedOnce},
		{From: AccountClosed, On: "CloseAccount", To: kernel.Refused, Rule: ClosedAccountsAreClosed},
		{From: AccountClosed, On: kernel.Elapsed, To: terminated, After: postClosure, Wait: (*closure).remains,
			Rule: ClosedAccountsLeave},
	},
})

// AWS says a few minutes; terraform-provider-aws#46284 saw ten and a half.
var (
	closing = &kernel.Timing{Name: "account closure", Earliest: time.Second, Typical: 5 * time.Minute,
		Latest: 30 * time.Minute}
	postClosure = &kernel.Timing{Name: "post-closure period", Earliest: postClosurePeriod - 30*time.Minute,
		Typical: postClosurePeriod, Latest: postClosurePeriod}
)

// postClosurePeriod is counted from the call.
const postClosurePeriod = 90 * kernel.Day

// remains is how long a closed account stays.
func (cl *closure) remains() time.Duration {
	return cl.Asked.Add(postClosurePeriod).Sub(cl.Life.Since)
}

// CloseAccount closes a member account.
type CloseAccount struct {
	AccountId string `shape:"!AccountId"`
}

// CloseAccountOutput is empty.
type CloseAccountOutput struct{}

// mostClosing is how many accounts of an organization may be in PENDING_CLOSURE.
//
// How many may be closed within 30 days is no rule: it is the higher of 250 and a fifth
// of the members, and an organization has 10.
const mostClosing = 3

const closingAccounts = "Organizations User Guide, Closing a member account in an organization"

// The rules of closing accounts.
var (
	ClosedAccountsAreShown = rules.Add(kernel.Rule{
		ID: "ORG-BKP-11", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: reference("CloseAccount") + "; Organizations User Guide, Monitor the state of your AWS accounts",
		Says: "CloseAccount answers at once: state and status of the account are PENDING_CLOSURE, and some minutes later " +
			"its state is CLOSED and its status SUSPENDED.",
		Operations: []string{"CloseAccount", "DescribeAccount", "ListAccounts"},
	})
	ClosedAccountsLeave = rules.Add(kernel.Rule{
		ID: "ORG-CLS-01", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel + "; " + closingAccounts,
		Says: "A closed account counts and is shown as a member for 90 days, and is then gone from its organization for " +
			"good.",
		Operations: []string{"CloseAccount", "DescribeAccount", "ListAccounts"},
	})
	TheManagementAccountIsNotClosed = rules.Add(kernel.Rule{
		ID: "ORG-CLS-02", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "The management account of an organization cannot be closed.", Operations: []string{"CloseAccount"},
	})
	ClosuresAreAskedOnce = rules.Add(kernel.Rule{
		ID: "ORG-CLS-03", Kind: kernel.Refusal, Error: Conflict, Or: []*kernel.ErrorShape{AccountAlreadyClosed},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "An account in PENDING_CLOSURE cannot be closed again.",
		Operations: []string{"CloseAccount"},
	})
	ClosedAccountsAreClosed = rules.Add(kernel.Rule{
		ID: "ORG-CLS-04", Kind: kernel.Refusal, Error: AccountAlreadyClosed, Evidence: kernel.SDKModel,
		Source: serviceModel + "; terraform-provider-aws#46627",
		Says:   "An account that is closed cannot be closed again.", Operations: []string{"CloseAccount"},
	})
	DelegatesAreNotClosed = rules.Add(kernel.Rule{
		ID: "ORG-CLS-05", Kind: kernel.Refusal, Error: ConstraintViolation, Or: []*kernel.ErrorShape{Conflict},
		Evidence: kernel.Inferred, Source: serviceModel + ", CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
		Says:       "An account that administers a service is closed only once it is deregistered.",
		Operations: []string{"CloseAccount"},
	})
	FewAccountsCloseAtATime = rules.Add(kernel.Rule{
		ID: "ORG-CLS-06", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.Documented,
		Source:     serviceModel + "; " + quotas,
		Says:       "At most three accounts of an organization are in PENDING_CLOSURE.",
		Operations: []string{"CloseAccount"},
	})
	ClosingNeedsAllFeatures = rules.Add(kernel.Rule{
		ID: "ORG-CLS-07", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Accounts are closed only in an organization with all features.",
		Operations: []string{"CloseAccount"},
	})
	ClosedAccountsStay = rules.Add(kernel.Rule{
		ID: "ORG-CLS-10", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.Inferred,
		Or:         []*kernel.ErrorShape{Conflict, InvalidInput, AccountNotFound},
		Source:     closingAccounts + ", by which a closed account stays a member for 90 days",
		Says:       "An account that is closed is not removed from its organization by hand.",
		Operations: []string{"RemoveAccountFromOrganization"},
	})
	ClosedAccountsAdministerNothing = rules.Add(kernel.Rule{
		ID: "ORG-CLS-11", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A closed account is not registered as the administrator of a service.",
		Operations: []string{"RegisterDelegatedAdministrator"},
	})
)

func (s *Service) closeAccount(c *kernel.Call, in *CloseAccount) (*CloseAccountOutput, error) {
	o, m, err := s.managedMember(c, in.AccountId)
	if err != nil {
		return nil, err
	}
	if err := c.Require(m.Account != o.Management, TheManagementAccountIsNotClosed,
		"CANNOT_CLOSE_MANAGEMENT_ACCOUNT: You attempted to close the management account."); err != nil {
		return nil, err
	}
	if err := c.Require(o.FeatureSet == AllFeatures, ClosingNeedsAllFeatures, "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE: "+
		"You attempted to perform an operation that requires the organization to be configured to support all "+
		"features."); err != nil {
		return nil, err
	}
	if cl := s.Closures.Get(global, m.Account); cl != nil {
		if err := s.closureMachine.Fire(cl, "CloseAccount"); err != nil {
			return nil, err
		}
		return &CloseAccountOutput{}, nil
	}
	if err := c.Require(!s.delegates(m.Account), DelegatesAreNotClosed,
		"Account %s administers a service for the organization.", m.Account); err != nil {
		return nil, err
	}
	if err := c.Require(s.closing(o) < mostClosing, FewAccountsCloseAtATime, "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED: "+
		"You attempted to exceed the number of accounts that you can close at a time."); err != nil {
		return nil, err
	}
	cl := &closure{Account: m.Account, Organization: o.ID, Asked: c.Now()}
	s.Closures.In(global).Put(cl.Account, cl)
	s.closureMachine.Begin(cl)
	s.closed++
	return &CloseAccountOutput{}, s.closureMachine.Fire(cl, "CloseAccount")
}

// closing is how many accounts of an organization are being closed.
func (s *Service) closing(o *organization) (n int) {
	for cl := range s.Closures.View(global).All {
		if cl.Organization == o.ID && cl.Life.State == PendingClosure {
			n++
		}
	}
	return n
}

// refuses words what CloseAccount is refused with.
func (cl *closure) refuses(string) string {
	if cl.Life.State == PendingClosure {
		return "The request failed because it conflicts with the current state of the specified resource."
	}
	return "You attempted to close an account that is already closed."
}

func (s *Service) closureEntered(cl *closure, _ AccountState) {
	if m := s.Members.Get(global, cl.Account); cl.Life.State == terminated && m != nil {
		s.depart(m)
	}
}

// ClosedAny reports whether somebody has closed an account, ever.
func (s *Service) ClosedAny() bool { return s.closed > 0 }

// Closed returns in which state an account is that somebody has closed, and false of
// all others. In worlds in which nobody closed one it costs nothing.
func (s *Service) Closed(account string) (AccountState, bool) {
	if !s.ClosedAny() {
		return "", false
	}
	cl := s.Closures.See(global, account)
	if cl == nil {
		return "", false
	}
	return cl.Life.State, true
}

// standing returns state and status of a member.
func (s *Service) standing(account string) (AccountState, AccountStatus) {
	switch state, _ := s.Closed(account); state {
	case PendingClosure:
		return PendingClosure, "PENDING_CLOSURE"
	case AccountClosed:
		return AccountClosed, "SUSPENDED"
	}
	return AccountActive, "ACTIVE"
}
