package cloudhsm

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Cluster is a cluster as its owner sees it.
type Cluster struct {
	BackupPolicy              string                 `sent:"always"`
	BackupRetentionPolicy     *BackupRetentionPolicy `sent:"always"`
	Certificates              *Certificates          `sent:"always"`
	ClusterId                 string                 `sent:"always"`
	CreateTimestamp           kernel.Time            `sent:"always"`
	HsmType                   string                 `sent:"always"`
	HsmTypeRollbackExpiration kernel.Time
	Hsms                      []Hsm `sent:"always"`
	Mode                      ClusterMode
	NetworkType               NetworkType
	PreCoPassword             string
	SecurityGroup             string `sent:"always"`
	SourceBackupId            string
	State                     ClusterState      `sent:"always"`
	StateMessage              string            `sent:"set"`
	SubnetMapping             map[string]string `sent:"always"`
	TagList                   []Tag
	VpcId                     string `sent:"always"`
}

// DescribeClusters lists the caller's clusters, the newest last.
type DescribeClusters struct {
	Filters    map[string][]string `shape:"Filters"`
	MaxResults *int32              `shape:"ClustersMax"`
	NextToken  string              `shape:"NextToken"`
}

// DescribeClustersOutput is one page of clusters.
type DescribeClustersOutput struct {
	Clusters  []Cluster `sent:"always" always:"TagList"`
	NextToken string    `sent:"set"`
}

// InitializeCluster hands in the certificate that answers the cluster's CSR.
type InitializeCluster struct {
	ClusterId   string `shape:"!ClusterId" resource:"cluster"`
	SignedCert  string `shape:"!Certificate"` // PEM
	TrustAnchor string `shape:"!Certificate"` // PEM
}

// InitializeClusterOutput tells the state that the cluster is in now.
type InitializeClusterOutput struct {
	State        ClusterState
	StateMessage string
}

// ModifyCluster changes a cluster's backup retention, its HSM type, or both.
type ModifyCluster struct {
	ClusterId             string `shape:"!ClusterId" resource:"cluster"`
	BackupRetentionPolicy *BackupRetentionPolicy
	HsmType               string `shape:"HsmType"`
}

// ModifyClusterOutput shows the cluster.
type ModifyClusterOutput struct{ Cluster *Cluster }

// DeleteCluster deletes a cluster that has no HSMs left.
type DeleteCluster struct {
	ClusterId string `shape:"!ClusterId" resource:"cluster"`
}

// DeleteClusterOutput shows the cluster.
type DeleteClusterOutput struct {
	Cluster *Cluster `sent:"always" never:"TagList"`
}

var rollbackWindow = kernel.Exactly(kernel.Day, HsmTypeMigratesInPlace)

// The rules of looking after a cluster.
var (
	ClustersAreFiltered = rules.Add(kernel.Rule{
		ID: "HSM-CLU-30", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.Observed,
		Source: serviceModel + "; live tests of alchemy-run/alchemy",
		Says: "Clusters are filtered by clusterIds, vpcIds and states; unknown values give an empty list, unknown " +
			"filters are refused.",
		Operations: []string{"DescribeClusters"},
	})
	SignedClustersInitialize = rules.Add(kernel.Rule{
		ID: "HSM-INI-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "CloudHSM User Guide, initialize-cluster",
		Says:       "InitializeCluster answers INITIALIZE_IN_PROGRESS, and the cluster becomes INITIALIZED later.",
		Operations: []string{"InitializeCluster"},
	})
	RetentionIsNinetyDays = rules.Add(kernel.Rule{
		ID: "HSM-BKP-09", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     "CloudHSM User Guide, manage-backup-retention",
		Says:       "Backups of a new cluster are retained for 90 days unless it says otherwise.",
		Operations: []string{"CreateCluster"},
	})
	RetentionIsAWeekToAYear = rules.Add(kernel.Rule{
		ID: "HSM-CLU-44", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.Documented,
		Source:     serviceModel + "; CloudHSM User Guide, manage-backup-retention",
		Says:       "A BackupRetentionPolicy is of Type DAYS and its Value is a number from 7 to 379, as text.",
		Operations: []string{"CreateCluster", "ModifyCluster"},
	})
)

func (s *Service) describeClusters(c *kernel.Call, in *DescribeClusters) (*DescribeClustersOutput, error) {
	if err := checkFilters(c, in.Filters, clusterFilters, ClustersAreFiltered); err != nil {
		return nil, err
	}
	page, next, ok := kernel.Page(c.Env, s.Clusters.View(c.Scope()), kernel.Query[cluster]{
		Of: pageOf(c, "clusters", in.Filters), Token: in.NextToken, Max: orDefault(in.MaxResults, 25),
		Match: func(cl *cluster) bool {
			return selects(in.Filters, "clusterIds", cl.ID) && selects(in.Filters, "vpcIds", cl.Subnets[0].VPC) &&
				selects(in.Filters, "states", string(cl.Life.State))
		},
	})
	if err := listed(c, ok); err != nil {
		return nil, err
	}
	out := &DescribeClustersOutput{Clusters: make([]Cluster, 0, len(page)), NextToken: next}
	for _, cl := range page {
		out.Clusters = append(out.Clusters, *s.show(cl))
	}
	return out, nil
}

var clusterFilters = []string{"clusterIds", "vpcIds", "states"}

// checkFilters refuses a filter that the listing does not have.
func checkFilters(c *kernel.Call, filters map[string][]string, known []string, rule *kernel.Rule) error {
	for _, name := range slices.Sorted(maps.Keys(filters)) {
		if !slices.Contains(known, name) {
			return c.Require(false, rule, "%q is not a filter: want one of %s.", name, strings.Join(known, ", "))
		}
	}
	return c.Require(true, rule, "")
}

// selects reports whether a filter, if given, has the value.
func selects(filters map[string][]string, name, value string) bool {
	values, given := filters[name]
	return !given || slices.Contains(values, value)
}

func (s *Service) initializeCluster(c *kernel.Call, in *InitializeCluster) (*InitializeClusterOutput, error) {
	cl, err := s.ownCluster(c, in.ClusterId)
	if err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Check(cl, "InitializeCluster"); err != nil {
		return nil, err
	}
	if err := s.checkCertificates(c, cl, in); err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Fire(cl, "InitializeCluster"); err != nil {
		return nil, err
	}
	cl.Certificate = in.SignedCert
	return &InitializeClusterOutput{
		State:        cl.Life.State,
		StateMessage: "Cluster is initializing. State will change to INITIALIZED upon completion.",
	}, nil
}

func (s *Service) modifyCluster(c *kernel.Call, in *ModifyCluster) (*ModifyClusterOutput, error) {
	cl, err := s.ownCluster(c, in.ClusterId)
	if err != nil {
		return nil, err
	}
	days, err := cl.Retention, error(nil)
	if in.BackupRetentionPolicy != nil {
		if days, err = retentionDays(c, in.BackupRetentionPolicy); err != nil {
			return nil, err
		}
	}
	if err := s.clusterMachine.Check(cl, "ModifyCluster"); err != nil {
		return nil, err
	}
	if in.HsmType != "" {
		if err := s.migrate(c, cl, in.HsmType); err != nil {
			return nil, err
		}
	} else if err := s.clusterMachine.Fire(cl, "ModifyCluster"); err != nil {
		return nil, err
	}
	cl.Retention = days
	return &ModifyClusterOutput{s.show(cl)}, nil
}

// migrate starts a change of HSM type: forward, or back within the window.
func (s *Service) migrate(c *kernel.Call, cl *cluster, to string) error {
	forward := cl.Type == hsm1 && to == hsm2 && cl.Mode == FIPS
	back := cl.Type == hsm2 && to == hsm1 && c.Now() < cl.RollbackExpiration
	if err := c.Require(forward || back, HsmTypeMigratesInPlace, "Cluster %s of %s cannot be modified to %s.", cl.ID,
		cl.Type, to); err != nil {
		return err
	}
	on := changeType
	if !forward {
		on = rollBack
	}
	if err := s.clusterMachine.Check(cl, on); err != nil {
		return err
	}
	cl.Migrating = migration{To: to, Hsms: len(cl.Hsms)}
	cl.RollbackExpiration = 0
	if forward {
		cl.RollbackExpiration = c.Now().Add(rollbackWindow.Typical)
	}
	return s.clusterMachine.Fire(cl, on)
}

// replaceNextHsm is called at the start of each HSM's replacement: a fresh
// backup is made before it.
func (s *Service) replaceNextHsm(c *cluster, from ClusterState) {
	if from == c.Life.State {
		c.Migrating.Hsms--
	}
	if c.ActiveHsms > 0 {
		s.backUp(c)
	}
}

func (s *Service) finishMigration(c *cluster) {
	c.Type = c.Migrating.To
	for _, id := range c.Hsms {
		s.Hsms.Get(c.Scope, id).Type = c.Type
	}
	c.Migrating = migration{}
}

func (s *Service) deleteCluster(c *kernel.Call, in *DeleteCluster) (*DeleteClusterOutput, error) {
	cl, err := s.ownCluster(c, in.ClusterId)
	if err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Fire(cl, "DeleteCluster"); err != nil {
		return nil, err
	}
	shown := s.show(cl)
	shown.TagList = nil
	return &DeleteClusterOutput{Cluster: shown}, nil
}

var stateMessages = map[ClusterState]string{
	ClusterCreateInProgress:     "Cluster is being created.",
	ClusterInitializeInProgress: "Cluster is initializing. State will change to INITIALIZED upon completion.",
	ClusterModifyInProgress:     "Cluster HSM type is being modified.",
	ClusterRollbackInProgress:   "Cluster HSM type is being rolled back.",
	ClusterDeleteInProgress:     "The cluster is being deleted.",
}

func (s *Service) show(cl *cluster) *Cluster {
	out := &Cluster{
		BackupPolicy:          "DEFAULT",
		BackupRetentionPolicy: &BackupRetentionPolicy{Type: "DAYS", Value: strconv.Itoa(cl.Retention)},
		Certificates:          s.certificates(cl),
		ClusterId:             cl.ID, CreateTimestamp: cl.Created, HsmType: cl.Type,
		Hsms: make([]Hsm, 0, len(cl.Hsms)), Mode: cl.Mode, NetworkType: cl.Network,
		SecurityGroup: cl.SecurityGroup, SourceBackupId: cl.Source,
		State: cl.Life.State, StateMessage: stateMessages[cl.Life.State],
		SubnetMapping: map[string]string{}, TagList: append([]Tag{}, cl.Tags...), VpcId: cl.Subnets[0].VPC,
		HsmTypeRollbackExpiration: cl.RollbackExpiration,
	}
	for _, n := range cl.Subnets {
		out.SubnetMapping[n.Zone] = n.ID
	}
	for _, id := range cl.Hsms {
		out.Hsms = append(out.Hsms, *s.Hsms.See(cl.Scope, id).show())
	}
	switch cl.Life.State {
	case ClusterUninitialized, ClusterInitializeInProgress, ClusterInitialized:
		out.PreCoPassword = "password"
	}
	return out
}
