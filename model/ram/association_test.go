package ram_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

func TestAssociationsTakeAWhile(t *testing.T) {
	c := newCloud(t)
	c.organize(true)
	share := c.share(ram.CreateResourceShare{})
	touched := do[ram.AssociateResourceShareOutput](c, owner, &ram.AssociateResourceShare{
		ResourceShareArn: share, ResourceArns: []string{backup}, Principals: []string{consumer.Account},
	}).ResourceShareAssociations
	require.Len(t, touched, 2)
	require.Equal(t, ram.Associating, touched[0].Status)
	require.Equal(t, ram.Associating, c.association(share, backup).Status)
	require.False(t, c.allows(consumer, backup, describe))
	require.Empty(t, c.invitations(consumer), "inside the organization nobody is asked")

	c.pass(time.Minute)
	require.Equal(t, ram.Associated, c.association(share, backup).Status)
	require.True(t, c.allows(consumer, backup, describe))
	require.True(t, c.allows(consumer, backup, restore))
	require.False(t, c.allows(consumer, backup, "cloudhsm:DeleteBackup"))
	require.False(t, c.allows(stranger, backup, describe))
	require.Equal(t, []string{backup}, c.sharedWith(consumer))

	do[ram.AssociateResourceShareOutput](c, owner,
		&ram.AssociateResourceShare{ResourceShareArn: share, ResourceArns: []string{backup2}})
	c.pass(time.Minute)
	require.True(t, c.allows(consumer, backup2, restore), "what comes later is shared, too")
	require.Equal(t, []string{backup, backup2}, c.sharedWith(consumer))

	do[ram.AssociateResourceShareOutput](c, owner,
		&ram.AssociateResourceShare{ResourceShareArn: share, ResourceArns: []string{backup}})
	require.Equal(t, ram.Associated, c.association(share, backup).Status, "repeating changes nothing")
}

func TestDisassociationEndsAccessAtOnce(t *testing.T) {
	c := newCloud(t)
	share := c.shared()
	out := do[ram.DisassociateResourceShareOutput](c, owner,
		&ram.DisassociateResourceShare{ResourceShareArn: share, Principals: []string{consumer.Account}})
	require.Equal(t, ram.Disassociating, out.ResourceShareAssociations[0].Status)
	require.False(t, c.allows(consumer, backup, restore))
	require.Empty(t, c.sharedWith(consumer))
	c.refused(owner, ram.DisassociationEndsAccess,
		&ram.DisassociateResourceShare{ResourceShareArn: share, Principals: []string{consumer.Account}})
	c.refused(owner, ram.DisassociationEndsAccess,
		&ram.DisassociateResourceShare{ResourceShareArn: share, ResourceArns: []string{backup2}})
	c.pass(time.Minute)
	require.Equal(t, ram.Disassociated, c.association(share, consumer.Account).Status)

	do[ram.AssociateResourceShareOutput](c, owner,
		&ram.AssociateResourceShare{ResourceShareArn: share, Principals: []string{consumer.Account}})
	require.Equal(t, ram.Associating, c.association(share, consumer.Account).Status)
	c.pass(time.Minute)
	c.accept(consumer)
	require.True(t, c.allows(consumer, backup, restore), "sharing again is possible")

	do[ram.DisassociateResourceShareOutput](c, owner,
		&ram.DisassociateResourceShare{ResourceShareArn: share, ResourceArns: []string{backup}})
	require.False(t, c.allows(consumer, backup, restore))
	c.pass(kernel.Day)
	require.Nil(t, c.association(share, backup), "in the end it is no longer shown")
}

func TestOnlyOwnReadyResourcesOfTheRegionAreShared(t *testing.T) {
	c := newCloud(t)
	foreign := "arn:aws:cloudhsm:eu-west-1:222222222222:backup/backup-aaaaaaaaaaa"
	elsewhere := "arn:aws:cloudhsm:us-east-1:111111111111:backup/backup-aaaaaaaaaaa"
	missing := "arn:aws:cloudhsm:eu-west-1:111111111111:backup/backup-zzzzzzzzzzz"
	share := c.share(ram.CreateResourceShare{})
	for arn, rule := range map[string]*kernel.Rule{
		foreign: ram.OnlyOwnResourcesAreShared, missing: ram.OnlyOwnResourcesAreShared,
		elsewhere: ram.SharesHoldResourcesOfTheirRegion,
		unready:   ram.OnlyReadyResourcesAreShared, "backup": ram.ARNsAreWellFormed,
		"arn:aws:s3:::bucket": ram.ARNsAreWellFormed,
	} {
		c.refused(owner, rule, &ram.CreateResourceShare{Name: "x", ResourceArns: []string{backup, arn}})
		c.refused(owner, rule, &ram.AssociateResourceShare{ResourceShareArn: share, ResourceArns: []string{backup, arn}})
	}
	c.shared()
	c.refused(consumer, ram.OnlyOwnResourcesAreShared, &ram.CreateResourceShare{Name: "x", ResourceArns: []string{backup}})
}

func TestOnlyAccountsAndTheirCirclesTakePart(t *testing.T) {
	c := newCloud(t)
	organization, unit, _ := c.organize(false)
	name := func(p string) *ram.CreateResourceShare {
		return &ram.CreateResourceShare{Name: "x", Principals: []string{p}}
	}
	c.refused(owner, ram.PrincipalsAreWellFormed, name("o-abcdefghij"))
	c.refused(owner, ram.PrincipalsAreWellFormed, name("arn:aws:s3:::bucket"))
	c.refused(owner, ram.OnlyAccountsAndTheirCirclesTakePart, name("arn:aws:iam::222222222222:role/admin"))
	c.refused(owner, ram.OnlyAccountsAndTheirCirclesTakePart, name("ec2.amazonaws.com"))
	c.refused(owner, ram.OnlyAccountsAndTheirCirclesTakePart,
		&ram.CreateResourceShare{Name: "x", Sources: []string{owner.Account}})
	c.refused(owner, ram.CirclesNeedSharingEnabled, name(organization))
	c.refused(stranger, ram.SharesNameOnlyTheOwnOrganization, name(organization))
	do[ram.EnableSharingWithAwsOrganizationOutput](c, boss, &ram.EnableSharingWithAwsOrganization{})
	c.refused(stranger, ram.SharesNameOnlyTheOwnOrganization, name(unit))
	c.refused(owner, ram.UnknownGroupsAreNotFound, name(unit+"x"))
	do[ram.CreateResourceShareOutput](c, owner, name(unit))
}

func TestOutsidersAreExternal(t *testing.T) {
	c := newCloud(t)
	organization, _, _ := c.organize(true)
	share := c.share(ram.CreateResourceShare{Principals: []string{organization, owner.Account, consumer.Account,
		stranger.Account}})
	require.False(t, c.association(share, organization).External)
	require.False(t, c.association(share, consumer.Account).External)
	require.True(t, c.association(share, stranger.Account).External)
	c.pass(time.Minute)
	require.Equal(t, ram.Associated, c.association(share, owner.Account).Status, "the owner may be named and is not asked")
	require.Empty(t, c.invitations(owner))
	require.Empty(t, c.shares(owner, ram.OtherAccounts))
}

func TestInviteesMayLeaveSomeShares(t *testing.T) {
	c := newCloud(t)
	leave := func(arn string) *ram.DisassociateResourceShare {
		return &ram.DisassociateResourceShare{ResourceShareArn: arn, Principals: []string{consumer.Account}}
	}
	keys := c.shared()
	c.refused(consumer, ram.InviteesMayLeave, leave(keys))
	orders := c.share(ram.CreateResourceShare{ResourceArns: []string{cluster}, Principals: []string{consumer.Account}})
	c.pass(time.Minute)
	c.accept(consumer)
	c.refused(consumer, ram.InviteesMayLeave,
		&ram.DisassociateResourceShare{ResourceShareArn: orders, ResourceArns: []string{cluster}})
	do[ram.DisassociateResourceShareOutput](c, consumer, leave(orders))
	require.Len(t, c.shares(consumer, ram.OtherAccounts), 1)
	c.refused(stranger, ram.UnknownSharesAreNotFound, leave(keys))
}

func TestListingsFitTheAssociationType(t *testing.T) {
	c := newCloud(t)
	c.shared()
	c.refused(owner, ram.AssociationFiltersFitTheType,
		&ram.GetResourceShareAssociations{AssociationType: ram.PrincipalAssociation, ResourceArn: backup})
	c.refused(owner, ram.AssociationFiltersFitTheType,
		&ram.GetResourceShareAssociations{AssociationType: ram.ResourceAssociation, Principal: consumer.Account})
	c.refused(owner, ram.AssociationsHaveEightStatuses,
		&ram.GetResourceShareAssociations{AssociationType: ram.ResourceAssociation, AssociationStatus: "GONE"})
	found := do[ram.GetResourceShareAssociationsOutput](c, owner, &ram.GetResourceShareAssociations{
		AssociationType: ram.PrincipalAssociation, Principal: consumer.Account, AssociationStatus: ram.Associated,
	}).ResourceShareAssociations
	require.Len(t, found, 1)
	require.Empty(t, do[ram.GetResourceShareAssociationsOutput](c, consumer,
		&ram.GetResourceShareAssociations{AssociationType: ram.PrincipalAssociation}).ResourceShareAssociations)
}

func TestQuotasAreKept(t *testing.T) {
	c := newCloud(t)
	share := c.share(ram.CreateResourceShare{})
	account := func(i int) string { return fmt.Sprintf("4%011d", i) }
	for i := range 20 {
		do[ram.AssociateResourceShareOutput](c, owner,
			&ram.AssociateResourceShare{ResourceShareArn: share, Principals: []string{account(i)}})
	}
	c.refused(owner, ram.QuotasAreKept,
		&ram.AssociateResourceShare{ResourceShareArn: share, Principals: []string{account(20)}})
	c.refused(owner, ram.QuotasAreKept, &ram.CreateResourceShare{Name: "x", Principals: []string{account(20)}})
	do[ram.DisassociateResourceShareOutput](c, owner,
		&ram.DisassociateResourceShare{ResourceShareArn: share, Principals: []string{account(3)}})
	do[ram.AssociateResourceShareOutput](c, owner,
		&ram.AssociateResourceShare{ResourceShareArn: share, Principals: []string{account(20)}})
	many := make([]string, 101)
	for i := range many {
		many[i] = backup
	}
	c.refused(owner, ram.QuotasAreKept, &ram.AssociateResourceShare{ResourceShareArn: share, ResourceArns: many})
}

func TestResourcesAndPrincipalsAreListedFromBothSides(t *testing.T) {
	c := newCloud(t)
	share := c.shared()
	c.share(ram.CreateResourceShare{Name: "other", ResourceArns: []string{backup, cluster}})
	c.pass(time.Minute)
	list := func(as kernel.Caller, in ram.ListResources) []ram.Resource {
		return do[ram.ListResourcesOutput](c, as, &in).Resources
	}
	require.Len(t, list(owner, ram.ListResources{ResourceOwner: ram.Self}), 3, "one entry for each share")
	require.Len(t, list(owner, ram.ListResources{ResourceOwner: ram.Self, ResourceType: "rds:Cluster"}), 1)
	require.Len(t, list(owner, ram.ListResources{ResourceOwner: ram.Self, Principal: consumer.Account}), 1)
	require.Empty(t, list(owner, ram.ListResources{ResourceOwner: ram.Self, ResourceRegionScope: "GLOBAL"}))
	require.Empty(t, list(owner, ram.ListResources{ResourceOwner: ram.Self})[0].Status)
	theirs := list(consumer, ram.ListResources{ResourceOwner: ram.OtherAccounts})
	require.Len(t, theirs, 1)
	require.Equal(t, ram.Available, theirs[0].Status)
	require.Equal(t, share, theirs[0].ResourceShareArn)
	require.Empty(t, list(stranger, ram.ListResources{ResourceOwner: ram.OtherAccounts}))
	c.refused(owner, ram.UnknownTypesAreNotListed, &ram.ListResources{ResourceOwner: ram.Self, ResourceType: "s3:Bucket"})

	c.ram.Share(resources{backup: false})
	f := c.fork()
	f.ram = c.ram.Fork(f.env, f.org, f.bus)
	f.ram.Share(resources{backup: false})
	gone := do[ram.ListResourcesOutput](f, consumer, &ram.ListResources{ResourceOwner: ram.OtherAccounts}).Resources
	require.Equal(t, ram.Unavailable, gone[0].Status, "a deleted resource stays listed until it is gone")

	principals := func(as kernel.Caller, in ram.ListPrincipals) []ram.Principal {
		return do[ram.ListPrincipalsOutput](c, as, &in).Principals
	}
	require.Equal(t, consumer.Account, principals(owner, ram.ListPrincipals{ResourceOwner: ram.Self})[0].Id)
	require.True(t, principals(owner, ram.ListPrincipals{ResourceOwner: ram.Self})[0].External)
	require.Equal(t, owner.Account, principals(consumer, ram.ListPrincipals{ResourceOwner: ram.OtherAccounts})[0].Id)
	require.Empty(t, principals(owner,
		ram.ListPrincipals{ResourceOwner: ram.Self, Principals: []string{stranger.Account}}))
	require.Empty(t, principals(owner, ram.ListPrincipals{ResourceOwner: ram.Self, ResourceArn: backup2}))
	require.Len(t, principals(owner, ram.ListPrincipals{ResourceOwner: ram.Self, ResourceType: "cloudhsm:Backup"}), 1)
	require.Len(t, do[ram.ListResourceTypesOutput](c, owner, &ram.ListResourceTypes{}).ResourceTypes, 2)
	require.Empty(t, do[ram.ListResourceTypesOutput](c, owner,
		&ram.ListResourceTypes{ResourceRegionScope: "GLOBAL"}).ResourceTypes)
}

func TestAResourceThatIsWithdrawnLeavesEveryShare(t *testing.T) {
	c := newCloud(t)
	c.shared()
	c.ram.PutPolicy(parse(t, backup), "cloudhsm:Backup", guidePolicy(t, `"cloudhsm:DescribeBackups"`, `"333333333333"`))
	require.True(t, c.allows(stranger, backup, describe))
	c.ram.Withdraw(parse(t, backup))
	require.False(t, c.allows(stranger, backup, describe))
	require.False(t, c.allows(consumer, backup, restore))
	c.pass(kernel.Day)
	require.Len(t, c.shares(owner, ram.Self), 1, "the share of the policy goes, the other stays")
	c.ram.Withdraw(parse(t, backup))
}
