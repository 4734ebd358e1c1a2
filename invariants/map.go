package invariants

import (
	"maps"
	"slices"
)

// few is how many entries are sooner found by looking at each than by a map.
const few = 8

// Map is a map that keeps the order in which keys were put first. A copy of the
// struct that holds a Map is enough to copy the Map: the copy shares the entries
// until it is written. The original must not be written any more once there are
// copies of it.
type Map[K comparable, V any] struct{ table *table[K, V] }

// table holds the entries. Only the Map that made it writes to it.
type table[K comparable, V any] struct {
	owner   *Map[K, V]
	entries []entry[K, V]
	index   map[K]int // nil where there are few entries
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

func (t *table[K, V]) place(k K) int {
	if t.index != nil {
		if i, ok := t.index[k]; ok {
			return i
		}
		return -1
	}
	for i := range t.entries {
		if t.entries[i].key == k {
			return i
		}
	}
	return -1
}

// Find returns the value of k, and false where there is none.
func (m *Map[K, V]) Find(k K) (value V, ok bool) {
	if m.table == nil {
		return value, false
	}
	if i := m.table.place(k); i >= 0 {
		return m.table.entries[i].value, true
	}
	return value, false
}

// Of returns the value of k, the zero one where there is none.
func (m *Map[K, V]) Of(k K) V {
	value, _ := m.Find(k)
	return value
}

// Len returns the number of entries.
func (m *Map[K, V]) Len() int {
	if m.table == nil {
		return 0
	}
	return len(m.table.entries)
}

// own makes a table that this Map alone writes to, with room for one more.
func (m *Map[K, V]) own() *table[K, V] {
	switch shared := m.table; {
	case shared == nil:
		m.table = &table[K, V]{owner: m}
	case shared.owner != m:
		entries := make([]entry[K, V], 0, len(shared.entries)+1)
		m.table = &table[K, V]{m, append(entries, shared.entries...), maps.Clone(shared.index)}
	}
	return m.table
}

// Put enters the value of k.
func (m *Map[K, V]) Put(k K, value V) {
	t := m.own()
	if i := t.place(k); i >= 0 {
		t.entries[i].value = value
		return
	}
	t.entries = append(t.entries, entry[K, V]{k, value})
	if t.index != nil {
		t.index[k] = len(t.entries) - 1
	} else if len(t.entries) > few {
		t.reindex()
	}
}

// Change puts what change makes of the value of k, if there is one.
func (m *Map[K, V]) Change(k K, change func(*V)) {
	if value, ok := m.Find(k); ok {
		change(&value)
		m.Put(k, value)
	}
}

// Drop removes the entry of k.
func (m *Map[K, V]) Drop(k K) {
	if _, ok := m.Find(k); !ok {
		return
	}
	t := m.own()
	i := t.place(k)
	t.entries = slices.Delete(t.entries, i, i+1)
	if t.index != nil {
		t.reindex()
	}
}

func (t *table[K, V]) reindex() {
	t.index = make(map[K]int, len(t.entries))
	for i := range t.entries {
		t.index[t.entries[i].key] = i
	}
}

// All yields the entries.
func (m *Map[K, V]) All(yield func(K, V) bool) {
	if m.table == nil {
		return
	}
	for _, e := range m.table.entries {
		if !yield(e.key, e.value) {
			return
		}
	}
}

// With returns the list with e in it. It leaves the list as it is, for others
// may hold it.
func With[T comparable](list []T, e T) []T {
	if slices.Contains(list, e) {
		return list
	}
	return append(slices.Clip(list), e)
}

// Without returns the list without e, and leaves the list as it is.
func Without[T comparable](list []T, e T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(o T) bool { return o == e })
}

// SameSet reports whether two lists hold the same, in whatever order.
func SameSet[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for _, e := range a {
		if !slices.Contains(b, e) {
			return false
		}
	}
	return true
}
