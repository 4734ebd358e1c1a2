package organizations

import (
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

// Facts are what a history says of organizations and their accounts.
type Facts struct {
	organizations invariants.Map[string, organization]
	members       invariants.Map[string, member] // by account
	left          invariants.Map[string, string] // the organization that an account left last
	units         invariants.Map[string, unit]
	handshakes    invariants.Map[string, handshake]
	denials       invariants.Map[string, string]     // by policy
	attachments   invariants.Map[string, attachment] // by target and policy
	delegates     invariants.Map[string, string]     // accounts, by account and service
	closed        invariants.Map[string, closure]    // by account
}

var facts invariants.Facts[Facts]

// Of returns the facts of a call's history. Accounts that somebody has closed leave
// without any call.
func Of(c *invariants.Call) *Facts {
	f := facts.Of(c)
	for account, cl := range f.closed.All {
		if !cl.left && c.At >= cl.leaves() {
			f.leave(account)
			cl.left = true
			f.closed.Put(account, cl)
		}
	}
	return f
}

// organization is what the history says of an organization.
type organization struct {
	management    string
	arn           string
	trusted, role bool // RAM has trusted access; it has its role
	distrusted    kernel.Time
	controlled    bool // service control policies are on
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

// creation is how long an account takes at most to be made.
const creation = 10 * time.Minute

func learn(c *invariants.Call) {
	f, me := Of(c), Of(c).members.Of(c.As.Account)
	switch in := c.In.(type) {
	case *organizations.CreateOrganization:
		if out := c.Out.(*organizations.CreateOrganizationOutput).Organization; out != nil {
			f.organizations.Put(out.Id, organization{management: c.As.Account, arn: out.Arn})
			f.members.Put(c.As.Account, member{org: out.Id, joined: c.At, settled: c.At})
		}
	case *organizations.DeleteOrganization:
		f.leave(c.As.Account)
		f.dissolve(me.org)
	case *organizations.LeaveOrganization:
		f.leave(c.As.Account)
	case *organizations.RemoveAccountFromOrganization:
		f.leave(in.AccountId)
	case *organizations.CloseAccount:
		f.closed.Put(in.AccountId, closure{asked: c.At, org: me.org})
	case *organizations.MoveAccount:
		m, ok := f.members.Find(in.AccountId)
		if !ok { // made there, though no answer has told its number yet
			m = member{org: me.org, created: true}
		}
		m.parent, m.settled = in.DestinationParentId, c.At
		f.members.Put(in.AccountId, m)
	case *organizations.CreateOrganizationalUnit:
		if out := c.Out.(*organizations.CreateOrganizationalUnitOutput).OrganizationalUnit; out != nil {
			f.units.Put(out.Id, unit{org: me.org, parent: in.ParentId, arn: out.Arn})
		}
	case *organizations.DeleteOrganizationalUnit:
		u := f.units.Of(in.OrganizationalUnitId)
		u.gone = true
		f.units.Put(in.OrganizationalUnitId, u)
	case *organizations.AcceptHandshake:
		if out := c.Out.(*organizations.AcceptHandshakeOutput).Handshake; out != nil {
			f.leave(c.As.Account)
			f.members.Put(c.As.Account, member{org: organizationOf(out), joined: c.At, settled: c.At})
		}
	case *organizations.RegisterDelegatedAdministrator:
		f.delegates.Put(in.AccountId+" "+in.ServicePrincipal, in.AccountId)
	case *organizations.DeregisterDelegatedAdministrator:
		f.delegates.Drop(in.AccountId + " " + in.ServicePrincipal)
	case *organizations.EnableAWSServiceAccess:
		if in.ServicePrincipal == ramPrincipal {
			f.change(me.org, func(o *organization) { o.trusted = true })
		}
	case *organizations.DisableAWSServiceAccess:
		if in.ServicePrincipal == ramPrincipal && f.organizations.Of(me.org).trusted {
			f.change(me.org, func(o *organization) { o.trusted, o.distrusted = false, max(c.At, 1) })
		}
	}
	f.learnControls(c)
	f.see(c)
}

func (f *Facts) change(org string, change func(*organization)) {
	o := f.organizations.Of(org)
	change(&o)
	f.organizations.Put(org, o)
}

// delegated reports whether an account administers some service for its organization.
func (f *Facts) delegated(account string) bool {
	for _, of := range f.delegates.All {
		if of == account {
			return true
		}
	}
	return false
}

func (f *Facts) leave(account string) {
	if m, ok := f.members.Find(account); ok {
		f.members.Drop(account)
		f.detach(func(a attachment) bool { return a.target == account })
		f.left.Put(account, m.org)
	}
}

func (f *Facts) dissolve(org string) {
	f.change(org, func(o *organization) { o.gone, o.controlled = true, false })
	for id, u := range f.units.All {
		if u.org == org {
			u.gone = true
			f.units.Put(id, u)
		}
	}
}

// see learns what an answer shows.
func (f *Facts) see(c *invariants.Call) {
	me := f.members.Of(c.As.Account)
	for h := range handshakes(c.Out) {
		known := f.handshakes.Of(h.Id)
		known.shown, known.org = h, organizationOf(h)
		known.sender = f.organizations.Of(known.org).management
		for _, p := range h.Parties {
			if p.Type == organizations.AccountParty {
				known.receiver = p.Id
			}
		}
		switch c.In.(type) {
		case *organizations.ListHandshakesForAccount, *organizations.AcceptHandshake, *organizations.DeclineHandshake:
			known.receiver = c.As.Account
		}
		f.handshakes.Put(h.Id, known)
	}
	for a := range accounts(c.Out) {
		if _, ok := f.members.Find(a.Id); !ok && !f.closed.Of(a.Id).left {
			f.members.Put(a.Id, member{org: me.org, joined: a.JoinedTimestamp, created: a.JoinedMethod == organizations.Created})
		}
	}
	if s := creationOf(c.Out); s != nil && s.AccountId != "" {
		if _, ok := f.members.Find(s.AccountId); !ok && !f.closed.Of(s.AccountId).left {
			f.members.Put(s.AccountId, member{org: me.org, joined: s.CompletedTimestamp, created: true})
		}
	}
}

// manages reports whether an account is the management account of its
// organization.
func (f *Facts) manages(account string) bool {
	org := f.members.Of(account).org
	return org != "" && f.organizations.Of(org).management == account
}

// Manages reports whether an account is the management account of its organization.
func (f *Facts) Manages(account string) bool { return f.manages(account) }

// outside reports whether an account is surely not in an organization: one that
// was made there may not be known yet.
func (f *Facts) outside(account, org string) bool {
	m, ok := f.members.Find(account)
	_, left := f.left.Find(account)
	return ok && m.org != org || !ok && left
}

// Org returns the organization that an account is in, "" if it is in none.
func (f *Facts) Org(account string) string { return f.members.Of(account).org }

// Left returns the organization that an account left last, "" if it left none.
func (f *Facts) Left(account string) string { return f.left.Of(account) }

// Settled returns since when an account is where it is in its organization.
func (f *Facts) Settled(account string) kernel.Time { return f.members.Of(account).settled }

// Members yields the accounts of an organization that are known.
func (f *Facts) Members(org string) func(func(account string) bool) {
	return func(yield func(string) bool) {
		for account, m := range f.members.All {
			if m.org == org && !yield(account) {
				return
			}
		}
	}
}

// Trusts reports whether members of an organization share with one another
// without invitations: RAM has trusted access there, and its role.
func (f *Facts) Trusts(org string) bool {
	o := f.organizations.Of(org)
	return o.trusted && o.role
}

// Trust notes that RAM was given trusted access to an organization, and its role.
func (f *Facts) Trust(org string) {
	f.change(org, func(o *organization) { o.role, o.trusted = true, true })
}

// Distrusted reports whether the trusted access of RAM ended then.
func (f *Facts) Distrusted(org string, at kernel.Time) bool {
	return f.organizations.Of(org).distrusted == max(at, 1)
}

// Around calls look with the ARNs of the organization and of the units that an
// account is in, until look returns true.
func (f *Facts) Around(account string, look func(group string) bool) bool {
	m, ok := f.members.Find(account)
	if !ok {
		return false
	}
	for u, in := f.units.Find(m.parent); in && !u.gone; u, in = f.units.Find(u.parent) {
		if look(u.arn) {
			return true
		}
	}
	o := f.organizations.Of(m.org)
	return o.arn != "" && look(o.arn)
}
