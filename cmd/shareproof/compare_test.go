package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/internal/race"
)

// aReport is a report.json of a part of the suites on the model.
var aReport = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	run([]string{"check", "--tags", "@rule:HSM-BKP-06", "-q", "--out", dir}, io.Discard, io.Discard)
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	return string(text), err
})

// saved writes a report, changed by pairs of old and new texts, and returns its file.
func saved(t *testing.T, name string, changes ...string) string {
	t.Helper()
	text, err := aReport()
	require.NoError(t, err)
	for i := 0; i < len(changes); i += 2 {
		require.Contains(t, text, changes[i])
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

// implemented says what the target of a report is.
const implemented = `"kind": "model",
    "implementation": {"organization": "Example", "project": "box | [x](y) <b>", "version": "4.1.0", "date": "2026-11-02", ` +
	`"commit": "0f3c2aa"}
  },
  "filter"`

func TestReportsAreComparedByWhatTheySay(t *testing.T) {
	race.Sequential(t)
	const rule = `"id": "EBS-SHR-01",`
	text, err := aReport()
	require.NoError(t, err)
	_, after, _ := strings.Cut(text, rule)
	before, _, _ := strings.Cut(after, `"verdict": "not run"`)
	a, b := saved(t, "a.json"), saved(t, "b.json", rule+before+`"verdict": "not run"`, rule+before+`"verdict": "partial"`)
	var stdout, stderr bytes.Buffer
	require.Zero(t, run([]string{"compare", a, a, a}, &stdout, &stderr), &stderr)
	assert.Contains(t, stdout.String(), "they say the same of all")

	stdout.Reset()
	require.Equal(t, 1, run([]string{"compare", a, b, a}, &stdout, &stderr), &stderr)
	assert.Regexp(t, `(?m)^ rule +EBS-SHR-01 +not run +partial +not run *$`, stdout.String())
	assert.Contains(t, stdout.String(), "\n1 differences\n")
	assert.Contains(t, stdout.String(), "a part: @rule:HSM-BKP-06")

	stdout.Reset()
	require.Equal(t, 1, run([]string{"compare", "--json", a, b}, &stdout, &stderr), &stderr)
	assert.Contains(t, stdout.String(), `"kind": "Comparison"`)
	assert.Regexp(t, `"kind": "rule",\s+"name": "EBS-SHR-01",\s+"says": \[\s+"not run",\s+"partial"\s+\]`, stdout.String())
	stdout.Reset()
	require.Zero(t, run([]string{"compare", "--json", a, a}, &stdout, &stderr), &stderr)
	assert.Contains(t, stdout.String(), `"differences": []`)
}

func TestAScoreboardClaimsNoMoreThanWhatRan(t *testing.T) {
	a, b := saved(t, "a.json"), saved(t, "b.json", "\"kind\": \"model\"\n  },\n  \"filter\"", implemented)
	page := filepath.Join(t.TempDir(), "scoreboard.md")
	var stdout, stderr bytes.Buffer
	require.Zero(t, run([]string{"scoreboard", "--out", page, a, b, b}, &stdout, &stderr), &stderr)
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^\| shareproof-model \| Shareproof .* \| a part: @rule:HSM-BKP-06 \| partial \|$`, string(text))
	assert.Contains(t, string(text), `| Example box \| \[x]\(y) &lt;b> 4.1.0 | 2026-11-02 | 0f3c2aa |`)
	assert.Contains(t, string(text), `4.1.0 (2) |`, "targets are told apart")
	assert.Regexp(t, `(?m)^\| cloudhsm \| \d+ of 2\d\d, partial \|`, string(text))
	assert.Regexp(t, `(?m)^\| ebs \| not run \| not run \| not run \|$`, string(text))
	assert.Regexp(t, `(?m)^\| cloudhsm-sharing \| \d+ of [1-9]\d\d, partial \|`, string(text))
	assert.NotContains(t, string(text), "conforms")

	require.Zero(t, run([]string{"scoreboard", "--check", "--out", page, a, b, b}, &stdout, &stderr), &stderr)
	require.Equal(t, exit.Usage, run([]string{"scoreboard", "--check", "--out", page, a, b}, &stdout, &stderr))
	assert.Contains(t, stderr.String(), "scoreboard.md is not current")
	require.Equal(t, exit.Usage, run([]string{"scoreboard", a}, &stdout, &stderr), "it needs a page")
}

func TestAFileThatIsNoReportIsRefusedByItsPlace(t *testing.T) {
	race.Sequential(t)
	whole, err := aReport()
	require.NoError(t, err)
	good := saved(t, "good.json")
	for name, c := range map[string]struct{ text, want string }{
		"empty":      {"", "x.json: the file is empty: want a report.json"},
		"no JSON":    {"verdict: fine\n", "x.json:1:1: this is not JSON: invalid character 'v'"},
		"a list":     {"[]", "want struct"},
		"an object":  {"{}", `x.json: this is no report of version shareproof.dev/v2, which this program reads: its apiVersion is ""`},
		"older":      {strings.Replace(whole, "shareproof.dev/v2", "shareproof.dev/v1", 1), `its apiVersion is "shareproof.dev/v1"`},
		"a kind":     {strings.Replace(whole, "ConformanceReport", "Comparison", 1), `x.json: this is a "Comparison": want a ConformanceReport`},
		"cut off":    {whole[:len(whole)/2], "the file is cut off"},
		"no end":     {whole[:len(whole)-3], "the file is cut off"},
		"more":       {whole + "{}", "this is not JSON: invalid character '{' after top-level value"},
		"a member":   {strings.Replace(whole, `"suite": {`, `"mood": 1, "suite": {`, 1), `a report has no member "mood"`},
		"a type":     {strings.Replace(whole, `"seed": 0`, `"seed": "none"`, 1), "suite.seed: want uint64, got a string"},
		"a verdict":  {strings.Replace(whole, `"verdict": "partial"`, `"verdict": "splendid"`, 1), `x.json: "splendid" is no verdict`},
		"the totals": {strings.Replace(whole, `"diverges": 0`, `"diverges": 7`, 1), "x.json: its totals are not those of its scenarios"},
		"no target":  {strings.Replace(whole, `"name": "shareproof-model"`, `"name": ""`, 1), "x.json: its target has no name"},
	} {
		file := filepath.Join(t.TempDir(), "x.json")
		require.NoError(t, os.WriteFile(file, []byte(c.text), 0o600))
		for _, args := range [][]string{{"compare", good, file}, {"scoreboard", "--out", file + ".md", good, file}} {
			var stdout, stderr bytes.Buffer
			require.Equal(t, exit.Usage, run(args, &stdout, &stderr), name)
			assert.Contains(t, stderr.String(), c.want, name)
			assert.Equal(t, 1, strings.Count(stderr.String(), "\n"), "%s: one line, got %s", name, &stderr)
			assert.Empty(t, stdout.String(), name)
			assert.NoFileExists(t, file+".md", name)
		}
	}
	var stdout, stderr bytes.Buffer
	require.Equal(t, exit.Usage, run([]string{"compare", good, "missing.json"}, &stdout, &stderr))
	assert.Contains(t, stderr.String(), "missing.json")
	require.Equal(t, exit.Usage, run([]string{"compare", good}, &stdout, &stderr))
}
