package ebs

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) fatePhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^snapshot {snapshot} ends in error because {text}$`,
			Example:    `Then snapshot "c1" ends in error because "Given key ID is not accessible"`,
			Doc:        "Waits for the state error; its StateMessage begins so.",
			Do:         s.endsInError,
		},
		{
			Expression: `^{account} can only delete volume {volume}$`,
			Example:    `Then "owner" can only delete volume "v"`,
			Doc: "CreateSnapshot and ModifyVolume are refused and DeleteVolume let pass, unless the volume is gone " +
				"already; soon it is.",
			Do:     s.canOnlyDelete,
			Answer: engine.Calls,
		},
		{
			Expression: `^snapshot {snapshot} is completed after snapshot {snapshot}$`,
			Example:    `Then snapshot "c2" is completed after snapshot "c1"`,
			Doc:        "Waits for both, and compares their CompletionTimes.",
			Do:         s.isCompletedAfter,
		},
		{
			Expression: `^{account} has at most {count} pending snapshots? of volume {anything named}$`,
			Example:    `Then "owner" has at most 5 pending snapshots of volume "v"`,
			Doc: "CreateSnapshot once more than that, every 15 seconds: it is refused by EBS-SNP-05 where " +
				"so many are pending, and not before. What is quick may never have so many.",
			Do:     s.hasAtMostPending,
			Answer: engine.Calls,
		},
	}
}

func stateOfVolume(ctx context.Context, s *engine.Session, t engine.Thing) (string, error) {
	in := &ebs.DescribeVolumes{Filters: []ebs.Filter{{Name: "volume-id", Values: []string{t.ID}}}}
	out, err := engine.Ask[ebs.DescribeVolumesOutput](ctx, s, t.Scope(), in)
	if err != nil || len(out.Volumes) == 0 {
		return engine.Gone, err
	}
	return string(out.Volumes[0].State), nil
}

func stateOfSnapshot(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	state, _, err := session{on}.snapshotState(ctx, t)
	return state, err
}

// snapshotState asks the owner for the state of a snapshot, and its message.
func (s session) snapshotState(ctx context.Context, t engine.Thing) (state, message string, err error) {
	seen, err := s.snapshotsWhere(ctx, t.Scope(), "snapshot-id", t.ID)
	if err != nil || len(seen) == 0 {
		return engine.Gone, "", err
	}
	return string(seen[0].State), seen[0].StateMessage, nil
}

func (s session) endsInError(ctx context.Context, alias, why string) error {
	t, err := s.Recall("snapshot", alias)
	if err != nil {
		return err
	}
	message := ""
	err = s.Await(ctx, "snapshot "+alias+" ending in error", func() (bool, string, error) {
		state, told, err := s.snapshotState(ctx, t)
		message = told
		if state == string(ebs.SnapshotCompleted) {
			return false, state, engine.Mismatch("snapshot %q is completed", alias)
		}
		return state == string(ebs.SnapshotError), state, err
	})
	if err == nil && !strings.HasPrefix(message, why) {
		err = engine.Mismatch("snapshot %q failed because %q, not %q", alias, message, why)
	}
	return err
}

func (s session) isCompletedAfter(ctx context.Context, alias, earlier string) error {
	var completed [2]kernel.Time
	for i, name := range []string{alias, earlier} {
		if err := s.Becomes(ctx, "snapshot", name, string(ebs.SnapshotCompleted)); err != nil {
			return err
		}
		t, err := s.Recall("snapshot", name)
		if err != nil {
			return err
		}
		seen, err := s.snapshotsWhere(ctx, t.Scope(), "snapshot-id", t.ID)
		if err != nil {
			return err
		}
		sn, err := engine.First("snapshot "+name, seen)
		if err != nil {
			return err
		}
		completed[i] = sn.CompletionTime
	}
	if completed[0] <= completed[1] {
		return engine.Mismatch("snapshot %q was completed at %s, snapshot %q at %s",
			alias, completed[0].Std(), earlier, completed[1].Std())
	}
	return nil
}

// canOnlyDelete holds for a volume that failed, which may be gone at any moment.
func (s session) canOnlyDelete(ctx context.Context, account, alias string) error {
	v, err := s.Recall("volume", alias)
	if err != nil {
		return err
	}
	as := s.CallerIn(account, v.Region)
	for _, in := range []any{&ebs.CreateSnapshot{VolumeId: v.ID}, &ebs.ModifyVolume{VolumeId: v.ID, Size: new(int32(9))}} {
		if err := s.Call(ctx, as, in); err != nil {
			return err
		}
		if refusal := s.Examine(); refusal == nil || refusal.Code != ebs.IncorrectState.Code && !isGone(refusal) {
			return engine.Mismatch("%T of volume %q: got %v, not IncorrectState", in, alias, refusal)
		}
	}
	if err := s.Call(ctx, as, &ebs.DeleteVolume{VolumeId: v.ID}); err != nil {
		return err
	}
	if isGone(s.Examine()) {
		return nil
	}
	if err := s.MustHaveSucceeded(); err != nil {
		return err
	}
	state, err := stateOfVolume(ctx, s.Session, v)
	if err != nil {
		return err
	}
	if state != string(ebs.VolumeDeleting) && state != engine.Gone {
		return engine.Mismatch("volume %q is %s after its deletion", alias, state)
	}
	return s.Becomes(ctx, "volume", alias, engine.Gone)
}

func isGone(refusal *kernel.Error) bool {
	return refusal != nil && refusal.Code == ebs.InvalidVolumeNotFound.Code
}

// hasAtMostPending makes snapshots of a volume until it is refused. What is
// quick completes them before they are many.
func (s session) hasAtMostPending(ctx context.Context, account string, most int, alias string) error {
	as := s.Caller(account)
	volume, err := s.Fill("{" + alias + "}")
	if err != nil {
		return err
	}
	pending := func() (int, error) {
		seen, err := s.snapshotsWhere(ctx, as, "volume-id", volume)
		seen = slices.DeleteFunc(slices.Clone(seen), func(sn ebs.Snapshot) bool { return sn.State != ebs.SnapshotPending })
		return len(seen), err
	}
	for range most + 1 {
		if err := s.Wait(ctx, 15*time.Second); err != nil {
			return err
		}
		before, err := pending()
		if err != nil {
			return err
		}
		made, err := engine.Act[ebs.CreateSnapshotOutput](ctx, s.Session, as, &ebs.CreateSnapshot{VolumeId: volume})
		if err != nil {
			return err
		}
		if made == nil && before < most {
			return engine.Mismatch("with %d pending snapshots, one more is refused: %v", before, s.Examine())
		}
		if made == nil {
			return s.MustBeRefusedBy("EBS-SNP-05")
		}
		if made.SnapshotId == "" {
			return engine.Mismatch("the answer has no SnapshotId")
		}
		after, err := pending()
		if err != nil {
			return err
		}
		if after > most {
			return engine.Mismatch("volume %q has %d pending snapshots", alias, after)
		}
	}
	return nil
}
