package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/stretchr/testify/require"
)

// An endpoint that is busy at times is lawful: it is asked again.
func TestABusyEndpointIsNotAccused(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the suites many times")
	}
	for name, busy := range map[string]http.HandlerFunc{
		"throttles now and then": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Amzn-ErrorType", "ThrottlingException")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"__type":"ThrottlingException","message":"Rate exceeded"}`))
		},
		"is unavailable now and then": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			honest := emulator.New(emulator.Options{})
			var calls, refused atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				form := strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
				// Throttling is said in JSON here, which the protocols of forms do not read.
				if n := calls.Add(1); n%47 == 0 && !form && !strings.HasPrefix(r.URL.Path, "/_shareproof") {
					refused.Add(1)
					busy(w, r)
					return
				}
				honest.ServeHTTP(w, r)
			}))
			defer server.Close()
			config, err := remote.ForURL(server.URL)
			require.NoError(t, err)
			endpoint, err := remote.Open(t.Context(), config)
			require.NoError(t, err)
			r := check(t, conformance.Options{Target: endpoint,
				Paths: []string{"features/cloudhsm/sharing_a_backup.feature", "features/ram/idempotency.feature", "scenarios/ram"}})
			for _, s := range r.Scenarios {
				require.Equal(t, conformance.Conforms, s.Verdict, "%s: %s", s.Source, s.Reason)
			}
			require.Greater(t, refused.Load(), int64(5))
		})
	}
}
