package iam

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// The rules of identity policies.
var (
	PoliciesAreWellFormed = rules.Add(kernel.Rule{
		ID: "IAM-POL-01", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Documented,
		Source: "IAM User Guide, reference_policies_grammar",
		Says: "An identity policy is well-formed, has an action and a resource in each statement, and no principal: " +
			"it is about whom it is attached to.",
		Operations: []string{"PutRolePolicy", "PutUserPolicy", "CreatePolicy"},
	})
	ActionsAndResourcesAreSpeltOut = rules.Add(kernel.Rule{
		ID: "IAM-POL-02", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Evidence: kernel.Documented,
		Source: "IAM User Guide, reference_policies_elements_action, reference_policies_elements_resource",
		Says: "An action of an identity policy is * or has its service before a colon; a resource is * or begins as " +
			"an ARN does.",
		Operations: []string{"PutRolePolicy", "PutUserPolicy", "CreatePolicy"},
	})
)

// checkPolicy checks an identity policy.
func (s *Service) checkPolicy(c *kernel.Call, text string) error {
	d, err := s.documents.Parse(policy.IdentityPolicy, text)
	if err := c.Require(err == nil, PoliciesAreWellFormed, "Syntax errors in policy: %v", err); err != nil {
		return err
	}
	for i := range d.Statements {
		statement := &d.Statements[i]
		for _, action := range slices.Concat(statement.Actions, statement.NotActions) {
			whole := action == "*" || strings.Index(action, ":") > 0
			if err := c.Require(whole, ActionsAndResourcesAreSpeltOut,
				"Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."); err != nil {
				return err
			}
		}
		for _, resource := range slices.Concat(statement.Resources, statement.NotResources) {
			whole := resource == "*" || strings.HasPrefix(resource, "arn:") && strings.Count(resource, ":") >= 5
			if err := c.Require(whole, ActionsAndResourcesAreSpeltOut, `Resource %s must be in ARN format or "*".`,
				resource); err != nil {
				return err
			}
		}
	}
	return nil
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
