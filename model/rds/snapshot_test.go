package rds_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// snapshot takes a snapshot and waits for it.
func snapshot(t testing.TB, w *model.World, as kernel.Caller, of, name string) string {
	t.Helper()
	out := do[rds.CreateDBClusterSnapshotOutput](t, w, as,
		&rds.CreateDBClusterSnapshot{DBClusterIdentifier: of, DBClusterSnapshotIdentifier: name}).DBClusterSnapshot
	require.Equal(t, "creating", out.Status)
	require.Equal(t, int32(0), *out.PercentProgress)
	w.Advance(time.Hour)
	return out.DBClusterSnapshotArn
}

func listed(t testing.TB, w *model.World, as kernel.Caller, in *rds.DescribeDBClusterSnapshots) (names []string) {
	t.Helper()
	for _, sn := range do[rds.DescribeDBClusterSnapshotsOutput](t, w, as, in).DBClusterSnapshots {
		names = append(names, sn.DBClusterSnapshotIdentifier)
	}
	return names
}

func TestASharedSnapshotIsSeenCopiedAndRestored(t *testing.T) {
	w := model.New(model.Options{})
	available(t, w, owner, "orders")
	arn := snapshot(t, w, owner, "orders", "nightly")
	copied := &rds.CopyDBClusterSnapshot{SourceDBClusterSnapshotIdentifier: arn,
		TargetDBClusterSnapshotIdentifier: "theirs"}
	refused(t, w, buyer, rds.UnsharedSnapshotsDoNotExist, copied)
	attributes := do[rds.ModifyDBClusterSnapshotAttributeOutput](t, w, owner, &rds.ModifyDBClusterSnapshotAttribute{
		DBClusterSnapshotIdentifier: "nightly", AttributeName: "restore", ValuesToAdd: []string{buyer.Account},
	}).DBClusterSnapshotAttributesResult
	require.Equal(t, []string{buyer.Account}, attributes.DBClusterSnapshotAttributes[0].AttributeValues)
	require.Empty(t, listed(t, w, buyer, &rds.DescribeDBClusterSnapshots{}))
	require.Equal(t, []string{"nightly"}, listed(t, w, buyer, &rds.DescribeDBClusterSnapshots{IncludeShared: new(true)}))
	require.Equal(t, []string{"nightly"}, listed(t, w, buyer, &rds.DescribeDBClusterSnapshots{SnapshotType: "shared"}))
	do[rds.CopyDBClusterSnapshotOutput](t, w, buyer, copied)
	do[rds.RestoreDBClusterFromSnapshotOutput](t, w, buyer,
		&rds.RestoreDBClusterFromSnapshot{DBClusterIdentifier: "mine", SnapshotIdentifier: arn, Engine: "aurora-mysql"})
	w.Advance(time.Hour)
	do[rds.DeleteDBClusterSnapshotOutput](t, w, owner,
		&rds.DeleteDBClusterSnapshot{DBClusterSnapshotIdentifier: "nightly"})
	w.Advance(time.Hour)
	require.Equal(t, []string{"theirs"},
		listed(t, w, buyer, &rds.DescribeDBClusterSnapshots{IncludeShared: new(true), SnapshotType: "manual"}))
	require.Equal(t, "available", seen(t, w, buyer, "mine").Status)
}

func TestAClusterIsDeletedAfterItsFinalSnapshot(t *testing.T) {
	w := model.New(model.Options{})
	cloneable(t, w, owner, "orders")
	in := &rds.DeleteDBCluster{DBClusterIdentifier: "orders", FinalDBSnapshotIdentifier: "last"}
	refused(t, w, owner, rds.ClustersAreDeletedWithoutInstances, in)
	do[rds.DeleteDBInstanceOutput](t, w, owner, &rds.DeleteDBInstance{DBInstanceIdentifier: "orders-1"})
	require.Equal(t, "available", do[rds.DeleteDBClusterOutput](t, w, owner, in).DBCluster.Status)
	require.Equal(t, "available", seen(t, w, owner, "orders").Status)
	refused(t, w, owner, rds.BusyClustersAreNotDeleted,
		&rds.DeleteDBCluster{DBClusterIdentifier: "orders", SkipFinalSnapshot: new(true)})
	w.Advance(3*time.Minute + time.Second)
	require.Equal(t, "deleting", seen(t, w, owner, "orders").Status)
	w.Advance(time.Hour)
	refused(t, w, owner, rds.UnknownClustersAreNotFound, &rds.DescribeDBClusters{DBClusterIdentifier: "orders"})
	require.Equal(t, []string{"last"}, listed(t, w, owner, &rds.DescribeDBClusterSnapshots{}))
}

func TestAutomatedSnapshotsComeDailyAndGoWithTheirCluster(t *testing.T) {
	w := model.New(model.Options{})
	available(t, w, owner, "orders")
	w.Advance(5 * kernel.Day)
	require.Equal(t, []string{"rds:orders-2025-11-05-03-00"},
		listed(t, w, owner, &rds.DescribeDBClusterSnapshots{SnapshotType: "automated"}))
	refused(t, w, owner, rds.ManualSnapshotsAreShared, &rds.ModifyDBClusterSnapshotAttribute{
		DBClusterSnapshotIdentifier: "rds:orders-2025-11-05-03-00", AttributeName: "restore",
		ValuesToAdd: []string{buyer.Account},
	})
	f := w.Fork()
	removed(t, f, owner, "orders")
	require.Empty(t, listed(t, f, owner, &rds.DescribeDBClusterSnapshots{}))

	id := seen(t, w, owner, "orders").DbClusterResourceId
	do[rds.DeleteDBClusterOutput](t, w, owner,
		&rds.DeleteDBCluster{DBClusterIdentifier: "orders", SkipFinalSnapshot: new(true), DeleteAutomatedBackups: new(false)})
	w.Advance(time.Hour)
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, owner,
		&rds.RestoreDBClusterToPointInTime{DBClusterIdentifier: "again", SourceDbClusterResourceId: id,
			UseLatestRestorableTime: new(true)})
	w.Advance(3 * kernel.Day)
	refused(t, w, owner, rds.RetainedBackupsAreFound, &rds.DescribeDBClusterAutomatedBackups{DbClusterResourceId: id})
}

func TestAStoppedClusterStartsAfterSevenDays(t *testing.T) {
	w := model.New(model.Options{})
	cloneable(t, w, owner, "orders")
	do[rds.StopDBClusterOutput](t, w, owner, &rds.StopDBCluster{DBClusterIdentifier: "orders"})
	w.Advance(time.Hour)
	cl := seen(t, w, owner, "orders")
	require.Equal(t, "stopped", cl.Status)
	refused(t, w, owner, rds.StoppedClustersAreNotDeleted,
		&rds.DeleteDBCluster{DBClusterIdentifier: "orders", SkipFinalSnapshot: new(true)})
	w.AdvanceTo(cl.AutomaticRestartTime.Std())
	require.Equal(t, "starting", seen(t, w, owner, "orders").Status)
	w.Advance(time.Hour)
	require.Equal(t, "available",
		do[rds.DescribeDBInstancesOutput](t, w, owner, &rds.DescribeDBInstances{}).DBInstances[0].DBInstanceStatus)
}

func TestAnotherVersionWaitsForTheMaintenanceWindow(t *testing.T) {
	w := model.New(model.Options{})
	cloneable(t, w, owner, "orders")
	in := &rds.ModifyDBCluster{DBClusterIdentifier: "orders", EngineVersion: "8.0.mysql_aurora.3.10.1",
		DeletionProtection: new(true)}
	out := do[rds.ModifyDBClusterOutput](t, w, owner, in).DBCluster
	require.Equal(t, "8.0.mysql_aurora.3.10.1", out.PendingModifiedValues.EngineVersion)
	require.Equal(t, "8.0.mysql_aurora.3.08.2", out.EngineVersion)
	require.True(t, *out.DeletionProtection)
	w.AdvanceTo(time.Date(2025, 11, 2, 5, 0, 0, 0, time.UTC)) // a Sunday
	require.Equal(t, "upgrading", seen(t, w, owner, "orders").Status)
	w.Advance(time.Hour)
	require.Equal(t, "8.0.mysql_aurora.3.10.1", seen(t, w, owner, "orders").EngineVersion)
}
