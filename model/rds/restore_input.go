package rds

import "github.com/shareproof/shareproof/model/kernel"

// RestoreDBClusterToPointInTime makes a cluster of what another one held: a clone, or a full copy.
type RestoreDBClusterToPointInTime struct {
	DBClusterIdentifier                string                    `shape:"!Identifier" resource:"cluster"`
	AssociatedRoles                    []DBClusterAssociatedRole `list:"DBClusterAssociatedRole"`
	BacktrackWindow                    *int64
	BackupRetentionPeriod              *int32 `shape:"Retention"`
	CopyTagsToSnapshot                 *bool
	DBClusterInstanceClass             string
	DBClusterParameterGroupName        string
	DBSubnetGroupName                  string `resource:"subgrp"`
	DeletionProtection                 *bool
	Domain                             string
	DomainIAMRoleName                  string
	EnableCloudwatchLogsExports        []string
	EnableIAMDatabaseAuthentication    *bool
	EnableInternetAccessGateway        *bool
	EnablePerformanceInsights          *bool
	EnableVPCNetworking                *bool
	EngineLifecycleSupport             string
	EngineMode                         string
	Iops                               *int32
	KmsKeyId                           string
	MonitoringInterval                 *int32
	MonitoringRoleArn                  string
	NetworkType                        string
	OptionGroupName                    string `resource:"og"`
	PerformanceInsightsKMSKeyId        string
	PerformanceInsightsRetentionPeriod *int32
	Port                               *int32
	PreferredBackupWindow              string
	PubliclyAccessible                 *bool
	RdsCustomClusterConfiguration      *RdsCustomClusterConfiguration
	RestoreToTime                      kernel.Time
	RestoreType                        string
	ScalingConfiguration               *ScalingConfiguration
	ServerlessV2ScalingConfiguration   *ServerlessV2ScalingConfiguration
	SourceDBClusterIdentifier          string `resource:"cluster"`
	SourceDbClusterResourceId          string
	StorageType                        string
	TagSpecifications                  []TagSpecification `list:"item"`
	Tags                               []Tag              `list:"Tag"`
	UseLatestRestorableTime            *bool
	VpcSecurityGroupIds                []string `list:"VpcSecurityGroupId"`
}

// RestoreDBClusterToPointInTimeOutput shows the new cluster.
type RestoreDBClusterToPointInTimeOutput struct {
	DBCluster *DBCluster
}

// RestoreDBClusterFromSnapshot makes a cluster of a snapshot.
type RestoreDBClusterFromSnapshot struct {
	DBClusterIdentifier                string                    `shape:"!Identifier" resource:"cluster"`
	Engine                             string                    `shape:"!"`
	SnapshotIdentifier                 string                    `shape:"!" resource:"cluster-snapshot"`
	AssociatedRoles                    []DBClusterAssociatedRole `list:"DBClusterAssociatedRole"`
	AvailabilityZones                  []string                  `list:"AvailabilityZone"`
	BacktrackWindow                    *int64
	BackupRetentionPeriod              *int32 `shape:"Retention"`
	CopyTagsToSnapshot                 *bool
	DBClusterInstanceClass             string
	DBClusterParameterGroupName        string `resource:"cluster-pg"`
	DBSubnetGroupName                  string `resource:"subgrp"`
	DatabaseName                       string
	DeletionProtection                 *bool
	Domain                             string
	DomainIAMRoleName                  string
	EnableCloudwatchLogsExports        []string
	EnableIAMDatabaseAuthentication    *bool
	EnableInternetAccessGateway        *bool
	EnablePerformanceInsights          *bool
	EnableVPCNetworking                *bool
	EngineLifecycleSupport             string
	EngineMode                         string
	EngineVersion                      string
	Iops                               *int32
	KmsKeyId                           string
	MonitoringInterval                 *int32
	MonitoringRoleArn                  string
	NetworkType                        string
	OptionGroupName                    string `resource:"og"`
	PerformanceInsightsKMSKeyId        string
	PerformanceInsightsRetentionPeriod *int32
	Port                               *int32
	PreferredBackupWindow              string
	PubliclyAccessible                 *bool
	RdsCustomClusterConfiguration      *RdsCustomClusterConfiguration
	ScalingConfiguration               *ScalingConfiguration
	ServerlessV2ScalingConfiguration   *ServerlessV2ScalingConfiguration
	StorageType                        string
	TagSpecifications                  []TagSpecification `list:"item"`
	Tags                               []Tag              `list:"Tag"`
	VpcSecurityGroupIds                []string           `list:"VpcSecurityGroupId"`
}

// RestoreDBClusterFromSnapshotOutput shows the new cluster.
type RestoreDBClusterFromSnapshotOutput struct {
	DBCluster *DBCluster
}
