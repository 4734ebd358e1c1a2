package invariants_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/stretchr/testify/require"
)

// tale is a history that keeps an invariant and one that breaks it with its last
// call.
type tale struct {
	invariant     string
	title         string
	keeps, breaks []*kernel.Exchange
}

// told are the tales of all invariants.
var told = slices.Concat(ofBackups, ofShares, ofKeys, ofSnapshots, ofPrincipals, ofClusters, ofVaults)

var ofBackups = []tale{
	{"INV-SEE-01", "a consumer sees a backup until the share is deleted",
		[]*kernel.Exchange{backups(0, owner, backup(nil)), shares(""), accepts(time.Minute),
			backups(time.Hour, consumer, backup(nil))},
		[]*kernel.Exchange{backups(0, owner, backup(nil)), shares(""), accepts(time.Minute), unshares(time.Minute),
			backups(time.Hour, consumer, backup(nil))}},
	{"INV-SEE-02", "only the owner deletes a backup",
		[]*kernel.Exchange{backups(0, owner, backup(nil)), deletes(0)},
		[]*kernel.Exchange{backups(0, owner, backup(nil)),
			call(0, consumer, &cloudhsm.DeleteBackup{BackupId: backupID}, &cloudhsm.DeleteBackupOutput{})}},
	{"INV-SEE-03", "a foreign backup is refused like a missing one",
		[]*kernel.Exchange{backups(0, owner, backup(nil)),
			call(0, consumer, &cloudhsm.DeleteBackup{BackupId: "backup-bbbbbbbbbbb"},
				kernel.NewError(cloudhsm.ResourceNotFound, "Backup backup-bbbbbbbbbbb is not found.")),
			call(0, consumer, &cloudhsm.DeleteBackup{BackupId: backupID}, notFound)},
		[]*kernel.Exchange{backups(0, owner, backup(nil)),
			call(0, consumer, &cloudhsm.DeleteBackup{BackupId: "backup-bbbbbbbbbbb"}, invalid),
			call(0, consumer, &cloudhsm.DeleteBackup{BackupId: backupID}, notFound)}},
	{"INV-ID-01", "an ID is given once",
		[]*kernel.Exchange{creates(0, clusterID), creates(0, "cluster-bbbbbbbbbbb")},
		[]*kernel.Exchange{creates(0, clusterID), creates(0, clusterID)}},
	{"INV-LIFE-01", "a DELETED cluster stays DELETED",
		[]*kernel.Exchange{clusters(0, owner, cluster(func(c *cloudhsm.Cluster) {
			c.State = cloudhsm.ClusterDeleted
		})), clusters(time.Second, owner)},
		[]*kernel.Exchange{clusters(0, owner, cluster(func(c *cloudhsm.Cluster) {
			c.State = cloudhsm.ClusterDeleted
		})), clusters(time.Second, owner, cluster(func(c *cloudhsm.Cluster) { c.State = cloudhsm.ClusterActive }))}},
	{"INV-LIFE-02", "a backup that was READY is not being made any more",
		[]*kernel.Exchange{backups(0, owner, backup(func(b *cloudhsm.Backup) {
			b.BackupState = cloudhsm.BackupCreateInProgress
		})), backups(time.Minute, owner, backup(nil))},
		[]*kernel.Exchange{backups(0, owner, backup(nil)), backups(time.Minute, owner, backup(func(b *cloudhsm.Backup) {
			b.BackupState = cloudhsm.BackupCreateInProgress
		}))}},
	{"INV-HSM-01", "retention takes no backup that is younger than it",
		[]*kernel.Exchange{clusters(0, owner, cluster(nil)), backups(0, owner, backup(nil)),
			backups(91*kernel.Day, owner, pending(91*kernel.Day))},
		[]*kernel.Exchange{clusters(0, owner, cluster(nil)), backups(0, owner, backup(nil)),
			backups(89*kernel.Day, owner, pending(89*kernel.Day))}},
	{"INV-HSM-02", "a backup is restored within seven days",
		[]*kernel.Exchange{backups(0, owner, backup(nil)), deletes(0), restores(7*kernel.Day - time.Second)},
		[]*kernel.Exchange{backups(0, owner, backup(nil)), deletes(0), restores(7*kernel.Day + time.Second)}},
	{"INV-LIFE-03", "a cluster is made within two hours",
		[]*kernel.Exchange{creates(0, clusterID), clusters(2*time.Hour, owner, cluster(nil))},
		[]*kernel.Exchange{creates(0, clusterID), clusters(3*time.Hour, owner, cluster(nil))}},
	{"INV-HSM-03", "a restored cluster lives on",
		[]*kernel.Exchange{clusters(0, owner, restored(cloudhsm.ClusterActive)),
			clusters(time.Hour, owner, restored(cloudhsm.ClusterActive))},
		[]*kernel.Exchange{clusters(0, owner, restored(cloudhsm.ClusterActive)),
			clusters(time.Hour, owner, restored(cloudhsm.ClusterDeleteInProgress))}},
	{"INV-QUOTA-01", "there is no fifth cluster",
		[]*kernel.Exchange{creates(0, "cluster-a"), creates(0, "cluster-b"), creates(0, "cluster-c"),
			creates(0, "cluster-d")},
		[]*kernel.Exchange{creates(0, "cluster-a"), creates(0, "cluster-b"), creates(0, "cluster-c"),
			creates(0, "cluster-d"), creates(0, "cluster-e")}},
	{"INV-LIST-01", "no page repeats what an earlier one showed",
		[]*kernel.Exchange{page(0, "", "next", "h-a"), page(1, "next", "", "h-b")},
		[]*kernel.Exchange{page(0, "", "next", "h-a"), page(1, "next", "", "h-a")}},
	{"INV-TOKEN-01", "a repeated client token makes no second share",
		[]*kernel.Exchange{shares("t"), shares("t")},
		[]*kernel.Exchange{shares("t"),
			call(0, owner, shares("t").In, &ram.CreateResourceShareOutput{ResourceShare: share(ram.Pending)})}},
	{"INV-RAM-01", "an invitation is accepted once",
		[]*kernel.Exchange{shares(""), accepts(time.Minute)},
		[]*kernel.Exchange{shares(""), accepts(time.Minute), accepts(time.Hour)}},
	{"INV-ORG-02", "an account makes one organization",
		[]*kernel.Exchange{founds(owner, "o-a"), founds(consumer, "o-b")},
		[]*kernel.Exchange{founds(owner, "o-a"), founds(owner, "o-b")}},
	{"INV-ORG-02", "an account that administers a service for its organization reads",
		[]*kernel.Exchange{founds(owner, "o-a"), delegates(true), roots()},
		[]*kernel.Exchange{founds(owner, "o-a"), delegates(true), roots(), delegates(false), roots()}},
	{"INV-READ-02", "a refused call changes nothing",
		[]*kernel.Exchange{backups(0, owner), call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, notFound),
			backups(0, owner)},
		[]*kernel.Exchange{backups(0, owner), call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, notFound),
			backups(0, owner, backup(nil))}},
	{"INV-READ-01", "a tag that was written is read",
		[]*kernel.Exchange{backups(0, owner, backup(nil)), tags(), backups(0, owner, backup(func(b *cloudhsm.Backup) {
			b.TagList = []cloudhsm.Tag{{Key: "k", Value: "v"}}
		}))},
		[]*kernel.Exchange{backups(0, owner, backup(nil)), tags(), backups(0, owner, backup(nil))}},
	{"INV-LIST-02", "a cluster is listed until it is deleted",
		[]*kernel.Exchange{creates(0, clusterID), clusters(0, owner, cluster(nil))},
		[]*kernel.Exchange{creates(0, clusterID), clusters(0, owner)}},
	{"INV-LIST-02", "a consumer finds what is shared with it",
		[]*kernel.Exchange{backups(0, owner, backup(nil)), shares(""), accepts(time.Minute), backups(time.Minute, consumer)},
		[]*kernel.Exchange{backups(0, owner, backup(nil)), shares(""), accepts(time.Minute), backups(time.Hour, consumer)}},
	{"INV-TIME-01", "nothing is made in the future",
		[]*kernel.Exchange{backups(0, owner, backup(nil))},
		[]*kernel.Exchange{backups(-time.Second, owner, backup(nil))}},
	{"INV-ID-02", "an ARN names the ID",
		[]*kernel.Exchange{backups(0, owner, backup(nil))},
		[]*kernel.Exchange{backups(0, owner, backup(func(b *cloudhsm.Backup) { b.BackupId = "backup-bbbbbbbbbbb" }))}},
	{"INV-ANSWER-01", "a listing of no keys has an empty list",
		[]*kernel.Exchange{call(0, owner, &kms.ListKeys{}, &kms.ListKeysOutput{Keys: []kms.KeyListEntry{}})},
		[]*kernel.Exchange{call(0, owner, &kms.ListKeys{}, &kms.ListKeysOutput{})}},
	{"INV-ERROR-01", "CloudHSM has no ValidationException",
		[]*kernel.Exchange{call(0, owner, &cloudhsm.DescribeBackups{}, invalid)},
		[]*kernel.Exchange{call(0, owner, &cloudhsm.DescribeBackups{},
			kernel.NewError(&kernel.ErrorShape{Code: "ValidationException"}, ""))}},
	{"INV-HSM-04", "a READY backup can be deleted",
		[]*kernel.Exchange{backups(0, owner, pending(0)),
			call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, invalid)},
		[]*kernel.Exchange{backups(0, owner, backup(nil)),
			call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, invalid)}},
	{"INV-HSM-05", "a cluster at work is backed up every day",
		[]*kernel.Exchange{clusters(0, owner, working()), backups(kernel.Day+1e9, owner, backup(func(b *cloudhsm.Backup) {
			b.CreateTimestamp = start.Add(time.Hour)
		}))},
		[]*kernel.Exchange{clusters(0, owner, working()), backups(kernel.Day+1e9, owner, backup(nil))}},
	{"INV-LIST-03", "a filter by state shows no other state",
		[]*kernel.Exchange{filtered(cloudhsm.BackupReady)},
		[]*kernel.Exchange{filtered(cloudhsm.BackupCreateInProgress)}},
}

func filtered(shown cloudhsm.BackupState) *kernel.Exchange {
	return call(time.Hour, owner, &cloudhsm.DescribeBackups{Filters: map[string][]string{"states": {"READY"}}},
		&cloudhsm.DescribeBackupsOutput{
			Backups: []cloudhsm.Backup{*backup(func(b *cloudhsm.Backup) { b.BackupState = shown })},
		})
}

func TestWhatWasDeletedIsNotListed(t *testing.T) {
	arn := "arn:aws:ram:us-east-1:111111111111:permission/look"
	listed := call(0, owner, &ram.ListPermissions{},
		&ram.ListPermissionsOutput{Permissions: []ram.ResourceSharePermissionSummary{{Arn: arn}}})
	checker := tale{}.checker()
	require.Nil(t, checker.See(listed))
	require.Nil(t, checker.See(call(0, owner, &ram.DeletePermission{PermissionArn: arn},
		&ram.DeletePermissionOutput{ReturnValue: true})))
	require.ErrorContains(t, checker.See(listed), "INV-LIFE-01")
	require.Nil(t, catalogue.NewChecker("INV-ID-01").See(call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID},
		kernel.NewError(&kernel.ErrorShape{Code: "Nonsense"}, "no"))), "only the laws that are checkered are judged")
	require.NotNil(t, catalogue.NewChecker("INV-ERROR-01").See(call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID},
		kernel.NewError(&kernel.ErrorShape{Code: "Nonsense"}, "no"))))
}

func TestAMadeCopyThatIsRetaggedUnseenIsNotMissed(t *testing.T) {
	const copied = "backup-bbbbbbbbbbb"
	checker := tale{}.checker()
	shown := func() *cloudhsm.Backup {
		return backup(func(b *cloudhsm.Backup) {
			b.BackupId, b.BackupArn, b.SourceBackup, b.SourceRegion, b.SourceCluster = copied,
				"arn:aws:cloudhsm:eu-west-1:111111111111:backup/"+copied, backupID, "us-east-1", clusterID
			b.CopyTimestamp, b.TagList = start.Add(time.Hour), []cloudhsm.Tag{{Key: "k", Value: "v"}}
		})
	}
	there := kernel.Caller{Account: owner.Account, Region: "eu-west-1"}
	for _, c := range []*kernel.Exchange{
		backups(time.Hour, owner, backup(nil)),
		call(time.Hour, owner, &cloudhsm.CopyBackupToRegion{BackupId: backupID, DestinationRegion: "eu-west-1"},
			&cloudhsm.CopyBackupToRegionOutput{}),
		call(time.Hour, there, &cloudhsm.TagResource{ResourceId: copied, TagList: []cloudhsm.Tag{{Key: "k", Value: "v"}}},
			&cloudhsm.TagResourceOutput{}),
		backups(2*time.Hour, there, shown()),
		call(2*time.Hour, there, &cloudhsm.DeleteBackup{BackupId: copied},
			&cloudhsm.DeleteBackupOutput{Backup: func() *cloudhsm.Backup {
				b := shown()
				b.BackupState, b.DeleteTimestamp = cloudhsm.BackupPendingDeletion, start.Add(2*time.Hour+7*kernel.Day)
				return b
			}()}),
		backups(20*kernel.Day, there),
	} {
		if v := checker.See(c); v != nil {
			require.Fail(t, v.Error())
		}
	}
}

func TestTwoCopiesOfOneBackupAskedForAtOnceEachBearTheirTags(t *testing.T) {
	there := kernel.Caller{Account: owner.Account, Region: "eu-west-1"}
	given, source := []cloudhsm.Tag{{Key: "k", Value: "given"}}, []cloudhsm.Tag{{Key: "k", Value: "of the source"}}
	asks := func(tags []cloudhsm.Tag) *kernel.Exchange {
		in := &cloudhsm.CopyBackupToRegion{BackupId: backupID, DestinationRegion: "eu-west-1", TagList: tags}
		return call(time.Hour, owner, in, &cloudhsm.CopyBackupToRegionOutput{})
	}
	arrive := func(id string, tags []cloudhsm.Tag) *kernel.Exchange {
		return backups(2*time.Hour, there, backup(func(b *cloudhsm.Backup) {
			b.BackupId, b.BackupArn = id, "arn:aws:cloudhsm:eu-west-1:111111111111:backup/"+id
			b.SourceBackup, b.SourceRegion, b.SourceCluster = backupID, "us-east-1", clusterID
			b.CopyTimestamp, b.TagList = start.Add(time.Hour), tags
		}))
	}
	retags := func(id string, tags []cloudhsm.Tag) *kernel.Exchange {
		return call(time.Hour, there, &cloudhsm.TagResource{ResourceId: id, TagList: tags}, &cloudhsm.TagResourceOutput{})
	}
	const one, other = "backup-bbbbbbbbbbb", "backup-ccccccccccc"
	for name, calls := range map[string][]*kernel.Exchange{
		"the source was never shown":          {asks(nil), asks(given), arrive(one, given), arrive(other, source)},
		"the copy without tags is seen first": {asks(nil), asks(given), arrive(one, source), arrive(other, given)},
		"one is tagged like the other": {
			backups(time.Hour, owner, backup(func(b *cloudhsm.Backup) { b.TagList = source })), asks(nil), asks(given),
			retags(one, given), arrive(one, given), arrive(other, given),
		},
	} {
		t.Run(name, func(t *testing.T) {
			checker := catalogue.NewChecker("INV-HSM-06")
			for _, c := range calls {
				if v := checker.See(c); v != nil {
					require.Fail(t, v.Error())
				}
			}
		})
	}
}

func TestWhoPartakesOnlySinceTheFirstPageNeedNotFindItByTheLast(t *testing.T) {
	one := int32(1)
	resources := func(at time.Duration, token, next string) *kernel.Exchange {
		return call(at, consumer, &ram.ListResources{ResourceOwner: ram.OtherAccounts, MaxResults: &one, NextToken: token},
			&ram.ListResourcesOutput{NextToken: next})
	}
	for title, accepted := range map[string]time.Duration{"before": time.Minute, "between": time.Hour} {
		checker, wrong := catalogue.NewChecker("INV-LIST-02"), (*invariants.Violation)(nil)
		history := []*kernel.Exchange{backups(0, owner, backup(nil)), shares(""), accepts(accepted),
			resources(time.Hour, "", "next"), resources(2*time.Hour, "next", "")}
		if title == "between" {
			history[2], history[3] = history[3], history[2]
		}
		for _, c := range history {
			wrong = checker.See(c)
		}
		require.Equal(t, title == "before", wrong != nil, title)
	}
}

// checker checks the history by all invariants. Hand-made answers have few of their
// members, so that only tales of members are told with all.
func (h tale) checker() *invariants.Checker {
	var ids []string
	for _, i := range catalogue.All() {
		if i != invariants.AnswersHaveTheirMembers || h.invariant == i.ID {
			ids = append(ids, i.ID)
		}
	}
	return catalogue.NewChecker(ids...)
}

func TestEachInvariantTellsHistoriesApart(t *testing.T) {
	for _, h := range told {
		t.Run(h.invariant+" "+h.title, func(t *testing.T) {
			checker := h.checker()
			for _, c := range h.keeps {
				if v := checker.See(c); v != nil {
					require.Fail(t, v.Error())
				}
			}
			checker = h.checker()
			for i, c := range h.breaks {
				v := checker.See(c)
				if i < len(h.breaks)-1 {
					require.Nil(t, v)
					continue
				}
				require.NotNil(t, v)
				require.Equal(t, h.invariant, v.Invariant.ID, v.Message)
			}
		})
	}
}

func TestEveryInvariantIsToldOfAndFound(t *testing.T) {
	ids := map[string]bool{}
	for _, i := range catalogue.All() {
		require.False(t, ids[i.ID], "%s is two invariants", i.ID)
		ids[i.ID] = true
		require.NotEmpty(t, i.Says)
		require.Same(t, i, catalogue.Find(i.ID))
		require.True(t, slices.ContainsFunc(told, func(h tale) bool { return h.invariant == i.ID }), "no history breaks %s",
			i.ID)
	}
	require.Nil(t, catalogue.Find("INV-NONE-00"))
}

func TestAForkAndACheckChangeNothing(t *testing.T) {
	checker := tale{}.checker()
	require.Nil(t, checker.See(creates(0, clusterID)))
	require.NotNil(t, checker.Check(creates(0, clusterID)))
	fork := checker.Fork()
	require.Nil(t, fork.See(creates(0, "cluster-bbbbbbbbbbb")))
	require.Nil(t, checker.Check(clusters(0, owner, cluster(nil))), "only the fork has a second cluster")
	require.NotNil(t, fork.Check(clusters(0, owner, cluster(nil))))
}

func TestTroubleOfTheHarnessIsNotJudged(t *testing.T) {
	require.Nil(t, catalogue.NewChecker().See(call(0, owner, &cloudhsm.DescribeBackups{}, errors.New("no network"))))
}

// BenchmarkSee checkeres a consumer and an owner that share, list and delete.
func BenchmarkSee(b *testing.B) {
	var said []*kernel.Exchange
	w := model.New(model.Options{})
	do := func(as kernel.Caller, in any) any {
		out, err := w.Do(as, in)
		said = append(said, &kernel.Exchange{At: kernel.At(w.Now()), As: as, In: in, Out: out, Err: err})
		return out
	}
	do(owner, &cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0123456789abcdef0"}})
	for i := range 500 {
		s := do(owner, &ram.CreateResourceShare{Name: "s", Principals: []string{consumer.Account}})
		do(owner, &cloudhsm.DescribeClusters{})
		do(consumer, &cloudhsm.DescribeBackups{Shared: &yes})
		do(consumer, &cloudhsm.DeleteBackup{BackupId: backupID})
		w.Advance(12 * time.Hour)
		do(consumer, &ram.GetResourceShareInvitations{})
		if out, ok := s.(*ram.CreateResourceShareOutput); ok && i%10 != 0 {
			do(owner, &ram.DeleteResourceShare{ResourceShareArn: out.ResourceShare.ResourceShareArn})
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	var checker *invariants.Checker
	for i := range b.N {
		if i%len(said) == 0 {
			checker = catalogue.NewChecker()
		}
		if v := checker.See(said[i%len(said)]); v != nil {
			b.Fatal(v)
		}
	}
}
