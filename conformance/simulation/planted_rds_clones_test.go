package simulation_test

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

var inClones = []bug{
	{"A clone tells no clone group.",
		answering(func(_ *liar, _ kernel.Caller, in *rdsClones, out *rds.RestoreDBClusterToPointInTimeOutput) {
			if copiesOnWrite(in) {
				out.DBCluster.CloneGroupId = ""
			}
		})},
	{"Each clone is of a clone group of its own.", showing(func(_ *liar, _ kernel.Caller, k *rds.DBCluster) {
		if k.CloneGroupId != "" && len(k.DbClusterResourceId) > 12 {
			k.CloneGroupId = k.DbClusterResourceId[len(k.DbClusterResourceId)-12:]
		}
	})},
	{"A source forgets its clone group once its clone is deleted.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		if asks[rds.DeleteDBCluster](in) && err == nil {
			l.kept["deleted"] = true
		}
		shown, lists := out.(*rds.DescribeDBClustersOutput)
		if !lists || err != nil || l.kept["deleted"] == nil {
			return out, err
		}
		answer := copied(shown)
		for i := range answer.DBClusters {
			answer.DBClusters[i].CloneGroupId = ""
		}
		return answer, nil
	}},
	{"A clone of another account's cluster does not say so.", showing(func(_ *liar, _ kernel.Caller, k *rds.DBCluster) {
		if no := false; kernel.Value(k.CrossAccountClone) {
			k.CrossAccountClone = &no
		}
	})},
	{"Every clone says that it was made across accounts.",
		answering(func(_ *liar, _ kernel.Caller, in *rdsClones, out *rds.RestoreDBClusterToPointInTimeOutput) {
			if yes := true; copiesOnWrite(in) {
				out.DBCluster.CrossAccountClone = &yes
			}
		})},
	{"A clone of an encrypted cluster is not encrypted.",
		answering(func(_ *liar, _ kernel.Caller, _ *rdsClones, out *rds.RestoreDBClusterToPointInTimeOutput) {
			no := false
			out.DBCluster.KmsKeyId, out.DBCluster.StorageEncrypted = "", &no
		})},
	{"The key that a clone asks for is forgotten.", taking(func(_ *liar, _ kernel.Caller, in *rdsClones) {
		in.KmsKeyId = ""
	})},
	{"A cluster under the default key of RDS is cloned across accounts.", cloningAgainst("AUR-XCL-14")},
	{"The key of a shared cluster is not checked.", cloningAgainst("AUR-XCL-16", "AUR-CL-06", "AUR-ENC-11")},
	{"A cluster without instances is cloned.", cloningAgainst("AUR-CLN-05")},
	{"A cluster that is not available is cloned.", cloningAgainst("AUR-CLN-17")},
	{"Aurora Serverless v1 is cloned across accounts.", cloningAgainst("AUR-XCL-11")},
	{"A clone dies with its source.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if asked, ok := in.(*rds.DeleteDBCluster); ok {
			if k := l.cluster(as, asked.DBClusterIdentifier); k != nil && k.CloneGroupId != "" {
				out, err := l.honest.Do(as, in)
				if err == nil {
					l.kept[k.CloneGroupId] = true
				}
				return out, err
			}
		}
		return dying(l, as, in, func(k *rds.DBCluster) bool { return l.kept[k.CloneGroupId] != nil })
	}},
	{"A clone dies with the share that allowed it.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if asks[ram.DeleteResourceShare](in) {
			out, err := l.honest.Do(as, in)
			if err == nil {
				l.kept["unshared"] = true
			}
			return out, err
		}
		return dying(l, as, in, func(k *rds.DBCluster) bool {
			return l.kept["unshared"] != nil && kernel.Value(k.CrossAccountClone)
		})
	}},
	{"A key that is disabled reaches no cluster.", showing(func(_ *liar, _ kernel.Caller, k *rds.DBCluster) {
		if strings.HasPrefix(k.Status, "inaccessible") {
			k.Status = "available"
		}
	})},
	{"Clusters lose their key whenever its policy is written.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if asks[kms.PutKeyPolicy](in) {
			l.kept["policy"] = true
		}
		return showing(func(l *liar, _ kernel.Caller, k *rds.DBCluster) {
			if k.KmsKeyId != "" && k.Status == "available" && l.kept["policy"] != nil {
				k.Status = "inaccessible-encryption-credentials-recoverable"
			}
		})(l, as, in)
	}},
}

// dying leaves some clusters out of the whole list.
func dying(l *liar, as kernel.Caller, in any, dead func(*rds.DBCluster) bool) (any, error) {
	out, err := l.honest.Do(as, in)
	shown, lists := out.(*rds.DescribeDBClustersOutput)
	if !lists || err != nil {
		return out, err
	}
	answer := copied(shown)
	answer.DBClusters = slices.DeleteFunc(answer.DBClusters, func(k rds.DBCluster) bool { return dead(&k) })
	return answer, nil
}

var inDBClusters = []bug{
	{"A cluster is creating for ever.", showing(func(_ *liar, _ kernel.Caller, k *rds.DBCluster) {
		if k.Status == "available" {
			k.Status = "creating"
		}
	})},
	{"A cluster is creating again a day after it was made.", showing(func(l *liar, _ kernel.Caller, k *rds.DBCluster) {
		if k.Status == "available" && l.since(k.DbClusterResourceId) > kernel.Day {
			k.Status = "creating"
		}
	})},
	{"DeleteDBCluster is accepted and does nothing.", idle[rds.DeleteDBCluster]},
	{"A cluster that is deleted is stopped meanwhile.", showing(func(_ *liar, _ kernel.Caller, k *rds.DBCluster) {
		if k.Status == "deleting" {
			k.Status = "stopped"
		}
	})},
	{"A cluster stays stopped for ever.", showing(func(l *liar, _ kernel.Caller, k *rds.DBCluster) {
		if k.Status == "stopped" {
			l.kept["stopped "+k.DbClusterResourceId] = true
		}
		if k.Status == "available" && l.kept["stopped "+k.DbClusterResourceId] != nil {
			k.Status = "stopped"
		}
	})},
	{"A renamed cluster is another one.", showing(func(l *liar, _ kernel.Caller, k *rds.DBCluster) {
		was, known := l.kept["name of "+k.DbClusterResourceId].(string)
		if l.kept["name of "+k.DbClusterResourceId] = k.DBClusterIdentifier; known && was != k.DBClusterIdentifier {
			k.ClusterCreateTime = l.now()
		}
	})},
	{"Deletion protection is forgotten.", showing(func(_ *liar, _ kernel.Caller, k *rds.DBCluster) {
		if no := false; k.DeletionProtection != nil {
			k.DeletionProtection = &no
		}
	})},
	{"A cluster's instances have another key than it has.", showing(func(_ *liar, _ kernel.Caller, i *rds.DBInstance) {
		if i.KmsKeyId != "" {
			i.KmsKeyId = strings.Replace(i.KmsKeyId, ":key/", ":key/0", 1)
		}
	})},
	{"An instance is gone after a day.",
		answering(func(l *liar, _ kernel.Caller, _ *rds.DescribeDBInstances, out *rds.DescribeDBInstancesOutput) {
			out.DBInstances = slices.DeleteFunc(out.DBInstances, func(i rds.DBInstance) bool {
				return l.since(i.DbiResourceId) > kernel.Day
			})
		})},
	{"A page of clusters begins with the last DB cluster of the one before.", stuttering(
		func(out *rds.DescribeDBClustersOutput) *[]rds.DBCluster { return &out.DBClusters },
		func(in *rds.DescribeDBClusters) string { return in.Marker })},
	{"The filter by clone group is ignored.", taking(func(_ *liar, _ kernel.Caller, in *rds.DescribeDBClusters) {
		in.Filters = nil
	})},
	{"A cluster bears the ARN of another Region.", showing(func(_ *liar, _ kernel.Caller, k *rds.DBCluster) {
		k.DBClusterArn = strings.Replace(k.DBClusterArn, ":us-east-1:", ":us-west-2:", 1)
	})},
	{"AddTagsToResource is accepted and does nothing.", idle[rds.AddTagsToResource]},
}

var inDBSnapshots = []bug{
	{"Anybody restores any DB cluster snapshot.",
		accepting(func(l *liar, as kernel.Caller, in *rds.RestoreDBClusterFromSnapshot, refused *kernel.Error) any {
			if refused.Code != "DBClusterSnapshotNotFoundFault" || !isForeign(as, in.SnapshotIdentifier) {
				return nil
			}
			out, err := l.honest.Do(as, &rds.CreateDBCluster{DBClusterIdentifier: in.DBClusterIdentifier, Engine: in.Engine,
				MasterUsername: "admin", MasterUserPassword: "correct-horse"})
			if err != nil {
				return nil
			}
			return &rds.RestoreDBClusterFromSnapshotOutput{DBCluster: copied(out.(*rds.CreateDBClusterOutput).DBCluster)}
		})},
	{"A DB cluster snapshot that is unshared stays shared.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			asked, ok := in.(*rds.ModifyDBClusterSnapshotAttribute)
			if ok && len(asked.ValuesToRemove) > 0 {
				return l.honest.Fork().Do(as, in)
			}
			return l.honest.Do(as, in)
		}},
	{"Encrypted DB cluster snapshots can be public.",
		accepting(func(l *liar, as kernel.Caller, in *rds.ModifyDBClusterSnapshotAttribute, _ *kernel.Error) any {
			if !slices.Contains(in.ValuesToAdd, "all") {
				return nil
			}
			out, _ := l.honest.Do(as, &rds.DescribeDBClusterSnapshotAttributes{
				DBClusterSnapshotIdentifier: in.DBClusterSnapshotIdentifier})
			if out == nil {
				return nil
			}
			shown := copied(out.(*rds.DescribeDBClusterSnapshotAttributesOutput)).DBClusterSnapshotAttributesResult
			return &rds.ModifyDBClusterSnapshotAttributeOutput{DBClusterSnapshotAttributesResult: shown}
		})},
	{"A copy of an encrypted DB cluster snapshot is not encrypted.",
		answering(func(_ *liar, _ kernel.Caller, _ *rds.CopyDBClusterSnapshot, out *rds.CopyDBClusterSnapshotOutput) {
			no := false
			out.DBClusterSnapshot.KmsKeyId, out.DBClusterSnapshot.StorageEncrypted = "", &no
		})},
	{"DescribeDBClusterSnapshots lists the snapshots of all accounts.",
		answering(func(l *liar, as kernel.Caller, _ *rdsSnapshots, out *rds.DescribeDBClusterSnapshotsOutput) {
			others(l, as, &rds.DescribeDBClusterSnapshots{},
				func(_ kernel.Caller, theirs *rds.DescribeDBClusterSnapshotsOutput) {
					out.DBClusterSnapshots = append(out.DBClusterSnapshots, theirs.DBClusterSnapshots...)
				})
		})},
	{"A DB cluster snapshot is creating for ever.", showing(func(_ *liar, _ kernel.Caller, s *rds.DBClusterSnapshot) {
		if s.Status == "available" {
			s.Status = "creating"
		}
	})},
	{"A DB cluster snapshot vanishes an hour after it was made.",
		answering(func(l *liar, _ kernel.Caller, _ *rdsSnapshots, out *rds.DescribeDBClusterSnapshotsOutput) {
			out.DBClusterSnapshots = slices.DeleteFunc(out.DBClusterSnapshots, func(s rds.DBClusterSnapshot) bool {
				return l.since(s.DBClusterSnapshotArn) > time.Hour
			})
		})},
}
