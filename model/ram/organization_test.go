package ram_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

func TestOnlyAManagementAccountWithAllFeaturesEnablesSharing(t *testing.T) {
	c := newCloud(t)
	enable := &ram.EnableSharingWithAwsOrganization{}
	c.refused(owner, ram.OnlyTheManagementAccountEnables, enable)
	c.organize(true)
	c.refused(owner, ram.OnlyTheManagementAccountEnables, enable)
	do[organizations.CreateOrganizationOutput](c, stranger,
		&organizations.CreateOrganization{FeatureSet: organizations.ConsolidatedBilling})
	c.refused(stranger, ram.OnlyTheManagementAccountEnables, enable)
	trusted := do[organizations.ListAWSServiceAccessForOrganizationOutput](c, boss,
		&organizations.ListAWSServiceAccessForOrganization{})
	require.Equal(t, "ram.amazonaws.com", trusted.EnabledServicePrincipals[0].ServicePrincipal)
}

func TestTrustedAccessAloneIsNotEnough(t *testing.T) {
	c := newCloud(t)
	organization, unit, _ := c.organize(false)
	do[organizations.EnableAWSServiceAccessOutput](c, boss,
		&organizations.EnableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"})
	for _, group := range []string{organization, unit} {
		c.refused(owner, ram.TrustAloneDoesNotShare, &ram.CreateResourceShare{Name: "x", Principals: []string{group}})
	}
	_, i := c.invited(backup)
	require.Equal(t, ram.InvitationPending, i.Status)
}

func TestAccessFollowsMembership(t *testing.T) {
	c := newCloud(t)
	organization, _, unit := c.organize(true)
	c.share(ram.CreateResourceShare{Name: "unit", ResourceArns: []string{backup}, Principals: []string{unit}})
	c.share(ram.CreateResourceShare{Name: "all", ResourceArns: []string{backup2}, Principals: []string{organization}})
	c.pass(time.Minute)
	require.True(t, c.allows(consumer, backup, restore))
	require.True(t, c.allows(consumer, backup2, restore), "an organization covers its units")
	require.False(t, c.allows(boss, backup, restore))
	require.True(t, c.allows(boss, backup2, restore))
	require.Len(t, c.shares(consumer, ram.OtherAccounts), 2)

	require.False(t, c.allows(stranger, backup2, restore))
	c.join(stranger)
	require.True(t, c.allows(stranger, backup2, restore), "a newcomer has access")
	require.False(t, c.allows(stranger, backup, restore))

	root := do[organizations.ListRootsOutput](c, boss, &organizations.ListRoots{}).Roots[0].Id
	at := do[organizations.ListParentsOutput](c, boss, &organizations.ListParents{ChildId: consumer.Account}).Parents[0].Id
	inner := do[organizations.CreateOrganizationalUnitOutput](c, boss,
		&organizations.CreateOrganizationalUnit{ParentId: at, Name: "inner"}).OrganizationalUnit.Id
	move := func(from, to string) {
		do[organizations.MoveAccountOutput](c, boss,
			&organizations.MoveAccount{AccountId: consumer.Account, SourceParentId: from, DestinationParentId: to})
	}
	move(at, inner)
	require.True(t, c.allows(consumer, backup, restore), "a unit covers its own units")
	move(inner, root)
	require.False(t, c.allows(consumer, backup, restore))
	require.True(t, c.allows(consumer, backup2, restore))
	c.leave(consumer)
	require.False(t, c.allows(consumer, backup2, restore))
	require.Empty(t, c.shares(consumer, ram.OtherAccounts))
	require.Empty(t, c.sharedWith(consumer))
}

func TestAMemberLosesAccessOnLeavingUnlessItWasInvited(t *testing.T) {
	c := newCloud(t)
	c.organize(true)
	yes := true
	member := c.share(ram.CreateResourceShare{ResourceArns: []string{backup}, Principals: []string{consumer.Account}})
	invited := c.share(ram.CreateResourceShare{ResourceArns: []string{backup2}, Principals: []string{consumer.Account},
		ResourceShareConfiguration: &ram.ResourceShareConfiguration{RetainSharingOnAccountLeaveOrganization: &yes}})
	c.pass(time.Minute)
	c.accept(consumer)
	require.True(t, c.allows(consumer, backup, restore))
	require.True(t, c.allows(consumer, backup2, restore))
	c.leave(consumer)
	require.False(t, c.allows(consumer, backup, restore))
	require.True(t, c.allows(consumer, backup2, restore))
	require.Equal(t, ram.Disassociated, c.association(member, consumer.Account).Status)
	require.Equal(t, ram.Associated, c.association(invited, consumer.Account).Status)
	c.join(consumer)
	require.False(t, c.allows(consumer, backup, restore), "coming back does not bring it back")
}

func TestAMemberThatLeavesWhileAssociatingGetsNoAccess(t *testing.T) {
	c := newCloud(t)
	c.organize(true)
	c.share(ram.CreateResourceShare{ResourceArns: []string{backup}, Principals: []string{consumer.Account}})
	c.leave(consumer)
	c.pass(time.Minute)
	require.False(t, c.allows(consumer, backup, restore))
}

func TestAnOwnerThatLeavesTakesTheOrganizationOutOfItsShares(t *testing.T) {
	c := newCloud(t)
	organization, _, _ := c.organize(true)
	share := c.share(ram.CreateResourceShare{ResourceArns: []string{backup},
		Principals: []string{organization, consumer.Account, stranger.Account}})
	c.pass(time.Minute)
	c.accept(stranger)
	c.leave(owner)
	require.False(t, c.allows(consumer, backup, restore))
	require.True(t, c.allows(stranger, backup, restore))
	require.Equal(t, ram.Disassociated, c.association(share, organization).Status)
}

func TestDisablingTrustTakesCirclesOut(t *testing.T) {
	c := newCloud(t)
	organization, _, unit := c.organize(true)
	all := c.share(ram.CreateResourceShare{ResourceArns: []string{backup}, Principals: []string{organization, unit}})
	one := c.share(ram.CreateResourceShare{ResourceArns: []string{backup2}, Principals: []string{consumer.Account}})
	c.pass(time.Minute)
	disable := func(service string) {
		do[organizations.EnableAWSServiceAccessOutput](c, boss,
			&organizations.EnableAWSServiceAccess{ServicePrincipal: service})
		do[organizations.DisableAWSServiceAccessOutput](c, boss,
			&organizations.DisableAWSServiceAccess{ServicePrincipal: service})
	}
	disable("backup.amazonaws.com")
	require.True(t, c.allows(consumer, backup, restore))
	disable("ram.amazonaws.com")
	require.False(t, c.allows(consumer, backup, restore))
	require.True(t, c.allows(consumer, backup2, restore))
	require.Equal(t, ram.Disassociated, c.association(all, unit).Status)
	require.Equal(t, ram.Associated, c.association(one, consumer.Account).Status)
}

func TestADeletedUnitIsInNoPolicy(t *testing.T) {
	c := newCloud(t)
	c.organize(true)
	root := do[organizations.ListRootsOutput](c, boss, &organizations.ListRoots{}).Roots[0].Id
	empty := do[organizations.CreateOrganizationalUnitOutput](c, boss,
		&organizations.CreateOrganizationalUnit{ParentId: root, Name: "empty"}).OrganizationalUnit
	c.share(ram.CreateResourceShare{ResourceArns: []string{backup}, Principals: []string{empty.Arn}})
	c.pass(time.Minute)
	require.Contains(t, c.ram.Policy(parse(t, backup)), empty.Id)
	do[organizations.DeleteOrganizationalUnitOutput](c, boss,
		&organizations.DeleteOrganizationalUnit{OrganizationalUnitId: empty.Id})
	require.Empty(t, c.ram.Policy(parse(t, backup)))
}
