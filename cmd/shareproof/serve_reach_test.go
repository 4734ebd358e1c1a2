package main

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

// trusting returns a client that trusts the certificate of a folder and nothing else.
func trusting(t *testing.T, folder string) *http.Client {
	text, err := os.ReadFile(filepath.Join(folder, "cert.pem"))
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(text))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestACertificateIsMadeOnceAndTakenFromThenOn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tls")
	var first []byte
	for range 2 {
		l, url, err := (&reach{tls: folder, connections: 5}).listen("127.0.0.1:0")
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(url, "https://127.0.0.1:"), url)
		go func() { _ = emulator.New(emulator.Options{}).Serve(t.Context(), l) }()
		r, err := trusting(t, folder).Get(url + "/_shareproof/")
		require.NoError(t, err)
		require.NoError(t, r.Body.Close())
		require.Equal(t, http.StatusOK, r.StatusCode)
		require.NoError(t, l.Close())
		text, err := os.ReadFile(filepath.Join(folder, "cert.pem"))
		require.NoError(t, err)
		if first != nil {
			require.Equal(t, first, text)
		}
		first = text
	}
	info, err := os.Stat(filepath.Join(folder, "key.pem"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestACertificateThatCannotBeUsedIsTold(t *testing.T) {
	folder := t.TempDir()
	_, err := certificateIn(folder, "127.0.0.1:0", time.Now().AddDate(-2, 0, 0))
	require.NoError(t, err)
	_, _, err = (&reach{tls: folder, connections: 5}).listen("127.0.0.1:0")
	assert.ErrorContains(t, err, "cert.pem: the certificate has ended at ")
	_, err = certificateIn(folder, "127.0.0.1:0", time.Now().AddDate(-4, 0, 0))
	assert.ErrorContains(t, err, "cert.pem: the certificate begins at ")

	require.NoError(t, os.Remove(filepath.Join(folder, "key.pem")))
	_, _, err = (&reach{tls: folder, connections: 5}).listen("127.0.0.1:0")
	assert.ErrorContains(t, err, "--tls: open ")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "key.pem"), []byte("no key"), 0o600))
	_, _, err = (&reach{tls: folder, connections: 5}).listen("127.0.0.1:0")
	assert.ErrorContains(t, err, "--tls: ")
}

func TestFurtherConnectionsWait(t *testing.T) {
	l, url, err := (&reach{connections: 1}).listen("127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = emulator.New(emulator.Options{}).Serve(t.Context(), l) }()
	first, second := &http.Transport{}, &http.Transport{}
	defer second.CloseIdleConnections()
	get := func(by *http.Transport, within time.Duration) error {
		r, err := (&http.Client{Transport: by, Timeout: within}).Get(url + "/_shareproof/digest")
		if err == nil {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
		}
		return err
	}
	require.NoError(t, get(first, 10*time.Second))
	require.Error(t, get(second, 200*time.Millisecond), "the first connection is still there")
	first.CloseIdleConnections()
	require.NoError(t, get(second, 10*time.Second))
}

func TestWhoWatchesSeesCallsByTheirOutcome(t *testing.T) {
	a := newAdmin()
	e := emulator.New(emulator.Options{Measure: a.measure})
	worlds := emulator.NewWorlds(e, emulator.Room{Most: 3})
	a.of(e, worlds)
	call := func(path, target string) {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", target)
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=111111111111/20251101/us-east-1/kms/aws4_request, "+
			"SignedHeaders=host, Signature=0")
		worlds.ServeHTTP(httptest.NewRecorder(), r)
	}
	call("/", "TrentService.ListKeys")
	call("/_world/one/", "TrentService.ListKeys")
	call("/", "TrentService.DescribeKey")
	call("/", "TrentService.Guess\"\n")
	text := told(a, "/metrics").Body.String()
	assert.Contains(t, text, `shareproof_calls_total{service="kms",operation="ListKeys",code=""} 2`)
	assert.Contains(t, text, `shareproof_calls_total{service="kms",operation="DescribeKey",code="ValidationException"} 1`)
	assert.Contains(t, text, `shareproof_calls_total{service="kms",operation="",code="UnknownOperationException"} 1`)
	assert.Contains(t, text, `shareproof_call_seconds_count{service="kms",operation="ListKeys"} 2`)
	assert.Contains(t, text, "shareproof_worlds 2\n")
	assert.Contains(t, text, "process_resident_memory_bytes ")
}

func told(a *admin, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestWhoIsNotHealthyOrEndsSaysSo(t *testing.T) {
	a := newAdmin()
	hangs := make(chan struct{})
	a.alive = func() {}
	assert.Equal(t, http.StatusOK, told(a, "/healthz").Code)
	assert.Equal(t, http.StatusOK, told(a, "/readyz").Code)
	a.draining.Store(true)
	assert.Equal(t, http.StatusServiceUnavailable, told(a, "/readyz").Code)
	assert.Equal(t, http.StatusOK, told(a, "/healthz").Code)

	a.alive, a.patience = func() { <-hangs }, 10*time.Millisecond
	defer close(hangs)
	unwell := told(a, "/healthz")
	assert.Equal(t, http.StatusServiceUnavailable, unwell.Code)
	assert.Equal(t, "the world has not answered for 10ms\n", unwell.Body.String())
	assert.Equal(t, http.StatusNotFound, told(a, "/").Code)
}
