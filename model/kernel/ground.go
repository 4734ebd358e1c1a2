package kernel

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Ground is what an Env is, as data: all that the future of its world hangs on besides the
// states of services.
type Ground struct {
	Seed     uint64
	Pace     Pace
	Now      Time
	Minted   uint64
	Sequence uint64  // of the last event that was put on the agenda
	Agenda   []Event // in the order in which they are due
	Room     int     // how long the agenda may become until what is overtaken is taken off
}

// Carrier is a service whose future hangs on more than its State.
type Carrier interface {
	Service
	// Carried returns a pointer to that, to be read only.
	Carried() any
	// Carry takes it back, into a service whose state has been read.
	Carry(carried any)
}

// Ground returns what the Env is.
func (e *Env) Ground() Ground {
	agenda := slices.SortedFunc(slices.Values(e.agenda), func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq))
	})
	return Ground{e.Seed, e.Pace, e.now, e.minted, e.eventSeq, agenda, e.room}
}

// SetGround makes the Env what another one was. An error says why nothing was so.
func (e *Env) SetGround(g Ground) error {
	if g.Now > End {
		return errors.New("its time is beyond all time")
	}
	if !slices.Contains(Paces, g.Pace) {
		return fmt.Errorf("its pace %.40q is none", g.Pace)
	}
	for i := range g.Agenda {
		if i > 0 && !g.Agenda[i-1].before(&g.Agenda[i]) || g.Agenda[i].Seq > g.Sequence {
			return errors.New("its agenda is out of order")
		}
	}
	// what is in order is a heap
	e.Seed, e.Pace, e.now, e.minted, e.eventSeq = g.Seed, g.Pace, g.Now, g.Minted, g.Sequence
	e.agenda, e.room, e.lent, e.keyed = g.Agenda, g.Room, false, false
	return nil
}

// Trace tells in a number how far the world has come: what happened otherwise leaves another.
func (e *Env) Trace() uint64 {
	k := NewKeyer()
	for _, n := range [...]uint64{e.Seed, uint64(e.now), e.minted, e.eventSeq, uint64(len(e.agenda))} {
		k.word(n)
	}
	return k.Key()[0]
}

// SetCalled sets how often the world has answered and refused an operation.
func (e *Env) SetCalled(o *Operation, t Tally) { e.calls[o.slot] = t }
