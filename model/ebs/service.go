// Package ebs is Amazon EBS as the EC2 API (version 2016-11-15) offers it:
// volumes, snapshots, and how snapshots are shared and copied.
package ebs

import (
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// Service is EBS in one world.
type Service struct {
	env  *kernel.Env
	keys *kms.Service
	bus  *eventbridge.Service
	state
}

type state struct{}

// New returns EBS without any volumes.
func New(env *kernel.Env, keys *kms.Service, bus *eventbridge.Service) *Service {
	return &Service{env: env, keys: keys, bus: bus}
}

// Fork returns an independent copy that lives on env, keys and bus.
func (s *Service) Fork(env *kernel.Env, keys *kms.Service, bus *eventbridge.Service) *Service {
	f := New(env, keys, bus)
	f.state = s.state
	return f
}

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }
