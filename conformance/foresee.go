package conformance

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
)

// foreseen is the model of accounts that other teams use too, held to what a target
// offers where that demands a plan: what cannot be done there is not done here.
type foreseen struct {
	*crowded
	there target.Target
	terms target.Terms

	waited, swept time.Duration
	actions       map[string]map[string]bool // that the accounts' own administrators need, by the accounts' numbers
}

// sizing is what came together in a scenario.
type sizing struct {
	sandbox.Tally
	waits   time.Duration
	actions map[string]map[string]bool
}

func (f *foreseen) size(t sandbox.Tally) *sizing { return &sizing{t, f.waited + f.swept, f.actions} }

// termsOf returns what a target lets the suites do; nothing is demanded where it has no
// terms.
func termsOf(t target.Target) target.Terms {
	if behind, ok := t.(interface{ Unwrap() target.Target }); ok {
		t = behind.Unwrap()
	}
	if careful, ok := t.(interface{ Terms() target.Terms }); ok {
		return careful.Terms()
	}
	return target.Terms{}
}

// Offers tells what the target offers, where that demands a plan.
func (f *foreseen) Offers(of target.Capability) bool {
	if f.terms.Demanded && !f.there.Offers(of) {
		return false
	}
	return f.crowded.Offers(of)
}

// Reset begins a scenario.
func (f *foreseen) Reset(ctx context.Context, seed uint64) error {
	err := f.crowded.Reset(ctx, seed)
	f.waited, f.swept, f.actions = 0, 0, map[string]map[string]bool{}
	f.World.OnQuestion(func(q kernel.Question) {
		if account, ok := strings.CutSuffix(q.Principal, ":root"); ok {
			f.need(account[strings.LastIndexByte(account, ':')+1:], q.Action)
		}
	})
	return err
}

func (f *foreseen) need(account, action string) {
	if f.actions[account] == nil {
		f.actions[account] = map[string]bool{}
	}
	f.actions[account][action] = true
}

// Do performs the call, if the target has its operation.
func (f *foreseen) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if f.terms.Demanded {
		if err := f.lacks(in); err != nil {
			return nil, err
		}
	}
	if as.Principal == "" {
		for _, also := range f.World.AlsoNeeds(as, in) {
			f.need(as.Account, also.Action)
		}
	}
	return f.crowded.Do(ctx, as, in)
}

func (f *foreseen) lacks(in any) error {
	t := f.there
	if behind, ok := t.(interface{ Unwrap() target.Target }); ok {
		t = behind.Unwrap()
	}
	if careful, ok := t.(interface{ Lacks(in any) error }); ok {
		return careful.Lacks(in)
	}
	return nil
}

// Wait lets time pass, as far as the patience with the target goes.
func (f *foreseen) Wait(ctx context.Context, d time.Duration) error {
	if target.IsSweeping(ctx) {
		f.swept += d
		return f.crowded.Wait(ctx, d)
	}
	f.waited += d
	if f.terms.Demanded && f.waited/time.Duration(max(f.terms.Speed, 1)) > f.terms.Patience {
		return target.Unsupported(fmt.Sprintf("waiting %s without a clock that can be moved (patience is %s)", f.waited,
			f.terms.Patience))
	}
	return f.crowded.Wait(ctx, d)
}

// Foresee tells what a run would do at a target that others use too, by playing it on the
// model: nothing is called.
func Foresee(ctx context.Context, o Options) (*Plan, error) {
	if err := checkTags(o.Tags); err != nil {
		return nil, err
	}
	suites, err := o.suites()
	if err != nil {
		return nil, err
	}
	suites = o.selectedOnly(suites)
	shadows, err := o.foreshadow(ctx, suites)
	if err != nil {
		return nil, err
	}
	p := newPlan(o)
	if p.why, err = o.needsItsOwn(ctx, suites, shadows, p.add); err != nil {
		return nil, err
	}
	for _, c := range casesOf(suites) {
		if err := shadows[key(c.Case)].Err; err != nil && p.why[key(c.Case)] == "" {
			p.why[key(c.Case)] = "it does not hold on the model"
		}
		p.place(c.Case)
	}
	p.finish()
	return p, nil
}

// selectedOnly leaves of suites what the tags select.
func (o Options) selectedOnly(suites []suite) []suite {
	wanted := map[string]bool{}
	for _, c := range o.choose(casesOf(suites)) {
		wanted[key(c.Case)] = c.selected
	}
	return keeping(suites, func(c target.Case) bool { return wanted[key(c)] })
}
