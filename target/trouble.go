package target

import (
	"context"
	"fmt"
)

// Unreadable is the code under which an answer is reported that is none of the
// service's protocol.
const Unreadable = "UnreadableAnswer"

// Trouble is an answer, or the want of one, that says nothing of the rules of a
// target: the harness's own failure, or a bad day of the target.
type Trouble struct {
	// What is the kind of trouble in a few words, the same for all calls that
	// meet it; Message says what happened to this one.
	What, Message string
	// Ours reports whether the harness, its settings or its limits are to blame.
	Ours bool
}

func (t *Trouble) Error() string { return t.What + ": " + t.Message }

// The kinds of trouble.
const (
	Credentials   = "the target does not take the credentials that it is called with"
	NoCredentials = "there are no credentials to call the target with"
	TooLong       = "the answer is longer than the harness reads"
	Busy          = "the target is too busy"
	Broken        = "the target is out of order"
	NotAWS        = "what answers is not an AWS endpoint"
	Unsettled     = "a call got no answer, and nobody can tell whether it was done"
	WorldLost     = "somebody else has reset the endpoint in the middle of the run"
)

// Doubter is a target that tells why what it showed in the current scenario may
// be the harness's doing; "" where nothing is in doubt.
type Doubter interface{ Doubt() string }

// Unanswered is the error of a call that got no answer, or one that leaves open whether it
// was done.
type Unanswered struct {
	Call string
	Err  error
	// Answered is true where there was an answer, such as one of status 503.
	Answered bool
}

func (u *Unanswered) Error() string { return fmt.Sprintf("%s: %v", u.Call, u.Err) }

// Unwrap returns why there is no answer.
func (u *Unanswered) Unwrap() error { return u.Err }

// Undecided is what is said where nobody finds out either.
func (u *Unanswered) Undecided() error { return &Trouble{What: Unsettled, Message: u.Error()} }

type followsUp struct{}

// WithFollowUp returns a context in which a call that does more than look is not asked again
// by the target itself after an answer that leaves open whether it was done.
func WithFollowUp(ctx context.Context) context.Context {
	return context.WithValue(ctx, followsUp{}, true)
}

// IsFollowedUp reports whether that is left to the caller.
func IsFollowedUp(ctx context.Context) bool { return ctx.Value(followsUp{}) != nil }

// Sure is a target that follows up what got no answer. It tells what else the last call took,
// and whether its answer is learned from that.
type Sure interface {
	Followed() (all []Exchange, learned bool)
}
