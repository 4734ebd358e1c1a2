package emulator

import (
	"context"

	"github.com/shareproof/shareproof/emulator/faults"
)

// Attempt is one attempt of a client at a call, for clients that can sign it
// again: where time passes before the call by a plan of faults, the call is not
// performed with credentials of long ago.
type Attempt struct{ arrival *faults.Arrival }

type attemptKey struct{}

// WithAttempt returns a context for the requests of one attempt.
func WithAttempt(ctx context.Context) (context.Context, *Attempt) {
	a := new(Attempt)
	return context.WithValue(ctx, attemptKey{}, a), a
}

// Waited reports whether time has passed before the call and nothing else has
// happened: the request is to be signed and sent again.
func (a *Attempt) Waited() bool { return a.arrival != nil }

// take goes on with the call that has waited.
func (a *Attempt) take() *faults.Arrival {
	arrival := a.arrival
	a.arrival = nil
	return arrival
}
