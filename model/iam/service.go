package iam

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/policy"
)

// Service is IAM and STS in one world.
type Service struct {
	env *kernel.Env
	org *organizations.Service
	state
	documents *policy.Cache
	// sessions remembers what sessions are called: it is no state.
	sessions sessionNames
}

// sessionNames are the ARNs of sessions, by the ARNs of their roles and their names.
type sessionNames map[[2]string]string

const namesKept = 1000 // then they are worked out anew

// state is the same whatever Region a caller is in: an account has one scope in
// its partition.
type state struct {
	Roles    kernel.Store[role]
	Users    kernel.Store[user]
	Policies kernel.Store[managedPolicy]
	Keys     kernel.Store[accessKey]
	Sessions kernel.Store[session]
	Tokens   kernel.Store[token]
	Tasks    kernel.Store[deletion]
}

// New returns IAM without any users and roles.
func New(env *kernel.Env, org *organizations.Service) *Service {
	return &Service{env: env, org: org, documents: &policy.Cache{}, sessions: sessionNames{}}
}

// Fork returns an independent copy that lives on env and org.
func (s *Service) Fork(env *kernel.Env, org *organizations.Service) *Service {
	f := New(env, org)
	if env.Branched() {
		f.documents, f.sessions = s.documents, s.sessions
	}
	f.state = state{s.Roles.Fork(), s.Users.Fork(), s.Policies.Fork(), s.Keys.Fork(), s.Sessions.Fork(), s.Tokens.Fork(),
		s.Tasks.Fork()}
	return f
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API, STS} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// scopeOf is where what a caller's account has in IAM lives: its Region is the
// partition.
func scopeOf(c kernel.Caller) kernel.Scope {
	return kernel.Scope{Account: c.Account, Region: kernel.Partition(c.Region)}
}

// arn names what IAM, or STS, has in a scope.
func arn(service string, scope kernel.Scope, resource string) string {
	return "arn:" + scope.Region + ":" + service + "::" + scope.Account + ":" + resource
}

// key is by what a name is found: its case makes no difference.
func key(name string) string { return strings.ToLower(name) }

// entity is what roles and users have in common.
type entity struct {
	Scope    kernel.Scope
	Name     string
	Path     string
	ID       string
	Created  kernel.Time
	Boundary string // the ARN of a managed policy; empty where there is none
	Inline   []inlinePolicy
	Attached []string // ARNs of managed policies
	Tags     []Tag    // as in aws:PrincipalTag
}

// Tag labels a role, user or policy.
type Tag struct {
	Key   string `shape:"!TagKey" sent:"always,model"`
	Value string `shape:"TagValue" wire:",always" sent:"always,model"`
}

func pathOr(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// pageSize is how many entries a page has: 100 where the caller does not say.
func pageSize(most *int32) int {
	if most == nil {
		return 100
	}
	return int(*most)
}

// listed refuses a marker that the listing did not give.
func listed(c *kernel.Call, ok bool) error {
	return c.Require(ok, MarkersContinueTheirListing, "Invalid Marker.")
}
