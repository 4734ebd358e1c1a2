package kernel

import (
	"maps"
	"slices"
	"time"
)

// Env is what all services of one world share: seed, clock, agenda, switches and
// coverage. Rooms schedule events on it and declare what they do when these are
// due.
type Env struct {
	Seed uint64
	Pace Pace

	now      Time
	minted   uint64
	made     made
	eventSeq uint64
	agenda   agenda
	room     int  // how long the agenda may become until what is overtaken is looked for, 0 at first
	lent     bool // forks hold the same agenda
	keyed    bool // key is that of the agenda, and is kept so
	changes  int  // of the agenda since the key was asked for
	key      Key

	receivers []Receiver
	branched  bool

	off   []bool // replaced, never written into
	rules []Tally
	rows  []uint64
	calls []Tally // by operation

	windows map[uint64]window // by the numbers of events; nil where nobody asks
	window  window            // of the work whose length was drawn last
	since   Time              // when what happens now may have happened at the earliest; 0 for now

	failing bool
	doomed  int
	moved   bool // what is not in stores has counted: see Notice
	watch   watch

	// altered is nil but in mutants: where rows lead instead, by their slots, ""
	// for those that are dropped. It is replaced, never written into.
	altered map[int]string
}

// NewEnv returns the ground of a fresh world.
func NewEnv(seed uint64, start Time, pace Pace) *Env {
	return &Env{
		Seed: seed, Pace: pace, now: min(start, End),
		off: make([]bool, ruleSlots), rules: make([]Tally, ruleSlots), rows: make([]uint64, rowSlots),
		calls: make([]Tally, operationSlots),
	}
}

// Fork returns an independent copy. The receivers of events are services and are
// not copied: the forked services declare themselves.
func (e *Env) Fork() *Env {
	f := e.Branch()
	f.rules, f.rows, f.calls, f.branched = slices.Clone(e.rules), slices.Clone(e.rows), slices.Clone(e.calls), false
	return f
}

// Branch returns a fork that counts its coverage together with e.
func (e *Env) Branch() *Env {
	f := &Env{receivers: make([]Receiver, 0, len(e.receivers))}
	f.Follow(e)
	return f
}

// Follow makes e a branch of another ground that keeps its receivers.
func (e *Env) Follow(o *Env) {
	o.lent = true
	receivers := e.receivers
	*e = *o
	e.receivers, e.branched = receivers, true
	e.watch.failures, e.watch.asked = slices.Clip(o.watch.failures), nil
	e.windows = maps.Clone(o.windows)
}

// Branched reports whether the world is a branch: its services may share caches with
// the world that it comes from.
func (e *Env) Branched() bool { return e.branched }

// Receiver is a service as the agenda knows it.
type Receiver interface {
	// Due does what is to be done at the event, and reports whether its topic is
	// the service's.
	Due(Event) bool
}

// Overtaker is a receiver that knows which of its events were overtaken: nothing will come
// of them. A world that lives long takes them off its agenda before they are due, since that
// may be in a hundred years.
type Overtaker interface {
	// Overtaken reports whether the event is one of the service's and was overtaken.
	Overtaken(Event) bool
}

// Now returns the world's time.
func (e *Env) Now() Time { return e.now }

// Receive declares a service whose events will be due.
func (e *Env) Receive(r Receiver) { e.receivers = append(e.receivers, r) }

// own makes the agenda the world's own.
func (e *Env) own() {
	if e.lent {
		e.agenda, e.lent = append(make(agenda, 0, len(e.agenda)+2), e.agenda...), false
	}
}

// Schedule puts an event on the agenda, d from now.
func (e *Env) Schedule(d time.Duration, topic string, subject Ref, stamp uint32) {
	e.own()
	e.moved = true
	e.eventSeq++
	due := Event{At: e.now.Add(d), Seq: e.eventSeq, Topic: topic, Subject: subject, Stamp: stamp}
	e.agenda.add(due)
	e.noteWindow(d)
	if e.keepsKey() {
		e.key = e.key.plus(due.key())
	}
}

// Duration picks how long work of the timing takes in this world: no time at
// all where the timing's rule is switched off.
func (e *Env) Duration(t *Timing) time.Duration {
	e.window, e.moved = window{}, true
	if t.Rule != nil && !e.Applies(true, t.Rule) {
		return t.broken()
	}
	d := e.Pace.pick(t, mix(e.Seed, e.eventSeq+1))
	e.window = window{drawn: d, earliest: t.Earliest, firm: t.Promise != 0}
	return d
}

// Failing runs do and dooms the asynchronous work that it begins, where work of
// that kind can fail at all; it returns how many such jobs there are.
func (e *Env) Failing(do func()) (jobs int) {
	e.failing, e.doomed = true, 0
	defer func() { e.failing = false }()
	do()
	return e.doomed
}

// AdvanceTo runs everything due up to and including t, in (time, sequence)
// order, and sets the clock to t, at most to End. A t in the past does nothing:
// time never runs backwards.
func (e *Env) AdvanceTo(t Time) {
	t = min(t, End)
	e.sweep()
	for len(e.agenda) > 0 && e.agenda[0].At <= max(t, e.now) {
		e.own()
		e.moved = true
		due := e.agenda.next()
		if e.keepsKey() {
			e.key = e.key.minus(due.key())
		}
		e.now = max(e.now, due.At)
		e.happen(due)
		e.sweep()
	}
	e.now = max(e.now, t)
}

// Notice begins to note whether anything counts that is neither in stores nor the time: events
// that are due, numbers that are minted, the work that is begun, places in listings.
func (e *Env) Notice() { e.moved = false }

// Noticed reports whether something has counted since.
func (e *Env) Noticed() bool { return e.moved }

// AddMoment mixes the time into a key, and whether anything is due now.
func (e *Env) AddMoment(k *Keyer) {
	k.word(uint64(e.now))
	if len(e.agenda) > 0 && e.agenda[0].At <= e.now {
		k.word(1)
	}
}

// Planned returns how many events are to come.
func (e *Env) Planned() int { return len(e.agenda) }

// NextDue returns when the next event is due, and false if none is.
func (e *Env) NextDue() (Time, bool) {
	if len(e.agenda) == 0 {
		return 0, false
	}
	return e.agenda[0].At, true
}
