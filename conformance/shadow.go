package conformance

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// trail is what the embedded model tells of a scenario, step by step.
type trail struct {
	// tested has by the ID of a rule the steps in which it was put to the test, in
	// ascending order.
	tested map[string][]int
	// by has the rules that a call put to the test.
	by map[at][]string
	// changing has by the ID of a rule the steps in which it was put to the test by a
	// call that does more than look.
	changing map[string][]int
	// refusing has by the ID of a rule the steps in which it refused a call.
	refusing map[string][]int
	// refused are the calls that the model refused, with the rule by which it did, ""
	// for none.
	refused map[at]string
	// refusals are these calls in their order.
	refusals []at
}

// at is a call of an operation in a step.
type at struct {
	step      int
	operation string
}

// shadow is the embedded model, which remembers in which step of a scenario it
// put which rule to the test: an endpoint does not tell.
type shadow struct {
	*target.Model
	rules []*kernel.Rule
	seen  []kernel.Tally
	trail *trail
	step  int
}

func newShadow() *shadow { return &shadow{Model: &target.Model{}, rules: model.Rules()} }

// Reset makes a fresh world, in which nothing was put to the test.
func (s *shadow) Reset(ctx context.Context, seed uint64) error {
	err := s.Model.Reset(ctx, seed)
	s.seen, s.step = make([]kernel.Tally, len(s.rules)), -1
	s.trail = &trail{map[string][]int{}, map[at][]string{}, map[string][]int{}, map[string][]int{}, map[at]string{}, nil}
	return err
}

// Do performs the call and notes whether it was refused.
func (s *shadow) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := s.Model.Do(ctx, as, in)
	op := services.OperationOf(in)
	call := at{s.step, op.Name}
	if err != nil {
		s.trail.refused[call] = ""
		s.trail.refusals = append(s.trail.refusals, call)
		var refused *kernel.Error
		if errors.As(err, &refused) && refused.Rule != nil {
			s.trail.refused[call] = refused.Rule.ID
			s.trail.refusing[refused.Rule.ID] = append(s.trail.refusing[refused.Rule.ID], s.step)
		}
	}
	s.look(&call, op.Reads())
	return out, err
}

// Wait lets time pass and notes what that has put to the test.
func (s *shadow) Wait(ctx context.Context, d time.Duration) error {
	err := s.Model.Wait(ctx, d)
	s.look(nil, true)
	return err
}

// Follow ends one step and begins another.
func (s *shadow) Follow(step int) {
	s.look(nil, true)
	s.step = step
}

// look notes what the step has put to the test since the last look: a call, or the time
// that has passed.
func (s *shadow) look(call *at, reads bool) {
	if s.World == nil {
		return
	}
	for i, r := range s.rules {
		if tally := s.World.Tally(r); tally != s.seen[i] {
			s.seen[i] = tally
			s.trail.tested[r.ID] = append(s.trail.tested[r.ID], s.step)
			if call != nil {
				s.trail.by[*call] = append(s.trail.by[*call], r.ID)
			}
			if !reads {
				s.trail.changing[r.ID] = append(s.trail.changing[r.ID], s.step)
			}
		}
	}
}

// ended returns the trail of a scenario about some rules.
func (s *shadow) ended(rules []string) *trail {
	s.look(nil, true)
	own := &trail{map[string][]int{}, s.trail.by, s.trail.changing, s.trail.refusing, s.trail.refused,
		s.trail.refusals}
	for _, id := range rules {
		own.tested[id] = s.trail.tested[id]
	}
	return own
}

// wholeShadows keeps by its seed what foreshadow told of all suites that come with
// Shareproof: they and the model stay the same as long as the program runs.
var wholeShadows sync.Map

// foreshadow plays the suites on the embedded model, before the target is called:
// it tells what each scenario examines and when, and what is wrong with the
// suites themselves.
func (o Options) foreshadow(ctx context.Context, suites []suite) (map[string]played, error) {
	own := slices.ContainsFunc(suites, func(s suite) bool { return !s.embedded })
	if whole, ok := wholeShadows.Load(o.Seed); ok && !own {
		return whole.(map[string]played), nil
	}
	all, err := o.play(ctx, suites, newShadow(), func(p *played) { p.Exchanges = nil })
	byKey := map[string]played{}
	for _, p := range all {
		byKey[key(p.Case)] = p
	}
	if err == nil && !o.filtered() {
		wholeShadows.Store(o.Seed, byKey)
	}
	return byKey, err
}
