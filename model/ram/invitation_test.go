package ram_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// invited makes a share that asks the consumer, and returns its invitation.
func (c *cloud) invited(resources ...string) (share string, invitation ram.ResourceShareInvitation) {
	c.t.Helper()
	share = c.share(ram.CreateResourceShare{ResourceArns: resources, Principals: []string{consumer.Account}})
	c.pass(10 * time.Second)
	all := c.invitations(consumer)
	return share, all[len(all)-1]
}

func accept(i ram.ResourceShareInvitation) *ram.AcceptResourceShareInvitation {
	return &ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: i.ResourceShareInvitationArn}
}

func reject(i ram.ResourceShareInvitation) *ram.RejectResourceShareInvitation {
	return &ram.RejectResourceShareInvitation{ResourceShareInvitationArn: i.ResourceShareInvitationArn}
}

func preview(i ram.ResourceShareInvitation) *ram.ListPendingInvitationResources {
	return &ram.ListPendingInvitationResources{ResourceShareInvitationArn: i.ResourceShareInvitationArn}
}

func TestAnInvitationArrivesLaterAndOnlyAtItsReceiver(t *testing.T) {
	c := newCloud(t)
	c.share(ram.CreateResourceShare{ResourceArns: []string{backup}, Principals: []string{consumer.Account}})
	require.Empty(t, c.invitations(consumer))
	c.pass(time.Minute)
	i := c.invitations(consumer)[0]
	require.Equal(t, ram.InvitationPending, i.Status)
	require.Equal(t, owner.Account, i.SenderAccountId)
	require.Equal(t, owner.Account, parse(t, i.ResourceShareInvitationArn).Account)
	require.Equal(t, "keys", i.ResourceShareName)
	require.Nil(t, i.ResourceShareAssociations)
	require.Empty(t, c.invitations(owner))
	require.Empty(t, c.invitations(kernel.Caller{Account: consumer.Account, Region: "us-east-1"}))
	for _, in := range []any{accept(i), reject(i), preview(i)} {
		c.refused(stranger, ram.UnknownInvitationsAreNotFound, in)
		c.refused(owner, ram.UnknownInvitationsAreNotFound, in)
	}
	c.refused(consumer, ram.ARNsAreWellFormed,
		&ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: "invitation"})
	c.refused(consumer, ram.UnknownInvitationsAreNotFound,
		&ram.GetResourceShareInvitations{ResourceShareInvitationArns: []string{i.ResourceShareInvitationArn + "0"}})
}

func TestAcceptingGivesAccess(t *testing.T) {
	c := newCloud(t)
	share, i := c.invited(backup)
	require.Equal(t, backup, do[ram.ListPendingInvitationResourcesOutput](c, consumer, preview(i)).Resources[0].Arn)
	c.pass(time.Hour)
	require.Equal(t, ram.Associating, c.association(share, consumer.Account).Status)
	require.False(t, c.allows(consumer, backup, restore))
	require.Empty(t, c.shares(consumer, ram.OtherAccounts))

	out := do[ram.AcceptResourceShareInvitationOutput](c, consumer, accept(i))
	require.Equal(t, ram.InvitationAccepted, out.ResourceShareInvitation.Status)
	require.Equal(t, ram.Associated, c.association(share, consumer.Account).Status)
	require.True(t, c.allows(consumer, backup, restore))
	require.Len(t, c.shares(consumer, ram.OtherAccounts), 1)
	require.Equal(t, ram.InvitationAccepted, c.invitations(consumer)[0].Status, "it stays listed")
	c.refused(consumer, ram.InvitationsAreAcceptedOnce, accept(i))
	c.refused(consumer, ram.InvitationsAreAcceptedOnce, reject(i))
	c.refused(consumer, ram.PendingInvitationsShowResources, preview(i))
}

func TestRejectingIsFinal(t *testing.T) {
	c := newCloud(t)
	share, i := c.invited(backup)
	require.Equal(t, ram.InvitationRejected,
		do[ram.RejectResourceShareInvitationOutput](c, consumer, reject(i)).ResourceShareInvitation.Status)
	require.Equal(t, ram.Disassociated, c.association(share, consumer.Account).Status)
	for _, in := range []any{accept(i), reject(i), preview(i)} {
		c.refused(consumer, ram.RejectionIsFinal, in)
	}
	do[ram.AssociateResourceShareOutput](c, owner,
		&ram.AssociateResourceShare{ResourceShareArn: share, Principals: []string{consumer.Account}})
	c.pass(time.Minute)
	c.accept(consumer)
	require.True(t, c.allows(consumer, backup, restore), "the owner may invite again")
}

func TestAnInvitationToABackupExpiresAfterTwelveHours(t *testing.T) {
	c := newCloud(t)
	share, i := c.invited(backup)
	c.pass(12*time.Hour - time.Minute)
	require.Equal(t, ram.InvitationPending, c.invitations(consumer)[0].Status)
	c.pass(time.Minute)
	require.Equal(t, ram.InvitationIsOver, c.invitations(consumer)[0].Status)
	require.Equal(t, ram.Disassociated, c.association(share, consumer.Account).Status)
	for _, in := range []any{accept(i), reject(i), preview(i)} {
		c.refused(consumer, ram.ExpiryEndsTheAssociation, in)
	}
}

func TestPatienceDependsOnWhatTheShareHolds(t *testing.T) {
	for _, test := range []struct {
		holds []string
		after time.Duration
	}{{[]string{cluster}, 7 * kernel.Day}, {[]string{cluster, backup}, 12 * time.Hour}, {nil, 12 * time.Hour}} {
		c := newCloud(t)
		share, _ := c.invited(test.holds...)
		c.pass(test.after - time.Minute)
		require.Equal(t, ram.Associating, c.association(share, consumer.Account).Status)
		c.pass(time.Minute)
		require.Equal(t, ram.Disassociated, c.association(share, consumer.Account).Status, "%v", test.holds)
	}
}

func TestAnInvitationIsPurgedAfterSevenDaysAndAccessContinues(t *testing.T) {
	c := newCloud(t)
	_, i := c.invited(backup)
	do[ram.AcceptResourceShareInvitationOutput](c, consumer, accept(i))
	c.pass(6 * kernel.Day)
	require.Len(t, c.invitations(consumer), 1)
	c.pass(kernel.Day)
	require.Empty(t, c.invitations(consumer))
	require.True(t, c.allows(consumer, backup, restore))
	c.refused(consumer, ram.UnknownInvitationsAreNotFound, accept(i))
}

func TestAnInvitationGoesWithItsAssociation(t *testing.T) {
	c := newCloud(t)
	share, i := c.invited(backup)
	do[ram.DisassociateResourceShareOutput](c, owner,
		&ram.DisassociateResourceShare{ResourceShareArn: share, Principals: []string{consumer.Account}})
	c.refused(consumer, ram.ExpiryEndsTheAssociation, accept(i))
	other, j := c.invited(backup)
	do[ram.DeleteResourceShareOutput](c, owner, &ram.DeleteResourceShare{ResourceShareArn: other})
	c.refused(consumer, ram.ExpiryEndsTheAssociation, accept(j))
	require.False(t, c.allows(consumer, backup, restore))

	early := c.share(ram.CreateResourceShare{Principals: []string{consumer.Account}})
	do[ram.DeleteResourceShareOutput](c, owner, &ram.DeleteResourceShare{ResourceShareArn: early})
	c.pass(time.Minute)
	require.Len(t, c.invitations(consumer), 2, "one that was still on its way never arrives")
}

func TestInsideAnOrganizationInvitationsDependOnSharing(t *testing.T) {
	c := newCloud(t)
	c.organize(false)
	_, i := c.invited(backup)
	require.Equal(t, ram.InvitationPending, i.Status, "without sharing enabled members are asked")

	do[ram.EnableSharingWithAwsOrganizationOutput](c, boss, &ram.EnableSharingWithAwsOrganization{})
	c.share(ram.CreateResourceShare{ResourceArns: []string{backup}, Principals: []string{consumer.Account}})
	c.pass(time.Minute)
	require.Len(t, c.invitations(consumer), 1, "with it they are not")
	require.True(t, c.allows(consumer, backup, restore))

	yes := true
	c.share(ram.CreateResourceShare{Principals: []string{consumer.Account},
		ResourceShareConfiguration: &ram.ResourceShareConfiguration{RetainSharingOnAccountLeaveOrganization: &yes}})
	c.pass(time.Minute)
	require.Len(t, c.invitations(consumer), 2, "unless they are to retain their access")
	do[organizations.DescribeOrganizationOutput](c, consumer, &organizations.DescribeOrganization{})
}
