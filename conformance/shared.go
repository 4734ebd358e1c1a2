package conformance

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/crowd"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
)

// crowds are how many other teams have resources in the accounts of the worlds on which
// scenarios are tried before they run where others are.
var crowds = []int{3, 11}

// crowded is the embedded model of accounts that other teams use too. Each scenario
// begins in the same world, which it cannot ask for.
type crowded struct {
	target.Model
	world *model.World
}

// newCrowded makes a world of some teams, in which services have made what they make
// for an account but once.
func newCrowded(seed uint64, teams int) (*crowded, error) {
	c := &crowded{world: model.New(model.Options{Seed: seed, ManualActivation: true})}
	var accounts []string
	for _, name := range target.Accounts {
		accounts = append(accounts, target.NumberOf(name))
	}
	if err := crowd.Fill(c.world, seed+uint64(teams), teams, accounts...); err != nil {
		return nil, err
	}
	for _, account := range accounts {
		if err := crowd.UseDefaults(c.world, account); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Offers tells that the model cannot be emptied.
func (c *crowded) Offers(of target.Capability) bool { return of != target.Reset }

// Reset begins a scenario.
func (c *crowded) Reset(context.Context, uint64) error {
	c.World = c.world.Fork()
	return nil
}

// shares reports whether the target is one that others use too.
func (o Options) shares() bool {
	t, ok := o.Target.(target.Swept)
	return ok && !t.Offers(target.Reset)
}

// needsItsOwn tells by their keys which scenarios need accounts of their own, and why:
// those that hold in an empty world and not where other teams have resources, and those
// that leave something behind there; and those that the terms of the target keep from
// what they need. Sized, if set, is told of each scenario that was tried on the first of
// the worlds, and of what came together in it.
func (o Options) needsItsOwn(
	ctx context.Context, suites []suite, empty map[string]played, sized func(target.Case, *sizing),
) (map[string]string, error) {
	if o.Foreseen != nil {
		return o.Foreseen.why, nil
	}
	why := map[string]string{}
	for i, teams := range crowds {
		world, err := newCrowded(o.Seed, teams)
		if err != nil {
			return nil, err
		}
		there := &foreseen{crowded: world, there: o.Target, terms: termsOf(o.Target)}
		swept, err := sandbox.New(there, sandbox.Places{})
		if err != nil {
			return nil, err
		}
		swept.Bind(there.terms)
		meter := &sandbox.Meter{Now: func() time.Time { return there.World.Now() }}
		swept.Measure(meter)
		tried := keeping(suites, func(c target.Case) bool { return why[key(c)] == "" && empty[key(c)].Err == nil })
		if _, err := o.play(ctx, tried, swept, func(p *played) {
			unclaimed := there.terms.Demanded && p.Err != nil && awaitsOfficer(p.Exchanges)
			p.Exchanges = nil
			if reason := unfit(p.Err, swept.Sweep(ctx)); unclaimed {
				why[key(p.Case)] = string(target.Activation)
			} else if reason != "" {
				why[key(p.Case)] = reason
			} else if i == 0 && sized != nil {
				sized(p.Case, there.size(meter.Last()))
			}
		}); err != nil {
			return nil, err
		}
	}
	return why, nil
}

// awaitsOfficer reports whether the last that was seen are clusters that nobody claims: in
// real accounts a crypto officer does.
func awaitsOfficer(exchanges []target.Exchange) (found bool) {
	for _, e := range slices.Backward(exchanges) {
		if e.In == nil {
			continue
		}
		if op := services.OperationOf(e.In); op.API.System == "cloudhsm" && op.Reads() && e.Out != nil {
			values.EachString(reflect.ValueOf(e.Out), "", func(_, text string) { found = found || text == "INITIALIZED" })
		}
		return found
	}
	return false
}

// unfit says why a scenario must not run where others are, by how it ended there and
// what it left; "" where it may.
func unfit(err error, left []error) string {
	switch {
	case errors.Is(err, target.ErrUnsupported):
		return strings.TrimSuffix(err.Error(), ": "+target.ErrUnsupported.Error())
	case err != nil:
		return "accounts of its own: it does not hold where others have resources"
	case len(left) > 0:
		return "accounts of its own: it leaves behind what nobody can take away, as " + left[0].Error() + " shows"
	}
	return ""
}

// withoutOthers leaves of suites what may run where others are, and tells of the rest
// that it is unsupported.
func (o Options) withoutOthers(
	ctx context.Context, suites []suite, empty map[string]played,
) (kept []suite, out []played, err error) {
	why, err := o.needsItsOwn(ctx, suites, empty, nil)
	if err != nil {
		return nil, nil, err
	}
	kept = keeping(suites, func(c target.Case) bool {
		reason := why[key(c)]
		if reason != "" {
			out = append(out, played{Outcome: target.Outcome{Case: c, Err: target.Unsupported(reason)}})
		}
		return reason == ""
	})
	return kept, out, nil
}
