package target

import (
	"context"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Exchange is one recorded call and its answer, or a wait, whose In is nil.
type Exchange struct {
	kernel.Exchange
	Waited time.Duration
	// Step is the number of the scenario's step, and Preparing reports whether that
	// only sets the scene.
	Step      int
	Preparing bool
	// Failures tell why work failed since the exchange before, of a Watched target.
	Failures []kernel.Failure
}

// Recorder is a target that remembers what was said.
type Recorder struct {
	Target
	Exchanges []Exchange

	steps     int
	preparing bool
	failures  uint64 // how many were told
}

// Watched is a target that tells why asynchronous work has failed since its last reset,
// after the failure of a number.
type Watched interface {
	Failures(since uint64) []kernel.Failure
}

// Follower is a target that is told the number of each step before it is made.
type Follower interface{ Follow(step int) }

// Begin says that a step of the scenario begins.
func (r *Recorder) Begin(preparing bool) {
	if f, ok := r.Target.(Follower); ok {
		f.Follow(r.steps)
	}
	r.steps++
	r.preparing = preparing
}

func (r *Recorder) record(e Exchange) {
	e.Step, e.Preparing = r.steps-1, r.preparing
	if w, ok := r.Target.(Watched); ok {
		if e.Failures = w.Failures(r.failures); len(e.Failures) > 0 {
			r.failures = e.Failures[len(e.Failures)-1].Number
		}
	}
	r.Exchanges = append(r.Exchanges, e)
}

// Do performs and records the call.
func (r *Recorder) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := r.Target.Do(ctx, as, in)
	r.record(Exchange{Exchange: kernel.Exchange{As: as, In: in, Out: out, Err: err}})
	return out, err
}

// Wait waits and records it.
func (r *Recorder) Wait(ctx context.Context, d time.Duration) error {
	err := r.Target.Wait(ctx, d)
	r.record(Exchange{Exchange: kernel.Exchange{Err: err}, Waited: d})
	return err
}
