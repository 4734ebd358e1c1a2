package policy

import (
	"fmt"
	"strings"
)

// Finding is what one statement has to say to a request.
type Finding struct {
	// Side is identity, boundary, session, control or resource, empty where nobody asked which.
	Side   string `json:"side"`
	Source string `json:"source"`
	// Statement is its index, from 0.
	Statement int    `json:"statement"`
	Sid       string `json:"sid"`
	Effect    Effect `json:"effect"`
	Applies   bool   `json:"applies"`
	// Because says why it applies or does not.
	Because string `json:"because"`
}

// Explain tells of every statement why it applies to a request, or does not.
func Explain(r *Request, sources ...Source) []Finding {
	var out []Finding
	for _, source := range sources {
		for i := range source.Document.Statements {
			s := &source.Document.Statements[i]
			o := s.obstacle(r, source.Document.Version)
			out = append(out, Finding{Source: source.Name, Statement: i, Sid: s.Sid, Effect: s.Effect,
				Applies: o.element == "", Because: s.because(o, r)})
		}
	}
	return out
}

func (s *Statement) because(o obstacle, r *Request) string {
	who := r.Principal.ARN + r.Principal.Service
	switch o.element {
	case "":
		if s.Effect == Allow && s.Principals.name(&r.Principal) == delegated {
			return "it leaves the decision to the identity policies of account " + r.Principal.Account
		}
		return "all its elements match"
	case "Void":
		return "it lacks an element without which it has no effect"
	case "Principal":
		return "Principal does not name " + who
	case "NotPrincipal":
		return "NotPrincipal spares " + who
	case "Action", "Resource":
		return o.element + " does not match " + o.of(r)
	case "NotAction", "NotResource":
		return o.element + " excludes " + o.of(r)
	}
	c := &s.Conditions[o.condition]
	have := "none"
	if v := r.value(c.Key); len(v) > 0 {
		have = strings.Join(v, ", ")
	}
	lacks := ""
	if o.several {
		lacks = "; of several values it asks for none without " + forAll + " or " + forAny
	}
	return fmt.Sprintf("Condition %s asks of %s: %s; the request has %s%s", c.Operator, c.Key,
		strings.Join(c.Values, ", "), have, lacks)
}

// of is what an element was compared with.
func (o obstacle) of(r *Request) string {
	if strings.HasSuffix(o.element, "Action") {
		return r.Action
	}
	if r.Resource == "" {
		return "a request without a resource"
	}
	return r.Resource
}
