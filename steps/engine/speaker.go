package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v42"
	messages "github.com/cucumber/messages/go/v34"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Speaker performs phrases one after the other in a world that others call as well. It
// does not start the world over.
type Speaker struct {
	session *Session
	entries []*Entry
	do      []any // by entry
	dry     *Rehearsal
	ids     messages.Incrementing
}

// Speak returns a Speaker for a target.
func (l *Language) Speak(t target.Target) *Speaker {
	s := &Session{target: t, language: l, record: &target.Recorder{Target: t}, region: defaultRegion,
		accounts: append([]string{}, target.Accounts...), people: map[string]kernel.Caller{}, things: map[Name]Thing{}}
	p := &Speaker{session: s, entries: l.entries, dry: newRehearsal(l)}
	for _, phrase := range s.phrases() {
		p.do = append(p.do, phrase.Do)
	}
	return p
}

// spoken is a step, and which phrase it is of.
type spoken struct {
	*messages.PickleStep
	phrase int
}

// Say performs the steps of a text, each on a line of its own, with or without its
// keyword, and with its table or doc string below it. It returns what the last step
// names first, the zero Thing where it names nothing. A mistake in the text is told
// before anything is called; a step that does not hold, or a call that is refused,
// ends it.
func (p *Speaker) Say(ctx context.Context, text string) (last Thing, err error) {
	steps, err := p.read(text)
	if err != nil {
		return Thing{}, err
	}
	for _, step := range steps {
		if last, err = p.perform(ctx, step); err != nil {
			return Thing{}, fmt.Errorf("%s: %w", step.Text, err)
		}
	}
	end := steps[len(steps)-1]
	if err := p.session.MustHaveSucceeded(); err != nil && !p.entries[end.phrase].phrase.examines() {
		return Thing{}, fmt.Errorf("%s: %w", end.Text, err)
	}
	return last, nil
}

// read reads the steps of a text and goes through them without calling anything.
func (p *Speaker) read(text string) (steps []spoken, err error) {
	feature := "Feature: phrases\n  Scenario: said\n" + withKeywords(text)
	document, err := gherkin.ParseGherkinDocument(strings.NewReader(feature), p.ids.NewId)
	if err != nil {
		return nil, fmt.Errorf("the phrases cannot be read: %w", err)
	}
	for _, pickle := range gherkin.Pickles(*document, "phrases", p.ids.NewId) {
		for _, step := range pickle.Steps {
			found := slices.IndexFunc(p.entries, func(e *Entry) bool { return e.read(step.Text) != nil })
			if found < 0 {
				return nil, fmt.Errorf("%s: no phrase; the nearest are\n    %s", step.Text,
					strings.Join(p.dry.language.nearest(step.Text), "\n    "))
			}
			p.dry.step(step, p.entries[found])
			if wrong := p.dry.wrong; len(wrong) > 0 {
				p.dry.wrong = nil
				return nil, fmt.Errorf("%s: %s", step.Text, wrong[0].reason)
			}
			steps = append(steps, spoken{step, found})
		}
	}
	if len(steps) == 0 {
		return nil, errors.New("no phrase is said")
	}
	return steps, nil
}

// withKeywords puts a keyword before each line that begins a step without one. Tabs
// that a line begins with become spaces: they are the indentation of Go code, and YAML
// takes none.
func withKeywords(text string) string {
	var b strings.Builder
	quoted := false
	for line := range strings.Lines(text) {
		text := strings.TrimLeft(line, " \t")
		bare, indent := strings.TrimSpace(line), strings.ReplaceAll(line[:len(line)-len(text)], "\t", "    ")
		line = indent + text
		fence := strings.HasPrefix(bare, `"""`)
		if begins := !quoted && !fence && bare != "" && bare[0] != '|' && bare[0] != '#'; begins && !hasKeyword(bare) {
			line = "* " + line
		}
		quoted = quoted != fence
		b.WriteString(line)
	}
	return b.String()
}

func hasKeyword(line string) bool {
	for _, keyword := range []string{"Given ", "When ", "Then ", "And ", "But ", "* "} {
		if strings.HasPrefix(line, keyword) {
			return true
		}
	}
	return false
}

// perform performs a step.
func (p *Speaker) perform(ctx context.Context, step spoken) (Thing, error) {
	p.session.record.Exchanges = nil // nobody reads them
	e := p.entries[step.phrase]
	groups := e.read(step.Text)
	if err := call(ctx, p.do[step.phrase], step.PickleStep, groups); err != nil {
		return Thing{}, err
	}
	return p.made(e, step.Text, groups), nil
}

// made is the first thing that a step has named.
func (p *Speaker) made(e *Entry, text string, groups []int) Thing {
	for i, name := range e.arguments {
		kind, isNew := strings.CutPrefix(name, "new ")
		if from, to := groups[2*i+2], groups[2*i+3]; isNew && from >= 0 {
			called, _ := Unquote(text[from:to])
			for _, kind := range append([]string{kind}, p.session.language.kindNames()...) {
				if t, ok := p.session.Lookup(kind, called); ok {
					return t
				}
			}
		}
	}
	return Thing{}
}

// Thing returns what was named so, with its kind before it where others are called so,
// too; false where nothing was.
func (p *Speaker) Thing(name string) (Thing, bool) {
	found := namedBy(p.session.language, p.session.things, name)
	if len(found) == 0 {
		return Thing{}, false
	}
	return p.session.things[found[0]], true
}

// call calls the function of a phrase with the arguments of a step.
func call(ctx context.Context, do any, step *messages.PickleStep, groups []int) error {
	f := reflect.ValueOf(do)
	var in []reflect.Value
	if f.Type().NumIn() > 0 && f.Type().In(0) == reflect.TypeFor[context.Context]() {
		in = append(in, reflect.ValueOf(ctx))
	}
	for i := 2; i < len(groups); i += 2 {
		text := ""
		if groups[i] >= 0 {
			text = step.Text[groups[i]:groups[i+1]]
		}
		if f.Type().In(len(in)).Kind() == reflect.Int {
			n, err := strconv.Atoi(text)
			if err != nil {
				return err
			}
			in = append(in, reflect.ValueOf(n))
			continue
		}
		in = append(in, reflect.ValueOf(text))
	}
	switch takenBy(do) {
	case aDocString:
		in = append(in, reflect.ValueOf(step.Argument.DocString))
	case aTable:
		in = append(in, reflect.ValueOf(step.Argument.DataTable))
	}
	err, _ := f.Call(in)[0].Interface().(error)
	return err
}
