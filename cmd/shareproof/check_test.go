package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/exit"
)

// full is a disk on which nothing fits any more.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestWhatCannotBePrintedIsAnErrorOfTheHarness(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"invariants"}, {"rules"}, {"phrases"}, {"diagram"}, {"--help"},
		{"invariants", "--json"}} {
		var stderr bytes.Buffer
		assert.Equal(t, exit.Harness, run(args, full{}, &stderr), args)
		assert.Contains(t, stderr.String(), "no space left on device", args)
		assert.Zero(t, run(args, io.Discard, &stderr), args)
	}
	var stderr bytes.Buffer
	assert.Equal(t, exit.Usage, run([]string{"rules", "explain", "HSM-NO-01"}, full{}, &stderr))
}

func report(verdict conformance.Verdict, scenarios ...conformance.ScenarioResult) *conformance.Report {
	r := &conformance.Report{Verdict: verdict, Scenarios: scenarios}
	r.Target.Name = "somebody"
	return r
}

func TestAVerdictIsPrintedBeforeItsReportIsWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	for verdict, want := range map[conformance.Verdict]int{conformance.Conforms: exit.Harness, conformance.Diverges: 1,
		conformance.Inconclusive: exit.Harness} {
		cmd, told := command(t.Context())
		err := (&check{out: file}).tell(cmd, report(verdict))
		assert.Regexp(t, "somebody:? "+string(verdict), told.String())
		assert.Equal(t, want, ended(t.Context(), err, told), verdict)
		assert.Contains(t, told.String(), "--out: the report is not written")
	}
}

func TestAReportIsWrittenThoughItsVerdictCannotBePrinted(t *testing.T) {
	dir := t.TempDir()
	cmd, told := command(t.Context())
	cmd.SetOut(full{})
	require.Equal(t, exit.Harness, ended(t.Context(), (&check{out: dir}).tell(cmd, report(conformance.Conforms)), told))
	require.FileExists(t, filepath.Join(dir, "report.json"))
}

func TestTheTerminalShowsTheFirstFailuresAccusationsFirst(t *testing.T) {
	var all []conformance.ScenarioResult
	for i := range 25 {
		all = append(all, conformance.ScenarioResult{Name: fmt.Sprint("s", i), Verdict: conformance.Inconclusive,
			Reason: "x"})
	}
	all = append(all, conformance.ScenarioResult{Name: "last", Verdict: conformance.Diverges, Reason: "x"},
		conformance.ScenarioResult{Verdict: conformance.Blocked})
	r := report(conformance.Diverges, all...)
	r.Causes = []conformance.Cause{{Operation: "kms.PutKeyPolicy", Reason: "NotFoundException", Scenarios: 26,
		Blocked: 1}, {Reason: "seldom", Scenarios: 1}}
	var told strings.Builder
	require.NoError(t, (&check{}).print(&told, r))
	assert.Equal(t, 20, strings.Count(told.String(), "  rerun  "))
	assert.Contains(t, told.String(), "\n6 more scenarios failed: see report.html\n")
	assert.Less(t, strings.Index(told.String(), "diverges: last"), strings.Index(told.String(), "inconclusive: s0"))
	assert.Regexp(t, `(?m)^ kms.PutKeyPolicy NotFoundException +26 +1$`, told.String())
	assert.NotContains(t, told.String(), "seldom")
}

func TestATargetCannotMoveTheCursor(t *testing.T) {
	var told strings.Builder
	require.NoError(t, (&check{}).print(&told, report(conformance.Diverges, conformance.ScenarioResult{
		Name: "\x1b]0;title\a", Verdict: conformance.Diverges, Reason: "\x1b[2J\u202egone\nand more", Step: "\u009b2J",
	})))
	for _, control := range []string{"\x1b", "\a", "\u202e", "\u009b"} {
		assert.NotContains(t, told.String(), control)
	}
	assert.Contains(t, told.String(), "and more")
}

func TestAFolderForTheReportIsTriedBeforeTheRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	var stdout, stderr bytes.Buffer
	require.Equal(t, exit.Usage, run([]string{"check", "--out", filepath.Join(file, "below")}, &stdout, &stderr))
	require.Empty(t, stdout.String())
	require.NotEmpty(t, stderr.String())

	dir := t.TempDir()
	require.NoError(t, conformance.TryFolder(filepath.Join(dir, "not", "yet")))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}
