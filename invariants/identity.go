package invariants

import (
	"cmp"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// The invariants of what an ID, an ARN and a time tell of a resource.
var (
	// IDsNameOneThing is checked on all resources that are shown.
	IDsNameOneThing = &Invariant{
		ID: "INV-ID-01",
		Says: "An ID names one thing for ever: it is given once, and the owner, Region, creation and origin of what " +
			"it names never change.",
		Accepted: idsNameOneThing, Needs: showsKinds(func(k *Kind) bool { return k.Same != nil }),
	}
	// ARNsNameTheirThings is checked on all resources that are shown with an ARN.
	ARNsNameTheirThings = &Invariant{
		ID:       "INV-ID-02",
		Says:     "An ARN names the partition, owner, Region and ID of its thing.",
		Accepted: arnsNameTheirThings, Needs: showsKinds(func(k *Kind) bool { return k.Path != "" }),
	}
	// TimesAreTrue is checked on all resources that are shown.
	TimesAreTrue = &Invariant{
		ID: "INV-TIME-01",
		Says: "What is made bears the time of the call that made it, nothing that has happened bears a later time " +
			"than now, and nothing was updated before it was created.",
		Accepted: timesAreTrue, Needs: showsKinds(func(k *Kind) bool { return !k.Undated }),
	}
)

// showsKinds returns the need for a kind of resources.
func showsKinds(needed func(*Kind) bool) func(*Service) bool {
	return func(s *Service) bool {
		for _, k := range s.Kinds {
			if needed(k) {
				return true
			}
		}
		return false
	}
}

func idsNameOneThing(c *Call) string {
	for i := range c.shown {
		r := &c.shown[i]
		seen, known := c.history.seen.Find(ref{r.Kind, r.ID, r.Of})
		switch {
		case !known:
		case r.Made:
			return r.ID + " is given to a second " + r.Kind.Name
		case r.Scope.Account != "" && r.Scope != seen.Scope:
			return r.ID + " is another account's than it was, or in another Region"
		case r.Kind.Same != nil && seen.Last != nil && r.Shown != nil && !r.Kind.Same(c, seen.Last, r.Shown):
			return r.ID + " is not what it was"
		}
	}
	return ""
}

func arnsNameTheirThings(c *Call) string {
	for i := range c.shown {
		r := &c.shown[i]
		if r.Kind.Path == "" || r.Shown == nil {
			continue
		}
		arn, err := kernel.ParseARN(r.ARN)
		switch {
		case err != nil || arn.Service != c.Op.API.Signing || !strings.HasPrefix(arn.Resource, r.Kind.Path):
			return r.ARN + " is not the ARN of a " + r.Kind.Name
		case arn.Region != "" && arn.Partition != kernel.Partition(arn.Region):
			return r.ARN + " is not of the partition of its Region"
		case r.Scope.Account != "" && arn.Scope() != r.Scope:
			return r.ARN + " is not the ARN of what is in account " + r.Scope.Account
		case r.ARN != r.ID && !strings.HasSuffix(arn.Resource, r.Kind.separator()+cmp.Or(r.Name, r.ID)):
			return r.ARN + " is not the ARN of " + r.ID
		}
	}
	return ""
}

func timesAreTrue(c *Call) string {
	for i := range c.shown {
		r := &c.shown[i]
		switch {
		case r.Shown == nil || r.Kind.Undated:
		case r.Made && r.Created != c.At:
			return r.ID + " does not bear the time at which it was made"
		case r.Touched && r.Updated != c.At:
			return r.ID + " was not last updated now"
		case r.Created > c.At || r.Updated > c.At:
			return r.ID + " bears a time that is still to come"
		case r.Updated != 0 && r.Updated < r.Created:
			return r.ID + " was updated before it was created"
		case r.Ends != 0 && r.Ends != r.Created.Add(r.Lasts):
			return r.ID + " does not end " + r.Lasts.String() + " after it was created"
		}
	}
	return ""
}
