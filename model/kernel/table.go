package kernel

import (
	"slices"
	"sort"
)

// Table holds the resources of one scope in the order of their creation.
// A resource's slices and maps are replaced, never written into: that makes the
// copy of a row a copy of the resource.
type Table[R any] struct {
	scope Scope
	rows  []entry[R]
	live  int
	byID  map[string]entry[R] // nil where there have only been few rows
	next  uint64
	// shared tells that forks hold the same table. It is never changed again:
	// whoever looks into it gets a copy.
	shared bool
	keyed  bool // key is that of the rows as they are
	key    Key
}

type entry[R any] struct {
	seq uint64
	id  string
	row *R // nil where the resource is gone
}

// Get returns a resource by ID, or nil.
func (t *Table[R]) Get(id string) *R {
	if t == nil {
		return nil
	}
	return t.entry(id).row
}

func (t *Table[R]) entry(id string) entry[R] {
	if t.byID != nil {
		return t.byID[id]
	}
	for _, e := range t.rows {
		if e.id == id && e.row != nil {
			return e
		}
	}
	return entry[R]{}
}

// Len returns how many resources the table holds.
func (t *Table[R]) Len() int {
	if t == nil {
		return 0
	}
	return t.live
}

// Put adds a resource.
func (t *Table[R]) Put(id string, r *R) {
	t.next++
	e := entry[R]{t.next, id, r}
	t.rows = append(t.rows, e)
	t.live++
	if t.byID != nil {
		t.byID[id] = e
	} else if len(t.rows) > few {
		t.index()
	}
}

func (t *Table[R]) index() {
	t.byID = make(map[string]entry[R], len(t.rows))
	for _, e := range t.rows {
		if e.row != nil {
			t.byID[e.id] = e
		}
	}
}

// Delete removes a resource.
func (t *Table[R]) Delete(id string) {
	gone := t.entry(id)
	if gone.row == nil {
		return
	}
	delete(t.byID, id)
	t.live--
	t.rows[t.after(gone.seq)-1] = entry[R]{seq: gone.seq}
	if len(t.rows) > 2*t.live+few {
		t.rows = slices.DeleteFunc(slices.Clone(t.rows), func(e entry[R]) bool { return e.row == nil })
	}
}

// All yields the resources in the order of their creation. Resources added
// meanwhile are not yielded.
func (t *Table[R]) All(yield func(*R) bool) {
	if t == nil {
		return
	}
	for _, e := range t.rows {
		if e.row != nil && !yield(e.row) {
			return
		}
	}
}

// Backward yields the resources in the opposite order.
func (t *Table[R]) Backward(yield func(*R) bool) {
	t.scan(0, true, func(_ uint64, r *R) bool { return yield(r) })
}

// clone copies the table and its rows. Most tables are small, and what is made
// at once is made fast.
func (t *Table[R]) clone() *Table[R] {
	switch {
	case t.live <= 1:
		var c struct {
			Table[R]
			entries [1]entry[R]
			copies  [1]R
		}
		return t.copyTo(&c.Table, c.entries[:0], c.copies[:])
	case t.live <= 3:
		var c struct {
			Table[R]
			entries [3]entry[R]
			copies  [3]R
		}
		return t.copyTo(&c.Table, c.entries[:0], c.copies[:])
	}
	return t.copyTo(&Table[R]{}, make([]entry[R], 0, t.live), make([]R, t.live))
}

func (t *Table[R]) copyTo(c *Table[R], entries []entry[R], copies []R) *Table[R] {
	for _, e := range t.rows {
		if e.row != nil {
			copies[len(entries)] = *e.row
			e.row = &copies[len(entries)]
			entries = append(entries, e)
		}
	}
	c.scope, c.live, c.next, c.rows = t.scope, t.live, t.next, entries
	if len(entries) > few {
		c.index()
	}
	return c
}

// scan yields rows and their sequence numbers beyond the given one, in rising
// or falling order. Zero starts at the respective end.
func (t *Table[R]) scan(after uint64, falling bool, yield func(uint64, *R) bool) {
	if t == nil {
		return
	}
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
