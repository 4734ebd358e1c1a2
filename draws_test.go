package shareproof_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A test that draws anew each time fails for whoever happens to run it next.
func TestPropertiesAreCheckedWithDrawsThatAreTheSameEachTime(t *testing.T) {
	checked := 0
	eachFile(t, func(path string, source []byte) {
		checked += bytes.Count(source, []byte("property.Check("))
		for _, call := range []string{"Check", "MakeCheck"} {
			if path != "internal/property/property.go" {
				assert.NotContains(t, string(source), "rapid."+call+"(", "%s: use property.Check", path)
			}
		}
	})
	assert.Greater(t, checked, 30)
}
