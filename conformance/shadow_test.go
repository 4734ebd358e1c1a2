package conformance

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/features"
)

// What was foretold of all suites that come with Shareproof serves whoever names some of them.
func TestWhatIsForetoldOfAllSuitesIsFoundByThoseOfAPath(t *testing.T) {
	all, err := embedded()
	require.NoError(t, err)
	foretold := map[string]bool{}
	for _, c := range casesOf(all) {
		foretold[key(c.Case)] = true
	}
	for _, path := range []string{"ram", "features", "features/../scenarios", "features/ram/events.feature",
		"features/ram/events.feature:9"} {
		suites, err := suitesAt([]string{path})
		require.NoError(t, err, path)
		require.NotEmpty(t, casesOf(suites), path)
		for _, s := range suites {
			require.True(t, s.embedded, path)
		}
		for _, c := range casesOf(suites) {
			require.True(t, foretold[key(c.Case)], "%s: %s", path, key(c.Case))
		}
	}

	t.Chdir(t.TempDir())
	own := filepath.FromSlash("features/ram/events.feature")
	text, err := features.FS.ReadFile("ram/events.feature")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(own), 0o755))
	require.NoError(t, os.WriteFile(own, text, 0o644))
	s, err := suiteAt(own)
	require.NoError(t, err)
	require.False(t, s.embedded, "a file of one's own may say something else by the next run")
}
