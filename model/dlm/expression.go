package dlm

import (
	"regexp"
	"regexp/syntax"
)

// expression is a compiled DescriptionRegex.
type expression struct{ whole, part *regexp.Regexp }

// compile makes the expression that fits a whole text, and the one that fits a
// part. What a pattern quotes to its end, as \Qa does, must not quote what is put
// after it.
func compile(pattern string) (*expression, error) {
	part, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	whole, err := regexp.Compile(`\A(?:` + parsed.String() + `)\z`)
	return &expression{whole, part}, err
}

// expressions remembers what was compiled. It is no state of the world.
type expressions struct{ compiled map[string]*expression }

const cached = 100 // expressions, then the cache starts anew

// of returns the expression of a pattern, nil where it is none.
func (e *expressions) of(pattern string) *expression {
	if known := e.compiled[pattern]; known != nil {
		return known
	}
	made, err := compile(pattern)
	if err != nil {
		return nil
	}
	if e.compiled == nil || len(e.compiled) >= cached {
		e.compiled = map[string]*expression{}
	}
	e.compiled[pattern] = made
	return made
}
