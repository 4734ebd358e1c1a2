package ebs_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

var (
	source = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	target = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
)

func do[Out any](t testing.TB, w *model.World, as kernel.Caller, in any) *Out {
	t.Helper()
	out, err := w.Do(as, in)
	require.NoError(t, err)
	return out.(*Out)
}

// completed makes a snapshot and waits for it.
func completed(t testing.TB, w *model.World, as kernel.Caller) string {
	t.Helper()
	size := int32(8)
	v := do[ebs.CreateVolumeOutput](t, w, as, &ebs.CreateVolume{AvailabilityZone: as.Region + "a", Size: &size})
	w.Advance(time.Minute)
	sn := do[ebs.CreateSnapshotOutput](t, w, as, &ebs.CreateSnapshot{VolumeId: v.VolumeId, Description: "nightly"})
	require.Equal(t, ebs.SnapshotPending, sn.State)
	w.Advance(5 * time.Minute)
	return sn.SnapshotId
}

func listed(t testing.TB, w *model.World, as kernel.Caller) (ids []string) {
	t.Helper()
	for _, sn := range do[ebs.DescribeSnapshotsOutput](t, w, as, &ebs.DescribeSnapshots{}).Snapshots {
		ids = append(ids, sn.SnapshotId)
	}
	return ids
}

func TestASharedSnapshotIsSeenAndCopied(t *testing.T) {
	w := model.New(model.Options{})
	id := completed(t, w, source)
	require.Empty(t, listed(t, w, target))
	do[ebs.ModifySnapshotAttributeOutput](t, w, source,
		&ebs.ModifySnapshotAttribute{SnapshotId: id, OperationType: ebs.Add, UserIds: []string{target.Account}})
	require.Equal(t, []string{id}, listed(t, w, target))
	require.Len(t, w.Events(target.Scope()), 1)

	there := target
	there.Region = "eu-west-2"
	copied := do[ebs.CopySnapshotOutput](t, w, there, &ebs.CopySnapshot{SourceRegion: "us-east-1", SourceSnapshotId: id})
	w.Advance(time.Hour)
	found := do[ebs.DescribeSnapshotsOutput](t, w, there,
		&ebs.DescribeSnapshots{SnapshotIds: []string{copied.SnapshotId}}).Snapshots
	require.Equal(t, ebs.SnapshotCompleted, found[0].State)
	require.Equal(t, there.Account, found[0].OwnerId)

	do[ebs.DeleteSnapshotOutput](t, w, source, &ebs.DeleteSnapshot{SnapshotId: id})
	require.Empty(t, listed(t, w, target))
	f := w.Fork()
	require.Equal(t, w.Digest(), f.Digest())
	require.Equal(t, w.Key(), f.Key())
}
