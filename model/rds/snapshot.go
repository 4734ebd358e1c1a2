package rds

import (
	"fmt"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// snapshot is what a cluster held at a moment, or a copy of a snapshot.
type snapshot struct {
	Scope   kernel.Scope
	Name    string // DBClusterSnapshotIdentifier, in lower case
	Number  uint64 // in the order of making, in whatever scope
	Life    kernel.Life[SnapshotStatus]
	Kind    string // manual or automated
	Cluster string // the identifier of its cluster
	ID      string // DbClusterResourceId
	Of      kernel.Time
	Spec    spec
	Sealed  sealed
	Created kernel.Time
	Pages   uint64
	Source  string // the ARN of the snapshot that it is a copy of
	Tags    []Tag

	Public   bool
	Accounts []string `sorted:""` // with which it is shared, in their order
	Ends     bool     // it is the final snapshot of its cluster
}

// The kinds of snapshots.
const (
	manual    = "manual"
	automated = "automated"
)

// SnapshotStatus is the status of a snapshot.
type SnapshotStatus string

// The statuses of a snapshot that the model leads to.
const (
	SnapshotAvailable SnapshotStatus = "available"
	SnapshotCreating  SnapshotStatus = "creating"
	SnapshotDeleting  SnapshotStatus = "deleting"
	SnapshotFailed    SnapshotStatus = "failed"

	snapshotVanished SnapshotStatus = "vanished"
)

var snapshotLifecycle = kernel.NewLifecycle(kernel.Lifecycle[SnapshotStatus, snapshot]{
	Name: "Aurora DB cluster snapshot", Start: SnapshotCreating, Final: []SnapshotStatus{snapshotVanished},
	Like: map[SnapshotStatus]SnapshotStatus{SnapshotFailed: SnapshotAvailable},
	Equivalents: []kernel.Equivalent{
		{Because: "Only what failed is refused by this row, and no scenario makes work fail.", Mutants: []string{
			"available on CopyDBClusterSnapshot to refused, dropped",
			"available on RestoreDBClusterFromSnapshot to refused, dropped",
		}},
	},
	Rows: []kernel.Row[SnapshotStatus, snapshot]{
		{From: SnapshotCreating, On: kernel.Elapsed, To: SnapshotAvailable, After: snapshotMaking,
			Rule: SnapshotsAreMadeLater, Fails: SnapshotFailed},
		{From: SnapshotDeleting, On: kernel.Elapsed, To: snapshotVanished, After: snapshotDeletion},

		{From: SnapshotAvailable, On: "DeleteDBClusterSnapshot", To: SnapshotDeleting},
		{From: SnapshotCreating, On: "DeleteDBClusterSnapshot", If: isCopy, To: SnapshotDeleting, Rule: CopiesAreCancelled},
		{On: "DeleteDBClusterSnapshot", To: kernel.Refused, Rule: AvailableSnapshotsAreDeleted},
		{From: SnapshotAvailable, On: "CopyDBClusterSnapshot", If: isWhole, To: SnapshotAvailable},
		{On: "CopyDBClusterSnapshot", To: kernel.Refused, Rule: AvailableSnapshotsAreCopied},
		{From: SnapshotAvailable, On: "RestoreDBClusterFromSnapshot", If: isWhole, To: SnapshotAvailable},
		{On: "RestoreDBClusterFromSnapshot", To: kernel.Refused, Rule: AvailableSnapshotsAreRestored},
		{From: SnapshotAvailable, On: "ModifyDBClusterSnapshotAttribute", If: isManual, To: SnapshotAvailable},
		{On: "ModifyDBClusterSnapshotAttribute", To: kernel.Refused, Rule: ManualSnapshotsAreShared},
	},
})

var (
	isCopy   = &kernel.Guard[snapshot]{Name: "it is a copy", Holds: func(sn *snapshot) bool { return sn.Source != "" }}
	isManual = &kernel.Guard[snapshot]{Name: "it is no automated one",
		Holds: func(sn *snapshot) bool { return sn.Kind != automated && sn.isWhole() }}
	isWhole = &kernel.Guard[snapshot]{Name: "it did not fail", Holds: (*snapshot).isWhole}
)

func (sn *snapshot) isWhole() bool { return sn.Life.State != SnapshotFailed }

var (
	snapshotMaking = &kernel.Timing{Name: "making a cluster snapshot", Earliest: 30 * time.Second,
		Typical: 3 * time.Minute, Latest: 30 * time.Minute}
	snapshotDeletion = &kernel.Timing{Name: "deleting a cluster snapshot", Earliest: time.Second,
		Typical: 10 * time.Second, Latest: time.Hour}
)

const maxSnapshots = 100

// The rules of a snapshot's life.
var (
	SnapshotsAreMadeLater = rules.Add(kernel.Rule{
		ID: "AUR-SNP-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + cliExamples,
		Also:       []string{"AUR-SNP-25"},
		Says:       "A snapshot, a copy too, is creating with 0 percent at first, and then available with 100.",
		Operations: []string{"CreateDBClusterSnapshot", "CopyDBClusterSnapshot", "DescribeDBClusterSnapshots"},
	})
	CopiesAreCancelled = rules.Add(kernel.Rule{
		ID: "AUR-SNP-16", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide + "; " + cliExamples,
		Says: "A copy is a manual snapshot of whoever asked for it, shows its source, is full, and is cancelled by " +
			"deleting it while it is made.",
		Operations: []string{"CopyDBClusterSnapshot", "DeleteDBClusterSnapshot"},
	})
	AvailableSnapshotsAreDeleted = rules.Add(kernel.Rule{
		ID: "AUR-SNP-28", Kind: kernel.Refusal, Error: InvalidDBClusterSnapshotState, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "A snapshot is deleted only when it is available.",
		Operations: []string{"DeleteDBClusterSnapshot"},
	})
	AvailableSnapshotsAreCopied = rules.Add(kernel.Rule{
		ID: "AUR-SNP-13", Kind: kernel.Refusal, Error: InvalidDBClusterSnapshotState, Evidence: kernel.Documented,
		Source:     copyGuide,
		Says:       "A snapshot is copied only when it is available; one that is shared is named by its ARN.",
		Operations: []string{"CopyDBClusterSnapshot"},
	})
	AvailableSnapshotsAreRestored = rules.Add(kernel.Rule{
		ID: "AUR-SNP-22", Kind: kernel.Refusal, Error: InvalidDBClusterSnapshotState, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "A cluster is made of an available snapshot only.",
		Operations: []string{"RestoreDBClusterFromSnapshot"},
	})
	ManualSnapshotsAreShared = rules.Add(kernel.Rule{
		ID: "AUR-SNP-06", Kind: kernel.Refusal, Error: InvalidDBClusterSnapshotState,
		Or:       []*kernel.ErrorShape{InvalidParameterValue, InvalidParameterCombination},
		Evidence: kernel.Documented, Source: sharingGuide,
		Says: "A manual snapshot that is available is shared by its attribute restore; an automated one is copied " +
			"first.",
		Operations: []string{"ModifyDBClusterSnapshotAttribute"},
	})
	SnapshotsAreTheirOwners = rules.Add(kernel.Rule{
		ID: "AUR-SNP-19", Kind: kernel.Refusal, Error: DBClusterSnapshotNotFound, Evidence: kernel.Documented,
		Source: sharingGuide + "; " + serviceModel,
		Says: "To delete a snapshot, to share it and to see with whom it is shared is for its owner alone; for others " +
			"it does not exist.",
		Operations: []string{"DeleteDBClusterSnapshot", "ModifyDBClusterSnapshotAttribute",
			"DescribeDBClusterSnapshotAttributes"},
	})
	SnapshotsAreNamedOnce = rules.Add(kernel.Rule{
		ID: "AUR-DEL-05", Kind: kernel.Refusal, Error: DBClusterSnapshotAlreadyExists, Evidence: kernel.Documented,
		Source: deleteGuide + "; " + serviceModel,
		Says: "An account has one snapshot of an identifier in a Region, a final one too: without it the cluster is " +
			"not deleted.",
		Operations: []string{"CreateDBClusterSnapshot", "CopyDBClusterSnapshot", "DeleteDBCluster"},
	})
	ManualSnapshotsAreFew = rules.Add(kernel.Rule{
		ID: "AUR-SNP-04", Kind: kernel.Quota, Error: SnapshotQuotaExceeded, Evidence: kernel.Recorded,
		Source:     quotasGuide + "; pbudzon/aws-maintenance, issue 12",
		Says:       "An account has at most 100 manual snapshots of clusters in a Region.",
		Operations: []string{"CreateDBClusterSnapshot", "CopyDBClusterSnapshot", "DeleteDBCluster"},
	})
	SnapshotsAreSealedAsTheirCluster = rules.Add(kernel.Rule{
		ID: "AUR-ENC-07", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide,
		Says:       "A snapshot has the encryption and the key of its cluster.",
		Operations: []string{"CreateDBClusterSnapshot", "DeleteDBCluster"},
	})
)

func (sn *snapshot) ref() kernel.Ref { return kernel.Ref{Scope: sn.Scope, ID: sn.Name} }

func (sn *snapshot) arn() string { return arnOf(sn.Scope, "cluster-snapshot", sn.Name) }

func (sn *snapshot) refuses(string) string {
	return fmt.Sprintf("The specified snapshot %s is %s, a %s one, and does not allow this.", sn.Name, sn.Life.State,
		sn.Kind)
}

// ownSnapshot returns a snapshot of the caller.
func (s *Service) ownSnapshot(c *kernel.Call, text string) (*snapshot, error) {
	scope, name, ok := located(c.Scope(), "cluster-snapshot", text)
	sn := s.Snapshots.Get(scope, name)
	if !ok || sn == nil {
		return nil, c.Refuse(SnapshotsAreTheirOwners, "DBClusterSnapshot %s not found.", text)
	}
	return sn, c.Require(scope == c.Scope(), SnapshotsAreTheirOwners, "DBClusterSnapshot %s not found.", text)
}

// mayName reports whether the caller's new manual snapshot may be called so.
func (s *Service) mayName(c *kernel.Call, name string) error {
	if err := unkept(c, name); err != nil {
		return err
	}
	free := s.Snapshots.See(c.Scope(), strings.ToLower(name)) == nil
	if err := c.Require(free, SnapshotsAreNamedOnce, "DBClusterSnapshot %s already exists", name); err != nil {
		return err
	}
	few := c.Applies(byBackup(c), BackupsSnapshotsAreNotCounted) || s.manualOnes(c.Scope()) < maxSnapshots
	return c.Require(few, ManualSnapshotsAreFew, "Cannot create more than %d manual snapshots", maxSnapshots)
}

func (s *Service) manualOnes(at kernel.Scope) (n int) {
	for sn := range s.Snapshots.View(at).All {
		if sn.Kind == manual {
			n++
		}
	}
	return n
}

// take takes a snapshot of a cluster.
func (s *Service) take(cl *cluster, name, kind string, tags []Tag) *snapshot {
	sn := &snapshot{
		Scope: cl.Scope, Name: strings.ToLower(name), Number: s.env.Mint().Number(), Kind: kind, Cluster: cl.Name,
		ID: cl.ID, Of: cl.Created, Spec: cl.Spec,
		Created: s.env.Now(), Pages: cl.Volume.pages(), Tags: tags,
	}
	if s.env.Applies(true, SnapshotsAreSealedAsTheirCluster) {
		sn.Sealed = sealed{Key: cl.Sealed.Key, Owned: cl.Sealed.Owned}
	}
	if cl.Spec.CopyTags {
		sn.Tags = merged(cl.Tags, tags)
	}
	s.beginSnapshot(sn)
	return sn
}

func (s *Service) beginSnapshot(sn *snapshot) {
	all := s.Snapshots.In(sn.Scope)
	all.Delete(sn.Name)
	all.Put(sn.Name, sn)
	s.snapshotMachine.Begin(sn)
}

func (s *Service) createDBClusterSnapshot(
	c *kernel.Call, in *CreateDBClusterSnapshot,
) (*CreateDBClusterSnapshotOutput, error) {
	cl, err := s.own(c, in.DBClusterIdentifier)
	if err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.Tags)
	if err != nil {
		return nil, err
	}
	if err := s.mayName(c, in.DBClusterSnapshotIdentifier); err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Fire(cl, "CreateDBClusterSnapshot"); err != nil {
		return nil, err
	}
	_ = c.Require(true, MembersAreSnapshotWithTheirCluster, "")
	return &CreateDBClusterSnapshotOutput{s.take(cl, in.DBClusterSnapshotIdentifier, kindOf(c), tags).show()}, nil
}

func (s *Service) deleteDBClusterSnapshot(
	c *kernel.Call, in *DeleteDBClusterSnapshot,
) (*DeleteDBClusterSnapshotOutput, error) {
	sn, err := s.ownSnapshot(c, in.DBClusterSnapshotIdentifier)
	if err != nil {
		return nil, err
	}
	if err := sn.keeps(c); err != nil {
		return nil, err
	}
	if err := s.snapshotMachine.Fire(sn, "DeleteDBClusterSnapshot"); err != nil {
		return nil, err
	}
	return &DeleteDBClusterSnapshotOutput{sn.show()}, nil
}

// snapshotEntered is what else happens when a snapshot reaches a status.
func (s *Service) snapshotEntered(sn *snapshot, _ SnapshotStatus) {
	switch sn.Life.State {
	case SnapshotAvailable, SnapshotFailed:
		s.tellKeeper(sn)
		if sn.Ends {
			s.end(sn)
		}
	case snapshotVanished:
		s.unshare(sn, sn.Accounts, true)
		s.Snapshots.In(sn.Scope).Delete(sn.Name)
	}
}

// end deletes a cluster whose final snapshot is taken. One whose snapshot failed
// stays.
func (s *Service) end(sn *snapshot) {
	sn.Ends = false
	cl := s.Clusters.Get(sn.Scope, sn.ID)
	if cl == nil {
		return
	}
	cl.Final = ""
	if sn.isWhole() {
		_ = s.clusterMachine.Fire(cl, "DeleteDBCluster") // what changed meanwhile stays
	}
}
