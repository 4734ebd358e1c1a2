package invariants_test

import (
	"fmt"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

const (
	resourceID  = "cluster-AAAAAAAAAAAAAAAAAAAAAAAAAA"
	auroraARN   = "arn:aws:rds:us-east-1:111111111111:cluster:vault"
	snapshotARN = "arn:aws:rds:us-east-1:111111111111:cluster-snapshot:nightly"
	cloneGroup  = "0417e081-5612-4231-a7e0-5a77c7363031"
	onWrite     = "copy-on-write"
)

// aurora is the owner's cluster.
func aurora(status string, change func(*rds.DBCluster)) *rds.DBCluster {
	no := false
	k := &rds.DBCluster{
		DBClusterIdentifier: "vault", DBClusterArn: auroraARN, DbClusterResourceId: resourceID, Status: status,
		ClusterCreateTime: start, Engine: "aurora-mysql", EngineVersion: "8.0.mysql_aurora.3.10.0", EngineMode: "provisioned",
		StorageEncrypted: &no, CrossAccountClone: &no,
	}
	if change != nil {
		change(k)
	}
	return k
}

func sealed(k *rds.DBCluster) { k.StorageEncrypted, k.KmsKeyId = &yes, keyARN }

func grouped(k *rds.DBCluster) { k.CloneGroupId = cloneGroup }

func clusterMade(change func(*rds.DBCluster)) *kernel.Exchange {
	return call(0, owner, &rds.CreateDBCluster{DBClusterIdentifier: "vault", Engine: "aurora-mysql"},
		&rds.CreateDBClusterOutput{DBCluster: aurora("creating", change)})
}

func instanceMade() *kernel.Exchange {
	return call(time.Minute, owner,
		&rds.CreateDBInstance{DBInstanceIdentifier: "one", DBClusterIdentifier: "vault", Engine: "aurora-mysql"},
		&rds.CreateDBInstanceOutput{DBInstance: &rds.DBInstance{
			DBInstanceIdentifier: "one", DBInstanceArn: "arn:aws:rds:us-east-1:111111111111:db:one", DbiResourceId: "db-AAAA",
			DBClusterIdentifier: "vault", DBInstanceStatus: "creating", Engine: "aurora-mysql",
		}})
}

func auroras(at time.Duration, as kernel.Caller, shown ...*rds.DBCluster) *kernel.Exchange {
	out := &rds.DescribeDBClustersOutput{}
	for _, k := range shown {
		out.DBClusters = append(out.DBClusters, *k)
	}
	return call(at, as, &rds.DescribeDBClusters{IncludeShared: &yes}, out)
}

func auroraShared() []*kernel.Exchange {
	var principals []string
	for i := range 17 {
		principals = append(principals, consumerNumber(i).Account)
	}
	made := share(ram.Active)
	made.CreationTime, made.LastUpdatedTime = start.Add(time.Hour), start.Add(time.Hour)
	return []*kernel.Exchange{
		call(time.Hour, owner, &ram.CreateResourceShare{Name: "s", ResourceArns: []string{auroraARN},
			Principals: principals}, &ram.CreateResourceShareOutput{ResourceShare: made}),
		acceptedBy(consumerNumber(0)),
	}
}

func acceptedBy(as kernel.Caller) *kernel.Exchange {
	i := invitation(ram.InvitationAccepted)
	i.ResourceShareInvitationArn += as.Account
	i.ReceiverAccountId, i.InvitationTimestamp = as.Account, start.Add(time.Hour)
	return call(61*time.Minute, as, &ram.AcceptResourceShareInvitation{
		ResourceShareInvitationArn: i.ResourceShareInvitationArn},
		&ram.AcceptResourceShareInvitationOutput{ResourceShareInvitation: i})
}

// consumerNumber is the consumer, or one of those after it.
func consumerNumber(i int) kernel.Caller {
	return kernel.Caller{Account: fmt.Sprint(222222222222 + i), Region: "us-east-1"}
}

// auroraCloned is a clone that a consumer makes of the owner's cluster.
func auroraCloned(by, of int, change func(*rds.DBCluster)) *kernel.Exchange {
	as, name := consumerNumber(by), fmt.Sprint("clone", of)
	return call(2*time.Hour, as,
		&rds.RestoreDBClusterToPointInTime{DBClusterIdentifier: name, SourceDBClusterIdentifier: auroraARN,
			RestoreType: onWrite, UseLatestRestorableTime: &yes},
		&rds.RestoreDBClusterToPointInTimeOutput{DBCluster: aurora("creating", func(k *rds.DBCluster) {
			k.DBClusterIdentifier, k.DBClusterArn = name, "arn:aws:rds:us-east-1:"+as.Account+":cluster:"+name
			k.DbClusterResourceId, k.ClusterCreateTime = fmt.Sprint("cluster-CLONE", of), start.Add(2*time.Hour)
			k.CloneGroupId, k.CrossAccountClone = cloneGroup, &yes
			if change != nil {
				change(k)
			}
		})})
}

// manyClones are clones of as many consumers after the share, which each accepts.
func manyClones(n int) []*kernel.Exchange {
	all := append([]*kernel.Exchange{clusterMade(nil), instanceMade()}, auroraShared()...)
	for i := 1; i < n; i++ {
		all = append(all, acceptedBy(consumerNumber(i)))
	}
	for i := range n {
		all = append(all, auroraCloned(i, i, nil))
	}
	return all
}

func sharedEntry(change func(*rds.DBCluster)) *rds.DBCluster {
	k := &rds.DBCluster{DBClusterArn: auroraARN, Engine: "aurora-mysql", EngineVersion: "8.0.mysql_aurora.3.10.0",
		StorageEncrypted: new(bool)}
	if change != nil {
		change(k)
	}
	return k
}

func consumable(more ...*kernel.Exchange) []*kernel.Exchange {
	all := append([]*kernel.Exchange{clusterMade(nil), instanceMade()}, auroraShared()...)
	return append(all, more...)
}

func renamed() *kernel.Exchange {
	return call(3*time.Hour, owner, &rds.ModifyDBCluster{DBClusterIdentifier: "vault", NewDBClusterIdentifier: "safe"},
		&rds.ModifyDBClusterOutput{DBCluster: aurora("available", nil)})
}

func auroraSnapshot(change func(*rds.DBClusterSnapshot)) *kernel.Exchange {
	s := &rds.DBClusterSnapshot{DBClusterSnapshotIdentifier: "nightly", DBClusterSnapshotArn: snapshotARN,
		DBClusterIdentifier: "vault", DbClusterResourceId: resourceID, SnapshotCreateTime: start, SnapshotType: "manual",
		Status: "creating", StorageEncrypted: new(bool)}
	change(s)
	return call(0, owner, &rds.CreateDBClusterSnapshot{DBClusterIdentifier: "vault", DBClusterSnapshotIdentifier: "nightly"},
		&rds.CreateDBClusterSnapshotOutput{DBClusterSnapshot: s})
}

func published() *kernel.Exchange {
	return call(time.Minute, owner, &rds.ModifyDBClusterSnapshotAttribute{DBClusterSnapshotIdentifier: "nightly",
		AttributeName: "restore", ValuesToAdd: []string{"all"}},
		&rds.ModifyDBClusterSnapshotAttributeOutput{DBClusterSnapshotAttributesResult: &rds.DBClusterSnapshotAttributesResult{
			DBClusterSnapshotIdentifier: "nightly",
			DBClusterSnapshotAttributes: []rds.DBClusterSnapshotAttribute{{AttributeName: "restore",
				AttributeValues: []string{"all"}}},
		}})
}

var ofClusters = []tale{
	{"INV-RDS-01", "a lineage has fifteen clones across accounts",
		manyClones(15), manyClones(16)},
	{"INV-RDS-01", "an account has one clone of a lineage across accounts",
		consumable(auroraCloned(0, 0, nil)),
		consumable(auroraCloned(0, 0, nil), auroraCloned(0, 1, nil))},
	{"INV-RDS-02", "a clone of another account's cluster says so",
		consumable(auroraCloned(0, 0, nil)),
		consumable(auroraCloned(0, 0, func(k *rds.DBCluster) { k.CrossAccountClone = new(bool) }))},
	{"INV-RDS-02", "the source of a clone is of its group",
		consumable(auroraCloned(0, 0, nil), auroras(3*time.Hour, owner, aurora("available", grouped))),
		consumable(auroraCloned(0, 0, nil), auroras(3*time.Hour, owner, aurora("available", nil)))},
	{"INV-RDS-03", "what has a key is encrypted",
		[]*kernel.Exchange{keyMade(""), clusterMade(sealed)},
		[]*kernel.Exchange{keyMade(""), clusterMade(func(k *rds.DBCluster) { k.KmsKeyId = keyARN })}},
	{"INV-RDS-04", "a cluster without instances is not cloned",
		consumable(auroraCloned(0, 0, nil)),
		append(append([]*kernel.Exchange{clusterMade(nil)}, auroraShared()...), auroraCloned(0, 0, nil))},
	{"INV-RDS-05", "a shared cluster is not renamed",
		[]*kernel.Exchange{clusterMade(nil), renamed()},
		consumable(renamed())},
	{"INV-RDS-06", "a consumer is not told a cluster's status",
		consumable(auroras(2*time.Hour, consumer, sharedEntry(nil))),
		consumable(auroras(2*time.Hour, consumer, sharedEntry(func(k *rds.DBCluster) { k.Status = "available" })))},
	{"INV-RDS-07", "a cluster whose key is disabled is not available for long",
		[]*kernel.Exchange{keyMade(""), clusterMade(sealed), disabled(),
			auroras(kernel.Day, owner, aurora("inaccessible-encryption-credentials-recoverable", sealed))},
		[]*kernel.Exchange{keyMade(""), clusterMade(sealed), disabled(),
			auroras(kernel.Day, owner, aurora("available", sealed))}},
	{"INV-RDS-07", "no cluster loses a key that works",
		[]*kernel.Exchange{keyMade(""), clusterMade(sealed), auroras(kernel.Day, owner, aurora("available", sealed))},
		[]*kernel.Exchange{keyMade(""), clusterMade(sealed),
			auroras(kernel.Day, owner, aurora("inaccessible-encryption-credentials-recoverable", sealed))}},
	{"INV-RDS-08", "an available cluster without instances can be deleted",
		[]*kernel.Exchange{clusterMade(nil), auroras(time.Hour, owner, aurora("creating", nil)), deletionRefused()},
		[]*kernel.Exchange{clusterMade(nil), auroras(time.Hour, owner, aurora("available", nil)), deletionRefused()}},
	{"INV-RDS-09", "an encrypted snapshot is not made public",
		[]*kernel.Exchange{auroraSnapshot(func(*rds.DBClusterSnapshot) {}), published()},
		[]*kernel.Exchange{keyMade(""), auroraSnapshot(func(s *rds.DBClusterSnapshot) {
			s.StorageEncrypted, s.KmsKeyId = &yes, keyARN
		}), published()}},
}

func deletionRefused() *kernel.Exchange {
	return call(time.Hour, owner, &rds.DeleteDBCluster{DBClusterIdentifier: "vault", SkipFinalSnapshot: &yes},
		kernel.NewError(rds.InvalidDBClusterState, "No."))
}
