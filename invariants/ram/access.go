package ram

import (
	"slices"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
)

// What the services whose resources are shared ask.

// MayGive reports whether some share in which the caller may have part holds the
// resource now.
func (f *Facts) MayGive(c *invariants.Call, resource string) bool {
	for _, arn := range f.named.Of(resource) {
		if t, ok := f.ties.Find(place{arn, resource}); ok && t.ended == 0 && f.mayTakePart(c, arn) {
			return true
		}
	}
	return false
}

// SurelyGives reports whether a STANDARD share with the default permission must
// give the caller the resource by now.
func (f *Facts) SurelyGives(c *invariants.Call, resource string) bool {
	shares := f.named.Of(resource)
	if slices.ContainsFunc(shares, func(arn string) bool { return f.shares.Of(arn).chosen }) {
		return false
	}
	return slices.ContainsFunc(shares, func(arn string) bool {
		t, ok := f.ties.Find(place{arn, resource})
		return ok && t.sure(c.At) && f.surelyTakesPart(c, arn, c.At)
	})
}

// SurelyShared reports whether some share must give the resource to an account
// that does not own it, or to an organization, by now.
func (f *Facts) SurelyShared(c *invariants.Call, resource string) bool {
	return slices.ContainsFunc(f.named.Of(resource), func(arn string) bool {
		s := f.shares.Of(arn)
		if t, ok := f.ties.Find(place{arn, resource}); !ok || !t.sure(c.At) || !s.standard || s.deleted != 0 {
			return false
		}
		return slices.ContainsFunc(s.principals, func(principal string) bool {
			t := f.ties.Of(place{arn, principal})
			return principal != s.scope.Account && t.sure(c.At) && (!t.asked || t.accepted != 0)
		})
	})
}

// EachGiven calls do with the resources that shares must have given the caller
// since a time.
func (f *Facts) EachGiven(c *invariants.Call, at kernel.Time, do func(resource string)) {
	f.eachPart(c, at, func(arn string) {
		for _, resource := range f.shares.Of(arn).resources {
			if f.ties.Of(place{arn, resource}).sure(at) {
				do(resource)
			}
		}
	})
}

// Withdraw takes a resource whose policy was deleted out of its shares.
func (f *Facts) Withdraw(resource string, at kernel.Time) {
	for _, arn := range f.named.Of(resource) {
		f.untie(at, arn, resource)
	}
}

// Replaced notes that an ARN names another resource from now on: what shares held
// under it before may be gone from them.
func (f *Facts) Replaced(resource string) {
	for _, arn := range f.named.Of(resource) {
		f.ties.Change(place{arn, resource}, func(t *tie) { t.unsure = true })
	}
}

// MakeShares notes that policies make shares there, of which no answer tells.
func (f *Facts) MakeShares(scope kernel.Scope) { f.policies.Put(scope, true) }

// Held returns the resources that a share ever held.
func (f *Facts) Held(arn string) []string { return f.shares.Of(arn).resources }

// Promoted notes that a share that a policy made may give the resource of the
// policy to the accounts that the policy names.
func (f *Facts) Promoted(at kernel.Time, arn, resource string, accounts []string) {
	s := f.shares.Of(arn)
	for _, account := range accounts {
		f.ties.Put(place{arn, account}, tie{since: at, unsure: true})
		s.principals = invariants.With(s.principals, account)
		f.named.Put(account, invariants.With(f.named.Of(account), arn))
	}
	f.ties.Put(place{arn, resource}, tie{since: at, unsure: true})
	f.named.Put(resource, invariants.With(f.named.Of(resource), arn))
	slices.Sort(s.principals)
	f.shares.Put(arn, s)
}
