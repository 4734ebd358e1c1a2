package kernel

import (
	"slices"
	"strings"
	"time"
)

// Elapsed is the trigger of a transition that time makes.
const Elapsed = "time"

// Refused is the To of a row by which the service refuses the trigger.
const Refused = "refused"

// failure marks the topic of work that will fail.
const failure = " failure"

// Lifecycle is the table of one kind of resource: its states and what moves
// it. The table executes, renders, counts its coverage and plans.
type Lifecycle[S ~string, R any] struct {
	Name string
	// Start is the state that a fresh resource is in.
	Start S
	Rows  []Row[S, R]
	// Final lists the states that nothing leaves.
	Final []S
	// Like says of each state that only failing work leads to, as which other
	// state it answers; no row is about it.
	Like map[S]S
	// Equivalents lists the mutants that no caller can tell from the table.
	Equivalents []Equivalent

	slot      int
	refusals  map[string][]*Rule // by trigger
	otherwise map[string]int     // by trigger, a row that was declared without From
}

// Row is one line of a lifecycle: from a state, on a trigger (an operation, a
// happening outside the API, or Elapsed), to a state or Refused. The first row
// whose guard holds wins. A row that stays has From equal to To. A row without
// From stands for every state, save final ones, that no row answers for certain.
// Fails is the state in which timed work ends where it fails, which it does only
// for those who ask for it (Env.Failing).
type Row[S ~string, R any] struct {
	From  S
	On    string
	If    *Guard[R]
	To    S
	After *Timing
	Rule  *Rule
	Fails S
	// Wait is how long it takes where resources say so themselves, within the
	// bounds of After.
	Wait func(*R) time.Duration
}

// Equivalent gives the reason why no caller can tell some mutants of a table
// from it. A mutant is a row's name with ", dropped" or ", leads to STATE".
type Equivalent struct {
	Because string
	Mutants []string
}

// Guard is a condition of a row. Its name is a clause: "it is a copy".
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

// TableView is a lifecycle without its types, to render and to check.
type TableView struct {
	Name, Start string
	Final       []string
	Rows        []RowView
	Equivalents []Equivalent
}

// Unreached returns why no call takes a row, "" where some call does.
func (v TableView) Unreached(r RowView) string {
	for _, e := range v.Equivalents {
		if slices.ContainsFunc(e.Mutants, func(m string) bool { return strings.HasPrefix(m, r.Name()+", ") }) {
			return e.Because
		}
	}
	return ""
}

// RowView is a row without its types.
type RowView struct {
	From, On, If, To string
	After            *Timing
	Rule             *Rule
	slot             int
	otherwise        bool // the trigger has a row without From
}

// Name says in words what the row does.
func (r RowView) Name() string {
	name := r.From + " on " + r.On
	if r.If != "" {
		name += ", if " + r.If + ","
	}
	return name + " to " + r.To
}

// Promised returns within what time AWS promises that a transition by time is made, and
// the rule that says so; nil where it promises no time, or nobody knows well enough.
func (r RowView) Promised() (time.Duration, *Rule) {
	if r.After == nil || r.After.Promise == 0 {
		return 0, nil
	}
	for _, rule := range []*Rule{r.After.Rule, r.Rule} {
		if rule != nil && rule.Evidence.Strong() {
			return r.After.Promise, rule
		}
	}
	return 0, nil
}

// atMost is the longest time that work lasts at least.
const atMost = time.Hour

// IsPassing reports whether a state is only passed: work leads on of which nobody promises
// how long it takes, or nothing but time leads on.
func (v TableView) IsPassing(state string) bool {
	passes, held := false, false
	for _, row := range v.Rows {
		switch {
		case row.From != state || row.To == Refused || row.To == state:
		case row.On != Elapsed:
			held = true
		case row.After != nil && row.After.Promise == 0 && row.After.Earliest < atMost:
			return true
		default:
			passes = true
		}
	}
	return passes && !held
}

// View returns the table without its types.
func (l Lifecycle[S, R]) View() TableView {
	v := TableView{Name: l.Name, Start: string(l.Start), Equivalents: l.Equivalents}
	for _, s := range l.Final {
		v.Final = append(v.Final, string(s))
	}
	for i, row := range l.Rows {
		guard := ""
		if row.If != nil {
			guard = row.If.Name
		}
		_, otherwise := l.otherwise[row.On]
		v.Rows = append(v.Rows, RowView{string(row.From), row.On, guard, string(row.To), row.After, row.Rule, l.slot + i,
			otherwise})
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
