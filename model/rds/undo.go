package rds

import "github.com/shareproof/shareproof/model/kernel"

// undo says what takes away what calls have made.
var undo = []kernel.Undoing{
	kernel.Undo(func(in *CreateDBCluster, _ *CreateDBClusterOutput) any { return deletion(in.DBClusterIdentifier) }),
	kernel.Undo(func(in *CreateDBCluster, _ *CreateDBClusterOutput) any {
		return exposure(in.DBClusterIdentifier, in.DeletionProtection)
	}),
	kernel.Undo(func(in *RestoreDBClusterToPointInTime, _ *RestoreDBClusterToPointInTimeOutput) any {
		return deletion(in.DBClusterIdentifier)
	}),
	kernel.Undo(func(in *RestoreDBClusterToPointInTime, _ *RestoreDBClusterToPointInTimeOutput) any {
		return exposure(in.DBClusterIdentifier, in.DeletionProtection)
	}),
	kernel.Undo(func(in *RestoreDBClusterFromSnapshot, _ *RestoreDBClusterFromSnapshotOutput) any {
		return deletion(in.DBClusterIdentifier)
	}),
	kernel.Undo(func(in *RestoreDBClusterFromSnapshot, _ *RestoreDBClusterFromSnapshotOutput) any {
		return exposure(in.DBClusterIdentifier, in.DeletionProtection)
	}),
	kernel.Undo(func(in *ModifyDBCluster, _ *ModifyDBClusterOutput) any {
		return exposure(in.DBClusterIdentifier, in.DeletionProtection)
	}),
	kernel.Undo(func(in *ModifyDBCluster, _ *ModifyDBClusterOutput) any {
		if in.NewDBClusterIdentifier == "" {
			return nil
		}
		return deletion(in.NewDBClusterIdentifier)
	}),
	kernel.Undo(func(in *StopDBCluster, _ *StopDBClusterOutput) any {
		return &StartDBCluster{DBClusterIdentifier: in.DBClusterIdentifier}
	}),
	kernel.Undo(func(in *CreateDBInstance, _ *CreateDBInstanceOutput) any {
		return &DeleteDBInstance{DBInstanceIdentifier: in.DBInstanceIdentifier, SkipFinalSnapshot: new(true)}
	}),
	kernel.Undo(func(in *CreateDBClusterSnapshot, _ *CreateDBClusterSnapshotOutput) any {
		return &DeleteDBClusterSnapshot{DBClusterSnapshotIdentifier: in.DBClusterSnapshotIdentifier}
	}),
	kernel.Undo(func(in *CopyDBClusterSnapshot, _ *CopyDBClusterSnapshotOutput) any {
		return &DeleteDBClusterSnapshot{DBClusterSnapshotIdentifier: in.TargetDBClusterSnapshotIdentifier}
	}),
	kernel.Undo(func(in *DeleteDBCluster, _ *DeleteDBClusterOutput) any {
		if in.FinalDBSnapshotIdentifier == "" {
			return nil
		}
		return &DeleteDBClusterSnapshot{DBClusterSnapshotIdentifier: in.FinalDBSnapshotIdentifier}
	}),
	kernel.Undo(func(in *CreateDBSubnetGroup, _ *CreateDBSubnetGroupOutput) any {
		return &DeleteDBSubnetGroup{DBSubnetGroupName: in.DBSubnetGroupName}
	}),
	kernel.Undo(func(in *CreateDBClusterParameterGroup, _ *CreateDBClusterParameterGroupOutput) any {
		return &DeleteDBClusterParameterGroup{DBClusterParameterGroupName: in.DBClusterParameterGroupName}
	}),
}

func deletion(cluster string) any {
	return &DeleteDBCluster{DBClusterIdentifier: cluster, SkipFinalSnapshot: new(true)}
}

// exposure ends the protection of a cluster from deletion, where it has that.
func exposure(cluster string, protected *bool) any {
	if protected == nil || !*protected {
		return nil
	}
	return &ModifyDBCluster{DBClusterIdentifier: cluster, DeletionProtection: new(false), ApplyImmediately: new(true)}
}
