package protocol

import (
	"encoding/base64"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// element is what the elements of a list are called unless their member has a
// name for them.
func (f Format) element() string {
	if f == EC2XML {
		return "item"
	}
	return "member"
}

// appendXML writes what is inside a value's element.
func (p *plan) appendXML(dst []byte, v reflect.Value) []byte {
	switch p.kind {
	case text:
		return appendEscaped(dst, v.String())
	case boolean:
		return strconv.AppendBool(dst, v.Bool())
	case integer:
		return strconv.AppendInt(dst, v.Int(), 10)
	case decimal:
		return appendDecimal(dst, v)
	case date:
		return appendDate(dst, v.Int(), p.format)
	case blob:
		return base64.StdEncoding.AppendEncode(dst, v.Bytes())
	case pointer:
		return p.elem.appendXML(dst, v.Elem())
	case list:
		for i := range v.Len() {
			dst = append(append(append(dst, '<'), p.element...), '>')
			dst = p.elem.appendXML(dst, v.Index(i))
			dst = append(append(append(dst, "</"...), p.element...), '>')
		}
		return dst
	case mapping:
		for _, key := range sortedKeys(v) {
			dst = append(appendEscaped(append(dst, "<entry><key>"...), key.String()), "</key><value>"...)
			dst = append(p.elem.appendXML(dst, v.MapIndex(key)), "</value></entry>"...)
		}
		return dst
	}
	for i := range p.members {
		m := &p.members[i]
		if value := v.Field(m.index); m.says(value) {
			dst = append(m.plan.appendXML(append(dst, m.before...), value), m.after...)
		}
	}
	return dst
}

// appendEscaped writes text as character data. XML 1.0 has no way to carry most
// control characters.
func appendEscaped(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		size, instead := 1, ""
		switch {
		case c == '&':
			instead = "&amp;"
		case c == '<':
			instead = "&lt;"
		case c == '>':
			instead = "&gt;"
		case c == '\r':
			instead = "&#xD;"
		case c < ' ' && c != '\n' && c != '\t':
			instead = "\ufffd"
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff {
				instead = "\ufffd"
			}
		}
		if instead != "" {
			dst = append(append(dst, s[from:i]...), instead...)
			from = i + size
		}
		i += size
	}
	return append(dst, s[from:]...)
}
