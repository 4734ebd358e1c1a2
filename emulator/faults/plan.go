// Package faults makes things go wrong between a caller and a world, as they do
// on a real network and at a real cloud: calls that are throttled or answered
// with 5xx, replies that are lost, reads that lag behind, work that fails, and
// happenings: what somebody else does meanwhile. What goes wrong when is decided
// by a Plan alone: the same plan, world and calls meet the same faults.
package faults

import "time"

// Plan says what goes wrong. The zero Plan lets everything go well.
type Plan struct {
	// Seed decides at which calls the rates strike.
	Seed  uint64
	Rates []Rate
	// Script lists what goes wrong at certain places.
	Script []Scripted
}

// Empty reports whether nothing goes wrong.
func (p Plan) Empty() bool { return len(p.Rates) == 0 && len(p.Script) == 0 }

// Kind is a kind of fault.
type Kind string

// The kinds of faults.
const (
	// Throttling answers as the service does to too many calls; the call is not
	// performed.
	Throttling Kind = "throttling"
	// Unavailable answers 500 or 503, with the service's error or without any
	// body; the call is not performed.
	Unavailable Kind = "unavailable"
	// LostRequest ends the connection without an answer, before the call is
	// performed.
	LostRequest Kind = "lost-request"
	// LostReply performs the call and ends the connection without an answer.
	LostReply Kind = "lost-reply"
	// Delay lets time pass before or after the call is performed.
	Delay Kind = "delay"
	// StaleRead answers a read as it would have been answered some time ago.
	StaleRead Kind = "stale-read"
	// FailingJob performs the call and lets the work fail that it begins.
	FailingJob Kind = "failing-job"
)

// Kinds lists every kind.
var Kinds = []Kind{Throttling, Unavailable, LostRequest, LostReply, Delay, StaleRead, FailingJob}

// Network lists the kinds of what goes wrong on the way to a cloud that is well: what
// happens to calls and answers, but to no work and no time of the cloud's own.
var Network = []Kind{Throttling, Unavailable, LostRequest, LostReply, Delay, StaleRead}

// Fault is what goes wrong with one call.
type Fault struct {
	Kind Kind
	// By is how long a Delay takes and how far a StaleRead lags behind.
	By time.Duration
}

// Rate is a fault that strikes a share of the calls. Of several rates the first
// that strikes a call has it.
type Rate struct {
	Fault
	Percent float64
	// Calls limits the rate to operations, as in "cloudhsmv2.CreateCluster", and
	// whole services, as in "ram"; Accounts limits it to their callers. None
	// means all.
	Calls, Accounts []string
	// Most is how often the rate strikes at most; 0 means without limit.
	Most int
}

// Scripted is a fault or a happening at a certain place.
type Scripted struct {
	At Place
	Fault
	Happening
}

// Place is the Nth call, 0 and 1 being the first, of those of an operation and
// an account; "" means any. A fault that does not fit that call waits for one
// that it does.
type Place struct {
	Call, As string
	Nth      int
}

// Happening is what happens just before a call: time passes, or somebody makes
// a call of their own. Strings may hold ${caller}, the account whose call it is,
// and ${Member}, the last text that was seen under a member's name in any call
// or answer, as in ${ResourceShareArn}. A happening waits until all its names
// have been seen.
type Happening struct {
	Advance time.Duration
	// As is an account, or the ARN of a thing, for its owner in its Region.
	As string
	// Region is by default that of the ARN in As, else that of the call.
	Region string
	// In is a pointer to the input of an operation.
	In any
}

func (h Happening) none() bool { return h.Advance == 0 && h.In == nil }

// longestLag is how far the stale reads of a plan reach back; 0 without any.
func (p Plan) longestLag() (lag time.Duration) {
	consider := func(f Fault) {
		if f.Kind == StaleRead {
			lag = max(lag, f.By)
		}
	}
	for _, r := range p.Rates {
		consider(r.Fault)
	}
	for _, s := range p.Script {
		consider(s.Fault)
	}
	return lag
}
