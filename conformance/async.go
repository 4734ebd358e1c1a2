package conformance

import (
	"errors"
	"slices"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// patience says why a mismatch is none of the target's, but only that the harness has no
// patience left; "" where that is not so.
func patience(m *target.Mismatch) string {
	if m.Late == nil {
		return ""
	}
	return m.Late.Patience()
}

// unlessRefuted makes a mismatch no matter of time where the model does not come to what
// the scenario wants either.
func unlessRefuted(err, onTheModel error) {
	var m *target.Mismatch
	if onTheModel != nil && errors.As(err, &m) {
		m.Late = nil
	}
}

// charged are the IDs of the rules that a mismatch is charged to, whatever rules its
// scenario names; nil where it is charged to those. A promise that is not kept breaks the
// rule that tells it, and what the scenario says of effects and times.
func charged(o target.Outcome) []string {
	var m *target.Mismatch
	if !errors.As(o.Err, &m) {
		return nil
	}
	if m.Late == nil || m.Late.Rules == nil || m.Late.Open != "" ||
		slices.ContainsFunc(m.Late.Rules, func(id string) bool { return slices.Contains(o.Rules, id) }) {
		return m.Charged
	}
	ids := slices.Clone(m.Late.Rules)
	for _, id := range o.Rules {
		if r := model.Rule(id); r.Evidence.Strong() && (r.Kind == kernel.Effect || r.Kind == kernel.Timed) {
			ids = append(ids, id)
		}
	}
	return ids
}

// backwards looks for a resource that an endpoint has shown in a state that does not
// follow from the one before. Whoever looks now and then sees some of the states of a
// resource, but in their order. Returns nil where there is none.
func backwards(o target.Outcome, start time.Time) *target.Mismatch {
	lives := []*invariants.Invariant{invariants.EndsAreFinal, invariants.LivesGoForward}
	checker := catalogue.NewChecker(lives[0].ID, lives[1].ID)
	now := kernel.At(start)
	for _, e := range o.Exchanges {
		if now = now.Add(e.Waited); e.In == nil {
			continue
		}
		op := services.OperationOf(e.In)
		var refused *kernel.Error
		switch {
		case e.Err != nil && !errors.As(e.Err, &refused) && !op.Reads():
			return nil // nobody knows what it has done
		case op.Reads() && op.API.StaleFor > 0:
			continue // it may lag behind
		}
		v := checker.See(&kernel.Exchange{At: now, As: e.As, In: e.In, Out: e.Out, Err: e.Err, Fails: e.Fails})
		if v != nil && v.Was != "" {
			return &target.Mismatch{Message: v.Message + "\nbroken: " + v.Invariant.Says, Invariant: v.Invariant.ID,
				Charged: undone(op.API, v.Was, v.Is)}
		}
	}
	return nil
}

// undone are the rules of the rows of lifecycles that lead to the state in which a
// resource was, from the one that it is seen in again where there are such.
func undone(api *kernel.API, was, is string) (ids []string) {
	var others []string
	for _, table := range api.Lifecycles {
		for _, row := range table.Rows {
			switch {
			case row.To != was || row.From == was || row.Rule == nil:
			case row.From == is:
				ids = append(ids, row.Rule.ID)
			case slices.Contains(table.States(), is):
				others = append(others, row.Rule.ID)
			}
		}
	}
	if ids == nil {
		ids = others
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// lookBack makes a mismatch of what an endpoint has shown that went backwards, where
// nothing else accuses it.
func (o Options) lookBack(p *played) {
	var mismatch *target.Mismatch
	if o.Target.Identity().Kind == "model" || p.Err != nil && !errors.As(p.Err, &mismatch) {
		return
	}
	if v, _ := o.verdict(*p); v == Diverges {
		return
	}
	start := p.Setting.Start
	if start.IsZero() {
		start = model.New(model.Options{}).Now()
	}
	if back := backwards(p.Outcome, start); back != nil {
		p.Err = back
	}
}
