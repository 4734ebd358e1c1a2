package laws

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

// organization is what the history says of an organization.
type organization struct {
	management    string
	arn           string
	trusted, role bool // RAM has trusted access; it has its role
	gone          bool
}

// member is an account in an organization.
type member struct {
	org, parent string // no parent is the root
	joined      kernel.Time
	settled     kernel.Time // where it is now since then
	created     bool        // by CreateAccount
}

// unit is what the history says of an organizational unit.
type unit struct {
	org, parent, arn string
	gone             bool
}

// handshake is what the history says of an invitation to an organization.
type handshake struct {
	shown            *organizations.Handshake
	sender, receiver string // the receiver is not known where an email address names it
	org              string
}

const ramPrincipal = "ram.amazonaws.com"

func (b *books) learnOrganizations(r *reply) {
	me := b.members.of(r.As.Account)
	switch in := r.In.(type) {
	case *organizations.CreateOrganization:
		if out := r.Out.(*organizations.CreateOrganizationOutput).Organization; out != nil {
			b.organizations.put(out.Id, organization{management: r.As.Account, arn: out.Arn})
			b.members.put(r.As.Account, member{org: out.Id, joined: r.At, settled: r.At})
		}
	case *organizations.DeleteOrganization:
		b.leave(r.As.Account, r.At)
		o := b.organizations.of(me.org)
		o.gone = true
		b.organizations.put(me.org, o)
		for id, u := range b.units.all {
			if u.org == me.org {
				u.gone = true
				b.units.put(id, u)
			}
		}
	case *organizations.LeaveOrganization:
		b.leave(r.As.Account, r.At)
	case *organizations.RemoveAccountFromOrganization:
		b.leave(in.AccountId, r.At)
	case *organizations.MoveAccount:
		m, ok := b.members.find(in.AccountId)
		if !ok { // made there, though no answer has told its number yet
			m = member{org: me.org, created: true}
		}
		m.parent, m.settled = in.DestinationParentId, r.At
		b.members.put(in.AccountId, m)
	case *organizations.CreateOrganizationalUnit:
		if out := r.Out.(*organizations.CreateOrganizationalUnitOutput).OrganizationalUnit; out != nil {
			b.units.put(out.Id, unit{org: me.org, parent: in.ParentId, arn: out.Arn})
		}
	case *organizations.DeleteOrganizationalUnit:
		u := b.units.of(in.OrganizationalUnitId)
		u.gone = true
		b.units.put(in.OrganizationalUnitId, u)
	case *organizations.AcceptHandshake:
		if out := r.Out.(*organizations.AcceptHandshakeOutput).Handshake; out != nil {
			b.leave(r.As.Account, r.At)
			b.members.put(r.As.Account, member{org: organizationOf(out), joined: r.At, settled: r.At})
		}
	case *organizations.EnableAWSServiceAccess:
		if in.ServicePrincipal == ramPrincipal {
			o := b.organizations.of(me.org)
			o.trusted = true
			b.organizations.put(me.org, o)
		}
	case *organizations.DisableAWSServiceAccess:
		if o := b.organizations.of(me.org); in.ServicePrincipal == ramPrincipal && o.trusted {
			o.trusted = false
			b.organizations.put(me.org, o)
			b.distrust(me.org, r.At)
		}
	}
	eachHandshake(r.Out, func(h *organizations.Handshake) string {
		known := b.handshakes.of(h.Id)
		known.shown, known.org = h, organizationOf(h)
		known.sender = b.organizations.of(known.org).management
		for _, p := range h.Parties {
			if p.Type == organizations.AccountParty {
				known.receiver = p.Id
			}
		}
		switch r.In.(type) {
		case *organizations.ListHandshakesForAccount, *organizations.AcceptHandshake, *organizations.DeclineHandshake:
			known.receiver = r.As.Account
		}
		b.handshakes.put(h.Id, known)
		return ""
	})
	eachAccount(r.Out, func(a *organizations.Account) string {
		if _, ok := b.members.find(a.Id); !ok {
			b.members.put(a.Id, member{org: me.org, joined: a.JoinedTimestamp, created: a.JoinedMethod == organizations.Created})
		}
		return ""
	})
	if s := creationOf(r.Out); s != nil {
		b.creations.put(s.Id, s)
		if _, ok := b.members.find(s.AccountId); !ok && s.AccountId != "" {
			b.members.put(s.AccountId, member{org: me.org, joined: s.CompletedTimestamp, created: true})
		}
	}
}

func (b *books) leave(account string, at kernel.Time) {
	if m, ok := b.members.find(account); ok {
		b.members.drop(account)
		b.leavers.put(account, true)
		b.left(account, m.org, at)
	}
}

// manages tells whether an account is the management account of its
// organization.
func (b *books) manages(account string) bool {
	org := b.members.of(account).org
	return org != "" && b.organizations.of(org).management == account
}

func organizationOf(h *organizations.Handshake) string {
	for _, p := range h.Parties {
		if p.Type == organizations.OrganizationParty {
			return p.Id
		}
	}
	return ""
}
