// Package evidence keeps what a cloud was asked and what it answered: it writes and reads
// traces, reads CloudTrail, hides in them what is nobody's business, and judges them offline
// against the model.
package evidence

import (
	"encoding/json"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Version is that of the format of traces. A reader refuses any other.
const Version = "shareproof.dev/trace/v1"

// line is one line of a trace: one of its members is there.
type line struct {
	Trace    *Header   `json:"trace,omitempty"`
	Scenario *Scenario `json:"scenario,omitempty"`
	Call     *call     `json:"call,omitempty"`
	Wait     *wait     `json:"wait,omitempty"`
	Deed     *deed     `json:"deed,omitempty"`
	Ended    *ended    `json:"ended,omitempty"`
	End      *footer   `json:"end,omitempty"`
}

// Header says what was recorded, and against what.
type Header struct {
	Version string `json:"version"`
	// Shareproof is the version that recorded, and Suite the digest of the scenarios.
	Shareproof string          `json:"shareproof"`
	Suite      string          `json:"suite"`
	Target     target.Identity `json:"target"`
	Seed       uint64          `json:"seed"`
	Started    time.Time       `json:"started"`
	// Clock is Virtual where time passed on demand, Real where it passed by itself.
	Clock string `json:"clock"`
	// Fresh is true where each scenario started in an empty world.
	Fresh bool `json:"fresh"`
	// Redacted is true where stand-ins are in the place of numbers, names and secrets.
	Redacted bool `json:"redacted"`
	// Regions are those in which the target's resources were, by those that the suites and the
	// trace name in their place.
	Regions map[string]string `json:"regions,omitempty"`

	digest string // of its trace, once that was read to its end
}

// The clocks of targets.
const (
	Virtual = "virtual"
	Real    = "real"
)

// Scenario begins what one scenario did.
type Scenario struct {
	Name   string   `json:"name"`
	System string   `json:"system"`
	Source string   `json:"source"`
	Rules  []string `json:"rules,omitempty"`
	// Accounts are the numbers of its accounts, by their roles in it.
	Accounts map[string]string `json:"accounts,omitempty"`
	World    world             `json:"world"`
}

// world is how the world of a scenario was set up.
type world struct {
	Seed      uint64       `json:"seed"`
	Start     *time.Time   `json:"start,omitempty"`
	Pace      kernel.Pace  `json:"pace,omitempty"`
	Quotas    model.Quotas `json:"quotas,omitzero"`     // those that are otherwise than AWS's
	Automatic bool         `json:"automatic,omitempty"` // clusters activate by themselves
}

// caller is who called.
type caller struct {
	Account   string `json:"account"`
	Region    string `json:"region"`
	Principal string `json:"principal,omitempty"`
}

// moments are when something began and ended.
type moments struct {
	Step     int       `json:"step"`
	Asked    time.Time `json:"asked"`
	Answered time.Time `json:"answered"`
}

// call is one call: In and Out have all members by their names in the API.
type call struct {
	moments
	As        caller          `json:"as"`
	Operation string          `json:"operation"` // as in kms.CreateKey
	In        json.RawMessage `json:"in"`
	Out       json.RawMessage `json:"out,omitempty"`
	Refused   *refused        `json:"refused,omitempty"`
	// Trouble is why there is neither: it accuses nobody.
	Trouble string `json:"trouble,omitempty"`
	Fails   bool   `json:"fails,omitempty"` // the work that the call begins was made to fail
}

// refused is the error of a service.
type refused struct {
	Code    string `json:"code"`
	Status  int    `json:"status"`
	Message string `json:"message"`
}

type wait struct {
	moments
	Milliseconds int64  `json:"milliseconds"`
	Trouble      string `json:"trouble,omitempty"`
}

// deed is something that was done outside of the API.
type deed struct {
	moments
	As      caller   `json:"as"`
	Kind    string   `json:"kind"`
	Cluster string   `json:"cluster,omitempty"`
	Place   uint64   `json:"place,omitempty"`
	Count   uint64   `json:"count,omitempty"`
	Refused *refused `json:"refused,omitempty"`
	Trouble string   `json:"trouble,omitempty"`
}

type ended struct {
	Verdict string `json:"verdict"`
}

// footer is the last line: a trace without it was cut off.
type footer struct {
	Lines     int    `json:"lines"` // before it
	Exchanges int    `json:"exchanges"`
	Digest    string `json:"digest"` // SHA-256 of the lines before it
	// Interrupted is true where the run did not come to its end.
	Interrupted bool `json:"interrupted,omitempty"`
}
