// Package model is the world: accounts, their organization, Regions, resources
// and a clock, as a deterministic state machine. Only the standard library.
package model

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/model/services"
)

// World is the whole simulated cloud. It is not safe for concurrent use.
type World struct {
	env     *kernel.Env
	options Options
	wiring  wiring
	parts   []kernel.Parts // of the services' states, nil until somebody asks
}

// Options set up a world. The zero Options are a good choice.
type Options struct {
	Seed uint64
	// Start is the world's first moment, by default 2025-11-01T00:00:00Z: a
	// month before AWS withdraws hsm1.medium, so that both sides can be shown.
	Start time.Time
	// Clock, if set, is asked at each call what time it is; the world runs what
	// is due and never runs backwards. Without it time passes only by Advance.
	Clock func() time.Time
	// Pace is how long asynchronous work takes, by default Typical.
	Pace kernel.Pace
	// ManualActivation leaves initialized clusters alone until Activate is
	// called; otherwise somebody activates them after a while.
	ManualActivation bool
	// Quotas lower or raise what there may be of Aurora clusters; zero is AWS's own.
	Quotas Quotas
	// RememberMade makes the world remember the texts that it makes, for HasMade.
	RememberMade bool
	// Windows makes the world keep when its work may be done at the earliest, for MayBeDone.
	Windows bool
	// Watch makes the world keep why things failed and which statements of policies
	// denied a call, for those who run it.
	Watch bool
}

// Quotas are how many clusters an account has in a Region, how many cross-account
// clones an original cluster and its clones have together, and how many clones of
// one volume share its pages within an account. Zero stands for AWS's 40, 15 and 15.
type Quotas struct{ Clusters, CrossAccountClones, CopyOnWriteClones int }

// New returns a fresh world.
func New(o Options) *World {
	if o.Start.IsZero() {
		o.Start = time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)
		if o.Clock != nil {
			o.Start = o.Clock()
		}
	}
	if o.Pace == "" {
		o.Pace = kernel.Typical
	}
	w := &World{env: kernel.NewEnv(o.Seed, kernel.At(o.Start), o.Pace), options: o}
	if o.RememberMade {
		w.env.RememberMade()
	}
	if o.Watch {
		w.env.Watch()
	}
	if o.Windows {
		w.env.KeepWindows()
	}
	w.wiring = newServices(w)
	return w
}

// Fork returns an independent copy of the world.
func (w *World) Fork() *World { return w.on(w.env.Fork()) }

// Branch returns a fork that counts its coverage together with w, for searches
// that ask what all branches together covered. Unlike forks, branches of one
// world must not be used at the same time.
func (w *World) Branch() *World { return w.on(w.env.Branch()) }

// Follow makes w, which was forked or branched from o or from a world that o comes from, too,
// what Branch of o returns. What w was is lost. It takes a fraction of the time of a Branch.
func (w *World) Follow(o *World) {
	w.env.Follow(o.env)
	w.wiring.follow(o.wiring)
	from := o.states()
	for i := range w.states() {
		w.parts[i].Follow(&from[i])
	}
}

func (w *World) on(env *kernel.Env) *World {
	f := &World{env: env, options: w.options}
	f.wiring = w.wiring.fork(f)
	return f
}

// Do performs one call: in is a pointer to an operation's input struct, the
// answer a pointer to its output struct. It answers every call in every state;
// an error is always a *kernel.Error, and then nothing has changed.
func (w *World) Do(as kernel.Caller, in any) (any, error) {
	if w.options.Clock != nil {
		w.env.AdvanceTo(kernel.At(w.options.Clock()))
	} else {
		w.env.AdvanceTo(w.env.Now())
	}
	return w.Perform(as, in)
}

// Perform performs a call as Do does, at this moment, without running first what
// is due: it is for services that are callers themselves. A caller with a
// principal may do what its identity policies allow, an administrator anything, and
// both only what service control policies of their organization leave them. Nobody of
// a closed account may do anything.
func (w *World) Perform(as kernel.Caller, in any) (any, error) {
	t := reflect.TypeOf(in)
	if t == nil || t.Kind() != reflect.Pointer || reflect.ValueOf(in).IsNil() {
		return nil, kernel.NewError(kernel.UnknownOperation, fmt.Sprintf("%T is not an operation", in))
	}
	op := services.OperationOf(in)
	if op == nil {
		return nil, kernel.NewError(kernel.UnknownOperation, fmt.Sprintf("%s is not an operation of this world", t.Elem()))
	}
	if !kernel.IsAccount(as.Account) {
		return nil, kernel.NewError(kernel.Unauthenticated, fmt.Sprintf("%q is not an account: want 12 digits", as.Account))
	}
	if !slices.Contains(kernel.Regions, as.Region) {
		return nil, kernel.NewError(kernel.Unauthenticated, fmt.Sprintf("%q is not a Region of this world", as.Region))
	}
	c := &kernel.Call{Env: w.env, Caller: as, Operation: op}
	if err := w.wiring.admit(c); err != nil {
		return nil, err
	}
	if as.Principal != "" || w.wiring.controlled(as.Account) {
		if err := w.authorize(c, in); err != nil {
			return nil, err
		}
	}
	return w.env.GiveBack(func() (any, error) { return op.Do(w.service(op.API), c, in) })
}

// authorize lets IAM decide whether the caller may call, where the service does not
// ask itself.
func (w *World) authorize(c *kernel.Call, in any) error {
	op := c.Operation
	var resources []string
	if op.API.Resources != nil {
		resources = op.API.Resources(c, in)
	} else {
		resources = op.Named(c.Scope(), in)
	}
	err := w.wiring.authorize(c, in, resources, func(resource string) map[string][]string {
		if op.API.Conditions == nil {
			return nil
		}
		return op.API.Conditions(w.service(op.API), c, in, resource)
	})
	if err != nil || op.API.Also == nil {
		return err
	}
	for _, also := range op.API.Also(w.service(op.API), c, in) {
		if err := w.wiring.authorizeAlso(c, in, also); err != nil {
			return err
		}
	}
	return nil
}

// Generate makes an input as the drawing's caller might give it to its operation,
// false where there is nothing that it could name.
func (w *World) Generate(d *kernel.Draw) (in any, ok bool) {
	api := d.Operation.API
	return api.Generator.Generate(w.service(api), d)
}

// service returns the world's service that answers an API. It panics where
// newServices has none: an answer by another one would be a guess.
func (w *World) service(api *kernel.API) any {
	at, ok := position[api]
	if !ok {
		panic("no service of the world answers " + api.Service +
			": give its API a New, or add it to newServices, fork and connect in model/wiring.go")
	}
	return w.wiring.all()[at]
}

// DoFailing performs a call as Do does, and the asynchronous work that the call
// begins will fail, if its resource has a state for that. It returns how many
// such jobs there are.
func (w *World) DoFailing(as kernel.Caller, in any) (out any, jobs int, err error) {
	w.Advance(0) // what is due before the call is not the call's work
	jobs = w.env.Failing(func() { out, err = w.Do(as, in) })
	return out, jobs, err
}

// Advance lets d pass and runs everything that is due meanwhile. The world's
// time ends at kernel.End.
func (w *World) Advance(d time.Duration) { w.env.AdvanceTo(w.env.Now().Add(d)) }

// AdvanceTo does the same up to an instant.
func (w *World) AdvanceTo(t time.Time) { w.env.AdvanceTo(kernel.At(t)) }

// HasMade reports whether the world made the text: an ID, a token, a ciphertext
// or whatever else no caller could know before an answer showed it. Only worlds
// with Options.RememberMade know.
func (w *World) HasMade(text string) bool { return w.env.HasMade(text) }

// Now returns the world's time.
func (w *World) Now() time.Time { return w.env.Now().Std() }

// NextDue returns when the world will next do something by itself, and false if
// never.
func (w *World) NextDue() (time.Time, bool) {
	due, ok := w.env.NextDue()
	return due.Std(), ok
}

// MayBeDone lists the numbers of the asynchronous work that is not done yet and may be by
// now, by the bounds of its timing, the newest first. Only worlds with Options.Windows know.
func (w *World) MayBeDone() []uint64 { return w.env.MayBeDone() }

// DoEarly does the work of a number at the earliest moment at which it may be done, and what
// is due since.
func (w *World) DoEarly(number uint64) { w.env.DoEarly(number) }

// Unsettled reports whether a resource or a job of that ID has work under way of which nobody
// knows yet when it ends. Only worlds with Options.Windows know.
func (w *World) Unsettled(id string) bool { return w.env.Unsettled(id) }

// Hangs reports whether something is due up to an instant that may take longer, since AWS
// promises no end of it. Only worlds with Options.Windows know.
func (w *World) Hangs(until time.Time) bool { return w.env.Hangs(kernel.At(until)) }

// Planned returns how much the world has on its agenda: more after a call that
// has begun work.
func (w *World) Planned() int { return w.env.Planned() }

// OnEvent calls a function with each event when it is delivered, on whatever bus. It may
// not call the world. Forks do not.
func (w *World) OnEvent(hear func(*eventbridge.Event)) { w.wiring.hear(hear) }

// Events lists the events on the default bus of an account and Region, oldest
// first.
func (w *World) Events(at kernel.Scope) []eventbridge.Event { return w.wiring.events(at) }

// Failures lists why asynchronous work failed, after the failure of a number, oldest
// first: the last 1,024 at most, and none in a world without Options.Watch.
func (w *World) Failures(since uint64) []kernel.Failure { return w.env.Failures(since) }

// OnQuestion calls a function with each question to policies, and so tells which actions
// calls and the work of services need. Forks do not.
func (w *World) OnQuestion(hear func(kernel.Question)) { w.env.OnQuestion(hear) }

// AlsoNeeds returns what a call needs besides its operation, such as to tag what it makes.
func (w *World) AlsoNeeds(as kernel.Caller, in any) []kernel.Permission {
	op := services.OperationOf(in)
	if op == nil || op.API.Also == nil {
		return nil
	}
	return op.API.Also(w.service(op.API), &kernel.Call{Env: w.env, Caller: as, Operation: op}, in)
}

// Policies returns the policies of a principal, and that of a key or a role by its
// ARN, as they are now. It is false where nobody is called so.
func (w *World) Policies(who policy.Principal, resource string) (policy.Sides, bool) {
	return w.wiring.policies(&who, resource)
}

// Session returns the caller whom an access key of the world stands for, in no
// Region yet; false where the world never issued it.
func (w *World) Session(accessKeyID string) (kernel.Caller, bool) {
	return w.wiring.session(accessKeyID)
}

// Secrets are what a client needs besides the ID of an access key.
type Secrets = iam.Secrets

// Secrets tells what goes with an access key of the world, for those who check
// signatures; false where the world never issued it.
func (w *World) Secrets(accessKeyID string) (Secrets, bool) { return w.wiring.secrets(accessKeyID) }

// Activate claims an initialized cluster of the caller, as a crypto officer
// does at the HSM itself.
func (w *World) Activate(as kernel.Caller, cluster string) error {
	return w.wiring.activate(as.Scope(), cluster)
}

// VisitConsole is somebody's first look at the console of AWS Backup in his account and
// Region, which makes the vault Default there.
func (w *World) VisitConsole(as kernel.Caller) { w.wiring.visitConsole(as.Scope()) }

// Lineage is what the clusters of one lineage store, and what each account pays for it.
type Lineage = rds.Lineage

// WritePages writes count pages of an Aurora cluster of the caller, from a place on, as
// a database does.
func (w *World) WritePages(as kernel.Caller, cluster string, place, count uint64) error {
	return w.wiring.writePages(as.Scope(), cluster, place, count)
}

// Storage tells what all Aurora clusters store and how many pages each account is
// billed for, lineage by lineage.
func (w *World) Storage() []Lineage { return w.wiring.storage() }

// Digest returns a hash of the world's canonical state.
func (w *World) Digest() string {
	h := kernel.NewHasher()
	h.Add(w.env)
	for _, s := range w.wiring.all() {
		h.Add(s.State())
	}
	return h.Sum()
}

// plans are how to key the services' states, in the order of Digest.
var plans = func() (all []*kernel.StatePlan) {
	for _, s := range New(Options{}).wiring.all() {
		all = append(all, kernel.PlanState(reflect.TypeOf(s.State()).Elem()))
	}
	return all
}()

// states returns the parts of the services' states, in the order of Digest.
func (w *World) states() []kernel.Parts {
	if w.parts == nil {
		for i, s := range w.wiring.all() {
			w.parts = append(w.parts, plans[i].Of(s.State()))
		}
	}
	return w.parts
}

// Key tells the states of worlds apart as Digest does, much faster.
func (w *World) Key() kernel.Key {
	k := kernel.NewKeyer()
	w.env.AddTo(&k)
	for i := range w.states() {
		w.parts[i].AddTo(&k)
	}
	return k.Key()
}

// Future tells worlds apart of which callers may learn that they differ, unless the Pace is
// Sampled or a rule is switched off. It leaves out of a Key what nothing hangs on: numbers on
// the agenda where their order is the same, and the events that were delivered. With a
// renaming it is the key of the world with other texts in the place of some; the renaming
// has its own place among kernel.Images, and the key without one is asked for first.
func (w *World) Future(r *kernel.Renaming, place int) kernel.Key {
	k := kernel.NewKeyer().Ordered().As(r, place)
	w.env.AddTo(&k)
	for i := range w.states() {
		if i != past {
			w.parts[i].AddTo(&k)
		}
	}
	return k.Key()
}

// past is where wiring.all lists the service whose state is what has been delivered.
var past = slices.IndexFunc(New(Options{}).wiring.all(), func(s kernel.Service) bool {
	_, is := s.(*eventbridge.Service)
	return is
})

// SwitchOff makes a mutant of the world: the rule no longer holds in it.
func (w *World) SwitchOff(r *kernel.Rule) { w.env.SwitchOff(r) }

// Drop makes a mutant of the world: the row of a lifecycle answers no more.
func (w *World) Drop(row kernel.RowView) { w.env.Drop(row) }

// Redirect makes a mutant of the world: the row leads to another state.
func (w *World) Redirect(row kernel.RowView, to string) { w.env.Redirect(row, to) }

// Tally returns how often a rule was put to the test in this world.
func (w *World) Tally(r *kernel.Rule) kernel.Tally { return w.env.Tally(r) }

// Taken returns how often a row of a lifecycle was taken in this world.
func (w *World) Taken(row kernel.RowView) uint64 { return w.env.Taken(row) }

// Rules lists the rules of all services, by ID.
func Rules() []*kernel.Rule { return slices.Clone(rules) }

var rules = func() (all []*kernel.Rule) {
	for _, api := range services.All {
		all = append(all, api.Rules.All()...)
	}
	return all
}()

var rulesByID = func() map[string]*kernel.Rule {
	all := map[string]*kernel.Rule{}
	for _, r := range Rules() {
		all[r.ID] = r
		for _, id := range r.Also {
			all[id] = r
		}
	}
	return all
}()

// Rule returns the rule of an ID, its own or one that it tells as well; nil
// where there is none.
func Rule(id string) *kernel.Rule { return rulesByID[id] }

// Lifecycles lists the lifecycle tables of all services.
func Lifecycles() []kernel.TableView {
	var all []kernel.TableView
	for _, api := range services.All {
		all = append(all, api.Lifecycles...)
	}
	return all
}
