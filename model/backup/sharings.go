package backup

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// sharings lists whom the access policies of vaults let to the vaults of others.
func sharings(service any) (all []kernel.Sharing) {
	s := service.(*Service)
	for v := range s.Vaults.All {
		if v.Policy == "" {
			continue
		}
		d, _ := s.policies.Find(policy.ResourcePolicy, v.Policy) // which was checked when it was put
		all = append(all, kernel.SharedWith(v.Scope, v.arn(), "vault access policy", d.Others(v.Scope.Account))...)
	}
	return all
}
