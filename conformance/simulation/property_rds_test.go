package simulation

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// lineage is a world of twenty accounts that clone one cluster and its clones, and
// what anybody who counts along knows of it.
type lineage struct {
	*model.World
	checker  *invariants.Checker
	clusters []*clone
	made     int
	pages    int
}

// clone is a cluster of the lineage as it must be.
type clone struct {
	account, name string
	across        bool
	of            *clone
	volume        map[uint64]page // by place
}

// page is a page that a cluster made.
type page struct {
	number int
	maker  *clone
}

const many = 20

func accountOf(i int) string { return fmt.Sprintf("%012d", 100_000_000_001+i) }

// must performs a call that has to be accepted.
func (l *lineage) must(t require.TestingT, account string, in any) any {
	out, err := l.do(t, account, in)
	require.NoError(t, err, "%T %+v", in, in)
	return out
}

// do performs a call under the eyes of the invariants.
func (l *lineage) do(t require.TestingT, account string, in any) (any, error) {
	as := callerIn(account)
	out, err := l.World.Do(as, in)
	x := kernel.Exchange{At: kernel.At(l.Now()), As: as, In: in, Out: out, Err: err}
	broken := l.checker.See(&x)
	require.Nil(t, broken, "%v", broken)
	return out, err
}

// theLineage is a cluster with an instance that is shared with all accounts, who
// have accepted.
func theLineage(t require.TestingT) *lineage {
	l := &lineage{World: model.New(model.Options{}), checker: catalogue.NewChecker()}
	owner := accountOf(0)
	l.must(t, owner, &rds.CreateDBCluster{DBClusterIdentifier: "c0", Engine: "aurora-mysql", MasterUsername: "admin",
		MasterUserPassword: "correct-horse"})
	l.add(&clone{account: owner, name: "c0", volume: map[uint64]page{}})
	l.Advance(time.Hour)
	l.instance(t, l.clusters[0])
	l.share(t, l.clusters[0])
	return l
}

// fork returns an independent copy of a lineage that has its original alone.
func (l *lineage) fork() *lineage {
	f, first := *l, *l.clusters[0]
	first.volume = map[uint64]page{}
	f.World, f.checker, f.clusters = l.Fork(), l.checker.Fork(), []*clone{&first}
	return &f
}

func (l *lineage) add(c *clone) {
	l.clusters = append(l.clusters, c)
	l.made++
}

func (l *lineage) instance(t require.TestingT, c *clone) {
	l.must(t, c.account, &rds.CreateDBInstance{DBInstanceIdentifier: c.name + "-1", DBClusterIdentifier: c.name,
		Engine: "aurora-mysql", DBInstanceClass: "db.r6g.large"})
	l.Advance(time.Hour)
}

// share shares a cluster with all other accounts, which accept.
func (l *lineage) share(t require.TestingT, c *clone) {
	share := &ram.CreateResourceShare{Name: "all", ResourceArns: []string{c.arn()}}
	for i := range many {
		if account := accountOf(i); account != c.account {
			share.Principals = append(share.Principals, account)
		}
	}
	out := l.must(t, c.account, share).(*ram.CreateResourceShareOutput)
	l.Advance(10 * time.Minute)
	for _, account := range share.Principals {
		sent := l.must(t, account, &ram.GetResourceShareInvitations{
			ResourceShareArns: []string{out.ResourceShare.ResourceShareArn}}).(*ram.GetResourceShareInvitationsOutput)
		l.must(t, account, &ram.AcceptResourceShareInvitation{
			ResourceShareInvitationArn: sent.ResourceShareInvitations[0].ResourceShareInvitationArn})
	}
	l.Advance(10 * time.Minute)
}

func (c *clone) arn() string { return "arn:aws:rds:us-east-1:" + c.account + ":cluster:" + c.name }

// across counts the clones across accounts, and those of one account among them.
func (l *lineage) across(account string) (all, theirs int) {
	for _, c := range l.clusters {
		if c.across {
			if all++; c.account == account {
				theirs++
			}
		}
	}
	return all, theirs
}

// within counts the clones of an account of its own clusters.
func (l *lineage) within(account string) (n int) {
	for _, c := range l.clusters {
		if c.of != nil && !c.across && c.account == account {
			n++
		}
	}
	return n
}

// clones lets an account clone a cluster, and wants just what the limits say.
func (l *lineage) clones(t require.TestingT, account string, of *clone) {
	all, theirs := l.across(account)
	across := of.account != account
	if !across && l.within(account) == 15 {
		return // what comes now is a full copy, of another lineage
	}
	want := !across || all < 15 && theirs == 0
	name, yes := fmt.Sprint("c", l.made), true
	_, err := l.do(t, account, &rds.RestoreDBClusterToPointInTime{DBClusterIdentifier: name,
		SourceDBClusterIdentifier: of.arn(), RestoreType: "copy-on-write", UseLatestRestorableTime: &yes})
	require.Equal(t, want, err == nil, "%s clones %s, which makes %d across accounts, %d of them its own: %v",
		account, of.name, all, theirs, err)
	if err != nil {
		return
	}
	l.Advance(time.Hour)
	c := &clone{account: account, name: name, across: across, of: of, volume: map[uint64]page{}}
	for place, p := range of.volume {
		c.volume[place] = p
	}
	l.add(c)
}

// writes lets a cluster write some pages.
func (l *lineage) writes(t require.TestingT, c *clone, place, count uint64) {
	require.NoError(t, l.WritePages(callerIn(c.account), c.name, place, count))
	for i := range count {
		l.pages++
		c.volume[place+i] = page{l.pages, c}
	}
}

// drop deletes a cluster.
func (l *lineage) drop(t require.TestingT, i int) {
	c, yes := l.clusters[i], true
	instances := l.must(t, c.account, &rds.DescribeDBInstances{}).(*rds.DescribeDBInstancesOutput)
	for _, in := range instances.DBInstances {
		if in.DBClusterIdentifier == c.name {
			l.must(t, c.account, &rds.DeleteDBInstance{DBInstanceIdentifier: in.DBInstanceIdentifier})
		}
	}
	l.must(t, c.account, &rds.DeleteDBCluster{DBClusterIdentifier: c.name, SkipFinalSnapshot: &yes})
	l.Advance(3 * time.Hour)
	l.clusters = append(l.clusters[:i:i], l.clusters[i+1:]...)
}

// bill is what the guide lets each cluster pay for: the pages of its making that
// any cluster points to, and of those whose maker is gone an equal part with all
// that point to them.
func (l *lineage) bill() (pages int, owes map[string]float64) {
	users, owes := map[page][]*clone{}, map[string]float64{}
	for _, c := range l.clusters {
		for _, p := range c.volume {
			users[p] = append(users[p], c)
		}
	}
	living := map[*clone]bool{}
	for _, c := range l.clusters {
		living[c] = true
	}
	for p, by := range users {
		if living[p.maker] {
			owes[p.maker.arn()]++
			continue
		}
		for _, c := range by {
			owes[c.arn()] += 1 / float64(len(by))
		}
	}
	return len(users), owes
}

// billing reads what clusters are billed. *model.World is one.
type billing interface{ Storage() []rds.Lineage }

// misbilled returns what is wrong with a bill: all stored pages are billed, each
// once, and to those who owe them, but for a page that cannot be divided.
func (l *lineage) misbilled(from billing) string {
	pages, owes := l.bill()
	stored, billed := uint64(0), uint64(0)
	for _, of := range from.Storage() {
		stored += of.Stored
		for _, v := range of.Volumes {
			billed += v.Billed
			if owed := owes[v.Cluster]; math.Abs(owed-float64(v.Billed)) > 1 {
				return fmt.Sprintf("%s is billed %d pages and owes %.1f", v.Cluster, v.Billed, owed)
			}
		}
	}
	if stored != uint64(pages) || billed != stored {
		return fmt.Sprintf("%d pages are pointed to, %d are stored and %d billed", pages, stored, billed)
	}
	return ""
}

func (l *lineage) grows(t *rapid.T) map[string]func(*rapid.T) {
	some := func(t *rapid.T) int { return rapid.IntRange(0, len(l.clusters)-1).Draw(t, "cluster") }
	return map[string]func(*rapid.T){
		"clone the original": func(t *rapid.T) {
			of := l.clusters[0]
			if l.made > 0 && of.name != "c0" {
				t.Skip("it is gone")
			}
			l.clones(t, accountOf(rapid.IntRange(0, many-1).Draw(t, "account")), of)
		},
		"clone an own cluster": func(t *rapid.T) {
			of := l.clusters[some(t)]
			if of.name != "c0" {
				t.Skip("it has no instance")
			}
			l.clones(t, of.account, of)
		},
		"write": func(t *rapid.T) {
			place := rapid.Uint64Range(0, 40).Draw(t, "place")
			l.writes(t, l.clusters[some(t)], place, rapid.Uint64Range(1, 20).Draw(t, "pages"))
		},
		"delete": func(t *rapid.T) {
			if len(l.clusters) < 2 || rapid.IntRange(0, 2).Draw(t, "waver") > 0 {
				t.Skip("somebody has to stay")
			}
			l.drop(t, some(t))
		},
		"": func(t *rapid.T) { require.Empty(t, l.misbilled(l.World)) },
	}
}

func TestInALargeWorldALineageGrowsToItsLimitAndEachPageIsBilledOnce(t *testing.T) {
	begin := theLineage(t)
	property.Check(t, func(t *rapid.T) {
		l := begin.fork()
		l.writes(t, l.clusters[0], 0, 30)
		for i := range rapid.IntRange(0, 16).Draw(t, "clones at first") { // the sixteenth is refused
			l.clones(t, accountOf(i+1), l.clusters[0])
		}
		t.Repeat(l.grows(t))
	})
}
