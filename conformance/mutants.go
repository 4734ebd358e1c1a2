package conformance

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// unit is one feature or scenario of the suites, and the scenarios in it.
type unit struct {
	suite
	cases []target.Case
}

// Mutants plays the suites that come with Shareproof against every mutant of
// the model until one scenario catches it, as many mutants at a time as there
// are processors, and at last the invariants. Progress, if set, is told of each as it
// is done, in any order. Where the context ends before, its error comes with the
// mutants that were done until then.
func Mutants(ctx context.Context, progress func(*Mutant)) ([]*Mutant, error) {
	all := allMutants()
	err := hunt(ctx, all, progress)
	switch {
	case ctx.Err() != nil:
		return slices.DeleteFunc(all, func(m *Mutant) bool { return m.Outcome == "" }), ctx.Err()
	case err != nil:
		return nil, err
	}
	return all, excuse(all)
}

func hunt(ctx context.Context, all []*Mutant, progress func(*Mutant)) error {
	units, err := findUnits(ctx, all)
	if err != nil {
		return err
	}
	var (
		workers sync.WaitGroup
		lock    sync.Mutex
		failed  error
		next    = make(chan *Mutant)
	)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for m := range next {
				err := m.hunt(ctx, units)
				lock.Lock()
				failed = errors.Join(failed, err)
				if progress != nil && err == nil {
					progress(m)
				}
				lock.Unlock()
			}
		})
	}
	for _, m := range all {
		if ctx.Err() != nil {
			break
		}
		next <- m
	}
	close(next)
	workers.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return failed
}

// findUnits plays the suites on the model, where all of it has to hold, and notes which
// scenarios meet what is broken in a mutant.
func findUnits(ctx context.Context, mutants []*Mutant) ([]unit, error) {
	suites, err := byFile()
	if err != nil {
		return nil, err
	}
	for _, m := range mutants {
		m.met = map[string]bool{}
	}
	var units []unit
	for _, s := range suites {
		u, wrong := unit{suite: s}, error(nil)
		_, err := Options{}.play(ctx, []suite{s}, &target.Model{}, func(p *played) {
			u.cases = append(u.cases, p.Case)
			if p.Err != nil {
				wrong = fmt.Errorf("%s: %s does not hold in the model itself: %w", p.Source, p.Name, p.Err)
			}
			for _, m := range mutants {
				if m.used(p.coverage) {
					m.met[key(p.Case)] = true
				}
			}
			p.coverage = model.Coverage{} // it is large
		})
		if err := errors.Join(err, wrong); err != nil {
			return nil, err
		}
		units = append(units, u)
	}
	return units, nil
}

// byFile takes the embedded suites apart.
func byFile() (all []suite, err error) {
	suites, err := embedded()
	if err != nil {
		return nil, err
	}
	for _, s := range suites {
		for _, feature := range s.features {
			all = append(all, suite{root: s.root, features: []steps.Feature{feature}})
		}
		for _, scenario := range s.yaml {
			all = append(all, suite{root: s.root, yaml: []scenarios.Scenario{scenario}})
		}
	}
	return all, nil
}

// hunt plays what meets the broken place, first what names the mutant's rule. For
// whoever does not meet it the mutant is the model itself.
func (m *Mutant) hunt(ctx context.Context, units []unit) error {
	m.Outcome = Survived
	for _, naming := range []bool{true, false} {
		wanted := func(c target.Case) bool { return m.met[key(c)] && slices.Contains(c.Rules, m.Rule) == naming }
		for _, u := range units {
			if m.Outcome == Caught || !slices.ContainsFunc(u.cases, wanted) {
				continue
			}
			if err := m.face(ctx, u, wanted); err != nil {
				return err
			}
		}
	}
	if m.Outcome != Caught {
		m.faceInvariants(ctx)
	}
	if m.Outcome != Caught && ctx.Err() != nil {
		m.Outcome = "" // who knows
	}
	return nil
}

// faceInvariants simulates the mutant under the eyes of the invariants.
func (m *Mutant) faceInvariants(ctx context.Context) {
	r := simulation.Run(ctx, simulation.Options{Seed: 1, Steps: 10_000, Workers: 1,
		Made: func(w *model.World) history.World {
			m.wrong(w)
			return w
		}})
	for _, v := range r.Violations {
		m.Outcome, m.By = Caught, v.Invariant
	}
}

// face plays scenarios of a unit against the mutant until one catches it.
func (m *Mutant) face(ctx context.Context, u unit, wanted func(target.Case) bool) error {
	until, caught := context.WithCancel(ctx)
	defer caught()
	some := keeping([]suite{u.suite}, wanted)[0]
	err := some.run(until, &target.Model{Prepare: m.wrong}, 0, "", func(o target.Outcome) {
		var mismatch *target.Mismatch
		switch {
		case o.Err == nil || m.Outcome == Caught:
		case errors.As(o.Err, &mismatch):
			m.Outcome, m.By = Caught, o.Name
			caught()
		case ctx.Err() == nil && m.Trouble == "":
			m.Trouble = fmt.Sprintf("%s: %v", o.Source, o.Err)
		}
	})
	if m.Outcome == Caught {
		return nil
	}
	return err
}

// excuse marks the mutants that are listed as equivalent. The list must be
// true: each is one that exists and that nothing catches.
func excuse(all []*Mutant) (wrong error) {
	for _, table := range model.Lifecycles() {
		for _, e := range table.Equivalents {
			for _, mutant := range e.Mutants {
				wrong = errors.Join(wrong, excuseOne(all, table.Name+": "+mutant, e.Because))
			}
		}
	}
	return wrong
}

func excuseOne(all []*Mutant, id, because string) error {
	i := slices.IndexFunc(all, func(m *Mutant) bool { return m.ID == id })
	switch {
	case i < 0:
		return fmt.Errorf("there is no mutant %q, which is listed as equivalent", id)
	case all[i].Outcome == Caught:
		return fmt.Errorf("%q is listed as equivalent, and %q catches it", id, all[i].By)
	}
	all[i].Outcome, all[i].Reason = Equivalent, because
	return nil
}
