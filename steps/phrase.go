package steps

import (
	"cmp"
	"context"
	"errors"
	"regexp"
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

	do any
}

// Phrases lists the vocabulary, in the order in which a scenario tells.
func Phrases() []Phrase { return (&session{}).phrases() }

// Register adds the vocabulary to a godog suite, its own or somebody else's.
// Each scenario starts in a fresh world of the target.
func Register(sc *godog.ScenarioContext, t target.Target, seed uint64) {
	register(sc, &session{Target: t, seed: seed})
}

func register(sc *godog.ScenarioContext, s *session) {
	for _, p := range s.phrases() {
		sc.Step(expression(p.Expression), p.do)
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

var expressions sync.Map // compiled, by their text

func expression(text string) *regexp.Regexp {
	if known, ok := expressions.Load(text); ok {
		return known.(*regexp.Regexp)
	}
	compiled := regexp.MustCompile(text)
	expressions.Store(text, compiled)
	return compiled
}

func (s *session) phrases() []Phrase {
	return slices.Concat(s.givenPhrases(), s.organizationPhrases(), s.iamPhrases(), s.kmsPhrases(), s.cloudhsmPhrases(), s.ramPhrases(), s.ebsPhrases(), s.dlmPhrases(), s.callPhrases(), s.thenPhrases())
}

// nearest returns the examples of the phrases most like a step.
func nearest(step string) []string {
	words := func(s string) []string { return regexp.MustCompile(`[A-Za-z]+`).FindAllString(strings.ToLower(s), -1) }
	wanted := words(step)
	likeness := func(p Phrase) int {
		score := 0
		for _, w := range words(p.Example) {
			if slices.Contains(wanted, w) {
				score++
			}
		}
		return score*100 - len(p.Example)
	}
	all := Phrases()
	slices.SortStableFunc(all, func(a, b Phrase) int { return cmp.Compare(likeness(b), likeness(a)) })
	var out []string
	for _, p := range all[:3] {
		out = append(out, p.Example)
	}
	return out
}

// Matches tells whether a step, with its keyword and table or not, is of the phrase.
func (p Phrase) Matches(step string) bool {
	first, _, _ := strings.Cut(step, "\n")
	for _, keyword := range []string{"Given ", "When ", "Then ", "And "} {
		first = strings.TrimPrefix(first, keyword)
	}
	return expression(p.Expression).MatchString(first)
}
