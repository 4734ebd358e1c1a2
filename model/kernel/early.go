package kernel

import (
	"cmp"
	"slices"
	"time"
)

// window is when a piece of work may be done: drawn is how long the world makes it last,
// earliest how long it lasts at least, and firm says that AWS promises its end.
type window struct {
	drawn, earliest time.Duration
	from            Time // since when it may run, once it is on the agenda
	firm            bool
}

// opens is when the work may be done at the earliest.
func (w *window) opens() Time { return w.from.Add(w.earliest) }

// KeepWindows makes the world keep when its work may be done at the earliest, for who holds
// answers of a cloud against it. It answers as it did before.
func (e *Env) KeepWindows() { e.windows = map[uint64]window{} }

// noteWindow keeps the window of what Schedule has just put on the agenda: if the length of
// the work was drawn, or if nobody knows when it began, since what came before has a window.
func (e *Env) noteWindow(d time.Duration) {
	w := e.window
	if e.window = (window{}); e.windows == nil {
		return
	}
	if w.drawn != d {
		w = window{drawn: d, earliest: d, firm: true}
	}
	if w.from = e.now; e.since != 0 {
		w.from = e.since
	}
	if w.opens() < e.now.Add(d) {
		e.windows[e.eventSeq] = w
	}
}

// MayBeDone lists the numbers of the work that is on the agenda and may be done by now, the
// newest first. Only worlds that keep windows know.
func (e *Env) MayBeDone() (numbers []uint64) {
	var due []Event
	for i := range e.agenda {
		if w, ok := e.windows[e.agenda[i].Seq]; ok && w.opens() <= e.now {
			due = append(due, e.agenda[i])
		}
	}
	slices.SortFunc(due, func(a, b Event) int { return cmp.Compare(b.Seq, a.Seq) })
	for _, d := range due {
		numbers = append(numbers, d.Seq)
	}
	return numbers
}

// DoEarly does the work of a number now, if it may be done by now. What it begins may have
// begun as early as this work may have ended.
func (e *Env) DoEarly(number uint64) {
	i := slices.IndexFunc(e.agenda, func(d Event) bool { return d.Seq == number })
	if _, ok := e.windows[number]; i < 0 || !ok {
		return
	}
	all := e.agenda
	due := all[i]
	e.agenda, e.lent, e.keyed = make(agenda, 0, len(all)), false, false
	for j := range all {
		if j != i {
			e.agenda.add(all[j])
		}
	}
	e.happen(due)
	e.AdvanceTo(e.now)
}

// happen lets an event happen now.
func (e *Env) happen(due Event) {
	if w, ok := e.windows[due.Seq]; ok {
		e.since = min(w.opens(), e.now)
		delete(e.windows, due.Seq)
		defer func() { e.since = 0 }()
	}
	for _, r := range e.receivers {
		if r.Due(due) {
			break
		}
	}
}

// Hangs reports whether work on the agenda is due up to an instant whose end AWS does not
// promise, so that it may end later.
func (e *Env) Hangs(until Time) bool {
	for i := range e.agenda {
		if w, ok := e.windows[e.agenda[i].Seq]; ok && !w.firm && e.agenda[i].At <= until {
			return true
		}
	}
	return false
}

// Unsettled reports whether a resource or a job of that ID has work on the agenda of which
// nobody knows yet when it ends.
func (e *Env) Unsettled(id string) bool {
	for i := range e.agenda {
		if _, ok := e.windows[e.agenda[i].Seq]; ok && e.agenda[i].Subject.ID == id {
			return true
		}
	}
	return false
}
