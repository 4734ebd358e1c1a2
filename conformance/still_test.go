package conformance_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// restless is a target of which nobody knows for how long nothing happens there.
type restless struct{ target.Target }

// waits tells for how long each step of the scenarios waited, and counts the exchanges.
func waits(t *testing.T, on target.Target, paths ...string) (waited map[string]map[int]time.Duration, exchanges int) {
	played, err := conformance.Play(t.Context(), conformance.Options{Target: on, Paths: paths})
	require.NoError(t, err)
	require.NotEmpty(t, played)
	waited = map[string]map[int]time.Duration{}
	for _, p := range played {
		require.NoError(t, p.Err, p.Name)
		steps := map[int]time.Duration{}
		for _, e := range p.Exchanges {
			steps[e.Step] += e.Waited
		}
		waited[p.Source+p.Name] = steps
		exchanges += len(p.Exchanges)
	}
	return waited, exchanges
}

// Who asks again only when something may have happened sees it at the same moment as who
// asks all the time, in-process and over HTTP, and asks far less.
func TestWaitingInLeapsEndsWhereWaitingInStepsDoes(t *testing.T) {
	race.Sequential(t)
	server := httptest.NewServer(emulator.New(emulator.Options{}))
	defer server.Close()
	config, err := remote.ForURL(server.URL)
	require.NoError(t, err)
	there, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	defer func() { require.NoError(t, there.Close(context.WithoutCancel(t.Context()))) }()

	for _, path := range []string{"features/rds/cloning_across_accounts.feature", "features/backup/copies.feature", "scenarios/cloudhsm"} {
		steps, often := waits(t, restless{&target.Model{}}, "../"+path)
		leaps, seldom := waits(t, &target.Model{}, "../"+path)
		assert.Equal(t, steps, leaps, path)
		assert.Less(t, seldom, often, path)
		overHTTP, asMuch := waits(t, there, "../"+path)
		assert.Equal(t, leaps, overHTTP, path)
		assert.Equal(t, seldom, asMuch, path)
		t.Logf("%s: %d exchanges instead of %d", path, seldom, often)
	}
}
