// Package rds observes the calls of Amazon RDS that are about Aurora clusters,
// and what shares of RAM and keys of KMS do with them.
package rds

import (
	"strings"
	"time"

	"github.com/shareproof/shareproof/invariants"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// Service is RDS as the invariants look at it.
var Service = invariants.Register(&invariants.Service{
	APIs:  []*kernel.API{rds.API},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{clusterKind, sharedKind, instanceKind, snapshotKind},
	Shown: shown, Named: named, Alike: true,
	Page: page, Listed: listed, Filtered: filtered, Written: written, Quotas: quotas, Exists: exists,
	Invariants: []*invariants.Invariant{
		LineagesAreBounded, ClonesAreOfTheirGroup, EncryptionIsNeverLost, OnlyTheFitIsCloned, SharedNamesStay,
		SharedClustersShowLittle, KeysReachTheirClusters, PlainRequestsAreAccepted, WhatIsPublicIsPlain,
	},
	Omits: map[string]string{
		"INV-TOKEN-01": "no call bears a client token",
	},
})

// maxDelay is how long work takes at the very most.
const maxDelay = 8 * time.Hour

// The kinds of resources. A cluster is told by its resource ID, which a renaming
// leaves as it is; of another account's answers tell but the ARN.
var (
	clusterKind = &invariants.Kind{
		Name: "DB cluster", Path: "cluster:", Hidden: invariants.OwnOnly, Next: clusterStates,
		Same: invariants.Same(func(_ *invariants.Call, was, is *rds.DBCluster) bool {
			return was.ClusterCreateTime == is.ClusterCreateTime && was.Engine == is.Engine && was.KmsKeyId == is.KmsKeyId &&
				kernel.Value(was.StorageEncrypted) == kernel.Value(is.StorageEncrypted) &&
				kernel.Value(was.CrossAccountClone) == kernel.Value(is.CrossAccountClone)
		}),
		Shared: func(c *invariants.Call, id string) bool { return Of(c).mayClone(c, id) },
		Unknown: func(c *invariants.Call, n *invariants.Name) bool {
			return n.Scope.Account == c.As.Account || ramfacts.Of(c).MayGive(c, n.Text)
		},
		Caused: clusterCaused, Due: clusterDue,
	}
	sharedKind = &invariants.Kind{
		Name: "shared DB cluster", Path: "cluster:", Undated: true, Hidden: sharedHidden,
	}
	instanceKind = &invariants.Kind{
		Name: "DB instance", Path: "db:", Hidden: invariants.OwnOnly, Next: instanceStates,
		Same: invariants.Same(func(_ *invariants.Call, was, is *rds.DBInstance) bool {
			return was.Engine == is.Engine && was.KmsKeyId == is.KmsKeyId &&
				(was.InstanceCreateTime == 0 || was.InstanceCreateTime == is.InstanceCreateTime)
		}),
		Undated: true, // none while it is being created
		Caused:  instanceCaused, Due: instanceDue,
	}
	snapshotKind = &invariants.Kind{
		Name: "DB cluster snapshot", Path: "cluster-snapshot:", Hidden: snapshotHidden, Next: snapshotStates,
		Same: invariants.Same(func(_ *invariants.Call, was, is *rds.DBClusterSnapshot) bool {
			return was.DbClusterResourceId == is.DbClusterResourceId && was.KmsKeyId == is.KmsKeyId &&
				kernel.Value(was.StorageEncrypted) == kernel.Value(is.StorageEncrypted) && was.SnapshotType == is.SnapshotType &&
				was.SourceDBClusterSnapshotArn == is.SourceDBClusterSnapshotArn
		}),
		Shared: func(c *invariants.Call, id string) bool { return Of(c).mayRestore(id, c.As.Account, invariants.Now) },
		Unknown: func(c *invariants.Call, n *invariants.Name) bool {
			_, spokenOf := Of(c).latest.Find(n.Text)
			return spokenOf || n.Scope.Account == c.As.Account
		},
		Ended: snapshotEnded, Caused: snapshotCaused, Due: snapshotDue,
	}
)

func shown(c *invariants.Call, show func(invariants.Resource)) {
	makes := makesCluster(c.In)
	for k := range clusters(c.Out) {
		scope, _ := invariants.ScopeOf(k.DBClusterArn)
		if foreign(c, k) {
			show(invariants.Resource{Kind: sharedKind, ID: k.DBClusterArn, ARN: k.DBClusterArn, Scope: scope, Shown: k})
			continue
		}
		show(invariants.Resource{
			Kind: clusterKind, ID: k.DbClusterResourceId, ARN: k.DBClusterArn, Name: k.DBClusterIdentifier, Scope: scope,
			State: k.Status, Created: k.ClusterCreateTime, Made: makes, Shown: k,
		})
	}
	_, creates := c.In.(*rds.CreateDBInstance)
	for i := range instances(c.Out) {
		scope, _ := invariants.ScopeOf(i.DBInstanceArn)
		show(invariants.Resource{
			Kind: instanceKind, ID: i.DbiResourceId, ARN: i.DBInstanceArn, Name: i.DBInstanceIdentifier, Scope: scope,
			State: i.DBInstanceStatus, Created: i.InstanceCreateTime, Made: creates, Shown: i,
		})
	}
	for s := range snapshots(c.Out) {
		scope, _ := invariants.ScopeOf(s.DBClusterSnapshotArn)
		made := makesSnapshot(c.In)
		show(invariants.Resource{
			Kind: snapshotKind, ID: Of(c).snapshotID(s.DBClusterSnapshotArn, made), ARN: s.DBClusterSnapshotArn,
			Name: nameOf(s.DBClusterSnapshotArn), Scope: scope, State: s.Status, Created: s.SnapshotCreateTime, Made: made,
			Shown: s,
		})
	}
}

func makesCluster(in any) bool {
	switch in.(type) {
	case *rds.CreateDBCluster, *rds.RestoreDBClusterToPointInTime, *rds.RestoreDBClusterFromSnapshot:
		return true
	}
	return false
}

func makesSnapshot(in any) bool {
	switch in.(type) {
	case *rds.CreateDBClusterSnapshot, *rds.CopyDBClusterSnapshot:
		return true
	}
	return false
}

// nameOf returns what follows the type in an ARN of RDS.
func nameOf(arn string) string {
	a, _ := kernel.ParseARN(arn)
	_, name, _ := strings.Cut(a.Resource, ":")
	return name
}

// all yields the elements of a list, and one more where it is not nil.
func all[T any](list []T, one *T) func(func(*T) bool) {
	return func(yield func(*T) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
		if one != nil {
			yield(one)
		}
	}
}

func clusters(out any) func(func(*rds.DBCluster) bool) {
	switch out := out.(type) {
	case *rds.DescribeDBClustersOutput:
		return all(out.DBClusters, nil)
	case *rds.CreateDBClusterOutput:
		return all(nil, out.DBCluster)
	case *rds.RestoreDBClusterToPointInTimeOutput:
		return all(nil, out.DBCluster)
	case *rds.RestoreDBClusterFromSnapshotOutput:
		return all(nil, out.DBCluster)
	case *rds.ModifyDBClusterOutput:
		return all(nil, out.DBCluster)
	case *rds.StartDBClusterOutput:
		return all(nil, out.DBCluster)
	case *rds.StopDBClusterOutput:
		return all(nil, out.DBCluster)
	case *rds.DeleteDBClusterOutput:
		return all(nil, out.DBCluster)
	}
	return all[rds.DBCluster](nil, nil)
}

func instances(out any) func(func(*rds.DBInstance) bool) {
	switch out := out.(type) {
	case *rds.DescribeDBInstancesOutput:
		return all(out.DBInstances, nil)
	case *rds.CreateDBInstanceOutput:
		return all(nil, out.DBInstance)
	case *rds.ModifyDBInstanceOutput:
		return all(nil, out.DBInstance)
	case *rds.DeleteDBInstanceOutput:
		return all(nil, out.DBInstance)
	}
	return all[rds.DBInstance](nil, nil)
}

func snapshots(out any) func(func(*rds.DBClusterSnapshot) bool) {
	switch out := out.(type) {
	case *rds.DescribeDBClusterSnapshotsOutput:
		return all(out.DBClusterSnapshots, nil)
	case *rds.CreateDBClusterSnapshotOutput:
		return all(nil, out.DBClusterSnapshot)
	case *rds.CopyDBClusterSnapshotOutput:
		return all(nil, out.DBClusterSnapshot)
	case *rds.DeleteDBClusterSnapshotOutput:
		return all(nil, out.DBClusterSnapshot)
	}
	return all[rds.DBClusterSnapshot](nil, nil)
}

// exists reports whether the cluster of an ARN is surely still there.
func exists(c *invariants.Call, arn string, _ kernel.Time) bool {
	_, k, known := Of(c).find(kernel.Scope{}, arn)
	return known && k.stays()
}
