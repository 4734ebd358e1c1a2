package dlm

import (
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// World performs calls: what a policy does, it does as a caller like any other,
// under its role.
type World interface {
	Perform(as kernel.Caller, in any) (any, error)
}

// Service is Data Lifecycle Manager in one world.
type Service struct {
	env   *kernel.Env
	iam   *iam.Service
	bus   *eventbridge.Service
	world World
	state

	expressions *expressions
}

type state struct {
	Policies  kernel.Store[lifecyclePolicy]
	Deleted   kernel.Store[lifecyclePolicy] // whose snapshots still expire
	Runs      kernel.Store[run]             // that have something left to do, where their policies are
	Series    kernel.Store[series]          // where their policies are
	Snapshots kernel.Store[snapshot]        // that policies look after, where these are
	Copies    kernel.Store[copying]         // that are asked for and not yet made, where their policies are
}

// New returns Data Lifecycle Manager without any policies.
func New(env *kernel.Env, principals *iam.Service, bus *eventbridge.Service, world World) *Service {
	s := &Service{env: env, iam: principals, bus: bus, world: world, expressions: &expressions{}}
	env.Receive(s)
	bus.Subscribe(s)
	return s
}

// Fork returns an independent copy that lives on env, principals, bus and world.
func (s *Service) Fork(env *kernel.Env, principals *iam.Service, bus *eventbridge.Service, world World) *Service {
	f := New(env, principals, bus, world)
	if env.Branched() {
		f.expressions = s.expressions
	}
	f.state = state{s.Policies.Fork(), s.Deleted.Fork(), s.Runs.Fork(), s.Series.Fork(), s.Snapshots.Fork(),
		s.Copies.Fork()}
	return f
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// What Data Lifecycle Manager puts on the agenda.
const (
	scheduled = "a DLM schedule is due"    // of a policy
	starting  = "a DLM run starts"         // of a run
	completed = "a DLM snapshot is made"   // of a snapshot
	unsharing = "a DLM share ends"         // of a snapshot
	expiry    = "a DLM snapshot expires"   // of a snapshot
	copied    = "a DLM copy is asked for"  // of a copying
	ruled     = "a DLM rule is set up"     // of a policy
	shared    = "a DLM event has happened" // of a copying
)

// Due does what is to be done at an event of its own.
func (s *Service) Due(due kernel.Event) bool {
	switch due.Topic {
	case scheduled:
		if p := s.Policies.Find(due.Subject); p != nil && p.Plan == due.Stamp {
			s.schedulesAreDue(p)
		}
	case starting:
		if r := s.Runs.Find(due.Subject); r != nil {
			s.attempt(r)
		}
	case completed:
		if sn := s.Snapshots.Find(due.Subject); sn != nil {
			s.made(sn)
		}
	case unsharing:
		if sn := s.Snapshots.Find(due.Subject); sn != nil {
			s.unshare(sn)
		}
	case expiry:
		if sn := s.Snapshots.Find(due.Subject); sn != nil {
			s.expire(sn)
		}
	case ruled:
		if p := s.Policies.Find(due.Subject); p != nil && p.Plan == due.Stamp {
			s.setUpRule(p)
		}
	case shared:
		if cp := s.Copies.Find(due.Subject); cp != nil {
			s.consider(cp)
		}
	case copied:
		if cp := s.Copies.Find(due.Subject); cp != nil {
			s.copy(cp)
		}
	default:
		return false
	}
	return true
}

// Overtaken reports whether nothing will come of an event of the service.
func (s *Service) Overtaken(due kernel.Event) bool {
	switch due.Topic {
	case scheduled, ruled:
		p := s.Policies.Find(due.Subject)
		return p == nil || p.Plan != due.Stamp
	case starting:
		return s.Runs.Find(due.Subject) == nil
	case completed, unsharing, expiry:
		return s.Snapshots.Find(due.Subject) == nil
	case shared, copied:
		return s.Copies.Find(due.Subject) == nil
	}
	return false
}
