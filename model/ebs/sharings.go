package ebs

import "github.com/shareproof/shareproof/model/kernel"

// sharings lists with whom snapshots are shared. A public one that its account hides is open
// to nobody by that.
func sharings(service any) (all []kernel.Sharing) {
	s := service.(*Service)
	for o := range s.Snapshots.All {
		with := o.Accounts
		if o.Public && s.blocking(o.Scope) != BlockAllSharing {
			with = append([]string{"*"}, with...)
		}
		for _, who := range with {
			all = append(all, kernel.Sharing{Owner: o.Scope, Resource: arn(o.Scope, "snapshot", o.ID), With: who,
				By: "createVolumePermission"})
		}
	}
	return all
}
