package conformance

import (
	"context"

	"github.com/shareproof/shareproof/internal/crowd"
	"github.com/shareproof/shareproof/model"
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
// that leave something behind there.
func (o Options) needsItsOwn(
	ctx context.Context, suites []suite, empty map[string]played,
) (map[string]string, error) {
	why := map[string]string{}
	for _, teams := range crowds {
		there, err := newCrowded(o.Seed, teams)
		if err != nil {
			return nil, err
		}
		swept, err := sandbox.New(there, sandbox.Places{})
		if err != nil {
			return nil, err
		}
		tried := keeping(suites, func(c target.Case) bool { return why[key(c)] == "" && empty[key(c)].Err == nil })
		if _, err := o.play(ctx, tried, swept, func(p *played) {
			p.Exchanges = nil
			if reason := unfit(p.Err, swept.Sweep(ctx)); reason != "" {
				why[key(p.Case)] = reason
			}
		}); err != nil {
			return nil, err
		}
	}
	return why, nil
}

// unfit says why a scenario must not run where others are, by how it ended there and
// what it left; "" where it may.
func unfit(err error, left []error) string {
	switch {
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
	why, err := o.needsItsOwn(ctx, suites, empty)
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
