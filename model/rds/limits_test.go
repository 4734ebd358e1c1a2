package rds_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

func account(n int) kernel.Caller {
	return kernel.Caller{Account: fmt.Sprint(500000000000 + n), Region: "us-east-1"}
}

func TestOfOneLineageFifteenAccountsHaveACloneAndTheSixteenthNone(t *testing.T) {
	w := model.New(model.Options{})
	cl := cloneable(t, w, owner, "orders")
	var everybody []kernel.Caller
	for n := range 16 {
		everybody = append(everybody, account(n))
	}
	share(t, w, owner, cl.DBClusterArn, everybody...)
	for _, as := range everybody[:15] {
		do[rds.RestoreDBClusterToPointInTimeOutput](t, w, as, clone(cl.DBClusterArn, "mine"))
	}
	refused(t, w, everybody[15], rds.FifteenForeignClones, clone(cl.DBClusterArn, "mine"))

	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, owner, clone("orders", "own"))
	w.Advance(time.Hour)
	own := withInstance(t, w, owner, "own")
	share(t, w, owner, own.DBClusterArn, everybody[15])
	refused(t, w, everybody[15], rds.FifteenForeignClones, clone(own.DBClusterArn, "mine"))

	do[rds.DeleteDBClusterOutput](t, w, everybody[3],
		&rds.DeleteDBCluster{DBClusterIdentifier: "mine", SkipFinalSnapshot: new(true)})
	w.Advance(time.Hour)
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, everybody[15], clone(own.DBClusterArn, "mine"))
	refused(t, w, everybody[3], rds.FifteenForeignClones, clone(cl.DBClusterArn, "mine"))
}

func TestTheLimitIsAnOptionOfTheWorld(t *testing.T) {
	w := model.New(model.Options{Quotas: model.Quotas{CrossAccountClones: 1}})
	cl := cloneable(t, w, owner, "orders")
	share(t, w, owner, cl.DBClusterArn, buyer, seller)
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, buyer, clone(cl.DBClusterArn, "mine"))
	refused(t, w.Fork(), seller, rds.FifteenForeignClones, clone(cl.DBClusterArn, "mine"))
}

func TestWhoClonedTheOriginalDoesNotCloneItsClone(t *testing.T) {
	w := model.New(model.Options{})
	cl := cloneable(t, w, owner, "orders")
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, owner, clone("orders", "own"))
	w.Advance(time.Hour)
	own := withInstance(t, w, owner, "own")
	share(t, w, owner, own.DBClusterArn, buyer, seller)
	refused(t, w, buyer, rds.UnsharedSourcesDoNotExist, clone(cl.DBClusterArn, "mine"))
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, buyer, clone(own.DBClusterArn, "mine"))
	share(t, w, owner, cl.DBClusterArn, buyer)
	refused(t, w, buyer, rds.OneForeignCloneForEach, clone(cl.DBClusterArn, "mine2"))
}

func TestAfterFifteenClonesWithinAnAccountOneIsAFullCopy(t *testing.T) {
	w := model.New(model.Options{Quotas: model.Quotas{CopyOnWriteClones: 2}})
	cloneable(t, w, owner, "orders")
	require.NoError(t, w.WritePages(owner, "orders", 0, 1000))
	for n := range 3 {
		out := do[rds.RestoreDBClusterToPointInTimeOutput](t, w, owner, clone("orders", fmt.Sprint("clone-", n)))
		require.NotEmpty(t, out.DBCluster.CloneGroupId)
	}
	lineages := w.Storage()
	require.Len(t, lineages, 2)
	require.ElementsMatch(t, []int{3, 1}, []int{len(lineages[0].Volumes), len(lineages[1].Volumes)})
	require.Equal(t, uint64(2000), lineages[0].Stored+lineages[1].Stored)
}

func TestASharedClusterIsNotRenamedAndOnlyAnAvailableOneIsShared(t *testing.T) {
	w := model.New(model.Options{})
	cl := available(t, w, owner, "orders")
	id := share(t, w, owner, cl.DBClusterArn, buyer)
	rename := &rds.ModifyDBCluster{DBClusterIdentifier: "orders", NewDBClusterIdentifier: "sales",
		ApplyImmediately: new(true)}
	refused(t, w, owner, rds.SharedClustersKeepTheirName, rename)
	do[ram.DeleteResourceShareOutput](t, w, owner, &ram.DeleteResourceShare{ResourceShareArn: id})
	w.Advance(time.Hour)
	out := do[rds.ModifyDBClusterOutput](t, w, owner, rename).DBCluster
	require.Equal(t, cl.DbClusterResourceId, out.DbClusterResourceId)
	require.Equal(t, "renaming", out.Status)
	refused(t, w, owner, rds.AvailableClustersAreShared,
		&ram.CreateResourceShare{Name: "x", ResourceArns: []string{out.DBClusterArn}})
	refused(t, w, owner, rds.UnknownClustersAreNotFound, &rds.DescribeDBClusters{DBClusterIdentifier: "orders"})
	w.Advance(time.Hour)
	share(t, w, owner, out.DBClusterArn, buyer)
}

func TestAServerlessV1ClusterIsNotClonedAcrossAccounts(t *testing.T) {
	w := model.New(model.Options{})
	cl := made(t, w, owner, &rds.CreateDBCluster{
		DBClusterIdentifier: "v1", Engine: "aurora-mysql", EngineMode: "serverless", MasterUsername: "admin",
		MasterUserPassword: "secret99",
	})
	require.True(t, *cl.StorageEncrypted)
	share(t, w, owner, cl.DBClusterArn, buyer)
	refused(t, w, buyer, rds.ServerlessV1StaysInItsAccount, clone(cl.DBClusterArn, "mine"))
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, owner, clone("v1", "own"))
}

func TestMembersOfAnOrganizationCloneWithoutInvitationUntilTheyLeave(t *testing.T) {
	w := model.New(model.Options{})
	do[organizations.CreateOrganizationOutput](t, w, owner, &organizations.CreateOrganization{FeatureSet: "ALL"})
	do[ram.EnableSharingWithAwsOrganizationOutput](t, w, owner, &ram.EnableSharingWithAwsOrganization{})
	member := buyer
	invited := do[organizations.InviteAccountToOrganizationOutput](t, w, owner, &organizations.InviteAccountToOrganization{
		Target: &organizations.HandshakeParty{Id: member.Account, Type: "ACCOUNT"},
	})
	do[organizations.AcceptHandshakeOutput](t, w, member,
		&organizations.AcceptHandshake{HandshakeId: invited.Handshake.Id})
	cl := cloneable(t, w, owner, "orders")
	org := do[organizations.DescribeOrganizationOutput](t, w, owner, &organizations.DescribeOrganization{}).Organization
	do[ram.CreateResourceShareOutput](t, w, owner,
		&ram.CreateResourceShare{Name: "all", ResourceArns: []string{cl.DBClusterArn}, Principals: []string{org.Arn}})
	w.Advance(time.Minute)
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, member, clone(cl.DBClusterArn, "mine"))
	w.Advance(time.Hour)
	do[rds.DeleteDBClusterOutput](t, w, member,
		&rds.DeleteDBCluster{DBClusterIdentifier: "mine", SkipFinalSnapshot: new(true)})
	w.Advance(time.Hour)
	do[organizations.RemoveAccountFromOrganizationOutput](t, w, owner,
		&organizations.RemoveAccountFromOrganization{AccountId: member.Account})
	refused(t, w, member, rds.UnsharedSourcesDoNotExist, clone(cl.DBClusterArn, "mine"))
}

func TestAnUnsharedClusterGivesTheErrorOfAMissingOne(t *testing.T) {
	w := model.New(model.Options{})
	cl := cloneable(t, w, owner, "orders")
	missing := "arn:aws:rds:us-east-1:111111111111:cluster:nothing"
	for _, in := range []func(arn string) any{
		func(arn string) any { return clone(arn, "mine") },
		func(arn string) any { return &rds.DescribeDBClusters{DBClusterIdentifier: arn} },
		func(arn string) any { return &rds.StopDBCluster{DBClusterIdentifier: arn} },
		func(arn string) any { return &rds.ListTagsForResource{ResourceName: arn} },
		func(arn string) any { return &ram.CreateResourceShare{Name: "x", ResourceArns: []string{arn}} },
	} {
		_, there := w.Do(buyer, in(cl.DBClusterArn))
		_, gone := w.Do(buyer, in(missing))
		var a, b *kernel.Error
		require.ErrorAs(t, there, &a)
		require.ErrorAs(t, gone, &b)
		require.Equal(t, a.ErrorShape, b.ErrorShape)
		require.Equal(t, len(a.Message)-len(cl.DBClusterArn), len(b.Message)-len(missing))
	}
}
