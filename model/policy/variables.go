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
	effect    Effect
}

// value returns the values of a condition key, whose case does not matter.
func (r *Request) value(key string) []string {
	if later := r.Later; later != nil {
		r.Later = nil
		later(r)
	}
	if v, ok := r.Context[key]; ok {
		return v
	}
	if r.Keys != nil {
		if v := r.Keys.Value(key); v != nil {
			return v
		}
	}
	name, found := "", false
	for k := range r.Context {
		if len(k) == len(key) && strings.EqualFold(k, key) && (!found || k < name) {
			name, found = k, true
		}
	}
	if !found && r.Keys != nil {
		return r.Keys.Value(spelled(key))
	}
	return r.Context[name]
}

// fill replaces the variables of a text by their values; false where one has
// neither value nor default. What a value has of wildcards are plain characters
// of the pattern.
func (s scope) fill(text string) (pattern, bool) {
	if !s.variables || !strings.Contains(text, "${") {
		return wild(text), true
	}
	var b strings.Builder
	for rest := text; rest != ""; {
		before, after, _ := strings.Cut(rest, "${")
		variable, beyond, closed := strings.Cut(after, "}")
		if !closed { // neither there nor later is a variable
			b.WriteString(filledWildcards(rest))
			break
		}
		value, ok := s.variable(variable)
		if !ok {
			return pattern{}, false
		}
		b.WriteString(filledWildcards(before))
		b.WriteString(utf8Text(value))
		rest = beyond
	}
	return pattern{b.String(), manyFilled, oneFilled}, true
}

var wildcardsFilled = strings.NewReplacer("*", string([]byte{manyFilled}), "?", string([]byte{oneFilled}))

// filledWildcards makes text of a policy part of a pattern with values.
func filledWildcards(text string) string { return wildcardsFilled.Replace(utf8Text(text)) }

func utf8Text(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// variable returns what ${name} or ${name, 'default'} stands for. A key that may
// have several values can be no variable (IAM User Guide,
// reference_policies_condition-single-vs-multi-valued-context-keys).
func (s scope) variable(name string) (string, bool) {
	if name == "*" || name == "?" || name == "$" {
		return name, true
	}
	key, rest, comma := strings.Cut(name, ",")
	otherwise, has := quoted(strings.TrimSpace(rest))
	if comma && !has {
		return "", false // no key has such a name
	}
	key = strings.TrimSpace(key)
	if v := s.value(key); len(v) == 1 && !isMultivalued(key) {
		return v[0], true
	}
	return otherwise, has
}

// quoted returns what stands between single quotes.
func quoted(text string) (string, bool) {
	inner, opened := strings.CutPrefix(text, "'")
	inner, closed := strings.CutSuffix(inner, "'")
	return inner, opened && closed
}

// lacks reports whether a text has a variable for which there is no value.
func (s scope) lacks(texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		_, ok := s.fill(text)
		return !ok
	})
}

// isResource reports whether a pattern matches the resource of the request. One
// with a variable that has no value matches nothing.
func (s scope) isResource(patterns []string) bool {
	for _, p := range patterns {
		if filled, ok := s.fill(p); ok && filled.isResource(s.Resource) {
			return true
		}
	}
	return false
}

// isExcluded reports whether NotResource excludes the resource of the request. Of
// one with a variable that has no value AWS says that it matches no resource: it
// excludes nothing from what is denied, and makes nothing allowed.
func (s scope) isExcluded(patterns []string) bool {
	return s.isResource(patterns) || s.effect == Allow && s.lacks(patterns)
}
