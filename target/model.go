package target

import (
	"context"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Model is the embedded model as a target. World is the one of the current
// scenario.
type Model struct {
	World   *model.World
	Options model.Options
	// Prepare, if set, is run on each fresh world before its scenario.
	Prepare func(*model.World)
}

// Identity names the embedded model.
func (m *Model) Identity() Identity { return Identity{Name: "shareproof-model", Kind: "model"} }

// Offers is true: the model has every capability.
func (m *Model) Offers(Capability) bool { return true }

// Reset makes a fresh world, in which clusters wait to be activated.
func (m *Model) Reset(_ context.Context, seed uint64) error {
	m.Options.Seed, m.Options.ManualActivation = seed, true
	m.World = model.New(m.Options)
	if m.Prepare != nil {
		m.Prepare(m.World)
	}
	return nil
}

// Do performs the call on the world.
func (m *Model) Do(_ context.Context, as kernel.Caller, in any) (any, error) {
	return m.World.Do(as, in)
}

// Wait advances the world's clock.
func (m *Model) Wait(_ context.Context, d time.Duration) error {
	m.World.Advance(d)
	return nil
}

// Activate claims an initialized cluster.
func (m *Model) Activate(_ context.Context, as kernel.Caller, cluster string) error {
	return m.World.Activate(as, cluster)
}
