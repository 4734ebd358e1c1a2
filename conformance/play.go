package conformance

import (
	"context"

	"github.com/shareproof/shareproof/target"
)

// Played is a scenario that was played by itself: what was said, and the verdict.
type Played struct {
	target.Outcome
	Result ScenarioResult
}

// Play plays scenarios in their order and judges each by itself: no rule is spoken
// of. Only Target, Paths, Name, Tags, Seed and Own of the options count.
func Play(ctx context.Context, o Options) (all []Played, err error) {
	if err := checkTags(o.Tags); err != nil {
		return nil, err
	}
	suites, err := o.suites()
	if err != nil {
		return nil, err
	}
	_, err = o.play(ctx, suites, o.Target, func(p *played) {
		all = append(all, Played{p.Outcome, o.result(*p, true)})
	})
	return all, err
}
