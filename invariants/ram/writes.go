package ram

import (
	"slices"
	"strconv"
	"time"

	"github.com/shareproof/shareproof/invariants"
	orgfacts "github.com/shareproof/shareproof/invariants/organizations"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

func written(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *ram.CreateResourceShare:
		s := c.Out.(*ram.CreateResourceShareOutput).ResourceShare
		open := in.AllowExternalPrincipals == nil || *in.AllowExternalPrincipals
		if s == nil || s.Name != in.Name || s.AllowExternalPrincipals != open ||
			!invariants.SameSet(s.Tags, merged(nil, in.Tags)) {
			return "the share is not the one that was asked for"
		}
		return ""
	case *ram.UpdateResourceShare:
		s := c.Out.(*ram.UpdateResourceShareOutput).ResourceShare
		if s == nil || in.Name != "" && s.Name != in.Name ||
			in.AllowExternalPrincipals != nil && s.AllowExternalPrincipals != *in.AllowExternalPrincipals {
			return in.ResourceShareArn + " is not as it was updated"
		}
		return ""
	case *ram.AssociateResourceShare:
		shown := c.Out.(*ram.AssociateResourceShareOutput).ResourceShareAssociations
		return associated(slices.Concat(in.ResourceArns, in.Principals), shown, true)
	case *ram.DisassociateResourceShare:
		shown := c.Out.(*ram.DisassociateResourceShareOutput).ResourceShareAssociations
		return associated(slices.Concat(in.ResourceArns, in.Principals), shown, false)
	case *ram.ListResourceSharePermissions:
		granted := f.shares.Of(in.ResourceShareArn).granted
		out := c.Out.(*ram.ListResourceSharePermissionsOutput)
		is := func(p ram.ResourceSharePermissionSummary) bool { return p.Arn == granted }
		if granted != "" && in.NextToken == "" && out.NextToken == "" && !slices.ContainsFunc(out.Permissions, is) {
			return in.ResourceShareArn + " does not have the permission that was written"
		}
	}
	for s := range shares(c.Out) {
		known, ok := f.shares.Find(s.ResourceShareArn)
		if ok && known.shown != nil &&
			(known.name != s.Name || known.open != s.AllowExternalPrincipals || !invariants.SameSet(known.tags, s.Tags)) {
			return s.ResourceShareArn + " has another name, openness or other tags than were written"
		}
	}
	return ""
}

// associated wants an answer to show all entities, in the share or not.
func associated(entities []string, shown []ram.ResourceShareAssociation, in bool) string {
	for _, entity := range entities {
		i := slices.IndexFunc(shown, func(a ram.ResourceShareAssociation) bool { return a.AssociatedEntity == entity })
		if i < 0 {
			return "the answer does not show " + entity
		}
		if s := shown[i].Status; in != (s == ram.Associating || s == ram.Associated) {
			return entity + " is " + string(s)
		}
	}
	return ""
}

const maxTags = 50

func quotas(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *ram.TagResource:
		if s, ok := f.shares.Find(in.ResourceShareArn); ok && len(merged(s.tags, in.Tags)) > maxTags {
			return in.ResourceShareArn + " has more than 50 tags"
		}
	case *ram.CreatePermission:
		of := 0
		for _, p := range f.permissions.All {
			if p.scope == c.As.Scope() && !p.gone {
				of++
			}
		}
		if of >= 10 {
			return "an eleventh permission for " + in.ResourceType + " is made"
		}
	case *ram.CreateResourceShare:
		out := c.Out.(*ram.CreateResourceShareOutput).ResourceShare
		if out != nil {
			s := share{scope: c.As.Scope(), retains: retains(in)}
			return f.inviting(c, &s, out.ResourceShareArn, in.ResourceArns, in.Principals)
		}
	case *ram.AssociateResourceShare:
		if s, ok := f.shares.Find(in.ResourceShareArn); ok {
			return f.inviting(c, &s, in.ResourceShareArn, in.ResourceArns, in.Principals)
		}
	}
	return ""
}

// inviting counts the resources of a call, and the invitations that are surely
// open together with those that the call sends.
func (f *Facts) inviting(c *invariants.Call, s *share, arn string, resources, principals []string) string {
	if len(resources) > 100 {
		return "a call puts more than 100 resources into a share"
	}
	fresh, o := 0, orgfacts.Of(c)
	org := o.Org(s.scope.Account)
	for i, p := range principals {
		t, known := f.ties.Find(place{arn, p})
		outsider := p != s.scope.Account && (s.retains || org == "" || o.Org(p) != org)
		if kernel.IsAccount(p) && outsider && (!known || t.ended != 0) && !slices.Contains(principals[:i], p) {
			fresh++
		}
	}
	if fresh == 0 || fresh+len(f.invited.Of(s.scope)) <= 20 {
		return ""
	}
	if open := fresh + f.openInvitations(s.scope, c.At); open > 20 {
		return strconv.Itoa(open) + " invitations are open"
	}
	return ""
}

func (f *Facts) openInvitations(scope kernel.Scope, at kernel.Time) (open int) {
	for _, arn := range f.own.Of(scope) {
		s := f.shares.Of(arn)
		if s.deleted != 0 {
			continue
		}
		for _, p := range s.principals {
			t := f.ties.Of(place{arn, p})
			if t.asked && t.accepted == 0 && !t.unsure && t.ended == 0 && at < t.since.Add(12*time.Hour) {
				open++
			}
		}
	}
	return open
}
