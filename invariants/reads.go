package invariants

import (
	"reflect"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// The invariants of what reads show, and of what calls leave unchanged.
var (
	// WritesAreRead is checked on what a service says was written.
	WritesAreRead = &Invariant{
		ID:       "INV-READ-01",
		Says:     "What an accepted call wrote is read back until another one writes it, and nothing else writes it.",
		Accepted: func(c *Call) string { return c.Service.Written(c) },
		Needs:    func(s *Service) bool { return s.Written != nil },
	}
	// NothingHappensUnseen is checked on reads between which nothing happens.
	NothingHappensUnseen = &Invariant{
		ID: "INV-READ-02",
		Says: "The same question gets the same answer while no time passes and no call is accepted that changes " +
			"something: reads and refused calls change nothing.",
		Accepted: nothingHappensUnseen, Refused: nothingHappensUnseen, Everyone: true, Needs: always,
	}
)

func always(*Service) bool { return true }

// learnRead keeps a read for as long as nothing changes.
func (h *History) learnRead(c *Call) {
	if c.Op.Reads() && len(h.still) < 16 {
		h.still = append(slices.Clip(h.still), c.Exchange)
	}
}

// before returns a read that must get the same answer now, or nil.
func (c *Call) before() *kernel.Exchange {
	if !c.Op.Reads() || c.At != c.history.now {
		return nil
	}
	for _, x := range slices.Backward(c.history.still) {
		if x.As == c.As && reflect.TypeOf(x.In) == reflect.TypeOf(c.In) && reflect.DeepEqual(x.In, c.In) {
			return x
		}
	}
	return nil
}

func nothingHappensUnseen(c *Call) string {
	before := c.before()
	if before == nil || c.Service.Restless != nil && c.Service.Restless(c) {
		return ""
	}
	earlier, _ := before.Err.(*kernel.Error)
	switch {
	case (earlier == nil) != (c.Refusal == nil), earlier != nil && earlier.Code != c.Refusal.Code:
		return "a question gets a refusal where it got an answer, or another one, or the other way round, though nothing " +
			"happened"
	case earlier == nil && !reflect.DeepEqual(before.Out, c.Out):
		return "a question gets another answer than before, though nothing happened"
	}
	return ""
}
