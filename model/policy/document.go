// Package policy reads, checks and evaluates IAM policy documents: identity
// policies, the policies of resources, and trust policies.
package policy

// Document is a policy. It is plain data, and never written into once made.
type Document struct {
	Version    string
	ID         string
	Statements []Statement
}

// Effect is Allow or Deny.
type Effect string

// The effects of a statement.
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
)

// Statement is one statement of a policy. Of Principals and NotPrincipals,
// Actions and NotActions, Resources and NotResources it has one each at most.
type Statement struct {
	Sid                       string
	Effect                    Effect
	Principals, NotPrincipals Principals
	Actions, NotActions       []string
	Resources, NotResources   []string // without either it is about any resource
	Conditions                []Condition
	// Void tells that the statement lacks what its grammar asks for, and so has
	// no effect.
	Void bool
}

// Principals are those whom a statement names.
type Principals struct {
	AWS           []string // account numbers, ARNs, unique IDs, or "*" for everybody
	Service       []string // as in dlm.amazonaws.com
	Federated     []string // never match: nobody in a model comes by federation
	CanonicalUser []string // never match: they are S3's
	// Plain tells that "*" stands for them by itself, and not for all of AWS's.
	Plain bool
}

// Condition compares one key of a request's context with values.
type Condition struct {
	Operator string // as in ForAnyValue:StringLikeIfExists
	Key      string // in any case
	Values   []string
}

// Everybody is any principal.
var Everybody = Principals{AWS: []string{"*"}, Plain: true}

// Len counts those named.
func (p *Principals) Len() int {
	return len(p.AWS) + len(p.Service) + len(p.Federated) + len(p.CanonicalUser)
}
