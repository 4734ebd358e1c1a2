package kernel

import (
	"cmp"
	"fmt"
	"strings"
)

// Scope is where a Regional resource lives: one account in one Region.
type Scope struct{ Account, Region string }

// Compare orders scopes by account and Region.
func (h Scope) Compare(o Scope) int {
	return cmp.Or(cmp.Compare(h.Account, o.Account), cmp.Compare(h.Region, o.Region))
}

// Caller is who asks, and where.
type Caller struct {
	Account, Region string
	// Principal is the ARN of a user or of the session of a role; empty for the
	// account's administrator.
	Principal string
	// Credentials is the access key ID by which the session of a role calls; empty for
	// the one that it got last.
	Credentials string
	// Service is who acts under a role, as in dlm.amazonaws.com; empty where
	// the principal calls himself.
	Service string
}

// Scope is where the caller's Regional resources live.
func (c Caller) Scope() Scope { return Scope{c.Account, c.Region} }

// ARN is an Amazon Resource Name, taken apart.
type ARN struct {
	Partition, Service, Region, Account, Resource string
}

// ParseARN takes an ARN apart. It checks the six parts, not their meaning.
func ParseARN(s string) (ARN, error) {
	rest, ok := strings.CutPrefix(s, "arn:")
	var p [4]string
	for i := range p {
		end := strings.IndexByte(rest, ':')
		if !ok || end < 0 {
			return ARN{}, noARN(s)
		}
		p[i], rest = rest[:end], rest[end+1:]
	}
	if p[0] == "" || p[1] == "" || rest == "" {
		return ARN{}, noARN(s)
	}
	return ARN{p[0], p[1], p[2], p[3], rest}, nil
}

// noARN is a text that is no ARN. Many who ask only want to know that.
type noARN string

func (s noARN) Error() string {
	return fmt.Sprintf("%q is not an ARN: want arn:partition:service:region:account:resource", string(s))
}

func (a ARN) String() string {
	return "arn:" + a.Partition + ":" + a.Service + ":" + a.Region + ":" + a.Account + ":" + a.Resource
}

// Scope returns the scope that the ARN names.
func (a ARN) Scope() Scope { return Scope{a.Account, a.Region} }

// ARN names a resource of this scope.
func (h Scope) ARN(service, resource string) string {
	return ARN{Partition(h.Region), service, h.Region, h.Account, resource}.String()
}

// Partition returns the partition that a Region belongs to.
func Partition(region string) string {
	switch {
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	}
	return "aws"
}

// IsAccount reports whether s is a 12-digit account number.
func IsAccount(s string) bool {
	if len(s) != 12 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
