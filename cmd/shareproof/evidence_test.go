package main

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
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

func TestWhatCannotBeRecordedOrReadIsAMistakeOfUse(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.jsonl")
	require.NoError(t, os.WriteFile(broken, []byte(`{"trace":{"version":"x"}}`+"\n"), 0o644))
	for want, args := range map[string][]string{
		"broken.jsonl:1:1: the trace has version":   {"validate", broken},
		"--redact: want on, off or auto":            {"validate", "--redact", "perhaps", broken},
		"it cannot be read":                         {"validate", filepath.Join(dir, "none")},
		"--record: there is no folder":              {"check", "--record", filepath.Join(dir, "no", "where"), "--out", dir, "scenarios/ram"},
		"[record watch] were all set":               {"check", "--watch", "--record", broken, "scenarios/ram"},
		"--redact: want on, off or auto, got \"x\"": {"check", "--redact", "x", "--out", dir, "scenarios/ram"},
	} {
		var stdout, stderr bytes.Buffer
		assert.Equal(t, usage, run(args, &stdout, &stderr), want)
		assert.Contains(t, stderr.String(), want)
		assert.Empty(t, stdout.String())
	}
}
