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

	clusterMachine kernel.Machine[ClusterState, cluster]
	hsmMachine     kernel.Machine[HsmState, hsm]
	backupMachine  kernel.Machine[BackupState, backup]

	state
	*memory
}

// memory is of what never changes and takes long to find out.
type memory struct {
	policies policy.Cache
	papers   map[string]string // by name
}

type state struct {
	Clusters kernel.Store[cluster]
	Hsms     kernel.Store[hsm]
	Backups  kernel.Store[backup]
}

var (
	clusters = kernel.Run(kernel.Engine[ClusterState, cluster]{
		Table: clusterLifecycle,
		Life:  func(c *cluster) *kernel.Life[ClusterState] { return &c.Life },
		Ref:   func(c *cluster) kernel.Ref { return kernel.Ref{Scope: c.Scope, ID: c.ID} },
	}, func(s *Service) *kernel.Store[cluster] { return &s.Clusters }, (*Service).clusterEntered)
	hsms = kernel.Run(kernel.Engine[HsmState, hsm]{
		Table: hsmLifecycle,
		Life:  func(h *hsm) *kernel.Life[HsmState] { return &h.Life },
		Ref:   func(h *hsm) kernel.Ref { return kernel.Ref{Scope: h.Scope, ID: h.ID} },
	}, func(s *Service) *kernel.Store[hsm] { return &s.Hsms }, (*Service).hsmEntered)
	backups = kernel.Run(kernel.Engine[BackupState, backup]{
		Table: backupLifecycle,
		Life:  func(b *backup) *kernel.Life[BackupState] { return &b.Life },
		Ref:   func(b *backup) kernel.Ref { return kernel.Ref{Scope: b.Scope, ID: b.ID} },
	}, func(s *Service) *kernel.Store[backup] { return &s.Backups }, (*Service).backupEntered)
)

// New returns CloudHSM without any resources. With autoActivate somebody
// activates each initialized cluster after a while.
func New(env *kernel.Env, shares *ram.Service, autoActivate bool) *Service {
	return on(env, shares, autoActivate, &memory{})
}

func on(env *kernel.Env, shares *ram.Service, autoActivate bool, m *memory) *Service {
	s := &Service{env: env, ram: shares, autoActivate: autoActivate, memory: m}
	s.clusterMachine, s.hsmMachine, s.backupMachine = clusters.In(env, s), hsms.In(env, s), backups.In(env, s)
	env.Receive(s)
	return s
}

// Fork returns an independent copy that lives on env and shares.
func (s *Service) Fork(env *kernel.Env, shares *ram.Service) *Service {
	m := s.memory
	if !env.Branched() {
		m = &memory{}
	}
	f := on(env, shares, s.autoActivate, m)
	f.state = state{s.Clusters.Fork(), s.Hsms.Fork(), s.Backups.Fork()}
	return f
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Due does what CloudHSM does at an event of its own.
func (s *Service) Due(due kernel.Event) bool {
	switch due.Topic {
	case daily:
		s.runDaily(due)
	case joinBackup:
		s.backUpJoined(s.Clusters.See(due.Subject.Scope, due.Subject.ID))
	case activation:
		if c := s.Clusters.Find(due.Subject); c != nil && c.Life.Stamp == due.Stamp {
			_ = s.clusterMachine.Fire(c, activated)
		}
	default:
		return s.clusterMachine.Due(due) || s.hsmMachine.Due(due) || s.backupMachine.Due(due)
	}
	return true
}

// Overtaken reports whether nothing will come of an event of the service.
func (s *Service) Overtaken(due kernel.Event) bool {
	return s.clusterMachine.Overtaken(due) || s.hsmMachine.Overtaken(due) || s.backupMachine.Overtaken(due)
}

// own returns a resource of the caller. One that is another account's and one
// that does not exist get the same answer.
func own[R any](c *kernel.Call, store *kernel.Store[R], kind, id string) (*R, error) {
	r := store.Get(c.Scope(), id)
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
