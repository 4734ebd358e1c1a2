package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

const failed = "failed"

// isOfEBS looks at the state of a volume or snapshot, or waits for it.
func (s *session) isOfEBS(ctx context.Context, kind, alias, how, want string) error {
	t, err := s.recall(kind, alias)
	if err != nil {
		return err
	}
	question := func() (bool, string, error) {
		state, _, err := s.stateOfEBS(ctx, kind, t)
		return state == want || want == "in error" && state == string(ebs.SnapshotError) || want == failed && (state == string(ebs.VolumeError) || state == gone), state, err
	}
	if how == "becomes" {
		return s.await(ctx, fmt.Sprintf("%s %q becoming %s", kind, alias, want), question)
	}
	yes, state, err := question()
	if err == nil && !yes {
		err = mismatch("%s %q is %s, not %s", kind, alias, state, want)
	}
	return err
}

// stateOfEBS asks the owner for a state and, of a snapshot, its message.
func (s *session) stateOfEBS(ctx context.Context, kind string, t thing) (state, message string, err error) {
	if kind == "volume" {
		out, err := ask[ebs.DescribeVolumesOutput](ctx, s, t.home(), &ebs.DescribeVolumes{Filters: []ebs.Filter{{Name: "volume-id", Values: []string{t.ID}}}})
		if err != nil || len(out.Volumes) == 0 {
			return gone, "", err
		}
		return string(out.Volumes[0].State), "", nil
	}
	seen, err := s.snapshotsWhere(ctx, t.home(), "snapshot-id", t.ID)
	if err != nil || len(seen) == 0 {
		return gone, "", err
	}
	return string(seen[0].State), seen[0].StateMessage, nil
}

func (s *session) endsInError(ctx context.Context, alias, why string) error {
	t, err := s.recall("snapshot", alias)
	if err != nil {
		return err
	}
	message := ""
	err = s.await(ctx, "snapshot "+alias+" ending in error", func() (bool, string, error) {
		state, told, err := s.stateOfEBS(ctx, "snapshot", t)
		message = told
		if state == string(ebs.SnapshotCompleted) {
			return false, state, mismatch("snapshot %q is completed", alias)
		}
		return state == string(ebs.SnapshotError), state, err
	})
	if err == nil && !strings.HasPrefix(message, why) {
		err = mismatch("snapshot %q failed because %q, not %q", alias, message, why)
	}
	return err
}

func (s *session) isCompletedAfter(ctx context.Context, alias, earlier string) error {
	var completed [2]kernel.Time
	for i, name := range []string{alias, earlier} {
		if err := s.isOfEBS(ctx, "snapshot", name, "becomes", string(ebs.SnapshotCompleted)); err != nil {
			return err
		}
		t, err := s.recall("snapshot", name)
		if err != nil {
			return err
		}
		seen, err := s.snapshotsWhere(ctx, t.home(), "snapshot-id", t.ID)
		if err != nil {
			return err
		}
		sn, err := first("snapshot "+name, seen)
		if err != nil {
			return err
		}
		completed[i] = sn.CompletionTime
	}
	if completed[0] <= completed[1] {
		return mismatch("snapshot %q was completed at %s, snapshot %q at %s", alias, completed[0].Std(), earlier, completed[1].Std())
	}
	return nil
}

// canOnlyDelete holds for a volume that failed, which may be gone at any moment.
func (s *session) canOnlyDelete(ctx context.Context, account, alias string) error {
	v, err := s.recall("volume", alias)
	if err != nil {
		return err
	}
	as := s.inRegion(account, v.Region)
	if err := s.do(ctx, as, &ebs.CreateSnapshot{VolumeId: v.ID}); err != nil {
		return err
	}
	s.last.examined = true
	if refusal := s.last.refusal; refusal == nil || refusal.Code != ebs.IncorrectState.Code && !isGone(refusal) {
		return mismatch("CreateSnapshot of volume %q: got %v, not IncorrectState", alias, refusal)
	}
	if err := s.do(ctx, as, &ebs.DeleteVolume{VolumeId: v.ID}); err != nil {
		return err
	}
	s.last.examined = true
	if isGone(s.last.refusal) {
		return nil
	}
	if err := s.mustHaveSucceeded(); err != nil {
		return err
	}
	state, _, err := s.stateOfEBS(ctx, "volume", v)
	if err != nil {
		return err
	}
	if state != string(ebs.VolumeDeleting) && state != gone {
		return mismatch("volume %q is %s after its deletion", alias, state)
	}
	return s.isOfEBS(ctx, "volume", alias, "becomes", gone)
}

func isGone(refusal *kernel.Error) bool {
	return refusal != nil && refusal.Code == ebs.InvalidVolumeNotFound.Code
}

// hasAtMostPending makes snapshots of a volume until it is refused. What is
// quick completes them before they are many.
func (s *session) hasAtMostPending(ctx context.Context, account string, most int, alias string) error {
	as := s.caller(account)
	volume, err := s.fill("{" + alias + "}")
	if err != nil {
		return err
	}
	pending := func() (int, error) {
		seen, err := s.snapshotsWhere(ctx, as, "volume-id", volume)
		seen = slices.DeleteFunc(seen, func(sn ebs.Snapshot) bool { return sn.State != ebs.SnapshotPending })
		return len(seen), err
	}
	for range most + 1 {
		if err := s.record.Wait(ctx, 15*time.Second); err != nil {
			return err
		}
		before, err := pending()
		if err != nil {
			return err
		}
		made, err := act[ebs.CreateSnapshotOutput](ctx, s, as, &ebs.CreateSnapshot{VolumeId: volume})
		if err != nil {
			return err
		}
		if made == nil && before < most {
			return mismatch("with %d pending snapshots, one more is refused: %v", before, s.last.refusal)
		}
		if made == nil {
			return s.refusedBy("EBS-SNP-05")
		}
		if made.SnapshotId == "" {
			return mismatch("the answer has no SnapshotId")
		}
		after, err := pending()
		if err != nil {
			return err
		}
		if after > most {
			return mismatch("volume %q has %d pending snapshots", alias, after)
		}
	}
	return nil
}
