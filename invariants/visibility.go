package invariants

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// The invariants of what an account may see and use of others.
var (
	// AnswersShowOwnAndShared is checked on all resources that are shown.
	AnswersShowOwnAndShared = &Invariant{
		ID: "INV-SEE-01",
		Says: "An answer shows only what is the caller's own or is shared with it right now, by a chain of " +
			"permissions of which no link has been taken back.",
		Accepted: showOwnAndShared, Needs: showsKinds(func(k *Kind) bool { return k.Hidden != nil }),
	}
	// OnlyOwnersAndSharersUse is checked on all resources that a call names.
	OnlyOwnersAndSharersUse = &Invariant{
		ID: "INV-SEE-02",
		Says: "Nobody changes or looks into what is another account's, and nobody uses it unless it is shared with " +
			"the caller right now.",
		Accepted: onlyOwnersAndSharersUse, Needs: func(s *Service) bool { return s.Named != nil },
	}
	// ForeignIsMissing is checked on refusals of calls that depend on one resource.
	ForeignIsMissing = &Invariant{
		ID:      "INV-SEE-03",
		Says:    "What belongs to another account and is not shared is refused exactly as what does not exist.",
		Refused: foreignIsMissing, Needs: func(s *Service) bool { return s.Alike },
	}
)

func showOwnAndShared(c *Call) string {
	for i := range c.shown {
		r := &c.shown[i]
		if r.Kind.Hidden == nil {
			continue
		}
		if why := r.Kind.Hidden(c, r); why != "" {
			return why
		}
	}
	return ""
}

func onlyOwnersAndSharersUse(c *Call) (wrong string) {
	c.Service.Named(c, func(n Name) {
		if wrong == "" && n.ID != "" {
			wrong = misused(c, &n)
		}
	})
	return wrong
}

func misused(c *Call, n *Name) string {
	scope := n.Scope
	if seen, ok := c.Seen(n.Kind, n.ID); ok {
		scope = seen.Scope
	}
	switch {
	case scope.Account == "" || c.Owns(scope):
		return ""
	case n.Owners || n.Kind.Shared == nil:
		return n.Text + " of account " + scope.Account + " is changed or looked into"
	case scope.Region != "" && scope.Region != c.As.Region:
		return n.Text + " of another Region is used"
	case !n.Kind.Shared(c, n.ID):
		return n.Text + " of account " + scope.Account + " is used though it is not shared with the caller now"
	}
	return ""
}

// question is a call in which only one name is left open.
type question struct {
	op         *kernel.Operation
	kind, rest string
	length     int // of the ID
}

// told is a refusal in which that name and the caller's are left open.
type told struct{ code, message string }

// openName is a question, what it got, and whether the name that it leaves open is
// another account's; ok is false where that is not known.
type openName struct {
	question
	told
	foreign, ok bool
}

func foreignIsMissing(c *Call) string {
	o := c.openName()
	if !o.ok {
		return ""
	}
	others := &c.history.foreign
	if o.foreign {
		others = &c.history.unknown
	}
	if other, known := others.Find(o.question); known && other != o.told {
		return "what is another account's gets " + c.Refusal.Code + " and what does not exist " + other.code +
			", or with other words"
	}
	return ""
}

func (h *History) learnRefusal(c *Call) {
	if c.As.Principal != "" || c.isBarred() || c.Service.Named == nil {
		return
	}
	switch o := c.openName(); {
	case !o.ok:
	case o.foreign:
		h.foreign.Put(o.question, o.told)
	default:
		h.unknown.Put(o.question, o.told)
	}
}

// openName returns the question that a refused call put about a resource which
// is either another account's, not shared, or nobody's.
func (c *Call) openName() *openName {
	if c.open == nil {
		c.open = &openName{}
		if n := c.sole(); n.Text != "" {
			c.open.of(c, &n)
		}
	}
	return c.open
}

func (o *openName) of(c *Call, n *Name) {
	id, kind := n.Text, n.Text
	arn, err := kernel.ParseARN(n.Text)
	if err == nil {
		id = arn.Resource[strings.LastIndexByte(arn.Resource, '/')+1:]
		kind = arn.Partition + arn.Service + arn.Region + arn.Resource[:len(arn.Resource)-len(id)]
	}
	if i := strings.IndexByte(id, '-'); err != nil && i > 0 {
		kind = id[:i]
	}
	seen, known := c.Seen(n.Kind, n.ID)
	foreign := known && seen.Scope.Account != c.As.Account && (n.Kind.Shared == nil || !n.Kind.Shared(c, n.ID))
	if known && !foreign || len(id) < 11 || strings.ToLower(id) != id {
		return
	}
	if err == nil && arn.Region != c.As.Region || !known && c.mayHave(n) {
		return
	}
	message := strings.ReplaceAll(strings.ReplaceAll(c.Refusal.Message, n.Text, "?"), id, "?")
	*o = openName{
		question: question{c.Op, kind, strings.ReplaceAll(Text(c.In), n.Text, "?"), len(id)},
		told:     told{c.Refusal.Code, strings.ReplaceAll(message, c.As.Account, "the caller's account")},
		foreign:  foreign, ok: true,
	}
}

// sole returns the one name on which the call depends.
func (c *Call) sole() (sole Name) {
	c.Service.Named(c, func(n Name) {
		if n.Sole {
			sole = n
		}
	})
	return sole
}

// mayHave reports whether a resource that no answer has shown may be the
// caller's, or may be shared with it.
func (c *Call) mayHave(n *Name) bool {
	if n.Kind.Unknown == nil {
		scope, ok := ScopeOf(n.Text)
		return ok && scope.Account == c.As.Account
	}
	return n.Kind.Unknown(c, n)
}
