package conformance_test

import (
	"context"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/faulty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// calls tells what a scenario said as the invariants hear it.
func calls(o target.Outcome) (said []*kernel.Exchange) {
	now := kernel.At(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC))
	for _, e := range o.Exchanges {
		if now = now.Add(e.Waited); e.In != nil {
			said = append(said, &kernel.Exchange{At: now, As: e.As, In: e.In, Out: e.Out, Err: e.Err})
		}
	}
	return said
}

func firstViolation(o target.Outcome) *invariants.Violation {
	checker := catalogue.NewChecker()
	for _, c := range calls(o) {
		if v := checker.See(c); v != nil {
			return v
		}
	}
	return nil
}

func TestTheModelBreaksNoInvariantInAnyScenario(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the suites several times")
	}
	for _, pace := range []kernel.Pace{kernel.Typical, kernel.Latest, kernel.Sampled} {
		t.Run(string(pace), func(t *testing.T) {
			played := 0
			_, err := conformance.Run(t.Context(), conformance.Options{
				Target: &target.Model{Options: model.Options{Pace: pace}},
				Progress: func(o target.Outcome) {
					played++
					if v := firstViolation(o); v != nil {
						assert.Fail(t, v.Error(), "%s %s", o.Source, o.Name)
					}
				},
			})
			require.NoError(t, err)
			require.Greater(t, played, 600)
		})
	}
}

func TestEveryDefectBreaksAnInvariant(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the suites once for each defect")
	}
	for _, s := range faulty.Wrong {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			var broken *invariants.Violation
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			_, err := conformance.Run(ctx, conformance.Options{Target: s.Target(), Progress: func(o target.Outcome) {
				if broken = firstViolation(o); broken != nil {
					stop()
				}
			}})
			require.NoError(t, err)
			require.NotNil(t, broken, s.Says)
			t.Log(broken)
		})
	}
}
