package laws

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

var (
	// InvitationsEndOnce is the law of invitations and handshakes.
	InvitationsEndOnce = add(Law{
		ID: "LAW-14", Services: []string{"ram", "organizations"},
		Says:     "An invitation ends once, by its receiver's answer, by being taken back or by its time, is answered neither after its end nor by anybody else, and never ends before its time by itself.",
		accepted: answered, refused: expiredEarly,
	})
	// MembershipIsSingle is the law of organizations.
	MembershipIsSingle = add(Law{
		ID: "LAW-15", Services: []string{"organizations", "ram"},
		Says:     "An account is in at most one organization, only members are shown there, only the management account manages, and who joined or left is in or out at once.",
		accepted: membership, refused: forgotten,
	})
)

func answered(b *books, r *reply) string {
	switch in := r.In.(type) {
	case *ram.AcceptResourceShareInvitation:
		out := r.Out.(*ram.AcceptResourceShareInvitationOutput).ResourceShareInvitation
		if out == nil || out.Status != ram.InvitationAccepted {
			return in.ResourceShareInvitationArn + " is accepted and not ACCEPTED"
		}
		return b.openInvitation(r, in.ResourceShareInvitationArn, out)
	case *ram.RejectResourceShareInvitation:
		out := r.Out.(*ram.RejectResourceShareInvitationOutput).ResourceShareInvitation
		if out == nil || out.Status != ram.InvitationRejected {
			return in.ResourceShareInvitationArn + " is rejected and not REJECTED"
		}
		return b.openInvitation(r, in.ResourceShareInvitationArn, out)
	case *organizations.AcceptHandshake:
		return b.openHandshake(r, in.HandshakeId, r.Out.(*organizations.AcceptHandshakeOutput).Handshake, organizations.Accepted)
	case *organizations.DeclineHandshake:
		return b.openHandshake(r, in.HandshakeId, r.Out.(*organizations.DeclineHandshakeOutput).Handshake, organizations.Declined)
	case *organizations.CancelHandshake:
		return b.openHandshake(r, in.HandshakeId, r.Out.(*organizations.CancelHandshakeOutput).Handshake, organizations.Canceled)
	}
	if wrong := eachInvitation(r.Out, func(i *ram.ResourceShareInvitation) string {
		age := r.At.Sub(i.InvitationTimestamp)
		switch {
		case i.Status == ram.InvitationPending && age > b.patience(i.ResourceShareArn):
			return i.ResourceShareInvitationArn + " is PENDING after its time"
		case i.Status == ram.InvitationPending && b.shares.of(i.ResourceShareArn).deleted != 0:
			return i.ResourceShareInvitationArn + " is PENDING though its share was deleted"
		case i.Status == ram.InvitationIsOver && age < 12*time.Hour && b.untouched(i):
			return i.ResourceShareInvitationArn + " is EXPIRED before its time"
		case age > window7:
			return i.ResourceShareInvitationArn + " is still known after seven days"
		case i.Status != ram.InvitationPending && i.Status != ram.InvitationIsOver && b.invitations.of(i.ResourceShareInvitationArn).ended != i.Status:
			return i.ResourceShareInvitationArn + " is " + string(i.Status) + " though nobody answered it so"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	return eachHandshake(r.Out, func(h *organizations.Handshake) string {
		switch {
		case h.State == organizations.Requested && r.At > h.ExpirationTimestamp:
			return h.Id + " is REQUESTED after its time"
		case h.State == organizations.Expired && r.At < h.ExpirationTimestamp:
			return h.Id + " is EXPIRED before its time"
		case r.At > h.ExpirationTimestamp.Add(30*kernel.Day):
			return h.Id + " is still known 30 days after its time"
		}
		return ""
	})
}

// patience is how long an invitation to a share may stay open.
func (b *books) patience(arn string) time.Duration {
	s, known := b.shares.find(arn)
	if !known || slices.ContainsFunc(s.resources, func(r string) bool { return backupOf(r) == "" }) {
		return window7
	}
	return 12 * time.Hour
}

// untouched tells whether nothing has happened to an invitation's share and its
// parties since it was sent.
func (b *books) untouched(i *ram.ResourceShareInvitation) bool {
	s, known := b.shares.find(i.ResourceShareArn)
	t := b.ties.of(place{i.ResourceShareArn, i.ReceiverAccountId})
	return known && s.deleted == 0 && t.ended == 0 && !t.again && s.touched <= i.InvitationTimestamp && s.touched == t.since
}

func (b *books) openInvitation(r *reply, arn string, out *ram.ResourceShareInvitation) string {
	i := b.invitations.of(arn)
	switch {
	case i.ended != "":
		return arn + " is answered though it was " + string(i.ended) + " already"
	case i.shown != nil && i.shown.Status != ram.InvitationPending:
		return arn + " is answered though it was " + string(i.shown.Status) + " already"
	case r.At.Sub(out.InvitationTimestamp) > b.patience(out.ResourceShareArn):
		return arn + " is answered after its time"
	case b.shares.of(out.ResourceShareArn).deleted != 0:
		return arn + " is answered though its share was deleted"
	case b.taken(out):
		return arn + " is answered though its account was taken out of the share"
	}
	return ""
}

// taken tells whether the account of an invitation has been taken out of the
// share since.
func (b *books) taken(i *ram.ResourceShareInvitation) bool {
	t, ok := b.ties.find(place{i.ResourceShareArn, i.ReceiverAccountId})
	return ok && t.ended > i.InvitationTimestamp
}

func (b *books) openHandshake(r *reply, id string, out *organizations.Handshake, to organizations.HandshakeState) string {
	h := b.handshakes.of(id)
	switch {
	case out == nil || out.State != to:
		return id + " is not " + string(to)
	case h.shown != nil && h.shown.State != organizations.Requested:
		return id + " is " + string(to) + " after it was " + string(h.shown.State)
	case to == organizations.Accepted && b.organizations.of(organizationOf(out)).gone:
		return id + " is accepted though its organization was deleted"
	case r.At > out.ExpirationTimestamp:
		return id + " is " + string(to) + " after its time"
	case to == organizations.Canceled && h.sender != "" && h.sender != r.As.Account, to != organizations.Canceled && h.receiver != "" && h.receiver != r.As.Account:
		return id + " is " + string(to) + " by another account"
	}
	return ""
}

func expiredEarly(b *books, r *reply) string {
	arn := ""
	switch in := r.In.(type) {
	case *ram.AcceptResourceShareInvitation:
		arn = in.ResourceShareInvitationArn
	case *ram.RejectResourceShareInvitation:
		arn = in.ResourceShareInvitationArn
	case *organizations.AcceptHandshake:
		h := b.handshakes.of(in.HandshakeId)
		if h.shown != nil && h.receiver == r.As.Account && h.shown.State == organizations.Requested && r.At < h.shown.ExpirationTimestamp &&
			b.members.of(r.As.Account).org == "" && !b.organizations.of(h.org).gone && !transient(r) {
			return in.HandshakeId + " is not accepted though it is open"
		}
		return ""
	}
	i := b.invitations.of(arn)
	if i.shown == nil || i.shown.ReceiverAccountId != r.As.Account || i.ended != "" || i.shown.Status != ram.InvitationPending || transient(r) {
		return ""
	}
	if home, ok := homeOf(arn); ok && home.Region == r.As.Region && r.At.Sub(i.shown.InvitationTimestamp) < 12*time.Hour && b.untouched(i.shown) {
		return arn + " is not answered though it is open"
	}
	return ""
}

func membership(b *books, r *reply) string {
	if r.op.Service != organizations.API.Service {
		return ""
	}
	me, known := b.members.find(r.As.Account)
	switch in := r.In.(type) {
	case *organizations.CreateOrganization:
		if known {
			return "a member of " + me.org + " makes an organization"
		}
		return ""
	case *organizations.AcceptHandshake:
		if b.manages(r.As.Account) {
			return "the management account of " + me.org + " joins another organization"
		}
		if out := r.Out.(*organizations.AcceptHandshakeOutput).Handshake; out != nil && known && organizationOf(out) == me.org {
			return "a member of " + me.org + " joins it"
		}
		return ""
	case *organizations.DeclineHandshake, *organizations.DescribeHandshake, *organizations.ListHandshakesForAccount:
		return ""
	case *organizations.CancelHandshake:
		return ""
	case *organizations.DescribeOrganization:
		out := r.Out.(*organizations.DescribeOrganizationOutput).Organization
		if !known || out == nil || out.Id != me.org || out.MasterAccountId != b.organizations.of(me.org).management {
			return "another organization is shown than the one that the caller is in"
		}
		return ""
	case *organizations.LeaveOrganization:
		if !known || b.manages(r.As.Account) {
			return "one leaves who is in no organization or manages it"
		}
		return ""
	case *organizations.RemoveAccountFromOrganization:
		if b.outside(in.AccountId, me.org) || b.organizations.of(me.org).management == in.AccountId {
			return "account " + in.AccountId + " is removed though it is no member, or manages"
		}
	case *organizations.MoveAccount:
		m := b.members.of(in.AccountId)
		if b.outside(in.AccountId, me.org) {
			return "account " + in.AccountId + " is moved though it is no member"
		}
		if m.parent != "" && m.parent != in.SourceParentId {
			return "account " + in.AccountId + " is moved from where it is not"
		}
	case *organizations.DeleteOrganization:
		for account, m := range b.members.all {
			if m.org == me.org && account != r.As.Account {
				return "an organization is deleted that has members"
			}
		}
	}
	if !b.manages(r.As.Account) {
		return "an account that manages no organization manages one"
	}
	if wrong := eachAccount(r.Out, func(a *organizations.Account) string {
		if m, ok := b.members.find(a.Id); ok && m.org != me.org {
			return "account " + a.Id + " is shown in " + me.org + " and is in " + m.org
		} else if !ok && a.JoinedMethod != organizations.Created {
			return "account " + a.Id + " is shown in " + me.org + " and is no member"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	if in, ok := r.In.(*organizations.ListParents); ok {
		m, isMember := b.members.find(in.ChildId)
		for _, p := range r.Out.(*organizations.ListParentsOutput).Parents {
			if isMember && (m.parent != "" && p.Id != m.parent || m.parent == "" && p.Type != "ROOT") {
				return in.ChildId + " is shown in " + p.Id + " and is in " + m.parent
			}
		}
	}
	return ""
}

// outside tells whether an account is surely not in an organization: one that
// was made there may not be known yet.
func (b *books) outside(account, org string) bool {
	m, ok := b.members.find(account)
	return ok && m.org != org || !ok && b.leavers.of(account)
}

func forgotten(b *books, r *reply) string {
	if _, ok := r.In.(*organizations.DescribeOrganization); ok && !transient(r) {
		if m, known := b.members.find(r.As.Account); known {
			return "a member of " + m.org + " is in no organization"
		}
	}
	if in, ok := r.In.(*organizations.DescribeAccount); ok && !transient(r) && b.manages(r.As.Account) {
		if m, known := b.members.find(in.AccountId); known && m.org == b.members.of(r.As.Account).org {
			return "member " + in.AccountId + " is not found"
		}
	}
	return ""
}
