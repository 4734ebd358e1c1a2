package evidence

import (
	"slices"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// How much is tried to find the order in which work was done: pieces of work, one after the
// other, and those that are tried next.
const (
	mostPieces  = 48
	mostChoices = 48
	mostSteps   = 8 // of one piece of work
)

// search looks for work that may have been done by the time of a call, without which the
// model does not answer as the cloud did. It returns the outcome with which all conforms, and
// leaves the world there; nil where there is none. So states that lie within the bounds of
// their timing accuse nobody, and never go back.
func (r *run) search(before *model.World, m *Moment, as kernel.Caller, in any) *tried {
	at := before.Branch()
	if !m.Answered.IsZero() && m.Answered.After(at.Now()) && r.header.Clock == Real {
		at.AdvanceTo(m.Answered)
	}
	least := r.probe(at, m, as, in)
	if least == 0 {
		return r.settle(at, m, as, in)
	}
	for range mostPieces {
		next, weight := r.choose(at, m, as, in, least)
		if next == nil {
			break
		}
		if at, least = next, weight; least == 0 {
			return r.settle(at, m, as, in)
		}
	}
	(&run{world: at}).hurry()
	if r.probe(at, m, as, in) == 0 {
		return r.settle(at, m, as, in)
	}
	return nil
}

// probe returns how far the outcome of a call would be from the cloud's.
func (r *run) probe(at *model.World, m *Moment, as kernel.Caller, in any) int {
	since := len(r.log)
	weight := r.try(at.Branch(), m, as, in).weight
	r.undo(since)
	return weight
}

// settle makes the call in a world in which it conforms, and goes on from there.
func (r *run) settle(at *model.World, m *Moment, as kernel.Caller, in any) *tried {
	r.world = at
	if !m.Op.Reads() && m.Refused == nil {
		return r.try(at, m, as, in)
	}
	return r.try(at.Branch(), m, as, in)
}

// choose does the piece of work, with what follows from it, that brings the outcome nearest
// to the cloud's; nil where none does.
func (r *run) choose(at *model.World, m *Moment, as kernel.Caller, in any, least int) (best *model.World, weight int) {
	pieces := at.MayBeDone()
	for _, piece := range pieces[:min(len(pieces), mostChoices)] {
		w := at.Branch()
		known := append(slices.Clone(pieces), 0)
		for next := piece; next != 0 && len(known) < len(pieces)+mostSteps; {
			w.DoEarly(next)
			if now := r.probe(w, m, as, in); now < least {
				if best, least = w.Branch(), now; least == 0 {
					return best, 0
				}
			}
			next = fresh(w.MayBeDone(), known)
			known = append(known, next)
		}
	}
	return best, least
}

// fresh returns the first number that is not known, 0 for none.
func fresh(numbers, known []uint64) uint64 {
	for _, n := range numbers {
		if !slices.Contains(known, n) {
			return n
		}
	}
	return 0
}
