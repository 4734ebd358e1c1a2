package scenarios

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/shareproof/shareproof/target"
)

// Replay plays the history of a scenario on a fresh world of a target. It
// returns the violation and the index of its step, or nil and -1. An error is
// the harness's own, or says what the target does not offer.
func (s Scenario) Replay(ctx context.Context, t target.Target, h *history.History) (*invariants.Violation, int, error) {
	s.setting.Options, s.setting.automatic = h.Options, !h.Options.ManualActivation
	set, err := s.setting.apply(ctx, t, h.Options.Seed)
	if err != nil {
		return nil, -1, err
	}
	ids := h.Invariants
	if ids == nil {
		ids = s.invariants
	}
	w := watchOver(t, ids, h.Options.Start, set)
	at, err := replay(ctx, w, h)
	var undecided *target.Undecided
	switch {
	case w.broken != nil:
		return w.broken, at, nil
	case errors.As(err, &undecided):
		return nil, -1, nil
	}
	return nil, -1, err
}

// replay plays a history on a target. What is refused is not held against it:
// the invariants judge. Where a call could not be made, since no answer gave a name that
// it needs, invariants that were not broken say nothing. It returns the index of the
// step that failed.
func replay(ctx context.Context, t target.Target, h *history.History) (int, error) {
	on, vars, skipped := &stage{ctx: ctx, Target: t}, history.Vars{}, 0
	for i := range h.Steps {
		done := h.Steps[i].Perform(on, vars)
		if on.err != nil {
			return i, on.err
		}
		if done.Skipped {
			skipped++
		}
	}
	if skipped > 0 {
		return -1, &target.Undecided{Reason: fmt.Sprintf("no invariant was broken, but %d of %d steps could not be made: "+
			"no answer gave the names that they need", skipped, len(h.Steps))}
	}
	return -1, nil
}

// stage is a target as the world of a history. It remembers what went wrong
// besides refusals.
type stage struct {
	target.Target
	ctx context.Context
	err error
}

func (s *stage) Do(as kernel.Caller, in any) (any, error) {
	out, err := s.Target.Do(s.ctx, as, in)
	s.note(err)
	return out, err
}

// DoFailing performs a call whose work fails, where the target lets it.
func (s *stage) DoFailing(as kernel.Caller, in any) (any, int, error) {
	if !s.Offers(target.Failures) {
		s.note(&target.Undecided{Reason: "the target lets no work fail on demand"})
		return nil, 0, s.err
	}
	out, err := s.Target.Do(target.WithFailingWork(s.ctx), as, in)
	s.note(err)
	return out, 0, err
}

func (s *stage) Advance(d time.Duration) { s.note(s.Wait(s.ctx, d)) }

func (s *stage) Activate(as kernel.Caller, cluster string) error {
	if !s.Offers(target.Activation) {
		return nil
	}
	err := s.Target.Activate(s.ctx, as, cluster)
	s.note(err)
	return err
}

func (s *stage) note(err error) {
	var refused *kernel.Error
	if err != nil && !errors.As(err, &refused) {
		s.err = err
	}
}
