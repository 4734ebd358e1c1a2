package history_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatBreaksAnInvariantIsDugOutOfNoise(t *testing.T) {
	for seed := range uint64(3) {
		c := rand.New(rand.NewPCG(seed, 1))
		h := history.Of(manual, history.Honest, record(manual, among(restored(), c, 35)))
		require.Greater(t, h.Calls(), 400)
		small := h.Shrink(minding)
		require.Equal(t, []string{
			"CreateCluster", "CreateHsm", "DescribeClusters", "InitializeCluster", "activate", "DescribeBackups",
			"CreateResourceShare", "GetResourceShareInvitations", "AcceptResourceShareInvitation", "CreateCluster",
		}, operations(small), "seed %d", seed)
		require.Equal(t, minding(small), len(small.Steps)-1)
	}
}

func TestWaitsAndInputsAreShortened(t *testing.T) {
	more := restored()
	more[0].In.(*cloudhsm.CreateCluster).TagList = []cloudhsm.Tag{{Key: "a", Value: "b"}}
	more[0].In.(*cloudhsm.CreateCluster).SubnetIds = []string{"subnet-0123456789abcdefa", "subnet-0123456789abcdefb"}
	small := history.Of(manual, history.Honest, record(manual, more)).Shrink(minding)
	require.Equal(t, &cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0123456789abcdefa"}},
		small.Steps[0].In)
	for _, s := range small.Steps {
		require.LessOrEqual(t, s.Advance, kernel.Day)
	}
}

func TestAHistoryThatBreaksNothingStaysAsItIs(t *testing.T) {
	h := history.Of(manual, history.Honest, record(manual, restored()[:9]))
	require.Same(t, h, h.Shrink(minding))
}

func TestAHistoryMindsOnlyItsOwnInvariants(t *testing.T) {
	h := history.Of(manual, history.Honest, record(manual, restored()))
	h.Invariants = []string{"INV-SEE-01"}
	require.Equal(t, -1, minding(h))
	h.Invariants = []string{"INV-SEE-01", "INV-TEST-99"}
	require.Equal(t, len(h.Steps)-1, minding(h))
}

func TestPlantedBugsShrinkToAFewCalls(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates until each is found")
	}
	var sizes []int
	for name, do := range bugs {
		r := simulation.Run(t.Context(), simulation.Options{Seed: 1, For: 5 * time.Minute, Workers: 1, Made: made(do)})
		if !assert.Len(t, r.Violations, 1, name) {
			continue
		}
		v := r.Violations[0]
		began := time.Now()
		small := v.History()
		t.Logf("%s: %s, %d calls of %d steps in %s", name, v.Invariant, small.Calls(), v.Steps, time.Since(began))
		_, at := small.Replay(factory(do), catalogue.NewChecker(small.Invariants...))
		assert.Equal(t, len(small.Steps)-1, at, name)
		sizes = append(sizes, small.Calls())
	}
	slices.Sort(sizes)
	require.LessOrEqual(t, sizes[len(sizes)/2], 6, "%v", sizes)
}
