package kms

import (
	"errors"
	"fmt"
	"slices"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// request is whether somebody may do something with a key.
type request struct {
	Use
	of     named
	tokens []string          // of grants that the caller presents
	grant  *grant            // that the call would make
	more   map[string]string // context keys
	tags   kernel.RequestTags
	// implied keys are not named by the call but by what it decrypts.
	implied bool
	// asked is the question to policies of who makes the request. About several actions with
	// the same key it differs in little.
	asked *question
}

// The rules of who may use a key.
var (
	KeyPoliciesComeFirst = rules.Add(kernel.Rule{
		ID: "KMS-POL-03", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: guide("Default key policy"),
		Also:   []string{"KMS-POL-06", "KMS-POL-11", "KMS-POL-19"},
		Says: "Nobody uses a key whose policy allows it neither to him nor to his account, whatever his own " +
			"policies allow and were he the owner's root user; the message blames the resource-based policy (a text seen " +
			"elsewhere).",
		Operations: []string{"all"},
	})
	AccountsDelegate = rules.Add(kernel.Rule{
		ID: "KMS-POL-02", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: guide("Default key policy"), Also: []string{"KMS-POL-12"},
		Says: "A key policy that names the account allows its root user, and lets the account's own policies allow " +
			"the others, no more; where these do not, the message blames the identity-based policy (a text seen elsewhere).",
		Operations: []string{"all"},
	})
	NamedPrincipalsNeedNoMore = rules.Add(kernel.Rule{
		ID: "KMS-POL-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide("Default key policy"),
		Also: []string{"KMS-POL-14"},
		Says: "A user or role of the owner's account whom the key policy names, or covers by *, needs no policy of " +
			"his own.",
		Operations: []string{"all"},
	})
	OtherAccountsAllowToo = rules.Add(kernel.Rule{
		ID: "KMS-POL-05", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: guide("Allowing users in other accounts to use a KMS key"), Seed: dlmSeed,
		Also: []string{"KMS-POL-07", "KMS-POL-17"},
		Says: "Another account's users and roles need both sides: the key policy has to allow the action to them or " +
			"to their account, and a policy of their own account has to allow it to them.",
		Operations: []string{"all"},
	})
	SomeOperationsCrossAccounts = rules.Add(kernel.Rule{
		ID: "KMS-POL-09", Kind: kernel.Refusal, Error: AccessDenied, Or: []*kernel.ErrorShape{NotFound},
		Evidence: kernel.Documented,
		Source:   guide("Allowing users in other accounts to use a KMS key"), Also: []string{"KMS-POL-08"},
		Says: "On another account's key only cryptographic operations, DescribeKey, GetKeyRotationStatus, " +
			"CreateGrant, ListGrants, RevokeGrant and RetireGrant work, whatever policies say.",
		Operations: []string{"all"},
	})
	DeniesWin = rules.Add(kernel.Rule{
		ID: "KMS-POL-10", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: guide("Troubleshooting key access"),
		Says: "One explicit deny, in the key policy or in a policy of the caller's account, beats every statement " +
			"and grant that allows.",
		Operations: []string{"all"},
	})
	CiphertextsImplyTheirKeys = rules.Add(kernel.Rule{
		ID: "KMS-POL-13", Kind: kernel.Effect, Error: AccessDenied, Evidence: kernel.Documented,
		Source:     "IAM Identity Center User Guide, troubleshooting customer managed keys",
		Says:       "Who may not decrypt with a key that only the ciphertext implies does not learn which key it is.",
		Operations: []string{"Decrypt"},
	})
	ServicesMakeGrantsForResources = rules.Add(kernel.Rule{
		ID: "KMS-POL-15", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide("Condition keys"), Seed: dlmSeed,
		Also:       []string{"KMS-POL-16", "KMS-POL-18"},
		Says:       `kms:GrantIsForAWSResource is true, whether a policy spells that as JSON's true or as "true", where a service calls CreateGrant, ListGrants or RevokeGrant in somebody's name, and not where he calls himself; a statement without the condition allows both.`,
		Operations: []string{"CreateGrant", "ListGrants", "RevokeGrant"},
	})
	ServicesAreNamedByTheirRegion = rules.Add(kernel.Rule{
		ID: "KMS-POL-20", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide("Condition keys"),
		Says: "kms:ViaService is the service that uses the key in somebody's name, as in " +
			"ec2.us-east-1.amazonaws.com; direct calls have none.",
		Operations: []string{"all"},
	})
	BoundariesLimitRoles = rules.Add(kernel.Rule{
		ID: "KMS-POL-32", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: "IAM User Guide, access_policies_boundaries; IAM User Guide, " +
			"reference_policies_evaluation-logic_policy-eval-denyallow",
		Says: "What a key policy allows to the ARN of a role, that role's permissions boundary must allow as well; " +
			"what it allows to the ARN of a session or a user, or to *, it need not.",
		Operations: []string{"all"},
	})
	SetOperatorsAreNeeded = rules.Add(kernel.Rule{
		ID: "KMS-POL-33", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Observed,
		Source: "IAM User Guide, reference_policies_condition-single-vs-multi-valued-context-keys; " +
			"boogy/iam-policy-validator, pull request 161",
		Says: "A condition on a key that may have several values, as kms:GrantOperations or " +
			"kms:EncryptionContextKeys, allows nothing without ForAllValues: or ForAnyValue: (that these are needed is " +
			"documented, what becomes without them was seen elsewhere).",
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
	"Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext",
	"DescribeKey",
}

// permitted returns the key that the caller names and may use for the call's
// operation, and the grant that allows it where nothing else does.
func (s *Service) permitted(c *kernel.Call, text string, q request) (*key, *grant, error) {
	return s.permittedTo(c, c.Operation.Name, text, q)
}

func (s *Service) permittedTo(c *kernel.Call, action, text string, q request) (k *key, by *grant, err error) {
	if err := bounded(q.Context); err != nil {
		return nil, nil, err
	}
	if q.of, err = s.find(c.Scope(), text, slices.Contains(byAlias, action)); err != nil {
		return nil, nil, err
	}
	q.As = c.Caller
	by, err = s.authorize(q, action)
	return q.of.key, by, err
}

// authorize is the only place that decides who may use a key. It returns the
// grant that allows it where policies do not. A key that does not exist answers
// another account like one that is not shared with it.
func (s *Service) authorize(q request, action string) (by *grant, err error) {
	if err := s.identify(&q); err != nil {
		return nil, err
	}
	return s.decide(&q, action)
}

// identify tells who makes the request, and begins his question to policies.
func (s *Service) identify(q *request) error {
	asked, err := s.iam.Question(q.As, "", "")
	if err != nil {
		return err
	}
	q.asked = &question{Question: asked}
	return nil
}

// errNoKey is what nobody tells another account.
var errNoKey = errors.New("there is no such key in that account and Region")

// decide is authorize for somebody who is known.
func (s *Service) decide(q *request, action string) (by *grant, err error) {
	k, foreign := q.of.key, q.of.account != q.asked.Principal.Account
	require := func(ok bool, r *kernel.Rule, why policy.Reason) error {
		if ok {
			return s.env.Require(true, r, "") // nobody reads how it would be refused
		}
		return s.env.Require(false, r, "%s", q.refusal(action, why))
	}
	if err := require(!foreign || slices.Contains(acrossAccounts, action), SomeOperationsCrossAccounts,
		policy.NoResourceAllows); err != nil {
		return nil, err
	}
	presented, err := s.presented(q.tokens)
	switch {
	case err != nil:
		return nil, err
	case k == nil && foreign:
		refusal := s.env.Refuse(KeyPoliciesComeFirst, "%s", q.refusal(action, policy.NoResourceAllows))
		return nil, kernel.Because(refusal, errNoKey)
	case k == nil:
		return nil, s.env.Refuse(UnknownKeysAreNotFound, "Key '%s' does not exist", q.of.text)
	}
	if err := require(k.Manager != ManagedByAWS || !slices.Contains(altering, action), ManagedKeysAreNotAltered,
		policy.NoResourceAllows); err != nil {
		return nil, err
	}
	r := decision{request: q, env: s.env, action: action}
	document := s.documentFor(q)
	r.identity, r.resource = s.answers(q, action, document)
	if !r.denied() && !r.allowed(foreign) && !r.identity.Limited {
		by := s.grantedBy(q, action, presented, r.identity.Effect == policy.Allow)
		if s.env.Applies(by != nil, GrantsStandBesidePolicies) {
			return by, nil
		}
	}
	return nil, s.explained(r.decided(s.iam, foreign), q, action, foreign, document)
}

// explained tells which statements refused.
func (s *Service) explained(refusal error, q *request, action string, foreign bool, document *policy.Document) error {
	if refusal == nil || !s.env.Watched() {
		return refusal
	}
	asked := s.questionOf(q, action)
	return s.iam.Explained(refusal, &asked.Request, decider(foreign),
		policy.Source{Name: "policy of " + asked.Resource, Document: document})
}

// decision is what the policies of the caller and that of the key come to.
type decision struct {
	*request
	env                *kernel.Env
	action             string
	identity, resource policy.Answer
}

func (r *decision) require(ok bool, rule *kernel.Rule, why policy.Reason) error {
	if ok {
		return r.env.Require(true, rule, "") // nobody reads how it would be refused
	}
	return denied(r.env.Require(false, rule, "%s", r.refusal(r.action, why)))
}

// denied is a refusal as KMS makes it, also by a rule of IAM.
func denied(err error) error {
	refusal, ok := err.(*kernel.Error)
	if ok {
		refusal.ErrorShape = AccessDenied
	}
	return err
}

// decided rules what no grant allows.
func (r *decision) decided(controls *iam.Service, foreign bool) error {
	switch {
	case r.identity.Controlled && r.resource.Effect != policy.Deny:
		return controls.Forbidden(AccessDenied, r.refusal(r.action, r.identity.Denial()))
	case foreign:
		return r.across()
	}
	return r.within()
}

func (r *decision) denied() bool {
	return r.identity.Effect == policy.Deny || r.resource.Effect == policy.Deny || r.identity.Controlled
}

func (r *decision) allowed(foreign bool) bool {
	d := decider(foreign)(r.identity, r.resource)
	return d.Allowed
}

// decider is how the policies of the caller and of the key decide together.
func decider(foreign bool) func(identity, resource policy.Answer) policy.Decision {
	if foreign {
		return policy.Both
	}
	return policy.Gated
}

// allows requires that one side allows.
func (r *decision) allows(side *policy.Answer, rule *kernel.Rule, why policy.Reason) error {
	if err := r.require(!side.Several, SetOperatorsAreNeeded, why); err != nil || side.Several {
		return err
	}
	return r.require(side.Effect == policy.Allow, rule, why)
}

// within rules in the account of the key.
func (r *decision) within() error {
	if err := r.require(r.identity.Effect != policy.Deny, DeniesWin, r.identity.Denial()); err != nil {
		return err
	}
	if err := r.require(r.resource.Effect != policy.Deny, DeniesWin, policy.DeniedByResource); err != nil {
		return err
	}
	if err := r.allows(&r.resource, KeyPoliciesComeFirst, policy.NoResourceAllows); err != nil {
		return err
	}
	if r.env.Applies(!r.resource.Delegated, NamedPrincipalsNeedNoMore) {
		if r.identity.Limited && !r.env.Applies(policy.Consents(r.identity, r.resource) != policy.NoSessionAllows,
			iam.ResourcesAllowSessionsBeyond) {
			return r.require(false, iam.SessionPoliciesLimit, policy.NoSessionAllows)
		}
		return r.require(!r.resource.ByRole || !r.identity.Bounded, BoundariesLimitRoles, policy.NoBoundaryAllows)
	}
	return r.allows(&r.identity, AccountsDelegate, r.identity.Denial())
}

// across rules from another account, where nobody can tell what the owner denies
// from what he does not allow.
func (r *decision) across() error {
	if err := r.require(r.resource.Effect != policy.Deny, DeniesWin, policy.NoResourceAllows); err != nil {
		return err
	}
	if err := r.allows(&r.resource, KeyPoliciesComeFirst, policy.NoResourceAllows); err != nil {
		return err
	}
	if err := r.require(r.identity.Effect != policy.Deny, DeniesWin, r.identity.Denial()); err != nil {
		return err
	}
	return r.allows(&r.identity, OtherAccountsAllowToo, r.identity.Denial())
}

// answers are what the policies of the caller and that of the key say.
func (s *Service) answers(q *request, action string, document *policy.Document) (identity, resource policy.Answer) {
	asked := s.questionOf(q, action)
	return asked.Identity(), policy.Ask(&asked.Request, policy.Source{Document: document})
}

// questionOf is the question to policies that a request makes about an action.
func (s *Service) questionOf(q *request, action string) *question {
	asked := q.asked
	if asked.Resource == "" {
		asked.Resource, asked.Keys = q.of.key.name(), asked
	}
	asked.Action = "kms:" + action
	s.describe(asked, q, action)
	return asked
}

// documentFor is the policy of the key that a request is about, found once for several
// actions.
func (s *Service) documentFor(q *request) *policy.Document {
	if q.asked.document == nil {
		q.asked.document = s.document(q.of.key)
	}
	return q.asked.document
}

// refusal is AWS's message to whom a policy does not allow an action.
func (q *request) refusal(action string, why policy.Reason) string {
	on := "resource: " + q.of.text
	if q.implied {
		on = "the resource associated with this ciphertext"
	}
	return fmt.Sprintf("User: %s is not authorized to perform: kms:%s on %s %s", q.asked.Principal.ARN, action, on,
		why.For("kms:"+action))
}

// mayName reports whether the caller's own policies allow the call's operation on
// an alias, which has no policy itself.
func (s *Service) mayName(c *kernel.Call, name string) error {
	asked, err := s.iam.Question(c.Caller, "kms:"+c.Operation.Name, c.Scope().ARN("kms", name))
	if err != nil {
		return err
	}
	q := request{of: named{text: asked.Resource}, asked: &question{Question: asked}}
	own := decision{request: &q, env: s.env, action: c.Operation.Name, identity: asked.Identity()}
	return s.iam.Explained(own.alone(s.iam), &asked.Request, nil)
}

// alone rules where nothing but the policies of the caller counts.
func (r *decision) alone(controls *iam.Service) error {
	if r.identity.Controlled {
		return controls.Forbidden(AccessDenied, r.refusal(r.action, r.identity.Denial()))
	}
	if err := r.require(r.identity.Effect != policy.Deny, DeniesWin, r.identity.Denial()); err != nil {
		return err
	}
	return r.allows(&r.identity, AccountsDelegate, r.identity.Denial())
}

// opens reports whether a key's policy, or a grant, may let somebody of an account
// do something.
func (s *Service) opens(k *key, account, action string) bool { return s.opening(account, action)(k) }

// opening is opens for many keys.
func (s *Service) opening(account, action string) func(*key) bool {
	asked := policy.Request{
		Principal: policy.Principal{Account: account}, Action: "kms:" + action,
		Context: map[string][]string{"kms:CallerAccount": {account}},
	}
	return func(k *key) bool {
		for h := range s.Held.View(heldBy(account, k.ID)).All {
			if slices.Contains(s.Grants.See(h.Grant.Scope, h.Grant.ID).Operations, GrantOperation(action)) {
				return true
			}
		}
		asked.Resource = k.name()
		return s.document(k).Allows(&asked)
	}
}
