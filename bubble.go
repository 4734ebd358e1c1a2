package shareproof

import (
	"context"
	"time"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/shareproof/shareproof/emulator"
)

// latency is how long a call takes in a bubble. The SDK's waiters rely on calls
// that take time: in none their last delay is zero for ever.
const latency = time.Millisecond

// inBubble reports whether this is a bubble of testing/synctest. Nothing tells that
// but its clock, which begins with the year 2000.
func inBubble() bool {
	year := time.Now().Year()
	return 1999 <= year && year < 2025 // 1999 in time zones west of Greenwich
}

// tellWithoutClock warns of what looks like a hang: in a bubble the code under test
// waits for a cloud that stands still.
func tellWithoutClock(t TB, o *emulator.Options) {
	t.Helper()
	if logs, ok := t.(interface{ Logf(string, ...any) }); ok && o.Clock == emulator.Manual {
		logs.Logf("shareproof: this cloud's time passes only by Advance: in a synctest bubble, WithClock(time.Now) makes " +
			"it the bubble's")
	}
}

// sleep lets the bubble's time pass, and the cloud's with it, until the context
// ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// signAgain makes a client choose and sign with its credentials again where time
// has passed before a call by a plan of faults: it would not have sent the call
// before, with credentials of then.
func signAgain(stack *middleware.Stack) error {
	again := middleware.FinalizeMiddlewareFunc("ShareproofSignAgain",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput,
			middleware.Metadata, error) {
			request, ok := in.Request.(*smithyhttp.Request)
			if !ok {
				return next.HandleFinalize(ctx, in)
			}
			ctx, attempt := emulator.WithAttempt(ctx)
			in.Request = request.Clone()
			out, about, err := next.HandleFinalize(ctx, in)
			if attempt.Waited() && ctx.Err() == nil {
				if err := request.RewindStream(); err != nil {
					return out, about, err
				}
				in.Request = request
				out, about, err = next.HandleFinalize(ctx, in)
			}
			return out, about, err
		})
	if err := stack.Finalize.Insert(again, "Retry", middleware.After); err == nil {
		return nil
	}
	return stack.Finalize.Add(again, middleware.Before) // a client without a retryer
}
