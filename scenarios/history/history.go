// Package history holds recorded runs as data: what was called, waited for and
// activated, with names in place of the IDs that a world mints. A history can
// be replayed on any world, shrunk to what breaks an invariant, and written as a YAML
// scenario.
package history

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// History is a run: how its world was set up, and its steps.
type History struct {
	Options model.Options
	// Invariants are the IDs of those that are checked; none means all.
	Invariants []string
	// Accounts are the names of account numbers, as far as they have any.
	Accounts map[string]string
	Steps    []Step
}

// Step is an advance of time, an activation or a call. Any string of a call or
// activation may hold ${name}, what an earlier step saved, ${sign:NAME}, the
// certificate that answers a saved request, and ${trust-anchor}.
type Step struct {
	Advance time.Duration

	As       kernel.Caller
	Activate string // a cluster's ID
	In       any    // a pointer to an operation's input struct
	Fails    bool   // the asynchronous work that the call begins fails, where it can
	Save     []Saved

	plan *plan
}

// Saved gives a name to a member of an answer, as in Cluster.ClusterId.
type Saved struct{ Name, Path string }

// Stage is where a step can be performed.
type Stage interface {
	Do(as kernel.Caller, in any) (any, error)
	Advance(d time.Duration)
	Activate(as kernel.Caller, cluster string) error
}

// Failer is a stage on which the asynchronous work that a call begins can fail.
// It returns how many jobs will. *model.World is one.
type Failer interface {
	DoFailing(as kernel.Caller, in any) (out any, jobs int, err error)
}

// Do performs a call on a stage. If fails is true, its work fails where the stage
// is a Failer.
func Do(w Stage, as kernel.Caller, in any, fails bool) (any, error) {
	if f, ok := w.(Failer); ok && fails {
		out, _, err := f.DoFailing(as, in)
		return out, err
	}
	return w.Do(as, in)
}

// World is a stage whose time is known, and what it made itself. *model.World is
// one.
type World interface {
	Stage
	Now() time.Time
	HasMade(text string) bool
}

// Factory makes the fresh world of a history.
type Factory func(model.Options) World

// Honest is the model as it is.
func Honest(o model.Options) World { return model.New(o) }

// Calls returns how many calls the history has.
func (h *History) Calls() int {
	calls := 0
	for i := range h.Steps {
		if h.Steps[i].In != nil {
			calls++
		}
	}
	return calls
}

// Shape returns what is done, without by whom, with what and for how long: the names of the
// operations that are called, "activate" and "advance". Histories that break the same
// invariant in the same shape mostly show the same mistake.
func (h *History) Shape() []string {
	shape := make([]string, len(h.Steps))
	for i := range h.Steps {
		switch s := &h.Steps[i]; {
		case s.In != nil:
			shape[i] = services.OperationOf(s.In).FullName()
		case s.Activate != "":
			shape[i] = "activate"
		default:
			shape[i] = "advance"
		}
	}
	return shape
}

// with returns the history with other steps.
func (h *History) with(steps []Step) *History {
	other := *h
	other.Steps = steps
	return &other
}

// checks reports whether the history is about an invariant.
func (h *History) checks(id string) bool {
	return len(h.Invariants) == 0 || slices.Contains(h.Invariants, id)
}
