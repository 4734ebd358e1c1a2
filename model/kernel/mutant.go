package kernel

import (
	"maps"
	"slices"
)

// Drop makes a mutant of the world: the row answers no more. A later row does,
// then the row of the table that stands for every other state, and at last
// plain acceptance without a move. A refusal that is dropped accepts.
func (e *Env) Drop(r RowView) { e.alter(r, "") }

// Redirect makes a mutant of the world: the row leads to another state.
func (e *Env) Redirect(r RowView, to string) { e.alter(r, to) }

func (e *Env) alter(r RowView, to string) {
	altered := maps.Clone(e.altered)
	if altered == nil {
		altered = map[int]string{}
	}
	altered[r.slot] = to
	e.altered = altered
}

// dropped reports whether the world lacks a row of the table.
func (m *Machine[S, R]) dropped(i int) bool {
	to, altered := m.Env.altered[m.Table.slot+i]
	return altered && to == ""
}

// instead finds what answers where a row that does not refuse was dropped.
func (m *Machine[S, R]) instead(state S, on string) (int, bool) {
	other, ok := m.Table.otherwise[on]
	if m.Env.altered == nil || !ok {
		return 0, false
	}
	for i := range m.Table.Rows {
		if row := &m.Table.Rows[i]; row.From == state && row.On == on && row.To != Refused && m.dropped(i) {
			return other, true
		}
	}
	return 0, false
}

// Otherwise reports whether something else in the table answers where the row is
// dropped: a later row, or one that stands for every other state.
func (v TableView) Otherwise(dropped RowView) bool {
	return dropped.otherwise || slices.ContainsFunc(v.Rows, func(row RowView) bool {
		return row.slot > dropped.slot && row.From == dropped.From && row.On == dropped.On
	})
}
