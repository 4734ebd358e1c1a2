package conformance_test

import (
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

// BenchmarkCheck plays every scenario on the model. It is to take under 5 s.
func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		r, err := conformance.Run(b.Context(), conformance.Options{Target: &target.Model{}})
		require.NoError(b, err)
		b.ReportMetric(float64(r.Totals.Sum()), "scenarios/op")
	}
}
