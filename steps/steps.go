// Package steps turns the phrases of a feature into calls and questions to a
// target.
package steps

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v26"
	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/shareproof/shareproof/target"
)

// Options say which features run, and against what.
type Options struct {
	FS     fs.FS
	Target target.Target
	Seed   uint64
	Tags   string // a godog tag expression; empty means all
	Each   func(target.Outcome)
}

// Run runs every feature of a file system and returns what became of each
// scenario. An error means that the features themselves are wrong.
func Run(ctx context.Context, o Options) ([]target.Outcome, error) {
	var outcomes []target.Outcome
	err := fs.WalkDir(o.FS, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".feature") {
			return err
		}
		content, err := fs.ReadFile(o.FS, file)
		if err != nil {
			return err
		}
		found, err := runFeature(ctx, o, file, content)
		outcomes = append(outcomes, found...)
		return err
	})
	return outcomes, err
}

func runFeature(ctx context.Context, o Options, file string, content []byte) ([]target.Outcome, error) {
	doc, err := gherkin.ParseGherkinDocument(bytes.NewReader(content), (&messages.Incrementing{}).NewId)
	if err != nil {
		return nil, malformed(file, err)
	}
	lines := scenarioLines(doc)
	var outcomes []target.Outcome
	s := &session{Target: o.Target, seed: o.Seed, file: file}
	s.told = func(scenario *godog.Scenario, outcome target.Outcome) {
		outcome.Source = fmt.Sprintf("%s:%d", file, lines[scenario.AstNodeIds[len(scenario.AstNodeIds)-1]])
		outcomes = append(outcomes, outcome)
		if o.Each != nil {
			o.Each(outcome)
		}
	}
	suite := godog.TestSuite{
		Name:                file,
		ScenarioInitializer: func(sc *godog.ScenarioContext) { register(sc, s) },
		Options: &godog.Options{
			FeatureContents: []godog.Feature{{Name: file, Contents: content}},
			Format:          "progress", Output: io.Discard, Strict: true, Tags: o.Tags, DefaultContext: ctx, NoColors: true,
		},
	}
	suite.Run()
	return outcomes, ctx.Err()
}

var parserError = regexp.MustCompile(`\((\d+):(\d+)\): (.*)`)

// malformed tells the first of the parser's complaints by its place.
func malformed(file string, err error) error {
	if first := parserError.FindStringSubmatch(err.Error()); first != nil {
		return fmt.Errorf("%s:%s:%s: %s", file, first[1], first[2], first[3])
	}
	return fmt.Errorf("%s: %w", file, err)
}

// scenarioLines maps the nodes of scenarios and of rows of examples to lines.
func scenarioLines(doc *messages.GherkinDocument) map[string]int64 {
	lines := map[string]int64{}
	if doc.Feature == nil {
		return lines
	}
	add := func(sc *messages.Scenario) {
		if sc == nil {
			return
		}
		lines[sc.Id] = sc.Location.Line
		for _, examples := range sc.Examples {
			for _, row := range examples.TableBody {
				lines[row.Id] = row.Location.Line
			}
		}
	}
	for _, child := range doc.Feature.Children {
		add(child.Scenario)
		if child.Rule != nil {
			for _, c := range child.Rule.Children {
				add(c.Scenario)
			}
		}
	}
	return lines
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

// UndefinedStep is a step that no phrase matches: a mistake in the feature.
type UndefinedStep struct {
	Step    string
	Nearest []string
}

func (u *UndefinedStep) Error() string {
	return fmt.Sprintf("undefined step %q; the nearest phrases are:\n  %s", u.Step, strings.Join(u.Nearest, "\n  "))
}
