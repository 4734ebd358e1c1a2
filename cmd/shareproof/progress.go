package main

import (
	"fmt"
	"io"
	"time"

	"github.com/shareproof/shareproof/target"
)

// progress shows how far a run has come, on a terminal only: a line that is written over.
type progress struct {
	on    io.Writer // nil for nowhere
	most  int       // -1 where nobody knows
	done  int
	shown time.Time
}

// shownEvery is how often the line is written at most.
const shownEvery = 100 * time.Millisecond

// newProgress writes to the terminal itself: nothing that is shown there comes from a target.
func newProgress(w io.Writer) *progress {
	p := &progress{most: -1}
	if to := terminal(w); to != nil {
		p.on = to
	}
	return p
}

// total tells how far the run goes, before it begins.
func (p *progress) total(n int) { p.most, p.done = n, 0 }

func (p *progress) step(o target.Outcome) { p.count(o.System) }

func (p *progress) count(what string) { p.at(p.done+1, what) }

// at shows a count that was reached, and what it is of.
func (p *progress) at(count int, what string) {
	p.done = count
	if p.on == nil || time.Since(p.shown) < shownEvery {
		return
	}
	p.shown = time.Now()
	words := fmt.Sprint(p.done)
	if p.most > 0 {
		words = fmt.Sprintf("%d of %d (%d %%)", p.done, p.most, 100*p.done/p.most)
	}
	fmt.Fprintf(p.on, "\r\x1b[K%s %s", printable(what), words)
}

// end takes the line away.
func (p *progress) end() {
	if p.on != nil && !p.shown.IsZero() {
		fmt.Fprint(p.on, "\r\x1b[K")
	}
}
