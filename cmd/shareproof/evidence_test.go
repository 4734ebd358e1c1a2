package main

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/conformance/live"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
)

func TestARunIsRecordedAndJudged(t *testing.T) {
	server := httptest.NewServer(emulator.New(emulator.Options{}))
	defer server.Close()
	dir := t.TempDir()
	trace := filepath.Join(dir, "trace.jsonl.gz")
	for on, args := range map[string][]string{
		"the model":    {"check", "--record", trace, "--out", dir, "-q", "scenarios/ebs"},
		"an emulator":  {"record", trace, "scenarios/ebs", "--target", server.URL, "--out", dir, "-q"},
		"the suites":   {"check", "--record", trace, "--redact", "on", "--out", dir, "-v", "scenarios/iam"},
		"without more": {"check", "--record", trace, "--redact", "off", "--target", server.URL, "--out", dir, "scenarios/ram"},
	} {
		var stdout, stderr bytes.Buffer
		require.Zero(t, run(args, &stdout, &stderr), "%s: %s %s", on, &stdout, &stderr)
		stdout.Reset()
		require.Zero(t, run([]string{"validate", trace}, &stdout, &stderr), "%s: %s %s", on, &stdout, &stderr)
		assert.Contains(t, stdout.String(), " 0 diverge, 0 inconclusive; 0 not judged", on)
		stdout.Reset()
		require.Zero(t, run([]string{"validate", "--json", trace}, &stdout, &stderr), on)
		var told struct{ Exchanges, Conforming int }
		require.NoError(t, json.Unmarshal(stdout.Bytes(), &told))
		assert.Equal(t, told.Exchanges, told.Conforming, on)
	}
}

// forge records a scenario on the model and says in the header that it was AWS: only tests do that.
func forge(t *testing.T, file string) {
	began := time.Now()
	on := &target.Model{Options: model.Options{Start: began}}
	w, err := evidence.Create(file, evidence.Header{Target: target.Identity{Name: "aws", Kind: target.KindAWS}, Started: began,
		Clock: evidence.Real, Regions: map[string]string{"us-east-1": "eu-central-1"}}, nil)
	require.NoError(t, err)
	_, err = conformance.Run(t.Context(), conformance.Options{Target: on, Paths: []string{"kms"}, Name: "alias", Tags: "~@needs:clock",
		Progress: func(o target.Outcome) { w.Write(o, "") }})
	require.NoError(t, err)
	require.NoError(t, w.Close(false))
}

func TestATraceOfAWSIsPromoted(t *testing.T) {
	if testing.Short() {
		t.Skip("judges a long trace")
	}
	dir := t.TempDir()
	trace, seen := filepath.Join(dir, "trace.jsonl.gz"), filepath.Join(dir, "seen.yaml")
	forge(t, trace)
	var stdout, stderr bytes.Buffer
	require.Zero(t, run([]string{"validate", trace, "--promote=" + seen}, &stdout, &stderr), "%s %s", &stdout, &stderr)
	assert.Regexp(t, `shareproof: (\d+) rules were seen live, (\d+) of them for the first time: .*seen.yaml`, stderr.String())
	first, err := os.ReadFile(seen)
	require.NoError(t, err)
	require.Zero(t, run([]string{"validate", "--json", trace, "--promote=" + seen}, &stdout, &stderr))
	again, err := os.ReadFile(seen)
	require.NoError(t, err)
	assert.Equal(t, string(first), string(again))

	book, err := live.Parse(seen, first)
	require.NoError(t, err)
	defer func(was func() (*live.Seen, error)) { live.Embedded = was }(live.Embedded)
	live.Embedded = func() (*live.Seen, error) { return book, nil }
	at := book.All()[slices.IndexFunc(book.All(), func(s live.Sighting) bool {
		return model.Rule(s.Rule).Service == "kms" && s.Refused > 0
	})]
	stdout.Reset()
	require.Zero(t, run([]string{"rules", "explain", at.Rule}, &stdout, &stderr))
	assert.Contains(t, stdout.String(), "seen live   "+at.Date+" in eu-central-1, API 2014-11-01: accepted ")
	assert.Contains(t, stdout.String(), "evidence    "+string(model.Rule(at.Rule).Evidence))
	require.Zero(t, run([]string{"docs", dir}, &stdout, &stderr))
	rules, err := os.ReadFile(filepath.Join(dir, "rules.md"))
	require.NoError(t, err)
	assert.Contains(t, string(rules), "- last seen live: "+at.Date+" in eu-central-1")
	require.Zero(t, run([]string{"check", "-q", "--out", dir, "--name", "alias", "features/kms"}, &stdout, &stderr)/4)
	page, err := os.ReadFile(filepath.Join(dir, "report.html"))
	require.NoError(t, err)
	assert.Contains(t, string(page), "last seen live "+at.Date+" in eu-central-1")
	report, err := os.ReadFile(filepath.Join(dir, "report.json"))
	require.NoError(t, err)
	_, err = conformance.ReadReport("report.json", report)
	require.NoError(t, err)
	assert.Contains(t, string(report), `"seenLive": {`)
}

func TestWhatCannotBeRecordedOrReadIsAMistakeOfUse(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.jsonl")
	require.NoError(t, os.WriteFile(broken, []byte(`{"trace":{"version":"x"}}`+"\n"), 0o644))
	own := filepath.Join(dir, "own.jsonl")
	var said bytes.Buffer
	require.Zero(t, run([]string{"record", own, "scenarios/ram", "--out", dir, "-q"}, &said, &said), "%s", &said)
	for want, args := range map[string][]string{
		"broken.jsonl:1:1: the trace has version":     {"validate", broken},
		"--redact: want on, off or auto":              {"validate", "--redact", "perhaps", broken},
		"which is not AWS but of the kind \"model\":": {"validate", own, "--promote=" + filepath.Join(dir, "seen.yaml")},
		"want one trace, got 2 files":                 {"validate", own, own, "--promote=" + filepath.Join(dir, "seen.yaml")},
		"there is no conformance/live/seen.yaml here": {"validate", own, "--promote"},
		"own.jsonl:1:1: ":                             {"validate", own, "--promote=" + own},
		"it cannot be read":                           {"validate", filepath.Join(dir, "none")},
		"--record: there is no folder":                {"check", "--record", filepath.Join(dir, "no", "where"), "--out", dir, "scenarios/ram"},
		"[record watch] were all set":                 {"check", "--watch", "--record", broken, "scenarios/ram"},
		"--redact: want on, off or auto, got \"x\"":   {"check", "--redact", "x", "--out", dir, "scenarios/ram"},
	} {
		var stdout, stderr bytes.Buffer
		assert.Equal(t, exit.Usage, run(args, &stdout, &stderr), want)
		assert.Contains(t, stderr.String(), want)
		assert.Empty(t, stdout.String())
	}
}
