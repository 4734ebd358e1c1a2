package rds

import "github.com/shareproof/shareproof/model/kernel"

// DBInstance is an instance as its owner sees it.
type DBInstance struct {
	ActivityStreamEngineNativeAuditFieldsIncluded *bool  `sent:"set"`
	ActivityStreamKinesisStreamName               string `sent:"set"`
	ActivityStreamKmsKeyId                        string `sent:"set"`
	ActivityStreamMode                            string `sent:"set"`
	ActivityStreamPolicyStatus                    string
	ActivityStreamStatus                          string `sent:"set"`
	AdditionalStorageVolumes                      []AdditionalStorageVolumeOutput
	AllocatedStorage                              *int32              `sent:"set"`
	AssociatedRoles                               []DBInstanceRole    `list:"DBInstanceRole"`
	AutoMinorVersionUpgrade                       *bool               `sent:"set"`
	AutomaticRestartTime                          kernel.Time         `sent:"set"`
	AutomationMode                                string              `sent:"set"`
	AvailabilityZone                              string              `sent:"set"`
	AwsBackupRecoveryPointArn                     string              `sent:"set"`
	BackupRetentionPeriod                         *int32              `sent:"set"`
	BackupTarget                                  string              `sent:"set"`
	CACertificateIdentifier                       string              `sent:"set"`
	CertificateDetails                            *CertificateDetails `sent:"set"`
	CharacterSetName                              string              `sent:"set"`
	CopyTagsToSnapshot                            *bool               `sent:"set"`
	CustomIamInstanceProfile                      string              `sent:"set"`
	CustomerOwnedIpEnabled                        *bool               `sent:"set"`
	DBCapacityReservationIdentifier               string
	DBClusterIdentifier                           string                                  `sent:"set"`
	DBInstanceArn                                 string                                  `sent:"set"`
	DBInstanceAutomatedBackupsReplications        []DBInstanceAutomatedBackupsReplication `list:"DBInstanceAutomatedBackupsReplication" sent:"set"`
	DBInstanceClass                               string                                  `sent:"set"`
	DBInstanceIdentifier                          string                                  `sent:"always"`
	DBInstanceStatus                              string                                  `sent:"set"`
	DBName                                        string                                  `sent:"set"`
	DBParameterGroups                             []DBParameterGroupStatus                `list:"DBParameterGroup" sent:"set"`
	DBSecurityGroups                              []DBSecurityGroupMembership             `list:"DBSecurityGroup"`
	DBSubnetGroup                                 *DBSubnetGroup                          `sent:"set"`
	DBSystemId                                    string
	DatabaseInsightsMode                          string             `sent:"set"`
	DbInstancePort                                *int32             `sent:"set"`
	DbiResourceId                                 string             `sent:"set"`
	DedicatedLogVolume                            *bool              `sent:"set"`
	DeletionProtection                            *bool              `sent:"set"`
	DomainMemberships                             []DomainMembership `list:"DomainMembership"`
	EnabledCloudwatchLogsExports                  []string           `sent:"set"`
	Endpoint                                      *Endpoint          `sent:"set"`
	Engine                                        string             `sent:"set"`
	EngineLifecycleSupport                        string             `sent:"set"`
	EngineVersion                                 string             `sent:"set"`
	EnhancedMonitoringResourceArn                 string             `sent:"set"`
	IAMDatabaseAuthenticationEnabled              *bool              `sent:"set"`
	InstanceCreateTime                            kernel.Time        `sent:"set"`
	Iops                                          *int32             `sent:"set"`
	IsStorageConfigUpgradeAvailable               *bool              `sent:"set"`
	KmsKeyId                                      string             `sent:"set"`
	LatestRestorableTime                          kernel.Time        `sent:"set"`
	LicenseModel                                  string             `sent:"set"`
	ListenerEndpoint                              *Endpoint          `sent:"set"`
	MasterUserSecret                              *MasterUserSecret
	MasterUsername                                string `sent:"set"`
	MaxAllocatedStorage                           *int32 `sent:"set"`
	MonitoringInterval                            *int32 `sent:"set"`
	MonitoringRoleArn                             string `sent:"set"`
	MultiAZ                                       *bool  `sent:"set"`
	MultiTenant                                   *bool
	NcharCharacterSetName                         string                  `sent:"set"`
	NetworkType                                   string                  `sent:"set"`
	OptionGroupMemberships                        []OptionGroupMembership `list:"OptionGroupMembership" sent:"set"`
	PendingModifiedValues                         *PendingModifiedValues  `sent:"set"`
	PercentProgress                               string
	PerformanceInsightsEnabled                    *bool              `sent:"set"`
	PerformanceInsightsKMSKeyId                   string             `sent:"set"`
	PerformanceInsightsRetentionPeriod            *int32             `sent:"set"`
	PreferredBackupWindow                         string             `sent:"set"`
	PreferredMaintenanceWindow                    string             `sent:"set"`
	ProcessorFeatures                             []ProcessorFeature `list:"ProcessorFeature" sent:"set"`
	PromotionTier                                 *int32             `sent:"set"`
	PubliclyAccessible                            *bool              `sent:"set"`
	ReadReplicaDBClusterIdentifiers               []string           `list:"ReadReplicaDBClusterIdentifier" sent:"set"`
	ReadReplicaDBInstanceIdentifiers              []string           `list:"ReadReplicaDBInstanceIdentifier"`
	ReadReplicaSourceDBClusterIdentifier          string
	ReadReplicaSourceDBInstanceIdentifier         string                 `sent:"set"`
	ReplicaMode                                   string                 `sent:"set"`
	ResumeFullAutomationModeTime                  kernel.Time            `sent:"set"`
	SecondaryAvailabilityZone                     string                 `sent:"set"`
	StatusInfos                                   []DBInstanceStatusInfo `list:"DBInstanceStatusInfo" sent:"set"`
	StorageEncrypted                              *bool                  `sent:"set"`
	StorageEncryptionType                         string
	StorageOperationPercentProgress               *int32
	StorageOperationStatus                        string
	StorageThroughput                             *int32 `sent:"set"`
	StorageType                                   string `sent:"set"`
	StorageVolumeStatus                           string
	TagList                                       []Tag  `list:"Tag"`
	TdeCredentialArn                              string `sent:"set"`
	Timezone                                      string `sent:"set"`
	UpgradeRolloutOrder                           string
	VpcSecurityGroups                             []VpcSecurityGroupMembership `list:"VpcSecurityGroupMembership" sent:"set"`
}

// AdditionalStorageVolumeOutput shows a further volume, which no Aurora instance has.
type AdditionalStorageVolumeOutput struct {
	AllocatedStorage                *int32
	IOPS                            *int32
	MaxAllocatedStorage             *int32
	StorageOperationPercentProgress *int32
	StorageOperationStatus          string
	StorageThroughput               *int32
	StorageType                     string
	StorageVolumeStatus             string
	VolumeName                      string
}

// DBInstanceRole is a role that an instance may assume.
type DBInstanceRole struct {
	FeatureName string
	RoleArn     string
	Status      string
}

// DBInstanceAutomatedBackupsReplication is a replicated backup, which no Aurora instance has.
type DBInstanceAutomatedBackupsReplication struct {
	DBInstanceAutomatedBackupsArn string
}

// DBParameterGroupStatus is the parameter group of an instance.
type DBParameterGroupStatus struct {
	DBParameterGroupName string `sent:"always"`
	ParameterApplyStatus string `sent:"always"`
}

// DBSecurityGroupMembership belongs to EC2-Classic.
type DBSecurityGroupMembership struct {
	DBSecurityGroupName string
	Status              string
}

// Endpoint is where a database listens.
type Endpoint struct {
	Address      string `sent:"always"`
	HostedZoneId string `sent:"set"`
	Port         *int32 `sent:"always"`
}

// OptionGroupMembership belongs to option groups, which Aurora does not have.
type OptionGroupMembership struct {
	OptionGroupName string `sent:"always"`
	Status          string `sent:"always"`
}

// PendingModifiedValues are the changes of an instance that wait for the maintenance window.
type PendingModifiedValues struct {
	AdditionalStorageVolumes         []AdditionalStorageVolume
	AllocatedStorage                 *int32 `sent:"set"`
	AutomationMode                   string `sent:"set"`
	BackupRetentionPeriod            *int32 `sent:"set"`
	CACertificateIdentifier          string `sent:"set"`
	DBCapacityReservationIdentifier  string
	DBInstanceClass                  string `sent:"set"`
	DBInstanceIdentifier             string `sent:"set"`
	DBSubnetGroupName                string `sent:"set"`
	DedicatedLogVolume               *bool
	Engine                           string
	EngineVersion                    string `sent:"set"`
	IAMDatabaseAuthenticationEnabled *bool  `sent:"set"`
	Iops                             *int32 `sent:"set"`
	LicenseModel                     string `sent:"set"`
	MasterUserPassword               string `sent:"set"`
	MultiAZ                          *bool  `sent:"set"`
	MultiTenant                      *bool
	PendingCloudwatchLogsExports     *PendingCloudwatchLogsExports `sent:"set"`
	Port                             *int32                        `sent:"set"`
	ProcessorFeatures                []ProcessorFeature            `list:"ProcessorFeature" sent:"set"`
	ResumeFullAutomationModeTime     kernel.Time                   `sent:"set"`
	StorageThroughput                *int32
	StorageType                      string `sent:"set"`
}

// DBInstanceStatusInfo is the state of replication, which the model does not have.
type DBInstanceStatusInfo struct {
	Message    string `sent:"set"`
	Normal     *bool  `sent:"always"`
	Status     string `sent:"always"`
	StatusType string `sent:"always"`
}
