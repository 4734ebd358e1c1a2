package kernel

import (
	"fmt"
	"slices"
	"strings"
)

// Engine is how services run the lifecycle of one kind of resource, declared
// once for all worlds.
type Engine[S ~string, R any] struct {
	Table *Lifecycle[S, R]
	Life  func(*R) *Life[S]
	Ref   func(*R) Ref
	// Says words the refusal of a trigger; without it all are worded alike.
	Says func(r *R, on string) string

	find    func(service any, ref Ref) *R
	entered func(service any, r *R, from S)
}

// Run declares what services V have to say about the life of their resources:
// where they are, and what else happens when one has entered a state.
func Run[V any, S ~string, R any](g Engine[S, R], store func(V) *Store[R], entered func(V, *R, S)) *Engine[S, R] {
	g.find = func(service any, ref Ref) *R { return store(service.(V)).Find(ref) }
	g.entered = func(service any, r *R, from S) { entered(service.(V), r, from) }
	return &g
}

// Machine runs a lifecycle over the resources of one world.
type Machine[S ~string, R any] struct {
	*Engine[S, R]
	Env     *Env
	service any
}

// In returns the machine of a service in one world.
func (g *Engine[S, R]) In(env *Env, service any) Machine[S, R] {
	return Machine[S, R]{g, env, service}
}

// Due makes a timed transition, unless it was overtaken. It reports whether the
// event is one of the table's.
func (m *Machine[S, R]) Due(due Event) bool {
	name, fails := strings.CutSuffix(due.Topic, failure)
	if name != m.Table.Name {
		return false
	}
	r := m.find(m.service, due.Subject)
	if r == nil || m.Life(r).Stamp != due.Stamp {
		return true
	}
	i, ok := m.match(r, Elapsed)
	switch {
	case ok && (!fails || m.Table.Rows[i].Fails == ""): // meanwhile it goes another way, which cannot fail
		m.take(r, i)
	case ok:
		from := m.Life(r).State
		m.Env.failed(m.Ref(r), nil, errOnPurpose)
		m.enter(r, m.Table.Rows[i].Fails)
		m.entered(m.service, r, from)
	}
	return true
}

// Overtaken reports whether an event is one of the table's whose resource is gone or has
// gone another way.
func (m *Machine[S, R]) Overtaken(due Event) bool {
	name, _ := strings.CutSuffix(due.Topic, failure)
	if name != m.Table.Name {
		return false
	}
	r := m.find(m.service, due.Subject)
	return r == nil || m.Life(r).Stamp != due.Stamp
}

// isFailure reports whether a state is one in which work ends where it fails.
func (l *Lifecycle[S, R]) isFailure(state S) bool {
	return slices.ContainsFunc(l.Rows, func(row Row[S, R]) bool { return row.Fails == state })
}

// answersAs returns the state whose rows answer for the resource.
func (m *Machine[S, R]) answersAs(r *R) S {
	state := m.Life(r).State
	if other, ok := m.Table.Like[state]; ok {
		return other
	}
	return state
}

// Begin puts a fresh resource into the table's first state.
func (m *Machine[S, R]) Begin(r *R) { m.enter(r, m.Table.Start) }

// Check reports whether the trigger would be refused now, and changes nothing.
func (m *Machine[S, R]) Check(r *R, on string) error {
	_, err := m.check(r, on)
	return err
}

// Fire moves the resource by the trigger, or refuses and changes nothing.
func (m *Machine[S, R]) Fire(r *R, on string) error {
	i, err := m.check(r, on)
	if err != nil {
		return err
	}
	for _, rule := range m.Table.refusals[on] {
		m.Env.holds(true, rule)
	}
	if i >= 0 {
		m.take(r, i)
	}
	return nil
}

// check returns the row that the trigger takes, -1 where the only rows are
// refusals by rules that are switched off.
func (m *Machine[S, R]) check(r *R, on string) (int, error) {
	i, ok := m.match(r, on)
	switch {
	case ok && m.Table.Rows[i].To == Refused:
		m.Env.rows[m.Table.slot+i]++
		return i, m.Env.Require(false, m.Table.Rows[i].Rule, "%s", m.says(r, on))
	case ok:
		return i, nil
	case !m.Table.View().answers(string(m.answersAs(r)), on):
		return -1, NewError(InternalFailure, fmt.Sprintf("%s in %s has no row for %s", m.Table.Name, m.Life(r).State, on))
	}
	return -1, nil
}

func (m *Machine[S, R]) says(r *R, on string) string {
	if m.Says != nil {
		return m.Says(r, on)
	}
	return fmt.Sprintf("%s %s is %s: %s is not possible.", m.Table.Name, m.Ref(r).ID, m.Life(r).State, on)
}

// match finds the row for the trigger. A refusal whose rule is switched off is
// passed over.
func (m *Machine[S, R]) match(r *R, on string) (int, bool) {
	state := m.answersAs(r)
	for i := range m.Table.Rows {
		row := &m.Table.Rows[i]
		if row.From == state && row.On == on && (row.If == nil || row.If.Holds(r)) &&
			!(row.To == Refused && m.Env.off[row.Rule.slot]) && !m.dropped(i) {
			return i, true
		}
	}
	return m.instead(state, on)
}

func (m *Machine[S, R]) take(r *R, i int) {
	row := &m.Table.Rows[i]
	m.Env.rows[m.Table.slot+i]++
	if row.Rule != nil && !m.Env.Applies(true, row.Rule) {
		return
	}
	from, to := m.Life(r).State, row.To
	if row.From == row.To {
		to = from
	}
	if other := m.Env.altered[m.Table.slot+i]; other != "" {
		to = S(other)
	}
	if to != from || row.On == Elapsed {
		if row.On == Elapsed && m.Env.watch.on && m.Table.isFailure(to) {
			m.Env.failed(m.Ref(r), row.Rule, nil)
		}
		m.enter(r, to)
		m.entered(m.service, r, from)
	}
}

func (m *Machine[S, R]) enter(r *R, to S) {
	life := m.Life(r)
	life.State, life.Since = to, m.Env.now
	life.Stamp++
	for i := range m.Table.Rows {
		if row := &m.Table.Rows[i]; row.From == to && row.On == Elapsed && row.After != nil &&
			(row.If == nil || row.If.Holds(r)) && !m.dropped(i) {
			topic := m.Table.Name
			if m.Env.failing && row.Fails != "" {
				topic += failure
				m.Env.doomed++
			}
			wait := m.Env.Duration(row.After)
			if row.Wait != nil {
				wait, m.Env.window = row.Wait(r), window{}
			}
			m.Env.Schedule(wait, topic, m.Ref(r), life.Stamp)
			return
		}
	}
}
