package policy

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// String writes the document as compact JSON, as AWS itself writes policies.
func (d Document) String() string {
	var o object
	o.text("Version", d.Version)
	o.text("Id", d.ID)
	var list []string
	for _, s := range d.Statements {
		list = append(list, s.String())
	}
	o.add("Statement", "["+strings.Join(list, ",")+"]")
	return o.String()
}

// String writes the statement as compact JSON.
func (s Statement) String() string {
	var o object
	o.text("Sid", s.Sid)
	o.text("Effect", string(s.Effect))
	o.principals("Principal", s.Principals)
	o.principals("NotPrincipal", s.NotPrincipals)
	o.list("Action", s.Actions)
	o.list("NotAction", s.NotActions)
	o.list("Resource", s.Resources)
	o.list("NotResource", s.NotResources)
	o.conditions(s.Conditions)
	return o.String()
}

// object collects the members of a JSON object that are not empty.
type object struct{ members []string }

func (o *object) String() string { return "{" + strings.Join(o.members, ",") + "}" }

func (o *object) add(name, value string) { o.members = append(o.members, quote(name)+":"+value) }

func (o *object) text(name, value string) {
	if value != "" {
		o.add(name, quote(value))
	}
}

func (o *object) list(name string, values []string) {
	if len(values) > 0 {
		o.add(name, quote(values...))
	}
}

func (o *object) principals(name string, p Principals) {
	switch {
	case p.Len() == 0:
	case p.Plain:
		o.add(name, `"*"`)
	default:
		var kinds object
		kinds.list("AWS", p.AWS)
		kinds.list("Service", p.Service)
		kinds.list("Federated", p.Federated)
		kinds.list("CanonicalUser", p.CanonicalUser)
		o.add(name, kinds.String())
	}
}

// conditions gathers the keys of each operator.
func (o *object) conditions(list []Condition) {
	if len(list) == 0 {
		return
	}
	var operators object
	for i, c := range list {
		if slices.ContainsFunc(list[:i], func(d Condition) bool { return d.Operator == c.Operator }) {
			continue
		}
		var keys object
		for _, d := range list[i:] {
			if d.Operator == c.Operator {
				keys.add(d.Key, quote(d.Values...))
			}
		}
		operators.add(c.Operator, keys.String())
	}
	o.add("Condition", operators.String())
}

// quote writes one value by itself and several as a list.
func quote(values ...string) string {
	var v any = append([]string{}, values...)
	if len(values) == 1 {
		v = values[0]
	}
	var text bytes.Buffer
	write := json.NewEncoder(&text)
	write.SetEscapeHTML(false)
	_ = write.Encode(v) // strings always encode
	return strings.TrimSuffix(text.String(), "\n")
}
