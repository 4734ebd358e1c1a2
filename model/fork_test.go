package model_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// shared returns a world in which much has happened: a backup shared by its
// policy and by an invitation that was accepted.
func shared(tb require.TestingT) (*model.World, []string) {
	w, backup := backedUp(tb)
	do[cloudhsm.PutResourcePolicyOutput](tb, w, owner,
		&cloudhsm.PutResourcePolicy{ResourceArn: backup.BackupArn, Policy: sharingPolicy(consumer.Account, backup.BackupArn)})
	share := do[ram.CreateResourceShareOutput](tb, w, owner,
		&ram.CreateResourceShare{Name: "s", ResourceArns: []string{backup.BackupArn},
			Principals: []string{consumer.Account}}).ResourceShare
	w.Advance(time.Minute)
	invitation := do[ram.GetResourceShareInvitationsOutput](tb, w, consumer,
		&ram.GetResourceShareInvitations{}).ResourceShareInvitations[0].ResourceShareInvitationArn
	return w, append(vocabulary(backup), share.ResourceShareArn, invitation)
}

// stir makes a few random calls of any operation and lets time pass.
func stir(t *rapid.T, w *model.World, words []string) {
	for range rapid.IntRange(0, 4).Draw(t, "calls") {
		as := rapid.SampledFrom([]kernel.Caller{owner, consumer, {Account: "333333333333", Region: "eu-west-1"}}).Draw(t,
			"caller")
		_, _ = w.Do(as, drawInput(t, words))
	}
	if rapid.Bool().Draw(t, "wait") {
		w.Advance(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
	}
}

func TestForksOfForksNeverTouchEachOther(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		w, words := shared(t)
		worlds := []*model.World{w}
		digests := []string{w.Digest()}
		for range rapid.IntRange(1, 12).Draw(t, "turns") {
			i := rapid.IntRange(0, len(worlds)-1).Draw(t, "world")
			if rapid.Bool().Draw(t, "fork") {
				fork := worlds[i].Fork()
				if rapid.Bool().Draw(t, "branch") {
					fork = worlds[i].Branch()
				}
				require.Equal(t, digests[i], fork.Digest())
				worlds, digests = append(worlds, fork), append(digests, digests[i])
				continue
			}
			if j := rapid.IntRange(0, len(worlds)-1).Draw(t, "follower"); i != j && rapid.Bool().Draw(t, "follow") {
				worlds[j].Follow(worlds[i])
				digests[j] = digests[i]
				require.Equal(t, digests[j], worlds[j].Digest())
				require.Equal(t, worlds[i].Key(), worlds[j].Key())
				require.Equal(t, worlds[i].Export(), worlds[j].Export())
			}
			stir(t, worlds[i], words)
			digests[i] = worlds[i].Digest()
			for j, other := range worlds {
				require.Equal(t, digests[j], other.Digest(), "world %d, after calls to world %d", j, i)
			}
		}
	})
}

func TestAForkHasTheSameFuture(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		w, words := shared(t)
		stir(t, w, words)
		fork := w.Fork()
		if rapid.Bool().Draw(t, "follow") {
			stir(t, fork, words)
			fork.Follow(w)
		}
		as := rapid.SampledFrom([]kernel.Caller{owner, consumer}).Draw(t, "caller")
		in := drawInput(t, words)
		first, refused := w.Do(as, in)
		second, again := fork.Do(as, in)
		require.Equal(t, first, second)
		require.Equal(t, refused, again)
		w.Advance(100 * time.Hour)
		fork.Advance(100 * time.Hour)
		require.Equal(t, w.Digest(), fork.Digest())
	})
}

// Every world that the property meets goes into one list, so that also worlds
// of different runs are compared.
func TestWorldsHaveTheSameKeyExactlyIfTheyHaveTheSameDigest(t *testing.T) {
	digests, keys := map[kernel.Key]string{}, map[string]kernel.Key{}
	check := func(t require.TestingT, w *model.World) {
		digest, key := w.Digest(), w.Key()
		if other, ok := digests[key]; ok {
			require.Equal(t, other, digest, "one key, two digests")
		}
		if other, ok := keys[digest]; ok {
			require.Equal(t, other, key, "one digest, two keys")
		}
		digests[key], keys[digest] = digest, key
	}
	property.Check(t, func(t *rapid.T) {
		w, words := shared(t)
		for range rapid.IntRange(1, 6).Draw(t, "turns") {
			fork := w.Branch()
			check(t, fork)
			stir(t, fork, words)
			check(t, fork)
			check(t, w)
			if rapid.Bool().Draw(t, "go on") {
				w = fork
			}
		}
	})
	require.Greater(t, len(keys), 3)
}

// What a world remembers of its key must not outlive a change.
func TestItDoesNotMatterHowOftenAKeyWasAskedFor(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		asked, words := shared(t)
		silent, _ := shared(t)
		for range rapid.IntRange(1, 10).Draw(t, "calls") {
			as := rapid.SampledFrom([]kernel.Caller{owner, consumer}).Draw(t, "caller")
			in := drawInput(t, words)
			_, _ = asked.Do(as, in)
			_, _ = silent.Do(as, in)
			asked.Key()
			if rapid.Bool().Draw(t, "wait") {
				asked.Advance(time.Hour)
				silent.Advance(time.Hour)
				asked.Key()
			}
			if rapid.Bool().Draw(t, "fork") {
				asked = asked.Fork()
			}
		}
		asked.Advance(100 * time.Hour)
		silent.Advance(100 * time.Hour)
		require.Equal(t, silent.Key(), asked.Key())
	})
}

// sharings are calls about the backup, the share and the invitation of shared.
func sharings(words []string) []any {
	backup, arn, share, invitation := words[2], words[3], words[len(words)-2], words[len(words)-1]
	yes := true
	return []any{
		&cloudhsm.DescribeBackups{}, &cloudhsm.DescribeBackups{Shared: &yes}, &cloudhsm.GetResourcePolicy{ResourceArn: arn},
		&cloudhsm.DeleteBackup{BackupId: backup}, &cloudhsm.RestoreBackup{BackupId: backup},
		&cloudhsm.PutResourcePolicy{ResourceArn: arn, Policy: sharingPolicy(consumer.Account, arn)},
		&cloudhsm.DeleteResourcePolicy{ResourceArn: arn},
		&ram.GetResourceShares{ResourceOwner: "OTHER-ACCOUNTS"}, &ram.GetResourceShareInvitations{},
		&ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: invitation},
		&ram.RejectResourceShareInvitation{ResourceShareInvitationArn: invitation},
		&ram.DisassociateResourceShare{ResourceShareArn: share, Principals: []string{consumer.Account}},
		&ram.DeleteResourceShare{ResourceShareArn: share},
		&organizations.CreateOrganization{}, &organizations.DescribeOrganization{}, &ram.EnableSharingWithAwsOrganization{},
	}
}

func TestACallThatChangesNothingIsAnsweredAlikeWhereItsFootprintIsTheSame(t *testing.T) {
	alike, apart := 0, 0
	under := func(w *model.World, f model.Footprint) kernel.Key {
		k := kernel.NewKeyer()
		w.AddTo(&k, f)
		return k.Key()
	}
	property.Check(t, func(t *rapid.T) {
		w, words := shared(t)
		calls, callers := rapid.SampledFrom(sharings(words)), rapid.SampledFrom([]kernel.Caller{owner, consumer})
		first, other := w.Branch(), w.Branch()
		for _, world := range []*model.World{first, other} {
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				_, _ = world.Do(callers.Draw(t, "caller"), calls.Draw(t, "change"))
			}
		}
		for range 20 {
			as, in := callers.Draw(t, "caller"), calls.Draw(t, "call")
			asked, before := first.Branch(), first.Digest()
			asked.Notice()
			out, err := asked.Do(as, in)
			f, ok := asked.Noticed()
			if !ok || asked.Digest() != before {
				continue
			}
			require.Equal(t, under(first, f), under(asked, f))
			if under(other, f) != under(asked, f) {
				apart++
				continue
			}
			alike++
			again, refused := other.Branch().Do(as, in)
			require.Equal(t, out, again, "%T %+v", in, in)
			require.Equal(t, err, refused, "%T %+v", in, in)
		}
	})
	require.Positive(t, alike)
	require.Positive(t, apart)
}

func TestABranchCountsForItsWorldAndAForkDoesNot(t *testing.T) {
	w, backup := backedUp(t)
	rule := cloudhsm.OnlyReadyBackupsAreShared
	in := &cloudhsm.PutResourcePolicy{ResourceArn: backup.BackupArn,
		Policy: sharingPolicy(consumer.Account, backup.BackupArn)}
	before := w.Tally(rule)
	do[cloudhsm.PutResourcePolicyOutput](t, w.Fork(), owner, in)
	require.Equal(t, before, w.Tally(rule))
	do[cloudhsm.PutResourcePolicyOutput](t, w.Branch(), owner, in)
	require.Greater(t, w.Tally(rule).Accepted, before.Accepted)
}

func BenchmarkBranch(b *testing.B) {
	w, _ := shared(b)
	for b.Loop() {
		w.Branch()
	}
}

// BenchmarkBranchCallAndKey is what a search does for one new state.
func BenchmarkBranchCallAndKey(b *testing.B) {
	w, backup := backedUp(b)
	in := &cloudhsm.PutResourcePolicy{ResourceArn: backup.BackupArn,
		Policy: sharingPolicy(consumer.Account, backup.BackupArn)}
	w.Key()
	for b.Loop() {
		f := w.Branch()
		_, _ = f.Do(owner, in)
		f.Key()
	}
}

// BenchmarkFollowCallAndKey is the same by a world that was another state before.
func BenchmarkFollowCallAndKey(b *testing.B) {
	w, backup := backedUp(b)
	in := &cloudhsm.PutResourcePolicy{ResourceArn: backup.BackupArn,
		Policy: sharingPolicy(consumer.Account, backup.BackupArn)}
	w.Key()
	f := w.Branch()
	for b.Loop() {
		f.Follow(w)
		_, _ = f.Do(owner, in)
		f.Key()
	}
}

func BenchmarkDigest(b *testing.B) {
	w, _ := shared(b)
	for b.Loop() {
		w.Digest()
	}
}

// The race detector sees it if they write to what they share.
func TestForksRunAtTheSameTime(t *testing.T) {
	w, words := shared(t)
	inputs := rapid.Custom(func(t *rapid.T) any { return drawInput(t, words) })
	var ends [3]string
	var all sync.WaitGroup
	for i := range ends {
		fork := w.Fork()
		all.Go(func() {
			for n := range 300 {
				_, _ = fork.Do(owner, inputs.Example(n))
				fork.Advance(time.Hour)
			}
			ends[i] = fork.Digest()
		})
	}
	all.Wait()
	require.Equal(t, ends[0], ends[1])
	require.Equal(t, ends[0], ends[2])
}
