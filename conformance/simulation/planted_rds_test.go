package simulation_test

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

// Shapes that a lie may answer with.
var (
	overSlots = rds.InvalidParameterCombination
)

// The operations that clone clusters and that list their snapshots.
type (
	rdsClones    = rds.RestoreDBClusterToPointInTime
	rdsSnapshots = rds.DescribeDBClusterSnapshots
)

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
	out, err := l.honest.Do(as, &rds.DescribeDBClusters{DBClusterIdentifier: name})
	if err != nil || name == "" {
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
	out, err := l.honest.Do(as, &rds.CreateDBCluster{
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
			return l.honest.Do(as, in)
		}
		source := l.cluster(as, asked.SourceDBClusterIdentifier)
		if source == nil {
			return l.honest.Do(as, in)
		}
		name := "clones of " + source.CloneGroupId
		n, _ := l.kept[name].(int)
		if source.CloneGroupId == "" {
			n = 0
		}
		if refuses(as, asked, n) {
			if _, err := l.honest.Fork().Do(as, in); err == nil {
				return nil, kernel.NewError(overSlots, "no")
			}
		}
		out, err := l.honest.Do(as, in)
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
			out, err := l.honest.Do(as, in)
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
			out, err := l.honest.Do(as, in)
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
			out, _ := l.honest.Do(as, &rds.ModifyDBCluster{DBClusterIdentifier: in.DBClusterIdentifier,
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
