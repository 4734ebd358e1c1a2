package kernel

import (
	"slices"
	"sort"
)

// Table holds the resources of one scope in the order of their creation. A nil table
// is empty.
// A resource's slices and maps are replaced, never written into: that makes the
// copy of a row a copy of the resource.
type Table[R any] struct{ rows rows }

// rows are what a table has that is the same for every kind of resource. Their
// methods are not inlined into those of the tables.
type rows struct {
	self  any // the *Table
	scope Scope
	list  []entry
	live  int
	byID  map[string]entry // nil where there have only been few rows
	next  uint64
	// shared tells that forks hold the same table. It is never changed again:
	// whoever looks into it gets a copy.
	shared bool
	idle   bool // it was empty at the last sweep, and nobody got it since
	keyed  bool // key is that of the rows as they are
	key    Key
	images *images // of the key; nil where nobody has asked
}

type entry struct {
	seq uint64
	id  string
	row any // a pointer to the resource; nil where that is gone
}

// Get returns a resource by ID, or nil.
func (t *Table[R]) Get(id string) *R {
	if t == nil {
		return nil
	}
	r, _ := t.rows.get(id).(*R)
	return r
}

// Len returns how many resources the table holds.
func (t *Table[R]) Len() int {
	if t == nil {
		return 0
	}
	return t.rows.live
}

// Put adds a resource.
func (t *Table[R]) Put(id string, r *R) { t.rows.put(id, r) }

// Delete removes a resource.
func (t *Table[R]) Delete(id string) { t.rows.delete(id) }

// All yields the resources in the order of their creation. Resources added
// meanwhile are not yielded.
func (t *Table[R]) All(yield func(*R) bool) {
	if t == nil {
		return
	}
	for _, e := range t.rows.list {
		if e.row != nil && !yield(e.row.(*R)) {
			return
		}
	}
}

// Backward yields the resources in the opposite order.
func (t *Table[R]) Backward(yield func(*R) bool) {
	if t != nil {
		t.rows.scan(0, true, func(_ uint64, r any) bool { return yield(r.(*R)) })
	}
}

// cloned copies a table and its resources. Most tables are small, and what is made
// at once is made fast.
func cloned[R any](t *rows) *rows {
	switch {
	case t.live <= 1:
		var c struct {
			Table[R]
			entries [1]entry
			copies  [1]R
		}
		return copied(t, &c.Table, c.entries[:0], c.copies[:])
	case t.live <= 3:
		var c struct {
			Table[R]
			entries [3]entry
			copies  [3]R
		}
		return copied(t, &c.Table, c.entries[:0], c.copies[:])
	}
	return copied(t, &Table[R]{}, make([]entry, 0, t.live), make([]R, t.live))
}

func copied[R any](t *rows, c *Table[R], entries []entry, copies []R) *rows {
	for _, e := range t.list {
		if e.row != nil {
			r := &copies[len(entries)]
			*r = *e.row.(*R)
			e.row = r
			entries = append(entries, e)
		}
	}
	c.rows.self = c
	return t.copyTo(&c.rows, entries)
}

//go:noinline
func (t *rows) copyTo(c *rows, entries []entry) *rows {
	c.scope, c.live, c.next, c.list = t.scope, t.live, t.next, entries
	if len(entries) > few {
		c.index()
	}
	return c
}

//go:noinline
func (t *rows) get(id string) any { return t.entry(id).row }

func (t *rows) entry(id string) entry {
	if t.byID != nil {
		return t.byID[id]
	}
	for _, e := range t.list {
		if e.id == id && e.row != nil {
			return e
		}
	}
	return entry{}
}

//go:noinline
func (t *rows) put(id string, r any) {
	t.next++
	e := entry{t.next, id, r}
	t.list = append(t.list, e)
	t.live++
	if t.byID != nil {
		t.byID[id] = e
	} else if len(t.list) > few {
		t.index()
	}
}

func (t *rows) index() {
	t.byID = make(map[string]entry, len(t.list))
	for _, e := range t.list {
		if e.row != nil {
			t.byID[e.id] = e
		}
	}
}

//go:noinline
func (t *rows) delete(id string) {
	gone := t.entry(id)
	if gone.row == nil {
		return
	}
	delete(t.byID, id)
	t.live--
	t.list[t.place(gone.seq)] = entry{seq: gone.seq}
	if t.live == 0 { // it is as if there had never been any
		t.list, t.byID, t.next = nil, nil, 0
		return
	}
	if len(t.list) > 2*t.live+few {
		t.list = slices.DeleteFunc(slices.Clone(t.list), func(e entry) bool { return e.row == nil })
	}
}

// scan yields rows and their sequence numbers beyond the given one, in rising
// or falling order. Zero starts at the respective end.
//
//go:noinline
func (t *rows) scan(after uint64, falling bool, yield func(uint64, any) bool) {
	if falling {
		from := len(t.list)
		if after > 0 {
			from = t.after(after - 1)
		}
		for i := from - 1; i >= 0; i-- {
			if e := t.list[i]; e.row != nil && !yield(e.seq, e.row) {
				return
			}
		}
		return
	}
	for _, e := range t.list[t.after(after):] {
		if e.row != nil && !yield(e.seq, e.row) {
			return
		}
	}
}

// place returns the index of a row's entry. As long as only the oldest rows have gone
// their numbers tell it.
func (t *rows) place(seq uint64) int {
	if i := seq - t.list[0].seq; i < uint64(len(t.list)) && t.list[i].seq == seq {
		return int(i)
	}
	return t.after(seq) - 1
}

// after returns the index of the first row beyond a sequence number.
func (t *rows) after(seq uint64) int {
	return sort.Search(len(t.list), func(i int) bool { return t.list[i].seq > seq })
}
