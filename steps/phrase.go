package steps

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/shareproof/shareproof/target"
)

// Phrase is one step of the vocabulary.
type Phrase struct {
	Expression string `json:"expression"`
	Example    string `json:"example"`
	Doc        string `json:"doc"`
	// Arguments says of each group of the expression of what kind it is; "" where
	// it is one of some words.
	Arguments []string `json:"arguments,omitempty"`
	// Columns are the headings that the phrase's table may have, if it takes one
	// with headings.
	Columns []string `json:"columns,omitempty"`

	do any
	*grammar
	facts
}

// facts are what is known of a phrase besides how it is spelt.
type facts struct {
	makes, needs []string // names, each with its kind before it; $1 stands for the first argument
	doc          docCheck
	rows         rowCheck
	tables       []tableOf
	last         lastAnswer
}

// lastAnswer says what a phrase makes of the last answer.
type lastAnswer struct {
	stays bool
	is    reflect.Type // nil: one of which nothing is known here
}

// grammar is how the expression of a phrase is read.
type grammar struct {
	shown     string
	compiled  *regexp.Regexp
	arguments []string
	literal   string // the longest text that every such step has
}

// say makes a phrase. In its expression {kind} stands for an argument of a kind.
func say(expression, example, doc string, do any, more ...func(*Phrase)) Phrase {
	g := grammarOf(expression)
	p := Phrase{Expression: g.shown, Example: example, Doc: doc, Arguments: g.arguments, do: do, grammar: g}
	p.last.stays = p.examines()
	for _, fact := range more {
		fact(&p)
	}
	return p
}

// makes says what names a phrase gives besides those of its arguments.
func makes(names ...string) func(*Phrase) { return func(p *Phrase) { p.makes = names } }

// needs says what a phrase uses besides what its arguments name.
func needs(names ...string) func(*Phrase) { return func(p *Phrase) { p.needs = names } }

// docString says what a phrase's doc string has to be.
func docString(check docCheck) func(*Phrase) { return func(p *Phrase) { p.doc = check } }

// tableOf is what columns a table may have, where a phrase is about a word.
type tableOf struct {
	word    string // "" for any
	columns []column
}

// columns says what columns a phrase's table may have.
func columns(all ...column) func(*Phrase) { return columnsOf("", all...) }

// columnsOf says the same of a phrase that is about a word.
func columnsOf(word string, all ...column) func(*Phrase) {
	return func(p *Phrase) {
		p.tables = append(p.tables, tableOf{word, all})
		var headings []string
		for _, c := range all {
			headings = append(headings, c.heading)
		}
		p.Columns = append(p.Columns, headings...)
		p.Doc += " Columns" + strings.TrimSuffix(" of"+word, " of") + ": " + strings.Join(headings, ", ") + "."
	}
}

// columnsIn lists the columns that a phrase's table may have in a step.
func (p Phrase) columnsIn(text string) []column {
	for _, t := range p.tables {
		if strings.Contains(text, t.word) {
			return t.columns
		}
	}
	return nil
}

// rows says what has to be true of each row of a phrase's table.
func rows(check rowCheck) func(*Phrase) { return func(p *Phrase) { p.rows = check } }

// answers says what the last answer is after a phrase, unless it was refused.
func answers[Out any]() func(*Phrase) {
	return func(p *Phrase) { p.last = lastAnswer{is: reflect.TypeFor[Out]()} }
}

// quiet says that a phrase leaves the last answer as it is.
func quiet() func(*Phrase) { return func(p *Phrase) { p.last = lastAnswer{stays: true} } }

// calls says that a phrase leaves another last answer, though it only examines.
func calls() func(*Phrase) { return func(p *Phrase) { p.last = lastAnswer{} } }

// examines tells whether the phrase is an expectation.
func (p Phrase) examines() bool { return strings.HasPrefix(p.Example, "Then ") }

// Phrases lists the vocabulary, in the order in which a scenario tells.
func Phrases() []Phrase { return vocabulary() }

var vocabulary = sync.OnceValue(func() []Phrase { return (&session{}).phrases() })

func (s *session) phrases() []Phrase {
	return slices.Concat(s.givenPhrases(), s.organizationPhrases(), s.iamPhrases(), s.kmsPhrases(), s.cloudhsmPhrases(), s.ramPhrases(), s.ebsPhrases(), s.dlmPhrases(), s.callPhrases(), s.thenPhrases())
}

var grammars sync.Map // by their expressions

var placeholder = regexp.MustCompile(`\{([a-zA-Z][a-zA-Z ]*)\}`)

func grammarOf(expression string) *grammar {
	if g, ok := grammars.Load(expression); ok {
		return g.(*grammar)
	}
	g, kinds := &grammar{}, map[string]string{}
	named := placeholder.ReplaceAllStringFunc(expression, func(found string) string {
		group := fmt.Sprint("argument", len(kinds))
		kinds[group] = found[1 : len(found)-1]
		return strings.Replace(kindOf(kinds[group]).pattern, "(", "(?P<"+group+">", 1)
	})
	g.shown = placeholder.ReplaceAllStringFunc(expression, func(found string) string { return kindOf(found[1 : len(found)-1]).pattern })
	g.compiled = regexp.MustCompile(named)
	for _, group := range g.compiled.SubexpNames()[1:] {
		g.arguments = append(g.arguments, kinds[group])
	}
	g.literal = literalOf(g.shown)
	grammars.Store(expression, g)
	return g
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

// Matches tells whether a step, with its keyword and table or not, is of the phrase.
func (p Phrase) Matches(step string) bool { return p.read(sentence(step)) != nil }

// sentence is a step without its keyword, table and doc string.
func sentence(step string) string {
	first, _, _ := strings.Cut(step, "\n")
	for _, keyword := range []string{"Given ", "When ", "Then ", "And "} {
		first = strings.TrimPrefix(first, keyword)
	}
	return first
}

// Register adds the vocabulary to a godog suite, its own or somebody else's.
// Each scenario starts in a fresh world of the target. A step that names what
// is not there fails before it calls anything.
func Register(sc *godog.ScenarioContext, t target.Target, seed uint64) {
	s := &session{Target: t, seed: seed}
	register(sc, s, s.phrases())
	sc.StepContext().Before(func(ctx context.Context, step *godog.Step) (context.Context, error) {
		if s.err == nil {
			s.err = s.rehearsal.before(step)
			return ctx, s.err
		}
		return ctx, nil
	})
}

func register(sc *godog.ScenarioContext, s *session, phrases []Phrase) {
	for _, p := range phrases {
		sc.Step(p.compiled, p.do)
	}
	sc.Before(s.begin)
	sc.StepContext().Before(func(ctx context.Context, step *godog.Step) (context.Context, error) {
		if s.err == nil {
			s.step = step.Text
			s.record.Begin(step.Type == messages.PickleStepType_CONTEXT)
		}
		return ctx, nil
	})
	sc.StepContext().After(func(ctx context.Context, _ *godog.Step, _ godog.StepResultStatus, err error) (context.Context, error) {
		if s.err == nil && !errors.Is(err, godog.ErrUndefined) {
			s.err = err
		}
		return ctx, nil
	})
	sc.After(s.end)
}
