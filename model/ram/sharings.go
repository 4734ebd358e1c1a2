package ram

import "github.com/shareproof/shareproof/model/kernel"

// sharings lists with whom shares share what they hold. An account that has not accepted
// its invitation stands there with the status of that.
func sharings(service any) (all []kernel.Sharing) {
	s := service.(*Service)
	for o := range s.Shares.All {
		var held, with []*association
		for a := range s.Associations.View(within(o.ID)).All {
			switch {
			case !a.live():
			case a.Type == ResourceAssociation:
				held = append(held, a)
			case a.Type == PrincipalAssociation:
				with = append(with, a)
			}
		}
		for _, r := range held {
			for _, p := range with {
				state := string(r.Life.State)
				if r.Life.State == Associated {
					state = string(p.Life.State)
				}
				all = append(all, kernel.Sharing{Owner: o.Scope, Resource: r.Entity, With: p.Entity, By: "resource share " + o.ARN,
					State: state})
			}
		}
	}
	return all
}
