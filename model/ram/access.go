package ram

import (
	"cmp"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// holding tells which shares hold a resource.
type holding struct{ Shares []string }

// participation tells that a STANDARD share names a principal, at whose scope it
// stands, though he need not have accepted yet.
type participation struct {
	Owner kernel.Scope
	Share string
}

// The rules of who has access to what.
var (
	AccessFollowsAssociations = rules.Add(kernel.Rule{
		ID: "RAM-ASC-06", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("AssociateResourceShare"),
		Says:       "Whoever a share names has access to what is put into it later, and a newcomer to what is there already.",
		Operations: []string{"AssociateResourceShare"},
	})
	AccessFollowsMembership = rules.Add(kernel.Rule{
		ID: "RAM-ORG-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: creatingGuide,
		Says: "An account has access while it is in the organization or organizational unit that a share names, " +
			"from the moment it joins until it leaves.",
		Operations: []string{"MoveAccount", "LeaveOrganization", "AcceptHandshake"},
	})
	CirclesCoverInnerOnes = rules.Add(kernel.Rule{
		ID: "RAM-ORG-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: creatingGuide,
		Says: "An organization or organizational unit that a share names stands also for the accounts in the units " +
			"within it.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
)

// Allows reports whether an account may use an action on a resource of another
// one, by whatever share.
func (s *Service) Allows(arn kernel.ARN, account, action string) bool {
	name := arn.String()
	h := s.Holdings.See(arn.Scope(), name)
	if h == nil {
		return false
	}
	for _, id := range h.Shares {
		if s.grants(s.Shares.See(arn.Scope(), id), name, account, action) {
			return true
		}
	}
	return false
}

func (s *Service) grants(sh *share, resource, account, action string) bool {
	a := s.Associations.See(within(sh.ID), resource)
	if sh.Status.State != Active || a.Life.State != Associated {
		return false
	}
	if sh.Features.State != Standard {
		return sh.Policy.Allows(s.request(&sh.Policy, account, action, resource))
	}
	for _, g := range sh.Grants {
		if p := s.permission(sh.Scope, g.Permission); g.ResourceType == a.ResourceType && p != nil {
			return p.Policy.Allows(s.request(&p.Policy, account, action, resource)) && s.reaches(sh, account, a)
		}
	}
	return false
}

// request states the question for a policy, with as much context as it asks for.
func (s *Service) request(doc *policy.Document, account, action, resource string) *policy.Request {
	r := &policy.Request{Principal: policy.Principal{Account: account}, Action: action, Resource: resource}
	if slices.ContainsFunc(doc.Statements, func(st policy.Statement) bool { return len(st.Conditions) > 0 }) {
		r.Context = map[string][]string{"aws:PrincipalAccount": {account}}
		if path := s.org.Path(account); path != "" {
			r.Context["aws:PrincipalOrgID"] = []string{s.org.Membership(account).Organization}
			r.Context["aws:PrincipalOrgPaths"] = []string{path}
		}
	}
	return r
}

// reaches reports whether the share names the account, itself or by a group that
// it is in, and so gives it the resource (any, if that is nil).
func (s *Service) reaches(sh *share, account string, resource *association) bool {
	if s.binds(sh, account, resource) {
		return true
	}
	inner := true
	for group := range s.org.Around(account) {
		if s.binds(sh, group, resource) && s.env.Applies(true, AccessFollowsMembership) &&
			(inner || s.env.Applies(true, CirclesCoverInnerOnes)) {
			return true
		}
		inner = false
	}
	return false
}

func (s *Service) binds(sh *share, principal string, resource *association) bool {
	p := s.Associations.See(within(sh.ID), principal)
	return p != nil && p.Life.State == Associated &&
		(resource == nil || resource.Created == p.Created || s.env.Applies(true, AccessFollowsAssociations))
}

// partakes reports whether somebody takes part in another account's share.
func (s *Service) partakes(at kernel.Scope, sh *share) bool {
	return sh.Status.State == Active && sh.Features.State == Standard &&
		sh.Scope.Region == at.Region && sh.Scope.Account != at.Account && s.reaches(sh, at.Account, nil)
}

// participating lists the shares of others in which somebody takes part, to be
// looked at only.
func (s *Service) participating(at kernel.Scope) []*share {
	var out []*share
	seen := map[string]bool{}
	gather := func(principal string) {
		for p := range s.Participations.View(kernel.Scope{Account: principal, Region: at.Region}).All {
			if sh := s.Shares.See(p.Owner, p.Share); !seen[p.Share] && s.partakes(at, sh) {
				seen[p.Share] = true
				out = append(out, sh)
			}
		}
	}
	gather(at.Account)
	for group := range s.org.Around(at.Account) {
		gather(group)
	}
	return out
}

// SharedWith lists the resources of a type in the STANDARD shares in which
// somebody takes part, each once, the one that was first put into a share first.
func (s *Service) SharedWith(at kernel.Scope, resourceType string) []kernel.ARN {
	var found []*association
	for _, sh := range s.participating(at) {
		for a := range s.Associations.View(within(sh.ID)).All {
			if a.ResourceType == resourceType && a.Life.State == Associated {
				found = append(found, a)
			}
		}
	}
	slices.SortFunc(found, func(a, b *association) int { return cmp.Compare(a.Ordinal, b.Ordinal) })
	var out []kernel.ARN
	seen := map[string]bool{}
	for _, a := range found {
		if arn, err := kernel.ParseARN(a.Entity); err == nil && !seen[a.Entity] {
			seen[a.Entity] = true
			out = append(out, arn)
		}
	}
	return out
}

// IsShared reports whether a share holds the resource and names somebody, even if
// nobody has accepted yet.
func (s *Service) IsShared(arn kernel.ARN) bool {
	h := s.Holdings.See(arn.Scope(), arn.String())
	return h != nil && slices.ContainsFunc(h.Shares, func(id string) bool {
		sh, a := s.Shares.See(arn.Scope(), id), s.Associations.See(within(id), arn.String())
		return sh.Status.State == Active && a.live() && sh.Principals > 0
	})
}

// Withdraw takes a resource out of every share, since its policy or the
// resource itself is gone. A share that its policy created goes with it.
func (s *Service) Withdraw(arn kernel.ARN) {
	for _, sh := range s.holders(arn) {
		if a := s.Associations.Get(within(sh.ID), arn.String()); a.live() {
			_ = s.associationMachine.Fire(a, "DisassociateResourceShare")
		}
		if sh.Features.State != Standard && sh.Resources == 0 {
			_ = s.shareMachine.Fire(sh, "DeleteResourceShare")
		}
	}
}

// holders lists the shares that hold a resource, or held it a while ago.
func (s *Service) holders(arn kernel.ARN) []*share {
	var out []*share
	if h := s.Holdings.See(arn.Scope(), arn.String()); h != nil {
		for _, id := range h.Shares {
			out = append(out, s.Shares.Get(arn.Scope(), id))
		}
	}
	return out
}

// hold notes that a share holds a resource.
func (s *Service) hold(a *association) {
	if a.Type != ResourceAssociation {
		return
	}
	if h := s.Holdings.Get(a.Scope, a.Entity); h != nil {
		h.Shares = append(slices.Clip(h.Shares), a.Share)
		return
	}
	s.Holdings.In(a.Scope).Put(a.Entity, &holding{[]string{a.Share}})
}

// letGo notes that a share no longer does.
func (s *Service) letGo(a *association) {
	h := s.Holdings.Get(a.Scope, a.Entity)
	if a.Type != ResourceAssociation || h == nil {
		return
	}
	h.Shares = slices.DeleteFunc(slices.Clone(h.Shares), func(id string) bool { return id == a.Share })
	if len(h.Shares) == 0 {
		s.Holdings.In(a.Scope).Delete(a.Entity)
	}
}

// index notes whether a STANDARD share names a principal.
func (s *Service) index(a *association) {
	if a.Type != PrincipalAssociation {
		return
	}
	sh, scope := s.Shares.See(a.Scope, a.Share), kernel.Scope{Account: a.Entity, Region: a.Scope.Region}
	known, named := s.Participations.See(scope, a.Share) != nil, a.live() && sh.Features.State == Standard
	switch {
	case named && !known:
		s.Participations.In(scope).Put(a.Share, &participation{a.Scope, a.Share})
	case known && !named:
		s.Participations.In(scope).Delete(a.Share)
	}
}
