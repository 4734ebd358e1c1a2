package backup

import (
	"fmt"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// workload says how callers use AWS Backup.
var workload = kernel.Workload[*Service]{
	Often: map[string]int{
		"StartBackupJob": 40, "StartCopyJob": 40, "CreateBackupVault": 20, "PutBackupVaultAccessPolicy": 20,
		"UpdateGlobalSettings": 15, "PutBackupVaultLockConfiguration": 2, "DeleteBackupVault": 3, "DeleteRecoveryPoint": 5,
	},
	Sweeping: []string{"UpdateGlobalSettings", "UpdateRegionSettings", "PutBackupVaultLockConfiguration"},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"CreateBackupVault.BackupVaultName": kernel.Among[*Service]("main", "offsite", "archive"),
		"BackupVaultName":                   (*Service).someVault,
		"BackupVaultTags":                   kernel.Among[*Service]("team"),
		"BackupVaultTags.team":              kernel.Among[*Service]("red", "blue"),
		"Policy":                            (*Service).somePolicy,
		"SNSTopicArn":                       kernel.Among[*Service]("arn:aws:sns:us-east-1:111111111111:backups"),
		"BackupJobId":                       (*Service).someJob,
		"CopyJobId":                         (*Service).someCopy,
		"RestoreJobId":                      (*Service).someRestore,
		"ResourceArn":                       (*Service).someResource,
		"TagResource.ResourceArn":           (*Service).someVaultARN,
		"UntagResource.ResourceArn":         (*Service).someVaultARN,
		"ListTags.ResourceArn":              (*Service).someVaultARN,
		"Tags":                              kernel.Among[*Service]("team"),
		"Tags.team":                         kernel.Among[*Service]("red", "blue"),
		"TagKeyList":                        kernel.Among[*Service]("team"),
	},
	Inputs: []kernel.Input{
		kernel.Whole((*Service).someBackup),
		kernel.Whole((*Service).someCopyOrder),
		kernel.Whole((*Service).someRestoreOrder),
		kernel.Whole(func(_ *Service, d *kernel.Draw) *UpdateGlobalSettings {
			return &UpdateGlobalSettings{GlobalSettings: map[string]string{crossAccount: d.OneOf("true", "true", "false")}}
		}),
		kernel.Whole(func(_ *Service, d *kernel.Draw) *UpdateRegionSettings {
			return &UpdateRegionSettings{ResourceTypeOptInPreference: map[string]bool{d.OneOf(supportedTypes...): d.Percent(80)}}
		}),
		kernel.Whole(func(s *Service, d *kernel.Draw) *DescribeRecoveryPoint {
			return ofPoint(s, d, func(p *point) *DescribeRecoveryPoint {
				return &DescribeRecoveryPoint{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN}
			})
		}),
		kernel.Whole(func(s *Service, d *kernel.Draw) *DeleteRecoveryPoint {
			return ofPoint(s, d, func(p *point) *DeleteRecoveryPoint {
				return &DeleteRecoveryPoint{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN}
			})
		}),
		kernel.Whole(func(s *Service, d *kernel.Draw) *DisassociateRecoveryPoint {
			return ofPoint(s, d, func(p *point) *DisassociateRecoveryPoint {
				return &DisassociateRecoveryPoint{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN}
			})
		}),
		kernel.Whole(func(s *Service, d *kernel.Draw) *GetRecoveryPointRestoreMetadata {
			return ofPoint(s, d, func(p *point) *GetRecoveryPointRestoreMetadata {
				return &GetRecoveryPointRestoreMetadata{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN}
			})
		}),
		kernel.Whole(func(s *Service, d *kernel.Draw) *UpdateRecoveryPointLifecycle {
			return ofPoint(s, d, func(p *point) *UpdateRecoveryPointLifecycle {
				return &UpdateRecoveryPointLifecycle{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN,
					Lifecycle: someLifecycle(d)}
			})
		}),
	},
}

// own reports whether something at a scope is what a drawing may name.
func own(d *kernel.Draw, at kernel.Scope) bool { return !d.Legal || at == d.Caller.Scope() }

func (s *Service) drawnVault(d *kernel.Draw) *vault {
	return kernel.Some(d, s.Vaults.All, func(v *vault) bool { return own(d, v.Scope) })
}

func (s *Service) someVault(d *kernel.Draw) string {
	if v := s.drawnVault(d); v != nil {
		return v.Name
	}
	return ""
}

func (s *Service) someVaultARN(d *kernel.Draw) string {
	if v := s.drawnVault(d); v != nil {
		return v.arn()
	}
	return ""
}

// somePolicy lets another account copy into a vault.
func (s *Service) somePolicy(d *kernel.Draw) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Sid":"Allow account to copy into backup vault",`+
		`"Effect":"Allow","Action":%q,"Resource":"*","Principal":{"AWS":"arn:%s:iam::%s:root"}}]}`, copyInto,
		kernel.Partition(d.Caller.Region), d.OneOf(d.Accounts...))
}

func (s *Service) someJob(d *kernel.Draw) string {
	if j := kernel.Some(d, s.Jobs.All, func(j *job) bool { return own(d, j.At) }); j != nil {
		return j.ID
	}
	return ""
}

func (s *Service) someCopy(d *kernel.Draw) string {
	if j := kernel.Some(d, s.CopyJobs.All, func(j *copyJob) bool { return own(d, j.Scope) }); j != nil {
		return j.ID
	}
	return ""
}

func (s *Service) someRestore(d *kernel.Draw) string {
	if j := kernel.Some(d, s.Restores.All, func(j *restoreJob) bool { return own(d, j.Scope) }); j != nil {
		return j.ID
	}
	return ""
}

// someResource names a volume that answers showed, or a file system.
func (s *Service) someResource(d *kernel.Draw) string {
	at := d.Caller.Scope()
	if id := d.Recall("VolumeId"); id != "" && d.Percent(60) {
		return at.ARN("ec2", "volume/"+id)
	}
	return at.ARN("elasticfilesystem", "file-system/fs-0123456"+d.OneOf("1", "2"))
}

// someRole names a role of the caller's that AWS Backup may assume, "" where there is
// none.
func (s *Service) someRole(d *kernel.Draw) string { return s.IAM.SomeRole(d, principal) }

func someLifecycle(d *kernel.Draw) *Lifecycle {
	if d.Percent(30) {
		return nil
	}
	l := &Lifecycle{DeleteAfterDays: new(int64(1 + d.IntN(100)))}
	if d.Percent(10) {
		l.MoveToColdStorageAfterDays = new(int64(d.IntN(3)))
	}
	return l
}

func (s *Service) someBackup(d *kernel.Draw) *StartBackupJob {
	v, role := s.drawnVault(d), s.someRole(d)
	if v == nil || role == "" {
		return nil
	}
	in := &StartBackupJob{BackupVaultName: v.Name, IamRoleArn: role, ResourceArn: s.someResource(d), Lifecycle: someLifecycle(d)}
	if d.Percent(10) {
		in.StartWindowMinutes = new(int64(30 + 30*d.IntN(4)))
	}
	return in
}

// drawnPoint is a recovery point for a drawing, nil where there is none.
func (s *Service) drawnPoint(d *kernel.Draw) *point {
	return kernel.Some(d, s.Points.All, func(p *point) bool {
		return !d.Legal || p.owner() == d.Caller.Scope() && p.Life.State == pointCompleted
	})
}

func ofPoint[In any](s *Service, d *kernel.Draw, in func(*point) *In) *In {
	if p := s.drawnPoint(d); p != nil {
		return in(p)
	}
	return nil
}

func (s *Service) someCopyOrder(d *kernel.Draw) *StartCopyJob {
	p, role := s.drawnPoint(d), s.someRole(d)
	to := kernel.Some(d, s.Vaults.All, func(*vault) bool { return true })
	if p == nil || role == "" || to == nil {
		return nil
	}
	return &StartCopyJob{RecoveryPointArn: p.ARN, SourceBackupVaultName: p.Vault.ID, DestinationBackupVaultArn: to.arn(),
		IamRoleArn: role, Lifecycle: someLifecycle(d)}
}

func (s *Service) someRestoreOrder(d *kernel.Draw) *StartRestoreJob {
	p, role := s.drawnPoint(d), s.someRole(d)
	if p == nil || role == "" {
		return nil
	}
	return &StartRestoreJob{RecoveryPointArn: p.ARN, IamRoleArn: role, Metadata: tagMap(p.metadata())}
}

// prepare makes the role that jobs work under, and a volume and a vault for them.
func prepare(at kernel.Scope) []any {
	return []any{
		&ebs.CreateVolume{AvailabilityZone: at.Region + "a", Size: new(int32(8))},
		&CreateBackupVault{BackupVaultName: "main"},
		&iam.CreateRole{RoleName: "AWSBackup",
			AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}]}`},
		&iam.AttachRolePolicy{RoleName: "AWSBackup", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"},
	}
}
