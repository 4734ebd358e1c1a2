package kernel

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"reflect"
	"slices"
)

// Hasher digests state in a canonical form: members in their order, lists in
// theirs, maps by sorted keys, never an address.
type Hasher struct {
	h      hash.Hash
	buffer []byte // is not in h yet
}

// NewHasher returns a Hasher that has seen nothing.
func NewHasher() *Hasher { return &Hasher{h: sha256.New()} }

// Sum returns the digest of what was added, in hexadecimal.
func (h *Hasher) Sum() string {
	h.flush()
	return hex.EncodeToString(h.h.Sum(nil))
}

func (h *Hasher) flush() {
	h.h.Write(h.buffer)
	h.buffer = h.buffer[:0]
}

// Add digests a value.
func (h *Hasher) Add(v any) {
	if x, ok := v.(hashable); ok {
		x.hashInto(h)
	} else {
		h.value(reflect.ValueOf(v))
	}
}

type hashable interface{ hashInto(*Hasher) }

func (e *Env) hashInto(h *Hasher) {
	h.number(e.Seed)
	h.number(uint64(e.now))
	h.number(e.minted)
	pending := slices.SortedFunc(slices.Values(e.agenda), func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq))
	})
	h.Add(pending)
}

func (s *stock) hashInto(h *Hasher) {
	s.sort()
	for _, t := range s.tables {
		if t.live == 0 {
			continue
		}
		h.Add(t.scope)
		h.number(uint64(t.live))
		for _, e := range t.list {
			if e.row != nil {
				h.value(reflect.ValueOf(e.row).Elem())
			}
		}
	}
}

func (h *Hasher) number(n uint64) {
	if len(h.buffer) > 1<<12 {
		h.flush()
	}
	h.buffer = binary.BigEndian.AppendUint64(h.buffer, n)
}

func (h *Hasher) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		h.number(uint64(v.Len()))
		h.buffer = append(h.buffer, v.String()...)
	case reflect.Bool:
		h.number(map[bool]uint64{true: 1}[v.Bool()])
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		h.number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		h.number(v.Uint())
	case reflect.Slice:
		h.number(uint64(v.Len()))
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	case reflect.Map:
		h.number(uint64(v.Len()))
		keys := map[string]reflect.Value{}
		for _, k := range v.MapKeys() {
			keys[k.String()] = k
		}
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			h.value(keys[k])
			h.value(v.MapIndex(keys[k]))
		}
	case reflect.Struct:
		if v.CanAddr() && v.Addr().CanInterface() {
			if x, ok := v.Addr().Interface().(keyable); ok {
				x.core().hashInto(h)
				return
			}
		}
		for i := range v.NumField() {
			h.value(v.Field(i))
		}
	case reflect.Pointer:
		if v.IsNil() {
			h.number(0)
			return
		}
		h.number(1)
		h.value(v.Elem())
	default:
		panic("kernel: cannot digest a " + v.Kind().String())
	}
}
