package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// deed is a call that has made something.
type deed struct {
	as      kernel.Caller
	op      *kernel.Operation
	in, out any
	marked  bool // it gives the run's tag to what it makes
}

// remainder is a call that takes something away.
type remainder struct {
	as kernel.Caller
	kernel.Removal
	gone bool
	why  error  // why it is still there
	cost string // what it costs that it stays
}

func (r *remainder) goesLast() bool { return services.OperationOf(r.In).API.GoesLast }

// ledger holds what is to be taken away, in the order in which it was made.
type ledger struct {
	deeds      []deed
	remainders []*remainder
	// lost are calls of which nobody knows whether they were done, and unknown says of which
	// of them that is not found out, and why.
	lost    []deed
	unknown []error
	// unsure is true where there may be what no answer told of.
	unsure bool
}

func (l *ledger) enter(d deed, removals []kernel.Removal) {
	for _, r := range removals {
		l.owe(d.as, r, d.op.ADay(d.in, d.out))
	}
	if len(d.op.Leftovers(d.in, d.out)) > 0 {
		l.deeds = append(l.deeds, d)
	}
}

// Remainder is something that could not be taken away.
type Remainder struct {
	// Call is the call that would do it, as iam.DeleteRole, or one of which nobody knows
	// whether it was done.
	Call            string
	Account, Region string
	Why             error
	// Cost tells what it costs that it stays, "" where nobody knows what it is.
	Cost string
}

func (r *Remainder) Error() string {
	return fmt.Sprintf("%s of %s in %s: %s (%s)", r.Call, r.Account, r.Region, r.Why,
		cmp.Or(r.Cost, "what that costs a day is not known"))
}

func (r *Remainder) Unwrap() error { return r.Why }

// owe notes a call that takes something away, once. The administrator makes it.
func (l *ledger) owe(as kernel.Caller, removal kernel.Removal, cost string) {
	as.Principal, as.Credentials = "", ""
	for _, r := range l.remainders {
		if r.as == as && reflect.DeepEqual(r.In, removal.In) {
			return
		}
	}
	l.remainders = append(l.remainders, &remainder{as: as, Removal: removal, cost: cost})
}

// gone are the codes by which services say that something is not there.
var gone = regexp.MustCompile(`NotFound|NoSuchEntity|UnknownResource|DoesNotExist|AWSOrganizationsNotInUse|` +
	`AccountNotRegistered|PolicyNotAttached|PolicyTypeNotEnabled|HandshakeAlreadyInState`)

const (
	pause    = time.Minute
	patience = time.Hour
)

// Sweep takes away what the scenario has made, the latest first, and waits where that
// takes time. It returns what is still there, and why.
func (t *Target) Sweep(ctx context.Context) (left []error) {
	if t.books == nil {
		return nil
	}
	if t.meter != nil {
		defer func() { t.meter.settle(len(left) > 0) }()
	}
	ctx = target.WhileSweeping(ctx)
	for waited := time.Duration(0); ; waited += pause {
		t.seek(ctx)
		for t.round(ctx, waited >= patience) {
		}
		left = t.books.left()
		if len(left) == len(t.books.unknown) && (waited > 0 || len(t.books.lost) == 0) {
			if len(left) > 0 {
				return left
			}
			if len(t.left) > 0 {
				return nil // the journal still has what is left of earlier scenarios
			}
			return asList(t.journal.write(line{Swept: true}))
		}
		if waited >= patience || ctx.Err() != nil || waited >= t.books.worthwhile() {
			return left
		}
		if err := t.Target.Wait(ctx, pause); err != nil {
			return append(left, err)
		}
	}
}

// silence is how long a sweep goes on where nothing that it asks is answered any more.
const silence = 3 * pause

// worthwhile is how long it may help to wait for what is left, by what came of taking it away:
// not at all where it is the harness that cannot call.
func (l *ledger) worthwhile() (most time.Duration) {
	for _, r := range l.remainders {
		var refused *kernel.Error
		var trouble *target.Trouble
		switch {
		case r.gone:
		case errors.As(r.why, &trouble) && trouble.Ours:
		case r.why == nil, errors.Is(r.why, errWaits), errors.As(r.why, &refused), trouble != nil:
			return patience
		default:
			most = silence
		}
	}
	if len(l.lost) > 0 {
		most = max(most, silence)
	}
	return most
}

func asList(err error) []error {
	if err == nil {
		return nil
	}
	return []error{err}
}

func (l *ledger) left() (all []error) {
	for _, r := range l.remainders {
		if !r.gone {
			op := services.OperationOf(r.In)
			all = append(all, &Remainder{op.FullName(), r.as.Account, r.as.Region, r.why, r.cost})
		}
	}
	return append(all, l.unknown...)
}

// errWaits is why something is not taken away yet.
var errWaits = errors.New("what is left may need it to go")

// round makes each call once that is still owed, the latest first, but for those of services
// that go last: they are made once nothing else is left, or late. It reports whether something
// is gone by it.
func (t *Target) round(ctx context.Context, late bool) (progress bool) {
	for _, d := range t.books.deeds {
		for _, of := range d.op.Leftovers(d.in, d.out) {
			if !of.Hangs || t.books.unsure {
				t.look(ctx, d.as, of)
			}
		}
	}
	late = late || !slices.ContainsFunc(t.books.remainders, func(r *remainder) bool { return !r.gone && !r.goesLast() })
	for i := len(t.books.remainders) - 1; i >= 0; i-- {
		r := t.books.remainders[i]
		if r.gone {
			continue
		}
		if r.goesLast() && !late {
			r.why = errWaits
			continue
		}
		_, r.why = t.send(ctx, r.as, r.In)
		var refused *kernel.Error
		r.gone = r.why == nil || errors.As(r.why, &refused) && (gone.MatchString(refused.Code) ||
			refused.Code == r.Gone)
		progress = progress || r.gone
	}
	return progress
}

// look asks what is left of something, and owes what takes it away.
func (t *Target) look(ctx context.Context, as kernel.Caller, of kernel.Leftover) {
	as.Principal, as.Credentials = "", ""
	if of.Region != "" {
		as.Region = of.Region
	}
	op := services.OperationOf(of.List)
	for list, more := of.List, true; more; {
		out, err := t.send(ctx, as, list)
		if err != nil {
			return
		}
		for _, removal := range of.Found(out) {
			t.books.owe(as, kernel.Removal{In: removal}, "")
		}
		list, more = op.Continued(list, out)
	}
}
