package exploration

import (
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// explain turns the way to the violation into the smallest history that shows
// one of the same invariant.
func (s *search) explain() (*invariants.Violation, *history.History) {
	fresh := func(o model.Options) history.World { return &actor{model.New(o), s.options.Answer} }
	w, vars := fresh(s.universe.Options), history.Vars{}
	var recorded []history.Event
	for _, step := range s.trail {
		d := step.Perform(w, vars)
		recorded = append(recorded, history.Event{Exchange: kernel.Exchange{As: step.As, In: d.In, Out: d.Out, Err: d.Err},
			Advance: step.Advance, Activate: step.Activate})
	}
	h := history.Of(s.universe.Options, fresh, recorded)
	h.Accounts, h.Invariants = s.universe.Accounts, []string{s.violation.Invariant.ID}
	h = h.Shrink(history.On(fresh))
	if v, _ := h.Replay(fresh, catalogue.NewChecker()); v != nil {
		return v, h
	}
	return s.violation, h
}

func (s *search) result() Result {
	return Result{
		Universe: s.universe, States: s.states, Transitions: s.transitions, Depth: s.depth,
		Coverage: s.path[0].world.Coverage(),
	}
}
