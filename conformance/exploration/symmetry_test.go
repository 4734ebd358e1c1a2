package exploration_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/exploration"
	"github.com/shareproof/shareproof/conformance/exploration/universes"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// withAlike are the universes in which accounts are alike.
var withAlike = []string{"keys.yaml", "policies.yaml", "roles.yaml"}

func explored(t *testing.T, file string, depth int, o exploration.Options) exploration.Result {
	u, err := exploration.Load(universes.FS, file)
	require.NoError(t, err)
	u.Depth = min(u.Depth, depth)
	r, err := exploration.Run(t.Context(), u, o)
	require.NoError(t, err)
	return r
}

func TestWhatIsPassedOverIsWhatTheWholeSearchMeets(t *testing.T) {
	race.Sequential(t)
	for _, file := range files(t) {
		t.Run(file, func(t *testing.T) {
			whole := explored(t, file, 4, exploration.Options{Whole: true})
			less := explored(t, file, 4, exploration.Options{})
			assert.Equal(t, whole.States, whole.Covered)
			assert.Equal(t, whole.States, less.Covered)
			if slices.Contains(withAlike, file) {
				assert.Less(t, less.States, whole.States*2/3)
			} else {
				assert.Equal(t, whole.Transitions, less.Transitions)
			}
			assert.Equal(t, whole.Coverage, less.Coverage)
			assert.Equal(t, whole.Depth, less.Depth)
			assert.Nil(t, whole.Violation)
			assert.Nil(t, less.Violation)
			t.Logf("%d states stand for %d, and %d moves for %d", less.States, less.Covered, less.Transitions, whole.Transitions)
		})
	}
}

func TestAnyNumberOfWorkersFindsTheSame(t *testing.T) {
	for _, file := range files(t) {
		t.Run(file, func(t *testing.T) {
			one := explored(t, file, 3, exploration.Options{Workers: 1})
			for _, workers := range []int{2, 3, 8} {
				many := explored(t, file, 3, exploration.Options{Workers: workers})
				many.Elapsed, many.BytesPerState, many.Universe = one.Elapsed, one.BytesPerState, one.Universe
				assert.Equal(t, one, many)
			}
		})
	}
}

func TestABugIsFoundAsSoonWhetherAccountsAreAlikeOrNotAndByAnyNumberOfWorkers(t *testing.T) {
	whole := explored(t, "keys.yaml", 4, exploration.Options{Whole: true, Workers: 1, Answer: everyGrantStays})
	require.NotNil(t, whole.Violation)
	for _, workers := range []int{1, 2, 8} {
		less := explored(t, "keys.yaml", 4, exploration.Options{Workers: workers, Answer: everyGrantStays})
		require.NotNil(t, less.Violation)
		assert.Equal(t, whole.Moves, less.Moves)
		assert.Equal(t, whole.Violation.Invariant, less.Violation.Invariant)
		assert.Equal(t, whole.Violation.Message, less.Violation.Message)
	}
}

// everyGrantStays revokes no grant, and says that it has.
func everyGrantStays(w *model.World, as kernel.Caller, in any) (any, error) {
	if _, ok := in.(*kms.RevokeGrant); ok {
		w = w.Fork()
	}
	return w.Do(as, in)
}

const twins = `universe: 1
says: Two accounts that share with each other
accounts: {ann: "111111111111", bob: "222222222222"}
alike: [ann, bob]
depth: 2
moves:
  - {as: ann, call: ram.CreateResourceShare, with: {Name: s, Principals: ["${bob}"]}, save: {ann-share: ResourceShare.ResourceShareArn}}
  - {as: bob, call: ram.CreateResourceShare, with: {Name: s, Principals: ["${ann}"]}, save: {bob-share: ResourceShare.ResourceShareArn}}
`

func TestAStateStandsForItsMirrorImage(t *testing.T) {
	u, err := exploration.Parse("u.yaml", []byte(twins+"end: true\n"))
	require.NoError(t, err)
	r, err := exploration.Run(t.Context(), u, exploration.Options{})
	require.NoError(t, err)
	// Nothing; a share of one; two of one, or one of each, after the other.
	assert.Equal(t, 4, r.States)
	assert.Equal(t, 7, r.Covered)
	assert.Equal(t, 4, r.Transitions)
}

func TestAccountsThatSomethingTellsApartAreNotAlike(t *testing.T) {
	for _, bad := range []struct{ text, complaint string }{
		{strings.Replace(twins, "[ann, bob]", "[ann]", 1), "u.yaml:4:8: want a list of 2 to 3 accounts that are alike"},
		{strings.Replace(twins, "[ann, bob]", "ann", 1), "u.yaml:4:8: want a list of 2 to 3 accounts that are alike"},
		{strings.Replace(twins, "[ann, bob]", "[ann, eve]", 1), "u.yaml:4:14: want another account of this file"},
		{strings.Replace(twins, "[ann, bob]", "[ann, ann]", 1), "u.yaml:4:14: want another account of this file"},
		{strings.Replace(twins, "bob-share", "share", 1), "u.yaml:7:5: ann, bob are told apart"},
		{strings.Replace(twins, "depth: 2", "depth: 2\nlook:\n  - {as: ann, call: ram.ListPermissions}", 1),
			"u.yaml:7:5: ann, bob are told apart"},
	} {
		_, err := exploration.Parse("u.yaml", []byte(bad.text+"end: true\n"))
		assert.ErrorContains(t, err, bad.complaint)
	}
	u, err := exploration.Parse("u.yaml", []byte(twins+`setup:
  - {as: ann, call: ram.CreateResourceShare, with: {Name: mine}}
end: true
`))
	require.NoError(t, err)
	_, err = exploration.Run(t.Context(), u, exploration.Options{})
	assert.EqualError(t, err, "u.yaml: the setup tells ann, bob apart")
}
