// Package emulator puts the AWS wire protocols in front of a model.World: a
// service answers over net/http as AWS does in awsJson1_1, restJson1, awsQuery
// or ec2Query, with modelled errors and never with a crash.
//
// An access key ID of twelve digits stands for the administrator of that
// account; those that IAM and STS issue stand for whom they issued them to.
// Signatures are not verified: this is a place for tests, not a
// guarded door. A control API under /_shareproof/ moves the clock, starts over
// and activates clusters. With Options.Strict it is otherwise: accounts have keys
// of their own, every signature is verified, and there is no control API.
// docs/emulator.md describes both.
package emulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Options set up an emulator. The zero Options give a world whose clock moves
// only by hand.
type Options struct {
	// World sets up the world. World.Clock is the wall clock that Clock runs
	// by, by default time.Now; a clock that runs starts at what it shows unless
	// World.Start says otherwise.
	World model.Options
	Clock Clock
	// StartNow starts the world at wall time instead, again at every reset.
	StartNow bool
	// ExpiryByWall tells until when credentials last by the wall clock, which their
	// client has, and not by the world's: see docs/emulator.md, Roles and clocks.
	ExpiryByWall bool
	// StrictScope refuses calls to global services that are signed for another
	// Region than AWS takes, as AWS does. Otherwise any Region of the world will do.
	StrictScope bool
	// Strict, if set, has the emulator stand for real accounts, of which these are. Its
	// clients find no control API, and StrictScope and ExpiryByWall hold.
	Strict *Strict
	// Sleep, if set, is how the time of faults and happenings passes, for worlds
	// whose clock goes on while somebody sleeps. Otherwise the clock is put forward.
	Sleep func(context.Context, time.Duration)
	// Hosts are the names by which clients may call what Serve serves, as ParseHosts reads them,
	// besides addresses, names without a dot, and those that end with .localhost or .internal.
	Hosts []string
	// Faults says what goes wrong, by default nothing.
	Faults faults.Plan
	// Prepare, if set, is run on each fresh world.
	Prepare func(*model.World)
	// Past is how long before its first moment the world begins in which Prepare is run:
	// what takes time there has come to its end.
	Past time.Duration
	// Observe, if set, is told of each call that the world performs. It may not call the
	// emulator.
	Observe func(*kernel.Exchange)
	// Measure, if set, is told what each call over HTTP came to. It must be safe for
	// concurrent use.
	Measure func(Measured)
	// Log, if set, is told every call with its outcome and why it was refused, and every
	// failure of asynchronous work.
	Log *slog.Logger
}

// Emulator is an http.Handler that answers for AWS. It is safe for concurrent
// use: calls are performed one after the other.
type Emulator struct {
	launch Options
	// name is that of a world among others, "" for one alone and for the one at the root
	// of a server, which has worlds if there may be any.
	name   string
	worlds *Worlds
	ids    atomic.Pointer[requestIDs]
	log    atomic.Pointer[callLog]

	mu       sync.Mutex
	options  Options
	world    *model.World
	faults   *faults.Injector
	clock    *timepiece // nil where time passes only by hand
	calls    uint64     // since the world began
	failures uint64     // how many were logged

	handlers   []func(eventbridge.Event)
	events     []eventbridge.Event // that the handlers are still to get
	delivering bool

	// generation counts the worlds that were begun, this one included.
	generation uint64
	visits     uint64  // of the console of AWS Backup in this world
	data       *keeper // nil where the world ends with the process
	found      []model.Resource
}

// New returns an emulator of a fresh world.
func New(o Options) *Emulator {
	e := &Emulator{launch: o}
	e.start(o)
	return e
}

func (e *Emulator) start(o Options) {
	if o.StartNow {
		o.World.Start = o.wall()()
	}
	e.options, e.clock = o, nil
	world := o.World
	world.Clock = nil // catchUp brings the world to the clock's time
	world.Watch = true
	if o.Clock != Manual {
		e.clock = newTimepiece(o)
		world.Start = e.clock.now()
	}
	e.adopt(begin(world, o), o)
	e.generation++
}

// adopt makes a world the emulator's, which nobody has called yet since.
func (e *Emulator) adopt(w *model.World, o Options) {
	e.world = w
	if o.Strict != nil {
		e.found = e.world.Inventory()
	}
	e.faults = faults.New(o.Faults, e.world, nil)
	e.faults.Observe = o.Observe
	e.events = nil
	e.world.OnEvent(func(put *eventbridge.Event) {
		if len(e.handlers) > 0 {
			e.events = append(e.events, *put)
		}
	})
	e.ids.Store(&requestIDs{seed: o.World.Seed, hidden: o.Strict != nil})
	e.log.Store(&callLog{most: mostBytes})
	if e.name != "" {
		e.log.Store(&callLog{most: mostBytesOfMany})
	}
	e.calls, e.failures = 0, 0
	e.visits = 0
}

// begin makes the world and what is in it.
func begin(world model.Options, o Options) *model.World {
	first := world.Start
	if first.IsZero() {
		first = model.New(world).Now()
	}
	world.Start = first.Add(-o.Past)
	w := model.New(world)
	if o.Prepare != nil {
		o.Prepare(w)
	}
	w.AdvanceTo(first)
	return w
}

// ServeHTTP answers a call to a service, a control request or a look at the
// console.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case first(r.Header, "X-Amz-Target") != "":
		e.serveCall(w, r)
	case e.launch.Strict != nil:
		e.serveCall(w, r)
	case strings.HasPrefix(r.URL.Path, controlPath):
		e.serveControl(w, r)
	case r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead) && !isQuery(r) && !isSigned(r):
		e.serveConsole(w, r)
	default:
		e.serveCall(w, r)
	}
}

// WithoutFaults answers as the emulator does, but nothing goes wrong with its calls.
func (e *Emulator) WithoutFaults() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), calm{}, true)))
	})
}

type calm struct{}

// Injected lists what went wrong so far by the plan of faults.
func (e *Emulator) Injected() faults.Log {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.faults.Injected()
}

// Do performs a call as the world does, without the wire and without faults, and keeps
// it among the calls; in is a pointer to an operation's input.
func (e *Emulator) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	op := services.OperationOf(in)
	if op == nil {
		return nil, kernel.NewError(kernel.UnknownOperation, fmt.Sprintf("%T is not an operation", in))
	}
	log, c := e.log.Load(), &called{to: &protocol.Call{API: op.API, Op: op}, as: as, in: in}
	out, err := e.do(new(http.Request).WithContext(context.WithValue(ctx, calm{}, true)), c)
	e.answered(log, c, out, err)
	return out, err
}

// do performs a call, and keeps what became of it: an answer that is not safe is none.
func (e *Emulator) do(r *http.Request, c *called) (out any, err error) {
	e.mu.Lock()
	defer func() {
		if unsafe := e.safely(); unsafe != nil {
			out, err = nil, unkept(unsafe)
		}
	}()
	return e.doLocked(r, c)
}

// unkept refuses a call that the journal could not keep.
func unkept(err error) error {
	return kernel.NewError(kernel.InternalFailure, fmt.Sprintf("The journal of the world cannot be written: %v.", err))
}

func (e *Emulator) doLocked(r *http.Request, c *called) (out any, err error) {
	struck := e.faults.Count()
	out, err = e.perform(r, c.as, c.in)
	e.calls++
	c.number, c.at = e.calls, kernel.At(e.world.Now())
	for _, f := range e.faults.Since(struck) {
		if f.IsFault() {
			c.fault = f.What
		}
	}
	e.logFailures()
	e.deliver()
	return out, err
}

// perform performs a call. A panic of the model would be a defect of Shareproof; it
// is logged and answered, so that the emulator lives on.
func (e *Emulator) perform(r *http.Request, as kernel.Caller, in any) (out any, err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("the model panicked", "call", fmt.Sprintf("%T", in), "as", as.Account, "panic", p, "stack",
				string(debug.Stack()))
			e.noteCall(as, in, nil)
			out, err = nil, kernel.NewError(kernel.InternalFailure, "The model failed; this is a defect of Shareproof.")
		}
	}()
	if err := e.ready(); err != nil {
		return nil, unkept(err)
	}
	if foreign := e.foreign(r); foreign != nil {
		return nil, foreign
	}
	if e.catchUp(r.Context()) != nil {
		return nil, faults.ErrLost // nobody waits for an answer, or the world is gone
	}
	if e.options.Faults.Empty() || r.Context().Value(calm{}) != nil {
		out, err = e.faults.Calm(as, in)
		e.noteCall(as, in, err)
	} else {
		out, err = e.meet(r.Context(), as, in)
	}
	if e.tellsByWall(r) {
		out = e.forClients(out)
	}
	return out, err
}

// tellsByWall reports whether a request is answered by the wall clock of its client.
func (e *Emulator) tellsByWall(r *http.Request) bool {
	if e.launch.Strict != nil {
		return true
	}
	return (e.options.ExpiryByWall || r.Context().Value(served{}) != nil) && first(r.Header, TimeHeader) == ""
}

// errWaited is what becomes of a request in whose place another one comes.
var errWaited = errors.New("time has passed: the request is to be signed again")

// meet performs a call with what goes wrong with it.
func (e *Emulator) meet(ctx context.Context, as kernel.Caller, in any) (any, error) {
	attempt, known := ctx.Value(attemptKey{}).(*Attempt)
	if known && attempt.arrival != nil {
		return attempt.take().Do(as, in)
	}
	arrival := e.faults.Arrive(as, in, func(d time.Duration) { e.spend(ctx, d) })
	if known && arrival.Waited {
		attempt.arrival = arrival
		return nil, errWaited
	}
	return arrival.Do(as, in)
}

// today locks the world at what its clock shows; the caller unlocks it. While the journal cannot be written
// it is the world of which the journal has all, as far as that can be read.
func (e *Emulator) today() *model.World {
	e.mu.Lock()
	_ = e.ready()                                // who changes something is told
	for e.catchUp(context.Background()) != nil { // it was started over meanwhile
	}
	return e.world
}

// toChange locks the world at what its clock shows, as today does. After an error, which says why the journal cannot be
// written, nothing is locked and nothing may be changed.
func (e *Emulator) toChange() error {
	e.today()
	err := e.ready()
	if err != nil {
		e.mu.Unlock()
	}
	return err
}

// Now returns the world's time.
func (e *Emulator) Now() time.Time {
	w := e.today()
	defer e.mu.Unlock()
	return w.Now()
}

// Activate claims an initialized cluster of the caller, as a crypto officer
// does at the HSM itself.
func (e *Emulator) Activate(as kernel.Caller, cluster string) error {
	if err := e.toChange(); err != nil {
		return err
	}
	return e.lastly(e.activate(as, cluster))
}

func (e *Emulator) activate(as kernel.Caller, cluster string) error {
	e.settle()
	err := e.world.Activate(as, cluster)
	if err == nil {
		e.note(&entry{Kind: activated, As: as, Cluster: cluster})
	}
	return err
}

// lastly unlocks the world once what was done is safe, and returns an error: that of what was
// done, or why it is not safe.
func (e *Emulator) lastly(err error) error {
	if unsafe := e.safely(); err == nil {
		return unsafe
	}
	return err
}

// Events lists the events on the default bus of an account and Region, oldest
// first.
func (e *Emulator) Events(at kernel.Scope) []eventbridge.Event {
	w := e.today()
	defer e.mu.Unlock()
	return w.Events(at)
}

// Digest returns a hash of the world's canonical state.
func (e *Emulator) Digest() string {
	w := e.today()
	defer e.mu.Unlock()
	return w.Digest()
}
