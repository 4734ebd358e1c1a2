package steps_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gherkin "github.com/cucumber/gherkin/go/v42"
	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v34"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/features"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// A suite of somebody else's adds Shareproof's phrases to its own.
func TestStepsServeInSomebodyElsesSuite(t *testing.T) {
	feature := filepath.Join(t.TempDir(), "own.feature")
	require.NoError(t, os.WriteFile(feature, []byte(`
Feature: Our runbook
  Scenario: The recovery account restores last night's backup
    Given the accounts "recovery"
    And an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "recovery" as "s"
    When our runbook runs
    Then "recovery" can restore backup "b1"
`), 0o600))
	ran := 0
	var out bytes.Buffer
	status := godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) {
			steps.Register(sc, &target.Model{Options: model.Options{ManualActivation: true}}, 1)
			sc.Step(`^our runbook runs$`, func() { ran++ })
		},
		Options: &godog.Options{Format: "pretty", Paths: []string{feature}, Strict: true, Output: &out, NoColors: true},
	}.Run()
	assert.Zero(t, status, out.String())
	assert.Equal(t, 1, ran)
}

func TestEveryPhraseHasAnExampleThatItMatchesAlone(t *testing.T) {
	phrases, of := steps.Phrases(), map[string]int{}
	for _, p := range phrases {
		of[p.System]++
		assert.LessOrEqual(t, of[p.System], 25, "phrases of %s", p.System)
		assert.NotEmpty(t, p.Doc, p.Expression)
		matched := 0
		for _, other := range phrases {
			if other.Matches(p.Example) {
				matched++
			}
		}
		assert.Equal(t, 1, matched, p.Example)
	}
}

// plain is an example without its keyword and table.
func plain(example string) string {
	first, _, _ := strings.Cut(example, "\n")
	_, sentence, _ := strings.Cut(first, " ")
	return sentence
}

// What the phrases say of themselves agrees with what they take.
func TestEveryPhraseSaysWhatItsArgumentsAre(t *testing.T) {
	for _, p := range steps.Phrases() {
		for i, argument := range regexp.MustCompile(p.Expression).FindStringSubmatch(plain(p.Example))[1:] {
			if p.Arguments[i] == "account" {
				assert.Contains(t, []string{"owner", "consumer", "stranger", "management", "member", "ann"}, argument, p.Example)
			}
		}
		assert.Len(t, p.Arguments, regexp.MustCompile(p.Expression).NumSubexp(), p.Expression)
		if strings.Contains(p.Example, "\n  | ") && p.Example[:len("Then the answer")] != "Then the answer" {
			assert.NotEmpty(t, p.Columns, p.Expression)
			for _, heading := range strings.Split(strings.Split(p.Example, "\n")[1], "|") {
				if heading = strings.TrimSpace(heading); heading != "" {
					assert.Contains(t, p.Columns, heading, p.Expression)
				}
			}
		}
	}
}

// stepsOf lists the steps of all features that come with Shareproof, with the examples
// of their outlines filled in.
func stepsOf(t *testing.T) (texts []string) {
	t.Helper()
	require.NoError(t, fs.WalkDir(features.FS, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".feature" {
			return err
		}
		text, err := features.FS.Open(path)
		if err != nil {
			return err
		}
		defer text.Close()
		newID := (&messages.Incrementing{}).NewId
		doc, err := gherkin.ParseGherkinDocument(text, newID)
		if err != nil {
			return err
		}
		for _, p := range gherkin.Pickles(*doc, path, newID) {
			for _, step := range p.Steps {
				texts = append(texts, step.Text)
			}
		}
		return nil
	}))
	return texts
}

func TestEveryPhraseIsUsedBySomeFeature(t *testing.T) {
	texts := stepsOf(t)
	require.NotEmpty(t, texts)
	for _, p := range steps.Phrases() {
		assert.True(t, slices.ContainsFunc(texts, p.Matches), "no feature uses the phrase %s: %s", p.Example, p.Expression)
	}
}

func TestEverySystemHasAVocabulary(t *testing.T) {
	spoken := map[string]bool{}
	for _, v := range steps.Vocabularies {
		spoken[v.System] = true
		assert.DirExists(t, v.System, "the folder of the vocabulary of %s", v.System)
		assert.DirExists(t, filepath.Join("../features", v.System), "the features of %s", v.System)
	}
	for _, api := range services.All {
		assert.True(t, spoken[api.System], "%s has no vocabulary: write steps/%s, and list it in steps/steps.go", api.Title,
			api.System)
	}
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, e := range entries {
		if e.IsDir() && e.Name() != "engine" {
			assert.True(t, spoken[e.Name()], "steps/%s is not among the Vocabularies in steps/steps.go", e.Name())
		}
	}
}

// nameless are the lifecycles of what scenarios do not name.
var nameless = map[string]string{
	"Organizations account closure":  "scenarios name the account",
	"Organizations account creation": "scenarios name the account that it makes",
	"Organizations handshake":        "phrases say who invites whom",
	"RAM resource share feature set": "it is a resource share's second life",
	"EBS volume modification":        "scenarios name the volume",
	"RAM resource share association": "phrases name the share and what is associated with it",
	"RAM resource share invitation":  "phrases name the share and who is invited",
}

func TestScenariosNameWhateverHasALifecycle(t *testing.T) {
	led := map[string]bool{}
	for _, v := range steps.Vocabularies {
		for _, k := range v.Kinds {
			led[k.Table.Name] = true
		}
	}
	for _, table := range model.Lifecycles() {
		assert.NotEqual(t, led[table.Name], nameless[table.Name] != "",
			"the lifecycle %q: want it as the Table of a Kind in the vocabulary of its service, or a reason in nameless", table.Name)
	}
}
