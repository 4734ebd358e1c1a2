package kernel

import (
	"cmp"
	"slices"
)

// Event is a thing due to happen: data, not a closure, so that a world can be
// forked and digested. Stamp lets the receiver drop what was overtaken.
type Event struct {
	At      Time
	Seq     uint64
	Topic   string
	Subject Ref
	Stamp   uint32
}

// Ref names a resource: its scope and its ID there.
type Ref struct {
	Scope Scope
	ID    string
}

// agenda is a heap by (time, sequence). Each event has up to four below it: they lie side
// by side, and so a long agenda has few places to look at. container/heap would put each
// event into an interface, which costs half of a write.
type agenda []Event

const below = 4

func (e *Event) before(o *Event) bool { return e.At < o.At || e.At == o.At && e.Seq < o.Seq }

func (a *agenda) add(e Event) {
	*a = append(*a, Event{})
	h := *a
	i := len(h) - 1
	for i > 0 && e.before(&h[(i-1)/below]) {
		h[i] = h[(i-1)/below]
		i = (i - 1) / below
	}
	h[i] = e
}

func (a *agenda) next() Event {
	h := *a
	first, last := h[0], h[len(h)-1]
	h[len(h)-1] = Event{}
	h = h[:len(h)-1]
	*a = h
	if len(h) == 0 {
		return first
	}
	i := 0
	for least := h.least(i); least > 0 && h[least].before(&last); least = h.least(i) {
		h[i] = h[least]
		i = least
	}
	h[i] = last
	return first
}

// longAgenda is how many events an agenda has before anybody looks for those that were
// overtaken.
const longAgenda = 4096

// sweep takes off the agenda what was overtaken, whenever it has doubled. It must not be
// called while a service is at work, whose resources may not be in their stores yet.
func (e *Env) sweep() {
	if len(e.agenda) < max(e.room, longAgenda) {
		return
	}
	var from []Overtaker
	for _, r := range e.receivers {
		if o, ok := r.(Overtaker); ok {
			from = append(from, o)
		}
	}
	e.own()
	e.agenda = slices.DeleteFunc(e.agenda, func(due Event) bool {
		gone := slices.ContainsFunc(from, func(o Overtaker) bool { return o.Overtaken(due) })
		if gone {
			delete(e.windows, due.Seq)
			if e.keyed {
				e.key = e.key.minus(due.key())
			}
		}
		return gone
	})
	slices.SortFunc(e.agenda, func(a, b Event) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq)) })
	e.room = 2 * len(e.agenda)
}

// least returns which of the events below one comes first, 0 where there are none.
func (a agenda) least(i int) (least int) {
	for child := below*i + 1; child <= below*(i+1) && child < len(a); child++ {
		if least == 0 || a[child].before(&a[least]) {
			least = child
		}
	}
	return least
}
