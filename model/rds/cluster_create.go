package rds

import (
	"cmp"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// spec is what a cluster is, apart from its name, its key and its data.
type spec struct {
	Engine, Version, Mode   string
	User, Database          string
	Port, Retention         int32
	Backups, Maintenance    string // windows
	Parameters, Subnets     string // groups
	VPC                     string
	Security                []string
	Zones                   []string
	Logs                    []string
	StorageType             string
	Protected, CopyTags     bool
	IAM, HTTP               bool
	ScalesV2                bool
	LeastHalves, MostHalves int32 // halves of capacity units of Serverless v2
	Scaling                 scaling
}

// scaling is how Serverless v1 scales.
type scaling struct {
	Pauses         bool
	Least, Most    int32
	After, Timeout int32 // seconds
	Action         string
}

// What a cluster has where its maker does not say.
const (
	defaultBackups     = "03:00-03:30"
	defaultMaintenance = "sun:05:00-sun:05:30"
	defaultGroup       = "default"
	defaultSecurity    = "sg-00000000000000000"
	defaultVPC         = "vpc-00000000000000000"
	auroraStorage      = "aurora"
)

// The rules of making clusters.
var (
	NamesAreTakenOnce = rules.Add(kernel.Rule{
		ID: "AUR-CL-03", Kind: kernel.Refusal, Error: DBClusterAlreadyExists, Evidence: kernel.SDKModel,
		Source: serviceModel, Also: []string{"AUR-LIM-05"},
		Says: "Within an account and Region a cluster's identifier is its own; elsewhere others may bear the same.",
		Operations: []string{"CreateDBCluster", "ModifyDBCluster", "RestoreDBClusterToPointInTime",
			"RestoreDBClusterFromSnapshot"},
	})
	ClustersAreFew = rules.Add(kernel.Rule{
		ID: "AUR-CL-04", Kind: kernel.Quota, Error: DBClusterQuotaExceeded, Evidence: kernel.Documented,
		Source: quotasGuide, Also: []string{"AUR-LIM-01"},
		Says:       "An account has at most 40 clusters in a Region, clones and restored ones included.",
		Operations: []string{"CreateDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot"},
	})
	MasterUsersAreGiven = rules.Add(kernel.Rule{
		ID: "AUR-CL-07", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Recorded, Source: terraform,
		Says:       "A new cluster has a master user, whose password its maker gives unless Secrets Manager keeps it.",
		Operations: []string{"CreateDBCluster"},
	})
	ClustersHaveNamesForGood = rules.Add(kernel.Rule{
		ID: "AUR-CL-09", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A cluster's ARN ends in its identifier; its resource ID is cluster- and capital letters and digits, " +
			"unique in the Region, and never changes.",
		Operations: []string{"CreateDBCluster", "DescribeDBClusters"},
	})
	BackupsAreKeptForDays = rules.Add(kernel.Rule{
		ID: "AUR-CL-10", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: serviceModel + "; " + deleteGuide,
		Says: "Automated backups of a new cluster are kept for 1 to 35 days, 1 unless its maker says otherwise; " +
			"deletion protection is off by default.",
		Worded: "Invalid backup retention period: %s must be between 1 and 35.",
		Operations: []string{
			"CreateDBCluster", "ModifyDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot",
		},
	})
)

func (s *Service) createDBCluster(c *kernel.Call, in *CreateDBCluster) (*CreateDBClusterOutput, error) {
	sp, err := s.specified(c, in)
	if err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.Tags)
	if err != nil {
		return nil, err
	}
	if err := s.nameFree(c, in.DBClusterIdentifier); err != nil {
		return nil, err
	}
	if err := s.few(c); err != nil {
		return nil, err
	}
	sealed, err := s.sealedNew(c, kernel.Value(in.StorageEncrypted) || sp.Mode == serverless, in.KmsKeyId)
	if err != nil {
		return nil, err
	}
	cl := s.fresh(c, in.DBClusterIdentifier, sp, sealed, tags)
	if err := s.mayMake(c, cl); err != nil {
		return nil, err
	}
	s.begin(c, cl)
	return &CreateDBClusterOutput{s.show(cl)}, nil
}

// specified reads what a new cluster shall be.
func (s *Service) specified(c *kernel.Call, in *CreateDBCluster) (sp spec, err error) {
	v, err := engineOf(c, in.Engine, in.EngineVersion, in.EngineMode)
	if err != nil {
		return sp, err
	}
	if err := c.Require(in.MasterUsername != "", MasterUsersAreGiven,
		"The parameter MasterUsername must be provided and must not be blank."); err != nil {
		return sp, err
	}
	password := in.MasterUserPassword != "" || kernel.Value(in.ManageMasterUserPassword)
	if err := c.Require(password, MasterUsersAreGiven,
		"The parameter MasterUserPassword must be provided and must not be blank."); err != nil {
		return sp, err
	}
	sp = spec{
		Engine: v.engine, Version: v.version, Mode: v.mode, User: in.MasterUsername, Database: in.DatabaseName,
		Port: v.port, Retention: 1,
		Backups: in.PreferredBackupWindow, Maintenance: in.PreferredMaintenanceWindow,
		Parameters: "default." + v.family, StorageType: in.StorageType, Logs: in.EnableCloudwatchLogsExports,
	}
	sp.chosen(choices{
		Port: in.Port, Retention: in.BackupRetentionPeriod, Security: in.VpcSecurityGroupIds,
		Logs:      in.EnableCloudwatchLogsExports,
		Protected: in.DeletionProtection, CopyTags: in.CopyTagsToSnapshot, IAM: in.EnableIAMDatabaseAuthentication,
		HTTP:    in.EnableHttpEndpoint,
		Scaling: in.ScalingConfiguration, V2: in.ServerlessV2ScalingConfiguration,
	})
	sp.Zones = zones(c.Region)
	err = s.inGroups(c, &sp, in.DBClusterParameterGroupName, in.DBSubnetGroupName)
	return sp, err
}

// nameFree reports whether the caller's new cluster may be called so.
func (s *Service) nameFree(c *kernel.Call, name string) error {
	taken := s.Names.See(c.Scope(), strings.ToLower(name)) != nil
	return c.Require(!taken, NamesAreTakenOnce, "DB Cluster already exists")
}

// fresh returns a cluster of the caller that does not exist yet.
func (s *Service) fresh(c *kernel.Call, name string, sp spec, how sealed, tags []Tag) *cluster {
	minted := c.Mint()
	prefix := "cluster-"
	if !c.Applies(true, ClustersHaveNamesForGood) {
		prefix = "db-"
	}
	id := minted.Capital(prefix, 26)
	return &cluster{
		Scope: c.Scope(), ID: id, Name: strings.ToLower(name), Number: minted.Number(), Spec: sp.completed(), Sealed: how,
		Created: c.Now(),
		Tags:    tags, Lineage: id,
	}
}

// few refuses more clusters than the quota.
func (s *Service) few(c *kernel.Call) error {
	few := s.Clusters.View(c.Scope()).Len() < s.quotas.Clusters
	return c.Require(few, ClustersAreFew, "You have reached the quota of %d DB clusters.", s.quotas.Clusters)
}

// mayMake reports whether a cluster may be made under its key.
func (s *Service) mayMake(c *kernel.Call, cl *cluster) error {
	if cl.Sealed.isByKey() {
		key, err := kernel.ParseARN(cl.Sealed.Key)
		if err != nil {
			return c.Refuse(KeysAreAccessible, inaccessible, cl.Sealed.Key)
		}
		if err := s.mayUse(c, MakersMayUseTheKey, key, cl.ID); err != nil {
			return err
		}
	}
	return nil
}

// begin brings a cluster into being.
func (s *Service) begin(c *kernel.Call, cl *cluster) {
	s.seal(c, cl)
	s.Clusters.In(cl.Scope).Put(cl.ID, cl)
	s.Names.In(cl.Scope).Put(cl.Name, &name{cl.Name, cl.ID})
	s.clusterMachine.Begin(cl)
	s.scheduleBackups(cl)
}

// completed fills in what a maker left open.
func (sp spec) completed() spec {
	sp.Backups, sp.Maintenance = cmp.Or(sp.Backups, defaultBackups), cmp.Or(sp.Maintenance, defaultMaintenance)
	sp.StorageType, sp.Subnets = cmp.Or(sp.StorageType, auroraStorage), cmp.Or(sp.Subnets, defaultGroup)
	sp.VPC = cmp.Or(sp.VPC, defaultVPC)
	if sp.Security == nil {
		sp.Security = []string{defaultSecurity}
	}
	return sp
}

// choices are what makers and changers of a cluster choose alike; nil where they
// leave it as it is.
type choices struct {
	Port, Retention                *int32
	Security, Logs                 []string
	Protected, CopyTags, IAM, HTTP *bool
	Scaling                        *ScalingConfiguration
	V2                             *ServerlessV2ScalingConfiguration
}

func (sp *spec) chosen(ch choices) {
	set(&sp.Port, ch.Port)
	set(&sp.Retention, ch.Retention)
	set(&sp.Protected, ch.Protected)
	set(&sp.CopyTags, ch.CopyTags)
	set(&sp.IAM, ch.IAM)
	set(&sp.HTTP, ch.HTTP)
	if len(ch.Security) > 0 {
		sp.Security = ch.Security
	}
	if len(ch.Logs) > 0 {
		sp.Logs = ch.Logs
	}
	if v2 := ch.V2; v2 != nil {
		sp.ScalesV2 = true
		sp.LeastHalves, sp.MostHalves = halves(v2.MinCapacity), halves(v2.MaxCapacity)
	}
	if v1 := ch.Scaling; v1 != nil {
		sc := &sp.Scaling
		set(&sc.Pauses, v1.AutoPause)
		set(&sc.Least, v1.MinCapacity)
		set(&sc.Most, v1.MaxCapacity)
		set(&sc.After, v1.SecondsUntilAutoPause)
		set(&sc.Timeout, v1.SecondsBeforeTimeout)
		sc.Action = v1.TimeoutAction
	}
}

func set[T any](to, given *T) {
	if given != nil {
		*to = *given
	}
}

// halves counts capacity units in halves, the least that there is.
func halves(units *float64) int32 {
	return int32(2 * min(max(kernel.Value(units), 0), 1024))
}

// zones are the three Availability Zones of a cluster's storage.
func zones(region string) []string { return []string{region + "a", region + "b", region + "c"} }
