package simulation

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/deterministic"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
)

func callerIn(account string) kernel.Caller {
	return kernel.Caller{Account: account, Region: "us-east-1"}
}

func run(t *testing.T, o Options) Report {
	t.Helper()
	o.Workers = max(1, o.Workers)
	return Run(t.Context(), o)
}

// The hunt for planted bugs looks for violations in the first honest worlds as well, as far as it goes.
func TestNoInvariantIsBrokenInTheModel(t *testing.T) {
	steps := 300_000
	if testing.Short() {
		steps = 40_000
	}
	r := run(t, Options{Seed: 1, Steps: steps, Workers: 2})
	for _, v := range r.Violations {
		t.Errorf("%s: %s\n%s", v.Invariant, v.Message, scenarios.Write(v.History(), v.Says))
	}
	if !testing.Short() { // so few steps do not come to every operation
		require.Empty(t, r.Coverage.Operations.Gaps, "operations that no caller ever used with success")
	}
}

func TestTheSameSeedAndStepsGiveTheSameResultWithAnyNumberOfWorkers(t *testing.T) {
	one := run(t, Options{Seed: 7, Steps: 9_500, Workers: 1})
	four := run(t, Options{Seed: 7, Steps: 9_500, Workers: 4})
	one.Elapsed, four.Elapsed = 0, 0
	require.Equal(t, one, four)
	require.Equal(t, 9_500, one.Steps)
	other := run(t, Options{Seed: 8, Steps: 9_500})
	require.NotEqual(t, one.Digest, other.Digest)
}

func TestASimulationIsTheSameInEveryProcess(t *testing.T) {
	deterministic.InEveryProcess(t, func(seed uint64) string {
		return run(t, Options{Seed: seed, Steps: 5_000, Workers: 2}).Digest
	})
}

func TestWorkFailsInSomeWorldsUnderTheEyesOfTheInvariants(t *testing.T) {
	race.Sequential(t)
	failing, worlds := 0, 0
	for seed := range uint64(40) {
		if _, percent := newDoom(seed); percent == 0 {
			continue
		}
		worlds++
		w := newWorld(seed, newChance(seed), asItIs)
		broken, _ := w.play(t.Context(), 1000)
		require.Nil(t, broken)
		for _, e := range w.recorded {
			if e.Fails && e.Err == nil {
				failing++
			}
		}
	}
	require.Greater(t, worlds, 4)
	require.Less(t, worlds, 20)
	require.Greater(t, failing, worlds)
}

func TestMostCallsAreAllowedAndSomeAreNot(t *testing.T) {
	race.Sequential(t)
	r := run(t, Options{Seed: 1, Steps: 20_000})
	refused := 0
	for _, tally := range r.covered.Operations {
		refused += int(tally.Refused)
	}
	share := float64(refused) / float64(r.Calls)
	require.Greater(t, share, 0.10)
	require.Less(t, share, 0.30)
}

// forgetful never lets a deleted backup go.
type forgetful struct{ *model.World }

func (f forgetful) Do(as kernel.Caller, in any) (any, error) {
	if _, ok := in.(*cloudhsm.DeleteBackup); ok {
		out, err := f.Fork().Do(as, in)
		return out, err
	}
	return f.World.Do(as, in)
}

func TestABrokenInvariantEndsTheSimulationAndLeavesItsFewestCalls(t *testing.T) {
	made := func(w *model.World) history.World { return forgetful{w} }
	r := run(t, Options{Seed: 1, Steps: 1_000_000, Workers: 2, Made: made})
	require.Len(t, r.Violations, 1)
	v := r.Violations[0]
	require.Less(t, r.Steps, 1_000_000)

	again := run(t, Options{Seed: v.Seed, Steps: v.Steps, Made: made})
	require.Len(t, again.Violations, 1)
	require.Equal(t, v.Message, again.Violations[0].Message)

	h := v.History()
	require.LessOrEqual(t, h.Calls(), 10, string(scenarios.Write(h, v.Says)))
	broken, _ := h.Replay(func(o model.Options) history.World { return forgetful{model.New(o)} },
		catalogue.NewChecker(h.Invariants...))
	require.NotNil(t, broken)
	require.Equal(t, v.Invariant, broken.Invariant.ID)
	honest, _ := h.Replay(history.Honest, catalogue.NewChecker())
	require.Nil(t, honest)
}

func TestAnInterruptedSimulationTellsWhatWasDone(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	worlds := 0
	r := Run(ctx, Options{Seed: 1, For: time.Hour, Workers: 2, Progress: func(Report) {
		if worlds++; worlds == 3 {
			stop()
		}
	}})
	require.GreaterOrEqual(t, r.Worlds, 3)
	require.Equal(t, r.Worlds*PerWorld, r.Steps)
	require.NotEmpty(t, r.Digest)
	require.Positive(t, r.Coverage.Operations.Covered)
}
