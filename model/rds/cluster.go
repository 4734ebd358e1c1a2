package rds

import (
	"fmt"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// cluster is an Aurora DB cluster of its account.
type cluster struct {
	Scope   kernel.Scope
	ID      string // DbClusterResourceId, which never changes
	Name    string // DBClusterIdentifier, in lower case
	Number  uint64 // in the order of making, in whatever scope
	Life    kernel.Life[ClusterStatus]
	Spec    spec
	Sealed  sealed
	Created kernel.Time
	Source  source
	Members []string // its instances, the writer first
	Tags    []Tag

	Group   string // CloneGroupId
	Lineage string // the ID of the cluster whose volume it shares pages with, its own at first
	Volume  volume

	Change change  // that is being made
	Later  pending // what waits for the maintenance window
	Lost   bool    // its key serves it no more
	Final  string  // the snapshot after which it is deleted
	Keep   bool    // its automated backups outlive it

	Automated []string // the names of its automated snapshots; the list is replaced, never written into
}

// source is how a cluster came to be.
type source string

// How clusters come to be.
const (
	fromNothing   source = ""
	ownClone      source = "clone"
	foreignClone  source = "cross-account clone"
	fullCopy      source = "full copy"
	fromASnapshot source = "snapshot"
)

// ClusterStatus is the status of a cluster.
type ClusterStatus string

// The statuses of a cluster that the model leads to.
const (
	ClusterAvailable           ClusterStatus = "available"
	ClusterCloningFailed       ClusterStatus = "cloning-failed"
	ClusterCreating            ClusterStatus = "creating"
	ClusterDeleting            ClusterStatus = "deleting"
	ClusterInaccessible        ClusterStatus = "inaccessible-encryption-credentials"
	ClusterRecoverable         ClusterStatus = "inaccessible-encryption-credentials-recoverable"
	ClusterIncompatibleRestore ClusterStatus = "incompatible-restore"
	ClusterMigrationFailed     ClusterStatus = "migration-failed"
	ClusterModifying           ClusterStatus = "modifying"
	ClusterRenaming            ClusterStatus = "renaming"
	ClusterResettingPassword   ClusterStatus = "resetting-master-credentials"
	ClusterStarting            ClusterStatus = "starting"
	ClusterStopped             ClusterStatus = "stopped"
	ClusterStopping            ClusterStatus = "stopping"
	ClusterUpdatingIAMAuth     ClusterStatus = "update-iam-db-auth"
	ClusterUpgradeFailed       ClusterStatus = "upgrade_failed"
	ClusterUpgrading           ClusterStatus = "upgrading"

	clusterVanished ClusterStatus = "vanished"
)

var clusterLifecycle = kernel.NewLifecycle(kernel.Lifecycle[ClusterStatus, cluster]{
	Name: "Aurora DB cluster", Start: ClusterCreating, Final: []ClusterStatus{clusterVanished},
	Like: map[ClusterStatus]ClusterStatus{
		ClusterCloningFailed: ClusterInaccessible, ClusterMigrationFailed: ClusterInaccessible,
		ClusterIncompatibleRestore: ClusterInaccessible, ClusterUpgradeFailed: ClusterInaccessible,
	},
	Equivalents: []kernel.Equivalent{
		{Because: "The last row of what is creating makes it available as well, in another span.", Mutants: []string{
			"creating on time, if it is a clone, to available, dropped",
			"creating on time, if it is a full copy, to available, dropped",
			"creating on time, if it is made of a snapshot, to available, dropped",
		}},
		{Because: "On its way to available what is creating may be modifying: AUR-ST-03.", Mutants: []string{
			"creating on time, if it is a clone, to available, leads to modifying",
			"creating on time, if it is a full copy, to available, leads to modifying",
			"creating on time, if it is made of a snapshot, to available, leads to modifying",
			"creating on time to available, leads to modifying",
		}},
	},
	Rows: []kernel.Row[ClusterStatus, cluster]{
		{From: ClusterCreating, On: kernel.Elapsed, If: isClone, To: ClusterAvailable, After: cloning,
			Rule: ClonesAreMadeInMinutes, Fails: ClusterCloningFailed},
		{From: ClusterCreating, On: kernel.Elapsed, If: isFullCopy, To: ClusterAvailable, After: restoring,
			Rule: ClustersAreMadeLater, Fails: ClusterIncompatibleRestore},
		{From: ClusterCreating, On: kernel.Elapsed, If: isOfASnapshot, To: ClusterAvailable, After: restoring,
			Rule: ClustersAreMadeLater, Fails: ClusterMigrationFailed},
		{From: ClusterCreating, On: kernel.Elapsed, To: ClusterAvailable, After: making, Rule: ClustersAreMadeLater},
		{From: ClusterModifying, On: kernel.Elapsed, To: ClusterAvailable, After: modifying},
		{From: ClusterRenaming, On: kernel.Elapsed, To: ClusterAvailable, After: modifying},
		{From: ClusterResettingPassword, On: kernel.Elapsed, To: ClusterAvailable, After: modifying},
		{From: ClusterUpdatingIAMAuth, On: kernel.Elapsed, To: ClusterAvailable, After: modifying},
		{From: ClusterUpgrading, On: kernel.Elapsed, To: ClusterAvailable, After: upgrading, Fails: ClusterUpgradeFailed},
		{From: ClusterStopping, On: kernel.Elapsed, To: ClusterStopped, After: stopping},
		{From: ClusterStopped, On: kernel.Elapsed, To: ClusterStarting, After: stoppedFor, Rule: StoppedClustersStartAgain},
		{From: ClusterStarting, On: kernel.Elapsed, To: ClusterAvailable, After: starting},
		{From: ClusterRecoverable, On: kernel.Elapsed, To: ClusterInaccessible, After: recoverableFor,
			Rule: LostKeysStopTheirClusters},
		{From: ClusterAvailable, On: kernel.Elapsed, If: lostItsKey, To: ClusterRecoverable, Rule: LostKeysStopTheirClusters},
		{From: ClusterAvailable, On: kernel.Elapsed, If: lostItsKeyForGood, To: ClusterInaccessible,
			Rule: LostKeysStopTheirClusters},
		{From: ClusterDeleting, On: kernel.Elapsed, To: clusterVanished, After: deleting, Rule: DeletedClustersGo},

		{From: ClusterAvailable, On: "ModifyDBCluster", If: isSnapshotFirst, To: kernel.Refused,
			Rule: ChangesHaveTheirStatus},
		{From: ClusterAvailable, On: "ModifyDBCluster", If: changes(renames), To: ClusterRenaming,
			Rule: ChangesHaveTheirStatus},
		{From: ClusterAvailable, On: "ModifyDBCluster", If: changes(resetsPassword), To: ClusterResettingPassword,
			Rule: ChangesHaveTheirStatus},
		{From: ClusterAvailable, On: "ModifyDBCluster", If: changes(upgrades), To: ClusterUpgrading,
			Rule: ChangesHaveTheirStatus},
		{From: ClusterAvailable, On: "ModifyDBCluster", If: changes(setsIAMAuth), To: ClusterUpdatingIAMAuth,
			Rule: ChangesHaveTheirStatus},
		{From: ClusterAvailable, On: "ModifyDBCluster", To: ClusterModifying, Rule: ChangesHaveTheirStatus},
		{On: "ModifyDBCluster", To: kernel.Refused, Rule: ChangesHaveTheirStatus},

		{From: ClusterAvailable, On: "StopDBCluster", If: isSnapshotFirst, To: kernel.Refused,
			Rule: OnlyAvailableClustersStop},
		{From: ClusterAvailable, On: "StopDBCluster", To: ClusterStopping},
		{On: "StopDBCluster", To: kernel.Refused, Rule: OnlyAvailableClustersStop},
		{From: ClusterStopped, On: "StartDBCluster", To: ClusterStarting},
		{From: ClusterRecoverable, On: "StartDBCluster", To: ClusterStarting},
		{On: "StartDBCluster", To: kernel.Refused, Rule: OnlyStoppedClustersStart},

		{From: ClusterAvailable, On: "DeleteDBCluster", If: isSnapshotFirst, To: ClusterAvailable},
		{From: ClusterAvailable, On: "DeleteDBCluster", To: ClusterDeleting, Rule: DeletedClustersGo},
		{From: ClusterInaccessible, On: "DeleteDBCluster", To: ClusterDeleting, Rule: DeletedClustersGo},
		{From: ClusterRecoverable, On: "DeleteDBCluster", To: ClusterDeleting, Rule: DeletedClustersGo},
		{From: ClusterStopped, On: "DeleteDBCluster", To: kernel.Refused, Rule: StoppedClustersAreNotDeleted},
		{On: "DeleteDBCluster", To: kernel.Refused, Rule: BusyClustersAreNotDeleted},

		{From: ClusterAvailable, On: "RestoreDBClusterToPointInTime", To: ClusterAvailable},
		{On: "RestoreDBClusterToPointInTime", To: kernel.Refused, Rule: SourcesAreAvailable},
		{From: ClusterAvailable, On: "CreateDBInstance", If: isSnapshotFirst, To: kernel.Refused,
			Rule: InstancesNeedAnAvailableCluster},
		{From: ClusterAvailable, On: "CreateDBInstance", To: ClusterAvailable},
		{On: "CreateDBInstance", To: kernel.Refused, Rule: InstancesNeedAnAvailableCluster},
		{From: ClusterAvailable, On: "CreateDBClusterSnapshot", To: ClusterAvailable},
		{On: "CreateDBClusterSnapshot", To: kernel.Refused, Rule: AvailableClustersAreSnapshot},
		{From: ClusterAvailable, On: "CreateResourceShare", To: ClusterAvailable},
		{On: "CreateResourceShare", To: kernel.Refused, Rule: AvailableClustersAreShared},
	},
})

var (
	isClone = &kernel.Guard[cluster]{Name: "it is a clone",
		Holds: func(cl *cluster) bool { return cl.Source == ownClone || cl.Source == foreignClone }}
	isFullCopy = &kernel.Guard[cluster]{Name: "it is a full copy",
		Holds: func(cl *cluster) bool { return cl.Source == fullCopy }}
	isOfASnapshot = &kernel.Guard[cluster]{Name: "it is made of a snapshot",
		Holds: func(cl *cluster) bool { return cl.Source == fromASnapshot }}

	lostItsKey = &kernel.Guard[cluster]{Name: "its key is lost and it is able to stop",
		Holds: func(cl *cluster) bool { return cl.Lost && !cl.isServerless() }}
	lostItsKeyForGood = &kernel.Guard[cluster]{Name: "its key is lost", Holds: func(cl *cluster) bool { return cl.Lost }}

	isSnapshotFirst = &kernel.Guard[cluster]{Name: "a final snapshot comes first",
		Holds: func(cl *cluster) bool { return cl.Final != "" }}
)

// change is what a modification changes, as far as its status tells.
type change string

// What modifications change.
const (
	anything       change = ""
	renames        change = "it gets another identifier"
	resetsPassword change = "it gets another password"
	upgrades       change = "it gets another version"
	setsIAMAuth    change = "it takes or refuses users of IAM"
)

func changes(what change) *kernel.Guard[cluster] {
	return &kernel.Guard[cluster]{Name: string(what), Holds: func(cl *cluster) bool { return cl.Change == what }}
}

var (
	making = &kernel.Timing{Name: "making a cluster", Earliest: 30 * time.Second, Typical: 2 * time.Minute,
		Latest: time.Hour}
	cloning = &kernel.Timing{Name: "cloning a cluster", Earliest: time.Minute, Typical: 4 * time.Minute,
		Latest: time.Hour}
	restoring = &kernel.Timing{Name: "restoring a cluster", Earliest: 2 * time.Minute, Typical: 15 * time.Minute,
		Latest: 3 * time.Hour}
	modifying = &kernel.Timing{Name: "modifying a cluster", Earliest: 5 * time.Second, Typical: time.Minute,
		Latest: time.Hour}
	upgrading = &kernel.Timing{Name: "upgrading a cluster", Earliest: time.Minute, Typical: 10 * time.Minute,
		Latest: 3 * time.Hour}
	stopping = &kernel.Timing{Name: "stopping a cluster", Earliest: time.Minute, Typical: 5 * time.Minute,
		Latest: time.Hour}
	starting = &kernel.Timing{Name: "starting a cluster", Earliest: time.Minute, Typical: 8 * time.Minute,
		Latest: time.Hour}
	deleting = &kernel.Timing{Name: "deleting a cluster", Earliest: 10 * time.Second, Typical: 2 * time.Minute,
		Latest: time.Hour}
	stoppedFor     = kernel.Exactly(7*kernel.Day, StoppedClustersStartAgain)
	recoverableFor = kernel.Exactly(7*kernel.Day, LostKeysStopTheirClusters)
)

func (cl *cluster) ref() kernel.Ref { return kernel.Ref{Scope: cl.Scope, ID: cl.ID} }

func (cl *cluster) arn() string { return arnOf(cl.Scope, "cluster", cl.Name) }

func (cl *cluster) isServerless() bool { return cl.Spec.Mode == serverless }

// refuses words why a cluster is not in a state for an operation.
func (cl *cluster) refuses(on string) string {
	switch {
	case on == "StartDBCluster":
		return fmt.Sprintf("DbCluster %s is in %s state but expected it to be one of "+
			"stopped,inaccessible-encryption-credentials-recoverable.",
			cl.Name, cl.Life.State)
	case on == "DeleteDBCluster" && cl.Life.State == ClusterStopped:
		return "Cannot delete a stopped cluster: start the cluster first."
	}
	return fmt.Sprintf("DB cluster %s is not currently in the available state.", cl.Name)
}

// named returns the cluster that an account names by identifier or ARN, to be
// looked at only; nil where it has none.
func (s *Service) named(at kernel.Scope, text string) *cluster {
	scope, name, ok := located(at, "cluster", text)
	if !ok || scope != at {
		return nil
	}
	return s.bearing(scope, name)
}

// bearing returns the cluster of an identifier, to be looked at only.
func (s *Service) bearing(at kernel.Scope, name string) *cluster {
	if n := s.Names.See(at, name); n != nil {
		return s.Clusters.See(at, n.ID)
	}
	return nil
}

// located reads an identifier, or an ARN of the kind: where and what it names.
func located(at kernel.Scope, kind, text string) (scope kernel.Scope, name string, ok bool) {
	arn, err := kernel.ParseARN(text)
	if err != nil {
		return at, strings.ToLower(text), !strings.HasPrefix(text, "arn:")
	}
	name, ok = strings.CutPrefix(arn.Resource, kind+":")
	return arn.Scope(), strings.ToLower(name), ok && arn.Service == "rds" && arn.Partition == kernel.Partition(arn.Region)
}

// own returns a cluster of the caller. One of another account's and one that
// does not exist get the same answer.
func (s *Service) own(c *kernel.Call, text string) (*cluster, error) {
	if cl := s.named(c.Scope(), text); cl != nil {
		if strings.HasPrefix(text, "arn:") {
			c.Applies(true, ForeignClustersAreNotNamed)
		}
		return s.Clusters.Get(cl.Scope, cl.ID), c.Require(true, UnknownClustersAreNotFound, "")
	}
	scope, name, ok := located(c.Scope(), "cluster", text)
	if foreign := s.bearing(scope, name); ok && foreign != nil {
		return s.Clusters.Get(foreign.Scope, foreign.ID), c.Require(false, ForeignClustersAreNotNamed,
			"DBCluster %s not found.", text)
	}
	return nil, c.Refuse(UnknownClustersAreNotFound, "DBCluster %s not found.", text)
}

// clusterEntered is what else happens when a cluster reaches a status.
func (s *Service) clusterEntered(cl *cluster, _ ClusterStatus) {
	switch cl.Life.State {
	case ClusterAvailable:
		cl.Change = anything
		s.checkKey(cl)
	case ClusterStopping, ClusterRecoverable, ClusterInaccessible:
		s.eachMember(cl, clusterStops)
	case ClusterStarting:
		s.eachMember(cl, clusterStarts)
	case ClusterDeleting:
		s.retain(cl)
	case clusterVanished:
		s.vanish(cl)
	}
}

// bequeath leaves the pages of a cluster to its clones.
func (s *Service) bequeath(cl *cluster) {
	for r := range s.Relatives.View(in(cl.Lineage)).All {
		if r.Cluster != cl.ref() && !s.env.Applies(true, ClonesOutliveTheirSource) {
			clone := s.Clusters.Find(r.Cluster)
			clone.Volume = clone.Volume.without(cl.ID)
		}
	}
}

// vanish removes every trace of a cluster, and its clones stay.
func (s *Service) vanish(cl *cluster) {
	arn, _ := kernel.ParseARN(cl.arn())
	if s.env.Applies(true, DeletionEndsSharing) {
		s.ram.Withdraw(arn)
	}
	for _, name := range cl.Members {
		s.Instances.In(cl.Scope).Delete(name)
	}
	s.Names.In(cl.Scope).Delete(cl.Name)
	s.letGoOfKey(cl)
	s.bequeath(cl)
	s.leave(cl)
	s.Clusters.In(cl.Scope).Delete(cl.ID)
}
