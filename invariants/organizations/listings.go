package organizations

import (
	"slices"
	"strconv"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

func page(c *invariants.Call) (invariants.Page, bool) {
	switch in := c.In.(type) {
	case *organizations.ListAccounts:
		out := c.Out.(*organizations.ListAccountsOutput)
		p := invariants.Page{Whole: true, Order: 1}
		return invariants.PageOf(p, in.MaxResults, 20, out.Accounts,
			func(a *organizations.Account) invariants.Entry {
				return invariants.Entry{ID: a.Id, At: a.JoinedTimestamp}
			})
	case *organizations.ListOrganizationalUnitsForParent:
		out := c.Out.(*organizations.ListOrganizationalUnitsForParentOutput)
		p := invariants.Page{Whole: true}
		return invariants.PageOf(p, in.MaxResults, 20, out.OrganizationalUnits,
			func(u *organizations.OrganizationalUnit) invariants.Entry { return invariants.Entry{ID: u.Id} })
	case *organizations.ListHandshakesForAccount:
		out := c.Out.(*organizations.ListHandshakesForAccountOutput)
		p := invariants.Page{Whole: in.Filter == nil, Order: 1}
		return invariants.PageOf(p, in.MaxResults, 20, out.Handshakes,
			func(h *organizations.Handshake) invariants.Entry {
				return invariants.Entry{ID: h.Id, At: h.RequestedTimestamp}
			})
	case *organizations.ListHandshakesForOrganization:
		out := c.Out.(*organizations.ListHandshakesForOrganizationOutput)
		p := invariants.Page{Whole: in.Filter == nil, Order: 1}
		return invariants.PageOf(p, in.MaxResults, 20, out.Handshakes,
			func(h *organizations.Handshake) invariants.Entry {
				return invariants.Entry{ID: h.Id, At: h.RequestedTimestamp}
			})
	}
	return invariants.Page{}, false
}

func listed(l *invariants.Listing) {
	f, me := Of(l.Call), l.As.Account
	switch in := l.In.(type) {
	case *organizations.ListAccounts:
		for account, m := range f.members.All {
			if m.org == f.members.Of(me).org && l.Early(m.joined) {
				l.Must(invariants.Entry{ID: account})
			}
		}
	case *organizations.ListOrganizationalUnitsForParent:
		for id, u := range f.units.All {
			if u.parent == in.ParentId && !u.gone && l.Page.Token == "" {
				l.Must(invariants.Entry{ID: id})
			}
		}
	case *organizations.ListHandshakesForAccount:
		for id, h := range f.handshakes.All {
			asked := h.shown.RequestedTimestamp
			if h.receiver == me && l.Early(asked) && l.At < asked.Add(30*kernel.Day) {
				l.Must(invariants.Entry{ID: id})
			}
		}
	case *organizations.ListHandshakesForOrganization:
		for id, h := range f.handshakes.All {
			asked := h.shown.RequestedTimestamp
			if h.org == f.Org(me) && l.Early(asked) && l.At < asked.Add(30*kernel.Day) {
				l.Must(invariants.Entry{ID: id})
			}
		}
	}
}

func filtered(c *invariants.Call) string {
	var filter *organizations.HandshakeFilter
	switch in := c.In.(type) {
	case *organizations.ListHandshakesForAccount:
		filter = in.Filter
	case *organizations.ListHandshakesForOrganization:
		filter = in.Filter
	}
	if filter == nil || filter.ActionType == "" {
		return ""
	}
	for h := range handshakes(c.Out) {
		if h.Action != filter.ActionType {
			return h.Id + " is listed though it was not asked for"
		}
	}
	return ""
}

func written(c *invariants.Call) string {
	in, ok := c.In.(*organizations.ListAWSServiceAccessForOrganization)
	if !ok {
		return ""
	}
	out := c.Out.(*organizations.ListAWSServiceAccessForOrganizationOutput)
	listed := slices.ContainsFunc(out.EnabledServicePrincipals, func(p organizations.EnabledServicePrincipal) bool {
		return p.ServicePrincipal == ramPrincipal
	})
	trusted := Of(c).organizations.Of(Of(c).Org(c.As.Account)).trusted
	if in.NextToken == "" && out.NextToken == "" && trusted != listed {
		return "trusted access of RAM is not as it was written"
	}
	return ""
}

func quotas(c *invariants.Call) string {
	in, ok := c.In.(*organizations.CreateOrganizationalUnit)
	if !ok {
		return ""
	}
	depth, units := 1, &Of(c).units
	for u, ok := units.Find(in.ParentId); ok; u, ok = units.Find(u.parent) {
		depth++
	}
	if depth > 5 {
		return "a unit is made on level " + strconv.Itoa(depth)
	}
	return ""
}
