package kernel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model/kernel"
)

// worker is a service whose work leads to more work.
type worker struct {
	env   *kernel.Env
	work  *kernel.Timing
	done  []string
	times []kernel.Time
}

func (w *worker) Due(due kernel.Event) bool {
	w.done, w.times = append(w.done, due.Topic), append(w.times, w.env.Now())
	if due.Topic == "first" {
		w.env.Schedule(w.env.Duration(w.work), "second", due.Subject, 0)
	}
	return true
}

func TestWorkIsDoneWithinItsWindow(t *testing.T) {
	e := kernel.NewEnv(1, 0, kernel.Latest)
	e.KeepWindows()
	w := &worker{env: e, work: &kernel.Timing{Earliest: time.Minute, Typical: 2 * time.Minute, Latest: time.Hour}}
	e.Receive(w)
	job := kernel.Ref{ID: "job"}
	e.Schedule(e.Duration(w.work), "first", job, 0)
	e.Schedule(time.Hour, "exactly", kernel.Ref{ID: "other"}, 0)
	at := func(d time.Duration) kernel.Time { return kernel.Time(0).Add(d) }

	e.AdvanceTo(at(59 * time.Second))
	assert.Empty(t, e.MayBeDone(), "before it may be done")
	assert.True(t, e.Unsettled("job"))
	assert.False(t, e.Unsettled("other"), "its moment is known")

	e.AdvanceTo(at(10 * time.Minute))
	fork := e.Branch()
	assert.Equal(t, []uint64{1}, e.MayBeDone())
	e.DoEarly(1)
	assert.Equal(t, []string{"first"}, w.done)
	assert.Equal(t, at(10*time.Minute), w.times[0], "time does not go back")
	assert.Equal(t, []uint64{3}, e.MayBeDone(), "what follows may have begun when the first may have ended")
	e.DoEarly(3)
	assert.Equal(t, []string{"first", "second"}, w.done)
	assert.Equal(t, []uint64{1}, fork.MayBeDone(), "a branch has windows of its own")

	e.AdvanceTo(at(time.Hour))
	assert.Equal(t, []string{"first", "second", "exactly"}, w.done)
	e.DoEarly(1)
	assert.Len(t, w.done, 3, "nothing is done twice")
}
