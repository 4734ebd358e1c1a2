package evidence_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/faulty"
	"github.com/stretchr/testify/assert"
)

func naming(ids ...string) string { return "@rule:" + strings.Join(ids, ",@rule:") }

func TestADefectIsAccusedByItsTraceAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("plays many scenarios")
	}
	for _, d := range faulty.Wrong {
		trace, _ := recordTagged(t, d.Target(), naming(d.Rules...), "cloudhsm", "ram", "organizations")
		j := judge(t, trace, &evidence.Judge{})
		assert.Equal(t, 1, j.ExitCode(), "%s: %s %+v", d.Name, d.Says, j.NotJudged)
	}
}

// isWording reports whether all that a report says is that calls were refused by the code of a
// rule, and with another text: of texts a trace says nothing.
func isWording(report *conformance.Report, r *kernel.Rule) bool {
	return !slices.ContainsFunc(report.Causes, func(c conformance.Cause) bool {
		return !strings.HasPrefix(c.Reason, r.Error.Code+": ")
	})
}

// Of the rules that AWS documents and that refuse, each must be missed by an endpoint that does
// not keep it.
func TestAMutantIsAccusedByItsTraceAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("plays many scenarios")
	}
	const step = 41
	for i, r := range model.Rules() {
		if i%step != 0 || r.Error == nil || !r.Evidence.Strong() {
			continue
		}
		wrong := &target.Model{Prepare: func(w *model.World) { w.SwitchOff(r) }}
		trace, report := recordTagged(t, wrong, naming(r.ID), services.Find(r.Service).System)
		if report.Verdict != conformance.Diverges {
			continue // other scenarios notice it
		}
		if isWording(report, r) {
			continue
		}
		j := judge(t, trace, &evidence.Judge{})
		assert.Equal(t, 1, j.ExitCode(), "%s: %s %+v", r.ID, r.Says, j.NotJudged)
		for _, f := range j.Findings {
			assert.NotZero(t, f.Line)
		}
	}
}

func TestWhatIsDoneAtAnotherPaceConforms(t *testing.T) {
	if testing.Short() {
		t.Skip("plays many scenarios at three paces")
	}
	for _, pace := range []kernel.Pace{kernel.Earliest, kernel.Sampled, kernel.Latest} {
		trace := record(t, faulty.Slow(pace), "scenarios/cloudhsm", "scenarios/ram", "features/ebs/snapshots.feature",
			"features/backup/backup_jobs.feature")
		j := judge(t, trace, &evidence.Judge{})
		assert.Zero(t, j.Diverging+j.Inconclusive, "%s: %+v", pace, j.Findings)
		assert.Greater(t, j.Judged, j.Exchanges*95/100, "%s: %+v", pace, j.NotJudged)
	}
}
