package policy

import (
	"strings"
	"unicode/utf8"
)

// pattern is a text in which the byte many stands for any run of characters and
// the byte one for a single character.
type pattern struct {
	text      string
	many, one byte
}

// The wildcards of patterns with the values of variables are bytes that no text
// in UTF-8 has, so that a value has none.
const (
	manyFilled = '\xfe'
	oneFilled  = '\xff'
)

var wildcardsPlain = strings.NewReplacer(string([]byte{manyFilled}), "*", string([]byte{oneFilled}), "?")

// wild reads a text whose wildcards are * and ?.
func wild(text string) pattern { return pattern{text, '*', '?'} }

// Like matches text against a pattern in which * stands for any run of
// characters and ? for one.
func Like(pattern, text string) bool { return wild(pattern).matches(text, false) }

// isAction reports whether a pattern matches an action, in any case. The service of
// an action is spelt out (IAM User Guide, reference_policies_elements_action).
func isAction(patterns []string, action string) bool {
	for _, p := range patterns {
		if !wild(p).matches(action, true) {
			continue
		}
		if service, _, named := strings.Cut(p, ":"); named && p != "*:*" && strings.ContainsAny(service, "*?") {
			continue
		}
		return true
	}
	return false
}

// literally is the text with its wildcards as plain characters.
func (p pattern) literally() string {
	if p.many == '*' {
		return p.text
	}
	return wildcardsPlain.Replace(p.text)
}

// of is the pattern of a part of the text.
func (p pattern) of(part string) pattern { return pattern{part, p.many, p.one} }

// cut splits a pattern around its first wildcard for many characters.
func (p pattern) cut() (before, after pattern, found bool) {
	i := strings.IndexByte(p.text, p.many)
	if i < 0 {
		return p, p.of(""), false
	}
	return p.of(p.text[:i]), p.of(p.text[i+1:]), true
}

// matches reports whether the pattern matches all of a text, in any case of ASCII
// letters if fold is set. Of the places where a piece between two wildcards for
// many matches the first is always as good as any other.
func (p pattern) matches(text string, fold bool) bool {
	end, read := p.begins(text, fold)
	if read == len(p.text) {
		return end == len(text)
	}
	for rest, more := p.of(p.text[read+1:]), true; end >= 0; {
		text, p = text[end:], rest
		if p, rest, more = p.cut(); !more {
			return p.ends(text, fold)
		}
		end = p.find(text, fold)
	}
	return false
}

// begins returns where in a text the piece before the first wildcard for many
// ends that matches at its beginning, or -1, and how much of the pattern that is.
func (p pattern) begins(text string, fold bool) (end, read int) {
	t := 0
	for i := range len(p.text) {
		c := p.text[i]
		switch {
		case c == p.many:
			return t, i
		case t == len(text):
			return -1, i
		case c == text[t]:
			t++
		case c == p.one:
			t += width(text[t:])
		case fold && lower(c) == lower(text[t]):
			t++
		default:
			return -1, i
		}
	}
	return t, len(p.text)
}

// ends reports whether a text ends with a piece.
func (p pattern) ends(text string, fold bool) bool {
	start := len(text)
	for range p.characters() {
		if start == 0 {
			return false
		}
		_, n := utf8.DecodeLastRuneInString(text[:start])
		start -= n
	}
	end, _ := p.begins(text[start:], fold)
	return end == len(text)-start
}

// find returns where in a text the first match of a piece ends, or -1.
func (p pattern) find(text string, fold bool) int {
	if single := strings.IndexByte(p.text, p.one) >= 0; !single && !fold {
		i := strings.Index(text, p.text)
		if i < 0 {
			return -1
		}
		return i + len(p.text)
	} else if single && len(p.text) > long && !fold {
		return p.search(text)
	}
	for i := 0; ; i += width(text[i:]) {
		if end, _ := p.begins(text[i:], fold); end >= 0 {
			return i + end
		}
		if i == len(text) {
			return -1
		}
	}
}

// characters counts the characters that a piece matches.
func (p pattern) characters() int {
	n := 0
	for i := range len(p.text) {
		if c := p.text[i]; c == p.one || utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

// width is how many bytes the first character of a text has.
func width(text string) int {
	if len(text) == 0 || text[0] < utf8.RuneSelf {
		return 1
	}
	_, n := utf8.DecodeRuneInString(text)
	return n
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
