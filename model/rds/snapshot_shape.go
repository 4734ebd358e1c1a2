package rds

import "github.com/shareproof/shareproof/model/kernel"

// CreateDBClusterSnapshot takes a snapshot of a cluster.
type CreateDBClusterSnapshot struct {
	DBClusterIdentifier         string `shape:"!" resource:"cluster"`
	DBClusterSnapshotIdentifier string `shape:"!SnapshotName" resource:"cluster-snapshot"`
	Tags                        []Tag  `list:"Tag"`
}

// CreateDBClusterSnapshotOutput shows the snapshot.
type CreateDBClusterSnapshotOutput struct {
	DBClusterSnapshot *DBClusterSnapshot
}

// DescribeDBClusterSnapshots lists the snapshots that the caller owns or sees.
type DescribeDBClusterSnapshots struct {
	DBClusterIdentifier         string
	DBClusterSnapshotIdentifier string
	DbClusterResourceId         string
	Filters                     []Filter `list:"Filter"`
	IncludePublic               *bool
	IncludeShared               *bool
	Marker                      string
	MaxRecords                  *int32 `shape:"MaxRecords"`
	SnapshotType                string
}

// DescribeDBClusterSnapshotsOutput is one page of snapshots.
type DescribeDBClusterSnapshotsOutput struct {
	DBClusterSnapshots []DBClusterSnapshot `list:"DBClusterSnapshot" sent:"always"`
	Marker             string              `sent:"set"`
}

// DeleteDBClusterSnapshot deletes a snapshot.
type DeleteDBClusterSnapshot struct {
	DBClusterSnapshotIdentifier string `shape:"!" resource:"cluster-snapshot"`
}

// DeleteDBClusterSnapshotOutput shows the snapshot.
type DeleteDBClusterSnapshotOutput struct {
	DBClusterSnapshot *DBClusterSnapshot
}

// CopyDBClusterSnapshot copies a snapshot that the caller sees into its account.
type CopyDBClusterSnapshot struct {
	SourceDBClusterSnapshotIdentifier string `shape:"!" resource:"cluster-snapshot"`
	TargetDBClusterSnapshotIdentifier string `shape:"!SnapshotName" resource:"cluster-snapshot"`
	CopyTags                          *bool
	KmsKeyId                          string
	PreSignedUrl                      string
	Tags                              []Tag `list:"Tag"`
}

// CopyDBClusterSnapshotOutput shows the copy.
type CopyDBClusterSnapshotOutput struct {
	DBClusterSnapshot *DBClusterSnapshot
}

// ModifyDBClusterSnapshotAttribute shares or unshares a snapshot.
type ModifyDBClusterSnapshotAttribute struct {
	AttributeName               string   `shape:"!"`
	DBClusterSnapshotIdentifier string   `shape:"!" resource:"cluster-snapshot"`
	ValuesToAdd                 []string `list:"AttributeValue"`
	ValuesToRemove              []string `list:"AttributeValue"`
}

// ModifyDBClusterSnapshotAttributeOutput shows with whom it is shared.
type ModifyDBClusterSnapshotAttributeOutput struct {
	DBClusterSnapshotAttributesResult *DBClusterSnapshotAttributesResult `sent:"always"`
}

// DescribeDBClusterSnapshotAttributes tells the owner with whom a snapshot is shared.
type DescribeDBClusterSnapshotAttributes struct {
	DBClusterSnapshotIdentifier string `shape:"!" resource:"cluster-snapshot"`
}

// DescribeDBClusterSnapshotAttributesOutput shows it.
type DescribeDBClusterSnapshotAttributesOutput struct {
	DBClusterSnapshotAttributesResult *DBClusterSnapshotAttributesResult `sent:"always"`
}

// DBClusterSnapshot is a snapshot as whoever sees it sees it.
type DBClusterSnapshot struct {
	AllocatedStorage                 *int32   `sent:"set"`
	AvailabilityZones                []string `list:"AvailabilityZone" sent:"always"`
	BackupRetentionPeriod            *int32
	ClusterCreateTime                kernel.Time `sent:"always"`
	DBClusterIdentifier              string      `sent:"always"`
	DBClusterSnapshotArn             string      `sent:"set"`
	DBClusterSnapshotIdentifier      string      `sent:"always"`
	DBSystemId                       string
	DbClusterResourceId              string `sent:"set"`
	Engine                           string `sent:"always"`
	EngineMode                       string `sent:"set"`
	EngineVersion                    string `sent:"set"`
	IAMDatabaseAuthenticationEnabled *bool  `sent:"set"`
	KmsKeyId                         string `sent:"set"`
	LicenseModel                     string `sent:"always"`
	MasterUsername                   string `sent:"always"`
	PercentProgress                  *int32 `sent:"always"`
	Port                             *int32 `sent:"always"`
	PreferredBackupWindow            string
	SnapshotCreateTime               kernel.Time `sent:"always"`
	SnapshotType                     string      `sent:"always"`
	SourceDBClusterSnapshotArn       string      `sent:"set"`
	Status                           string      `sent:"always"`
	StorageEncrypted                 *bool       `sent:"always"`
	StorageEncryptionType            string
	StorageThroughput                *int32
	StorageType                      string
	TagList                          []Tag  `list:"Tag"`
	VpcId                            string `sent:"always"`
}

// DBClusterSnapshotAttributesResult tells with whom a snapshot is shared.
type DBClusterSnapshotAttributesResult struct {
	DBClusterSnapshotAttributes []DBClusterSnapshotAttribute `list:"DBClusterSnapshotAttribute" sent:"always"`
	DBClusterSnapshotIdentifier string                       `sent:"always"`
}

// DBClusterSnapshotAttribute is an attribute of a snapshot and its values.
type DBClusterSnapshotAttribute struct {
	AttributeName   string   `sent:"always"`
	AttributeValues []string `list:"AttributeValue" sent:"always"`
}

// DescribeDBClusterAutomatedBackups lists the automated backups of clusters.
type DescribeDBClusterAutomatedBackups struct {
	DBClusterIdentifier string
	DbClusterResourceId string
	Filters             []Filter `list:"Filter"`
	Marker              string
	MaxRecords          *int32 `shape:"MaxRecords"`
}

// DescribeDBClusterAutomatedBackupsOutput is one page of backups.
type DescribeDBClusterAutomatedBackupsOutput struct {
	DBClusterAutomatedBackups []DBClusterAutomatedBackup `list:"DBClusterAutomatedBackup"`
	Marker                    string
}

// DBClusterAutomatedBackup is what a cluster's automated backups allow to restore.
type DBClusterAutomatedBackup struct {
	AllocatedStorage                 *int32
	AvailabilityZones                []string `list:"AvailabilityZone"`
	AwsBackupRecoveryPointArn        string
	BackupRetentionPeriod            *int32
	ClusterCreateTime                kernel.Time
	DBClusterArn                     string
	DBClusterAutomatedBackupsArn     string
	DBClusterIdentifier              string
	DbClusterResourceId              string
	Engine                           string
	EngineMode                       string
	EngineVersion                    string
	IAMDatabaseAuthenticationEnabled *bool
	Iops                             *int32
	KmsKeyId                         string
	LicenseModel                     string
	MasterUsername                   string
	Port                             *int32
	PreferredBackupWindow            string
	Region                           string
	RestoreWindow                    *RestoreWindow
	Status                           string
	StorageEncrypted                 *bool
	StorageEncryptionType            string
	StorageThroughput                *int32
	StorageType                      string
	TagList                          []Tag `list:"Tag"`
	VpcId                            string
}

// RestoreWindow is between which instants a restore is possible.
type RestoreWindow struct {
	EarliestTime kernel.Time
	LatestTime   kernel.Time
}
