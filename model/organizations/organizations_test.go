package organizations_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/refused"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

var (
	boss    = kernel.Caller{Account: "111111111111", Region: "eu-west-1"}
	member  = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
	another = kernel.Caller{Account: "333333333333", Region: "us-east-1"}
)

// cloud is Organizations alone, and what it tells its observers.
type cloud struct {
	t    *testing.T
	env  *kernel.Env
	org  *organizations.Service
	told []string
}

func newCloud(t *testing.T) *cloud {
	c := &cloud{t: t, env: kernel.NewEnv(1, kernel.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)), kernel.Typical)}
	c.org = organizations.New(c.env)
	c.org.Observe(c)
	return c
}

func (c *cloud) AccountJoined(string, string) {}

func (c *cloud) AccountLeft(account, _ string) { c.told = append(c.told, "left "+account) }
func (c *cloud) ServiceAccessDisabled(_, service string) {
	c.told = append(c.told, "no longer "+service)
}

func (c *cloud) digest() string {
	h := kernel.NewHasher()
	h.Add(c.env)
	h.Add(c.org.State())
	return h.Sum()
}

func (c *cloud) pass(d time.Duration) { c.env.AdvanceTo(c.env.Now().Add(d)) }

func (c *cloud) try(as kernel.Caller, in any) (any, error) {
	c.env.AdvanceTo(c.env.Now())
	name := strings.TrimPrefix(fmt.Sprintf("%T", in), "*organizations.")
	op := organizations.API.Operation(name)
	return op.Do(c.org, &kernel.Call{Env: c.env, Caller: as, Operation: op}, in)
}

func do[Out any](c *cloud, as kernel.Caller, in any) *Out {
	c.t.Helper()
	out, err := c.try(as, in)
	require.NoError(c.t, err)
	return out.(*Out)
}

// refused performs a call that the rule must refuse, leaving the cloud as it was.
func (c *cloud) refused(as kernel.Caller, rule *kernel.Rule, in any) {
	c.t.Helper()
	refused.By(c.t, rule, c.digest, func() error {
		_, err := c.try(as, in)
		return err
	})
}

func (c *cloud) found() (organization *organizations.Organization, root string) {
	c.t.Helper()
	organization = do[organizations.CreateOrganizationOutput](c, boss, &organizations.CreateOrganization{}).Organization
	return organization, do[organizations.ListRootsOutput](c, boss, &organizations.ListRoots{}).Roots[0].Id
}

func invitation(to kernel.Caller) *organizations.InviteAccountToOrganization {
	return &organizations.InviteAccountToOrganization{Target: &organizations.HandshakeParty{Id: to.Account,
		Type: organizations.AccountParty}}
}

func (c *cloud) invite(to kernel.Caller) string {
	c.t.Helper()
	return do[organizations.InviteAccountToOrganizationOutput](c, boss, invitation(to)).Handshake.Id
}

func (c *cloud) join(as kernel.Caller) {
	c.t.Helper()
	do[organizations.AcceptHandshakeOutput](c, as, &organizations.AcceptHandshake{HandshakeId: c.invite(as)})
}

func (c *cloud) unit(parent, name string) *organizations.OrganizationalUnit {
	c.t.Helper()
	return do[organizations.CreateOrganizationalUnitOutput](c, boss,
		&organizations.CreateOrganizationalUnit{ParentId: parent, Name: name}).OrganizationalUnit
}

func (c *cloud) accounts() []string {
	c.t.Helper()
	var out []string
	for _, a := range do[organizations.ListAccountsOutput](c, boss, &organizations.ListAccounts{}).Accounts {
		out = append(out, a.Id)
	}
	return out
}

func TestWhoeverCreatesAnOrganizationManagesIt(t *testing.T) {
	c := newCloud(t)
	c.refused(boss, organizations.OutsidersHaveNoOrganization, &organizations.DescribeOrganization{})
	o, root := c.found()
	require.Regexp(t, `^o-[a-z0-9]{10,32}$`, o.Id)
	require.Regexp(t, `^r-[0-9a-z]{4,32}$`, root)
	require.Equal(t, "arn:aws:organizations::111111111111:organization/"+o.Id, o.Arn)
	require.Equal(t, organizations.AllFeatures, o.FeatureSet)
	require.Equal(t, boss.Account, o.MasterAccountId)
	c.refused(boss, organizations.OneOrganizationPerAccount, &organizations.CreateOrganization{})
	c.refused(member, organizations.ValuesHaveTheirShape, &organizations.CreateOrganization{FeatureSet: "SOME"})

	c.join(member)
	require.Equal(t, o, do[organizations.DescribeOrganizationOutput](c,
		kernel.Caller{Account: member.Account, Region: "sa-east-1"}, &organizations.DescribeOrganization{}).Organization)
	require.Equal(t, []string{boss.Account, member.Account}, c.accounts())
	require.Equal(t, organizations.Invited,
		do[organizations.DescribeAccountOutput](c, boss,
			&organizations.DescribeAccount{AccountId: member.Account}).Account.JoinedMethod)
	require.Equal(t, organizations.Membership{Organization: o.Id, Manages: true, AllFeatures: true},
		c.org.Membership(boss.Account))
	require.Zero(t, c.org.Membership(another.Account))
}

func TestOnlyTheManagementAccountManages(t *testing.T) {
	c := newCloud(t)
	_, root := c.found()
	c.join(member)
	for _, in := range []any{
		&organizations.ListAccounts{}, &organizations.ListRoots{}, &organizations.DeleteOrganization{},
		&organizations.DescribeAccount{AccountId: boss.Account},
		&organizations.CreateOrganizationalUnit{ParentId: root, Name: "x"},
		&organizations.RemoveAccountFromOrganization{AccountId: member.Account},
		&organizations.CreateAccount{AccountName: "x", Email: "x@example.org"}, invitation(another),
		&organizations.ListParents{ChildId: member.Account},
		&organizations.MoveAccount{AccountId: member.Account, SourceParentId: root, DestinationParentId: root},
	} {
		c.refused(member, organizations.OnlyTheManagementAccountManages, in)
		c.refused(another, organizations.OutsidersHaveNoOrganization, in)
	}
	for _, in := range []any{
		&organizations.EnableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"},
		&organizations.DisableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"},
		&organizations.ListAWSServiceAccessForOrganization{},
	} {
		c.refused(member, organizations.OnlyTheManagementAccountTrusts, in)
	}
}

func TestMembersLeaveAndAreRemovedButTheManagementAccountStays(t *testing.T) {
	c := newCloud(t)
	c.found()
	c.join(member)
	c.refused(boss, organizations.TheManagementAccountStays, &organizations.LeaveOrganization{})
	c.refused(boss, organizations.TheManagementAccountStays,
		&organizations.RemoveAccountFromOrganization{AccountId: boss.Account})
	c.refused(boss, organizations.OnlyEmptyOrganizationsAreDeleted, &organizations.DeleteOrganization{})
	do[organizations.LeaveOrganizationOutput](c, member, &organizations.LeaveOrganization{})
	require.Equal(t, []string{"left 222222222222"}, c.told)
	c.refused(boss, organizations.UnknownAccountsAreNotFound,
		&organizations.RemoveAccountFromOrganization{AccountId: member.Account})
	c.join(member)
	do[organizations.RemoveAccountFromOrganizationOutput](c, boss,
		&organizations.RemoveAccountFromOrganization{AccountId: member.Account})
	require.Zero(t, c.org.Membership(member.Account))
	do[organizations.DeleteOrganizationOutput](c, boss, &organizations.DeleteOrganization{})
	c.refused(boss, organizations.OutsidersHaveNoOrganization, &organizations.DescribeOrganization{})
}

func TestNewAccountsAreMembersWhenTheyAreReady(t *testing.T) {
	c := newCloud(t)
	_, root := c.found()
	create := &organizations.CreateAccount{AccountName: "vault", Email: "vault@example.org"}
	ask := func(s *organizations.CreateAccountStatus) *organizations.CreateAccountStatus {
		return do[organizations.DescribeCreateAccountStatusOutput](c, boss,
			&organizations.DescribeCreateAccountStatus{CreateAccountRequestId: s.Id}).CreateAccountStatus
	}
	first := do[organizations.CreateAccountOutput](c, boss, create).CreateAccountStatus
	require.Equal(t, organizations.CreateInProgress, first.State)
	require.Len(t, c.accounts(), 1)
	c.refused(boss, organizations.OnlyEmptyOrganizationsAreDeleted, &organizations.DeleteOrganization{})
	c.pass(time.Minute)
	done := ask(first)
	require.Equal(t, organizations.CreateSucceeded, done.State)
	require.Equal(t, []string{boss.Account, done.AccountId}, c.accounts())
	require.Equal(t, root, do[organizations.ListParentsOutput](c, boss,
		&organizations.ListParents{ChildId: done.AccountId}).Parents[0].Id)
	c.refused(boss, organizations.LeaversStandAlone,
		&organizations.RemoveAccountFromOrganization{AccountId: done.AccountId})
	c.refused(kernel.Caller{Account: done.AccountId, Region: "us-east-1"}, organizations.LeaversStandAlone,
		&organizations.LeaveOrganization{})

	again := do[organizations.CreateAccountOutput](c, boss, create).CreateAccountStatus
	c.pass(time.Minute)
	require.Equal(t, organizations.EmailAlreadyExists, ask(again).FailureReason)
	c.refused(boss, organizations.UnknownCreationsAreNotFound,
		&organizations.DescribeCreateAccountStatus{CreateAccountRequestId: "car-00000000"})
	c.refused(boss, organizations.ValuesHaveTheirShape, &organizations.CreateAccount{AccountName: "x", Email: "nobody"})
	c.refused(boss, organizations.RequiredMembersAreGiven, &organizations.CreateAccount{AccountName: "x"})
}

func TestTheAddressOfAnAccountThatMayJoinMeanwhileIsTaken(t *testing.T) {
	c := newCloud(t)
	c.found()
	create := &organizations.CreateAccount{AccountName: "another", Email: member.Account + "@example.com"}
	made := do[organizations.CreateAccountOutput](c, boss, create).CreateAccountStatus
	c.join(member)
	c.pass(time.Minute)
	asked := do[organizations.DescribeCreateAccountStatusOutput](c, boss,
		&organizations.DescribeCreateAccountStatus{CreateAccountRequestId: made.Id}).CreateAccountStatus
	require.Equal(t, organizations.EmailAlreadyExists, asked.FailureReason)
	require.Equal(t, []string{boss.Account, member.Account}, c.accounts())
}

func TestUnitsNestFiveDeepAndNamesDiffer(t *testing.T) {
	c := newCloud(t)
	o, root := c.found()
	parent := root
	for i := range 5 {
		u := c.unit(parent, fmt.Sprint("level ", i+1))
		require.Regexp(t, `^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$`, u.Id)
		require.Equal(t, "arn:aws:organizations::111111111111:ou/"+o.Id+"/"+u.Id, u.Arn)
		parent = u.Id
	}
	c.refused(boss, organizations.UnitsNestFiveDeep,
		&organizations.CreateOrganizationalUnit{ParentId: parent, Name: "level 6"})
	c.refused(boss, organizations.UnitNamesDifferUnderOneParent,
		&organizations.CreateOrganizationalUnit{ParentId: root, Name: "level 1"})
	c.unit(root, "level 2")
	units := do[organizations.ListOrganizationalUnitsForParentOutput](c, boss,
		&organizations.ListOrganizationalUnitsForParent{ParentId: root}).OrganizationalUnits
	require.Len(t, units, 2)
	require.Equal(t, o.Id+"/"+root+"/"+units[0].Id+"/", units[0].Path)
	c.refused(boss, organizations.OnlyEmptyUnitsAreDeleted,
		&organizations.DeleteOrganizationalUnit{OrganizationalUnitId: units[0].Id})
	do[organizations.DeleteOrganizationalUnitOutput](c, boss,
		&organizations.DeleteOrganizationalUnit{OrganizationalUnitId: units[1].Id})
	c.refused(boss, organizations.UnknownUnitsAreNotFound,
		&organizations.DeleteOrganizationalUnit{OrganizationalUnitId: units[1].Id})
	c.refused(boss, organizations.UnknownParentsAreNotFound,
		&organizations.CreateOrganizationalUnit{ParentId: units[1].Id, Name: "x"})
	c.refused(boss, organizations.UnknownChildrenAreNotFound, &organizations.ListParents{ChildId: member.Account})
	c.refused(boss, organizations.IDsHaveTheirShape, &organizations.ListParents{ChildId: "x"})
}

func TestAccountsMoveFromWhereTheyAreToKnownParents(t *testing.T) {
	c := newCloud(t)
	_, root := c.found()
	c.join(member)
	outer := c.unit(root, "outer")
	inner := c.unit(outer.Id, "inner")
	move := func(from, to string) *organizations.MoveAccount {
		return &organizations.MoveAccount{AccountId: member.Account, SourceParentId: from, DestinationParentId: to}
	}
	c.refused(boss, organizations.AccountsMoveFromWhereTheyAre, move(outer.Id, inner.Id))
	c.refused(boss, organizations.AccountsMoveToKnownParents, move(root, "r-zzzz"))
	c.refused(boss, organizations.AccountsMoveElsewhere, move(root, root))
	do[organizations.MoveAccountOutput](c, boss, move(root, inner.Id))
	c.refused(boss, organizations.OnlyEmptyUnitsAreDeleted,
		&organizations.DeleteOrganizationalUnit{OrganizationalUnitId: inner.Id})

	var around []string
	for group := range c.org.Around(member.Account) {
		around = append(around, group)
	}
	o := do[organizations.DescribeOrganizationOutput](c, boss, &organizations.DescribeOrganization{}).Organization
	require.Equal(t, []string{inner.Arn, outer.Arn, o.Arn}, around)
	require.Equal(t, inner.Path, c.org.Path(member.Account))
	group, ok := c.org.Group(mustParse(t, inner.Arn))
	require.True(t, ok)
	require.Equal(t, organizations.Group{Organization: o.Id, Path: inner.Path}, group)
}

func TestAnInvitationIsAnsweredOnceAndByItsReceiver(t *testing.T) {
	c := newCloud(t)
	c.found()
	h := c.invite(member)
	c.refused(boss, organizations.OneInvitationAtATime, invitation(member))
	c.refused(boss, organizations.MembersNeedNoInvitation, invitation(boss))
	c.refused(boss, organizations.OnlyAccountsAreInvited,
		&organizations.InviteAccountToOrganization{Target: &organizations.HandshakeParty{Id: "x@example.org",
			Type: organizations.EmailParty}})
	for _, as := range []kernel.Caller{boss, another} {
		c.refused(as, organizations.UnknownHandshakesAreNotFound, &organizations.AcceptHandshake{HandshakeId: h})
		c.refused(as, organizations.UnknownHandshakesAreNotFound, &organizations.DeclineHandshake{HandshakeId: h})
	}
	c.refused(member, organizations.UnknownHandshakesAreNotFound, &organizations.CancelHandshake{HandshakeId: h})
	received := do[organizations.ListHandshakesForAccountOutput](c, member,
		&organizations.ListHandshakesForAccount{}).Handshakes
	require.Equal(t, organizations.Requested, received[0].State)
	require.Empty(t, do[organizations.ListHandshakesForAccountOutput](c, boss,
		&organizations.ListHandshakesForAccount{}).Handshakes)
	require.Empty(t, do[organizations.ListHandshakesForAccountOutput](c, member,
		&organizations.ListHandshakesForAccount{
			Filter: &organizations.HandshakeFilter{ActionType: "ENABLE_ALL_FEATURES"},
		}).Handshakes)

	require.Equal(t, organizations.Declined,
		do[organizations.DeclineHandshakeOutput](c, member, &organizations.DeclineHandshake{HandshakeId: h}).Handshake.State)
	c.refused(member, organizations.HandshakesChangeOnce, &organizations.DeclineHandshake{HandshakeId: h})
	c.refused(member, organizations.OnlyOpenHandshakesChange, &organizations.AcceptHandshake{HandshakeId: h})
	second := c.invite(member)
	require.Equal(t, organizations.Canceled,
		do[organizations.CancelHandshakeOutput](c, boss, &organizations.CancelHandshake{HandshakeId: second}).Handshake.State)
	c.refused(member, organizations.OnlyOpenHandshakesChange, &organizations.AcceptHandshake{HandshakeId: second})
	c.join(member)
	require.Len(t, c.accounts(), 2)
}

func TestAnInvitationExpiresAfter15DaysAndIsShownFor30More(t *testing.T) {
	c := newCloud(t)
	c.found()
	h := c.invite(member)
	describe := &organizations.DescribeHandshake{HandshakeId: h}
	c.pass(15*kernel.Day - time.Second)
	require.Equal(t, organizations.Requested, do[organizations.DescribeHandshakeOutput](c, boss, describe).Handshake.State)
	c.pass(time.Second)
	require.Equal(t, organizations.Expired, do[organizations.DescribeHandshakeOutput](c, member, describe).Handshake.State)
	c.refused(member, organizations.OnlyOpenHandshakesChange, &organizations.AcceptHandshake{HandshakeId: h})
	c.pass(30*kernel.Day - time.Second)
	do[organizations.DescribeHandshakeOutput](c, boss, describe)
	c.pass(time.Second)
	c.refused(boss, organizations.UnknownHandshakesAreNotFound, describe)
}

func TestAnAccountChangesOverByAccepting(t *testing.T) {
	c := newCloud(t)
	c.found()
	c.join(member)
	do[organizations.CreateOrganizationOutput](c, another, &organizations.CreateOrganization{})
	h := do[organizations.InviteAccountToOrganizationOutput](c, another, invitation(member)).Handshake.Id
	do[organizations.AcceptHandshakeOutput](c, member, &organizations.AcceptHandshake{HandshakeId: h})
	require.Equal(t, []string{"left 222222222222"}, c.told)
	require.Equal(t, c.org.Membership(another.Account).Organization, c.org.Membership(member.Account).Organization)
	h = do[organizations.InviteAccountToOrganizationOutput](c, another, invitation(boss)).Handshake.Id
	c.refused(boss, organizations.MembersNeedNoInvitation, &organizations.AcceptHandshake{HandshakeId: h})
}

func TestTrustIsGivenServiceByService(t *testing.T) {
	c := newCloud(t)
	o, _ := c.found()
	do[organizations.EnableAWSServiceAccessOutput](c, boss,
		&organizations.EnableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"})
	do[organizations.EnableAWSServiceAccessOutput](c, boss,
		&organizations.EnableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"})
	require.True(t, c.org.Trusts(o.Id, "ram.amazonaws.com"))
	require.False(t, c.org.Trusts(o.Id, "backup.amazonaws.com"))
	require.Len(t, do[organizations.ListAWSServiceAccessForOrganizationOutput](c, boss,
		&organizations.ListAWSServiceAccessForOrganization{}).EnabledServicePrincipals, 1)
	do[organizations.DisableAWSServiceAccessOutput](c, boss,
		&organizations.DisableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"})
	do[organizations.DisableAWSServiceAccessOutput](c, boss,
		&organizations.DisableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"})
	require.Equal(t, []string{"no longer ram.amazonaws.com"}, c.told)
}

func TestAccountsAreListedPageByPage(t *testing.T) {
	c := newCloud(t)
	c.found()
	c.join(member)
	c.join(another)
	one, many := int32(1), int32(21)
	page := do[organizations.ListAccountsOutput](c, boss, &organizations.ListAccounts{MaxResults: &one})
	require.Equal(t, boss.Account, page.Accounts[0].Id)
	next := do[organizations.ListAccountsOutput](c, boss, &organizations.ListAccounts{NextToken: page.NextToken})
	require.Len(t, next.Accounts, 2)
	require.Empty(t, next.NextToken)
	c.refused(boss, organizations.PagesAreBounded, &organizations.ListAccounts{MaxResults: &many})
	c.refused(boss, organizations.PagesAreBounded, &organizations.ListAccounts{NextToken: "next"})
	c.refused(boss, organizations.PagesAreBounded, &organizations.ListRoots{NextToken: page.NextToken})
}

func TestLifecyclesAnswerEveryTrigger(t *testing.T) {
	for _, table := range organizations.API.Lifecycles {
		require.Empty(t, table.Missing(), table.Name)
	}
}

func TestAForkGoesItsOwnWay(t *testing.T) {
	c := newCloud(t)
	c.found()
	c.join(member)
	before := c.digest()
	f := &cloud{t: t, env: c.env.Fork()}
	f.org = c.org.Fork(f.env)
	f.org.Observe(f)
	require.Equal(t, before, f.digest())
	do[organizations.LeaveOrganizationOutput](f, member, &organizations.LeaveOrganization{})
	f.unit(do[organizations.ListRootsOutput](f, boss, &organizations.ListRoots{}).Roots[0].Id, "x")
	f.pass(kernel.Day)
	require.Equal(t, before, c.digest())
	require.NotZero(t, c.org.Membership(member.Account))
	require.Empty(t, c.told)
}

func mustParse(t *testing.T, text string) kernel.ARN {
	arn, err := kernel.ParseARN(text)
	require.NoError(t, err)
	return arn
}
