// Package rds is Amazon RDS (API version 2014-10-31) as far as Aurora clusters go:
// clusters, clones of them within and across accounts, snapshots, and what their
// storage costs.
package rds

import (
	"cmp"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/ram"
)

// Service is RDS in one world.
type Service struct {
	env    *kernel.Env
	keys   *kms.Service
	ram    *ram.Service
	quotas Quotas
	keeper Keeper

	clusterMachine  kernel.Machine[ClusterStatus, cluster]
	instanceMachine kernel.Machine[InstanceStatus, instance]
	snapshotMachine kernel.Machine[SnapshotStatus, snapshot]

	state
}

// Quotas are how many of something there may be. Zero stands for AWS's default.
type Quotas struct {
	// Clusters an account has in a Region, by default 40.
	Clusters int
	// CrossAccountClones an original cluster and its clones have together, by
	// default 15.
	CrossAccountClones int
	// CopyOnWriteClones of one volume an account has before further clones are
	// full copies, by default 15.
	CopyOnWriteClones int
}

func (q Quotas) orDefault() Quotas {
	return Quotas{cmp.Or(max(q.Clusters, 0), 40), cmp.Or(max(q.CrossAccountClones, 0), 15),
		cmp.Or(max(q.CopyOnWriteClones, 0), 15)}
}

type state struct {
	Clusters   kernel.Store[cluster] // by DbClusterResourceId
	Names      kernel.Store[name]    // of clusters, by identifier
	OnKey      kernel.Store[pointer] // the clusters that a KMS key encrypts: see onKey
	Lineages   kernel.Store[lineage]
	Relatives  kernel.Store[relative] // by lineage: see in
	Branches   kernel.Store[branch]   // by lineage
	Instances  kernel.Store[instance]
	Snapshots  kernel.Store[snapshot]
	Shared     kernel.Store[sharedSnapshot] // with the account of the scope
	Public     kernel.Store[sharedSnapshot] // by Region alone
	Retained   kernel.Store[cluster]        // whose automated backups outlive it
	Subnets    kernel.Store[subnetGroup]
	Parameters kernel.Store[parameterGroup]
}

// name leads from an identifier to the cluster that bears it.
type name struct{ Name, ID string }

// pointer leads to a cluster in whatever account.
type pointer struct{ Cluster kernel.Ref }

var clusters = kernel.Run(kernel.Engine[ClusterStatus, cluster]{
	Table: clusterLifecycle,
	Life:  func(cl *cluster) *kernel.Life[ClusterStatus] { return &cl.Life },
	Ref:   (*cluster).ref,
	Says:  (*cluster).refuses,
}, func(s *Service) *kernel.Store[cluster] { return &s.Clusters }, (*Service).clusterEntered)

var instances = kernel.Run(kernel.Engine[InstanceStatus, instance]{
	Table: instanceLifecycle,
	Life:  func(i *instance) *kernel.Life[InstanceStatus] { return &i.Life },
	Ref:   (*instance).ref,
	Says:  (*instance).refuses,
}, func(s *Service) *kernel.Store[instance] { return &s.Instances }, (*Service).instanceEntered)

var snapshots = kernel.Run(kernel.Engine[SnapshotStatus, snapshot]{
	Table: snapshotLifecycle,
	Life:  func(sn *snapshot) *kernel.Life[SnapshotStatus] { return &sn.Life },
	Ref:   (*snapshot).ref,
	Says:  (*snapshot).refuses,
}, func(s *Service) *kernel.Store[snapshot] { return &s.Snapshots }, (*Service).snapshotEntered)

// New returns RDS without any clusters.
func New(env *kernel.Env, keys *kms.Service, shares *ram.Service, quotas Quotas) *Service {
	s := &Service{env: env, keys: keys, ram: shares, quotas: quotas.orDefault()}
	s.clusterMachine, s.instanceMachine, s.snapshotMachine = clusters.In(env, s), instances.In(env, s),
		snapshots.In(env, s)
	env.Receive(s)
	return s
}

// Fork returns an independent copy that lives on env, keys and shares.
func (s *Service) Fork(env *kernel.Env, keys *kms.Service, shares *ram.Service) *Service {
	f := New(env, keys, shares, s.quotas)
	f.state = state{
		s.Clusters.Fork(), s.Names.Fork(), s.OnKey.Fork(), s.Lineages.Fork(), s.Relatives.Fork(), s.Branches.Fork(),
		s.Instances.Fork(),
		s.Snapshots.Fork(), s.Shared.Fork(), s.Public.Fork(), s.Retained.Fork(), s.Subnets.Fork(), s.Parameters.Fork(),
	}
	return f
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Due does what RDS does at an event of its own.
func (s *Service) Due(due kernel.Event) bool {
	switch due.Topic {
	case daily:
		s.backUp(s.Clusters.Find(due.Subject))
	case window:
		s.maintain(s.Clusters.Find(due.Subject))
	case forgotten:
		s.forget(due.Subject)
	default:
		return s.clusterMachine.Due(due) || s.instanceMachine.Due(due) || s.snapshotMachine.Due(due)
	}
	return true
}

// Overtaken reports whether nothing will come of an event of the service.
func (s *Service) Overtaken(due kernel.Event) bool {
	switch due.Topic {
	case daily, window:
		return s.Clusters.Find(due.Subject) == nil
	}
	return s.clusterMachine.Overtaken(due) || s.instanceMachine.Overtaken(due) || s.snapshotMachine.Overtaken(due)
}
