package ram_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

const bothActions = `["cloudhsm:CreateCluster","cloudhsm:DescribeBackups"]`

func (c *cloud) putPolicy(actions, accounts string) (share ram.ResourceShare) {
	c.t.Helper()
	c.ram.PutPolicy(parse(c.t, backup), "cloudhsm:Backup", guidePolicy(c.t, actions, accounts))
	for _, sh := range c.shares(owner, ram.Self) {
		if sh.FeatureSet == ram.CreatedFromPolicy {
			share = sh
		}
	}
	return share
}

func promote(share string) *ram.PromoteResourceShareCreatedFromPolicy {
	return &ram.PromoteResourceShareCreatedFromPolicy{ResourceShareArn: share}
}

func TestAPolicyMakesAShareThatWorksAtOnceAndIsItsOwnersSecret(t *testing.T) {
	c := newCloud(t)
	share := c.putPolicy(bothActions, `"222222222222"`).ResourceShareArn
	require.True(t, c.allows(consumer, backup, restore))
	require.True(t, c.allows(consumer, backup, describe))
	require.False(t, c.allows(stranger, backup, describe))
	require.Empty(t, c.sharedWith(consumer))
	require.Empty(t, c.shares(consumer, ram.OtherAccounts))
	require.Empty(t, c.ram.Policy(parse(t, backup)))
	found := do[ram.ListResourcesOutput](c, owner,
		&ram.ListResources{ResourceOwner: ram.Self, ResourceArns: []string{backup}}).Resources
	require.Equal(t, share, found[0].ResourceShareArn)
	permissions := do[ram.ListResourceSharePermissionsOutput](c, owner,
		&ram.ListResourceSharePermissions{ResourceShareArn: share}).Permissions
	require.Equal(t, ram.PermissionFromPolicy, permissions[0].FeatureSet)

	for _, in := range []any{
		&ram.UpdateResourceShare{ResourceShareArn: share, Name: "x"}, &ram.DeleteResourceShare{ResourceShareArn: share},
		&ram.AssociateResourceShare{ResourceShareArn: share, Principals: []string{stranger.Account}},
		&ram.DisassociateResourceShare{ResourceShareArn: share, Principals: []string{consumer.Account}},
		&ram.TagResource{ResourceShareArn: share, Tags: []ram.Tag{{Key: "k"}}},
		&ram.AssociateResourceSharePermission{ResourceShareArn: share, PermissionArn: permissions[0].Arn},
	} {
		c.refused(owner, ram.PolicySharesAreNotManaged, in)
	}
}

func TestPuttingThePolicyAgainBringsItsShareUpToDate(t *testing.T) {
	c := newCloud(t)
	first := c.putPolicy(bothActions, `"222222222222"`)
	second := c.putPolicy(`"cloudhsm:DescribeBackups"`, `["333333333333"]`)
	require.Equal(t, first.ResourceShareArn, second.ResourceShareArn)
	require.False(t, c.allows(consumer, backup, describe))
	require.True(t, c.allows(stranger, backup, describe))
	require.False(t, c.allows(stranger, backup, restore))
	require.Len(t, c.shares(owner, ram.Self), 1)
}

func TestPromotionMakesTheShareStandard(t *testing.T) {
	c := newCloud(t)
	share := c.putPolicy(bothActions, `"222222222222"`).ResourceShareArn
	c.refused(stranger, ram.OnlyTheOwnerPromotes, promote(share))
	c.refused(consumer, ram.OnlyTheOwnerPromotes, promote(share))
	require.True(t, do[ram.PromoteResourceShareCreatedFromPolicyOutput](c, owner, promote(share)).ReturnValue)
	require.Equal(t, ram.PromotingToStandard, c.shares(owner, ram.Self)[0].FeatureSet)
	require.True(t, c.allows(consumer, backup, restore))
	require.Empty(t, c.sharedWith(consumer))
	c.refused(owner, ram.OnlyPolicySharesArePromoted, promote(share))

	c.pass(10 * time.Minute)
	require.Equal(t, ram.Standard, c.shares(owner, ram.Self)[0].FeatureSet)
	require.Equal(t, []string{backup}, c.sharedWith(consumer))
	require.Len(t, c.shares(consumer, ram.OtherAccounts), 1)
	require.Empty(t, c.invitations(consumer))
	require.True(t, c.allows(consumer, backup, restore))
	c.refused(owner, ram.OnlyPolicySharesArePromoted, promote(share))
	require.JSONEq(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},
		"Action":`+bothActions+`,"Resource":"`+backup+`"}]}`, c.ram.Policy(parse(t, backup)))
	do[ram.UpdateResourceShareOutput](c, owner, &ram.UpdateResourceShare{ResourceShareArn: share, Name: "managed"})

	again := c.putPolicy(bothActions, `"333333333333"`)
	require.NotEqual(t, share, again.ResourceShareArn, "a policy put later makes a share of its own")
	c.pass(kernel.Day)
	require.True(t, c.allows(consumer, backup, restore))
	require.True(t, c.allows(stranger, backup, restore))
}

func TestPromotionNeedsAPermissionThatMatches(t *testing.T) {
	c := newCloud(t)
	share := c.putPolicy(`"cloudhsm:DescribeBackups"`, `"222222222222"`).ResourceShareArn
	c.refused(owner, ram.PromotionNeedsAMatchingPermission, promote(share))
	generated := do[ram.ListResourceSharePermissionsOutput](c, owner,
		&ram.ListResourceSharePermissions{ResourceShareArn: share}).Permissions[0]
	c.refused(consumer, ram.UnknownPermissionsAreNotFound,
		&ram.PromotePermissionCreatedFromPolicy{PermissionArn: generated.Arn, Name: "describe"})
	made := do[ram.PromotePermissionCreatedFromPolicyOutput](c, owner,
		&ram.PromotePermissionCreatedFromPolicy{PermissionArn: generated.Arn, Name: "describe"}).Permission
	require.Equal(t, ram.PermissionStandard, made.FeatureSet)
	require.Equal(t, ram.CustomerManaged, made.PermissionType)
	c.refused(owner, ram.PermissionNamesDiffer,
		&ram.PromotePermissionCreatedFromPolicy{PermissionArn: generated.Arn, Name: "describe"})

	do[ram.PromoteResourceShareCreatedFromPolicyOutput](c, owner, promote(share))
	c.pass(time.Hour)
	require.True(t, c.allows(consumer, backup, describe))
	require.False(t, c.allows(consumer, backup, restore))
	require.Equal(t, made.Arn,
		do[ram.ListResourceSharePermissionsOutput](c, owner,
			&ram.ListResourceSharePermissions{ResourceShareArn: share}).Permissions[0].Arn)
	c.refused(owner, ram.UnknownPermissionsAreNotFound, &ram.GetPermission{PermissionArn: generated.Arn})
	c.refused(owner, ram.UsedPermissionsAreKept, &ram.DeletePermission{PermissionArn: made.Arn})
}
