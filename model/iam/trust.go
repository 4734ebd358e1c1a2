package iam

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// bound is a user or role as a trust policy names it: by its ARN, and for good
// by the ID that it had then.
type bound struct{ ARN, ID string }

const trustSize = 2048 // characters, without white space

// The rules of trust policies.
var (
	TrustPoliciesAreWellFormed = rules.Add(kernel.Rule{
		ID: "IAM-TRU-01", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Documented,
		Source:     reference("CreateRole") + "; IAM User Guide, reference_policies_grammar",
		Says:       "A trust policy is well-formed, has a principal and an action in each statement, and no resource.",
		Operations: []string{"CreateRole", "UpdateAssumeRolePolicy"},
	})
	TrustIsAboutAssuming = rules.Add(kernel.Rule{
		ID: "IAM-TRU-02", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Observed,
		Source: "hashicorp/terraform-provider-aws, issues on aws_iam_role; getmoto/moto",
		Says: "The actions of a trust policy are sts:AssumeRole, its kin with SAML and web identities, and TagSession, " +
			"SetSourceIdentity and SetContext.",
		Operations: []string{"CreateRole", "UpdateAssumeRolePolicy"},
	})
	TrustedPrincipalsExist = rules.Add(kernel.Rule{
		ID: "IAM-TRU-03", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Documented,
		Source: principalElement + "; IAM User Guide, troubleshoot_roles",
		Says: "A trust policy names accounts, users and roles that exist, sessions of roles, services, or " +
			"everybody; part of a name cannot be left open.",
		Operations: []string{"CreateRole", "UpdateAssumeRolePolicy"},
	})
	TrustIsBoundToIDs = rules.Add(kernel.Rule{
		ID: "IAM-TRU-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: principalElement,
		Says: "A trust policy trusts the user or role that had a name when the policy was given: once that is " +
			"deleted the policy shows its ID, and trusts nobody who gets the name later.",
		Operations: []string{"GetRole", "AssumeRole"},
	})
	TrustPoliciesAreShort = rules.Add(kernel.Rule{
		ID: "IAM-QUO-01", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotas,
		Says:       "A trust policy has up to 2048 characters, not counting white space.",
		Operations: []string{"CreateRole", "UpdateAssumeRolePolicy"},
	})
)

// checkTrust checks a trust policy, and tells whom it names.
func (s *Service) checkTrust(c *kernel.Call, text string) ([]bound, error) {
	d, err := s.documents.Parse(policy.TrustPolicy, text)
	if err != nil && stageOf(err) == policy.Sids {
		return nil, kernel.Because(c.Require(false, SidsAreUnique, "%s", saidOf(err, "")), err)
	}
	_ = c.Require(true, SidsAreUnique, "")
	if refusal := c.Require(err == nil, TrustPoliciesAreWellFormed, "%s", trustSays(err, text)); refusal != nil {
		return nil, kernel.Because(refusal, err)
	}
	if err := c.Require(sizeOf(text) <= trustSize, TrustPoliciesAreShort, "Cannot exceed quota for ACLSizePerRole: %d",
		trustSize); err != nil {
		return nil, err
	}
	var trusted []bound
	for i := range d.Statements {
		statement := &d.Statements[i]
		for _, action := range slices.Concat(statement.Actions, statement.NotActions) {
			if err := c.Require(isOfTrust(action), TrustIsAboutAssuming,
				"AssumeRole policy may only specify STS AssumeRole actions."); err != nil {
				return nil, err
			}
		}
		for _, who := range []policy.Principals{statement.Principals, statement.NotPrincipals} {
			named, err := s.checkTrusted(c, who)
			if err != nil {
				return nil, err
			}
			trusted = append(trusted, named...)
		}
	}
	return trusted, nil
}

// trustSays is what IAM says of a trust policy that is none: that it is no JSON at all
// (seen in recordings of localstack/localstack), or what is wrong with it.
func trustSays(err error, text string) string {
	if err == nil || json.Valid([]byte(text)) {
		return saidOf(err, syntaxErrors)
	}
	return "This policy contains invalid Json"
}

// trusting are the actions of trust policies.
var trusting = strings.Fields(`AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity SetContext SetSourceIdentity
	TagSession`)

// isOfTrust reports whether a trust policy may speak of an action. Whether it may have
// wildcards no source tells: it may where it matches one of the actions.
func isOfTrust(action string) bool {
	service, name, ok := strings.Cut(strings.ToLower(action), ":")
	return action == "*" || ok && service == "sts" &&
		slices.ContainsFunc(trusting, func(a string) bool { return policy.Like(name, strings.ToLower(a)) })
}

func (s *Service) checkTrusted(c *kernel.Call, who policy.Principals) (named []bound, err error) {
	for _, service := range who.Service {
		if err := c.Require(policy.IsService(service), TrustedPrincipalsExist, `Invalid principal in policy: "SERVICE":"%s"`,
			service); err != nil {
			return nil, err
		}
	}
	for _, principal := range who.AWS {
		id, ok := s.trustable(principal)
		if err := c.Require(ok, TrustedPrincipalsExist, `Invalid principal in policy: "AWS":"%s"`, principal); err != nil {
			return nil, err
		}
		if id != "" {
			named = append(named, bound{principal, id})
		}
	}
	return named, nil
}

// trustable reports whether a trust policy may name the principal, and its ID if
// it has one.
func (s *Service) trustable(principal string) (id string, ok bool) {
	if principal == "*" || kernel.IsAccount(principal) {
		return "", true
	}
	a, err := kernel.ParseARN(principal)
	switch {
	case err != nil || !kernel.IsAccount(a.Account):
		return "", false
	case a.Service == "sts":
		rest, session := strings.CutPrefix(a.Resource, "assumed-role/")
		return "", session && strings.Count(rest, "/") == 1
	case a.Service == "iam" && a.Resource == "root":
		return "", true
	}
	return s.ID(principal)
}

// trust returns the trust policy of a role as it is now: who is gone is named by
// the ID.
func (s *Service) trust(r *role) *policy.Document {
	known, _ := s.documents.Find(policy.TrustPolicy, r.Trust) // it has been parsed when it was given
	gone := s.gone(r)
	if gone == nil {
		return known
	}
	d := &policy.Document{Version: known.Version, ID: known.ID, Statements: slices.Clone(known.Statements)}
	for i := range d.Statements {
		statement := &d.Statements[i]
		statement.Principals.AWS = renamed(statement.Principals.AWS, gone)
		statement.NotPrincipals.AWS = renamed(statement.NotPrincipals.AWS, gone)
	}
	return d
}

func renamed(principals []string, gone []bound) []string {
	principals = slices.Clone(principals)
	for i, p := range principals {
		for _, b := range gone {
			if p == b.ARN {
				principals[i] = b.ID
			}
		}
	}
	return principals
}

// shownTrust is the text of a role's trust policy, with the IDs of who is gone.
func (s *Service) shownTrust(r *role) string {
	text := r.Trust
	for _, b := range s.gone(r) {
		text = strings.ReplaceAll(text, `"`+b.ARN+`"`, `"`+b.ID+`"`)
	}
	return text
}

// gone are those of a role's trusted who are no more who they were.
func (s *Service) gone(r *role) (gone []bound) {
	for _, b := range r.Trusted {
		id, there := s.ID(b.ARN)
		if s.env.Applies(!there || id != b.ID, TrustIsBoundToIDs) {
			gone = append(gone, b)
		}
	}
	return gone
}
