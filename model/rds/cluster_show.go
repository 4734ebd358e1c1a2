package rds

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// hostedZone is where the names of all endpoints are.
const hostedZone = "Z2R2ITUGPM61AM"

// shown are the members of a cluster that its answer points to, in one piece.
type shown struct {
	spec                                   spec
	allocated                              int32
	isEncrypted, isForeign, isMulti, minor bool
}

// show shows a cluster to its owner.
func (s *Service) show(cl *cluster) *DBCluster {
	out := &DBCluster{}
	s.showInto(out, cl)
	return out
}

func (s *Service) showInto(out *DBCluster, cl *cluster) {
	is := &shown{
		spec: cl.Spec, allocated: 1, isEncrypted: cl.Sealed.isByKey(), isMulti: len(cl.Members) > 1, minor: true,
		isForeign: s.env.Applies(cl.Source == foreignClone, ForeignClonesAreTold),
	}
	sp := &is.spec
	*out = DBCluster{
		DBClusterIdentifier: cl.Name, DBClusterArn: cl.arn(), DbClusterResourceId: cl.ID, Status: string(cl.Life.State),
		ClusterCreateTime: cl.Created,
		Engine:            sp.Engine, EngineVersion: sp.Version, EngineMode: sp.Mode, MasterUsername: sp.User,
		DatabaseName: sp.Database, Port: &sp.Port,
		AllocatedStorage: &is.allocated, AvailabilityZones: slices.Clone(sp.Zones), StorageType: sp.StorageType,
		MultiAZ:               &is.isMulti,
		BackupRetentionPeriod: &sp.Retention, PreferredBackupWindow: sp.Backups, PreferredMaintenanceWindow: sp.Maintenance,
		DBClusterParameterGroup: sp.Parameters, DBSubnetGroup: sp.Subnets, DBClusterMembers: s.showMembers(cl),
		ReadReplicaIdentifiers: []string{},
		StorageEncrypted:       &is.isEncrypted, KmsKeyId: cl.Sealed.Key, StorageEncryptionType: cl.Sealed.kind(),
		CloneGroupId: cl.Group, CrossAccountClone: &is.isForeign,
		DeletionProtection: &sp.Protected, CopyTagsToSnapshot: &sp.CopyTags, IAMDatabaseAuthenticationEnabled: &sp.IAM,
		HttpEndpointEnabled:          &sp.HTTP,
		EnabledCloudwatchLogsExports: append([]string(nil), sp.Logs...),
		AssociatedRoles:              []DBClusterRole{}, TagList: listed(cl.Tags),
		Endpoint: cl.endpoint("cluster"), ReaderEndpoint: cl.endpoint("cluster-ro"), HostedZoneId: hostedZone,
		ActivityStreamStatus: "stopped", NetworkType: "IPV4", AutoMinorVersionUpgrade: &is.minor,
		PendingModifiedValues: cl.showPending(),
	}
	s.showRestorable(cl, out)
	s.showScaling(cl, out)
	out.VpcSecurityGroups = make([]VpcSecurityGroupMembership, len(sp.Security))
	for i, id := range sp.Security {
		out.VpcSecurityGroups[i] = VpcSecurityGroupMembership{VpcSecurityGroupId: id, Status: "active"}
	}
}

// showRestorable shows between which moments a cluster can be restored, once it
// is made.
func (s *Service) showRestorable(cl *cluster, out *DBCluster) {
	if s.env.Applies(cl.Life.State == ClusterCreating, SourcesAreAvailable) {
		return
	}
	out.EarliestRestorableTime, out.LatestRestorableTime = s.restorable(cl)
	if cl.Life.State == ClusterStopped {
		out.AutomaticRestartTime = cl.Life.Since.Add(7 * kernel.Day)
	}
}

// restorable returns between which moments a cluster can be restored.
func (s *Service) restorable(cl *cluster) (earliest, latest kernel.Time) {
	kept := s.env.Now().Add(-time.Duration(cl.Spec.Retention) * kernel.Day)
	return max(cl.Created, kept), max(cl.Created, s.env.Now().Add(-5*time.Minute))
}

func (s *Service) showScaling(cl *cluster, out *DBCluster) {
	sp := &cl.Spec
	if sp.ScalesV2 {
		least, most := float64(sp.LeastHalves)/2, float64(sp.MostHalves)/2
		out.ServerlessV2ScalingConfiguration = &ServerlessV2ScalingConfigurationInfo{MinCapacity: &least, MaxCapacity: &most}
	}
	if cl.isServerless() {
		sc := sp.Scaling
		out.Capacity = &sc.Least
		out.ScalingConfigurationInfo = &ScalingConfigurationInfo{
			AutoPause: &sc.Pauses, MinCapacity: &sc.Least, MaxCapacity: &sc.Most, SecondsUntilAutoPause: &sc.After,
			SecondsBeforeTimeout: &sc.Timeout, TimeoutAction: sc.Action,
		}
	}
}

// endpoint is where a cluster listens.
func (cl *cluster) endpoint(kind string) string {
	return cl.Name + "." + kind + "-" + shortName(cl.ID) + "." + cl.Scope.Region + ".rds.amazonaws.com"
}

// showPending shows the changes that wait for the maintenance window.
func (cl *cluster) showPending() *ClusterPendingModifiedValues {
	if cl.Later == (pending{}) {
		return nil
	}
	return &ClusterPendingModifiedValues{DBClusterIdentifier: cl.Later.Name, EngineVersion: cl.Later.Version}
}

// showShared shows a cluster to an account that may only clone it.
func showShared(cl *cluster) DBCluster {
	return DBCluster{
		DBClusterArn: cl.arn(), Engine: cl.Spec.Engine, EngineVersion: cl.Spec.Version,
		StorageEncrypted: new(cl.Sealed.isByKey()),
	}
}
