package kernel

import (
	"slices"
	"sort"
)

// Store holds one kind of resource for every home.
type Store[R any] struct {
	tables map[Home]*Table[R]
	homes  []Home
	sorted bool
}

// Table holds the resources of one home in the order of their creation.
// A resource's slices and maps are replaced, never written into: that makes the
// copy of a row a copy of the resource.
type Table[R any] struct {
	rows []entry[R]
	byID map[string]entry[R]
	next uint64
}

type entry[R any] struct {
	seq uint64
	id  string
	row *R // nil where the resource is gone
}

// In returns the table of a home, making an empty one if need be.
func (s *Store[R]) In(h Home) *Table[R] {
	t, ok := s.tables[h]
	if !ok {
		t = &Table[R]{byID: map[string]entry[R]{}}
		if s.tables == nil {
			s.tables = map[Home]*Table[R]{}
		}
		s.tables[h] = t
		s.homes, s.sorted = append(s.homes, h), false
	}
	return t
}

// Of returns the table of a home for reading, without keeping an empty one.
func (s *Store[R]) Of(h Home) *Table[R] {
	if t, ok := s.tables[h]; ok {
		return t
	}
	return &Table[R]{}
}

// ordered returns the homes in their order, so that it does not matter who asked
// first. It sorts only when it must: a new home costs the same however many
// there are.
func (s *Store[R]) ordered() []Home {
	if !s.sorted {
		s.homes = slices.SortedFunc(slices.Values(s.homes), Home.compare)
		s.sorted = true
	}
	return s.homes
}

// Get returns a resource by home and ID, or nil.
func (s *Store[R]) Get(h Home, id string) *R {
	if t, ok := s.tables[h]; ok {
		return t.byID[id].row
	}
	return nil
}

// Find returns the resource that a Ref names, or nil.
func (s *Store[R]) Find(ref Ref) *R { return s.Get(ref.Home, ref.ID) }

// Anywhere returns the resource of the ID in whatever home, or nil. It is for
// those who must tell "not yours" from "not there" without saying so.
func (s *Store[R]) Anywhere(id string) *R {
	for _, h := range s.ordered() {
		if r := s.tables[h].Get(id); r != nil {
			return r
		}
	}
	return nil
}

// All yields every resource, home by home in their order.
func (s *Store[R]) All(yield func(*R) bool) {
	for _, h := range s.ordered() {
		for r := range s.tables[h].All {
			if !yield(r) {
				return
			}
		}
	}
}

// Clone returns an independent copy.
func (s *Store[R]) Clone() Store[R] {
	c := Store[R]{tables: make(map[Home]*Table[R], len(s.tables)), homes: slices.Clone(s.ordered()), sorted: true}
	for _, h := range s.ordered() {
		c.tables[h] = s.tables[h].clone()
	}
	return c
}

// Get returns a resource by ID, or nil.
func (t *Table[R]) Get(id string) *R { return t.byID[id].row }

// Len returns how many resources the table holds.
func (t *Table[R]) Len() int { return len(t.byID) }

// Put adds a resource.
func (t *Table[R]) Put(id string, r *R) {
	t.next++
	e := entry[R]{t.next, id, r}
	t.rows = append(t.rows, e)
	t.byID[id] = e
}

// Delete removes a resource.
func (t *Table[R]) Delete(id string) {
	gone, ok := t.byID[id]
	if !ok {
		return
	}
	delete(t.byID, id)
	t.rows[t.after(gone.seq)-1] = entry[R]{seq: gone.seq}
	if len(t.rows) > 2*len(t.byID)+8 {
		t.rows = slices.DeleteFunc(t.rows, func(e entry[R]) bool { return e.row == nil })
	}
}

// All yields the resources in the order of their creation. Resources added
// meanwhile are not yielded.
func (t *Table[R]) All(yield func(*R) bool) {
	for _, e := range t.rows {
		if e.row != nil && !yield(e.row) {
			return
		}
	}
}

func (t *Table[R]) clone() *Table[R] {
	c := &Table[R]{rows: make([]entry[R], 0, len(t.rows)), byID: make(map[string]entry[R], len(t.byID)), next: t.next}
	for _, e := range t.rows {
		if e.row != nil {
			copied := *e.row
			e.row = &copied
			c.byID[e.id] = e
			c.rows = append(c.rows, e)
		}
	}
	return c
}

// scan yields rows and their sequence numbers beyond the given one, in rising
// or falling order. Zero starts at the respective end.
func (t *Table[R]) scan(after uint64, falling bool, yield func(uint64, *R) bool) {
	if falling {
		from := len(t.rows)
		if after > 0 {
			from = t.after(after - 1)
		}
		for i := from - 1; i >= 0; i-- {
			if e := t.rows[i]; e.row != nil && !yield(e.seq, e.row) {
				return
			}
		}
		return
	}
	for _, e := range t.rows[t.after(after):] {
		if e.row != nil && !yield(e.seq, e.row) {
			return
		}
	}
}

// after returns the index of the first row beyond a sequence number.
func (t *Table[R]) after(seq uint64) int {
	return sort.Search(len(t.rows), func(i int) bool { return t.rows[i].seq > seq })
}
