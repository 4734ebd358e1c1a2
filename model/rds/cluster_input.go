package rds

// CreateDBCluster makes an empty cluster without instances.
type CreateDBCluster struct {
	DBClusterIdentifier                string `shape:"!Identifier" resource:"cluster"`
	Engine                             string `shape:"!"`
	AllocatedStorage                   *int32
	AssociatedRoles                    []DBClusterAssociatedRole `list:"DBClusterAssociatedRole"`
	AutoMinorVersionUpgrade            *bool
	AvailabilityZones                  []string `list:"AvailabilityZone"`
	BacktrackWindow                    *int64
	BackupRetentionPeriod              *int32 `shape:"Retention"`
	CACertificateIdentifier            string
	CharacterSetName                   string
	ClusterScalabilityType             string
	CopyTagsToSnapshot                 *bool
	DBClusterInstanceClass             string
	DBClusterParameterGroupName        string `resource:"cluster-pg"`
	DBSubnetGroupName                  string `resource:"subgrp"`
	DBSystemId                         string
	DatabaseInsightsMode               string
	DatabaseName                       string
	DeletionProtection                 *bool
	Domain                             string
	DomainIAMRoleName                  string
	EnableCloudwatchLogsExports        []string
	EnableGlobalWriteForwarding        *bool
	EnableHttpEndpoint                 *bool
	EnableIAMDatabaseAuthentication    *bool
	EnableLimitlessDatabase            *bool
	EnableLocalWriteForwarding         *bool
	EnablePerformanceInsights          *bool
	EngineLifecycleSupport             string
	EngineMode                         string
	EngineVersion                      string
	GlobalClusterIdentifier            string
	Iops                               *int32
	KmsKeyId                           string
	ManageMasterUserPassword           *bool
	MasterUserAuthenticationType       string
	MasterUserPassword                 string
	MasterUserSecretKmsKeyId           string
	MasterUsername                     string
	MonitoringInterval                 *int32
	MonitoringRoleArn                  string
	NetworkType                        string
	OptionGroupName                    string `resource:"og"`
	PerformanceInsightsKMSKeyId        string
	PerformanceInsightsRetentionPeriod *int32
	Port                               *int32
	PreSignedUrl                       string
	PreferredBackupWindow              string
	PreferredMaintenanceWindow         string
	PubliclyAccessible                 *bool
	RdsCustomClusterConfiguration      *RdsCustomClusterConfiguration
	ReplicationSourceIdentifier        string
	ScalingConfiguration               *ScalingConfiguration
	ServerlessV2ScalingConfiguration   *ServerlessV2ScalingConfiguration
	StorageEncrypted                   *bool
	StorageType                        string
	TagSpecifications                  []TagSpecification `list:"item"`
	Tags                               []Tag              `list:"Tag"`
	VpcSecurityGroupIds                []string           `list:"VpcSecurityGroupId"`
	WithExpressConfiguration           *bool
}

// CreateDBClusterOutput shows the cluster.
type CreateDBClusterOutput struct {
	DBCluster *DBCluster
}

// ModifyDBCluster changes a cluster.
type ModifyDBCluster struct {
	DBClusterIdentifier                string `shape:"!" resource:"cluster"`
	AllocatedStorage                   *int32
	AllowEngineModeChange              *bool
	AllowMajorVersionUpgrade           *bool
	ApplyImmediately                   *bool
	AutoMinorVersionUpgrade            *bool
	AwsBackupRecoveryPointArn          string
	BacktrackWindow                    *int64
	BackupRetentionPeriod              *int32 `shape:"Retention"`
	CACertificateIdentifier            string
	CloudwatchLogsExportConfiguration  *CloudwatchLogsExportConfiguration
	CopyTagsToSnapshot                 *bool
	DBClusterInstanceClass             string
	DBClusterParameterGroupName        string `resource:"cluster-pg"`
	DBInstanceParameterGroupName       string
	DatabaseInsightsMode               string
	DeletionProtection                 *bool
	Domain                             string
	DomainIAMRoleName                  string
	EnableGlobalWriteForwarding        *bool
	EnableHttpEndpoint                 *bool
	EnableIAMDatabaseAuthentication    *bool
	EnableLimitlessDatabase            *bool
	EnableLocalWriteForwarding         *bool
	EnablePerformanceInsights          *bool
	EngineLifecycleSupport             string
	EngineMode                         string
	EngineVersion                      string
	Iops                               *int32
	ManageMasterUserPassword           *bool
	MasterUserAuthenticationType       string
	MasterUserPassword                 string
	MasterUserSecretKmsKeyId           string
	MonitoringInterval                 *int32
	MonitoringRoleArn                  string
	NetworkType                        string
	NewDBClusterIdentifier             string `shape:"Identifier"`
	OptionGroupName                    string `resource:"og"`
	PerformanceInsightsKMSKeyId        string
	PerformanceInsightsRetentionPeriod *int32
	Port                               *int32
	PreferredBackupWindow              string
	PreferredMaintenanceWindow         string
	RotateMasterUserPassword           *bool
	ScalingConfiguration               *ScalingConfiguration
	ServerlessV2ScalingConfiguration   *ServerlessV2ScalingConfiguration
	StorageType                        string
	VpcSecurityGroupIds                []string `list:"VpcSecurityGroupId"`
}

// ModifyDBClusterOutput shows the cluster.
type ModifyDBClusterOutput struct {
	DBCluster *DBCluster `sent:"always"`
}

// DBClusterAssociatedRole is a role that a new cluster may assume.
type DBClusterAssociatedRole struct {
	RoleArn     string
	FeatureName string
}

// RdsCustomClusterConfiguration belongs to RDS Custom, which the model does not have.
type RdsCustomClusterConfiguration struct {
	InterconnectSubnetId            string
	ReplicaMode                     string
	TransitGatewayMulticastDomainId string
}

// ScalingConfiguration is how an Aurora Serverless v1 cluster scales.
type ScalingConfiguration struct {
	AutoPause             *bool
	MaxCapacity           *int32
	MinCapacity           *int32
	SecondsBeforeTimeout  *int32
	SecondsUntilAutoPause *int32
	TimeoutAction         string
}

// ServerlessV2ScalingConfiguration is how the db.serverless instances of a cluster scale, in capacity units.
type ServerlessV2ScalingConfiguration struct {
	MaxCapacity           *float64
	MinCapacity           *float64
	SecondsUntilAutoPause *int32
}

// CloudwatchLogsExportConfiguration is which logs go to CloudWatch.
type CloudwatchLogsExportConfiguration struct {
	DisableLogTypes []string
	EnableLogTypes  []string
}
