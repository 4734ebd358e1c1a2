package protocol

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/shareproof/shareproof/model/kernel"
)

type kind uint8

const (
	text kind = iota
	boolean
	integer
	decimal
	instant // seconds since the Unix epoch, with a fraction down to the millisecond
	date    // the same moment as ISO 8601 spells it
	blob
	pointer
	list
	mapping
	structure
)

var wanted = map[kind]string{
	text: "a string", boolean: "a boolean", integer: "a whole number", decimal: "a number",
	instant: "a number of seconds since the Unix epoch",
	date:    "a time such as 2026-01-01T00:00:00Z", blob: "a string in base64", list: "a list", mapping: "an object",
	structure: "an object",
}

// plan is what is known of a type before any value of it is seen.
type plan struct {
	kind    kind
	format  Format
	elem    *plan  // of a pointer, list or map
	element string // what awsQuery calls the elements of a list
	members []member
	byName  map[string]int
}

type member struct {
	index  int
	name   string
	before []byte // "name": in JSON, <name> in XML
	after  []byte // </name> in XML
	plan   *plan
	always bool // is written when it is empty, too
}

// says reports whether the member of an answer is to be written.
func (m *member) says(v reflect.Value) bool { return m.always || !m.plan.absent(v) }

type planKey struct {
	t reflect.Type
	f Format
}

var plans = struct {
	sync.RWMutex
	of map[planKey]*plan
}{of: map[planKey]*plan{}}

func planOf(t reflect.Type, f Format) *plan {
	plans.RLock()
	p, ok := plans.of[planKey{t, f}]
	plans.RUnlock()
	if ok {
		return p
	}
	plans.Lock()
	defer plans.Unlock()
	return build(t, f)
}

// build enters a plan before it is complete, so that a type may hold itself.
func build(t reflect.Type, f Format) *plan {
	key := planKey{t, f}
	if p, ok := plans.of[key]; ok {
		return p
	}
	p := &plan{format: f}
	plans.of[key] = p
	if t == reflect.TypeFor[kernel.Time]() {
		if p.kind = date; f.isJSON() && f != Members {
			p.kind = instant
		}
		return p
	}
	switch t.Kind() {
	case reflect.String:
		p.kind = text
	case reflect.Bool:
		p.kind = boolean
	case reflect.Int, reflect.Int32, reflect.Int64:
		p.kind = integer
	case reflect.Float64:
		p.kind = decimal
	case reflect.Pointer:
		p.kind, p.elem = pointer, build(t.Elem(), f)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			p.kind = blob
		} else {
			p.kind, p.elem, p.element = list, build(t.Elem(), f), f.element()
		}
	case reflect.Map:
		p.kind, p.elem = mapping, build(t.Elem(), f)
	case reflect.Struct:
		p.kind, p.byName = structure, map[string]int{}
		p.addMembers(t)
	default:
		panic("wire: no AWS protocol carries a " + t.String())
	}
	return p
}

// most is how many members a struct may have.
const most = 128

// those are members of a struct: which of them stood in a document.
type those [most / 64]uint64

// add takes a member in, and reports whether it was not among them before.
func (t *those) add(i int) bool {
	was := t[i/64]
	t[i/64] |= 1 << (i % 64)
	return t[i/64] != was
}

func (p *plan) addMembers(t reflect.Type) {
	elsewhere := outsideBody(t)
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Name == "_" || p.format.isJSON() && p.format != Members && elsewhere(field) {
			continue
		}
		name, options := p.format.nameOf(field)
		m := member{index: i, name: name, plan: build(field.Type, p.format), always: slices.Contains(options, "always")}
		if slices.Contains(options, "iso8601") && m.plan.kind == instant {
			m.plan = &plan{kind: date, format: p.format}
		}
		if m.always && m.plan.kind != text {
			panic("wire: " + t.String() + "." + field.Name + " is no string: only strings have to be tagged always")
		}
		if each := field.Tag.Get("list"); each != "" && m.plan.kind == list {
			m.plan = &plan{kind: list, format: p.format, elem: build(field.Type.Elem(), p.format), element: each}
		}
		if p.format.isJSON() {
			m.before = []byte(`"` + name + `":`)
		} else {
			m.before, m.after = []byte("<"+name+">"), []byte("</"+name+">")
		}
		p.byName[name] = len(p.members)
		p.members = append(p.members, m)
	}
	if len(p.members) > most {
		panic(fmt.Sprintf("wire: %s has more than %d members", t, most))
	}
}

func (f Format) isJSON() bool { return f == JSON || f == LowerJSON || f == Members }

// nameOf returns the name of a member, and the options of its tag.
func (f Format) nameOf(field reflect.StructField) (name string, options []string) {
	options = strings.Split(field.Tag.Get("wire"), ",")
	if name, options = options[0], options[1:]; f == Members {
		return field.Name, options
	}
	if f == Form || f == EC2Form {
		name = field.Tag.Get("query")
	}
	if name == "" {
		if name = field.Name; f == LowerJSON || f == EC2XML {
			name = strings.ToLower(name[:1]) + name[1:]
		}
	}
	return name, options
}

// absent reports whether a value says nothing.
func (p *plan) absent(v reflect.Value) bool {
	switch p.kind {
	case boolean, integer, decimal, structure:
		return false
	}
	return v.IsZero()
}

func (p *plan) want(got string) *Error {
	return &Error{Reason: "want " + wanted[p.kind] + ", got " + got}
}

func abbreviated(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + "..."
	}
	return s
}
