package rds

import (
	"slices"

	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what Amazon RDS offers for Aurora clusters, their instances and their
// snapshots.
var API = kernel.NewAPI(kernel.API{
	Service: "rds", Title: "Amazon Aurora", Protocol: kernel.AWSQuery,
	Version: "2014-10-31", Signing: "rds", Look: "DescribeDBClusters", Message: "Message",
	Namespace: "http://rds.amazonaws.com/doc/2014-10-31/",
	Denied:    AccessDenied, ARN: arnOf, Resources: concerned, Conditions: conditions, Also: tagging,
	System: "rds", Errors: knownErrors, WorksWith: []string{"ram", "kms"},
	Throttled:   &kernel.ErrorShape{Code: "Throttling", Status: 400},
	Unavailable: []*kernel.ErrorShape{{Code: "InternalFailure", Status: 500}, {Code: "ServiceUnavailable", Status: 503}},
	Common:      []string{"DescribeDBEngineVersions", "DescribeOrderableDBInstanceOptions", "DescribeDBClusterParameters"},
	Undo:        slices.Concat(undo, found),
	Shared:      sharings,
	Bill:        bill,
	Rules:       rules,
	Lifecycles:  []kernel.TableView{clusterLifecycle.View(), instanceLifecycle.View(), snapshotLifecycle.View()},
	Generator:   workload.Generator(shapes),
	Operations: kernel.Compile(shapes, RequiredParametersAreGiven,
		kernel.Op((*Service).createDBCluster),
		kernel.Op((*Service).describeDBClusters),
		kernel.Op((*Service).modifyDBCluster).MayFail(),
		kernel.Op((*Service).deleteDBCluster),
		kernel.Op((*Service).startDBCluster),
		kernel.Op((*Service).stopDBCluster),
		kernel.Op((*Service).restoreDBClusterToPointInTime).MayFail(),
		kernel.Op((*Service).restoreDBClusterFromSnapshot).MayFail(),
		kernel.Op((*Service).createDBInstance),
		kernel.Op((*Service).describeDBInstances),
		kernel.Op((*Service).modifyDBInstance),
		kernel.Op((*Service).deleteDBInstance),
		kernel.Op((*Service).createDBSnapshot).AlwaysRefused(),
		kernel.Op((*Service).createDBClusterSnapshot).MayFail(),
		kernel.Op((*Service).describeDBClusterSnapshots),
		kernel.Op((*Service).deleteDBClusterSnapshot),
		kernel.Op((*Service).copyDBClusterSnapshot).MayFail(),
		kernel.Op((*Service).modifyDBClusterSnapshotAttribute),
		kernel.Op((*Service).describeDBClusterSnapshotAttributes),
		kernel.Op((*Service).describeDBClusterAutomatedBackups),
		kernel.Op((*Service).addTagsToResource),
		kernel.Op((*Service).listTagsForResource),
		kernel.Op((*Service).removeTagsFromResource),
		kernel.Op((*Service).createDBSubnetGroup),
		kernel.Op((*Service).describeDBSubnetGroups),
		kernel.Op((*Service).deleteDBSubnetGroup),
		kernel.Op((*Service).createDBClusterParameterGroup),
		kernel.Op((*Service).describeDBClusterParameterGroups),
		kernel.Op((*Service).deleteDBClusterParameterGroup),
		kernel.Op((*Service).modifyDBClusterParameterGroup),
		kernel.Op((*Service).resetDBClusterParameterGroup),
		kernel.Op((*Service).describeDBClusterParameters),
		kernel.Op((*Service).describeGlobalClusters),
		kernel.Op((*Service).describeDBEngineVersions),
		kernel.Op((*Service).describeOrderableDBInstanceOptions),
	),
})

// knownErrors are the errors of the service by its API reference and the SDK's
// model of it, and those that every query service has.
var knownErrors = strings.Fields(`
	AccessDenied AuthorizationNotFound BackupPolicyNotFoundFault BlueGreenDeploymentNotFoundFault CertificateNotFound
	DBCapacityReservationNotFound DBClusterAlreadyExistsFault DBClusterAutomatedBackupNotFoundFault
	DBClusterAutomatedBackupQuotaExceededFault DBClusterNotFoundFault DBClusterParameterGroupNotFound
	DBClusterQuotaExceededFault DBClusterRoleQuotaExceeded DBClusterSnapshotAlreadyExistsFault
	DBClusterSnapshotNotFoundFault DBInstanceAlreadyExists DBInstanceAutomatedBackupQuotaExceeded DBInstanceNotFound
	DBParameterGroupAlreadyExists DBParameterGroupNotFound DBParameterGroupQuotaExceeded DBProxyEndpointNotFoundFault
	DBProxyNotFoundFault DBProxyTargetGroupNotFoundFault DBSecurityGroupNotFound DBShardGroupNotFound
	DBSnapshotAlreadyExists DBSnapshotNotFound DBSnapshotTenantDatabaseNotFoundFault DBSubnetGroupAlreadyExists
	DBSubnetGroupDoesNotCoverEnoughAZs DBSubnetGroupNotFoundFault DBSubnetGroupQuotaExceeded
	DBSubnetQuotaExceededFault DBUpgradeDependencyFailure DomainNotFoundFault GlobalClusterNotFoundFault
	InstanceQuotaExceeded InsufficientDBClusterCapacityFault InsufficientDBInstanceCapacity
	InsufficientStorageClusterCapacity IntegrationNotFoundFault InvalidDBCapacityReservationState
	InvalidDBClusterEndpointStateFault InvalidDBClusterSnapshotStateFault InvalidDBClusterStateFault
	InvalidDBInstanceState InvalidDBParameterGroupState InvalidDBSecurityGroupState InvalidDBShardGroupState
	InvalidDBSnapshotState InvalidDBSubnetGroupFault InvalidDBSubnetGroupStateFault InvalidDBSubnetStateFault
	InvalidGlobalClusterStateFault InvalidParameterCombination InvalidParameterValue InvalidRestoreFault InvalidSubnet
	InvalidVPCNetworkStateFault KMSKeyNotAccessibleFault MissingParameter NetworkTypeNotSupported
	OptionGroupNotFoundFault ProvisionedIopsNotAvailableInAZFault SharedSnapshotQuotaExceeded SnapshotQuotaExceeded
	StorageQuotaExceeded StorageTypeNotAvailableFault StorageTypeNotSupported TenantDatabaseNotFound
	TenantDatabaseQuotaExceeded ValidationError VpcEncryptionControlViolationException
`)

// The errors of the service. Some codes are those of the SDK's shapes, others
// lack their Fault (AUR-ERR-02, AUR-ERR-03).
var (
	AccessDenied                         = &kernel.ErrorShape{Code: "AccessDenied", Status: 403}
	DBClusterAlreadyExists               = &kernel.ErrorShape{Code: "DBClusterAlreadyExistsFault", Status: 400}
	DBClusterAutomatedBackupNotFound     = &kernel.ErrorShape{Code: "DBClusterAutomatedBackupNotFoundFault", Status: 404}
	DBClusterAutomatedBackupQuotaReached = &kernel.ErrorShape{Code: "DBClusterAutomatedBackupQuotaExceededFault",
		Status: 400}
	DBClusterNotFound                  = &kernel.ErrorShape{Code: "DBClusterNotFoundFault", Status: 404}
	DBClusterParameterGroupNotFound    = &kernel.ErrorShape{Code: "DBClusterParameterGroupNotFound", Status: 404}
	DBClusterQuotaExceeded             = &kernel.ErrorShape{Code: "DBClusterQuotaExceededFault", Status: 403}
	DBClusterSnapshotAlreadyExists     = &kernel.ErrorShape{Code: "DBClusterSnapshotAlreadyExistsFault", Status: 400}
	DBClusterSnapshotNotFound          = &kernel.ErrorShape{Code: "DBClusterSnapshotNotFoundFault", Status: 404}
	DBInstanceAlreadyExists            = &kernel.ErrorShape{Code: "DBInstanceAlreadyExists", Status: 400}
	DBInstanceNotFound                 = &kernel.ErrorShape{Code: "DBInstanceNotFound", Status: 404}
	DBParameterGroupAlreadyExists      = &kernel.ErrorShape{Code: "DBParameterGroupAlreadyExists", Status: 400}
	DBParameterGroupNotFound           = &kernel.ErrorShape{Code: "DBParameterGroupNotFound", Status: 404}
	DBParameterGroupQuotaExceeded      = &kernel.ErrorShape{Code: "DBParameterGroupQuotaExceeded", Status: 400}
	DBSubnetGroupAlreadyExists         = &kernel.ErrorShape{Code: "DBSubnetGroupAlreadyExists", Status: 400}
	DBSubnetGroupDoesNotCoverEnoughAZs = &kernel.ErrorShape{Code: "DBSubnetGroupDoesNotCoverEnoughAZs", Status: 400}
	DBSubnetGroupNotFound              = &kernel.ErrorShape{Code: "DBSubnetGroupNotFoundFault", Status: 404}
	DBSubnetGroupQuotaExceeded         = &kernel.ErrorShape{Code: "DBSubnetGroupQuotaExceeded", Status: 400}
	InstanceQuotaExceeded              = &kernel.ErrorShape{Code: "InstanceQuotaExceeded", Status: 400}
	InvalidDBClusterSnapshotState      = &kernel.ErrorShape{Code: "InvalidDBClusterSnapshotStateFault", Status: 400}
	InvalidDBClusterState              = &kernel.ErrorShape{Code: "InvalidDBClusterStateFault", Status: 400}
	InvalidDBInstanceState             = &kernel.ErrorShape{Code: "InvalidDBInstanceState", Status: 400}
	InvalidDBParameterGroupState       = &kernel.ErrorShape{Code: "InvalidDBParameterGroupState", Status: 400}
	InvalidDBSubnetGroupState          = &kernel.ErrorShape{Code: "InvalidDBSubnetGroupStateFault", Status: 400}
	InvalidParameterCombination        = &kernel.ErrorShape{Code: "InvalidParameterCombination", Status: 400}
	InvalidParameterValue              = &kernel.ErrorShape{Code: "InvalidParameterValue", Status: 400}
	InvalidRestore                     = &kernel.ErrorShape{Code: "InvalidRestoreFault", Status: 400}
	InvalidSubnet                      = &kernel.ErrorShape{Code: "InvalidSubnet", Status: 400}
	InvalidVPCNetworkState             = &kernel.ErrorShape{Code: "InvalidVPCNetworkStateFault", Status: 400}
	KMSKeyNotAccessible                = &kernel.ErrorShape{Code: "KMSKeyNotAccessibleFault", Status: 400}
	MissingParameter                   = &kernel.ErrorShape{Code: "MissingParameter", Status: 400}
	SharedSnapshotQuotaExceeded        = &kernel.ErrorShape{Code: "SharedSnapshotQuotaExceeded", Status: 400}
	SnapshotQuotaExceeded              = &kernel.ErrorShape{Code: "SnapshotQuotaExceeded", Status: 400}
)

// Where the rules come from.
const (
	serviceModel    = "RDS service model, 2014-10-31"
	crossGuide      = "Aurora User Guide, Cross-account cloning with AWS RAM and Amazon Aurora"
	cloneGuide      = "Aurora User Guide, Cloning a volume for an Amazon Aurora DB cluster"
	encryptionGuide = "Aurora User Guide, Encrypting Amazon Aurora resources"
	deleteGuide     = "Aurora User Guide, Deleting Aurora DB clusters and DB instances"
	stopGuide       = "Aurora User Guide, Stopping and starting an Amazon Aurora DB cluster"
	statusGuide     = "Aurora User Guide, Viewing DB cluster status"
	quotasGuide     = "Aurora User Guide, Quotas and constraints for Amazon Aurora"
	sharingGuide    = "Aurora User Guide, Sharing a DB cluster snapshot"
	copyGuide       = "Aurora User Guide, Copying a DB cluster snapshot"
	terraform       = "hashicorp/terraform-provider-aws, internal/service/rds"
	cliExamples     = "aws/aws-cli, examples of rds"
	moto            = "the emulator moto"
	seed            = "004_97d57eb1b7227b8f.txt"
)

var rules = kernel.NewRulebook("rds")

// Rules that every operation shares.
var (
	RequiredParametersAreGiven = rules.Add(kernel.Rule{
		ID: "AUR-CL-01", Kind: kernel.Shaped, Error: MissingParameter, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A request has all the parameters that the service model requires, such as the identifier and the " +
			"engine of a new cluster.",
		Worded:     "The request must contain the parameter %s.",
		Operations: []string{"all"},
	})
	IdentifiersHaveTheirForm = rules.Add(kernel.Rule{
		ID: "AUR-CL-02", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: serviceModel + "; code-dot-org/code-dot-org, pull request 59491",
		Also:   []string{"AUR-ERR-08", "AUR-MOD-01", "AUR-SNP-03"},
		Says: "What an account names has 1 to 63 letters, digits and hyphens, first a letter, no hyphen at the end " +
			"and no two in a row; names are kept in lower case and compared without regard to it.",
		Worded: "The parameter %s is not a valid identifier. Identifiers must begin with a letter; must contain only " +
			"ASCII letters, digits, " +
			"and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
		Operations: []string{
			"CreateDBCluster", "ModifyDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot",
			"CreateDBInstance",
			"CreateDBClusterSnapshot", "CopyDBClusterSnapshot", "DeleteDBCluster", "CreateDBSubnetGroup",
			"CreateDBClusterParameterGroup",
		},
	})
	ListsAreFiltered = rules.Add(kernel.Rule{
		ID: "AUR-FMT-01", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Listings are filtered by the documented names; any of a filter's values and every filter must fit.",
		Operations: []string{"DescribeDBClusters", "DescribeDBClusterSnapshots", "DescribeDBInstances"},
	})
	PagesAreBounded = rules.Add(kernel.Rule{
		ID: "AUR-LIM-02", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: serviceModel,
		Says:   "MaxRecords is 20 to 100, by default 100, and only a Marker that the same listing gave continues it.",
		Worded: "Invalid value for %s. Must be between 20 and 100.",
		Operations: []string{
			"DescribeDBClusters", "DescribeDBClusterSnapshots", "DescribeDBInstances", "DescribeDBSubnetGroups",
			"DescribeDBClusterParameterGroups",
			"DescribeDBClusterAutomatedBackups", "DescribeDBEngineVersions", "DescribeOrderableDBInstanceOptions",
			"DescribeGlobalClusters",
		},
	})
)

var shapes = kernel.Shapes{
	"Identifier": {Rule: IdentifiersHaveTheirForm, Matches: isIdentifier, Pattern: "[A-Za-z](-?[A-Za-z0-9]){0,62}"},
	"SnapshotName": {Rule: IdentifiersHaveTheirForm, Matches: isSnapshotName,
		Pattern: "[A-Za-z](-?[A-Za-z0-9]){0,62}"},
	"MaxRecords": {Rule: PagesAreBounded, Min: 20, Max: 100},
	"Retention":  {Rule: BackupsAreKeptForDays, Min: 1, Max: 35},
}

// isIdentifier reports whether an account may name something so.
func isIdentifier(name string) bool {
	if len(name) == 0 || len(name) > 63 || !isLetter(name[0]) || name[len(name)-1] == '-' || strings.Contains(name, "--") {
		return false
	}
	return strings.IndexFunc(name,
		func(r rune) bool { return r != '-' && (r < '0' || r > '9') && (r > 'z' || !isLetter(byte(r))) }) < 0
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// arnOf returns the ARN of something by its name, without regard to case.
func arnOf(at kernel.Scope, kind, name string) string {
	return at.ARN("rds", kind+":"+strings.ToLower(name))
}
