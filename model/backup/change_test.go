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
	"github.com/shareproof/shareproof/model/organizations"
)

const fileSystem = "arn:aws:elasticfilesystem:us-east-1:111111111111:file-system/fs-01234567"

// across is a world in which the owner may copy into a vault of another account.
func across(t testing.TB) (w *model.World, role, key, to string) {
	t.Helper()
	w = model.New(model.Options{})
	organized(t, w, offsite)
	switched(t, w, "true")
	role, key = defaultRole(t, w, owner), newKey(t, w, owner, offsite)
	vault(t, w, owner, "main", "")
	to = vault(t, w, offsite, "copies", newKey(t, w, offsite))
	opened(t, w, offsite, "copies")
	return w, role, key, to
}

// deleteRole deletes the default role, as the seed warns.
func deleteRole(t testing.TB, w *model.World, as kernel.Caller) {
	t.Helper()
	for _, policy := range []string{"AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"} {
		do[iam.DetachRolePolicyOutput](t, w, as, &iam.DetachRolePolicy{RoleName: "AWSBackupDefaultServiceRole",
			PolicyArn: "arn:aws:iam::aws:policy/service-role/" + policy})
	}
	do[iam.DeleteRoleOutput](t, w, as, &iam.DeleteRole{RoleName: "AWSBackupDefaultServiceRole"})
}

func described(t testing.TB, w *model.World, as kernel.Caller, name, point string) *backup.DescribeRecoveryPointOutput {
	t.Helper()
	return do[backup.DescribeRecoveryPointOutput](t, w, as,
		&backup.DescribeRecoveryPoint{BackupVaultName: name, RecoveryPointArn: point})
}

func TestTheSourceStaysSharedWhereTheRoleIsDeletedInMidCopy(t *testing.T) {
	w, role, key, to := across(t)
	point := backedUp(t, w, owner, "main", volume(t, w, owner, key), role, nil)
	id := do[backup.StartCopyJobOutput](t, w, owner, &backup.StartCopyJob{SourceBackupVaultName: "main",
		RecoveryPointArn: point, DestinationBackupVaultArn: to, IamRoleArn: role}).CopyJobId
	shared := func() int {
		return len(do[ebs.DescribeSnapshotAttributeOutput](t, w, owner, &ebs.DescribeSnapshotAttribute{
			SnapshotId: point[len("arn:aws:ec2:us-east-1::snapshot/"):],
			Attribute:  ebs.CreateVolumePermissionAttribute}).CreateVolumePermissions)
	}
	w.Advance(time.Minute)
	require.Equal(t, 1, shared())
	deleteRole(t, w, owner)
	w.Advance(time.Hour)
	job := do[backup.DescribeCopyJobOutput](t, w, owner, &backup.DescribeCopyJob{CopyJobId: id}).CopyJob
	require.Equal(t, backup.CopyJobState("COMPLETED"), job.State)
	require.Equal(t, "Failed to unshare snapshot", job.StatusMessage)
	require.Equal(t, 1, shared())
	require.Equal(t, backup.RecoveryPointStatus("COMPLETED"),
		described(t, w, offsite, "copies", job.DestinationRecoveryPointArn).Status)
}

func TestCopiesStayWithAnAccountThatLeaves(t *testing.T) {
	w, role, key, to := across(t)
	point := backedUp(t, w, owner, "main", volume(t, w, owner, key), role, nil)
	job := copied(t, w, owner, "main", point, to, role, nil)
	do[organizations.LeaveOrganizationOutput](t, w, offsite, &organizations.LeaveOrganization{})
	require.Equal(t, backup.RecoveryPointStatus("COMPLETED"),
		described(t, w, offsite, "copies", job.DestinationRecoveryPointArn).Status)
	require.Equal(t, "Copy job failed. Both source and destination account must be a member of the same organization.",
		copied(t, w, owner, "main", point, to, role, nil).StatusMessage)
}

func TestALockKeepsWhatItIsFor(t *testing.T) {
	w, role, _, to := across(t)
	do[backup.PutBackupVaultLockConfigurationOutput](t, w, offsite, &backup.PutBackupVaultLockConfiguration{
		BackupVaultName: "copies", MinRetentionDays: new(int64(7)), MaxRetentionDays: new(int64(30)),
		ChangeableForDays: new(int64(3))})
	point := backedUp(t, w, owner, "main", fileSystem, role, nil)
	bad := "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault."
	require.Equal(t, bad, copied(t, w, owner, "main", point, to, role, nil).StatusMessage)
	for days, want := range map[int64]string{6: bad, 7: "", 30: "", 31: bad} {
		job := copied(t, w, owner, "main", point, to, role, &backup.Lifecycle{DeleteAfterDays: &days})
		require.Equal(t, want, job.StatusMessage, days)
		if want == "" {
			refused(t, w, offsite, backup.LockedPointsStay, &backup.DeleteRecoveryPoint{BackupVaultName: "copies",
				RecoveryPointArn: job.DestinationRecoveryPointArn})
		}
	}
	w.Advance(3 * 24 * time.Hour)
	refused(t, w, offsite, backup.LocksBecomeImmutable,
		&backup.DeleteBackupVaultLockConfiguration{BackupVaultName: "copies"})
	refused(t, w, offsite, backup.FilledVaultsStay, &backup.DeleteBackupVault{BackupVaultName: "copies"})
	w.Advance(31 * 24 * time.Hour)
	do[backup.DeleteBackupVaultOutput](t, w, offsite, &backup.DeleteBackupVault{BackupVaultName: "copies"})
	refusal := refused(t, w, offsite, backup.MissingVaultsAreForbidden, &backup.DescribeBackupVault{BackupVaultName: "copies"})
	require.Equal(t, 403, refusal.Status)
}

func TestWhatItsRoleCannotDeleteIsExpired(t *testing.T) {
	w, role, _, _ := across(t)
	v := volume(t, w, owner, "")
	one := backedUp(t, w, owner, "main", v, role, nil)
	two := backedUp(t, w, owner, "main", v, role, &backup.Lifecycle{DeleteAfterDays: new(int64(1))})
	deleteRole(t, w, owner)
	do[backup.DeleteRecoveryPointOutput](t, w, owner,
		&backup.DeleteRecoveryPoint{BackupVaultName: "main", RecoveryPointArn: one})
	require.Equal(t, backup.RecoveryPointStatus("EXPIRED"), described(t, w, owner, "main", one).Status)
	w.Advance(32 * time.Hour)
	require.Equal(t, backup.RecoveryPointStatus("EXPIRED"), described(t, w, owner, "main", two).Status)
	defaultRole(t, w, owner)
	do[backup.DeleteRecoveryPointOutput](t, w, owner,
		&backup.DeleteRecoveryPoint{BackupVaultName: "main", RecoveryPointArn: one})
	w.Advance(time.Minute)
	refused(t, w, owner, backup.PointsAreInTheirVault,
		&backup.DescribeRecoveryPoint{BackupVaultName: "main", RecoveryPointArn: one})
}

func TestJobsOfAResourceWaitForEachOther(t *testing.T) {
	w, role, _, _ := across(t)
	start := func() string {
		return do[backup.StartBackupJobOutput](t, w, owner, &backup.StartBackupJob{BackupVaultName: "main",
			ResourceArn: fileSystem, IamRoleArn: role}).BackupJobId
	}
	state := func(id string) backup.BackupJobState {
		return do[backup.DescribeBackupJobOutput](t, w, owner, &backup.DescribeBackupJob{BackupJobId: id}).State
	}
	first, second, third := start(), start(), start()
	w.Advance(time.Minute)
	require.Equal(t, backup.BackupJobState("RUNNING"), state(first))
	require.Equal(t, backup.BackupJobState("CREATED"), state(second))
	do[backup.StopBackupJobOutput](t, w, owner, &backup.StopBackupJob{BackupJobId: first})
	require.Equal(t, backup.BackupJobState("ABORTING"), state(first))
	do[backup.StopBackupJobOutput](t, w, owner, &backup.StopBackupJob{BackupJobId: second})
	w.Advance(time.Minute)
	require.Equal(t, backup.BackupJobState("ABORTED"), state(first))
	require.Equal(t, backup.BackupJobState("ABORTED"), state(second))
	w.Advance(time.Hour)
	require.Equal(t, backup.BackupJobState("COMPLETED"), state(third))
	refused(t, w, owner, backup.JobsAreStopped, &backup.StopBackupJob{BackupJobId: third})
}

func TestACopyLivesByItsSourcesClock(t *testing.T) {
	w, role, _, to := across(t)
	point := backedUp(t, w, owner, "main", fileSystem, role, &backup.Lifecycle{DeleteAfterDays: new(int64(10))})
	w.Advance(5 * 24 * time.Hour)
	was := described(t, w, owner, "main", point)
	for _, c := range []struct {
		given *backup.Lifecycle
		days  time.Duration
	}{
		{nil, 10}, {&backup.Lifecycle{DeleteAfterDays: new(int64(-1)), MoveToColdStorageAfterDays: new(int64(-1))}, 10},
		{&backup.Lifecycle{DeleteAfterDays: new(int64(20))}, 20},
	} {
		job := copied(t, w, owner, "main", point, to, role, c.given)
		got := described(t, w, offsite, "copies", job.DestinationRecoveryPointArn)
		require.Equal(t, was.CreationDate, got.CreationDate)
		require.Equal(t, was.CreationDate.Add(c.days*24*time.Hour), got.CalculatedLifecycle.DeleteAt)
		require.Equal(t, was.BackupVaultArn, got.SourceBackupVaultArn)
	}
	refused(t, w, owner, backup.ColdStorageLastsNinetyDays, &backup.StartCopyJob{SourceBackupVaultName: "main",
		RecoveryPointArn: point, DestinationBackupVaultArn: to, IamRoleArn: role, Lifecycle: &backup.Lifecycle{
			DeleteAfterDays: new(int64(15)), MoveToColdStorageAfterDays: new(int64(0))}})
	w.Advance(5*24*time.Hour + 8*time.Hour)
	list := do[backup.ListRecoveryPointsByBackupVaultOutput](t, w, offsite,
		&backup.ListRecoveryPointsByBackupVault{BackupVaultName: "copies"}).RecoveryPoints
	require.Len(t, list, 1)
}

func TestAForkOfAWorldWithJobsHasTheSameFuture(t *testing.T) {
	w, role, key, to := across(t)
	point := backedUp(t, w, owner, "main", volume(t, w, owner, key), role,
		&backup.Lifecycle{DeleteAfterDays: new(int64(2))})
	do[backup.StartCopyJobOutput](t, w, owner, &backup.StartCopyJob{SourceBackupVaultName: "main",
		RecoveryPointArn: point, DestinationBackupVaultArn: to, IamRoleArn: role})
	fork := w.Fork()
	fork.Advance(10 * 24 * time.Hour)
	w.Advance(10 * 24 * time.Hour)
	require.Equal(t, w.Digest(), fork.Digest())
}

func TestJobsKeepTheirWindows(t *testing.T) {
	w := model.New(model.Options{Pace: kernel.Latest})
	role := defaultRole(t, w, owner)
	vault(t, w, owner, "main", "")
	start := func(in *backup.StartBackupJob) string {
		in.BackupVaultName, in.ResourceArn, in.IamRoleArn = "main", fileSystem, role
		return do[backup.StartBackupJobOutput](t, w, owner, in).BackupJobId
	}
	state := func(id string) backup.BackupJobState {
		return do[backup.DescribeBackupJobOutput](t, w, owner, &backup.DescribeBackupJob{BackupJobId: id}).State
	}
	first, late := start(&backup.StartBackupJob{}), start(&backup.StartBackupJob{StartWindowMinutes: new(int64(60))})
	w.Advance(time.Hour)
	require.Equal(t, backup.BackupJobState("EXPIRED"), state(late))
	w.Advance(5 * time.Hour)
	require.Equal(t, backup.BackupJobState("COMPLETED"), state(first))
	short := start(&backup.StartBackupJob{CompleteWindowMinutes: new(int64(120))})
	w.Advance(2 * time.Hour)
	require.Equal(t, backup.BackupJobState("ABORTED"), state(short))
	refused(t, w, owner, backup.JobsStartInTheirWindow, &backup.StartBackupJob{BackupVaultName: "main",
		ResourceArn: fileSystem, IamRoleArn: role, StartWindowMinutes: new(int64(59))})
	require.Len(t, do[backup.ListRecoveryPointsByBackupVaultOutput](t, w, owner,
		&backup.ListRecoveryPointsByBackupVault{BackupVaultName: "main"}).RecoveryPoints, 1)
	w.Advance(31 * 24 * time.Hour)
	require.Empty(t, do[backup.ListBackupJobsOutput](t, w, owner, &backup.ListBackupJobs{}).BackupJobs)
	refused(t, w, owner, backup.UnknownJobsAreNotFound, &backup.DescribeBackupJob{BackupJobId: first})
}
