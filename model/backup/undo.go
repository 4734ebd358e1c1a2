package backup

import (
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// undo says what takes away what calls have made. What jobs have put into a vault is
// found in it.
var undo = []kernel.Undoing{
	kernel.Undo(func(in *CreateBackupVault, _ *CreateBackupVaultOutput) any {
		return &DeleteBackupVault{BackupVaultName: in.BackupVaultName}
	}),
	kernel.Left(func(in *CreateBackupVault, _ *CreateBackupVaultOutput) (any, string) {
		return &ListRecoveryPointsByBackupVault{BackupVaultName: in.BackupVaultName}, ""
	}, pointsOf[CreateBackupVault, CreateBackupVaultOutput]),
	kernel.Undo(func(in *PutBackupVaultAccessPolicy, _ *PutBackupVaultAccessPolicyOutput) any {
		return &DeleteBackupVaultAccessPolicy{BackupVaultName: in.BackupVaultName}
	}),
	kernel.Undo(func(in *PutBackupVaultLockConfiguration, _ *PutBackupVaultLockConfigurationOutput) any {
		return &DeleteBackupVaultLockConfiguration{BackupVaultName: in.BackupVaultName}
	}),
	kernel.Undo(func(in *PutBackupVaultNotifications, _ *PutBackupVaultNotificationsOutput) any {
		return &DeleteBackupVaultNotifications{BackupVaultName: in.BackupVaultName}
	}),
	kernel.Left(func(in *StartBackupJob, _ *StartBackupJobOutput) (any, string) {
		return &ListRecoveryPointsByBackupVault{BackupVaultName: in.BackupVaultName, ByResourceArn: in.ResourceArn}, ""
	}, pointsOf[StartBackupJob, StartBackupJobOutput]),
	kernel.Left(func(_ *StartRestoreJob, out *StartRestoreJobOutput) (any, string) {
		return &DescribeRestoreJob{RestoreJobId: out.RestoreJobId}, ""
	}, restoredBy),
	kernel.Undo(func(_ *CreateBackupPlan, out *CreateBackupPlanOutput) any {
		return &DeleteBackupPlan{BackupPlanId: out.BackupPlanId}
	}),
	kernel.Undo(func(in *CreateBackupSelection, out *CreateBackupSelectionOutput) any {
		return &DeleteBackupSelection{BackupPlanId: in.BackupPlanId, SelectionId: out.SelectionId}
	}).GoneBy("InvalidParameterValueException"),
}

func pointsOf[In, Out any](_ *In, _ *Out, list *ListRecoveryPointsByBackupVaultOutput) (removals []any) {
	for _, p := range list.RecoveryPoints {
		removals = append(removals, &DeleteRecoveryPoint{BackupVaultName: p.BackupVaultName,
			RecoveryPointArn: p.RecoveryPointArn})
	}
	return removals
}

// restoredBy returns the call that takes away what a job has restored.
func restoredBy(_ *StartRestoreJob, _ *StartRestoreJobOutput, job *DescribeRestoreJobOutput) []any {
	return removalOf(job.CreatedResourceArn)
}

// removalOf returns the call that takes away what was restored, by its ARN.
func removalOf(restored string) []any {
	made, err := kernel.ParseARN(restored)
	if err != nil {
		return nil
	}
	if volume, ok := strings.CutPrefix(made.Resource, "volume/"); ok {
		return []any{&ebs.DeleteVolume{VolumeId: volume}}
	}
	if cluster, ok := strings.CutPrefix(made.Resource, "cluster:"); ok {
		return []any{&rds.DeleteDBCluster{DBClusterIdentifier: cluster, SkipFinalSnapshot: new(true)}}
	}
	return nil
}
