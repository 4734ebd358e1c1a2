package model

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"reflect"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// snapshotMark begins what Export writes; its number is that of the format.
const snapshotMark = "shareproof world 1\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// settings are what a world is by itself: its ground, its options and how often it was called.
type settings struct {
	Ground           kernel.Ground
	ManualActivation bool
	Quotas           Quotas
	Called           []called
}

// called is how often an operation was answered and refused.
type called struct {
	Service, Operation string
	Accepted, Refused  uint64
}

// Export writes the world as bytes, from which Import makes it again: the same world, the same
// bytes. A part for the world and one or two for each service say how they are laid out and
// what is in them; a checksum ends them. What the world was put to is not in them, but how often
// its operations were called is.
func (w *World) Export() []byte {
	s := settings{Ground: w.env.Ground(), ManualActivation: w.options.ManualActivation, Quotas: w.options.Quotas}
	for _, api := range services.All {
		for _, op := range api.Operations {
			if t := w.env.Called(op); t != (kernel.Tally{}) {
				s.Called = append(s.Called, called{api.Service, op.Name, t.Accepted, t.Refused})
			}
		}
	}
	b := appendPart([]byte(snapshotMark), "world", &s)
	for _, service := range w.wiring.all() {
		b = appendPart(b, nameOf(service), service.State())
		if c, ok := service.(kernel.Carrier); ok {
			b = appendPart(b, nameOf(service)+carried, c.Carried())
		}
	}
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// carried is behind the name of a service whose future hangs on more than its state.
const carried = ", carried"

// nameOf returns the name of a service's package.
func nameOf(s kernel.Service) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(fmt.Sprintf("%T", s), "*"), ".")
	return name
}

// appendPart appends what a pointer points to: its name, its layout and its bytes, each with
// its length.
func appendPart(b []byte, name string, of any) []byte {
	c := kernel.NewCoder(reflect.TypeOf(of).Elem())
	b = appendBytes(appendBytes(b, []byte(name)), []byte(c.Layout()))
	return appendBytes(b, c.Append(nil, reflect.ValueOf(of).Elem()))
}

func appendBytes(b, more []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(more))), more...)
}

// Import makes the world that Export wrote. Of the options only what is not the world's own
// counts: Clock, RememberMade, Windows and Watch. Bytes that this version cannot read as what
// they were written for are an error that names the part.
func Import(b []byte, o Options) (*World, error) {
	body, marked := strings.CutPrefix(string(b), snapshotMark)
	switch {
	case !marked && strings.HasPrefix(string(b), "shareproof world "):
		return nil, errors.New("it is a world in a format that this version does not know")
	case !marked:
		return nil, errors.New("it is no exported world")
	case len(body) < 4 || crc32.Checksum(b[:len(b)-4], castagnoli) != binary.BigEndian.Uint32(b[len(b)-4:]):
		return nil, errors.New("it is damaged: its checksum is another")
	}
	parts, err := partsOf([]byte(body[:len(body)-4]))
	if err != nil {
		return nil, err
	}
	var s settings
	if err := parts.read("world", &s); err != nil {
		return nil, err
	}
	o.Seed, o.Pace, o.ManualActivation, o.Quotas = s.Ground.Seed, s.Ground.Pace, s.ManualActivation, s.Quotas
	w := New(o)
	if err := w.env.SetGround(s.Ground); err != nil {
		return nil, fmt.Errorf("world: %w", err)
	}
	if err := w.setCalled(s.Called); err != nil {
		return nil, err
	}
	for _, service := range w.wiring.all() {
		if err := parts.into(service); err != nil {
			return nil, err
		}
	}
	for _, p := range parts {
		if !p.taken {
			return nil, fmt.Errorf("%.40q is no part of a world here", p.name)
		}
	}
	return w, nil
}

func (w *World) setCalled(all []called) error {
	for _, c := range all {
		op := services.FindOperation(c.Service, c.Operation)
		if op == nil {
			return fmt.Errorf("world: %.40q is no operation of %.40q here", c.Operation, c.Service)
		}
		w.env.SetCalled(op, kernel.Tally{Accepted: c.Accepted, Refused: c.Refused})
	}
	return nil
}

// part is a part of what Export writes.
type part struct {
	name, layout string
	content      []byte
	taken        bool
}

type parts []*part

func partsOf(b []byte) (all parts, err error) {
	var fields [3][]byte
	for len(b) > 0 {
		for i := range fields {
			n, size := binary.Uvarint(b)
			if size <= 0 || n > uint64(len(b)-size) {
				return nil, errors.New("a part of it ends too early")
			}
			fields[i], b = b[size:uint64(size)+n], b[uint64(size)+n:]
		}
		all = append(all, &part{name: string(fields[0]), layout: string(fields[1]), content: fields[2]})
	}
	return all, nil
}

// into reads what a service was, if it was there.
func (p parts) into(service kernel.Service) error {
	if err := p.read(nameOf(service), service.State()); err != nil {
		return err
	}
	c, ok := service.(kernel.Carrier)
	if !ok {
		return nil
	}
	more := c.Carried()
	fresh := reflect.New(reflect.TypeOf(more).Elem())
	if err := p.read(nameOf(service)+carried, fresh.Interface()); err != nil {
		return err
	}
	c.Carry(fresh.Interface())
	return nil
}

// read reads the part of a name into what a pointer points to, which is zero. A part that is
// not there leaves it so: the service has come later.
func (p parts) read(name string, into any) error {
	for _, part := range p {
		if part.name != name || part.taken {
			continue
		}
		part.taken = true
		v := reflect.ValueOf(into).Elem()
		c, err := kernel.CoderFor(part.layout, v.Type())
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		rest, err := c.Read(part.content, v)
		if err == nil && len(rest) > 0 {
			err = errors.New("it goes on after its end")
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}
	return nil
}

// Trace tells in a number how far the world has come, as far as counters do: a call that was
// performed otherwise mostly leaves another.
func (w *World) Trace() uint64 { return w.env.Trace() }
