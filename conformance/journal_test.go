package conformance_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/target"
)

// stopped begins a run that ends after some scenarios.
func stopped(t *testing.T, o conformance.Options, after int) *conformance.Report {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Progress = func(target.Outcome) {
		if after--; after == 0 {
			cancel()
		}
	}
	r, err := conformance.Run(ctx, o)
	require.NoError(t, err)
	return r
}

// timeless renders a report without what differs from run to run.
func timeless(t *testing.T, r *conformance.Report) string {
	t.Helper()
	same := *r
	same.Run = conformance.RunInfo{}
	text, err := same.JSON()
	require.NoError(t, err)
	return string(text)
}

func TestAResumedRunReportsAsOneThatWasNotInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("plays whole suites")
	}
	mixed := append(suite(t, strong, weak), "features/ram/idempotency.feature", "features/ebs/sharing_snapshots.feature")
	for name, o := range map[string]conformance.Options{
		"an endpoint that diverges": {Target: &endpoint{do: pedantic}, Paths: []string{"features/kms/key_policies.feature",
			"features/kms/grants.feature", "features/ebs/copying_encrypted_snapshots.feature"}},
		"own scenarios as well": {Target: &endpoint{do: wrongly}, Paths: mixed, Own: true},
		"the model":             {Target: &target.Model{}, Tags: "@rule:HSM-POL-02"},
		"with known divergences": {Target: &endpoint{do: wrongly}, Paths: mixed,
			Known: known(t, "2027-01-01", "rule: "+strong)},
		"wire mistakes": {Target: misspelling(t), Paths: []string{"features/cloudhsm/sharing_a_backup.feature",
			"features/ram/idempotency.feature"}},
	} {
		t.Run(name, func(t *testing.T) {
			whole := check(t, o)
			o.Journal = filepath.Join(t.TempDir(), "out", "journal.jsonl")
			require.True(t, stopped(t, o, 1).Interrupted)
			o.Resume = true
			require.True(t, stopped(t, o, 2).Interrupted, "it may be interrupted again")
			rest := 0
			o.Progress = func(target.Outcome) { rest++ }
			require.Equal(t, timeless(t, whole), timeless(t, check(t, o)))
			require.Equal(t, whole.Totals.Sum()-3, rest, "what has ended is not played again")
			require.NoFileExists(t, o.Journal, "the run has ended by itself")
		})
	}
}

func TestATornLastLineOfAJournalIsCutOff(t *testing.T) {
	o := conformance.Options{Target: &endpoint{}, Paths: suite(t, strong, weak, strong),
		Journal: filepath.Join(t.TempDir(), "journal.jsonl")}
	whole := check(t, o)
	stopped(t, o, 2)
	text, err := os.ReadFile(o.Journal)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(o.Journal, text[:len(text)-7], 0o600))
	o.Resume = true
	rest := 0
	o.Progress = func(target.Outcome) { rest++ }
	require.Equal(t, timeless(t, whole), timeless(t, check(t, o)))
	require.Equal(t, 2, rest)
}

func TestAJournalOfAnotherRunIsRefused(t *testing.T) {
	paths := suite(t, strong, weak, strong)
	o := conformance.Options{Target: &endpoint{}, Paths: paths, Journal: filepath.Join(t.TempDir(), "journal.jsonl")}
	stopped(t, o, 1)
	o.Resume = true
	for want, change := range map[string]func(*conformance.Options){
		"the interrupted run was of another seed: 0 then, 7 now":      func(o *conformance.Options) { o.Seed = 7 },
		"the interrupted run was of another target: ":                 func(o *conformance.Options) { o.Target = &target.Model{} },
		"the interrupted run was of another selection of scenarios: ": func(o *conformance.Options) { o.Tags = "@rule:" + weak },
		"the interrupted run was of another kind of report: ":         func(o *conformance.Options) { o.Own = true },
		"--resume: there is no interrupted run in ":                   func(o *conformance.Options) { o.Journal = filepath.Join(paths[0], "j") },
		"selection of scenarios: {\"paths\":":                         func(o *conformance.Options) { o.Paths = paths[:0] },
	} {
		other := o
		change(&other)
		asked := false
		other.Progress = func(target.Outcome) { asked = true }
		_, err := conformance.Run(t.Context(), other)
		assert.ErrorContains(t, err, want)
		assert.False(t, asked, "nothing is played")
	}
	file := filepath.Join(paths[0], "a.yaml")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, append(text, "# changed\n"...), 0o600))
	_, err = conformance.Run(t.Context(), o)
	require.ErrorContains(t, err, "the interrupted run was of another suite: ")
}

func TestGarbageInAJournalIsToldByItsPlace(t *testing.T) {
	o := conformance.Options{Target: &endpoint{}, Paths: suite(t, strong, weak, strong),
		Journal: filepath.Join(t.TempDir(), "journal.jsonl")}
	stopped(t, o, 2)
	text, err := os.ReadFile(o.Journal)
	require.NoError(t, err)
	lines := strings.SplitAfter(string(text), "\n")
	require.Len(t, lines, 4)
	head, first, second := lines[0], lines[1], lines[2]
	o.Resume = true
	for name, c := range map[string]struct{ text, want string }{
		"empty":           {"", "journal.jsonl: the journal is empty"},
		"no line":         {head[:len(head)-1], "journal.jsonl: the journal is empty"},
		"no journal":      {"{}\n", "journal.jsonl:1:1: this is no journal of a run"},
		"binary":          {"\x00\x01\n" + first, "journal.jsonl:1:1: this is no journal of a run"},
		"another version": {strings.Replace(head, "journal/v1", "journal/v9", 1), "was of another version of journals: "},
		"garbage":         {head + "garbage\n" + second, "journal.jsonl:2:1: this is no entry of a journal: it is not JSON"},
		"a hole":          {head + first + "\n" + second, "journal.jsonl:3:1: this is no entry of a journal: it is not JSON"},
		"a long line":     {head + strings.Repeat(" ", 17<<20) + first, "journal.jsonl:2:1: this is no entry of a journal: the line has more"},
		"an unknown member": {head + strings.Replace(first, `"took"`, `"toke"`, 1),
			`journal.jsonl:2:1: this is no entry of a journal: json: unknown field "toke"`},
		"a type": {head + strings.Replace(first, `"took":`, `"took":"x","t":`, 1), "journal.jsonl:2:1: "},
		"a verdict": {head + strings.Replace(first, `"verdict":"conforms"`, `"verdict":"not run"`, 1),
			`journal.jsonl:2:1: "not run" is not what a scenario comes to`},
		"a failure without its calls": {head + strings.Replace(first, `"verdict":"conforms"`, `"verdict":"diverges"`, 1),
			"journal.jsonl:2:1: what failed needs a reproduction"},
		"twice": {head + first + second + first, "journal.jsonl:4:1: there is no such scenario, or it stands here twice: "},
		"a stranger": {head + strings.Replace(first, "On "+strong, "On nothing", 1),
			`journal.jsonl:2:1: there is no such scenario, or it stands here twice: "On nothing"`},
	} {
		require.NoError(t, os.WriteFile(o.Journal, []byte(c.text), 0o600))
		_, err := conformance.Run(t.Context(), o)
		require.ErrorContains(t, err, c.want, name)
		require.Equal(t, 1, strings.Count(err.Error(), ".jsonl:"), "%s: one error, got %v", name, err)
		after, err := os.ReadFile(o.Journal)
		require.NoError(t, err)
		require.True(t, bytes.Equal(after, []byte(c.text)), "%s: it is left as it was", name)
	}
}

func TestAJournalThatCannotBeWrittenIsWarnedOf(t *testing.T) {
	var warned error
	r := check(t, conformance.Options{Target: &endpoint{}, Paths: suite(t, strong), Journal: t.TempDir(),
		Warn: func(err error) { warned = err }})
	require.ErrorContains(t, warned, "the run cannot be resumed where it ends early: ")
	require.Equal(t, 1, r.Totals.Conforms, "it goes on")
}
