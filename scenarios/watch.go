package scenarios

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// watched is a target whose replies have to keep invariants: one that breaks an invariant
// becomes a *target.Mismatch.
type watched struct {
	target.Target
	invariants []string
	checker    *invariants.Checker
	clock      kernel.Time // the target's, as far as it runs on demand

	broken *invariants.Violation
}

func watchOver(t target.Target, ids []string, start time.Time, set invariants.Limits) *watched {
	if start.IsZero() {
		start = model.New(model.Options{}).Now()
	}
	return &watched{Target: t, invariants: ids, checker: catalogue.NewChecker(ids...).Under(set), clock: kernel.At(start)}
}

func (w *watched) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := w.Target.Do(ctx, as, in)
	v := w.checker.See(&kernel.Exchange{At: w.now(), As: as, In: in, Out: out, Err: err,
		Fails: target.HasFailingWork(ctx)})
	if v != nil && slices.Contains(w.invariants, v.Invariant.ID) {
		w.broken = v
		return nil, &target.Mismatch{Message: fmt.Sprintf("%s: %s\nbroken: %s", v.Invariant.ID, v.Invariant.Says, v.Message),
			Invariant: v.Invariant.ID}
	}
	return out, err
}

func (w *watched) Wait(ctx context.Context, d time.Duration) error {
	w.clock = w.clock.Add(d)
	return w.Target.Wait(ctx, d)
}

func (w *watched) Still() time.Duration { return target.Still(w.Target) }

func (w *watched) now() kernel.Time {
	if w.Offers(target.Clock) {
		return w.clock
	}
	return kernel.At(time.Now())
}
