package exploration

import (
	"maps"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// names are values of the names that steps saved, and the steps with these
// values in place: many states share them.
type names struct {
	vars        history.Vars
	key         kernel.Key
	images      [kernel.Images]kernel.Key // where accounts that are alike have changed places
	moves, look []*history.Step           // nil where a name is not bound
	calls       [2][]kernel.Key           // what tells the calls of moves and look apart
}

// naming holds the names that have come up of late, by their values: where there are
// too many, it begins anew.
type naming struct {
	universe *Universe
	swaps    []swap
	known    map[kernel.Key]*names
}

func (n *naming) of(vars history.Vars) *names {
	key := keyOf(vars, nil)
	if found := n.known[key]; found != nil {
		return found
	}
	if n.known == nil || len(n.known) >= 1<<8 {
		n.known = map[kernel.Key]*names{}
	}
	moves, look := n.universe.moves.all, n.universe.look.all
	made := &names{vars: vars, key: key, moves: bind(moves, vars), look: bind(look, vars)}
	made.calls[ofMoves], made.calls[ofLook] = callsOf("move", moves, made.moves, key), callsOf("look", look, made.look, key)
	for i := range n.swaps {
		made.images[i] = keyOf(vars, &n.swaps[i])
	}
	n.known[key] = made
	return made
}

// keyOf returns the key of names and their values, where a swap has been made if there is one.
func keyOf(vars history.Vars, s *swap) kernel.Key {
	as := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		value := vars[name]
		if s != nil {
			if other, ok := s.names[name]; ok {
				name = other
			}
			value = s.renaming.Text(value)
		}
		as[name] = value
	}
	k := kernel.NewKeyer()
	for _, name := range slices.Sorted(maps.Keys(as)) {
		k.Text(name)
		k.Text(as[name])
	}
	return k.Key()
}

func bind(steps []history.Step, vars history.Vars) []*history.Step {
	bound := make([]*history.Step, len(steps))
	for i := range steps {
		if step, ok := steps[i].Bind(vars); ok {
			bound[i] = &step
		}
	}
	return bound
}
