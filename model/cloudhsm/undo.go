package cloudhsm

import "github.com/shareproof/shareproof/model/kernel"

// undo says what takes away what calls have made. Backups that a cluster makes of its
// own accord, and copies of a backup, are found by what they are of.
var undo = []kernel.Undoing{
	kernel.Undo(func(_ *CreateCluster, out *CreateClusterOutput) any {
		return &DeleteCluster{ClusterId: out.Cluster.ClusterId}
	}),
	kernel.Left(func(_ *CreateCluster, out *CreateClusterOutput) (any, string) {
		return &DescribeBackups{Filters: map[string][]string{"clusterIds": {out.Cluster.ClusterId}}}, ""
	}, backupsOf[CreateCluster, CreateClusterOutput]),
	kernel.Undo(func(_ *CreateHsm, out *CreateHsmOutput) any {
		return &DeleteHsm{ClusterId: out.Hsm.ClusterId, HsmId: out.Hsm.HsmId}
	}),
	kernel.Left(func(in *CopyBackupToRegion, _ *CopyBackupToRegionOutput) (any, string) {
		return &DescribeBackups{Filters: map[string][]string{"sourceBackupIds": {in.BackupId}}}, in.DestinationRegion
	}, backupsOf[CopyBackupToRegion, CopyBackupToRegionOutput]),
	kernel.Undo(func(in *RestoreBackup, _ *RestoreBackupOutput) any {
		return &DeleteBackup{BackupId: in.BackupId}
	}).GoneBy("CloudHsmInvalidRequestException"),
	kernel.Undo(func(in *PutResourcePolicy, _ *PutResourcePolicyOutput) any {
		return &DeleteResourcePolicy{ResourceArn: in.ResourceArn}
	}),
}

func backupsOf[In, Out any](_ *In, _ *Out, list *DescribeBackupsOutput) (removals []any) {
	for _, b := range list.Backups {
		if b.BackupState != BackupPendingDeletion {
			removals = append(removals, &DeleteBackup{BackupId: b.BackupId})
		}
	}
	return removals
}
