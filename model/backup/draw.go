package backup

import (
	"fmt"
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/rds"
)

// workload says how callers use AWS Backup: they make a few vaults, fill them, and copy from one to another.
var workload = kernel.Workload[*Service]{
	Willing: (*Service).willing,
	Often: map[string]int{
		"CreateBackupVault": 30, "DeleteBackupVault": 3, "PutBackupVaultAccessPolicy": 40, "DeleteBackupVaultAccessPolicy": 4,
		"GetBackupVaultAccessPolicy": 10, "PutBackupVaultLockConfiguration": 5, "DeleteBackupVaultLockConfiguration": 8,
		"PutBackupVaultNotifications": 2, "GetBackupVaultNotifications": 2, "DeleteBackupVaultNotifications": 1,
		"DescribeBackupVault": 15, "ListBackupVaults": 15,
		"UpdateGlobalSettings": 40, "DescribeGlobalSettings": 10, "UpdateRegionSettings": 4, "DescribeRegionSettings": 4,
		"GetSupportedResourceTypes": 1,
		"StartBackupJob":            80, "DescribeBackupJob": 30, "ListBackupJobs": 25, "StopBackupJob": 8,
		"StartCopyJob": 110, "DescribeCopyJob": 50, "ListCopyJobs": 40,
		"StartRestoreJob": 15, "DescribeRestoreJob": 15, "ListRestoreJobs": 8, "GetRestoreJobMetadata": 2,
		"DescribeRecoveryPoint": 50, "ListRecoveryPointsByBackupVault": 60, "ListRecoveryPointsByResource": 6,
		"DeleteRecoveryPoint": 8, "UpdateRecoveryPointLifecycle": 10, "DisassociateRecoveryPoint": 1,
		"GetRecoveryPointRestoreMetadata": 3, "ListProtectedResources": 3, "DescribeProtectedResource": 2,
		"ListProtectedResourcesByBackupVault": 2,
		"CreateBackupPlan":                    15, "GetBackupPlan": 12, "UpdateBackupPlan": 8, "DeleteBackupPlan": 6, "ListBackupPlans": 8,
		"ListBackupPlanVersions": 5, "CreateBackupSelection": 20, "GetBackupSelection": 6, "ListBackupSelections": 5,
		"DeleteBackupSelection": 10,
		"TagResource":           4, "UntagResource": 3, "ListTags": 5,
	},
	Sweeping: []string{
		"UpdateGlobalSettings", "PutBackupVaultAccessPolicy", "DeleteBackupVaultAccessPolicy", "DeleteBackupVault",
		"PutBackupVaultLockConfiguration",
	},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"CreateBackupVault.BackupVaultName": among("main", "offsite", "archive"),
		"BackupVaultName":                   (*Service).someVault,
		"BackupVaultTags":                   among("team"),
		"BackupVaultTags.team":              among("red", "blue"),
		"RequestId":                         func(_ *Service, d *kernel.Draw) string { return d.Text("request-", 12) },
		"EncryptionKeyArn":                  (*Service).someKey,
		"SNSTopicArn":                       among("arn:aws:sns:us-east-1:111111111111:backups"),
		"BackupVaultEvents":                 among("COPY_JOB_FAILED", "BACKUP_JOB_COMPLETED"),
		"BackupJobId":                       (*Service).someJob,
		"CopyJobId":                         (*Service).someCopyJob,
		"RestoreJobId":                      (*Service).someRestoreJob,
		"BackupPlanId":                      (*Service).somePlan,
		"ResourceArn":                       (*Service).someResource,
		"ListTags.ResourceArn":              (*Service).someTaggable,
		"UntagResource.ResourceArn":         (*Service).someTaggable,
		"TagKeyList":                        among("team", "tier"),
	},
	Inputs: append([]kernel.Input{
		kernel.Whole((*Service).someSettings),
		kernel.Whole((*Service).someOptIn),
		kernel.Whole((*Service).somePolicy),
		kernel.Whole((*Service).someLock),
		kernel.Whole((*Service).someNewVault),
		kernel.Whole((*Service).someBackup),
		kernel.Whole((*Service).someCopy),
		kernel.Whole((*Service).someRestore),
		kernel.Whole((*Service).somePointToDescribe),
		kernel.Whole((*Service).somePointToDelete),
		kernel.Whole((*Service).somePointToRestore),
		kernel.Whole((*Service).someNewLifecycle),
		kernel.Whole((*Service).somePointToDisassociate),
		kernel.Whole((*Service).somePoints),
		kernel.Whole((*Service).someJobs),
		kernel.Whole((*Service).someCopyJobs),
		kernel.Whole((*Service).someRestoreJobs),
		kernel.Whole((*Service).someTags),
	}, planInputs...),
}

var among = kernel.Among[*Service]

// The file systems that callers take to exist.
var fileSystems = []string{"file-system/fs-01234567", "file-system/fs-0123456789abcdef0"}

// willing keeps to what an account's place in its organization allows.
func (s *Service) willing(d *kernel.Draw) bool {
	of := s.Organizations.Membership(d.Caller.Account)
	switch d.Operation.Name {
	case "UpdateGlobalSettings":
		return of.Manages
	case "DescribeGlobalSettings":
		return of.Organization != ""
	}
	return true
}

// drawnVault is a vault that the drawing's operation may be about.
func (s *Service) drawnVault(d *kernel.Draw) *vault {
	return kernel.Some(d, s.Vaults.All, func(v *vault) bool { return !d.Legal || v.Scope == d.Caller.Scope() })
}

func (s *Service) someVault(d *kernel.Draw) string {
	if v := s.drawnVault(d); v != nil {
		return v.Name
	}
	return ""
}

// someKey is the ARN of a key of a customer, "" for none.
func (s *Service) someKey(d *kernel.Draw) string { return s.Keys.Some(d) }

// someRole names a role of the caller's that AWS Backup may assume; by mistake, or where there is none, any.
func (s *Service) someRole(d *kernel.Draw) string {
	if role := s.IAM.SomeRole(d, principal); role != "" && d.Legal {
		return role
	}
	account := d.Caller.Account
	if !d.Legal {
		account = d.OneOf(d.Accounts...)
	}
	return fmt.Sprintf("arn:%s:iam::%s:role/backup", kernel.Partition(d.Caller.Region), account)
}

func (s *Service) someNewVault(d *kernel.Draw) *CreateBackupVault {
	in := &CreateBackupVault{BackupVaultName: d.OneOf("main", "offsite", "archive")}
	if d.Percent(85) {
		in.EncryptionKeyArn = s.someKey(d)
	}
	if d.Percent(20) {
		in.CreatorRequestId = d.Text("request-", 8)
	}
	if d.Percent(20) {
		in.BackupVaultTags = map[string]string{"team": d.OneOf("red", "blue")}
	}
	if !d.Legal && d.Percent(40) {
		in.BackupVaultName = d.OneOf("x", "a b", "Default")
	}
	return in
}

func (s *Service) someSettings(d *kernel.Draw) *UpdateGlobalSettings {
	value := "true"
	if d.Percent(20) {
		value = "false"
	}
	if !d.Legal && d.Percent(30) {
		value = "yes"
	}
	return &UpdateGlobalSettings{GlobalSettings: map[string]string{crossAccount: value}}
}

func (s *Service) someOptIn(d *kernel.Draw) *UpdateRegionSettings {
	kind := d.OneOf(Aurora, EBS, EFS)
	if !d.Legal {
		kind = "CloudHSM"
	}
	return &UpdateRegionSettings{ResourceTypeOptInPreference: map[string]bool{kind: d.Percent(80)}}
}

// somePolicy opens a vault to an account, to an organization, or to nobody else.
func (s *Service) somePolicy(d *kernel.Draw) *PutBackupVaultAccessPolicy {
	v := s.drawnVault(d)
	if v == nil {
		return nil
	}
	account := d.OneOf(d.Accounts...)
	who := fmt.Sprintf(`{"AWS":"arn:%s:iam::%s:root"}`, kernel.Partition(d.Caller.Region), account)
	condition := ""
	switch {
	case d.Percent(30):
		who = `"*"`
	case d.Percent(30):
		org := s.Organizations.Membership(d.Caller.Account).Organization
		who, condition = `"*"`, fmt.Sprintf(`,"Condition":{"StringEquals":{"aws:PrincipalOrgID":%q}}`, org)
	}
	action := "backup:CopyIntoBackupVault"
	if !d.Legal && d.Percent(50) {
		action = d.OneOf("backup:DeleteRecoveryPoint", "backup:*", "ec2:DeleteSnapshot")
	}
	denial := ""
	switch {
	case d.Percent(8):
		denial = fmt.Sprintf(`,{"Effect":"Deny","Principal":{"AWS":"arn:%s:iam::%s:root"},`+
			`"Action":"backup:CopyIntoBackupVault","Resource":"*"}`, kernel.Partition(d.Caller.Region), d.OneOf(d.Accounts...))
	case d.Percent(5):
		denial = `,{"Effect":"Deny","Principal":"*","Action":"backup:DeleteRecoveryPoint","Resource":"*"}`
	}
	return &PutBackupVaultAccessPolicy{BackupVaultName: v.Name, Policy: fmt.Sprintf(`{"Version":"2012-10-17","Statement":[`+
		`{"Sid":"Allow account to copy into backup vault","Effect":"Allow","Principal":%s,"Action":%q,"Resource":"*"%s}%s]}`,
		who, action, condition, denial)}
}

func (s *Service) someLock(d *kernel.Draw) *PutBackupVaultLockConfiguration {
	v := s.drawnVault(d)
	if v == nil {
		return nil
	}
	in := &PutBackupVaultLockConfiguration{BackupVaultName: v.Name}
	if d.Percent(70) {
		in.MinRetentionDays = new(int64(1 + d.IntN(4)))
	}
	if d.Percent(50) {
		in.MaxRetentionDays = new(int64(5 + d.IntN(40)))
	}
	if d.Percent(40) {
		in.ChangeableForDays = new(int64(3 + d.IntN(3)))
	}
	if !d.Legal {
		in.ChangeableForDays = new(int64(d.IntN(3)))
	}
	return in
}

// someLifecycle keeps what it is of for some days; nil is for ever.
func someLifecycle(d *kernel.Draw) *Lifecycle {
	switch {
	case d.Percent(15):
		return nil
	case d.Percent(15):
		return &Lifecycle{MoveToColdStorageAfterDays: new(int64(1 + d.IntN(3))), DeleteAfterDays: new(int64(93 + d.IntN(10)))}
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
		return &UpdateRecoveryPointLifecycle{BackupVaultName: p.Vault.ID, RecoveryPointArn: p.ARN, Lifecycle: someLifecycle(d)}
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

// someTaggable is the ARN of what bears tags.
func (s *Service) someTaggable(d *kernel.Draw) string {
	if v := s.drawnVault(d); v != nil {
		return v.arn()
	}
	return ""
}

func (s *Service) someTags(d *kernel.Draw) *TagResource {
	if arn := s.someTaggable(d); arn != "" {
		return &TagResource{ResourceArn: arn, Tags: map[string]string{d.OneOf("team", "tier"): d.OneOf("red", "blue")}}
	}
	return nil
}

// prepare returns the calls by which an account gets what AWS Backup needs: volumes with tags, a cluster, a key that
// is open to all, and a role that may do everything. The account whose number begins with 1 founds an organization and
// lets its members copy to one another, and others join it: whom it invites and what they accept is filled in.
func prepare(at kernel.Scope) (calls []any) {
	if strings.HasPrefix(at.Account, "1") {
		calls = append(calls, &organizations.CreateOrganization{FeatureSet: organizations.AllFeatures},
			&UpdateGlobalSettings{GlobalSettings: map[string]string{crossAccount: "true"}})
		for range 5 {
			calls = append(calls, &organizations.InviteAccountToOrganization{})
		}
	} else {
		calls = append(calls, &organizations.AcceptHandshake{})
	}
	for _, team := range []string{"red", "blue"} {
		calls = append(calls, &ebs.CreateVolume{
			AvailabilityZone: at.Region + "a", Size: new(int32(1)), TagSpecifications: []ebs.TagSpecification{
				{ResourceType: ebs.VolumeResource, Tags: []ebs.Tag{{Key: "team", Value: team}}},
			},
		})
	}
	return append(calls,
		&rds.CreateDBCluster{DBClusterIdentifier: "main", Engine: "aurora-mysql", MasterUsername: "admin",
			MasterUserPassword: "long-enough"},
		&kms.CreateKey{Description: "of vaults", Policy: `{"Version":"2012-10-17","Statement":[` +
			`{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*"}]}`},
		&iam.CreateRole{RoleName: "backup",
			AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}]}`},
		&iam.AttachRolePolicy{RoleName: "backup", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"},
	)
}
