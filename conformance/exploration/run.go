package exploration

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// Options say how a universe is explored. The zero Options are a good choice.
type Options struct {
	// Answer answers calls in the world's place, to see whether a bug is found.
	// It must not remember anything, and is called by all workers at once.
	Answer func(w *model.World, as kernel.Caller, in any) (any, error)
	// Workers is how many worlds are gone through at once, by default one for each core.
	// The result is the same for any number.
	Workers int
	// Whole goes through all states, also where accounts are alike: to check that those
	// that are passed over show nothing else.
	Whole bool
	// Progress is told now and then how far the search has come.
	Progress func(Result)
}

// Result is what came of an exploration.
type Result struct {
	Universe *Universe
	// States are those that were gone through, and differ; Covered counts with each those
	// that it becomes where accounts that are alike change places. Transitions are the moves
	// that were made.
	States, Covered, Transitions int
	// Depth is the number of moves to the state that is furthest away.
	Depth         int
	Elapsed       time.Duration
	BytesPerState int // of memory, when all states were stored and the workers had left
	// Complete is false where the search was interrupted.
	Complete bool
	// Coverage has a one for what any of the worlds was put to.
	Coverage model.Coverage
	// Violation is an invariant that does not hold after as few moves as possible, and
	// Counterexample the smallest history in which it does not.
	Violation      *invariants.Violation
	Moves          int
	Counterexample *history.History
}

// Run explores the universe. The error is one of the universe's setup.
func Run(ctx context.Context, u *Universe, o Options) (Result, error) {
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	before, start := heap(), time.Now()
	s := newSearch(ctx, u, o)
	if err := s.run(); err != nil {
		var broken *brokenSetup
		if !errors.As(err, &broken) {
			return Result{}, err
		}
		r := s.result()
		r.Elapsed, r.Complete = time.Since(start), true
		r.Violation, r.Counterexample = s.explain(broken.Violation, s.preparations(broken.step))
		return r, nil
	}
	r := s.result()
	r.Elapsed, r.Complete, r.Coverage = time.Since(start), ctx.Err() == nil, s.coverage()
	for _, w := range s.workers {
		w.rest()
	}
	r.BytesPerState = int(heap()-before) / max(r.States, 1)
	if f := s.violation; f != nil {
		var steps []*history.Step
		steps, r.Moves = s.trail(f)
		r.Violation, r.Counterexample = s.explain(f.Violation, steps)
	}
	return r, nil
}

// heap returns how much memory is in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
