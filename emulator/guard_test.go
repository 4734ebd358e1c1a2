package emulator_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

// ask sends a request over a connection and returns the status and the answer.
func ask(t *testing.T, address, method, path, host string, header map[string]string, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+address+path, strings.NewReader(body))
	require.NoError(t, err)
	if r.Host = host; host == "" {
		r.Host = address
	}
	for _, name := range []string{"Origin", "Sec-Fetch-Site", "X-Amz-Target", "Content-Type", "Authorization"} {
		if value := header[name]; value != "" {
			r.Header.Set(name, value)
		}
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(bytes.TrimSpace(text))
}

func TestAPageOfAnotherOriginDoesNothing(t *testing.T) {
	e := emulator.New(emulator.Options{})
	address := serve(t, e)
	key := kmsCall("CreateKey", map[string]any{})
	require.Equal(t, 200, key.to(e).Code)
	before := e.Digest()
	for _, header := range []map[string]string{
		{"Origin": "http://evil.example"},
		{"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
		{"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
		{"Origin": "null"},
	} {
		status, said := ask(t, address, http.MethodPost, "/_shareproof/reset", "", header, "")
		assert.Equal(t, 403, status, "%v", header)
		assert.Contains(t, said, "a page of another origin sent this request, and nothing was done")
		signed := map[string]string{"Content-Type": json11, "X-Amz-Target": "TrentService.CreateKey",
			"Authorization": authOf(owner, "us-east-1", "kms"), "Origin": header["Origin"], "Sec-Fetch-Site": header["Sec-Fetch-Site"]}
		status, _ = ask(t, address, http.MethodPost, "/", "", signed, "{}")
		assert.Equal(t, 403, status, "%v", header)
	}
	assert.Equal(t, before, e.Digest())
	status, _ := ask(t, address, http.MethodPost, "/_shareproof/advance?by=1s", "", map[string]string{"Origin": "http://" + address}, "")
	assert.Equal(t, 200, status, "the emulator's own page")
	status, _ = ask(t, address, http.MethodGet, "/_shareproof/", "", map[string]string{"Sec-Fetch-Site": "cross-site"}, "")
	assert.Equal(t, 200, status, "a link to it")
	status, _ = ask(t, address, http.MethodPost, "/_shareproof/reset", "", nil, "")
	assert.Equal(t, 200, status, "no browser")
}

func TestANameThatAnybodyMayHaveIsTurnedAway(t *testing.T) {
	hosts, err := emulator.ParseHosts([]string{"Emulator.example.com", ".corp.example."})
	require.NoError(t, err)
	address := serve(t, emulator.New(emulator.Options{Hosts: hosts}))
	for host, status := range map[string]int{
		"": 200, "localhost": 200, "localhost:4566": 200, "LOCALHOST.": 200, "kms.localhost": 200, "[::1]:4566": 200, "10.1.2.3": 200,
		"shareproof:4566": 200, "host.docker.internal:4566": 200, "emulator.example.com": 200, "emulator.example.com.:4566": 200,
		"a.corp.example": 200, "a.b.corp.example:1": 200,
		"evil.example": 403, "evil.example:4566": 403, "127.0.0.1.evil.example": 403, "xemulator.example.com": 403,
		"corp.example": 403, "xcorp.example": 403, "127.0.0.1.nip.io": 403, "localhost.evil.example": 403,
	} {
		for _, path := range []string{"/_shareproof/", "/"} {
			got, said := ask(t, address, http.MethodGet, path, host, nil, "")
			assert.Equal(t, status, got, "%s: %s", host, said)
		}
	}
	for _, name := range []string{"http://x", "a b", "a:1", "", "*.x", "..x"} {
		_, err := emulator.ParseHosts([]string{name})
		assert.ErrorContains(t, err, "is not the name of a host", name)
	}
}

func TestAnyNameMayBeAllowed(t *testing.T) {
	address := serve(t, emulator.New(emulator.Options{Hosts: []string{emulator.AnyHost}}))
	status, _ := ask(t, address, http.MethodGet, "/", "whatever.example", nil, "")
	assert.Equal(t, 200, status)
}
