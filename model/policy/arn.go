package policy

import "strings"

// parts are the colons before the resource part of an ARN, in which a colon is a
// character like any other.
const parts = 5

// isLikeARN matches an ARN component by component: no wildcard reaches over a
// colon, but in the last component. The pattern * matches anything.
func (p pattern) isLikeARN(arn string) bool {
	if p.everything() {
		return true
	}
	for range parts {
		own, restOfPattern, ok := strings.Cut(p.text, ":")
		component, restOfARN, whole := strings.Cut(arn, ":")
		if !ok || !whole || !p.of(own).matches(component, false) {
			return false
		}
		p, arn = p.of(restOfPattern), restOfARN
	}
	return p.matches(arn, false)
}

// isResource matches an ARN as the elements Resource and NotResource do: a
// wildcard reaches over a colon only in the resource part, or as the last
// character of its segment (IAM User Guide, reference_policies_elements_resource).
func (p pattern) isResource(arn string) bool {
	if p.everything() {
		return true
	}
	return p.segments(arn, 0)
}

// everything reports whether the pattern is but one wildcard for many.
func (p pattern) everything() bool { return len(p.text) == 1 && p.text[0] == p.many }

// segments matches the rest of an ARN of which so many colons have been passed.
func (p pattern) segments(arn string, passed int) bool {
	if passed == parts {
		return p.matches(arn, false)
	}
	own, rest, more := strings.Cut(p.text, ":")
	segment, beyond, colon := strings.Cut(arn, ":")
	switch {
	case !p.of(own).matches(segment, false):
		return false
	case own != "" && own[len(own)-1] == p.many:
		return !more || p.of(p.text[len(own)-1:]).leaps(p.of(rest), arn, passed)
	case more && colon:
		return p.of(rest).segments(beyond, passed+1)
	}
	return more == colon
}

// leaps reports whether the wildcard for many that ends a segment, and with which p
// begins, can take so much of an ARN that the rest matches what remains: some
// segments, or all of them and something of the resource part.
func (p pattern) leaps(rest pattern, arn string, passed int) bool {
	for ; passed < parts; passed++ {
		_, beyond, colon := strings.Cut(arn, ":")
		if !colon {
			return false
		}
		if rest.segments(beyond, passed+1) {
			return true
		}
		arn = beyond
	}
	return p.matches(arn, false)
}
