package sandbox

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// Tagged is something that bears the tag of a run, by the words of the target.
type Tagged struct {
	Run string
	// Kind is what it is, as in ec2 Volume, and ID which one.
	Kind, ID        string
	Account, Region string

	deed deed
}

// Tagged lists what bears the tag of any run in the accounts of the suites, in all Regions
// that accounts have without asking for them. Its errors say where nobody could look.
func (t *Target) Tagged(ctx context.Context) (all []Tagged, unseen []error) {
	home := t.there.region(kernel.Regions[0])
	for _, name := range target.Accounts {
		as := kernel.Caller{Account: t.there.account(target.NumberOf(name))}
		for _, region := range kernel.AllRegions {
			if region.OptIn || kernel.Partition(region.Name) != kernel.Partition(home) {
				continue
			}
			as.Region = region.Name
			for _, api := range services.All {
				if api.Global && region.Name != home {
					continue
				}
				some, errs := t.taggedOf(ctx, as, api)
				all, unseen = append(all, some...), append(unseen, errs...)
			}
			if ctx.Err() != nil {
				return all, append(unseen, ctx.Err())
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Tagged) int { return cmp.Compare(a.Run, b.Run) })
	return all, unseen
}

// taggedOf lists what bears the tag of any run in a service.
func (t *Target) taggedOf(ctx context.Context, as kernel.Caller, api *kernel.API) (all []Tagged, unseen []error) {
	for _, op := range api.Found() {
		f, _ := op.Finder()
		found, err := t.bearing(ctx, as, f)
		for _, b := range found {
			kind := api.Service + " " + strings.TrimPrefix(op.Name, "Create")
			all = append(all, Tagged{b.run, kind, nameOf(b.deed), as.Account, as.Region, b.deed})
		}
		if err != nil && !errors.Is(err, target.ErrUnsupported) {
			unseen = append(unseen, &Remainder{services.OperationOf(f.List(RunTag)).FullName(), as.Account, as.Region, err, ""})
		}
	}
	return all, unseen
}

// nameOf is the name or ID by which something is taken away.
func nameOf(d deed) (name string) {
	of := d.in
	if removals := d.op.Undo(d.in, d.out); len(removals) > 0 {
		of = removals[0].In
	}
	values.EachString(reflect.ValueOf(of), "", func(_, text string) { name = cmp.Or(name, text) })
	return name
}

// TakeAway notes things that bear tags of runs, with what hangs on them, for Close to take
// away.
func (t *Target) TakeAway(things []Tagged) {
	own := newBelongings()
	t.own, t.books = &own, &ledger{unsure: true}
	for _, of := range things {
		if err := t.enter(of.deed); err != nil {
			t.left = append(t.left, err)
		}
	}
}
