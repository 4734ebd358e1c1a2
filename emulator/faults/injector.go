package faults

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// ErrLost is what remains of a call whose connection ended without an answer.
var ErrLost = errors.New("the connection ended without an answer")

// Injector stands between callers and a world, whose time must pass only by
// Advance. It is not safe for concurrent use; but while it lets time pass, others
// may call.
type Injector struct {
	plan    Plan
	world   *model.World
	advance func(time.Duration)

	calls  int
	struck []int // by rate
	came   []int // by place of the script
	done   []bool
	seen   map[string]string // by ${name}
	past   *past             // nil where no read is stale
	log    Log

	// Observe, if set, is told of each call that the world performs, with its own
	// answer, whatever becomes of that on its way.
	Observe func(*kernel.Exchange)
}

// New returns an Injector of the plan. Advance lets time pass; nil stands for
// the world's own Advance. It panics if the plan has a mistake: see
// Plan.Validate.
func New(p Plan, w *model.World, advance func(time.Duration)) *Injector {
	if err := p.Validate(); err != nil {
		panic(fmt.Sprintf("faults: %v", err))
	}
	if advance == nil {
		advance = w.Advance
	}
	i := &Injector{
		plan: p, world: w, advance: advance, struck: make([]int, len(p.Rates)),
		came: make([]int, len(p.Script)), done: make([]bool, len(p.Script)), seen: p.names(),
	}
	if lag := p.longestLag(); lag > 0 {
		i.past = &past{window: lag, worlds: []*model.World{w.Fork()}}
	}
	return i
}

// Do performs a call as World.Do does, or what the plan makes of it. An error is
// a *kernel.Error, a Bare or ErrLost.
func (i *Injector) Do(as kernel.Caller, in any) (any, error) {
	return i.Arrive(as, in, i.advance).Do(as, in)
}

// Arrival is a call that has arrived: what happens before it has happened.
type Arrival struct {
	// Waited reports whether time has passed before the call.
	Waited bool

	injector *Injector
	advance  func(time.Duration)
	number   int    // of the call, 0 where it is not counted
	scripted *Fault // nil where the script has none for the call
}

// Arrive counts a call and lets happen what the plan has before it. Advance lets
// the time pass that the plan has before and during the call.
func (i *Injector) Arrive(as kernel.Caller, in any, advance func(time.Duration)) *Arrival {
	a := &Arrival{injector: i, advance: advance}
	op := services.OperationOf(in)
	if op == nil || i.plan.Empty() {
		return a
	}
	i.calls++
	a.number = i.calls
	a.happenings(as, op, in)
	return a
}

// Do performs the call, or what the plan makes of it, as Injector.Do does.
func (a *Arrival) Do(as kernel.Caller, in any) (any, error) {
	i := a.injector
	if a.number == 0 {
		return i.do(as, in)
	}
	op := services.OperationOf(in)
	chance := rand.New(rand.NewPCG(i.plan.Seed, uint64(a.number)))
	f, rate := i.strike(as, op, in, chance)
	if a.scripted != nil {
		f, rate = *a.scripted, -1
	}
	if f.Kind == "" {
		return i.Calm(as, in)
	}
	if rate >= 0 {
		i.struck[rate]++ // before time passes, in which others may call
	}
	out, err, injected := a.inject(f, as, op, in, chance.Uint64())
	switch {
	case injected:
		a.note(as, in, string(f.Kind))
	case rate >= 0:
		i.struck[rate]--
	}
	return out, err
}

// Calm performs a call to which nothing happens and which is not counted.
func (i *Injector) Calm(as kernel.Caller, in any) (any, error) {
	out, err := i.do(as, in)
	i.learn(as, in, out, err)
	return out, err
}

// do performs a call and tells of it.
func (i *Injector) do(as kernel.Caller, in any) (any, error) {
	out, err := i.world.Do(as, in)
	i.observe(as, in, out, err, false)
	return out, err
}

func (i *Injector) observe(as kernel.Caller, in, out any, err error, fails bool) {
	if i.Observe != nil {
		i.Observe(&kernel.Exchange{At: kernel.At(i.world.Now()), As: as, In: in, Out: out, Err: err, Fails: fails})
	}
}

// strike draws whether a rate strikes the call, and which one. Every rate draws
// at every call, so that the limits of one do not move another.
func (i *Injector) strike(as kernel.Caller, op *kernel.Operation, in any, chance *rand.Rand) (f Fault, rate int) {
	rate = -1
	for n, r := range i.plan.Rates {
		strikes := chance.Float64()*100 < r.Percent
		if strikes && rate < 0 && r.concerns(as, op) && r.Kind.fits(op, in) && (r.Most == 0 || i.struck[n] < r.Most) {
			f, rate = r.Fault, n
		}
	}
	return f, rate
}

func (r *Rate) concerns(as kernel.Caller, op *kernel.Operation) bool {
	return (r.Calls == nil || slices.Contains(r.Calls, op.FullName()) || slices.Contains(r.Calls, op.API.Service)) &&
		(r.Accounts == nil || slices.Contains(r.Accounts, as.Account))
}

// fits reports whether the call can have a fault of the kind. The later pages of a
// listing are never stale: their tokens come from its first.
func (k Kind) fits(op *kernel.Operation, in any) bool {
	switch k {
	case StaleRead:
		if !op.Reads() || op.API.StaleFor == 0 {
			return false
		}
		token := reflect.ValueOf(in).Elem().FieldByName("NextToken")
		return !token.IsValid() || token.IsZero()
	case FailingJob:
		return op.CanFail
	}
	return true
}

// inject performs the call with a fault; false where there was nothing to go
// wrong after all.
func (a *Arrival) inject(
	f Fault, as kernel.Caller, op *kernel.Operation, in any, toss uint64,
) (out any, err error, injected bool) {
	i := a.injector
	switch f.Kind {
	case Throttling:
		return nil, throttled(op.API), true
	case Unavailable:
		return nil, unavailable(op.API, toss), true
	case LostRequest:
		return nil, ErrLost, true
	case LostReply:
		_, _ = i.Calm(as, in)
		return nil, ErrLost, true
	case Delay:
		if toss%2 == 0 {
			a.advance(f.By)
			out, err = i.Calm(as, in)
			return out, err, true
		}
		out, err = i.Calm(as, in)
		a.advance(f.By)
		return out, err, true
	case StaleRead:
		out, err = i.past.do(i.world, f.By, as, in)
		return out, err, true
	default:
		out, jobs, err := i.world.DoFailing(as, in)
		i.observe(as, in, out, err, true)
		i.learn(as, in, out, err)
		return out, err, jobs > 0
	}
}

// learn keeps what later calls may need of this one.
func (i *Injector) learn(as kernel.Caller, in, out any, err error) {
	if err != nil {
		return
	}
	if len(i.seen) > 0 {
		i.look(reflect.ValueOf(in))
		i.look(reflect.ValueOf(out))
	}
	if i.past != nil {
		i.past.note(i.world, services.OperationOf(in))
	}
}
