// Package ebs is Amazon EBS as the EC2 API (version 2016-11-15) offers it:
// volumes, snapshots, and how snapshots are shared and copied.
package ebs

import (
	"strings"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// Service is EBS in one world.
type Service struct {
	env  *kernel.Env
	keys *kms.Service
	bus  *eventbridge.Service

	keeper Keeper

	volumeMachine       kernel.Machine[VolumeState, volume]
	snapshotMachine     kernel.Machine[SnapshotState, snapshot]
	modificationMachine kernel.Machine[VolumeModificationState, modification]

	state
}

type state struct {
	Volumes       kernel.Store[volume]
	Snapshots     kernel.Store[snapshot]
	Copying       kernel.Store[copying]        // the copies under way, where they are made
	Copied        kernel.Store[lineage]        // what copies exist, where they are
	Shared        kernel.Store[pointer]        // what others share with the account of the scope
	Public        kernel.Store[pointer]        // by Region alone
	Settings      kernel.Store[settings]       // one in each scope that changed any
	Tags          kernel.Store[tagged]         // by who put them
	Requests      kernel.Store[kernel.Request] // that bore client tokens, at the caller
	Modifications kernel.Store[modification]   // the newest of each volume that has one
}

// pointer leads to a snapshot of another account in the same Region.
type pointer struct{ ID, Owner string }

var (
	volumes = kernel.Run(kernel.Engine[VolumeState, volume]{
		Table: volumeLifecycle,
		Life:  func(v *volume) *kernel.Life[VolumeState] { return &v.Life },
		Ref:   func(v *volume) kernel.Ref { return kernel.Ref{Scope: v.Scope, ID: v.ID} },
	}, func(s *Service) *kernel.Store[volume] { return &s.Volumes }, (*Service).volumeEntered)
	snapshots = kernel.Run(kernel.Engine[SnapshotState, snapshot]{
		Table: snapshotLifecycle,
		Life:  func(sn *snapshot) *kernel.Life[SnapshotState] { return &sn.Life },
		Ref:   func(sn *snapshot) kernel.Ref { return kernel.Ref{Scope: sn.Scope, ID: sn.ID} },
	}, func(s *Service) *kernel.Store[snapshot] { return &s.Snapshots }, (*Service).snapshotEntered)
)

var modifications = kernel.Run(kernel.Engine[VolumeModificationState, modification]{
	Table: modificationLifecycle,
	Life:  func(m *modification) *kernel.Life[VolumeModificationState] { return &m.Life },
	Ref:   (*modification).ref,
	Says: func(m *modification, _ string) string {
		return "Cannot modify volume " + m.ID + " in modification state " + strings.ToUpper(string(m.Life.State))
	},
}, func(s *Service) *kernel.Store[modification] { return &s.Modifications }, (*Service).modified)

// New returns EBS without any volumes.
func New(env *kernel.Env, keys *kms.Service, bus *eventbridge.Service) *Service {
	s := &Service{env: env, keys: keys, bus: bus}
	s.volumeMachine, s.snapshotMachine = volumes.In(env, s), snapshots.In(env, s)
	s.modificationMachine = modifications.In(env, s)
	env.Receive(s)
	return s
}

// Fork returns an independent copy that lives on env, keys and bus.
func (s *Service) Fork(env *kernel.Env, keys *kms.Service, bus *eventbridge.Service) *Service {
	f := New(env, keys, bus)
	f.state = state{
		s.Volumes.Fork(), s.Snapshots.Fork(), s.Copying.Fork(), s.Copied.Fork(),
		s.Shared.Fork(), s.Public.Fork(), s.Settings.Fork(), s.Tags.Fork(), s.Requests.Fork(),
		s.Modifications.Fork(),
	}
	return f
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Due does what EBS does at an event of its own. Whether the work of making
// something succeeds is found out at its end.
func (s *Service) Due(due kernel.Event) bool {
	s.judgeVolume(due)
	s.judgeCopy(due)
	return s.volumeMachine.Due(due) || s.snapshotMachine.Due(due) || s.modificationMachine.Due(due)
}

// Overtaken reports whether nothing will come of an event of the service.
func (s *Service) Overtaken(due kernel.Event) bool {
	return s.volumeMachine.Overtaken(due) || s.snapshotMachine.Overtaken(due) || s.modificationMachine.Overtaken(due)
}
