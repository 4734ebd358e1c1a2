package kernel

import (
	"fmt"
	"slices"
)

// Elapsed is the trigger of a transition that time makes.
const Elapsed = "time"

// Refused is the To of a row by which the service refuses the trigger.
const Refused = "refused"

// Lifecycle is the table of one kind of resource: its states and what moves
// it. The table executes, renders, counts its coverage and plans.
type Lifecycle[S ~string, R any] struct {
	Name string
	// Start is the state that a fresh resource is in.
	Start S
	Rows  []Row[S, R]
	// Final lists the states that nothing leaves.
	Final []S

	slot      int
	refusals  map[string][]*Rule // by trigger
	otherwise map[string]int     // by trigger, a row that was declared without From
}

// Row is one line of a lifecycle: from a state, on a trigger (an operation, a
// happening outside the API, or Elapsed), to a state or Refused. The first row
// whose guard holds wins. A row that stays has From equal to To. A row without
// From stands for every state, save final ones, that no row answers for certain.
type Row[S ~string, R any] struct {
	From  S
	On    string
	If    *Guard[R]
	To    S
	After *Timing
	Rule  *Rule
}

// Guard is a named condition of a row.
type Guard[R any] struct {
	Name  string
	Holds func(*R) bool
}

// Life is the part of a resource that its lifecycle moves.
type Life[S ~string] struct {
	State S
	Since Time
	Stamp uint32
}

var rowSlots int

// NewLifecycle declares a table. It is called while packages initialise.
func NewLifecycle[S ~string, R any](l Lifecycle[S, R]) *Lifecycle[S, R] {
	var rows []Row[S, R]
	states := l.View().States()
	l.otherwise = map[string]int{}
	for _, row := range l.Rows {
		if row.From != "" {
			rows = append(rows, row)
			continue
		}
		answered := TableView{Final: l.View().Final, Rows: Lifecycle[S, R]{Rows: rows}.View().Rows}
		for _, state := range states {
			if !answered.answers(state, row.On) {
				row.From = S(state)
				l.otherwise[row.On] = len(rows)
				rows = append(rows, row)
			}
		}
	}
	l.Rows = rows
	l.refusals = map[string][]*Rule{}
	for _, row := range rows {
		if row.To == Refused && !slices.Contains(l.refusals[row.On], row.Rule) {
			l.refusals[row.On] = append(l.refusals[row.On], row.Rule)
		}
	}
	l.slot = rowSlots
	rowSlots += len(l.Rows)
	return &l
}

// Machine runs a lifecycle over the resources of one world.
type Machine[S ~string, R any] struct {
	Env     *Env
	Table   *Lifecycle[S, R]
	Life    func(*R) *Life[S]
	Ref     func(*R) Ref
	Find    func(Ref) *R
	Entered func(r *R, from S)
}

// Listen makes the machine receive its timed transitions.
func (m *Machine[S, R]) Listen() {
	m.Env.On(m.Table.Name, func(due Event) {
		r := m.Find(due.Subject)
		if r == nil || m.Life(r).Stamp != due.Stamp {
			return
		}
		if i, ok := m.match(r, Elapsed); ok {
			m.take(r, i)
		}
	})
}

// Begin puts a fresh resource into the table's first state.
func (m *Machine[S, R]) Begin(r *R) { m.enter(r, m.Table.Start) }

// Check tells whether the trigger would be refused now, and changes nothing.
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
		return i, m.Env.Require(false, m.Table.Rows[i].Rule, "%s %s is %s: %s is not possible.", m.Table.Name, m.Ref(r).ID, m.Life(r).State, on)
	case ok:
		return i, nil
	case !m.Table.View().answers(string(m.Life(r).State), on):
		return -1, NewError(InternalFailure, fmt.Sprintf("%s in %s has no row for %s", m.Table.Name, m.Life(r).State, on))
	}
	return -1, nil
}

// match finds the row for the trigger. A refusal whose rule is switched off is
// passed over.
func (m *Machine[S, R]) match(r *R, on string) (int, bool) {
	state := m.Life(r).State
	for i := range m.Table.Rows {
		row := &m.Table.Rows[i]
		if row.From == state && row.On == on && (row.If == nil || row.If.Holds(r)) && !(row.To == Refused && m.Env.off[row.Rule.slot]) && !m.dropped(i) {
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
	if other := m.Env.altered[m.Table.slot+i]; other != "" {
		to = S(other)
	}
	if to != from || row.On == Elapsed {
		m.enter(r, to)
		m.Entered(r, from)
	}
}

func (m *Machine[S, R]) enter(r *R, to S) {
	life := m.Life(r)
	life.State, life.Since = to, m.Env.now
	life.Stamp++
	for i := range m.Table.Rows {
		if row := &m.Table.Rows[i]; row.From == to && row.On == Elapsed && row.After != nil && (row.If == nil || row.If.Holds(r)) && !m.dropped(i) {
			m.Env.Schedule(m.Env.Duration(row.After), m.Table.Name, m.Ref(r), life.Stamp)
			return
		}
	}
}

// TableView is a lifecycle without its types, to render and to check.
type TableView struct {
	Name, Start string
	Final       []string
	Rows        []RowView
}

// RowView is a row without its types.
type RowView struct {
	From, On, If, To string
	After            *Timing
	Rule             *Rule
	slot             int
	otherwise        bool // the trigger has a row without From
}

// View returns the table without its types.
func (l Lifecycle[S, R]) View() TableView {
	v := TableView{Name: l.Name, Start: string(l.Start)}
	for _, s := range l.Final {
		v.Final = append(v.Final, string(s))
	}
	for i, row := range l.Rows {
		guard := ""
		if row.If != nil {
			guard = row.If.Name
		}
		_, otherwise := l.otherwise[row.On]
		v.Rows = append(v.Rows, RowView{string(row.From), row.On, guard, string(row.To), row.After, row.Rule, l.slot + i, otherwise})
	}
	return v
}

// Taken returns how often the world has taken a row.
func (e *Env) Taken(r RowView) uint64 { return e.rows[r.slot] }

// States lists the states of the table in the order in which rows name them.
func (v TableView) States() []string {
	states := []string{v.Start}
	add := func(s string) {
		for _, known := range states {
			if s == known || s == Refused || s == "" {
				return
			}
		}
		states = append(states, s)
	}
	for _, row := range v.Rows {
		add(row.From)
		add(row.To)
	}
	return states
}

// Triggers lists what moves the table besides time, in the order of the rows.
func (v TableView) Triggers() []string {
	var triggers []string
	seen := map[string]bool{Elapsed: true}
	for _, row := range v.Rows {
		if !seen[row.On] {
			seen[row.On] = true
			triggers = append(triggers, row.On)
		}
	}
	return triggers
}

// Missing lists the cells (state, trigger) that no row answers for certain.
func (v TableView) Missing() []string {
	var missing []string
	for _, state := range v.States() {
		for _, on := range v.Triggers() {
			if !v.answers(state, on) {
				missing = append(missing, state+" × "+on)
			}
		}
	}
	return missing
}

func (v TableView) answers(state, on string) bool {
	for _, row := range v.Rows {
		if row.From == state && row.On == on && row.If == "" {
			return true
		}
	}
	for _, final := range v.Final {
		if final == state {
			return true
		}
	}
	return false
}

// Plan returns the shortest series of possible rows between two states, or
// false if the table does not lead there.
func (v TableView) Plan(from, to string, possible func(RowView) bool) ([]RowView, bool) {
	type path struct {
		at   string
		rows []RowView
	}
	seen := map[string]bool{from: true}
	for queue := []path{{at: from}}; len(queue) > 0; queue = queue[1:] {
		p := queue[0]
		if p.at == to {
			return p.rows, true
		}
		for _, row := range v.Rows {
			if row.From == p.at && row.To != Refused && !seen[row.To] && possible(row) {
				seen[row.To] = true
				queue = append(queue, path{row.To, append(p.rows[:len(p.rows):len(p.rows)], row)})
			}
		}
	}
	return nil, false
}
