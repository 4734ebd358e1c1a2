package steps_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
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
	phrases := steps.Phrases()
	assert.LessOrEqual(t, len(phrases), 101)
	for _, p := range phrases {
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
