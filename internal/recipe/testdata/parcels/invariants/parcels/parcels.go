// Package parcels observes the calls of Parcels.
package parcels

import (
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/parcels"
)

// Service is Parcels as the invariants look at it.
var Service = invariants.Register(&invariants.Service{
	APIs:  []*kernel.API{parcels.API},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{parcelKind},
	Shown: shown, Named: named, Alike: true, Written: written,
	Omits: map[string]string{
		"INV-QUOTA-01": "no quota is known",
		"INV-ID-02":    "parcels have no ARNs",
		"INV-LIST-01":  "nothing is listed",
		"INV-LIST-02":  "nothing is listed",
		"INV-LIST-03":  "nothing is listed",
		"INV-TOKEN-01": "no call bears a client token",
	},
})

// Facts are what a history says of parcels.
type Facts struct {
	to invariants.Map[string, string] // by ID, where it was sent
}

var facts invariants.Facts[Facts]

func learn(c *invariants.Call) {
	if in, ok := c.In.(*parcels.SendParcel); ok {
		if p := c.Out.(*parcels.SendParcelOutput).Parcel; p != nil {
			facts.Of(c).to.Put(p.ParcelId, in.To)
		}
	}
}

var parcelKind = &invariants.Kind{
	Name: "parcel", Hidden: invariants.OwnOnly,
	Next: map[string][]string{"ON_ITS_WAY": {"ARRIVED"}, "ARRIVED": {}},
	Same: invariants.Same(func(_ *invariants.Call, was, is *parcels.Parcel) bool {
		return was.Sent == is.Sent && was.To == is.To
	}),
	Unknown: func(*invariants.Call, *invariants.Name) bool { return false },
	Due: func(_ *invariants.Call, r *invariants.Resource) kernel.Time {
		if r.State == "ON_ITS_WAY" {
			return r.Created.Add(2 * time.Hour)
		}
		return 0
	},
}

func shown(c *invariants.Call, show func(invariants.Resource)) {
	each := func(p *parcels.Parcel, made bool) {
		if p != nil {
			show(invariants.Resource{
				Kind: parcelKind, ID: p.ParcelId, State: string(p.State), Created: p.Sent, Made: made, Shown: p,
			})
		}
	}
	switch out := c.Out.(type) {
	case *parcels.SendParcelOutput:
		each(out.Parcel, true)
	case *parcels.DescribeParcelOutput:
		each(out.Parcel, false)
	}
}

func named(c *invariants.Call, name func(invariants.Name)) {
	if in, ok := c.In.(*parcels.DescribeParcel); ok {
		name(invariants.Name{Kind: parcelKind, ID: in.ParcelId, Text: in.ParcelId, Owners: true, Sole: true})
	}
}

func written(c *invariants.Call) string {
	out, ok := c.Out.(*parcels.DescribeParcelOutput)
	if !ok || out.Parcel == nil {
		return ""
	}
	if to, known := facts.Of(c).to.Find(out.Parcel.ParcelId); known && to != out.Parcel.To {
		return out.Parcel.ParcelId + " goes to " + out.Parcel.To + " though it was sent to " + to
	}
	return ""
}
