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

	pointMachine   kernel.Machine[RecoveryPointStatus, point]
	jobMachine     kernel.Machine[BackupJobState, job]
	copyMachine    kernel.Machine[CopyJobState, copyJob]
	restoreMachine kernel.Machine[RestoreJobStatus, restoreJob]

	state

	policies *policy.Cache
	// zones and schedules remember what was read: they are no state.
	zones     zones
	schedules map[string]*schedule
	// draft is the room in which the details of events are written, one after the other.
	draft detail
}

type state struct {
	Vaults         kernel.Store[vault]          // by name
	Points         kernel.Store[point]          // by vault: see place
	Homes          kernel.Store[home]           // by ARN, where the vault is
	ByResource     kernel.Store[home]           // by resource: see ofResource
	Protected      kernel.Store[protected]      // where the vault is, and by vault
	Jobs           kernel.Store[job]            // of the last month
	CopyJobs       kernel.Store[copyJob]        // of the last month, where the source is
	Restores       kernel.Store[restoreJob]     // of the last month
	Forgetting     kernel.Store[kernel.Scope]   // where there are jobs to forget
	Lines          kernel.Store[line]           // by resource
	Working        kernel.Store[working]        // by snapshot
	Settings       kernel.Store[settings]       // by organization
	RegionSettings kernel.Store[regionSettings] // by Region
	Requests       kernel.Store[kernel.Request]
	plansState
}

// New returns AWS Backup without any vaults.
func New(env *kernel.Env, needs Needs) *Service {
	s := &Service{Needs: needs, env: env, policies: &policy.Cache{}, zones: zones{},
		schedules: map[string]*schedule{}}
	s.pointMachine, s.jobMachine = points.In(env, s), jobs.In(env, s)
	s.copyMachine, s.restoreMachine = copyJobs.In(env, s), restores.In(env, s)
	env.Receive(s)
	return s
}

// Fork returns an independent copy that lives on env and needs.
func (s *Service) Fork(env *kernel.Env, needs Needs) *Service {
	f := New(env, needs)
	if env.Branched() {
		f.policies, f.zones, f.schedules = s.policies, s.zones, s.schedules
	}
	f.state = state{
		s.Vaults.Fork(), s.Points.Fork(), s.Homes.Fork(), s.ByResource.Fork(), s.Protected.Fork(), s.Jobs.Fork(),
		s.CopyJobs.Fork(), s.Restores.Fork(), s.Forgetting.Fork(), s.Lines.Fork(), s.Working.Fork(), s.Settings.Fork(),
		s.RegionSettings.Fork(), s.Requests.Fork(), s.plansState.fork(),
	}
	return f
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Due does what AWS Backup does at an event of its own.
func (s *Service) Due(due kernel.Event) bool {
	switch due.Topic {
	case forgetting:
		s.forget(due.Subject.Scope)
		return true
	case cooling:
		s.cool(s.Points.Find(due.Subject), due.Stamp)
		return true
	}
	if s.planDue(due) {
		return true
	}
	s.judgePoint(due)
	s.judgeJob(due)
	s.judgeCopy(due)
	s.judgeRestore(due)
	return s.pointMachine.Due(due) || s.jobMachine.Due(due) || s.copyMachine.Due(due) || s.restoreMachine.Due(due)
}

// Overtaken reports whether nothing will come of an event of the service.
func (s *Service) Overtaken(due kernel.Event) bool {
	switch due.Topic {
	case cooling:
		p := s.Points.Find(due.Subject)
		return p == nil || p.Life.Stamp != due.Stamp
	case planRun:
		return s.planRunning(due) == nil
	}
	return s.pointMachine.Overtaken(due) || s.jobMachine.Overtaken(due) || s.copyMachine.Overtaken(due) ||
		s.restoreMachine.Overtaken(due)
}
