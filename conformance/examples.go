package conformance

import (
	"context"
	"slices"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Examples names, by the ID of a rule, the scenarios that claim to examine it
// and in which the model accepts or refuses by it.
type Examples struct{ Accepts, Refuses map[string][]string }

// FindExamples plays those of the suites that come with Shareproof that examine one of the rules.
func FindExamples(ctx context.Context, rules []*kernel.Rule) (Examples, error) {
	examples := Examples{map[string][]string{}, map[string][]string{}}
	suites, err := embedded()
	if err != nil {
		return examples, err
	}
	wanted := map[string]bool{}
	for _, r := range rules {
		wanted[r.ID] = true
	}
	suites = keeping(suites, func(c target.Case) bool {
		return slices.ContainsFunc(examined(c), func(id string) bool { return wanted[id] })
	})
	all, err := Options{}.play(ctx, suites, &target.Model{}, nil)
	if err != nil {
		return examples, err
	}
	for _, p := range all {
		for i, rule := range model.Rules() {
			if p.Err != nil || !wanted[rule.ID] || !slices.Contains(p.Rules, rule.ID) {
				continue
			}
			if p.coverage.Rules[i].Accepted > 0 {
				examples.Accepts[rule.ID] = append(examples.Accepts[rule.ID], p.Name)
			}
			if p.coverage.Rules[i].Refused > 0 {
				examples.Refuses[rule.ID] = append(examples.Refuses[rule.ID], p.Name)
			}
		}
	}
	return examples, nil
}
