package kernel

import (
	"math/bits"
	"reflect"
)

// Key tells states apart as Digest does, but only as far as 128 well-mixed bits
// do, and a hundred times faster: it is for searches that keep millions of them.
type Key [2]uint64

// plus adds keys whose order does not matter.
func (k Key) plus(o Key) Key { return Key{k[0] + o[0], k[1] + o[1]} }

func (k Key) minus(o Key) Key { return Key{k[0] - o[0], k[1] - o[1]} }

// Keyer mixes words into a key. Each step is a bijection of what came before,
// so only different words can make two states alike.
type Keyer struct{ a, b uint64 }

// NewKeyer returns a Keyer that has seen nothing.
func NewKeyer() Keyer { return Keyer{0x243f6a8885a308d3, 0x13198a2e03707344} }

func (k *Keyer) word(x uint64) {
	a := (k.a ^ x) * 0x9fb21c651e98df25
	b := (bits.RotateLeft64(k.b, 23) + x) * 0xd6e8feb86659fd93
	k.a, k.b = a^a>>32, b^b>>29
}

// Text adds a text.
func (k *Keyer) Text(s string) {
	k.word(uint64(len(s)))
	for len(s) >= 8 {
		k.word(uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56)
		s = s[8:]
	}
	if len(s) == 0 {
		return
	}
	last := uint64(0)
	for i := range len(s) {
		last = last<<8 | uint64(s[i])
	}
	k.word(last)
}

func (k *Keyer) scope(h Scope) {
	k.Text(h.Account)
	k.Text(h.Region)
}

// Mix adds a key.
func (k *Keyer) Mix(key Key) {
	k.word(key[0])
	k.word(key[1])
}

// Key returns the key of what was added.
func (k Keyer) Key() Key {
	a, b := k.a^bits.RotateLeft64(k.b, 32), k.b+k.a
	return Key{mix(a, b), mix(b, a^0xa4093822299f31d0)}
}

// AddTo mixes the world's clock and agenda into a key.
func (e *Env) AddTo(k *Keyer) {
	if !e.keyed {
		e.key = Key{}
		for i := range e.agenda {
			e.key = e.key.plus(e.agenda[i].key())
		}
		e.keyed = true
	}
	e.changes = 0
	k.word(e.Seed)
	k.word(uint64(e.now))
	k.word(e.minted)
	k.word(uint64(len(e.agenda)))
	k.Mix(e.key)
}

// keepsKey reports whether a change of the agenda changes its key, too. After as many changes
// as there are events it is sooner made afresh, if anybody ever asks.
func (e *Env) keepsKey() bool {
	e.changes++
	e.keyed = e.keyed && e.changes <= len(e.agenda)+1
	return e.keyed
}

func (e *Event) key() Key {
	k := NewKeyer()
	k.word(uint64(e.At))
	k.word(e.Seq)
	k.Text(e.Topic)
	k.scope(e.Subject.Scope)
	k.Text(e.Subject.ID)
	k.word(uint64(e.Stamp))
	return k.Key()
}

// KeyPlan is how to key the values of one type, prepared once per process.
type KeyPlan struct {
	kind     reflect.Kind
	elements []*KeyPlan // a struct's members; of a slice, pointer or store what is in it
}

// keyable is a Store, whatever it holds.
type keyable interface {
	row() reflect.Type
	core() *stock
	home(Scope) *rows
}

const ofStore = reflect.Invalid

// PlanKey prepares the keys of a type of state: of what Digest covers.
func PlanKey(t reflect.Type) *KeyPlan {
	if s, ok := reflect.New(t).Interface().(keyable); ok {
		return &KeyPlan{kind: ofStore, elements: []*KeyPlan{PlanKey(s.row())}}
	}
	p := &KeyPlan{kind: t.Kind()}
	switch p.kind {
	case reflect.Struct:
		for i := range t.NumField() {
			p.elements = append(p.elements, PlanKey(t.Field(i).Type))
		}
	case reflect.Slice, reflect.Pointer:
		p.elements = []*KeyPlan{PlanKey(t.Elem())}
	case reflect.Map, reflect.Chan, reflect.Func, reflect.Interface, reflect.Array, reflect.UnsafePointer:
		panic("kernel: cannot key a " + t.String())
	}
	return p
}

// Add mixes a value into the key.
func (p *KeyPlan) Add(k *Keyer, v reflect.Value) {
	switch p.kind {
	case reflect.Struct:
		for i, member := range p.elements {
			switch f := v.Field(i); member.kind {
			case reflect.String:
				k.Text(f.String())
			case reflect.Int64:
				k.word(uint64(f.Int()))
			default:
				member.Add(k, f)
			}
		}
	case reflect.String:
		k.Text(v.String())
	case reflect.Bool:
		if v.Bool() {
			k.word(1)
		} else {
			k.word(0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		k.word(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		k.word(v.Uint())
	case reflect.Slice:
		k.word(uint64(v.Len()))
		for i := range v.Len() {
			p.elements[0].Add(k, v.Index(i))
		}
	case reflect.Pointer:
		if v.IsNil() {
			k.word(0)
			return
		}
		k.word(1)
		p.elements[0].Add(k, v.Elem())
	case ofStore:
		v.Addr().Interface().(keyable).core().addTo(k, p.elements[0])
	}
}

func (s *stock) addTo(k *Keyer, rows *KeyPlan) {
	if !s.keyed {
		s.key = Key{}
		for _, t := range s.tables {
			s.key = s.key.plus(t.keyOf(rows, k))
		}
		s.keyed = true
	}
	k.Mix(s.key)
}

// keyOf returns the key of the table's rows, made with k and without leaving a
// trace in it. It leaves a shared table as it is.
func (t *rows) keyOf(rows *KeyPlan, k *Keyer) Key {
	switch {
	case t.live == 0:
		return Key{}
	case t.keyed:
		return t.key
	}
	before := *k
	*k = NewKeyer()
	k.scope(t.scope)
	k.word(uint64(t.live))
	for _, e := range t.list {
		if e.row != nil {
			rows.Add(k, reflect.ValueOf(e.row).Elem())
		}
	}
	key := k.Key()
	*k = before
	if !t.shared {
		t.key, t.keyed = key, true
	}
	return key
}
