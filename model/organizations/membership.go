package organizations

import (
	"iter"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Membership is what other services may know of an account's organization.
type Membership struct {
	Organization string // its ID
	Manages      bool   // the account is its management account
	AllFeatures  bool
}

// Membership returns which organization an account is in; none is the zero value.
func (s *Service) Membership(account string) Membership {
	m := s.Members.See(global, account)
	if m == nil {
		return Membership{}
	}
	o := s.Organizations.See(global, m.Organization)
	return Membership{o.ID, o.Management == account, o.FeatureSet == AllFeatures}
}

// Around yields the ARNs of the groups that an account is in, from its direct
// parent outwards to the organization itself. A root has no group of its own.
func (s *Service) Around(account string) iter.Seq[string] {
	return func(yield func(string) bool) {
		m := s.Members.See(global, account)
		if m == nil {
			return
		}
		for u := s.Units.See(global, m.Parent); u != nil; u = s.Units.See(global, u.Parent) {
			if !yield(u.ARN) {
				return
			}
		}
		yield(s.Organizations.See(global, m.Organization).ARN)
	}
}

// Accounts lists the accounts of an organization, the longest there first.
func (s *Service) Accounts(organization string) []string {
	var accounts []string
	for m := range s.Members.View(global).All {
		if m.Organization == organization {
			accounts = append(accounts, m.Account)
		}
	}
	return accounts
}

// Path spells where an account is in its organization, as the condition key
// aws:PrincipalOrgPaths does; empty where it is in none.
func (s *Service) Path(account string) string {
	m := s.Members.See(global, account)
	if m == nil {
		return ""
	}
	return s.path(s.Organizations.See(global, m.Organization), m.Parent)
}

// Group is an organization or organizational unit that an ARN names.
type Group struct {
	Organization string // the ID of the organization, which need not exist
	Path         string // o-…/ or o-…/r-…/ou-…/; empty where there is no such group
}

// Group takes the ARN of an organization or organizational unit apart. It is
// not ok where the ARN names neither.
func (s *Service) Group(arn kernel.ARN) (group Group, ok bool) {
	parts := strings.Split(arn.Resource, "/")
	switch {
	case arn.Service != "organizations":
		return Group{}, false
	case len(parts) == 2 && parts[0] == "organization":
		if o := s.Organizations.See(global, parts[1]); o != nil && o.ARN == arn.String() {
			return Group{o.ID, o.ID + "/"}, true
		}
	case len(parts) == 3 && parts[0] == "ou":
		if u := s.Units.See(global, parts[2]); u != nil && u.ARN == arn.String() {
			return Group{u.Organization, s.path(s.Organizations.See(global, u.Organization), u.ID)}, true
		}
	default:
		return Group{}, false
	}
	return Group{Organization: parts[1]}, true
}

// Trusts reports whether a service may work with the organization.
func (s *Service) Trusts(organization, service string) bool {
	o := s.Organizations.See(global, organization)
	return o != nil && slices.ContainsFunc(o.Trusted, func(p EnabledServicePrincipal) bool {
		return p.ServicePrincipal == service
	})
}

// Trust lets a service work with the organization.
func (s *Service) Trust(organization, service string) {
	if o := s.Organizations.Get(global, organization); o != nil && !s.Trusts(organization, service) {
		o.Trusted = append(slices.Clip(o.Trusted), EnabledServicePrincipal{s.env.Now(), service})
	}
}
