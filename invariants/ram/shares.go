package ram

import (
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

func shareHidden(c *invariants.Call, r *invariants.Resource) string {
	owner := ram.Self
	if in, ok := c.In.(*ram.GetResourceShares); ok {
		owner = in.ResourceOwner
	}
	return Of(c).hidden(c, r.ID, owner)
}

// hidden returns why a share must not be shown as the caller's own, or as
// another account's.
func (f *Facts) hidden(c *invariants.Call, arn string, owner ram.ResourceOwner) string {
	scope, ok := invariants.ScopeOf(arn)
	switch {
	case !ok || scope.Region != c.As.Region:
		return arn + " of another Region is shown"
	case owner == ram.Self && scope.Account != c.As.Account:
		return arn + " is shown as the caller's own"
	case owner != ram.Self && scope.Account == c.As.Account:
		return "the caller's own " + arn + " is shown as another account's"
	case owner != ram.Self && !f.mayTakePart(c, arn):
		return arn + " is shown though the caller has no part in it now"
	}
	return ""
}

func shareCaused(c *invariants.Call, r *invariants.Resource) string {
	known, ok := Of(c).shares.Find(r.ID)
	over := r.State == string(ram.Deleting) || r.State == string(ram.Deleted)
	switch {
	case !ok:
	case over && known.standard && known.deleted == 0:
		return r.ID + " is " + r.State + " though nobody deleted it"
	case !over && known.deleted != 0:
		return r.ID + " is " + r.State + " though it was deleted"
	}
	return ""
}

func featureCaused(c *invariants.Call, r *invariants.Resource) string {
	known, ok := Of(c).shares.Find(r.ID)
	switch {
	case !ok || known.standard && r.State == string(ram.Standard):
	case known.standard:
		return r.ID + " is " + r.State + " though it was made in RAM"
	case (r.State == string(ram.CreatedFromPolicy)) != (known.promoted == 0):
		return r.ID + " is " + r.State + " against what was asked for"
	}
	return ""
}

func shareDue(c *invariants.Call, r *invariants.Resource) kernel.Time {
	deleted := Of(c).shares.Of(r.ID).deleted
	switch ram.ResourceShareStatus(r.State) {
	case ram.Deleting:
		if deleted != 0 {
			return deleted.Add(association)
		}
	case ram.Deleted:
		if deleted != 0 {
			return deleted.Add(association + 2*time.Hour)
		}
	}
	return 0
}

func associationCaused(c *invariants.Call, r *invariants.Resource) string {
	if _, reads := c.In.(*ram.GetResourceShareAssociations); !reads {
		return ""
	}
	f, status := Of(c), ram.ResourceShareAssociationStatus(r.State)
	t, ok := f.ties.Find(place{r.Of, r.ID})
	s := f.shares.Of(r.Of)
	live := status == ram.Associating || status == ram.Associated
	switch {
	case !ok || t.unsure || !s.standard:
	case live && t.ended != 0:
		return r.ID + " is " + r.State + " though it was taken out of its share"
	case live && r.Created != 0 && t.since != r.Created:
		return r.ID + " was put into its share at another time"
	case status == ram.Associated && t.asked && t.accepted == 0:
		return r.ID + " is ASSOCIATED though it has accepted no invitation"
	case !live && t.ended == 0 && s.deleted == 0 && f.holdsOn(c, t, r.ID):
		return r.ID + " is " + r.State + " though nobody took it out of its share"
	case status == ram.Associating && t.asked && t.accepted != 0:
		return r.ID + " is ASSOCIATING though it has accepted its invitation"
	}
	return ""
}

func associationDue(c *invariants.Call, r *invariants.Resource) kernel.Time {
	if r.Created == 0 { // only GetResourceShareAssociations tells times
		return 0
	}
	switch ram.ResourceShareAssociationStatus(r.State) {
	case ram.Associating:
		t, ok := Of(c).ties.Find(place{r.Of, r.ID})
		longest := 7*kernel.Day + delivery
		if r.Shown.(*ram.ResourceShareAssociation).AssociationType == ram.ResourceAssociation || ok && !t.asked && !t.unsure {
			longest = association
		}
		return r.Created.Add(longest)
	case ram.Disassociating:
		return r.Updated.Add(association)
	case ram.Disassociated:
		return r.Updated.Add(kernel.Day)
	}
	return 0
}
