package remote_test

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/timing"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// about asks an endpoint that is reset by /reset, and returns what it says about a thing.
func about(t *testing.T, thing string, h http.Handler, more string) target.Finding {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	there := opened(t, "endpoint: "+s.URL+"\naccountKeys: account-number\n"+strings.ReplaceAll(more, "HERE", s.URL))
	require.NoError(t, there.Identify(t.Context()))
	began := time.Now()
	all := there.Ask(t.Context())
	timing.Within(t, began, time.Second)
	assert.Equal(t, all, there.Identity().Asked)
	for _, f := range all {
		if f.About == thing {
			if f.State == target.InTheWay {
				assert.NotEmpty(t, f.Mend)
			}
			return f
		}
	}
	require.Fail(t, "nothing is said", "about %s: %v", thing, all)
	return target.Finding{}
}

// emptied is an emulator without a control API that is emptied by a POST to /reset, or says
// so.
func emptied(lies bool) http.Handler { return emptiedOf(emulator.New(emulator.Options{}), lies) }

func emptiedOf(e *emulator.Emulator, lies bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/reset" && !lies:
			r.URL.Path = "/_shareproof/reset"
		case strings.HasPrefix(r.URL.Path, "/_shareproof"):
			w.WriteHeader(http.StatusNotFound)
			return
		case r.URL.Path == "/reset":
			return
		}
		e.ServeHTTP(w, r)
	})
}

// dated is an endpoint whose answers have a Date that is off.
func dated(h http.Handler, by time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
		h.ServeHTTP(w, r)
	})
}

func TestAClockThatIsFarIsTold(t *testing.T) {
	for by, state := range map[time.Duration]target.FindingState{
		0: target.Fine, 3 * time.Minute: target.Fine, -3 * time.Minute: target.Fine,
		10 * time.Minute: target.InTheWay, -10 * time.Minute: target.InTheWay,
	} {
		assert.Equal(t, state, about(t, "clock", dated(emptied(false), by), "").State, by)
	}
	assert.Equal(t, "the target's is 1h behind that of this machine",
		about(t, "clock", dated(emptied(false), -time.Hour-10*time.Second), "").Says)
	undated := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		emptied(false).ServeHTTP(w, r)
	})
	assert.Equal(t, target.NotAsked, about(t, "clock", undated, "").State)
	f := about(t, "clock", dated(emulator.New(emulator.Options{World: model.Options{}}), time.Hour), "")
	assert.Equal(t, target.Fine, f.State, "a clock that is moved by hand has a time of its own: %v", f)
}

func TestAResetThatEmptiesNothingIsFoundOut(t *testing.T) {
	const reset = "reset: HERE/reset\n"
	assert.Equal(t, target.Finding{About: "reset", State: target.Fine, Says: "it empties the target"},
		about(t, "reset", emptied(false), reset))
	f := about(t, "reset", emptied(true), reset)
	assert.Equal(t, target.InTheWay, f.State)
	assert.Contains(t, f.Says, "what was made before is still there")
	e := emulator.New(emulator.Options{})
	about(t, "reset", emptiedOf(e, true), reset+"offers: {services: [sts, iam]}\n")
	assert.Equal(t, emulator.New(emulator.Options{}).State(), e.State(), "what was tried is taken away")
	const nothingSmall = "offers: {services: [sts, cloudhsmv2]}\n"
	assert.Equal(t, target.NotAsked, about(t, "reset", emptied(true), reset+nothingSmall).State)
	f = about(t, "reset", emptied(false), "reset: HERE/elsewhere\n")
	assert.Equal(t, target.NotAsked, f.State)
	assert.Contains(t, f.Says, "HTTP status 404")
}

func TestWhatIsNotEmptiedIsInDoubt(t *testing.T) {
	s := httptest.NewServer(emptied(true))
	defer s.Close()
	there := opened(t, "endpoint: "+s.URL+"\naccountKeys: account-number\nreset: "+s.URL+"/reset\n")
	assert.Empty(t, there.Doubt())
	there.Ask(t.Context())
	assert.Equal(t, "its reset does not empty the target", there.Doubt())
}

func TestWithoutANamedResetNothingIsMade(t *testing.T) {
	e := emulator.New(emulator.Options{})
	s := httptest.NewServer(e)
	defer s.Close()
	there := opened(t, "endpoint: "+s.URL+"\naccountKeys: account-number\n")
	before := e.Digest()
	there.Ask(t.Context())
	assert.Equal(t, before, e.Digest())
	what, known := there.Erases()
	assert.True(t, known)
	assert.Empty(t, what)
}

func TestWhatIsNotOfferedIsToldOnce(t *testing.T) {
	e := emptied(false)
	noBackup := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), "/backup/") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		e.ServeHTTP(w, r)
	})
	f := about(t, "services", noBackup, "")
	assert.Equal(t, target.Lacks, f.State)
	assert.Contains(t, f.Says, "; does not offer backup")
	assert.Equal(t, target.Fine, about(t, "services", noBackup, "offers: {services: [kms, iam]}\n").State)
	assert.Equal(t, target.Finding{About: "services", State: target.Fine, Says: "answers iam, kms"},
		about(t, "services", e, "offers: {services: [iam, kms]}\n"))
	assert.Equal(t, target.InTheWay, about(t, "services", http.NotFoundHandler(), "").State)
}

// What is asked changes nothing, is answered in a world of nothing, and needs no member.
func TestEachServiceNamesACallThatOnlyLooks(t *testing.T) {
	world := &target.Model{}
	require.NoError(t, world.Reset(t.Context(), 1))
	for _, api := range services.All {
		if api.Look == "" {
			continue
		}
		op := api.Operation(api.Look)
		require.NotNil(t, op, api.Service)
		assert.True(t, op.Reads(), op.FullName())
		_, err := world.Do(t.Context(), owner, reflect.New(op.In).Interface())
		if api.Service == "organizations" {
			assert.ErrorContains(t, err, "AWSOrganizationsNotInUseException", "there is none, and it says so")
			continue
		}
		assert.NoError(t, err, op.FullName())
	}
}
