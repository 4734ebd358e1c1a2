package policy

import (
	"slices"
	"strings"
)

// Principal is who asks, as policies see it.
type Principal struct {
	Account string // 12 digits; empty for a service
	// ARN is arn:aws:iam::ACCOUNT:root for an administrator, that of a user, or
	// that of a role's session, arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION.
	// Without it the question is for somebody of the account, whoever it is.
	ARN     string
	Role    string // of a session: the role's ARN
	ID      string // aws:userid, as in AROA...:SESSION
	Service string // of a service: dlm.amazonaws.com
	// Credentials are those of a session that session policies limit, or whose context
	// has more than its role's; empty for others.
	Credentials string
}

// naming is how a statement names a principal.
type naming int

const (
	unnamed   naming = iota
	delegated        // by its account, whose own policies then decide
	byRole           // a session, by its role, whose permissions boundary limits it
	anyone           // by *: session policies limit it
	direct
)

// name tells how the principals name p, by the most direct name.
func (n *Principals) name(p *Principal) naming {
	best := unnamed
	for _, entry := range n.AWS {
		best = max(best, p.called(entry))
	}
	if p.Service != "" && slices.Contains(n.Service, p.Service) {
		best = direct
	}
	return best
}

// called reports whether an entry of AWS principals is p.
func (p *Principal) called(entry string) naming {
	switch {
	case entry == "*":
		return anyone
	case p.Account == "":
		return unnamed
	case entry == p.ARN, entry == p.ID && p.ID != "":
		return direct
	case p.Role != "" && (entry == p.Role || p.hasID(entry)):
		return byRole
	case p.ARN == "" && Account(entry) == p.Account:
		return direct
	case entry != p.Account && !isRoot(entry, p.Account):
		return unnamed
	case isRoot(p.ARN, p.Account):
		return direct
	}
	return delegated
}

// hasID reports whether an ID is that of the role whose session p is.
func (p *Principal) hasID(id string) bool {
	session, ok := strings.CutPrefix(p.ID, id)
	return ok && id != "" && session != "" && session[0] == ':'
}

// isRoot reports whether an ARN is that of the account's root.
func isRoot(arn, account string) bool {
	rest, root := strings.CutSuffix(arn, ":root")
	rest, own := strings.CutSuffix(rest, account)
	return root && own && strings.HasSuffix(rest, ":iam::")
}

// exempt reports whether NotPrincipal spares p. It does so only where it names
// all that p acts as: itself, its role, and its account.
func (n *Principals) exempt(p *Principal) bool {
	lists := func(name string) bool { return slices.Contains(n.AWS, name) }
	switch {
	case lists("*"):
		return true
	case p.Service != "":
		return slices.Contains(n.Service, p.Service)
	}
	account := slices.ContainsFunc(n.AWS, func(e string) bool { return e == p.Account || isRoot(e, p.Account) })
	return account && (p.Role == "" || lists(p.Role)) && (isRoot(p.ARN, p.Account) || lists(p.ARN))
}
