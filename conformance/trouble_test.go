package conformance_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/stretchr/testify/require"
)

// resettable opens an endpoint that answers every call alike, and that may be
// accused: its target file names a reset.
func resettable(t *testing.T, answer http.HandlerFunc) target.Target {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/reset":
		case strings.HasPrefix(r.URL.Path, "/_shareproof"):
			http.NotFound(w, r)
		default:
			answer(w, r)
		}
	}))
	t.Cleanup(server.Close)
	file := "endpoint: " + server.URL + "\naccountKeys: account-number\nreset: " + server.URL + "/reset\n"
	config, err := remote.Parse("t.yaml", []byte(file))
	require.NoError(t, err)
	opened, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	return opened
}

func TestBadDaysAndOurOwnTroubleOverHTTPAccuseNoRule(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		kind, body string
		verdict    conformance.Verdict
		cause      string
	}{
		"wrong keys": {401, "application/json", `{"__type":"UnrecognizedClientException"}`, conformance.HarnessError,
			target.Credentials},
		"a wrong signature": {403, "application/json", `{"__type":"InvalidSignatureException"}`, conformance.HarnessError,
			target.Credentials},
		"expired keys": {403, "application/json", `{"__type":"ExpiredTokenException"}`, conformance.HarnessError,
			target.Credentials},
		"throttling": {429, "application/json", `{"__type":"ThrottlingException"}`, conformance.Inconclusive,
			target.Busy},
		"a crash":    {500, "text/plain", ``, conformance.Inconclusive, target.Broken},
		"a proxy":    {503, "text/html", `<html>Service Unavailable`, conformance.Inconclusive, target.Broken},
		"a redirect": {307, "text/plain", ``, conformance.Inconclusive, target.NotAWS},
		"a page":     {200, "text/html", `<html>Welcome`, conformance.Inconclusive, target.NotAWS},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := check(t, conformance.Options{Paths: suite(t, strong, strong),
				Target: resettable(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", c.kind)
					w.WriteHeader(c.status)
					_, _ = io.WriteString(w, c.body)
				})})
			require.Equal(t, c.verdict, r.Verdict)
			require.Len(t, r.Causes, 1)
			require.Equal(t, c.cause, r.Causes[0].Reason)
			require.Equal(t, 2, r.Causes[0].Scenarios)
		})
	}
}

func TestALawfulTargetThatThrottlesAndFailsNeverDiverges(t *testing.T) {
	if testing.Short() {
		t.Skip("plays suites over HTTP")
	}
	for _, kind := range []faults.Kind{faults.Throttling, faults.Unavailable} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			plan := faults.Plan{Seed: 7, Rates: []faults.Rate{{Fault: faults.Fault{Kind: kind}, Percent: 40}}}
			server := httptest.NewServer(emulator.New(emulator.Options{Faults: plan}))
			defer server.Close()
			config, err := remote.ForURL(server.URL)
			require.NoError(t, err)
			on, err := remote.Open(t.Context(), config)
			require.NoError(t, err)
			r := check(t, conformance.Options{Target: on,
				Paths: []string{"features/ram/idempotency.feature", "features/ebs/sharing_snapshots.feature", "scenarios/iam"}})
			require.Zero(t, r.Totals.Diverges, r.Causes)
			require.Positive(t, r.Totals.Inconclusive, "the faults are seen")
		})
	}
}
