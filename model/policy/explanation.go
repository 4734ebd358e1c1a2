package policy

import (
	"cmp"
	"fmt"
	"strings"
)

// Sides are the policies that decide on a request, and how they do it together.
// Controls are service control policies, level by level from the root of an
// organization down.
type Sides struct {
	Identity, Boundary, Resource []Source
	// Session are session policies; nil where there are none.
	Session  []Source
	Controls [][]Source
	// Decide is by default Either.
	Decide func(identity, resource Answer) Decision
}

// Explanation is a decision, and what every statement has to say to it.
type Explanation struct {
	Allowed    bool      `json:"allowed"`
	Why        string    `json:"why"`
	DecidedBy  []Finding `json:"decidedBy"`
	Statements []Finding `json:"statements"`
}

// Explain decides on a request, and tells why. An account's administrator is allowed
// what no policy denies.
func (s *Sides) Explain(r *Request) *Explanation {
	identity, resource := Ask(r, s.Identity...), Ask(r, s.Resource...)
	if strings.HasSuffix(r.Principal.ARN, ":root") && identity.Effect == "" {
		identity = Answer{Effect: Allow}
	} else if s.Boundary != nil {
		identity = Bound(identity, Ask(r, s.Boundary...))
	}
	if s.Session != nil {
		identity = Limit(identity, Ask(r, s.Session...))
	}
	var levels []Answer
	for _, level := range s.Controls {
		levels = append(levels, Ask(r, level...))
	}
	decide := s.Decide
	if decide == nil {
		decide = Either
	}
	d := decide(Control(identity, levels...), resource)
	e := &Explanation{
		Allowed: d.Allowed, Why: r.Principal.ARN + r.Principal.Service + " may " + r.Action + " on " +
			cmp.Or(r.Resource, "no resource"),
		DecidedBy: []Finding{}, Statements: []Finding{},
	}
	if !d.Allowed {
		e.Why = d.Refusal(r)
	}
	e.add("identity", Explain(r, s.Identity...), d.Identity)
	e.add("boundary", Explain(r, s.Boundary...), d.Identity)
	e.add("session", Explain(r, s.Session...), d.Identity)
	for _, level := range s.Controls {
		e.add("control", Explain(r, level...), d.Identity)
	}
	e.add("resource", Explain(r, s.Resource...), d.Resource)
	return e
}

// add tells what the statements of one side say, and which of them decided: the
// one that allows where all is allowed, the one that denies where not.
func (e *Explanation) add(side string, findings []Finding, answer Answer) {
	for _, f := range findings {
		f.Side = side
		e.Statements = append(e.Statements, f)
		decided := f.Source == answer.Source && f.Statement == answer.Statement && f.Effect == answer.Effect
		if decided && e.Allowed == (f.Effect == Allow) {
			e.DecidedBy = append(e.DecidedBy, f)
		}
	}
}

// mostLines is how many statements an explanation in lines tells of.
const mostLines = 12

// Lines tells why it was denied: by which statement, or else why each that might have
// allowed it does not apply.
func (e *Explanation) Lines() []string {
	lines := []string{e.Why}
	for _, f := range e.DecidedBy {
		lines = append(lines, "decided by "+f.name())
	}
	if len(e.DecidedBy) > 0 {
		return lines
	}
	told := 0
	for _, f := range e.Statements {
		if f.Effect != Allow {
			continue
		}
		if told++; told > mostLines {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s: %s", f.name(), f.Because))
	}
	if told == 0 {
		lines = append(lines, "no statement allows anything")
	}
	if told > mostLines {
		lines = append(lines, fmt.Sprintf("and %d more statements", told-mostLines))
	}
	return lines
}

// name is how a line calls a statement.
func (f *Finding) name() string {
	name := fmt.Sprintf("statement %d of %s", f.Statement, cmp.Or(f.Source, "a policy"))
	if f.Sid != "" {
		name += fmt.Sprintf(" (%s)", f.Sid)
	}
	return fmt.Sprintf("%s, %s, %s", name, f.Side, f.Effect)
}
