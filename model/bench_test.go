package model_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

var owner = kernel.Caller{Account: "111111111111", Region: "us-east-1"}

// perSecond reports the rate of a benchmark's calls.
func perSecond(b *testing.B) {
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}

func do[Out any](tb require.TestingT, w *model.World, as kernel.Caller, in any) *Out {
	out, err := w.Do(as, in)
	require.NoError(tb, err)
	return out.(*Out)
}

// backedUp returns a world with one ready backup.
func backedUp(tb require.TestingT) (*model.World, cloudhsm.Backup) {
	w := model.New(model.Options{})
	cluster := do[cloudhsm.CreateClusterOutput](tb, w, owner,
		&cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0a1b2c3a"}}).Cluster.ClusterId
	w.Advance(time.Hour)
	do[cloudhsm.CreateHsmOutput](tb, w, owner, &cloudhsm.CreateHsm{ClusterId: cluster, AvailabilityZone: "us-east-1a"})
	w.Advance(time.Hour)
	seen := do[cloudhsm.DescribeClustersOutput](tb, w, owner, &cloudhsm.DescribeClusters{}).Clusters[0]
	signed, err := pki.Sign(seen.Certificates.ClusterCsr)
	require.NoError(tb, err)
	do[cloudhsm.InitializeClusterOutput](tb, w, owner,
		&cloudhsm.InitializeCluster{ClusterId: cluster, SignedCert: signed, TrustAnchor: pki.TrustAnchor()})
	w.Advance(2 * time.Hour)
	return w, do[cloudhsm.DescribeBackupsOutput](tb, w, owner, &cloudhsm.DescribeBackups{}).Backups[0]
}

// copied adds n copies of the backup in eu-west-1.
func copied(tb require.TestingT, w *model.World, backup string, n int) kernel.Caller {
	for range n {
		do[cloudhsm.CopyBackupToRegionOutput](tb, w, owner,
			&cloudhsm.CopyBackupToRegion{BackupId: backup, DestinationRegion: "eu-west-1"})
	}
	w.Advance(time.Hour)
	return kernel.Caller{Account: owner.Account, Region: "eu-west-1"}
}

func sharingPolicy(consumer, arn string) string {
	return policy.Document{Version: "2012-10-17", Statements: []policy.Statement{{
		Effect: policy.Allow, Principals: policy.Principals{AWS: []string{consumer}},
		Actions: []string{"cloudhsm:CreateCluster", "cloudhsm:DescribeBackups"}, Resources: []string{arn},
	}}}.String()
}

func BenchmarkDescribeOneBackup(b *testing.B) {
	w, backup := backedUp(b)
	in := &cloudhsm.DescribeBackups{Filters: map[string][]string{"backupIds": {backup.BackupId}}}
	for b.Loop() {
		_, _ = w.Do(owner, in)
	}
	perSecond(b)
}

// A session's policies are asked before each call.
func BenchmarkDescribeOneBackupBySession(b *testing.B) {
	w, backup := backedUp(b)
	guest := assumed(b, w, owner, "cloudhsm:Describe*")
	in := &cloudhsm.DescribeBackups{Filters: map[string][]string{"backupIds": {backup.BackupId}}}
	for b.Loop() {
		_, _ = w.Do(guest, in)
	}
	perSecond(b)
}

func BenchmarkGetResourcePolicy(b *testing.B) {
	w, backup := backedUp(b)
	do[cloudhsm.PutResourcePolicyOutput](b, w, owner,
		&cloudhsm.PutResourcePolicy{ResourceArn: backup.BackupArn, Policy: sharingPolicy("222222222222", backup.BackupArn)})
	in := &cloudhsm.GetResourcePolicy{ResourceArn: backup.BackupArn}
	for b.Loop() {
		_, _ = w.Do(owner, in)
	}
	perSecond(b)
}

func BenchmarkCreateCluster(b *testing.B) {
	var w *model.World
	in := &cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0a1b2c3a"}}
	n := 0
	for b.Loop() {
		if n%100_000 == 0 {
			w = model.New(model.Options{})
		}
		as := kernel.Caller{Account: fmt.Sprintf("%012d", n/4), Region: "us-east-1"} // 4 clusters an account
		if _, err := w.Do(as, in); err != nil {
			b.Fatal(err)
		}
		n++
	}
	perSecond(b)
}

func BenchmarkPutResourcePolicy(b *testing.B) {
	w, backup := backedUp(b)
	in := &cloudhsm.PutResourcePolicy{ResourceArn: backup.BackupArn,
		Policy: sharingPolicy("222222222222", backup.BackupArn)}
	for b.Loop() {
		if _, err := w.Do(owner, in); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b)
}

// BenchmarkPageOf50 compares a page of 50 out of 100,000 backups with one out
// of 500, in alternation.
func BenchmarkPageOf50(b *testing.B) {
	few, backup := backedUp(b)
	at := copied(b, few, backup.BackupId, 500)
	many, backup := backedUp(b)
	copied(b, many, backup.BackupId, 100_000)
	in := &cloudhsm.DescribeBackups{MaxResults: new(int32)}
	*in.MaxResults = 50
	var outOf500, outOf100000 time.Duration
	for b.Loop() {
		start := time.Now()
		_, _ = few.Do(at, in)
		middle := time.Now()
		_, _ = many.Do(at, in)
		outOf500, outOf100000 = outOf500+middle.Sub(start), outOf100000+time.Since(middle)
	}
	b.ReportMetric(float64(outOf100000)/float64(outOf500), "of-a-page-out-of-500")
}

// BenchmarkMillionBackups measures the memory of 1,000,000 backups.
func BenchmarkMillionBackups(b *testing.B) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		w, backup := backedUp(b)
		copied(b, w, backup.BackupId, 1_000_000)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<30), "GiB")
		runtime.KeepAlive(w)
	}
}
