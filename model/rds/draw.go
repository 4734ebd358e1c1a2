package rds

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// workload are how callers use RDS.
var workload = kernel.Workload[*Service]{
	Often: map[string]int{
		"CreateDBCluster": 40, "CreateDBInstance": 50, "RestoreDBClusterToPointInTime": 70,
		"DescribeDBClusters": 50, "DeleteDBCluster": 12, "DeleteDBInstance": 10, "ModifyDBCluster": 15,
		"StopDBCluster": 6, "StartDBCluster": 8, "CreateDBClusterSnapshot": 20, "CopyDBClusterSnapshot": 20,
		"RestoreDBClusterFromSnapshot": 15, "ModifyDBClusterSnapshotAttribute": 20,
		"DescribeDBClusterSnapshots": 15, "DeleteDBClusterSnapshot": 5,
		"DescribeDBClusterSnapshotAttributes": 5, "DescribeDBInstances": 10, "ModifyDBInstance": 5,
		"CreateDBSnapshot": 2, "CreateDBSubnetGroup": 5, "DeleteDBSubnetGroup": 2, "DescribeDBSubnetGroups": 3,
		"CreateDBClusterParameterGroup": 5, "DeleteDBClusterParameterGroup": 2,
		"DescribeDBClusterParameterGroups": 3, "DescribeGlobalClusters": 2, "DescribeDBEngineVersions": 2,
		"DescribeOrderableDBInstanceOptions": 2, "DescribeDBClusterAutomatedBackups": 3,
		"AddTagsToResource": 4, "ListTagsForResource": 4, "RemoveTagsFromResource": 3,
		"ModifyDBClusterParameterGroup": 4, "ResetDBClusterParameterGroup": 2,
		"DescribeDBClusterParameters": 3,
	},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"DBClusterIdentifier":         (*Service).someName,
		"DBInstanceIdentifier":        (*Service).someInstance,
		"DBClusterSnapshotIdentifier": (*Service).someSnapshot,
		"DBSnapshotIdentifier":        among("nightly", "weekly"),
		"ResourceName":                (*Service).someARN,
		"DBSubnetGroupName":           (*Service).someSubnetGroup,
		"DBClusterParameterGroupName": (*Service).someParameterGroup,
		"DBParameterGroupFamily":      among("aurora-mysql8.0", "aurora-postgresql16"),
		"ParameterName":               among("time_zone", "slow_query_log", "long_query_time"),
		"ParameterValue":              among("UTC", "1", "10"),
		"ApplyMethod":                 among("immediate", "pending-reboot"),
		"Engine":                      among(auroraMySQL, auroraPostgreSQL),
		"AttributeName":               among(restoreAttribute),
		"DBInstanceClass":             among("db.r6g.large", serverlessType),
		"Description":                 among("of the auditors", "of the tests"),
		"DBSubnetGroupDescription":    among("of the auditors", "of the tests"),
		"SubnetIds":                   among("subnet-0a1b2c3a", "subnet-0a1b2c3b", "subnet-0a1b2c3c"),
		"Key":                         among("team", "tier", "stage"),
		"Value":                       among("red", "green", "blue"),
		"TagKeys":                     among("team", "tier", "stage"),
		"SnapshotType":                among(manual, automated, "shared", "public"),

		"CreateDBSubnetGroup.SubnetIds":                             among("subnet-0a1b2c3a", "subnet-0a1b2c3b", "subnet-0a1b2c3c"),
		"CreateDBSubnetGroup.DBSubnetGroupName":                     among("inner", "outer"),
		"CreateDBClusterParameterGroup.DBClusterParameterGroupName": among("tuned", "slow"),
		"CreateDBClusterSnapshot.DBClusterSnapshotIdentifier":       fresh("snapshot-"),
	},
	Inputs: []kernel.Input{
		kernel.Whole((*Service).someCluster),
		kernel.Whole((*Service).someClone),
		kernel.Whole((*Service).someRestore),
		kernel.Whole((*Service).someMember),
		kernel.Whole((*Service).someChange),
		kernel.Whole((*Service).someDeletion),
		kernel.Whole((*Service).someSnapshotCopy),
		kernel.Whole((*Service).someSnapshotShare),
		kernel.Whole((*Service).someListing),
		kernel.Whole((*Service).someSnapshots),
		kernel.Whole(func(*Service, *kernel.Draw) *DescribeGlobalClusters { return &DescribeGlobalClusters{} }),
		kernel.Whole(func(s *Service, d *kernel.Draw) *DescribeDBInstances {
			return &DescribeDBInstances{DBInstanceIdentifier: often(d, 40, s.someInstance(d)), MaxRecords: somePage(d)}
		}),
		kernel.Whole(func(s *Service, d *kernel.Draw) *ModifyDBInstance {
			if name := s.someInstance(d); name != "" {
				return &ModifyDBInstance{DBInstanceIdentifier: name, DBInstanceClass: "db.r6g.xlarge"}
			}
			return nil
		}),
	},
}

var among = kernel.Among[*Service]

// fresh draws names of which few are taken.
func fresh(prefix string) func(*Service, *kernel.Draw) string {
	return func(_ *Service, d *kernel.Draw) string { return d.Text(prefix, 40) }
}

// often is the text that often out of a hundred, and else none.
func often(d *kernel.Draw, percent int, text string) string {
	if d.Percent(percent) {
		return text
	}
	return ""
}

func somePage(d *kernel.Draw) *int32 {
	if !d.Percent(25) {
		return nil
	}
	most := int32(20 + d.IntN(5))
	return &most
}

func (s *Service) someName(d *kernel.Draw) string {
	if cl := s.clusterMachine.Some(d, &s.Clusters); cl != nil {
		if d.Percent(15) {
			return cl.arn()
		}
		return cl.Name
	}
	return ""
}

func (s *Service) someInstance(d *kernel.Draw) string {
	if i := s.instanceMachine.Some(d, &s.Instances); i != nil {
		return i.Name
	}
	return ""
}

func (s *Service) someSnapshot(d *kernel.Draw) string {
	if sn := s.snapshotMachine.Some(d, &s.Snapshots); sn != nil {
		return sn.Name
	}
	return ""
}

// someARN is that of anything which bears tags.
func (s *Service) someARN(d *kernel.Draw) string {
	at := d.Caller.Scope()
	if sn := s.someSnapshot(d); sn != "" && d.Percent(30) {
		return arnOf(at, "cluster-snapshot", sn)
	}
	if i := s.someInstance(d); i != "" && d.Percent(30) {
		return arnOf(at, "db", i)
	}
	if cl := kernel.Some(d, s.Clusters.All, func(cl *cluster) bool { return !d.Legal || cl.Scope == at }); cl != nil {
		return cl.arn()
	}
	return ""
}

func (s *Service) someSubnetGroup(d *kernel.Draw) string {
	if g := kernel.Some(d, s.Subnets.View(d.Caller.Scope()).All, func(*subnetGroup) bool { return true }); g != nil {
		return g.Name
	}
	return ""
}

func (s *Service) someParameterGroup(d *kernel.Draw) string {
	if g := kernel.Some(d, s.Parameters.View(d.Caller.Scope()).All, func(*parameterGroup) bool { return true }); g != nil {
		return g.Name
	}
	return ""
}

// someKey is a key of a customer, AWS's own, or none.
func (s *Service) someKey(d *kernel.Draw) string {
	if key := s.keys.Some(d); key != "" && d.Percent(80) {
		return key
	}
	return d.OneOf(managedAlias, "alias/data")
}

// seen returns a snapshot that the caller may use, nil where there is none.
func (s *Service) seen(d *kernel.Draw) *snapshot {
	at := d.Caller.Scope()
	return kernel.Some(d, s.Snapshots.All, func(sn *snapshot) bool {
		mine := sn.Scope == at || sn.Scope.Region == at.Region && (sn.Public || slices.Contains(sn.Accounts, at.Account))
		return !d.Legal || mine && sn.Life.State == SnapshotAvailable
	})
}
