package protocol

import (
	"bytes"
	"encoding/xml"
	"io"
	"reflect"
	"strconv"
)

// reader reads XML. The document may be a fragment: what is inside an element.
type reader struct {
	*xml.Decoder
	strict bool
	passed *notes
}

func readXML(p *plan, data []byte, v reflect.Value, strict bool, passed *notes) *Error {
	return (&reader{xml.NewDecoder(bytes.NewReader(data)), strict, passed}).structure(p, v)
}

// children calls f for each child of the element that was just opened.
func (r *reader) children(f func(name string) *Error) *Error {
	for {
		token, err := r.Token()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return &Error{Reason: "the document is not XML: " + err.Error()}
		}
		switch token := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := f(token.Name.Local); err != nil {
				return err
			}
		}
	}
}

func (r *reader) structure(p *plan, v reflect.Value) *Error {
	return r.children(func(name string) *Error {
		i, ok := p.byName[name]
		if !ok {
			return r.unknown(name)
		}
		before := r.passed.count()
		if err := r.value(p.members[i].plan, v.Field(p.members[i].index)); err != nil {
			return err.under(name)
		}
		r.passed.under(before, name)
		return nil
	})
}

func (r *reader) unknown(name string) *Error {
	if r.strict {
		return &Error{name, "unknown element", true}
	}
	if err := r.Skip(); err != nil {
		return &Error{Reason: "the document is not XML: " + err.Error()}
	}
	return nil
}

func (r *reader) value(p *plan, v reflect.Value) *Error {
	switch p.kind {
	case pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return r.value(p.elem, v.Elem())
	case list:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		return r.children(func(name string) *Error {
			if name != p.element {
				return r.unknown(name)
			}
			v.Grow(1)
			v.SetLen(v.Len() + 1)
			before := r.passed.count()
			if err := r.value(p.elem, v.Index(v.Len()-1)); err != nil {
				return err.under("[" + strconv.Itoa(v.Len()-1) + "]")
			}
			r.passed.under(before, "[]")
			return nil
		})
	case mapping:
		v.Set(reflect.MakeMap(v.Type()))
		return r.children(func(name string) *Error {
			if name != "entry" {
				return r.unknown(name)
			}
			before := r.passed.count()
			err := r.entry(p, v)
			r.passed.under(before, "*")
			return err
		})
	case structure:
		return r.structure(p, v)
	}
	var s []byte // a hostile document has it in many pieces
	for {
		token, err := r.Token()
		if err != nil {
			return &Error{Reason: "the document is not XML: " + err.Error()}
		}
		switch token := token.(type) {
		case xml.CharData:
			s = append(s, token...)
		case xml.StartElement:
			return p.want("an element " + token.Name.Local)
		case xml.EndElement:
			return r.scalar(p, string(s), v)
		}
	}
}

// scalar reads what stands in an element, in the spelling of another protocol where that
// is passed over.
func (r *reader) scalar(p *plan, s string, v reflect.Value) *Error {
	err := p.readText(s, v)
	kind := map[bool]string{true: "a number", false: strconv.Quote(abbreviated(s))}[p.kind == date]
	if err != nil && (p.kind == date || p.kind == boolean) && r.passed.recovered(p, kind, s, v) {
		return nil
	}
	return err
}

func (r *reader) entry(p *plan, v reflect.Value) *Error {
	key, value := "", reflect.New(v.Type().Elem()).Elem()
	err := r.children(func(name string) *Error {
		switch name {
		case "key":
			return r.value(&plan{kind: text, format: p.format}, reflect.ValueOf(&key).Elem())
		case "value":
			return r.value(p.elem, value)
		}
		return r.unknown(name)
	})
	if err != nil {
		return err
	}
	return p.readEntry(v, key, func(into reflect.Value) *Error { into.Set(value); return nil })
}
