// Package conformance runs the suites against a target, judges what came of
// each scenario and each rule, and writes the report.
package conformance

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
)

// Options say what to run, and against what.
type Options struct {
	Target target.Target
	// Paths name files and folders of features and scenarios, a FILE:LINE one scenario
	// or example, and the name of a system its suites; none means all suites that come
	// with Shareproof.
	Paths []string
	// Name selects the scenarios that have all its words in their titles.
	Name string
	// Tags selects scenarios, as in "@rule:HSM-POL-02 && ~@needs:clock".
	Tags string
	// Profiles select the scenarios of any of them, nil for those of none, too. Claims
	// names those that the target is said to conform to.
	Profiles, Claims []string
	Seed             uint64
	// Own makes scenarios that do not come with Shareproof be held or failed. A run of
	// such scenarios alone is reported by them, and by rules only with Coverage.
	Own, Coverage bool
	// Known lists divergences that do not fail the run; nil for none.
	Known *Known
	// Rerun returns the command that runs the scenario at a place again; nil for one
	// that names no target.
	Rerun func(source string) string
	// Exchanges makes Judged be told of the exchanges of all scenarios.
	Exchanges bool
	// Journal is the file that keeps what finished scenarios came to, until the run ends
	// by itself; "" for none. With Resume the run goes on with what the journal has of an
	// earlier one, which has to be of the same suites, target, seed and selection.
	Journal string
	Resume  bool
	// Foreseen is the plan of the run, nil where nobody made one.
	Foreseen *Plan
	// Warn, if set, is told what is wrong with the run's own files.
	Warn func(error)
	// Secrets, if set, are hidden in the report of a target that keeps none itself.
	Secrets *redact.Secrets
	// Parallel is how many scenarios are played at once, where the target has a world for
	// each: what is told, and in which order, is as if they were played one by one.
	Parallel int
	// FailFast ends the run after the first scenario that did not come out as claimed.
	FailFast bool
	// Planned, if set, is told how many scenarios are to be played.
	Planned func(int)
	// Progress, if set, is told of each outcome as it comes.
	Progress func(target.Outcome)
	// Judged, if set, is told of each verdict as it comes.
	Judged func(ScenarioResult)

	ownOnly bool // whether all scenarios are own
}

// played is what came of one scenario, and what it put the model to, step by step.
type played struct {
	target.Outcome
	coverage model.Coverage
	trail    *trail // nil where nobody followed
}

// Run runs the suites and reports. An error says that they could not be run as
// asked: a malformed feature, scenario or tag expression. Where the context ends
// before, the report tells of the scenarios played until then.
func Run(ctx context.Context, o Options) (*Report, error) {
	started := time.Now()
	if err := checkTags(o.Tags); err != nil {
		return nil, err
	}
	suites, err := o.suites()
	if err != nil {
		return nil, err
	}
	plan, err := o.plan(suites)
	if err != nil {
		return nil, err
	}
	if err := o.Known.find(plan); err != nil {
		return nil, err
	}
	o.ownOnly = o.Own && allOwn(suites)
	j, before, err := o.openJournal(suites)
	if err != nil {
		return nil, err
	}
	defer j.close()
	if o.Planned != nil {
		o.Planned(max(0, selected(plan)-len(before)))
	}
	all, end, err := o.perform(ctx, suites, before, j)
	if err != nil {
		return nil, err
	}
	if before != nil {
		inOrder(all, plan)
	}
	r := o.report(all, plan, end)
	if o.tellsRules() {
		r.Coverage = "measured in the model that was the target"
		if !o.onTheModel() {
			r.Coverage = "measured in a shadow model that played the same scenarios"
		}
	}
	r.Run = RunInfo{Started: started.UTC(), Seconds: time.Since(started).Seconds()}
	if end == nil {
		j.remove()
	}
	return r, nil
}

// onTheModel reports whether the target is the embedded model, which tells by itself
// what a scenario puts it to.
func (o Options) onTheModel() bool {
	_, own := o.Target.(*target.Model)
	return own
}

// perform plays what an earlier run has not, and judges all. The end is why not all was
// played, nil where it was.
func (o Options) perform(ctx context.Context, suites []suite, before []judgement, j *journal) (
	all []judgement, end, err error,
) {
	shadows := map[string]played(nil)
	if !o.onTheModel() || before != nil {
		if shadows, err = o.foreshadow(ctx, suites); err != nil && ctx.Err() == nil {
			return nil, nil, err
		}
	}
	for i := range before {
		before[i].coverage = shadows[before[i].key()].coverage
	}
	suites = unfinished(suites, before)
	var apart []played
	if o.shares() {
		if suites, apart, err = o.withoutOthers(ctx, suites, shadows); err != nil && ctx.Err() == nil {
			return nil, nil, err
		}
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	silence := giveUp(stop)
	all = before
	take := func(p *played) {
		if shadow, ok := shadows[key(p.Case)]; ok && !o.onTheModel() {
			p.coverage, p.trail = shadow.coverage, shadow.trail
			unlessRefuted(p.Err, shadow.Err)
		}
		judged := o.judged(*p)
		all = append(all, judged)
		j.write(judged)
		o.tell(*p, judged)
		p.Exchanges = nil // they are told
		silence(p.Err)
		if o.Known.mark(&judged.result); o.FailFast && judged.result.Verdict.Failing() {
			stop(errFailFast)
		}
		if over := overspent(o.Target); over != nil {
			stop(over)
		}
	}
	for i := range apart {
		take(&apart[i])
	}
	_, err = o.play(ctx, suites, o.Target, take)
	if err != nil && ctx.Err() == nil {
		return nil, nil, err
	}
	return all, context.Cause(ctx), nil
}

// overspentError ends a run that would cost more than it may.
type overspentError string

func (e overspentError) Error() string { return string(e) }

// overspent says why nothing more may be called; nil where it may.
func overspent(t target.Target) error {
	if m, ok := t.(interface{ Overspent() string }); ok {
		if why := m.Overspent(); why != "" {
			return overspentError(why)
		}
	}
	return nil
}

// unanswered is after how many scenarios in a row that got no answer a run ends.
const unanswered = 5

// errGaveUp ends a run whose target does not answer any more.
var errGaveUp = fmt.Errorf("gave up: the target did not answer in %d scenarios in a row", unanswered)

// errFailFast ends a run that is to end with the first failure.
var errFailFast = errors.New("stopped at the first failure")

// giveUp returns a function that is told how each scenario ended, and stops the
// run where calls get no answer any more.
func giveUp(stop context.CancelCauseFunc) func(error) {
	silent := 0
	return func(err error) {
		var lost net.Error
		if silent++; !errors.As(err, &lost) {
			silent = 0
		}
		if silent == unanswered {
			stop(errGaveUp)
		}
	}
}

// tell tells whoever waits of a scenario that was played.
func (o Options) tell(p played, judged judgement) {
	if o.Progress != nil {
		o.Progress(p.Outcome)
	}
	if o.Judged != nil {
		s := judged.result
		s.Exchanges = judged.exchanges
		o.Known.mark(&s)
		o.Judged(s)
	}
}

func (o Options) suites() (all []suite, err error) {
	if len(o.Paths) > 0 {
		all, err = suitesAt(o.Paths)
	} else {
		all, err = embedded()
	}
	if err != nil {
		return nil, err
	}
	if all, err = profiled(all, o.Profiles); err != nil {
		return nil, err
	}
	return named(all, o.Name)
}

func (o Options) play(
	ctx context.Context, suites []suite, t target.Target, tell func(*played),
) (all []played, err error) {
	keep := func(p played) {
		if tell != nil {
			tell(&p)
		}
		all = append(all, p)
	}
	if pool := o.pool(ctx, t); len(pool) > 1 {
		err = o.playAtOnce(ctx, suites, pool, keep)
		return all, err
	}
	for _, s := range suites {
		if err := o.playOn(ctx, s, t, keep); err != nil {
			return all, err
		}
	}
	return all, nil
}

// playedOn asks a target what it knows of the scenario that it has just played.
func playedOn(t target.Target, o target.Outcome) played {
	p := played{Outcome: o}
	if m, ok := t.(target.Misspeller); ok {
		p.Wire = m.WireMistakes()
	}
	switch t := t.(type) {
	case *target.Model:
		if t.World != nil {
			p.coverage = t.World.Coverage()
		}
	case *shadow: // which offers everything, so that each scenario has its world
		p.coverage, p.trail = t.World.Coverage(), t.ended(o.Rules)
	case target.Doubter:
		p.Doubt = t.Doubt()
	}
	return p
}
