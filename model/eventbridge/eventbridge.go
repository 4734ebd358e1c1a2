// Package eventbridge delivers the events of services to the default event bus
// of an account and Region, where tests and other services read them.
package eventbridge

import (
	"maps"

	"github.com/shareproof/shareproof/model/kernel"
)

// Event is an event as EventBridge delivers it. Once delivered it never changes.
type Event struct {
	ID         string      `json:"id"`
	DetailType string      `json:"detail-type"`
	Source     string      `json:"source"`
	Account    string      `json:"account"`
	Region     string      `json:"region"`
	Time       kernel.Time `json:"time"`
	Resources  []string    `json:"resources"`
	// Detail is a JSON object.
	Detail string `json:"detail"`
}

// Subscriber is a service with managed rules: it is told of each event when it is
// delivered.
type Subscriber interface {
	OnEvent(*Event)
}

// Service is EventBridge in one world.
type Service struct {
	env       *kernel.Env
	observers []Subscriber
	state
	// buses are what the books of the state are about.
	buses map[kernel.Scope]bus
	lent  bool // forks hold the same map
}

// Kept is how many events of a bus can be read at least: its last ones, and up to part before
// them. A world in which years pass has no room for all.
const Kept = 4096

// part is how many events are forgotten together.
const part = 1024

// bus is the last events of a bus, in parts, the youngest first. What was delivered never
// changes, so that forks share it.
type bus struct {
	parts [Kept/part + 1]*delivered
	count int // of the first
}

// with returns the bus with one more event, which it returns too.
func (b bus) with(e Event) (bus, *Event) {
	if b.count == part {
		copy(b.parts[1:], b.parts[:])
		b.parts[0], b.count = nil, 0
	}
	b.parts[0] = &delivered{e, b.parts[0]}
	b.count++
	return b, &b.parts[0].Event
}

type state struct {
	Books kernel.Store[book]
}

// book stands for all events of a bus in a digest of the world.
type book struct {
	Count uint64
	A, B  uint64 // the key of the events, each with those before it
}

// delivered is an event and those before it, as far as they are kept.
type delivered struct {
	Event
	before *delivered
}

// New returns EventBridge without any events.
func New(env *kernel.Env) *Service {
	return &Service{env: env, buses: map[kernel.Scope]bus{}}
}

// Fork returns an independent copy that lives on env. Observers declare
// themselves anew.
func (s *Service) Fork(env *kernel.Env) *Service {
	f := New(env)
	f.state = state{s.Books.Fork()}
	f.Follow(s)
	return f
}

// Follow takes from another service what is not in its State.
func (s *Service) Follow(o *Service) { s.buses, s.lent, o.lent = o.buses, true, true }

// APIs lists nothing: only other services put events.
func (s *Service) APIs() []*kernel.API { return nil }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Hear calls a function with each event when it is delivered. Forks do not.
func (s *Service) Hear(hear func(*Event)) { s.Subscribe(hearer(hear)) }

type hearer func(*Event)

func (h hearer) OnEvent(e *Event) { h(e) }

// Subscribe declares an observer.
func (s *Service) Subscribe(o Subscriber) { s.observers = append(s.observers, o) }

const only = "default"

// Put delivers an event to the bus of its account and Region.
func (s *Service) Put(e Event) {
	e.ID, e.Time = s.env.Mint().UUID(), s.env.Now()
	at := kernel.Scope{Account: e.Account, Region: e.Region}
	if s.lent {
		s.buses, s.lent = maps.Clone(s.buses), false
	}
	b, put := s.buses[at].with(e)
	s.buses[at] = b
	s.enter(at, put)
	for _, o := range s.observers {
		o.OnEvent(put)
	}
}

// enter writes an event into the book of its bus.
func (s *Service) enter(at kernel.Scope, e *Event) {
	books := s.Books.In(at)
	b := books.Get(only)
	if b == nil {
		b = &book{}
		books.Put(only, b)
	}
	k := kernel.NewKeyer()
	k.Mix(kernel.Key{b.A, b.B})
	k.Mix(kernel.Key{uint64(e.Time), b.Count})
	for _, text := range [...]string{e.ID, e.DetailType, e.Source, e.Detail} {
		k.Text(text)
	}
	for _, text := range e.Resources {
		k.Text(text)
	}
	key := k.Key()
	b.Count, b.A, b.B = b.Count+1, key[0], key[1]
}

// At lists the events of an account and Region that are kept, oldest first.
func (s *Service) At(h kernel.Scope) []Event {
	b := s.buses[h]
	return listed(b.parts[:])
}
