package kernel

import (
	"math"
	"math/bits"
	"reflect"
	"slices"
	"strings"
)

// Key tells states apart as Digest does, but only as far as 128 well-mixed bits
// do, and a hundred times faster: it is for searches that keep millions of them.
type Key [2]uint64

// plus adds keys whose order does not matter.
func (k Key) plus(o Key) Key { return Key{k[0] + o[0], k[1] + o[1]} }

func (k Key) minus(o Key) Key { return Key{k[0] - o[0], k[1] - o[1]} }

// Keyer mixes words into a key. Each step is a bijection of what came before,
// so only different words can make two states alike.
type Keyer struct {
	a, b    uint64
	ordered bool
	as      *Renaming
	image   int
}

// NewKeyer returns a Keyer that has seen nothing.
func NewKeyer() Keyer { return Keyer{a: 0x243f6a8885a308d3, b: 0x13198a2e03707344} }

// Ordered returns the Keyer for worlds of which only the future counts: of what is due at
// the same time it takes the order, and not the numbers. Nothing hangs on these unless the
// Pace is Sampled.
func (k Keyer) Ordered() Keyer {
	k.ordered = true
	return k
}

// As returns the Keyer under a renaming, which has a place in a list of at most Images.
// The same renaming has the same place whenever the world or a branch of it is keyed, and
// the world has been keyed without a renaming since it changed.
func (k Keyer) As(r *Renaming, place int) Keyer {
	k.as, k.image = r, place
	return k
}

// Renaming puts texts in the place of others, wherever they stand: the numbers of accounts
// that nothing tells apart, say, so that a world gets the key of its mirror image. Workers
// cannot share one: it remembers long texts, which are renamed again and again.
type Renaming struct {
	replacer *strings.Replacer
	shortest int // of the texts that are replaced
	known    map[string]string
}

const renamesKept = 1 << 12 // then they are worked out anew

// NewRenaming returns a renaming of pairs of old and new texts.
func NewRenaming(pairs ...string) *Renaming {
	r := &Renaming{replacer: strings.NewReplacer(pairs...), shortest: math.MaxInt}
	for i := 0; i < len(pairs); i += 2 {
		r.shortest = min(r.shortest, len(pairs[i]))
	}
	return r
}

// Text returns a text with what is renamed in its place.
func (r *Renaming) Text(s string) string {
	if len(s) < r.shortest {
		return s
	}
	if renamed, ok := r.known[s]; ok {
		return renamed
	}
	if r.known == nil || len(r.known) >= renamesKept {
		r.known = map[string]string{}
	}
	renamed := r.replacer.Replace(s)
	r.known[s] = renamed
	return renamed
}

// Images is under how many renamings a world can be keyed.
const Images = 5

// images are the keys of something under each renaming, zero where nobody has asked.
type images [Images]Key

func (k *Keyer) word(x uint64) {
	a := (k.a ^ x) * 0x9fb21c651e98df25
	b := (bits.RotateLeft64(k.b, 23) + x) * 0xd6e8feb86659fd93
	k.a, k.b = a^a>>32, b^b>>29
}

// Text adds a text.
func (k *Keyer) Text(s string) {
	if k.as != nil {
		s = k.as.Text(s)
	}
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
	k.word(e.Seed)
	k.word(uint64(e.now))
	k.word(e.minted)
	k.word(uint64(len(e.agenda)))
	if k.ordered {
		k.Mix(e.agenda.ordered(NewKeyer().As(k.as, k.image)))
		return
	}
	if !e.keyed {
		e.key = Key{}
		for i := range e.agenda {
			e.key = e.key.plus(e.agenda[i].key())
		}
		e.keyed = true
	}
	e.changes = 0
	k.Mix(e.key)
}

// keepsKey reports whether a change of the agenda changes its key, too. After as many changes
// as there are events it is sooner made afresh, if anybody ever asks.
func (e *Env) keepsKey() bool {
	e.changes++
	e.keyed = e.keyed && e.changes <= len(e.agenda)+1
	return e.keyed
}

// ordered returns the key of all events by their order, each made with a copy of k.
func (a agenda) ordered(k Keyer) (all Key) {
	for i := range a {
		earlier := uint64(0)
		for j := range a {
			if a[j].At == a[i].At && a[j].Seq < a[i].Seq {
				earlier++
			}
		}
		all = all.plus(a[i].keyed(k, earlier))
	}
	return all
}

func (e *Event) key() Key { return e.keyed(NewKeyer(), e.Seq) }

func (e *Event) keyed(k Keyer, number uint64) Key {
	k.word(uint64(e.At))
	k.word(number)
	k.Text(e.Topic)
	k.scope(e.Subject.Scope)
	k.Text(e.Subject.ID)
	k.word(uint64(e.Stamp))
	return k.Key()
}

// KeyPlan is how to key the values of one type, prepared once per process.
type KeyPlan struct {
	kind     reflect.Kind
	elements []*KeyPlan // a struct's members; of a slice or pointer what is in it
	sorted   bool       // a slice of texts that stays so under a renaming
}

// PlanKey prepares the keys of a type of resource: of what Digest covers. A list of texts that a
// resource keeps sorted, such as one of account numbers, has the tag "sorted".
func PlanKey(t reflect.Type) *KeyPlan {
	p := &KeyPlan{kind: t.Kind()}
	switch p.kind {
	case reflect.Struct:
		for i := range t.NumField() {
			member := PlanKey(t.Field(i).Type)
			_, member.sorted = t.Field(i).Tag.Lookup("sorted")
			p.elements = append(p.elements, member)
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
		if p.sorted && k.as != nil {
			k.texts(v.Interface().([]string))
			return
		}
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
	}
}

// texts adds a sorted list as it would be sorted under the renaming.
func (k *Keyer) texts(list []string) {
	renamed := make([]string, len(list))
	for i, text := range list {
		renamed[i] = k.as.Text(text)
	}
	slices.Sort(renamed)
	plain := k.as
	k.as = nil
	for _, text := range renamed {
		k.Text(text)
	}
	k.as = plain
}

func (s *stock) addTo(k *Keyer, rows *KeyPlan) {
	if !s.keyed {
		s.key, s.keyed, s.images = Key{}, true, nil
		plain := NewKeyer()
		for _, t := range s.tables {
			s.key = s.key.plus(t.keyOf(rows, &plain))
		}
	}
	if k.as == nil || s.key == (Key{}) {
		k.Mix(s.key)
		return
	}
	if s.images == nil {
		s.images = &images{}
	}
	image := &s.images[k.image]
	if *image == (Key{}) {
		for _, t := range s.tables {
			*image = image.plus(t.keyOf(rows, k))
		}
	}
	k.Mix(*image)
}

// keyOf returns the key of the table's rows, made under the renaming of k and without
// leaving a trace in it. It leaves a shared table as it is.
func (t *rows) keyOf(rows *KeyPlan, k *Keyer) Key {
	switch {
	case t.live == 0:
		return Key{}
	case t.keyed && k.as == nil:
		return t.key
	case t.keyed && t.images != nil && t.images[k.image] != (Key{}):
		return t.images[k.image]
	}
	fresh := NewKeyer().As(k.as, k.image)
	fresh.scope(t.scope)
	fresh.word(uint64(t.live))
	for _, e := range t.list {
		if e.row != nil {
			rows.Add(&fresh, reflect.ValueOf(e.row).Elem())
		}
	}
	key := fresh.Key()
	switch {
	case t.shared:
	case k.as == nil:
		t.key, t.keyed, t.images = key, true, nil
	case t.keyed:
		if t.images == nil {
			t.images = &images{}
		}
		t.images[k.image] = key
	}
	return key
}
