package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/target"
	"golang.org/x/term"
)

// progress shows how far a run has come, on a terminal only.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(w io.Writer) progress {
	under := w
	if hiding, ok := w.(*redact.Writer); ok {
		under = hiding.Unwrap()
	}
	f, ok := under.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return progress{}
	}
	return progress{progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(w), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(),
		progressbar.OptionSpinnerType(14), progressbar.OptionThrottle(100*time.Millisecond))}
}

func (p progress) step(o target.Outcome) { p.count(o.System) }

func (p progress) count(what string) {
	if p.bar != nil {
		p.bar.Describe(what)
		_ = p.bar.Add(1)
	}
}

// at shows a count that was reached, and what it is of.
func (p progress) at(count int, what string) {
	if p.bar != nil {
		p.bar.Describe(what)
		_ = p.bar.Set(count)
	}
}

func (p progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
