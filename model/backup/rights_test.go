package backup_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// user makes a user with managed policies of AWS.
func user(t testing.TB, w *model.World, as kernel.Caller, name string, policies ...string) kernel.Caller {
	t.Helper()
	as.Principal = do[iam.CreateUserOutput](t, w, as, &iam.CreateUser{UserName: name}).User.Arn
	root := as
	root.Principal = ""
	for _, p := range policies {
		do[iam.AttachUserPolicyOutput](t, w, root, &iam.AttachUserPolicy{UserName: name,
			PolicyArn: "arn:aws:iam::aws:policy/" + p})
	}
	return as
}

func TestABackupAdministratorPassesTheDefaultRoleAlone(t *testing.T) {
	w, role, _, to := across(t)
	admin := user(t, w, owner, "admin", "AWSBackupFullAccess")
	other := do[iam.CreateRoleOutput](t, w, owner, &iam.CreateRole{RoleName: "Other",
		AssumeRolePolicyDocument: trust}).Role.Arn
	in := &backup.StartBackupJob{BackupVaultName: "main", ResourceArn: fileSystem, IamRoleArn: other}
	refused(t, w, admin, backup.RolesArePassed, in)
	refused(t, w, user(t, w, owner, "reader", "ReadOnlyAccess"), iam.PrincipalsNeedPermission, in)
	in.IamRoleArn = role
	id := do[backup.StartBackupJobOutput](t, w, admin, in).BackupJobId
	w.Advance(time.Hour)
	point := do[backup.DescribeBackupJobOutput](t, w, admin, &backup.DescribeBackupJob{BackupJobId: id}).RecoveryPointArn
	require.Empty(t, copied(t, w, admin, "main", point, to, role, nil).StatusMessage)
	in.IamRoleArn = "arn:aws:iam::222222222222:role/AWSBackupDefaultServiceRole"
	refusal := refused(t, w, admin, backup.RolesAreAssumable, in)
	require.Equal(t, "The provided role ARN cannot be assumed by AWS Backup.", refusal.Message)
}

func TestAPolicyOpensAVaultToCopiesAndKeepsItsOwnersOut(t *testing.T) {
	w, _, _, _ := across(t)
	put := func(statement string) *backup.PutBackupVaultAccessPolicy {
		return &backup.PutBackupVaultAccessPolicy{BackupVaultName: "copies",
			Policy: `{"Version":"2012-10-17","Statement":[` + statement + `]}`}
	}
	refusal := refused(t, w, offsite, backup.VaultsOpenToCopiesAlone,
		put(`{"Effect":"Allow","Principal":"*","Action":["backup:CopyIntoBackupVault","backup:DeleteRecoveryPoint"],"Resource":"*"}`))
	require.Equal(t, 403, refusal.Status)
	refused(t, w, offsite, backup.VaultsOpenToCopiesAlone,
		put(`{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"backup:StartCopyJob","Resource":"*"}`))
	refused(t, w, offsite, backup.VaultPoliciesAreWhole,
		put(`{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"backup:Copy*","Resource":"*"}`))
	refused(t, w, offsite, backup.PolicyPrincipalsExist,
		put(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/none"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}`))
	do[backup.PutBackupVaultAccessPolicyOutput](t, w, offsite,
		put(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"backup:StartBackupJob","Resource":"*"}`))
	do[backup.PutBackupVaultAccessPolicyOutput](t, w, offsite, put(`{"Effect":"Deny","Principal":"*",`+
		`"Action":"backup:DeleteBackupVault","Resource":"*","Condition":{"StringNotEquals":{"aws:userId":["333333333333"]}}}`))
	refusal = refused(t, w, offsite, backup.VaultPoliciesDeny, &backup.DeleteBackupVault{BackupVaultName: "copies"})
	require.Contains(t, refusal.Message, "with an explicit deny in a resource-based policy")
	do[backup.DeleteBackupVaultAccessPolicyOutput](t, w, offsite,
		&backup.DeleteBackupVaultAccessPolicy{BackupVaultName: "copies"})
	refused(t, w, offsite, backup.VaultsMayLackAPolicy, &backup.GetBackupVaultAccessPolicy{BackupVaultName: "copies"})
}

func TestARoleWithoutRightsFailsItsJob(t *testing.T) {
	w, role, key, to := across(t)
	bare := do[iam.CreateRoleOutput](t, w, owner, &iam.CreateRole{RoleName: "Bare",
		AssumeRolePolicyDocument: trust}).Role.Arn
	v := volume(t, w, owner, key)
	id := do[backup.StartBackupJobOutput](t, w, owner, &backup.StartBackupJob{BackupVaultName: "main", ResourceArn: v,
		IamRoleArn: bare}).BackupJobId
	w.Advance(time.Hour)
	job := do[backup.DescribeBackupJobOutput](t, w, owner, &backup.DescribeBackupJob{BackupJobId: id})
	require.Equal(t, backup.BackupJobState("FAILED"), job.State)
	require.Equal(t, "IAM Role ARN does not have sufficient permissions to execute the backup.", job.StatusMessage)
	point := backedUp(t, w, owner, "main", v, role, nil)
	require.Equal(t, "Access Denied trying to call AWS Backup service.",
		copied(t, w, owner, "main", point, to, bare, nil).StatusMessage)
	require.Empty(t, copied(t, w, owner, "main", point, to, role, nil).StatusMessage)
}

func TestAFileSystemsBackupNeedsTheKeyOfItsVault(t *testing.T) {
	w := model.New(model.Options{})
	role, key := defaultRole(t, w, owner), newKey(t, w, owner)
	vault(t, w, owner, "main", key)
	backedUp(t, w, owner, "main", fileSystem, role, nil)
	do[kms.DisableKeyOutput](t, w, owner, &kms.DisableKey{KeyId: key})
	id := do[backup.StartBackupJobOutput](t, w, owner, &backup.StartBackupJob{BackupVaultName: "main",
		ResourceArn: fileSystem, IamRoleArn: role}).BackupJobId
	w.Advance(time.Hour)
	require.Equal(t, "KMS key is either disabled or pending deletion or access to KMS key is denied",
		do[backup.DescribeBackupJobOutput](t, w, owner, &backup.DescribeBackupJob{BackupJobId: id}).StatusMessage)
}
