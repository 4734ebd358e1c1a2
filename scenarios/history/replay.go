package history

import (
	"github.com/shareproof/shareproof/laws"
	"github.com/shareproof/shareproof/model/kernel"
)

// Watch judges one call after the other. *laws.Watch is one.
type Watch interface {
	See(c *laws.Call) *laws.Violation
}

// Replay plays the history on a fresh world, to the first violation of a law
// that it is about. It returns the violation and the index of the step, or nil
// and -1. A call with a name that nothing has bound is skipped.
func (h *History) Replay(fresh Factory, watch Watch) (*laws.Violation, int) {
	w, vars := fresh(h.Options), Vars{}
	for i := range h.Steps {
		d := h.Steps[i].Perform(w, vars)
		if d.In == nil {
			continue
		}
		v := watch.See(&laws.Call{At: kernel.At(w.Now()), As: d.As, In: d.In, Out: d.Out, Err: d.Err})
		if v != nil && h.watches(v.Law.ID) {
			return v, i
		}
	}
	return nil, -1
}

// Trial plays a history. It returns the index of the step at which a law is
// broken, or -1.
type Trial func(*History) int

// On is the trial of histories by their laws on the worlds of a factory.
func On(fresh Factory) Trial {
	return func(h *History) int {
		_, at := h.Replay(fresh, laws.NewWatch(h.Laws...))
		return at
	}
}
