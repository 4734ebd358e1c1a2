package conformance_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
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

// BenchmarkCheckOverHTTP plays every scenario on the model, one by one and four at once,
// and on an emulator, one by one and four at once in worlds of their own, in one run. What
// an endpoint takes includes the model that foretells what each scenario examines.
func BenchmarkCheckOverHTTP(b *testing.B) {
	worlds := emulator.NewWorlds(emulator.New(emulator.Options{}), emulator.Room{Most: 4})
	server := httptest.NewServer(worlds)
	defer server.Close()
	config, err := remote.ForURL(server.URL)
	require.NoError(b, err)
	there, err := remote.Open(b.Context(), config)
	require.NoError(b, err)
	require.NoError(b, there.Settle(b.Context()))
	defer there.Close(b.Context())
	seed := uint64(1 << 20) // each run foretells anew
	spent := map[string]time.Duration{}
	run := func(what string, on target.Target, parallel int) {
		began := time.Now()
		r, err := conformance.Run(b.Context(), conformance.Options{Target: on, Seed: seed, Parallel: parallel})
		require.NoError(b, err)
		require.Equal(b, conformance.Conforms, r.Verdict)
		spent[what] += time.Since(began)
		seed++
	}
	for b.Loop() {
		run("model", &target.Model{}, 1)
		run("model at once", &target.Model{}, 4)
		run("emulator", there, 1)
		run("emulator at once", there, 4)
	}
	model := spent["model"].Seconds()
	b.ReportMetric(spent["model at once"].Seconds()/model, "model-at-once/model")
	b.ReportMetric(spent["emulator"].Seconds()/model, "emulator/model")
	b.ReportMetric(spent["emulator at once"].Seconds()/model, "emulator-at-once/model")
	b.ReportMetric(model/float64(b.N), "model-s")
}
