// Package policy reads, validates and evaluates IAM policy documents as they
// are attached to resources.
package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Document is a resource policy.
type Document struct {
	Version    string
	ID         string
	Statements []Statement
}

// Statement is one statement of a policy.
type Statement struct {
	Sid        string
	Effect     Effect
	Principals []string // account numbers, ARNs, or "*"
	Actions    []string
	Resources  []string
	Conditions []Condition
}

// Effect is Allow or Deny.
type Effect string

// The effects of a statement.
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
)

// Condition compares one key of the request's context with values.
type Condition struct {
	Operator string
	Key      string
	Values   []string
}

// Parse reads a policy document. What it does not know is an error that names
// the place, never silently an Allow or a Deny.
func Parse(text string) (Document, error) {
	root, err := object([]byte(text), "policy")
	if err != nil {
		return Document{}, err
	}
	var d Document
	for _, m := range root {
		switch m.name {
		case "Version":
			if err := decode(m, "policy", &d.Version); err != nil {
				return d, err
			}
			if d.Version != "2012-10-17" && d.Version != "2008-10-17" {
				return d, fmt.Errorf("policy.Version: %q is neither 2012-10-17 nor 2008-10-17", d.Version)
			}
		case "Id":
			if err := decode(m, "policy", &d.ID); err != nil {
				return d, err
			}
		case "Statement":
			if d.Statements, err = statements(m.value); err != nil {
				return d, err
			}
		default:
			return d, fmt.Errorf("policy.%s: unknown element", m.name)
		}
	}
	if len(d.Statements) == 0 {
		return d, fmt.Errorf("policy.Statement: a policy needs at least one statement")
	}
	return d, nil
}

// Cache remembers the documents that it has parsed.
type Cache struct{ documents map[string]Document }

const cached = 1000 // documents, then the cache starts anew

// Parse reads a policy document, or remembers it.
func (c *Cache) Parse(text string) (Document, error) {
	if d, ok := c.documents[text]; ok {
		return d, nil
	}
	d, err := Parse(text)
	if err == nil {
		if c.documents == nil || len(c.documents) >= cached {
			c.documents = map[string]Document{}
		}
		c.documents[text] = d
	}
	return d, err
}

func statements(raw json.RawMessage) ([]Statement, error) {
	list := []json.RawMessage{raw}
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("policy.Statement: %w", err)
		}
	}
	var out []Statement
	for i, r := range list {
		s, err := statement(r, fmt.Sprintf("policy.Statement[%d]", i))
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func statement(raw json.RawMessage, at string) (Statement, error) {
	var s Statement
	members, err := object(raw, at)
	if err != nil {
		return s, err
	}
	for _, m := range members {
		switch m.name {
		case "Sid":
			err = decode(m, at, &s.Sid)
		case "Effect":
			if err = decode(m, at, &s.Effect); err == nil && s.Effect != Allow && s.Effect != Deny {
				err = fmt.Errorf("%s.Effect: %q is neither Allow nor Deny", at, s.Effect)
			}
		case "Principal":
			s.Principals, err = principals(m.value, at+".Principal")
		case "Action":
			s.Actions, err = oneOrMore(m.value, at+".Action")
		case "Resource":
			s.Resources, err = oneOrMore(m.value, at+".Resource")
		case "Condition":
			s.Conditions, err = conditions(m.value, at+".Condition")
		default:
			err = fmt.Errorf("%s.%s: unknown element", at, m.name)
		}
		if err != nil {
			return s, err
		}
	}
	switch {
	case s.Effect == "":
		return s, fmt.Errorf("%s: Effect is missing", at)
	case len(s.Actions) == 0:
		return s, fmt.Errorf("%s: Action is missing", at)
	}
	return s, nil
}

func principals(raw json.RawMessage, at string) ([]string, error) {
	if string(bytes.TrimSpace(raw)) == `"*"` {
		return []string{"*"}, nil
	}
	members, err := object(raw, at)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, m := range members {
		if m.name != "AWS" {
			return nil, fmt.Errorf("%s.%s: only AWS principals are known", at, m.name)
		}
		list, err := oneOrMore(m.value, at+".AWS")
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			if Account(p) == "" && p != "*" {
				return nil, fmt.Errorf("%s.AWS: %q is neither an account, an IAM ARN nor *", at, p)
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// Account returns the account that a principal belongs to: a number itself, or
// that of an IAM or STS ARN; empty where the text is neither.
func Account(principal string) string {
	if kernel.IsAccount(principal) {
		return principal
	}
	arn, err := kernel.ParseARN(principal)
	if err != nil || arn.Service != "iam" && arn.Service != "sts" || !kernel.IsAccount(arn.Account) {
		return ""
	}
	return arn.Account
}

func conditions(raw json.RawMessage, at string) ([]Condition, error) {
	operators, err := object(raw, at)
	if err != nil {
		return nil, err
	}
	var out []Condition
	for _, op := range operators {
		if _, ok := comparisons[op.name]; !ok {
			return nil, fmt.Errorf("%s.%s: unknown operator", at, op.name)
		}
		keys, err := object(op.value, at+"."+op.name)
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			if !slices.Contains(contextKeys, key.name) {
				return nil, fmt.Errorf("%s.%s.%s: unknown condition key", at, op.name, key.name)
			}
			values, err := oneOrMore(key.value, at+"."+op.name+"."+key.name)
			if err != nil {
				return nil, err
			}
			out = append(out, Condition{op.name, key.name, values})
		}
	}
	return out, nil
}

type jsonMember struct {
	name  string
	value json.RawMessage
}

// object reads a JSON object in the order of its members, refusing doubles and
// trailing text.
func object(raw []byte, at string) ([]jsonMember, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("%s: want a JSON object", at)
	}
	var out []jsonMember
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		m := jsonMember{name: name.(string)}
		if err := dec.Decode(&m.value); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", at, m.name, err)
		}
		if slices.ContainsFunc(out, func(o jsonMember) bool { return o.name == m.name }) {
			return nil, fmt.Errorf("%s.%s: element stands twice", at, m.name)
		}
		out = append(out, m)
	}
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s: text after the JSON object", at)
	}
	return out, nil
}

func decode(m jsonMember, at string, into any) error {
	if err := json.Unmarshal(m.value, into); err != nil {
		return fmt.Errorf("%s.%s: want a string", at, m.name)
	}
	return nil
}

func oneOrMore(raw json.RawMessage, at string) ([]string, error) {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}, nil
	}
	var list []string
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("%s: want a string or a list of strings", at)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: the list is empty", at)
	}
	return list, nil
}

// String writes the document as compact JSON, as AWS itself writes policies.
func (d Document) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"Version":%q`, d.Version)
	if d.ID != "" {
		fmt.Fprintf(&b, `,"Id":%s`, quote(d.ID))
	}
	b.WriteString(`,"Statement":[`)
	for i, s := range d.Statements {
		if i > 0 {
			b.WriteByte(',')
		}
		s.write(&b)
	}
	b.WriteString("]}")
	return b.String()
}

// String writes the statement as compact JSON.
func (s Statement) String() string {
	var b strings.Builder
	s.write(&b)
	return b.String()
}

func (s Statement) write(b *strings.Builder) {
	b.WriteByte('{')
	if s.Sid != "" {
		fmt.Fprintf(b, `"Sid":%s,`, quote(s.Sid))
	}
	fmt.Fprintf(b, `"Effect":%q`, s.Effect)
	if slices.Equal(s.Principals, []string{"*"}) {
		b.WriteString(`,"Principal":"*"`)
	} else if len(s.Principals) > 0 {
		fmt.Fprintf(b, `,"Principal":{"AWS":%s}`, quote(s.Principals...))
	}
	fmt.Fprintf(b, `,"Action":%s`, quote(s.Actions...))
	if len(s.Resources) > 0 {
		fmt.Fprintf(b, `,"Resource":%s`, quote(s.Resources...))
	}
	if len(s.Conditions) > 0 {
		b.WriteString(`,"Condition":{`)
		for i, c := range s.Conditions {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(b, `%q:{%q:%s}`, c.Operator, c.Key, quote(c.Values...))
		}
		b.WriteByte('}')
	}
	b.WriteByte('}')
}

func quote(values ...string) string {
	var v any = values
	if len(values) == 1 {
		v = values[0]
	}
	text, _ := json.Marshal(v) // strings always marshal
	return string(text)
}
