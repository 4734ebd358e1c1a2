package rds

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// DeleteDBCluster deletes a cluster.
type DeleteDBCluster struct {
	DBClusterIdentifier       string `shape:"!" resource:"cluster"`
	DeleteAutomatedBackups    *bool
	FinalDBSnapshotIdentifier string `shape:"Identifier"`
	SkipFinalSnapshot         *bool
}

// DeleteDBClusterOutput shows the cluster as it was.
type DeleteDBClusterOutput struct{ DBCluster *DBCluster }

// The rules of deleting clusters.
var (
	ClustersAreDeletedWithoutInstances = rules.Add(kernel.Rule{
		ID: "AUR-DEL-01", Kind: kernel.Refusal, Error: InvalidDBClusterState, Evidence: kernel.Documented,
		Source:     deleteGuide,
		Says:       "A cluster is deleted only when all its instances are deleting or gone.",
		Operations: []string{"DeleteDBCluster"},
	})
	ProtectedClustersAreNotDeleted = rules.Add(kernel.Rule{
		ID: "AUR-DEL-02", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.Observed,
		Source:     terraform + "; " + moto,
		Says:       "A cluster under deletion protection is not deleted.",
		Operations: []string{"DeleteDBCluster"},
	})
	FinalSnapshotsAreTakenOrSkipped = rules.Add(kernel.Rule{
		ID: "AUR-DEL-04", Kind: kernel.Refusal, Error: InvalidParameterCombination,
		Or: []*kernel.ErrorShape{InvalidParameterValue}, Evidence: kernel.Documented, Source: serviceModel,
		Says:       "Who deletes a cluster either skips the final snapshot or names it, not both and not neither.",
		Operations: []string{"DeleteDBCluster"},
	})
	DeletionEndsSharing = rules.Add(kernel.Rule{
		ID: "AUR-DEL-09", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: crossGuide,
		Says:       "A shared cluster may be deleted, and is then taken out of every share.",
		Operations: []string{"DeleteDBCluster"},
	})
	ClonesOutliveTheirSource = rules.Add(kernel.Rule{
		ID: "AUR-CLN-19", Kind: kernel.Effect, Evidence: kernel.Documented, Source: cloneGuide, Seed: seed,
		Also: []string{"AUR-XCL-21"},
		Says: "A cluster that has clones may be deleted, or be shared no more: its clones stay as they are, in other " +
			"accounts too.",
		Operations: []string{"DeleteDBCluster", "DisassociateResourceShare"},
	})
)

func (s *Service) deleteDBCluster(c *kernel.Call, in *DeleteDBCluster) (*DeleteDBClusterOutput, error) {
	cl, err := s.own(c, in.DBClusterIdentifier)
	if err != nil {
		return nil, err
	}
	skips, named := kernel.Value(in.SkipFinalSnapshot), in.FinalDBSnapshotIdentifier != ""
	if err := c.Require(skips != named, FinalSnapshotsAreTakenOrSkipped,
		"FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified, and not allowed then."); err != nil {
		return nil, err
	}
	if err := c.Require(!cl.Spec.Protected, ProtectedClustersAreNotDeleted,
		"Cannot delete protected Cluster, please disable deletion protection and try again."); err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Check(cl, "DeleteDBCluster"); err != nil {
		return nil, err
	}
	gone := s.living(cl) == 0
	if err := c.Require(gone, ClustersAreDeletedWithoutInstances,
		"Cluster cannot be deleted, it still contains DB instances in non-deleting state."); err != nil {
		return nil, err
	}
	if err := c.Require(cl.Final == "", BusyClustersAreNotDeleted,
		"DB cluster %s is not currently in the available state: its final snapshot is being taken.", cl.Name); err != nil {
		return nil, err
	}
	if err := s.finally(c, cl, in); err != nil {
		return nil, err
	}
	before := s.show(cl)
	cl.Keep = in.DeleteAutomatedBackups != nil && !*in.DeleteAutomatedBackups
	cl.Final = strings.ToLower(in.FinalDBSnapshotIdentifier)
	if err := s.clusterMachine.Fire(cl, "DeleteDBCluster"); err != nil {
		return nil, err
	}
	if named {
		s.take(cl, in.FinalDBSnapshotIdentifier, manual, nil).Ends = true
	}
	return &DeleteDBClusterOutput{before}, nil
}

// finally reports whether a cluster may be deleted as the caller wants it: with
// its final snapshot and what is kept of it.
func (s *Service) finally(c *kernel.Call, cl *cluster, in *DeleteDBCluster) error {
	if in.DeleteAutomatedBackups != nil && !*in.DeleteAutomatedBackups {
		few := s.Retained.View(c.Scope()).Len() < maxRetained
		if err := c.Require(few && !cl.isServerless(), FewBackupsAreRetained,
			"The automated backups of at most %d DB clusters are retained, and of no Serverless v1 one.",
			maxRetained); err != nil {
			return err
		}
	}
	if in.FinalDBSnapshotIdentifier == "" {
		return nil
	}
	available := cl.Life.State == ClusterAvailable
	if err := c.Require(available, AvailableClustersAreSnapshot, "DB cluster %s is not currently in the available state.",
		cl.Name); err != nil {
		return err
	}
	return s.mayName(c, in.FinalDBSnapshotIdentifier)
}
