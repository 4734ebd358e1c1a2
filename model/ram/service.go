package ram

import (
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

// Service is RAM in one world.
type Service struct {
	env       *kernel.Env
	org       *organizations.Service
	bus       *eventbridge.Service
	resources []Resources
	roles     LinkedRoles

	shareMachine       kernel.Machine[ResourceShareStatus, share]
	featureMachine     kernel.Machine[ResourceShareFeatureSet, share]
	associationMachine kernel.Machine[ResourceShareAssociationStatus, association]
	invitationMachine  kernel.Machine[ResourceShareInvitationStatus, invitation]

	state
}

type state struct {
	Shares       kernel.Store[share]          // at the owner
	Associations kernel.Store[association]    // at the share
	Invitations  kernel.Store[invitation]     // at the receiver
	Permissions  kernel.Store[permission]     // at the owner; customer managed ones
	Requests     kernel.Store[kernel.Request] // at the caller
	Roles        kernel.Store[role]           // everywhere; by organization
	Usage        kernel.Store[usage]          // at the owner

	Holdings       kernel.Store[holding]       // an index: the shares that hold a resource
	Participations kernel.Store[participation] // an index: the STANDARD shares that name a principal
	Ordinal        uint64
}

// usage is what of an account's quotas is taken in a Region.
type usage struct{ Shares, Resources, Principals, Invitations int }

var (
	shares = kernel.Run(kernel.Engine[ResourceShareStatus, share]{
		Table: shareLifecycle, Ref: (*share).ref,
		Life: func(sh *share) *kernel.Life[ResourceShareStatus] { return &sh.Status },
	}, (*Service).shares, (*Service).shareEntered)
	features = kernel.Run(kernel.Engine[ResourceShareFeatureSet, share]{
		Table: featureLifecycle, Ref: (*share).ref,
		Life: func(sh *share) *kernel.Life[ResourceShareFeatureSet] { return &sh.Features },
	}, (*Service).shares, (*Service).featuresEntered)
	associations = kernel.Run(kernel.Engine[ResourceShareAssociationStatus, association]{
		Table: associationLifecycle,
		Life:  func(a *association) *kernel.Life[ResourceShareAssociationStatus] { return &a.Life },
		Ref:   func(a *association) kernel.Ref { return kernel.Ref{Scope: within(a.Share), ID: a.Entity} },
	}, func(s *Service) *kernel.Store[association] { return &s.Associations }, (*Service).associationEntered)
	invitations = kernel.Run(kernel.Engine[ResourceShareInvitationStatus, invitation]{
		Table: invitationLifecycle,
		Life:  func(i *invitation) *kernel.Life[ResourceShareInvitationStatus] { return &i.Life },
		Ref:   func(i *invitation) kernel.Ref { return kernel.Ref{Scope: i.Receiver, ID: i.ID} },
	}, func(s *Service) *kernel.Store[invitation] { return &s.Invitations }, (*Service).invitationEntered)
)

func (sh *share) ref() kernel.Ref { return kernel.Ref{Scope: sh.Scope, ID: sh.ID} }

func (s *Service) shares() *kernel.Store[share] { return &s.Shares }

// New returns RAM without any shares.
func New(env *kernel.Env, org *organizations.Service, bus *eventbridge.Service) *Service {
	s := &Service{env: env, org: org, bus: bus}
	s.shareMachine, s.featureMachine = shares.In(env, s), features.In(env, s)
	s.associationMachine, s.invitationMachine = associations.In(env, s), invitations.In(env, s)
	env.Receive(s)
	return s
}

// Fork returns an independent copy that lives on env, org and bus and knows no
// resources yet.
func (s *Service) Fork(env *kernel.Env, org *organizations.Service, bus *eventbridge.Service) *Service {
	f := New(env, org, bus)
	f.state = state{
		s.Shares.Fork(), s.Associations.Fork(), s.Invitations.Fork(), s.Permissions.Fork(), s.Requests.Fork(),
		s.Roles.Fork(), s.Usage.Fork(), s.Holdings.Fork(), s.Participations.Fork(), s.Ordinal,
	}
	return f
}

// Due does what RAM does at an event of its own.
func (s *Service) Due(due kernel.Event) bool {
	if due.Topic == purged {
		if i := s.Invitations.Find(due.Subject); i != nil {
			_ = s.invitationMachine.Fire(i, purged)
		}
		return true
	}
	return s.shareMachine.Due(due) || s.featureMachine.Due(due) || s.associationMachine.Due(due) ||
		s.invitationMachine.Due(due)
}

// Overtaken reports whether nothing will come of an event of the service.
func (s *Service) Overtaken(due kernel.Event) bool {
	if due.Topic == purged {
		return s.Invitations.Find(due.Subject) == nil
	}
	return s.shareMachine.Overtaken(due) || s.featureMachine.Overtaken(due) || s.associationMachine.Overtaken(due) ||
		s.invitationMachine.Overtaken(due)
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Share adds somebody who knows shareable resources.
func (s *Service) Share(r Resources) { s.resources = append(s.resources, r) }

// LinkedRoles makes the roles by which services act in accounts.
type LinkedRoles interface {
	// ServiceLinkedRole returns the ARN of a service's role in an account, and makes it
	// where there is none.
	ServiceLinkedRole(at kernel.Scope, service string) string
}

// ActBy hands over who makes the role by which RAM acts in an account.
func (s *Service) ActBy(roles LinkedRoles) { s.roles = roles }

// taken returns what of the quotas is taken.
func (s *Service) taken(scope kernel.Scope) usage {
	if u := s.Usage.See(scope, ""); u != nil {
		return *u
	}
	return usage{}
}

// use returns the same to be changed.
func (s *Service) use(scope kernel.Scope) *usage {
	u := s.Usage.Get(scope, "")
	if u == nil {
		u = &usage{}
		s.Usage.In(scope).Put("", u)
	}
	return u
}

// next returns numbers that rise as things come into being.
func (s *Service) next() uint64 {
	s.Ordinal++
	return s.Ordinal
}
