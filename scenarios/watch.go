package scenarios

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shareproof/shareproof/laws"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// watched is a target whose replies have to keep laws: one that breaks a law
// becomes a *target.Mismatch.
type watched struct {
	target.Target
	laws  []string
	watch *laws.Watch
	clock kernel.Time // the target's, as far as it runs on demand

	broken *laws.Violation
}

func watchOver(t target.Target, ids []string, start time.Time) *watched {
	if start.IsZero() {
		start = model.New(model.Options{}).Now()
	}
	return &watched{Target: t, laws: ids, watch: laws.NewWatch(ids...), clock: kernel.At(start)}
}

func (w *watched) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := w.Target.Do(ctx, as, in)
	v := w.watch.See(&laws.Call{At: w.now(), As: as, In: in, Out: out, Err: err})
	if v != nil && slices.Contains(w.laws, v.Law.ID) {
		w.broken = v
		return nil, &target.Mismatch{Message: fmt.Sprintf("%s: %s\nbroken: %s", v.Law.ID, v.Law.Says, v.Message), Law: v.Law.ID}
	}
	return out, err
}

func (w *watched) Wait(ctx context.Context, d time.Duration) error {
	w.clock = w.clock.Add(d)
	return w.Target.Wait(ctx, d)
}

func (w *watched) now() kernel.Time {
	if w.Offers(target.Clock) {
		return w.clock
	}
	return kernel.At(time.Now())
}
