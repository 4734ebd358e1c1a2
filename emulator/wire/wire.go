// Package wire turns operation structs into JSON and back, as the AWS JSON
// protocols spell them. A plan per type is worked out once; then encoding is one
// pass into a buffer.
//
// An absent member is one that says nothing: an empty string, the zero Time, a
// nil pointer, list or map. Plain booleans and numbers are always present, an
// empty list that is not nil is []. Times are seconds since the Unix epoch with
// a fraction down to the millisecond.
package wire

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/shareproof/shareproof/model/kernel"
)

// Naming is how a protocol spells the members of a struct.
type Naming int

// The namings.
const (
	AsDeclared Naming = iota // as the Go fields: awsJson1_1
	LowerFirst               // with a lower-case first letter: restJson1
)

// Name spells a member.
func (n Naming) Name(field string) string {
	if n == LowerFirst {
		return strings.ToLower(field[:1]) + field[1:]
	}
	return field
}

// Encode writes a struct, or a pointer to one, as JSON.
func Encode(v any, names Naming) []byte { return Append(nil, v, names) }

// Append does the same at the end of a buffer.
func Append(dst []byte, v any, names Naming) []byte {
	value := reflect.ValueOf(v)
	return planOf(value.Type(), names).append(dst, value)
}

// Decode reads JSON into the struct that into points to. An error is an *Error:
// what it does not know, and what is not as declared, is named by its path.
func Decode(data []byte, into any, names Naming) error {
	c, err := newCursor(data)
	if err != nil {
		return err
	}
	value := reflect.ValueOf(into).Elem()
	if err := planOf(value.Type(), names).read(c, value); err != nil {
		return err
	}
	return nil
}

type kind uint8

const (
	text kind = iota
	boolean
	integer
	instant
	pointer
	list
	mapping
	structure
)

// plan is what is known of a type before any value of it is seen.
type plan struct {
	kind    kind
	elem    *plan // of a pointer, list or map
	members []member
	byName  map[string]int
}

type member struct {
	index int
	name  string
	label []byte // "name":
	plan  *plan
}

type planKey struct {
	t     reflect.Type
	names Naming
}

var plans = struct {
	sync.RWMutex
	of map[planKey]*plan
}{of: map[planKey]*plan{}}

func planOf(t reflect.Type, names Naming) *plan {
	plans.RLock()
	p, ok := plans.of[planKey{t, names}]
	plans.RUnlock()
	if ok {
		return p
	}
	plans.Lock()
	defer plans.Unlock()
	return build(t, names)
}

// build enters a plan before it is complete, so that a type may hold itself.
func build(t reflect.Type, names Naming) *plan {
	key := planKey{t, names}
	if p, ok := plans.of[key]; ok {
		return p
	}
	p := &plan{}
	plans.of[key] = p
	if t == reflect.TypeFor[kernel.Time]() {
		p.kind = instant
		return p
	}
	switch t.Kind() {
	case reflect.String:
		p.kind = text
	case reflect.Bool:
		p.kind = boolean
	case reflect.Int, reflect.Int32, reflect.Int64:
		p.kind = integer
	case reflect.Pointer:
		p.kind, p.elem = pointer, build(t.Elem(), names)
	case reflect.Slice:
		p.kind, p.elem = list, build(t.Elem(), names)
	case reflect.Map:
		p.kind, p.elem = mapping, build(t.Elem(), names)
	case reflect.Struct:
		p.kind, p.byName = structure, map[string]int{}
		for i := range t.NumField() {
			field := t.Field(i)
			if field.Name == "_" {
				continue
			}
			name := names.Name(field.Name)
			p.byName[name] = len(p.members)
			p.members = append(p.members, member{i, name, []byte(`"` + name + `":`), build(field.Type, names)})
		}
	default:
		panic("wire: no AWS protocol carries a " + t.String())
	}
	return p
}

func (p *plan) append(dst []byte, v reflect.Value) []byte {
	switch p.kind {
	case text:
		return appendText(dst, v.String())
	case boolean:
		return strconv.AppendBool(dst, v.Bool())
	case integer:
		return strconv.AppendInt(dst, v.Int(), 10)
	case instant:
		return appendTime(dst, v.Int())
	case pointer:
		return p.elem.append(dst, v.Elem())
	case list:
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = p.elem.append(dst, v.Index(i))
		}
		return append(dst, ']')
	case mapping:
		return p.appendMap(dst, v)
	}
	dst = append(dst, '{')
	first := true
	for i := range p.members {
		m := &p.members[i]
		value := v.Field(m.index)
		if m.plan.absent(value) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = m.plan.append(append(dst, m.label...), value)
	}
	return append(dst, '}')
}

func (p *plan) absent(v reflect.Value) bool {
	switch p.kind {
	case text, instant, pointer, list, mapping:
		return v.IsZero()
	}
	return false
}

func (p *plan) appendMap(dst []byte, v reflect.Value) []byte {
	dst = append(dst, '{')
	for i, key := range sortedKeys(v) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendText(dst, key.String()), ':')
		dst = p.elem.append(dst, v.MapIndex(key))
	}
	return append(dst, '}')
}

// appendTime writes milliseconds as seconds, without trailing zeros.
func appendTime(dst []byte, ms int64) []byte {
	if ms < 0 {
		dst, ms = append(dst, '-'), -ms
	}
	dst = strconv.AppendInt(dst, ms/1000, 10)
	if rest := ms % 1000; rest != 0 {
		dst = append(dst, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
		for dst[len(dst)-1] == '0' {
			dst = dst[:len(dst)-1]
		}
	}
	return dst
}

const hex = "0123456789abcdef"

func appendText(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		size := 1
		if c >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		dst = append(dst, s[from:i]...)
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, "\ufffd"...)
		}
		i += size
		from = i
	}
	return append(append(dst, s[from:]...), '"')
}
