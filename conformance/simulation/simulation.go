// Package simulation lets many callers loose on many worlds, each of them drawn
// from a seed, while the invariants watch every call and reply. An invariant that is broken
// leaves a history, which is shrunk to the few calls that it takes.
package simulation

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// Options say what is simulated. Worlds have the seeds Seed, Seed+1, ...
type Options struct {
	Seed uint64
	// Systems keeps to the worlds in which one of these is called, and passes over
	// the other seeds; nil keeps all. Each must be one of those that the function
	// Systems returns.
	Systems []string
	// Steps is how many calls and waits are made in all; 0 means no bound.
	Steps int
	// For is how long worlds are begun, in real time; 0 means no bound.
	For time.Duration
	// Workers is how many worlds are played at the same time, at least 1. It
	// changes nothing in what is found.
	Workers int
	// Made wraps each fresh world, to try what is not the model as it is; nil
	// leaves it alone.
	Made func(*model.World) history.World
	// Progress, if set, is told of each world as it is done, in their order. What
	// was covered is told at the end only.
	Progress func(Report)
}

// ahead is how many worlds for each worker may be done while one before them is not: some take
// ten times as long as others.
const ahead = 4

// PerWorld is how many steps are made in one world.
const PerWorld = 2000

// Report is what a simulation came to. All of it but Elapsed follows from seed
// and steps.
type Report struct {
	Seed       uint64        `json:"seed"`
	Worlds     int           `json:"worlds"`
	Steps      int           `json:"steps"`
	Calls      int           `json:"calls"`
	States     int           `json:"states"` // different ones, at every 200th step
	Simulated  float64       `json:"simulatedSeconds"`
	Digest     string        `json:"digest"`
	Violations []Violation   `json:"violations"`
	Coverage   model.Shares  `json:"coverage"`
	Elapsed    time.Duration `json:"-"`

	covered model.Coverage
}

// MarshalJSON gives the time in seconds.
func (r Report) MarshalJSON() ([]byte, error) {
	type plain Report
	return json.Marshal(struct {
		plain
		Elapsed float64 `json:"elapsedSeconds"`
	}{plain(r), r.Elapsed.Seconds()})
}

// Violation is an invariant that was broken.
type Violation struct {
	Invariant string `json:"invariant"`
	Says      string `json:"says"`
	Message   string `json:"message"`
	// Seed and Steps make the same violation again.
	Seed  uint64 `json:"seed"`
	Steps int    `json:"steps"`
	// Again is the command that does so, and Scenario the file that holds the
	// history, as far as anybody filled them in.
	Again    string `json:"again,omitempty"`
	Scenario string `json:"scenario,omitempty"`

	shrink func() *history.History
}

// History returns the fewest calls found that break the invariant. It takes longer
// than the simulation did.
func (v *Violation) History() *history.History { return v.shrink() }

// played is what came of one world; one that was interrupted has no digest.
type played struct {
	Ended
	coverage model.Coverage
	broken   *Violation
}

// Run simulates until steps or time are used up, an invariant is broken, or the
// context ends; then the report tells of what was done until then.
func Run(ctx context.Context, o Options) Report {
	if o.Made == nil {
		o.Made = asItIs
	}
	began := time.Now()
	sum := NewSum(o.Seed)
	for p := range o.worlds(ctx, began) {
		sum.world(p.Ended)
		sum.report.covered.Add(p.coverage)
		sum.report.Elapsed = time.Since(began)
		if p.broken != nil {
			sum.report.Violations = append(sum.report.Violations, *p.broken)
			break
		}
		if o.Progress != nil {
			o.Progress(sum.report)
		}
	}
	return sum.Report()
}

func asItIs(w *model.World) history.World { return w }

// worlds plays one world after the other and yields them in the order of their
// seeds, whoever is done first.
func (o Options) worlds(ctx context.Context, began time.Time) func(func(played) bool) {
	return func(yield func(played) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		var workers sync.WaitGroup
		defer workers.Wait()
		turns := make(chan chan played, ahead*o.Workers)
		workers.Go(func() {
			defer close(turns)
			slots := make(chan struct{}, o.Workers)
			for i, seed := 0, o.from(o.Seed); ctx.Err() == nil && (o.Steps == 0 || i*PerWorld < o.Steps) &&
				(o.For == 0 || time.Since(began) < o.For); i, seed = i+1, o.from(seed+1) {
				steps := PerWorld
				if o.Steps > 0 {
					steps = min(steps, o.Steps-i*PerWorld)
				}
				turn := make(chan played, 1)
				slots <- struct{}{}
				workers.Go(func() {
					turn <- o.play(ctx, seed, steps)
					<-slots
				})
				select {
				case turns <- turn:
				case <-ctx.Done():
				}
			}
		})
		for turn := range turns {
			if p := <-turn; p.Digest == "" || !yield(p) {
				stop()
				break
			}
		}
		for range turns { // those that are under way
		}
	}
}

// from returns the first of a seed and those after it whose world is wanted.
func (o Options) from(seed uint64) uint64 {
	for o.Systems != nil && !called(o.Systems, seed) {
		seed++
	}
	return seed
}

// play plays one world to its end; one that is interrupted has no digest.
func (o Options) play(ctx context.Context, seed uint64, steps int) played {
	w := newWorld(seed, newChance(seed), o.Made)
	start := w.world.Now()
	broken, done := w.play(ctx, steps)
	if broken == nil && done < steps {
		return played{}
	}
	p := played{coverage: w.world.Coverage(), Ended: Ended{
		Steps: done, Calls: done - w.waits, States: len(w.seen), Simulated: w.world.Now().Sub(start).Seconds(),
		Digest: w.world.Digest(),
	}}
	if broken != nil {
		p.broken = &Violation{
			Invariant: broken.Invariant.ID, Says: broken.Invariant.Says, Message: broken.Message, Seed: seed, Steps: done,
			shrink: func() *history.History { return w.shrunk(broken.Invariant, o.Made) },
		}
	}
	return p
}

// shrunk returns the fewest calls that still break the invariant.
func (w *world) shrunk(invariant *invariants.Invariant, made func(*model.World) history.World) *history.History {
	type setup struct {
		seed   uint64
		pace   kernel.Pace
		quotas model.Quotas
		manual bool
	}
	first := map[setup]*model.World{} // whose branches share what takes long to make
	fresh := func(m model.Options) history.World {
		of := setup{m.Seed, m.Pace, m.Quotas, m.ManualActivation}
		if first[of] == nil {
			first[of] = model.New(m)
		}
		return made(first[of].Branch())
	}
	breaks := history.On(fresh)
	h := history.Of(w.options, fresh, w.recorded)
	h.Invariants = []string{invariant.ID}
	small := h.Shrink(breaks)
	if small != h {
		return small
	}
	// Whoever looks sees another invariant broken first.
	if other, _ := h.Replay(fresh, catalogue.NewChecker()); other != nil {
		h.Invariants = []string{other.Invariant.ID}
	}
	return h.Shrink(breaks)
}
