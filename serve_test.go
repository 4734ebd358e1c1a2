package shareproof_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/model/eventbridge"
)

// fromEnvironment is what config.LoadDefaultConfig makes of the variables.
func fromEnvironment() aws.Config {
	url := os.Getenv("AWS_ENDPOINT_URL")
	return aws.Config{Region: os.Getenv("AWS_REGION"), BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider(
		os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_SESSION_TOKEN"))}
}

const child = "SHAREPROOF_TEST_CHILD"

func TestCodeThatLoadsItsConfigurationFindsTheCloud(t *testing.T) {
	if os.Getenv(child) != "" {
		require.NoError(t, makeVolume(t, fromEnvironment()))
		return
	}
	t.Setenv("AWS_PROFILE", "production")
	t.Setenv("AWS_ENDPOINT_URL_EC2", "http://127.0.0.1:1")
	cloud := shareproof.New(t)
	t.Run("in this process", func(t *testing.T) {
		inner := shareproof.New(t)
		inner.Setenv(owner)
		require.NoError(t, makeVolume(t, fromEnvironment()))
		_, set := os.LookupEnv("AWS_PROFILE")
		assert.False(t, set)
		assert.Len(t, inner.Calls(), 1)
	})
	assert.Equal(t, "production", os.Getenv("AWS_PROFILE"), "the environment comes back")

	test := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	test.Env = append(cloud.Env(consumer), child+"=1")
	out, err := test.CombinedOutput()
	require.NoError(t, err, "%s", out)
	calls := cloud.Calls()
	require.Len(t, calls, 1)
	assert.Equal(t, consumer, calls[0].Account)
	for _, leaked := range [][]byte{[]byte("AWS_PROFILE"), []byte("AWS_ENDPOINT_URL_EC2")} {
		for _, variable := range test.Env {
			assert.False(t, bytes.HasPrefix([]byte(variable), leaked), variable)
		}
	}
}

func makeVolume(t *testing.T, config aws.Config) error {
	_, err := ec2.NewFromConfig(config).CreateVolume(t.Context(),
		&ec2.CreateVolumeInput{AvailabilityZone: aws.String("us-east-1a"), Size: aws.Int32(1)})
	return err
}

func TestABubbleHasNoConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &doomed{T: t}
		said := &fatalBeside{doomed: f}
		shareproof.New(said, shareproof.WithClock(time.Now)).Serve()
		assert.Contains(t, said.why, "a synctest bubble has no connections")
	})
}

// fatalBeside is a doomed test that keeps why it would end.
type fatalBeside struct {
	*doomed
	failing
}

func (f *fatalBeside) Helper() {}

func (f *fatalBeside) Fatalf(format string, args ...any) { f.failing.Fatalf(format, args...) }

func TestEventsAreHandledWhenTheyAreDelivered(t *testing.T) {
	cloud := shareproof.New(t)
	ours := ec2.NewFromConfig(cloud.Config(owner))
	var seen []string
	copies := 0
	cloud.OnEvent(func(e eventbridge.Event) {
		seen = append(seen, e.DetailType)
		assert.Equal(t, e.Time.Std(), cloud.Now(), "time stands while an event is handled")
		if e.DetailType != "EBS Snapshot Notification" || copies > 0 {
			return
		}
		copies++
		all, err := ours.DescribeSnapshots(t.Context(), &ec2.DescribeSnapshotsInput{OwnerIds: []string{"self"}})
		require.NoError(t, err)
		_, err = ours.CopySnapshot(t.Context(), &ec2.CopySnapshotInput{SourceRegion: aws.String("us-east-1"),
			SourceSnapshotId: all.Snapshots[0].SnapshotId})
		require.NoError(t, err)
	})
	require.NoError(t, makeVolume(t, cloud.Config(owner)))
	cloud.Advance(time.Hour)
	volumes, err := ours.DescribeVolumes(t.Context(), &ec2.DescribeVolumesInput{})
	require.NoError(t, err)
	_, err = ours.CreateSnapshot(t.Context(), &ec2.CreateSnapshotInput{VolumeId: volumes.Volumes[0].VolumeId})
	require.NoError(t, err)
	cloud.Advance(24 * time.Hour)
	assert.Equal(t, []string{"EBS Volume Notification", "EBS Snapshot Notification", "EBS Snapshot Notification"}, seen)
	all, err := ours.DescribeSnapshots(t.Context(), &ec2.DescribeSnapshotsInput{OwnerIds: []string{"self"}})
	require.NoError(t, err)
	require.Len(t, all.Snapshots, 2)
	assert.Less(t, all.Snapshots[1].StartTime.Sub(*all.Snapshots[0].StartTime).Abs(), time.Hour,
		"the copy was begun by the event, and not when the day was over")
}

func fetched(t *testing.T, url string) []byte {
	t.Helper()
	r, err := http.Get(url)
	require.NoError(t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, r.StatusCode, "%s", body)
	return body
}
