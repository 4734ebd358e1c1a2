package ram

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/invariants"
	orgfacts "github.com/shareproof/shareproof/invariants/organizations"
	"github.com/shareproof/shareproof/model/kernel"
	orgs "github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// Facts are what a history says of resource shares.
type Facts struct {
	shares  invariants.Map[string, share]          // by ARN
	own     invariants.Map[kernel.Scope, []string] // shares that may still be listed
	invited invariants.Map[kernel.Scope, []kernel.Time]
	ties    invariants.Map[place, tie]
	// named are the shares, not deleted, that ever held a resource or named a
	// principal.
	named       invariants.Map[string, []string]
	invitations invariants.Map[string, invitation] // by ARN
	permissions invariants.Map[string, permission] // customer managed ones, by ARN
	policies    invariants.Map[kernel.Scope, bool] // where policies make shares
	departed    invariants.Map[string, bool]       // accounts that left after they were closed
}

var facts invariants.Facts[Facts]

// Of returns the facts of a call's history.
func Of(c *invariants.Call) *Facts {
	f := facts.Of(c)
	orgfacts.Of(c).Departed(func(account, org string, at kernel.Time) {
		if !f.departed.Of(account) {
			f.departed.Put(account, true)
			f.leave(account, org, at)
		}
	})
	return f
}

// share is what the history says of a resource share.
type share struct {
	scope      kernel.Scope
	shown      *ram.ResourceShare // last
	standard   bool               // made by CreateResourceShare
	chosen     bool               // permissions were named for it
	granted    string             // the permission that was named last
	promoted   kernel.Time
	deleted    kernel.Time
	retains    bool // treats members as outsiders
	name       string
	open       bool
	tags       []ram.Tag
	resources  []string // that it ever held
	principals []string // that it ever named
	touched    kernel.Time
}

// place is a resource or principal in a share.
type place struct{ share, entity string }

// tie is what the history says of a resource or principal in a share.
type tie struct {
	since    kernel.Time
	ended    kernel.Time // 0 while it may give access
	org      string      // with which it stands and falls
	asked    bool        // needs an accepted invitation
	accepted kernel.Time // 0 if it is not
	unsure   bool        // it may not have begun where the history says
	again    bool        // there was one before
}

// sure reports whether a tie is surely in effect, save for an invitation.
func (t tie) sure(at kernel.Time) bool {
	return t.ended == 0 && !t.unsure && at > t.since.Add(association)
}

// invitation is what the history says of an invitation to a share.
type invitation struct {
	shown *ram.ResourceShareInvitation
	ended ram.ResourceShareInvitationStatus // by an accepted call
}

// permission is what the history says of a customer managed permission.
type permission struct {
	scope kernel.Scope
	gone  bool
}

func learn(c *invariants.Call) {
	f := Of(c)
	if c.Op.API == orgs.API {
		f.learnMembership(c)
		return
	}
	switch in := c.In.(type) {
	case *ram.CreateResourceShare:
		f.create(c, in)
	case *ram.UpdateResourceShare:
		f.change(in.ResourceShareArn, func(s *share) {
			if in.Name != "" {
				s.name = in.Name
			}
			if in.AllowExternalPrincipals != nil {
				s.open = *in.AllowExternalPrincipals
			}
		})
	case *ram.DeleteResourceShare:
		f.change(in.ResourceShareArn, func(s *share) { s.deleted, s.touched = c.At, c.At })
		s := f.shares.Of(in.ResourceShareArn)
		for _, entity := range slices.Concat(s.resources, s.principals) {
			f.named.Put(entity, invariants.Without(f.named.Of(entity), in.ResourceShareArn))
		}
	case *ram.PromoteResourceShareCreatedFromPolicy:
		s := f.shares.Of(in.ResourceShareArn)
		s.scope, s.promoted = c.As.Scope(), c.At
		f.shares.Put(in.ResourceShareArn, s)
		f.own.Put(s.scope, invariants.With(f.own.Of(s.scope), in.ResourceShareArn))
	case *ram.AssociateResourceShare:
		f.associate(c, in.ResourceShareArn, in.ResourceArns, in.Principals)
	case *ram.DisassociateResourceShare:
		for _, entity := range slices.Concat(in.ResourceArns, in.Principals) {
			f.untie(c.At, in.ResourceShareArn, entity)
		}
		f.change(in.ResourceShareArn, func(s *share) { s.touched = c.At })
	case *ram.EnableSharingWithAwsOrganization:
		o := orgfacts.Of(c)
		o.Trust(o.Org(c.As.Account))
	default:
		f.learnInvitations(c)
		f.learnPermissions(c)
		f.learnTags(c)
	}
	f.see(c)
}

func (f *Facts) create(c *invariants.Call, in *ram.CreateResourceShare) {
	out := c.Out.(*ram.CreateResourceShareOutput).ResourceShare
	if out == nil {
		return
	}
	f.shares.Put(out.ResourceShareArn, share{
		scope: c.As.Scope(), shown: out, standard: true, chosen: len(in.PermissionArns) > 0, name: in.Name,
		open: in.AllowExternalPrincipals == nil || *in.AllowExternalPrincipals,
		tags: merged(nil, in.Tags), touched: c.At, retains: retains(in),
	})
	own := invariants.With(f.own.Of(c.As.Scope()), out.ResourceShareArn)
	f.own.Put(c.As.Scope(), slices.DeleteFunc(slices.Clone(own), func(arn string) bool {
		ended := f.shares.Of(arn).deleted
		return ended != 0 && c.At > ended.Add(3*time.Hour)
	}))
	f.associate(c, out.ResourceShareArn, in.ResourceArns, in.Principals)
}

func retains(in *ram.CreateResourceShare) bool {
	configured := in.ResourceShareConfiguration
	return configured != nil && kernel.Value(configured.RetainSharingOnAccountLeaveOrganization)
}

func (f *Facts) learnInvitations(c *invariants.Call) {
	end := func(arn string, status ram.ResourceShareInvitationStatus) {
		i := f.invitations.Of(arn)
		i.ended = status
		f.invitations.Put(arn, i)
	}
	switch in := c.In.(type) {
	case *ram.AcceptResourceShareInvitation:
		end(in.ResourceShareInvitationArn, ram.InvitationAccepted)
		if out := c.Out.(*ram.AcceptResourceShareInvitationOutput).ResourceShareInvitation; out != nil {
			f.ties.Change(place{out.ResourceShareArn, c.As.Account}, func(t *tie) {
				if t.ended == 0 {
					t.accepted = c.At
				}
			})
		}
	case *ram.RejectResourceShareInvitation:
		end(in.ResourceShareInvitationArn, ram.InvitationRejected)
		if out := c.Out.(*ram.RejectResourceShareInvitationOutput).ResourceShareInvitation; out != nil {
			f.untie(c.At, out.ResourceShareArn, c.As.Account)
		}
	}
}

func (f *Facts) learnPermissions(c *invariants.Call) {
	made := func(p *ram.ResourceSharePermissionSummary) {
		if p != nil {
			f.permissions.Put(p.Arn, permission{scope: c.As.Scope()})
		}
	}
	switch in := c.In.(type) {
	case *ram.AssociateResourceSharePermission:
		f.change(in.ResourceShareArn, func(s *share) { s.chosen, s.granted = true, in.PermissionArn })
	case *ram.DisassociateResourceSharePermission:
		f.change(in.ResourceShareArn, func(s *share) { s.chosen, s.granted = true, "" })
	case *ram.CreatePermission:
		made(c.Out.(*ram.CreatePermissionOutput).Permission)
	case *ram.PromotePermissionCreatedFromPolicy:
		made(c.Out.(*ram.PromotePermissionCreatedFromPolicyOutput).Permission)
	case *ram.DeletePermission:
		f.permissions.Put(in.PermissionArn, permission{scope: c.As.Scope(), gone: true})
	}
}

func (f *Facts) learnTags(c *invariants.Call) {
	switch in := c.In.(type) {
	case *ram.TagResource:
		f.change(in.ResourceShareArn, func(s *share) { s.tags = merged(s.tags, in.Tags) })
	case *ram.UntagResource:
		f.change(in.ResourceShareArn, func(s *share) {
			gone := func(t ram.Tag) bool { return slices.Contains(in.TagKeys, t.Key) }
			s.tags = slices.DeleteFunc(slices.Clone(s.tags), gone)
		})
	}
}

// see learns what an answer shows.
func (f *Facts) see(c *invariants.Call) {
	for shown := range shares(c.Out) {
		s, known := f.shares.Find(shown.ResourceShareArn)
		if !known {
			s.scope, _ = invariants.ScopeOf(shown.ResourceShareArn)
			f.own.Put(s.scope, invariants.With(f.own.Of(s.scope), shown.ResourceShareArn))
		}
		s.shown, s.name, s.open = shown, shown.Name, shown.AllowExternalPrincipals
		if _, updates := c.In.(*ram.UpdateResourceShare); !updates { // which tells no tags
			s.tags = shown.Tags
		}
		f.shares.Put(shown.ResourceShareArn, s)
	}
	for shown := range invitations(c.Out) {
		i := f.invitations.Of(shown.ResourceShareInvitationArn)
		i.shown = shown
		f.invitations.Put(shown.ResourceShareInvitationArn, i)
	}
	switch out := c.Out.(type) {
	case *ram.GetResourceShareAssociationsOutput:
		for _, a := range out.ResourceShareAssociations {
			if a.AssociationType == ram.ResourceAssociation {
				f.holds(c.As.Scope(), a.ResourceShareArn, a.AssociatedEntity)
			}
		}
	case *ram.ListResourcesOutput:
		if c.In.(*ram.ListResources).ResourceOwner == ram.Self {
			for _, e := range out.Resources {
				f.holds(c.As.Scope(), e.ResourceShareArn, e.Arn)
			}
		}
	}
}

func (f *Facts) change(arn string, change func(*share)) { f.shares.Change(arn, change) }

// holds notes which resource the share of a policy holds.
func (f *Facts) holds(owner kernel.Scope, arn, resource string) {
	s, known := f.shares.Find(arn)
	if !known {
		s.scope = owner
	}
	s.resources = invariants.With(s.resources, resource)
	f.shares.Put(arn, s)
	f.named.Put(resource, invariants.With(f.named.Of(resource), arn))
}

func merged(tags, more []ram.Tag) []ram.Tag {
	return kernel.Merged(tags, more, func(t ram.Tag) string { return t.Key })
}
