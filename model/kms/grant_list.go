package kms

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// ListGrants lists the grants on a key.
type ListGrants struct {
	GrantId                 string `shape:"GrantId"`
	GranteePrincipal        string `shape:"Principal"`
	GranteeServicePrincipal string `shape:"Principal"`
	KeyId                   string `shape:"!KeyId"`
	Limit                   *int32 `shape:"GrantsMax"`
	Marker                  string `shape:"Marker"`
}

// ListGrantsOutput has a page of grants.
type ListGrantsOutput struct {
	Grants     []GrantListEntry `sent:"always"`
	NextMarker string           `sent:"set"`
	Truncated  bool             `sent:"always"`
}

// ListRetirableGrants lists the grants that a principal of the caller's account
// may retire, on whosever keys.
type ListRetirableGrants struct {
	Limit                    *int32 `shape:"GrantsMax"`
	Marker                   string `shape:"Marker"`
	RetiringPrincipal        string `shape:"Principal"`
	RetiringServicePrincipal string `shape:"Principal"`
}

// ListRetirableGrantsOutput has a page of grants.
type ListRetirableGrantsOutput struct {
	Grants     []GrantListEntry
	NextMarker string
	Truncated  bool
}

// GrantListEntry is a grant as listings show it, without its tokens.
type GrantListEntry struct {
	Constraints              *GrantConstraints
	CreationDate             kernel.Time
	GrantId                  string
	GranteePrincipal         string
	GranteeServicePrincipal  string
	IssuingAccount           string
	KeyId                    string
	Name                     string
	Operations               []GrantOperation
	RetiringPrincipal        string
	RetiringServicePrincipal string
}

// GrantsAreListedByKey is the rule of ListGrants.
var GrantsAreListedByKey = rules.Add(kernel.Rule{
	ID: "KMS-GRT-19", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: reference("ListGrants"),
	Says: "ListGrants lists the grants on one key in pages of up to 100, 50 where the call does not say, by " +
		"grant or grantee if it asks so; each shows its key's ARN and the account in which it was made, and one that a " +
		"service holds shows the service.",
	Operations: []string{"ListGrants", "ListRetirableGrants"},
})

func (s *Service) listGrants(c *kernel.Call, in *ListGrants) (*ListGrantsOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{})
	if err != nil {
		return nil, err
	}
	page, next, ok := kernel.Page(c.Env, s.Grants.View(within(k)), kernel.Query[grant]{
		Of:    "grants of " + k.ID + " " + in.GrantId + " " + in.GranteePrincipal + " " + in.GranteeServicePrincipal,
		Token: in.Marker, Max: paged(in.Limit, 50),
		Match: func(g *grant) bool {
			return (in.GrantId == "" || g.ID == in.GrantId) &&
				(in.GranteePrincipal == "" || s.shown(g.Grantee) == in.GranteePrincipal) &&
				(in.GranteeServicePrincipal == "" || g.Grantee.Service == in.GranteeServicePrincipal)
		},
	})
	out := &ListGrantsOutput{Grants: []GrantListEntry{}, NextMarker: next, Truncated: next != ""}
	for _, g := range page {
		if c.Applies(true, GrantsAreListedByKey) {
			out.Grants = append(out.Grants, s.showGrant(g))
		}
	}
	return out, marked(ok)
}

func (s *Service) listRetirableGrants(c *kernel.Call, in *ListRetirableGrants) (*ListRetirableGrantsOutput, error) {
	if err := c.Require((in.RetiringPrincipal == "") != (in.RetiringServicePrincipal == ""),
		ServicesAreGranteesOfTheirOwnKind, "Name one retiring principal."); err != nil {
		return nil, err
	}
	out := &ListRetirableGrantsOutput{Grants: []GrantListEntry{}}
	if in.RetiringServicePrincipal != "" {
		return out, nil // which are the service's own business
	}
	p, ok := s.party(in.RetiringPrincipal)
	if err := c.Require(ok && policy.Account(p.ARN) == c.Account, GranteesAreAccountsUsersAndRoles,
		"ARN does not refer to a valid principal: %s", in.RetiringPrincipal); err != nil {
		return nil, err
	}
	page, next, ok := kernel.Page(c.Env, s.Retired.View(kernel.Scope{Account: p.ID, Region: c.Region}),
		kernel.Query[holding]{
			Of: "grants to retire by " + p.ID, Token: in.Marker, Max: paged(in.Limit, 50),
		})
	for _, h := range page {
		out.Grants = append(out.Grants, s.showGrant(s.Grants.See(h.Grant.Scope, h.Grant.ID)))
	}
	out.NextMarker, out.Truncated = next, next != ""
	return out, marked(ok)
}

func (s *Service) showGrant(g *grant) GrantListEntry {
	scope := g.Key.Scope
	out := GrantListEntry{
		CreationDate: g.Created, GrantId: g.ID, Name: g.Name, Operations: slices.Clone(g.Operations),
		KeyId:            scope.ARN("kms", "key/"+g.Key.ID),
		GranteePrincipal: s.shown(g.Grantee), GranteeServicePrincipal: g.Grantee.Service,
		RetiringPrincipal: s.shown(g.Retiring), RetiringServicePrincipal: g.Retiring.Service,
		IssuingAccount: "arn:" + kernel.Partition(scope.Region) + ":iam::" + g.Issuer + ":root",
	}
	if c := g.Constraint; c.Kind != "" || c.SourceArn != "" {
		out.Constraints = &GrantConstraints{SourceArn: c.SourceArn}
		context := map[string]string{}
		for _, p := range c.Pairs {
			context[p.Key] = p.Value
		}
		switch c.Kind {
		case "EncryptionContextEquals":
			out.Constraints.EncryptionContextEquals = context
		case "EncryptionContextSubset":
			out.Constraints.EncryptionContextSubset = context
		}
	}
	return out
}
