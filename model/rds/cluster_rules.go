package rds

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

// The rules of a cluster's life.
var (
	ClustersAreMadeLater = rules.Add(kernel.Rule{
		ID: "AUR-ST-03", Kind: kernel.Effect, Evidence: kernel.Observed, Source: cliExamples + "; " + terraform,
		Says:       "What is asked for is creating at first, and available after a while.",
		Operations: []string{"CreateDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot"},
	})
	ClonesAreMadeInMinutes = rules.Add(kernel.Rule{
		ID: "AUR-CLN-25", Kind: kernel.Effect, Evidence: kernel.Recorded, Seed: seed,
		Source: "hashicorp/terraform-provider-aws, pull requests 16447 and 16576; " + statusGuide,
		Says: "A clone is creating for minutes, whatever its size, and then available; one that fails is " +
			"cloning-failed.",
		Operations: []string{"RestoreDBClusterToPointInTime"}, Also: []string{"AUR-ST-01"},
	})
	DeletedClustersGo = rules.Add(kernel.Rule{
		ID: "AUR-ST-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deleteGuide + "; " + cliExamples,
		Says: "The answer to a deletion shows the former status; then the cluster is deleting, after its final " +
			"snapshot if there is one, and then gone.",
		Operations: []string{"DeleteDBCluster", "DescribeDBClusters"},
	})
	LostKeysStopTheirClusters = rules.Add(kernel.Rule{
		ID: "AUR-ST-06", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide + "; " + stopGuide,
		Also: []string{"AUR-ENC-12"},
		Says: "A cluster whose key is disabled, deleted or otherwise lost is inaccessible, in whatever account: for " +
			"seven days recoverable by StartDBCluster once the key works, if it is able to stop, and then for good. " +
			"That others lose the right to use the key affects no cluster that exists.",
		Operations: []string{"DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy", "StartDBCluster"},
	})
	OnlyStoppedClustersStart = rules.Add(kernel.Rule{
		ID: "AUR-ST-07", Kind: kernel.Refusal, Error: InvalidDBClusterState, Evidence: kernel.Observed, Source: moto,
		Says:       "A cluster is started from stopped or inaccessible-encryption-credentials-recoverable only.",
		Operations: []string{"StartDBCluster"},
	})
	ChangesHaveTheirStatus = rules.Add(kernel.Rule{
		ID: "AUR-ST-08", Kind: kernel.Refusal, Error: InvalidDBClusterState, Evidence: kernel.Observed,
		Source: statusGuide + "; " + terraform,
		Says: "An available cluster alone is modified: it is renaming, resetting-master-credentials, upgrading, " +
			"update-iam-db-auth or modifying meanwhile, by what changes.",
		Operations: []string{"ModifyDBCluster"},
	})
	StoppedClustersStartAgain = rules.Add(kernel.Rule{
		ID: "AUR-ST-11", Kind: kernel.Timed, Evidence: kernel.Documented, Source: stopGuide,
		Says:       "A cluster stays stopped for at most seven days and is then started.",
		Operations: []string{"StopDBCluster"},
	})
	OnlyAvailableClustersStop = rules.Add(kernel.Rule{
		ID: "AUR-ST-13", Kind: kernel.Refusal, Error: InvalidDBClusterState, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A cluster is stopped only while it is available.",
		Operations: []string{"StopDBCluster"},
	})
	StoppedClustersAreNotDeleted = rules.Add(kernel.Rule{
		ID: "AUR-DEL-03", Kind: kernel.Refusal, Error: InvalidDBClusterState, Evidence: kernel.Documented,
		Source:     deleteGuide,
		Says:       "A stopped cluster is not deleted: it is started first.",
		Operations: []string{"DeleteDBCluster"},
	})
	BusyClustersAreNotDeleted = rules.Add(kernel.Rule{
		ID: "AUR-DEL-08", Kind: kernel.Refusal, Error: InvalidDBClusterState, Evidence: kernel.Observed, Source: terraform,
		Says:       "A cluster that is being made, changed, started, stopped or deleted is not deleted.",
		Operations: []string{"DeleteDBCluster"},
	})
	SourcesAreAvailable = rules.Add(kernel.Rule{
		ID: "AUR-CLN-17", Kind: kernel.Refusal, Error: InvalidDBClusterState, Evidence: kernel.Inferred,
		Source: serviceModel, Also: []string{"AUR-ST-10"},
		Says: "A cluster is cloned or restored to a point in time only while it is available; until then it shows no " +
			"restorable time.",
		Operations: []string{"RestoreDBClusterToPointInTime", "DescribeDBClusters"},
	})
	InstancesNeedAnAvailableCluster = rules.Add(kernel.Rule{
		ID: "AUR-INS-01", Kind: kernel.Refusal, Error: InvalidDBClusterState, Evidence: kernel.Documented,
		Source: crossGuide, Seed: seed,
		Says:       "Instances are added to a cluster, a restored or cloned one too, only once it is available.",
		Operations: []string{"CreateDBInstance"},
	})
	AvailableClustersAreSnapshot = rules.Add(kernel.Rule{
		ID: "AUR-SNP-02", Kind: kernel.Refusal, Error: InvalidDBClusterState, Evidence: kernel.Observed, Source: terraform,
		Says:       "A snapshot is taken only of an available cluster.",
		Operations: []string{"CreateDBClusterSnapshot"},
	})
	AvailableClustersAreShared = rules.Add(kernel.Rule{
		ID: "AUR-XCL-12", Kind: kernel.Refusal, Error: ram.OperationNotPermitted, Evidence: kernel.Documented,
		Source: crossGuide, Seed: seed,
		Or:         []*kernel.ErrorShape{ram.InvalidParameter, ram.InvalidStateTransition, ram.UnknownResource},
		Says:       "A cluster is put into a share only while it is available, which the guide calls ACTIVE.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"}, Also: []string{"AUR-ST-09", "RAM-RDS-01"},
	})
	UnknownClustersAreNotFound = rules.Add(kernel.Rule{
		ID: "AUR-DEL-07", Kind: kernel.Refusal, Error: DBClusterNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Also: []string{"AUR-LIM-04", "AUR-INS-02"},
		Says: "A cluster that the account does not have in the Region is not found, whether it is named by identifier " +
			"or by ARN.",
		Operations: []string{"DeleteDBCluster", "DescribeDBClusters", "ModifyDBCluster", "CreateDBInstance",
			"CreateDBClusterSnapshot", "StartDBCluster", "StopDBCluster"},
	})
	ForeignClustersAreNotNamed = rules.Add(kernel.Rule{
		ID: "AUR-XCL-29", Kind: kernel.Refusal, Error: DBClusterNotFound, Evidence: kernel.Observed,
		Source: "aws-cloudformation/aws-cloudformation-resource-providers-rds, aws-rds-dbcluster",
		Says: "Another account's cluster is not found by its ARN, not even where it is shared and IncludeShared is " +
			"set: it shows in the whole list alone.",
		Operations: []string{"DescribeDBClusters", "ModifyDBCluster", "DeleteDBCluster", "CreateDBInstance",
			"CreateDBClusterSnapshot", "StartDBCluster", "StopDBCluster"},
	})
)
