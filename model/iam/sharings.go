package iam

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// sharings lists whom roles let in from other accounts.
func sharings(service any) (all []kernel.Sharing) {
	s := service.(*Service)
	for r := range s.Roles.All {
		d, _ := s.documents.Find(policy.TrustPolicy, r.Trust) // which was checked when it was put
		all = append(all, kernel.SharedWith(r.Scope, r.arn(), "trust policy", d.Others(r.Scope.Account))...)
	}
	return all
}
