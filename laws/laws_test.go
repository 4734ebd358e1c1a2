package laws_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/shareproof/shareproof/laws"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/stretchr/testify/require"
)

const (
	backupID  = "backup-aaaaaaaaaaa"
	backupARN = "arn:aws:cloudhsm:us-east-1:111111111111:backup/" + backupID
	clusterID = "cluster-aaaaaaaaaaa"
	shareARN  = "arn:aws:ram:us-east-1:111111111111:resource-share/11111111-2222-4333-8444-555555555555"
	inviteARN = "arn:aws:ram:us-east-1:111111111111:resource-share-invitation/aaaaaaaa-2222-4333-8444-555555555555"
)

var (
	owner    = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	consumer = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
	start    = kernel.At(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC))
	yes      = true
	notFound = kernel.NewError(cloudhsm.ResourceNotFound, "Backup "+backupID+" is not found.")
	invalid  = kernel.NewError(cloudhsm.InvalidRequest, "No.")
)

// The words of hand-made histories.

func call(at time.Duration, as kernel.Caller, in, out any) *laws.Call {
	if err, refused := out.(error); refused {
		return &laws.Call{At: start.Add(at), As: as, In: in, Err: err}
	}
	return &laws.Call{At: start.Add(at), As: as, In: in, Out: out}
}

func cluster(change func(*cloudhsm.Cluster)) *cloudhsm.Cluster {
	c := &cloudhsm.Cluster{
		ClusterId: clusterID, CreateTimestamp: start, HsmType: "hsm2m.medium", Mode: "FIPS", NetworkType: "IPV4", State: cloudhsm.ClusterCreateInProgress,
		BackupRetentionPolicy: &cloudhsm.BackupRetentionPolicy{Type: "DAYS", Value: "90"},
	}
	if change != nil {
		change(c)
	}
	return c
}

func creates(at time.Duration, id string) *laws.Call {
	return call(at, owner, &cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0123456789abcdef0"}},
		&cloudhsm.CreateClusterOutput{Cluster: cluster(func(c *cloudhsm.Cluster) { c.ClusterId, c.CreateTimestamp = id, start.Add(at) })})
}

func clusters(at time.Duration, as kernel.Caller, shown ...*cloudhsm.Cluster) *laws.Call {
	out := &cloudhsm.DescribeClustersOutput{}
	for _, c := range shown {
		out.Clusters = append(out.Clusters, *c)
	}
	return call(at, as, &cloudhsm.DescribeClusters{}, out)
}

func backup(change func(*cloudhsm.Backup)) *cloudhsm.Backup {
	b := &cloudhsm.Backup{BackupArn: backupARN, BackupId: backupID, BackupState: cloudhsm.BackupReady, ClusterId: clusterID, CreateTimestamp: start, HsmType: "hsm2m.medium", Mode: "FIPS"}
	if change != nil {
		change(b)
	}
	return b
}

func backups(at time.Duration, as kernel.Caller, shown ...*cloudhsm.Backup) *laws.Call {
	in, out := &cloudhsm.DescribeBackups{}, &cloudhsm.DescribeBackupsOutput{}
	if as == consumer {
		in.Shared = &yes
	}
	for _, b := range shown {
		out.Backups = append(out.Backups, *b)
	}
	return call(at, as, in, out)
}

func pending(at time.Duration) *cloudhsm.Backup {
	return backup(func(b *cloudhsm.Backup) {
		b.BackupState, b.DeleteTimestamp = cloudhsm.BackupPendingDeletion, start.Add(at+7*kernel.Day)
	})
}

func deletes(at time.Duration) *laws.Call {
	return call(at, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, &cloudhsm.DeleteBackupOutput{Backup: pending(at)})
}

func restores(at time.Duration) *laws.Call {
	return call(at, owner, &cloudhsm.RestoreBackup{BackupId: backupID}, &cloudhsm.RestoreBackupOutput{Backup: backup(nil)})
}

func share(status ram.ResourceShareStatus) *ram.ResourceShare {
	return &ram.ResourceShare{ResourceShareArn: shareARN, Name: "s", OwningAccountId: owner.Account, AllowExternalPrincipals: true, CreationTime: start, LastUpdatedTime: start, Status: status}
}

func shares(token string) *laws.Call {
	return call(0, owner, &ram.CreateResourceShare{Name: "s", ClientToken: token, Principals: []string{consumer.Account}, ResourceArns: []string{backupARN}},
		&ram.CreateResourceShareOutput{ResourceShare: share(ram.Active)})
}

func invitation(status ram.ResourceShareInvitationStatus) *ram.ResourceShareInvitation {
	return &ram.ResourceShareInvitation{ResourceShareInvitationArn: inviteARN, ResourceShareArn: shareARN, InvitationTimestamp: start, SenderAccountId: owner.Account, ReceiverAccountId: consumer.Account, Status: status}
}

func accepts(at time.Duration) *laws.Call {
	return call(at, consumer, &ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: inviteARN},
		&ram.AcceptResourceShareInvitationOutput{ResourceShareInvitation: invitation(ram.InvitationAccepted)})
}

func unshares(at time.Duration) *laws.Call {
	return call(at, owner, &ram.DeleteResourceShare{ResourceShareArn: shareARN}, &ram.DeleteResourceShareOutput{ReturnValue: true})
}

func page(at time.Duration, token, next string, ids ...string) *laws.Call {
	out := &organizations.ListHandshakesForAccountOutput{NextToken: next}
	for _, id := range ids {
		out.Handshakes = append(out.Handshakes, organizations.Handshake{Id: id, State: organizations.Requested, RequestedTimestamp: start, ExpirationTimestamp: start.Add(15 * kernel.Day)})
	}
	return call(at, owner, &organizations.ListHandshakesForAccount{NextToken: token}, out)
}

func founds(as kernel.Caller, id string) *laws.Call {
	return call(0, as, &organizations.CreateOrganization{}, &organizations.CreateOrganizationOutput{Organization: &organizations.Organization{
		Id: id, MasterAccountId: as.Account, Arn: "arn:aws:organizations::" + as.Account + ":organization/" + id,
	}})
}

// tale is a history that keeps a law and one that breaks it with its last call.
type tale struct {
	law           string
	title         string
	keeps, breaks []*laws.Call
}

// told are the tales of all laws.
var told = slices.Concat(ofBackups, ofKeys, ofSnapshots, ofPrincipals)

var ofBackups = []tale{
	{"LAW-01", "a consumer sees a backup until the share is deleted",
		[]*laws.Call{backups(0, owner, backup(nil)), shares(""), accepts(time.Minute), backups(time.Hour, consumer, backup(nil))},
		[]*laws.Call{backups(0, owner, backup(nil)), shares(""), accepts(time.Minute), unshares(time.Minute), backups(time.Hour, consumer, backup(nil))}},
	{"LAW-02", "only the owner deletes a backup",
		[]*laws.Call{backups(0, owner, backup(nil)), deletes(0)},
		[]*laws.Call{backups(0, owner, backup(nil)), call(0, consumer, &cloudhsm.DeleteBackup{BackupId: backupID}, &cloudhsm.DeleteBackupOutput{})}},
	{"LAW-03", "a foreign backup is refused like a missing one",
		[]*laws.Call{backups(0, owner, backup(nil)), call(0, consumer, &cloudhsm.DeleteBackup{BackupId: "backup-bbbbbbbbbbb"}, kernel.NewError(cloudhsm.ResourceNotFound, "Backup backup-bbbbbbbbbbb is not found.")),
			call(0, consumer, &cloudhsm.DeleteBackup{BackupId: backupID}, notFound)},
		[]*laws.Call{backups(0, owner, backup(nil)), call(0, consumer, &cloudhsm.DeleteBackup{BackupId: "backup-bbbbbbbbbbb"}, invalid),
			call(0, consumer, &cloudhsm.DeleteBackup{BackupId: backupID}, notFound)}},
	{"LAW-04", "an ID is given once",
		[]*laws.Call{creates(0, clusterID), creates(0, "cluster-bbbbbbbbbbb")},
		[]*laws.Call{creates(0, clusterID), creates(0, clusterID)}},
	{"LAW-05", "a DELETED cluster stays DELETED",
		[]*laws.Call{clusters(0, owner, cluster(func(c *cloudhsm.Cluster) { c.State = cloudhsm.ClusterDeleted })), clusters(time.Second, owner)},
		[]*laws.Call{clusters(0, owner, cluster(func(c *cloudhsm.Cluster) { c.State = cloudhsm.ClusterDeleted })), clusters(time.Second, owner, cluster(func(c *cloudhsm.Cluster) { c.State = cloudhsm.ClusterActive }))}},
	{"LAW-06", "a backup that was READY is not being made any more",
		[]*laws.Call{backups(0, owner, backup(func(b *cloudhsm.Backup) { b.BackupState = cloudhsm.BackupCreateInProgress })), backups(time.Minute, owner, backup(nil))},
		[]*laws.Call{backups(0, owner, backup(nil)), backups(time.Minute, owner, backup(func(b *cloudhsm.Backup) { b.BackupState = cloudhsm.BackupCreateInProgress }))}},
	{"LAW-07", "retention takes no backup that is younger than it",
		[]*laws.Call{clusters(0, owner, cluster(nil)), backups(0, owner, backup(nil)), backups(91*kernel.Day, owner, pending(91*kernel.Day))},
		[]*laws.Call{clusters(0, owner, cluster(nil)), backups(0, owner, backup(nil)), backups(89*kernel.Day, owner, pending(89*kernel.Day))}},
	{"LAW-08", "a backup is restored within seven days",
		[]*laws.Call{backups(0, owner, backup(nil)), deletes(0), restores(7*kernel.Day - time.Second)},
		[]*laws.Call{backups(0, owner, backup(nil)), deletes(0), restores(7*kernel.Day + time.Second)}},
	{"LAW-09", "a cluster is made within two hours",
		[]*laws.Call{creates(0, clusterID), clusters(2*time.Hour, owner, cluster(nil))},
		[]*laws.Call{creates(0, clusterID), clusters(3*time.Hour, owner, cluster(nil))}},
	{"LAW-10", "a restored cluster lives on",
		[]*laws.Call{clusters(0, owner, restored(cloudhsm.ClusterActive)), clusters(time.Hour, owner, restored(cloudhsm.ClusterActive))},
		[]*laws.Call{clusters(0, owner, restored(cloudhsm.ClusterActive)), clusters(time.Hour, owner, restored(cloudhsm.ClusterDeleteInProgress))}},
	{"LAW-11", "there is no fifth cluster",
		[]*laws.Call{creates(0, "cluster-a"), creates(0, "cluster-b"), creates(0, "cluster-c"), creates(0, "cluster-d")},
		[]*laws.Call{creates(0, "cluster-a"), creates(0, "cluster-b"), creates(0, "cluster-c"), creates(0, "cluster-d"), creates(0, "cluster-e")}},
	{"LAW-12", "no page repeats what an earlier one showed",
		[]*laws.Call{page(0, "", "next", "h-a"), page(1, "next", "", "h-b")},
		[]*laws.Call{page(0, "", "next", "h-a"), page(1, "next", "", "h-a")}},
	{"LAW-13", "a repeated client token makes no second share",
		[]*laws.Call{shares("t"), shares("t")},
		[]*laws.Call{shares("t"), call(0, owner, shares("t").In, &ram.CreateResourceShareOutput{ResourceShare: share(ram.Pending)})}},
	{"LAW-14", "an invitation is accepted once",
		[]*laws.Call{shares(""), accepts(time.Minute)},
		[]*laws.Call{shares(""), accepts(time.Minute), accepts(time.Hour)}},
	{"LAW-15", "an account makes one organization",
		[]*laws.Call{founds(owner, "o-a"), founds(consumer, "o-b")},
		[]*laws.Call{founds(owner, "o-a"), founds(owner, "o-b")}},
	{"LAW-16", "a refused call changes nothing",
		[]*laws.Call{backups(0, owner), call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, notFound), backups(0, owner)},
		[]*laws.Call{backups(0, owner), call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, notFound), backups(0, owner, backup(nil))}},
	{"LAW-17", "a tag that was written is read",
		[]*laws.Call{backups(0, owner, backup(nil)), tags(), backups(0, owner, backup(func(b *cloudhsm.Backup) { b.TagList = []cloudhsm.Tag{{Key: "k", Value: "v"}} }))},
		[]*laws.Call{backups(0, owner, backup(nil)), tags(), backups(0, owner, backup(nil))}},
	{"LAW-18", "a cluster is listed until it is deleted",
		[]*laws.Call{creates(0, clusterID), clusters(0, owner, cluster(nil))},
		[]*laws.Call{creates(0, clusterID), clusters(0, owner)}},
	{"LAW-19", "a consumer finds what is shared with it",
		[]*laws.Call{backups(0, owner, backup(nil)), shares(""), accepts(time.Minute), backups(time.Minute, consumer)},
		[]*laws.Call{backups(0, owner, backup(nil)), shares(""), accepts(time.Minute), backups(time.Hour, consumer)}},
	{"LAW-20", "nothing is made in the future",
		[]*laws.Call{backups(0, owner, backup(nil))},
		[]*laws.Call{backups(-time.Second, owner, backup(nil))}},
	{"LAW-21", "an ARN names the ID",
		[]*laws.Call{backups(0, owner, backup(nil))},
		[]*laws.Call{backups(0, owner, backup(func(b *cloudhsm.Backup) { b.BackupId = "backup-bbbbbbbbbbb" }))}},
	{"LAW-22", "CloudHSM has no ValidationException",
		[]*laws.Call{call(0, owner, &cloudhsm.DescribeBackups{}, invalid)},
		[]*laws.Call{call(0, owner, &cloudhsm.DescribeBackups{}, kernel.NewError(&kernel.Fault{Code: "ValidationException"}, ""))}},
	{"LAW-23", "a READY backup can be deleted",
		[]*laws.Call{backups(0, owner, pending(0)), call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, invalid)},
		[]*laws.Call{backups(0, owner, backup(nil)), call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, invalid)}},
	{"LAW-24", "a cluster at work is backed up every day",
		[]*laws.Call{clusters(0, owner, working()), backups(kernel.Day+1e9, owner, backup(func(b *cloudhsm.Backup) { b.CreateTimestamp = start.Add(time.Hour) }))},
		[]*laws.Call{clusters(0, owner, working()), backups(kernel.Day+1e9, owner, backup(nil))}},
	{"LAW-25", "a filter by state shows no other state",
		[]*laws.Call{filtered(cloudhsm.BackupReady)},
		[]*laws.Call{filtered(cloudhsm.BackupCreateInProgress)}},
}

func filtered(shown cloudhsm.BackupState) *laws.Call {
	return call(time.Hour, owner, &cloudhsm.DescribeBackups{Filters: map[string][]string{"states": {"READY"}}},
		&cloudhsm.DescribeBackupsOutput{Backups: []cloudhsm.Backup{*backup(func(b *cloudhsm.Backup) { b.BackupState = shown })}})
}

func TestWhatWasDeletedIsNotListed(t *testing.T) {
	arn := "arn:aws:ram:us-east-1:111111111111:permission/look"
	listed := call(0, owner, &ram.ListPermissions{}, &ram.ListPermissionsOutput{Permissions: []ram.ResourceSharePermissionSummary{{Arn: arn}}})
	watch := laws.NewWatch()
	require.Nil(t, watch.See(listed))
	require.Nil(t, watch.See(call(0, owner, &ram.DeletePermission{PermissionArn: arn}, &ram.DeletePermissionOutput{ReturnValue: true})))
	require.ErrorContains(t, watch.See(listed), "LAW-05")
	require.Nil(t, laws.NewWatch("LAW-04").See(call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, kernel.NewError(&kernel.Fault{Code: "Nonsense"}, "no"))), "only the laws that are watched are judged")
	require.NotNil(t, laws.NewWatch("LAW-22").See(call(0, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, kernel.NewError(&kernel.Fault{Code: "Nonsense"}, "no"))))
}

func TestAMadeCopyThatIsRetaggedUnseenIsNotMissed(t *testing.T) {
	const copied = "backup-bbbbbbbbbbb"
	watch := laws.NewWatch()
	shown := func() *cloudhsm.Backup {
		return backup(func(b *cloudhsm.Backup) {
			b.BackupId, b.BackupArn, b.SourceBackup, b.SourceRegion, b.SourceCluster = copied, "arn:aws:cloudhsm:eu-west-1:111111111111:backup/"+copied, backupID, "us-east-1", clusterID
			b.CopyTimestamp, b.TagList = start.Add(time.Hour), []cloudhsm.Tag{{Key: "k", Value: "v"}}
		})
	}
	there := kernel.Caller{Account: owner.Account, Region: "eu-west-1"}
	for _, c := range []*laws.Call{
		backups(time.Hour, owner, backup(nil)),
		call(time.Hour, owner, &cloudhsm.CopyBackupToRegion{BackupId: backupID, DestinationRegion: "eu-west-1"}, &cloudhsm.CopyBackupToRegionOutput{}),
		call(time.Hour, there, &cloudhsm.TagResource{ResourceId: copied, TagList: []cloudhsm.Tag{{Key: "k", Value: "v"}}}, &cloudhsm.TagResourceOutput{}),
		backups(2*time.Hour, there, shown()),
		call(2*time.Hour, there, &cloudhsm.DeleteBackup{BackupId: copied}, &cloudhsm.DeleteBackupOutput{Backup: func() *cloudhsm.Backup {
			b := shown()
			b.BackupState, b.DeleteTimestamp = cloudhsm.BackupPendingDeletion, start.Add(2*time.Hour+7*kernel.Day)
			return b
		}()}),
		backups(20*kernel.Day, there),
	} {
		if v := watch.See(c); v != nil {
			require.Fail(t, v.Error())
		}
	}
}

func TestWhoPartakesOnlySinceTheFirstPageNeedNotFindItByTheLast(t *testing.T) {
	one := int32(1)
	resources := func(at time.Duration, token, next string) *laws.Call {
		return call(at, consumer, &ram.ListResources{ResourceOwner: ram.OtherAccounts, MaxResults: &one, NextToken: token}, &ram.ListResourcesOutput{NextToken: next})
	}
	for title, accepted := range map[string]time.Duration{"before": time.Minute, "between": time.Hour} {
		watch, wrong := laws.NewWatch("LAW-18"), (*laws.Violation)(nil)
		history := []*laws.Call{backups(0, owner, backup(nil)), shares(""), accepts(accepted), resources(time.Hour, "", "next"), resources(2*time.Hour, "next", "")}
		if title == "between" {
			history[2], history[3] = history[3], history[2]
		}
		for _, c := range history {
			wrong = watch.See(c)
		}
		require.Equal(t, title == "before", wrong != nil, title)
	}
}

func tags() *laws.Call {
	return call(0, owner, &cloudhsm.TagResource{ResourceId: backupID, TagList: []cloudhsm.Tag{{Key: "k", Value: "v"}}}, &cloudhsm.TagResourceOutput{})
}

func restored(state cloudhsm.ClusterState) *cloudhsm.Cluster {
	return cluster(func(c *cloudhsm.Cluster) { c.State, c.SourceBackupId = state, backupID })
}

func working() *cloudhsm.Cluster {
	return cluster(func(c *cloudhsm.Cluster) {
		c.State, c.Hsms = cloudhsm.ClusterActive, []cloudhsm.Hsm{{HsmId: "hsm-aaaaaaaaaaa", ClusterId: clusterID, State: cloudhsm.HsmActive}}
	})
}

func TestEachLawTellsHistoriesApart(t *testing.T) {
	for _, h := range told {
		t.Run(h.law+" "+h.title, func(t *testing.T) {
			watch := laws.NewWatch()
			for _, c := range h.keeps {
				if v := watch.See(c); v != nil {
					require.Fail(t, v.Error())
				}
			}
			watch = laws.NewWatch()
			for i, c := range h.breaks {
				v := watch.See(c)
				if i < len(h.breaks)-1 {
					require.Nil(t, v)
					continue
				}
				require.NotNil(t, v)
				require.Equal(t, h.law, v.Law.ID, v.Message)
			}
		})
	}
}

func TestEveryLawIsToldOfAndFound(t *testing.T) {
	require.Len(t, told, len(laws.All()))
	for i, l := range laws.All() {
		require.Equal(t, told[i].law, l.ID)
		require.NotEmpty(t, l.Says)
		require.NotEmpty(t, l.Services)
		require.Same(t, l, laws.Find(l.ID))
	}
	require.Nil(t, laws.Find("LAW-00"))
}

func TestAForkAndAJudgementChangeNothing(t *testing.T) {
	watch := laws.NewWatch()
	require.Nil(t, watch.See(creates(0, clusterID)))
	require.NotNil(t, watch.Judge(creates(0, clusterID)))
	fork := watch.Fork()
	require.Nil(t, fork.See(creates(0, "cluster-bbbbbbbbbbb")))
	require.Nil(t, watch.Judge(clusters(0, owner, cluster(nil))), "only the fork has a second cluster")
	require.NotNil(t, fork.Judge(clusters(0, owner, cluster(nil))))
}

func TestTroubleOfTheHarnessIsNotJudged(t *testing.T) {
	require.Nil(t, laws.NewWatch().See(call(0, owner, &cloudhsm.DescribeBackups{}, errors.New("no network"))))
}

// BenchmarkSee watches a consumer and an owner that share, list and delete.
func BenchmarkSee(b *testing.B) {
	var said []*laws.Call
	w := model.New(model.Options{})
	do := func(as kernel.Caller, in any) any {
		out, err := w.Do(as, in)
		said = append(said, &laws.Call{At: kernel.At(w.Now()), As: as, In: in, Out: out, Err: err})
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
	var watch *laws.Watch
	for i := range b.N {
		if i%len(said) == 0 {
			watch = laws.NewWatch()
		}
		if v := watch.See(said[i%len(said)]); v != nil {
			b.Fatal(v)
		}
	}
}
