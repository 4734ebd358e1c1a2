package organizations

import (
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

var (
	// HandshakesEndOnce is the invariant of invitations to organizations.
	HandshakesEndOnce = &invariants.Invariant{
		ID: "INV-ORG-01",
		Says: "A handshake ends once, by its receiver's answer, by being taken back or by its time, is answered " +
			"neither after its end nor by anybody else, and never ends before its time by itself.",
		Accepted: answered, Refused: openStays,
	}
	// MembershipIsSingle is the invariant of who is in an organization.
	MembershipIsSingle = &invariants.Invariant{
		ID: "INV-ORG-02",
		Says: "An account is in at most one organization, only the management account manages, and who joined or left " +
			"is in or out at once.",
		Accepted: membership, Refused: forgotten,
	}
)

func answered(c *invariants.Call) string {
	switch in := c.In.(type) {
	case *organizations.AcceptHandshake:
		return open(c, in.HandshakeId, c.Out.(*organizations.AcceptHandshakeOutput).Handshake, organizations.Accepted)
	case *organizations.DeclineHandshake:
		return open(c, in.HandshakeId, c.Out.(*organizations.DeclineHandshakeOutput).Handshake, organizations.Declined)
	case *organizations.CancelHandshake:
		return open(c, in.HandshakeId, c.Out.(*organizations.CancelHandshakeOutput).Handshake, organizations.Canceled)
	}
	for h := range handshakes(c.Out) {
		switch {
		case h.State == organizations.Requested && c.At > h.ExpirationTimestamp:
			return h.Id + " is REQUESTED after its time"
		case h.State == organizations.Expired && c.At < h.ExpirationTimestamp:
			return h.Id + " is EXPIRED before its time"
		case c.At > h.ExpirationTimestamp.Add(30*kernel.Day):
			return h.Id + " is still known 30 days after its time"
		}
	}
	return ""
}

// open wants a handshake that ends by a call to have been open, and the caller to
// be the party who may end it so.
func open(c *invariants.Call, id string, out *organizations.Handshake, to organizations.HandshakeState) string {
	h, me := Of(c).handshakes.Of(id), c.As.Account
	switch {
	case out == nil || out.State != to:
		return id + " is not " + string(to)
	case h.shown != nil && h.shown.State != organizations.Requested:
		return id + " is " + string(to) + " after it was " + string(h.shown.State)
	case to == organizations.Accepted && Of(c).organizations.Of(organizationOf(out)).gone:
		return id + " is accepted though its organization was deleted"
	case c.At > out.ExpirationTimestamp:
		return id + " is " + string(to) + " after its time"
	case to == organizations.Canceled && h.sender != "" && h.sender != me,
		to != organizations.Canceled && h.receiver != "" && h.receiver != me:
		return id + " is " + string(to) + " by another account"
	}
	return ""
}

func openStays(c *invariants.Call) string {
	in, ok := c.In.(*organizations.AcceptHandshake)
	if !ok || c.Transient() {
		return ""
	}
	f := Of(c)
	h := f.handshakes.Of(in.HandshakeId)
	if h.shown != nil && h.receiver == c.As.Account && h.shown.State == organizations.Requested &&
		c.At < h.shown.ExpirationTimestamp && f.Org(c.As.Account) == "" && !f.organizations.Of(h.org).gone {
		return in.HandshakeId + " is not accepted though it is open"
	}
	return ""
}

func membership(c *invariants.Call) string {
	f := Of(c)
	me, known := f.members.Find(c.As.Account)
	switch in := c.In.(type) {
	case *organizations.CreateOrganization:
		if known {
			return "a member of " + me.org + " makes an organization"
		}
		return ""
	case *organizations.AcceptHandshake:
		if f.manages(c.As.Account) {
			return "the management account of " + me.org + " joins another organization"
		}
		out := c.Out.(*organizations.AcceptHandshakeOutput).Handshake
		if out != nil && known && organizationOf(out) == me.org {
			return "a member of " + me.org + " joins it"
		}
		return ""
	case *organizations.DeclineHandshake, *organizations.DescribeHandshake, *organizations.ListHandshakesForAccount,
		*organizations.CancelHandshake:
		return ""
	case *organizations.DescribeOrganization:
		out := c.Out.(*organizations.DescribeOrganizationOutput).Organization
		if !known || out == nil || out.Id != me.org || out.MasterAccountId != f.organizations.Of(me.org).management {
			return "another organization is shown than the one that the caller is in"
		}
		return ""
	case *organizations.LeaveOrganization:
		if !known || f.manages(c.As.Account) {
			return "an account leaves that is in no organization or manages it"
		}
		return ""
	case *organizations.ListParents:
		return f.managed(c, f.parents(in, c.Out.(*organizations.ListParentsOutput)))
	}
	return f.managed(c, f.moved(c, me.org))
}

// managed wants the caller to manage its organization, or to read as its delegated
// administrator, and then what else is wrong.
func (f *Facts) managed(c *invariants.Call, wrong string) string {
	if wrong == "" && !f.manages(c.As.Account) && !(c.Op.Reads() && f.delegated(c.As.Account)) {
		return "an account that manages no organization manages one"
	}
	return wrong
}

// moved returns what is wrong with a change of an organization's accounts.
func (f *Facts) moved(c *invariants.Call, org string) string {
	switch in := c.In.(type) {
	case *organizations.RemoveAccountFromOrganization:
		if f.outside(in.AccountId, org) || f.organizations.Of(org).management == in.AccountId {
			return "account " + in.AccountId + " is removed though it is no member, or manages"
		}
	case *organizations.CloseAccount:
		if _, closed := f.closed.Find(in.AccountId); closed || f.outside(in.AccountId, org) ||
			f.organizations.Of(org).management == in.AccountId {
			return "account " + in.AccountId + " is closed though it is closed already, is no member, or manages"
		}
	case *organizations.MoveAccount:
		m := f.members.Of(in.AccountId)
		if f.outside(in.AccountId, org) {
			return "account " + in.AccountId + " is moved though it is no member"
		}
		if m.parent != "" && m.parent != in.SourceParentId {
			return "account " + in.AccountId + " is moved from where it is not"
		}
	case *organizations.DeleteOrganization:
		for account := range f.Members(org) {
			if account != c.As.Account {
				return "an organization is deleted that has members"
			}
		}
	}
	return ""
}

func (f *Facts) parents(in *organizations.ListParents, out *organizations.ListParentsOutput) string {
	m, isMember := f.members.Find(in.ChildId)
	for _, p := range out.Parents {
		if isMember && (m.parent != "" && p.Id != m.parent || m.parent == "" && p.Type != "ROOT") {
			return in.ChildId + " is shown in " + p.Id + " and is in " + m.parent
		}
	}
	return ""
}

func forgotten(c *invariants.Call) string {
	f := Of(c)
	if c.Transient() {
		return ""
	}
	switch in := c.In.(type) {
	case *organizations.DescribeOrganization:
		if m, known := f.members.Find(c.As.Account); known {
			return "a member of " + m.org + " is in no organization"
		}
	case *organizations.DescribeAccount:
		if m, known := f.members.Find(in.AccountId); known && f.manages(c.As.Account) && m.org == f.Org(c.As.Account) {
			return "member " + in.AccountId + " is not found"
		}
	}
	return ""
}
