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
	moves, look []*history.Step // nil where a name is not bound
}

// naming holds the names that have come up of late, by their values: where there are
// too many, it begins anew.
type naming struct {
	universe *Universe
	known    map[kernel.Key]*names
}

func (n *naming) of(vars history.Vars) *names {
	k := kernel.NewKeyer()
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		k.Text(name)
		k.Text(vars[name])
	}
	key := k.Key()
	if found := n.known[key]; found != nil {
		return found
	}
	if n.known == nil || len(n.known) >= 1<<12 {
		n.known = map[kernel.Key]*names{}
	}
	made := &names{vars: vars, key: key, moves: bind(n.universe.moves.all, vars), look: bind(n.universe.look.all, vars)}
	n.known[key] = made
	return made
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
