package wire

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Error says which part of a document is not as it should be.
type Error struct {
	// Path leads to the part, as in Filters.backupIds[1]; empty for the whole.
	Path   string
	Reason string
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Reason
	}
	path := e.Path
	if len(path) > 200 {
		path = strings.ToValidUTF8(path[:200], "") + "..."
	}
	return path + ": " + e.Reason
}

// under places an error inside a part: a member, an element, a key.
func (e *Error) under(part string) *Error {
	if e.Path != "" && e.Path[0] != '[' {
		part += "."
	}
	return &Error{part + e.Path, e.Reason}
}

// cursor reads a document that is known to be JSON.
type cursor struct {
	data []byte
	at   int
}

func newCursor(data []byte) (*cursor, error) {
	if !utf8.Valid(data) {
		return nil, &Error{Reason: "the document is not UTF-8"}
	}
	if !json.Valid(data) {
		var v json.RawMessage
		return nil, &Error{Reason: "the document is not JSON: " + json.Unmarshal(data, &v).Error()}
	}
	return &cursor{data: data}, nil
}

// peek skips white space and returns the first character of what follows.
func (c *cursor) peek() byte {
	for {
		switch b := c.data[c.at]; b {
		case ' ', '\t', '\n', '\r':
			c.at++
		default:
			return b
		}
	}
}

// opens consumes the opening of a list or object and tells whether it has
// anything inside; if not, its closing is consumed as well.
func (c *cursor) opens(closing byte) bool {
	c.at++
	if c.peek() == closing {
		c.at++
		return false
	}
	return true
}

// another consumes a comma or the closing, and tells which it was.
func (c *cursor) another() bool {
	comma := c.peek() == ','
	c.at++
	return comma
}

func (c *cursor) key() string {
	c.peek()
	s := c.text()
	c.peek()
	c.at++ // the colon
	return s
}

func (c *cursor) text() string {
	start := c.at
	for c.at++; c.data[c.at] != '"'; c.at++ {
		if c.data[c.at] == '\\' {
			c.at++
		}
	}
	c.at++
	inner := c.data[start+1 : c.at-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner)
	}
	var s string
	_ = json.Unmarshal(c.data[start:c.at], &s) // it is known to be a JSON string
	return s
}

// scalar consumes a number, true, false or null.
func (c *cursor) scalar() string {
	start := c.at
	for c.at < len(c.data) && strings.IndexByte(" \t\r\n,]}", c.data[c.at]) < 0 {
		c.at++
	}
	return string(c.data[start:c.at])
}

func (c *cursor) describe() string {
	switch c.peek() {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

var wanted = map[kind]string{
	text: "a string", boolean: "a boolean", integer: "a whole number", instant: "a number of seconds since the Unix epoch",
	list: "a list", mapping: "an object", structure: "an object",
}

func (p *plan) want(got string) *Error {
	return &Error{Reason: "want " + wanted[p.kind] + ", got " + got}
}

func (p *plan) read(c *cursor, v reflect.Value) *Error {
	first := c.peek()
	switch p.kind {
	case pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return p.elem.read(c, v.Elem())
	case text:
		if first != '"' {
			return p.want(c.describe())
		}
		v.SetString(c.text())
	case boolean:
		if first != 't' && first != 'f' {
			return p.want(c.describe())
		}
		v.SetBool(c.scalar() == "true")
	case integer, instant:
		if first != '-' && (first < '0' || first > '9') {
			return p.want(c.describe())
		}
		return p.readNumber(c.scalar(), v)
	case list:
		if first != '[' {
			return p.want(c.describe())
		}
		return p.readList(c, v)
	case mapping:
		if first != '{' {
			return p.want(c.describe())
		}
		return p.readMap(c, v)
	case structure:
		if first != '{' {
			return p.want(c.describe())
		}
		return p.readStruct(c, v)
	}
	return nil
}

// latest is the end of the year 9999 in seconds.
const latest = 253402300799

func (p *plan) readNumber(number string, v reflect.Value) *Error {
	if p.kind == instant {
		seconds, err := strconv.ParseFloat(number, 64)
		if err != nil || math.Abs(seconds) > latest {
			return p.want(number)
		}
		v.SetInt(int64(math.Round(seconds * 1000)))
		return nil
	}
	n, err := strconv.ParseInt(number, 10, v.Type().Bits())
	if err != nil {
		return p.want(number)
	}
	v.SetInt(n)
	return nil
}

func (p *plan) readList(c *cursor, v reflect.Value) *Error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for more := c.opens(']'); more; more = c.another() {
		v.Grow(1)
		v.SetLen(v.Len() + 1)
		if err := p.elem.read(c, v.Index(v.Len()-1)); err != nil {
			return err.under("[" + strconv.Itoa(v.Len()-1) + "]")
		}
	}
	return nil
}

func (p *plan) readMap(c *cursor, v reflect.Value) *Error {
	v.Set(reflect.MakeMap(v.Type()))
	for more := c.opens('}'); more; more = c.another() {
		name := c.key()
		key := reflect.ValueOf(name).Convert(v.Type().Key())
		if v.MapIndex(key).IsValid() {
			return &Error{name, "the key stands twice"}
		}
		value := reflect.New(v.Type().Elem()).Elem()
		if err := p.elem.read(c, value); err != nil {
			return err.under(name)
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func (p *plan) readStruct(c *cursor, v reflect.Value) *Error {
	var seen uint64
	for more := c.opens('}'); more; more = c.another() {
		name := c.key()
		i, ok := p.byName[name]
		if !ok {
			return &Error{name, "unknown member"}
		}
		if seen&(1<<i) != 0 {
			return &Error{name, "the member stands twice"}
		}
		seen |= 1 << i
		m := &p.members[i]
		if c.peek() == 'n' { // null is the same as absent
			c.scalar()
			continue
		}
		if err := m.plan.read(c, v.Field(m.index)); err != nil {
			return err.under(name)
		}
	}
	return nil
}

func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}
