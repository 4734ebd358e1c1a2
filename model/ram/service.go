package ram

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

// Service is RAM in one world.
type Service struct {
	env       *kernel.Env
	org       *organizations.Service
	resources []Resources

	shareMachine       kernel.Machine[ResourceShareStatus, share]
	featureMachine     kernel.Machine[ResourceShareFeatureSet, share]
	associationMachine kernel.Machine[ResourceShareAssociationStatus, association]
	invitationMachine  kernel.Machine[ResourceShareInvitationStatus, invitation]

	state
}

type state struct {
	Shares       kernel.Store[share]       // at the owner
	Associations kernel.Store[association] // at the share
	Invitations  kernel.Store[invitation]  // at the receiver
	Permissions  kernel.Store[permission]  // at the owner; customer managed ones
	Requests     kernel.Store[request]     // at the caller
	Roles        kernel.Store[role]        // everywhere; by organization
	Usage        kernel.Store[usage]       // at the owner

	Holdings       kernel.Store[holding]       // an index: the shares that hold a resource
	Participations kernel.Store[participation] // an index: the STANDARD shares that name a principal
	Ordinal        uint64
}

// usage is what of an account's quotas is taken in a Region.
type usage struct{ Shares, Resources, Principals, Invitations int }

// New returns RAM without any shares.
func New(env *kernel.Env, org *organizations.Service) *Service {
	s := &Service{env: env, org: org}
	byShare := func(sh *share) kernel.Ref { return kernel.Ref{Home: sh.Home, ID: sh.ID} }
	s.shareMachine = kernel.Machine[ResourceShareStatus, share]{
		Env: env, Table: shareLifecycle, Ref: byShare, Find: s.Shares.Find, Entered: s.shareEntered,
		Life: func(sh *share) *kernel.Life[ResourceShareStatus] { return &sh.Status },
	}
	s.featureMachine = kernel.Machine[ResourceShareFeatureSet, share]{
		Env: env, Table: featureLifecycle, Ref: byShare, Find: s.Shares.Find, Entered: s.featuresEntered,
		Life: func(sh *share) *kernel.Life[ResourceShareFeatureSet] { return &sh.Features },
	}
	s.associationMachine = kernel.Machine[ResourceShareAssociationStatus, association]{
		Env: env, Table: associationLifecycle, Find: s.Associations.Find, Entered: s.associationEntered,
		Life: func(a *association) *kernel.Life[ResourceShareAssociationStatus] { return &a.Life },
		Ref:  func(a *association) kernel.Ref { return kernel.Ref{Home: within(a.Share), ID: a.Entity} },
	}
	s.invitationMachine = kernel.Machine[ResourceShareInvitationStatus, invitation]{
		Env: env, Table: invitationLifecycle, Find: s.Invitations.Find, Entered: s.invitationEntered,
		Life: func(i *invitation) *kernel.Life[ResourceShareInvitationStatus] { return &i.Life },
		Ref:  func(i *invitation) kernel.Ref { return kernel.Ref{Home: i.Receiver, ID: i.ID} },
	}
	s.shareMachine.Listen()
	s.featureMachine.Listen()
	s.associationMachine.Listen()
	s.invitationMachine.Listen()
	env.On(purged, func(due kernel.Event) {
		if i := s.Invitations.Find(due.Subject); i != nil {
			_ = s.invitationMachine.Fire(i, purged)
		}
	})
	return s
}

// Fork returns an independent copy that lives on env and org and knows no
// resources yet.
func (s *Service) Fork(env *kernel.Env, org *organizations.Service) *Service {
	f := New(env, org)
	f.state = state{
		s.Shares.Clone(), s.Associations.Clone(), s.Invitations.Clone(), s.Permissions.Clone(), s.Requests.Clone(),
		s.Roles.Clone(), s.Usage.Clone(), s.Holdings.Clone(), s.Participations.Clone(), s.Ordinal,
	}
	return f
}

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Share adds somebody who knows shareable resources.
func (s *Service) Share(r Resources) { s.resources = append(s.resources, r) }

// taken returns what of the quotas is taken.
func (s *Service) taken(home kernel.Home) usage {
	if u := s.Usage.Get(home, ""); u != nil {
		return *u
	}
	return usage{}
}

// use returns the same to be changed.
func (s *Service) use(home kernel.Home) *usage {
	u := s.Usage.Get(home, "")
	if u == nil {
		u = &usage{}
		s.Usage.In(home).Put("", u)
	}
	return u
}

// next returns numbers that rise as things come into being.
func (s *Service) next() uint64 {
	s.Ordinal++
	return s.Ordinal
}
