package faults

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
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
	// Command is the call as the AWS CLI takes it, "" where time passed.
	Command string
	// What is the kind of the fault; of a happening "done" or why it was refused.
	What string
}

func (j Injected) String() string {
	if j.Operation == "" {
		return fmt.Sprintf("before call %d: %s", j.Call, j.What)
	}
	if j.IsFault() {
		return fmt.Sprintf("call %d, %s of %s: %s", j.Call, j.Operation, j.As.Account, j.What)
	}
	return fmt.Sprintf("before call %d, by %s, %s: %s", j.Call, j.As.Account, j.Command, j.What)
}

// IsFault reports whether it was a fault of a call, and not a happening before it.
func (j Injected) IsFault() bool { return slices.Contains(Kinds, Kind(j.What)) }

// Log is what went wrong, in the order in which it did.
type Log []Injected

// String tells each on a line of its own.
func (l Log) String() string {
	var lines []string
	for _, j := range l {
		lines = append(lines, j.String())
	}
	return strings.Join(lines, "\n")
}

// note notes what went wrong with a call, nil where time passed.
func (a *Arrival) note(as kernel.Caller, in any, what string) {
	i := a.injector
	j := Injected{Call: a.number, At: i.world.Now(), As: as, What: what}
	if in != nil {
		j.Operation, j.Command = services.OperationOf(in).FullName(), display.Text(display.Command(in, as.Region))
	}
	i.log = append(i.log, j)
}

// Since lists what went wrong after the first n things.
func (i *Injector) Since(n int) Log { return slices.Clip(i.log[min(n, len(i.log)):]) }

// Count returns how many things went wrong so far.
func (i *Injector) Count() int { return len(i.log) }

// Injected lists what went wrong so far.
func (i *Injector) Injected() Log { return slices.Clone(i.log) }
