package steps_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/features"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// examples counts what the scenarios that name a rule have shown of it.
func examples(t *testing.T, each func(target.Outcome)) map[string]kernel.Tally {
	t.Helper()
	embedded := &target.Model{Options: model.Options{ManualActivation: true}}
	shown := map[string]kernel.Tally{}
	all, err := steps.Load(features.FS)
	require.NoError(t, err)
	_, err = steps.Run(t.Context(), steps.Options{Features: all, Target: embedded, Seed: 1, Each: func(o target.Outcome) {
		for _, id := range o.Rules {
			r := model.Rule(id)
			if r == nil {
				t.Errorf("%s: there is no rule %s", o.Source, id)
				continue
			}
			seen := embedded.World.Tally(r)
			if seen == (kernel.Tally{}) {
				t.Errorf("%s: names %s, but the scenario never puts it to the test", o.Source, id)
			}
			shown[id] = kernel.Tally{Accepted: shown[id].Accepted + seen.Accepted, Refused: shown[id].Refused + seen.Refused}
		}
		each(o)
	}})
	require.NoError(t, err)
	return shown
}

func TestEveryFeatureHoldsOnTheModel(t *testing.T) {
	examples(t, func(o target.Outcome) {
		if o.Err != nil {
			t.Errorf("%s %s\n  %s\n  %v", o.Source, o.Name, o.Step, o.Err)
		}
	})
}

func TestEveryWellKnownRuleHasAnExampleThatAcceptsAndOneThatRefuses(t *testing.T) {
	shown := examples(t, func(target.Outcome) {})
	for _, r := range model.Rules() {
		if !r.Evidence.Strong() {
			continue
		}
		if shown[r.ID].Accepted == 0 {
			t.Errorf("%s has no example in which it accepts: %s", r.ID, r.Says)
		}
		if r.Error != nil && shown[r.ID].Refused == 0 {
			t.Errorf("%s has no example in which it refuses: %s", r.ID, r.Says)
		}
	}
}
