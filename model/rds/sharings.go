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
		for _, who := range with {
			all = append(all, kernel.Sharing{Owner: o.Scope, Resource: arnOf(o.Scope, "cluster-snapshot", o.Name), With: who,
				By: "restore attribute"})
		}
	}
	return all
}
