package conformance_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model"
	"github.com/stretchr/testify/require"
)

func mutantsThat(is func(*conformance.Mutant) bool) []*conformance.Mutant {
	return slices.DeleteFunc(conformance.AllMutants(), func(m *conformance.Mutant) bool { return !is(m) })
}

// skipMutants skips what shareproof mutants holds, too, where that is run besides.
func skipMutants(t *testing.T) {
	if testing.Short() || os.Getenv("SHAREPROOF_MUTANTS") == "no" {
		t.Skip("plays the suites many times")
	}
}

// No rule is decoration: in a world without it, some scenario fails. What comes
// of the rows is for shareproof mutants to tell.
func TestEveryRuleIsMissedWhereItDoesNotHold(t *testing.T) {
	skipMutants(t)
	rules := mutantsThat(func(m *conformance.Mutant) bool { return m.Kind == conformance.RuleOff })
	require.Len(t, rules, len(model.Rules()))
	require.NoError(t, conformance.Hunt(t.Context(), rules))
	for _, m := range rules {
		require.Equal(t, conformance.Caught, m.Outcome, "%s %s", m.ID, m.Trouble)
		require.NotEmpty(t, m.By)
	}
}

func TestRowsOfDeletedBackupsAreMissed(t *testing.T) {
	skipMutants(t)
	rows := mutantsThat(func(m *conformance.Mutant) bool {
		return m.Kind != conformance.RuleOff && m.Rule == "HSM-BKP-06"
	})
	var ids []string
	for _, m := range rows {
		ids = append(ids, m.ID)
	}
	require.Equal(t, []string{
		"CloudHSM backup: PENDING_DELETION on time to DELETED, dropped",
		"CloudHSM backup: PENDING_DELETION on time to DELETED, leads to CREATE_IN_PROGRESS",
		"CloudHSM backup: DELETED on time to vanished, dropped",
		"CloudHSM backup: DELETED on time to vanished, leads to CREATE_IN_PROGRESS",
	}, ids)
	require.NoError(t, conformance.Hunt(t.Context(), rows))
	for _, m := range rows {
		require.Equal(t, conformance.Caught, m.Outcome, m.ID)
	}
}

func TestEveryMutantHasItsOwnName(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range conformance.AllMutants() {
		require.False(t, seen[m.ID], m.ID)
		seen[m.ID] = true
	}
}

func TestAMutantIsNoEquivalentOnceItIsCaught(t *testing.T) {
	all := conformance.AllMutants()
	for _, m := range all {
		m.Outcome = conformance.Survived
	}
	require.NoError(t, conformance.Excuse(all), "the list names mutants that exist")
	i := slices.IndexFunc(all, func(m *conformance.Mutant) bool { return m.Outcome == conformance.Equivalent })
	require.NotEmpty(t, all[i].Reason)
	all[i].Outcome, all[i].By = conformance.Caught, "Some scenario"
	require.ErrorContains(t, conformance.Excuse(all), `"Some scenario" catches it`)
	require.ErrorContains(t, conformance.Excuse(nil), "there is no mutant")
}

func TestTheHuntEndsWhenItIsInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	_, err := conformance.Mutants(ctx, nil)
	require.ErrorIs(t, err, context.Canceled)
}

// The hunt leaves out what does not meet the broken place. That none of it would have
// caught the mutant is tried on a few.
func TestWhoDoesNotMeetAMutantCannotCatchIt(t *testing.T) {
	skipMutants(t)
	few := mutantsThat(func(m *conformance.Mutant) bool {
		return slices.Contains([]string{"HSM-BKP-06", "RAM-SHR-01", "KMS-GRT-01"}, m.Rule)
	})
	require.GreaterOrEqual(t, len(few), 3)
	require.NoError(t, conformance.HuntElsewhere(t.Context(), few))
	for _, m := range few {
		require.Equal(t, conformance.Survived, m.Outcome, "%s is caught by %s", m.ID, m.By)
	}
}
