// Package engine turns the phrases of features into calls and questions to a target.
// It knows no service: what there is to say of one, its vocabulary tells.
package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/target"
)

// Language is the words of some vocabularies: their kinds of things, kinds of
// arguments and phrases. It never changes.
type Language struct {
	vocabularies []Vocabulary
	kinds        []*Kind
	arguments    map[string]Argument
	grammars     map[string]*grammar // by expression
	entries      []*Entry
}

// New makes a language of vocabularies, in the order in which they are listed. It
// refuses two kinds of things or of arguments of one name, a kind with a lifecycle
// that lacks what its phrases need, and a phrase that reads the example of another.
func New(vocabularies ...Vocabulary) (*Language, error) {
	l := &Language{
		vocabularies: append([]Vocabulary{opening()}, append(vocabularies, closing())...),
		arguments:    map[string]Argument{},
		grammars:     map[string]*grammar{},
	}
	if err := l.learnWords(); err != nil {
		return nil, err
	}
	if err := l.learnPhrases(); err != nil {
		return nil, err
	}
	return l, l.collisions()
}

func (l *Language) learnWords() error {
	var wrong []error
	for _, v := range l.vocabularies {
		for _, k := range v.Kinds {
			if l.Kind(k.Name) != nil {
				wrong = append(wrong, fmt.Errorf("two vocabularies have a kind %q", k.Name))
				continue
			}
			wrong = append(wrong, k.complete())
			l.kinds = append(l.kinds, &k)
		}
	}
	l.arguments["state"] = l.stateArgument()
	for _, k := range l.kinds {
		wrong = append(wrong, l.learnArguments(k.arguments()))
	}
	for _, v := range l.vocabularies {
		wrong = append(wrong, l.learnArguments(v.Arguments))
	}
	return errors.Join(wrong...)
}

func (l *Language) learnArguments(all map[string]Argument) error {
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if _, taken := l.arguments[name]; taken {
			wrong = append(wrong, fmt.Errorf("two vocabularies have a kind of argument %q", name))
		}
		l.arguments[name] = all[name]
	}
	return errors.Join(wrong...)
}

// complete complains of a kind that lacks what its phrases need.
func (k *Kind) complete() error {
	switch {
	case k.hasLifecycle() && k.State == nil:
		return fmt.Errorf("kind %s: it has a lifecycle, and nothing asks for its State", k.Name)
	case k.hasLifecycle() && k.Given.Make == nil:
		return fmt.Errorf("kind %s: it has a lifecycle, and no Given leads it", k.Name)
	case k.State != nil && len(k.shown()) == 0:
		return fmt.Errorf("kind %s: it has a State, and neither a Table nor States", k.Name)
	}
	for _, on := range slices.Sorted(maps.Keys(k.Triggers)) {
		if !slices.Contains(k.Table.Triggers(), on) {
			return fmt.Errorf("kind %s: its lifecycle has no trigger %q", k.Name, on)
		}
	}
	return nil
}

func (l *Language) learnPhrases() error {
	s := &Session{language: l}
	var wrong []error
	for _, v := range l.vocabularies {
		for _, p := range s.phrasesOf(v) {
			g, err := grammarOf(p.Expression, l.arguments)
			if err != nil {
				wrong = append(wrong, err)
				continue
			}
			l.grammars[p.Expression] = g
			l.entries = append(l.entries, entryOf(v.System, p, g))
			wrong = append(wrong, p.fits(g))
		}
	}
	return errors.Join(wrong...)
}

// fits complains of a phrase whose function does not take what its expression gives.
func (p Phrase) fits(g *grammar) error {
	f := reflect.TypeOf(p.Do)
	takes, gives := f.NumIn(), g.compiled.NumSubexp()
	if takes > 0 && f.In(0) == reflect.TypeFor[context.Context]() {
		takes--
	}
	if takenBy(p.Do) != neither {
		takes--
	}
	if takes != gives {
		return fmt.Errorf("phrase %s gives %d arguments, and its function takes %d", p.Expression, gives, takes)
	}
	return nil
}

// collisions complains of examples that not exactly their own phrase reads.
func (l *Language) collisions() error {
	var wrong []error
	for _, e := range l.entries {
		switch found := l.reading(sentence(e.Example)); {
		case !slices.Contains(found, e):
			wrong = append(wrong, fmt.Errorf("phrase %s does not read its example: %s", e.Expression, e.Example))
		case len(found) > 1:
			other := found[0]
			if other == e {
				other = found[1]
			}
			wrong = append(wrong, fmt.Errorf(
				"two phrases read %q: %s, and %s", e.Example, e.Expression, other.Expression))
		}
	}
	return errors.Join(wrong...)
}

// Kind returns the kind of a name; nil if there is none.
func (l *Language) Kind(name string) *Kind {
	for _, k := range l.kinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// reading lists the phrases that read a text: one, unless there is a mistake.
func (l *Language) reading(text string) (found []*Entry) {
	for _, e := range l.entries {
		if e.read(text) != nil {
			found = append(found, e)
		}
	}
	return found
}

// Phrases lists the phrases, each vocabulary's together.
func (l *Language) Phrases() (all []Entry) {
	for _, e := range l.entries {
		all = append(all, *e)
	}
	return all
}

// KindsWhere names the kinds of which a question is answered yes, for phrases that are
// about several.
func (l *Language) KindsWhere(yes func(Kind) bool) (names []string) {
	for _, k := range l.kinds {
		if yes(*k) {
			names = append(names, k.Name)
		}
	}
	return names
}

// Language returns the language that the scenario is written in.
func (s *Session) Language() *Language { return s.language }

// Language returns the language that the scenario is written in.
func (r *Rehearsal) Language() *Language { return r.language }

// phrasesOf lists a vocabulary's phrases for the session, its kinds' first.
func (s *Session) phrasesOf(v Vocabulary) (all []Phrase) {
	for _, k := range v.Kinds {
		if k.Given.Make != nil {
			all = append(all, s.givenPhrase(s.language.Kind(k.Name)))
		}
	}
	if v.Phrases == nil {
		return all
	}
	return append(all, v.Phrases(s)...)
}

// phrases lists all phrases for the session.
func (s *Session) phrases() (all []Phrase) {
	for _, v := range s.language.vocabularies {
		all = append(all, s.phrasesOf(v)...)
	}
	return all
}

// Register adds the language to a godog suite, its own or somebody else's. Each
// scenario starts in a fresh world of the target. A step that names what is not
// there fails before it calls anything.
func (l *Language) Register(sc *godog.ScenarioContext, t target.Target, seed uint64) {
	s := &Session{target: t, language: l, seed: seed}
	s.register(sc, s.phrases())
	sc.StepContext().Before(func(ctx context.Context, step *godog.Step) (context.Context, error) {
		if s.err == nil {
			s.err = s.rehearsal.before(step)
			return ctx, s.err
		}
		return ctx, nil
	})
}
