package conformance

import (
	"errors"
	"fmt"

	"github.com/shareproof/shareproof/internal/shown"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
)

// Verdict is what a run says about a scenario, a rule, a system or a target.
type Verdict string

// The verdicts. Partial is never said of a scenario: all that ran conforms, but
// not all ran. Blocked is a scenario that failed before it reached what its
// rules are about, so that these were not examined.
const (
	Conforms     Verdict = "conforms"
	Partial      Verdict = "partial"
	Diverges     Verdict = "diverges"
	Inconclusive Verdict = "inconclusive"
	Unsupported  Verdict = "unsupported"
	Blocked      Verdict = "blocked"
	NotRun       Verdict = "not run"
	HarnessError Verdict = "harness error"
)

// Judge says what the outcome of one scenario on a target means, and why it is
// not better.
func Judge(o target.Outcome, t target.Target) (Verdict, string) {
	return judge(o, t.Identity().Kind, t.Offers(target.Reset), nil)
}

// judge says what an outcome means, and why it is not better. The trail is that
// of the model in the same scenario, nil where nobody followed it.
func judge(o target.Outcome, kind string, fresh bool, t *trail) (Verdict, string) {
	var mismatch *target.Mismatch
	var undecided *target.Undecided
	var trouble *target.Trouble
	switch {
	case o.Err == nil:
		return Conforms, ""
	case errors.As(o.Err, &undecided):
		return Inconclusive, undecided.Reason
	case errors.Is(o.Err, target.ErrUnsupported):
		return Unsupported, told(o)
	case errors.As(o.Err, &trouble) && !trouble.Ours:
		return Inconclusive, told(o)
	case !errors.As(o.Err, &mismatch):
		return HarnessError, told(o)
	case kind == "model":
		return Diverges, told(o)
	}
	return accuse(o, fresh, t)
}

// told is the reason why a scenario failed, cut to a length that can be read.
func told(o target.Outcome) string { return shown.Text(o.Err.Error()) }

// accuse judges a mismatch of a foreign target, which is accused only of what it
// was examined on, in a fresh world, and on good evidence.
func accuse(o target.Outcome, fresh bool, t *trail) (Verdict, string) {
	if isBlocked(o, t) {
		return Blocked, told(o) + "; no accusation, since " + whyBlocked(o, t)
	}
	if o.Doubt != "" {
		return Inconclusive, fmt.Sprintf("%s; no accusation, since %s", told(o), o.Doubt)
	}
	if !fresh {
		return Inconclusive, told(o) + "; no accusation, since the target is not reset between scenarios"
	}
	for _, id := range o.Rules {
		if evidence := model.Rule(id).Evidence; !evidence.Strong() {
			return Inconclusive, fmt.Sprintf("%s; no accusation, since the evidence for %s is only %s", told(o), id, evidence)
		}
	}
	return Diverges, told(o)
}

// Totals counts scenarios by verdict.
type Totals struct {
	Conforms     int `json:"conforms"`
	Diverges     int `json:"diverges"`
	Inconclusive int `json:"inconclusive"`
	Unsupported  int `json:"unsupported"`
	Blocked      int `json:"blocked"`
	NotRun       int `json:"notRun"`
	HarnessError int `json:"harnessError"`
}

func (t *Totals) add(v Verdict) {
	switch v {
	case Conforms:
		t.Conforms++
	case Diverges:
		t.Diverges++
	case Inconclusive:
		t.Inconclusive++
	case Unsupported:
		t.Unsupported++
	case Blocked:
		t.Blocked++
	case NotRun:
		t.NotRun++
	case HarnessError:
		t.HarnessError++
	}
}

// Count is how many scenarios have a verdict.
type Count struct {
	Verdict Verdict
	Count   int
}

// Counts lists the totals.
func (t Totals) Counts() []Count {
	return []Count{
		{Conforms, t.Conforms}, {Diverges, t.Diverges}, {Inconclusive, t.Inconclusive},
		{Blocked, t.Blocked}, {Unsupported, t.Unsupported}, {NotRun, t.NotRun}, {HarnessError, t.HarnessError},
	}
}

// Sum returns how many scenarios there are.
func (t Totals) Sum() int {
	return t.Conforms + t.Diverges + t.Inconclusive + t.Blocked + t.Unsupported + t.NotRun + t.HarnessError
}

// Failing returns how many scenarios did not come out as claimed.
func (t Totals) Failing() int { return t.Diverges + t.Inconclusive + t.HarnessError }

// Failing reports whether the scenario did not come out as claimed.
func (v Verdict) Failing() bool { return v == Diverges || v == Inconclusive || v == HarnessError }

// verdict sums up: the worst of what is certain first. What was not wholly run
// never conforms.
func (t Totals) verdict(filtered bool) Verdict {
	switch {
	case t.Diverges > 0:
		return Diverges
	case t.HarnessError > 0:
		return HarnessError
	case t.Inconclusive > 0:
		return Inconclusive
	case t.Blocked > 0:
		return Blocked
	case t.Conforms == 0 && t.Unsupported > 0:
		return Unsupported
	case t.Conforms == 0:
		return NotRun
	case filtered || t.Conforms < t.Sum():
		return Partial
	}
	return Conforms
}

// ExitCode is the exit code of a check with this verdict.
func (v Verdict) ExitCode() int {
	switch v {
	case Conforms, Partial:
		return 0
	case Diverges:
		return 1
	case HarnessError:
		return 4
	}
	return 3
}
