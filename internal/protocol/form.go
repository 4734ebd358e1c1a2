package protocol

import (
	"encoding/base64"
	"net/url"
	"reflect"
	"strconv"
)

// appendForm writes name=value pairs, each but the first of a form after an &.
// Lists are numbered from 1: Owner.1 in EC2, PolicyArns.member.1 elsewhere, or
// Tags.Tag.1 where the member has a name for its elements.
func (p *plan) appendForm(dst []byte, name []byte, v reflect.Value) []byte {
	switch p.kind {
	case pointer:
		return p.elem.appendForm(dst, name, v.Elem())
	case list:
		if v.Len() == 0 && p.format == Form {
			return appendPair(dst, name, "")
		}
		name = p.inList(name)
		for i := range v.Len() {
			dst = p.elem.appendForm(dst, strconv.AppendInt(name, int64(i)+1, 10), v.Index(i))
		}
		return dst
	case mapping:
		for i, key := range sortedKeys(v) {
			entry := strconv.AppendInt(append(name, ".entry."...), int64(i)+1, 10)
			dst = appendPair(dst, append(entry, ".key"...), key.String())
			dst = p.elem.appendForm(dst, append(entry, ".value"...), v.MapIndex(key))
		}
		return dst
	case structure:
		for i := range p.members {
			m := &p.members[i]
			if value := v.Field(m.index); !m.plan.absent(value) {
				dst = m.plan.appendForm(dst, within(name, m.name), value)
			}
		}
		return dst
	}
	return appendPair(dst, name, p.text(v))
}

// inList is what the names of a list's elements begin with.
func (p *plan) inList(name []byte) []byte {
	if p.format == Form {
		name = append(append(name, '.'), p.element...)
	}
	return append(name, '.')
}

func within(name []byte, member string) []byte {
	if len(name) > 0 {
		name = append(name, '.')
	}
	return append(name, member...)
}

func appendPair(dst, name []byte, value string) []byte {
	if len(dst) > 0 {
		dst = append(dst, '&')
	}
	dst = append(append(dst, url.QueryEscape(string(name))...), '=')
	return append(dst, url.QueryEscape(value)...)
}

// text returns a scalar as forms, paths and query strings write it.
func (p *plan) text(v reflect.Value) string {
	switch p.kind {
	case boolean:
		return strconv.FormatBool(v.Bool())
	case integer:
		return strconv.FormatInt(v.Int(), 10)
	case decimal:
		return string(appendDecimal(nil, v))
	case date:
		return string(appendDate(nil, v.Int(), p.format))
	case blob:
		return base64.StdEncoding.EncodeToString(v.Bytes())
	default:
		return v.String()
	}
}
