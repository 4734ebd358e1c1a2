package conformance_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

// crooked is a foreign target whose calls and answers a test bends.
type crooked struct {
	endpoint
	bend      func(in, out any, err error) (any, error)
	clockless bool
	waits     time.Duration // how long it can be waited for; 0 for as long as it takes
}

func (c *crooked) Offers(of target.Capability) bool { return of != target.Clock || !c.clockless }

func (c *crooked) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := c.endpoint.Do(ctx, as, in)
	return c.bend(in, out, err)
}

func (c *crooked) Wait(ctx context.Context, d time.Duration) error {
	if c.waits > 0 && d > c.waits {
		return &target.OutOfPatience{Waited: d, Patience: c.waits}
	}
	return c.endpoint.Wait(ctx, d)
}

// one plays a scenario of a system that names a rule and returns what came of it.
func one(t *testing.T, on target.Target, system, rule, steps string) conformance.ScenarioResult {
	t.Helper()
	dir := filepath.Join(t.TempDir(), system)
	require.NoError(t, os.Mkdir(dir, 0o755))
	text := "scenario: On time\nrules: [" + rule + "]\naccounts: {owner: \"111111111111\", consumer: \"222222222222\"}\nsteps:\n" + steps
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.yaml"), []byte(text), 0o644))
	r := check(t, conformance.Options{Target: on, Paths: []string{dir}})
	require.Len(t, r.Scenarios, 1)
	return r.Scenarios[0]
}

const aVolume = `
  - {as: owner, call: ec2.CreateVolume, with: {AvailabilityZone: us-east-1a, Size: 1}, save: {v: VolumeId}, expect: {State: creating}}
  - {as: owner, call: ec2.DescribeVolumes, with: {VolumeIds: ["${v}"]}, until: {Volumes.0.State: available}}
  - {as: owner, call: ec2.DescribeVolumes, with: {VolumeIds: ["${v}"]}}
`

// shows bends each volume that an answer shows.
func shows(bend func(*ebs.Volume)) func(in, out any, err error) (any, error) {
	return func(_, out any, err error) (any, error) {
		if shown, ok := out.(*ebs.DescribeVolumesOutput); ok && err == nil {
			for i := range shown.Volumes {
				bend(&shown.Volumes[i])
			}
		}
		return out, err
	}
}

func TestWhatGoesBackwardsIsChargedToTheRowThatItUndoes(t *testing.T) {
	race.Sequential(t)
	seen := false
	got := one(t, &crooked{bend: shows(func(v *ebs.Volume) {
		if seen {
			v.State = ebs.VolumeCreating
		}
		seen = seen || v.State == ebs.VolumeAvailable
	})}, "ebs", "EBS-VOL-01", aVolume)
	require.Equal(t, conformance.Diverges, got.Verdict, "no step looked at it: %s", got.Reason)
	require.Contains(t, got.Reason, "is creating after it was available")
	require.Equal(t, []string{"EBS-VOL-12"}, got.Charged)
	require.Equal(t, []string{"EBS-VOL-01"}, got.Unexamined)
}

func TestAStateOfWhichNobodyPromisesAnEndIsNoAccusation(t *testing.T) {
	got := one(t, &crooked{bend: shows(func(v *ebs.Volume) { v.State = ebs.VolumeCreating })}, "ebs", "EBS-VOL-12", aVolume)
	require.Equal(t, conformance.Inconclusive, got.Verdict)
	require.Contains(t, got.Reason, "not reached within patience: AWS promises no time within which creating becomes available")
	got = one(t, &crooked{bend: shows(func(v *ebs.Volume) { v.State = ebs.VolumeCreating }), waits: time.Second}, "ebs",
		"EBS-VOL-12", aVolume)
	require.Equal(t, conformance.Inconclusive, got.Verdict)
	require.Contains(t, got.Reason, "as long as patience lasts (1s)")
}

func TestAPromiseThatIsNotKeptIsChargedToItsRule(t *testing.T) {
	got := one(t, &crooked{bend: func(_, out any, err error) (any, error) {
		if shown, ok := out.(*organizations.DescribeHandshakeOutput); ok && err == nil {
			shown.Handshake.State = organizations.Requested
		}
		return out, err
	}}, "organizations", "ORG-ACC-01", `
  - {as: owner, call: organizations.CreateOrganization}
  - {as: owner, call: organizations.InviteAccountToOrganization, with: {Target: {Id: "222222222222", Type: ACCOUNT}}, save: {h: Handshake.Id}}
  - {advance: 361h}
  - {as: owner, call: organizations.DescribeHandshake, with: {HandshakeId: "${h}"}, expect: {Handshake.State: EXPIRED}}
`)
	require.Equal(t, conformance.Diverges, got.Verdict, got.Reason)
	require.Contains(t, got.Charged, "ORG-HSK-02")
	require.NotContains(t, got.Charged, "ORG-HSK-03")
}

func TestAStateThatPassedBeforeAnybodyLookedIsNoDivergence(t *testing.T) {
	steps := strings.Replace(aVolume, "until: {Volumes.0.State: available}", "expect: {Volumes.0.State: creating}", 1)
	quick := shows(func(v *ebs.Volume) { v.State = ebs.VolumeAvailable })
	got := one(t, &crooked{bend: quick, clockless: true}, "ebs", "EBS-VOL-12", steps)
	require.Equal(t, conformance.Partial, got.Verdict, got.Reason)
	require.Contains(t, got.Reason, "nobody saw it creating")
	got = one(t, &crooked{bend: quick}, "ebs", "EBS-VOL-12", steps)
	require.Equal(t, conformance.Blocked, got.Verdict, "no time has passed, and the rule is about what comes later")
}

const aVault = `
  - {as: owner, call: backup.CreateBackupVault, with: {BackupVaultName: home}, expect: {BackupVaultName: home}}
  - {as: owner, call: backup.DescribeBackupVault, with: {BackupVaultName: home}, expect: {BackupVaultName: home}}
`

// losing loses the answer to the first call that makes a vault, done or not, and bends what
// is shown of vaults.
func losing(done bool, bend func(out any, err error) (any, error)) *crooked {
	lost := false
	c := &crooked{}
	c.do = func(in any) error {
		if _, ok := in.(*backup.CreateBackupVault); ok && !lost && !done {
			lost = true
			return &target.Unanswered{Call: "backup.CreateBackupVault", Err: context.DeadlineExceeded}
		}
		return nil
	}
	c.bend = func(in, out any, err error) (any, error) {
		if _, ok := in.(*backup.CreateBackupVault); ok && !lost {
			lost = true
			return nil, &target.Unanswered{Call: "backup.CreateBackupVault", Err: context.DeadlineExceeded}
		}
		if bend != nil && lost {
			return bend(out, err)
		}
		return out, err
	}
	return c
}

func TestALostAnswerIsFollowedUpByReading(t *testing.T) {
	for _, done := range []bool{true, false} {
		got := one(t, losing(done, nil), "backup", "BKP-VLT-01", aVault)
		require.Equal(t, conformance.Conforms, got.Verdict, "done: %v: %s", done, got.Reason)
	}
}

func TestWhatIsNeitherDoneNorNotDoneDiverges(t *testing.T) {
	got := one(t, losing(true, func(out any, err error) (any, error) {
		switch out := out.(type) {
		case *backup.DescribeBackupVaultOutput:
			out.BackupVaultName = "other"
		case *backup.ListBackupVaultsOutput:
			for i := range out.BackupVaultList {
				out.BackupVaultList[i].BackupVaultName = "other"
			}
		}
		return out, err
	}), "backup", "BKP-VLT-01", aVault)
	require.Equal(t, conformance.Diverges, got.Verdict, got.Reason)
	require.Contains(t, got.Reason, "answers neither as if it was done")
}

func TestWhatIsDeniedAndThenThereIsAccused(t *testing.T) {
	denials := 0
	got := one(t, losing(true, func(out any, err error) (any, error) {
		switch out := out.(type) {
		case *backup.DescribeBackupVaultOutput:
			if denials++; denials == 1 {
				return nil, kernel.NewError(&kernel.ErrorShape{Code: "ResourceNotFoundException", Status: 400}, "no")
			}
		case *backup.ListBackupVaultsOutput:
			if denials++; denials == 1 {
				out.BackupVaultList = slices.Clip(out.BackupVaultList[:0])
			}
		}
		return out, err
	}), "backup", "BKP-VLT-01", aVault)
	require.Equal(t, conformance.Diverges, got.Verdict, got.Reason)
	require.Contains(t, got.Reason, "AlreadyExistsException")
}
