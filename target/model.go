package target

import (
	"context"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

// Model is the embedded model as a target. World is the one of the current
// scenario.
type Model struct {
	World   *model.World
	Options model.Options
	// Prepare, if set, is run on each fresh world before its scenario.
	Prepare func(*model.World)

	arranged  model.Options
	automatic bool
}

// Arranger is a target whose next worlds can be set up as a scenario asks: their Start,
// Pace and Quotas where given, and whether clusters activate by themselves. It reports
// whether it does so.
type Arranger interface {
	Arrange(o model.Options, automatic bool) bool
}

// Arrange sets up the next worlds of a target, where it can be told, and reports whether it can.
func Arrange(t Target, o model.Options, automatic bool) bool {
	a, ok := t.(Arranger)
	return ok && a.Arrange(o, automatic)
}

// Arrange sets up the next worlds.
func (m *Model) Arrange(o model.Options, automatic bool) bool {
	m.arranged, m.automatic = o, automatic
	return true
}

// Identity names the embedded model.
func (m *Model) Identity() Identity { return Identity{Name: "shareproof-model", Kind: KindModel} }

// Offers is true: the model has every capability.
func (m *Model) Offers(Capability) bool { return true }

// Reset makes a fresh world, in which clusters wait to be activated unless it
// is arranged otherwise.
func (m *Model) Reset(_ context.Context, seed uint64) error {
	o := m.Options
	o.Seed, o.ManualActivation = seed, !m.automatic
	if !m.arranged.Start.IsZero() {
		o.Start = m.arranged.Start
	}
	if m.arranged.Pace != "" {
		o.Pace = m.arranged.Pace
	}
	if m.arranged.Quotas != (model.Quotas{}) {
		o.Quotas = m.arranged.Quotas
	}
	m.World = model.New(o)
	if m.Prepare != nil {
		m.Prepare(m.World)
	}
	return nil
}

// Rooms returns the model and others that are set up as it is.
func (m *Model) Rooms(n int) []Target {
	all := []Target{m}
	for len(all) < n {
		all = append(all, &Model{Options: m.Options, Prepare: m.Prepare})
	}
	return all
}

// Failures tells why work has failed, in a world with model.Options.Watch.
func (m *Model) Failures(since uint64) []kernel.Failure { return m.World.Failures(since) }

// Do performs the call on the world.
func (m *Model) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if HasFailingWork(ctx) {
		out, _, err := m.World.DoFailing(as, in)
		return out, err
	}
	return m.World.Do(as, in)
}

// Wait advances the world's clock.
func (m *Model) Wait(_ context.Context, d time.Duration) error {
	m.World.Advance(d)
	return nil
}

// Still returns how long it takes until something is due in the world.
func (m *Model) Still() time.Duration {
	due, ok := m.World.NextDue()
	if !ok {
		return 0
	}
	return due.Sub(m.World.Now())
}

// Activate claims an initialized cluster.
func (m *Model) Activate(_ context.Context, as kernel.Caller, cluster string) error {
	return m.World.Activate(as, cluster)
}

// Events lists the events of the world.
func (m *Model) Events(_ context.Context, at kernel.Scope) ([]eventbridge.Event, error) {
	return m.World.Events(at), nil
}

// WritePages writes to the volume of a cluster of the world.
func (m *Model) WritePages(_ context.Context, as kernel.Caller, cluster string, place, count uint64) error {
	return m.World.WritePages(as, cluster, place, count)
}

// VisitConsole looks at the console of AWS Backup in the world.
func (m *Model) VisitConsole(_ context.Context, as kernel.Caller) error {
	m.World.VisitConsole(as)
	return nil
}

// Storage tells what the clusters of the world store.
func (m *Model) Storage(context.Context) ([]model.Lineage, error) { return m.World.Storage(), nil }
