package kernel

import (
	"cmp"
	"fmt"
	"slices"
)

// Rule is one sentence about the cloud, declared beside the code that keeps it.
type Rule struct {
	ID   string
	Says string
	Kind Kind
	// Error is the error by which the rule refuses; nil where it never does.
	Error *ErrorShape
	// Or lists further errors that a service may answer with, where no source
	// settles which one it is.
	Or         []*ErrorShape
	Evidence   Evidence
	Source     string
	Seed       string
	Operations []string
	// Also names entries of the catalogue that this rule tells as well.
	Also []string
	// Worded is the text by which the service refuses a member that is missing or
	// has the wrong shape, %s being the member's path; empty for the usual one.
	Worded string
	// Unquoted tells that the usual text does not repeat the value.
	Unquoted bool
	// Service is filled in by the rulebook.
	Service string

	slot int
}

// Kind is what a rule speaks about.
type Kind string

// The kinds of rules.
const (
	Refusal Kind = "refusal"
	Effect  Kind = "effect"
	Timed   Kind = "timing"
	Shaped  Kind = "shape"
	Quota   Kind = "quota"
)

// Evidence is how well a rule is known.
type Evidence string

// The levels of evidence, from strongest to weakest.
const (
	Recorded   Evidence = "recorded"
	Documented Evidence = "documented"
	SDKModel   Evidence = "sdk-model"
	Observed   Evidence = "observed-elsewhere"
	Inferred   Evidence = "inferred"
)

// Strong reports whether a target that breaks a rule of this evidence diverges.
// Weaker evidence makes the outcome inconclusive instead.
func (e Evidence) Strong() bool { return e == Recorded || e == Documented || e == SDKModel }

// Allows reports whether the rule may refuse with the error code.
func (r *Rule) Allows(code string) bool {
	return slices.ContainsFunc(r.Errors(), func(f *ErrorShape) bool { return f.Code == code })
}

// Errors lists every error by which the rule may refuse.
func (r *Rule) Errors() []*ErrorShape {
	if r.Error == nil {
		return nil
	}
	return append([]*ErrorShape{r.Error}, r.Or...)
}

// Rulebook collects the rules of one service as they are declared.
type Rulebook struct {
	service string
	rules   []*Rule
}

// NewRulebook returns an empty book for the service, named by its SDK package.
func NewRulebook(service string) *Rulebook { return &Rulebook{service: service} }

var ruleSlots int

// Add declares a rule. It is called while packages initialise, never later.
func (b *Rulebook) Add(r Rule) *Rule {
	if r.ID == "" || r.Says == "" || r.Kind == "" || r.Evidence == "" || r.Source == "" {
		panic(fmt.Sprintf("kernel: rule %q lacks an ID, sentence, kind, evidence or source", r.ID))
	}
	r.Service, r.slot = b.service, ruleSlots
	ruleSlots++
	b.rules = append(b.rules, &r)
	return &r
}

// All returns the rules in the order of their IDs.
func (b *Rulebook) All() []*Rule {
	return slices.SortedFunc(slices.Values(b.rules), func(a, c *Rule) int { return cmp.Compare(a.ID, c.ID) })
}

// Tally counts how often a rule was put to the test: Accepted when it let pass
// or took effect, Refused when it refused or withheld its effect.
type Tally struct{ Accepted, Refused uint64 }

// Tally returns what the world has counted for a rule.
func (e *Env) Tally(r *Rule) Tally { return e.rules[r.slot] }

// SwitchOff makes a mutant of the world: the rule no longer holds in it.
func (e *Env) SwitchOff(r *Rule) {
	e.off = slices.Clone(e.off)
	e.off[r.slot] = true
}

// Require asserts a rule: where ok is false the call is refused by it.
func (e *Env) Require(ok bool, r *Rule, format string, args ...any) error {
	if e.holds(ok, r) || e.off[r.slot] {
		return nil
	}
	return r.refuse(format, args...)
}

// Refuse refuses by a rule that nothing can do without, such as one about
// things that do not exist. Switched off, it refuses with the wrong error.
func (e *Env) Refuse(r *Rule, format string, args ...any) error {
	e.holds(false, r)
	refusal := r.refuse(format, args...)
	if e.off[r.slot] {
		refusal.ErrorShape = InternalFailure
	}
	return refusal
}

// Applies reports whether a rule of effect acts: its condition is true and the
// rule is not switched off.
func (e *Env) Applies(condition bool, r *Rule) bool {
	return e.holds(condition, r) && !e.off[r.slot]
}

func (e *Env) holds(ok bool, r *Rule) bool {
	if ok {
		e.rules[r.slot].Accepted++
	} else {
		e.rules[r.slot].Refused++
	}
	return ok
}

func (r *Rule) refuse(format string, args ...any) *Error {
	return &Error{ErrorShape: r.Error, Message: fmt.Sprintf(format, args...), Rule: r}
}
