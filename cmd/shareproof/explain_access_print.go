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

// accessEntry is a decision as explain-access --json prints it.
type accessEntry struct {
	Allowed bool   `json:"allowed"`
	Why     string `json:"why"`
	// Note tells of an action that may be misspelled.
	Note       string           `json:"note,omitempty"`
	DecidedBy  []statementEntry `json:"decidedBy"`
	Statements []statementEntry `json:"statements"`
}

// statementEntry is what one statement says to the request. Statements count
// from 0, as in error messages.
type statementEntry struct {
	Side      string `json:"side"`
	Source    string `json:"source"`
	Statement int    `json:"statement"`
	Sid       string `json:"sid"`
	Effect    string `json:"effect"`
	Applies   bool   `json:"applies"`
	Because   string `json:"because"`
}

func explainAccess(r *policy.Request, s sides) accessEntry {
	identity, resource := policy.Ask(r, s.identity...), policy.Ask(r, s.resource...)
	if strings.HasSuffix(r.Principal.ARN, ":root") && identity.Effect == "" {
		identity = policy.Answer{Effect: policy.Allow} // an administrator needs no policy
	} else if s.boundary != nil {
		identity = policy.Bound(identity, policy.Ask(r, s.boundary...))
	}
	var levels []policy.Answer
	for _, level := range s.controls {
		levels = append(levels, policy.Ask(r, level...))
	}
	d := s.decide(policy.Control(identity, levels...), resource)
	e := accessEntry{
		Allowed: d.Allowed, Why: r.Principal.ARN + r.Principal.Service + " may " + r.Action + " on " +
			cmp.Or(r.Resource, "no resource"),
		DecidedBy: []statementEntry{}, Statements: []statementEntry{},
	}
	if !d.Allowed {
		e.Why = d.Refusal(r)
	}
	e.add("identity", policy.Explain(r, s.identity...), d.Identity, d.Allowed)
	e.add("boundary", policy.Explain(r, s.boundary...), d.Identity, d.Allowed)
	for _, level := range s.controls {
		e.add("control", policy.Explain(r, level...), d.Identity, d.Allowed)
	}
	e.add("resource", policy.Explain(r, s.resource...), d.Resource, d.Allowed)
	return e
}

// add tells what the statements of one side say, and which of them decided: the
// one that allows where all is allowed, the one that denies where not.
func (e *accessEntry) add(side string, findings []policy.Finding, answer policy.Answer, allowed bool) {
	for _, f := range findings {
		told := statementEntry{side, f.Source, f.Statement, f.Sid, string(f.Effect), f.Applies, f.Because}
		e.Statements = append(e.Statements, told)
		decided := f.Source == answer.Source && f.Statement == answer.Statement && f.Effect == answer.Effect
		if decided && allowed == (f.Effect == policy.Allow) {
			e.DecidedBy = append(e.DecidedBy, told)
		}
	}
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
		rows = append(rows, []string{s.Side, s.Source, fmt.Sprint(s.Statement), s.Sid, s.Effect,
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
