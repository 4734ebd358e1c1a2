// Package conformance runs the suites against a target, judges what came of
// each scenario and each rule, and writes the report.
package conformance

import (
	"context"
	"fmt"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
)

// Options say what to run, and against what.
type Options struct {
	Target target.Target
	// Paths name files and folders of features and scenarios; none means the
	// suites that come with Shareproof.
	Paths []string
	// Tags selects scenarios, as in "@rule:HSM-POL-02 && ~@needs:clock".
	Tags string
	Seed uint64
	// Progress, if set, is told of each outcome as it comes.
	Progress func(target.Outcome)
}

// played is what came of one scenario, and what it put the model to.
type played struct {
	target.Outcome
	coverage model.Coverage
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
	all, err := o.play(ctx, suites, o.Target, o.Progress)
	interrupted := ctx.Err() != nil
	if err != nil && !interrupted {
		return nil, err
	}
	how := "measured in the model that was the target"
	if _, own := o.Target.(*target.Model); !own && interrupted {
		how = "not measured, since the run was interrupted"
	} else if !own {
		how = "measured in a shadow model that played the same scenarios"
		if err := o.shadow(ctx, suites, all); err != nil {
			return nil, err
		}
	}
	r := o.report(all, interrupted)
	r.Coverage = how
	r.Run = RunInfo{Started: started.UTC(), Seconds: time.Since(started).Seconds()}
	return r, nil
}

func (o Options) suites() ([]suite, error) {
	if len(o.Paths) > 0 {
		return suitesAt(o.Paths)
	}
	return embedded()
}

func (o Options) play(ctx context.Context, suites []suite, t target.Target, tell func(target.Outcome)) (all []played, err error) {
	m, _ := t.(*target.Model)
	for _, s := range suites {
		err := s.run(ctx, t, o.Seed, o.Tags, func(outcome target.Outcome) {
			if ctx.Err() != nil {
				return // it was cut short
			}
			p := played{Outcome: outcome}
			if m != nil && m.World != nil {
				p.coverage = m.World.Coverage()
			}
			all = append(all, p)
			if tell != nil {
				tell(outcome)
			}
		})
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// shadow plays the same scenarios on the embedded model, to learn which rules
// they accept and refuse: an endpoint does not tell.
func (o Options) shadow(ctx context.Context, suites []suite, all []played) error {
	shadows, err := o.play(ctx, suites, &target.Model{Options: model.Options{}}, nil)
	if err != nil {
		return err
	}
	if len(shadows) != len(all) {
		return fmt.Errorf("%d scenarios ran on the target, %d on its shadow", len(all), len(shadows))
	}
	for i := range all {
		all[i].coverage = shadows[i].coverage
	}
	return nil
}
