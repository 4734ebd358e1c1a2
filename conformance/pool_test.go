package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

// settled serves worlds and returns them, and a target that has one of its own.
func settled(t *testing.T, spoiled string, room emulator.Room) (*emulator.Worlds, *remote.Target) {
	t.Helper()
	worlds := emulator.NewWorlds(emulator.New(emulator.Options{}), room)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if spoiled != "" && strings.HasSuffix(r.Header.Get("X-Amz-Target"), spoiled) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"__type":"AccessDeniedException","message":"No."}`))
			return
		}
		worlds.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	config, err := remote.ForURL(server.URL)
	require.NoError(t, err)
	config.Name = "an emulator" // its port is another each time
	there, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	require.NoError(t, there.Settle(t.Context()))
	t.Cleanup(func() { _ = there.Close(t.Context()) })
	return worlds, there
}

// some of the suites, features and scenarios, large and small ones, and more than so many scenarios
// in them: fewer with the race detector, where each takes ten times as long.
var some, least = []string{"features/kms", "scenarios/kms", "features/cloudhsm/sharing_a_backup.feature", "scenarios/ram"}, 200

func init() {
	if race.Enabled {
		kms := []string{"features/kms/aliases.feature", "features/kms/grants.feature", "features/kms/key_states.feature"}
		some, least = append(kms, some[1:]...), 80
	}
}

func TestScenariosThatArePlayedAtOnceAreToldAsOneByOne(t *testing.T) {
	_, whole := settled(t, "", emulator.Room{Most: 10})
	_, spoiled := settled(t, ".CreateAlias", emulator.Room{Most: 10})
	_, narrow := settled(t, "", emulator.Room{Most: 2})
	for name, on := range map[string]target.Target{
		"the model": &target.Model{}, "an emulator": whole, "one that diverges": spoiled, "one with little room": narrow,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var heard [2][]string
			var reports [2]string
			for i, parallel := range []int{1, 5} {
				r := check(t, conformance.Options{Target: on, Paths: some, Parallel: parallel, Own: true,
					Judged: func(s conformance.ScenarioResult) {
						heard[i] = append(heard[i], s.Source+" "+string(s.Verdict))
					}})
				reports[i] = timeless(t, r)
				assert.Greater(t, r.Totals.Sum(), least)
			}
			assert.Equal(t, heard[0], heard[1])
			assert.Equal(t, reports[0], reports[1])
		})
	}
}

func TestARunAtOnceEndsAndGoesOnAsOneByOne(t *testing.T) {
	_, there := settled(t, ".CreateAlias", emulator.Room{Most: 10})
	o := conformance.Options{Target: there, Paths: some, FailFast: true, Parallel: 1}
	first := timeless(t, check(t, o))
	o.Parallel = 5
	assert.Equal(t, first, timeless(t, check(t, o)), "it ends with the same failure")

	o = conformance.Options{Target: there, Paths: some, Parallel: 5}
	want := timeless(t, check(t, o))
	o.Journal = filepath.Join(t.TempDir(), "journal.jsonl")
	r := stopped(t, o, 70)
	require.True(t, r.Interrupted)
	assert.Equal(t, 70, r.Totals.Sum()-r.Totals.NotRun, "what is told is what was told until then")
	o.Resume = true
	assert.Equal(t, want, timeless(t, check(t, o)))
}

func TestARunInWorldsOfItsOwnLeavesTheEmulatorAsItWas(t *testing.T) {
	worlds, there := settled(t, "", emulator.Room{Most: 3})
	what, known := there.Erases()
	assert.True(t, known && what == "", "it erases nothing")
	check(t, conformance.Options{Target: there, Paths: []string{"scenarios/kms"}, Parallel: 5})
	assert.Len(t, worlds.All(), 3, "there is no room for more")
	require.NoError(t, there.Close(t.Context()))
	assert.Empty(t, worlds.All())
}
