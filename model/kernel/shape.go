package kernel

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Shape is a constraint of the service model on a member's value. Min and Max
// bound the length of a string or list, or the value of a number; Max zero
// means no upper bound.
type Shape struct {
	// Pattern is the regular expression of the whole value as the service model has it,
	// with \u for code points.
	Pattern string
	Matches func(string) bool // the same as Pattern, where speed matters
	// Worded is the text by which the service refuses what does not match the pattern or
	// is no value of the enumeration, %[1]s being the member and %[2]s the value; empty for
	// the usual one.
	Worded   string
	Enum     []string
	Min, Max int
	Each     string // the shape of a list's elements or a map's keys
	Rule     *Rule

	pattern *regexp.Regexp
}

// Shapes are the shapes of a service by name. Members refer to them by a tag,
// `shape:"Name"`; "!Name" makes the member required and "!" alone only that.
type Shapes map[string]*Shape

// Values turns the values of an enumeration into what Shape.Enum takes.
func Values[S ~string](values ...S) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

// check returns what is wrong with a value, or nil. It runs on every call, so
// paths are put together only on the way back from a violation.
type check func(e *Env, v reflect.Value) *violation

type violation struct {
	rule      *Rule
	path      string
	value     string
	complaint string
	worded    string // the whole text, as in Shape.Worded; empty for the usual one
}

func (v *violation) at(name string) *violation {
	if v == nil {
		return nil
	}
	if v.path != "" {
		name += "." + v.path
	}
	v.path = name
	return v
}

// violated counts a violation, and returns it unless its rule is switched off.
func (e *Env) violated(v violation) *violation {
	e.holds(false, v.rule)
	if e.off[v.rule.slot] {
		return nil
	}
	return &v
}

func (v *violation) error() error {
	switch {
	case v.rule.Worded != "":
		return v.rule.refuse(v.rule.Worded, declared(v.path))
	case v.worded != "":
		return v.rule.refuse(v.worded, v.path, strings.TrimSuffix(strings.TrimPrefix(v.value, " '"), "'"))
	case v.rule.Unquoted:
		v.value = ""
	}
	return v.rule.refuse("1 validation error detected: Value%s at '%s' failed to satisfy constraint: %s", v.value, v.path,
		v.complaint)
}

// declared spells a path as the members are declared: Schedules.1.Name for
// schedules.1.member.name.
func declared(path string) string {
	parts := strings.Split(strings.ReplaceAll(path, ".member", ""), ".")
	for i, part := range parts {
		parts[i] = strings.ToUpper(part[:1]) + part[1:]
	}
	return strings.Join(parts, ".")
}

// compile builds the check of a struct type: its members in their order.
func (s Shapes) compile(t reflect.Type, required *Rule) check {
	var checks []check
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Name == "_" {
			continue
		}
		if inner := s.member(f, required); inner != nil {
			checks = append(checks, func(e *Env, v reflect.Value) *violation { return inner(e, v.Field(i)) })
		}
	}
	if len(checks) == 0 {
		return nil
	}
	return func(e *Env, v reflect.Value) *violation {
		for _, c := range checks {
			if wrong := c(e, v); wrong != nil {
				return wrong
			}
		}
		return nil
	}
}

func (s Shapes) member(f reflect.StructField, required *Rule) check {
	name, must := strings.CutPrefix(f.Tag.Get("shape"), "!")
	var inner check
	if name != "" {
		inner = s.value(name, f.Type, required)
	} else {
		inner = s.nested(f.Type, required)
	}
	if !must && inner == nil {
		return nil
	}
	member := strings.ToLower(f.Name[:1]) + f.Name[1:]
	return func(e *Env, v reflect.Value) *violation {
		if v.IsZero() {
			if must {
				return e.violated(violation{required, member, " null", "Member must not be null", ""})
			}
			return nil
		}
		if must {
			e.holds(true, required)
		}
		if inner == nil {
			return nil
		}
		return inner(e, v).at(member)
	}
}

func (s Shapes) value(name string, t reflect.Type, required *Rule) check {
	shape, ok := s[name]
	if !ok {
		panic(fmt.Sprintf("kernel: no shape %q", name))
	}
	if shape.Pattern != "" && shape.Matches == nil && shape.pattern == nil {
		shape.pattern = regexp.MustCompile(`^(?:` + codePoint.ReplaceAllString(shape.Pattern, `\x{$1}`) + `)$`)
	}
	each := s.nested(t, required)
	if shape.Each != "" {
		element := s.value(shape.Each, t.Elem(), required)
		each = func(e *Env, v reflect.Value) *violation { return eachOf(e, v, element) }
	}
	return func(e *Env, v reflect.Value) *violation {
		for v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if complaint, worded := shape.complaint(v); complaint != "" {
			if wrong := e.violated(violation{shape.Rule, "", quoted(v), complaint, worded}); wrong != nil {
				return wrong
			}
		} else {
			e.holds(true, shape.Rule)
		}
		if each == nil {
			return nil
		}
		return each(e, v)
	}
}

// nested checks what has shapes inside: a struct, or a list of them.
func (s Shapes) nested(t reflect.Type, required *Rule) check {
	switch t.Kind() {
	case reflect.Struct:
		return s.compile(t, required)
	case reflect.Pointer:
		if inner := s.nested(t.Elem(), required); inner != nil {
			return func(e *Env, v reflect.Value) *violation { return inner(e, v.Elem()) }
		}
	case reflect.Slice:
		if inner := s.nested(t.Elem(), required); inner != nil {
			return func(e *Env, v reflect.Value) *violation { return eachOf(e, v, inner) }
		}
	}
	return nil
}

// eachOf checks the elements of a list, or the keys of a map in their order.
func eachOf(e *Env, v reflect.Value, each check) *violation {
	if v.Kind() == reflect.Map {
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			if wrong := each(e, k); wrong != nil {
				return wrong
			}
		}
		return nil
	}
	for i := range v.Len() {
		if wrong := each(e, v.Index(i)); wrong != nil {
			return wrong.at(strconv.Itoa(i+1) + ".member")
		}
	}
	return nil
}

// codePoint is how patterns of service models spell a code point.
var codePoint = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)

// complaint returns what is wrong with a value, and the words that the service has for
// it where these are not the usual ones.
func (s *Shape) complaint(v reflect.Value) (complaint, worded string) {
	size, what := 0, ""
	switch v.Kind() {
	case reflect.String:
		text := v.String()
		switch {
		case s.Enum != nil && !slices.Contains(s.Enum, text):
			return "Member must satisfy enum value set: [" + strings.Join(s.Enum, ", ") + "]", s.Worded
		case !s.matches(text):
			return "Member must satisfy regular expression pattern: " + s.Pattern, s.Worded
		}
		if s.Min == 0 && s.Max == 0 {
			return "", ""
		}
		size, what = utf8.RuneCountInString(text), "length"
	case reflect.Slice, reflect.Map:
		size, what = v.Len(), "length"
	default:
		size, what = int(v.Int()), "value"
	}
	if size < s.Min {
		return fmt.Sprintf("Member must have %s greater than or equal to %d", what, s.Min), ""
	}
	if s.Max > 0 && size > s.Max {
		return fmt.Sprintf("Member must have %s less than or equal to %d", what, s.Max), ""
	}
	return "", ""
}

func (s *Shape) matches(text string) bool {
	if s.Matches != nil {
		return s.Matches(text)
	}
	return s.pattern == nil || s.pattern.MatchString(text)
}

// quoted spells a value for a complaint, nothing for a blob.
func quoted(v reflect.Value) string {
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		return ""
	}
	text := fmt.Sprint(v.Interface())
	if len(text) > 1000 {
		text = strings.ToValidUTF8(text[:1000], "") + "..."
	}
	return " '" + text + "'"
}
