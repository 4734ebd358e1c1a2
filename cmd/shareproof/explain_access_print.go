package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/model/policy"
	"github.com/shareproof/shareproof/model/services"
)

// accessEntry is an explanation, and what is to be said of the question.
type accessEntry struct {
	*policy.Explanation
	// Note tells of an action that may be misspelled.
	Note string `json:"note,omitempty"`
}

func (e *accessEntry) print(w io.Writer) {
	verdict := map[bool]string{true: "allowed", false: "denied"}[e.Allowed]
	fmt.Fprintf(w, "%s: %s\n", verdict, e.Why)
	for _, s := range e.DecidedBy {
		sid := ""
		if s.Sid != "" {
			sid = fmt.Sprintf(" (%s)", s.Sid)
		}
		fmt.Fprintf(w, "decided by statement %d of %s%s\n", s.Statement, s.Source, sid)
	}
	if e.Note != "" {
		fmt.Fprintln(w, "note:", e.Note)
	}
	if len(e.Statements) == 0 {
		return
	}
	fmt.Fprintln(w)
	var rows [][]string
	for _, s := range e.Statements {
		rows = append(rows, []string{s.Side, s.Source, fmt.Sprint(s.Statement), s.Sid, string(s.Effect),
			map[bool]string{true: "yes", false: "no"}[s.Applies], s.Because})
	}
	printWrapped(w, []string{"side", "source", "statement", "sid", "effect", "applies", "because"}, rows)
}

// iamPrefixes are what IAM calls services of which it has another name than their
// clients.
var iamPrefixes = map[string]string{"cloudhsm": "cloudhsmv2"}

// noteOn says of an action that no operation is called so, where one is called
// nearly so.
func noteOn(action string) string {
	service, name, _ := strings.Cut(action, ":")
	api := services.Find(cmp.Or(iamPrefixes[strings.ToLower(service)], strings.ToLower(service)))
	if api == nil {
		return ""
	}
	var names []string
	for _, op := range api.Operations {
		names = append(names, op.Name)
	}
	near := nearest.Of(name, names, 1)[0]
	asked, known := strings.ToLower(name), strings.ToLower(near)
	if strings.HasPrefix(asked, known) || nearest.Edits(asked, known) > 2 {
		return "" // as ReEncryptFrom, which is an action and no operation
	}
	return fmt.Sprintf("no operation of %s is called %q; the nearest is %q", api.Service, name, near)
}
