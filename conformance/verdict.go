package conformance

import (
	"errors"
	"fmt"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
)

// Verdict is what a run says about a scenario, a rule, a system or a target.
type Verdict string

// The verdicts. Partial is only said of systems and targets: all that ran
// conforms, but not all ran.
const (
	Conforms     Verdict = "conforms"
	Partial      Verdict = "partial"
	Diverges     Verdict = "diverges"
	Inconclusive Verdict = "inconclusive"
	Unsupported  Verdict = "unsupported"
	NotRun       Verdict = "not run"
	HarnessError Verdict = "harness error"
)

// Judge says what the outcome of one scenario on a target means, and why it is
// not better.
func Judge(o target.Outcome, t target.Target) (Verdict, string) {
	return judge(o, t.Identity().Kind, t.Offers(target.Reset))
}

// judge says what an outcome means, and why it is not better. A target that was
// not fresh is not accused: what another scenario left may be to blame.
func judge(o target.Outcome, kind string, fresh bool) (Verdict, string) {
	var mismatch *target.Mismatch
	var undecided *target.Undecided
	switch {
	case o.Err == nil:
		return Conforms, ""
	case errors.As(o.Err, &undecided):
		return Inconclusive, undecided.Reason
	case errors.Is(o.Err, target.ErrUnsupported):
		return Unsupported, o.Err.Error()
	case !errors.As(o.Err, &mismatch):
		return HarnessError, o.Err.Error()
	}
	if kind == "model" {
		return Diverges, o.Err.Error()
	}
	if !fresh {
		return Inconclusive, fmt.Sprintf("%s; no accusation, since the target is not reset between scenarios", o.Err)
	}
	for _, id := range o.Rules {
		if evidence := model.Rule(id).Evidence; !evidence.Strong() {
			return Inconclusive, fmt.Sprintf("%s; no accusation, since the evidence for %s is only %s", o.Err, id, evidence)
		}
	}
	return Diverges, o.Err.Error()
}

// Totals counts scenarios by verdict.
type Totals struct {
	Conforms     int `json:"conforms"`
	Diverges     int `json:"diverges"`
	Inconclusive int `json:"inconclusive"`
	Unsupported  int `json:"unsupported"`
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
		{Unsupported, t.Unsupported}, {NotRun, t.NotRun}, {HarnessError, t.HarnessError},
	}
}

// Sum returns how many scenarios there are.
func (t Totals) Sum() int {
	return t.Conforms + t.Diverges + t.Inconclusive + t.Unsupported + t.NotRun + t.HarnessError
}

// Failing returns how many scenarios did not come out as claimed.
func (t Totals) Failing() int { return t.Diverges + t.Inconclusive + t.HarnessError }

// Failing tells whether the scenario did not come out as claimed.
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
	case t.Conforms == 0 && t.Unsupported > 0:
		return Unsupported
	case t.Conforms == 0:
		return NotRun
	case filtered || t.Conforms < t.Sum():
		return Partial
	}
	return Conforms
}

// ofRule sums up for a rule over the scenarios that name it. One scenario that
// conforms is enough, unless another diverges.
func (t Totals) ofRule() Verdict {
	switch {
	case t.Diverges > 0:
		return Diverges
	case t.Conforms > 0:
		return Conforms
	case t.HarnessError > 0:
		return HarnessError
	case t.Inconclusive > 0:
		return Inconclusive
	case t.Unsupported > 0:
		return Unsupported
	}
	return NotRun
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
