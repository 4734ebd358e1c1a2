package simulation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// world is one simulated world: who calls it, and the invariants that check it.
type world struct {
	callers
	outer    history.World // answers; what the callers look into may hide behind it
	checker  *invariants.Checker
	recorded []history.Event
	waits    int
	seen     map[kernel.Key]struct{} // the states that the world was in now and then
}

// keyEvery is after how many steps the state of a world is looked at, which takes
// as long as some calls.
const keyEvery = 200

func newWorld(seed uint64, c kernel.Chance, made func(*model.World) history.World) *world {
	s := drawSwarm(seed, c)
	doom, failing := newDoom(seed)
	s.failing = failing
	inner := model.New(s.options)
	var first []call
	if s.prepared != nil {
		first = s.preparations()
	}
	checker := catalogue.NewChecker().Under(history.Limits(s.options))
	return &world{
		callers: callers{first: first, swarm: s, Chance: c, doom: doom, world: inner, shown: map[string][]string{}},
		outer:   made(inner), checker: checker, seen: map[kernel.Key]struct{}{},
	}
}

// play makes so many steps, or fewer if an invariant is broken or the context ends. It
// returns how many it made.
func (w *world) play(ctx context.Context, steps int) (broken *invariants.Violation, done int) {
	w.recorded = slices.Grow(w.recorded, steps)
	for broken == nil && done < steps && ctx.Err() == nil {
		switch {
		case w.work.awaited:
			w.work.awaited = false
			w.pass(w.untilDue(time.Second))
		case w.work.changes == 0 && w.IntN(100) < w.waiting:
			w.wait()
		default:
			broken = w.call()
		}
		if done++; done%keyEvery == 0 {
			w.seen[w.world.Key()] = struct{}{}
		}
	}
	return broken, done
}

func (w *world) wait() {
	d := w.spans[w.IntN(len(w.spans))]
	if w.IntN(2) == 0 {
		d = w.untilDue(d)
	}
	w.pass(d)
}

// untilDue returns how long it is until the world does something by itself,
// otherwise where it never will.
func (w *world) untilDue(otherwise time.Duration) time.Duration {
	if due, ok := w.world.NextDue(); ok {
		return max(time.Millisecond, due.Sub(w.world.Now()))
	}
	return otherwise
}

func (w *world) pass(d time.Duration) {
	w.waits++
	w.outer.Advance(d)
	w.recorded = append(w.recorded, history.Event{Advance: d})
}

func (w *world) call() *invariants.Violation {
	made := w.next()
	fails := w.fails(made)
	out, err := w.perform(made, fails)
	x := kernel.Exchange{As: made.as, In: made.in, Out: out, Err: err, Fails: fails}
	w.recorded = append(w.recorded, history.Event{Exchange: x})
	w.answered(made, out)
	x.At = kernel.At(w.outer.Now())
	return w.checker.See(&x)
}

// perform performs a call. Where callers are hasty it notes the work that the call
// has begun.
func (w *world) perform(made call, fails bool) (out any, err error) {
	if w.overtaken == 0 {
		return history.Do(w.outer, made.as, made.in, fails)
	}
	w.world.Advance(0) // to what is due already
	planned := w.world.Planned()
	if out, err = history.Do(w.outer, made.as, made.in, fails); err == nil && w.world.Planned() > planned {
		w.begins(made, out)
	}
	return out, err
}

// certify answers a certificate request with the suites' root.
func certify(csr string) string {
	certificate, err := pki.Sign(csr)
	if err != nil {
		panic(fmt.Errorf("simulation: the model's certificate request cannot be signed: %w", err))
	}
	return certificate
}
