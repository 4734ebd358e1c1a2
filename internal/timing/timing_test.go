package timing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/internal/timing"
)

// judged keeps whether a test failed.
type judged struct {
	testing.TB
	failed bool
}

func (j *judged) Helper()               {}
func (j *judged) Errorf(string, ...any) { j.failed = true }

func TestABusyMachineHasRoomAndASlowProgramHasNone(t *testing.T) {
	ago := func(d time.Duration) bool {
		j := &judged{TB: t}
		timing.Within(j, time.Now().Add(-d), time.Second)
		return j.failed
	}
	assert.False(t, ago(2*time.Second))
	assert.True(t, ago(time.Minute))
	assert.Equal(t, !race.Enabled, ago(5*time.Second))
}
