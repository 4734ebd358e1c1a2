package backup

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// found says how what calls have made is found without their answers.
var found = []kernel.Undoing{
	kernel.Find[CreateBackupVault, CreateBackupVaultOutput](func(string) any { return &ListBackupVaults{} },
		func(list *ListBackupVaultsOutput) (all []kernel.Shown) {
			for _, v := range list.BackupVaultList {
				all = append(all, kernel.Shown{In: &CreateBackupVault{BackupVaultName: v.BackupVaultName},
					Out: &CreateBackupVaultOutput{}, Of: &ListTags{ResourceArn: v.BackupVaultArn}})
			}
			return all
		}),
	kernel.Hung(func(in *CreateBackupVault, _ *CreateBackupVaultOutput) any {
		return &DescribeBackupVault{BackupVaultName: in.BackupVaultName}
	}, hungOn),
	kernel.Find[CreateBackupPlan, CreateBackupPlanOutput](func(string) any { return &ListBackupPlans{} },
		func(list *ListBackupPlansOutput) (all []kernel.Shown) {
			for _, p := range list.BackupPlansList {
				all = append(all, kernel.Shown{In: &CreateBackupPlan{}, Of: &ListTags{ResourceArn: p.BackupPlanArn},
					Out: &CreateBackupPlanOutput{BackupPlanId: p.BackupPlanId}})
			}
			return all
		}),
	kernel.Hung(func(_ *CreateBackupPlan, out *CreateBackupPlanOutput) any {
		return &ListBackupSelections{BackupPlanId: out.BackupPlanId}
	}, selectionsOf),
	kernel.Hung(func(*CreateBackupVault, *CreateBackupVaultOutput) any { return &ListRestoreJobs{} }, restoredOf),
	kernel.On[PutBackupVaultAccessPolicy]("BackupVaultName"),
	kernel.On[PutBackupVaultLockConfiguration]("BackupVaultName"),
	kernel.On[PutBackupVaultNotifications]("BackupVaultName"),
	kernel.On[StartBackupJob]("BackupVaultName"),
	kernel.With[StartRestoreJob](),
	kernel.Named(func(in *StartRestoreJob) []string {
		if name := in.Metadata["DBClusterIdentifier"]; name != "" {
			return []string{name}
		}
		return nil
	}),
	kernel.On[CreateBackupSelection]("BackupPlanId"),
}

// hungOn returns what lets the recovery points of a vault be deleted.
func hungOn(in *CreateBackupVault, _ *CreateBackupVaultOutput, vault *DescribeBackupVaultOutput) []any {
	removals := []any{&DeleteBackupVaultAccessPolicy{BackupVaultName: in.BackupVaultName}}
	if kernel.Value(vault.Locked) {
		removals = append(removals, &DeleteBackupVaultLockConfiguration{BackupVaultName: in.BackupVaultName})
	}
	return removals
}

func selectionsOf(_ *CreateBackupPlan, out *CreateBackupPlanOutput, list *ListBackupSelectionsOutput) (removals []any) {
	for _, s := range list.BackupSelectionsList {
		removals = append(removals, &DeleteBackupSelection{BackupPlanId: out.BackupPlanId, SelectionId: s.SelectionId})
	}
	return removals
}

// restoredOf returns what takes away what was restored from a vault.
func restoredOf(in *CreateBackupVault, _ *CreateBackupVaultOutput, list *ListRestoreJobsOutput) (removals []any) {
	for _, job := range list.RestoreJobs {
		if strings.HasSuffix(job.BackupVaultArn, ":"+in.BackupVaultName) {
			removals = append(removals, removalOf(job.CreatedResourceArn)...)
		}
	}
	return removals
}
