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

var inAurora = slices.Concat(inLineages, inSharedClusters, inClones, inDBClusters, inDBSnapshots)

// Shapes that a lie may answer with.
var (
	overSlots = rds.InvalidParameterCombination
)

// rdsClones is the operation that clones.
type rdsClones = rds.RestoreDBClusterToPointInTime

func copiesOnWrite(in *rdsClones) bool { return in.RestoreType == "copy-on-write" }

// across reports whether somebody clones what another account owns.
func across(as kernel.Caller, in *rdsClones) bool {
	return copiesOnWrite(in) && isForeign(as, in.SourceDBClusterIdentifier)
}

func isForeign(as kernel.Caller, arn string) bool {
	a, err := kernel.ParseARN(arn)
	return err == nil && a.Account != as.Account
}

// cluster returns what an owner is shown of a cluster, nil where there is none.
func (l *liar) cluster(as kernel.Caller, name string) *rds.DBCluster {
	if a, err := kernel.ParseARN(name); err == nil {
		as = kernel.Caller{Account: a.Account, Region: a.Region}
	}
	out, err := l.World.Do(as, &rds.DescribeDBClusters{DBClusterIdentifier: name})
	if err != nil {
		return nil
	}
	return copied(&out.(*rds.DescribeDBClustersOutput).DBClusters[0])
}

// passedOff makes a plain cluster and passes it off as the clone that was asked for.
func (l *liar) passedOff(as kernel.Caller, in *rdsClones) any {
	source := l.cluster(as, in.SourceDBClusterIdentifier)
	if source == nil || !copiesOnWrite(in) {
		return nil
	}
	encrypted := source.KmsKeyId != ""
	out, err := l.World.Do(as, &rds.CreateDBCluster{
		DBClusterIdentifier: in.DBClusterIdentifier, Engine: source.Engine, MasterUsername: "admin",
		MasterUserPassword: "correct-horse", StorageEncrypted: &encrypted,
	})
	if err != nil {
		return nil
	}
	made := copied(out.(*rds.CreateDBClusterOutput).DBCluster)
	foreign := isForeign(as, in.SourceDBClusterIdentifier)
	made.CloneGroupId, made.CrossAccountClone, made.EngineVersion = source.CloneGroupId, &foreign, source.EngineVersion
	if made.CloneGroupId == "" {
		made.CloneGroupId = "00000000-1111-4222-8333-444444444444"
	}
	if encrypted {
		made.KmsKeyId = source.KmsKeyId
		if in.KmsKeyId != "" {
			made.KmsKeyId = in.KmsKeyId
		}
	}
	return &rds.RestoreDBClusterToPointInTimeOutput{DBCluster: made}
}

// cloningAgainst lets callers clone what some rule stands against.
func cloningAgainst(rules ...string) lie {
	return accepting(func(l *liar, as kernel.Caller, in *rdsClones, refused *kernel.Error) any {
		if !slices.ContainsFunc(rules, func(rule string) bool { return against(refused, rule) }) {
			return nil
		}
		return l.passedOff(as, in)
	})
}

// counting refuses clones by how many of a kind the bug has counted for their
// lineage.
func counting(counts func(as kernel.Caller, in *rdsClones) int, refuses func(kernel.Caller, *rdsClones, int) bool) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		asked, clones := in.(*rdsClones)
		if !clones || !copiesOnWrite(asked) {
			return l.World.Do(as, in)
		}
		source := l.cluster(as, asked.SourceDBClusterIdentifier)
		if source == nil {
			return l.World.Do(as, in)
		}
		name := "clones of " + source.CloneGroupId
		n, _ := l.kept[name].(int)
		if source.CloneGroupId == "" {
			n = 0
		}
		if refuses(as, asked, n) {
			if _, err := l.World.Fork().Do(as, in); err == nil {
				return nil, kernel.NewError(overSlots, "no")
			}
		}
		out, err := l.World.Do(as, in)
		if err == nil {
			group := out.(*rds.RestoreDBClusterToPointInTimeOutput).DBCluster.CloneGroupId
			l.kept["clones of "+group] = n + counts(as, asked)
		}
		return out, err
	}
}

func ofAnyAccount(kernel.Caller, *rdsClones) int { return 1 }

func ofOthers(as kernel.Caller, in *rdsClones) int {
	if across(as, in) {
		return 1
	}
	return 0
}

var inLineages = []bug{
	{"A lineage has one clone across accounts more than it may.", cloningAgainst("AUR-XCL-05")},
	{"An account gets a second clone across accounts of a lineage.", cloningAgainst("AUR-XCL-06", "AUR-XCL-07")},
	{"A clone begins a lineage of its own.",
		accepting(func(l *liar, as kernel.Caller, in *rdsClones, refused *kernel.Error) any {
			source := l.cluster(as, in.SourceDBClusterIdentifier)
			if !against(refused, "AUR-XCL-05") || source == nil || !kernel.Value(source.CrossAccountClone) {
				return nil
			}
			return l.passedOff(as, in)
		})},
	{"Whoever deleted a clone across accounts takes two slots with the next.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			out, err := l.World.Do(as, in)
			if asks[rds.DeleteDBCluster](in) && err == nil {
				l.kept["freed"] = true
			}
			if asked, ok := in.(*rdsClones); ok && err != nil && l.kept["freed"] != nil &&
				(against(err.(*kernel.Error), "AUR-XCL-05") || against(err.(*kernel.Error), "AUR-XCL-06")) {
				if out := l.passedOff(as, asked); out != nil {
					return out, nil
				}
			}
			return out, err
		}},
	{"A clone across accounts counts twice.", counting(ofOthers, func(as kernel.Caller, in *rdsClones, n int) bool {
		return across(as, in) && n > 0
	})},
	{"Clones within the account count among those across accounts.",
		counting(ofAnyAccount, func(as kernel.Caller, in *rdsClones, n int) bool { return across(as, in) && n > 1 })},
	{"The clone after the last that shares pages is refused.",
		counting(ofAnyAccount, func(as kernel.Caller, in *rdsClones, n int) bool { return !across(as, in) && n > 1 })},
	{"A cluster that was cloned across accounts is not cloned within its account any more.",
		counting(ofOthers, func(as kernel.Caller, in *rdsClones, n int) bool { return !across(as, in) && n > 0 })},
	{"A share lets only its first principal clone.",
		counting(ofOthers, func(as kernel.Caller, in *rdsClones, n int) bool { return across(as, in) && n == 1 })},
}

// leaking shows more of another account's cluster than its consumer is to know.
func leaking(more func(theirs, shown *rds.DBCluster)) lie {
	return showing(func(l *liar, as kernel.Caller, shown *rds.DBCluster) {
		if isForeign(as, shown.DBClusterArn) {
			if theirs := l.cluster(as, shown.DBClusterArn); theirs != nil {
				more(theirs, shown)
			}
		}
	})
}

var inSharedClusters = []bug{
	{"A consumer is told the identifier of a shared cluster.", leaking(func(theirs, shown *rds.DBCluster) {
		shown.DBClusterIdentifier = theirs.DBClusterIdentifier
	})},
	{"A consumer is told the status of a shared cluster.", leaking(func(theirs, shown *rds.DBCluster) {
		shown.Status = theirs.Status
	})},
	{"A consumer is told the master user of a shared cluster.", leaking(func(theirs, shown *rds.DBCluster) {
		shown.MasterUsername = theirs.MasterUsername
	})},
	{"A consumer is told the instances of a shared cluster.", leaking(func(theirs, shown *rds.DBCluster) {
		shown.DBClusterMembers = theirs.DBClusterMembers
	})},
	{"A consumer is told the clone group of a shared cluster.", leaking(func(theirs, shown *rds.DBCluster) {
		shown.CloneGroupId = theirs.CloneGroupId
	})},
	{"A consumer is told that what is encrypted is not.", leaking(func(_, shown *rds.DBCluster) {
		plain := false
		shown.StorageEncrypted = &plain
	})},
	{"DescribeDBClusters lists the clusters of all accounts.",
		answering(func(l *liar, as kernel.Caller, _ *rds.DescribeDBClusters, out *rds.DescribeDBClustersOutput) {
			others(l, as, &rds.DescribeDBClusters{}, func(_ kernel.Caller, theirs *rds.DescribeDBClustersOutput) {
				out.DBClusters = append(out.DBClusters, theirs.DBClusters...)
			})
		})},
	{"A consumer is shown the clusters that others share with anybody.",
		answering(func(l *liar, as kernel.Caller, in *rds.DescribeDBClusters, out *rds.DescribeDBClustersOutput) {
			if kernel.Value(in.IncludeShared) {
				others(l, as, in, func(who kernel.Caller, theirs *rds.DescribeDBClustersOutput) {
					out.DBClusters = append(out.DBClusters, onlyShared(who, as, theirs)...)
				})
			}
		})},
	{"A consumer is shown no cluster that is shared.",
		taking(func(_ *liar, _ kernel.Caller, in *rds.DescribeDBClusters) { in.IncludeShared = nil })},
	{"Shared clusters are listed though nobody asks for them.",
		taking(func(_ *liar, _ kernel.Caller, in *rds.DescribeDBClusters) {
			if yes := true; in.DBClusterIdentifier == "" {
				in.IncludeShared = &yes
			}
		})},
	{"Anybody clones any cluster.", accepting(func(l *liar, as kernel.Caller, in *rdsClones, refused *kernel.Error) any {
		if refused.ErrorShape.Code != "DBClusterNotFoundFault" || !isForeign(as, in.SourceDBClusterIdentifier) {
			return nil
		}
		return l.passedOff(as, in)
	})},
	{"Whoever may clone a cluster may delete it.",
		accepting(func(l *liar, as kernel.Caller, in *rds.DeleteDBCluster, _ *kernel.Error) any {
			if !isForeign(as, in.DBClusterIdentifier) {
				return nil
			}
			return l.inTheNameOfAnother(as, in)
		})},
	{"A cluster that is not shared is refused with other words than none.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			out, err := l.World.Do(as, in)
			asked, clones := in.(*rdsClones)
			if clones && err != nil && isForeign(as, asked.SourceDBClusterIdentifier) &&
				l.cluster(as, asked.SourceDBClusterIdentifier) != nil && err.(*kernel.Error).Code == "DBClusterNotFoundFault" {
				err = kernel.NewError(err.(*kernel.Error).ErrorShape, "It is not yours.")
			}
			return out, err
		}},
	{"A cluster can be cloned after its share was deleted.",
		hiding[ram.DeleteResourceShare](asks[rdsClones])},
	{"A cluster can be cloned after it was taken out of its share.",
		hiding[ram.DisassociateResourceShare](asks[rdsClones])},
	{"A shared cluster is renamed.",
		accepting(func(l *liar, as kernel.Caller, in *rds.ModifyDBCluster, refused *kernel.Error) any {
			if !against(refused, "AUR-XCL-13") {
				return nil
			}
			out, _ := l.World.Do(as, &rds.ModifyDBCluster{DBClusterIdentifier: in.DBClusterIdentifier,
				ApplyImmediately: in.ApplyImmediately})
			return out
		})},
}

// onlyShared are the entries that a listing shows somebody of others, but for those
// of another caller.
func onlyShared(who, but kernel.Caller, out *rds.DescribeDBClustersOutput) (shared []rds.DBCluster) {
	for _, k := range out.DBClusters {
		if isForeign(who, k.DBClusterArn) && isForeign(but, k.DBClusterArn) {
			shared = append(shared, k)
		}
	}
	return shared
}

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
		out, err := l.World.Do(as, in)
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
				out, err := l.World.Do(as, in)
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
			out, err := l.World.Do(as, in)
			if err == nil {
				l.kept["unshared"] = true
			}
			return out, err
		}
		return dying(l, as, in, func(k *rds.DBCluster) bool {
			return l.kept["unshared"] != nil && kernel.Value(k.CrossAccountClone)
		})
	}},
	{"A key that is disabled does not reach the clusters of other accounts.",
		showing(func(_ *liar, as kernel.Caller, k *rds.DBCluster) {
			if strings.HasPrefix(k.Status, "inaccessible") && isForeign(as, k.KmsKeyId) {
				k.Status = "available"
			}
		})},
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
	out, err := l.World.Do(as, in)
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
			out, err := l.World.Do(as, &rds.CreateDBCluster{DBClusterIdentifier: in.DBClusterIdentifier, Engine: in.Engine,
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
				return l.Fork().Do(as, in)
			}
			return l.World.Do(as, in)
		}},
	{"Encrypted DB cluster snapshots can be public.",
		accepting(func(l *liar, as kernel.Caller, in *rds.ModifyDBClusterSnapshotAttribute, _ *kernel.Error) any {
			if !slices.Contains(in.ValuesToAdd, "all") {
				return nil
			}
			out, _ := l.World.Do(as, &rds.DescribeDBClusterSnapshotAttributes{
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
		answering(func(l *liar, as kernel.Caller, _ *rds.DescribeDBClusterSnapshots,
			out *rds.DescribeDBClusterSnapshotsOutput) {
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
		answering(func(l *liar, _ kernel.Caller, _ *rds.DescribeDBClusterSnapshots,
			out *rds.DescribeDBClusterSnapshotsOutput) {
			out.DBClusterSnapshots = slices.DeleteFunc(out.DBClusterSnapshots, func(s rds.DBClusterSnapshot) bool {
				return l.since(s.DBClusterSnapshotArn) > time.Hour
			})
		})},
}
