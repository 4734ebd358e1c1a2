package target

import (
	"context"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Exchange is one recorded call and its answer, or a wait or a deed, whose In is nil.
type Exchange struct {
	kernel.Exchange
	Waited time.Duration
	// Deed is what was done outside of the API; nil for calls and waits.
	Deed *Deed
	// Asked and Answered are when the call, wait or deed began and ended, by the clock of
	// the machine that the harness runs on.
	Asked, Answered time.Time
	// Step is the number of the scenario's step, and Preparing reports whether that
	// only sets the scene.
	Step      int
	Preparing bool
	// Failures tell why work failed since the exchange before, of a Watched target.
	Failures []kernel.Failure
}

// Deed is something that changes a world and is no call: a cluster that is activated, pages
// that are written to one, or the console of AWS Backup, which is visited.
type Deed struct {
	Kind    string
	Cluster string
	// Place and Count are those of the pages that are written.
	Place, Count uint64
}

// The kinds of deeds.
const (
	Activates     = "activate"
	WritesPages   = "write pages"
	VisitsConsole = "visit console"
)

// Setting is how the world of a scenario was set up: what the harness asked for, as far as
// the target lets it.
type Setting struct {
	Seed  uint64
	Start time.Time // zero: where worlds begin
	Pace  kernel.Pace
	// Quotas are those that are otherwise than AWS's.
	Quotas model.Quotas
	// Automatic is true where clusters activate by themselves.
	Automatic bool
}

// Recorder is a target that remembers what was said.
type Recorder struct {
	Target
	Setting   Setting
	Exchanges []Exchange
	Missed    Missed

	steps     int
	preparing bool
	failures  uint64 // how many were told
	still     bool   // nothing but time has passed since the last wait
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

// Arrange passes on how the next worlds are set up, where the target can be told.
func (r *Recorder) Arrange(o model.Options, automatic bool) bool {
	can := Arrange(r.Target, o, automatic)
	if can {
		r.Setting = Setting{Start: o.Start, Pace: o.Pace, Quotas: o.Quotas, Automatic: automatic}
	}
	return can
}

// Reset makes a fresh world, and remembers how it was set up.
func (r *Recorder) Reset(ctx context.Context, seed uint64) error {
	r.Setting.Seed, r.still = seed, false
	return r.Target.Reset(ctx, seed)
}

// Do performs and records the call.
func (r *Recorder) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	asked := time.Now()
	op := services.OperationOf(in)
	r.still = r.still && op != nil && op.Reads()
	out, err := r.Target.Do(ctx, as, in)
	if s, ok := r.Target.(Sure); ok {
		all, learned := s.Followed()
		for _, e := range all {
			r.record(e)
		}
		if learned {
			return out, err
		}
	}
	r.record(Exchange{Asked: asked, Answered: time.Now(),
		Exchange: kernel.Exchange{As: as, In: in, Out: out, Err: err, Fails: HasFailingWork(ctx)}})
	return out, err
}

// Wait waits and records it.
func (r *Recorder) Wait(ctx context.Context, d time.Duration) error {
	asked := time.Now()
	err := r.Target.Wait(ctx, d)
	r.still = err == nil
	r.record(Exchange{Asked: asked, Answered: time.Now(), Exchange: kernel.Exchange{Err: err}, Waited: d})
	return err
}

// Still returns for how long nothing happens at the target, 0 where a call may have changed
// that since the last wait.
func (r *Recorder) Still() time.Duration {
	if !r.still {
		return 0
	}
	return Still(r.Target)
}

// Activate claims a cluster and records it.
func (r *Recorder) Activate(ctx context.Context, as kernel.Caller, cluster string) error {
	return r.deed(as, Deed{Kind: Activates, Cluster: cluster}, func() error { return r.Target.Activate(ctx, as, cluster) })
}

// WritePages writes pages and records it.
func (r *Recorder) WritePages(ctx context.Context, as kernel.Caller, cluster string, place, count uint64) error {
	return r.deed(as, Deed{WritesPages, cluster, place, count}, func() error {
		return r.Target.WritePages(ctx, as, cluster, place, count)
	})
}

// VisitConsole visits the console of AWS Backup and records it.
func (r *Recorder) VisitConsole(ctx context.Context, as kernel.Caller) error {
	return r.deed(as, Deed{Kind: VisitsConsole}, func() error { return r.Target.VisitConsole(ctx, as) })
}

func (r *Recorder) deed(as kernel.Caller, deed Deed, do func() error) error {
	asked := time.Now()
	r.still = false
	err := do()
	r.record(Exchange{Asked: asked, Answered: time.Now(), Exchange: kernel.Exchange{As: as, Err: err}, Deed: &deed})
	return err
}
