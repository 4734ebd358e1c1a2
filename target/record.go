package target

import (
	"context"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Exchange is one recorded call and its answer, or a wait.
type Exchange struct {
	As     kernel.Caller
	In     any
	Out    any
	Err    error
	Waited time.Duration
}

// Recorder is a target that remembers what was said.
type Recorder struct {
	Target
	Exchanges []Exchange
}

// Do performs and records the call.
func (r *Recorder) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := r.Target.Do(ctx, as, in)
	r.Exchanges = append(r.Exchanges, Exchange{As: as, In: in, Out: out, Err: err})
	return out, err
}

// Wait waits and records it.
func (r *Recorder) Wait(ctx context.Context, d time.Duration) error {
	err := r.Target.Wait(ctx, d)
	r.Exchanges = append(r.Exchanges, Exchange{Waited: d, Err: err})
	return err
}
