package kernel

import (
	"cmp"
	"reflect"
	"strings"
)

// Sent is when AWS sends a member of an answer.
type Sent string

// When a member is sent. Of a member without a tag nobody has told it.
const (
	SentAlways  Sent = "always"
	SentIfSet   Sent = "set" // where it has a value, and not as an empty one
	SentNever   Sent = "never"
	SentUnknown Sent = "unknown"
)

// Known is where it is known from when a member is sent.
type Known string

// Where it is known from.
const (
	KnownByModel    Known = "model"    // the SDK's model says that answers have the member
	KnownByAnswers  Known = "recorded" // answers of AWS that somebody has published
	KnownByReports  Known = "reported" // what somebody has told of AWS's answers
	KnownByDocument Known = "documented"
)

// AnswerMember is a member of an operation's answers, and when AWS sends it.
type AnswerMember struct {
	// Path leads to the member, as in Role.Tags.Key, through lists and maps as well.
	Path string
	Sent Sent
	// Known is empty where Sent is SentUnknown.
	Known Known
}

// answer is what the tags of an operation's output say of its members: `sent:"always,model"`
// on a member, or `sent:"always"` and `sent:"set"` where it is known from recorded answers. A
// list whose elements may be part of what their type has, by a rule, names the member that
// only whole ones have: `whole:"DBClusterIdentifier"`. Members of the output say
// where the operation differs from what a type says that others share:
// Role *Role `always:"RoleLastUsed" never:"Description" known:"reported"`.
type answer struct {
	of     *sentMembers
	always [][]string
	never  [][]string
	known  Known
}

// sentMembers is what the tags of a struct say. A type may hold itself.
type sentMembers struct {
	all     []sentMember
	telling []int // those of which something may be wrong
}

type sentMember struct {
	index int
	name  string
	sent  Sent
	known Known
	empty bool   // is sent as an empty text, too
	whole string // the member without which an element shows a part by a rule
	inner *sentMembers
}

func answerOf(out reflect.Type) *answer {
	a := &answer{of: sentBy(out, map[reflect.Type]*sentMembers{})}
	for i := range out.NumField() {
		f := out.Field(i)
		a.always = append(a.always, paths(f.Name, f.Tag.Get("always"))...)
		a.never = append(a.never, paths(f.Name, f.Tag.Get("never"))...)
		if known, ok := f.Tag.Lookup("known"); ok {
			a.known = Known(known)
		}
	}
	if a.known = cmp.Or(a.known, KnownByAnswers); !a.known.valid() {
		panic("kernel: " + out.Name() + " does not tell where its differing members are known from")
	}
	return a
}

// paths are those of a tag, which begin at the member that bears it.
func paths(member, tag string) (all [][]string) {
	for _, path := range strings.Fields(tag) {
		all = append(all, append([]string{member}, strings.Split(path, ".")...))
	}
	return all
}

func (k Known) valid() bool {
	return k == KnownByModel || k == KnownByAnswers || k == KnownByReports || k == KnownByDocument
}

// sentBy reads the tags of a struct; nil for what is none.
func sentBy(t reflect.Type, begun map[reflect.Type]*sentMembers) *sentMembers {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	if known := begun[t]; known != nil {
		return known
	}
	s := &sentMembers{}
	begun[t] = s
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Name == "_" {
			continue
		}
		m := sentMember{index: i, name: field.Name, sent: SentUnknown, inner: sentBy(field.Type, begun)}
		m.empty, m.whole = strings.HasSuffix(field.Tag.Get("wire"), ",always"), field.Tag.Get("whole")
		if tag, ok := field.Tag.Lookup("sent"); ok {
			sent, known, _ := strings.Cut(tag, ",")
			m.sent, m.known = Sent(sent), cmp.Or(Known(known), KnownByAnswers)
			if m.sent != SentAlways && m.sent != SentIfSet || !m.known.valid() || m.sent == SentIfSet && m.empty {
				panic("kernel: " + t.String() + "." + field.Name + ` cannot be sent:"` + tag + `"`)
			}
		}
		s.all = append(s.all, m)
		if m.sent == SentAlways && !m.empty || m.sent == SentIfSet && field.Type.Kind() == reflect.Slice || m.inner != nil {
			s.telling = append(s.telling, len(s.all)-1)
		}
	}
	return s
}

// Missent returns what an answer lacks though AWS always sends it, or has though AWS does
// not; "" where nothing is known to be wrong with it. The answer is a pointer to the output.
func (o *Operation) Missent(out any) string {
	v := reflect.ValueOf(out).Elem()
	if wrong := o.answer.of.wrong(v); wrong != "" {
		return wrong
	}
	for _, path := range o.answer.always {
		if some(v, path, unsaid) {
			return strings.Join(path, ".") + " is missing"
		}
	}
	for _, path := range o.answer.never {
		if some(v, path, said) {
			return strings.Join(path, ".") + " is sent"
		}
	}
	return ""
}

func (s *sentMembers) wrong(v reflect.Value) string {
	for _, i := range s.telling {
		m := &s.all[i]
		member := v.Field(m.index)
		switch {
		case m.sent == SentAlways && !m.empty && unsaid(member):
			return m.name + " is missing"
		case m.sent == SentIfSet && member.Kind() == reflect.Slice && !member.IsNil() && member.Len() == 0:
			return m.name + " is sent, and is empty"
		case m.inner == nil:
			continue
		}
		if wrong := each(member, m.wrong); wrong != "" {
			return m.name + "." + wrong
		}
	}
	return ""
}

// wrong looks at a struct that the member holds.
func (m *sentMember) wrong(v reflect.Value) string {
	if m.whole != "" && unsaid(v.FieldByName(m.whole)) {
		return ""
	}
	return m.inner.wrong(v)
}

// each calls look with each struct that a member holds until it finds something.
func each(member reflect.Value, look func(reflect.Value) string) string {
	switch member.Kind() {
	case reflect.Pointer:
		if !member.IsNil() {
			return each(member.Elem(), look)
		}
	case reflect.Slice:
		for i := range member.Len() {
			if wrong := each(member.Index(i), look); wrong != "" {
				return wrong
			}
		}
	case reflect.Struct:
		return look(member)
	}
	return ""
}

// unsaid reports whether no protocol carries the value: what package protocol calls absent.
func unsaid(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int32, reflect.Float64, reflect.Struct:
		return false
	case reflect.Int64:
		return v.Type() == reflect.TypeFor[Time]() && v.IsZero()
	}
	return v.IsZero()
}

func said(v reflect.Value) bool { return !unsaid(v) }

// some reports whether the member at the end of the path is so in a struct that holds it.
func some(v reflect.Value, path []string, is func(reflect.Value) bool) bool {
	member := v.FieldByName(path[0])
	if len(path) == 1 {
		return is(member)
	}
	return each(member, func(v reflect.Value) string {
		if some(v, path[1:], is) {
			return path[0]
		}
		return ""
	}) != ""
}

// Answers lists the members of the operation's answers, and when AWS sends each.
func (o *Operation) Answers() []AnswerMember {
	all := o.answer.of.list(nil, "", nil)
	differ := func(paths [][]string, sent Sent) {
		for _, path := range paths {
			for i := range all {
				if all[i].Path == strings.Join(path, ".") {
					all[i].Sent, all[i].Known = sent, o.answer.known
				}
			}
		}
	}
	differ(o.answer.always, SentAlways)
	differ(o.answer.never, SentNever)
	return all
}

func (s *sentMembers) list(all []AnswerMember, under string, above []*sentMembers) []AnswerMember {
	for _, outer := range above {
		if outer == s {
			return all
		}
	}
	for _, m := range s.all {
		all = append(all, AnswerMember{under + m.name, m.sent, m.known})
		if m.inner != nil {
			all = m.inner.list(all, under+m.name+".", append(above, s))
		}
	}
	return all
}
