package kernel

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
)

// Chance makes a Draw's choices: a seeded source in a simulation, rapid in a
// property.
type Chance interface {
	// IntN returns a number from 0 to n-1; n is at least 1.
	IntN(n int) int
}

// Draw is the input of an operation in the making, as a caller might give it.
type Draw struct {
	Chance
	Caller    Caller
	Operation *Operation
	// Legal asks for what the service should accept: things of the caller's, in
	// states that allow the operation. Otherwise it may be anything of anybody's.
	Legal    bool
	Accounts []string
	Regions  []string
	// Certify answers a cluster's certificate request as people do outside the
	// API.
	Certify func(csr string) (certificate string)
	// Root is the certificate of whoever certifies.
	Root string
	// Shown are values that answers showed of late, by the names of their members:
	// ciphertexts, grant tokens and whatever else nobody could look up.
	Shown map[string][]string
	// Hasty callers ask for things before these are shared or complete, and change
	// what others are using.
	Hasty bool
	// About are the IDs of what the input is to be about, where it can be; none is
	// about anything.
	About []string
}

// Recall returns a value that some answer showed in the member of the name, ""
// if none did.
func (d *Draw) Recall(member string) string {
	if shown := d.Shown[member]; len(shown) > 0 {
		return shown[d.IntN(len(shown))]
	}
	return ""
}

// OneOf returns one of the values.
func (d *Draw) OneOf(values ...string) string { return values[d.IntN(len(values))] }

// Percent is true that often out of a hundred.
func (d *Draw) Percent(often int) bool { return d.IntN(100) < often }

// Text returns one of a few texts that start alike, so that they meet again.
func (d *Draw) Text(prefix string, of int) string { return fmt.Sprint(prefix, d.IntN(of)) }

// Some returns one of the resources that fit, or nil.
func Some[R any](d *Draw, all iter.Seq[*R], fits func(*R) bool) *R {
	var few [16]*R
	found := few[:0]
	for r := range all {
		if fits(r) {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return nil
	}
	if those := d.about(len(found), func(i int) any { return found[i] }); those != nil {
		return found[those[d.IntN(len(those))]]
	}
	return found[d.IntN(len(found))]
}

// about returns which of the resources the drawing is to be about: those that bear
// one of its IDs, or else name one.
func (d *Draw) about(n int, resource func(int) any) []int {
	if len(d.About) == 0 {
		return nil
	}
	var bear, name, texts []int
	for at := range n {
		v := reflect.ValueOf(resource(at)).Elem()
		if at == 0 {
			texts = textsOf(v)
		}
		for _, i := range texts {
			if !slices.Contains(d.About, v.Field(i).String()) {
				continue
			}
			if v.Type().Field(i).Name == "ID" {
				bear = append(bear, at)
			} else {
				name = append(name, at)
			}
			break
		}
	}
	if bear != nil {
		return bear
	}
	return name
}

// textsOf lists the members of a struct that are texts; none where it is no struct.
func textsOf(v reflect.Value) (texts []int) {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.String {
			texts = append(texts, i)
		}
	}
	return texts
}

// Some returns a resource for the drawing's operation, or nil: a legal one is
// the caller's, and its lifecycle does not refuse the operation now.
func (m *Machine[S, R]) Some(d *Draw, store *Store[R]) *R {
	if !d.Legal {
		return Some(d, store.All, func(*R) bool { return true })
	}
	return Some(d, store.View(d.Caller.Scope()).All, func(r *R) bool { return m.Would(r, d.Operation.Name) })
}

// Would reports whether the trigger would not be refused now. It counts as no
// test of any rule.
func (m *Machine[S, R]) Would(r *R, on string) bool {
	i, ok := m.match(r, on)
	return !ok || m.Table.Rows[i].To != Refused
}

// Workload say how callers use a service.
type Workload[S any] struct {
	// Often is how often an operation is called as against others, by its name:
	// 10 where it is not listed.
	Often map[string]int
	// Hasty is how often hasty callers call an operation, where that differs.
	Hasty map[string]int
	// Sweeping are the operations that change what holds for whole accounts,
	// whatever they name.
	Sweeping []string
	// Words are the strings that members take, by the name of the member, of its
	// shape, or "Operation.Member". An empty one is none: where the member is
	// required there is nothing to call the operation with.
	Words map[string]func(S, *Draw) string
	// Inputs are the operations whose members depend on each other.
	Inputs []Input
	// Willing reports whether a caller would think of the operation at all when it
	// means to be legal; nil where everybody would.
	Willing func(S, *Draw) bool
}

// Input makes the whole input of one operation.
type Input struct {
	of   reflect.Type
	make func(service any, d *Draw) any
}

// Among draws one of the values.
func Among[S any](values ...string) func(S, *Draw) string {
	return func(_ S, d *Draw) string { return d.OneOf(values...) }
}

// Whole declares how an operation's input is made; nil means that there is
// nothing to call it with.
func Whole[S, In any](make func(S, *Draw) *In) Input {
	return Input{reflect.TypeFor[In](), func(service any, d *Draw) any {
		if in := make(service.(S), d); in != nil {
			return in
		}
		return nil
	}}
}

// word draws a string for a member.
type word func(service any, d *Draw) string

// Generator makes inputs for a service's operations.
type Generator struct {
	shapes Shapes
	often  map[string]int
	hasty  map[string]int
	sweeps []string
	said   func(key string) word // nil where nobody says
	inputs map[reflect.Type]func(any, *Draw) any
	whole  map[reflect.Type]bool // the inputs that are made as a whole

	willing func(any, *Draw) bool
}

// Generator ties the workload to the shapes of the service.
func (h Workload[S]) Generator(shapes Shapes) *Generator {
	v := &Generator{shapes: shapes, often: h.Often, hasty: h.Hasty, sweeps: h.Sweeping,
		inputs: map[reflect.Type]func(any, *Draw) any{}, whole: map[reflect.Type]bool{}}
	v.said = func(key string) word {
		if say := h.Words[key]; say != nil {
			return func(s any, d *Draw) string { return say(s.(S), d) }
		}
		return nil
	}
	if h.Willing != nil {
		v.willing = func(s any, d *Draw) bool { return h.Willing(s.(S), d) }
	}
	for _, in := range h.Inputs {
		v.inputs[in.of], v.whole[in.of] = in.make, true
	}
	return v
}

const usual = 10

// Sweeps reports whether an operation changes what holds for whole accounts.
func (v *Generator) Sweeps(op *Operation) bool { return slices.Contains(v.sweeps, op.Name) }

// Often returns how often an operation is called as against others.
func (v *Generator) Often(op *Operation, hasty bool) int {
	if often, ok := v.hasty[op.Name]; ok && hasty {
		return often
	}
	if often, ok := v.often[op.Name]; ok {
		return often
	}
	return usual
}

// Generate makes an input for the drawing's operation, false where the caller has
// nothing to call it with.
func (v *Generator) Generate(service any, d *Draw) (in any, ok bool) {
	if d.Legal && v.willing != nil && !v.willing(service, d) {
		return nil, false
	}
	in = v.inputs[d.Operation.In](service, d)
	return in, in != nil
}
