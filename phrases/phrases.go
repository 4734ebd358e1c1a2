// Package phrases lets tests say the phrases of features in their own world. It is
// imported for that alone:
//
//	import _ "github.com/shareproof/shareproof/phrases"
//
// Then Cloud.Given takes every phrase that `shareproof phrases` lists.
package phrases

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/shareproof/shareproof/internal/door"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/target"
)

func init() {
	door.Speak = func(w door.World) door.Speaker { return &speaker{says: steps.Speak(world{w})} }
}

// speaker says one text after the other, whoever says them.
type speaker struct {
	mu   sync.Mutex
	says *engine.Speaker
}

func (s *speaker) Say(ctx context.Context, text string) (door.Thing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.says.Say(ctx, text)
	return thing(t), err
}

func (s *speaker) Thing(name string) (door.Thing, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.says.Thing(name)
	return thing(t), ok
}

func thing(t engine.Thing) door.Thing {
	return door.Thing{Name: t.Name, ID: t.ID, ARN: t.ARN, Account: t.Owner, Region: t.Region}
}

// world is the world of a test as a target: nothing goes wrong with its calls, and
// nobody starts it over.
type world struct{ door.World }

func (w world) Identity() target.Identity { return target.Identity{Name: "shareproof", Kind: "model"} }

func (w world) Offers(c target.Capability) bool { return c != target.Failures }

func (w world) Reset(context.Context, uint64) error {
	return fmt.Errorf("the world of a test is not started over")
}

func (w world) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if target.HasFailingWork(ctx) {
		return nil, target.Unsupported("work that fails on purpose: use a plan of faults")
	}
	return w.World.Do(ctx, as, in)
}

func (w world) Wait(ctx context.Context, d time.Duration) error {
	return w.Pass(ctx, d)
}

func (w world) Activate(_ context.Context, as kernel.Caller, cluster string) error {
	return w.World.Activate(as, cluster)
}

func (w world) Events(_ context.Context, at kernel.Scope) ([]eventbridge.Event, error) {
	return w.World.Events(at), nil
}

func (w world) WritePages(_ context.Context, as kernel.Caller, cluster string, place, count uint64) error {
	return w.World.WritePages(as, cluster, place, count)
}

func (w world) Storage(context.Context) ([]model.Lineage, error) { return w.World.Storage(), nil }

func (w world) VisitConsole(_ context.Context, as kernel.Caller) error {
	return w.World.VisitConsole(as)
}
