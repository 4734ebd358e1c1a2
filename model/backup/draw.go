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
		"StartBackupJob":            80, "DescribeBackupJob": 30, "ListBackupJobs": 25, "StopBackupJob": 20,
		"StartCopyJob": 110, "DescribeCopyJob": 50, "ListCopyJobs": 40,
		"StartRestoreJob": 15, "DescribeRestoreJob": 15, "ListRestoreJobs": 8, "GetRestoreJobMetadata": 2,
		"DescribeRecoveryPoint": 50, "ListRecoveryPointsByBackupVault": 60, "ListRecoveryPointsByResource": 6,
		"DeleteRecoveryPoint": 8, "UpdateRecoveryPointLifecycle": 10, "DisassociateRecoveryPoint": 1,
		"GetRecoveryPointRestoreMetadata": 3, "ListProtectedResources": 3, "DescribeProtectedResource": 2,
		"ListProtectedResourcesByBackupVault": 2,
		"CreateBackupPlan":                    15,
		"GetBackupPlan":                       20, "UpdateBackupPlan": 16, "DeleteBackupPlan": 6, "ListBackupPlans": 8,
		"ListBackupPlanVersions": 5, "CreateBackupSelection": 20, "GetBackupSelection": 6, "ListBackupSelections": 12,
		"DeleteBackupSelection": 14,
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
	if role := s.IAM.SomeRole(d, principal); role != "" && (d.Legal || d.Percent(60)) {
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
