package conformance_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

const digestOnly = "SHAREPROOF_DIGEST"

// digest is that of the worlds in which all scenarios end.
func digest(t *testing.T, seed uint64) string {
	on, sum := &target.Model{}, sha256.New()
	check(t, conformance.Options{Target: on, Seed: seed, Progress: func(o target.Outcome) {
		_, _ = fmt.Fprintln(sum, o.Name, on.World.Digest())
	}})
	return fmt.Sprintf("%x", sum.Sum(nil))
}

func TestOneSeedGivesTheSameWorldsInEveryProcess(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the suites many times")
	}
	here := digest(t, 1)
	if os.Getenv(digestOnly) != "" {
		fmt.Printf("digest=%s\n", here)
		return
	}
	require.Equal(t, here, digest(t, 1), "twice in one process")
	require.NotEqual(t, here, digest(t, 2), "another seed")
	for _, procs := range []string{"1", "8"} {
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		again.Env = append(os.Environ(), digestOnly+"=1", "GOMAXPROCS="+procs)
		out, err := again.CombinedOutput()
		require.NoError(t, err, "%s", out)
		_, digest, _ := strings.Cut(string(out), "digest=")
		digest, _, _ = strings.Cut(digest, "\n")
		require.Equal(t, here, digest, "with GOMAXPROCS=%s", procs)
	}
}
