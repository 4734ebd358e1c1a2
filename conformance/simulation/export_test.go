package simulation

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// twins are a world and one that was made of its export, which have to answer alike.
type twins struct {
	*model.World
	t     *testing.T
	other *model.World
	calls int
}

// every is after how many calls the other world is made again.
const every = 150

func (w *twins) again() {
	bytes := w.World.Export()
	other, err := model.Import(bytes, model.Options{})
	require.NoError(w.t, err)
	require.Equal(w.t, w.World.Digest(), other.Digest())
	require.Equal(w.t, bytes, other.Export(), "what was imported is exported otherwise")
	w.other = other
	w.alike()
}

func (w *twins) alike() {
	if w.World.Trace() != w.other.Trace() || w.World.Key() != w.other.Key() {
		require.Equal(w.t, w.World.Digest(), w.other.Digest(), "the state has become another")
		require.Equal(w.t, w.World.Trace(), w.other.Trace(), "what the state does not tell has become another")
	}
}

func (w *twins) Do(as kernel.Caller, in any) (any, error) {
	out, _, err := w.both(as, in, func(w *model.World) (any, int, error) {
		out, err := w.Do(as, in)
		return out, 0, err
	})
	return out, err
}

func (w *twins) DoFailing(as kernel.Caller, in any) (any, int, error) {
	return w.both(as, in, func(w *model.World) (any, int, error) { return w.DoFailing(as, in) })
}

func (w *twins) both(as kernel.Caller, in any, do func(*model.World) (any, int, error)) (any, int, error) {
	out, jobs, err := do(w.World)
	alike, _, refused := do(w.other)
	if !reflect.DeepEqual(out, alike) {
		require.Equal(w.t, out, alike, "%T", in)
	}
	if (err == nil) != (refused == nil) || err != nil && err.Error() != refused.Error() {
		require.Equal(w.t, err, refused, "%T", in)
	}
	at := kernel.Scope{Account: as.Account, Region: as.Region}
	if w.calls++; w.calls%every == 0 {
		require.Equal(w.t, w.World.Events(at), w.other.Events(at))
		w.alike()
		w.again()
	}
	return out, jobs, err
}

func (w *twins) Activate(as kernel.Caller, cluster string) error {
	err := w.World.Activate(as, cluster)
	require.Equal(w.t, err, w.other.Activate(as, cluster))
	return err
}

func (w *twins) Advance(d time.Duration) {
	w.World.Advance(d)
	w.other.Advance(d)
	w.alike()
}

// A world that was exported and imported has the same future. A service that forgets what its
// future hangs on answers otherwise in one of these calls.
func TestAWorldThatWasImportedHasTheSameFuture(t *testing.T) {
	race.Sequential(t)
	steps := 40_000
	if testing.Short() {
		steps = 8_000
	}
	r := run(t, Options{Seed: 100, Steps: steps, Workers: 2, Made: func(w *model.World) history.World {
		pair := &twins{World: w, t: t}
		pair.again()
		return pair
	}})
	require.Empty(t, r.Violations)
	require.Equal(t, steps, r.Steps)
}
