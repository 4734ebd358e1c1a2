package steps_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// watched is the model as a target that counts.
type watched struct {
	target.Model
	calls, resets int
	offers        func(target.Capability) bool
}

func (w *watched) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	w.calls++
	return w.Model.Do(ctx, as, in)
}

func (w *watched) Reset(ctx context.Context, seed uint64) error {
	w.resets++
	return w.Model.Reset(ctx, seed)
}

func (w *watched) Offers(c target.Capability) bool { return w.offers == nil || w.offers(c) }

func load(t *testing.T, lines ...string) []steps.Feature {
	t.Helper()
	all, err := steps.Load(fstest.MapFS{"own/x.feature": {Data: []byte(strings.Join(lines, "\n"))}})
	require.NoError(t, err)
	return all
}

func TestAnInterruptedRunPlaysNothingMore(t *testing.T) {
	lines := []string{"Feature: Many"}
	for i := range 1000 {
		lines = append(lines, fmt.Sprint("  Scenario: ", i), `    Then "owner" sees no snapshots`)
	}
	ctx, cancel := context.WithCancel(t.Context())
	on := &watched{}
	outcomes, err := steps.Run(ctx,
		steps.Options{Features: load(t, lines...), Target: on, Each: func(target.Outcome) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, outcomes, 1)
	require.Equal(t, 1, on.resets)
}

func TestAScenarioThatFailsOrIsUnsupportedEndsNoOther(t *testing.T) {
	on := &watched{offers: func(c target.Capability) bool { return c != target.Clock }}
	outcomes, err := steps.Run(t.Context(), steps.Options{Target: on, Features: load(t,
		"Feature: One after the other",
		"  @needs:clock",
		"  Scenario: Unsupported",
		`    Then "owner" sees no snapshots`,
		"  Scenario: Fails in the middle",
		`    Given a completed snapshot "s1" of "owner"`,
		`    Then "owner" sees no snapshots`,
		`    And snapshot "s1" is completed`,
		"  Scenario: Leaves a refusal",
		`    Then "owner" sees no volumes`,
		`    When "owner" calls kms DescribeKey with`,
		`      """`,
		`      KeyId: alias/none`,
		`      """`,
		"  Scenario: Holds",
		`    Then "owner" sees no snapshots`,
	)})
	require.NoError(t, err)
	require.Len(t, outcomes, 4)
	require.ErrorIs(t, outcomes[0].Err, target.ErrUnsupported)
	require.EqualError(t, outcomes[1].Err, "wanted none, got 1:\n  s1 | owner | completed")
	require.Regexp(t, `^"owner" sees no snapshots \(line \d+\)$`, outcomes[1].Step)
	require.ErrorContains(t, outcomes[2].Err, "refused, and no step examined it: NotFoundException")
	require.NoError(t, outcomes[3].Err)
}

// refusing is a target that refuses every call.
type refusing struct{ target.Model }

func (refusing) Do(context.Context, kernel.Caller, any) (any, error) {
	return nil, kernel.NewError(&kernel.ErrorShape{Code: "Unavailable", Status: 503}, "no")
}

func TestARefusedPreparationNamesItsOperation(t *testing.T) {
	outcomes, err := steps.Run(t.Context(), steps.Options{Target: &refusing{}, Features: load(t,
		"Feature: Refused",
		"  Scenario: A key",
		`    Given a key "k" of "owner"`,
		`    Then key "k" is enabled`,
	)})
	require.NoError(t, err)
	require.EqualError(t, outcomes[0].Err, "kms.CreateKey is refused: Unavailable: no")
}

// In a suite of somebody else's, nothing is known before a step comes.
func TestAnAccountThatNobodyDeclaredFailsBeforeItCalls(t *testing.T) {
	on, out := &watched{}, bytes.Buffer{}
	status := godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) { steps.Register(sc, on, 1) },
		Options: &godog.Options{Format: "pretty", Output: &out, NoColors: true,
			FeatureContents: []godog.Feature{{Name: "own.feature", Contents: []byte(`
Feature: Theirs
  Scenario: A typing error
    Then "ownr" sees no snapshots
`)}}},
	}.Run()
	assert.NotZero(t, status)
	assert.Contains(t, out.String(),
		`there is no account "ownr" in this scenario; the nearest is "owner"; others are declared: Given the accounts "ownr"`)
	assert.Zero(t, on.calls)
}

// listed compares nothing with a listing by one column. It is false if the phrase
// has no such column there.
func listed(t *testing.T, given, step, heading string) bool {
	t.Helper()
	heading = strings.Replace(heading, "*", "x", 1)
	all, err := steps.Load(fstest.MapFS{"x.feature": {Data: []byte("Feature: x\n  Scenario: x\n" + given + "    Then " +
		step + "\n      | " + heading + " |\n")}})
	if err != nil {
		return false
	}
	outcomes, err := steps.Run(t.Context(), steps.Options{Features: all, Target: &target.Model{}})
	require.NoError(t, err)
	var mismatch *target.Mismatch
	require.ErrorAs(t, outcomes[0].Err, &mismatch, "%s | %s", step, heading)
	return true
}

func TestEveryColumnIsCompared(t *testing.T) {
	const (
		snapshot = "    Given a completed snapshot \"s1\" of \"owner\"\n"
		cluster  = "    Given an active cluster \"c\" of \"owner\"\n    And a ready backup \"b\" of cluster \"c\"\n"
		share    = cluster + "    And \"owner\" shares backup \"b\" with \"consumer\" as \"s\"\n    And 1 hour passes\n"
		schedule = "      \"\"\"\n      - {CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 3}}\n     " +
			" \"\"\"\n"
		policy = "    Given a volume \"v\" of \"owner\"\n    And volume \"v\" is tagged backup=yes\n    And a schedule " +
			"policy \"p\" of \"owner\"\n" + schedule + "    And 2 days pass\n"
	)
	const aurora = "    Given an available DB cluster \"c\" of \"owner\"\n    And an available cluster snapshot \"s\" of DB " +
		"cluster \"c\"\n"
	const backups = "    Given a backup vault \"home\" of \"owner\"\n    And a key \"k\" of \"owner\"\n    And a backup vault " +
		"\"other\" of \"owner\" encrypted under \"k\"\n    And a volume \"v\" of \"owner\"\n    And a recovery point " +
		"\"r\" of volume \"v\" in vault \"home\"\n    And a completed copy job \"c\" of recovery point \"r\" into vault " +
		"\"other\"\n"
	tried := map[string]bool{}
	for _, w := range [][2]string{
		{cluster, `"owner" has these backups`}, {snapshot, `"owner" sees these snapshots`},
		{snapshot, `"owner" sees these volumes`},
		{snapshot, `"owner" is told of these events`}, {policy, `"owner" keeps these snapshots`},
		{policy, `"owner" has these policies`},
		{share, `"owner" owns these shares`}, {share, `"consumer" has these invitations`},
		{share, `share "s" has these consumers`}, {share, `"owner" is told by RAM of these changes`},
		{"    Given an organization of \"management\"\n", "the organization has these accounts"},
		{aurora, `"owner" has these DB clusters`}, {aurora, `"owner" has these cluster snapshots`},
		{aurora, `these pages are charged to "owner"`},
		{backups, `vault "home" holds these recovery points`}, {backups, `"owner" has these backup jobs`},
		{backups, `"owner" has these copy jobs`}, {backups, `"owner" is told by AWS Backup of these changes`},
	} {
		for _, p := range steps.Phrases() {
			for _, heading := range p.Columns {
				if p.Matches(w[1]) && listed(t, w[0], w[1], heading) {
					tried[p.Expression+heading] = true
				}
			}
		}
	}
	for _, p := range steps.Phrases() {
		for _, heading := range p.Columns {
			assert.Contains(t, tried, p.Expression+heading)
		}
	}
}

func TestWhoCallsHasOneName(t *testing.T) {
	for step, want := range map[string]string{
		`a user "owner" of "owner"`:     `x.feature:3:19: "owner" is an account of this scenario: whoever else calls needs another name`,
		`the accounts "prod", "member"`: `x.feature:3:24: "member" is an account of this scenario already`,
	} {
		_, err := steps.Load(fstest.MapFS{"x.feature": {Data: []byte("Feature: x\n  Scenario: x\n    Given " + step +
			"\n    Then \"owner\" sees no volumes\n")}})
		require.EqualError(t, err, want)
	}
}
