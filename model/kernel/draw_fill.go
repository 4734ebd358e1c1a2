package kernel

import (
	"reflect"
	"strings"
)

// An optional member is given this often, in percent.
const given = 25

// member draws the value of one member; it is false where there is none.
type member func(service any, d *Draw, to reflect.Value) bool

// Learn prepares the generator for an operation. It is called while packages
// initialise.
func (v *Generator) Learn(op *Operation) {
	if v.inputs[op.In] == nil {
		fill := v.structure(op, op.In)
		v.inputs[op.In] = func(service any, d *Draw) any {
			in := reflect.New(op.In)
			if !fill(service, d, in.Elem()) {
				return nil
			}
			return in.Interface()
		}
	}
}

// structure draws the members of a struct. It is false where a required one
// stays empty.
func (v *Generator) structure(op *Operation, t reflect.Type) member {
	type field struct {
		index        int
		must, always bool
		draw         member
	}
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Name == "NextToken" || f.Name == "Marker" {
			continue // a listing is continued by whoever began it
		}
		shape, must := strings.CutPrefix(f.Tag.Get("shape"), "!")
		always := v.said(op.Name+"."+f.Name) != nil
		fields = append(fields, field{i, must, always, v.value(op, f.Type, f.Name, shape)})
	}
	return func(service any, d *Draw, to reflect.Value) bool {
		for _, f := range fields {
			if !f.must && !f.always && !d.Percent(given) {
				continue
			}
			if filled := f.draw(service, d, to.Field(f.index)); f.must && !filled {
				return false
			}
		}
		return true
	}
}

// value draws one value for the member of the name and shape.
func (v *Generator) value(op *Operation, t reflect.Type, name, shape string) member {
	switch t.Kind() {
	case reflect.String:
		word := v.word(op, name, shape)
		return func(service any, d *Draw, to reflect.Value) bool {
			text := word(service, d)
			to.SetString(text)
			return text != ""
		}
	case reflect.Bool:
		return func(_ any, d *Draw, to reflect.Value) bool {
			to.SetBool(d.IntN(2) == 0)
			return true
		}
	case reflect.Int32, reflect.Int64:
		least, most := 1, 5
		if s := v.shapes[shape]; s != nil {
			least, most = s.Min, min(s.Max, s.Min+4)
		}
		return func(_ any, d *Draw, to reflect.Value) bool {
			to.SetInt(int64(least + d.IntN(most-least+1)))
			return true
		}
	case reflect.Float64:
		return func(_ any, d *Draw, to reflect.Value) bool {
			to.SetFloat(float64(1+d.IntN(8)) / 2)
			return true
		}
	case reflect.Pointer:
		draw := v.value(op, t.Elem(), name, shape)
		return func(service any, d *Draw, to reflect.Value) bool {
			to.Set(reflect.New(t.Elem()))
			return draw(service, d, to.Elem())
		}
	case reflect.Struct:
		return v.structure(op, t)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			word := v.word(op, name, shape)
			return func(service any, d *Draw, to reflect.Value) bool {
				to.SetBytes([]byte(word(service, d)))
				return to.Len() > 0
			}
		}
		return v.list(op, t, name, shape)
	case reflect.Map:
		return v.entry(op, t, name, shape)
	}
	panic("kernel: nobody can draw the member " + name + " of " + op.Name)
}

// list draws one to three elements, no two alike.
func (v *Generator) list(op *Operation, t reflect.Type, name, shape string) member {
	each := ""
	if s := v.shapes[shape]; s != nil {
		each = s.Each
	}
	draw := v.value(op, t.Elem(), name, each)
	return func(service any, d *Draw, to reflect.Value) bool {
		for range 1 + d.IntN(3)*d.IntN(2) {
			element := reflect.New(t.Elem()).Elem()
			known := !draw(service, d, element)
			for i := range to.Len() {
				known = known || reflect.DeepEqual(to.Index(i).Interface(), element.Interface())
			}
			if !known {
				to.Set(reflect.Append(to, element))
			}
		}
		return to.Len() > 0
	}
}

// entry draws one entry, as of a filter: its word is a key, and that of
// "Name.key" the value, or the one element of it.
func (v *Generator) entry(op *Operation, t reflect.Type, name, shape string) member {
	key := v.word(op, name, shape)
	return func(service any, d *Draw, to reflect.Value) bool {
		key := key(service, d)
		say := v.said(name + "." + key)
		if say == nil {
			return false
		}
		value := say(service, d)
		switch {
		case value == "":
		case t.Elem().Kind() == reflect.String:
			to.Set(reflect.ValueOf(map[string]string{key: value}))
		default:
			to.Set(reflect.ValueOf(map[string][]string{key: {value}}))
		}
		return value != ""
	}
}

// word returns how a text is drawn: where nobody says, it is one that answers
// showed in a member of the same name.
func (v *Generator) word(op *Operation, name, shape string) word {
	if own := v.ownWord(op, name, shape); own != nil {
		return own
	}
	return func(_ any, d *Draw) string { return d.Recall(name) }
}

// ownWord draws from what the workload or the shape says; nil where neither does.
func (v *Generator) ownWord(op *Operation, name, shape string) word {
	for _, key := range []string{op.Name + "." + name, name, shape} {
		if say := v.said(key); say != nil {
			return say
		}
	}
	if s := v.shapes[shape]; s != nil && s.Enum != nil {
		return func(_ any, d *Draw) string { return d.OneOf(s.Enum...) }
	}
	return nil
}

// Wordless lists the required texts of an operation's input that callers have no
// words for but those that answers showed in a member of the same name.
func (v *Generator) Wordless(op *Operation) (members []string) {
	if v.whole[op.In] {
		return nil
	}
	for i := range op.In.NumField() {
		f := op.In.Field(i)
		shape, must := strings.CutPrefix(f.Tag.Get("shape"), "!")
		if must && f.Type.Kind() == reflect.String && v.ownWord(op, f.Name, shape) == nil {
			members = append(members, f.Name)
		}
	}
	return members
}

// Corrupt makes an input wrong in one member that it has: missing, naming what
// does not exist, out of bounds. An input without members stays as it is.
func Corrupt(in any, d *Draw) {
	s := reflect.ValueOf(in).Elem()
	var members []reflect.Value
	for i := range s.NumField() {
		if s.Type().Field(i).IsExported() && !s.Field(i).IsZero() {
			members = append(members, s.Field(i))
		}
	}
	if members == nil {
		return
	}
	member := members[d.IntN(len(members))]
	if d.Percent(30) {
		member.SetZero()
		return
	}
	spoilValue(member, d)
}

func spoilValue(member reflect.Value, d *Draw) {
	switch member.Kind() {
	case reflect.String:
		member.SetString(spoilText(member.String(), d))
	case reflect.Slice:
		if member.Type().Elem().Kind() == reflect.Uint8 {
			member.SetBytes([]byte(spoilText(string(member.Bytes()), d)))
			return
		}
		if d.Percent(50) && member.Index(0).Kind() == reflect.String {
			list := reflect.AppendSlice(reflect.MakeSlice(member.Type(), 0, member.Len()), member)
			spoilValue(list.Index(d.IntN(list.Len())), d)
			member.Set(list)
			return
		}
		crowd := reflect.MakeSlice(member.Type(), 0, 64*member.Len())
		for range 64 {
			crowd = reflect.AppendSlice(crowd, member)
		}
		member.Set(crowd)
	case reflect.Pointer:
		if member.Elem().Kind() == reflect.Int32 {
			number := []int32{-1, 0, 100_000}[d.IntN(3)]
			member.Set(reflect.ValueOf(&number))
		}
	}
}

// spoilText spells a text so that it names nothing, or nothing well-formed.
func spoilText(text string, d *Draw) string {
	switch d.IntN(4) {
	case 0:
		return "?" + text
	case 1:
		return text + strings.Repeat("x", 200)
	}
	last := byte('a')
	if text[len(text)-1] == last {
		last = 'b'
	}
	return text[:len(text)-1] + string(last)
}

// Inquiries are the inputs of an operation that name nothing: with no members but
// enumerations that are required, and the same with each switch on.
func (v *Generator) Inquiries(op *Operation) []any {
	inputs := []reflect.Value{reflect.New(op.In)}
	for i := range op.In.NumField() {
		f := op.In.Field(i)
		shape, must := strings.CutPrefix(f.Tag.Get("shape"), "!")
		var values []reflect.Value
		switch {
		case must && v.shapes[shape] != nil && v.shapes[shape].Enum != nil:
			for _, text := range v.shapes[shape].Enum {
				values = append(values, reflect.ValueOf(text).Convert(f.Type))
			}
		case must:
			return nil
		case f.Type == reflect.TypeFor[*bool]():
			on := true
			values = []reflect.Value{reflect.Zero(f.Type), reflect.ValueOf(&on)}
		default:
			continue
		}
		var filled []reflect.Value
		for _, in := range inputs {
			for _, value := range values {
				each := reflect.New(op.In)
				each.Elem().Set(in.Elem())
				each.Elem().Field(i).Set(value)
				filled = append(filled, each)
			}
		}
		inputs = filled
	}
	var all []any
	for _, in := range inputs {
		all = append(all, in.Interface())
	}
	return all
}
