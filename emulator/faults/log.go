package faults

import (
	"fmt"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Injected is one thing that went wrong.
type Injected struct {
	// Call is the number of the call that met the fault, or before which the
	// happening happened; the first call is 1.
	Call int
	At   time.Time
	As   kernel.Caller
	// Operation is that of the call or happening, "" where time passed.
	Operation string
	// What is the kind of the fault; of a happening "done" or why it was refused.
	What string
}

func (j Injected) String() string {
	if j.Operation == "" {
		return fmt.Sprintf("before call %d: %s", j.Call, j.What)
	}
	if slices.Contains(Kinds, Kind(j.What)) {
		return fmt.Sprintf("call %d, %s of %s: %s", j.Call, j.Operation, j.As.Account, j.What)
	}
	return fmt.Sprintf("before call %d: %s of %s: %s", j.Call, j.Operation, j.As.Account, j.What)
}

func (a *Arrival) note(as kernel.Caller, operation, what string) {
	i := a.injector
	i.log = append(i.log, Injected{a.number, i.world.Now(), as, operation, what})
}

// Since lists what went wrong after the first n things.
func (i *Injector) Since(n int) []Injected { return slices.Clip(i.log[min(n, len(i.log)):]) }

// Count returns how many things went wrong so far.
func (i *Injector) Count() int { return len(i.log) }

// Injected lists what went wrong so far.
func (i *Injector) Injected() []Injected { return slices.Clone(i.log) }
