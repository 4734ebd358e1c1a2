package laws

import (
	"maps"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

var (
	// KeysServeWhomTheyName is the law of keys in the hands of others.
	KeysServeWhomTheyName = add(Law{
		ID: "LAW-29", Services: []string{"kms"},
		Says:     "Another account's key serves only who is named by its policy or by a grant that is neither revoked nor retired, and only for operations that work across accounts.",
		accepted: servesTheNamed,
	})
	// GrantsAreAsGiven is the law of grants.
	GrantsAreAsGiven = add(Law{
		ID: "LAW-30", Services: []string{"kms"},
		Says:     "A grant is listed as it was made until it is revoked or retired, and never after; a token is given out once, and a grant of the same name and terms is the same grant.",
		accepted: asGiven,
	})
)

// keyOpen tells whether somebody of an account may have been allowed to use a key
// at some time since a moment; at the end of time, whether he may be now.
func (b *books) keyOpen(arn, account string, since kernel.Time) bool {
	k, known := b.keys.find(arn)
	if !known || k.home.Account == account {
		return true
	}
	for _, id := range k.grants {
		if g := b.grants.of(id); (leave{ended: g.ended}).within(since) && slices.Contains(g.accounts, account) {
			return true
		}
	}
	if k.policed == 0 || since < k.policed {
		return !b.managed(arn)
	}
	for _, name := range []string{account, "*"} {
		if l, ok := b.opened.find(place{arn, name}); ok && l.within(since) {
			return !b.managed(arn)
		}
	}
	return false
}

func servesTheNamed(b *books, r *reply) string {
	me := r.As.Account
	for _, arn := range keysUsed(r.Out) {
		if arn != "" && !b.keyOpen(arn, me, now) {
			return arn + " serves an account that nothing names"
		}
	}
	name := keyNamed(r.In)
	if name == "" {
		return ""
	}
	arn := b.keyARN(r.As.Home(), name)
	if k, known := b.keys.find(arn); !known || k.home.Account == me {
		return ""
	}
	switch r.In.(type) {
	case *kms.DescribeKey, *kms.GetKeyRotationStatus, *kms.CreateGrant, *kms.ListGrants, *kms.RevokeGrant:
		if !b.keyOpen(arn, me, now) {
			return arn + " is open to an account that nothing names"
		}
		return ""
	}
	return arn + " of another account is looked into or changed"
}

func asGiven(b *books, r *reply) string {
	switch in := r.In.(type) {
	case *kms.CreateGrant:
		out := r.Out.(*kms.CreateGrantOutput)
		if _, known := b.tokens.find(out.GrantToken); known || out.GrantToken == "" {
			return "a grant token is given out a second time"
		}
		if g, known := b.grants.find(out.GrantId); known && (g.ended != 0 || g.key != b.keyARN(r.As.Home(), in.KeyId) || in.Name == "" || !sameGrant(g.asked, in)) {
			return out.GrantId + " is given to a second grant"
		}
	case *kms.RetireGrant:
		id := in.GrantId
		if id == "" {
			id = b.tokens.of(in.GrantToken)
		}
		if g, known := b.grants.find(id); known && g.by.Account != r.As.Account && !slices.Contains(g.accounts, r.As.Account) && b.keys.of(g.key).home.Account != r.As.Account {
			return id + " is retired by one who has nothing to do with it"
		}
	case *kms.ListGrants:
		return each(r.Out.(*kms.ListGrantsOutput).Grants, func(shown *kms.GrantListEntry) string { return b.grantAsGiven(r, shown) })
	case *kms.ListRetirableGrants:
		return each(r.Out.(*kms.ListRetirableGrantsOutput).Grants, func(shown *kms.GrantListEntry) string { return b.grantAsGiven(r, shown) })
	}
	return ""
}

func (b *books) grantAsGiven(r *reply, shown *kms.GrantListEntry) string {
	g, known := b.grants.find(shown.GrantId)
	switch {
	case !known:
		return ""
	case g.ended != 0:
		return shown.GrantId + " is listed though it was revoked or retired"
	case shown.KeyId != g.key || shown.CreationDate != g.since || shown.Name != g.asked.Name || !same(shown.Operations, g.asked.Operations) ||
		!sameConstraints(shown.Constraints, g.asked.Constraints) || principal(shown.GranteePrincipal) && shown.GranteePrincipal != g.asked.GranteePrincipal:
		return shown.GrantId + " is not what was granted"
	case shown.CreationDate > r.At:
		return shown.GrantId + " is granted in the future"
	}
	return ""
}

// principal tells whether a grantee is still named by ARN, as it is until it is
// deleted.
func principal(shown string) bool { _, err := kernel.ParseARN(shown); return err == nil }

func sameGrant(a, b *kms.CreateGrant) bool {
	return a.Name == b.Name && a.GranteePrincipal == b.GranteePrincipal && a.RetiringPrincipal == b.RetiringPrincipal &&
		same(a.Operations, b.Operations) && sameConstraints(a.Constraints, b.Constraints)
}

func sameConstraints(a, b *kms.GrantConstraints) bool {
	if a == nil || b == nil {
		return a == b || empty(a) && empty(b)
	}
	return maps.Equal(a.EncryptionContextEquals, b.EncryptionContextEquals) && maps.Equal(a.EncryptionContextSubset, b.EncryptionContextSubset)
}

func empty(c *kms.GrantConstraints) bool {
	return c == nil || len(c.EncryptionContextEquals)+len(c.EncryptionContextSubset) == 0
}
