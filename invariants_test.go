package shareproof

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	_ "github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/ebs"
)

// judged keeps what an invariant says.
type judged struct{ said []string }

func (*judged) Helper() {}

func (j *judged) Fatalf(format string, args ...any) {
	j.said = append(j.said, fmt.Sprintf(format, args...))
}

// strangersCopy copies the snapshot of another account that did not share it.
func strangersCopy(t *testing.T, cloud *Cloud) {
	ours, theirs := ec2.NewFromConfig(cloud.Config("111111111111")), ec2.NewFromConfig(cloud.Config("222222222222"))
	volume, err := ours.CreateVolume(t.Context(),
		&ec2.CreateVolumeInput{AvailabilityZone: aws.String("us-east-1a"), Size: aws.Int32(1)})
	require.NoError(t, err)
	cloud.Advance(time.Hour)
	snapshot, err := ours.CreateSnapshot(t.Context(), &ec2.CreateSnapshotInput{VolumeId: volume.VolumeId})
	require.NoError(t, err)
	cloud.Advance(time.Hour)
	copied, err := theirs.CopySnapshot(t.Context(), &ec2.CopySnapshotInput{SourceRegion: aws.String("us-east-1"),
		SourceSnapshotId: snapshot.SnapshotId})
	require.NoError(t, err)
	cloud.Advance(time.Hour)
	_, err = theirs.DescribeSnapshots(t.Context(), &ec2.DescribeSnapshotsInput{SnapshotIds: []string{*copied.SnapshotId}})
	require.NoError(t, err)
}

func TestInvariantsJudgeTheCallsOfATest(t *testing.T) {
	held := &judged{}
	strangersCopy(t, New(held, WithInvariants()))
	assert.Empty(t, held.said)

	// What goes wrong on the way is not the world's doing.
	noisy := &judged{}
	strangersCopy(t, New(noisy, WithInvariants(), Faults(faults.Plan{Seed: 1, Rates: []faults.Rate{
		{Fault: faults.Fault{Kind: faults.Throttling}, Percent: 20},
		{Fault: faults.Fault{Kind: faults.LostReply}, Percent: 10, Calls: []string{"ec2.DescribeSnapshots"}}}})))
	assert.Empty(t, noisy.said)

	broken := &judged{}
	strangersCopy(t, New(broken, WithInvariants(), func(o *emulator.Options) {
		o.Prepare = func(w *model.World) { w.SwitchOff(ebs.SourcesAreVisible) }
	}))
	require.NotEmpty(t, broken.said)
	assert.Contains(t, broken.said[0], "shareproof: an invariant is broken: INV-")
}
