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
		all = append(all, kernel.SharedWith(o.Scope, arn(o.Scope, "snapshot", o.ID), "createVolumePermission", with)...)
	}
	return all
}
