// Package organizations observes the calls of AWS Organizations.
package organizations

import (
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

// Service is AWS Organizations as the invariants look at it.
var Service = invariants.Register(&invariants.Service{
	APIs:  []*kernel.API{organizations.API},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{organizationKind, unitKind, accountKind, handshakeKind, creationKind},
	Shown: shown, Named: named, Alike: true,
	Page: page, Listed: listed, Filtered: filtered, Written: written, Quotas: quotas,
	Invariants: []*invariants.Invariant{HandshakesEndOnce, MembershipIsSingle, ControlsBind,
		ClosedAccountsAreSilent},
	Omits: map[string]string{
		"INV-TOKEN-01": "no call bears a client token that it acts on once",
	},
})

// The kinds of resources.
var (
	organizationKind = &invariants.Kind{
		Name: "organization", Path: "organization/", Undated: true,
		Same: invariants.Same(func(_ *invariants.Call, was, is *organizations.Organization) bool {
			return was.Arn == is.Arn && was.MasterAccountId == is.MasterAccountId
		}),
	}
	unitKind = &invariants.Kind{
		Name: "organizational unit", Path: "ou/", Undated: true,
		Same: invariants.Same(func(_ *invariants.Call, was, is *organizations.OrganizationalUnit) bool {
			return was.Arn == is.Arn
		}),
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			if Of(c).units.Of(r.ID).gone {
				return r.ID + " is shown though it was deleted"
			}
			return ""
		},
	}
	accountKind   = &invariants.Kind{Name: "account", Path: "account/", Hidden: strangers, Caused: joined}
	handshakeKind = &invariants.Kind{
		Name: "handshake", Path: "handshake/",
		Next: map[string][]string{
			"REQUESTED": {"OPEN", "ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"},
			"OPEN":      {"ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"},
		},
		Same: invariants.Same(func(_ *invariants.Call, was, is *organizations.Handshake) bool {
			return was.RequestedTimestamp == is.RequestedTimestamp && was.ExpirationTimestamp == is.ExpirationTimestamp &&
				was.Arn == is.Arn && organizationOf(was) == organizationOf(is)
		}),
		Hidden: handshakeHidden,
		Shared: func(c *invariants.Call, id string) bool {
			f := Of(c)
			h := f.handshakes.Of(id)
			return h.receiver == "" || h.receiver == c.As.Account || h.sender == c.As.Account ||
				c.Op.Reads() && f.delegated(c.As.Account) && h.org == f.Org(c.As.Account)
		},
	}
	creationKind = &invariants.Kind{
		Name: "account creation", Hidden: creationHidden,
		Next: map[string][]string{"IN_PROGRESS": {"SUCCEEDED", "FAILED"}},
		Same: invariants.Same(func(_ *invariants.Call, was, is *organizations.CreateAccountStatus) bool {
			return was.RequestedTimestamp == is.RequestedTimestamp && was.AccountName == is.AccountName &&
				(was.AccountId == "" || was.AccountId == is.AccountId)
		}),
		Due: func(_ *invariants.Call, r *invariants.Resource) kernel.Time {
			if r.State == string(organizations.CreateInProgress) {
				return r.Created.Add(creation)
			}
			return 0
		},
	}
)

func shown(c *invariants.Call, show func(invariants.Resource)) {
	switch out := c.Out.(type) {
	case *organizations.CreateOrganizationOutput:
		showOrganization(out.Organization, true, show)
	case *organizations.DescribeOrganizationOutput:
		showOrganization(out.Organization, false, show)
	case *organizations.CreateOrganizationalUnitOutput:
		if u := out.OrganizationalUnit; u != nil {
			show(invariants.Resource{Kind: unitKind, ID: u.Id, ARN: u.Arn, Made: true, Shown: u})
		}
	case *organizations.ListOrganizationalUnitsForParentOutput:
		for i := range out.OrganizationalUnits {
			u := &out.OrganizationalUnits[i]
			show(invariants.Resource{Kind: unitKind, ID: u.Id, ARN: u.Arn, Shown: u})
		}
	default:
		for a := range accounts(c.Out) {
			show(invariants.Resource{Kind: accountKind, ID: a.Id, ARN: a.Arn, Created: a.JoinedTimestamp, Shown: a})
		}
		for h := range handshakes(c.Out) {
			_, makes := c.In.(*organizations.InviteAccountToOrganization)
			show(invariants.Resource{
				Kind: handshakeKind, ID: h.Id, ARN: h.Arn, State: string(h.State), Created: h.RequestedTimestamp,
				Ends: h.ExpirationTimestamp, Lasts: 15 * kernel.Day, Made: makes, Shown: h,
			})
		}
		if s := creationOf(c.Out); s != nil {
			_, makes := c.In.(*organizations.CreateAccount)
			show(invariants.Resource{
				Kind: creationKind, ID: s.Id, State: string(s.State), Created: s.RequestedTimestamp, Updated: s.CompletedTimestamp,
				Made: makes, Shown: s,
			})
		}
	}
}

func showOrganization(o *organizations.Organization, makes bool, show func(invariants.Resource)) {
	if o != nil {
		scope := kernel.Scope{Account: o.MasterAccountId}
		show(invariants.Resource{Kind: organizationKind, ID: o.Id, ARN: o.Arn, Scope: scope, Made: makes, Shown: o})
	}
}

// accounts yields the accounts that an answer shows.
func accounts(out any) func(func(*organizations.Account) bool) {
	return func(yield func(*organizations.Account) bool) {
		switch out := out.(type) {
		case *organizations.ListAccountsOutput:
			for i := range out.Accounts {
				if !yield(&out.Accounts[i]) {
					return
				}
			}
		case *organizations.DescribeAccountOutput:
			if out.Account != nil {
				yield(out.Account)
			}
		}
	}
}

// handshakes yields the handshakes that an answer shows.
func handshakes(out any) func(func(*organizations.Handshake) bool) {
	return func(yield func(*organizations.Handshake) bool) {
		var one *organizations.Handshake
		switch out := out.(type) {
		case *organizations.InviteAccountToOrganizationOutput:
			one = out.Handshake
		case *organizations.AcceptHandshakeOutput:
			one = out.Handshake
		case *organizations.DeclineHandshakeOutput:
			one = out.Handshake
		case *organizations.CancelHandshakeOutput:
			one = out.Handshake
		case *organizations.DescribeHandshakeOutput:
			one = out.Handshake
		case *organizations.ListHandshakesForAccountOutput:
			for i := range out.Handshakes {
				if !yield(&out.Handshakes[i]) {
					return
				}
			}
		case *organizations.ListHandshakesForOrganizationOutput:
			for i := range out.Handshakes {
				if !yield(&out.Handshakes[i]) {
					return
				}
			}
		}
		if one != nil {
			yield(one)
		}
	}
}

func creationOf(out any) *organizations.CreateAccountStatus {
	switch out := out.(type) {
	case *organizations.CreateAccountOutput:
		return out.CreateAccountStatus
	case *organizations.DescribeCreateAccountStatusOutput:
		return out.CreateAccountStatus
	}
	return nil
}

func organizationOf(h *organizations.Handshake) string {
	for _, p := range h.Parties {
		if p.Type == organizations.OrganizationParty {
			return p.Id
		}
	}
	return ""
}

func named(c *invariants.Call, name func(invariants.Name)) {
	id := ""
	switch in := c.In.(type) {
	case *organizations.AcceptHandshake:
		id = in.HandshakeId
	case *organizations.DeclineHandshake:
		id = in.HandshakeId
	case *organizations.CancelHandshake:
		id = in.HandshakeId
	case *organizations.DescribeHandshake:
		id = in.HandshakeId
	}
	name(invariants.Name{Kind: handshakeKind, ID: id, Text: id, Sole: true})
}

// strangers returns which account is shown that is not in the caller's
// organization.
func strangers(c *invariants.Call, r *invariants.Resource) string {
	f := Of(c)
	org := f.members.Of(c.As.Account).org
	m, ok := f.members.Find(r.ID)
	switch {
	case ok && m.org != org:
		return "account " + r.ID + " is shown in " + org + " and is in " + m.org
	case !ok && r.Shown.(*organizations.Account).JoinedMethod != organizations.Created:
		return "account " + r.ID + " is shown in " + org + " and is no member"
	}
	return f.state(c, r.Shown.(*organizations.Account))
}

func joined(c *invariants.Call, r *invariants.Resource) string {
	if m, ok := Of(c).members.Find(r.ID); ok && m.joined != r.Created && !m.created {
		return "account " + r.ID + " joined at another time"
	}
	return ""
}

// creationHidden wants the caller to have asked for the account, or to read as a delegated
// administrator of the organization that has.
func creationHidden(c *invariants.Call, r *invariants.Resource) string {
	f := Of(c)
	seen, ok := c.Seen(r.Kind, r.ID)
	management := f.organizations.Of(f.members.Of(c.As.Account).org).management
	if ok && f.delegated(c.As.Account) && seen.Scope.Account == management {
		return ""
	}
	return invariants.OwnOnly(c, r)
}

func handshakeHidden(c *invariants.Call, r *invariants.Resource) string {
	f := Of(c)
	h, ok := f.handshakes.Find(r.ID)
	if _, lists := c.In.(*organizations.ListHandshakesForOrganization); lists {
		if org := organizationOf(r.Shown.(*organizations.Handshake)); org != f.Org(c.As.Account) {
			return "the handshake " + r.ID + " of organization " + org + " is shown"
		}
		return ""
	}
	if !ok || h.receiver == "" || h.receiver == c.As.Account {
		return ""
	}
	if _, lists := c.In.(*organizations.ListHandshakesForAccount); lists || h.sender != c.As.Account {
		return "the handshake " + r.ID + " of account " + h.receiver + " is shown"
	}
	return ""
}
