package rds

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// DescribeDBClusters lists the caller's clusters and, with IncludeShared, those
// that it may clone.
type DescribeDBClusters struct {
	DBClusterIdentifier string   `resource:"cluster"`
	Filters             []Filter `list:"Filter"`
	IncludeShared       *bool
	Marker              string
	MaxRecords          *int32 `shape:"MaxRecords"`
}

// DescribeDBClustersOutput is one page of clusters.
type DescribeDBClustersOutput struct {
	DBClusters []DBCluster `list:"DBCluster" sent:"always" whole:"DBClusterIdentifier"`
	Marker     string      `sent:"set"`
}

// The rules of listing clusters.
var (
	SharedEntriesAreBare = rules.Add(kernel.Rule{
		ID: "AUR-XCL-18", Kind: kernel.Effect, Evidence: kernel.Documented, Source: crossGuide, Seed: seed,
		Also: []string{"AUR-XCL-36"},
		Says: "With IncludeShared the clusters that others share with the caller are listed as well, by the owner's " +
			"ARN, with engine, version and whether they are encrypted, and with nothing else.",
		Operations: []string{"DescribeDBClusters"},
	})
	SharedAreListedOnDemand = rules.Add(kernel.Rule{
		ID: "AUR-XCL-19", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel, Seed: seed,
		Says:       "Without IncludeShared the caller's own clusters alone are listed.",
		Operations: []string{"DescribeDBClusters"},
	})
	ForeignClonesAreTold = rules.Add(kernel.Rule{
		ID: "AUR-XCL-20", Kind: kernel.Effect, Evidence: kernel.Documented, Source: crossGuide, Seed: seed,
		Says: "CrossAccountClone is true of a cluster that was cloned from another account's, false of every other " +
			"cluster of the caller.",
		Operations: []string{"DescribeDBClusters"},
	})
)

var clusterFilters = filters[DBCluster]{
	"clone-group-id":         func(cl *DBCluster) string { return cl.CloneGroupId },
	"db-cluster-id":          func(cl *DBCluster) string { return cl.DBClusterIdentifier },
	"db-cluster-resource-id": func(cl *DBCluster) string { return cl.DbClusterResourceId },
	"domain":                 func(*DBCluster) string { return "" },
	"engine":                 func(cl *DBCluster) string { return cl.Engine },
}

// filtered shows of a cluster what filters look at.
func (cl *cluster) filtered() *DBCluster {
	return &DBCluster{CloneGroupId: cl.Group, DBClusterIdentifier: cl.Name, DbClusterResourceId: cl.ID,
		Engine: cl.Spec.Engine}
}

func (s *Service) describeDBClusters(c *kernel.Call, in *DescribeDBClusters) (*DescribeDBClustersOutput, error) {
	fits, err := compiled(c, in.Filters, clusterFilters)
	if err != nil {
		return nil, err
	}
	if in.DBClusterIdentifier != "" {
		return s.describeOne(c, in, fits)
	}
	out := &DescribeDBClustersOutput{}
	most := records(in.MaxRecords)
	page, next, ok := kernel.Page(c.Env, s.Clusters.View(c.Scope()), kernel.Query[cluster]{
		Of: pageOf(c, "clusters", in.Filters), Token: in.Marker, Max: most,
		Match: func(cl *cluster) bool { return len(in.Filters) == 0 || fits(cl.filtered()) },
	})
	out.DBClusters = make([]DBCluster, len(page))
	for i, cl := range page {
		s.showInto(&out.DBClusters[i], cl)
	}
	out.Marker = next
	if c.Applies(!kernel.Value(in.IncludeShared), SharedAreListedOnDemand) {
		return out, continued(c, ok, in.Marker)
	}
	if next == "" {
		err = s.addShared(c, in, out, fits, ok)
	}
	return out, err
}

// describeOne lists the one cluster that a caller names.
func (s *Service) describeOne(
	c *kernel.Call, in *DescribeDBClusters, fits func(*DBCluster) bool,
) (*DescribeDBClustersOutput, error) {
	out := &DescribeDBClustersOutput{DBClusters: []DBCluster{}}
	cl, err := s.own(c, in.DBClusterIdentifier)
	if err == nil && (len(in.Filters) == 0 || fits(cl.filtered())) {
		out.DBClusters = append(out.DBClusters, *s.show(cl))
	}
	return out, err
}

// addShared fills a page up with what others share, which stands behind the
// caller's own clusters. Its markers are of another listing than theirs.
func (s *Service) addShared(
	c *kernel.Call, in *DescribeDBClusters, out *DescribeDBClustersOutput, fits func(*DBCluster) bool, begins bool,
) error {
	marker := in.Marker
	if begins {
		marker = ""
	}
	page, next, ok := kernel.PageByMatching(c.Env, s.sharedWith(c.Scope()),
		func(o offer) uint64 { return o.cluster.Number },
		func(o offer) bool {
			shown := showShared(o.cluster)
			return s.ram.Allows(o.arn, c.Account, "rds:DescribeDBClusters") && fits(&shown)
		}, pageOf(c, "shared clusters", in.Filters), marker, records(in.MaxRecords)-len(out.DBClusters), false)
	for _, o := range page {
		if c.Applies(true, SharedEntriesAreBare) {
			out.DBClusters = append(out.DBClusters, showShared(o.cluster))
		} else {
			out.DBClusters = append(out.DBClusters, *s.show(o.cluster))
		}
	}
	out.Marker = next
	return continued(c, ok, in.Marker)
}

// offer is a cluster that another account shares.
type offer struct {
	arn     kernel.ARN
	cluster *cluster
}

// sharedWith lists the available clusters of others in shares in which somebody takes
// part, to be looked at only. Whether these allow something is not asked yet.
func (s *Service) sharedWith(at kernel.Scope) (all []offer) {
	for _, arn := range s.ram.SharedWith(at, resourceType) {
		cl := s.bearing(arn.Scope(), strings.ToLower(strings.TrimPrefix(arn.Resource, "cluster:")))
		if cl != nil && cl.Life.State == ClusterAvailable {
			all = append(all, offer{arn, cl})
		}
	}
	return all
}
