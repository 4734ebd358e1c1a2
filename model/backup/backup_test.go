package backup_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/rds"
)

var (
	owner    = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	offsite  = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
	stranger = kernel.Caller{Account: "333333333333", Region: "us-east-1"}
)

const (
	seedPolicy = `{"Version": "2012-10-17","Statement": [{"Sid": "Allow account to copy into backup vault","Effect": "Allow","Action": "backup:CopyIntoBackupVault","Resource": "*","Principal": {"AWS": "arn:aws:iam::111111111111:root"}}]}`

	trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
)

func do[Out any](t testing.TB, w *model.World, as kernel.Caller, in any) *Out {
	t.Helper()
	out, err := w.Do(as, in)
	require.NoError(t, err, "%T", in)
	return out.(*Out)
}

// refused wants a call to be refused by the rule.
func refused(t testing.TB, w *model.World, as kernel.Caller, by *kernel.Rule, in any) *kernel.Error {
	t.Helper()
	_, err := w.Do(as, in)
	var refusal *kernel.Error
	require.ErrorAs(t, err, &refusal, "%T", in)
	require.NotNil(t, refusal.Rule, "%T: %v", in, err)
	require.Equal(t, by.ID, refusal.Rule.ID, "%T: %v", in, err)
	return refusal
}

// defaultRole makes the service's default role and names it.
func defaultRole(t testing.TB, w *model.World, as kernel.Caller) string {
	t.Helper()
	role := do[iam.CreateRoleOutput](t, w, as, &iam.CreateRole{
		RoleName: "AWSBackupDefaultServiceRole", Path: "/service-role/", AssumeRolePolicyDocument: trust,
	}).Role
	for _, policy := range []string{"AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"} {
		do[iam.AttachRolePolicyOutput](t, w, as, &iam.AttachRolePolicy{RoleName: role.RoleName,
			PolicyArn: "arn:aws:iam::aws:policy/service-role/" + policy})
	}
	return role.Arn
}

func organized(t testing.TB, w *model.World, members ...kernel.Caller) {
	t.Helper()
	do[organizations.CreateOrganizationOutput](t, w, owner, &organizations.CreateOrganization{})
	for _, m := range members {
		h := do[organizations.InviteAccountToOrganizationOutput](t, w, owner, &organizations.InviteAccountToOrganization{
			Target: &organizations.HandshakeParty{Id: m.Account, Type: "ACCOUNT"}}).Handshake
		do[organizations.AcceptHandshakeOutput](t, w, m, &organizations.AcceptHandshake{HandshakeId: h.Id})
	}
}

func switched(t testing.TB, w *model.World, on string) {
	t.Helper()
	do[backup.UpdateGlobalSettingsOutput](t, w, owner, &backup.UpdateGlobalSettings{
		GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": on}})
}

// newKey makes a key of the caller that accounts may use.
func newKey(t testing.TB, w *model.World, as kernel.Caller, open ...kernel.Caller) string {
	t.Helper()
	names := `"arn:aws:iam::` + as.Account + `:root"`
	for _, other := range open {
		names += `,"arn:aws:iam::` + other.Account + `:root"`
	}
	return do[kms.CreateKeyOutput](t, w, as, &kms.CreateKey{Policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
		`"Principal":{"AWS":[` + names + `]},"Action":"kms:*","Resource":"*"}]}`}).KeyMetadata.Arn
}

func vault(t testing.TB, w *model.World, as kernel.Caller, name, key string) string {
	t.Helper()
	return do[backup.CreateBackupVaultOutput](t, w, as, &backup.CreateBackupVault{BackupVaultName: name,
		EncryptionKeyArn: key}).BackupVaultArn
}

func opened(t testing.TB, w *model.World, as kernel.Caller, name string) {
	t.Helper()
	do[backup.PutBackupVaultAccessPolicyOutput](t, w, as, &backup.PutBackupVaultAccessPolicy{BackupVaultName: name,
		Policy: seedPolicy})
}

// volume makes a volume under a key, "" for none, and names its ARN.
func volume(t testing.TB, w *model.World, as kernel.Caller, key string) string {
	t.Helper()
	in := &ebs.CreateVolume{AvailabilityZone: as.Region + "a", Size: new(int32(3)), TagSpecifications: []ebs.TagSpecification{
		{ResourceType: ebs.VolumeResource, Tags: []ebs.Tag{{Key: "team", Value: "red"}}}}}
	if key != "" {
		in.Encrypted, in.KmsKeyId = new(true), key
	}
	id := do[ebs.CreateVolumeOutput](t, w, as, in).VolumeId
	w.Advance(time.Minute)
	return as.Scope().ARN("ec2", "volume/"+id)
}

// backedUp backs a resource up into a vault and names the recovery point.
func backedUp(
	t testing.TB, w *model.World, as kernel.Caller, name, resource, role string, l *backup.Lifecycle,
) string {
	t.Helper()
	id := do[backup.StartBackupJobOutput](t, w, as, &backup.StartBackupJob{BackupVaultName: name, ResourceArn: resource,
		IamRoleArn: role, Lifecycle: l}).BackupJobId
	w.Advance(time.Hour)
	job := do[backup.DescribeBackupJobOutput](t, w, as, &backup.DescribeBackupJob{BackupJobId: id})
	require.Equal(t, backup.BackupJobState("COMPLETED"), job.State, job.StatusMessage)
	return job.RecoveryPointArn
}

// copied copies a recovery point and shows the job when it is over.
func copied(
	t testing.TB, w *model.World, as kernel.Caller, from, point, to, role string, l *backup.Lifecycle,
) *backup.CopyJob {
	t.Helper()
	id := do[backup.StartCopyJobOutput](t, w, as, &backup.StartCopyJob{SourceBackupVaultName: from,
		RecoveryPointArn: point, DestinationBackupVaultArn: to, IamRoleArn: role, Lifecycle: l}).CopyJobId
	w.Advance(time.Hour)
	return do[backup.DescribeCopyJobOutput](t, w, as, &backup.DescribeCopyJob{CopyJobId: id}).CopyJob
}

func TestASnapshotIsCopiedIntoAnotherAccountsVault(t *testing.T) {
	w := model.New(model.Options{})
	organized(t, w, offsite)
	switched(t, w, "true")
	role, key := defaultRole(t, w, owner), newKey(t, w, owner, offsite)
	vault(t, w, owner, "main", "")
	there := newKey(t, w, offsite)
	to := vault(t, w, offsite, "copies", there)
	v := volume(t, w, owner, key)
	point := backedUp(t, w, owner, "main", v, role, &backup.Lifecycle{DeleteAfterDays: new(int64(7))})

	job := copied(t, w, owner, "main", point, to, role, nil)
	require.Equal(t, "Access Denied trying to call AWS Backup service.", job.StatusMessage)
	require.Equal(t, "AccessDenied", job.MessageCategory)
	opened(t, w, offsite, "copies")
	job = copied(t, w, owner, "main", point, to, role, nil)
	require.Equal(t, backup.CopyJobState("COMPLETED"), job.State, job.StatusMessage)
	require.Empty(t, job.StatusMessage)

	got := do[backup.DescribeRecoveryPointOutput](t, w, offsite, &backup.DescribeRecoveryPoint{
		BackupVaultName: "copies", RecoveryPointArn: job.DestinationRecoveryPointArn})
	was := do[backup.DescribeRecoveryPointOutput](t, w, owner, &backup.DescribeRecoveryPoint{BackupVaultName: "main",
		RecoveryPointArn: point})
	require.Equal(t, there, got.EncryptionKeyArn)
	require.Equal(t, key, was.EncryptionKeyArn)
	require.Equal(t, was.CreationDate, got.CreationDate)
	require.Equal(t, was.CalculatedLifecycle.DeleteAt, got.CalculatedLifecycle.DeleteAt)

	shared := do[ebs.DescribeSnapshotAttributeOutput](t, w, owner, &ebs.DescribeSnapshotAttribute{
		SnapshotId: point[len("arn:aws:ec2:us-east-1::snapshot/"):], Attribute: ebs.CreateVolumePermissionAttribute})
	require.Empty(t, shared.CreateVolumePermissions)
	refused(t, w, owner, ebs.KeptSnapshotsAreDeletedByTheirService,
		&ebs.DeleteSnapshot{SnapshotId: point[len("arn:aws:ec2:us-east-1::snapshot/"):]})

	w.Advance(7*24*time.Hour + 8*time.Hour)
	refused(t, w, offsite, backup.PointsAreInTheirVault, &backup.DescribeRecoveryPoint{BackupVaultName: "copies",
		RecoveryPointArn: job.DestinationRecoveryPointArn})
	refused(t, w, owner, backup.PointsAreInTheirVault, &backup.DescribeRecoveryPoint{BackupVaultName: "main",
		RecoveryPointArn: point})
	for _, as := range []kernel.Caller{owner, offsite} {
		require.Empty(t, do[ebs.DescribeSnapshotsOutput](t, w, as, &ebs.DescribeSnapshots{OwnerIds: []string{"self"}}).Snapshots)
	}
}

func TestWhatACopyLacksShowsInItsJob(t *testing.T) {
	w := model.New(model.Options{})
	role := defaultRole(t, w, owner)
	vault(t, w, owner, "main", "")
	to := vault(t, w, offsite, "copies", newKey(t, w, offsite))
	key := newKey(t, w, owner)
	point := backedUp(t, w, owner, "main", volume(t, w, owner, key), role, nil)
	failed := func(to string, point string, message string) {
		t.Helper()
		job := copied(t, w, owner, "main", point, to, role, nil)
		require.Equal(t, backup.CopyJobState("FAILED"), job.State)
		require.Equal(t, message, job.StatusMessage)
	}
	failed(to, point, "Copy job failed. Both source and destination account must be a member of the same organization.")
	organized(t, w, offsite)
	failed(to, point, "Copy job failed. Cross-account copy feature is not enabled for the current organization.")
	refused(t, w, offsite, backup.ManagementAccountsSwitch, &backup.UpdateGlobalSettings{
		GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": "true"}})
	switched(t, w, "true")
	failed(to, point, "Access Denied trying to call AWS Backup service.")
	failed("arn:aws:backup:us-east-1:222222222222:backup-vault:none", point,
		"Access Denied trying to call AWS Backup service.")
	failed("arn:aws:backup:us-east-1:111111111111:backup-vault:none", point, "Could not find cryopod")
	opened(t, w, offsite, "copies")
	failed(to, point, "Given key ID is not accessible")

	w.VisitConsole(offsite)
	opened(t, w, offsite, "Default")
	failed("arn:aws:backup:us-east-1:222222222222:backup-vault:Default", point, "Copy job failed because the destination "+
		"Backup vault is encrypted with the default Backup service managed key. The contents of this vault cannot be copied. "+
		"Only the contents of a Backup vault encrypted by an AWS KMS key may be copied.")
	managed := backedUp(t, w, owner, "main", volume(t, w, owner, "alias/aws/ebs"), role, nil)
	failed(to, managed, "Encrypted snapshots with Amazon EBS default key cannot be shared")

	switched(t, w, "false")
	w.Advance(15 * time.Minute)
	failed(to, point, "Copy job failed. Cross-account copy feature is not enabled for the current organization.")
}

func TestFileSystemsAreEncryptedAnewByTheVaultsKey(t *testing.T) {
	w := model.New(model.Options{})
	organized(t, w, offsite)
	switched(t, w, "true")
	role := defaultRole(t, w, owner)
	vault(t, w, owner, "main", "")
	w.VisitConsole(offsite)
	opened(t, w, offsite, "Default")
	fs := "arn:aws:elasticfilesystem:us-east-1:111111111111:file-system/fs-01234567"
	point := backedUp(t, w, owner, "main", fs, role, nil)
	require.Contains(t, point, "arn:aws:backup:us-east-1:111111111111:recovery-point:")
	job := copied(t, w, owner, "main", point, "arn:aws:backup:us-east-1:222222222222:backup-vault:Default", role, nil)
	require.Equal(t, backup.CopyJobState("COMPLETED"), job.State, job.StatusMessage)
	refused(t, w, owner, backup.ResourcesAreOfKnownTypes, &backup.StartBackupJob{BackupVaultName: "main", IamRoleArn: role,
		ResourceArn: "arn:aws:cloudhsm:us-east-1:111111111111:cluster/cluster-aaaaaaaaaaa"})
}

func TestAClusterIsBackedUpCopiedAndRestored(t *testing.T) {
	w := model.New(model.Options{})
	organized(t, w, offsite)
	switched(t, w, "true")
	role, there := defaultRole(t, w, owner), defaultRole(t, w, offsite)
	key := newKey(t, w, owner)
	vault(t, w, owner, "main", "")
	to := vault(t, w, offsite, "copies", newKey(t, w, offsite))
	opened(t, w, offsite, "copies")
	cl := do[rds.CreateDBClusterOutput](t, w, owner, &rds.CreateDBCluster{DBClusterIdentifier: "orders",
		Engine: "aurora-mysql", MasterUsername: "admin", MasterUserPassword: "secret99", StorageEncrypted: new(true),
		KmsKeyId: key}).DBCluster
	w.Advance(time.Hour)
	point := backedUp(t, w, owner, "main", cl.DBClusterArn, role, nil)
	require.Contains(t, point, "cluster-snapshot:awsbackup:job-")
	job := copied(t, w, owner, "main", point, to, role, nil)
	require.Equal(t, "The source snapshot KMS key ["+key+"] does not exist, is not enabled or you do not have permissions "+
		"to access it.", job.StatusMessage)
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
		`"Principal":{"AWS":["111111111111","222222222222"]},"Action":"kms:*","Resource":"*"}]}`
	do[kms.PutKeyPolicyOutput](t, w, owner, &kms.PutKeyPolicy{KeyId: key, Policy: policy})
	job = copied(t, w, owner, "main", point, to, role, nil)
	require.Equal(t, backup.CopyJobState("COMPLETED"), job.State, job.StatusMessage)
	refused(t, w, owner, rds.BackupsSnapshotsAreDeletedThere,
		&rds.DeleteDBClusterSnapshot{DBClusterSnapshotIdentifier: point})

	metadata := do[backup.GetRecoveryPointRestoreMetadataOutput](t, w, offsite, &backup.GetRecoveryPointRestoreMetadata{
		BackupVaultName: "copies", RecoveryPointArn: job.DestinationRecoveryPointArn}).RestoreMetadata
	metadata["DBClusterIdentifier"] = "restored"
	delete(metadata, "DBSubnetGroupName")
	id := do[backup.StartRestoreJobOutput](t, w, offsite, &backup.StartRestoreJob{IamRoleArn: there, Metadata: metadata,
		RecoveryPointArn: job.DestinationRecoveryPointArn}).RestoreJobId
	w.Advance(2 * time.Hour)
	restored := do[backup.DescribeRestoreJobOutput](t, w, offsite, &backup.DescribeRestoreJob{RestoreJobId: id})
	require.Equal(t, backup.RestoreJobStatus("COMPLETED"), restored.Status, restored.StatusMessage)
	require.Equal(t, "arn:aws:rds:us-east-1:222222222222:cluster:restored", restored.CreatedResourceArn)
	refused(t, w, stranger, backup.RestoresStayInTheAccount, &backup.StartRestoreJob{IamRoleArn: there, Metadata: metadata,
		RecoveryPointArn: job.DestinationRecoveryPointArn})
}
