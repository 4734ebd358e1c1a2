package property_test

import (
	"os"
	"testing"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTheDrawsAreTheSameEachTimeUnlessOthersAreAskedFor(t *testing.T) {
	drawn := func() (all []uint64) {
		property.Check(t, func(t *rapid.T) { all = append(all, rapid.Uint64().Draw(t, "number")) })
		return all
	}
	first, again := drawn(), drawn()
	if os.Getenv(property.Draws) == "" {
		require.Equal(t, first, again)
	} else {
		require.NotEqual(t, first, again)
	}
}
