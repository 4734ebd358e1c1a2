package rds

import "github.com/shareproof/shareproof/model/kernel"

// DBCluster is a cluster as its owner sees it; who may only clone it sees few of the members.
type DBCluster struct {
	ActivityStreamKinesisStreamName        string
	ActivityStreamKmsKeyId                 string
	ActivityStreamMode                     string
	ActivityStreamStatus                   string
	AllocatedStorage                       *int32
	AssociatedRoles                        []DBClusterRole `list:"DBClusterRole"`
	AutoMinorVersionUpgrade                *bool
	AutomaticRestartTime                   kernel.Time
	AvailabilityZones                      []string `list:"AvailabilityZone"`
	AwsBackupRecoveryPointArn              string
	BacktrackConsumedChangeRecords         *int64
	BacktrackWindow                        *int64
	BackupRetentionPeriod                  *int32
	Capacity                               *int32
	CertificateDetails                     *CertificateDetails
	CharacterSetName                       string
	CloneGroupId                           string
	ClusterCreateTime                      kernel.Time
	ClusterScalabilityType                 string
	CopyTagsToSnapshot                     *bool
	CrossAccountClone                      *bool
	CustomEndpoints                        []string
	DBClusterArn                           string
	DBClusterIdentifier                    string
	DBClusterInstanceClass                 string
	DBClusterMembers                       []DBClusterMember            `list:"DBClusterMember"`
	DBClusterOptionGroupMemberships        []DBClusterOptionGroupStatus `list:"DBClusterOptionGroup"`
	DBClusterParameterGroup                string
	DBSubnetGroup                          string
	DBSystemId                             string
	DatabaseInsightsMode                   string
	DatabaseName                           string
	DbClusterResourceId                    string
	DeletionProtection                     *bool
	DomainMemberships                      []DomainMembership `list:"DomainMembership"`
	EarliestBacktrackTime                  kernel.Time
	EarliestRestorableTime                 kernel.Time
	EnabledCloudwatchLogsExports           []string
	Endpoint                               string
	Engine                                 string
	EngineLifecycleSupport                 string
	EngineMode                             string
	EngineVersion                          string
	GlobalClusterIdentifier                string
	GlobalWriteForwardingRequested         *bool
	GlobalWriteForwardingStatus            string
	HostedZoneId                           string
	HttpEndpointEnabled                    *bool
	IAMDatabaseAuthenticationEnabled       *bool
	IOOptimizedNextAllowedModificationTime kernel.Time
	InternetAccessGatewayEnabled           *bool
	Iops                                   *int32
	KmsKeyId                               string
	LatestRestorableTime                   kernel.Time
	LimitlessDatabase                      *LimitlessDatabase
	LocalWriteForwardingStatus             string
	MasterUserSecret                       *MasterUserSecret
	MasterUsername                         string
	MonitoringInterval                     *int32
	MonitoringRoleArn                      string
	MultiAZ                                *bool
	NetworkType                            string
	PendingModifiedValues                  *ClusterPendingModifiedValues
	PercentProgress                        string
	PerformanceInsightsEnabled             *bool
	PerformanceInsightsKMSKeyId            string
	PerformanceInsightsRetentionPeriod     *int32
	Port                                   *int32
	PreferredBackupWindow                  string
	PreferredMaintenanceWindow             string
	PubliclyAccessible                     *bool
	RdsCustomClusterConfiguration          *RdsCustomClusterConfiguration
	ReadReplicaIdentifiers                 []string `list:"ReadReplicaIdentifier"`
	ReaderEndpoint                         string
	ReplicationSourceIdentifier            string
	ScalingConfigurationInfo               *ScalingConfigurationInfo
	ServerlessV2PlatformVersion            string
	ServerlessV2ScalingConfiguration       *ServerlessV2ScalingConfigurationInfo
	Status                                 string
	StatusInfos                            []DBClusterStatusInfo `list:"DBClusterStatusInfo"`
	StorageEncrypted                       *bool
	StorageEncryptionType                  string
	StorageThroughput                      *int32
	StorageType                            string
	TagList                                []Tag `list:"Tag"`
	UpgradeRolloutOrder                    string
	VPCNetworkingEnabled                   *bool
	VpcSecurityGroups                      []VpcSecurityGroupMembership `list:"VpcSecurityGroupMembership"`
}

// DBClusterMember is an instance as its cluster shows it.
type DBClusterMember struct {
	DBClusterParameterGroupStatus string
	DBInstanceIdentifier          string
	IsClusterWriter               *bool
	PromotionTier                 *int32
}

// DBClusterRole is a role that a cluster may assume.
type DBClusterRole struct {
	FeatureName string
	RoleArn     string
	Status      string
}

// ClusterPendingModifiedValues are the changes that wait for the maintenance window.
type ClusterPendingModifiedValues struct {
	AllocatedStorage                 *int32
	BackupRetentionPeriod            *int32
	CertificateDetails               *CertificateDetails
	DBClusterIdentifier              string
	EngineVersion                    string
	IAMDatabaseAuthenticationEnabled *bool
	Iops                             *int32
	MasterUserPassword               string
	PendingCloudwatchLogsExports     *PendingCloudwatchLogsExports
	RdsCustomClusterConfiguration    *RdsCustomClusterConfiguration
	StorageType                      string
}

// PendingCloudwatchLogsExports are the logs whose export waits.
type PendingCloudwatchLogsExports struct {
	LogTypesToDisable []string
	LogTypesToEnable  []string
}

// ScalingConfigurationInfo shows how an Aurora Serverless v1 cluster scales.
type ScalingConfigurationInfo struct {
	AutoPause             *bool
	MaxCapacity           *int32
	MinCapacity           *int32
	SecondsBeforeTimeout  *int32
	SecondsUntilAutoPause *int32
	TimeoutAction         string
}

// ServerlessV2ScalingConfigurationInfo shows how db.serverless instances scale.
type ServerlessV2ScalingConfigurationInfo struct {
	MaxCapacity           *float64
	MinCapacity           *float64
	SecondsUntilAutoPause *int32
}

// VpcSecurityGroupMembership is a security group of a cluster or an instance.
type VpcSecurityGroupMembership struct {
	Status             string
	VpcSecurityGroupId string
}

// DBClusterOptionGroupStatus belongs to option groups, which Aurora does not have.
type DBClusterOptionGroupStatus struct {
	DBClusterOptionGroupName string
	Status                   string
}

// DBClusterStatusInfo is the state of replication, which the model does not have.
type DBClusterStatusInfo struct {
	Message    string
	Normal     *bool
	Status     string
	StatusType string
}

// DomainMembership belongs to Active Directory, which the model does not have.
type DomainMembership struct {
	AuthSecretArn string
	DnsIps        []string
	Domain        string
	FQDN          string
	IAMRoleName   string
	OU            string
	Status        string
}

// LimitlessDatabase belongs to Aurora Limitless, which the model does not have.
type LimitlessDatabase struct {
	MinRequiredACU *float64
	Status         string
}

// MasterUserSecret is the master user's secret in Secrets Manager, which the model does not have.
type MasterUserSecret struct {
	KmsKeyId     string
	SecretArn    string
	SecretStatus string
}

// CertificateDetails tells of an instance's certificate.
type CertificateDetails struct {
	CAIdentifier string
	ValidTill    kernel.Time
}
