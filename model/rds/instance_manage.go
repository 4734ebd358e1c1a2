package rds

import "github.com/shareproof/shareproof/model/kernel"

// DescribeDBInstances lists the caller's instances.
type DescribeDBInstances struct {
	DBInstanceIdentifier string   `resource:"db"`
	Filters              []Filter `list:"Filter"`
	Marker               string
	MaxRecords           *int32 `shape:"MaxRecords"`
}

// DescribeDBInstancesOutput is one page of instances.
type DescribeDBInstancesOutput struct {
	DBInstances []DBInstance `list:"DBInstance" sent:"always"`
	Marker      string       `sent:"set"`
}

// DeleteDBInstance deletes an instance.
type DeleteDBInstance struct {
	DBInstanceIdentifier      string `shape:"!" resource:"db"`
	DeleteAutomatedBackups    *bool
	FinalDBSnapshotIdentifier string
	SkipFinalSnapshot         *bool
}

// DeleteDBInstanceOutput shows the instance.
type DeleteDBInstanceOutput struct {
	DBInstance *DBInstance `sent:"always"`
}

// CreateDBSnapshot takes a snapshot of a single instance, which no member of a
// cluster allows.
type CreateDBSnapshot struct {
	DBInstanceIdentifier string `shape:"!" resource:"db"`
	DBSnapshotIdentifier string `shape:"!Identifier"`
	Tags                 []Tag  `list:"Tag"`
}

// CreateDBSnapshotOutput never comes: all instances are members of clusters.
type CreateDBSnapshotOutput struct{}

// The rules of changing instances.
var (
	MembersAreSnapshotWithTheirCluster = rules.Add(kernel.Rule{
		ID: "AUR-INS-10", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Recorded,
		Source:     "cloud-custodian/cloud-custodian, issue 313; cevoaustralia/aws-backup-lambda, issue 5",
		Says:       "No snapshot is taken of a single member of a cluster: CreateDBClusterSnapshot takes one of the cluster.",
		Operations: []string{"CreateDBSnapshot"},
	})
	RetentionIsTheClusters = rules.Add(kernel.Rule{
		ID: "AUR-INS-11", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.Recorded,
		Source:     "Optum/dce, issue 244",
		Says:       "How long backups are kept is set on the cluster and not on an instance of it.",
		Operations: []string{"ModifyDBInstance"},
	})
)

var instanceFilters = filters[DBInstance]{
	"db-cluster-id":   func(i *DBInstance) string { return i.DBClusterIdentifier },
	"db-instance-id":  func(i *DBInstance) string { return i.DBInstanceIdentifier },
	"dbi-resource-id": func(i *DBInstance) string { return i.DbiResourceId },
	"domain":          func(*DBInstance) string { return "" },
	"engine":          func(i *DBInstance) string { return i.Engine },
}

func (s *Service) describeDBInstances(c *kernel.Call, in *DescribeDBInstances) (*DescribeDBInstancesOutput, error) {
	fits, err := compiled(c, in.Filters, instanceFilters)
	if err != nil {
		return nil, err
	}
	out := &DescribeDBInstancesOutput{DBInstances: []DBInstance{}}
	if in.DBInstanceIdentifier != "" {
		i, err := s.ownInstance(c, in.DBInstanceIdentifier)
		if err != nil {
			return nil, err
		}
		if shown := s.showInstance(i); fits(shown) {
			out.DBInstances = append(out.DBInstances, *shown)
		}
		return out, nil
	}
	page, next, ok := kernel.Page(c.Env, s.Instances.View(c.Scope()), kernel.Query[instance]{
		Of: pageOf(c, "instances", in.Filters), Token: in.Marker, Max: records(in.MaxRecords),
		Match: func(i *instance) bool { return len(in.Filters) == 0 || fits(s.showInstance(i)) },
	})
	out.DBInstances = make([]DBInstance, 0, len(page))
	for _, i := range page {
		out.DBInstances = append(out.DBInstances, *s.showInstance(i))
	}
	out.Marker = next
	return out, continued(c, ok, in.Marker)
}

func (s *Service) modifyDBInstance(c *kernel.Call, in *ModifyDBInstance) (*ModifyDBInstanceOutput, error) {
	i, err := s.ownInstance(c, in.DBInstanceIdentifier)
	if err != nil {
		return nil, err
	}
	const retention = "The specified DB Instance is a member of a cluster. Modify backup retention for the DB Cluster " +
		"using the ModifyDbCluster API"
	if err := c.Require(in.BackupRetentionPeriod == nil, RetentionIsTheClusters, retention); err != nil {
		return nil, err
	}
	if err := unprotected(c, in.DeletionProtection); err != nil {
		return nil, err
	}
	if err := s.instanceMachine.Fire(i, "ModifyDBInstance"); err != nil {
		return nil, err
	}
	if in.DBInstanceClass != "" {
		i.Class = in.DBInstanceClass
	}
	set(&i.Tier, in.PromotionTier)
	set(&i.Public, in.PubliclyAccessible)
	return &ModifyDBInstanceOutput{s.showInstance(i)}, nil
}

func (s *Service) deleteDBInstance(c *kernel.Call, in *DeleteDBInstance) (*DeleteDBInstanceOutput, error) {
	i, err := s.ownInstance(c, in.DBInstanceIdentifier)
	if err != nil {
		return nil, err
	}
	if cl := s.Clusters.See(i.Scope, i.Cluster); s.living(cl) == 1 && !c.Applies(true, LastInstancesMayGo) {
		return nil, kernel.NewError(InvalidDBClusterState, "Cannot delete the last instance of the DB cluster "+cl.Name)
	}
	if err := s.instanceMachine.Fire(i, "DeleteDBInstance"); err != nil {
		return nil, err
	}
	return &DeleteDBInstanceOutput{s.showInstance(i)}, nil
}

func (s *Service) createDBSnapshot(c *kernel.Call, in *CreateDBSnapshot) (*CreateDBSnapshotOutput, error) {
	if _, err := s.ownInstance(c, in.DBInstanceIdentifier); err != nil {
		return nil, err
	}
	const text = "The specified instance is a member of a cluster and a snapshot cannot be created directly. Please " +
		"use the CreateDBClusterSnapshot API instead."
	return &CreateDBSnapshotOutput{}, c.Require(false, MembersAreSnapshotWithTheirCluster, text)
}
