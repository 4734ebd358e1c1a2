// Package eventbridge delivers the events of services to the default event bus
// of an account and Region, where tests and other services read them.
package eventbridge

import "github.com/shareproof/shareproof/model/kernel"

// Event is an event as EventBridge delivers it.
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

// Observer is a service with managed rules: it is told of each event when it is
// delivered.
type Observer interface {
	Delivered(*Event)
}

// Service is EventBridge in one world.
type Service struct {
	env       *kernel.Env
	observers []Observer
	state
}

type state struct {
	Events kernel.Store[Event]
}

// New returns EventBridge without any events.
func New(env *kernel.Env) *Service { return &Service{env: env} }

// Fork returns an independent copy that lives on env. Observers declare
// themselves anew.
func (s *Service) Fork(env *kernel.Env) *Service {
	return &Service{env: env, state: state{s.Events.Fork()}}
}

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Observe declares an observer.
func (s *Service) Observe(o Observer) { s.observers = append(s.observers, o) }

// Put delivers an event to the bus of its account and Region.
func (s *Service) Put(e Event) {
	e.ID, e.Time = s.env.Mint().UUID(), s.env.Now()
	s.Events.In(kernel.Home{Account: e.Account, Region: e.Region}).Put(e.ID, &e)
	for _, o := range s.observers {
		o.Delivered(&e)
	}
}

// At lists the events of an account and Region, oldest first.
func (s *Service) At(h kernel.Home) (all []Event) {
	for e := range s.Events.View(h).All {
		all = append(all, *e)
	}
	return all
}
