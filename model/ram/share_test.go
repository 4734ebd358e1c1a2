package ram_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

func TestAShareNeedsOnlyAName(t *testing.T) {
	c := newCloud(t)
	first, second := c.share(ram.CreateResourceShare{Name: "keys"}), c.share(ram.CreateResourceShare{Name: "keys"})
	require.NotEqual(t, first, second)
	c.refused(owner, ram.SharesNeedOnlyAName, &ram.CreateResourceShare{})

	shares := c.shares(owner, ram.Self)
	require.Len(t, shares, 2)
	require.Equal(t, ram.Active, shares[0].Status)
	require.Equal(t, ram.Standard, shares[0].FeatureSet)
	require.True(t, shares[0].AllowExternalPrincipals)
	require.Empty(t, c.shares(stranger, ram.Self))
	require.Empty(t, c.shares(kernel.Caller{Account: owner.Account, Region: "us-east-1"}, ram.Self), "shares are Regional")
}

func TestADeletedShareIsVisibleForTwoHours(t *testing.T) {
	c := newCloud(t)
	share := c.shared()
	require.True(t, c.allows(consumer, backup, restore))
	do[ram.DeleteResourceShareOutput](c, owner, &ram.DeleteResourceShare{ResourceShareArn: share})
	require.False(t, c.allows(consumer, backup, restore), "access ends at once")
	require.Equal(t, ram.Deleting, c.shares(owner, ram.Self)[0].Status)
	require.Empty(t, c.shares(consumer, ram.OtherAccounts))
	c.refused(owner, ram.SharesAreDeletedOnce, &ram.DeleteResourceShare{ResourceShareArn: share})
	c.refused(owner, ram.UnknownSharesAreNotFound, &ram.UpdateResourceShare{ResourceShareArn: share, Name: "x"})
	c.pass(time.Hour)
	require.Equal(t, ram.Deleted, c.shares(owner, ram.Self)[0].Status)
	c.pass(2 * time.Hour)
	require.Empty(t, c.shares(owner, ram.Self))
	c.refused(owner, ram.UnknownSharesAreNotFound, &ram.DeleteResourceShare{ResourceShareArn: share})
}

func TestSharesAreRenamedAndClosed(t *testing.T) {
	c := newCloud(t)
	c.organize(true)
	share := c.share(ram.CreateResourceShare{Principals: []string{consumer.Account}})
	no := false
	out := do[ram.UpdateResourceShareOutput](c, owner,
		&ram.UpdateResourceShare{ResourceShareArn: share, Name: "vault", AllowExternalPrincipals: &no})
	require.Equal(t, "vault", out.ResourceShare.Name)
	require.False(t, out.ResourceShare.AllowExternalPrincipals)
	c.refused(owner, ram.ClosedSharesNameNoOutsiders,
		&ram.AssociateResourceShare{ResourceShareArn: share, Principals: []string{stranger.Account}})

	open := c.share(ram.CreateResourceShare{Principals: []string{stranger.Account}})
	c.refused(owner, ram.SharesWithOutsidersStayOpen,
		&ram.UpdateResourceShare{ResourceShareArn: open, AllowExternalPrincipals: &no})
	c.refused(stranger, ram.OnlySharingOrganizationsCloseShares,
		&ram.CreateResourceShare{Name: "x", AllowExternalPrincipals: &no})
}

func TestSharesAreListedByFilterAndPage(t *testing.T) {
	c := newCloud(t)
	for _, name := range []string{"a", "b", "c"} {
		c.share(ram.CreateResourceShare{Name: name, Tags: []ram.Tag{{Key: "env", Value: name}}})
	}
	one := int32(1)
	var names []string
	for token := ""; ; {
		page := do[ram.GetResourceSharesOutput](c, owner,
			&ram.GetResourceShares{ResourceOwner: ram.Self, MaxResults: &one, NextToken: token})
		require.Len(t, page.ResourceShares, 1)
		names = append(names, page.ResourceShares[0].Name)
		if token = page.NextToken; token == "" {
			break
		}
		c.refused(owner, ram.TokensContinueTheirListing,
			&ram.GetResourceShares{ResourceOwner: ram.Self, Name: "a", NextToken: token})
		c.refused(consumer, ram.TokensContinueTheirListing, &ram.GetResourceShares{ResourceOwner: ram.Self, NextToken: token})
	}
	require.Equal(t, []string{"a", "b", "c"}, names)

	only := func(in ram.GetResourceShares) []ram.ResourceShare {
		in.ResourceOwner = ram.Self
		return do[ram.GetResourceSharesOutput](c, owner, &in).ResourceShares
	}
	require.Len(t, only(ram.GetResourceShares{Name: "b"}), 1)
	require.Len(t, only(ram.GetResourceShares{TagFilters: []ram.TagFilter{{TagKey: "env",
		TagValues: []string{"a", "c"}}}}), 2)
	require.Empty(t, only(ram.GetResourceShares{ResourceShareStatus: ram.Deleted}))
	c.refused(owner, ram.SharesHaveFiveStatuses,
		&ram.GetResourceShares{ResourceOwner: ram.Self, ResourceShareStatus: "GONE"})
	c.refused(owner, ram.RequiredMembersAreGiven, &ram.GetResourceShares{})
	five := int32(501)
	c.refused(owner, ram.ValuesHaveTheirShape, &ram.GetResourceShares{ResourceOwner: ram.Self, MaxResults: &five})
	c.refused(owner, ram.ListingsKnowWhatTheCallerSees,
		&ram.GetResourceShares{ResourceOwner: ram.Self,
			ResourceShareArns: []string{owner.Scope().ARN("ram", "resource-share/none")}})
	c.refused(owner, ram.ARNsAreWellFormed,
		&ram.GetResourceShares{ResourceOwner: ram.Self, ResourceShareArns: []string{"keys"}})
}

func TestAnUnsharedShareAnswersAsAMissingOne(t *testing.T) {
	c := newCloud(t)
	share := c.shared()
	missing := owner.Scope().ARN("ram", "resource-share/00000000-0000-4000-8000-000000000000")
	for _, arn := range []string{share, missing} {
		for _, in := range []any{
			&ram.UpdateResourceShare{ResourceShareArn: arn, Name: "x"}, &ram.DeleteResourceShare{ResourceShareArn: arn},
			&ram.AssociateResourceShare{ResourceShareArn: arn},
			&ram.DisassociateResourceShare{ResourceShareArn: arn, Principals: []string{stranger.Account}},
			&ram.ListResourceSharePermissions{ResourceShareArn: arn},
			&ram.TagResource{ResourceShareArn: arn, Tags: []ram.Tag{{Key: "k"}}},
			&ram.GetResourceShares{ResourceOwner: ram.OtherAccounts, ResourceShareArns: []string{arn}},
			&ram.PromoteResourceShareCreatedFromPolicy{ResourceShareArn: arn},
		} {
			_, err := c.try(stranger, in)
			require.Equal(t, "UnknownResourceException", code(err), "%T", in)
		}
	}
}

func TestClientTokensMakeCallsRepeatable(t *testing.T) {
	c := newCloud(t)
	in := &ram.CreateResourceShare{Name: "keys", ClientToken: "once"}
	first := do[ram.CreateResourceShareOutput](c, owner, in)
	require.Equal(t, first, do[ram.CreateResourceShareOutput](c, owner, in))
	require.Len(t, c.shares(owner, ram.Self), 1)
	c.refused(owner, ram.TokensMakeCallsRepeatable, &ram.CreateResourceShare{Name: "other", ClientToken: "once"})
	require.Equal(t, "once", first.ClientToken)
	require.Empty(t, do[ram.CreateResourceShareOutput](c, owner, &ram.CreateResourceShare{Name: "keys"}).ClientToken)
	do[ram.CreateResourceShareOutput](c, consumer, in)
}

func TestTagsAreForSharesAndPermissions(t *testing.T) {
	c := newCloud(t)
	share := c.share(ram.CreateResourceShare{Tags: []ram.Tag{{Key: "a", Value: "1"}}})
	do[ram.TagResourceOutput](c, owner,
		&ram.TagResource{ResourceShareArn: share, Tags: []ram.Tag{{Key: "a", Value: "2"}, {Key: "b"}}})
	require.Equal(t, []ram.Tag{{Key: "a", Value: "2"}, {Key: "b"}}, c.shares(owner, ram.Self)[0].Tags)
	do[ram.UntagResourceOutput](c, owner, &ram.UntagResource{ResourceShareArn: share, TagKeys: []string{"a"}})
	require.Equal(t, []ram.Tag{{Key: "b"}}, c.shares(owner, ram.Self)[0].Tags)

	var many []ram.Tag
	for i := range 51 {
		many = append(many, ram.Tag{Key: string(rune('A' + i))})
	}
	c.refused(owner, ram.TagsAreLimited, &ram.TagResource{ResourceShareArn: share, Tags: many})
	c.refused(owner, ram.TagsAreLimited, &ram.CreateResourceShare{Name: "x", Tags: many})
	c.refused(owner, ram.OneThingIsTagged, &ram.TagResource{Tags: many[:1]})
	c.refused(owner, ram.OneThingIsTagged, &ram.TagResource{Tags: many[:1], ResourceShareArn: share, ResourceArn: share})
}

func TestLifecyclesAnswerEveryTrigger(t *testing.T) {
	for _, table := range ram.API.Lifecycles {
		require.Empty(t, table.Missing(), table.Name)
	}
}

func TestAForkGoesItsOwnWay(t *testing.T) {
	c := newCloud(t)
	share := c.shared()
	before := c.digest()
	f := c.fork()
	require.Equal(t, before, f.digest())
	do[ram.DeleteResourceShareOutput](f, owner, &ram.DeleteResourceShare{ResourceShareArn: share})
	f.ram.PutPolicy(parse(t, backup2), "cloudhsm:Backup", guidePolicy(t, `"cloudhsm:DescribeBackups"`, `"222222222222"`))
	f.pass(kernel.Day)
	require.Equal(t, before, c.digest())
	require.True(t, c.allows(consumer, backup, restore))
	require.False(t, f.allows(consumer, backup, restore))
}

func TestTheSameCallsGiveTheSameWorld(t *testing.T) {
	run := func() string {
		c := newCloud(t)
		c.organize(true)
		c.shared()
		c.pass(kernel.Day)
		return c.digest()
	}
	require.Equal(t, run(), run())
}
