package exploration_test

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/exploration"
	"github.com/shareproof/shareproof/conformance/exploration/universes"
)

// BenchmarkExplore measures with a worker for each core what "shareproof explore" does.
func BenchmarkExplore(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(800))
	for _, file := range files(b) {
		b.Run(file, func(b *testing.B) {
			u, err := exploration.Load(universes.FS, file)
			require.NoError(b, err)
			u.Depth = min(u.Depth, 5)
			var r exploration.Result
			for b.Loop() {
				r, err = exploration.Run(b.Context(), u, exploration.Options{})
				require.NoError(b, err)
			}
			b.ReportMetric(float64(r.States*b.N)/b.Elapsed().Seconds(), "states/s")
			b.ReportMetric(float64(r.Covered*b.N)/b.Elapsed().Seconds(), "covered/s")
			b.ReportMetric(float64(r.Transitions*b.N)/b.Elapsed().Seconds(), "transitions/s")
			b.ReportMetric(float64(r.BytesPerState), "B/state")
		})
	}
}
