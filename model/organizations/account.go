package organizations

import "github.com/shareproof/shareproof/model/kernel"

// member is an account in an organization. An account is in one at most.
type member struct {
	Account      string
	Organization string
	Parent       string // a root or an organizational unit
	Name, Email  string
	Joined       kernel.Time
	Method       AccountJoinedMethod
}

// AccountJoinedMethod is how an account came into its organization.
type AccountJoinedMethod string

// The ways into an organization.
const (
	Invited AccountJoinedMethod = "INVITED"
	Created AccountJoinedMethod = "CREATED"
)

// Values lists the enumeration.
func (AccountJoinedMethod) Values() []AccountJoinedMethod {
	return []AccountJoinedMethod{Invited, Created}
}

// Account is an account as its organization's management account sees it.
type Account struct {
	Arn             string
	Email           string
	Id              string
	JoinedMethod    AccountJoinedMethod
	JoinedTimestamp kernel.Time
	Name            string
	Paths           []string
	State           AccountState
	Status          AccountStatus
}

// DescribeAccount shows an account of the organization.
type DescribeAccount struct {
	AccountId string `shape:"!AccountId"`
}

// DescribeAccountOutput shows the account.
type DescribeAccountOutput struct{ Account *Account }

// ListAccounts lists the accounts of the organization.
type ListAccounts struct {
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
}

// ListAccountsOutput is one page of accounts.
type ListAccountsOutput struct {
	Accounts  []Account
	NextToken string
}

// MoveAccount moves an account between the root and organizational units.
type MoveAccount struct {
	AccountId           string `shape:"!AccountId"`
	DestinationParentId string `shape:"!ParentId"`
	SourceParentId      string `shape:"!ParentId"`
}

// MoveAccountOutput is empty.
type MoveAccountOutput struct{}

// LeaveOrganization takes the caller out of its organization.
type LeaveOrganization struct{}

// LeaveOrganizationOutput is empty.
type LeaveOrganizationOutput struct{}

// RemoveAccountFromOrganization takes an account out of the organization.
type RemoveAccountFromOrganization struct {
	AccountId string `shape:"!AccountId"`
}

// RemoveAccountFromOrganizationOutput is empty.
type RemoveAccountFromOrganizationOutput struct{}

// The rules of membership.
var (
	UnknownAccountsAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-ERR-04", Kind: kernel.Refusal, Error: AccountNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "An account that is not in the caller's organization is not found, whether it exists or not.",
		Operations: []string{"DescribeAccount", "MoveAccount", "RemoveAccountFromOrganization", "CloseAccount",
			"RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator", "ListDelegatedServicesForAccount"},
	})
	TheManagementAccountStays = rules.Add(kernel.Rule{
		ID: "ORG-MEM-02", Kind: kernel.Refusal, Error: MasterCannotLeave, Evidence: kernel.SDKModel, Source: serviceModel,
		Also:       []string{"ORG-BKP-02"},
		Says:       "Members leave an organization or are removed from it; its management account cannot.",
		Operations: []string{"LeaveOrganization", "RemoveAccountFromOrganization"},
	})
	LeaversStandAlone = rules.Add(kernel.Rule{
		ID: "ORG-MEM-03", Kind: kernel.Refusal, Error: ConstraintViolation, Evidence: kernel.Documented,
		Source: reference("RemoveAccountFromOrganization"), Also: []string{"ORG-BKP-03"},
		Says: "An account leaves only if it can stand alone, which one made by CreateAccount cannot before somebody " +
			"completes its data outside the API.",
		Operations: []string{"LeaveOrganization", "RemoveAccountFromOrganization"},
	})
	AccountsMoveFromWhereTheyAre = rules.Add(kernel.Rule{
		ID: "ORG-MEM-04", Kind: kernel.Refusal, Error: SourceParentNotFound,
		Or:       []*kernel.ErrorShape{AccountNotFound, InvalidInput},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Moving an account names the root or organizational unit that it is in.",
		Operations: []string{"MoveAccount"},
	})
	AccountsMoveToKnownParents = rules.Add(kernel.Rule{
		ID: "ORG-MEM-06", Kind: kernel.Refusal, Error: DestinationParentNotFound, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "An account moves only to a root or organizational unit of the same organization.",
		Operations: []string{"MoveAccount"},
	})
	AccountsMoveElsewhere = rules.Add(kernel.Rule{
		ID: "ORG-MEM-07", Kind: kernel.Refusal, Error: DuplicateAccount, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "An account cannot move to where it is already.",
		Operations: []string{"MoveAccount"},
	})
)

func (s *Service) describeAccount(c *kernel.Call, in *DescribeAccount) (*DescribeAccountOutput, error) {
	o, m, err := s.managedMember(c, in.AccountId)
	if err != nil {
		return nil, err
	}
	a := s.account(o, m)
	return &DescribeAccountOutput{&a}, nil
}

func (s *Service) listAccounts(c *kernel.Call, in *ListAccounts) (*ListAccountsOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	page, next, ok := kernel.Page(c.Env, s.Members.View(global), kernel.Query[member]{
		Of: "ListAccounts " + o.ID, Token: in.NextToken, Max: most(in.MaxResults),
		Match: func(m *member) bool { return m.Organization == o.ID },
	})
	out := &ListAccountsOutput{Accounts: []Account{}, NextToken: next}
	for _, m := range page {
		out.Accounts = append(out.Accounts, s.account(o, m))
	}
	return out, listed(c, ok)
}

func (s *Service) moveAccount(c *kernel.Call, in *MoveAccount) (*MoveAccountOutput, error) {
	o, m, err := s.managedMember(c, in.AccountId)
	if err != nil {
		return nil, err
	}
	if err := c.Require(in.SourceParentId == m.Parent, AccountsMoveFromWhereTheyAre, "Account %s is not in %s.",
		m.Account, in.SourceParentId); err != nil {
		return nil, err
	}
	if !s.isParent(o, in.DestinationParentId) {
		return nil, c.Refuse(AccountsMoveToKnownParents, "There is no root or organizational unit %s.",
			in.DestinationParentId)
	}
	_ = c.Require(true, AccountsMoveToKnownParents, "")
	if err := c.Require(in.DestinationParentId != m.Parent, AccountsMoveElsewhere, "Account %s is in %s already.",
		m.Account, m.Parent); err != nil {
		return nil, err
	}
	m.Parent = in.DestinationParentId
	return &MoveAccountOutput{}, nil
}

func (s *Service) leaveOrganization(c *kernel.Call, _ *LeaveOrganization) (*LeaveOrganizationOutput, error) {
	o, m, err := s.joined(c)
	if err != nil {
		return nil, err
	}
	if err := s.mayLeave(c, o, m); err != nil {
		return nil, err
	}
	s.depart(m)
	return &LeaveOrganizationOutput{}, nil
}

func (s *Service) removeAccountFromOrganization(
	c *kernel.Call, in *RemoveAccountFromOrganization,
) (*RemoveAccountFromOrganizationOutput, error) {
	o, m, err := s.managedMember(c, in.AccountId)
	if err != nil {
		return nil, err
	}
	if err := s.mayLeave(c, o, m); err != nil {
		return nil, err
	}
	s.depart(m)
	return &RemoveAccountFromOrganizationOutput{}, nil
}

func (s *Service) mayLeave(c *kernel.Call, o *organization, m *member) error {
	if err := c.Require(m.Account != o.Management, TheManagementAccountStays,
		"The management account %s cannot leave its organization.", m.Account); err != nil {
		return err
	}
	if err := c.Require(!s.delegates(m.Account), DelegatesStay, "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG: account "+
		"%s administers a service for the organization.", m.Account); err != nil {
		return err
	}
	_, closed := s.Closed(m.Account)
	if err := c.Require(!closed, ClosedAccountsStay, "ACCOUNT_CANNOT_LEAVE_ORGANIZATION: account %s is closed.",
		m.Account); err != nil {
		return err
	}
	return c.Require(m.Method != Created, LeaversStandAlone,
		"ACCOUNT_CANNOT_LEAVE_ORGANIZATION: account %s lacks what a standalone account needs.", m.Account)
}

// managedMember returns a member of the organization that the caller manages.
func (s *Service) managedMember(c *kernel.Call, account string) (*organization, *member, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, nil, err
	}
	m := s.Members.Get(global, account)
	if m == nil || m.Organization != o.ID {
		return nil, nil, c.Refuse(UnknownAccountsAreNotFound, "You specified an account that doesn't exist.")
	}
	return o, m, c.Require(true, UnknownAccountsAreNotFound, "")
}

func (s *Service) join(o *organization, account string, method AccountJoinedMethod) *member {
	m := &member{
		Account: account, Organization: o.ID, Parent: o.Root, Joined: s.env.Now(), Method: method,
		Name: "account " + account, Email: address(account),
	}
	s.Members.In(global).Put(account, m)
	for _, observer := range s.observers {
		observer.AccountJoined(account, o.ID)
	}
	return m
}

func (s *Service) depart(m *member) {
	s.Members.In(global).Delete(m.Account)
	s.forget(m.Account)
	s.setTags(m.Account, nil)
	for d := range s.Delegates.Of(global).All {
		if d.Account == m.Account {
			s.Delegates.In(global).Delete(d.id())
		}
	}
	for _, o := range s.observers {
		o.AccountLeft(m.Account, m.Organization)
	}
}

func (s *Service) account(o *organization, m *member) Account {
	state, status := s.standing(m.Account)
	return Account{
		Arn: o.arn("account/" + o.ID + "/" + m.Account), Id: m.Account, Name: m.Name, Email: m.Email,
		JoinedMethod: m.Method, JoinedTimestamp: m.Joined, State: state, Status: status,
		Paths: []string{s.path(o, m.Parent) + m.Account + "/"},
	}
}

// address is the email address of an account that nobody gave one.
func address(account string) string { return account + "@example.com" }
