package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v34"
	"github.com/shareproof/shareproof/target"
)

// Options say which features run, and against what.
type Options struct {
	Features []Feature
	Target   target.Target
	Seed     uint64
	Tags     string // a godog tag expression; empty means all
	Each     func(target.Outcome)
}

// Run runs features of the language and returns what became of each scenario. Where the context
// ends before, its error comes with the scenarios that ran until then.
func (l *Language) Run(ctx context.Context, o Options) (outcomes []target.Outcome, err error) {
	for _, f := range o.Features {
		if ctx.Err() != nil {
			break
		}
		outcomes = append(outcomes, f.run(ctx, l, o)...)
	}
	return outcomes, ctx.Err()
}

func (f Feature) run(ctx context.Context, l *Language, o Options) (outcomes []target.Outcome) {
	if len(f.Cases) == 0 {
		return nil
	}
	s := &Session{target: o.Target, language: l, seed: o.Seed, file: f.File, quiet: true, left: f.left}
	s.told = func(scenario *godog.Scenario, outcome target.Outcome) {
		outcome.Source = fmt.Sprintf("%s:%d", f.File, f.lines[nodeOf(scenario)])
		if outcome.Step != "" {
			outcome.Step += fmt.Sprintf(" (line %d)", f.lines[s.node])
		}
		outcomes = append(outcomes, outcome)
		if o.Each != nil {
			o.Each(outcome)
		}
	}
	// godog tries one phrase after the other, on each step.
	phrases := slices.DeleteFunc(s.phrases(), func(p Phrase) bool { return !f.reads[p.Expression] })
	for i, p := range phrases {
		phrases[i].Do = s.quietly(p.Do)
	}
	suite := godog.TestSuite{
		Name:                f.File,
		ScenarioInitializer: func(sc *godog.ScenarioContext) { s.register(sc, phrases) },
		Options: &godog.Options{
			FeatureContents: []godog.Feature{{Name: f.File, Contents: f.text}}, StopOnFailure: true,
			Format: "progress", Output: io.Discard, Strict: true, Tags: o.Tags, DefaultContext: ctx, NoColors: true,
		},
	}
	suite.Run()
	return outcomes
}

func (s *Session) register(sc *godog.ScenarioContext, phrases []Phrase) {
	for _, p := range phrases {
		sc.Step(s.language.grammars[p.Expression].compiled, p.Do)
	}
	sc.Before(s.begin)
	sc.StepContext().Before(func(ctx context.Context, step *godog.Step) (context.Context, error) {
		if s.err == nil {
			s.step, s.steps = step.Text, append(s.steps, step.Text)
			s.node = step.AstNodeIds[0]
			s.record.Begin(step.Type == messages.PickleStepType_CONTEXT)
		}
		return ctx, nil
	})
	sc.StepContext().After(s.stepEnds)
	sc.After(s.end)
}

func (s *Session) stepEnds(
	ctx context.Context, _ *godog.Step, _ godog.StepResultStatus, err error,
) (context.Context, error) {
	if s.err == nil && !errors.Is(err, godog.ErrUndefined) {
		s.err = err
	}
	return ctx, nil
}

// quietly makes a step that fails skip the rest of its scenario, and no more: to
// godog, only the end of the context is a failure, after which it stops.
func (s *Session) quietly(do any) any {
	f := reflect.ValueOf(do)
	failed := []reflect.Value{reflect.ValueOf(&godog.ErrSkip).Elem()}
	return reflect.MakeFunc(f.Type(), func(args []reflect.Value) (results []reflect.Value) {
		defer func() {
			if fault := recover(); fault != nil {
				s.err, results = fmt.Errorf("the step panics: %v", fault), failed
			}
		}()
		results = f.Call(args)
		if err, _ := results[0].Interface().(error); err != nil {
			s.err, results = err, failed
		}
		return results
	}).Interface()
}

// caseOf reads what a scenario's tags say.
func caseOf(scenario *godog.Scenario, file string) target.Case {
	c := target.Case{Name: scenario.Name, System: path.Dir(file)}
	for _, tag := range scenario.Tags {
		if id, ok := strings.CutPrefix(tag.Name, "@rule:"); ok {
			c.Rules = append(c.Rules, id)
		}
		if need, ok := strings.CutPrefix(tag.Name, "@needs:"); ok {
			c.Needs = append(c.Needs, target.Capability(need))
		}
	}
	return c
}
