package conformance_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// endpoint is a foreign target that answers as the model does, but for what a
// test puts in its way.
type endpoint struct {
	target.Model
	do func(in any) error
}

func (e *endpoint) Identity() target.Identity {
	return target.Identity{Name: "somebody-else", Kind: "endpoint", URL: "http://user:hunter2@127.0.0.1:1/path"}
}

func (e *endpoint) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if e.do != nil {
		if err := e.do(in); err != nil {
			return nil, err
		}
	}
	return e.Model.Do(ctx, as, in)
}

const scenario = `accounts: {owner: "111111111111"}
steps:
  - {as: owner, call: cloudhsmv2.CreateCluster, with: {HsmType: hsm2m.medium, SubnetIds: [subnet-0123456789abcdefa]}, expect: {Cluster.State: CREATE_IN_PROGRESS}}
  - {as: owner, call: cloudhsmv2.DescribeClusters, until: {Clusters.0.State: UNINITIALIZED}}
  - {as: owner, call: cloudhsmv2.ListTags, with: {ResourceId: cluster-aaaaaaaaaaa}, refused: CloudHsmResourceNotFoundException}
`

// suite writes one scenario per set of rules and returns their folder.
func suite(t *testing.T, rules ...string) []string {
	dir := filepath.Join(t.TempDir(), "cloudhsm")
	require.NoError(t, os.Mkdir(dir, 0o755))
	for i, r := range rules {
		text := "scenario: On " + r + "\nrules: [" + r + "]\n" + scenario
		require.NoError(t, os.WriteFile(filepath.Join(dir, string(rune('a'+i))+".yaml"), []byte(text), 0o644))
	}
	return []string{dir}
}

func check(t *testing.T, o conformance.Options) *conformance.Report {
	t.Helper()
	r, err := conformance.Run(context.Background(), o)
	require.NoError(t, err)
	return r
}

func rule(t *testing.T, r *conformance.Report, id string) conformance.RuleResult {
	t.Helper()
	for _, result := range r.Rules {
		if result.ID == id {
			return result
		}
	}
	t.Fatalf("the report lacks %s", id)
	return conformance.RuleResult{}
}

// Of the cloudhsm rules that these tests name, CLU-03 is documented, CLU-04
// observed in other software.
const strong, weak = "HSM-CLU-03", "HSM-CLU-04"

var wholeRun = sync.OnceValues(func() (*conformance.Report, error) {
	return conformance.Run(context.Background(), conformance.Options{Target: &target.Model{}})
})

// whole is the report of everything on the model.
func whole(t *testing.T) *conformance.Report {
	race.Sequential(t)
	r, err := wholeRun()
	require.NoError(t, err)
	return r
}

func TestTheModelKeepsItsOwnRules(t *testing.T) {
	r := whole(t)
	require.Equal(t, conformance.Conforms, r.Verdict, r.Reason)
	require.Zero(t, r.Verdict.ExitCode())
	require.Equal(t, r.Totals.Sum(), r.Totals.Conforms)
	require.Len(t, r.Rules, len(model.Rules()), "every rule is listed")
	for _, s := range r.Systems {
		require.Equal(t, conformance.Conforms, s.Verdict, s.Name)
	}
}

func TestEverySystemHasTheScenariosThatItsVocabularyCounts(t *testing.T) {
	for _, s := range whole(t).Systems {
		assert.Equal(t, conformance.AtLeast[s.Name], s.Totals.Sum(),
			"the Scenarios of the Vocabulary in steps/%s: want those of features/%[1]s and scenarios/%[1]s", s.Name)
		assert.NotZero(t, s.Totals.Sum(), "there is no scenario in features/%s or scenarios/%[1]s", s.Name)
	}
}

// What no scenario covers, nobody is held to.
func TestTheScenariosCoverAllThatTheModelDoes(t *testing.T) {
	c := whole(t).Covered
	const where = ": write one in features or scenarios, in the folder of the service"
	assert.Empty(t, c.RulesAccepted.Gaps, "rules by which no scenario is accepted%s", where)
	assert.Empty(t, c.RulesRefused.Gaps, "rules by which no scenario is refused%s", where)
	assert.Empty(t, c.Operations.Gaps, "operations that no scenario calls with success%s", where)
	for _, gap := range c.Rows.Gaps {
		assert.True(t, strings.HasSuffix(gap, ")"), "no scenario takes the row %s%s, or say in the Equivalents of the table "+
			"why no call takes it", gap, where)
	}
}

func TestALostScenarioIsAnErrorOfTheHarness(t *testing.T) {
	if testing.Short() {
		t.Skip("plays all suites, which other tests do with the race detector")
	}
	defer func(before int) { conformance.AtLeast["ram"] = before }(conformance.AtLeast["ram"])
	conformance.AtLeast["ram"] = 100_000
	r := check(t, conformance.Options{Target: &target.Model{}})
	require.Equal(t, conformance.HarnessError, r.Verdict)
	require.Regexp(t, `^only \d+ of 100000 scenarios of ram were discovered$`, r.Reason)
}

func TestTheSameRunGivesTheSameReport(t *testing.T) {
	if testing.Short() {
		t.Skip("plays all suites, which other tests do with the race detector")
	}
	first, again := *whole(t), *check(t, conformance.Options{Target: &target.Model{}})
	first.Run, again.Run = conformance.RunInfo{}, conformance.RunInfo{}
	one, err := first.JSON()
	require.NoError(t, err)
	other, err := again.JSON()
	require.NoError(t, err)
	require.True(t, bytes.Equal(one, other), "report.json tells no times but in run")
}

func TestAFilteredRunNeverConforms(t *testing.T) {
	r := check(t, conformance.Options{Target: &target.Model{}, Paths: suite(t, strong)})
	require.Equal(t, conformance.Partial, r.Verdict)
	require.Zero(t, r.Verdict.ExitCode())
	require.Equal(t, conformance.Partial, rule(t, r, strong).Verdict, "other scenarios name it, too")
	require.Greater(t, rule(t, r, strong).Named, 1)
	require.Len(t, rule(t, r, strong).Scenarios, 1)
	require.Equal(t, conformance.NotRun, rule(t, r, weak).Verdict)
	require.NotZero(t, rule(t, r, strong).Accepted)

	r = check(t, conformance.Options{Target: &target.Model{}, Paths: suite(t, strong, weak), Tags: "@rule:" + weak})
	require.Equal(t, conformance.Partial, r.Verdict)
	require.Equal(t, 1, r.Totals.Sum())
}

func TestAFilterThatMatchesNothingRanNothing(t *testing.T) {
	r := check(t, conformance.Options{Target: &target.Model{}, Tags: "@rule:nothing"})
	require.Equal(t, conformance.NotRun, r.Verdict)
	require.Equal(t, 3, r.Verdict.ExitCode())
	require.Equal(t, "the filter matches no scenario", r.Reason)
}

// wrongly makes a target refuse what it should not.
func wrongly(in any) error {
	if _, ok := in.(*cloudhsm.CreateCluster); ok {
		return kernel.NewError(cloudhsm.AccessDenied, "no")
	}
	return nil
}

func TestAnEndpointThatBreaksAWellKnownRuleDiverges(t *testing.T) {
	r := check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong)})
	require.Equal(t, conformance.Diverges, r.Verdict)
	require.Equal(t, 1, r.Verdict.ExitCode())
	require.Equal(t, conformance.Diverges, rule(t, r, strong).Verdict)
	require.Zero(t, rule(t, r, strong).Accepted, "only what conforms counts")
	require.Equal(t, "refused: CloudHsmAccessDeniedException: no", r.Scenarios[0].Reason)
	require.Len(t, r.Scenarios[0].Exchanges, 1)
	require.Equal(t, "aws cloudhsmv2 create-cluster --hsm-type hsm2m.medium --subnet-ids subnet-0123456789abcdefa "+
		"--region us-east-1", r.Scenarios[0].Exchanges[0].Command)
}

func TestAnEndpointIsNotAccusedOnWeakEvidence(t *testing.T) {
	r := check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong+", "+weak)})
	require.Equal(t, conformance.Inconclusive, r.Verdict)
	require.Equal(t, 3, r.Verdict.ExitCode())
	require.Equal(t, conformance.Inconclusive, rule(t, r, strong).Verdict)
	require.Contains(t, r.Scenarios[0].Reason, "the evidence for HSM-CLU-04 is only observed-elsewhere")
	require.NotEmpty(t, r.Scenarios[0].Exchanges)
}

// usedUp is an endpoint that keeps what earlier scenarios made.
type usedUp struct{ endpoint }

func (u *usedUp) Offers(c target.Capability) bool { return c != target.Reset }

func TestAnEndpointThatStartsInWhatOthersLeftIsNotAccused(t *testing.T) {
	r := check(t, conformance.Options{Target: &usedUp{endpoint{do: wrongly}}, Paths: suite(t, strong)})
	require.Equal(t, conformance.Inconclusive, r.Verdict)
	require.Contains(t, r.Scenarios[0].Reason, "the target is not reset between scenarios")
}

func TestTheModelIsHeldToWeakRulesToo(t *testing.T) {
	m := &target.Model{Prepare: func(w *model.World) { w.SwitchOff(cloudhsm.NewClustersBecomeUninitialized) }}
	r := check(t, conformance.Options{Target: m, Paths: suite(t, weak)})
	require.Equal(t, conformance.Diverges, r.Verdict)
}

func TestARuleThatDivergesOnceDiverges(t *testing.T) {
	first := true
	r := check(t, conformance.Options{Paths: suite(t, strong, strong+", "+weak), Target: &endpoint{do: func(in any) error {
		defer func() { first = false }()
		if first {
			return wrongly(in)
		}
		return nil
	}}})
	require.Equal(t, conformance.Diverges, rule(t, r, strong).Verdict)
	require.Equal(t, conformance.Partial, rule(t, r, weak).Verdict)
	require.NotZero(t, rule(t, r, weak).Accepted, "counted in the shadow model")
}

func TestWhatATargetDoesNotOfferIsUnsupported(t *testing.T) {
	lacking := &endpoint{do: func(in any) error {
		if _, ok := in.(*cloudhsm.ListTags); ok {
			return target.Unsupported("cloudhsmv2.ListTags")
		}
		return nil
	}}
	r := check(t, conformance.Options{Target: lacking, Paths: suite(t, strong)})
	require.Equal(t, conformance.Unsupported, r.Verdict, "nothing at all was shown")
	require.Equal(t, conformance.Unsupported, rule(t, r, strong).Verdict)
	require.Equal(t, "cloudhsmv2.ListTags: unsupported by this target", r.Scenarios[0].Reason)
}

func TestTroubleOfTheHarnessIsNoDivergence(t *testing.T) {
	broken := &endpoint{do: func(any) error { return errors.New("connection refused") }}
	r := check(t, conformance.Options{Target: broken, Paths: suite(t, strong)})
	require.Equal(t, conformance.HarnessError, r.Verdict)
	require.Equal(t, 4, r.Verdict.ExitCode())
	require.Equal(t, conformance.HarnessError, rule(t, r, strong).Verdict)
}

func TestAMistakeInTheQuestionIsAnError(t *testing.T) {
	for want, o := range map[string]conformance.Options{
		`tag expression "rule:X": "rule:X" is not a tag`:     {Tags: "rule:X"},
		`tag expression "@a &&": "" is not a tag`:            {Tags: "@a &&"},
		"nowhere: there is no such file or folder":           {Paths: []string{"nowhere"}},
		"go.mod: want a .feature or .yaml file, or a folder": {Paths: []string{"../go.mod"}},
		`there is no rule "HSM-NO-01"`:                       {Paths: suite(t, "HSM-NO-01")},
	} {
		o.Target = &target.Model{}
		_, err := conformance.Run(context.Background(), o)
		require.ErrorContains(t, err, want)
	}
}

// A phrase that nobody knows is told of before the target hears of anything.
func TestNothingIsCalledWhereAFileHasAMistake(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"a.feature": "Feature: Right\n  Scenario: x\n    Then \"owner\" sees no snapshots\n",
		"b.feature": "Feature: Wrong\n  Scenario: x\n    Then \"owner\" sees some snapshots\n",
		"c.yaml":    "scenario: Wrong\naccounts: {owner: \"111111111111\"}\nsteps: [{as: owner, call: kms.ListKey}]\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	asked := &endpoint{do: func(in any) error { t.Errorf("%T was called", in); return nil }}
	_, err := conformance.Run(t.Context(), conformance.Options{Target: asked, Paths: []string{folder}})
	require.ErrorContains(t, err,
		folder+`/b.feature:3:10: undefined step: "owner" sees some snapshots; the nearest phrases are`)
	require.ErrorContains(t, err,
		folder+`/c.yaml:3:27: there is no operation "kms.ListKey"; the nearest is "kms.ListKeys"`)
}

func TestAnInterruptedRunReportsWhatWasPlayedUntilThen(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r, err := conformance.Run(ctx,
		conformance.Options{Target: &target.Model{}, Progress: func(target.Outcome) { cancel() }})
	require.NoError(t, err)
	all := len(whole(t).Scenarios)
	require.Len(t, r.Scenarios, all)
	require.Equal(t, conformance.Totals{Conforms: 1, NotRun: all - 1}, r.Totals)
	require.Equal(t, conformance.Partial, r.Verdict)
	require.True(t, r.Interrupted)
	require.Equal(t, fmt.Sprintf("interrupted after 1 of %d scenarios", all), r.Reason)
	require.Positive(t, r.Covered.Operations.Covered)

	cancel()
	r, err = conformance.Run(ctx, conformance.Options{Target: &target.Model{}})
	require.NoError(t, err)
	require.Equal(t, conformance.NotRun, r.Verdict)
}
