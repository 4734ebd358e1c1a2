package model_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

// auroraWorld is a world in which databases are made at once and in any number.
func auroraWorld() *model.World {
	return model.New(model.Options{Pace: kernel.Immediate,
		Quotas: model.Quotas{Clusters: 1_000_000, CopyOnWriteClones: 1_000_000}})
}

// createDBCluster makes a cluster, and returns its ARN.
func createDBCluster(b require.TestingT, w *model.World, as kernel.Caller, id string) string {
	return do[rds.CreateDBClusterOutput](b, w, as, &rds.CreateDBCluster{DBClusterIdentifier: id,
		Engine: "aurora-mysql", MasterUsername: "admin", MasterUserPassword: "correct horse"}).DBCluster.DBClusterArn
}

func cloneOf(source, id string) *rds.RestoreDBClusterToPointInTime {
	return &rds.RestoreDBClusterToPointInTime{DBClusterIdentifier: id, SourceDBClusterIdentifier: source,
		RestoreType: "copy-on-write", UseLatestRestorableTime: new(true)}
}

// lineage adds a cluster that the owner shares with 16 accounts, of which 15 have
// cloned it, and as many clones of the owner's own, and returns the cluster's ARN
// and the one who comes too late.
func lineage(b require.TestingT, w *model.World, own int) (source string, late kernel.Caller) {
	source = createDBCluster(b, w, owner, "original")
	w.Advance(time.Hour)
	do[rds.CreateDBInstanceOutput](b, w, owner, &rds.CreateDBInstance{DBInstanceIdentifier: "writer",
		DBClusterIdentifier: "original", Engine: "aurora-mysql", DBInstanceClass: "db.r6g.large"})
	w.Advance(time.Hour)
	var principals []string
	for i := range 16 {
		principals = append(principals, fmt.Sprintf("2222222222%02d", i))
	}
	do[ram.CreateResourceShareOutput](b, w, owner, &ram.CreateResourceShare{Name: "s", Principals: principals,
		ResourceArns: []string{source}})
	w.Advance(time.Hour)
	for i, account := range principals {
		late = kernel.Caller{Account: account, Region: owner.Region}
		invitation := do[ram.GetResourceShareInvitationsOutput](b, w, late,
			&ram.GetResourceShareInvitations{}).ResourceShareInvitations[0].ResourceShareInvitationArn
		do[ram.AcceptResourceShareInvitationOutput](b, w, late,
			&ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: invitation})
		w.Advance(time.Hour)
		if i < 15 {
			do[rds.RestoreDBClusterToPointInTimeOutput](b, w, late, cloneOf(source, "clone"))
			w.Advance(time.Hour)
		}
	}
	for i := range own {
		do[rds.RestoreDBClusterToPointInTimeOutput](b, w, owner, cloneOf(source, fmt.Sprintf("own-%d", i)))
	}
	w.Advance(time.Hour)
	return source, late
}

// peopled adds so many clusters of others.
func peopled(b require.TestingT, w *model.World, clusters int) {
	for i := range clusters {
		as := kernel.Caller{Account: fmt.Sprintf("3333333%05d", i/100), Region: owner.Region}
		createDBCluster(b, w, as, fmt.Sprintf("c-%d", i))
	}
	w.Advance(time.Hour)
}

// BenchmarkCloneLimit compares, in alternation, how long it takes to refuse a 16th
// cross-account clone: in a lineage of 15 clones, with 1,000 clones of the owner's
// own besides, and in a world of 100 clusters and of 100,000.
func BenchmarkCloneLimit(b *testing.B) {
	type place struct {
		world  *model.World
		source string
		late   kernel.Caller
	}
	at := func(own, others int) (p place) {
		p.world = auroraWorld()
		p.source, p.late = lineage(b, p.world, own)
		peopled(b, p.world, others)
		return p
	}
	places := []place{at(0, 100), at(1_000, 100), at(0, 100_000)}
	spent := make([][]time.Duration, len(places))
	for b.Loop() {
		for i, p := range places {
			start := time.Now()
			_, err := p.world.Do(p.late, cloneOf(p.source, "sixteenth"))
			spent[i] = append(spent[i], time.Since(start))
			if err == nil {
				b.Fatal("a 16th clone")
			}
		}
	}
	b.ReportMetric(median(spent[1])/median(spent[0]), "with-1000-own-clones")
	b.ReportMetric(median(spent[2])/median(spent[0]), "in-a-world-of-100000")
}

// median returns the time in the middle: a collection of garbage in one of few calls
// tells nothing of the call.
func median(spent []time.Duration) float64 {
	slices.Sort(spent)
	return float64(spent[len(spent)/2])
}

// shelves is a world in which an account has so many clusters of its own, and
// others share so many with it.
func shelves(b require.TestingT, own, shared int) *model.World {
	w := auroraWorld()
	for i := range own {
		createDBCluster(b, w, owner, fmt.Sprintf("own-%06d", i))
	}
	for i := 0; i < shared; i += 100 {
		as := kernel.Caller{Account: fmt.Sprintf("4444444%05d", i), Region: owner.Region}
		var arns []string
		for j := range 100 {
			arns = append(arns, createDBCluster(b, w, as, fmt.Sprintf("shared-%d", j)))
		}
		w.Advance(time.Hour)
		do[ram.CreateResourceShareOutput](b, w, as, &ram.CreateResourceShare{Name: "s",
			Principals: []string{owner.Account}, ResourceArns: arns})
		w.Advance(time.Hour)
		for _, i := range do[ram.GetResourceShareInvitationsOutput](b, w, owner,
			&ram.GetResourceShareInvitations{}).ResourceShareInvitations {
			if i.Status == "PENDING" {
				do[ram.AcceptResourceShareInvitationOutput](b, w, owner,
					&ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: i.ResourceShareInvitationArn})
			}
		}
	}
	w.Advance(time.Hour)
	return w
}

// lastPage returns how to ask for the last full page of 100 clusters.
func lastPage(b require.TestingT, w *model.World) *rds.DescribeDBClusters {
	in := rds.DescribeDBClusters{IncludeShared: new(true), MaxRecords: new(int32(100))}
	for {
		page := do[rds.DescribeDBClustersOutput](b, w, owner, &in)
		if page.Marker == "" {
			return &in
		}
		in.Marker = page.Marker
	}
}

// BenchmarkDescribeDBClusters compares a page of 100 clusters out of 100,000 own
// and 1,000 shared ones with one out of 900 and 100, in alternation: the first
// page, and the last one, which holds what is shared.
func BenchmarkDescribeDBClusters(b *testing.B) {
	few, many := shelves(b, 900, 100), shelves(b, 100_000, 1_000)
	first := &rds.DescribeDBClusters{IncludeShared: new(true), MaxRecords: new(int32(100))}
	for name, pages := range map[string][2]*rds.DescribeDBClusters{
		"first": {first, first}, "last": {lastPage(b, few), lastPage(b, many)},
	} {
		b.Run(name, func(b *testing.B) {
			var outOfFew, outOfMany []time.Duration
			for b.Loop() {
				start := time.Now()
				_, _ = few.Do(owner, pages[0])
				middle := time.Now()
				_, _ = many.Do(owner, pages[1])
				outOfFew, outOfMany = append(outOfFew, middle.Sub(start)), append(outOfMany, time.Since(middle))
			}
			b.ReportMetric(median(outOfMany)/median(outOfFew), "of-a-page-out-of-1000")
		})
	}
}

// Told as a ratio within one run, and generously: a backup that looked at those of
// all other clusters would be sixteen times as dear.
func TestTheBackupsOfManyClustersCostEachTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 8,500 clusters")
	}
	days := func(clusters int) time.Duration {
		w := shelves(t, clusters, 0)
		start := time.Now()
		w.Advance(3 * kernel.Day)
		return time.Since(start) / time.Duration(clusters)
	}
	best := func(clusters int) time.Duration { return min(days(clusters), days(clusters), days(clusters)) }
	require.Less(t, best(8_000), 6*max(best(500), time.Microsecond), "the best of three, since machines are shared")
}
