// Package timing holds that something ends in time, on machines that others use as well.
package timing

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/internal/race"
)

// busy is how many times as slow a machine may be that others use as well, and raced how many times as
// slow the race detector may make it. What takes long by its nature takes far longer still.
const busy, raced = 4, 10

// Patience is how long a test waits for what has to come.
const Patience = time.Minute

// Within holds that no more time has passed since something began than it may take on a quiet machine
// without the race detector.
func Within(t testing.TB, began time.Time, most time.Duration, about ...any) {
	t.Helper()
	most *= busy
	if race.Enabled {
		most *= raced
	}
	assert.Less(t, time.Since(began), most, about...)
}
