package conformance_test

import (
	"context"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// introspective is the model, which looks at itself before and after each call.
type introspective struct {
	*target.Model
	refused int
	changed []string // what refused calls changed
}

func (c *introspective) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	c.World.Advance(0) // what is due before the call is not the call's work
	before := c.World.Key()
	out, err := c.Model.Do(ctx, as, in)
	if err != nil {
		c.refused++
		if c.World.Key() != before {
			c.changed = append(c.changed, err.Error())
		}
	}
	return out, err
}

func TestNoRefusedCallOfAnyScenarioChangesAnything(t *testing.T) {
	if testing.Short() {
		t.Skip("plays all suites, which other tests do with the race detector")
	}
	c := &introspective{Model: &target.Model{}}
	_, err := conformance.Run(t.Context(), conformance.Options{Target: c})
	require.NoError(t, err)
	assert.Greater(t, c.refused, 1000)
	assert.Empty(t, c.changed)
}
