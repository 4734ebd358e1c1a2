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
		for _, who := range d.Others(b.Scope.Account) {
			all = append(all, kernel.Sharing{Owner: b.Scope, Resource: b.arn().String(), With: who, By: "resource policy"})
		}
	}
	return all
}
