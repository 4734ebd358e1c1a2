package backup

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// VaultPoliciesDeny is the rule of denials in the policy of a vault.
var VaultPoliciesDeny = rules.Add(kernel.Rule{
	ID: "BKP-POL-12", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Recorded,
	Source: policyGuide + "; recorded messages", Also: []string{"BKP-POL-15"},
	Says: "What the policy of a vault denies about it or its recovery points nobody does through AWS Backup, " +
		"whatever else allows it, and were he the owner's administrator; the APIs of EC2 and RDS it does not concern.",
	Operations: []string{"all"},
})

// undenied refuses what the policy of a vault denies.
func (s *Service) undenied(c *kernel.Call, v *vault, resource string) error {
	if v.Policy == "" {
		return nil
	}
	r, err := s.IAM.Request(c.Caller, "backup:"+c.Operation.Name, resource)
	if err != nil {
		return kernel.NewError(AccessDenied, err.Error())
	}
	answer := policy.Ask(r, s.policyOf(v))
	decision := policy.Decision{Why: policy.DeniedByResource}
	return s.IAM.Explained(c.Require(answer.Effect != policy.Deny, VaultPoliciesDeny, "%s", decision.Refusal(r)), r, nil,
		s.policyOf(v))
}

// policyOf returns the policy of a vault, which was checked when it was put.
func (s *Service) policyOf(v *vault) policy.Source {
	if v.Policy == "" {
		return policy.Source{Document: &policy.Document{}}
	}
	d, _ := s.policies.Find(policy.ResourcePolicy, v.Policy)
	return policy.Source{Name: "policy of vault " + v.Name, Document: d}
}
