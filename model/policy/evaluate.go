package policy

import "slices"

// Request is what a policy decides on.
type Request struct {
	// Account is the account of the principal that asks.
	Account  string
	Action   string
	Resource string
	// Context holds the values of condition keys, such as aws:PrincipalOrgID.
	Context map[string][]string
}

var contextKeys = []string{"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount"}

type comparison func(have, want []string) bool

var comparisons = map[string]comparison{
	"StringEquals":                anyMatch(func(have, want string) bool { return have == want }),
	"StringLike":                  anyMatch(func(have, want string) bool { return Like(want, have) }),
	"ForAnyValue:StringEquals":    anyMatch(func(have, want string) bool { return have == want }),
	"ForAnyValue:StringLike":      anyMatch(func(have, want string) bool { return Like(want, have) }),
	"StringNotEquals":             noneMatches(func(have, want string) bool { return have == want }),
	"StringNotLike":               noneMatches(func(have, want string) bool { return Like(want, have) }),
	"ForAnyValue:StringNotEquals": someDiffers,
}

func anyMatch(same func(have, want string) bool) comparison {
	return func(have, want []string) bool {
		return slices.ContainsFunc(have, func(h string) bool {
			return slices.ContainsFunc(want, func(w string) bool { return same(h, w) })
		})
	}
}

func noneMatches(same func(have, want string) bool) comparison {
	matches := anyMatch(same)
	return func(have, want []string) bool { return !matches(have, want) }
}

func someDiffers(have, want []string) bool {
	return slices.ContainsFunc(have, func(h string) bool { return !slices.Contains(want, h) })
}

// Allows tells whether the document allows the request: some statement allows
// it and none denies it.
func (d Document) Allows(r Request) bool {
	allowed := false
	for i := range d.Statements {
		s := &d.Statements[i]
		if !s.applies(r) {
			continue
		}
		if s.Effect == Deny {
			return false
		}
		allowed = true
	}
	return allowed
}

func (s *Statement) applies(r Request) bool {
	return slices.ContainsFunc(s.Principals, func(p string) bool { return p == "*" || Account(p) == r.Account }) &&
		slices.ContainsFunc(s.Actions, func(a string) bool { return likeFold(a, r.Action) }) &&
		(len(s.Resources) == 0 || slices.ContainsFunc(s.Resources, func(a string) bool { return Like(a, r.Resource) })) &&
		!slices.ContainsFunc(s.Conditions, func(c Condition) bool { return !comparisons[c.Operator](r.Context[c.Key], c.Values) })
}

// Like matches text against a pattern in which * stands for any run of
// characters and ? for one.
func Like(pattern, text string) bool {
	return match(pattern, text, func(a, b byte) bool { return a == b })
}

func likeFold(pattern, text string) bool {
	return match(pattern, text, func(a, b byte) bool { return lower(a) == lower(b) })
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// match remembers only the last star: what an earlier one swallowed never needs
// to change, so the time is bounded by the product of both lengths.
func match(pattern, text string, same func(a, b byte) bool) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || same(pattern[p], text[t])):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
