package sandbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
)

// counted is an account that cannot be emptied, and counts what it is asked.
type counted struct {
	target.Model
	calls []string
}

func (c *counted) Offers(of target.Capability) bool { return of != target.Reset }

func (c *counted) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	c.calls = append(c.calls, as.Account)
	return c.Model.Do(ctx, as, in)
}

var (
	there    = kernel.Caller{Account: "720384615293", Region: "us-east-1"} // as the target calls it
	ofSuites = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
)

// bound is a target with two accounts that demands a plan.
func bound(t *testing.T, touches ...string) (*counted, *sandbox.Target) {
	t.Helper()
	behind := &counted{}
	box, err := sandbox.New(behind, sandbox.Places{Accounts: map[string]string{
		"111111111111": "720384615293", "222222222222": "111111111111",
	}})
	require.NoError(t, err)
	box.Bind(target.Terms{Demanded: true, Accounts: []string{"111111111111", "222222222222"}, Touches: touches})
	require.NoError(t, box.Reset(t.Context(), 1))
	return behind, box
}

func TestWhatTheTargetFileDoesNotNameIsNotSent(t *testing.T) {
	for _, test := range []struct {
		in      any
		touches string // lets it through
		why     string
	}{
		{&ebs.EnableEbsEncryptionByDefault{}, "defaults", "ec2.EnableEbsEncryptionByDefault touches a default of the account"},
		{&ebs.DisableSnapshotBlockPublicAccess{}, "ec2.DisableSnapshotBlockPublicAccess", "touches a default"},
		{&dlm.CreateLifecyclePolicy{DefaultPolicy: "VOLUME"}, "defaults", "touches a default"},
		{&backup.UpdateRegionSettings{}, "defaults", "touches a default"},
		{&backup.UpdateGlobalSettings{}, "organization", "touches the organization"},
		{&organizations.CreateOrganization{}, "organization", "touches the organization"},
		{&organizations.LeaveOrganization{}, "organization", "touches the organization"},
		{&ram.EnableSharingWithAwsOrganization{}, "organization", "touches the organization"},
		{&ram.CreateResourceShare{Name: "s", Principals: []string{"arn:aws:organizations::111111111111:ou/o-abcdefghij/ou-abcd-12345678"}},
			"organization", "touches the organization"},
		{&ebs.ModifySnapshotAttribute{SnapshotId: "snap-0123456789abcdef0", OperationType: ebs.Add, GroupNames: []string{"all"}},
			"public,others", "touches everybody"},
		{&rds.ModifyDBClusterSnapshotAttribute{ValuesToAdd: []string{"all"}}, "public,others", "touches everybody"},
		{&iam.DeleteRole{RoleName: "admin"}, "others", "iam.DeleteRole changes admin, which the scenario has not made"},
		{&iam.CreateAccessKey{UserName: "ceo"}, "others", "iam.CreateAccessKey changes ceo"},
		{&iam.AttachRolePolicy{RoleName: "admin", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, "others", "changes admin"},
		{&kms.ScheduleKeyDeletion{KeyId: "alias/payments"}, "others", "changes alias/payments"},
		{&ebs.DeleteVolume{VolumeId: "vol-0123456789abcdef0"}, "others", "changes vol-0123456789abcdef0"},
		{&ebs.CreateTags{Resources: []string{"vol-0123456789abcdef0"}}, "others", "changes vol-"},
		{&rds.DeleteDBCluster{DBClusterIdentifier: "production"}, "others", "changes production"},
		{&backup.DeleteBackupVault{BackupVaultName: "Default"}, "others", "changes Default"},
		{&ram.CreateResourceShare{Name: "s", Principals: []string{"333333333333"}}, "",
			"ram.CreateResourceShare names account 333333333333, which the target file does not name"},
		{&iam.CreateRole{RoleName: "r", AssumeRolePolicyDocument: `{"Principal":{"AWS":"arn:aws:iam::998877665544:root"}}`}, "",
			"names account 998877665544"},
		{&iam.CreateRole{RoleName: "r", AssumeRolePolicyDocument: "%22arn%3Aaws%3Aiam%3A%3A998877665544%3Aroot%22"}, "",
			"names account 998877665544"},
		{&ebs.ModifySnapshotAttribute{SnapshotId: "snap-1", OperationType: ebs.Add, UserIds: []string{"222222222222",
			"998877665544"}}, "", "names account 998877665544"},
	} {
		behind, box := bound(t)
		_, err := box.Do(t.Context(), ofSuites, test.in)
		require.ErrorIs(t, err, target.ErrUnsupported, "%T", test.in)
		assert.Contains(t, err.Error(), test.why)
		assert.Empty(t, behind.calls, "%T was sent", test.in)
		if test.touches != "" {
			behind, box := bound(t, strings.Split(test.touches, ",")...)
			_, err := box.Do(t.Context(), ofSuites, test.in)
			assert.NotErrorIs(t, err, target.ErrUnsupported, "%T", test.in)
			assert.Equal(t, []string{there.Account}, behind.calls)
		}
	}
}

func TestNobodyCallsAsAnAccountThatTheFileDoesNotName(t *testing.T) {
	behind, box := bound(t, "organization", "defaults", "others", "public")
	_, err := box.Do(t.Context(), kernel.Caller{Account: "333333333333", Region: "us-east-1"}, &kms.ListKeys{})
	require.ErrorIs(t, err, target.ErrUnsupported)
	assert.Empty(t, behind.calls)
}

// What the scenario has made, and what services make of that, it may change; what it has
// only seen it may not.
func TestAScenarioChangesWhatItHasMade(t *testing.T) {
	behind, box := bound(t)
	others, err := behind.Model.Do(t.Context(), there, &kms.CreateKey{})
	require.NoError(t, err)
	theirs := others.(*kms.CreateKeyOutput).KeyMetadata.KeyId
	do := func(as kernel.Caller, in any) any {
		t.Helper()
		out, err := box.Do(t.Context(), as, in)
		require.NoError(t, err)
		return out
	}
	key := do(ofSuites, &kms.CreateKey{}).(*kms.CreateKeyOutput).KeyMetadata
	do(ofSuites, &kms.CreateAlias{AliasName: "alias/mine", TargetKeyId: key.KeyId})
	do(ofSuites, &kms.DisableKey{KeyId: key.Arn})
	do(ofSuites, &iam.CreateUser{UserName: "u"})
	do(ofSuites, &iam.CreateAccessKey{UserName: "u"})
	consumer := kernel.Caller{Account: "222222222222", Region: "us-east-1"}
	do(ofSuites, &ram.CreateResourceShare{Name: "s", Principals: []string{consumer.Account}})
	require.NoError(t, behind.Wait(t.Context(), time.Hour))
	heard := do(consumer, &ram.GetResourceShareInvitations{}).(*ram.GetResourceShareInvitationsOutput)
	require.Len(t, heard.ResourceShareInvitations, 1)
	do(consumer, &ram.AcceptResourceShareInvitation{
		ResourceShareInvitationArn: heard.ResourceShareInvitations[0].ResourceShareInvitationArn})

	do(ofSuites, &kms.DescribeKey{KeyId: theirs})
	_, err = box.Do(t.Context(), ofSuites, &kms.ScheduleKeyDeletion{KeyId: theirs})
	assert.ErrorIs(t, err, target.ErrUnsupported)
	assert.ErrorContains(t, err, "which the scenario has not made")
}

// A run ends before it costs more than it may: by the price of what a call would make, and
// of what is there as time passes.
func TestARunThatWouldCostTooMuchEnds(t *testing.T) {
	behind, box := bound(t)
	m := &sandbox.Meter{Most: 150 * kernel.Cent, Now: func() time.Time { return behind.World.Now() }}
	box.Measure(m)
	cluster, err := box.Do(t.Context(), ofSuites, &cloudhsm.CreateCluster{HsmType: "hsm1.medium",
		SubnetIds: []string{"subnet-0123456789abcdef0"}})
	require.NoError(t, err)
	id := cluster.(*cloudhsm.CreateClusterOutput).Cluster.ClusterId
	require.NoError(t, box.Wait(t.Context(), time.Hour))
	asked := len(behind.calls)
	var undecided *target.Undecided
	_, err = box.Do(t.Context(), ofSuites, &cloudhsm.CreateHsm{ClusterId: id, AvailabilityZone: "us-east-1a"})
	require.ErrorAs(t, err, &undecided)
	assert.Contains(t, undecided.Reason, "the run would cost more than $1.50")
	assert.Len(t, behind.calls, asked, "nothing was made")
	assert.Equal(t, undecided.Reason, box.Overspent())

	m = &sandbox.Meter{Most: 2 * kernel.Dollar, Now: m.Now}
	box.Measure(m)
	_, err = box.Do(t.Context(), ofSuites, &cloudhsm.CreateHsm{ClusterId: id, AvailabilityZone: "us-east-1a"})
	require.NoError(t, err)
	assert.Equal(t, 160*kernel.Cent, m.Spent(), "begun hours are whole")
	require.NoError(t, box.Wait(t.Context(), 50*time.Minute))
	assert.Empty(t, box.Overspent())
	require.NoError(t, box.Wait(t.Context(), 50*time.Minute))
	_, err = box.Do(t.Context(), ofSuites, &cloudhsm.DescribeClusters{})
	require.ErrorAs(t, err, &undecided, "the second hour has begun")
	assert.Empty(t, box.Sweep(t.Context()), "what was made goes nonetheless")
	require.Len(t, m.Last().Things, 1)
	assert.Equal(t, 320*kernel.Cent, m.Spent())
}
