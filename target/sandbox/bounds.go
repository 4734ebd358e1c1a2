package sandbox

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Bind holds all calls to the terms of a target that stands for real accounts: what these
// do not let a scenario do is not sent.
func (t *Target) Bind(terms target.Terms) {
	t.terms, t.mapped = terms, map[string]bool{}
	for _, account := range terms.Accounts {
		t.mapped[t.there.account(account)] = true
	}
}

// forbids says why a call of a scenario is not sent; nil where it may be.
func (t *Target) forbids(as kernel.Caller, op *kernel.Operation, in any) error {
	if !t.terms.Demanded || op == nil {
		return nil
	}
	if !t.mapped[as.Account] {
		return target.Unsupported("account " + t.back.account(as.Account) + ", which the target file does not name")
	}
	if number := t.stranger(in); number != "" {
		return target.Unsupported(fmt.Sprintf("%s names account %s, which the target file does not name", op.FullName(),
			t.back.account(number)))
	}
	if touch := op.Touches(in); touch != "" && !t.terms.Names(touch, op) {
		return target.Unsupported(fmt.Sprintf("%s touches %s: the target file's touches has neither %s nor %s", op.FullName(),
			touched[touch], touch, op.FullName()))
	}
	if t.terms.Names(kernel.TouchesOthers, op) {
		return nil
	}
	for _, name := range op.Changes(in) {
		if !isOfAWS(name) && (t.own == nil || !t.own.has(name)) {
			return target.Unsupported(fmt.Sprintf("%s changes %s, which the scenario has not made: the target file's touches has "+
				"neither %s nor %s", op.FullName(), t.back.text(name), kernel.TouchesOthers, op.FullName()))
		}
	}
	return nil
}

// isOfAWS reports whether a name is that of what AWS offers to everybody and nobody changes.
func isOfAWS(name string) bool {
	return strings.Contains(name, "::aws:") || strings.HasPrefix(name, "alias/aws/")
}

// touched says what calls touch.
var touched = map[kernel.Touch]string{
	kernel.TouchesOrganization: "the organization",
	kernel.TouchesDefaults:     "a default of the account",
	kernel.TouchesOthers:       "what others have made",
	kernel.TouchesPublic:       "everybody, since it shares something with all accounts",
}

// numbers are the words that may be numbers of accounts.
var numbers = regexp.MustCompile(`(?:^|[^0-9A-Za-z_-]|%[0-9A-F]{2})([0-9]{12})(?:$|[^0-9A-Za-z_-])`)

// stranger returns the number of an account that a call names and the target file does
// not; "" where there is none.
func (t *Target) stranger(in any) (number string) {
	values.EachString(reflect.ValueOf(in), "", func(_, text string) {
		for rest := text; len(rest) >= 12; {
			at := numbers.FindStringSubmatchIndex(rest)
			if at == nil {
				break
			}
			if found := rest[at[2]:at[3]]; number == "" && !t.mapped[found] {
				number = found
			}
			rest = rest[at[3]:]
		}
	})
	return number
}
