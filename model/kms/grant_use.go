package kms

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// noGrantAllows is why somebody may not do what he could only do by a grant.
const noGrantAllows policy.Reason = "because no grant allows the %s action"

// The rules of using grants.
var (
	GrantsStandBesidePolicies = rules.Add(kernel.Rule{
		ID: "KMS-GRT-12", Kind: kernel.Effect, Evidence: kernel.Observed,
		Source: guide("Allowing users in other accounts to use a KMS key") + "; the emulator stackd",
		Says: "A grant allows its operations to the user or role it was made for, of whatever account and without " +
			"any policy; one that was made for an account still needs a policy there (that difference was seen elsewhere).",
		Operations: []string{"all"},
	})
	GrantsOnlyAllow = rules.Add(kernel.Rule{
		ID: "KMS-GRT-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide(grantsGuide),
		Says: "A grant allows the operations that it lists, on one key and to one principal, until it is retired, " +
			"revoked, or the key is deleted; it forbids nothing.",
		Operations: []string{"all"},
	})
	ConstraintsNarrowGrants = rules.Add(kernel.Rule{
		ID: "KMS-GRT-07", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide(creatingGuide),
		Says: "Under EncryptionContextEquals a grant allows cryptographic operations with exactly that encryption " +
			"context, under EncryptionContextSubset with at least these pairs; DescribeKey and RetireGrant need none.",
		Operations: []string{"Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"},
	})
	TokensMakeGrantsWorkAtOnce = rules.Add(kernel.Rule{
		ID: "KMS-GRT-13", Kind: kernel.Effect, Error: InvalidGrantToken, Evidence: kernel.Documented,
		Source: guide(grantsGuide),
		Says: "A new grant is known everywhere usually within five minutes, and works before for who presents its " +
			"token; what is no token is refused.",
		Operations: []string{"all"},
	})
)

// presented returns the grants of which a caller presents tokens.
func (s *Service) presented(tokens []string) (all []kernel.Ref, err error) {
	for _, t := range tokens {
		g, ok := s.meant(t)
		if !ok {
			return nil, s.env.Refuse(TokensMakeGrantsWorkAtOnce, "The grant token is invalid.")
		}
		all = append(all, g)
	}
	return all, nil
}

// ids are the unique IDs by which grants know a principal: its own, that of the
// role whose session it is, and its account, where the account's own policies
// allow it to be the account.
func ids(p *policy.Principal, allowed bool) []string {
	var all []string
	if p.ID != "" {
		all = append(all, p.ID)
	}
	if role, _, ok := strings.Cut(p.ID, ":"); ok {
		all = append(all, role)
	}
	if allowed && !slices.Contains(all, p.Account) {
		all = append(all, p.Account)
	}
	return all
}

// grantedBy returns a grant that allows an action to who asks, or nil. Allowed
// reports whether the policies of his account let him act for it.
func (s *Service) grantedBy(q *request, action string, presented []kernel.Ref, allowed bool) *grant {
	for _, id := range ids(&q.asked.Principal, allowed) {
		for h := range s.Held.View(heldBy(id, q.of.key.ID)).All {
			g := s.Grants.See(h.Grant.Scope, h.Grant.ID)
			if s.env.Applies(slices.Contains(g.Operations, GrantOperation(action)), GrantsOnlyAllow) &&
				s.covers(g, q, action) && s.known(g, h.Grant, presented) {
				return g
			}
		}
	}
	return nil
}

// covers reports whether the constraint of a grant is met.
func (s *Service) covers(g *grant, q *request, action string) bool {
	if g.Constraint.Kind == "" || action == "DescribeKey" || action == "RetireGrant" || action == "CreateGrant" {
		return true
	}
	context := pairsOf(q.Context)
	met := slices.Equal(context, g.Constraint.Pairs)
	if g.Constraint.Kind == "EncryptionContextSubset" {
		met = !slices.ContainsFunc(g.Constraint.Pairs, func(p pair) bool { return !slices.Contains(context, p) })
	}
	return !s.env.Applies(!met, ConstraintsNarrowGrants)
}

// known reports whether a grant is known where it is used: after a while, or by
// its token.
func (s *Service) known(g *grant, at kernel.Ref, presented []kernel.Ref) bool {
	return s.env.Now() >= g.Settles || s.env.Applies(slices.Contains(presented, at), TokensMakeGrantsWorkAtOnce)
}
