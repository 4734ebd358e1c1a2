package kernel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Coder writes values of one type as bytes and reads them again: the same value, the
// same bytes. What is nil stays nil, and what is empty stays empty. Layout tells how they are
// laid out, so that a program whose types have grown meanwhile can still read them.
type Coder struct {
	form   form
	of     reflect.Type
	names  []string // of a struct's members
	places []int    // where they stand in the struct
	parts  []*Coder // a struct's members; of a list, map, pointer or store what is in it
}

// form is what a layout says of a value, by one letter.
type form byte

const (
	text     form = 's'
	truth    form = 'b'
	whole    form = 'i'
	natural  form = 'u'
	fraction form = 'f'
	octets   form = 'x'
	list     form = 'l'
	mapping  form = 'm'
	pointer  form = 'p'
	record   form = 'r'
	home     form = 't' // a Store
	again    form = '^' // a record within itself, by how many records are around that
)

// formOf returns the form of a type. It panics where it has none: state and inputs are data.
func formOf(t reflect.Type) form {
	if _, ok := reflect.New(t).Interface().(keyable); ok {
		return home
	}
	switch t.Kind() {
	case reflect.String:
		return text
	case reflect.Bool:
		return truth
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return whole
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return natural
	case reflect.Float32, reflect.Float64:
		return fraction
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return octets
		}
		return list
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return mapping
		}
	case reflect.Pointer:
		return pointer
	case reflect.Struct:
		return record
	}
	panic("kernel: cannot write a " + t.String())
}

// partOf returns the type of what is in a list, map, pointer or store, nil in others.
func partOf(f form, t reflect.Type) reflect.Type {
	switch f {
	case list, mapping, pointer:
		return t.Elem()
	case home:
		return reflect.New(t).Interface().(keyable).row()
	}
	return nil
}

// NewCoder prepares a Coder for a type. It panics where a value of the type is not data.
func NewCoder(t reflect.Type) *Coder { return newCoder(t, nil) }

// newCoder prepares a Coder for a type that stands in others.
func newCoder(t reflect.Type, around []*Coder) *Coder {
	c := &Coder{form: formOf(t), of: t}
	if part := partOf(c.form, t); part != nil {
		c.parts = []*Coder{newCoder(part, around)}
	}
	if c.form == record {
		for _, outer := range around {
			if outer.of == t {
				return outer
			}
		}
		around = append(around[:len(around):len(around)], c)
		for i := range t.NumField() {
			if f := t.Field(i); f.Name != "_" {
				if !writable(f) {
					panic("kernel: cannot write " + t.String() + ", whose " + f.Name + " is hidden")
				}
				c.names, c.places = append(c.names, f.Name), append(c.places, i)
				c.parts = append(c.parts, newCoder(f.Type, around))
			}
		}
	}
	return c
}

// writable reports whether a member of a struct can be written from outside.
func writable(f reflect.StructField) bool {
	return f.IsExported() || f.Anonymous && f.Type.Kind() == reflect.Struct
}

// Layout tells how the values are laid out.
func (c *Coder) Layout() string {
	var b strings.Builder
	c.layout(&b, nil)
	return b.String()
}

func (c *Coder) layout(b *strings.Builder, around []*Coder) {
	if i := slices.Index(around, c); i >= 0 {
		fmt.Fprintf(b, "%c%d;", again, i)
		return
	}
	b.WriteByte(byte(c.form))
	switch c.form {
	case record:
		b.WriteByte('{')
		for i, name := range c.names {
			b.WriteString(name + ":")
			c.parts[i].layout(b, append(around, c))
		}
		b.WriteByte('}')
	case list, mapping, pointer, home:
		c.parts[0].layout(b, around)
	}
}

// CoderFor prepares a Coder for values of the type that were laid out like this. Members
// that the type has besides stay zero. An error names what it lacks, or holds otherwise.
func CoderFor(layout string, t reflect.Type) (*Coder, error) {
	c, rest, err := coderFor(layout, t, nil)
	if err == nil && rest != "" {
		err = fmt.Errorf("its layout goes on after its end: %.20q", rest)
	}
	return c, err
}

// coderFor reads the layout of a type that stands in others, and returns what is behind it.
func coderFor(layout string, t reflect.Type, around []*Coder) (c *Coder, rest string, err error) {
	c = &Coder{form: formOf(t), of: t}
	other := fmt.Errorf("%s is something else here", t)
	if number, rest, ok := strings.Cut(layout, ";"); ok && form(layout[0]) == again {
		i, err := strconv.Atoi(number[1:])
		if err != nil || i < 0 || i >= len(around) || around[i].of != t {
			return nil, "", other
		}
		return around[i], rest, nil
	}
	if layout == "" || form(layout[0]) != c.form {
		return nil, "", other
	}
	rest = layout[1:]
	if part := partOf(c.form, t); part != nil {
		inner, rest, err := coderFor(rest, part, around)
		c.parts = []*Coder{inner}
		return c, rest, err
	}
	if c.form != record {
		return c, rest, nil
	}
	rest, ok := strings.CutPrefix(rest, "{")
	if !ok || len(around) > deepest {
		return nil, "", fmt.Errorf("the layout of %s cannot be read", t)
	}
	around = append(around[:len(around):len(around)], c)
	for {
		if after, ended := strings.CutPrefix(rest, "}"); ended {
			return c, after, nil
		}
		name, after, _ := strings.Cut(rest, ":")
		member, known := t.FieldByName(name)
		if !known || !writable(member) || len(member.Index) != 1 || slices.Contains(c.names, name) {
			return nil, "", fmt.Errorf("%s has no member %.40q here", t, name)
		}
		inner, after, err := coderFor(after, member.Type, around)
		if err != nil {
			return nil, "", err
		}
		c.names, c.places = append(c.names, name), append(c.places, member.Index[0])
		c.parts, rest = append(c.parts, inner), after
	}
}

// Append appends a value of the Coder's type to bytes. A value with stores is addressable.
func (c *Coder) Append(b []byte, v reflect.Value) []byte {
	switch c.form {
	case text:
		return appendText(b, v.String())
	case truth:
		return binary.AppendUvarint(b, map[bool]uint64{true: 1}[v.Bool()])
	case whole:
		return binary.AppendVarint(b, v.Int())
	case natural:
		return binary.AppendUvarint(b, v.Uint())
	case fraction:
		return binary.AppendUvarint(b, math.Float64bits(v.Float()))
	case pointer:
		if v.IsNil() {
			return append(b, 0)
		}
		return c.parts[0].Append(append(b, 1), v.Elem())
	case record:
		for i, part := range c.parts {
			b = part.Append(b, v.Field(c.places[i]))
		}
		return b
	case home:
		return c.parts[0].appendStore(b, v.Addr().Interface().(keyable).core())
	}
	if v.IsNil() {
		return append(b, 0)
	}
	b = binary.AppendUvarint(b, uint64(v.Len())+1)
	switch c.form {
	case octets:
		b = append(b, v.Bytes()...)
	case list:
		for i := range v.Len() {
			b = c.parts[0].Append(b, v.Index(i))
		}
	case mapping:
		b = c.appendMap(b, v)
	}
	return b
}

func (c *Coder) appendMap(b []byte, v reflect.Value) []byte {
	keys := map[string]reflect.Value{}
	for _, k := range v.MapKeys() {
		keys[k.String()] = k
	}
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		b = c.parts[0].Append(appendText(b, k), v.MapIndex(keys[k]))
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendStore appends the tables of a store that have rows, with the number of the last row
// that they ever had.
func (c *Coder) appendStore(b []byte, s *stock) []byte {
	s.sort()
	used := 0
	for _, t := range s.tables {
		if t.live > 0 {
			used++
		}
	}
	b = binary.AppendUvarint(b, uint64(used))
	for _, t := range s.tables {
		if t.live == 0 {
			continue
		}
		b = appendText(appendText(b, t.scope.Account), t.scope.Region)
		b = binary.AppendUvarint(binary.AppendUvarint(b, t.next), uint64(t.live))
		before := uint64(0)
		for _, e := range t.list {
			if e.row != nil {
				b = appendText(binary.AppendUvarint(b, e.seq-before), e.id)
				b, before = c.Append(b, reflect.ValueOf(e.row).Elem()), e.seq
			}
		}
	}
	return b
}

var errShort = errors.New("it ends too early")

// reader reads what a Coder has written. The first mistake ends it: what it reads from then
// on is zero.
type reader struct {
	rest []byte
	err  error
	deep int // in how many records it is
}

// deepest is how many records may stand one in the other.
const deepest = 1000

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err, r.rest = err, nil
	}
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.fail(errShort)
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.fail(errShort)
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) text() string { return string(r.bytes(r.number())) }

// Read reads a value of the Coder's type into a settable one that is zero, and returns the
// bytes after it. It takes no more memory than a small multiple of the bytes.
func (c *Coder) Read(b []byte, v reflect.Value) (rest []byte, err error) {
	r := reader{rest: b}
	c.read(&r, v)
	return r.rest, r.err
}

func (c *Coder) read(r *reader, v reflect.Value) {
	switch c.form {
	case text:
		v.SetString(r.text())
	case truth:
		v.SetBool(r.number() == 1)
	case whole:
		x := r.number()
		n := int64(x>>1) ^ -int64(x&1) // as binary.AppendVarint writes it
		if v.OverflowInt(n) {
			r.fail(fmt.Errorf("%d is no %s", n, c.of))
			return
		}
		v.SetInt(n)
	case natural:
		n := r.number()
		if v.OverflowUint(n) {
			r.fail(fmt.Errorf("%d is no %s", n, c.of))
			return
		}
		v.SetUint(n)
	case fraction:
		v.SetFloat(math.Float64frombits(r.number()))
	case pointer:
		if r.number() != 0 {
			v.Set(reflect.New(c.of.Elem()))
			c.parts[0].read(r, v.Elem())
		}
	case record:
		if r.deep++; r.deep > deepest {
			r.fail(errors.New("it is nested too deeply"))
		}
		for i := 0; i < len(c.parts) && r.err == nil; i++ {
			c.parts[i].read(r, v.Field(c.places[i]))
		}
		r.deep--
	case home:
		c.parts[0].readStore(r, v.Addr().Interface().(keyable))
	default:
		if n := r.number(); n > 0 {
			c.readMany(r, v, n-1)
		}
	}
}

// readMany reads n parts into a value. It makes room as they come, since n may be a lie.
func (c *Coder) readMany(r *reader, v reflect.Value, n uint64) {
	switch c.form {
	case octets:
		v.SetBytes(append([]byte{}, r.bytes(n)...))
	case list:
		room := int(min(n, 64, uint64(len(r.rest))))
		all := reflect.MakeSlice(c.of, room, room)
		for i := 0; uint64(i) < n && r.err == nil; i++ {
			if i == all.Len() {
				more := min(n-uint64(i), uint64(i), uint64(len(r.rest)))
				all = reflect.AppendSlice(all, reflect.MakeSlice(c.of, int(more)+1, int(more)+1))
			}
			c.parts[0].read(r, all.Index(i))
			if len(r.rest) == 0 && uint64(i)+1 < n {
				r.fail(errShort)
			}
		}
		if r.err == nil {
			v.Set(all.Slice3(0, int(n), int(n)))
		}
	case mapping:
		all := reflect.MakeMap(c.of)
		for i := uint64(0); i < n && r.err == nil; i++ {
			key, value := reflect.New(c.of.Key()).Elem(), reflect.New(c.of.Elem()).Elem()
			key.SetString(r.text())
			c.parts[0].read(r, value)
			all.SetMapIndex(key, value)
		}
		v.Set(all)
	}
}

// readStore reads the tables of an empty store.
func (c *Coder) readStore(r *reader, s keyable) {
	for n := r.number(); n > 0 && r.err == nil; n-- {
		scope := Scope{Account: r.text(), Region: r.text()}
		next, live := r.number(), r.number()
		if s.core().view(scope) != nil {
			r.fail(fmt.Errorf("the scope %s %s stands twice", scope.Account, scope.Region))
		}
		if r.err != nil {
			return
		}
		if live == 0 { // earlier versions wrote empty tables, too
			continue
		}
		t := s.home(scope)
		t.next = next
		for seq := uint64(0); live > 0 && r.err == nil; live-- {
			step := r.number()
			if seq += step; step == 0 || seq > next || seq < step {
				r.fail(errors.New("its rows are out of order"))
				return
			}
			row := reflect.New(c.of)
			e := entry{seq, r.text(), row.Interface()}
			c.read(r, row.Elem())
			t.list, t.live = append(t.list, e), t.live+1
		}
		if len(t.list) > few {
			t.index()
		}
	}
}
