package exploration_test

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/exploration"
	"github.com/shareproof/shareproof/conformance/exploration/universes"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/scenarios"
)

func files(tb testing.TB) []string {
	all, err := fs.Glob(universes.FS, "*.yaml")
	require.NoError(tb, err)
	require.GreaterOrEqual(tb, len(all), 3)
	return all
}

func TestAllInvariantsHoldInEveryWorldOfTheUniversesThatShip(t *testing.T) {
	for _, file := range files(t) {
		t.Run(file, func(t *testing.T) {
			u, err := exploration.Load(universes.FS, file)
			require.NoError(t, err)
			if testing.Short() {
				u.Depth = 3
			}
			r, err := exploration.Run(t.Context(), u, exploration.Options{})
			require.NoError(t, err)
			if r.Violation != nil {
				t.Fatalf("%v\n%s", r.Violation, scenarios.Write(r.Counterexample, file))
			}
			assert.True(t, r.Complete)
			assert.Equal(t, u.Depth, r.Depth)
			assert.Greater(t, r.Transitions, r.States)
		})
	}
}

func TestTheSameUniverseHasTheSameStatesEveryTime(t *testing.T) {
	u, err := exploration.Load(universes.FS, "sharing.yaml")
	require.NoError(t, err)
	u.Depth = 3
	first, err := exploration.Run(t.Context(), u, exploration.Options{})
	require.NoError(t, err)
	second, err := exploration.Run(t.Context(), u, exploration.Options{})
	require.NoError(t, err)
	assert.Equal(t, first.States, second.States)
	assert.Equal(t, first.Transitions, second.Transitions)
	assert.Equal(t, first.Coverage, second.Coverage)
}

func TestAStoredStateTakesAtMost300Bytes(t *testing.T) {
	race.Sequential(t)
	for _, file := range []string{"backup.yaml", "keys.yaml", "organization.yaml"} {
		assert.Less(t, explored(t, file, 5, exploration.Options{}).BytesPerState, 300, file)
	}
}

func TestAnInterruptedSearchSaysHowFarItCame(t *testing.T) {
	u, err := exploration.Load(universes.FS, "backup.yaml")
	require.NoError(t, err)
	u.Depth = 20
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	r, err := exploration.Run(ctx, u, exploration.Options{})
	require.NoError(t, err)
	assert.False(t, r.Complete)
	assert.Positive(t, r.States)
}
