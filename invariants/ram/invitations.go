package ram

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

// InvitationsEndOnce is the invariant of invitations to shares.
var InvitationsEndOnce = &invariants.Invariant{
	ID: "INV-RAM-01",
	Says: "An invitation ends once, by its receiver's answer, by being taken back or by its time, is answered " +
		"neither after its end nor by anybody else, and never ends before its time by itself.",
	Accepted: answered, Refused: openStays,
}

// week is how long an invitation may stay open, and how long it is known.
const week = 7 * kernel.Day

func answered(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *ram.AcceptResourceShareInvitation:
		out := c.Out.(*ram.AcceptResourceShareInvitationOutput).ResourceShareInvitation
		if out == nil || out.Status != ram.InvitationAccepted {
			return in.ResourceShareInvitationArn + " is accepted and not ACCEPTED"
		}
		return f.answerable(c, in.ResourceShareInvitationArn, out)
	case *ram.RejectResourceShareInvitation:
		out := c.Out.(*ram.RejectResourceShareInvitationOutput).ResourceShareInvitation
		if out == nil || out.Status != ram.InvitationRejected {
			return in.ResourceShareInvitationArn + " is rejected and not REJECTED"
		}
		return f.answerable(c, in.ResourceShareInvitationArn, out)
	}
	for i := range invitations(c.Out) {
		if wrong := f.wrongWith(c, i); wrong != "" {
			return i.ResourceShareInvitationArn + wrong
		}
	}
	return ""
}

func (f *Facts) wrongWith(c *invariants.Call, i *ram.ResourceShareInvitation) string {
	age := c.At.Sub(i.InvitationTimestamp)
	pending := i.Status == ram.InvitationPending
	switch {
	case pending && age > f.maxAge(i.ResourceShareArn):
		return " is PENDING after its time"
	case pending && f.shares.Of(i.ResourceShareArn).deleted != 0:
		return " is PENDING though its share was deleted"
	case i.Status == ram.InvitationIsOver && age < 12*time.Hour && f.untouched(i):
		return " is EXPIRED before its time"
	case age > week:
		return " is still known after seven days"
	case !pending && i.Status != ram.InvitationIsOver && f.invitations.Of(i.ResourceShareInvitationArn).ended != i.Status:
		return " is " + string(i.Status) + " though nobody answered it so"
	}
	return ""
}

// maxAge returns how long an invitation to a share may stay open.
func (f *Facts) maxAge(arn string) time.Duration {
	s, known := f.shares.Find(arn)
	if !known || slices.ContainsFunc(s.resources, func(r string) bool { return !isBackup(r) }) {
		return week
	}
	return 12 * time.Hour
}

// untouched reports whether nothing has happened to an invitation's share and
// its parties since it was sent.
func (f *Facts) untouched(i *ram.ResourceShareInvitation) bool {
	s, known := f.shares.Find(i.ResourceShareArn)
	t := f.ties.Of(place{i.ResourceShareArn, i.ReceiverAccountId})
	return known && s.deleted == 0 && t.ended == 0 && !t.again && !t.unsure &&
		s.touched <= i.InvitationTimestamp && s.touched == t.since
}

// answerable wants an invitation that is answered to have been open.
func (f *Facts) answerable(c *invariants.Call, arn string, out *ram.ResourceShareInvitation) string {
	i := f.invitations.Of(arn)
	t, ok := f.ties.Find(place{out.ResourceShareArn, out.ReceiverAccountId})
	switch {
	case i.ended != "":
		return arn + " is answered though it was " + string(i.ended) + " already"
	case i.shown != nil && i.shown.Status != ram.InvitationPending:
		return arn + " is answered though it was " + string(i.shown.Status) + " already"
	case c.At.Sub(out.InvitationTimestamp) > f.maxAge(out.ResourceShareArn):
		return arn + " is answered after its time"
	case f.shares.Of(out.ResourceShareArn).deleted != 0:
		return arn + " is answered though its share was deleted"
	case ok && t.ended > out.InvitationTimestamp:
		return arn + " is answered though its account was taken out of the share"
	}
	return ""
}

func openStays(c *invariants.Call) string {
	arn := ""
	switch in := c.In.(type) {
	case *ram.AcceptResourceShareInvitation:
		arn = in.ResourceShareInvitationArn
	case *ram.RejectResourceShareInvitation:
		arn = in.ResourceShareInvitationArn
	}
	f := Of(c)
	i := f.invitations.Of(arn)
	if i.shown == nil || i.shown.ReceiverAccountId != c.As.Account || i.ended != "" ||
		i.shown.Status != ram.InvitationPending || c.Transient() {
		return ""
	}
	scope, ok := invariants.ScopeOf(arn)
	if ok && scope.Region == c.As.Region && c.At.Sub(i.shown.InvitationTimestamp) < 12*time.Hour && f.untouched(i.shown) {
		return arn + " is not answered though it is open"
	}
	return ""
}
