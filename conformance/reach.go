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
	index              int           // of the exchange
	unforeseen         bool          // whether the model does not refuse it
	worded             bool          // whether it was refused as it should, in other words
}

// failureOf returns the first call that was refused although the model lets it
// pass, or else the last one: what steps complain of may come of an earlier call.
// It returns nil where the scenario made no call.
func failureOf(o target.Outcome, t *trail) (f *failure) {
	for i, e := range o.Exchanges {
		if e.In == nil {
			continue
		}
		f = &failure{Exchange: e, index: i}
		op := services.OperationOf(e.In)
		f.service, f.operation = op.API.Service, op.Name
		if errors.As(e.Err, &f.refused) && t != nil && !t.refuses(at{e.Step, f.operation}) {
			f.unforeseen = true
			return f
		}
	}
	return f
}

// unreadable reports whether the answer was none of the protocol: it says nothing
// of any rule.
func (f *failure) unreadable() bool { return f.refused != nil && f.refused.Code == target.Unreadable }

// unexamined lists the rules of a scenario that it says nothing of: the target was not
// yet examined on them when the scenario failed, or the call at which it failed is not
// about them, as far as the model tells. Wherever one rule was reached, an answer that
// is wrong speaks of all: some rules, such as that something is not shown yet, are put
// to the test only later.
func unexamined(o target.Outcome, t *trail) (ids []string) {
	var mismatch *target.Mismatch
	f := failureOf(o, t)
	if f == nil || !errors.As(o.Err, &mismatch) {
		return nil
	}
	if broken := charged(o); broken != nil {
		return slices.DeleteFunc(slices.Clone(o.Rules), func(id string) bool { return slices.Contains(broken, id) })
	}
	if mismatch.Invariant != "" {
		return nil
	}
	f.worded = mismatch.Worded
	var reached []string
	for _, id := range o.Rules {
		if f.reached(model.Rule(id), t) {
			reached = append(reached, id)
		}
	}
	if !f.unforeseen && !f.Preparing && reached != nil {
		for _, id := range o.Rules {
			rule := model.Rule(id)
			if !slices.Contains(reached, id) && (isAbout(rule, f.service, f.operation) || t.hasRefused(rule, f.Step)) {
				reached = append(reached, id)
			}
		}
	}
	broken := f.about(reached, t)
	for _, id := range o.Rules {
		if !slices.Contains(broken, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// about leaves of the rules that were reached those that the failing call is about. A
// rule that refuses is broken by a call that puts it to the test: where the target
// refuses on its own, by one that would refuse so, and where it does not refuse as the
// model does, by the one that refuses there. What has an effect or takes time may show
// at any later call, and so may what an earlier call has left, where the refusal may
// come of that, and other words only of the rule that refuses. What is wrong with an
// answer is no doing of a rule that refuses other calls. A refusal as no rule has it, of a
// call that none is about, breaks none. Where the model does not tell, it is about all.
func (f *failure) about(reached []string, t *trail) (ids []string) {
	if t == nil || f.Preparing {
		return reached
	}
	candidates := f.candidates(reached, t)
	switch {
	case candidates == nil && f.refused == nil && !t.refuses(at{f.Step, f.operation}):
		return slices.DeleteFunc(slices.Clone(reached), func(id string) bool { return f.passes(id, t) })
	case candidates == nil:
		return reached
	case f.worded:
		return candidates
	}
	left := !f.unforeseen || f.ofState(t) && !f.isBeside(reached)
	for _, id := range reached {
		rule := model.Rule(id)
		shows := (rule.Kind == kernel.Effect || rule.Kind == kernel.Timed) &&
			(left || isAbout(rule, f.service, f.operation))
		before := func(step int) bool { return step < f.Step }
		earlier := slices.ContainsFunc(t.changing[id], before)
		if slices.Contains(candidates, id) || shows || left && earlier {
			ids = append(ids, id)
		}
	}
	return ids
}

// passes reports whether a rule does no more than refuse, and neither the failing call nor
// one that changed something before: these were let pass as they should, so that what is
// wrong with the answer is none of the rule's.
func (f *failure) passes(id string, t *trail) bool {
	rule := model.Rule(id)
	return refuses(rule) && !isAbout(rule, f.service, f.operation) &&
		!slices.ContainsFunc(t.changing[id], func(step int) bool { return step < f.Step })
}

// refuses reports whether a rule does no more than refuse.
func refuses(rule *kernel.Rule) bool {
	return rule.Error != nil && rule.Kind != kernel.Effect && rule.Kind != kernel.Timed
}

// ofState reports whether a rule that the failing call puts to the test refuses as the
// target does: it may be what is there that differs, and not what is decided.
func (f *failure) ofState(t *trail) bool {
	return slices.ContainsFunc(t.by[at{f.Step, f.operation}], func(id string) bool {
		return model.Rule(id).Allows(f.refused.Code)
	})
}

// candidates are those of some rules whose decision on the failing call differs, nil
// where the model does not tell.
func (f *failure) candidates(reached []string, t *trail) (ids []string) {
	call := at{f.Step, f.operation}
	if rule := model.Rule(t.refused[call]); !f.unforeseen && rule != nil && slices.Contains(reached, rule.ID) &&
		(f.refused == nil || f.worded || !rule.Allows(f.refused.Code)) {
		return []string{rule.ID}
	}
	if !f.unforeseen {
		return nil
	}
	var so, own []string // those that refuse so, and those that are about the operation
	for _, id := range reached {
		if !slices.Contains(t.by[call], id) {
			continue
		}
		ids = append(ids, id)
		if rule := model.Rule(id); rule.Allows(f.refused.Code) {
			so = append(so, id)
		} else if isAbout(rule, f.service, f.operation) {
			own = append(own, id)
		}
	}
	switch {
	case so != nil:
		return so
	case ids == nil && !f.isBeside(reached):
		return nil
	}
	return append([]string{}, own...)
}

// isBeside reports whether the failing call is about identities and none of some rules is:
// what other services do, nobody sees there.
func (f *failure) isBeside(rules []string) bool {
	identities := []string{"iam", "sts"}
	return slices.Contains(identities, f.service) &&
		!slices.ContainsFunc(rules, func(id string) bool { return slices.Contains(identities, model.Rule(id).Service) })
}

// refuses reports whether the model refused a call.
func (t *trail) refuses(call at) bool {
	_, ok := t.refused[call]
	return ok
}

// hasRefused reports whether the model refused a call of an operation that a rule is about
// before a step: what it left may be of the rule's doing.
func (t *trail) hasRefused(rule *kernel.Rule, step int) bool {
	return t != nil && slices.ContainsFunc(t.refusals, func(call at) bool {
		return call.step < step && slices.Contains(rule.Operations, call.operation)
	})
}

// reached reports whether the failing call says something of a rule: whether the
// rule was put to the test by then. What prepares a scenario speaks only of rules
// of the service that it calls: a refusal there not of a rule that refuses with
// another error, and an answer that is wrong only of what has an effect or takes time.
func (f *failure) reached(rule *kernel.Rule, t *trail) bool {
	switch {
	case f.unreadable():
		return false
	case t == nil && !f.Preparing:
		return true
	case t != nil && !slices.ContainsFunc(t.tested[rule.ID], func(step int) bool { return step <= f.Step }):
		return false
	case f.Preparing && !f.unforeseen:
		return rule.Service == f.service && (rule.Kind == kernel.Effect || rule.Kind == kernel.Timed)
	case f.Preparing:
		return rule.Service == f.service && (rule.Error == nil || rule.Allows(f.refused.Code))
	}
	return true
}

// isBlocked reports whether a scenario failed before it reached what it is about.
// One that names no rule is about all that it does but its preparation.
func isBlocked(o target.Outcome, t *trail) bool {
	if charged(o) != nil {
		return false
	}
	if len(o.Rules) > 0 {
		return len(unexamined(o, t)) == len(o.Rules)
	}
	var mismatch *target.Mismatch
	f := failureOf(o, t)
	return f != nil && errors.As(o.Err, &mismatch) && mismatch.Invariant == "" &&
		(f.Preparing || f.unreadable() || f.unforeseen && f.isBeside(nil) && o.System != "iam")
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

// isAbout reports whether a rule is about an operation, and not about all of the service.
func isAbout(rule *kernel.Rule, service, operation string) bool {
	return rule.Service == service && slices.Contains(rule.Operations, operation)
}
