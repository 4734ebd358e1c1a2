package rds

import "github.com/shareproof/shareproof/model/kernel"

// sharings lists with whom snapshots of clusters are shared. What RAM shares it lists itself.
func sharings(service any) (all []kernel.Sharing) {
	s := service.(*Service)
	for o := range s.Snapshots.All {
		with := o.Accounts
		if o.Public {
			with = append([]string{"*"}, with...)
		}
		all = append(all, kernel.SharedWith(o.Scope, arnOf(o.Scope, "cluster-snapshot", o.Name), "restore attribute", with)...)
	}
	return all
}
