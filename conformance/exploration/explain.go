package exploration

import (
	"slices"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// explain turns steps that break an invariant into the smallest history in which the
// same one does not hold.
func (s *search) explain(v *invariants.Violation, steps []*history.Step) (*invariants.Violation, *history.History) {
	fresh := func(o model.Options) history.World { return &actor{model.New(o), s.options.Answer} }
	w, vars := fresh(s.universe.Options), history.Vars{}
	var recorded []history.Event
	for _, step := range steps {
		d := step.Perform(w, vars)
		recorded = append(recorded, history.Event{Exchange: kernel.Exchange{As: step.As, In: d.In, Out: d.Out, Err: d.Err},
			Advance: step.Advance, Activate: step.Activate})
	}
	h := history.Of(s.universe.Options, fresh, recorded)
	h.Accounts, h.Invariants = s.universe.Accounts, []string{v.Invariant.ID}
	h = h.Shrink(history.On(fresh))
	if shown, _ := h.Replay(fresh, catalogue.NewChecker()); shown != nil {
		return shown, h
	}
	return v, h
}

// trail lists the steps that lead to a finding, and the number of moves among them that
// count.
func (s *search) trail(f *finding) (steps []*history.Step, moves int) {
	steps = s.preparations(len(s.universe.setup.all) - 1)
	w := s.workers[0]
	w.to(f.way.from())
	for i := range w.path {
		n := &w.path[i]
		if i > 0 {
			steps = append(steps, w.path[i-1].names.moves[s.tree[n.place].move()])
		}
		if i < len(w.path)-1 || f.way.move() >= 0 {
			steps = append(steps, present(n.names.look)...)
		}
	}
	names := w.path[len(w.path)-1].names
	if moves = len(w.path) - 1; f.way.move() >= 0 {
		moves++
		for _, i := range f.before {
			steps = append(steps, names.moves[i])
		}
		steps = append(steps, names.moves[f.way.move()])
		if f.look >= 0 {
			next, _, _ := w.try(&w.path[len(w.path)-1], w.path[len(w.path)-1].world.Branch(), f.way.move())
			names = next.names
		}
	}
	if f.look >= 0 {
		steps = append(steps, present(names.look[:f.look+1])...)
	}
	return steps, moves
}

// present lists the steps whose names are bound.
func present(steps []*history.Step) []*history.Step {
	return slices.DeleteFunc(slices.Clone(steps), func(s *history.Step) bool { return s == nil })
}

// preparations lists the steps of the setup up to one of them.
func (s *search) preparations(last int) (steps []*history.Step) {
	for i := range last + 1 {
		steps = append(steps, &s.universe.setup.all[i])
	}
	return steps
}
