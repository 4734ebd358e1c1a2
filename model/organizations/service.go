package organizations

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// Service is Organizations in one world.
type Service struct {
	env       *kernel.Env
	observers []Observer

	creationMachine  kernel.Machine[CreateAccountState, creation]
	handshakeMachine kernel.Machine[HandshakeState, handshake]
	closureMachine   kernel.Machine[AccountState, closure]

	state
	// controlling is in how many organizations service control policies are on.
	controlling int
	// closed is how many accounts somebody has closed.
	closed    int
	documents *policy.Cache
}

// state is the same whatever Region a caller is in: all of it lives in global.
type state struct {
	Organizations kernel.Store[organization]
	Members       kernel.Store[member]
	Units         kernel.Store[unit]
	Handshakes    kernel.Store[handshake]
	Creations     kernel.Store[creation]
	Policies      kernel.Store[controlPolicy]
	Targets       kernel.Store[target]
	Labels        kernel.Store[labels]
	Delegates     kernel.Store[delegate]
	Closures      kernel.Store[closure]
}

// global is the scope of whatever no Region has.
var global kernel.Scope

var (
	creations = kernel.Run(kernel.Engine[CreateAccountState, creation]{
		Table: creationLifecycle,
		Life:  func(c *creation) *kernel.Life[CreateAccountState] { return &c.Life },
		Ref:   func(c *creation) kernel.Ref { return kernel.Ref{Scope: global, ID: c.ID} },
	}, func(s *Service) *kernel.Store[creation] { return &s.Creations }, (*Service).creationEntered)
	handshakes = kernel.Run(kernel.Engine[HandshakeState, handshake]{
		Table: handshakeLifecycle,
		Life:  func(h *handshake) *kernel.Life[HandshakeState] { return &h.Life },
		Ref:   func(h *handshake) kernel.Ref { return kernel.Ref{Scope: global, ID: h.ID} },
	}, func(s *Service) *kernel.Store[handshake] { return &s.Handshakes }, (*Service).handshakeEntered)
	closures = kernel.Run(kernel.Engine[AccountState, closure]{
		Table: closureLifecycle,
		Life:  func(cl *closure) *kernel.Life[AccountState] { return &cl.Life },
		Ref:   func(cl *closure) kernel.Ref { return kernel.Ref{Scope: global, ID: cl.Account} },
		Says:  (*closure).refuses,
	}, func(s *Service) *kernel.Store[closure] { return &s.Closures }, (*Service).closureEntered)
)

// New returns a world without any organization.
func New(env *kernel.Env) *Service {
	s := &Service{env: env, documents: &policy.Cache{}}
	s.creationMachine, s.handshakeMachine = creations.In(env, s), handshakes.In(env, s)
	s.closureMachine = closures.In(env, s)
	env.Receive(s)
	return s
}

// Fork returns an independent copy that lives on env and has no observers yet.
func (s *Service) Fork(env *kernel.Env) *Service {
	f := New(env)
	if env.Branched() {
		f.documents = s.documents
	}
	f.Follow(s)
	f.state = state{s.Organizations.Fork(), s.Members.Fork(), s.Units.Fork(), s.Handshakes.Fork(), s.Creations.Fork(),
		s.Policies.Fork(), s.Targets.Fork(), s.Labels.Fork(), s.Delegates.Fork(), s.Closures.Fork()}
	return f
}

// Counts returns what is not in its State: in how many organizations service control policies
// are on, and how many accounts somebody has closed.
func (s *Service) Counts() (controlling, closed int) { return s.controlling, s.closed }

// Follow takes from another service what is not in its State.
func (s *Service) Follow(o *Service) { s.controlling, s.closed = o.controlling, o.closed }

// Due does what Organizations does at an event of its own.
func (s *Service) Due(due kernel.Event) bool {
	return s.creationMachine.Due(due) || s.handshakeMachine.Due(due) || s.closureMachine.Due(due)
}

// Overtaken reports whether nothing will come of an event of the service.
func (s *Service) Overtaken(due kernel.Event) bool {
	return s.creationMachine.Overtaken(due) || s.handshakeMachine.Overtaken(due) || s.closureMachine.Overtaken(due)
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Observe adds an observer.
func (s *Service) Observe(o Observer) { s.observers = append(s.observers, o) }

// joined returns the caller's organization and its membership there.
func (s *Service) joined(c *kernel.Call) (*organization, *member, error) {
	m := s.Members.Get(global, c.Account)
	if m == nil {
		return nil, nil, c.Refuse(OutsidersHaveNoOrganization, "Your account is not a member of an organization.")
	}
	return s.Organizations.Get(global, m.Organization), m, c.Require(true, OutsidersHaveNoOrganization, "")
}

// managed returns the organization that the caller manages, as the rule asks. Accounts
// that administer a service may look.
func (s *Service) managed(c *kernel.Call, rule *kernel.Rule) (*organization, error) {
	o, _, err := s.joined(c)
	if err != nil {
		return nil, err
	}
	manages := o.Management == c.Account
	if !manages && c.Operation.Reads() {
		manages = c.Applies(s.delegates(c.Account), DelegatesRead)
	}
	return o, c.Require(manages, rule, "You don't have permissions to access this resource.")
}

// listed refuses a token that the listing did not give.
func listed(c *kernel.Call, ok bool) error {
	return c.Require(ok, PagesAreBounded, "INVALID_NEXT_TOKEN: NextToken is not one that this listing gave.")
}

const pageSize = 20

func most(n *int32) int {
	if n == nil {
		return pageSize
	}
	return int(*n)
}
