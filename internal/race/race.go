// Package race reports whether the race detector runs, which makes everything many times as slow.
package race

import "testing"

// Sequential skips a test that does one thing after another where the race detector
// runs: it has nothing to see there.
func Sequential(t testing.TB) {
	t.Helper()
	if Enabled {
		t.Skip("does one thing after another")
	}
}
