package kernel

import (
	"maps"
	"slices"
	"time"
)

// Env is what all rooms of one world share: seed, clock, agenda, switches and
// coverage. Rooms schedule events on it and declare what they do when these are
// due.
type Env struct {
	Seed uint64
	Pace Pace

	now      Time
	minted   uint64
	eventSeq uint64
	agenda   agenda
	topics   map[string]func(Event)

	off   []bool
	rules []Tally
	rows  []uint64

	// altered is nil but in mutants: where rows lead instead, by their slots, ""
	// for those that are dropped.
	altered map[int]string
}

// NewEnv returns the ground of a fresh world.
func NewEnv(seed uint64, start Time, pace Pace) *Env {
	return &Env{
		Seed: seed, Pace: pace, now: start,
		topics: map[string]func(Event){},
		off:    make([]bool, ruleSlots), rules: make([]Tally, ruleSlots), rows: make([]uint64, rowSlots),
	}
}

// Fork returns an independent copy. The receivers of events belong to rooms and
// are not copied: the forked rooms declare their own.
func (e *Env) Fork() *Env {
	f := *e
	f.agenda = slices.Clone(e.agenda)
	f.topics = map[string]func(Event){}
	f.off, f.rules, f.rows = slices.Clone(e.off), slices.Clone(e.rules), slices.Clone(e.rows)
	f.altered = maps.Clone(e.altered)
	return &f
}

// Now returns the world's time.
func (e *Env) Now() Time { return e.now }

// On declares what happens when an event of the topic is due.
func (e *Env) On(topic string, do func(Event)) { e.topics[topic] = do }

// Schedule puts an event on the agenda, d from now.
func (e *Env) Schedule(d time.Duration, topic string, subject Ref, stamp uint32) {
	e.eventSeq++
	e.agenda.add(Event{At: e.now.Add(d), Seq: e.eventSeq, Topic: topic, Subject: subject, Stamp: stamp})
}

// Duration picks how long work of the timing takes in this world: no time at
// all where the timing's rule is switched off.
func (e *Env) Duration(t *Timing) time.Duration {
	if t.Rule != nil && !e.Applies(true, t.Rule) {
		return 0
	}
	return e.Pace.pick(t, mix(e.Seed, e.eventSeq+1))
}

// AdvanceTo runs everything due up to and including t, in (time, sequence)
// order, and sets the clock to t. A t in the past does nothing: time never
// runs backwards.
func (e *Env) AdvanceTo(t Time) {
	for len(e.agenda) > 0 && e.agenda[0].At <= max(t, e.now) {
		due := e.agenda.next()
		e.now = max(e.now, due.At)
		e.topics[due.Topic](due)
	}
	e.now = max(e.now, t)
}

// NextDue returns when the next event is due, and false if none is.
func (e *Env) NextDue() (Time, bool) {
	if len(e.agenda) == 0 {
		return 0, false
	}
	return e.agenda[0].At, true
}
