package steps_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/features"
	"github.com/shareproof/shareproof/steps"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		_, err := steps.Load(features.FS)
		require.NoError(b, err)
	}
}
