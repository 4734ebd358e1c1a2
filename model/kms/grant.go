package kms

import (
	"maps"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// grant lets one principal do some things with one key.
type grant struct {
	Key        kernel.Ref
	ID         string
	Name       string
	Grantee    party
	Retiring   party
	Issuer     string // the account in which it was made
	Operations []GrantOperation
	Constraint constraint
	Created    kernel.Time
	Settles    kernel.Time // from when on it needs no token
}

// constraint is the encryption context that a grant asks for.
type constraint struct {
	Kind      string // EncryptionContextEquals, EncryptionContextSubset, or empty
	Pairs     []pair // by key
	SourceArn string
}

type pair struct{ Key, Value string }

// holding leads from a principal to a grant.
type holding struct{ Key, Grant kernel.Ref }

// within is where the grants of a key are.
func within(k *key) kernel.Scope {
	return kernel.Scope{Account: k.Scope.Account, Region: k.Scope.Region + "/" + k.ID}
}

// heldBy is where the grants are that a principal holds on a key.
func heldBy(id, key string) kernel.Scope { return kernel.Scope{Account: id, Region: key} }

// CreateGrant lets a principal use a key.
type CreateGrant struct {
	Constraints              *GrantConstraints
	DryRun                   *bool
	GrantTokens              []string         `shape:"GrantTokens"`
	GranteePrincipal         string           `shape:"Principal"`
	GranteeServicePrincipal  string           `shape:"Principal"`
	KeyId                    string           `shape:"!KeyId"`
	Name                     string           `shape:"GrantName"`
	Operations               []GrantOperation `shape:"!GrantActions"`
	RetiringPrincipal        string           `shape:"Principal"`
	RetiringServicePrincipal string           `shape:"Principal"`
}

// CreateGrantOutput names the grant, and has a token that makes it work at once.
type CreateGrantOutput struct{ GrantId, GrantToken string }

// GrantConstraints narrow a grant to an encryption context.
type GrantConstraints struct {
	EncryptionContextEquals map[string]string
	EncryptionContextSubset map[string]string
	SourceArn               string
}

const (
	grantsGuide   = "Grants in AWS KMS"
	creatingGuide = "Creating grants"
)

// The rules of making grants.
var (
	GrantsHaveTokens = rules.Add(kernel.Rule{
		ID: "KMS-GRT-01", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says: "CreateGrant answers with the ID of the grant, 64 hexadecimal digits, and a token that no other call " +
			"gives.",
		Operations: []string{"CreateGrant"},
	})
	GranteesAreAccountsUsersAndRoles = rules.Add(kernel.Rule{
		ID: "KMS-GRT-03", Kind: kernel.Refusal, Error: InvalidArn, Evidence: kernel.Documented, Source: guide(grantsGuide),
		Says: "Grantee and retiring principal are an account, a user, a role or the session of a role, of any " +
			"account, that exist; no group, organization or service.",
		Operations: []string{"CreateGrant", "ListRetirableGrants"},
	})
	ServicesAreGranteesOfTheirOwnKind = rules.Add(kernel.Rule{
		ID: "KMS-GRT-04", Kind: kernel.Refusal, Error: Validation, Evidence: kernel.SDKModel,
		Source: reference("CreateGrant"),
		Says: "A grant has exactly one grantee, a principal or a service, and at most one of two retiring " +
			"principals; for a service it names a SourceArn and who may retire it.",
		Operations: []string{"CreateGrant"},
	})
	OperationsFitTheKey = rules.Add(kernel.Rule{
		ID: "KMS-GRT-05", Kind: kernel.Refusal, Error: Validation, Evidence: kernel.Documented, Source: guide(grantsGuide),
		Says: "A grant allows operations that a key of its kind can do: one on a symmetric key none that signs, " +
			"verifies or makes codes.",
		Operations: []string{"CreateGrant"},
	})
	ConstraintsAreOneContext = rules.Add(kernel.Rule{
		ID: "KMS-GRT-06", Kind: kernel.Refusal, Error: Validation, Evidence: kernel.Observed,
		Source: "hashicorp/terraform-provider-aws, internal/service/kms/grant.go",
		Says: "A grant has at most one encryption context constraint, of up to 8 pairs with values of up to 384 " +
			"characters, and only on a symmetric key.",
		Operations: []string{"CreateGrant"},
	})
	NamesMakeGrantsIdempotent = rules.Add(kernel.Rule{
		ID: "KMS-GRT-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("CreateGrant"),
		Also: []string{"KMS-GRT-09"},
		Says: "A call that repeats the name and everything else of a grant on the same key answers with that " +
			"grant's ID and a new token; without a name every call makes a grant, and a name on another key is another.",
		Operations: []string{"CreateGrant"},
	})
	ChildrenStayWithinTheirParents = rules.Add(kernel.Rule{
		ID: "KMS-GRT-10", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: guide(creatingGuide), Also: []string{"KMS-GRT-11"},
		Says: "Who may make grants by a grant alone passes on only operations of that grant, under constraints at " +
			"least as strict; who may by a policy passes on what he may not do himself.",
		Operations: []string{"CreateGrant"},
	})
	ServicesBorrowKeys = rules.Add(kernel.Rule{
		ID: "KMS-GRT-21", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: quotas + "; EC2 User Guide, EBS encryption",
		Says: "A service that works with a key for somebody makes a grant in his name and retires it when the work " +
			"is done; the key's owner sees it meanwhile.",
		Operations: []string{"ListGrants"},
	})
)

func (s *Service) createGrant(c *kernel.Call, in *CreateGrant) (*CreateGrantOutput, error) {
	g, err := s.grantOf(c, in)
	if err != nil {
		return nil, err
	}
	q := request{tokens: in.GrantTokens, grant: g}
	k, by, err := s.permitted(c, in.KeyId, q)
	if err != nil {
		return nil, err
	}
	q.Use, q.of = Use{As: c.Caller}, named{key: k, account: k.Scope.Account, text: k.name()}
	if err := s.grantable(&q, by); err != nil {
		return nil, err
	}
	if err := dry(c, in.DryRun); err != nil {
		return nil, err
	}
	for other := range s.Grants.View(within(k)).All {
		if g.Name != "" && c.Applies(other.repeats(g), NamesMakeGrantsIdempotent) {
			return s.answer(other), nil
		}
	}
	return s.answer(s.issue(k, g)), nil
}

func (s *Service) answer(g *grant) *CreateGrantOutput {
	out := &CreateGrantOutput{GrantId: g.ID}
	if s.env.Applies(true, GrantsHaveTokens) {
		out.GrantToken = s.token(g)
	}
	return out
}

// grantOf reads the grant that a call would make.
func (s *Service) grantOf(c *kernel.Call, in *CreateGrant) (*grant, error) {
	g := &grant{
		Name: in.Name, Issuer: c.Account, Operations: slices.Clone(in.Operations),
		Grantee: party{Service: in.GranteeServicePrincipal}, Retiring: party{Service: in.RetiringServicePrincipal},
	}
	twoContexts := false
	if given := in.Constraints; given != nil {
		g.Constraint = constraintOf(given)
		twoContexts = given.EncryptionContextEquals != nil && given.EncryptionContextSubset != nil
	}
	one := (in.GranteePrincipal == "") != (in.GranteeServicePrincipal == "") &&
		(in.RetiringPrincipal == "" || in.RetiringServicePrincipal == "")
	whole := in.GranteeServicePrincipal == "" || g.Constraint.SourceArn != "" && in.RetiringPrincipal+
		in.RetiringServicePrincipal != ""
	if err := c.Require(one && whole, ServicesAreGranteesOfTheirOwnKind,
		"A grant needs one grantee, and for a service a SourceArn and a retiring principal."); err != nil {
		return nil, err
	}
	if err := c.Require(!twoContexts, ConstraintsAreOneContext, "More than one constraint supplied"); err != nil {
		return nil, err
	}
	for _, p := range g.Constraint.Pairs {
		if err := c.Require(len(g.Constraint.Pairs) <= 8 && len(p.Value) <= 384, ConstraintsAreOneContext,
			"A constraint has at most 8 pairs with values of at most 384 characters."); err != nil {
			return nil, err
		}
	}
	for _, named := range []struct {
		name string
		to   *party
	}{{in.GranteePrincipal, &g.Grantee}, {in.RetiringPrincipal, &g.Retiring}} {
		if named.name == "" {
			continue
		}
		p, ok := s.party(named.name)
		if err := c.Require(ok, GranteesAreAccountsUsersAndRoles, "ARN does not refer to a valid principal: %s",
			named.name); err != nil {
			return nil, err
		}
		*named.to = p
	}
	return g, nil
}

func constraintOf(in *GrantConstraints) constraint {
	c := constraint{SourceArn: in.SourceArn}
	switch {
	case in.EncryptionContextEquals != nil:
		c.Kind, c.Pairs = "EncryptionContextEquals", pairsOf(in.EncryptionContextEquals)
	case in.EncryptionContextSubset != nil:
		c.Kind, c.Pairs = "EncryptionContextSubset", pairsOf(in.EncryptionContextSubset)
	}
	return c
}

// pairsOf returns an encryption context in the order of its keys.
func pairsOf(context map[string]string) []pair {
	var out []pair
	for _, key := range slices.Sorted(maps.Keys(context)) {
		out = append(out, pair{key, context[key]})
	}
	return out
}

// grantable reports whether the grant of a request fits its key, the key's state,
// and the grant by which its author may make it.
func (s *Service) grantable(q *request, by *grant) error {
	k, g := q.of.key, q.grant
	symmetric := k.Spec == SymmetricDefault
	for _, o := range g.Operations {
		fits := o == "DescribeKey" || o == "CreateGrant" || o == "RetireGrant" ||
			slices.Contains(symmetricOperations, o) == symmetric
		if err := s.env.Require(fits, OperationsFitTheKey, "The operation %s cannot be granted on a key of spec %s.", o,
			k.Spec); err != nil {
			return err
		}
	}
	if err := s.env.Require(symmetric || g.Constraint.Kind == "", ConstraintsAreOneContext,
		"Only grants on symmetric keys have encryption context constraints."); err != nil {
		return err
	}
	if by != nil {
		if err := s.identify(q); err != nil { // whom the refusal names
			return err
		}
		within := g.Constraint.within(&by.Constraint)
		for _, o := range g.Operations {
			within = within && slices.Contains(by.Operations, o)
		}
		if err := s.env.Require(within, ChildrenStayWithinTheirParents, "%s",
			q.refusal("CreateGrant", noGrantAllows)); err != nil {
			return err
		}
	}
	return s.machine.Fire(k, use)
}

// within reports whether a constraint is at least as strict as another.
func (c *constraint) within(parent *constraint) bool {
	switch parent.Kind {
	case "":
		return true
	case "EncryptionContextEquals":
		return c.Kind == parent.Kind && slices.Equal(c.Pairs, parent.Pairs)
	}
	return c.Kind != "" && !slices.ContainsFunc(parent.Pairs, func(p pair) bool { return !slices.Contains(c.Pairs, p) })
}

// repeats reports whether a grant is what a call asks for again.
func (g *grant) repeats(wanted *grant) bool {
	return g.Name == wanted.Name && g.Grantee == wanted.Grantee && g.Retiring == wanted.Retiring &&
		g.Issuer == wanted.Issuer &&
		slices.Equal(g.Operations, wanted.Operations) && g.Constraint.Kind == wanted.Constraint.Kind &&
		g.Constraint.SourceArn == wanted.Constraint.SourceArn && slices.Equal(g.Constraint.Pairs, wanted.Constraint.Pairs)
}
