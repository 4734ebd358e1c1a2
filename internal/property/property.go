// Package property checks properties with rapid. The draws are the same each time, so that a test
// fails for what has changed; SHAREPROOF_DRAWS asks for so many others.
package property

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// Draws is the environment variable that says how often a property is checked with draws that are others
// each time. Without it rapid's own number is drawn from one seed. rapid's flags win over both.
const Draws = "SHAREPROOF_DRAWS"

func init() {
	name, value := "rapid.seed", "1"
	if n := os.Getenv(Draws); n != "" {
		name, value = "rapid.checks", n
	}
	if err := flag.Set(name, value); err != nil {
		panic(fmt.Sprintf("property: %s: %v", Draws, err)) // only of a test's program
	}
}

// Check fails the test where the property does not hold for something that it draws.
func Check(t *testing.T, holds func(*rapid.T)) {
	t.Helper()
	rapid.Check(t, holds)
}
