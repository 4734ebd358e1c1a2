package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/shareproof/shareproof/target"
)

// progress shows how far a run has come, on a terminal only.
type progress struct {
	bar *progressbar.ProgressBar
	on  io.Writer
}

func newProgress(w io.Writer) *progress {
	if terminal(w) == nil {
		return &progress{}
	}
	p := &progress{on: w}
	p.total(-1)
	return p
}

// total tells how far the run goes, before it begins.
func (p *progress) total(n int) {
	if p.on != nil {
		p.bar = progressbar.NewOptions(n, progressbar.OptionSetWriter(p.on), progressbar.OptionShowCount(),
			progressbar.OptionClearOnFinish(), progressbar.OptionSpinnerType(14), progressbar.OptionSetWidth(20),
			progressbar.OptionSetPredictTime(false), progressbar.OptionThrottle(100*time.Millisecond))
	}
}

func (p *progress) step(o target.Outcome) { p.count(o.System) }

func (p *progress) count(what string) {
	if p.bar != nil {
		p.bar.Describe(what)
		_ = p.bar.Add(1)
	}
}

// at shows a count that was reached, and what it is of.
func (p *progress) at(count int, what string) {
	if p.bar != nil {
		p.bar.Describe(what)
		_ = p.bar.Set(count)
	}
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
