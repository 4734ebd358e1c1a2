package faults

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// past holds the worlds that stale reads may see: each as it was right after a
// change, the oldest first. What has been taken away is never seen again: the
// past begins anew with every change that does not only add. So no stale read
// shows anybody what is not theirs to see any more.
type past struct {
	window time.Duration
	worlds []*model.World
}

// adding are the first words of the operations that only add.
var adding = []string{"Create", "AssociateResourceShare", "Accept", "Invite", "Tag"}

func (p *past) note(w *model.World, op *kernel.Operation) {
	switch {
	case op.Reads():
		return
	case !slices.ContainsFunc(adding, func(verb string) bool { return strings.HasPrefix(op.Name, verb) }):
		p.worlds = nil
	}
	oldest := w.Now().Add(-p.window)
	for len(p.worlds) > 1 && !p.worlds[1].Now().After(oldest) {
		p.worlds = p.worlds[1:]
	}
	p.worlds = append(p.worlds, w.Fork())
}

// do answers a read as of some time ago, or of the oldest world that may be seen.
func (p *past) do(w *model.World, ago time.Duration, as kernel.Caller, in any) (any, error) {
	then := w.Now().Add(-ago)
	seen := p.worlds[0]
	for _, later := range p.worlds[1:] {
		if !later.Now().After(then) {
			seen = later
		}
	}
	f := seen.Fork()
	f.Advance(max(0, then.Sub(f.Now())))
	return f.Do(as, in)
}
