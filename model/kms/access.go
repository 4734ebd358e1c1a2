package kms

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// question is whether somebody may do something with a key.
type question struct {
	Use
	of     named
	tokens []string          // of grants that the caller presents
	grant  *grant            // that the call would make
	more   map[string]string // context keys
	// implied keys are not named by the call but by what it decrypts.
	implied bool
	who     policy.Principal
}

// The rules of who may use a key.
var (
	KeyPoliciesComeFirst = rules.Add(kernel.Rule{
		ID: "KMS-POL-03", Kind: kernel.Refusal, Fault: AccessDenied, Evidence: kernel.Documented, Source: guide("Default key policy"),
		Also:       []string{"KMS-POL-06", "KMS-POL-11", "KMS-POL-19"},
		Says:       "Nobody uses a key whose policy allows it neither to him nor to his account, whatever his own policies allow and were he the owner's root user; the message blames the resource-based policy (a text seen elsewhere).",
		Operations: []string{"all"},
	})
	AccountsDelegate = rules.Add(kernel.Rule{
		ID: "KMS-POL-02", Kind: kernel.Refusal, Fault: AccessDenied, Evidence: kernel.Documented, Source: guide("Default key policy"), Also: []string{"KMS-POL-12"},
		Says:       "A key policy that names the account allows its root user, and lets the account's own policies allow the others, no more; where these do not, the message blames the identity-based policy (a text seen elsewhere).",
		Operations: []string{"all"},
	})
	NamedPrincipalsNeedNoMore = rules.Add(kernel.Rule{
		ID: "KMS-POL-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide("Default key policy"), Also: []string{"KMS-POL-14"},
		Says:       "A user or role of the owner's account whom the key policy names, or covers by *, needs no policy of his own.",
		Operations: []string{"all"},
	})
	OtherAccountsAllowToo = rules.Add(kernel.Rule{
		ID: "KMS-POL-05", Kind: kernel.Refusal, Fault: AccessDenied, Evidence: kernel.Documented,
		Source: guide("Allowing users in other accounts to use a KMS key"), Seed: dlmSeed, Also: []string{"KMS-POL-07", "KMS-POL-17"},
		Says:       "Another account's users and roles need both sides: the key policy has to allow the action to them or to their account, and a policy of their own account has to allow it to them.",
		Operations: []string{"all"},
	})
	SomeOperationsCrossAccounts = rules.Add(kernel.Rule{
		ID: "KMS-POL-09", Kind: kernel.Refusal, Fault: AccessDenied, Or: []*kernel.Fault{NotFound}, Evidence: kernel.Documented,
		Source: guide("Allowing users in other accounts to use a KMS key"), Also: []string{"KMS-POL-08"},
		Says:       "On another account's key only cryptographic operations, DescribeKey, GetKeyRotationStatus, CreateGrant, ListGrants, RevokeGrant and RetireGrant work, whatever policies say.",
		Operations: []string{"all"},
	})
	DeniesWin = rules.Add(kernel.Rule{
		ID: "KMS-POL-10", Kind: kernel.Refusal, Fault: AccessDenied, Evidence: kernel.Documented, Source: guide("Troubleshooting key access"),
		Says:       "One explicit deny, in the key policy or in a policy of the caller's account, beats every statement and grant that allows.",
		Operations: []string{"all"},
	})
	CiphertextsImplyTheirKeys = rules.Add(kernel.Rule{
		ID: "KMS-POL-13", Kind: kernel.Effect, Fault: AccessDenied, Evidence: kernel.Documented, Source: "IAM Identity Center User Guide, troubleshooting customer managed keys",
		Says:       "Who may not decrypt with a key that only the ciphertext implies does not learn which key it is.",
		Operations: []string{"Decrypt"},
	})
	ServicesMakeGrantsForResources = rules.Add(kernel.Rule{
		ID: "KMS-POL-15", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide("Condition keys"), Seed: dlmSeed, Also: []string{"KMS-POL-16", "KMS-POL-18"},
		Says:       `kms:GrantIsForAWSResource is true, whether a policy spells that as JSON's true or as "true", where a service calls CreateGrant, ListGrants or RevokeGrant in somebody's name, and not where he calls himself; a statement without the condition allows both.`,
		Operations: []string{"CreateGrant", "ListGrants", "RevokeGrant"},
	})
	ServicesAreNamedByTheirRegion = rules.Add(kernel.Rule{
		ID: "KMS-POL-20", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide("Condition keys"),
		Says:       "kms:ViaService is the service that uses the key in somebody's name, as in ec2.us-east-1.amazonaws.com; direct calls have none.",
		Operations: []string{"all"},
	})
	CallersAreKnownByAccount = rules.Add(kernel.Rule{
		ID: "KMS-POL-21", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide("Condition keys"),
		Says:       "kms:CallerAccount is the account of who calls.",
		Operations: []string{"all"},
	})
)

// acrossAccounts are the actions that another account's key may be used for.
var acrossAccounts = []string{
	"Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext",
	"DescribeKey", "GetKeyRotationStatus", "CreateGrant", "ListGrants", "RevokeGrant", "RetireGrant",
}

// byAlias are the actions whose keys may be named by an alias.
var byAlias = []string{
	"Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "DescribeKey",
}

// permitted returns the key that the caller names and may use for the call's
// operation, and the grant that allows it where nothing else does.
func (s *Service) permitted(c *kernel.Call, text string, q question) (*key, *grant, error) {
	return s.permittedTo(c, c.Operation.Name, text, q)
}

func (s *Service) permittedTo(c *kernel.Call, action, text string, q question) (k *key, by *grant, err error) {
	if q.of, err = s.find(c.Home(), text, slices.Contains(byAlias, action)); err != nil {
		return nil, nil, err
	}
	q.As = c.Caller
	by, err = s.authorize(q, action)
	return q.of.key, by, err
}

// authorize is the only place that decides who may use a key. It returns the
// grant that allows it where policies do not. A key that does not exist answers
// another account like one that is not shared with it.
func (s *Service) authorize(q question, action string) (by *grant, err error) {
	if q.who, err = s.iam.Principal(q.As); err != nil {
		return nil, err
	}
	k, foreign := q.of.key, q.of.account != q.who.Account
	require := func(ok bool, r *kernel.Rule, why policy.Reason) error {
		return s.env.Require(ok, r, "%s", q.refusal(action, why))
	}
	if err := require(!foreign || slices.Contains(acrossAccounts, action), SomeOperationsCrossAccounts, policy.NoResourceAllows); err != nil {
		return nil, err
	}
	presented, err := s.presented(q.tokens)
	switch {
	case err != nil:
		return nil, err
	case k == nil && foreign:
		return nil, s.env.Refuse(KeyPoliciesComeFirst, "%s", q.refusal(action, policy.NoResourceAllows))
	case k == nil:
		return nil, s.env.Refuse(UnknownKeysAreNotFound, "Key '%s' does not exist", q.of.text)
	}
	if err := require(k.Manager != ManagedByAWS || !slices.Contains(altering, action), ManagedKeysAreNotAltered, policy.NoResourceAllows); err != nil {
		return nil, err
	}
	identity, resource, err := s.opinions(&q, action, s.document(k))
	if err != nil {
		return nil, err
	}
	delegated := foreign || resource.Delegated
	if identity.Effect != policy.Deny && resource.Effect != policy.Deny && (resource.Effect == "" || delegated && identity.Effect == "") {
		by := s.grantedBy(&q, action, presented, identity.Effect == policy.Allow)
		if s.env.Applies(by != nil, GrantsStandBesidePolicies) {
			return by, nil
		}
	}
	if foreign {
		gate := KeyPoliciesComeFirst
		if resource.Effect == policy.Deny {
			gate = DeniesWin // which nobody outside the account can tell from no policy
		}
		err = require(resource.Effect == policy.Allow, gate, policy.NoResourceAllows)
	}
	if err == nil {
		err = require(identity.Effect != policy.Deny, DeniesWin, policy.DeniedByIdentity)
	}
	if err == nil && !foreign {
		err = require(resource.Effect != policy.Deny, DeniesWin, policy.DeniedByResource)
	}
	if err == nil && !foreign {
		err = require(resource.Effect == policy.Allow, KeyPoliciesComeFirst, policy.NoResourceAllows)
	}
	switch {
	case err != nil:
		return nil, err
	case foreign:
		return nil, require(identity.Effect == policy.Allow, OtherAccountsAllowToo, policy.NoIdentityAllows)
	case s.env.Applies(!delegated, NamedPrincipalsNeedNoMore):
		return nil, nil
	}
	return nil, require(identity.Effect == policy.Allow, AccountsDelegate, policy.NoIdentityAllows)
}

// opinions are what the policies of the caller and that of the key say.
func (s *Service) opinions(q *question, action string, document policy.Document) (identity, resource policy.Answer, err error) {
	k := q.of.key
	r, err := s.iam.Request(q.As, "kms:"+action, k.arn().String())
	if err != nil {
		return identity, resource, err
	}
	s.describe(r, q, action)
	return s.iam.Identity(r), policy.Ask(r, policy.Source{Name: "policy of " + k.arn().String(), Document: &document}), nil
}

// describe adds the context keys of KMS to a request.
func (s *Service) describe(r *policy.Request, q *question, action string) {
	k, set := q.of.key, func(name string, values ...string) { r.Context[name] = values }
	set("kms:KeySpec", string(k.Spec))
	set("kms:KeyUsage", string(k.Usage))
	set("kms:KeyOrigin", string(k.Origin))
	if s.env.Applies(true, CallersAreKnownByAccount) {
		set("kms:CallerAccount", q.As.Account)
	}
	if s.env.Applies(q.Service != "", ServicesAreNamedByTheirRegion) {
		set("kms:ViaService", q.Service+"."+k.Home.Region+".amazonaws.com")
	}
	for name, value := range q.Context {
		set("kms:EncryptionContext:"+name, value)
	}
	if len(q.Context) > 0 {
		set("kms:EncryptionContextKeys", slices.Sorted(maps.Keys(q.Context))...)
	}
	if action == "CreateGrant" || action == "ListGrants" || action == "RevokeGrant" {
		set("kms:GrantIsForAWSResource", strconv.FormatBool(s.env.Applies(q.Service != "", ServicesMakeGrantsForResources)))
	}
	if g := q.grant; g != nil {
		var operations []string
		for _, o := range g.Operations {
			operations = append(operations, string(o))
		}
		set("kms:GrantOperations", operations...)
		set("kms:GranteePrincipal", g.Grantee.name())
		if g.Retiring.name() != "" {
			set("kms:RetiringPrincipal", g.Retiring.name())
		}
		if g.Constraint.Kind != "" {
			set("kms:GrantConstraintType", g.Constraint.Kind)
		}
	}
	for name, value := range q.more {
		set(name, value)
	}
}

// refusal is AWS's message to whom a policy does not allow an action.
func (q *question) refusal(action string, why policy.Reason) string {
	on, because := "resource: "+q.of.text, string(why)
	if q.implied {
		on = "the resource associated with this ciphertext"
	}
	if strings.Contains(because, "%") {
		because = fmt.Sprintf(because, "kms:"+action)
	}
	return fmt.Sprintf("User: %s is not authorized to perform: kms:%s on %s %s", q.who.ARN, action, on, because)
}

// mayName tells whether the caller's own policies allow the call's operation on
// an alias, which has no policy itself.
func (s *Service) mayName(c *kernel.Call, name string) error {
	r, err := s.iam.Request(c.Caller, "kms:"+c.Operation.Name, c.Home().ARN("kms", name))
	if err != nil {
		return err
	}
	answer := s.iam.Identity(r)
	q := question{of: named{text: r.Resource}, who: r.Principal}
	if err := c.Require(answer.Effect != policy.Deny, DeniesWin, "%s", q.refusal(c.Operation.Name, policy.DeniedByIdentity)); err != nil {
		return err
	}
	return c.Require(answer.Effect == policy.Allow, AccountsDelegate, "%s", q.refusal(c.Operation.Name, policy.NoIdentityAllows))
}
