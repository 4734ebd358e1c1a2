// Package kms is AWS Key Management Service (API version 2014-11-01): keys, who
// may use them, and what is encrypted under them.
//
// Its cryptography is real AES-GCM, but keys and nonces all follow from the seed
// of the world, and whoever knows the seed reads everything. Nothing here keeps
// a secret.
package kms

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// Service is KMS in one world.
type Service struct {
	env *kernel.Env
	iam *iam.Service

	machine   kernel.Machine[KeyState, key]
	observers []Observer
	state
	*memory
}

// memory is of what never changes and takes long to find out.
type memory struct {
	policies  policy.Cache
	materials map[kernel.Ref]string // the IDs of key material, by keys
}

// mostMaterials is how many IDs are remembered until the memory starts anew.
const mostMaterials = 1000

type state struct {
	Keys    kernel.Store[key]
	Aliases kernel.Store[alias]
	Grants  kernel.Store[grant]   // by their key: see within
	Held    kernel.Store[holding] // by grantee and key
	Retired kernel.Store[holding] // by who may retire it
}

var keys = kernel.Run(kernel.Engine[KeyState, key]{
	Table: keyLifecycle,
	Life:  func(k *key) *kernel.Life[KeyState] { return &k.Life },
	Ref:   func(k *key) kernel.Ref { return kernel.Ref{Scope: k.Scope, ID: k.ID} },
	Says:  (*key).refuses,
}, func(s *Service) *kernel.Store[key] { return &s.Keys }, (*Service).entered)

// New returns KMS without any keys.
func New(env *kernel.Env, principals *iam.Service) *Service { return on(env, principals, &memory{}) }

func on(env *kernel.Env, principals *iam.Service, m *memory) *Service {
	s := &Service{env: env, iam: principals, memory: m}
	s.machine = keys.In(env, s)
	env.Receive(s)
	return s
}

// Fork returns an independent copy that lives on env and principals.
func (s *Service) Fork(env *kernel.Env, principals *iam.Service) *Service {
	m := s.memory
	if !env.Branched() {
		m = &memory{}
	}
	f := on(env, principals, m)
	f.state = state{s.Keys.Fork(), s.Aliases.Fork(), s.Grants.Fork(), s.Held.Fork(), s.Retired.Fork()}
	return f
}

// Observer is told when a key changed its state, or a grant on it is gone.
type Observer interface{ KeyChanged(key kernel.ARN) }

// Observe adds somebody who is told of keys.
func (s *Service) Observe(o Observer) { s.observers = append(s.observers, o) }

func (s *Service) tell(key kernel.ARN) {
	for _, o := range s.observers {
		o.KeyChanged(key)
	}
}

// APIs lists what the service answers.
func (s *Service) APIs() []*kernel.API { return []*kernel.API{API} }

// State returns what a digest of the world covers.
func (s *Service) State() any { return &s.state }

// Due does what KMS does at an event of its own.
func (s *Service) Due(due kernel.Event) bool { return s.machine.Due(due) }

// Overtaken reports whether nothing will come of an event of the service.
func (s *Service) Overtaken(due kernel.Event) bool { return s.machine.Overtaken(due) }

// Use is a use of keys by a service in somebody's name.
type Use struct {
	As kernel.Caller
	// Service is who uses the key for the caller, as in "ec2"; empty where the
	// caller does so directly.
	Service string
	// Context is the encryption context.
	Context map[string]string
}

// Find returns the key that a caller names by ID, ARN, alias or the alias' ARN.
// Of another account's it does not report whether it exists, and follows its
// aliases only to keys that are open to the caller's account.
func (s *Service) Find(at kernel.Scope, name string) (kernel.ARN, error) {
	found, err := s.find(at, name, true)
	switch {
	case err != nil:
		return kernel.ARN{}, err
	case found.key != nil && (found.account == at.Account || s.opens(found.key, at.Account, "DescribeKey")):
		return found.key.arn(), nil
	}
	return kernel.ParseARN(found.text)
}

// NameManaged names the AWS managed key of a service, as in "ebs": by its ARN, or by
// its alias' while it has not been needed. May, Works, IsSymmetric and IsManaged
// answer for either, so that a service can refuse before a key is made.
func (s *Service) NameManaged(at kernel.Scope, service string) kernel.ARN {
	if a := s.Aliases.See(at, managedAlias(service)); a != nil {
		return s.Keys.See(at, a.Key).arn()
	}
	arn, _ := kernel.ParseARN(at.ARN("kms", managedAlias(service)))
	return arn
}

// Managed returns the AWS managed key of a service, as in "ebs", making it if
// need be.
func (s *Service) Managed(at kernel.Scope, service string) kernel.ARN {
	name := s.NameManaged(at, service)
	if name.Resource == managedAlias(service) {
		return s.makeManaged(at, service).arn()
	}
	return name
}

// Works reports whether the key is enabled and the grant on it, if one is named, is
// still there.
func (s *Service) Works(name kernel.ARN, grant string) bool {
	k := s.at(name)
	return k != nil && k.Life.State == KeyEnabled && (grant == "" || s.Grants.See(within(k), grant) != nil)
}

// IsSymmetric reports whether the key is one for symmetric encryption. What does
// not exist might be.
func (s *Service) IsSymmetric(name kernel.ARN) bool {
	k := s.at(name)
	return k == nil || k.Spec == SymmetricDefault
}

// IsManaged reports whether the key is managed by AWS.
func (s *Service) IsManaged(name kernel.ARN) bool {
	k := s.at(name)
	return k != nil && k.Manager == ManagedByAWS
}

// Who returns the unique ID of a caller, "" where there is no such principal.
func (s *Service) Who(as kernel.Caller) string {
	who, err := s.iam.Principal(as)
	if err != nil {
		return ""
	}
	return who.ID
}

// May reports whether the key is in a state for the operations and the caller is
// allowed each of them, as in "Decrypt"; if not, the error says why.
func (s *Service) May(u Use, name kernel.ARN, operations ...string) error {
	q := s.asked(u, name)
	if err := s.identify(&q); err != nil {
		return err
	}
	for _, operation := range operations {
		if _, err := s.decide(&q, operation); err != nil {
			return err
		}
		if operation == "DescribeKey" {
			continue // which works in every state
		}
		if err := s.machine.Check(q.of.key, use); err != nil {
			return err
		}
	}
	return nil
}

// CreateServiceGrant makes a grant for the service that uses the key, in the caller's name.
func (s *Service) CreateServiceGrant(u Use, name kernel.ARN, operations ...string) (string, error) {
	q := s.asked(u, name)
	service := party{ARN: u.Service + ".amazonaws.com"}
	q.grant = &grant{Grantee: service, Retiring: service, Issuer: u.As.Account}
	for _, operation := range operations {
		q.grant.Operations = append(q.grant.Operations, GrantOperation(operation))
	}
	by, err := s.authorize(q, "CreateGrant")
	if err != nil {
		return "", err
	}
	if err := s.grantable(&q, by); err != nil {
		return "", err
	}
	if !s.env.Applies(true, ServicesBorrowKeys) {
		return "", nil
	}
	return s.issue(q.of.key, q.grant).ID, nil
}

func (s *Service) asked(u Use, name kernel.ARN) request {
	return request{Use: u, of: named{key: s.at(name), account: name.Account, text: name.String()}}
}

// RetireServiceGrant retires a grant that was lent, if it is still there.
func (s *Service) RetireServiceGrant(name kernel.ARN, id string) {
	if k := s.at(name); k != nil {
		if g := s.Grants.See(within(k), id); g != nil {
			s.withdraw(g)
		}
	}
}

// at returns the key of an ARN, in whatever account, or nil. The ARN of an alias
// leads to an AWS managed key that has not been needed, and to no other.
func (s *Service) at(name kernel.ARN) *key {
	if name.Service != "kms" || name.Partition != kernel.Partition(name.Region) {
		return nil
	}
	id, isKey := strings.CutPrefix(name.Resource, "key/")
	if !isKey {
		return s.drafted(name.Scope(), name.Resource)
	}
	return s.Keys.Get(name.Scope(), id)
}

// digest scatters words by the seed of the world.
func (s *Service) digest(words ...string) []byte {
	mac := hmac.New(sha256.New, binary.BigEndian.AppendUint64(nil, s.env.Seed))
	for _, w := range words {
		mac.Write(binary.AppendUvarint(nil, uint64(len(w))))
		mac.Write([]byte(w))
	}
	return mac.Sum(nil)
}

// paged returns how many entries a page of a listing has.
func paged(limit *int32, otherwise int) int {
	if limit == nil {
		return otherwise
	}
	return max(1, int(*limit))
}

// marked refuses a marker that no listing gave.
func marked(ok bool) error {
	if ok {
		return nil
	}
	return kernel.NewError(InvalidMarker, "Could not deserialize marker")
}
