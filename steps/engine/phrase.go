package engine

import (
	"fmt"
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
)

// Phrase is one step of a vocabulary.
type Phrase struct {
	// Expression is how the phrase is written. {kind} stands for an argument of a
	// kind, any other group for one of some words.
	Expression string
	Example    string // with its keyword, and with its table or doc string if it takes one
	Doc        string
	// Do is a function that performs the step: of a context or none, a string or int
	// for each group, and a *godog.DocString or *godog.Table if the step has one. It
	// returns an error.
	Do any

	// Makes are the names that the phrase gives, and Needs those that it uses, besides
	// those of its arguments. $1 stands for the first argument.
	Makes, Needs []Name
	DocString    DocCheck // what its doc string has to be
	Rows         RowCheck // what has to be true of each row of its table
	Tables       []Table  // what headings its table may have
	// Answer says what it makes of the last answer. A phrase that begins with Then in
	// its example leaves it as it is, and of others nothing is known, unless this says
	// otherwise.
	Answer Answer
}

// Answer is what a phrase makes of the last answer.
type Answer func(arguments []string) answerIs

type answerIs struct {
	stays bool
	is    reflect.Type // nil: one of which nothing is known here
}

// Answers says that a phrase leaves the output of a call, unless it was refused.
func Answers[Out any]() Answer {
	return func([]string) answerIs { return answerIs{is: reflect.TypeFor[Out]()} }
}

// Stays is the Answer of a phrase that leaves the last one as it is.
func Stays([]string) answerIs { return answerIs{stays: true} }

// Calls is the Answer of a phrase that leaves another one, though it only examines.
func Calls([]string) answerIs { return answerIs{} }

// Table is what columns a table may have, where the step has a word in it; "" stands
// for any step.
type Table struct {
	Word    string
	Columns []Column
}

// Columns is the table of a phrase that always takes the same.
func Columns(all ...Column) []Table { return []Table{{Columns: all}} }

// examines reports whether the phrase is an expectation.
func (p Phrase) examines() bool { return strings.HasPrefix(p.Example, "Then ") }

func (p Phrase) answer(arguments []string) answerIs {
	if p.Answer != nil {
		return p.Answer(arguments)
	}
	return answerIs{stays: p.examines()}
}

// columnsIn lists the columns that the phrase's table may have in a step.
func (p Phrase) columnsIn(text string) []Column {
	for _, t := range p.Tables {
		if strings.Contains(text, t.Word) {
			return t.Columns
		}
	}
	return nil
}

// Entry is a phrase as a language lists and reads it.
type Entry struct {
	System     string `json:"system,omitempty"` // whose vocabulary it is of; "" for any
	Expression string `json:"expression"`
	Example    string `json:"example"`
	Doc        string `json:"doc"`
	// Arguments says of each group of the expression of what kind it is; "" where
	// it is one of some words.
	Arguments []string `json:"arguments,omitempty"`
	// Columns are the headings that the phrase's table may have, if it takes one
	// with headings.
	Columns []string `json:"columns,omitempty"`

	phrase Phrase
	*grammar
}

func entryOf(system string, p Phrase, g *grammar) *Entry {
	e := &Entry{
		System: system, Expression: g.shown, Example: p.Example, Doc: p.Doc, Arguments: g.arguments,
		phrase: p, grammar: g,
	}
	for _, t := range p.Tables {
		var headings []string
		for _, c := range t.Columns {
			headings = append(headings, c.Heading)
		}
		e.Columns = append(e.Columns, headings...)
		of := ""
		if t.Word != "" {
			of = " of " + t.Word
		}
		e.Doc += " Columns" + of + ": " + strings.Join(headings, ", ") + "."
	}
	return e
}

// grammar is how the expression of a phrase is read.
type grammar struct {
	shown     string
	compiled  *regexp.Regexp
	arguments []string
	literal   string // the longest text that every such step has
}

var placeholder = regexp.MustCompile(`\{([a-zA-Z][a-zA-Z ]*)\}`)

func grammarOf(expression string, arguments map[string]Argument) (*grammar, error) {
	g, kinds := &grammar{}, map[string]string{}
	for _, found := range placeholder.FindAllStringSubmatch(expression, -1) {
		if _, ok := arguments[found[1]]; !ok {
			return nil, fmt.Errorf("phrase %s: there is no kind of argument %q", expression, found[1])
		}
	}
	named := placeholder.ReplaceAllStringFunc(expression, func(found string) string {
		group := fmt.Sprint("argument", len(kinds))
		kinds[group] = found[1 : len(found)-1]
		return strings.Replace(arguments[kinds[group]].Pattern, "(", "(?P<"+group+">", 1)
	})
	g.shown = placeholder.ReplaceAllStringFunc(expression, func(found string) string {
		return arguments[found[1:len(found)-1]].Pattern
	})
	var err error
	if g.compiled, err = regexp.Compile(named); err != nil {
		return nil, fmt.Errorf("phrase %s: %w", expression, err)
	}
	for _, group := range g.compiled.SubexpNames()[1:] {
		g.arguments = append(g.arguments, kinds[group])
	}
	g.literal = literalOf(g.shown)
	return g, nil
}

// literalOf returns the longest text in an expression that stands in whatever it
// matches.
func literalOf(expression string) (longest string) {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return ""
	}
	for _, part := range tree.Simplify().Sub {
		if text := string(part.Rune); part.Op == syntax.OpLiteral && len(text) > len(longest) {
			longest = text
		}
	}
	return longest
}

// read takes the text of a step apart: where its arguments begin and end, -1 for
// those that are left out; nil if the text is not of the phrase.
func (g *grammar) read(text string) []int {
	if !strings.Contains(text, g.literal) {
		return nil
	}
	return g.compiled.FindStringSubmatchIndex(text)
}

// Matches reports whether a step, with its keyword and table or not, is of the phrase.
func (e *Entry) Matches(step string) bool { return e.read(sentence(step)) != nil }

// sentence is a step without its keyword, table and doc string.
func sentence(step string) string {
	first, _, _ := strings.Cut(step, "\n")
	for _, keyword := range []string{"Given ", "When ", "Then ", "And "} {
		first = strings.TrimPrefix(first, keyword)
	}
	return first
}
