package evidence_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/faulty"
)

// accuses reports whether something does not conform.
func accuses(f evidence.Finding) bool {
	return f.Verdict == evidence.Diverges || f.Verdict == evidence.Inconclusive
}

func TestWhatIsJudgedWhileItGrowsIsJudgedAsAWhole(t *testing.T) {
	race.Sequential(t)
	for name, on := range map[string]struct {
		target.Target
		accused bool
	}{
		"the model":         {&target.Model{}, false},
		"at a sampled pace": {faulty.Slow(kernel.Sampled), false},
		"lagging":           {faulty.Lagging(50 * time.Second), false},
		"with a defect":     {faulty.Wrong[0].Target(), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			trace := record(t, on, "scenarios/cloudhsm/policies.yaml",
				"scenarios/ram/invitation-accepted.yaml", "scenarios/ram/disassociation.yaml")
			accused := false
			_, err := evidence.Read("trace", bytes.NewReader(trace.Bytes()), func(h *evidence.Header, g *evidence.Group) error {
				anew, growing := evidence.JudgedAtEachMoment(h, g)
				for n := range anew {
					if slices.ContainsFunc(anew[n], accuses) { // what comes later says nothing
						accused = true
						assert.True(t, slices.ContainsFunc(growing[n], accuses), "%s after %d", g.Name, n)
					} else {
						assert.Equal(t, anew[n], growing[n], "%s after %d", g.Name, n)
					}
				}
				return nil
			})
			require.NoError(t, err)
			assert.Equal(t, on.accused, accused)
		})
	}
}
