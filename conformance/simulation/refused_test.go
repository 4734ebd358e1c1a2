package simulation

import (
	"fmt"
	"testing"

	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/stretchr/testify/require"
)

// introspective is a world that looks at itself before and after each call.
type introspective struct {
	*model.World
	refused int
	changed map[string]int // by refused operations
}

// into lets it look into a fresh world from now on.
func (c *introspective) into(w *model.World) history.World {
	c.World = w
	return c
}

func (c *introspective) Do(as kernel.Caller, in any) (any, error) {
	return c.unlessRefused(in, func() (any, error) { return c.World.Do(as, in) })
}

func (c *introspective) DoFailing(as kernel.Caller, in any) (out any, jobs int, err error) {
	_, _ = c.unlessRefused(in, func() (any, error) {
		out, jobs, err = c.World.DoFailing(as, in)
		return out, err
	})
	return out, jobs, err
}

func (c *introspective) unlessRefused(in any, do func() (any, error)) (any, error) {
	c.World.Advance(0) // what is due before the call is not the call's work
	before := c.World.Key()
	out, err := do()
	if err != nil {
		c.refused++
		if c.World.Key() != before {
			c.changed[fmt.Sprintf("%T %.60v", in, err)]++
		}
	}
	return out, err
}

func TestNoRefusedCallOfManyWorldsChangesAnything(t *testing.T) {
	race.Sequential(t)
	steps := 100_000
	if testing.Short() {
		steps = 10_000
	}
	c := introspective{changed: map[string]int{}}
	r := Run(t.Context(), Options{Seed: 1, Steps: steps, Workers: 1, Made: c.into})
	require.Empty(t, r.Violations)
	require.Empty(t, c.changed, "of %d refused calls", c.refused)
	require.Greater(t, c.refused, steps/8)
}
