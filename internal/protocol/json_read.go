package protocol

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// cursor reads a document that is known to be JSON.
type cursor struct {
	data   []byte
	at     int
	strict bool // unknown members are refused, not passed over
	passed *notes
}

func readJSON(p *plan, data []byte, v reflect.Value, strict bool, passed *notes) *Error {
	if !utf8.Valid(data) {
		return &Error{Reason: "the document is not UTF-8"}
	}
	if !json.Valid(data) {
		var v json.RawMessage
		return &Error{Reason: "the document is not JSON: " + json.Unmarshal(data, &v).Error()}
	}
	if passed != nil && string(bytes.TrimSpace(data)) == "null" {
		return nil // the clients of AWS read it as an answer without members
	}
	return p.readJSON(&cursor{data: data, strict: strict, passed: passed}, v)
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

// opens consumes the opening of a list or object and reports whether it has
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

// skip consumes a value, whatever it is.
func (c *cursor) skip() {
	switch c.peek() {
	case '{':
		for more := c.opens('}'); more; more = c.another() {
			c.key()
			c.skip()
		}
	case '[':
		for more := c.opens(']'); more; more = c.another() {
			c.skip()
		}
	case '"':
		c.text()
	default:
		c.scalar()
	}
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

func (p *plan) readJSON(c *cursor, v reflect.Value) *Error {
	first := c.peek()
	switch p.kind {
	case pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return p.elem.readJSON(c, v.Elem())
	case text, date, blob:
		if first != '"' {
			return p.mistyped(c, first, v)
		}
		return p.readText(c.text(), v)
	case boolean:
		if first != 't' && first != 'f' {
			return p.mistyped(c, first, v)
		}
		return p.readText(c.scalar(), v)
	case integer, decimal, instant:
		if first != '-' && (first < '0' || first > '9') {
			return p.mistyped(c, first, v)
		}
		return p.readText(c.scalar(), v)
	case list:
		if first != '[' {
			return p.want(c.describe())
		}
		return p.readJSONList(c, v)
	case mapping:
		if first != '{' {
			return p.want(c.describe())
		}
		return p.readJSONMap(c, v)
	case structure:
		if first != '{' {
			return p.want(c.describe())
		}
		return p.readJSONStruct(c, v)
	}
	return nil
}

// mistyped reads a scalar of the wrong type, where that is passed over.
func (p *plan) mistyped(c *cursor, first byte, v reflect.Value) *Error {
	kind := c.describe()
	s := ""
	switch {
	case c.passed == nil:
	case first == '"' && p.kind != text && p.kind != blob:
		s = c.text()
	case p.kind == date && kind == "a number":
		s = c.scalar()
	}
	if s == "" || !c.passed.recovered(p, kind, s, v) {
		return p.want(kind)
	}
	return nil
}

// latest is the end of the year 9999 in seconds.
const latest = 253402300799

// readText reads a scalar as it is written.
func (p *plan) readText(s string, v reflect.Value) *Error {
	switch p.kind {
	case text:
		v.SetString(s)
	case boolean:
		if s != "true" && s != "false" {
			return p.want(strconv.Quote(abbreviated(s)))
		}
		v.SetBool(s == "true")
	case integer:
		n, err := strconv.ParseInt(s, 10, v.Type().Bits())
		if err != nil {
			return p.want(p.quote(s))
		}
		v.SetInt(n)
	case decimal:
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
			return p.want(p.quote(s))
		}
		v.SetFloat(n)
	case instant:
		seconds, err := strconv.ParseFloat(s, 64)
		if err != nil || !(math.Abs(seconds) <= latest) {
			return p.want(s)
		}
		v.SetInt(int64(math.Round(seconds * 1000)))
	case date:
		ms, ok := parseDate(s)
		if !ok {
			return p.want(strconv.Quote(abbreviated(s)))
		}
		v.SetInt(ms)
	case blob:
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return p.want(strconv.Quote(abbreviated(s)))
		}
		v.SetBytes(b)
	}
	return nil
}

// quote marks where a text begins and ends, save in JSON, where a number shows
// that by itself.
func (p *plan) quote(s string) string {
	if p.format.isJSON() {
		return s
	}
	return strconv.Quote(abbreviated(s))
}

func (p *plan) readJSONList(c *cursor, v reflect.Value) *Error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for more := c.opens(']'); more; more = c.another() {
		v.Grow(1)
		v.SetLen(v.Len() + 1)
		before := c.passed.count()
		if err := p.elem.readJSON(c, v.Index(v.Len()-1)); err != nil {
			return err.under("[" + strconv.Itoa(v.Len()-1) + "]")
		}
		c.passed.under(before, "[]")
	}
	return nil
}

func (p *plan) readJSONMap(c *cursor, v reflect.Value) *Error {
	v.Set(reflect.MakeMap(v.Type()))
	for more := c.opens('}'); more; more = c.another() {
		name, before := c.key(), c.passed.count()
		if err := p.readEntry(v, name, func(value reflect.Value) *Error { return p.elem.readJSON(c, value) }); err != nil {
			return err
		}
		c.passed.under(before, "*")
	}
	return nil
}

// readEntry adds an entry to a map.
func (p *plan) readEntry(v reflect.Value, name string, read func(reflect.Value) *Error) *Error {
	key := reflect.ValueOf(name).Convert(v.Type().Key())
	if v.MapIndex(key).IsValid() {
		return &Error{Path: name, Reason: "the key stands twice"}
	}
	value := reflect.New(v.Type().Elem()).Elem()
	if err := read(value); err != nil {
		return err.under(name)
	}
	v.SetMapIndex(key, value)
	return nil
}

func (p *plan) readJSONStruct(c *cursor, v reflect.Value) *Error {
	var seen those
	for more := c.opens('}'); more; more = c.another() {
		name := c.key()
		i, ok := p.byName[name]
		if !ok {
			if c.strict {
				return &Error{name, "unknown member", true}
			}
			c.skip()
			continue
		}
		if !seen.add(i) {
			return &Error{Path: name, Reason: "the member stands twice"}
		}
		m := &p.members[i]
		if c.peek() == 'n' { // null is the same as absent
			c.scalar()
			continue
		}
		before := c.passed.count()
		if err := m.plan.readJSON(c, v.Field(m.index)); err != nil {
			return err.under(name)
		}
		c.passed.under(before, name)
	}
	return nil
}
