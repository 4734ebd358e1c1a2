package cloudhsm

import "github.com/shareproof/shareproof/model/kernel"

// found says how what calls have made is found without their answers.
var found = []kernel.Undoing{
	kernel.Find[CreateCluster, CreateClusterOutput](func(string) any { return &DescribeClusters{} },
		func(list *DescribeClustersOutput) (all []kernel.Shown) {
			for _, c := range list.Clusters {
				if c.State != ClusterDeleted && c.State != ClusterDeleteInProgress {
					all = append(all, kernel.Shown{In: &CreateCluster{}, Of: c,
						Out: &CreateClusterOutput{Cluster: &Cluster{ClusterId: c.ClusterId}}})
				}
			}
			return all
		}),
	kernel.Hung(func(_ *CreateCluster, out *CreateClusterOutput) any {
		return &DescribeClusters{Filters: map[string][]string{"clusterIds": {out.Cluster.ClusterId}}}
	}, hsmsOf),
	kernel.FoundIn(kernel.Find[CopyBackupToRegion, CopyBackupToRegionOutput](
		func(string) any { return &DescribeBackups{} },
		func(list *DescribeBackupsOutput) (all []kernel.Shown) {
			for _, b := range list.Backups {
				if b.BackupState != BackupPendingDeletion && b.SourceBackup != "" {
					all = append(all, kernel.Shown{In: &CopyBackupToRegion{BackupId: b.SourceBackup},
						Out: &CopyBackupToRegionOutput{}, Of: b})
				}
			}
			return all
		}), func(in *CopyBackupToRegion) string { return in.DestinationRegion }),
	kernel.Inherits(func(*CopyBackupToRegion) bool { return true }),
	kernel.ByInput[CopyBackupToRegion](),
	kernel.On[CreateHsm]("ClusterId"),
	kernel.ByInput[RestoreBackup](),
	kernel.ByInput[PutResourcePolicy](),
}

func hsmsOf(_ *CreateCluster, _ *CreateClusterOutput, list *DescribeClustersOutput) (removals []any) {
	for _, c := range list.Clusters {
		for _, h := range c.Hsms {
			removals = append(removals, &DeleteHsm{ClusterId: c.ClusterId, HsmId: h.HsmId})
		}
	}
	return removals
}
