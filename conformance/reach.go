package conformance

import (
	"errors"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// failure is the call at which a scenario failed.
type failure struct {
	target.Exchange
	service, operation string
	refused            *kernel.Error // nil where it was answered
	unforeseen         bool          // whether the model does not refuse it
}

// failureOf returns the first call that was refused although the model lets it
// pass, or else the last one: what steps complain of may come of an earlier call.
// It returns nil where the scenario made no call.
func failureOf(o target.Outcome, t *trail) (f *failure) {
	for _, e := range o.Exchanges {
		if e.In == nil {
			continue
		}
		f = &failure{Exchange: e}
		op := services.OperationOf(e.In)
		f.service, f.operation = op.API.Service, op.Name
		if errors.As(e.Err, &f.refused) && t != nil && !t.refused[at{e.Step, f.operation}] {
			f.unforeseen = true
			return f
		}
	}
	return f
}

// unreadable reports whether the answer was none of the protocol: it says nothing
// of any rule.
func (f *failure) unreadable() bool { return f.refused != nil && f.refused.Code == target.Unreadable }

// unexamined lists the rules of a scenario that the target was not yet examined
// on when the scenario failed, as far as the model tells where that is. Wherever
// one rule was reached, an answer that is wrong speaks of all: some rules, such as
// that something is not shown yet, are put to the test only later.
func unexamined(o target.Outcome, t *trail) (ids []string) {
	var mismatch *target.Mismatch
	f := failureOf(o, t)
	if f == nil || !errors.As(o.Err, &mismatch) || mismatch.Invariant != "" {
		return nil
	}
	for _, id := range o.Rules {
		if !f.reached(model.Rule(id), t) {
			ids = append(ids, id)
		}
	}
	if !f.unforeseen && len(ids) < len(o.Rules) {
		return nil
	}
	return ids
}

// reached reports whether the failing call says something of a rule: whether the
// rule was put to the test by then. What prepares a scenario speaks only of rules
// of the service that it calls, and a refusal there not of a rule that refuses
// with another error.
func (f *failure) reached(rule *kernel.Rule, t *trail) bool {
	switch {
	case f.unreadable():
		return false
	case t == nil && !f.Preparing:
		return true
	case t != nil && !slices.ContainsFunc(t.tested[rule.ID], func(step int) bool { return step <= f.Step }):
		return false
	case f.Preparing:
		return rule.Service == f.service && (!f.unforeseen || rule.Error == nil || rule.Allows(f.refused.Code))
	}
	return true
}

// isBlocked reports whether a scenario failed before it reached what it is about.
// One that names no rule is about all that it does but its preparation.
func isBlocked(o target.Outcome, t *trail) bool {
	if len(o.Rules) > 0 {
		return len(unexamined(o, t)) == len(o.Rules)
	}
	var mismatch *target.Mismatch
	f := failureOf(o, t)
	return f != nil && errors.As(o.Err, &mismatch) && mismatch.Invariant == "" && (f.Preparing || f.unreadable())
}

// whyBlocked says what a blocked scenario did not reach.
func whyBlocked(o target.Outcome, t *trail) string {
	f := failureOf(o, t)
	call := f.service + "." + f.operation
	switch {
	case f.unreadable():
		return "what cannot be read says nothing of a rule"
	case len(o.Rules) == 0:
		return call + " only prepared the scenario"
	}
	return call + " failed before " + strings.Join(o.Rules, ", ") + " could be examined"
}
