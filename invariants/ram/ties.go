package ram

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/invariants"
	orgfacts "github.com/shareproof/shareproof/invariants/organizations"
	"github.com/shareproof/shareproof/model/kernel"
	orgs "github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// associate puts resources and principals into a share.
func (f *Facts) associate(c *invariants.Call, arn string, resources, principals []string) {
	s, known := f.shares.Find(arn)
	if !known {
		return
	}
	s.touched = c.At
	for _, resource := range resources {
		p := place{arn, resource}
		if t, before := f.ties.Find(p); !before || t.ended != 0 {
			f.ties.Put(p, tie{since: c.At, unsure: c.Fails})
		}
		s.resources = invariants.With(s.resources, resource)
		f.named.Put(resource, invariants.With(f.named.Of(resource), arn))
	}
	for _, principal := range principals {
		p := place{arn, principal}
		t, before := f.ties.Find(p)
		if before && t.ended == 0 && (!t.asked || t.accepted != 0 || c.At < t.since.Add(12*time.Hour)) {
			continue
		}
		f.ties.Put(p, f.invite(c, &s, principal, tie{since: c.At, unsure: before && t.ended == 0 || c.Fails, again: before}))
		s.principals = invariants.With(s.principals, principal)
		f.named.Put(principal, invariants.With(f.named.Of(principal), arn))
	}
	f.shares.Put(arn, s)
}

// invite completes the fresh tie of a principal: it may have to be asked.
func (f *Facts) invite(c *invariants.Call, s *share, principal string, t tie) tie {
	o := orgfacts.Of(c)
	org := o.Org(s.scope.Account)
	switch {
	case !kernel.IsAccount(principal):
		t.org = org
	case principal == s.scope.Account:
	case org != "" && o.Trusts(org) && o.Org(principal) == org && !s.retains:
		t.org = org
	default:
		t.asked = true
		invited := append(slices.Clip(f.invited.Of(s.scope)), c.At)
		if len(invited) > 40 {
			invited = invited[20:]
		}
		f.invited.Put(s.scope, invited)
	}
	return t
}

func (f *Facts) untie(at kernel.Time, arn, entity string) {
	f.ties.Change(place{arn, entity}, func(t *tie) {
		if t.ended == 0 {
			t.ended = at
		}
	})
}

// learnMembership ends what accounts have by an organization that they have left,
// and what RAM has no trusted access for any more.
func (f *Facts) learnMembership(c *invariants.Call) {
	o, account := orgfacts.Of(c), c.As.Account
	switch in := c.In.(type) {
	case *orgs.RemoveAccountFromOrganization:
		account = in.AccountId
	case *orgs.DeleteOrganization, *orgs.LeaveOrganization, *orgs.AcceptHandshake:
	case *orgs.DisableAWSServiceAccess:
		if org := o.Org(account); o.Distrusted(org, c.At) {
			f.distrust(o, org, c.At)
		}
		return
	default:
		return
	}
	if org := o.Left(account); org != "" {
		f.leave(account, org, c.At)
	}
}

// leave ends what an account had from an organization, and what others had from
// it there.
func (f *Facts) leave(account, org string, at kernel.Time) {
	for arn := range f.ownedBy(account) {
		for _, principal := range f.shares.Of(arn).principals {
			if f.ties.Of(place{arn, principal}).org == org {
				f.untie(at, arn, principal)
			}
		}
		f.change(arn, func(s *share) { s.touched = at })
	}
	for _, arn := range f.named.Of(account) {
		if f.ties.Of(place{arn, account}).org == org {
			f.untie(at, arn, account)
		}
		f.change(arn, func(s *share) { s.touched = at })
	}
}

// distrust takes the organization and its units out of all shares.
func (f *Facts) distrust(o *orgfacts.Facts, org string, at kernel.Time) {
	for account := range o.Members(org) {
		for arn := range f.ownedBy(account) {
			for _, principal := range f.shares.Of(arn).principals {
				if !kernel.IsAccount(principal) {
					f.untie(at, arn, principal)
				}
			}
		}
	}
}

// ownedBy yields the shares of an account in all Regions.
func (f *Facts) ownedBy(account string) func(func(arn string) bool) {
	return func(yield func(string) bool) {
		for _, region := range kernel.Regions {
			for _, arn := range f.own.Of(kernel.Scope{Account: account, Region: region}) {
				if !yield(arn) {
					return
				}
			}
		}
	}
}

// leaving reports whether a call is that of a principal who leaves a share.
func (f *Facts) leaving(c *invariants.Call, in *ram.DisassociateResourceShare) bool {
	t := f.ties.Of(place{in.ResourceShareArn, c.As.Account})
	return len(in.ResourceArns) == 0 && slices.Equal(in.Principals, []string{c.As.Account}) && t.ended == 0 && t.org == ""
}

// mayTakePart reports whether the caller may have part in a share now: the share
// is STANDARD and names the account, which accepted if it had to be asked.
func (f *Facts) mayTakePart(c *invariants.Call, arn string) bool {
	s, known := f.shares.Find(arn)
	if !known || s.deleted != 0 || !s.standard && s.promoted == 0 {
		return false
	}
	if t, ok := f.ties.Find(place{arn, c.As.Account}); ok && t.ended == 0 && (!t.asked || t.accepted != 0) {
		return true
	}
	return orgfacts.Of(c).Around(c.As.Account, func(group string) bool {
		t, ok := f.ties.Find(place{arn, group})
		return ok && t.ended == 0
	})
}

// surelyTakesPart reports whether the caller must have had part in a share since
// a time.
func (f *Facts) surelyTakesPart(c *invariants.Call, arn string, at kernel.Time) bool {
	s := f.shares.Of(arn)
	if !s.standard || s.deleted != 0 {
		return false
	}
	me, o := c.As.Account, orgfacts.Of(c)
	if t, ok := f.ties.Find(place{arn, me}); ok && t.sure(at) && (!t.asked || t.accepted != 0 && t.accepted < at) {
		return true
	}
	return o.Settled(me) < at && o.Around(me, func(group string) bool {
		t, ok := f.ties.Find(place{arn, group})
		return ok && t.sure(at)
	})
}

// eachPart calls do with the shares in which the caller must take part.
func (f *Facts) eachPart(c *invariants.Call, at kernel.Time, do func(arn string)) {
	look := func(principal string) bool {
		for _, arn := range f.named.Of(principal) {
			scope := f.shares.Of(arn).scope
			if scope.Region == c.As.Region && scope.Account != c.As.Account && f.surelyTakesPart(c, arn, at) {
				do(arn)
			}
		}
		return false
	}
	look(c.As.Account)
	orgfacts.Of(c).Around(c.As.Account, look)
}

// holdsOn reports whether a tie surely still stands: its resource is not deleted,
// its principal need not answer any more.
func (f *Facts) holdsOn(c *invariants.Call, t tie, entity string) bool {
	if isBackup(entity) || isCluster(entity) {
		return c.Exists(entity)
	}
	return !t.asked || t.accepted != 0 || c.At < t.since.Add(12*time.Hour)
}
