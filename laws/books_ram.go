package laws

import (
	"maps"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

// share is what the history says of a resource share.
type share struct {
	home       kernel.Home
	made       uint64
	shown      *ram.ResourceShare // last, with its feature set if any answer told it
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

// invitation is what the history says of an invitation to a share.
type invitation struct {
	shown *ram.ResourceShareInvitation
	ended ram.ResourceShareInvitationStatus // by an accepted call
	since kernel.Time
}

// permission is what the history says of a customer managed permission.
type permission struct {
	home kernel.Home
	gone bool
}

func (b *books) learnRAM(r *reply) {
	switch in := r.In.(type) {
	case *ram.CreateResourceShare:
		if out := r.Out.(*ram.CreateResourceShareOutput).ResourceShare; out != nil {
			b.shares.put(out.ResourceShareArn, share{
				home: r.As.Home(), made: b.writes, shown: out, standard: true, chosen: len(in.PermissionArns) > 0, name: in.Name,
				open: in.AllowExternalPrincipals == nil || *in.AllowExternalPrincipals, tags: mergedRAM(nil, in.Tags), touched: r.At,
				retains: in.ResourceShareConfiguration != nil && kernel.Value(in.ResourceShareConfiguration.RetainSharingOnAccountLeaveOrganization),
			})
			e := b.own.of(r.As.Home())
			e.shares = slices.DeleteFunc(append(slices.Clone(e.shares), out.ResourceShareArn), func(arn string) bool {
				ended := b.shares.of(arn).deleted
				return ended != 0 && r.At > ended.Add(3*time.Hour)
			})
			b.own.put(r.As.Home(), e)
			b.name(r, out.ResourceShareArn, in.ResourceArns, in.Principals)
		}
	case *ram.UpdateResourceShare:
		b.change(in.ResourceShareArn, func(s *share) {
			if in.Name != "" {
				s.name = in.Name
			}
			if in.AllowExternalPrincipals != nil {
				s.open = *in.AllowExternalPrincipals
			}
		})
	case *ram.DeleteResourceShare:
		b.change(in.ResourceShareArn, func(s *share) { s.deleted, s.touched = r.At, r.At })
		s := b.shares.of(in.ResourceShareArn)
		for _, entity := range slices.Concat(s.resources, s.principals) {
			b.named.put(entity, without(b.named.of(entity), in.ResourceShareArn))
		}
	case *ram.PromoteResourceShareCreatedFromPolicy:
		b.promote(r, in.ResourceShareArn)
	case *ram.AssociateResourceShare:
		b.name(r, in.ResourceShareArn, in.ResourceArns, in.Principals)
	case *ram.DisassociateResourceShare:
		for _, entity := range slices.Concat(in.ResourceArns, in.Principals) {
			b.untie(r.At, in.ResourceShareArn, entity)
		}
		b.change(in.ResourceShareArn, func(s *share) { s.touched = r.At })
	case *ram.AssociateResourceSharePermission:
		b.change(in.ResourceShareArn, func(s *share) { s.chosen, s.granted = true, in.PermissionArn })
	case *ram.DisassociateResourceSharePermission:
		b.change(in.ResourceShareArn, func(s *share) { s.chosen, s.granted = true, "" })
	case *ram.AcceptResourceShareInvitation:
		b.end(in.ResourceShareInvitationArn, ram.InvitationAccepted)
		if out := r.Out.(*ram.AcceptResourceShareInvitationOutput).ResourceShareInvitation; out != nil {
			p := place{out.ResourceShareArn, r.As.Account}
			if t, ok := b.ties.find(p); ok && t.ended == 0 {
				t.accepted = r.At
				b.ties.put(p, t)
			}
		}
	case *ram.RejectResourceShareInvitation:
		b.end(in.ResourceShareInvitationArn, ram.InvitationRejected)
		if out := r.Out.(*ram.RejectResourceShareInvitationOutput).ResourceShareInvitation; out != nil {
			b.untie(r.At, out.ResourceShareArn, r.As.Account)
		}
	case *ram.CreatePermission:
		if out := r.Out.(*ram.CreatePermissionOutput).Permission; out != nil {
			b.permissions.put(out.Arn, permission{home: r.As.Home()})
		}
	case *ram.PromotePermissionCreatedFromPolicy:
		if out := r.Out.(*ram.PromotePermissionCreatedFromPolicyOutput).Permission; out != nil {
			b.permissions.put(out.Arn, permission{home: r.As.Home()})
		}
	case *ram.DeletePermission:
		b.permissions.put(in.PermissionArn, permission{home: r.As.Home(), gone: true})
	case *ram.EnableSharingWithAwsOrganization:
		id := b.members.of(r.As.Account).org
		o := b.organizations.of(id)
		o.role, o.trusted = true, true
		b.organizations.put(id, o)
	case *ram.TagResource:
		b.change(in.ResourceShareArn, func(s *share) { s.tags = mergedRAM(s.tags, in.Tags) })
	case *ram.UntagResource:
		b.change(in.ResourceShareArn, func(s *share) {
			s.tags = slices.DeleteFunc(slices.Clone(s.tags), func(t ram.Tag) bool { return slices.Contains(in.TagKeys, t.Key) })
		})
	}
	eachShare(r.Out, func(s *ram.ResourceShare) string { b.seeShare(r, s); return "" })
	eachInvitation(r.Out, func(i *ram.ResourceShareInvitation) string {
		known, ok := b.invitations.find(i.ResourceShareInvitationArn)
		if !ok {
			known.since = r.At
		}
		known.shown = i
		b.invitations.put(i.ResourceShareInvitationArn, known)
		return ""
	})
	switch out := r.Out.(type) {
	case *ram.GetResourceShareAssociationsOutput:
		for _, a := range out.ResourceShareAssociations {
			if a.AssociationType == ram.ResourceAssociation {
				b.holds(r.As.Home(), a.ResourceShareArn, a.AssociatedEntity)
			}
		}
	case *ram.ListResourcesOutput:
		if r.In.(*ram.ListResources).ResourceOwner == ram.Self {
			for _, e := range out.Resources {
				b.holds(r.As.Home(), e.ResourceShareArn, e.Arn)
			}
		}
	}
}

func (b *books) change(arn string, do func(*share)) {
	if s, ok := b.shares.find(arn); ok {
		do(&s)
		b.shares.put(arn, s)
	}
}

func (b *books) end(arn string, status ram.ResourceShareInvitationStatus) {
	i := b.invitations.of(arn)
	i.ended = status
	b.invitations.put(arn, i)
}

func (b *books) seeShare(r *reply, shown *ram.ResourceShare) {
	s, known := b.shares.find(shown.ResourceShareArn)
	if !known {
		if arn, err := kernel.ParseARN(shown.ResourceShareArn); err == nil {
			s.home = arn.Home()
		}
		e := b.own.of(s.home)
		e.shares = b.with(e.shares, shown.ResourceShareArn)
		b.own.put(s.home, e)
	}
	if shown.FeatureSet == "" && s.shown != nil && s.shown.FeatureSet != "" {
		copied := *shown
		copied.FeatureSet = s.shown.FeatureSet
		shown = &copied
	}
	s.shown, s.name, s.open, s.tags = shown, shown.Name, shown.AllowExternalPrincipals, shown.Tags
	b.shares.put(shown.ResourceShareArn, s)
}

// holds notes which backup the share of a policy holds.
func (b *books) holds(owner kernel.Home, arn, resource string) {
	s, known := b.shares.find(arn)
	if !known {
		s.home = owner
	}
	if !slices.Contains(s.resources, resource) {
		s.resources = b.with(s.resources, resource)
	}
	b.shares.put(arn, s)
	b.named.put(resource, b.with(b.named.of(resource), arn))
}

// name puts resources and principals into a share.
func (b *books) name(r *reply, arn string, resources, principals []string) {
	s, known := b.shares.find(arn)
	if !known {
		return
	}
	s.touched = r.At
	owner := b.members.of(s.home.Account).org
	for _, resource := range resources {
		p := place{arn, resource}
		t, before := b.ties.find(p)
		if !before || t.ended != 0 {
			b.ties.put(p, tie{since: r.At})
		}
		s.resources = b.with(s.resources, resource)
		b.named.put(resource, b.with(b.named.of(resource), arn))
		if id := backupOf(resource); id != "" {
			bk := b.backup(r, id)
			bk.ramWrote = true
			b.backups.put(id, bk)
		}
	}
	for _, principal := range principals {
		p := place{arn, principal}
		t, before := b.ties.find(p)
		if before && t.ended == 0 && (!t.asked || t.accepted != 0 || r.At < t.since.Add(12*time.Hour)) {
			continue
		}
		fresh := tie{since: r.At, unsure: before && t.ended == 0, again: before}
		o := b.organizations.of(owner)
		switch {
		case !kernel.IsAccount(principal):
			fresh.org = owner
		case principal == s.home.Account:
		case owner != "" && o.role && o.trusted && b.members.of(principal).org == owner && !s.retains:
			fresh.org = owner
		default:
			fresh.asked = true
			e := b.own.of(s.home)
			e.invited = append(slices.Clip(e.invited), r.At)
			if len(e.invited) > 40 {
				e.invited = e.invited[20:]
			}
			b.own.put(s.home, e)
		}
		b.ties.put(p, fresh)
		s.principals = b.with(s.principals, principal)
		b.named.put(principal, b.with(b.named.of(principal), arn))
	}
	b.shares.put(arn, s)
}

func (b *books) untie(at kernel.Time, arn, entity string) {
	p := place{arn, entity}
	if t, ok := b.ties.find(p); ok && t.ended == 0 {
		t.ended = at
		b.ties.put(p, t)
	}
}

// promote makes a share out of a policy: whoever the policy names takes part.
// Where the history does not say which backup the share holds, it may be any
// that has a policy.
func (b *books) promote(r *reply, arn string) {
	s := b.shares.of(arn)
	s.home, s.promoted = r.As.Home(), r.At
	certain := len(s.resources) > 0
	candidates := s.resources
	if !certain {
		for _, id := range b.own.of(r.As.Home()).backups {
			if bk := b.backups.of(id); len(bk.allows) > 0 || bk.vague {
				candidates = append(slices.Clip(candidates), bk.home.ARN("cloudhsm", "backup/"+id))
			}
		}
	}
	for _, resource := range candidates {
		id := backupOf(resource)
		bk, known := b.backups.find(id)
		if !known {
			continue
		}
		for _, account := range slices.Sorted(maps.Keys(bk.allows)) {
			b.ties.put(place{arn, account}, tie{since: r.At, unsure: true})
			s.principals = b.with(s.principals, account)
			b.named.put(account, b.with(b.named.of(account), arn))
		}
		b.ties.put(place{arn, resource}, tie{since: r.At, unsure: true})
		b.named.put(resource, b.with(b.named.of(resource), arn))
		if certain && !bk.vague {
			bk.allows = nil
		}
		bk.vague = bk.vague || !certain // its policy may be the share's now, and end with it
		bk.ramWrote = true
		b.backups.put(id, bk)
	}
	slices.Sort(s.principals)
	b.shares.put(arn, s)
}

// left ends what an account had from an organization, and what others had from
// it there.
func (b *books) left(account, org string, at kernel.Time) {
	for _, region := range kernel.Regions {
		for _, arn := range b.own.of(kernel.Home{Account: account, Region: region}).shares {
			for _, principal := range b.shares.of(arn).principals {
				if b.ties.of(place{arn, principal}).org == org {
					b.untie(at, arn, principal)
				}
			}
			b.change(arn, func(s *share) { s.touched = at })
		}
	}
	for _, arn := range b.named.of(account) {
		if b.ties.of(place{arn, account}).org == org {
			b.untie(at, arn, account)
		}
		b.change(arn, func(s *share) { s.touched = at })
	}
}

// distrust takes the organization and its units out of all shares.
func (b *books) distrust(org string, at kernel.Time) {
	for account, m := range b.members.all {
		for _, region := range kernel.Regions {
			for _, arn := range b.own.of(kernel.Home{Account: account, Region: region}).shares {
				for _, principal := range b.shares.of(arn).principals {
					if m.org == org && !kernel.IsAccount(principal) {
						b.untie(at, arn, principal)
					}
				}
			}
		}
	}
}

// How long RAM takes at most to associate, promote and deliver.
const (
	association = 3 * time.Minute
	promotion   = 5 * time.Minute
	delivery    = time.Minute
)
