package kms

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// RetireGrant ends a grant, by those for whom it was made.
type RetireGrant struct {
	DryRun     *bool
	GrantId    string `shape:"GrantId"`
	GrantToken string `shape:"GrantToken"`
	KeyId      string `shape:"KeyId"`
}

// RetireGrantOutput is empty.
type RetireGrantOutput struct{}

// RevokeGrant ends a grant, by those who govern the key.
type RevokeGrant struct {
	DryRun  *bool
	GrantId string `shape:"!GrantId"`
	KeyId   string `shape:"!KeyId"`
}

// RevokeGrantOutput is empty.
type RevokeGrantOutput struct{}

const managingGuide = "Managing grants"

// The rules of ending grants.
var (
	SomeRetireGrants = rules.Add(kernel.Rule{
		ID: "KMS-GRT-16", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: guide(managingGuide),
		Says: "A grant is retired by its retiring principal, by its grantee if RetireGrant is among its operations, " +
			"and by whom the account allows in which it was made or which is either of them; a key policy cannot allow it, " +
			"but deny it.",
		Operations: []string{"RetireGrant"},
	})
	GrantsAreRetiredByTokenOrARN = rules.Add(kernel.Rule{
		ID: "KMS-GRT-17", Kind: kernel.Refusal, Error: NotFound, Or: []*kernel.ErrorShape{InvalidArn, Validation},
		Evidence: kernel.Observed, Source: reference("RetireGrant") + "; the emulator stackd",
		Says:       "RetireGrant takes the token of a grant, or its ID with the ARN of its key; a mere key ID will not do.",
		Operations: []string{"RetireGrant"},
	})
	RevokedGrantsAreGone = rules.Add(kernel.Rule{
		ID: "KMS-GRT-18", Kind: kernel.Refusal, Error: NotFound, Evidence: kernel.Documented, Source: guide(managingGuide),
		Also: []string{"KMS-GRT-23"},
		Says: "Who may call RevokeGrant on a key ends a grant on it in whatever state the key is, and only that one " +
			"of several that allow the same; a grant that is not there is not found.",
		Operations: []string{"RevokeGrant", "RetireGrant"},
	})
)

func (s *Service) retireGrant(c *kernel.Call, in *RetireGrant) (*RetireGrantOutput, error) {
	at, account, err := s.retired(c, in)
	if err != nil {
		return nil, err
	}
	q := request{Use: Use{As: c.Caller},
		of: named{account: account, text: kernel.Scope{Account: account, Region: c.Region}.ARN("kms", "key/"+in.KeyId)}}
	if err := s.identify(&q); err != nil {
		return nil, err
	}
	if in.KeyId != "" {
		q.of.text = in.KeyId
	}
	g := s.Grants.Find(at)
	if g == nil && (in.GrantToken != "" || account == c.Account) {
		return nil, c.Refuse(RevokedGrantsAreGone, "Grant ID %s not found", at.ID)
	}
	may := false
	if g != nil {
		q.of.key = s.Keys.Get(g.Key.Scope, g.Key.ID)
		q.of.text = q.of.key.name()
		may = s.mayRetire(&q, g)
	}
	if err := c.Require(may, SomeRetireGrants, "%s", q.refusal("RetireGrant", policy.NoIdentityAllows)); err != nil {
		return nil, err
	}
	if err := dry(c, in.DryRun); err != nil {
		return nil, err
	}
	if g != nil {
		s.withdraw(g)
	}
	return &RetireGrantOutput{}, nil
}

// retired returns where the grant is that a caller names, and in which account.
func (s *Service) retired(c *kernel.Call, in *RetireGrant) (at kernel.Ref, account string, err error) {
	byToken := in.GrantToken != "" && in.GrantId == "" && in.KeyId == ""
	if byToken {
		at, ok := s.meant(in.GrantToken)
		if !ok {
			return at, "", c.Refuse(TokensMakeGrantsWorkAtOnce, "The grant token is invalid.")
		}
		return at, at.Scope.Account, nil
	}
	if err := c.Require(in.GrantToken == "" && in.GrantId != "" && in.KeyId != "", GrantsAreRetiredByTokenOrARN,
		"Name either a grant token, or a grant ID and the ARN of its key."); err != nil {
		return at, "", err
	}
	_, notARN := kernel.ParseARN(in.KeyId)
	if err := c.Require(notARN == nil, GrantsAreRetiredByTokenOrARN, "Invalid arn %s", in.KeyId); err != nil {
		return at, "", err
	}
	found, err := s.find(c.Scope(), in.KeyId, false)
	if err != nil || found.key == nil {
		return at, found.account, err
	}
	return kernel.Ref{Scope: within(found.key), ID: in.GrantId}, found.account, nil
}

// mayRetire reports whether a caller may retire a grant.
func (s *Service) mayRetire(q *request, g *grant) bool {
	identity, resource := s.answers(q, "RetireGrant", s.documentFor(q))
	if identity.Effect == policy.Deny || resource.Effect == policy.Deny {
		return false
	}
	theirs := []string{g.Retiring.ID}
	if slices.Contains(g.Operations, "RetireGrant") {
		theirs = append(theirs, g.Grantee.ID)
	}
	allowed := identity.Effect == policy.Allow
	for _, id := range ids(&q.asked.Principal, allowed) {
		if slices.Contains(theirs, id) {
			return true
		}
	}
	return allowed && q.asked.Principal.Account == g.Issuer
}

func (s *Service) revokeGrant(c *kernel.Call, in *RevokeGrant) (*RevokeGrantOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{})
	if err != nil {
		return nil, err
	}
	g := s.Grants.Get(within(k), in.GrantId)
	if g == nil {
		return nil, c.Refuse(RevokedGrantsAreGone, "Grant ID %s not found", in.GrantId)
	}
	_ = c.Require(true, RevokedGrantsAreGone, "")
	if err := dry(c, in.DryRun); err != nil {
		return nil, err
	}
	s.withdraw(g)
	return &RevokeGrantOutput{}, nil
}
