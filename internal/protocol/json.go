package protocol

import (
	"encoding/base64"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func (p *plan) appendJSON(dst []byte, v reflect.Value) []byte {
	switch p.kind {
	case text:
		return appendText(dst, v.String())
	case boolean:
		return strconv.AppendBool(dst, v.Bool())
	case integer:
		return strconv.AppendInt(dst, v.Int(), 10)
	case decimal:
		return appendDecimal(dst, v)
	case instant:
		return appendSeconds(dst, v.Int())
	case date:
		return append(appendDate(append(dst, '"'), v.Int(), p.format), '"')
	case blob:
		return append(base64.StdEncoding.AppendEncode(append(dst, '"'), v.Bytes()), '"')
	case pointer:
		return p.elem.appendJSON(dst, v.Elem())
	case list:
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = p.elem.appendJSON(dst, v.Index(i))
		}
		return append(dst, ']')
	case mapping:
		return p.appendJSONMap(dst, v)
	}
	dst = append(dst, '{')
	first := true
	for i := range p.members {
		m := &p.members[i]
		value := v.Field(m.index)
		if !m.says(value) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = m.plan.appendJSON(append(dst, m.before...), value)
	}
	return append(dst, '}')
}

// appendDecimal writes a number without an exponent.
func appendDecimal(dst []byte, v reflect.Value) []byte {
	return strconv.AppendFloat(dst, v.Float(), 'f', -1, 64)
}

func (p *plan) appendJSONMap(dst []byte, v reflect.Value) []byte {
	dst = append(dst, '{')
	for i, key := range sortedKeys(v) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendText(dst, key.String()), ':')
		dst = p.elem.appendJSON(dst, v.MapIndex(key))
	}
	return append(dst, '}')
}

func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

// appendSeconds writes milliseconds as seconds, without trailing zeros.
func appendSeconds(dst []byte, ms int64) []byte {
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

// asItIs are the bytes that stand for themselves in a text.
var asItIs = func() (of [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		of[c] = c != '"' && c != '\\'
	}
	return of
}()

func appendText(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if asItIs[c] {
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
