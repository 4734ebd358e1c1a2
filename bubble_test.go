package shareproof_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/model/kernel"
)

// waits are waiters of the SDK for what will not come in time; the snapshot is
// complete after two minutes.
func waits(t *testing.T, cloud *shareproof.Cloud) []func() error {
	disks, people := ec2.NewFromConfig(cloud.Config(owner)), iam.NewFromConfig(cloud.Config(owner))
	volume, err := disks.CreateVolume(t.Context(),
		&ec2.CreateVolumeInput{AvailabilityZone: aws.String("us-east-1a"), Size: aws.Int32(1)})
	require.NoError(t, err)
	cloud.Advance(time.Hour)
	snapshot, err := disks.CreateSnapshot(t.Context(), &ec2.CreateSnapshotInput{VolumeId: volume.VolumeId})
	require.NoError(t, err)
	snapshots := &ec2.DescribeSnapshotsInput{SnapshotIds: []string{*snapshot.SnapshotId}}
	volumes := &ec2.DescribeVolumesInput{VolumeIds: []string{*volume.VolumeId}}
	return []func() error{
		func() error {
			return ec2.NewSnapshotCompletedWaiter(disks).Wait(t.Context(), snapshots, time.Minute)
		},
		func() error {
			return ec2.NewVolumeInUseWaiter(disks).Wait(t.Context(), volumes, time.Minute)
		},
		func() error {
			return ec2.NewVolumeDeletedWaiter(disks).Wait(t.Context(), volumes, time.Minute)
		},
		func() error {
			return iam.NewUserExistsWaiter(people).Wait(t.Context(), &iam.GetUserInput{UserName: aws.String("nobody")},
				time.Minute)
		},
		func() error {
			return iam.NewRoleExistsWaiter(people).Wait(t.Context(), &iam.GetRoleInput{RoleName: aws.String("nobody")},
				time.Minute)
		},
	}
}

func TestAWaiterInABubbleRunsOutOfTime(t *testing.T) {
	for name, options := range map[string][]shareproof.Option{"with a clock": {shareproof.WithClock(time.Now)},
		"without a clock": nil} {
		synctest.Test(t, func(t *testing.T) {
			for _, wait := range waits(t, shareproof.New(t, options...)) {
				began := time.Now()
				assert.ErrorContains(t, wait(), "exceeded max wait time", name)
				assert.LessOrEqual(t, time.Since(began), time.Minute)
			}
		})
	}
}

// role makes a role that an administrator of the account assumes, and returns
// the configuration of clients that do so as the SDK's documentation has it.
func role(t *testing.T, cloud *shareproof.Cloud) aws.Config {
	trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}]}`
	may := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}`
	people := iam.NewFromConfig(cloud.WithoutFaults(owner))
	made, err := people.CreateRole(t.Context(),
		&iam.CreateRoleInput{RoleName: aws.String("job"), AssumeRolePolicyDocument: &trust})
	require.NoError(t, err)
	_, err = people.PutRolePolicy(t.Context(),
		&iam.PutRolePolicyInput{RoleName: aws.String("job"), PolicyName: aws.String("p"), PolicyDocument: &may})
	require.NoError(t, err)
	config := cloud.Config(owner)
	config.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cloud.Config(owner)),
		*made.Role.Arn))
	return config
}

func describeVolumes(ctx context.Context, config aws.Config, options ...func(*ec2.Options)) error {
	_, err := ec2.NewFromConfig(config).DescribeVolumes(ctx, &ec2.DescribeVolumesInput{}, options...)
	return err
}

// passes is a plan in which time passes before some call.
func passes(d time.Duration, call string, nth int) faults.Plan {
	return faults.Plan{Script: []faults.Scripted{{At: faults.Place{Call: call, Nth: nth},
		Happening: faults.Happening{Advance: d}}}}
}

func TestInABubbleCredentialsAreRenewedAfterTheTimeOfAHappening(t *testing.T) {
	for _, retries := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			cloud := shareproof.New(t, shareproof.WithClock(time.Now),
				shareproof.Faults(passes(18*time.Hour, "ec2.DescribeVolumes", 2)))
			config := role(t, cloud)
			launched := time.Now()
			for range 4 {
				assert.NoError(t, describeVolumes(t.Context(), config, func(o *ec2.Options) {
					if !retries {
						o.Retryer = aws.NopRetryer{}
					}
				}))
			}
			assert.Equal(t, time.Now(), cloud.Now().In(time.Local))
			assert.Greater(t, time.Since(launched), 18*time.Hour)
			require.Len(t, cloud.Injected(), 1)
			assert.Equal(t, "before call 3: 18h0m0s pass", cloud.Injected()[0].String(), "the first is AssumeRole")
		})
	}
}

func TestInABubbleADelayThatOutlastsItsCallEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := shareproof.New(t, shareproof.WithClock(time.Now), shareproof.Faults(always(faults.Delay, time.Hour, 0)))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		assert.ErrorIs(t, describeVolumes(ctx, cloud.Config(owner)), context.DeadlineExceeded)
		assert.Equal(t, time.Minute, time.Since(began))
	})
}

func TestOthersCallWhileTheTimeOfAFaultPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := shareproof.New(t, shareproof.WithClock(time.Now),
			shareproof.Faults(passes(time.Hour, "ec2.DescribeVolumes", 1)))
		began := time.Now()
		go func() { assert.NoError(t, describeVolumes(t.Context(), cloud.Config(owner))) }()
		synctest.Wait()
		time.Sleep(10 * time.Millisecond)
		assert.NoError(t, describeVolumes(t.Context(), cloud.Config(consumer)))
		assert.Less(t, time.Since(began), time.Second)
		time.Sleep(2 * time.Hour)
		assert.Len(t, cloud.Injected(), 1, "it happens once")
	})
}

func TestWithAClockOfItsOwnACloudIsPutForward(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ahead := func() time.Time { return time.Now().Add(time.Hour) }
		cloud := shareproof.New(t, shareproof.WithClock(ahead), shareproof.Faults(always(faults.Delay, time.Hour, 0)))
		began, launched := time.Now(), cloud.Now()
		require.NoError(t, describeVolumes(t.Context(), cloud.Config(owner)))
		assert.Less(t, time.Since(began), time.Second)
		assert.GreaterOrEqual(t, cloud.Now().Sub(launched), time.Hour)
	})
}

func TestAMistakeInAPlanOrAStartFailsTheTest(t *testing.T) {
	for why, option := range map[string]shareproof.Option{
		`Rates[0].Kind: there is no fault "trottling"`: shareproof.Faults(always("trottling", 0, 0)),
		`Script[0].Advance: want a time span`:          shareproof.Faults(passes(-time.Hour, "", 1)),
		`Script[0].At.Call: there is no operation`:     shareproof.Faults(passes(time.Hour, "ec2.EatVolumes", 1)),
		"WithStart: 12000-01-01T00:00:00Z is not":      shareproof.WithStart(time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)),
		"WithStart: 1969-12-31T00:00:00Z is not":       shareproof.WithStart(time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)),
	} {
		f := &failing{}
		shareproof.New(f, option)
		assert.Contains(t, f.why, why)
	}
}

func TestACloudEndsWithTheYear9999(t *testing.T) {
	f := &failing{}
	cloud := shareproof.New(f, shareproof.WithStart(kernel.End.Std().Add(-time.Hour)))
	cloud.Advance(time.Hour)
	assert.Empty(t, f.why)
	assert.NoError(t, describeVolumes(t.Context(), cloud.Config(owner)))
	cloud.Advance(time.Second)
	assert.Contains(t, f.why, "time ends with the year 9999")
	assert.Equal(t, kernel.End.Std(), cloud.Now())
}

// logging is a test that notes what it is told.
type logging struct {
	failing
	told []string
}

func (l *logging) Logf(format string, _ ...any) { l.told = append(l.told, format) }

func TestACloudInABubbleSaysThatItHasNoClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var with, without logging
		shareproof.New(&without)
		shareproof.New(&with, shareproof.WithClock(time.Now))
		assert.Len(t, without.told, 1)
		assert.Empty(t, with.told)
	})
	var outside logging
	shareproof.New(&outside)
	assert.Empty(t, outside.told)
}
