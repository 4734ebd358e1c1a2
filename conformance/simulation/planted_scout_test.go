package simulation_test

import (
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scout is an honest world that asks many bugs at each call what they would make of it. As long as a
// bug answers as the world does, and does nothing else, its own world would be the same: a bug that
// shows nowhere cannot be found in the world of this seed, so nobody need play that. Of calls whose work
// fails no bug hears, here as in its own world.
type scout struct {
	*model.World
	before *model.World // as the world was before the call, nil where no bug has ever looked then
	views  []*view

	// The call that is made, and the honest answer.
	as  kernel.Caller
	in  any
	out any
	err error
}

// view is the world as a bug sees it that is only asked: before and after the call that is made, and
// without what the bug does.
type view struct {
	*scout
	liar  *liar
	made  bool // the call was made
	shows bool
}

// shownIn returns which of some bugs show in the world of a seed, and the digest of its last state.
func shownIn(t *testing.T, seed uint64, bugs []*found) (shown []bool, digest string) {
	s := &scout{}
	r := simulation.Run(t.Context(), simulation.Options{Seed: seed, Steps: simulation.PerWorld, Workers: 1,
		Made: func(w *model.World) history.World {
			s.World = w
			for _, b := range bugs {
				v := &view{scout: s}
				v.liar = &liar{honest: v, lie: b.lie, kept: map[string]any{}}
				s.views = append(s.views, v)
			}
			return s
		}})
	for _, v := range r.Violations {
		t.Errorf("%s is broken in the honest world %d: %s", v.Invariant, seed, v.Message)
	}
	for _, v := range s.views {
		shown = append(shown, v.shows)
	}
	return shown, r.Digest
}

// Do makes a call, and asks all bugs that have not shown yet.
func (s *scout) Do(as kernel.Caller, in any) (any, error) {
	s.as, s.in, s.before = as, in, nil
	if _, looked := looksBefore.Load(reflect.TypeOf(in)); looked {
		s.before = s.World.Branch()
	}
	s.out, s.err = s.World.Do(as, in)
	for _, v := range s.views {
		v.shows = v.shows || v.differs()
	}
	return s.out, s.err
}

// Advance lets time pass, also in the past that bugs keep.
func (s *scout) Advance(d time.Duration) {
	s.World.Advance(d)
	for _, v := range s.views {
		if past := v.liar.past; past != nil && !v.shows {
			past.Advance(d)
		}
	}
}

// differs reports whether the bug shows in the call that is made.
func (v *view) differs() bool {
	v.made = false
	out, err := v.liar.lie(v.liar, v.as, v.in)
	undone := !v.made && v.err == nil && !reads(v.in)
	return v.shows || undone || !same(out, v.out) || !same(err, v.err)
}

// Do is how a bug makes the call, or looks; nothing else that it does is really done.
func (v *view) Do(as kernel.Caller, in any) (any, error) {
	switch {
	case !v.made && as == v.as && same(in, v.in):
		v.made = true
		return v.out, v.err
	case reads(in) && !(v.made && isDue(v.World)):
		return v.world().Do(as, in)
	}
	// A look lets happen what the call has made due, and callers then see another world.
	out, err := v.world().Fork().Do(as, in)
	v.shows = v.shows || err == nil || reads(in)
	return out, err
}

func isDue(w *model.World) bool {
	due, ok := w.NextDue()
	return ok && !due.After(w.Now())
}

// Fork returns the world as it is for the bug, to be changed.
func (v *view) Fork() *model.World { return v.world().Fork() }

// world returns the world before the call or after it. The first time that a bug looks before calls of
// an operation, it is taken to show.
func (v *view) world() *model.World {
	switch {
	case v.made:
	case v.before != nil:
		return v.before
	default:
		looksBefore.Store(reflect.TypeOf(v.in), true)
		v.shows = true
	}
	return v.World
}

// looksBefore holds the types of the inputs of calls before which bugs have looked into the world.
var looksBefore sync.Map

func reads(in any) bool { return services.OperationOf(in).Reads() }

func same(a, b any) bool { return a == b || reflect.DeepEqual(a, b) }

func TestABugThatDoesNotShowInAWorldIsNotFoundInIt(t *testing.T) {
	if testing.Short() {
		t.Skip("plays many worlds")
	}
	var some []*found
	for i := 0; i < len(planted); i += 9 {
		some = append(some, &found{bug: &planted[i]})
	}
	for seed := uint64(1); seed <= 3; seed++ {
		shown, digest := shownIn(t, seed, some)
		require.Contains(t, shown, true)
		unasked := simulation.Run(t.Context(), simulation.Options{Seed: seed, Steps: simulation.PerWorld, Workers: 1})
		require.Equal(t, unasked.Digest, digest, "whoever asks changes nothing")
		atOnce(len(some), func(i int) {
			if !shown[i] {
				some[i].lookIn(t, seed)
				assert.Nil(t, some[i].violation, "%s, world %d", some[i].says, seed)
			}
		})
	}
}
