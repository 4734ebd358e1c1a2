package simulation_test

import (
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/stretchr/testify/assert"
)

var planted = slices.Concat(
	inClusters, inBackups, meanwhileInBackups, meanwhileInShares,
	inShares, inTokensAndInvitations,
	inOrganizations, inHandshakes, meanwhileInOrganizations,
	inKeys, inGrants, meanwhileInKeys,
	inSnapshots, meanwhileInSnapshots,
	inLifecyclePolicies, meanwhileInPolicies,
	inPrincipals, meanwhileInPrincipals,
	inLineages, inSharedClusters, inClones, inDBClusters, inDBSnapshots,
	inVaults, inRecoveryPoints, inCopies, inBackupJobs, inPlans,
)

// found is what came of the hunt for a bug.
type found struct {
	*bug
	violation *simulation.Violation // nil as long as it is not found
	played    int                   // worlds, for the bug alone
	small     *history.History
	shrunk    time.Duration
}

// mostWorlds is within how many worlds each bug has to be found, from the first on, but for those that are
// rare.
const mostWorlds = 300

// rare are the bugs that none of so many worlds shows to the callers, and the seed of one that does.
var rare = map[string]uint64{
	"A copy of what AWS's own key encrypts goes to another account.":                           801,
	"A copy takes the tags that its source gets before it is READY.":                           775,
	"A policy that is deleted while its share is promoted goes on sharing.":                    24623,
	"An account that leaves its organization before it is ASSOCIATED becomes so nevertheless.": 594,
	"Copies of event policies are kept for years.":                                             8103,
	"Copies vanish when their account leaves the organization.":                                751,
}

// wave is how many worlds are scouted together, once the bugs that show everywhere are found.
const wave = 16

// hunt looks for all bugs in the worlds from the first on, on two cores: in each world for those that
// show in it.
func hunt(t *testing.T, bugs []bug, worlds uint64) (all []*found) {
	for i := range bugs {
		all = append(all, &found{bug: &bugs[i]})
	}
	missing := slices.DeleteFunc(slices.Clone(all), func(f *found) bool { return rare[f.says] > 0 })
	for first, n := uint64(1), uint64(2); len(missing) > 0 && first <= worlds; first, n = first+n, min(2*n, wave) {
		shown := make([][]bool, n)
		atOnce(int(n), func(i int) { shown[i], _ = shownIn(t, first+uint64(i), missing) })
		atOnce(len(missing), func(i int) {
			for j := 0; missing[i].violation == nil && j < len(shown); j++ {
				if shown[j][i] {
					missing[i].lookIn(t, first+uint64(j))
				}
			}
		})
		missing = slices.DeleteFunc(missing, func(f *found) bool { return f.violation != nil })
	}
	atOnce(len(all), func(i int) {
		if f := all[i]; rare[f.says] > 0 {
			f.lookIn(t, rare[f.says])
		}
	})
	return all
}

// atOnce does so many things on two cores.
func atOnce(n int, do func(i int)) {
	next, workers := atomic.Int64{}, sync.WaitGroup{}
	for range 2 {
		workers.Go(func() {
			for i := next.Add(1) - 1; int(i) < n; i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	workers.Wait()
}

// lookIn looks for the bug in the world of a seed.
func (f *found) lookIn(t *testing.T, seed uint64) {
	f.played++
	r := simulation.Run(t.Context(), simulation.Options{Seed: seed, Steps: simulation.PerWorld, Workers: 1, Made: f.made})
	for i := range r.Violations {
		f.violation = &r.Violations[i]
	}
}

// third is of how many bugs one is shrunk: to shrink takes longer than to find.
const third = 3

func TestEveryPlantedBugIsFoundAndShrunkToAFewCalls(t *testing.T) {
	race.Sequential(t)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as in simulate
	bugs, worlds := planted, uint64(mostWorlds)
	if testing.Short() {
		bugs, worlds = planted[:len(planted)/10], 4
	}
	began := time.Now()
	all := hunt(t, bugs, worlds)
	searching := time.Since(began)
	calls := shrink(t, all)
	number := 0
	for says := range rare {
		assert.True(t, slices.ContainsFunc(planted, func(b bug) bool { return b.says == says }), "%s is no planted bug", says)
	}
	for _, f := range all {
		if f.violation == nil {
			assert.True(t, testing.Short(), "%s is not found in %d worlds, %d of which it shows in", f.says, worlds,
				f.played)
			continue
		}
		number++
		t.Logf("%-95s world %3d, after %4d steps: %s; played %d", f.says, f.violation.Seed, f.violation.Steps,
			f.violation.Invariant, f.played)
	}
	assert.Greater(t, number, len(bugs)/4)
	slices.Sort(calls)
	median := calls[len(calls)/2]
	assert.LessOrEqual(t, median, 6, "%v", calls)
	t.Logf("%d planted bugs, %d found in %.1f s; %d shrunk to a median of %d calls", len(bugs), number, searching.Seconds(),
		len(calls), median)
}

// shrink shrinks some of what is found, and returns how many calls each then has.
func shrink(t *testing.T, all []*found) (calls []int) {
	atOnce(len(all), func(i int) {
		if f := all[i]; f.violation != nil && i%third == 0 {
			began := time.Now()
			f.small = f.violation.History()
			f.shrunk = time.Since(began)
		}
	})
	for _, f := range all {
		if f.small != nil {
			t.Logf("%-95s %2d calls %6.3f s", f.says, f.small.Calls(), f.shrunk.Seconds())
			calls = append(calls, f.small.Calls())
			f.isBrokenAgain(t)
		}
	}
	return calls
}

// isBrokenAgain asks that the shrunk history, written and read back, breaks the
// same invariant in the same wrong world, and none in the honest one.
func (f *found) isBrokenAgain(t *testing.T) {
	text := scenarios.Write(f.small, f.says)
	s, err := scenarios.Read("bug.yaml", text)
	if !assert.NoError(t, err, "%s", text) {
		return
	}
	v, at := s.History.Replay(f.fresh, catalogue.NewChecker(s.History.Invariants...))
	if assert.NotNil(t, v, "%s: %s", f.says, text) {
		assert.Equal(t, []string{v.Invariant.ID}, s.History.Invariants, "%s", f.says)
		assert.Equal(t, len(s.History.Steps)-1, at, "%s", f.says)
	}
	v, _ = s.History.Replay(history.Honest, catalogue.NewChecker())
	assert.Nil(t, v, "%s: %s", f.says, text)
}
