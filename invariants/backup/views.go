package backup

import (
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
)

// pointView is what answers show of a recovery point, whichever operation they are of.
type pointView struct {
	arn, vault, resource, kind string
	created, completed         kernel.Time
	key                        string
	encrypted                  bool
	lifecycle                  backup.Lifecycle
	deletes, cools             kernel.Time // as calculated, 0 for never
	status                     backup.RecoveryPointStatus
	class                      backup.StorageClass // "" where the answer does not tell
	source                     string              // the vault that it was copied from, "" for none
	plan                       *backup.RecoveryPointCreator
	role                       string
	initiated                  kernel.Time
	vaultKind                  backup.VaultType
}

func (p *pointView) calculate(c *backup.CalculatedLifecycle, l *backup.Lifecycle) {
	if c != nil {
		p.deletes, p.cools = c.DeleteAt, c.MoveToColdStorageAt
	}
	if l != nil {
		p.lifecycle = *l
	}
}

// points yields the recovery points that an answer shows in whole.
func points(out any) func(func(*pointView) bool) {
	return func(yield func(*pointView) bool) {
		switch out := out.(type) {
		case *backup.DescribeRecoveryPointOutput:
			p := pointView{
				arn: out.RecoveryPointArn, vault: out.BackupVaultArn, resource: out.ResourceArn, kind: out.ResourceType,
				created: out.CreationDate, completed: out.CompletionDate, initiated: out.InitiationDate,
				key: out.EncryptionKeyArn, encrypted: out.IsEncrypted, status: out.Status, class: out.StorageClass,
				source: out.SourceBackupVaultArn, plan: out.CreatedBy, role: out.IamRoleArn, vaultKind: out.VaultType,
			}
			p.calculate(out.CalculatedLifecycle, out.Lifecycle)
			yield(&p)
		case *backup.ListRecoveryPointsByBackupVaultOutput:
			for i := range out.RecoveryPoints {
				l := &out.RecoveryPoints[i]
				p := pointView{
					arn: l.RecoveryPointArn, vault: l.BackupVaultArn, resource: l.ResourceArn, kind: l.ResourceType,
					created: l.CreationDate, completed: l.CompletionDate, initiated: l.InitiationDate,
					key: l.EncryptionKeyArn, encrypted: l.IsEncrypted, status: l.Status,
					source: l.SourceBackupVaultArn, plan: l.CreatedBy, role: l.IamRoleArn, vaultKind: l.VaultType,
				}
				p.calculate(l.CalculatedLifecycle, l.Lifecycle)
				if !yield(&p) {
					return
				}
			}
		}
	}
}

// jobs yields the backup jobs that an answer shows.
func jobs(out any) func(func(*backup.BackupJob) bool) {
	return func(yield func(*backup.BackupJob) bool) {
		switch out := out.(type) {
		case *backup.ListBackupJobsOutput:
			for i := range out.BackupJobs {
				if !yield(&out.BackupJobs[i]) {
					return
				}
			}
		case *backup.DescribeBackupJobOutput:
			yield(&backup.BackupJob{
				AccountId: out.AccountId, BackupJobId: out.BackupJobId, BackupVaultArn: out.BackupVaultArn,
				BackupVaultName: out.BackupVaultName, CompletionDate: out.CompletionDate, CreatedBy: out.CreatedBy,
				CreationDate: out.CreationDate, EncryptionKeyArn: out.EncryptionKeyArn, IamRoleArn: out.IamRoleArn,
				InitiationDate: out.InitiationDate, IsEncrypted: out.IsEncrypted, PercentDone: out.PercentDone,
				RecoveryPointArn: out.RecoveryPointArn, RecoveryPointLifecycle: out.RecoveryPointLifecycle,
				ResourceArn: out.ResourceArn, ResourceType: out.ResourceType, StartBy: out.StartBy, State: out.State,
				StatusMessage: out.StatusMessage, MessageCategory: out.MessageCategory,
			})
		}
	}
}

// copies yields the copy jobs that an answer shows.
func copies(out any) func(func(*backup.CopyJob) bool) {
	return func(yield func(*backup.CopyJob) bool) {
		switch out := out.(type) {
		case *backup.ListCopyJobsOutput:
			for i := range out.CopyJobs {
				if !yield(&out.CopyJobs[i]) {
					return
				}
			}
		case *backup.DescribeCopyJobOutput:
			if out.CopyJob != nil {
				yield(out.CopyJob)
			}
		}
	}
}

// restores yields the restore jobs that an answer shows.
func restores(out any) func(func(*backup.RestoreJobsListMember) bool) {
	return func(yield func(*backup.RestoreJobsListMember) bool) {
		switch out := out.(type) {
		case *backup.ListRestoreJobsOutput:
			for i := range out.RestoreJobs {
				if !yield(&out.RestoreJobs[i]) {
					return
				}
			}
		case *backup.DescribeRestoreJobOutput:
			shown := backup.RestoreJobsListMember(*out)
			yield(&shown)
		}
	}
}

// vaults yields the vaults that an answer shows.
func vaults(out any) func(func(*backup.BackupVaultListMember) bool) {
	return func(yield func(*backup.BackupVaultListMember) bool) {
		switch out := out.(type) {
		case *backup.ListBackupVaultsOutput:
			for i := range out.BackupVaultList {
				if !yield(&out.BackupVaultList[i]) {
					return
				}
			}
		case *backup.DescribeBackupVaultOutput:
			yield(&backup.BackupVaultListMember{
				BackupVaultArn: out.BackupVaultArn, BackupVaultName: out.BackupVaultName, CreationDate: out.CreationDate,
				CreatorRequestId: out.CreatorRequestId, EncryptionKeyArn: out.EncryptionKeyArn,
				EncryptionKeyType: out.EncryptionKeyType, LockDate: out.LockDate, Locked: out.Locked,
				MaxRetentionDays: out.MaxRetentionDays, MinRetentionDays: out.MinRetentionDays,
				NumberOfRecoveryPoints: out.NumberOfRecoveryPoints, VaultState: out.VaultState, VaultType: out.VaultType,
			})
		}
	}
}
