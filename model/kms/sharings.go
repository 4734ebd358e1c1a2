package kms

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// sharings lists whom key policies and grants let to the keys of others.
func sharings(service any) (all []kernel.Sharing) {
	s := service.(*Service)
	for k := range s.Keys.All {
		open := func(who, by string) {
			all = append(all, kernel.Sharing{Owner: k.Scope, Resource: k.arn().String(), With: who, By: by})
		}
		if k.Manager == ManagedByCustomer {
			d, _ := s.policies.Find(policy.KeyPolicy, k.Policy.Text) // which was checked when it was put
			for _, who := range d.Others(k.Scope.Account) {
				open(who, "key policy")
			}
		}
		for g := range s.Grants.View(within(k)).All {
			if who := g.Grantee.ARN; who != "" && !strings.Contains(who, "::"+k.Scope.Account+":") {
				open(who, "grant "+g.ID)
			}
		}
	}
	return all
}
