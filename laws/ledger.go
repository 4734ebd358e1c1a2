package laws

import (
	"maps"
	"slices"
)

// few is how many lines are sooner found by looking at each than by a map.
const few = 8

// ledger holds facts by what they are about, in the order in which they were
// entered first. Books share it with their forks until one of them writes.
type ledger[K comparable, V any] struct {
	lines  []line[K, V]
	index  map[K]int // nil where there are few lines
	shared bool
}

type line[K comparable, V any] struct {
	key  K
	fact V
}

func (l *ledger[K, V]) place(k K) int {
	if l.index != nil {
		if i, ok := l.index[k]; ok {
			return i
		}
		return -1
	}
	for i := range l.lines {
		if l.lines[i].key == k {
			return i
		}
	}
	return -1
}

// find returns the fact about k, and false where there is none.
func (l *ledger[K, V]) find(k K) (fact V, ok bool) {
	if i := l.place(k); i >= 0 {
		return l.lines[i].fact, true
	}
	return fact, false
}

// of returns the fact about k, the zero one where there is none.
func (l *ledger[K, V]) of(k K) V {
	fact, _ := l.find(k)
	return fact
}

// own makes the lines those of these books alone, with room for one more.
func (l *ledger[K, V]) own() {
	if l.shared {
		l.lines = append(make([]line[K, V], 0, len(l.lines)+1), l.lines...)
		l.index, l.shared = maps.Clone(l.index), false
	}
}

// put enters a fact.
func (l *ledger[K, V]) put(k K, fact V) {
	l.own()
	if i := l.place(k); i >= 0 {
		l.lines[i].fact = fact
		return
	}
	l.lines = append(l.lines, line[K, V]{k, fact})
	if l.index != nil {
		l.index[k] = len(l.lines) - 1
	} else if len(l.lines) > few {
		l.reindex()
	}
}

// drop strikes out the fact about k.
func (l *ledger[K, V]) drop(k K) {
	if i := l.place(k); i >= 0 {
		l.own()
		l.lines = slices.Delete(l.lines, i, i+1)
		if l.index != nil {
			l.reindex()
		}
	}
}

func (l *ledger[K, V]) reindex() {
	l.index = make(map[K]int, len(l.lines))
	for i := range l.lines {
		l.index[l.lines[i].key] = i
	}
}

// all yields the facts.
func (l *ledger[K, V]) all(yield func(K, V) bool) {
	for _, e := range l.lines {
		if !yield(e.key, e.fact) {
			return
		}
	}
}
