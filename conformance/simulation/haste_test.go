package simulation

import (
	"testing"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/stretchr/testify/require"
)

// counting counts what is drawn.
type counting struct {
	chance
	drawn int
}

func (c *counting) IntN(n int) int {
	c.drawn++
	return c.chance.IntN(n)
}

func TestPatientWorldsDrawNothingForHaste(t *testing.T) {
	const patient = 1
	require.Zero(t, drawHaste(patient))
	c := &counting{chance: newChance(patient)}
	w := newWorld(patient, c, func(w *model.World) history.World { return w })
	for range 500 {
		made := w.next()
		before := c.drawn
		_, _ = w.perform(made, false)
		require.Equal(t, before, c.drawn, "%s", made.op.Name)
		w.wait()
	}
}
