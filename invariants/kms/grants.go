package kms

import (
	"cmp"
	"maps"
	"slices"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// GrantsAreAsGiven is the invariant of grants.
var GrantsAreAsGiven = &invariants.Invariant{
	ID: "INV-KMS-04",
	Says: "A grant is listed as it was made until it is revoked or retired, and never after; a token is given out " +
		"once, and a grant of the same name and terms is the same grant.",
	Accepted: asGiven,
}

// grant is what the history says of a grant.
type grant struct {
	key      string
	asked    *kms.CreateGrant
	by       kernel.Caller
	since    kernel.Time
	accounts []string // of its grantee and of who may retire it
	ended    kernel.Time
}

func (f *Facts) learnGrants(c *invariants.Call) {
	switch in := c.In.(type) {
	case *kms.CreateGrant:
		out := c.Out.(*kms.CreateGrantOutput)
		arn := f.keyARN(c.As.Scope(), in.KeyId)
		if _, known := f.grants.Find(out.GrantId); !known {
			accounts := accountsOf(in.GranteePrincipal, in.RetiringPrincipal)
			f.grants.Put(out.GrantId, grant{key: arn, asked: in, by: c.As, since: c.At, accounts: accounts})
		}
		f.tokens.Put(out.GrantToken, out.GrantId)
		k := f.keys.Of(arn)
		k.grants = invariants.With(k.grants, out.GrantId)
		f.keys.Put(arn, k)
	case *kms.RevokeGrant:
		f.endGrant(c.At, in.GrantId)
		f.change(c, in.KeyId, func(k *key) { k.touched = true })
	case *kms.RetireGrant:
		f.endGrant(c.At, f.retired(in))
		f.change(c, cmp.Or(in.KeyId, f.grants.Of(f.retired(in)).key), func(k *key) { k.touched = true })
	}
}

// retired returns the ID of the grant that a call retires.
func (f *Facts) retired(in *kms.RetireGrant) string {
	if in.GrantId == "" {
		return f.tokens.Of(in.GrantToken)
	}
	return in.GrantId
}

// accountsOf returns the accounts of principals.
func accountsOf(principals ...string) (accounts []string) {
	for _, p := range principals {
		if arn, err := kernel.ParseARN(p); err == nil {
			p = arn.Account
		}
		if kernel.IsAccount(p) {
			accounts = invariants.With(accounts, p)
		}
	}
	return accounts
}

func (f *Facts) endGrant(at kernel.Time, id string) {
	f.grants.Change(id, func(g *grant) {
		if g.ended == 0 {
			g.ended = at
		}
	})
}

func asGiven(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *kms.CreateGrant:
		out := c.Out.(*kms.CreateGrantOutput)
		if _, known := f.tokens.Find(out.GrantToken); known || out.GrantToken == "" {
			return "a grant token is given out a second time"
		}
		g, known := f.grants.Find(out.GrantId)
		if known && (g.ended != 0 || g.key != f.keyARN(c.As.Scope(), in.KeyId) || in.Name == "" || !sameGrant(g.asked, in)) {
			return out.GrantId + " is given to a second grant"
		}
	case *kms.RetireGrant:
		id, me := f.retired(in), c.As.Account
		g, known := f.grants.Find(id)
		if known && g.by.Account != me && !slices.Contains(g.accounts, me) && f.keys.Of(g.key).scope.Account != me {
			return id + " is retired by an account that has nothing to do with it"
		}
	case *kms.ListGrants:
		return invariants.Each(c.Out.(*kms.ListGrantsOutput).Grants, f.grantAsGiven)
	case *kms.ListRetirableGrants:
		return invariants.Each(c.Out.(*kms.ListRetirableGrantsOutput).Grants, f.grantAsGiven)
	}
	return ""
}

func (f *Facts) grantAsGiven(shown *kms.GrantListEntry) string {
	g, known := f.grants.Find(shown.GrantId)
	if !known {
		return ""
	}
	if g.ended != 0 {
		return shown.GrantId + " is listed though it was revoked or retired"
	}
	_, err := kernel.ParseARN(shown.GranteePrincipal)
	named := err == nil // by ARN, as it is until it is deleted
	if shown.KeyId != g.key || shown.CreationDate != g.since || shown.Name != g.asked.Name ||
		!invariants.SameSet(shown.Operations, g.asked.Operations) ||
		!sameConstraints(shown.Constraints, g.asked.Constraints) ||
		named && shown.GranteePrincipal != g.asked.GranteePrincipal {
		return shown.GrantId + " is not what was granted"
	}
	return ""
}

func sameGrant(a, b *kms.CreateGrant) bool {
	return a.Name == b.Name && a.GranteePrincipal == b.GranteePrincipal && a.RetiringPrincipal == b.RetiringPrincipal &&
		invariants.SameSet(a.Operations, b.Operations) && sameConstraints(a.Constraints, b.Constraints)
}

func sameConstraints(a, b *kms.GrantConstraints) bool {
	if a == nil || b == nil {
		return a == b || empty(a) && empty(b)
	}
	return maps.Equal(a.EncryptionContextEquals, b.EncryptionContextEquals) &&
		maps.Equal(a.EncryptionContextSubset, b.EncryptionContextSubset)
}

func empty(c *kms.GrantConstraints) bool {
	return c == nil || len(c.EncryptionContextEquals)+len(c.EncryptionContextSubset) == 0
}
