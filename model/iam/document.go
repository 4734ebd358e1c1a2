package iam

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// The rules of identity policies.
var (
	PoliciesAreWellFormed = rules.Add(kernel.Rule{
		ID: "IAM-POL-01", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Documented,
		Source: grammarPage,
		Says: "An identity policy is well-formed, has an action and a resource in each statement, and no principal: " +
			"it is about whom it is attached to.",
		Operations: policyWriters,
	})
	ActionsAndResourcesAreSpeltOut = rules.Add(kernel.Rule{
		ID: "IAM-POL-02", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Documented,
		Source: "IAM User Guide, reference_policies_elements_action, reference_policies_elements_resource, reference-arns; " +
			"texts of getmoto/moto",
		Says: "An action of an identity policy is * or has its service, without wildcards, before its only colon; a resource " +
			"is * or an ARN of a partition and a service, and where it has fewer than six fields the others may be anything.",
		Operations: policyWriters,
	})
	ManagedPoliciesAreModern = rules.Add(kernel.Rule{
		ID: "IAM-POL-03", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Observed,
		Source:     "errors that users of Terraform and CloudFormation report; getmoto/moto, tests/test_iam/test_iam_policies.py",
		Says:       "A managed policy has the version 2012-10-17; an inline one may have 2008-10-17 or none.",
		Operations: []string{"CreatePolicy"},
	})
	SidsAreUnique = rules.Add(kernel.Rule{
		ID: "IAM-POL-04", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Documented,
		Source:     "IAM User Guide, reference_policies_elements_sid",
		Says:       "The Sid of a statement is of letters and digits, and no two statements of a policy have the same.",
		Operations: []string{"PutRolePolicy", "PutUserPolicy", "CreatePolicy", "CreateRole", "UpdateAssumeRolePolicy"},
	})
)

// policyWriters are the operations that take identity policies.
var policyWriters = []string{"PutRolePolicy", "PutUserPolicy", "CreatePolicy"}

// syntaxErrors is what IAM says of a policy that is none, whatever is wrong with it.
const syntaxErrors = "Syntax errors in policy."

// checkPolicy checks an identity policy, by the rules in IAM's order.
func (s *Service) checkPolicy(c *kernel.Call, g *policy.Grammar, text string) error {
	_, err := s.documents.Parse(g, text)
	said := saidOf(err, syntaxErrors)
	for _, stage := range []struct {
		rule *kernel.Rule
		has  func(policy.Stage) bool
	}{
		{ManagedPoliciesAreModern, func(s policy.Stage) bool { return s == policy.Versions }},
		{SidsAreUnique, func(s policy.Stage) bool { return s == policy.Sids }},
		{ActionsAndResourcesAreSpeltOut, func(s policy.Stage) bool { return s == policy.Prefacing || s == policy.Spelling }},
		{PoliciesAreWellFormed, func(s policy.Stage) bool { return true }},
	} {
		if err != nil && stage.has(stageOf(err)) {
			return kernel.Because(c.Require(false, stage.rule, "%s", said), err)
		}
		if stage.rule != ManagedPoliciesAreModern || g.Modern {
			_ = c.Require(true, stage.rule, "")
		}
	}
	return nil
}

// stageOf is at what stage a policy was refused, 0 where it is none at all.
func stageOf(err error) policy.Stage {
	if fault, ok := err.(*policy.Fault); ok {
		return fault.Stage
	}
	return 0
}

// saidOf is what IAM says of what is wrong with a policy: otherwise where it has no
// text for it.
func saidOf(err error, otherwise string) string {
	if fault, ok := err.(*policy.Fault); ok && fault.Says != "" {
		return fault.Says
	}
	return otherwise
}

// sizeOf counts characters as IAM's quotas do: without white space.
func sizeOf(document string) (n int) {
	for _, c := range document {
		if !unicode.IsSpace(c) {
			n++
		}
	}
	return n
}

// encoded spells a document as IAM answers with it: percent-encoded as RFC 3986
// says.
func encoded(document string) string {
	var b strings.Builder
	for i := range len(document) {
		switch c := document[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
