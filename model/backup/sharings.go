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
		for _, who := range d.Others(v.Scope.Account) {
			all = append(all, kernel.Sharing{Owner: v.Scope, Resource: v.arn(), With: who, By: "vault access policy"})
		}
	}
	return all
}
