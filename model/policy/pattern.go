package policy

import "strings"

// Like matches text against a pattern in which * stands for any run of
// characters and ? for one.
func Like(pattern, text string) bool { return match(pattern, text, false) }

// isAction tells whether a pattern matches an action, in any case.
func isAction(patterns []string, action string) bool {
	for _, p := range patterns {
		if match(p, action, true) {
			return true
		}
	}
	return false
}

// likeARN matches an ARN component by component: no wildcard reaches over a
// colon, but in the last component.
func likeARN(pattern, arn string) bool {
	if pattern == "*" {
		return true
	}
	for range 5 {
		p, restOfPattern, ok := strings.Cut(pattern, ":")
		a, restOfARN, whole := strings.Cut(arn, ":")
		if !ok || !whole || !Like(p, a) {
			return false
		}
		pattern, arn = restOfPattern, restOfARN
	}
	return Like(pattern, arn)
}

// literal before a character of a pattern takes its meaning as a wildcard.
const literal = '\x00'

// match remembers only the last star: what an earlier one swallowed never needs
// to change, so the time is bounded by the product of both lengths.
func match(pattern, text string, fold bool) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		var c byte = literal // also at the pattern's end
		if p < len(pattern) {
			c = pattern[p]
		}
		switch {
		case c == '*':
			if p+1 == len(pattern) {
				return true
			}
			star, mark = p, t
			p++
		case c != literal && (c == text[t] || c == '?' || fold && lower(c) == lower(text[t])):
			p++
			t++
		case p+1 < len(pattern) && c == literal && pattern[p+1] == text[t]:
			p += 2
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

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
