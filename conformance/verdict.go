package conformance

import (
	"errors"
	"fmt"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Verdict is what a run says about a scenario, a rule, a system or a target.
type Verdict string

// The verdicts. Partial is said of a scenario that held only because answers were read
// that are not in the protocol, or though states passed that nobody saw, and elsewhere
// where all that ran conforms, but not all ran. KnownDivergence is one that somebody
// answers for: see Known. Blocked is a
// scenario that failed before it reached what its rules are about, so that these were
// not examined.
const (
	Conforms     Verdict = "conforms"
	Partial      Verdict = "partial"
	Diverges     Verdict = "diverges"
	Inconclusive Verdict = "inconclusive"
	Unsupported  Verdict = "unsupported"
	Blocked      Verdict = "blocked"
	NotRun       Verdict = "not run"
	HarnessError Verdict = "harness error"

	KnownDivergence Verdict = "known divergence"
)

// The verdicts on scenarios that do not come with Shareproof, and on a run of such
// scenarios alone, in place of Conforms and Diverges.
const (
	Held   Verdict = "held"
	Failed Verdict = "failed"
)

// ofOwn is the verdict on a scenario that does not come with Shareproof.
func (v Verdict) ofOwn() Verdict {
	switch v {
	case Conforms:
		return Held
	case Diverges:
		return Failed
	}
	return v
}

// ofRules is what a verdict on such a scenario says of the rules that it names.
func (v Verdict) ofRules() Verdict {
	switch v {
	case Held:
		return Conforms
	case Failed:
		return Diverges
	}
	return v
}

// OK reports whether every expectation of the scenario was met.
func (v Verdict) OK() bool { return v == Conforms || v == Held }

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
	case o.Err == nil && len(o.Wire) > 0:
		return Partial, "held, but no client of AWS reads its answers: " + spelt(o.Wire)
	case o.Err == nil && o.Missed != nil:
		return Partial, "held, but " + display.Text(o.Missed.String())
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
	case mismatch.Worded && !isRecorded(mismatch.Rule):
		return Inconclusive, told(o) + "; no accusation, since the error is the right one, and AWS's text of it is not recorded"
	case patience(mismatch) != "":
		return Inconclusive, told(o) + "; not reached within patience: " + patience(mismatch)
	}
	return accuse(o, fresh, t)
}

// isRecorded reports whether the answers of a rule were recorded from AWS.
func isRecorded(id string) bool {
	r := model.Rule(id)
	return r != nil && r.Evidence == kernel.Recorded
}

// told is the reason why a scenario failed, cut to a length that can be read.
func told(o target.Outcome) string { return display.Text(o.Err.Error()) }

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
	for _, id := range rulesOf(o) {
		if evidence := model.Rule(id).Evidence; !evidence.Strong() {
			return Inconclusive, fmt.Sprintf("%s; no accusation, since the evidence for %s is only %s", told(o), id, evidence)
		}
	}
	return Diverges, told(o)
}

// rulesOf are the rules that a mismatch speaks of: those that it is charged to, or those
// that its scenario names.
func rulesOf(o target.Outcome) []string {
	if broken := charged(o); broken != nil {
		return broken
	}
	return o.Rules
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
	// Partial counts scenarios that held only because wire mistakes were passed over.
	Partial int `json:"partial,omitempty"`
	// Known counts divergences that somebody answers for: they are none of Diverges.
	Known int `json:"knownDivergence,omitempty"`
	// Held and Failed count scenarios that do not come with Shareproof.
	Held   int `json:"held,omitempty"`
	Failed int `json:"failed,omitempty"`
}

func (t *Totals) add(v Verdict) {
	switch v {
	case Conforms:
		t.Conforms++
	case Partial:
		t.Partial++
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
	case KnownDivergence:
		t.Known++
	case Held:
		t.Held++
	case Failed:
		t.Failed++
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
		{Conforms, t.Conforms}, {Held, t.Held}, {Failed, t.Failed}, {Diverges, t.Diverges},
		{KnownDivergence, t.Known}, {Partial, t.Partial}, {Inconclusive, t.Inconclusive},
		{Blocked, t.Blocked}, {Unsupported, t.Unsupported}, {NotRun, t.NotRun}, {HarnessError, t.HarnessError},
	}
}

// OK returns how many scenarios came out as claimed.
func (t Totals) OK() int { return t.Conforms + t.Held }

// Sum returns how many scenarios there are.
func (t Totals) Sum() int {
	return t.OK() + t.Partial + t.Known + t.Failing() + t.Blocked + t.Unsupported + t.NotRun
}

// Failing returns how many scenarios did not come out as claimed.
func (t Totals) Failing() int { return t.Diverges + t.Failed + t.Inconclusive + t.HarnessError }

// Failing reports whether the scenario did not come out as claimed.
func (v Verdict) Failing() bool {
	return v == Diverges || v == Failed || v == Inconclusive || v == HarnessError
}

// verdict sums up: the worst of what is certain first. What was not wholly run
// never conforms.
func (t Totals) verdict(filtered bool) Verdict {
	switch {
	case t.Diverges > 0:
		return Diverges
	case t.Failed > 0:
		return Failed
	case t.HarnessError > 0:
		return HarnessError
	case t.Inconclusive > 0:
		return Inconclusive
	case t.Blocked > 0:
		return Blocked
	case t.Known > 0:
		return KnownDivergence
	case t.OK()+t.Partial == 0 && t.Unsupported > 0:
		return Unsupported
	case t.OK()+t.Partial == 0:
		return NotRun
	case t.Held == t.Sum():
		return Held
	case filtered || t.Conforms < t.Sum():
		return Partial
	}
	return Conforms
}

// ExitCode is the exit code of a check with this verdict.
func (v Verdict) ExitCode() int {
	switch v {
	case Conforms, Partial, Held, KnownDivergence:
		return 0
	case Diverges, Failed:
		return exit.Diverges
	case HarnessError:
		return exit.Harness
	}
	return exit.Inconclusive
}
