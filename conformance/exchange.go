package conformance

import (
	"errors"
	"reflect"

	"github.com/shareproof/shareproof/internal/shown"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Exchange is a call and its answer, or a wait, as the report tells it.
type Exchange struct {
	Account string `json:"account,omitempty"`
	Region  string `json:"region,omitempty"`
	// Command is the call as the AWS CLI takes it.
	Command string   `json:"command,omitempty"`
	Answer  any      `json:"answer,omitempty"`
	Refused *Refused `json:"refused,omitempty"`
	// Error is the harness's own trouble, or what the target does not offer.
	Error string `json:"error,omitempty"`
	// Waited is how long the target's time passed, as in "12h0m0s".
	Waited string `json:"waited,omitempty"`
}

// Refused is the error of a service.
type Refused struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Rule    string `json:"rule,omitempty"`
}

// tell tells exchanges without secrets.
func tell(exchanges []target.Exchange) (told []Exchange) {
	for _, e := range condense(exchanges) {
		told = append(told, tellOne(e))
	}
	return told
}

// condense leaves only the last turn of a call that was repeated until
// something happened, after one wait for all its turns.
func condense(exchanges []target.Exchange) (short []target.Exchange) {
	for _, e := range exchanges {
		if n := len(short); n >= 2 && e.In != nil && short[n-1].In == nil && short[n-2].As == e.As &&
			reflect.DeepEqual(short[n-2].In, e.In) {
			waited := short[n-1].Waited
			short = short[:n-2]
			if n >= 3 && short[n-3].In == nil {
				waited += short[n-3].Waited
				short = short[:n-3]
			}
			short = append(short, target.Exchange{Waited: waited})
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
	told := Exchange{Account: e.As.Account, Region: e.As.Region, Command: shown.Command(e.In, e.As.Region)}
	var refused *kernel.Error
	switch {
	case errors.As(e.Err, &refused):
		told.Refused = &Refused{Code: shown.Text(refused.Code),
			Message: shown.Text(refused.Message)}
		if refused.Rule != nil {
			told.Refused.Rule = refused.Rule.ID
		}
	case e.Err != nil:
		told.Error = shown.Text(e.Err.Error())
	default:
		told.Answer = shown.Answer(e.Out)
	}
	return told
}
