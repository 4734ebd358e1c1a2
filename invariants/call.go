package invariants

import (
	"encoding/json"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Call is one call and its answer as invariants look at it, and the history
// before it.
type Call struct {
	*kernel.Exchange
	Op      *kernel.Operation
	Service *Service
	// Refusal is nil where the call was accepted.
	Refusal *kernel.Error
	// Page is what the call listed, if it is Paged.
	Page  Page
	Paged bool

	shown     []Resource
	repeats   bool      // a call that was accepted, by its client token
	was, is   string    // the states that do not follow one another, of a complaint about them
	open      *openName // what a refusal says of a name, once somebody asked
	history   *History
	catalogue *Catalogue
}

// Owns reports whether the caller is at scope there: in the account, and in the
// Region if there is one.
func (c *Call) Owns(scope kernel.Scope) bool {
	return scope.Account == c.As.Account && (scope.Region == "" || scope.Region == c.As.Region)
}

// Seen returns what answers have shown of a resource; false where no answer has
// shown it.
func (c *Call) Seen(k *Kind, id string) (Seen, bool) { return c.history.seen.Find(ref{k, id, ""}) }

// Gone notes that a resource is not shown any more by a listing that shows all.
func (c *Call) Gone(k *Kind, id string) {
	c.history.seen.Change(ref{k, id, ""}, func(s *Seen) { s.Gone = true })
}

// Exists reports whether the resource of an ARN surely exists now; false where
// its service does not say.
func (c *Call) Exists(arn string) bool {
	parsed, err := kernel.ParseARN(arn)
	if err != nil {
		return false
	}
	for _, s := range c.catalogue.services {
		if s.Exists != nil && s.APIs[0].Signing == parsed.Service {
			return s.Exists(c, arn, c.At)
		}
	}
	return false
}

// Transient reports whether a refusal says nothing about what was asked.
func (c *Call) Transient() bool { return common[c.Refusal.Code] }

// isBarred reports whether the call is refused for what binds administrators as well:
// by service control policies, or because the account is closed.
func (c *Call) isBarred() bool {
	return c.Refusal != nil && strings.Contains(c.Refusal.Message, "service control policy") || c.TurnedAway()
}

// TurnedAway reports whether the call is refused because nobody is called as the caller
// says, or may not call any more.
func (c *Call) TurnedAway() bool {
	return c.Refusal != nil && c.Refusal.Message == "The security token included in the request is invalid."
}

// ScopeOf returns the scope that an ARN names, false where the text is no ARN.
func ScopeOf(arn string) (kernel.Scope, bool) {
	a, err := kernel.ParseARN(arn)
	return a.Scope(), err == nil
}

// Text is the JSON of an input or output.
func Text(v any) string {
	t, _ := json.Marshal(v) // inputs and outputs always marshal
	return string(t)
}

// List is a JSON list, or the one element of it.
type List[T any] []T

// UnmarshalJSON reads either.
func (l *List[T]) UnmarshalJSON(text []byte) error {
	var one T
	if len(text) > 0 && text[0] != '[' {
		err := json.Unmarshal(text, &one)
		*l = List[T]{one}
		return err
	}
	var many []T
	err := json.Unmarshal(text, &many)
	*l = many
	return err
}

// Each calls look with each element until something is wrong with one.
func Each[T any](shown []T, look func(*T) string) string {
	for i := range shown {
		if wrong := look(&shown[i]); wrong != "" {
			return wrong
		}
	}
	return ""
}

// Wanted reports whether an ID is among those that were asked for; all are where
// none was.
func Wanted(ids []string, id string) bool {
	for _, wanted := range ids {
		if wanted == id {
			return true
		}
	}
	return len(ids) == 0
}
