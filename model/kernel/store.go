package kernel

import (
	"maps"
	"reflect"
	"slices"
)

// few is how many things are sooner found by looking at each than by a map.
const few = 8

// idle is how many tables a store adds at least until it looks for empty ones.
const idle = 64

// Store holds one kind of resource for every scope. Forks share the tables until
// they look into them. It has few methods of its own, since every package that knows
// of a service compiles those of all its stores.
type Store[R any] struct{ stock stock }

// stock is what a store has that is the same for every kind of resource. Its methods
// are not inlined into those of the stores.
type stock struct {
	tables   []*rows
	byScope  map[Scope]*rows // nil where there are few tables
	last     *rows           // that somebody got as the store's own, or nil
	room     int             // how many tables there may be until empty ones are looked for
	unsorted bool
	// shared tells that forks hold the same slice and map, and that all tables
	// are shared, too.
	shared bool
	asked  bool // somebody has looked into it: see Parts.Notice
	keyed  bool // key is that of the tables as they are
	key    Key
	images *images // of the key; nil where nobody has asked
}

// In returns the table of a scope, making an empty one if need be.
func (s *Store[R]) In(h Scope) *Table[R] {
	if t := s.Of(h); t != nil {
		return t
	}
	t := &Table[R]{}
	s.stock.add(h, &t.rows, t)
	return t
}

// Of returns the table of a scope, nil where there has never been a resource. A
// nil table is empty. Whoever asks may also change what he finds there, so the
// copy that forks share is put aside.
func (s *Store[R]) Of(h Scope) *Table[R] {
	t, _ := s.stock.of(h, cloned[R]).(*Table[R])
	return t
}

// View returns the same as Of for those who do not change what they find there,
// nor give it to others who might.
func (s *Store[R]) View(h Scope) *Table[R] {
	t, _ := s.stock.see(h).(*Table[R])
	return t
}

// See returns a resource as Get does, to be looked at only.
func (s *Store[R]) See(h Scope, id string) *R { return s.View(h).Get(id) }

// Get returns a resource by scope and ID, or nil.
func (s *Store[R]) Get(h Scope, id string) *R { return s.Of(h).Get(id) }

// Find returns the resource that a Ref names, or nil.
func (s *Store[R]) Find(ref Ref) *R { return s.Of(ref.Scope).Get(ref.ID) }

// Anywhere returns the resource of the ID in whatever scope, or nil. It is for
// those who must tell "not yours" from "not there" without saying so.
func (s *Store[R]) Anywhere(id string) *R { return s.Of(s.stock.where(id)).Get(id) }

// All yields every resource, scope by scope in their order, to be looked at only.
func (s *Store[R]) All(yield func(*R) bool) {
	s.stock.all(func(r any) bool { return yield(r.(*R)) })
}

// Fork returns an independent copy.
func (s *Store[R]) Fork() Store[R] { return Store[R]{s.stock.fork()} }

func (s *Store[R]) row() reflect.Type { return reflect.TypeFor[R]() }

func (s *Store[R]) core() *stock { return &s.stock }

func (s *Store[R]) home(h Scope) *rows { return &s.In(h).rows }

// add adds the table of a scope that has none.
//
//go:noinline
func (s *stock) add(h Scope, t *rows, self any) {
	s.own()
	if len(s.tables) >= max(s.room, idle) {
		s.sweep()
	}
	s.keyed = false
	t.scope, t.self = h, self
	if n := len(s.tables); n > 0 && s.tables[n-1].scope.Compare(h) > 0 {
		s.unsorted = true
	}
	s.tables = append(s.tables, t)
	if s.byScope != nil {
		s.byScope[h] = t
	} else if len(s.tables) > few {
		s.byScope = map[Scope]*rows{}
		for _, t := range s.tables {
			s.byScope[t.scope] = t
		}
	}
}

// sweep drops empty tables: those that forks share, which nobody can write into any more,
// and those that were empty at the last sweep and that nobody got since. An empty table
// leaves no trace, so that it does not matter when it goes.
func (s *stock) sweep() {
	used := 0
	s.tables = slices.DeleteFunc(s.tables, func(t *rows) bool {
		if t.live > 0 {
			used++
		}
		gone := t.live == 0 && (t.shared || t.idle)
		if !t.shared {
			t.idle = t.live == 0
		}
		if gone && s.byScope != nil {
			delete(s.byScope, t.scope)
		}
		return gone
	})
	s.room, s.last = len(s.tables)+max(used, idle), nil
}

// of returns the table of a scope as the store's own, nil where there is none.
//
//go:noinline
func (s *stock) of(h Scope, clone func(*rows) *rows) any {
	t := s.last
	s.asked = true
	if t == nil || t.shared || t.scope != h {
		t = s.view(h)
	}
	if t == nil {
		return nil
	}
	if t.shared {
		s.own()
		i := slices.Index(s.tables, t)
		t = clone(t)
		s.tables[i] = t
		if s.byScope != nil {
			s.byScope[t.scope] = t
		}
	}
	s.keyed, t.keyed, t.idle, s.last = false, false, false, t
	return t.self
}

// see returns the table of a scope, nil where there is none.
//
//go:noinline
func (s *stock) see(h Scope) any {
	if t := s.view(h); t != nil {
		return t.self
	}
	return nil
}

func (s *stock) view(h Scope) *rows {
	s.asked = true
	if s.last != nil && s.last.scope == h {
		return s.last
	}
	if s.byScope != nil {
		return s.byScope[h]
	}
	for _, t := range s.tables {
		if t.scope == h {
			return t
		}
	}
	return nil
}

// where returns the scope of a resource, the zero Scope where there is none.
//
//go:noinline
func (s *stock) where(id string) Scope {
	s.asked = true
	s.sort()
	for _, t := range s.tables {
		if t.get(id) != nil {
			return t.scope
		}
	}
	return Scope{}
}

// all yields all resources, scope by scope in their order.
//
//go:noinline
func (s *stock) all(yield func(any) bool) {
	s.asked = true
	s.sort()
	for _, t := range s.tables {
		for _, e := range t.list {
			if e.row != nil && !yield(e.row) {
				return
			}
		}
	}
}

// own makes the list of tables the store's own.
func (s *stock) own() {
	if s.shared {
		s.tables, s.byScope, s.shared = slices.Clone(s.tables), maps.Clone(s.byScope), false
	}
}

// fork returns a copy that shares all tables.
//
//go:noinline
func (s *stock) fork() stock {
	s.lend()
	return *s
}

// lend makes the stock ready to be copied.
func (s *stock) lend() {
	if !s.shared {
		s.sort()
		for _, t := range s.tables {
			t.shared = true
		}
		s.shared = true
	}
}

// sort brings the tables into the order of their scopes, so that it does not
// matter who asked first. It sorts only when it must: a new scope costs the same
// however many there are.
func (s *stock) sort() {
	if s.unsorted {
		slices.SortFunc(s.tables, func(a, b *rows) int { return a.scope.Compare(b.scope) })
		s.unsorted = false
	}
}

// MergedBy is Merged where the rule applies; else what is more comes after all that is
// there, whatever its key.
func MergedBy[T any](e *Env, rule *Rule, list, more []T, key func(T) string) []T {
	known := make(map[string]bool, len(list))
	for _, t := range list {
		known[key(t)] = true
	}
	if e.Applies(slices.ContainsFunc(more, func(t T) bool { return known[key(t)] }), rule) {
		return Merged(list, more, key)
	}
	return slices.Concat(list, more)
}

// Merged returns a list with more added, of which what has the key of something
// there takes its place.
func Merged[T any](list, more []T, key func(T) string) []T {
	out := slices.Clone(list)
	if len(more) == 0 {
		return out
	}
	at := make(map[string]int, len(list)+len(more))
	for i, known := range out {
		if _, before := at[key(known)]; !before {
			at[key(known)] = i
		}
	}
	for _, m := range more {
		if i, known := at[key(m)]; known {
			out[i] = m
			continue
		}
		at[key(m)] = len(out)
		out = append(out, m)
	}
	return out
}
