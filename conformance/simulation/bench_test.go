package simulation

import (
	"context"
	"fmt"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

// One worker, all invariants on, and garbage as "shareproof simulate" has it.
func BenchmarkSimulate(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	r := Run(context.Background(), Options{Seed: 1, Steps: max(b.N, PerWorld), Workers: 1})
	require.Empty(b, r.Violations)
	b.ReportMetric(float64(r.Calls)/r.Elapsed.Seconds(), "calls/s")
	b.ReportMetric(float64(r.States)/r.Elapsed.Seconds(), "states/s")
}

// An organization of 20 accounts, each with a cluster that is backed up daily,
// in which nobody does anything.
func BenchmarkIdleOrganization(b *testing.B) {
	w := model.New(model.Options{})
	do := func(as kernel.Caller, in any) any {
		out, err := w.Do(as, in)
		require.NoError(b, err)
		return out
	}
	boss := callerIn("111111111111")
	do(boss, &organizations.CreateOrganization{})
	for i := range 20 {
		as := boss
		if i > 0 {
			as = callerIn(fmt.Sprint(200000000000 + i))
			party := &organizations.HandshakeParty{Id: as.Account, Type: "ACCOUNT"}
			invited := do(boss, &organizations.InviteAccountToOrganization{Target: party})
			id := invited.(*organizations.InviteAccountToOrganizationOutput).Handshake.Id
			do(as, &organizations.AcceptHandshake{HandshakeId: id})
		}
		activeCluster(b, w, as)
	}
	backups := func() int {
		return len(do(boss, &cloudhsm.DescribeBackups{}).(*cloudhsm.DescribeBackupsOutput).Backups)
	}
	before := backups()
	b.ResetTimer()
	for range b.N {
		w.Advance(kernel.Day)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "days/s")
	b.StopTimer()
	require.Greater(b, backups(), before)
}

// activeCluster makes a cluster with an HSM and waits until somebody has
// activated it.
func activeCluster(b *testing.B, w *model.World, as kernel.Caller) {
	b.Helper()
	do := func(in any) any {
		out, err := w.Do(as, in)
		require.NoError(b, err)
		return out
	}
	id := do(&cloudhsm.CreateCluster{HsmType: "hsm2m.medium",
		SubnetIds: []string{"subnet-0a1b2c3a"}}).(*cloudhsm.CreateClusterOutput).Cluster.ClusterId
	w.Advance(time.Hour)
	do(&cloudhsm.CreateHsm{ClusterId: id, AvailabilityZone: "us-east-1a"})
	w.Advance(time.Hour)
	csr := do(&cloudhsm.DescribeClusters{}).(*cloudhsm.DescribeClustersOutput).Clusters[0].Certificates.ClusterCsr
	do(&cloudhsm.InitializeCluster{ClusterId: id, SignedCert: certify(csr), TrustAnchor: pki.TrustAnchor()})
	w.Advance(time.Hour)
}
