package backup

import (
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/policy"
)

// World performs calls: what AWS Backup does in other services, it does as a caller
// like any other, under the role of a job or its own service-linked one.
type World interface {
	Perform(as kernel.Caller, in any) (any, error)
}

// Needs are the services that AWS Backup needs.
type Needs struct {
	Organizations *organizations.Service
	IAM           *iam.Service
	Keys          *kms.Service
	Bus           *eventbridge.Service
	World         World
}

// Service is AWS Backup in one world.
type Service struct {
	Needs
	env *kernel.Env
	state

	policies *policy.Cache
}

type state struct {
	Vaults   kernel.Store[vault] // by name
	Requests kernel.Store[kernel.Request]
}

// New returns AWS Backup without any vaults.
func New(env *kernel.Env, needs Needs) *Service {
	s := &Service{Needs: needs, env: env, policies: &policy.Cache{}}
	env.Receive(s)
	return s
}

// Fork returns an independent copy that lives on env and needs.
func (s *Service) Fork(env *kernel.Env, needs Needs) *Service {
	f := New(env, needs)
	if env.Branched() {
		f.policies = s.policies
	}
	f.state = state{s.Vaults.Fork(), s.Requests.Fork()}
	return f
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Due does what AWS Backup does at an event of its own.
func (s *Service) Due(kernel.Event) bool { return false }
