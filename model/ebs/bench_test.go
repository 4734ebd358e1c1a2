package ebs_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// stocked is a world in which target has some snapshots of its own and others
// that source shares with it.
func stocked(b testing.TB, own, shared int) (w *model.World, first string) {
	w = model.New(model.Options{Pace: kernel.Immediate})
	for _, stock := range []struct {
		as kernel.Caller
		n  int
	}{{target, own}, {source, shared}} {
		size := int32(8)
		v := do[ebs.CreateVolumeOutput](b, w, stock.as, &ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: &size})
		w.Advance(time.Second)
		for range stock.n {
			sn := do[ebs.CreateSnapshotOutput](b, w, stock.as, &ebs.CreateSnapshot{VolumeId: v.VolumeId})
			w.Advance(15 * time.Second)
			if stock.as == source {
				do[ebs.ModifySnapshotAttributeOutput](b, w, source,
					&ebs.ModifySnapshotAttribute{SnapshotId: sn.SnapshotId, OperationType: ebs.Add, UserIds: []string{target.Account}})
			}
			first = sn.SnapshotId
		}
	}
	return w, first
}

// BenchmarkDescribeSnapshots lists pages of 1,000 snapshots out of few and out
// of many: the last own ones and the first shared ones.
func BenchmarkDescribeSnapshots(b *testing.B) {
	for _, stock := range []struct{ own, shared int }{{1_000, 1_000}, {100_000, 10_000}} {
		w, _ := stocked(b, stock.own, stock.shared)
		b.Run(fmt.Sprintf("%d own and %d shared", stock.own, stock.shared), func(b *testing.B) {
			most := int32(1000)
			for b.Loop() {
				do[ebs.DescribeSnapshotsOutput](b, w, target, &ebs.DescribeSnapshots{MaxResults: &most})
			}
		})
	}
}

// BenchmarkSharing shares and unshares one of few and of many snapshots.
func BenchmarkSharing(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		w, id := stocked(b, 0, n)
		b.Run(fmt.Sprintf("%d snapshots", n), func(b *testing.B) {
			for b.Loop() {
				do[ebs.ModifySnapshotAttributeOutput](b, w, source,
					&ebs.ModifySnapshotAttribute{SnapshotId: id, OperationType: ebs.Remove, UserIds: []string{target.Account}})
				do[ebs.ModifySnapshotAttributeOutput](b, w, source,
					&ebs.ModifySnapshotAttribute{SnapshotId: id, OperationType: ebs.Add, UserIds: []string{target.Account}})
			}
		})
	}
}

// The cost is told as a ratio within one run, in alternation and generously: a
// listing that looks at every snapshot would be forty times as dear.
func TestAPageCostsTheSameOutOfManySnapshots(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 44,000 snapshots")
	}
	few, _ := stocked(t, 500, 500)
	many, _ := stocked(t, 40_000, 4_000)
	most := int32(1000)
	cost := func(w *model.World) time.Duration {
		began := time.Now()
		do[ebs.DescribeSnapshotsOutput](t, w, target, &ebs.DescribeSnapshots{MaxResults: &most})
		return time.Since(began)
	}
	fewest, best := time.Hour, time.Hour
	for range 20 {
		fewest, best = min(fewest, cost(few)), min(best, cost(many))
	}
	require.Less(t, best, 10*fewest)
}
