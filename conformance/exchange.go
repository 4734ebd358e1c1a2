package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/values"
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
}

// Refused is the error of a service. Where the model refused, it also tells by
// which rule, what the rule says, and where that is written. Whatever else the model
// tells of why belongs here.
type Refused struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Rule    string `json:"rule,omitempty"`
	Says    string `json:"says,omitempty"`
	Source  string `json:"source,omitempty"`
}

// tell tells the exchanges of a scenario without secrets.
func tell(o target.Outcome) (told []Exchange) {
	for _, e := range condense(o.Exchanges) {
		one := tellOne(e)
		one.Number = e.Step
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
			waited := short[n-1].Waited
			short = short[:n-2]
			if n >= 3 && short[n-3].In == nil && short[n-3].Step == e.Step {
				waited += short[n-3].Waited
				short = short[:n-3]
			}
			short = append(short, target.Exchange{Waited: waited, Step: e.Step})
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
		Account: e.As.Account, Principal: e.As.Principal, Region: e.As.Region, Command: command(e),
		Operation: services.OperationOf(e.In).FullName(), Members: Members(e.In),
	}
	var refused *kernel.Error
	switch {
	case errors.As(e.Err, &refused):
		told.Refused = refusal(refused)
	case e.Err != nil:
		told.Error = abbreviated(e.Err.Error(), longestText)
	default:
		told.Answer = shortened(withoutSecrets(values.Plain(e.Out)))
	}
	return told
}

// refusal tells a refusal, and all that the model says of why.
func refusal(e *kernel.Error) *Refused {
	told := &Refused{Code: abbreviated(e.Code, longestText), Message: abbreviated(e.Message, longestText)}
	if e.Rule != nil {
		told.Rule, told.Says, told.Source = e.Rule.ID, e.Rule.Says, e.Rule.Source
	}
	return told
}

var secret = regexp.MustCompile(`(?i)password|secret|accesskey|sessiontoken|plaintext`)

// withoutSecrets hides the members of a plain value that hold secrets.
func withoutSecrets(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			if secret.MatchString(k) {
				v[k] = "(redacted)"
			} else {
				v[k] = withoutSecrets(v[k])
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutSecrets(v[i])
		}
	}
	return v
}

// command spells a call for the AWS CLI.
func command(e target.Exchange) string {
	op := services.OperationOf(e.In)
	words := []string{"aws", op.API.Service, kebab(op.Name)}
	request, _ := withoutSecrets(values.Plain(e.In)).(map[string]any)
	for _, member := range slices.Sorted(maps.Keys(request)) {
		words = append(words, argument(kebab(member), request[member])...)
	}
	return strings.Join(append(words, "--region", e.As.Region), " ")
}

func argument(name string, value any) []string {
	switch value := value.(type) {
	case bool:
		if !value {
			return []string{"--no-" + name}
		}
		return []string{"--" + name}
	case []any:
		words := []string{"--" + name}
		for _, element := range value {
			words = append(words, quote(element))
		}
		return words
	}
	return []string{"--" + name, quote(value)}
}

var plainWord = regexp.MustCompile(`^[\w@%+=:,./-]+$`)

func quote(value any) string {
	word := fmt.Sprint(value)
	if _, compound := value.(map[string]any); compound {
		text, _ := json.Marshal(value)
		word = string(text)
	}
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

var (
	beforeWord    = regexp.MustCompile(`(.)([A-Z][a-z]+)`)
	beforeCapital = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// kebab spells an API name as the AWS CLI does: create-resource-share.
func kebab(name string) string {
	name = beforeWord.ReplaceAllString(name, "$1-$2")
	return strings.ToLower(beforeCapital.ReplaceAllString(name, "$1-$2"))
}
