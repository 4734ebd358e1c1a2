package emulator

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/access"
	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/model/kernel"
)

// Failure is asynchronous work that failed, as those who run the emulator may know it.
type Failure struct {
	display.Failure
	// Why tells in lines why it failed, as Call.Why does of a refusal.
	Why []string `json:"why"`
}

func failureOf(f *kernel.Failure) Failure { return Failure{display.FailureOf(f), f.Why()} }

// String tells a failure in a line, and in further ones why.
func (f *Failure) String() string {
	told := "      " + f.At.Format(time.RFC3339) + "  " + f.Said()
	for _, line := range f.Why {
		told += "\n        " + line
	}
	return told
}

// Why is what went wrong with something: work of it that failed, and calls that were
// refused.
type Why struct {
	Failures []Failure `json:"failures"`
	Refused  []Call    `json:"refused"`
}

// String tells it in lines, nothing where nothing went wrong.
func (w *Why) String() string {
	var lines []string
	for i := range w.Failures {
		lines = append(lines, w.Failures[i].String())
	}
	for i := range w.Refused {
		lines = append(lines, w.Refused[i].String())
	}
	return strings.Join(lines, "\n")
}

// Failed lists the asynchronous work that has failed since the world began, oldest
// first: the last 1,024 at most.
func (e *Emulator) Failed() []Failure {
	w := e.today()
	defer e.mu.Unlock()
	failures := w.Failures(0)
	told := make([]Failure, len(failures))
	for i := range failures {
		told[i] = failureOf(&failures[i])
	}
	return told
}

// Why tells what went wrong with what a text names: the ID or ARN of a resource or a
// job, or the x-amzn-RequestId of an answer. Failures before the last 1,024 and calls
// before the last 1,000 are forgotten.
func (e *Emulator) Why(about string) Why {
	e.today()
	defer e.mu.Unlock()
	return e.why(about)
}

// why is Why for those who have locked the world.
func (e *Emulator) why(about string) Why {
	told := Why{Failures: []Failure{}, Refused: []Call{}}
	for _, f := range e.world.Failures(0) {
		if names(about, f.Of.ID) {
			told.Failures = append(told.Failures, failureOf(&f))
		}
	}
	e.mu.Unlock() // others may call while the calls are told
	defer e.mu.Lock()
	for _, c := range e.log.Load().all() {
		if c.err == nil {
			continue
		}
		if call := c.tell(); call.Request == about || mentions(call.Command, about) {
			told.Refused = append(told.Refused, call)
		}
	}
	return told
}

// names reports whether a text is an ID, or an ARN of it.
func names(text, id string) bool {
	return text == id || strings.HasSuffix(text, "/"+id) || strings.HasSuffix(text, ":"+id)
}

// mentions reports whether a command names what a text names, by itself or in an ARN.
func mentions(command, text string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(command, func(r rune) bool { return strings.ContainsRune(" '\",[]{}", r) }),
		func(word string) bool { return names(word, text) || names(text, word) })
}

func (e *Emulator) controlWhy(q url.Values) (any, *complaint) {
	if q.Get("about") == "" {
		return nil, complain("about", "missing: want the ID or ARN of a resource or a job, or the ID of a request")
	}
	return e.why(q.Get("about")), nil
}

// controlCalls lists the last calls, oldest first.
func (e *Emulator) controlCalls(q url.Values) (any, *complaint) {
	last := mostCalls
	if text := q.Get("last"); text != "" {
		var err error
		if last, err = strconv.Atoi(text); err != nil || last < 1 {
			return nil, complain("last", "%q is not a number from 1", text)
		}
	}
	refused := q.Get("refused")
	if !slices.Contains([]string{"", "true", "false"}, refused) {
		return nil, complain("refused", "%q is neither true nor false", refused)
	}
	e.mu.Unlock() // others may call while these are told
	defer e.mu.Lock()
	calls := []Call{}
	for _, c := range slices.Backward(e.log.Load().all()) {
		if len(calls) == last {
			break
		}
		call := c.tell()
		operation, about := q.Get("operation"), q.Get("about")
		switch {
		case q.Get("account") != "" && call.Account != q.Get("account"),
			operation != "" && operation != call.Service && operation != call.Operation &&
				operation != call.Service+"."+call.Operation,
			refused != "" && strconv.FormatBool(call.Refused()) != refused,
			about != "" && call.Request != about && !mentions(call.Command, about):
			continue
		}
		calls = append(calls, call)
	}
	slices.Reverse(calls)
	return map[string]any{"calls": calls}, nil
}

// controlExplain explains whether policies of the world allow a request.
func (e *Emulator) controlExplain(q url.Values) (any, *complaint) {
	question := access.Question{As: q.Get("as"), Action: q.Get("action"), Resource: q.Get("resource"),
		Context: q["context"]}
	told, err := question.Explain(e.world)
	if mistake, ok := err.(*access.Mistake); ok {
		return nil, complain(mistake.Part, "%s", mistake.Text)
	}
	return told, nil
}
