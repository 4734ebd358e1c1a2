package rds

import "github.com/shareproof/shareproof/model/kernel"

// found says how what calls have made is found without their answers.
var found = []kernel.Undoing{
	kernel.Find[CreateDBCluster, CreateDBClusterOutput](func(string) any { return &DescribeDBClusters{} }, clustersOf),
	kernel.Hung(func(in *CreateDBCluster, _ *CreateDBClusterOutput) any {
		return &DescribeDBClusters{DBClusterIdentifier: in.DBClusterIdentifier}
	}, hungOn),
	kernel.Hung(func(in *CreateDBCluster, _ *CreateDBClusterOutput) any {
		return &DescribeDBClusterSnapshots{DBClusterIdentifier: in.DBClusterIdentifier, SnapshotType: "manual"}
	}, finalOf),
	kernel.FoundAs[RestoreDBClusterToPointInTime, CreateDBCluster](),
	kernel.FoundAs[RestoreDBClusterFromSnapshot, CreateDBCluster](),
	kernel.FoundAs[ModifyDBCluster, CreateDBCluster](),
	kernel.FoundAs[StopDBCluster, CreateDBCluster](),
	kernel.FoundAs[DeleteDBCluster, CreateDBCluster](),
	kernel.Find[CreateDBInstance, CreateDBInstanceOutput](func(string) any { return &DescribeDBInstances{} },
		func(list *DescribeDBInstancesOutput) (all []kernel.Shown) {
			for _, i := range list.DBInstances {
				if i.DBInstanceStatus != "deleting" {
					all = append(all, kernel.Shown{In: &CreateDBInstance{DBInstanceIdentifier: i.DBInstanceIdentifier},
						Out: &CreateDBInstanceOutput{}, Of: i})
				}
			}
			return all
		}),
	kernel.Find[CreateDBClusterSnapshot, CreateDBClusterSnapshotOutput](
		func(string) any { return &DescribeDBClusterSnapshots{SnapshotType: "manual"} }, snapshotsOf),
	kernel.FoundAs[CopyDBClusterSnapshot, CreateDBClusterSnapshot](),
	kernel.Inherits(func(in *CopyDBClusterSnapshot) bool { return kernel.Value(in.CopyTags) }),
	kernel.Find[CreateDBSubnetGroup, CreateDBSubnetGroupOutput](func(string) any { return &DescribeDBSubnetGroups{} },
		func(list *DescribeDBSubnetGroupsOutput) (all []kernel.Shown) {
			for _, g := range list.DBSubnetGroups {
				all = append(all, kernel.Shown{In: &CreateDBSubnetGroup{DBSubnetGroupName: g.DBSubnetGroupName},
					Out: &CreateDBSubnetGroupOutput{}, Of: &ListTagsForResource{ResourceName: g.DBSubnetGroupArn}})
			}
			return all
		}),
	kernel.Find[CreateDBClusterParameterGroup, CreateDBClusterParameterGroupOutput](
		func(string) any { return &DescribeDBClusterParameterGroups{} },
		func(list *DescribeDBClusterParameterGroupsOutput) (all []kernel.Shown) {
			for _, g := range list.DBClusterParameterGroups {
				all = append(all, kernel.Shown{Out: &CreateDBClusterParameterGroupOutput{},
					In: &CreateDBClusterParameterGroup{DBClusterParameterGroupName: g.DBClusterParameterGroupName},
					Of: &ListTagsForResource{ResourceName: g.DBClusterParameterGroupArn}})
			}
			return all
		}),
}

func clustersOf(list *DescribeDBClustersOutput) (all []kernel.Shown) {
	for _, c := range list.DBClusters {
		if c.Status != "deleting" {
			all = append(all, kernel.Shown{Out: &CreateDBClusterOutput{}, Of: c,
				In: &CreateDBCluster{DBClusterIdentifier: c.DBClusterIdentifier, DeletionProtection: c.DeletionProtection}})
		}
	}
	return all
}

func snapshotsOf(list *DescribeDBClusterSnapshotsOutput) (all []kernel.Shown) {
	for _, s := range list.DBClusterSnapshots {
		all = append(all, kernel.Shown{Out: &CreateDBClusterSnapshotOutput{}, Of: s,
			In: &CreateDBClusterSnapshot{DBClusterSnapshotIdentifier: s.DBClusterSnapshotIdentifier}})
	}
	return all
}

// hungOn returns what readies a cluster to be deleted: its instances go, it is started and
// loses its protection.
func hungOn(in *CreateDBCluster, _ *CreateDBClusterOutput, list *DescribeDBClustersOutput) (removals []any) {
	for _, c := range list.DBClusters {
		if c.DBClusterIdentifier != in.DBClusterIdentifier {
			continue // another account's, that is shared
		}
		for _, m := range c.DBClusterMembers {
			removals = append(removals, &DeleteDBInstance{DBInstanceIdentifier: m.DBInstanceIdentifier,
				SkipFinalSnapshot: new(true)})
		}
		if c.Status == "stopped" || c.Status == "stopping" {
			removals = append(removals, &StartDBCluster{DBClusterIdentifier: c.DBClusterIdentifier})
		}
		if call := exposure(c.DBClusterIdentifier, c.DeletionProtection); call != nil {
			removals = append(removals, call)
		}
	}
	return removals
}

// finalOf returns what takes away the snapshots that were made of a cluster.
func finalOf(_ *CreateDBCluster, _ *CreateDBClusterOutput, list *DescribeDBClusterSnapshotsOutput) (removals []any) {
	for _, s := range list.DBClusterSnapshots {
		removals = append(removals, &DeleteDBClusterSnapshot{DBClusterSnapshotIdentifier: s.DBClusterSnapshotIdentifier})
	}
	return removals
}
