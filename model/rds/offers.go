package rds

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// classes are those that the world's instances can have. A caller may name others.
var classes = []string{"db.r6g.large", "db.r6g.xlarge", "db.r7g.large", serverlessType, "db.t4g.medium"}

// GlobalDatabasesAreNone is the answer of a world without global databases.
var GlobalDatabasesAreNone = rules.Add(kernel.Rule{
	ID: "AUR-ERR-07", Kind: kernel.Refusal, Error: &kernel.ErrorShape{Code: "GlobalClusterNotFoundFault", Status: 404},
	Evidence: kernel.SDKModel, Source: serviceModel + "; " + terraform,
	Says: "No cluster is in a global database: the list is empty, and one that is asked for by its identifier is not " +
		"found.",
	Operations: []string{"DescribeGlobalClusters"},
})

func (s *Service) describeGlobalClusters(
	c *kernel.Call, in *DescribeGlobalClusters,
) (*DescribeGlobalClustersOutput, error) {
	if err := c.Require(in.GlobalClusterIdentifier == "", GlobalDatabasesAreNone, "Global cluster %s not found",
		in.GlobalClusterIdentifier); err != nil {
		return nil, err
	}
	return &DescribeGlobalClustersOutput{GlobalClusters: []GlobalCluster{}}, continued(c, in.Marker == "", in.Marker)
}

func (s *Service) describeDBEngineVersions(
	c *kernel.Call, in *DescribeDBEngineVersions,
) (*DescribeDBEngineVersionsOutput, error) {
	all := []DBEngineVersion{}
	for i, e := range engines {
		first := i == 0 || engines[i-1].engine != e.engine
		named := in.EngineVersion == "" || versionOf(e.engine, in.EngineVersion) == e.version
		if (in.Engine == "" || in.Engine == e.engine) && named &&
			(in.DBParameterGroupFamily == "" || in.DBParameterGroupFamily == e.family) &&
			(first || !kernel.Value(in.DefaultOnly)) {
			all = append(all, e.show())
		}
	}
	page, next, ok := kernel.PageOf(c.Env, all, pageOf(c, "versions", in.Filters), in.Marker, records(in.MaxRecords))
	return &DescribeDBEngineVersionsOutput{DBEngineVersions: page, Marker: next}, continued(c, ok, in.Marker)
}

var descriptions = map[string]string{auroraMySQL: "Aurora MySQL", auroraPostgreSQL: "Aurora PostgreSQL"}

func (e engine) show() DBEngineVersion {
	modes := []string{provisioned}
	if e.mode == serverless {
		modes = append(modes, serverless)
	}
	return DBEngineVersion{
		Engine: e.engine, EngineVersion: e.version, DBParameterGroupFamily: e.family,
		DBEngineDescription:        descriptions[e.engine],
		DBEngineVersionDescription: descriptions[e.engine] + " (" + e.version + ")", Status: "available",
		SupportedEngineModes: modes,
		ValidUpgradeTarget:   []UpgradeTarget{},
	}
}

func (s *Service) describeOrderableDBInstanceOptions(
	c *kernel.Call, in *DescribeOrderableDBInstanceOptions,
) (*DescribeOrderableDBInstanceOptionsOutput, error) {
	if err := c.Require(slices.ContainsFunc(engines, func(e engine) bool { return e.engine == in.Engine }),
		EnginesAreAurora, "Invalid DB engine: %s", in.Engine); err != nil {
		return nil, err
	}
	all := []OrderableDBInstanceOption{}
	for _, e := range engines {
		for _, class := range classes {
			version := in.EngineVersion == "" || versionOf(e.engine, in.EngineVersion) == e.version
			if e.engine == in.Engine && version && (in.DBInstanceClass == "" || in.DBInstanceClass == class) {
				all = append(all, e.on(c.Region, class))
			}
		}
	}
	of := "options " + in.Engine + " " + in.EngineVersion + " " + in.DBInstanceClass
	page, next, ok := kernel.PageOf(c.Env, all, pageOf(c, of, in.Filters), in.Marker, records(in.MaxRecords))
	return &DescribeOrderableDBInstanceOptionsOutput{OrderableDBInstanceOptions: page, Marker: next}, continued(c, ok,
		in.Marker)
}

// on is the offer of a version on a class of instances.
func (e engine) on(region, class string) OrderableDBInstanceOption {
	out := OrderableDBInstanceOption{
		Engine: e.engine, EngineVersion: e.version, DBInstanceClass: class, LicenseModel: licenses[e.engine],
		StorageType:      auroraStorage,
		SupportsClusters: new(true), SupportsStorageEncryption: new(true), Vpc: new(true),
		SupportedEngineModes:              []string{provisioned},
		SupportsIAMDatabaseAuthentication: new(true), SupportsKerberosAuthentication: new(false),
		SupportsPerformanceInsights: new(true),
	}
	for _, zone := range zones(region) {
		out.AvailabilityZones = append(out.AvailabilityZones, AvailabilityZone{Name: zone})
	}
	return out
}
