package rds_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/rds"
)

// many makes n clusters of one account.
func many(tb testing.TB, n int) *model.World {
	w := model.New(model.Options{Quotas: model.Quotas{Clusters: 1 << 20, CopyOnWriteClones: 1 << 20}})
	for i := range n {
		do[rds.CreateDBClusterOutput](tb, w, owner, &rds.CreateDBCluster{
			DBClusterIdentifier: fmt.Sprint("cluster-", i), Engine: "aurora-mysql", MasterUsername: "admin",
			MasterUserPassword: "secret99",
		})
	}
	w.Advance(10 * time.Minute)
	return w
}

// The page of a listing costs the same however many clusters there are.
func BenchmarkDescribeDBClusters(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n, " clusters"), func(b *testing.B) {
			w := many(b, n)
			in := &rds.DescribeDBClusters{}
			in.Marker = do[rds.DescribeDBClustersOutput](b, w, owner, in).Marker
			b.ResetTimer()
			for b.Loop() {
				do[rds.DescribeDBClustersOutput](b, w, owner, in)
			}
		})
	}
}

// The limits of clones cost the same however many clones and clusters there are.
func BenchmarkARefusedCrossAccountClone(b *testing.B) {
	for _, of := range []struct{ clusters, clones int }{{100, 15}, {100, 1000}, {100_000, 15}} {
		b.Run(fmt.Sprint(of.clones, " clones among ", of.clusters, " clusters"), func(b *testing.B) {
			w := many(b, of.clusters)
			cl := withInstance(b, w, owner, "cluster-0")
			share(b, w, owner, cl.DBClusterArn, buyer)
			for i := range of.clones {
				do[rds.RestoreDBClusterToPointInTimeOutput](b, w, owner, clone("cluster-0", fmt.Sprint("clone-", i)))
			}
			do[rds.RestoreDBClusterToPointInTimeOutput](b, w, buyer, clone(cl.DBClusterArn, "mine"))
			b.ResetTimer()
			for b.Loop() {
				if _, err := w.Do(buyer, clone(cl.DBClusterArn, "second")); err == nil {
					b.Fatal("a second clone was made")
				}
			}
		})
	}
}
