package faulty_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/target/faulty"
)

// What is lawful and nasty is accused of nothing, and most can be said of it nevertheless.
func TestWhatIsLawfulAndNastyIsNotAccused(t *testing.T) {
	if testing.Short() {
		t.Skip("plays suites many times")
	}
	for _, n := range faulty.Nasty {
		t.Run(n.Name, func(t *testing.T) {
			t.Parallel()
			r, err := conformance.Run(t.Context(), conformance.Options{Target: n.Target(),
				Paths: []string{"ram", "ebs", "backup"}})
			require.NoError(t, err)
			for _, s := range r.Scenarios {
				assert.NotContains(t, []conformance.Verdict{conformance.Diverges, conformance.HarnessError}, s.Verdict,
					"%s %s: %s at %q", s.Source, s.Name, s.Reason, s.Step)
			}
			told := r.Totals.Conforms + r.Totals.Partial
			require.Greater(t, 10*told, 9*(r.Totals.Sum()-r.Totals.Unsupported), "%+v", r.Totals)
			t.Logf("%+v", r.Totals)
		})
	}
}
