package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/emulator/faults"
)

// Whatever the weather, the world's clock keeps its client's pace, nobody else acts, and
// work that was taken on succeeds.
func TestWeatherIsLawful(t *testing.T) {
	for seed := range uint64(200) {
		plan := faults.Draw(seed, lawful...)
		assert.Empty(t, plan.Script, seed)
		for _, rate := range plan.Rates {
			assert.NotContains(t, []faults.Kind{faults.Delay, faults.FailingJob}, rate.Fault.Kind, seed)
		}
		assert.NoError(t, plan.Validate())
	}
}
