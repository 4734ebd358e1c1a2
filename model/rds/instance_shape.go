package rds

import "github.com/shareproof/shareproof/model/kernel"

// DBInstance is an instance as its owner sees it.
type DBInstance struct {
	ActivityStreamEngineNativeAuditFieldsIncluded *bool
	ActivityStreamKinesisStreamName               string
	ActivityStreamKmsKeyId                        string
	ActivityStreamMode                            string
	ActivityStreamPolicyStatus                    string
	ActivityStreamStatus                          string
	AdditionalStorageVolumes                      []AdditionalStorageVolumeOutput
	AllocatedStorage                              *int32
	AssociatedRoles                               []DBInstanceRole `list:"DBInstanceRole"`
	AutoMinorVersionUpgrade                       *bool
	AutomaticRestartTime                          kernel.Time
	AutomationMode                                string
	AvailabilityZone                              string
	AwsBackupRecoveryPointArn                     string
	BackupRetentionPeriod                         *int32
	BackupTarget                                  string
	CACertificateIdentifier                       string
	CertificateDetails                            *CertificateDetails
	CharacterSetName                              string
	CopyTagsToSnapshot                            *bool
	CustomIamInstanceProfile                      string
	CustomerOwnedIpEnabled                        *bool
	DBCapacityReservationIdentifier               string
	DBClusterIdentifier                           string
	DBInstanceArn                                 string
	DBInstanceAutomatedBackupsReplications        []DBInstanceAutomatedBackupsReplication `list:"DBInstanceAutomatedBackupsReplication"`
	DBInstanceClass                               string
	DBInstanceIdentifier                          string
	DBInstanceStatus                              string
	DBName                                        string
	DBParameterGroups                             []DBParameterGroupStatus    `list:"DBParameterGroup"`
	DBSecurityGroups                              []DBSecurityGroupMembership `list:"DBSecurityGroup"`
	DBSubnetGroup                                 *DBSubnetGroup
	DBSystemId                                    string
	DatabaseInsightsMode                          string
	DbInstancePort                                *int32
	DbiResourceId                                 string
	DedicatedLogVolume                            *bool
	DeletionProtection                            *bool
	DomainMemberships                             []DomainMembership `list:"DomainMembership"`
	EnabledCloudwatchLogsExports                  []string
	Endpoint                                      *Endpoint
	Engine                                        string
	EngineLifecycleSupport                        string
	EngineVersion                                 string
	EnhancedMonitoringResourceArn                 string
	IAMDatabaseAuthenticationEnabled              *bool
	InstanceCreateTime                            kernel.Time
	Iops                                          *int32
	IsStorageConfigUpgradeAvailable               *bool
	KmsKeyId                                      string
	LatestRestorableTime                          kernel.Time
	LicenseModel                                  string
	ListenerEndpoint                              *Endpoint
	MasterUserSecret                              *MasterUserSecret
	MasterUsername                                string
	MaxAllocatedStorage                           *int32
	MonitoringInterval                            *int32
	MonitoringRoleArn                             string
	MultiAZ                                       *bool
	MultiTenant                                   *bool
	NcharCharacterSetName                         string
	NetworkType                                   string
	OptionGroupMemberships                        []OptionGroupMembership `list:"OptionGroupMembership"`
	PendingModifiedValues                         *PendingModifiedValues
	PercentProgress                               string
	PerformanceInsightsEnabled                    *bool
	PerformanceInsightsKMSKeyId                   string
	PerformanceInsightsRetentionPeriod            *int32
	PreferredBackupWindow                         string
	PreferredMaintenanceWindow                    string
	ProcessorFeatures                             []ProcessorFeature `list:"ProcessorFeature"`
	PromotionTier                                 *int32
	PubliclyAccessible                            *bool
	ReadReplicaDBClusterIdentifiers               []string `list:"ReadReplicaDBClusterIdentifier"`
	ReadReplicaDBInstanceIdentifiers              []string `list:"ReadReplicaDBInstanceIdentifier"`
	ReadReplicaSourceDBClusterIdentifier          string
	ReadReplicaSourceDBInstanceIdentifier         string
	ReplicaMode                                   string
	ResumeFullAutomationModeTime                  kernel.Time
	SecondaryAvailabilityZone                     string
	StatusInfos                                   []DBInstanceStatusInfo `list:"DBInstanceStatusInfo"`
	StorageEncrypted                              *bool
	StorageEncryptionType                         string
	StorageOperationPercentProgress               *int32
	StorageOperationStatus                        string
	StorageThroughput                             *int32
	StorageType                                   string
	StorageVolumeStatus                           string
	TagList                                       []Tag `list:"Tag"`
	TdeCredentialArn                              string
	Timezone                                      string
	UpgradeRolloutOrder                           string
	VpcSecurityGroups                             []VpcSecurityGroupMembership `list:"VpcSecurityGroupMembership"`
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
	DBParameterGroupName string
	ParameterApplyStatus string
}

// DBSecurityGroupMembership belongs to EC2-Classic.
type DBSecurityGroupMembership struct {
	DBSecurityGroupName string
	Status              string
}

// Endpoint is where a database listens.
type Endpoint struct {
	Address      string
	HostedZoneId string
	Port         *int32
}

// OptionGroupMembership belongs to option groups, which Aurora does not have.
type OptionGroupMembership struct {
	OptionGroupName string
	Status          string
}

// PendingModifiedValues are the changes of an instance that wait for the maintenance window.
type PendingModifiedValues struct {
	AdditionalStorageVolumes         []AdditionalStorageVolume
	AllocatedStorage                 *int32
	AutomationMode                   string
	BackupRetentionPeriod            *int32
	CACertificateIdentifier          string
	DBCapacityReservationIdentifier  string
	DBInstanceClass                  string
	DBInstanceIdentifier             string
	DBSubnetGroupName                string
	DedicatedLogVolume               *bool
	Engine                           string
	EngineVersion                    string
	IAMDatabaseAuthenticationEnabled *bool
	Iops                             *int32
	LicenseModel                     string
	MasterUserPassword               string
	MultiAZ                          *bool
	MultiTenant                      *bool
	PendingCloudwatchLogsExports     *PendingCloudwatchLogsExports
	Port                             *int32
	ProcessorFeatures                []ProcessorFeature `list:"ProcessorFeature"`
	ResumeFullAutomationModeTime     kernel.Time
	StorageThroughput                *int32
	StorageType                      string
}

// DBInstanceStatusInfo is the state of replication, which the model does not have.
type DBInstanceStatusInfo struct {
	Message    string
	Normal     *bool
	Status     string
	StatusType string
}
