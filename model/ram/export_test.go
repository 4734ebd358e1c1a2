package ram

import (
	"fmt"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// Inconsistencies recounts what the indexes and counters say.
func (s *Service) Inconsistencies() []string {
	var wrong []string
	used := map[kernel.Scope]usage{}
	for sh := range s.Shares.All {
		u := used[sh.Scope]
		if sh.Status.State == Active {
			u.Shares++
		}
		resources, principals := 0, 0
		for a := range s.Associations.Of(within(sh.ID)).All {
			if a.Type == PrincipalAssociation {
				named := s.Participations.Get(kernel.Scope{Account: a.Entity, Region: a.Scope.Region}, sh.ID) != nil
				if named != (a.live() && sh.Features.State == Standard) {
					wrong = append(wrong, fmt.Sprintf("%s takes part: %t, though %s in a %s share", a.Entity, named, a.Life.State,
						sh.Features.State))
				}
			}
			if h := s.Holdings.Get(a.Scope, a.Entity); a.Type == ResourceAssociation &&
				(h == nil || !slices.Contains(h.Shares, sh.ID)) {
				wrong = append(wrong, fmt.Sprintf("%s is not held", a.Entity))
			}
			if a.live() && a.Type == PrincipalAssociation {
				principals++
			} else if a.live() {
				resources++
			}
		}
		if resources != sh.Resources || principals != sh.Principals {
			wrong = append(wrong, fmt.Sprintf("a share counts %d and %d, has %d and %d", sh.Resources, sh.Principals, resources,
				principals))
		}
		u.Resources += resources
		u.Principals += principals
		used[sh.Scope] = u
	}
	for i := range s.Invitations.All {
		if i.Life.State == invitationOnItsWay || i.Life.State == InvitationPending {
			u := used[i.Sender]
			u.Invitations++
			used[i.Sender] = u
		}
	}
	for scope, u := range used {
		if s.taken(scope) != u {
			wrong = append(wrong, fmt.Sprintf("%v uses %v, counts %v", scope, u, s.taken(scope)))
		}
	}
	for p := range s.Participations.All {
		if s.Shares.Get(p.Owner, p.Share) == nil {
			wrong = append(wrong, "somebody takes part in a share that is gone")
		}
	}
	for h := range s.Holdings.All {
		for _, id := range h.Shares {
			if s.Shares.Anywhere(id) == nil {
				wrong = append(wrong, "a share that is gone holds something")
			}
		}
	}
	return wrong
}
