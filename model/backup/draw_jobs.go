package backup

import (
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// The file systems that callers take to exist.
var fileSystems = []string{"file-system/fs-01234567", "file-system/fs-0123456789abcdef0"}

// someLifecycle keeps what it is of for some days; nil is for ever.
func someLifecycle(d *kernel.Draw) *Lifecycle {
	switch {
	case d.Percent(15):
		return nil
	case d.Percent(15):
		return &Lifecycle{MoveToColdStorageAfterDays: new(int64(1 + d.IntN(3))),
			DeleteAfterDays: new(int64(93 + d.IntN(10)))}
	case !d.Legal && d.Percent(40):
		return &Lifecycle{MoveToColdStorageAfterDays: new(int64(d.IntN(30))), DeleteAfterDays: new(int64(d.IntN(60)))}
	}
	return &Lifecycle{DeleteAfterDays: new(int64(1 + d.IntN(8)))}
}

// someResource is the ARN of a volume, a cluster or a file system.
func (s *Service) someResource(d *kernel.Draw) string {
	at := d.Caller.Scope()
	if !d.Legal && d.Percent(30) {
		at.Account = d.OneOf(d.Accounts...)
	}
	as := kernel.Caller{Account: at.Account, Region: at.Region}
	switch d.IntN(4) {
	case 0:
		return at.ARN("elasticfilesystem", d.OneOf(fileSystems...))
	case 1:
		if out, err := s.World.Perform(as, &rds.DescribeDBClusters{}); err == nil {
			var available []string
			for _, k := range out.(*rds.DescribeDBClustersOutput).DBClusters {
				if !d.Legal || k.Status == "available" {
					available = append(available, k.DBClusterArn)
				}
			}
			if len(available) > 0 {
				return d.OneOf(available...)
			}
		}
	}
	if out, err := s.World.Perform(as, &ebs.DescribeVolumes{}); err == nil {
		if all := out.(*ebs.DescribeVolumesOutput).Volumes; len(all) > 0 {
			return at.ARN("ec2", "volume/"+all[d.IntN(len(all))].VolumeId)
		}
	}
	return at.ARN("elasticfilesystem", d.OneOf(fileSystems...))
}

func (s *Service) someBackup(d *kernel.Draw) *StartBackupJob {
	v, resource := s.drawnVault(d), s.someResource(d)
	if v == nil {
		return nil
	}
	in := &StartBackupJob{BackupVaultName: v.Name, IamRoleArn: s.someRole(d), ResourceArn: resource,
		Lifecycle: someLifecycle(d)}
	if d.Percent(15) {
		in.StartWindowMinutes = new(int64(60 + 60*d.IntN(3)))
	}
	if d.Percent(10) {
		in.CompleteWindowMinutes = new(int64(60 * (4 + d.IntN(20))))
	}
	if d.Percent(15) {
		in.RecoveryPointTags = map[string]string{"tier": d.OneOf("gold", "silver")}
	}
	if d.Percent(20) {
		in.IdempotencyToken = d.Text("backup-", 12)
	}
	if !d.Legal && d.Percent(30) {
		in.StartWindowMinutes = new(int64(d.IntN(60)))
	}
	return in
}

// drawnPoint is a recovery point that the drawing's operation may be about.
func (s *Service) drawnPoint(d *kernel.Draw, fits func(*point) bool) *point {
	return kernel.Some(d, s.Points.All, func(p *point) bool {
		return !d.Legal || p.owner() == d.Caller.Scope() && fits(p)
	})
}

func anyPoint(*point) bool { return true }

func completedPoint(p *point) bool { return p.Life.State == pointCompleted }

// someDestination is a vault to copy into: mostly one of another account of the organization.
func (s *Service) someDestination(d *kernel.Draw, from *point) *vault {
	org := s.Organizations.Membership(d.Caller.Account).Organization
	if d.Percent(85) {
		v := kernel.Some(d, s.Vaults.All, func(v *vault) bool {
			return v.Scope.Account != d.Caller.Account && (!d.Legal || v.Scope.Region == d.Caller.Region && v.Policy != "" &&
				(org != "" && s.Organizations.Membership(v.Scope.Account).Organization == org || d.Percent(5)))
		})
		if v != nil {
			return v
		}
	}
	return kernel.Some(d, s.Vaults.All, func(v *vault) bool {
		return !d.Legal || v.Scope == d.Caller.Scope() && v.Name != from.Vault.ID || d.Percent(10)
	})
}

func (s *Service) someCopy(d *kernel.Draw) *StartCopyJob {
	p := s.drawnPoint(d, completedPoint)
	if p == nil {
		return nil
	}
	v := s.someDestination(d, p)
	if v == nil {
		return nil
	}
	in := &StartCopyJob{RecoveryPointArn: p.ARN, SourceBackupVaultName: p.Vault.ID, DestinationBackupVaultArn: v.arn(),
		IamRoleArn: s.someRole(d)}
	switch {
	case d.Percent(40):
		in.Lifecycle = someLifecycle(d)
	case d.Percent(15):
		in.Lifecycle = &Lifecycle{DeleteAfterDays: new(int64(always)), MoveToColdStorageAfterDays: new(int64(always))}
	}
	if d.Percent(20) {
		in.IdempotencyToken = d.Text("copy-", 12)
	}
	return in
}

func (s *Service) someRestore(d *kernel.Draw) *StartRestoreJob {
	p := s.drawnPoint(d, completedPoint)
	if p == nil {
		return nil
	}
	in := &StartRestoreJob{RecoveryPointArn: p.ARN, IamRoleArn: s.someRole(d), ResourceType: p.Type}
	switch p.Type {
	case EBS:
		in.Metadata = map[string]string{"availabilityZone": d.Caller.Region + "a"}
	case Aurora:
		in.Metadata = map[string]string{"DBClusterIdentifier": d.Text("restored-", 40), "Engine": "aurora-mysql"}
	default:
		in.Metadata = map[string]string{"newFileSystem": "true"}
	}
	if d.Percent(20) {
		in.IdempotencyToken = d.Text("restore-", 12)
	}
	return in
}

func (s *Service) somePointToDescribe(d *kernel.Draw) *DescribeRecoveryPoint {
	if p := s.drawnPoint(d, anyPoint); p != nil {
		return &DescribeRecoveryPoint{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN}
	}
	return nil
}

func (s *Service) somePointToDelete(d *kernel.Draw) *DeleteRecoveryPoint {
	if p := s.drawnPoint(d, completedPoint); p != nil {
		return &DeleteRecoveryPoint{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN}
	}
	return nil
}

func (s *Service) somePointToRestore(d *kernel.Draw) *GetRecoveryPointRestoreMetadata {
	if p := s.drawnPoint(d, anyPoint); p != nil {
		return &GetRecoveryPointRestoreMetadata{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN}
	}
	return nil
}

func (s *Service) somePointToDisassociate(d *kernel.Draw) *DisassociateRecoveryPoint {
	if p := s.drawnPoint(d, anyPoint); p != nil {
		return &DisassociateRecoveryPoint{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN}
	}
	return nil
}

func (s *Service) someNewLifecycle(d *kernel.Draw) *UpdateRecoveryPointLifecycle {
	if p := s.drawnPoint(d, completedPoint); p != nil {
		return &UpdateRecoveryPointLifecycle{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN,
			Lifecycle: someLifecycle(d)}
	}
	return nil
}

func somePage(d *kernel.Draw) *int32 {
	if !d.Percent(25) {
		return nil
	}
	return new(int32(1 + d.IntN(4)))
}

func (s *Service) somePoints(d *kernel.Draw) *ListRecoveryPointsByBackupVault {
	v := s.drawnVault(d)
	if v == nil {
		return nil
	}
	in := &ListRecoveryPointsByBackupVault{BackupVaultName: v.Name, MaxResults: somePage(d)}
	switch d.IntN(6) {
	case 0:
		in.ByResourceType = d.OneOf(Aurora, EBS, EFS)
	case 1:
		in.ByResourceArn = s.someResource(d)
	}
	return in
}

func (s *Service) someJobs(d *kernel.Draw) *ListBackupJobs {
	in := &ListBackupJobs{MaxResults: somePage(d)}
	switch d.IntN(5) {
	case 0:
		in.ByState = BackupJobState(d.OneOf("CREATED", "RUNNING", "COMPLETED", "FAILED"))
	case 1:
		in.ByResourceType = d.OneOf(Aurora, EBS, EFS)
	}
	return in
}

func (s *Service) someCopyJobs(d *kernel.Draw) *ListCopyJobs {
	in := &ListCopyJobs{MaxResults: somePage(d)}
	switch d.IntN(5) {
	case 0:
		in.ByState = CopyJobState(d.OneOf("CREATED", "RUNNING", "COMPLETED", "FAILED"))
	case 1:
		if v := s.someDestination(d, &point{}); v != nil {
			in.ByDestinationVaultArn = v.arn()
		}
	}
	return in
}

func (s *Service) someRestoreJobs(d *kernel.Draw) *ListRestoreJobs {
	in := &ListRestoreJobs{MaxResults: somePage(d)}
	if d.Percent(20) {
		in.ByStatus = RestoreJobStatus(d.OneOf("PENDING", "RUNNING", "COMPLETED", "FAILED"))
	}
	return in
}

func (s *Service) someJob(d *kernel.Draw) string {
	if j := s.jobMachine.Some(d, &s.Jobs); j != nil {
		return j.ID
	}
	return ""
}

func (s *Service) someRestoreJob(d *kernel.Draw) string {
	if j := s.restoreMachine.Some(d, &s.Restores); j != nil {
		return j.ID
	}
	return ""
}

func (s *Service) someCopyJob(d *kernel.Draw) string {
	if j := s.copyMachine.Some(d, &s.CopyJobs); j != nil {
		return j.ID
	}
	return ""
}
