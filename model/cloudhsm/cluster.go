package cloudhsm

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// cluster is a group of HSMs that hold the same keys and users.
type cluster struct {
	Scope kernel.Scope
	ID    string
	Life  kernel.Life[ClusterState]

	Type               string
	Mode               ClusterMode
	Network            NetworkType
	Subnets            []subnet
	SecurityGroup      string
	Source             string // the backup that it was restored from, if any
	Certificate        string // the signed certificate, once initialized
	Retention          int    // days
	Tags               []Tag
	Created            kernel.Time
	Hsms               []string
	ActiveHsms         int
	Migrating          migration
	RollbackExpiration kernel.Time
}

// migration is a change of HSM type that is under way.
type migration struct {
	To   string
	Hsms int // still to be replaced
}

// ClusterState is the state of a cluster.
type ClusterState string

// The states of a cluster. Nothing documents what leads to UPDATE_IN_PROGRESS,
// so the model never shows it. A creation that fails ends in DEGRADED, as
// aws-samples/aws-cloudhsm-cloudformation-template issue 17 saw it.
const (
	ClusterCreateInProgress     ClusterState = "CREATE_IN_PROGRESS"
	ClusterUninitialized        ClusterState = "UNINITIALIZED"
	ClusterInitializeInProgress ClusterState = "INITIALIZE_IN_PROGRESS"
	ClusterInitialized          ClusterState = "INITIALIZED"
	ClusterActive               ClusterState = "ACTIVE"
	ClusterUpdateInProgress     ClusterState = "UPDATE_IN_PROGRESS"
	ClusterModifyInProgress     ClusterState = "MODIFY_IN_PROGRESS"
	ClusterRollbackInProgress   ClusterState = "ROLLBACK_IN_PROGRESS"
	ClusterDeleteInProgress     ClusterState = "DELETE_IN_PROGRESS"
	ClusterDeleted              ClusterState = "DELETED"
	ClusterDegraded             ClusterState = "DEGRADED"

	clusterVanished ClusterState = "vanished"
)

// Values lists the enumeration that clients see (HSM-CLU-17).
func (ClusterState) Values() []ClusterState {
	return []ClusterState{
		ClusterCreateInProgress, ClusterUninitialized, ClusterInitializeInProgress, ClusterInitialized, ClusterActive,
		ClusterUpdateInProgress, ClusterModifyInProgress, ClusterRollbackInProgress, ClusterDeleteInProgress, ClusterDeleted,
		ClusterDegraded,
	}
}

// What moves a cluster besides the operations of the same names.
const (
	activated  = "activation"
	changeType = "ModifyCluster to a newer HsmType"
	rollBack   = "ModifyCluster back to the old HsmType"
)

var (
	fromBackup = &kernel.Guard[cluster]{Name: "it is made from a backup",
		Holds: func(c *cluster) bool { return c.Source != "" }}
	holdsHsms = &kernel.Guard[cluster]{Name: "it holds HSMs", Holds: func(c *cluster) bool { return len(c.Hsms) > 0 }}
	hasCSR    = &kernel.Guard[cluster]{Name: "it has an active HSM",
		Holds: func(c *cluster) bool { return c.ActiveHsms > 0 }}
	moreToReplace = &kernel.Guard[cluster]{Name: "it has more HSMs to replace",
		Holds: func(c *cluster) bool { return c.Migrating.Hsms > 1 }}
)

var clusterLifecycle = kernel.NewLifecycle(kernel.Lifecycle[ClusterState, cluster]{
	Name: "CloudHSM cluster", Start: ClusterCreateInProgress, Final: []ClusterState{ClusterDeleted, clusterVanished},
	Like: map[ClusterState]ClusterState{ClusterDegraded: ClusterActive},
	Rows: []kernel.Row[ClusterState, cluster]{
		{From: ClusterCreateInProgress, On: kernel.Elapsed, If: fromBackup, To: ClusterActive, After: clusterCreation,
			Rule: RestoredClustersBecomeActive, Fails: ClusterDegraded},
		{From: ClusterCreateInProgress, On: kernel.Elapsed, To: ClusterUninitialized, After: clusterCreation,
			Rule: NewClustersBecomeUninitialized, Fails: ClusterDegraded},
		{From: ClusterInitializeInProgress, On: kernel.Elapsed, To: ClusterInitialized, After: clusterInitialization,
			Rule: SignedClustersInitialize},
		{From: ClusterModifyInProgress, On: kernel.Elapsed, If: moreToReplace, To: ClusterModifyInProgress,
			After: hsmReplacement, Rule: HsmTypeMigratesInPlace},
		{From: ClusterModifyInProgress, On: kernel.Elapsed, To: ClusterActive, After: hsmReplacement,
			Rule: HsmTypeMigratesInPlace},
		{From: ClusterRollbackInProgress, On: kernel.Elapsed, If: moreToReplace, To: ClusterRollbackInProgress,
			After: hsmReplacement, Rule: HsmTypeMigratesInPlace},
		{From: ClusterRollbackInProgress, On: kernel.Elapsed, To: ClusterActive, After: hsmReplacement,
			Rule: HsmTypeMigratesInPlace},
		{From: ClusterDeleteInProgress, On: kernel.Elapsed, To: ClusterDeleted, After: clusterDeletion,
			Rule: ClustersAreDeleted},
		{From: ClusterDeleted, On: kernel.Elapsed, To: clusterVanished, After: deletedVisible, Rule: DeletedClustersVanish},

		{From: ClusterUninitialized, On: "CreateHsm", If: holdsHsms, To: kernel.Refused, Rule: OneHsmUntilActive},
		{From: ClusterUninitialized, On: "CreateHsm", To: ClusterUninitialized, Rule: HsmsJoinSettledClusters},
		{From: ClusterInitialized, On: "CreateHsm", If: holdsHsms, To: kernel.Refused, Rule: OneHsmUntilActive},
		{From: ClusterActive, On: "CreateHsm", To: ClusterActive, Rule: HsmsJoinSettledClusters},
		{On: "CreateHsm", To: kernel.Refused, Rule: HsmsJoinSettledClusters},

		{From: ClusterUninitialized, On: "InitializeCluster", If: hasCSR, To: ClusterInitializeInProgress,
			Rule: SignedClustersInitialize},
		{On: "InitializeCluster", To: kernel.Refused, Rule: OnlyUninitializedClustersInitialize},

		{From: ClusterInitialized, On: activated, To: ClusterActive, Rule: ActivationHappensAtTheHsm},
		{On: activated, To: kernel.Refused, Rule: ActivationHappensAtTheHsm},

		{From: ClusterUninitialized, On: "ModifyCluster", To: ClusterUninitialized, Rule: RetentionChangesWhileSettled},
		{From: ClusterInitialized, On: "ModifyCluster", To: ClusterInitialized, Rule: RetentionChangesWhileSettled},
		{From: ClusterActive, On: "ModifyCluster", To: ClusterActive, Rule: RetentionChangesWhileSettled},
		{On: "ModifyCluster", To: kernel.Refused, Rule: RetentionChangesWhileSettled},

		{From: ClusterActive, On: changeType, To: ClusterModifyInProgress, Rule: HsmTypeMigratesInPlace},
		{On: changeType, To: kernel.Refused, Rule: HsmTypeMigratesInPlace},
		{From: ClusterActive, On: rollBack, To: ClusterRollbackInProgress, Rule: HsmTypeMigratesInPlace},
		{On: rollBack, To: kernel.Refused, Rule: HsmTypeMigratesInPlace},

		{From: ClusterUninitialized, On: "DeleteCluster", If: holdsHsms, To: kernel.Refused, Rule: HsmsGoBeforeTheirCluster},
		{From: ClusterUninitialized, On: "DeleteCluster", To: ClusterDeleteInProgress, Rule: ClustersAreDeleted},
		{From: ClusterInitialized, On: "DeleteCluster", If: holdsHsms, To: kernel.Refused, Rule: HsmsGoBeforeTheirCluster},
		{From: ClusterInitialized, On: "DeleteCluster", To: ClusterDeleteInProgress, Rule: ClustersAreDeleted},
		{From: ClusterActive, On: "DeleteCluster", If: holdsHsms, To: kernel.Refused, Rule: HsmsGoBeforeTheirCluster},
		{From: ClusterActive, On: "DeleteCluster", To: ClusterDeleteInProgress, Rule: ClustersAreDeleted},
		{On: "DeleteCluster", To: kernel.Refused, Rule: HsmsGoBeforeTheirCluster},
	},
	Equivalents: []kernel.Equivalent{
		{Because: "ModifyCluster asks whether the cluster may be modified at all first, and in these states it may not.",
			Mutants: []string{
				"CREATE_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
				"INITIALIZE_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
				"MODIFY_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
				"ROLLBACK_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
				"DELETE_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
				"CREATE_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
				"INITIALIZE_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
				"MODIFY_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
				"ROLLBACK_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
				"DELETE_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
			}},
		{Because: "There is a way back only for a cluster that has migrated, and only an active one does.", Mutants: []string{
			"UNINITIALIZED on ModifyCluster back to the old HsmType to refused, dropped",
			"INITIALIZED on ModifyCluster back to the old HsmType to refused, dropped",
		}},
	},
})

var (
	clusterCreation = &kernel.Timing{Name: "cluster creation", Earliest: time.Minute, Typical: 3 * time.Minute,
		Latest: 2 * time.Hour, Rule: ClusterCreationTakesMinutes}
	clusterInitialization = &kernel.Timing{Name: "cluster initialization", Earliest: time.Minute,
		Typical: 4 * time.Minute, Latest: 2 * time.Hour, Rule: OtherWorkTakesMinutes}
	clusterDeletion = &kernel.Timing{Name: "cluster deletion", Earliest: time.Minute, Typical: 2 * time.Minute,
		Latest: 2 * time.Hour, Rule: OtherWorkTakesMinutes}
	hsmReplacement = &kernel.Timing{Name: "replacing one HSM", Earliest: 20 * time.Minute,
		Typical: 30 * time.Minute, Latest: 2 * time.Hour}
	deletedVisible = &kernel.Timing{Name: "a deleted resource stays visible", Earliest: 10 * time.Minute,
		Typical: time.Hour, Latest: kernel.Day}
	activationDelay = &kernel.Timing{Name: "activation", Earliest: time.Minute, Typical: 80 * time.Second,
		Latest: 10 * time.Minute}
)

const (
	clusterGuide  = "CloudHSM User Guide, create-cluster"
	typesGuide    = "CloudHSM User Guide, cluster-hsm-types"
	deletionGuide = "CloudHSM User Guide, delete-cluster"
)

// The rules of a cluster's life.
var (
	NewClustersBecomeUninitialized = rules.Add(kernel.Rule{
		ID: "HSM-CLU-04", Kind: kernel.Effect, Evidence: kernel.Observed,
		Source:     "waiters of terraform-provider-aws, cloudhsmv2",
		Says:       "A new cluster goes from CREATE_IN_PROGRESS to UNINITIALIZED by itself, without HSMs.",
		Operations: []string{"CreateCluster", "DescribeClusters"},
	})
	RestoredClustersBecomeActive = rules.Add(kernel.Rule{
		ID: "HSM-CLU-05", Kind: kernel.Effect, Evidence: kernel.Observed,
		Source: "waiters of terraform-provider-aws, cloudhsmv2",
		Says: "A cluster made from a backup goes from CREATE_IN_PROGRESS to ACTIVE by itself, before it has an HSM " +
			"and without being initialized.",
		Operations: []string{"CreateCluster", "DescribeClusters"},
	})
	OnlyUninitializedClustersInitialize = rules.Add(kernel.Rule{
		ID: "HSM-INI-03", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred,
		Source:     "CloudHSM User Guide, initialize-cluster",
		Says:       "InitializeCluster is for an UNINITIALIZED cluster whose first HSM is there.",
		Operations: []string{"InitializeCluster"},
	})
	ActivationHappensAtTheHsm = rules.Add(kernel.Rule{
		ID: "HSM-INI-05", Kind: kernel.Effect, Error: InvalidRequest, Evidence: kernel.Documented,
		Source: "CloudHSM User Guide, activate-cluster",
		Says: "An INITIALIZED cluster becomes ACTIVE when a crypto officer sets the first password at the HSM, " +
			"outside the API.",
		Operations: []string{"DescribeClusters"},
	})
	RetentionChangesWhileSettled = rules.Add(kernel.Rule{
		ID: "HSM-CLU-46", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred,
		Source: "CloudHSM User Guide, manage-backup-retention", Also: []string{"HSM-CLU-43"},
		Says:       "Backup retention is changed while no other work on the cluster is in progress.",
		Operations: []string{"ModifyCluster"},
	})
	HsmTypeMigratesInPlace = rules.Add(kernel.Rule{
		ID: "HSM-CLU-45", Kind: kernel.Effect, Error: InvalidRequest, Evidence: kernel.Documented,
		Source: "CloudHSM User Guide, hsm1-to-hsm2-migration",
		Says: "ModifyCluster moves an ACTIVE cluster from hsm1.medium to hsm2m.medium, one HSM after the other with " +
			"a backup before each, and back within 24 hours of the start.",
		Operations: []string{"ModifyCluster"},
	})
	HsmsGoBeforeTheirCluster = rules.Add(kernel.Rule{
		ID: "HSM-CLU-40", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Observed,
		Source:     "API reference of DeleteCluster; alchemy-run/alchemy",
		Says:       "A cluster is deleted only when it is settled and its HSMs are gone.",
		Operations: []string{"DeleteCluster"},
	})
	ClustersAreDeleted = rules.Add(kernel.Rule{
		ID: "HSM-CLU-41", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deletionGuide,
		Says:       "A deleted cluster shows DELETE_IN_PROGRESS at once and DELETED later.",
		Operations: []string{"DeleteCluster", "DescribeClusters"},
	})
	DeletedClustersVanish = rules.Add(kernel.Rule{
		ID: "HSM-CLU-34", Kind: kernel.Effect, Evidence: kernel.Observed,
		Source:     "finders of terraform-provider-aws, cloudhsmv2",
		Says:       "A deleted cluster stays listed as DELETED for a while, then is gone.",
		Operations: []string{"DescribeClusters"},
	})
	ClusterCreationTakesMinutes = rules.Add(kernel.Rule{
		ID: "HSM-TIM-01", Kind: kernel.Timed, Evidence: kernel.Observed,
		Source:     "waiters of terraform-provider-aws, cloudhsmv2",
		Says:       "Creating a cluster takes some minutes, hardly ever more than two hours.",
		Operations: []string{"CreateCluster"},
	})
	OtherWorkTakesMinutes = rules.Add(kernel.Rule{
		ID: "HSM-TIM-05", Kind: kernel.Timed, Evidence: kernel.Inferred,
		Source:     "polling of aws-samples/aws-cloudhsm-cloudformation-template",
		Says:       "Initializing and deleting a cluster and copying a backup each take minutes.",
		Operations: []string{"InitializeCluster", "DeleteCluster", "CopyBackupToRegion"},
	})
)

// ownCluster returns a cluster of the caller that is not yet deleted.
func (s *Service) ownCluster(c *kernel.Call, id string) (*cluster, error) {
	cl, err := own(c, &s.Clusters, "Cluster", id)
	if err == nil && cl.Life.State == ClusterDeleted {
		return nil, c.Refuse(UnknownIDsAreNotFound, "Cluster %s is not found.", id)
	}
	return cl, err
}

// clusterEntered is what else happens when a cluster reaches a state.
func (s *Service) clusterEntered(c *cluster, from ClusterState) {
	switch c.Life.State {
	case ClusterInitialized:
		if s.autoActivate {
			s.env.Schedule(s.env.Duration(activationDelay), activation, kernel.Ref{Scope: c.Scope, ID: c.ID}, c.Life.Stamp)
		}
	case ClusterActive:
		switch from {
		case ClusterInitialized:
			if s.env.Applies(true, BackupsAreMadeByTheService) {
				s.backUp(c)
			}
		case ClusterModifyInProgress, ClusterRollbackInProgress:
			s.finishMigration(c)
		}
	case ClusterModifyInProgress, ClusterRollbackInProgress:
		s.replaceNextHsm(c, from)
	case clusterVanished:
		s.Clusters.In(c.Scope).Delete(c.ID)
	}
}

// Activate does what a crypto officer does at the HSM: it claims the cluster.
func (s *Service) Activate(as kernel.Scope, id string) error {
	c := s.Clusters.Get(as, id)
	if c == nil || c.Life.State == ClusterDeleted {
		return kernel.NewError(ResourceNotFound, "Cluster "+id+" is not found.")
	}
	return s.clusterMachine.Fire(c, activated)
}

// without returns the list without an element, leaving the list as it is.
func without(list []string, gone string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == gone })
}
