package rds_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

var (
	owner  = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	buyer  = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
	seller = kernel.Caller{Account: "333333333333", Region: "us-east-1"}
)

func do[Out any](t testing.TB, w *model.World, as kernel.Caller, in any) *Out {
	t.Helper()
	out, err := w.Do(as, in)
	require.NoError(t, err, "%T", in)
	return out.(*Out)
}

// refused wants a call to be refused by the rule.
func refused(t testing.TB, w *model.World, as kernel.Caller, by *kernel.Rule, in any) {
	t.Helper()
	_, err := w.Do(as, in)
	var refusal *kernel.Error
	require.ErrorAs(t, err, &refusal, "%T", in)
	require.NotNil(t, refusal.Rule, "%T: %v", in, err)
	require.Equal(t, by.ID, refusal.Rule.ID, "%T: %v", in, err)
}

// available makes a cluster and waits for it.
func available(t testing.TB, w *model.World, as kernel.Caller, name string) *rds.DBCluster {
	t.Helper()
	return made(t, w, as,
		&rds.CreateDBCluster{DBClusterIdentifier: name, Engine: "aurora-mysql", MasterUsername: "admin",
			MasterUserPassword: "secret99"})
}

func made(t testing.TB, w *model.World, as kernel.Caller, in *rds.CreateDBCluster) *rds.DBCluster {
	t.Helper()
	out := do[rds.CreateDBClusterOutput](t, w, as, in)
	require.Equal(t, "creating", out.DBCluster.Status)
	w.Advance(10 * time.Minute)
	return seen(t, w, as, in.DBClusterIdentifier)
}

// cloneable makes a cluster with an instance.
func cloneable(t testing.TB, w *model.World, as kernel.Caller, name string) *rds.DBCluster {
	t.Helper()
	available(t, w, as, name)
	return withInstance(t, w, as, name)
}

func withInstance(t testing.TB, w *model.World, as kernel.Caller, name string) *rds.DBCluster {
	t.Helper()
	engine := seen(t, w, as, name).Engine
	do[rds.CreateDBInstanceOutput](t, w, as,
		&rds.CreateDBInstance{DBInstanceIdentifier: name + "-1", DBInstanceClass: "db.r6g.large", Engine: engine,
			DBClusterIdentifier: name})
	w.Advance(10 * time.Minute)
	return seen(t, w, as, name)
}

func seen(t testing.TB, w *model.World, as kernel.Caller, name string) *rds.DBCluster {
	t.Helper()
	out := do[rds.DescribeDBClustersOutput](t, w, as, &rds.DescribeDBClusters{DBClusterIdentifier: name})
	require.Len(t, out.DBClusters, 1)
	return &out.DBClusters[0]
}

// share shares a cluster and lets the accounts accept.
func share(t testing.TB, w *model.World, as kernel.Caller, arn string, with ...kernel.Caller) (share string) {
	t.Helper()
	in := &ram.CreateResourceShare{Name: "clusters", ResourceArns: []string{arn}}
	for _, c := range with {
		in.Principals = append(in.Principals, c.Account)
	}
	share = do[ram.CreateResourceShareOutput](t, w, as, in).ResourceShare.ResourceShareArn
	w.Advance(time.Minute)
	for _, c := range with {
		for _, i := range do[ram.GetResourceShareInvitationsOutput](t, w, c,
			&ram.GetResourceShareInvitations{}).ResourceShareInvitations {
			if i.Status == ram.InvitationPending {
				do[ram.AcceptResourceShareInvitationOutput](t, w, c,
					&ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: i.ResourceShareInvitationArn})
			}
		}
	}
	w.Advance(time.Minute)
	return share
}

func clone(of, name string) *rds.RestoreDBClusterToPointInTime {
	return &rds.RestoreDBClusterToPointInTime{
		DBClusterIdentifier: name, SourceDBClusterIdentifier: of, RestoreType: "copy-on-write",
		UseLatestRestorableTime: new(true),
	}
}

func TestASharedClusterIsSeenAndClonedOnce(t *testing.T) {
	w := model.New(model.Options{})
	cl := cloneable(t, w, owner, "orders")
	refused(t, w, buyer, rds.UnsharedSourcesDoNotExist, clone(cl.DBClusterArn, "audit"))
	share(t, w, owner, cl.DBClusterArn, buyer)

	listed := do[rds.DescribeDBClustersOutput](t, w, buyer, &rds.DescribeDBClusters{IncludeShared: new(true)}).DBClusters
	require.Equal(t,
		[]rds.DBCluster{{DBClusterArn: cl.DBClusterArn, Engine: cl.Engine, EngineVersion: cl.EngineVersion,
			StorageEncrypted: new(false)}},
		listed)
	require.Empty(t, do[rds.DescribeDBClustersOutput](t, w, buyer, &rds.DescribeDBClusters{}).DBClusters)
	refused(t, w, buyer, rds.ForeignClustersAreNotNamed,
		&rds.DescribeDBClusters{DBClusterIdentifier: cl.DBClusterArn, IncludeShared: new(true)})

	out := do[rds.RestoreDBClusterToPointInTimeOutput](t, w, buyer, clone(cl.DBClusterArn, "audit")).DBCluster
	require.True(t, *out.CrossAccountClone)
	require.Equal(t, out.CloneGroupId, seen(t, w, owner, "orders").CloneGroupId)
	require.Equal(t, "cloning-failed", func() string {
		f := w.Fork()
		_, jobs, err := f.DoFailing(owner, clone("orders", "test"))
		require.NoError(t, err)
		require.Equal(t, 1, jobs)
		f.Advance(time.Hour)
		return seen(t, f, owner, "test").Status
	}())
	refused(t, w, buyer, rds.OneForeignCloneForEach, clone(cl.DBClusterArn, "audit2"))
	w.Advance(10 * time.Minute)
	require.Equal(t, "available", seen(t, w, buyer, "audit").Status)
	require.Equal(t, w.Digest(), w.Fork().Digest())
	require.Equal(t, w.Key(), w.Fork().Key())
}
