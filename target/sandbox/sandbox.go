// Package sandbox lets the suites run in accounts that are not theirs alone: it stands
// between them and a target whose accounts have numbers of their own.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// Target is a target as the suites see it: with their own numbers of accounts and
// names of Regions, whatever those are called there.
type Target struct {
	target.Target
	there, back *translation
	// own and books are of the current scenario, in the words of the target; nil where
	// the target is emptied for each.
	own     *belongings
	books   *ledger
	journal *journal // nil where none is kept
	run     string   // what the run is called in its tag
	meter   *Meter   // nil where nobody reckons
	terms   target.Terms
	mapped  map[string]bool // the target's accounts that its file names, by their numbers there
	// left is what sweeps could not take away.
	left []error
}

// New puts places between the suites and a target. An error says which of them
// cannot stand for each other.
func New(t target.Target, p Places) (*Target, error) {
	there, back, err := p.both()
	return &Target{Target: t, there: there, back: back, run: "of-a-run"}, err
}

// Close sweeps what the last scenario has made. It returns what none of the sweeps since
// New could take away.
func (t *Target) Close(ctx context.Context) []error {
	if t.books != nil {
		t.left = append(t.left, t.Sweep(ctx)...)
		t.books = nil
	}
	return t.left
}

// Unwrap returns the target that is called.
func (t *Target) Unwrap() target.Target { return t.Target }

// Offers tells what the target offers, and whether places are called there as in the
// suites.
func (t *Target) Offers(c target.Capability) bool {
	if c == target.Numbers && (len(t.there.accounts) > 0 || len(t.there.regions) > 0) {
		return false
	}
	return t.Target.Offers(c)
}

// Doubt tells why what the target showed may be the harness's doing.
func (t *Target) Doubt() string {
	if len(t.left) > 0 {
		return "an earlier scenario has left something behind: " + t.back.text(t.left[0].Error())
	}
	if d, ok := t.Target.(target.Doubter); ok {
		return t.back.text(d.Doubt())
	}
	return ""
}

// WireMistakes tells which mistakes in the answers of the scenario were passed over.
func (t *Target) WireMistakes() []target.WireMistake {
	if m, ok := t.Target.(target.Misspeller); ok {
		return m.WireMistakes()
	}
	return nil
}

func (t *translation) caller(c kernel.Caller) kernel.Caller {
	c.Account, c.Region, c.Principal = t.account(c.Account), t.region(c.Region), t.text(c.Principal)
	return c
}

// Do performs the call as its caller is known there, and tells the answer in the
// suites' words.
func (t *Target) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := t.call(ctx, t.there.caller(as), values.Rewritten(in, t.there.text))
	if err != nil {
		return nil, t.back.refusal(err)
	}
	return values.Rewritten(out, t.back.text), nil
}

// call makes a call, enters into the books what it makes, and of a listing leaves what
// is the scenario's own.
func (t *Target) call(ctx context.Context, as kernel.Caller, in any) (any, error) {
	op := services.OperationOf(in)
	if err := t.forbids(as, op, in); err != nil {
		return nil, err
	}
	if t.books == nil || op == nil {
		return t.send(ctx, as, in)
	}
	if err := t.meter.allows(op, in); err != nil {
		return nil, err
	}
	sent, marked := t.mark(as, op, in)
	if err := t.journal.begin(as, op, in, marked); err != nil {
		return nil, err
	}
	doubted := t.doubted()
	out, err := t.send(ctx, as, sent)
	d := deed{as: as, op: op, in: in, out: out, marked: marked}
	if isLost(err) || doubted != t.doubted() { // what was asked for twice may have been done twice
		t.books.lose(d)
	}
	if err := t.journal.end(op, out, err); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	d.out = op.Unmarked(out, RunTag)
	if op.Reads() {
		kept := t.own.keep(op, in, d.out)
		t.own.learn(op, in, kept)
		return kept, nil
	}
	if err := t.enter(d); err != nil {
		t.left = append(t.left, err) // nobody can say what it is
	}
	return d.out, nil
}

// enter notes what a call has made. An error says that its answer lacks what it shows.
func (t *Target) enter(d deed) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%s: the answer does not show what was made", d.op.FullName())
		}
	}()
	removals := d.op.Undo(d.in, d.out)
	t.own.made(removals, d.in, d.out)
	for _, name := range d.op.Names(d.in) {
		t.own.add(name)
	}
	t.books.enter(d, removals)
	return nil
}

// Now is the target's time.
func (t *Target) Now() time.Time { return target.Now(t.Target) }

// send makes a call, and reckons with it.
func (t *Target) send(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := t.Target.Do(ctx, as, in)
	t.meter.called(as, services.OperationOf(in), in, out, err)
	return out, err
}

// Reset sweeps what the scenario before has made, where the target itself is not emptied.
func (t *Target) Reset(ctx context.Context, seed uint64) error {
	if t.Target.Offers(target.Reset) {
		return t.Target.Reset(ctx, seed)
	}
	if t.books != nil {
		t.left = append(t.left, t.Sweep(ctx)...)
	}
	own := newBelongings()
	t.own, t.books = &own, &ledger{}
	return t.Target.Reset(ctx, seed)
}

// refusal tells an error of the target in the suites' words.
func (t *translation) refusal(err error) error {
	var refused *kernel.Error
	if !errors.As(err, &refused) {
		return err
	}
	told := *refused
	told.Message = t.text(told.Message)
	told.Members = append([]kernel.Member{}, told.Members...)
	for i := range told.Members {
		values.Rewrite(reflect.ValueOf(&told.Members[i]).Elem(), func(s string) (string, bool) { return t.text(s), true })
	}
	return &told
}

// Activate claims the initialized cluster.
func (t *Target) Activate(ctx context.Context, as kernel.Caller, cluster string) error {
	return t.heard(t.Target.Activate(ctx, t.there.caller(as), t.there.text(cluster)))
}

func (t *Target) heard(err error) error {
	if err != nil {
		return t.back.refusal(err)
	}
	return nil
}

// Events lists the events of a bus.
func (t *Target) Events(ctx context.Context, at kernel.Scope) ([]eventbridge.Event, error) {
	at.Account, at.Region = t.there.account(at.Account), t.there.region(at.Region)
	return rewritten(t, at, func(at kernel.Scope) ([]eventbridge.Event, error) { return t.Target.Events(ctx, at) })
}

// Storage tells what all DB clusters store.
func (t *Target) Storage(ctx context.Context) ([]model.Lineage, error) {
	return rewritten(t, kernel.Scope{}, func(kernel.Scope) ([]model.Lineage, error) { return t.Target.Storage(ctx) })
}

// rewritten returns what was asked of the target, in the suites' words.
func rewritten[T any](t *Target, at kernel.Scope, ask func(kernel.Scope) ([]T, error)) ([]T, error) {
	all, err := ask(at)
	if err != nil {
		return nil, t.back.refusal(err)
	}
	told := struct{ All []T }{all}
	return values.Rewritten(&told, t.back.text).(*struct{ All []T }).All, nil
}

// WritePages writes pages of a DB cluster.
func (t *Target) WritePages(ctx context.Context, as kernel.Caller, cluster string, place, count uint64) error {
	return t.heard(t.Target.WritePages(ctx, t.there.caller(as), t.there.text(cluster), place, count))
}

// VisitConsole is the caller's look at the console of AWS Backup.
func (t *Target) VisitConsole(ctx context.Context, as kernel.Caller) error {
	return t.heard(t.Target.VisitConsole(ctx, t.there.caller(as)))
}

// Arrange sets up the next worlds, where the target can.
func (t *Target) Arrange(o model.Options, automatic bool) bool {
	return target.Arrange(t.Target, o, automatic)
}
