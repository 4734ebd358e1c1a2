package rds

import "github.com/shareproof/shareproof/model/kernel"

// DBCluster is a cluster as its owner sees it; who may only clone it sees few of the members.
type DBCluster struct {
	ActivityStreamKinesisStreamName        string          `sent:"set"`
	ActivityStreamKmsKeyId                 string          `sent:"set"`
	ActivityStreamMode                     string          `sent:"set"`
	ActivityStreamStatus                   string          `sent:"set"`
	AllocatedStorage                       *int32          `sent:"set"`
	AssociatedRoles                        []DBClusterRole `list:"DBClusterRole"`
	AutoMinorVersionUpgrade                *bool           `sent:"set"`
	AutomaticRestartTime                   kernel.Time
	AvailabilityZones                      []string `list:"AvailabilityZone"`
	AwsBackupRecoveryPointArn              string
	BacktrackConsumedChangeRecords         *int64 `sent:"set"`
	BacktrackWindow                        *int64 `sent:"set"`
	BackupRetentionPeriod                  *int32 `sent:"set"`
	Capacity                               *int32 `sent:"set"`
	CertificateDetails                     *CertificateDetails
	CharacterSetName                       string      `sent:"set"`
	CloneGroupId                           string      `sent:"set"`
	ClusterCreateTime                      kernel.Time `sent:"set"`
	ClusterScalabilityType                 string
	CopyTagsToSnapshot                     *bool                        `sent:"set"`
	CrossAccountClone                      *bool                        `sent:"set"`
	CustomEndpoints                        []string                     `sent:"set"`
	DBClusterArn                           string                       `sent:"set"`
	DBClusterIdentifier                    string                       `sent:"always"`
	DBClusterInstanceClass                 string                       `sent:"set"`
	DBClusterMembers                       []DBClusterMember            `list:"DBClusterMember"`
	DBClusterOptionGroupMemberships        []DBClusterOptionGroupStatus `list:"DBClusterOptionGroup" sent:"set"`
	DBClusterParameterGroup                string                       `sent:"always"`
	DBSubnetGroup                          string                       `sent:"always"`
	DBSystemId                             string
	DatabaseInsightsMode                   string
	DatabaseName                           string             `sent:"set"`
	DbClusterResourceId                    string             `sent:"set"`
	DeletionProtection                     *bool              `sent:"set"`
	DomainMemberships                      []DomainMembership `list:"DomainMembership"`
	EarliestBacktrackTime                  kernel.Time        `sent:"set"`
	EarliestRestorableTime                 kernel.Time        `sent:"set"`
	EnabledCloudwatchLogsExports           []string           `sent:"set"`
	Endpoint                               string             `sent:"set"`
	Engine                                 string             `sent:"always"`
	EngineLifecycleSupport                 string
	EngineMode                             string `sent:"set"`
	EngineVersion                          string `sent:"always"`
	GlobalClusterIdentifier                string
	GlobalWriteForwardingRequested         *bool  `sent:"set"`
	GlobalWriteForwardingStatus            string `sent:"set"`
	HostedZoneId                           string `sent:"set"`
	HttpEndpointEnabled                    *bool  `sent:"set"`
	IAMDatabaseAuthenticationEnabled       *bool  `sent:"set"`
	IOOptimizedNextAllowedModificationTime kernel.Time
	InternetAccessGatewayEnabled           *bool
	Iops                                   *int32      `sent:"set"`
	KmsKeyId                               string      `sent:"set"`
	LatestRestorableTime                   kernel.Time `sent:"set"`
	LimitlessDatabase                      *LimitlessDatabase
	LocalWriteForwardingStatus             string
	MasterUserSecret                       *MasterUserSecret
	MasterUsername                         string                        `sent:"set"`
	MonitoringInterval                     *int32                        `sent:"set"`
	MonitoringRoleArn                      string                        `sent:"set"`
	MultiAZ                                *bool                         `sent:"set"`
	NetworkType                            string                        `sent:"set"`
	PendingModifiedValues                  *ClusterPendingModifiedValues `sent:"set"`
	PercentProgress                        string                        `sent:"set"`
	PerformanceInsightsEnabled             *bool                         `sent:"set"`
	PerformanceInsightsKMSKeyId            string                        `sent:"set"`
	PerformanceInsightsRetentionPeriod     *int32                        `sent:"set"`
	Port                                   *int32                        `sent:"always"`
	PreferredBackupWindow                  string                        `sent:"set"`
	PreferredMaintenanceWindow             string                        `sent:"set"`
	PubliclyAccessible                     *bool                         `sent:"set"`
	RdsCustomClusterConfiguration          *RdsCustomClusterConfiguration
	ReadReplicaIdentifiers                 []string                  `list:"ReadReplicaIdentifier"`
	ReaderEndpoint                         string                    `sent:"set"`
	ReplicationSourceIdentifier            string                    `sent:"set"`
	ScalingConfigurationInfo               *ScalingConfigurationInfo `sent:"set"`
	ServerlessV2PlatformVersion            string
	ServerlessV2ScalingConfiguration       *ServerlessV2ScalingConfigurationInfo
	Status                                 string                `sent:"always"`
	StatusInfos                            []DBClusterStatusInfo `list:"DBClusterStatusInfo"`
	StorageEncrypted                       *bool                 `sent:"set"`
	StorageEncryptionType                  string
	StorageThroughput                      *int32
	StorageType                            string `sent:"set"`
	TagList                                []Tag  `list:"Tag"`
	UpgradeRolloutOrder                    string
	VPCNetworkingEnabled                   *bool
	VpcSecurityGroups                      []VpcSecurityGroupMembership `list:"VpcSecurityGroupMembership" sent:"set"`
}

// DBClusterMember is an instance as its cluster shows it.
type DBClusterMember struct {
	DBClusterParameterGroupStatus string `sent:"always"`
	DBInstanceIdentifier          string `sent:"always"`
	IsClusterWriter               *bool  `sent:"always"`
	PromotionTier                 *int32 `sent:"always"`
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
	AutoPause             *bool  `sent:"set"`
	MaxCapacity           *int32 `sent:"set"`
	MinCapacity           *int32 `sent:"set"`
	SecondsBeforeTimeout  *int32 `sent:"set"`
	SecondsUntilAutoPause *int32 `sent:"set"`
	TimeoutAction         string `sent:"set"`
}

// ServerlessV2ScalingConfigurationInfo shows how db.serverless instances scale.
type ServerlessV2ScalingConfigurationInfo struct {
	MaxCapacity           *float64
	MinCapacity           *float64
	SecondsUntilAutoPause *int32
}

// VpcSecurityGroupMembership is a security group of a cluster or an instance.
type VpcSecurityGroupMembership struct {
	Status             string `sent:"always"`
	VpcSecurityGroupId string `sent:"always"`
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
	CAIdentifier string      `sent:"always"`
	ValidTill    kernel.Time `sent:"set"`
}
