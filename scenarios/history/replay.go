package history

import (
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Checker checks one call after the other. *invariants.Checker is one.
type Checker interface {
	See(c *kernel.Exchange) *invariants.Violation
}

// Replay plays the history on a fresh world, to the first violation of an invariant
// that it is about. It returns the violation and the index of the step, or nil
// and -1. A call with a name that nothing has bound is skipped.
func (h *History) Replay(fresh Factory, checker Checker) (*invariants.Violation, int) {
	w, vars := fresh(h.Options), Vars{}
	if c, ok := checker.(*invariants.Checker); ok {
		c.Under(Limits(h.Options))
	}
	for i := range h.Steps {
		d := h.Steps[i].Perform(w, vars)
		if d.In == nil {
			continue
		}
		d.At = kernel.At(w.Now())
		if v := checker.See(&d.Exchange); v != nil && h.checks(v.Invariant.ID) {
			return v, i
		}
	}
	return nil, -1
}

// Limits returns what a world of some options sets otherwise than AWS does, as far
// as invariants ask for it.
func Limits(o model.Options) invariants.Limits { return invariants.Limits(o.Quotas) }

// Trial plays a history. It returns the index of the step at which an invariant is
// broken, or -1.
type Trial func(*History) int

// On is the trial of histories by their invariants on the worlds of a factory.
func On(fresh Factory) Trial {
	return func(h *History) int {
		_, at := h.Replay(fresh, catalogue.NewChecker(h.Invariants...))
		return at
	}
}
