package simulation_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// kept returns a part as it comes back from where it was kept.
func kept(t *testing.T, p *simulation.Part) *simulation.Part {
	t.Helper()
	text, err := json.Marshal(p)
	require.NoError(t, err)
	var other simulation.Part
	require.NoError(t, json.Unmarshal(text, &other))
	return &other
}

func TestRangesAddUpToASimulationOfTheirSeeds(t *testing.T) {
	race.Sequential(t)
	for _, systems := range [][]string{nil, {"ram"}} {
		o := simulation.Options{Systems: systems}
		sum := simulation.NewSum(1)
		for _, r := range [][2]uint64{{1, 3}, {4, 4}, {5, 8}} {
			part, err := o.Range(t.Context(), r[0], r[1])
			require.NoError(t, err)
			sum.Add(kept(t, part))
		}
		got := sum.Report()
		o.Seed, o.Workers, o.Steps = 1, 2, got.Worlds*simulation.PerWorld
		want := simulation.Run(t.Context(), o)
		want.Elapsed = 0
		require.Positive(t, got.Worlds)
		assert.Equal(t, systems == nil, got.Worlds == 8, "the worlds of other systems are passed over")
		assert.Equal(t, want, got)
	}
}

func TestCoverageOfAnotherVersionIsNotRead(t *testing.T) {
	var c simulation.Covered
	for _, text := range []string{`""`, `"AAAA"`, `7`} {
		assert.Error(t, json.Unmarshal([]byte(text), &c), text)
	}
	whole, err := json.Marshal(c)
	require.NoError(t, err)
	assert.NoError(t, json.Unmarshal(whole, &c))
	assert.Error(t, json.Unmarshal(append([]byte(`"AAAA`), whole[1:]...), &c))
}

// panicking falls over at the tenth call.
type panicking struct {
	*model.World
	calls int
}

func (p *panicking) Do(as kernel.Caller, in any) (any, error) {
	if p.calls++; p.calls > 10 {
		panic("the tenth call")
	}
	return p.World.Do(as, in)
}

func TestAWorldThatPanicsIsBrokenAndTheOthersArePlayed(t *testing.T) {
	worlds := 0
	p, err := simulation.Options{Made: func(w *model.World) history.World {
		if worlds++; worlds == 2 {
			return &panicking{World: w}
		}
		return w
	}}.Range(t.Context(), 1, 3)
	require.NoError(t, err)
	assert.Len(t, p.Worlds, 3)
	require.Len(t, p.Violations, 1)
	assert.Equal(t, simulation.Panicked, p.Violations[0].Invariant)
	assert.Equal(t, "the tenth call", p.Violations[0].Message)
	assert.EqualValues(t, 2, p.Violations[0].Seed)
}

func TestARangeThatIsInterruptedIsNone(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	p, err := simulation.Options{}.Range(ctx, 1, 3)
	require.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, p)
}

func TestThePlayedDigestIsAlwaysTheSame(t *testing.T) {
	race.Sequential(t)
	assert.Equal(t, simulation.PlayedDigest(), simulation.PlayedDigest())
}
