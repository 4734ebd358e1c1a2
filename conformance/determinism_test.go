package conformance_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/deterministic"
	"github.com/shareproof/shareproof/target"
)

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
	deterministic.InEveryProcess(t, func(seed uint64) string { return digest(t, seed) })
}
