package sandbox

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// RunTag is the key of the tag that is on what a run has made; its value is the run.
const RunTag = "shareproof:run"

// mark adds the run's tag to what a call makes, where the account's administrator calls:
// whoever else may make something may not be allowed to tag it.
func (t *Target) mark(as kernel.Caller, op *kernel.Operation, in any) (marked any, ok bool) {
	if as.Principal != "" || as.Credentials != "" {
		return in, false
	}
	return op.Marked(in, RunTag, t.run)
}

func (t *Target) doubted() string {
	if d, ok := t.Target.(target.Doubter); ok {
		return d.Doubt()
	}
	return ""
}

// isLost reports whether nobody knows of a call whether it was done: it has no answer of
// the service.
func isLost(err error) bool {
	var refused *kernel.Error
	var trouble *target.Trouble
	return err != nil && !errors.As(err, &refused) && !errors.Is(err, target.ErrUnsupported) &&
		!(errors.As(err, &trouble) && trouble.What == target.NoCredentials) // which sends nothing
}

// lose notes a call of which nobody knows whether it was done.
func (l *ledger) lose(d deed) {
	if d.op.IsUndone() {
		l.lost, l.unsure = append(l.lost, d), true
	}
}

// errUnseen is why nobody knows whether a call has made something.
var errUnseen = errors.New("no answer came, so that nobody knows whether it was done")

// seek looks for what the calls have made of which nobody knows whether they were done.
func (t *Target) seek(ctx context.Context) {
	t.books.unknown = nil
	for _, d := range t.books.lost {
		if err := t.seekOf(ctx, d); err != nil {
			t.books.unknown = append(t.books.unknown, &Remainder{d.op.FullName(), d.as.Account, d.as.Region,
				fmt.Errorf("%w: %w", errUnseen, err), ""})
		}
	}
}

func (t *Target) seekOf(ctx context.Context, d deed) error {
	if why := d.op.LostBy(); why != "" {
		return errors.New(why)
	}
	if d.op.IsByInput() {
		d.out = reflect.New(d.op.Out).Interface()
		return t.enter(d)
	}
	if name, hangs := d.op.HangsOn(d.in); hangs {
		if name != "" && !t.own.names(name) {
			return fmt.Errorf("%s is not of this run", name)
		}
		return nil // what hangs on it is asked for, and goes with it
	}
	f, ok := d.op.Finder()
	switch {
	case !ok:
		return errors.New("nothing says how it is found")
	case d.marked || !d.op.Marks() || d.op.Inherits(d.in):
	case d.as.Principal != "":
		return fmt.Errorf("what %s makes bears no tag of the run", d.as.Principal)
	default:
		return errors.New("it bears no tag of the run, since it has as many as it may have")
	}
	as := d.as
	if region := f.Region(d.in); region != "" {
		as.Region = region
	}
	all, err := t.bearing(ctx, as, f)
	for _, of := range all {
		if of.run == t.run && !t.books.has(of.deed) {
			err = errors.Join(err, t.enter(of.deed))
		}
	}
	return err
}

// borne is something that bears the tag of a run.
type borne struct {
	deed
	run string
}

// bearing lists what bears the tag of any run in an account and Region.
func (t *Target) bearing(ctx context.Context, as kernel.Caller, f kernel.Finder) (all []borne, err error) {
	as.Principal, as.Credentials = "", ""
	list := f.List(RunTag)
	for page, more := list, true; more; {
		out, err := t.send(ctx, as, page)
		if err != nil {
			return all, noneThere(err)
		}
		for _, shown := range f.Shown(out) {
			run, err := t.runOf(ctx, as, shown)
			if err != nil {
				return all, err
			}
			if run != "" {
				all = append(all, borne{deed{as: as, op: f.Of(), in: shown.In, out: shown.Out}, run})
			}
		}
		page, more = services.OperationOf(list).Continued(page, out)
	}
	return all, nil
}

// noneThere returns an error that does not say that there is nothing.
func noneThere(err error) error {
	var refused *kernel.Error
	if errors.As(err, &refused) && gone.MatchString(refused.Code) {
		return nil
	}
	return err
}

// runOf returns the run whose tag something bears; "" where it bears none or is going.
func (t *Target) runOf(ctx context.Context, as kernel.Caller, shown kernel.Shown) (run string, err error) {
	op := services.OperationOf(shown.Of)
	if op == nil {
		run = kernel.TagOf(shown.Of, RunTag)
	}
	for page, more := shown.Of, op != nil; more && run == ""; {
		out, err := t.send(ctx, as, page)
		if err != nil {
			return "", noneThere(err)
		}
		run = kernel.TagOf(out, RunTag)
		page, more = op.Continued(page, out)
	}
	if run == "" || shown.Ask == nil {
		return run, nil
	}
	out, err := t.send(ctx, as, shown.Ask)
	if err != nil || !shown.Stands(out) {
		return "", noneThere(err)
	}
	return run, nil
}

// has reports whether something that was found is noted already.
func (l *ledger) has(found deed) bool {
	return slices.ContainsFunc(l.deeds, func(d deed) bool {
		return d.op == found.op && d.as == found.as && reflect.DeepEqual(d.in, found.in) &&
			reflect.DeepEqual(d.out, found.out)
	})
}

// names reports whether a name or ARN is of something of the scenario's own.
func (b *belongings) names(text string) bool {
	return slices.ContainsFunc(wordsOf(text), func(word string) bool { return b.own[word] })
}
