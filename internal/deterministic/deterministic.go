// Package deterministic tests that a seed decides everything.
package deterministic

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/race"
)

const digestOnly = "SHAREPROOF_DIGEST"

// InEveryProcess holds that a seed has the same digest twice in this process and
// in others, with one processor and with eight, and that another seed has
// another one. The test runs itself again, and is to do nothing else. With the race
// detector, which makes it many times as dear, it is once in this process and once
// with eight processors: the rest is held without.
func InEveryProcess(t *testing.T, digest func(seed uint64) string) {
	t.Helper()
	here := digest(1)
	if os.Getenv(digestOnly) != "" {
		fmt.Printf("digest=%s\n", here)
		return
	}
	elsewhere := []string{"8"}
	if !race.Enabled {
		require.Equal(t, here, digest(1), "twice in one process")
		require.NotEqual(t, here, digest(5000), "another seed")
		elsewhere = []string{"1", "8"}
	}
	for _, procs := range elsewhere {
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		again.Env = append(os.Environ(), digestOnly+"=1", "GOMAXPROCS="+procs)
		out, err := again.CombinedOutput()
		require.NoError(t, err, "%s", out)
		_, there, _ := strings.Cut(string(out), "digest=")
		there, _, _ = strings.Cut(there, "\n")
		require.Equal(t, here, there, "with GOMAXPROCS=%s", procs)
	}
}
