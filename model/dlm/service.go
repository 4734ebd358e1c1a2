// Package dlm is Amazon Data Lifecycle Manager (API version 2018-01-12).
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
}

type state struct{}

// New returns Data Lifecycle Manager without any policies.
func New(env *kernel.Env, principals *iam.Service, bus *eventbridge.Service, world World) *Service {
	return &Service{env: env, iam: principals, bus: bus, world: world}
}

// Fork returns an independent copy that lives on env, principals, bus and world.
func (s *Service) Fork(env *kernel.Env, principals *iam.Service, bus *eventbridge.Service, world World) *Service {
	f := New(env, principals, bus, world)
	f.state = s.state
	return f
}

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }
