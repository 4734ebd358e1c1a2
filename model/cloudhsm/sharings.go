package cloudhsm

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// sharings lists with whom policies share backups. What else RAM shares it lists itself.
func sharings(service any) (all []kernel.Sharing) {
	s := service.(*Service)
	for b := range s.Backups.All {
		if b.Policy == "" {
			continue
		}
		d, _ := policy.Parse(policy.ResourcePolicy, b.Policy) // which was checked when it was put
		all = append(all, kernel.SharedWith(b.Scope, b.arn().String(), "resource policy", d.Others(b.Scope.Account))...)
	}
	return all
}
