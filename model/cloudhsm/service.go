package cloudhsm

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
	"github.com/shareproof/shareproof/model/ram"
)

// Service is CloudHSM in one world.
type Service struct {
	env          *kernel.Env
	ram          *ram.Service
	autoActivate bool
	policies     policy.Cache

	clusterMachine kernel.Machine[ClusterState, cluster]
	hsmMachine     kernel.Machine[HsmState, hsm]
	backupMachine  kernel.Machine[BackupState, backup]

	state
}

type state struct {
	Clusters kernel.Store[cluster]
	Hsms     kernel.Store[hsm]
	Backups  kernel.Store[backup]
}

// New returns CloudHSM without any resources. With autoActivate somebody
// activates each initialized cluster after a while.
func New(env *kernel.Env, shares *ram.Service, autoActivate bool) *Service {
	s := &Service{env: env, ram: shares, autoActivate: autoActivate}
	s.listen()
	return s
}

// Fork returns an independent copy that lives on env and shares.
func (s *Service) Fork(env *kernel.Env, shares *ram.Service) *Service {
	f := New(env, shares, s.autoActivate)
	f.state = state{s.Clusters.Clone(), s.Hsms.Clone(), s.Backups.Clone()}
	return f
}

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

func (s *Service) listen() {
	s.clusterMachine = kernel.Machine[ClusterState, cluster]{
		Env: s.env, Table: clusterLifecycle, Find: s.Clusters.Find, Entered: s.clusterEntered,
		Life: func(c *cluster) *kernel.Life[ClusterState] { return &c.Life },
		Ref:  func(c *cluster) kernel.Ref { return kernel.Ref{Home: c.Home, ID: c.ID} },
	}
	s.hsmMachine = kernel.Machine[HsmState, hsm]{
		Env: s.env, Table: hsmLifecycle, Find: s.Hsms.Find, Entered: s.hsmEntered,
		Life: func(h *hsm) *kernel.Life[HsmState] { return &h.Life },
		Ref:  func(h *hsm) kernel.Ref { return kernel.Ref{Home: h.Home, ID: h.ID} },
	}
	s.backupMachine = kernel.Machine[BackupState, backup]{
		Env: s.env, Table: backupLifecycle, Find: s.Backups.Find, Entered: s.backupEntered,
		Life: func(b *backup) *kernel.Life[BackupState] { return &b.Life },
		Ref:  func(b *backup) kernel.Ref { return kernel.Ref{Home: b.Home, ID: b.ID} },
	}
	s.clusterMachine.Listen()
	s.hsmMachine.Listen()
	s.backupMachine.Listen()
	s.env.On(daily, s.runDaily)
	s.env.On(joinBackup, func(due kernel.Event) { s.backUp(s.Clusters.Find(due.Subject)) })
	s.env.On(activation, func(due kernel.Event) {
		if c := s.Clusters.Find(due.Subject); c != nil && c.Life.Stamp == due.Stamp {
			_ = s.clusterMachine.Fire(c, activated)
		}
	})
}

// own returns a resource of the caller. One that is another account's and one
// that does not exist get the same answer.
func own[R any](c *kernel.Call, store *kernel.Store[R], kind, id string) (*R, error) {
	r := store.Get(c.Caller, id)
	foreign := false
	if r == nil {
		r = store.Anywhere(id)
		foreign = r != nil
	}
	if err := c.Require(!foreign, OnlyOwnResources, "%s %s is not found.", kind, id); err != nil {
		return nil, err
	}
	if r == nil {
		return nil, c.Refuse(UnknownIDsAreNotFound, "%s %s is not found.", kind, id)
	}
	return r, c.Require(true, UnknownIDsAreNotFound, "")
}

// listed turns the answer of a page into the token, or refuses a bad one.
func listed(c *kernel.Call, ok bool) error {
	return c.Require(ok, PagesAreBounded, "NextToken is not one that this listing gave.")
}

func orDefault(max *int32, otherwise int) int {
	if max == nil {
		return otherwise
	}
	return int(*max)
}
