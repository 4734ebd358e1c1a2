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
	told := Exchange{Account: e.As.Account, Region: e.As.Region, Command: command(e)}
	var refused *kernel.Error
	switch {
	case errors.As(e.Err, &refused):
		told.Refused = &Refused{Code: abbreviated(refused.Code, longestText),
			Message: abbreviated(refused.Message, longestText)}
		if refused.Rule != nil {
			told.Refused.Rule = refused.Rule.ID
		}
	case e.Err != nil:
		told.Error = abbreviated(e.Err.Error(), longestText)
	default:
		told.Answer = shortened(withoutSecrets(values.Plain(e.Out)))
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
