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
}

// Recorder is a target that remembers what was said.
type Recorder struct {
	Target
	Exchanges []Exchange
}

// Do performs and records the call.
func (r *Recorder) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := r.Target.Do(ctx, as, in)
	r.Exchanges = append(r.Exchanges, Exchange{Exchange: kernel.Exchange{As: as, In: in, Out: out, Err: err}})
	return out, err
}

// Wait waits and records it.
func (r *Recorder) Wait(ctx context.Context, d time.Duration) error {
	err := r.Target.Wait(ctx, d)
	r.Exchanges = append(r.Exchanges, Exchange{Exchange: kernel.Exchange{Err: err}, Waited: d})
	return err
}
