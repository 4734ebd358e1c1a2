package rds

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

const (
	maxInstances   = 40
	serverlessType = "db.serverless"
)

// The rules of making instances.
var (
	EnginesMatchTheirCluster = rules.Add(kernel.Rule{
		ID: "AUR-INS-03", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.Observed, Source: moto,
		Says:       "An instance has the engine of its cluster.",
		Operations: []string{"CreateDBInstance"},
	})
	ClustersDecideForInstances = rules.Add(kernel.Rule{
		ID: "AUR-INS-04", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.Recorded,
		Source:     "hashicorp/terraform, issue 7655; hashicorp/terraform-provider-aws, pull request 6009",
		Says:       "The key and deletion protection belong to the cluster and are not set on an instance of it.",
		Operations: []string{"CreateDBInstance", "ModifyDBInstance"},
	})
	InstancesAreNamedOnce = rules.Add(kernel.Rule{
		ID: "AUR-INS-05", Kind: kernel.Refusal, Error: DBInstanceAlreadyExists, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "An account has one instance of an identifier in a Region.",
		Operations: []string{"CreateDBInstance"},
	})
	InstancesAreFew = rules.Add(kernel.Rule{
		ID: "AUR-INS-17", Kind: kernel.Quota, Error: InstanceQuotaExceeded, Evidence: kernel.Documented, Source: quotasGuide,
		Says:       "An account has at most 40 instances in a Region.",
		Operations: []string{"CreateDBInstance"},
	})
	InstancesAreOfAurora = rules.Add(kernel.Rule{
		ID: "AUR-INS-18", Kind: kernel.Refusal, Error: InvalidParameterCombination,
		Or:       []*kernel.ErrorShape{InvalidParameterValue, MissingParameter},
		Evidence: kernel.SDKModel, Source: serviceModel + "; the model has members of clusters alone",
		Says:       "An instance is made in a cluster.",
		Operations: []string{"CreateDBInstance"},
	})
	InstancesFitTheirCluster = rules.Add(kernel.Rule{
		ID: "AUR-INS-13", Kind: kernel.Refusal, Error: InvalidParameterCombination,
		Or:       []*kernel.ErrorShape{InvalidParameterValue, InvalidVPCNetworkState, InvalidDBClusterState},
		Evidence: kernel.Documented,
		Source:   "Aurora User Guide, Cross-VPC cloning, and Creating a cluster that uses Aurora Serverless v2",
		Says: "An instance is in an Availability Zone of its cluster, in its subnet group, and of the class " +
			"db.serverless only where the cluster has a Serverless v2 scaling configuration.",
		Operations: []string{"CreateDBInstance"},
	})
	ServerlessV1HasNoInstances = rules.Add(kernel.Rule{
		ID: "AUR-INS-19", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Or: []*kernel.ErrorShape{InvalidParameterCombination, InvalidDBClusterState}, Evidence: kernel.Observed, Source: moto,
		Says:       "No instances are added to an Aurora Serverless v1 cluster.",
		Operations: []string{"CreateDBInstance"},
	})
)

func (s *Service) createDBInstance(c *kernel.Call, in *CreateDBInstance) (*CreateDBInstanceOutput, error) {
	if err := c.Require(in.DBClusterIdentifier != "", InstancesAreOfAurora,
		"The parameter DBClusterIdentifier must be provided: this world has instances of Aurora clusters alone."); err != nil {
		return nil, err
	}
	cl, err := s.own(c, in.DBClusterIdentifier)
	if err != nil {
		return nil, err
	}
	if err := s.mayJoin(c, cl, in); err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.Tags)
	if err != nil {
		return nil, err
	}
	name := strings.ToLower(in.DBInstanceIdentifier)
	if err := c.Require(s.Instances.See(cl.Scope, name) == nil, InstancesAreNamedOnce,
		"DB instance already exists"); err != nil {
		return nil, err
	}
	few := s.Instances.View(c.Scope()).Len() < maxInstances
	if err := c.Require(few, InstancesAreFew, "You have reached the quota of %d DB instances.", maxInstances); err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Fire(cl, "CreateDBInstance"); err != nil {
		return nil, err
	}
	i := &instance{
		Scope: cl.Scope, Name: name, ID: c.Mint().Capital("db-", 26), Cluster: cl.ID, Class: in.DBInstanceClass, Tier: 1,
		Created: c.Now(), Tags: tags,
		Public: kernel.Value(in.PubliclyAccessible),
		Zone:   cmp.Or(in.AvailabilityZone, cl.Spec.Zones[len(cl.Members)%len(cl.Spec.Zones)]),
	}
	set(&i.Tier, in.PromotionTier)
	s.Instances.In(i.Scope).Delete(name)
	s.Instances.In(i.Scope).Put(name, i)
	cl.Members = append(slices.Clone(cl.Members), name)
	s.instanceMachine.Begin(i)
	return &CreateDBInstanceOutput{s.showInstance(i)}, nil
}

// mayJoin reports whether an instance fits the cluster.
func (s *Service) mayJoin(c *kernel.Call, cl *cluster, in *CreateDBInstance) error {
	same := in.Engine == cl.Spec.Engine && (in.EngineVersion == "" || strings.HasPrefix(cl.Spec.Version, in.EngineVersion))
	if err := c.Require(same, EnginesMatchTheirCluster,
		"The engine name requested for your DB instance (%s) doesn't match the engine name of your DB cluster (%s).",
		in.Engine, cl.Spec.Engine); err != nil {
		return err
	}
	key := in.KmsKeyId == "" && !kernel.Value(in.StorageEncrypted)
	if err := c.Require(key, ClustersDecideForInstances,
		"The requested DB Instance will be a member of a DB Cluster and its storage encryption key should not be set "+
			"directly."); err != nil {
		return err
	}
	if err := unprotected(c, in.DeletionProtection); err != nil {
		return err
	}
	if err := c.Require(!cl.isServerless(), ServerlessV1HasNoInstances,
		"Instances cannot be added to Aurora Serverless clusters."); err != nil {
		return err
	}
	zone := in.AvailabilityZone == "" || slices.Contains(s.zonesFor(cl), in.AvailabilityZone)
	if err := c.Require(zone, InstancesFitTheirCluster, "The Availability Zone %s is not one of the cluster's: %v",
		in.AvailabilityZone, s.zonesFor(cl)); err != nil {
		return err
	}
	group := in.DBSubnetGroupName == "" || strings.EqualFold(in.DBSubnetGroupName, cl.Spec.Subnets)
	if err := c.Require(group, InstancesFitTheirCluster, "The DB subnet group %s is not that of the cluster, %s.",
		in.DBSubnetGroupName, cl.Spec.Subnets); err != nil {
		return err
	}
	scales := in.DBInstanceClass != serverlessType || cl.Spec.ScalesV2
	return c.Require(scales, InstancesFitTheirCluster,
		"Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.")
}

func unprotected(c *kernel.Call, protection *bool) error {
	return c.Require(!kernel.Value(protection), ClustersDecideForInstances,
		"Deletion Protection can only be applied on the Cluster level, not for individual instances")
}

// zonesFor lists where instances of a cluster may be: where it has storage and a
// subnet.
func (s *Service) zonesFor(cl *cluster) []string {
	g := s.Subnets.See(cl.Scope, cl.Spec.Subnets)
	if g == nil {
		return cl.Spec.Zones
	}
	return common(cl.Spec.Zones, g.zonesOf())
}

func common(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(zone string) bool { return !slices.Contains(b, zone) })
}

func (s *Service) showInstance(i *instance) *DBInstance {
	cl := s.Clusters.See(i.Scope, i.Cluster)
	sp := cl.Spec
	out := &DBInstance{
		DBInstanceIdentifier: i.Name, DBInstanceArn: arnOf(i.Scope, "db", i.Name), DbiResourceId: i.ID,
		DBInstanceStatus:    string(i.Life.State),
		DBClusterIdentifier: cl.Name, DBInstanceClass: i.Class, Engine: sp.Engine, EngineVersion: sp.Version,
		MasterUsername: sp.User, DBName: sp.Database,
		AllocatedStorage: new(int32(1)), StorageType: sp.StorageType, AvailabilityZone: i.Zone, MultiAZ: new(false),
		PromotionTier:         new(i.Tier),
		BackupRetentionPeriod: new(sp.Retention), PreferredBackupWindow: sp.Backups,
		PreferredMaintenanceWindow: sp.Maintenance,
		StorageEncrypted:           new(cl.Sealed.isByKey()), KmsKeyId: cl.Sealed.Key, PubliclyAccessible: new(i.Public),
		AutoMinorVersionUpgrade: new(true),
		CopyTagsToSnapshot:      new(sp.CopyTags), DeletionProtection: new(false), DbInstancePort: new(int32(0)),
		LicenseModel:       licenses[sp.Engine],
		InstanceCreateTime: i.Created, TagList: listed(i.Tags), IAMDatabaseAuthenticationEnabled: new(sp.IAM),
		NetworkType: "IPV4",
		DBParameterGroups: []DBParameterGroupStatus{{DBParameterGroupName: "default." + familyOf(sp.Version),
			ParameterApplyStatus: "in-sync"}},
		DBSubnetGroup: s.showSubnets(cl), MonitoringInterval: new(int32(0)), ReadReplicaDBInstanceIdentifiers: []string{},
	}
	for _, id := range sp.Security {
		out.VpcSecurityGroups = append(out.VpcSecurityGroups,
			VpcSecurityGroupMembership{VpcSecurityGroupId: id, Status: "active"})
	}
	if i.Life.State != InstanceCreating {
		out.Endpoint = &Endpoint{Address: i.Name + "." + shortName(i.ID) + "." + i.Scope.Region + ".rds.amazonaws.com",
			Port: new(sp.Port), HostedZoneId: hostedZone}
	}
	return out
}

var licenses = map[string]string{auroraMySQL: "general-public-license", auroraPostgreSQL: "postgresql-license"}

// showSubnets shows the subnet group of a cluster, the default one by its name.
func (s *Service) showSubnets(cl *cluster) *DBSubnetGroup {
	if g := s.Subnets.See(cl.Scope, cl.Spec.Subnets); g != nil {
		return g.show()
	}
	return &DBSubnetGroup{DBSubnetGroupName: defaultGroup, DBSubnetGroupDescription: defaultGroup,
		SubnetGroupStatus: "Complete", Subnets: []Subnet{}, VpcId: defaultVPC}
}
