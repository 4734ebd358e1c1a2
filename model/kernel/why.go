package kernel

import (
	"errors"
	"fmt"
	"slices"
)

// Explanation tells why policies decided as they did, a line for each statement that
// has to do with it.
type Explanation interface{ Lines() []string }

// Failure is asynchronous work that ended badly, as those who run a world may know
// it. Its callers learn no more than Says.
type Failure struct {
	Number uint64 // counts the failures of a world from 1
	At     Time
	Of     Ref    // the resource or the job
	Says   string // what callers are told, empty where they are told nothing
	Rule   *Rule  // by which it failed; nil where no rule of its service says so
	Cause  error  // what refused what it needed; nil where nothing did
}

// mostFailures is how many failures a world keeps.
const mostFailures = 1024

// watch is what a world keeps for those who run it. It is no part of its state.
type watch struct {
	on       bool
	failures []Failure
	count    uint64
	asked    func(Question)
}

// Watch makes the world keep why things failed and were denied. It answers as it did
// before.
func (e *Env) Watch() { e.watch.on = true }

// Question is what policies are asked about a principal, an ARN: whether it may do something.
type Question struct{ Principal, Action, Resource string }

// OnQuestion calls a function with each question to policies, in the order in which they are
// asked. Forks do not.
func (e *Env) OnQuestion(hear func(Question)) { e.watch.asked = hear }

// Questioned tells whoever wants to hear of questions to policies.
func (e *Env) Questioned(q Question) {
	if e.watch.asked != nil {
		e.watch.asked(q)
	}
}

// Watched reports whether the world keeps why things failed and were denied.
func (e *Env) Watched() bool { return e.watch.on }

// Fail notes why asynchronous work of a resource ends badly, and returns what callers
// are told of it.
func (e *Env) Fail(of Ref, says string, rule *Rule, cause error) string {
	if w := &e.watch; w.on {
		w.count++
		kept := w.failures[max(0, len(w.failures)-mostFailures+1):]
		w.failures = append(kept[:len(kept):len(kept)], Failure{w.count, e.now, of, says, rule, cause})
	}
	return says
}

// WhyFailed returns the last failure that is noted of a resource, as the cause of what
// follows from it; nil where there is none.
func (e *Env) WhyFailed(of Ref) error {
	for _, f := range slices.Backward(e.watch.failures) {
		if f.Of == of {
			return &f
		}
	}
	return nil
}

// errOnPurpose is the cause of failures that somebody asked for.
var errOnPurpose = errors.New("the work was made to fail on purpose, by a plan of faults or a step of a scenario")

// failed notes a failure that its service has not told of.
func (e *Env) failed(of Ref, rule *Rule, cause error) {
	if e.watch.on && !slices.ContainsFunc(e.watch.failures, func(f Failure) bool { return f.Of == of }) {
		e.Fail(of, "", rule, cause)
	}
}

// Failures lists the failures that the world keeps and that are younger than a number,
// oldest first: the last 1,024 at most.
func (e *Env) Failures(since uint64) []Failure {
	kept := e.watch.failures
	older := len(kept) - int(min(e.watch.count-min(since, e.watch.count), uint64(len(kept))))
	return kept[older:len(kept):len(kept)]
}

// Because gives a refusal its cause, and returns it; nil stays nil.
func Because(refusal, cause error) error {
	if e, ok := refusal.(*Error); ok {
		e.Cause = cause
	}
	return refusal
}

// Why tells those who run the world, in lines, why it refused: the rules, what lies
// behind them, and what policies said. Nothing of this is for callers.
func Why(err error) []string {
	var lines []string
	for err != nil {
		if f, ok := err.(*Failure); ok {
			return append(append(lines, f.Error()), f.Why()...)
		}
		e, ok := err.(*Error)
		if !ok {
			return append(lines, err.Error())
		}
		lines = append(lines, e.Error())
		if e.Rule != nil {
			lines = append(lines, e.Rule.String())
		}
		lines, err = append(lines, e.denial()...), e.Cause
	}
	return lines
}

// Behind is what Why tells besides the error itself and its rule.
func (e *Error) Behind() []string { return append(e.denial(), Why(e.Cause)...) }

// denial tells what policies said, without what the message says already.
func (e *Error) denial() []string {
	if e.Denial == nil {
		return nil
	}
	return slices.DeleteFunc(e.Denial.Lines(), func(line string) bool { return line == e.Message })
}

// Why tells in lines why the work failed.
func (f *Failure) Why() []string {
	var lines []string
	if f.Rule != nil {
		lines = append(lines, f.Rule.String())
	}
	return append(lines, Why(f.Cause)...)
}

// Error tells what failed, and what callers are told of it.
func (f *Failure) Error() string {
	said := f.Says
	if said == "" {
		said = "callers are not told why"
	}
	return fmt.Sprintf("%s of %s in %s failed: %s", f.Of.ID, f.Of.Scope.Account, f.Of.Scope.Region, said)
}

// String tells a rule in a line: its ID and sentence, how well it is known, and from
// where.
func (r *Rule) String() string {
	return fmt.Sprintf("%s: %s (%s: %s)", r.ID, r.Says, r.Evidence, r.Source)
}
