// Package exit says with which codes Shareproof's commands end, and for what errors.
package exit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes.
const (
	Diverges     = 1 // also an invariant that is broken
	Usage        = 2
	Inconclusive = 3 // also blocked, and nothing ran
	Harness      = 4
	Interrupted  = 130
)

// Code ends a command with an exit code, after it has said what there is to say.
type Code int

func (c Code) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

type trouble struct{ error }

func (t trouble) Unwrap() error { return t.error }

// Trouble makes of an error one of the harness itself or of the machine, not of how a
// command is used.
func Trouble(err error) error { return trouble{err} }

// Of returns the code of a command that ended with an error or with none, and reports
// whether the error has still to be said.
func Of(err error) (code int, unsaid bool) {
	var own trouble
	var said Code
	switch {
	case err == nil:
		return 0, false
	case errors.As(err, &said):
		return int(said), false
	case errors.As(err, &own):
		return Harness, true
	}
	return Usage, true
}

// UntilInterrupted returns a context that ends with the first signal to end. The
// second one ends the program, as if nobody listened.
func UntilInterrupted() (ctx context.Context, stop func()) {
	ctx, stop = signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
