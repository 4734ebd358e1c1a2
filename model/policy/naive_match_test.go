package policy_test

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// sign is a character of a pattern, which may be a wildcard.
type sign struct {
	is   rune
	wild bool
}

func signs(text string) (all []sign) {
	for _, c := range text {
		all = append(all, sign{c, c == '*' || c == '?'})
	}
	return all
}

func letters(text string) (all []sign) {
	for _, c := range text {
		all = append(all, sign{c, false})
	}
	return all
}

// read takes a text of a policy apart, with values in place of its variables;
// false where one has none.
func (n naive) read(modern bool, text string) ([]sign, bool) {
	var all []sign
	whole := true
	for text != "" {
		if modern && variable.MatchString(text) {
			found := variable.FindStringSubmatch(text)
			value, known := n.valueOf(found[1])
			all, whole, text = append(all, letters(value)...), whole && known, text[len(found[0]):]
			continue
		}
		first, _ := utf8.DecodeRuneInString(text)
		all, text = append(all, sign{first, first == '*' || first == '?'}), strings.TrimPrefix(text, string(first))
	}
	return all, whole
}

func glob(pattern []sign, text []rune) bool {
	switch {
	case len(pattern) == 0:
		return len(text) == 0
	case pattern[0].wild && pattern[0].is == '*':
		return glob(pattern[1:], text) || len(text) > 0 && glob(pattern, text[1:])
	}
	return len(text) > 0 && (pattern[0].wild || pattern[0].is == text[0]) && glob(pattern[1:], text[1:])
}

// arnGlob matches what follows so many colons of an ARN. The colons after the
// fifth are in the resource part and separate nothing.
func arnGlob(pattern []sign, text []rune, colons int) bool {
	if len(pattern) == 0 || len(text) == 0 {
		return len(text) == 0 && !slices.ContainsFunc(pattern, func(s sign) bool { return !s.wild || s.is != '*' })
	}
	separator, after := text[0] == ':' && colons < 5, colons
	if separator {
		after++
	}
	first := pattern[0]
	switch {
	case !first.wild:
		return first.is == text[0] && arnGlob(pattern[1:], text[1:], after)
	case first.is == '?':
		return !separator && arnGlob(pattern[1:], text[1:], after)
	}
	last := len(pattern) == 1 || pattern[1].is == ':'
	return arnGlob(pattern[1:], text, colons) || (!separator || last) && arnGlob(pattern, text[1:], after)
}

// arnLike compares component by component.
func arnLike(pattern []sign, text string) bool {
	if len(pattern) == 1 && pattern[0] == (sign{'*', true}) {
		return true
	}
	for range 5 {
		colon := slices.IndexFunc(pattern, func(s sign) bool { return s.is == ':' })
		part, rest, ok := strings.Cut(text, ":")
		if colon < 0 || !ok || !glob(pattern[:colon], []rune(part)) {
			return false
		}
		pattern, text = pattern[colon+1:], rest
	}
	return glob(pattern, []rune(text))
}
