package ram

import (
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

// ListingsShowParts is the invariant of listings whose entries are no resources
// of RAM's own.
var ListingsShowParts = &invariants.Invariant{
	ID: "INV-RAM-02",
	Says: "Resources, principals and associations are listed of the caller's own shares, or of those in which it " +
		"has part right now, and of what has not been taken out of its share.",
	Accepted: listingsShowParts,
}

func listingsShowParts(c *invariants.Call) string {
	f := Of(c)
	switch out := c.Out.(type) {
	case *ram.GetResourceShareAssociationsOutput:
		return invariants.Each(out.ResourceShareAssociations, func(a *ram.ResourceShareAssociation) string {
			return f.hidden(c, a.ResourceShareArn, ram.Self)
		})
	case *ram.ListResourcesOutput:
		owner := c.In.(*ram.ListResources).ResourceOwner
		return invariants.Each(out.Resources, func(e *ram.Resource) string {
			if wrong := f.hidden(c, e.ResourceShareArn, owner); wrong != "" {
				return wrong
			}
			if f.shares.Of(e.ResourceShareArn).standard && f.ties.Of(place{e.ResourceShareArn, e.Arn}).ended != 0 {
				return e.Arn + " is listed though it was taken out of its share"
			}
			return ""
		})
	case *ram.ListPrincipalsOutput:
		owner := c.In.(*ram.ListPrincipals).ResourceOwner
		return invariants.Each(out.Principals, func(p *ram.Principal) string {
			return f.hidden(c, p.ResourceShareArn, owner)
		})
	}
	return ""
}

func page(c *invariants.Call) (invariants.Page, bool) {
	switch in := c.In.(type) {
	case *ram.GetResourceShares:
		out := c.Out.(*ram.GetResourceSharesOutput)
		whole := in.Name == "" && in.PermissionArn == "" && in.PermissionVersion == nil && len(in.ResourceShareArns) == 0 &&
			in.ResourceShareStatus == "" && len(in.TagFilters) == 0
		return paged(in.MaxResults, whole, out.ResourceShares, func(s *ram.ResourceShare) invariants.Entry {
			return invariants.Entry{ID: s.ResourceShareArn, At: s.CreationTime}
		})
	case *ram.GetResourceShareAssociations:
		out := c.Out.(*ram.GetResourceShareAssociationsOutput)
		whole := in.AssociationStatus == "" && in.Principal == "" && in.ResourceArn == "" && len(in.ResourceShareArns) == 0
		return paged(in.MaxResults, whole, out.ResourceShareAssociations,
			func(a *ram.ResourceShareAssociation) invariants.Entry {
				return invariants.Entry{ID: a.AssociatedEntity, Of: a.ResourceShareArn, At: a.CreationTime}
			})
	case *ram.GetResourceShareInvitations:
		out := c.Out.(*ram.GetResourceShareInvitationsOutput)
		return invariants.PageOf(invariants.Page{Whole: len(in.ResourceShareArns)+len(in.ResourceShareInvitationArns) == 0},
			in.MaxResults, 500, out.ResourceShareInvitations,
			func(i *ram.ResourceShareInvitation) invariants.Entry {
				return invariants.Entry{ID: i.ResourceShareInvitationArn, Of: i.ResourceShareArn}
			})
	case *ram.ListResources:
		out := c.Out.(*ram.ListResourcesOutput)
		whole := in.Principal == "" && in.ResourceType == "" && len(in.ResourceArns)+len(in.ResourceShareArns) == 0 &&
			(in.ResourceRegionScope == "" || in.ResourceRegionScope == "ALL")
		return paged(in.MaxResults, whole, out.Resources, func(e *ram.Resource) invariants.Entry {
			return invariants.Entry{ID: e.Arn, Of: e.ResourceShareArn, At: e.CreationTime}
		})
	case *ram.ListPrincipals:
		out := c.Out.(*ram.ListPrincipalsOutput)
		return paged(in.MaxResults, false, out.Principals, func(p *ram.Principal) invariants.Entry {
			return invariants.Entry{ID: p.Id, Of: p.ResourceShareArn, At: p.CreationTime}
		})
	case *ram.ListPermissions:
		out := c.Out.(*ram.ListPermissionsOutput)
		return invariants.PageOf(invariants.Page{Places: true}, in.MaxResults, 500, out.Permissions,
			func(p *ram.ResourceSharePermissionSummary) invariants.Entry { return invariants.Entry{ID: p.Arn} })
	}
	return invariants.Page{}, false
}

// paged is the page of a listing whose entries rise by their times.
func paged[T any](max *int32, whole bool, shown []T, name func(*T) invariants.Entry) (invariants.Page, bool) {
	return invariants.PageOf(invariants.Page{Whole: whole, Order: 1}, max, 500, shown, name)
}

func listed(l *invariants.Listing) {
	f, me := Of(l.Call), l.As.Account
	switch in := l.In.(type) {
	case *ram.GetResourceShares:
		if in.ResourceOwner != ram.Self {
			f.eachPart(l.Call, l.Began, func(arn string) { l.Must(invariants.Entry{ID: arn}) })
			return
		}
		for _, arn := range f.own.Of(l.As.Scope()) {
			s := f.shares.Of(arn)
			if s.standard && (s.deleted == 0 || l.At < s.deleted.Add(2*time.Hour)) && l.Early(s.shown.CreationTime) {
				l.Must(invariants.Entry{ID: arn})
			}
		}
	case *ram.GetResourceShareAssociations:
		f.listAssociations(l, in.AssociationType)
	case *ram.GetResourceShareInvitations:
		for _, arn := range f.named.Of(me) {
			t, s := f.ties.Of(place{arn, me}), f.shares.Of(arn)
			open := t.asked && !t.unsure && t.ended == 0 && s.deleted == 0
			if open && s.scope.Region == l.As.Region && l.Began > t.since.Add(delivery) && l.At < t.since.Add(7*kernel.Day) {
				l.Must(invariants.Entry{Of: arn})
			}
		}
	case *ram.ListResources:
		f.listResources(l, in.ResourceOwner)
	}
}

func (f *Facts) listAssociations(l *invariants.Listing, of ram.ResourceShareAssociationType) {
	for _, arn := range f.own.Of(l.As.Scope()) {
		s := f.shares.Of(arn)
		if !s.standard || s.deleted != 0 {
			continue
		}
		var entities []string
		switch of {
		case ram.ResourceAssociation:
			entities = s.resources
		case ram.PrincipalAssociation:
			entities = s.principals
		}
		for _, entity := range entities {
			t := f.ties.Of(place{arn, entity})
			if t.ended == 0 && !t.unsure && l.Early(t.since) && f.holdsOn(l.Call, t, entity) {
				l.Must(invariants.Entry{ID: entity, Of: arn})
			}
		}
	}
}

func (f *Facts) listResources(l *invariants.Listing, owner ram.ResourceOwner) {
	of := func(arn string) {
		for _, resource := range f.shares.Of(arn).resources {
			if t := f.ties.Of(place{arn, resource}); t.sure(l.Began) && f.holdsOn(l.Call, t, resource) {
				l.Must(invariants.Entry{ID: resource, Of: arn})
			}
		}
	}
	if owner != ram.Self {
		f.eachPart(l.Call, l.Began, of)
		return
	}
	for _, arn := range f.own.Of(l.As.Scope()) {
		if s := f.shares.Of(arn); s.standard && s.deleted == 0 {
			of(arn)
		}
	}
}

func filtered(c *invariants.Call) string {
	unasked := func(what string) string { return what + " is listed though it was not asked for" }
	switch in := c.In.(type) {
	case *ram.GetResourceShares:
		return invariants.Each(c.Out.(*ram.GetResourceSharesOutput).ResourceShares, func(s *ram.ResourceShare) string {
			if in.Name != "" && s.Name != in.Name || in.ResourceShareStatus != "" && s.Status != in.ResourceShareStatus ||
				!invariants.Wanted(in.ResourceShareArns, s.ResourceShareArn) {
				return unasked(s.ResourceShareArn)
			}
			return ""
		})
	case *ram.GetResourceShareAssociations:
		shown := c.Out.(*ram.GetResourceShareAssociationsOutput).ResourceShareAssociations
		return invariants.Each(shown, func(a *ram.ResourceShareAssociation) string {
			entity := in.Principal + in.ResourceArn
			if a.AssociationType != in.AssociationType || in.AssociationStatus != "" && a.Status != in.AssociationStatus ||
				entity != "" && a.AssociatedEntity != entity || !invariants.Wanted(in.ResourceShareArns, a.ResourceShareArn) {
				return unasked(a.AssociatedEntity + " in " + a.ResourceShareArn)
			}
			return ""
		})
	case *ram.GetResourceShareInvitations:
		shown := c.Out.(*ram.GetResourceShareInvitationsOutput).ResourceShareInvitations
		return invariants.Each(shown, func(i *ram.ResourceShareInvitation) string {
			if !invariants.Wanted(in.ResourceShareInvitationArns, i.ResourceShareInvitationArn) ||
				!invariants.Wanted(in.ResourceShareArns, i.ResourceShareArn) {
				return unasked(i.ResourceShareInvitationArn)
			}
			return ""
		})
	}
	return ""
}
