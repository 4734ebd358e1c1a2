package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/target"
)

func TestWhatATargetWasAskedStandsInTheReport(t *testing.T) {
	world := emulator.New(emulator.Options{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/reset-it": // it does nothing
		case strings.HasPrefix(r.URL.Path, "/_shareproof"), strings.Contains(r.Header.Get("Authorization"), "/dlm/"):
			w.WriteHeader(http.StatusNotFound)
		default:
			world.ServeHTTP(w, r)
		}
	}))
	defer s.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "target.yaml")
	require.NoError(t, os.WriteFile(file, []byte("endpoint: "+s.URL+"\naccountKeys: account-number\nreset: "+s.URL+
		"/reset-it\n"), 0o600))
	var stdout, stderr bytes.Buffer
	run([]string{"check", "--target", file, "--reset", "--out", dir, "--tags", "@rule:KMS-ALI-01"}, &stdout, &stderr)
	assert.Contains(t, stderr.String(), "shareproof: reset: it does not empty the target: what was made before is still there")
	assert.Contains(t, stderr.String(), "shareproof: services: answers ")
	assert.Contains(t, stderr.String(), "; does not offer dlm")
	assert.NotContains(t, stderr.String(), "clock")
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	require.NoError(t, err)
	var report conformance.Report
	require.NoError(t, json.Unmarshal(text, &report))
	var told []string
	for _, f := range report.Target.Asked {
		told = append(told, f.About+" "+string(f.State))
	}
	assert.Equal(t, []string{"clock fine", "reset in the way", "services lacks"}, told)
	page, err := os.ReadFile(filepath.Join(dir, "report.html"))
	require.NoError(t, err)
	assert.Contains(t, string(page), "<dt>Asked: reset</dt><dd>"+string(target.InTheWay)+": it does not empty")
}
