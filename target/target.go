// Package target is the port between the suites and whatever they run against:
// the embedded model, or an emulator behind a URL.
package target

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/shareproof/shareproof/model"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

// Target answers calls. A Target serves one scenario at a time.
type Target interface {
	Identity() Identity
	// Offers reports whether the target has a capability.
	Offers(Capability) bool
	// Reset makes a fresh world for a scenario, as far as the target can.
	Reset(ctx context.Context, seed uint64) error
	// Do performs one call; in is a pointer to an operation's input struct. The
	// error is a *kernel.Error where the service refused, wraps ErrUnsupported
	// where the target does not have the operation, is a *Trouble where the answer
	// says nothing of its rules, and is the harness's own otherwise.
	Do(ctx context.Context, as kernel.Caller, in any) (out any, err error)
	// Wait lets d pass: virtually where the target offers Clock, else for real.
	Wait(ctx context.Context, d time.Duration) error
	// Activate does what a crypto officer does at the HSM itself: it claims the
	// initialized cluster. Only with the capability Activation.
	Activate(ctx context.Context, as kernel.Caller, cluster string) error
	// Events lists the events on EventBridge's default bus of an account and
	// Region, oldest first. Only with the capability Events.
	Events(ctx context.Context, at kernel.Scope) ([]eventbridge.Event, error)
	// WritePages writes count pages of a DB cluster of the caller, from a place on, as
	// a database does. Only with the capability Storage.
	WritePages(ctx context.Context, as kernel.Caller, cluster string, place, count uint64) error
	// Storage tells what all DB clusters store and how many pages each account is
	// billed for, lineage by lineage. Only with the capability Storage.
	Storage(ctx context.Context) ([]model.Lineage, error)
	// VisitConsole is the caller's look at the console of AWS Backup, which makes the
	// vault Default where there is none. Only with the capability Console.
	VisitConsole(ctx context.Context, as kernel.Caller) error
}

// Swept is a target that others use too: what a scenario has made there is taken away
// after it, and an endpoint that cannot be emptied is left as it was found.
type Swept interface {
	Target
	// Sweep takes away what the scenario has made. It returns what is still there, and why.
	Sweep(ctx context.Context) []error
}

// Roomy is a target in which several scenarios may be played at once.
type Roomy interface {
	Target
	// Rooms returns so many targets that share nothing, or less where there is no room
	// for more. The first is the target itself, which ends the use of them all.
	Rooms(ctx context.Context, n int) []Target
}

// Identity says what was tested.
type Identity struct {
	Name string `json:"name"`
	Kind string `json:"kind"` // "model" or "endpoint"
	URL  string `json:"url,omitempty"`
	// Accounts are the numbers that an endpoint gave the suites' accounts, by
	// those that the suites use; "not verified" where it could not tell.
	Accounts map[string]string `json:"accounts,omitempty"`
	// Asked is what an endpoint showed when it was asked before the run.
	Asked []Finding `json:"asked,omitempty"`
	// Implementation says what an endpoint is, where its file does.
	Implementation *Implementation `json:"implementation,omitempty"`
}

// Implementation says what was tested, for those who were not there: who makes it, and
// which version, day (as 2026-11-02) and commit of it answered.
type Implementation struct {
	Organization string `json:"organization,omitempty"`
	Project      string `json:"project"`
	URL          string `json:"url,omitempty"`
	Version      string `json:"version"`
	Date         string `json:"date,omitempty"`
	Commit       string `json:"commit,omitempty"`
}

// Capability is something that a target may or may not offer.
type Capability string

// The capabilities that scenarios ask for with @needs:NAME.
const (
	Clock      Capability = "clock"      // time passes on demand
	Reset      Capability = "reset"      // each scenario starts in an empty world
	Activation Capability = "activation" // clusters are activated on demand
	Events     Capability = "events"     // what EventBridge delivers can be read
	Failures   Capability = "failures"   // the work that a call begins fails on demand
	Storage    Capability = "storage"    // pages of DB clusters are written, and told who pays them
	Console    Capability = "console"    // the console of AWS Backup is visited on demand

	// Numbers is offered where the accounts and Regions are those that the suites name.
	Numbers Capability = "numbers"

	// FileSystems is offered where AWS Backup takes any ARN of an EFS file system in the
	// caller's account and Region for one that exists.
	FileSystems Capability = "file-systems"
)

// Capabilities lists them all.
var Capabilities = []Capability{Clock, Reset, Activation, Events, Failures, Storage, Console, Numbers, FileSystems}

type failing struct{}

// WithFailingWork returns a context in which the asynchronous work that a call
// begins will fail, where it can, on targets with the capability Failures.
func WithFailingWork(ctx context.Context) context.Context {
	return context.WithValue(ctx, failing{}, true)
}

// HasFailingWork reports whether the work of calls in a context will fail.
func HasFailingWork(ctx context.Context) bool { return ctx.Value(failing{}) != nil }

type sweeping struct{}

// WhileSweeping returns a context in which waits are for what is taken away: no patience
// of scenarios is used up by them.
func WhileSweeping(ctx context.Context) context.Context {
	return context.WithValue(ctx, sweeping{}, true)
}

// IsSweeping reports whether waits are for what is taken away.
func IsSweeping(ctx context.Context) bool { return ctx.Value(sweeping{}) != nil }

// ErrUnsupported marks what a target does not offer, as told apart from a
// wrong answer.
var ErrUnsupported = errors.New("unsupported by this target")

// Unsupported returns an ErrUnsupported that says what is missing.
func Unsupported(what string) error { return fmt.Errorf("%s: %w", what, ErrUnsupported) }
