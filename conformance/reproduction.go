package conformance

import (
	"fmt"
	"strings"

	"github.com/shareproof/shareproof/target"
)

// Reproduction is one way to see a cause with one's own eyes: a scenario to run again,
// and its calls up to the one that failed, for a shell with the AWS CLI.
type Reproduction struct {
	Scenario string `json:"scenario"`
	Source   string `json:"source"`
	// Rerun is the command that runs the scenario again.
	Rerun string `json:"rerun"`
	// Calls are lines of shell. Comments say who calls, what passes between the calls and
	// how a call was refused.
	Calls []string `json:"calls"`
}

// reproduction tells the exchanges of a scenario up to the one of an index.
func (o Options) reproduction(p played, last int) *Reproduction {
	rerun := "shareproof check " + p.Source
	if o.Rerun != nil {
		rerun = o.Rerun(p.Source)
	}
	until := p.Outcome
	until.Exchanges = until.Exchanges[:min(last+1, len(until.Exchanges))]
	return &Reproduction{p.Name, p.Source, rerun, o.shell(until)}
}

// commented makes a comment of a text.
func commented(text string) string { return "# " + strings.ReplaceAll(text, "\n", "\n# ") }

// caller names who makes a call.
func caller(e Exchange) string {
	switch {
	case e.Principal != "":
		return e.Principal
	case e.Caller != "":
		return fmt.Sprintf("%s (%s)", e.Caller, e.Account)
	}
	return e.Account
}

// reproduce takes the reproduction with the fewest calls, the first of several. One without
// any shows nothing: the call was not the scenario's own.
func (c *Cause) reproduce(with *Reproduction) {
	if c.Reproduction == nil || len(c.Reproduction.Calls) == 0 ||
		len(with.Calls) > 0 && len(with.Calls) < len(c.Reproduction.Calls) {
		c.Reproduction = with
	}
}

// lastOf is the index of the exchange at which a scenario failed.
func lastOf(o target.Outcome, t *trail) int {
	if f := failureOf(o, t); f != nil {
		return f.index
	}
	return len(o.Exchanges) - 1
}
