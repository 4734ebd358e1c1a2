package exploration

import (
	"reflect"
	"slices"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// answersKept and footprintsKept bound what a memo keeps: all answers, and of one call.
const answersKept, footprintsKept = 1 << 12, 4

// memo keeps the answers to calls that changed nothing, with what in the world they hung on.
// A world in which all of that is as it was answers the same: the invariants judge that
// answer, as they judge any other, by the history to which it belongs.
type memo struct {
	off        bool                             // each call is made in each state
	footprints map[kernel.Key][]model.Footprint // by call
	answers    map[kernel.Key]*kernel.Exchange
}

// find returns the answer of a world to a call that will change nothing, nil where it is not known.
func (m *memo) find(w *model.World, call kernel.Key) *kernel.Exchange {
	for _, f := range m.footprints[call] {
		if x := m.answers[under(w, call, f)]; x != nil {
			return x
		}
	}
	return nil
}

// notice prepares for keep a world that is about to be called.
func (m *memo) notice(w *model.World) {
	if !m.off {
		w.Notice()
	}
}

// keep enters the answer of a world to a call, nil for a step that is none, which has changed
// nothing since notice.
func (m *memo) keep(w *model.World, call kernel.Key, x *kernel.Exchange) {
	if m.off || x == nil {
		return
	}
	f, ok := w.Noticed()
	if !ok {
		return
	}
	if m.answers == nil || len(m.answers) >= answersKept {
		m.footprints, m.answers = map[kernel.Key][]model.Footprint{}, map[kernel.Key]*kernel.Exchange{}
	}
	known := m.footprints[call]
	if !slices.ContainsFunc(known, func(o model.Footprint) bool { return slices.Equal(o, f) }) {
		if len(known) == footprintsKept {
			return
		}
		m.footprints[call] = append(known, f)
	}
	m.answers[under(w, call, f)] = x
}

// under returns the key of a call and of what it hangs on in a world.
func under(w *model.World, call kernel.Key, f model.Footprint) kernel.Key {
	k := kernel.NewKeyer()
	k.Mix(call)
	k.Mix(kernel.Key{uint64(len(f))})
	w.AddTo(&k, f)
	return k.Key()
}

// The steps of a universe that may be calls.
const (
	ofMoves = iota
	ofLook
)

// callsOf returns what tells the calls of a list of steps apart, once names have their values:
// zero where a step is no call, or its names are not bound.
func callsOf(list string, steps []history.Step, bound []*history.Step, values kernel.Key) []kernel.Key {
	keys := make([]kernel.Key, len(bound))
	for i, step := range bound {
		if step == nil || step.In == nil {
			continue
		}
		k := kernel.NewKeyer()
		k.Text(list)
		k.Mix(kernel.Key{uint64(i)})
		if step.As != steps[i].As || !reflect.DeepEqual(step.In, steps[i].In) {
			k.Mix(values)
		}
		keys[i] = k.Key()
	}
	return keys
}
