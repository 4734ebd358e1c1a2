package policy

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Parse reads a policy document of a kind. What it does not know is an error
// that names the place, never silently an Allow or a Deny.
func Parse(g *Grammar, document string) (Document, error) {
	d, err := g.document([]byte(document))
	if err != nil {
		return Document{}, err
	}
	return d, nil
}

func (g *Grammar) document(raw []byte) (d Document, err error) {
	elements, err := members(raw, "policy")
	if err != nil {
		return d, err
	}
	var all []written
	for _, m := range elements {
		at := "policy." + m.name
		switch m.name {
		case "Version":
			d.Version, err = text(m.value, at)
			if err == nil && d.Version != variablesSince && d.Version != "2008-10-17" {
				err = fmt.Errorf("%s: %q is neither 2012-10-17 nor 2008-10-17", at, d.Version)
			}
		case "Id":
			d.ID, err = text(m.value, at)
		case "Statement":
			all, err = g.statements(m.value, at)
		default:
			err = fmt.Errorf("%s: unknown element", at)
		}
		if err != nil {
			return d, err
		}
	}
	if len(all) == 0 {
		return d, fmt.Errorf("policy.Statement: a policy needs at least one statement")
	}
	if err := g.check(&d, all); err != nil {
		return d, err
	}
	for _, s := range all {
		d.Statements = append(d.Statements, *s.Statement)
	}
	return d, nil
}

func (g *Grammar) statements(raw json.RawMessage, at string) ([]written, error) {
	list := []json.RawMessage{raw}
	if raw[0] == '[' {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
	}
	var out []written
	for i, r := range list {
		s, err := g.statement(r, fmt.Sprintf("%s[%d]", at, i))
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (g *Grammar) statement(raw json.RawMessage, at string) (w written, err error) {
	elements, err := members(raw, at)
	if err != nil {
		return w, err
	}
	s, there := &Statement{}, map[string]bool{}
	w = written{Statement: s, at: at, there: there}
	for _, m := range elements {
		place := at + "." + m.name
		switch m.name {
		case "Sid":
			s.Sid, err = text(m.value, place)
		case "Effect":
			w.effect, s.Effect, err = effect(m.value, place)
		case "Principal":
			s.Principals, err = principals(m.value, place)
		case "NotPrincipal":
			s.NotPrincipals, err = principals(m.value, place)
		case "Action":
			s.Actions, err = texts(m.value, place, true)
		case "NotAction":
			s.NotActions, err = texts(m.value, place, true)
		case "Resource":
			s.Resources, err = texts(m.value, place, true)
		case "NotResource":
			s.NotResources, err = texts(m.value, place, true)
		case "Condition":
			s.Conditions, err = conditions(m.value, place)
		default:
			err = fmt.Errorf("%s: unknown element", place)
		}
		if err != nil {
			return w, err
		}
		there[m.name] = true
	}
	for name := range strings.FieldsSeq("Principal Action Resource") {
		if there[name] && there["Not"+name] {
			return w, fmt.Errorf("%s: %s and Not%s exclude each other", at, name, name)
		}
	}
	switch {
	case s.Effect == "":
		return w, fmt.Errorf("%s: Effect is missing", at)
	case s.Effect == Allow && there["NotPrincipal"]:
		return w, fmt.Errorf("%s.NotPrincipal: only statements that deny have it", at)
	}
	return w, nil
}

// effect reads an effect, in any case, and as it is written.
func effect(raw json.RawMessage, at string) (written string, e Effect, err error) {
	written, err = text(raw, at)
	for _, e := range []Effect{Allow, Deny} {
		if strings.EqualFold(written, string(e)) {
			return written, e, err
		}
	}
	if err == nil {
		err = fmt.Errorf("%s: %q is neither Allow nor Deny", at, written)
	}
	return written, e, err
}

func principals(raw json.RawMessage, at string) (p Principals, err error) {
	if string(raw) == `"*"` {
		return Everybody, nil
	}
	kinds, err := members(raw, at)
	if err == nil && len(kinds) == 0 {
		err = fmt.Errorf("%s: it names nobody", at)
	}
	if err != nil {
		return p, err
	}
	for _, m := range kinds {
		place := at + "." + m.name
		switch m.name {
		case "AWS":
			p.AWS, err = texts(m.value, place, false)
		case "Service":
			p.Service, err = texts(m.value, place, false)
		case "Federated":
			p.Federated, err = texts(m.value, place, false)
		case "CanonicalUser":
			p.CanonicalUser, err = texts(m.value, place, false)
		default:
			err = fmt.Errorf("%s: principals are AWS, Service, Federated or CanonicalUser", place)
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}
