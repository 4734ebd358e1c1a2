package model

import (
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/policy"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/model/services"
)

// wiring is the services of a world. A World has them behind an interface: a
// package that could see their types would compile all their stores again, which
// takes seconds for each package that imports this one.
type wiring interface {
	fork(w *World) wiring
	follow(o wiring)
	counts() (controlling, closed int)
	all() []kernel.Service

	admit(c *kernel.Call) error
	controlled(account string) bool
	authorize(c *kernel.Call, in any, resources []string, more func(resource string) map[string][]string) error
	authorizeAlso(c *kernel.Call, in any, also kernel.Permission) error
	policies(who *policy.Principal, resource string) (policy.Sides, bool)
	session(accessKeyID string) (kernel.Caller, bool)
	secrets(accessKeyID string) (iam.Secrets, bool)
	events(at kernel.Scope) []eventbridge.Event
	hear(func(*eventbridge.Event))
	activate(at kernel.Scope, cluster string) error
	writePages(at kernel.Scope, cluster string, place, count uint64) error
	storage() []rds.Lineage
	visitConsole(at kernel.Scope)
}

type wired struct {
	organizations *organizations.Service
	iam           *iam.Service
	ram           *ram.Service
	cloudhsm      *cloudhsm.Service
	kms           *kms.Service
	eventbridge   *eventbridge.Service
	ebs           *ebs.Service
	dlm           *dlm.Service
	rds           *rds.Service
	backup        *backup.Service

	alone    []kernel.Forker // those that need no other
	services []kernel.Service
}

// newServices makes the services of a fresh world.
func newServices(w *World) wiring {
	s := &wired{organizations: organizations.New(w.env), eventbridge: eventbridge.New(w.env)}
	s.iam = iam.New(w.env, s.organizations)
	s.ram = ram.New(w.env, s.organizations, s.eventbridge)
	s.cloudhsm = cloudhsm.New(w.env, s.ram, !w.options.ManualActivation)
	s.kms = kms.New(w.env, s.iam)
	s.ebs = ebs.New(w.env, s.kms, s.eventbridge)
	s.dlm = dlm.New(w.env, s.iam, s.eventbridge, w)
	s.rds = rds.New(w.env, s.kms, s.ram, rds.Quotas(w.options.Quotas))
	s.backup = backup.New(w.env, s.backups(w))
	for _, api := range services.All {
		if api.New != nil {
			s.alone = append(s.alone, api.New(w.env))
		}
	}
	s.connect()
	return s
}

func (s *wired) fork(w *World) wiring {
	f := &wired{organizations: s.organizations.Fork(w.env), eventbridge: s.eventbridge.Fork(w.env)}
	f.iam = s.iam.Fork(w.env, f.organizations)
	f.ram = s.ram.Fork(w.env, f.organizations, f.eventbridge)
	f.cloudhsm = s.cloudhsm.Fork(w.env, f.ram)
	f.kms = s.kms.Fork(w.env, f.iam)
	f.ebs = s.ebs.Fork(w.env, f.kms, f.eventbridge)
	f.dlm = s.dlm.Fork(w.env, f.iam, f.eventbridge, w)
	f.rds = s.rds.Fork(w.env, f.kms, f.ram)
	f.backup = s.backup.Fork(w.env, f.backups(w))
	for _, service := range s.alone {
		f.alone = append(f.alone, service.Fork(w.env))
	}
	f.connect()
	return f
}

// follow takes from another world's services what is not in their states.
func (s *wired) follow(o wiring) {
	s.organizations.Follow(o.(*wired).organizations)
	s.eventbridge.Follow(o.(*wired).eventbridge)
}

func (s *wired) counts() (controlling, closed int) { return s.organizations.Counts() }

// backups are the services that AWS Backup needs.
func (s *wired) backups(w *World) backup.Needs {
	return backup.Needs{Organizations: s.organizations, IAM: s.iam, Keys: s.kms, Bus: s.eventbridge, World: w}
}

// connect hands each service what points back to it, and lists the services in
// the order in which a digest covers them.
func (s *wired) connect() {
	s.organizations.Observe(s.iam)
	s.organizations.Observe(s.ram)
	s.organizations.Observe(s.backup)
	s.ram.ActBy(s.iam)
	s.ram.Share(s.cloudhsm)
	s.ram.Share(s.rds)
	s.kms.Observe(s.rds)
	s.ebs.Keep(s.backup)
	s.rds.Keep(s.backup)
	s.services = []kernel.Service{s.organizations, s.iam, s.ram, s.cloudhsm, s.kms, s.eventbridge, s.ebs, s.dlm, s.rds,
		s.backup}
	for _, service := range s.alone {
		s.services = append(s.services, service)
	}
}

func (s *wired) all() []kernel.Service { return s.services }

func (s *wired) admit(c *kernel.Call) error { return s.iam.Admit(c) }

func (s *wired) controlled(account string) bool { return s.organizations.Controls(account) }

func (s *wired) authorize(
	c *kernel.Call, in any, resources []string, more func(resource string) map[string][]string,
) error {
	return s.iam.Authorize(c, in, resources, more)
}

func (s *wired) authorizeAlso(c *kernel.Call, in any, also kernel.Permission) error {
	return s.iam.AuthorizeAlso(c, in, also)
}

func (s *wired) policies(who *policy.Principal, resource string) (p policy.Sides, ok bool) {
	p.Identity, p.Boundary, ok = s.iam.PoliciesOf(who)
	p.Session, p.Controls = s.iam.LastPoliciesOf(who), s.iam.ControlsOf(who)
	if p.Resource = s.kms.PolicyOf(resource); p.Resource == nil {
		p.Resource = s.iam.TrustPolicyOf(resource)
	}
	return p, ok
}

func (s *wired) session(accessKeyID string) (kernel.Caller, bool) { return s.iam.Session(accessKeyID) }

func (s *wired) secrets(accessKeyID string) (iam.Secrets, bool) { return s.iam.Secrets(accessKeyID) }

func (s *wired) events(at kernel.Scope) []eventbridge.Event { return s.eventbridge.At(at) }

func (s *wired) hear(hear func(*eventbridge.Event)) { s.eventbridge.Hear(hear) }

func (s *wired) activate(at kernel.Scope, cluster string) error {
	return s.cloudhsm.Activate(at, cluster)
}

func (s *wired) writePages(at kernel.Scope, cluster string, place, count uint64) error {
	return s.rds.WritePages(at, cluster, place, count)
}

func (s *wired) storage() []rds.Lineage { return s.rds.Storage() }

func (s *wired) visitConsole(at kernel.Scope) { s.backup.VisitConsole(at) }

// position is where wiring.all lists the service of an API.
var position = func() map[*kernel.API]int {
	all := map[*kernel.API]int{}
	for i, s := range New(Options{}).wiring.all() {
		for _, api := range s.APIs() {
			all[api] = i
		}
	}
	return all
}()
