package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/internal/redact"
)

const (
	secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY"
	token     = `FQoGZXIvYXdzE"<&>Hv`
)

// echoing is a target that tells who everybody is, and quotes every other request
// in its answer, as AWS does where a signature does not match.
func echoing(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch {
	case strings.HasPrefix(r.URL.Path, "/_shareproof"):
		w.WriteHeader(http.StatusNotFound)
	case r.URL.Path == "/reset-it":
	case strings.Contains(string(body), "GetCallerIdentity"):
		account := strings.TrimPrefix(strings.SplitN(strings.SplitN(r.Header.Get("Authorization"), "Credential=", 2)[1], "/",
			2)[0], "KEY")
		fmt.Fprintf(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, account)
	default:
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"__type":"CloudHsmInvalidRequestException","Message":%q}`,
			"X-Amz-Security-Token: "+r.Header.Get("X-Amz-Security-Token")+" key "+secretKey)
	}
}

func TestSecretsOfATargetFileAppearNowhere(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(echoing))
	defer s.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "target.yaml")
	account := func(number string) string {
		return fmt.Sprintf("  %q: {accessKeyId: KEY%s, secretAccessKey: '%s', sessionToken: '%s'}\n", number, number,
			secretKey, token)
	}
	content := "endpoint: " + s.URL + "\nreset: " + s.URL + "/reset-it\naccounts:\n" + account("111111111111") +
		account("222222222222")
	require.NoError(t, os.WriteFile(file, []byte(content), 0o600))

	for _, format := range []string{"--json", "--json=false"} {
		var stdout, stderr bytes.Buffer
		run([]string{"check", "--target", file, "--out", dir, "--tags", "@rule:HSM-BKP-06", format}, &stdout, &stderr)
		written := map[string]string{"stdout": stdout.String(), "stderr": stderr.String()}
		for _, name := range []string{"report.json", "report.html", "junit.xml"} {
			text, err := os.ReadFile(filepath.Join(dir, name))
			require.NoError(t, err)
			written[name] = string(text)
		}
		assert.Contains(t, written["report.json"], "X-Amz-Security-Token: "+redact.Mark, "the answer was told")
		for where, text := range written {
			for _, secret := range []string{secretKey, token, `FQoGZXIvYXdzE\"`, "FQoGZXIvYXdzE&"} {
				assert.NotContains(t, text, secret, where)
			}
		}
	}
}

func TestATargetWithOneAccountForAllIsAUsageError(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
	}))
	defer s.Close()
	var stdout, stderr bytes.Buffer
	assert.Equal(t, exit.Usage, run([]string{"check", "--target", s.URL, "--out", t.TempDir()}, &stdout, &stderr))
	assert.Contains(t, stderr.String(), "are one account there, 123456789012")
}

func TestAPublicTargetIsAUsageError(t *testing.T) {
	var stdout, stderr bytes.Buffer
	assert.Equal(t, exit.Usage, run([]string{"check", "--target", "http://203.0.113.7", "--out", t.TempDir()}, &stdout,
		&stderr))
	assert.Contains(t, stderr.String(), "notAWS: true")
}

// call makes a call to the emulator in an account, and returns the answer.
func call(t *testing.T, url, target, body string) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("X-Amz-Target", target)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=111111111111/20260101/us-east-1/kms/aws4_request")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, 200, answer.StatusCode, string(text))
	return string(text)
}

func TestATargetThatHoldsSomethingIsErasedOnlyWhenToldSo(t *testing.T) {
	world := emulator.New(emulator.Options{})
	s := httptest.NewServer(world)
	defer s.Close()
	dir := t.TempDir()
	file, past := filepath.Join(dir, "target.yaml"), filepath.Join(dir, "history.yaml")
	require.NoError(t, os.WriteFile(file, []byte("endpoint: "+s.URL+"\naccountKeys: account-number\nreset: "+s.URL+
		"/_shareproof/reset\n"), 0o600))
	require.NoError(t, os.WriteFile(past, []byte(broken), 0o600))
	commands := map[string][]string{
		"check":  {"check", "--tags", "@rule:HSM-BKP-06", "--out", dir, "--target", s.URL},
		"file":   {"check", "--tags", "@rule:HSM-BKP-06", "--out", dir, "--target", file},
		"replay": {"replay", past, "--target", s.URL},
		"shrink": {"shrink", past, "--target", s.URL},
	}
	for name, args := range commands {
		require.Contains(t, call(t, s.URL, "TrentService.ListKeys", "{}"), `"Keys":[]`, "a world that was only read is empty")
		var stdout, stderr bytes.Buffer
		assert.Contains(t, []int{0, 3}, run(args, &stdout, &stderr), "%s: %s", name, &stderr)
		require.Contains(t, call(t, s.URL, "TrentService.ListKeys", "{}"), `"Keys":[]`, "%s leaves it empty", name)

		call(t, s.URL, "TrentService.CreateKey", "{}")
		before := world.Digest()
		stdout.Reset()
		stderr.Reset()
		assert.Equal(t, exit.Usage, run(args, &stdout, &stderr), name)
		assert.Regexp(t, `^shareproof: --target: .* is not empty, 1 call has changed it \(kms 1\), and the run would erase `+
			`it: say --reset to let it\n$`, stderr.String())
		assert.Equal(t, before, world.Digest(), "%s changes nothing", name)

		stderr.Reset()
		assert.Contains(t, []int{0, 3}, run(append(args, "--reset"), &stdout, &stderr), "%s: %s", name, &stderr)
		assert.Contains(t, call(t, s.URL, "TrentService.ListKeys", "{}"), `"Keys":[]`, name)
	}
}

func TestATargetOfWhichNobodyKnowsWhetherItIsEmptyIsResetAloud(t *testing.T) {
	resets := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/reset-it" {
			resets++
		}
		echoing(w, r)
	}))
	defer s.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "target.yaml")
	require.NoError(t, os.WriteFile(file, []byte("endpoint: "+s.URL+"\nreset: "+s.URL+"/reset-it\naccounts:\n"+
		"  \"111111111111\": {accessKeyId: KEY111111111111, secretAccessKey: example}\n"), 0o600))
	args := []string{"check", "--target", file, "--out", dir, "--tags", "@rule:HSM-BKP-06"}
	const aloud = "is reset before each scenario: whatever is in it will be gone\n"
	var stdout, stderr bytes.Buffer
	run(args, &stdout, &stderr)
	assert.Contains(t, stderr.String(), aloud)
	assert.Positive(t, resets)
	stderr.Reset()
	run(append(args, "--reset"), &stdout, &stderr)
	assert.NotContains(t, stderr.String(), aloud)
}

func TestARunWhoseWorldIsResetByAnotherEndsAsAHarnessError(t *testing.T) {
	world := emulator.New(emulator.Options{})
	calls := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if calls++; calls == 200 {
			reset := httptest.NewRequest(http.MethodPost, "/_shareproof/reset", nil)
			world.ServeHTTP(httptest.NewRecorder(), reset)
		}
		world.ServeHTTP(w, r)
	}))
	defer s.Close()
	var stdout, stderr bytes.Buffer
	assert.Equal(t, exit.Harness, run([]string{"check", "--target", s.URL, "--out", t.TempDir(), "--tags",
		"@rule:HSM-BKP-06,@rule:HSM-BKP-05,@rule:HSM-POL-02"}, &stdout, &stderr))
	assert.Contains(t, stdout.String(), "somebody else has reset the endpoint")
	assert.NotContains(t, stdout.String(), "\ndiverges:")
}

func TestACheckInWorldsOfItsOwnErasesNothing(t *testing.T) {
	root := emulator.New(emulator.Options{})
	worlds := emulator.NewWorlds(root, emulator.Room{Most: 4})
	s := httptest.NewServer(worlds)
	defer s.Close()
	dir := t.TempDir()
	past := filepath.Join(dir, "history.yaml")
	require.NoError(t, os.WriteFile(past, []byte(broken), 0o600))
	call(t, s.URL, "TrentService.CreateKey", "{}")
	before := root.Digest()
	check := []string{"check", "--tags", "@rule:HSM-BKP-06", "--out", dir, "--target", s.URL}
	for _, args := range [][]string{
		check, append(check, "--parallel", "1"), append(check, "--reset"), {"replay", past, "--target", s.URL},
		{"shrink", past, "--target", s.URL},
	} {
		var stdout, stderr bytes.Buffer
		assert.Contains(t, []int{0, 3}, run(args, &stdout, &stderr), "%v: %s", args, &stderr)
		assert.Equal(t, before, root.Digest(), "%v", args)
		assert.Empty(t, worlds.All(), "%v drops its worlds", args)
	}
	for i := range 4 {
		call(t, fmt.Sprintf("%s/_world/w%d/", s.URL, i), "TrentService.ListKeys", "{}")
	}
	var stdout, stderr bytes.Buffer
	assert.Equal(t, exit.Usage, run(check, &stdout, &stderr))
	assert.Contains(t, stderr.String(), "is not empty, 1 call has changed it (kms 1)", "where there is no room for a world")
	assert.Equal(t, exit.Usage, run(append(check, "--parallel", "-1"), &stdout, &stderr))
}
