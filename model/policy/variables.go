package policy

import (
	"slices"
	"strings"
)

// variablesSince is the version of policies in which ${aws:username} stands for
// a value of the request's context.
const variablesSince = "2012-10-17"

// scope is what the elements of a statement are compared with.
type scope struct {
	*Request
	variables bool // are replaced
}

// value returns the values of a condition key, whose case does not matter.
func (r *Request) value(key string) []string {
	if v, ok := r.Context[key]; ok {
		return v
	}
	name, found := "", false
	for k := range r.Context {
		if len(k) == len(key) && strings.EqualFold(k, key) && (!found || k < name) {
			name, found = k, true
		}
	}
	return r.Context[name]
}

// fill replaces the variables of a text by their values, which escape makes part
// of a pattern; false where one has neither value nor default.
func (s scope) fill(text string, escape func(string) string) (string, bool) {
	before, rest, found := strings.Cut(text, "${")
	if !found || !s.variables {
		return text, true
	}
	var b strings.Builder
	for found {
		b.WriteString(before)
		variable, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("${")
			before = rest
			break
		}
		value, ok := s.variable(variable)
		if !ok {
			return "", false
		}
		b.WriteString(escape(value))
		before, rest, found = strings.Cut(after, "${")
	}
	b.WriteString(before)
	return b.String(), true
}

// variable returns what ${name} or ${name, 'default'} stands for.
func (s scope) variable(name string) (string, bool) {
	if name == "*" || name == "?" || name == "$" {
		return name, true
	}
	key, otherwise, has := strings.Cut(name, ",")
	if v := s.value(strings.TrimSpace(key)); len(v) == 1 {
		return v[0], true
	}
	return strings.Trim(strings.TrimSpace(otherwise), "'"), has
}

func plain(value string) string { return value }

// escaped keeps wildcards within a value from being such.
var escaped = strings.NewReplacer("*", "\x00*", "?", "\x00?").Replace

// lacks tells whether a text has a variable for which there is no value.
func (s scope) lacks(texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		_, ok := s.fill(text, plain)
		return !ok
	})
}

// isResource tells whether a pattern matches the resource of the request.
func (s scope) isResource(patterns []string) bool {
	for _, p := range patterns {
		if filled, ok := s.fill(p, escaped); ok && Like(filled, s.Resource) {
			return true
		}
	}
	return false
}
