package rds

// CreateDBInstance makes an instance of a cluster.
type CreateDBInstance struct {
	DBInstanceClass                    string `shape:"!"`
	DBInstanceIdentifier               string `shape:"!Identifier" resource:"db"`
	Engine                             string `shape:"!"`
	AdditionalStorageVolumes           []AdditionalStorageVolume
	AllocatedStorage                   *int32
	AutoMinorVersionUpgrade            *bool
	AvailabilityZone                   string
	BackupRetentionPeriod              *int32
	BackupTarget                       string
	CACertificateIdentifier            string
	CharacterSetName                   string
	CopyTagsToSnapshot                 *bool
	CustomIamInstanceProfile           string
	DBCapacityReservationIdentifier    string
	DBClusterIdentifier                string `resource:"cluster"`
	DBName                             string
	DBParameterGroupName               string   `resource:"pg"`
	DBSecurityGroups                   []string `list:"DBSecurityGroupName"`
	DBSubnetGroupName                  string   `resource:"subgrp"`
	DBSystemId                         string
	DatabaseInsightsMode               string
	DedicatedLogVolume                 *bool
	DeletionProtection                 *bool
	Domain                             string
	DomainAuthSecretArn                string
	DomainDnsIps                       []string
	DomainFqdn                         string
	DomainIAMRoleName                  string
	DomainOu                           string
	EnableCloudwatchLogsExports        []string
	EnableCustomerOwnedIp              *bool
	EnableIAMDatabaseAuthentication    *bool
	EnablePerformanceInsights          *bool
	EngineLifecycleSupport             string
	EngineVersion                      string
	Iops                               *int32
	KmsKeyId                           string
	LicenseModel                       string
	ManageMasterUserPassword           *bool
	MasterUserAuthenticationType       string
	MasterUserPassword                 string
	MasterUserSecretKmsKeyId           string
	MasterUsername                     string
	MaxAllocatedStorage                *int32
	MonitoringInterval                 *int32
	MonitoringRoleArn                  string
	MultiAZ                            *bool
	MultiTenant                        *bool
	NcharCharacterSetName              string
	NetworkType                        string
	OptionGroupName                    string `resource:"og"`
	PerformanceInsightsKMSKeyId        string
	PerformanceInsightsRetentionPeriod *int32
	Port                               *int32
	PreferredBackupWindow              string
	PreferredMaintenanceWindow         string
	ProcessorFeatures                  []ProcessorFeature `list:"ProcessorFeature"`
	PromotionTier                      *int32
	PubliclyAccessible                 *bool
	StorageEncrypted                   *bool
	StorageThroughput                  *int32
	StorageType                        string
	TagSpecifications                  []TagSpecification `list:"item"`
	Tags                               []Tag              `list:"Tag"`
	TdeCredentialArn                   string
	TdeCredentialPassword              string
	Timezone                           string
	VpcSecurityGroupIds                []string `list:"VpcSecurityGroupId"`
}

// CreateDBInstanceOutput shows the instance.
type CreateDBInstanceOutput struct {
	DBInstance *DBInstance
}

// ModifyDBInstance changes an instance.
type ModifyDBInstance struct {
	DBInstanceIdentifier               string `shape:"!" resource:"db"`
	AdditionalStorageVolumes           []ModifyAdditionalStorageVolume
	AllocatedStorage                   *int32
	AllowMajorVersionUpgrade           *bool
	ApplyImmediately                   *bool
	AutoMinorVersionUpgrade            *bool
	AutomationMode                     string
	AwsBackupRecoveryPointArn          string
	BackupRetentionPeriod              *int32
	CACertificateIdentifier            string
	CertificateRotationRestart         *bool
	CloudwatchLogsExportConfiguration  *CloudwatchLogsExportConfiguration
	CopyTagsToSnapshot                 *bool
	DBCapacityReservationIdentifier    string
	DBInstanceClass                    string
	DBParameterGroupName               string
	DBPortNumber                       *int32
	DBSecurityGroups                   []string `list:"DBSecurityGroupName"`
	DBSubnetGroupName                  string
	DatabaseInsightsMode               string
	DedicatedLogVolume                 *bool
	DeletionProtection                 *bool
	DisableDomain                      *bool
	Domain                             string
	DomainAuthSecretArn                string
	DomainDnsIps                       []string
	DomainFqdn                         string
	DomainIAMRoleName                  string
	DomainOu                           string
	EnableCustomerOwnedIp              *bool
	EnableIAMDatabaseAuthentication    *bool
	EnablePerformanceInsights          *bool
	Engine                             string
	EngineLifecycleSupport             string
	EngineVersion                      string
	Iops                               *int32
	LicenseModel                       string
	ManageMasterUserPassword           *bool
	MasterUserAuthenticationType       string
	MasterUserPassword                 string
	MasterUserSecretKmsKeyId           string
	MaxAllocatedStorage                *int32
	MonitoringInterval                 *int32
	MonitoringRoleArn                  string
	MultiAZ                            *bool
	MultiTenant                        *bool
	NetworkType                        string
	OptionGroupName                    string
	PerformanceInsightsKMSKeyId        string
	PerformanceInsightsRetentionPeriod *int32
	PreferredBackupWindow              string
	PreferredMaintenanceWindow         string
	ProcessorFeatures                  []ProcessorFeature `list:"ProcessorFeature"`
	PromotionTier                      *int32
	PubliclyAccessible                 *bool
	ReplicaMode                        string
	ResumeFullAutomationModeMinutes    *int32
	RotateMasterUserPassword           *bool
	StorageThroughput                  *int32
	StorageType                        string
	TagSpecifications                  []TagSpecification `list:"item"`
	TdeCredentialArn                   string
	TdeCredentialPassword              string
	UseDefaultProcessorFeatures        *bool
	VpcSecurityGroupIds                []string `list:"VpcSecurityGroupId"`
}

// ModifyDBInstanceOutput shows the instance.
type ModifyDBInstanceOutput struct {
	DBInstance *DBInstance `sent:"always"`
}

// AdditionalStorageVolume is a further volume, which no Aurora instance has.
type AdditionalStorageVolume struct {
	VolumeName          string `sent:"always,model"`
	AllocatedStorage    *int32
	IOPS                *int32
	MaxAllocatedStorage *int32
	StorageThroughput   *int32
	StorageType         string
}

// ModifyAdditionalStorageVolume changes a further volume, which no Aurora instance has.
type ModifyAdditionalStorageVolume struct {
	VolumeName          string
	AllocatedStorage    *int32
	IOPS                *int32
	MaxAllocatedStorage *int32
	SetForDelete        *bool
	StorageThroughput   *int32
	StorageType         string
}

// ProcessorFeature is a choice of processors, which Aurora does not offer.
type ProcessorFeature struct {
	Name  string
	Value string
}
