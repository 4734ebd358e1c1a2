// Package door is how packages that few tests need come into a Cloud: those that a
// test imports put themselves here, and the others are not compiled.
package door

import (
	"context"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

// World is the world of a Cloud, as its emulator has it.
type World interface {
	Do(ctx context.Context, as kernel.Caller, in any) (any, error)
	Pass(ctx context.Context, d time.Duration) error
	Activate(as kernel.Caller, cluster string) error
	Events(at kernel.Scope) []eventbridge.Event
	WritePages(as kernel.Caller, cluster string, place, count uint64) error
	Storage() []model.Lineage
	VisitConsole(as kernel.Caller) error
}

// Speaker takes phrases of features, one after the other.
type Speaker interface {
	// Say performs the steps of a text, and returns what the last one names first: the
	// zero Thing where it names nothing.
	Say(ctx context.Context, text string) (Thing, error)
	// Thing returns what was named so; false where nothing was.
	Thing(name string) (Thing, bool)
}

// Thing is what a phrase has named.
type Thing struct{ Name, ID, ARN, Account, Region string }

// Judge returns why a call breaks an invariant, nil if it breaks none.
type Judge func(*kernel.Exchange) error

var (
	// Speak makes a Speaker of a world, nil where package phrases is not imported.
	Speak func(World) Speaker
	// Judging makes a Judge of a fresh world, nil where package invariants/catalogue is
	// not imported.
	Judging func() Judge
)
