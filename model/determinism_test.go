package model_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/model/kernel"
)

// walk makes thousands of random calls and returns the digest of where they led
// and of all that was answered.
func walk(t *testing.T, seed int) string {
	w, backup := backedUp(t)
	words := vocabulary(backup)
	calls := rapid.Custom(func(t *rapid.T) any { return drawInput(t, words) })
	answers := kernel.NewHasher()
	for i := range 3000 {
		as := []kernel.Caller{owner, consumer, {Account: "333333333333", Region: "eu-west-1"}}[i%3]
		out, err := w.Do(as, calls.Example(seed+i))
		if err == nil {
			answers.Add(out)
		} else {
			answers.Add(err.Error())
		}
		w.Advance(time.Duration(i%48) * time.Minute)
	}
	return w.Digest() + answers.Sum()
}

const walkOnly = "SHAREPROOF_WALK"

func TestALongWalkEndsInTheSameStateInEveryProcess(t *testing.T) {
	here := walk(t, 1)
	if os.Getenv(walkOnly) != "" {
		fmt.Printf("digest=%s\n", here)
		return
	}
	require.Equal(t, here, walk(t, 1), "twice in one process")
	require.NotEqual(t, here, walk(t, 5000))
	for _, procs := range []string{"1", "8"} {
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		again.Env = append(os.Environ(), walkOnly+"=1", "GOMAXPROCS="+procs)
		out, err := again.CombinedOutput()
		require.NoError(t, err, "%s", out)
		_, digest, _ := strings.Cut(string(out), "digest=")
		digest, _, _ = strings.Cut(digest, "\n")
		require.Equal(t, here, digest, "with GOMAXPROCS=%s", procs)
	}
}
