package target

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
	WorldLost     = "somebody else has reset the endpoint in the middle of the run"
)

// Doubter is a target that tells why what it showed in the current scenario may
// be the harness's doing; "" where nothing is in doubt.
type Doubter interface{ Doubt() string }
