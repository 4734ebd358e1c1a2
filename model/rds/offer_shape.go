package rds

import "github.com/shareproof/shareproof/model/kernel"

// DBEngineVersion is a version of an engine.
type DBEngineVersion struct {
	CreateTime                                kernel.Time
	CustomDBEngineVersionManifest             string
	DBEngineDescription                       string `sent:"always"`
	DBEngineMediaType                         string
	DBEngineVersionArn                        string
	DBEngineVersionDescription                string `sent:"always"`
	DBParameterGroupFamily                    string `sent:"always"`
	DatabaseInstallationFiles                 []string
	DatabaseInstallationFilesS3BucketName     string
	DatabaseInstallationFilesS3Prefix         string
	DefaultCharacterSet                       *CharacterSet `sent:"set"`
	Engine                                    string        `sent:"always"`
	EngineVersion                             string        `sent:"always"`
	ExportableLogTypes                        []string      `sent:"set"`
	FailureReason                             string
	Image                                     *CustomDBEngineVersionAMI
	KMSKeyId                                  string
	MajorEngineVersion                        string `sent:"set"`
	ServerlessV2FeaturesSupport               *ServerlessV2FeaturesSupport
	Status                                    string `sent:"set"`
	SupportedCACertificateIdentifiers         []string
	SupportedCharacterSets                    []CharacterSet `list:"CharacterSet"`
	SupportedEngineModes                      []string
	SupportedFeatureNames                     []string       `sent:"set"`
	SupportedNcharCharacterSets               []CharacterSet `list:"CharacterSet"`
	SupportedTimezones                        []Timezone     `list:"Timezone"`
	SupportsBabelfish                         *bool          `sent:"set"`
	SupportsCertificateRotationWithoutRestart *bool
	SupportsGlobalDatabases                   *bool `sent:"set"`
	SupportsIntegrations                      *bool
	SupportsLimitlessDatabase                 *bool
	SupportsLocalWriteForwarding              *bool
	SupportsLogExportsToCloudwatchLogs        *bool           `sent:"set"`
	SupportsParallelQuery                     *bool           `sent:"set"`
	SupportsReadReplica                       *bool           `sent:"set"`
	TagList                                   []Tag           `list:"Tag"`
	ValidUpgradeTarget                        []UpgradeTarget `list:"UpgradeTarget"`
}

// CharacterSet is a character set of an engine.
type CharacterSet struct {
	CharacterSetDescription string `sent:"always"`
	CharacterSetName        string `sent:"always"`
}

// CustomDBEngineVersionAMI belongs to RDS Custom, which the model does not have.
type CustomDBEngineVersionAMI struct {
	ImageId string
	Status  string
}

// ServerlessV2FeaturesSupport is what Aurora Serverless v2 offers for a version.
type ServerlessV2FeaturesSupport struct {
	MaxCapacity *float64
	MinCapacity *float64
}

// Timezone is a time zone of an engine.
type Timezone struct {
	TimezoneName string
}

// UpgradeTarget is a version that another one can be upgraded to.
type UpgradeTarget struct {
	AutoUpgrade                  *bool  `sent:"always"`
	Description                  string `sent:"set"`
	Engine                       string `sent:"always"`
	EngineVersion                string `sent:"always"`
	IsMajorVersionUpgrade        *bool  `sent:"always"`
	SupportedEngineModes         []string
	SupportsBabelfish            *bool
	SupportsGlobalDatabases      *bool
	SupportsIntegrations         *bool
	SupportsLimitlessDatabase    *bool
	SupportsLocalWriteForwarding *bool
	SupportsParallelQuery        *bool
}

// OrderableDBInstanceOption is a class of instances that an engine runs on.
type OrderableDBInstanceOption struct {
	AvailabilityZoneGroup                    string
	AvailabilityZones                        []AvailabilityZone                        `list:"AvailabilityZone"`
	AvailableAdditionalStorageVolumesOptions []AvailableAdditionalStorageVolumesOption `list:"AvailableAdditionalStorageVolumesOption"`
	AvailableProcessorFeatures               []AvailableProcessorFeature               `list:"AvailableProcessorFeature"`
	DBInstanceClass                          string
	Engine                                   string
	EngineVersion                            string
	LicenseModel                             string
	MaxIopsPerDbInstance                     *int32
	MaxIopsPerGib                            *float64
	MaxStorageSize                           *int32
	MaxStorageThroughputPerDbInstance        *int32
	MaxStorageThroughputPerIops              *float64
	MinIopsPerDbInstance                     *int32
	MinIopsPerGib                            *float64
	MinStorageSize                           *int32
	MinStorageThroughputPerDbInstance        *int32
	MinStorageThroughputPerIops              *float64
	MultiAZCapable                           *bool
	OutpostCapable                           *bool
	ReadReplicaCapable                       *bool
	StorageType                              string
	SupportedActivityStreamModes             []string
	SupportedEngineModes                     []string
	SupportedNetworkTypes                    []string
	SupportsAdditionalStorageVolumes         *bool
	SupportsClusters                         *bool
	SupportsDedicatedLogVolume               *bool
	SupportsEnhancedMonitoring               *bool
	SupportsGlobalDatabases                  *bool
	SupportsHttpEndpoint                     *bool
	SupportsIAMDatabaseAuthentication        *bool
	SupportsIops                             *bool
	SupportsKerberosAuthentication           *bool
	SupportsPerformanceInsights              *bool
	SupportsStorageAutoscaling               *bool
	SupportsStorageEncryption                *bool
	SupportsStorageThroughput                *bool
	Vpc                                      *bool
}

// AvailabilityZone is an Availability Zone.
type AvailabilityZone struct {
	Name string `sent:"always"`
}

// AvailableAdditionalStorageVolumesOption is a further volume that can be had, which Aurora does not offer.
type AvailableAdditionalStorageVolumesOption struct {
	MaxIops                    *int32
	MaxIopsPerGib              *float64
	MaxStorageSize             *int32
	MaxStorageThroughput       *int32
	MinIops                    *int32
	MinIopsPerGib              *float64
	MinStorageSize             *int32
	MinStorageThroughput       *int32
	StorageType                string
	SupportsIops               *bool
	SupportsStorageAutoscaling *bool
	SupportsStorageThroughput  *bool
}

// AvailableProcessorFeature is a choice of processors that can be had, which Aurora does not offer.
type AvailableProcessorFeature struct {
	AllowedValues string
	DefaultValue  string
	Name          string
}

// GlobalCluster is a global database, of which there are none.
type GlobalCluster struct {
	DatabaseName            string
	DeletionProtection      *bool
	Endpoint                string
	Engine                  string
	EngineLifecycleSupport  string
	EngineVersion           string
	FailoverState           *FailoverState
	GlobalClusterArn        string
	GlobalClusterIdentifier string
	GlobalClusterMembers    []GlobalClusterMember `list:"GlobalClusterMember"`
	GlobalClusterResourceId string
	Status                  string
	StorageEncrypted        *bool
	StorageEncryptionType   string
	TagList                 []Tag `list:"Tag"`
}

// FailoverState is the failover of a global database.
type FailoverState struct {
	FromDbClusterArn  string
	IsDataLossAllowed *bool
	Status            string
	ToDbClusterArn    string
}

// GlobalClusterMember is a cluster of a global database.
type GlobalClusterMember struct {
	DBClusterArn                string
	GlobalWriteForwardingStatus string
	IsWriter                    *bool
	Readers                     []string
	SynchronizationStatus       string
}

// DescribeGlobalClusters lists global databases, of which no world has any.
type DescribeGlobalClusters struct {
	Filters                 []Filter `list:"Filter"`
	GlobalClusterIdentifier string
	Marker                  string
	MaxRecords              *int32 `shape:"MaxRecords"`
}

// DescribeGlobalClustersOutput is an empty page.
type DescribeGlobalClustersOutput struct {
	GlobalClusters []GlobalCluster `list:"GlobalClusterMember"`
	Marker         string
}

// DescribeDBEngineVersions lists the engines and versions of the world.
type DescribeDBEngineVersions struct {
	DBParameterGroupFamily     string
	DefaultOnly                *bool
	Engine                     string
	EngineVersion              string
	Filters                    []Filter `list:"Filter"`
	IncludeAll                 *bool
	ListSupportedCharacterSets *bool
	ListSupportedTimezones     *bool
	Marker                     string
	MaxRecords                 *int32 `shape:"MaxRecords"`
}

// DescribeDBEngineVersionsOutput is one page of versions.
type DescribeDBEngineVersionsOutput struct {
	DBEngineVersions []DBEngineVersion `list:"DBEngineVersion" sent:"always"`
	Marker           string            `sent:"set"`
}

// DescribeOrderableDBInstanceOptions lists the classes of instances that an engine runs on.
type DescribeOrderableDBInstanceOptions struct {
	Engine                string `shape:"!"`
	AvailabilityZoneGroup string
	DBInstanceClass       string
	EngineVersion         string
	Filters               []Filter `list:"Filter"`
	LicenseModel          string
	Marker                string
	MaxRecords            *int32 `shape:"MaxRecords"`
	Vpc                   *bool
}

// DescribeOrderableDBInstanceOptionsOutput is one page of classes.
type DescribeOrderableDBInstanceOptionsOutput struct {
	Marker                     string
	OrderableDBInstanceOptions []OrderableDBInstanceOption `list:"OrderableDBInstanceOption"`
}
