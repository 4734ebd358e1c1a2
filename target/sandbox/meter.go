package sandbox

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Called is an operation that an account calls in a Region.
type Called struct {
	Account, Region string
	Operation       *kernel.Operation
}

// Thing is what a call has made, for as long as it is there.
type Thing struct {
	Called
	Charges     []kernel.Charge
	From, Until time.Time

	removals []kernel.Removal
}

// Lasts is how long the thing is there.
func (t *Thing) Lasts() time.Duration { return t.Until.Sub(t.From) }

// Cost is what AWS asks for the thing.
func (t *Thing) Cost() (sum kernel.Money) {
	for _, c := range t.Charges {
		sum += c.Price.Of(c.Units, t.Lasts())
	}
	return sum
}

// Meter reckons what a target is asked for, what that makes and what it costs, as calls
// are made.
type Meter struct {
	// Now tells the target's time.
	Now func() time.Time
	// Most is what all may cost; 0 for whatever it comes to.
	Most kernel.Money

	things []*Thing // of the scenario, those that are gone too
	calls  map[Called]int
	spent  kernel.Money // for what is over
	over   bool
	last   Tally
}

// Measure lets a meter reckon with all calls from now on.
func (t *Target) Measure(m *Meter) { t.meter = m }

// Overspent says why no more is called; "" where that may go on.
func (t *Target) Overspent() string {
	if t.meter == nil || !t.meter.over {
		return ""
	}
	return overspent(t.meter.Most)
}

func overspent(most kernel.Money) string {
	return fmt.Sprintf("stopped: the run would cost more than %s, by its --max-cost", most)
}

// Spent is the most that calls have cost up to now.
func (m *Meter) Spent() kernel.Money {
	sum := m.spent
	for _, thing := range m.things {
		sum += m.soFar(thing)
	}
	return sum
}

// soFar is what a thing has cost up to now.
func (m *Meter) soFar(thing *Thing) kernel.Money {
	until := *thing
	if until.Until.IsZero() {
		until.Until = m.Now()
	}
	return until.Cost()
}

// allows refuses a call that would let the run cost too much, by the least that AWS asks
// for what it makes.
func (m *Meter) allows(op *kernel.Operation, in any) error {
	if m == nil || m.Most == 0 {
		return nil
	}
	sum := m.Spent()
	for _, c := range leastCharges(op, in) {
		sum += c.Price.Of(c.Units, 0)
	}
	if each := op.API.Bill.EachCall; each != nil {
		sum += each.Amount
	}
	if m.over = m.over || sum > m.Most; m.over {
		return &target.Undecided{Reason: overspent(m.Most)}
	}
	return nil
}

// leastCharges are the charges of a call that was not answered yet; none where only its
// answer tells.
func leastCharges(op *kernel.Operation, in any) (all []kernel.Charge) {
	defer func() {
		if recover() != nil {
			all = nil
		}
	}()
	return op.Charges(in, reflect.New(op.Out).Interface())
}

// called notes a call that was sent, and its answer.
func (m *Meter) called(as kernel.Caller, op *kernel.Operation, in, out any, err error) {
	if m == nil || op == nil {
		return
	}
	if m.calls == nil {
		m.calls = map[Called]int{}
	}
	of := Called{as.Account, as.Region, op}
	m.calls[of]++
	if each := op.API.Bill.EachCall; each != nil {
		m.spent += each.Amount
	}
	if op.Reads() || err != nil {
		return
	}
	m.ends(as.Account, op, in)
	thing := &Thing{Called: of, From: m.Now()}
	if thing.is(in, out); len(thing.Charges) > 0 || len(thing.removals) > 0 {
		m.things = append(m.things, thing)
	}
}

// is tells what a call has made, as far as its answer shows that.
func (t *Thing) is(in, out any) {
	defer func() { _ = recover() }()
	t.removals, t.Charges = t.Operation.Undo(in, out), t.Operation.Charges(in, out)
}

// ends notes that a call takes away what it names.
func (m *Meter) ends(account string, op *kernel.Operation, in any) {
	for _, thing := range m.things {
		gone := slices.ContainsFunc(thing.removals, func(r kernel.Removal) bool {
			return reflect.TypeOf(r.In) == reflect.TypeOf(in) && isSame(op, r.In, in)
		})
		if gone && thing.Until.IsZero() && thing.Account == account {
			thing.Until = m.Now()
		}
	}
}

// isSame reports whether two calls of an operation take away the same: what costs is told
// by its name alone, since callers may say more than a sweep does.
func isSame(op *kernel.Operation, a, b any) bool {
	if names := op.Changes(a); op.API.System != "iam" && len(names) > 0 {
		return slices.Equal(names, op.Changes(b))
	}
	return reflect.DeepEqual(a, b)
}

// Tally is what came together in a scenario.
type Tally struct {
	Calls  map[Called]int
	Things []*Thing
}

// settle ends a scenario: what is still there is gone, unless the sweep has left something.
func (m *Meter) settle(left bool) {
	m.last = Tally{m.calls, m.things}
	var open []*Thing
	for _, thing := range m.things {
		if thing.Until.IsZero() && left {
			open = append(open, thing)
			continue
		}
		if thing.Until.IsZero() {
			thing.Until = m.Now()
		}
		m.spent += thing.Cost()
	}
	m.calls, m.things = nil, open
}

// Last is what came together in the scenario that was swept last.
func (m *Meter) Last() Tally { return m.last }
