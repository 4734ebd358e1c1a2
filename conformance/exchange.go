package conformance

import (
	"errors"
	"reflect"
	"slices"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// Exchange is a call and its answer, or a wait, as the report tells it.
type Exchange struct {
	// Step is the step that made it, as its author wrote it.
	Step string `json:"step,omitempty"`
	// Number tells steps apart that are written alike.
	Number  int    `json:"-"`
	Account string `json:"account,omitempty"`
	// Caller is what the scenario calls the account, Principal the ARN of the user or
	// session that called in place of the account's administrator.
	Caller    string `json:"caller,omitempty"`
	Principal string `json:"principal,omitempty"`
	Region    string `json:"region,omitempty"`
	// Operation is what was called, as kms.PutKeyPolicy, and Members what with.
	Operation string `json:"operation,omitempty"`
	Members   any    `json:"members,omitempty"`
	// Command is the call as the AWS CLI takes it.
	Command string   `json:"command,omitempty"`
	Answer  any      `json:"answer,omitempty"`
	Refused *Refused `json:"refused,omitempty"`
	// Error is the harness's own trouble, or what the target does not offer.
	Error string `json:"error,omitempty"`
	// Waited is how long the target's time passed, as in "12h0m0s".
	Waited string `json:"waited,omitempty"`
	// Failures are asynchronous work that failed until then, where the model tells.
	Failures []Failure `json:"failures,omitempty"`
}

// Failure is asynchronous work that failed, and what the model tells of why.
type Failure struct {
	display.Failure
	Says   string   `json:"says,omitempty"`
	Source string   `json:"source,omitempty"`
	Why    []string `json:"why,omitempty"`
}

// tellFailures tells why work failed.
func tellFailures(all []kernel.Failure) (told []Failure) {
	for _, f := range all {
		one := Failure{Failure: display.FailureOf(&f), Why: kernel.Why(f.Cause)}
		if f.Rule != nil {
			one.Says, one.Source = f.Rule.Says, f.Rule.Source
		}
		told = append(told, one)
	}
	return told
}

// Refused is the error of a service. Where the model refused, it also tells by
// which rule, what the rule says, and where that is written, and a watched one what lies
// behind: the statement that decided, or those that do not allow.
type Refused struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Rule    string `json:"rule,omitempty"`
	Says    string `json:"says,omitempty"`
	Source  string `json:"source,omitempty"`
	// Why has a line for each thing that lies behind.
	Why []string `json:"why,omitempty"`
}

// tell tells the exchanges of a scenario without secrets.
func tell(o target.Outcome) (told []Exchange) {
	calls := slices.DeleteFunc(slices.Clone(o.Exchanges), func(e target.Exchange) bool { return e.Deed != nil })
	for _, e := range condense(calls) {
		one := tellOne(e)
		one.Number, one.Failures = e.Step, tellFailures(e.Failures)
		if e.Step >= 0 && e.Step < len(o.Steps) {
			one.Step = o.Steps[e.Step]
		}
		one.Caller = o.Accounts[one.Account]
		told = append(told, one)
	}
	return told
}

// condense leaves only the last turn of a call that a step repeated until
// something happened, after one wait for all its turns.
func condense(exchanges []target.Exchange) (short []target.Exchange) {
	for _, e := range exchanges {
		if n := len(short); n >= 2 && e.In != nil && short[n-1].In == nil && short[n-2].As == e.As &&
			short[n-2].Step == e.Step && reflect.DeepEqual(short[n-2].In, e.In) {
			first := n - 2
			if n >= 3 && short[n-3].In == nil && short[n-3].Step == e.Step {
				first--
			}
			all := target.Exchange{Step: e.Step}
			for _, turn := range short[first:] {
				all.Waited += turn.Waited
				all.Failures = append(all.Failures, turn.Failures...)
			}
			short = append(short[:first], all)
		}
		short = append(short, e)
	}
	return short
}

func tellOne(e target.Exchange) Exchange {
	if e.In == nil {
		told := Exchange{Waited: e.Waited.String()}
		if e.Err != nil {
			told.Error = e.Err.Error()
		}
		return told
	}
	told := Exchange{
		Account: e.As.Account, Principal: e.As.Principal, Region: e.As.Region,
		Command:   display.Command(e.In, e.As.Region),
		Operation: services.OperationOf(e.In).FullName(), Members: display.Answer(e.In),
	}
	var refused *kernel.Error
	switch {
	case errors.As(e.Err, &refused):
		told.Refused = refusal(refused)
	case e.Err != nil:
		told.Error = display.Text(e.Err.Error())
	default:
		told.Answer = display.Answer(e.Out)
	}
	return told
}

// refusal tells a refusal, and all that the model says of why.
func refusal(e *kernel.Error) *Refused {
	told := &Refused{Code: display.Text(e.Code), Message: display.Text(e.Message), Why: e.Behind()}
	if e.Rule != nil {
		told.Rule, told.Says, told.Source = e.Rule.ID, e.Rule.Says, e.Rule.Source
	}
	return told
}
