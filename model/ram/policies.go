package ram

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// GetResourcePolicies shows the policies of resources that the caller shares.
type GetResourcePolicies struct {
	ResourceArns []string `shape:"!"`
	MaxResults   *int32   `shape:"MaxResults"`
	NextToken    string
	Principal    string
}

// GetResourcePoliciesOutput is one page of policies.
type GetResourcePoliciesOutput struct {
	NextToken string
	Policies  []string
}

// The rules of the policies that RAM writes.
var (
	RAMWritesOnePolicy = rules.Add(kernel.Rule{
		ID: "RAM-POL-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: concepts,
		Says: "RAM writes one policy for a shared resource out of all shares that hold it: accounts are named by " +
			"their roots, an organization and its units by conditions on everybody.",
		Operations: []string{"GetResourcePolicies"},
	})
	OnlySharedResourcesHavePolicies = rules.Add(kernel.Rule{
		ID: "RAM-POL-04", Kind: kernel.Refusal, Error: ResourceArnNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Policies are shown of resources that the caller owns and shares.",
		Operations: []string{"GetResourcePolicies"},
	})
)

func (s *Service) getResourcePolicies(c *kernel.Call, in *GetResourcePolicies) (*GetResourcePoliciesOutput, error) {
	var found []ranked[string]
	for _, text := range in.ResourceArns {
		arn, err := kernel.ParseARN(text)
		if err := c.Require(err == nil, ARNsAreWellFormed,
			"The specified resource ARN %s is not valid. Verify the ARN and try again.", text); err != nil {
			return nil, err
		}
		texts := []string{s.Policy(arn)}
		if sh := s.fromPolicy(arn); sh != nil {
			texts = append(texts, sh.Policy.String())
		}
		texts = slices.DeleteFunc(texts, func(t string) bool {
			return t == "" || in.Principal != "" && !strings.Contains(t, in.Principal)
		})
		if arn.Scope() != c.Scope() || len(s.holders(arn)) == 0 {
			return nil, c.Refuse(OnlySharedResourcesHavePolicies, "Resource %s could not be found.", text)
		}
		_ = c.Require(true, OnlySharedResourcesHavePolicies, "")
		for _, t := range texts {
			found = append(found, ranked[string]{uint64(len(found) + 1), t})
		}
	}
	page, next, err := paged(c, found, in)
	return &GetResourcePoliciesOutput{next, page}, err
}

// Policy returns the policy that RAM writes for a resource out of the STANDARD
// shares that hold it; empty where there are none.
func (s *Service) Policy(arn kernel.ARN) string {
	doc := policy.Document{Version: "2012-10-17"}
	for _, sh := range s.holders(arn) {
		if sh.Status.State != Active || sh.Features.State != Standard {
			continue
		}
		a := s.Associations.Get(within(sh.ID), arn.String())
		if a.Life.State != Associated {
			continue
		}
		for _, g := range sh.Grants {
			if p := s.permission(sh.Scope, g.Permission); g.ResourceType == a.ResourceType && p != nil {
				doc.Statements = append(doc.Statements, s.statements(sh, p, arn)...)
			}
		}
	}
	if len(doc.Statements) == 0 || !s.env.Applies(true, RAMWritesOnePolicy) {
		return ""
	}
	return doc.String()
}

// statements says in a policy's words what a share gives by a permission.
func (s *Service) statements(sh *share, p *permission, arn kernel.ARN) []policy.Statement {
	base := p.Policy.Statements[0]
	base.Resources = []string{arn.String()}
	accounts := base
	accounts.Principals = policy.Principals{}
	var out []policy.Statement
	for _, a := range s.associations(sh, PrincipalAssociation) {
		switch {
		case a.Life.State != Associated:
		case kernel.IsAccount(a.Entity):
			accounts.Principals.AWS = append(accounts.Principals.AWS,
				kernel.ARN{Partition: arn.Partition, Service: "iam", Account: a.Entity, Resource: "root"}.String())
		default:
			entity, _ := kernel.ParseARN(a.Entity)
			if group, _ := s.org.Group(entity); group.Path != "" { // else it is gone
				members := base
				members.Conditions = append(slices.Clip(base.Conditions), condition(group.Organization, group.Path))
				out = append(out, members)
			}
		}
	}
	if len(accounts.Principals.AWS) > 0 {
		out = append([]policy.Statement{accounts}, out...)
	}
	return out
}

// condition says in a policy's words that somebody is in an organization, or in
// the unit at a path.
func condition(organization, path string) policy.Condition {
	if path == organization+"/" {
		return policy.Condition{Operator: "StringEquals", Key: "aws:PrincipalOrgID", Values: []string{organization}}
	}
	return policy.Condition{Operator: "ForAnyValue:StringLike", Key: "aws:PrincipalOrgPaths", Values: []string{path + "*"}}
}
