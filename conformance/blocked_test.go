package conformance_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

// pedantic makes a target ask for a name that AWS lets one leave out.
func pedantic(in any) error {
	if put, ok := in.(*kms.PutKeyPolicy); ok && put.PolicyName == "" {
		return kernel.NewError(&kernel.ErrorShape{Code: "NotFoundException", Status: 400}, "No such policy exists")
	}
	return nil
}

func TestWhatFailsBeforeARuleIsReachedBlocksItAndAccusesNothing(t *testing.T) {
	race.Sequential(t)
	r := check(t, conformance.Options{Target: &endpoint{do: pedantic}, Paths: []string{
		"features/ebs/sharing_snapshots.feature", "features/ebs/copying_encrypted_snapshots.feature", "features/dlm",
	}})
	require.Equal(t, conformance.Blocked, r.Verdict)
	require.Equal(t, 3, r.Verdict.ExitCode())
	require.Zero(t, r.Totals.Diverges)
	require.Greater(t, r.Totals.Blocked, 20)
	for _, id := range []string{"EBS-CPY-04", "EBS-CPY-05", "EBS-CPY-06", "EBS-CPY-14"} {
		require.Equal(t, conformance.Blocked, rule(t, r, id).Verdict, id)
	}
	require.Len(t, r.Causes, 1, "the cause is told once")
	require.Equal(t, "kms.PutKeyPolicy", r.Causes[0].Operation)
	require.Equal(t, "NotFoundException: No such policy exists", r.Causes[0].Reason)
	require.Equal(t, r.Totals.Blocked+r.Totals.Inconclusive, r.Causes[0].Scenarios)
	require.Empty(t, r.Causes[0].Rules)
}

func TestACauseIsChargedToTheRulesThatItReallyBroke(t *testing.T) {
	if testing.Short() {
		t.Skip("plays whole suites")
	}
	r := check(t, conformance.Options{Target: &endpoint{do: pedantic}, Paths: []string{"features/kms", "features/ebs"}})
	require.Equal(t, conformance.Diverges, r.Verdict)
	require.Len(t, r.Causes, 1)
	require.NotEmpty(t, r.Causes[0].Rules)
	for _, id := range r.Causes[0].Rules {
		require.Equal(t, "kms", model.Rule(id).Service, id)
		require.Contains(t, model.Rule(id).Operations, "PutKeyPolicy", "%s is not about it", id)
	}
	require.Positive(t, r.Causes[0].Blocked)
}

func TestWhatIsRefusedBesideTheScenarioAccusesNothing(t *testing.T) {
	race.Sequential(t)
	r := check(t, conformance.Options{Paths: []string{"features/backup/backup_jobs.feature"}, Target: &endpoint{
		do: func(in any) error {
			if _, ok := in.(*iam.AttachRolePolicy); ok {
				return kernel.NewError(&kernel.ErrorShape{Code: "NoSuchEntity", Status: 404}, "no such policy")
			}
			return nil
		}}})
	require.Greater(t, r.Totals.Blocked, 10)
	for _, c := range r.Causes {
		if c.Operation == "iam.AttachRolePolicy" {
			require.Empty(t, c.Rules, "no rule of AWS Backup says what IAM attaches")
			require.Equal(t, c.Scenarios, c.Blocked)
		}
	}
}

func TestAWrongAnswerInThePreparationAccusesNoRuleOfShape(t *testing.T) {
	r := check(t, conformance.Options{Target: &premature{},
		Paths: []string{"features/cloudhsm/describe_clusters.feature"}})
	require.Positive(t, r.Totals.Blocked)
	require.NotEqual(t, conformance.Diverges, rule(t, r, "HSM-CLU-31").Verdict, "that is about listings, page by page")
}

// premature has every cluster ACTIVE at once.
type premature struct{ endpoint }

func (h *premature) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := h.endpoint.Do(ctx, as, in)
	if listed, ok := out.(*cloudhsm.DescribeClustersOutput); ok {
		for i := range listed.Clusters {
			listed.Clusters[i].State = "ACTIVE"
		}
	}
	return out, err
}

// mute answers as a wire mistake makes it look.
func mute(in any) error {
	if _, ok := in.(*cloudhsm.DescribeClusters); ok {
		return kernel.NewError(&kernel.ErrorShape{Code: target.Unreadable, Status: 200},
			"Clusters.0.CreateTimestamp: want a number, got a string")
	}
	return nil
}

func TestAWireMistakeIsToldOnceAndAccusesNoRule(t *testing.T) {
	race.Sequential(t)
	r := check(t, conformance.Options{Target: &endpoint{do: mute}, Paths: []string{"features/cloudhsm"}})
	require.Zero(t, r.Totals.Diverges)
	require.Greater(t, r.Totals.Blocked, 50)
	require.Len(t, r.Causes, 1)
	require.Equal(t, r.Totals.Blocked, r.Causes[0].Blocked)
}

const ownFeature = `Feature: Own
  @rule:HSM-CLU-03
  Scenario: Its preparation fails
    Given the Region is eu-west-1
    And "owner" calls ram CreateResourceShare with
      """
      Name: x
      """
    When "owner" calls cloudhsmv2 CreateCluster with
      """
      {HsmType: hsm2m.medium, SubnetIds: [subnet-0a1b2c3a]}
      """
    Then the answer shows
      | Cluster.State | CREATE_IN_PROGRESS |
`

// own writes a feature and returns its path.
func own(t *testing.T, text string) []string {
	file := filepath.Join(t.TempDir(), "own.feature")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	return []string{file}
}

func TestAFailingPreparationIsBlockedAndWhatFollowsItIsNot(t *testing.T) {
	refusing := func(operation string) *endpoint {
		return &endpoint{do: func(in any) error {
			if reflect.TypeOf(in).Elem().Name() == operation {
				return kernel.NewError(&kernel.ErrorShape{Code: "ValidationException", Status: 400}, "no")
			}
			return nil
		}}
	}
	r := check(t, conformance.Options{Target: refusing("CreateResourceShare"), Paths: own(t, ownFeature)})
	require.Equal(t, conformance.Blocked, r.Scenarios[0].Verdict)
	require.Equal(t, []string{"HSM-CLU-03"}, r.Scenarios[0].Unexamined)
	require.Contains(t, r.Scenarios[0].Reason, "ram.CreateResourceShare failed before HSM-CLU-03 could be examined")
	require.NotEmpty(t, r.Scenarios[0].Exchanges)

	r = check(t, conformance.Options{Target: refusing("CreateCluster"), Paths: own(t, ownFeature)})
	require.Equal(t, conformance.Diverges, r.Scenarios[0].Verdict)
	require.Empty(t, r.Scenarios[0].Unexamined)
}

// troubled is an endpoint that meets one kind of trouble at every call.
func troubled(trouble *target.Trouble) *endpoint {
	return &endpoint{do: func(any) error { return trouble }}
}

func TestTroubleAccusesNoRule(t *testing.T) {
	for what, want := range map[string]struct {
		ours    bool
		verdict conformance.Verdict
	}{
		target.Credentials: {true, conformance.HarnessError},
		target.TooLong:     {true, conformance.HarnessError},
		target.Busy:        {false, conformance.Inconclusive},
		target.Broken:      {false, conformance.Inconclusive},
		target.NotAWS:      {false, conformance.Inconclusive},
	} {
		r := check(t, conformance.Options{
			Target: troubled(&target.Trouble{What: what, Message: "x", Ours: want.ours}),
			Paths:  suite(t, strong, strong, strong),
		})
		require.Equal(t, want.verdict, r.Verdict, what)
		require.Equal(t, want.verdict, rule(t, r, strong).Verdict, what)
		require.Len(t, r.Causes, 1, "it is said once, not for each scenario")
		require.Equal(t, 3, r.Causes[0].Scenarios)
		require.Equal(t, what, r.Causes[0].Reason)
	}
}

// doubtful is a target that has asked for a call twice.
type doubtful struct{ endpoint }

func (doubtful) Doubt() string { return "CreateCluster may have been done twice" }

func TestWhatMayHaveBeenDoneTwiceAccusesNobody(t *testing.T) {
	r := check(t, conformance.Options{Target: &doubtful{endpoint{do: wrongly}}, Paths: suite(t, strong)})
	require.Equal(t, conformance.Inconclusive, r.Verdict)
	require.Contains(t, r.Scenarios[0].Reason, "CreateCluster may have been done twice")
}

func TestARuleConformsOnlyByAllThatNameIt(t *testing.T) {
	calls := 0
	flaky := &endpoint{do: func(any) error {
		if calls++; calls == 1 {
			return errors.New("connection reset")
		}
		return nil
	}}
	r := check(t, conformance.Options{Target: flaky, Paths: suite(t, strong, strong)})
	require.Equal(t, 1, r.Totals.Conforms)
	require.Equal(t, conformance.HarnessError, rule(t, r, strong).Verdict)

	r = check(t, conformance.Options{Target: &target.Model{}, Tags: "@rule:HSM-POL-02"})
	for _, result := range r.Rules {
		if result.Verdict == conformance.Conforms {
			require.Len(t, result.Scenarios, result.Named, "%s conforms by fewer than name it", result.ID)
		}
	}
	require.Equal(t, conformance.Conforms, rule(t, r, "HSM-POL-02").Verdict, "every scenario that names it ran")
	require.Equal(t, conformance.Partial, rule(t, r, "HSM-POL-05").Verdict)
}

func TestNoSystemOfAnInterruptedRunConformsByWhatItPlayed(t *testing.T) {
	r := interrupted(t, 20)
	for _, s := range r.Systems {
		require.NotEqual(t, conformance.Conforms, s.Verdict, s.Name)
		require.Equal(t, conformance.AtLeast[s.Name], s.Totals.Sum(), s.Name)
	}
	for _, result := range r.Rules {
		if result.Verdict == conformance.Conforms {
			require.Len(t, result.Scenarios, result.Named, result.ID)
		}
	}
}

func TestARunEndsWhereTheTargetDoesNotAnswerAnyMore(t *testing.T) {
	asked := 0
	hung := &endpoint{do: func(any) error {
		asked++
		return &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}
	}}
	r := check(t, conformance.Options{Target: hung, Paths: []string{"features/cloudhsm"}})
	require.Equal(t, 5, asked)
	require.Equal(t, conformance.HarnessError, r.Verdict)
	require.True(t, r.Interrupted)
	require.Regexp(t, `^gave up: the target did not answer in 5 scenarios in a row, after 5 of \d+$`, r.Reason)
	require.Positive(t, r.Totals.NotRun)
}

func TestAMistakeInTheSuitesIsFoundBeforeTheTargetIsCalled(t *testing.T) {
	asked := 0
	on := &endpoint{do: func(any) error { asked++; return nil }}
	text := ownFeature + "\n  Scenario: Another\n    Given the moon is full\n"
	_, err := conformance.Run(t.Context(), conformance.Options{Target: on, Paths: own(t, text)})
	require.ErrorContains(t, err, `undefined step: the moon is full`)
	require.Zero(t, asked)
}

func TestWhatATargetSaysAtLengthIsCut(t *testing.T) {
	long := strings.Repeat("x", 5<<20)
	r := check(t, conformance.Options{Paths: suite(t, strong), Target: &endpoint{do: func(any) error {
		return kernel.NewError(&kernel.ErrorShape{Code: long, Status: 400}, long)
	}}})
	text, err := r.JSON()
	require.NoError(t, err)
	require.Less(t, len(text), 1<<20)
	require.Contains(t, r.Scenarios[0].Reason, "more bytes)")
}
