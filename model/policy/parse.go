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
			d.Statements, err = g.statements(m.value, at)
		default:
			err = fmt.Errorf("%s: unknown element", at)
		}
		if err != nil {
			return d, err
		}
	}
	if len(d.Statements) == 0 {
		return d, fmt.Errorf("policy.Statement: a policy needs at least one statement")
	}
	return d, nil
}

func (g *Grammar) statements(raw json.RawMessage, at string) ([]Statement, error) {
	list := []json.RawMessage{raw}
	if raw[0] == '[' {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
	}
	var out []Statement
	for i, r := range list {
		s, err := g.statement(r, fmt.Sprintf("%s[%d]", at, i))
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (g *Grammar) statement(raw json.RawMessage, at string) (s Statement, err error) {
	elements, err := members(raw, at)
	if err != nil {
		return s, err
	}
	there := map[string]bool{}
	for _, m := range elements {
		place := at + "." + m.name
		switch m.name {
		case "Sid":
			s.Sid, err = text(m.value, place)
		case "Effect":
			s.Effect, err = effect(m.value, place)
		case "Principal":
			s.Principals, err = principals(m.value, place)
		case "NotPrincipal":
			s.NotPrincipals, err = principals(m.value, place)
		case "Action":
			s.Actions, err = texts(m.value, place)
		case "NotAction":
			s.NotActions, err = texts(m.value, place)
		case "Resource":
			s.Resources, err = texts(m.value, place)
		case "NotResource":
			s.NotResources, err = texts(m.value, place)
		case "Condition":
			s.Conditions, err = g.conditions(m.value, place)
		default:
			err = fmt.Errorf("%s: unknown element", place)
		}
		if err != nil {
			return s, err
		}
		there[m.name] = true
	}
	for name := range strings.FieldsSeq("Principal Action Resource") {
		if there[name] && there["Not"+name] {
			return s, fmt.Errorf("%s: %s and Not%s exclude each other", at, name, name)
		}
	}
	switch {
	case s.Effect == "":
		return s, fmt.Errorf("%s: Effect is missing", at)
	case s.Effect == Allow && there["NotPrincipal"]:
		return s, fmt.Errorf("%s.NotPrincipal: only statements that deny have it", at)
	}
	return s, g.check(&s, at)
}

func effect(raw json.RawMessage, at string) (Effect, error) {
	s, err := text(raw, at)
	if e := Effect(s); err == nil && e != Allow && e != Deny {
		err = fmt.Errorf("%s: %q is neither Allow nor Deny", at, s)
	}
	return Effect(s), err
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
			p.AWS, err = texts(m.value, place)
		case "Service":
			p.Service, err = texts(m.value, place)
		case "Federated":
			p.Federated, err = texts(m.value, place)
		case "CanonicalUser":
			p.CanonicalUser, err = texts(m.value, place)
		default:
			err = fmt.Errorf("%s: principals are AWS, Service, Federated or CanonicalUser", place)
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}
