// Package kms is AWS Key Management Service (API version 2014-11-01).
package kms

import (
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// Service is KMS in one world.
type Service struct {
	env *kernel.Env
	iam *iam.Service
	state
}

type state struct{}

// New returns KMS without any keys.
func New(env *kernel.Env, principals *iam.Service) *Service {
	return &Service{env: env, iam: principals}
}

// Fork returns an independent copy that lives on env and principals.
func (s *Service) Fork(env *kernel.Env, principals *iam.Service) *Service {
	f := New(env, principals)
	f.state = s.state
	return f
}

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Use is a use of keys by a service in somebody's name.
type Use struct {
	As kernel.Caller
	// Service is who uses the key for the caller, as in "ec2".
	Service string
	// Context is the encryption context.
	Context map[string]string
}

// Find returns the key that a caller names by ID, ARN, alias or the alias' ARN.
func (s *Service) Find(at kernel.Home, name string) (kernel.ARN, error) {
	return kernel.ParseARN(name)
}

// Managed returns the AWS managed key of a service, as in "ebs", making it if
// need be.
func (s *Service) Managed(at kernel.Home, service string) kernel.ARN {
	return kernel.ARN{Partition: "aws", Service: "kms", Region: at.Region, Account: at.Account, Resource: "key/"}
}

// IsManaged tells whether the key is managed by AWS.
func (s *Service) IsManaged(key kernel.ARN) bool { return false }

// May tells whether the key is in a state for the operations and the caller is
// allowed each of them, as in "Decrypt"; if not, the error says why.
func (s *Service) May(u Use, key kernel.ARN, operations ...string) error { return nil }

// Lend makes a grant for the service that uses the key, in the caller's name.
func (s *Service) Lend(u Use, key kernel.ARN, operations ...string) (grant string, err error) {
	return "", nil
}

// Return retires a grant that was lent, if it is still there.
func (s *Service) Return(key kernel.ARN, grant string) {}
