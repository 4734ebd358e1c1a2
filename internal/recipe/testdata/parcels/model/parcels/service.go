package parcels

import "github.com/shareproof/shareproof/model/kernel"

// Service is Parcels in one world.
type Service struct {
	parcelMachine kernel.Machine[ParcelState, parcel]
	state
}

// state is what a digest of the world covers.
type state struct{ Parcels kernel.Store[parcel] }

var parcels = kernel.Run(kernel.Engine[ParcelState, parcel]{
	Table: parcelLifecycle,
	Life:  func(p *parcel) *kernel.Life[ParcelState] { return &p.Life },
	Ref:   func(p *parcel) kernel.Ref { return kernel.Ref{Scope: p.Scope, ID: p.ID} },
}, func(s *Service) *kernel.Store[parcel] { return &s.Parcels }, func(*Service, *parcel, ParcelState) {})

// New returns Parcels without any parcels.
func New(env *kernel.Env) kernel.Forker { return in(env) }

func in(env *kernel.Env) *Service {
	s := &Service{}
	s.parcelMachine = parcels.In(env, s)
	env.Receive(s)
	return s
}

// Fork returns an independent copy that lives on env.
func (s *Service) Fork(env *kernel.Env) kernel.Forker {
	f := in(env)
	f.state = state{s.Parcels.Fork()}
	return f
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Due does what is to be done at an event of its own.
func (s *Service) Due(due kernel.Event) bool { return s.parcelMachine.Due(due) }
