package invariants

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// TokensActOnce is checked on calls that bear the client token of an accepted
// one. Such a call is checked for nothing else.
var TokensActOnce = &Invariant{
	ID: "INV-TOKEN-01",
	Says: "A call repeated with its client token, within an hour for jobs of AWS Backup and within a day for volumes and " +
		"for RAM, does nothing more and gets the answer that it got first, with the state and tags of a volume as they are by now; " +
		"with other parameters the token is refused; nobody is refused for a token that only others have used, or the " +
		"same account in another Region.",
	Refused: tokenUsedElsewhere,
	Needs:   func(s *Service) bool { return s.Tokens != nil },
}

// Tokens says how a service heeds client tokens. Hooks that are nil change
// nothing.
type Tokens struct {
	// Within returns what a token belongs to besides operation, account and Region.
	Within func(in any) string
	// Last returns for how long the service surely remembers the token of an input, 0 for
	// ever. After that the answer reports whether it did, unless it is Silent.
	Last func(in any) time.Duration
	// Silent reports whether an answer is the same whatever a call has done. Such a call is
	// taken for a new one once its token may be forgotten.
	Silent func(out any) bool
	// Steady returns what of an answer a repeated call gets again.
	Steady func(out any) any
	// Forgotten reports whether the token of an answer is free again, since what it made
	// is gone.
	Forgotten func(c *Call, out any) bool
	// Lost reports whether what the first answer shows may be gone, so that the
	// token may be refused.
	Lost func(c *Call, out any) bool
}

// request names an accepted call that may be repeated.
type request struct {
	at     kernel.Scope
	op     *kernel.Operation
	within string
	token  string
}

// answer is what such a call was about and got.
type answer struct {
	at      kernel.Time
	last    time.Duration // for which its token is surely remembered, 0 for ever
	in, out string
	shows   any // the answer itself
}

// mismatches are the errors of a token that is used with other parameters.
var mismatches = []string{"IdempotentParameterMismatch", "IdempotentParameterMismatchException"}

// request returns how the call may be repeated, with an empty token where it
// bears none that its service heeds.
func (c *Call) request() request {
	q, heeds := request{at: c.As.Scope(), op: c.Op}, c.Service.Tokens
	if heeds == nil {
		return q
	}
	if q.token = c.Op.ClientToken(c.In); q.token != "" && heeds.Within != nil {
		q.within = heeds.Within(c.In)
	}
	return q
}

// binds reports whether a service must still know the token of an answer.
func (a *answer) binds(now kernel.Time) bool { return a.last == 0 || now < a.at.Add(a.last) }

// steady is the text of what a repeated call gets again.
func (t *Tokens) steady(out any) string {
	if t.Steady != nil {
		out = t.Steady(out)
	}
	return Text(out)
}

// repeats reports whether the call bears the token of an accepted one.
func (h *History) repeats(c *Call) bool {
	q := c.request()
	if q.token == "" {
		return false
	}
	first, ok := h.asked.Find(q)
	switch forgotten := c.Service.Tokens.Forgotten; {
	case ok && forgotten != nil && forgotten(c, first.shows):
		return false
	case !ok || first.binds(c.At):
		return ok
	case c.Refusal != nil:
		return slices.Contains(mismatches, c.Refusal.Code)
	case c.Service.Tokens.Silent != nil && c.Service.Tokens.Silent(c.Out):
		return false
	}
	return first.out == c.Service.Tokens.steady(c.Out)
}

// learnToken enters an accepted call that repeats none.
func (h *History) learnToken(c *Call) {
	if q := c.request(); q.token != "" {
		a := answer{at: c.At, in: digest(c.In), out: c.Service.Tokens.steady(c.Out), shows: c.Out}
		if last := c.Service.Tokens.Last; last != nil {
			a.last = last(c.In)
		}
		h.asked.Put(q, a)
	}
}

// digest tells inputs apart: members that are absent are as good as empty ones.
func digest(in any) string {
	h := kernel.NewHasher()
	h.Add(in)
	return h.Sum()
}

func repeated(c *Call) string {
	heeds := c.Service.Tokens
	first := c.history.asked.Of(c.request())
	same := first.in == digest(c.In)
	switch {
	case !first.binds(c.At):
		return ""
	case same && c.Refusal != nil && !c.excused(first):
		return "a call that was accepted is refused with " + c.Refusal.Code + " when it is repeated with its client token"
	case same && c.Refusal == nil && first.out != heeds.steady(c.Out):
		return "a call that is repeated with its client token gets another answer"
	case !same && c.Refusal == nil:
		return "a client token is accepted with other parameters"
	}
	return ""
}

// excused reports whether a repeated call may be refused: by the policies of a
// principal, by trouble of the service, or because what the call made may be gone.
func (c *Call) excused(first answer) bool {
	if !slices.Contains(mismatches, c.Refusal.Code) {
		return c.As.Principal != "" || c.isBarred() || c.Transient()
	}
	return c.Service.Tokens.Lost != nil && c.Service.Tokens.Lost(c, first.shows)
}

// tokenUsedElsewhere finds refusals for a token that the caller's account has not
// used in the Region. Whether operations of a service share tokens is not
// documented.
func tokenUsedElsewhere(c *Call) string {
	q := c.request()
	if q.token == "" || !slices.Contains(mismatches, c.Refusal.Code) {
		return ""
	}
	for known := range c.history.asked.All {
		if known.at == q.at && known.op.API == q.op.API && known.token == q.token {
			return ""
		}
	}
	return "a client token is refused that its caller has used for nothing"
}
