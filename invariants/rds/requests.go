package rds

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/invariants"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// PlainRequestsAreAccepted is the invariant of calls that nothing stands against.
var PlainRequestsAreAccepted = &invariants.Invariant{
	ID: "INV-RDS-08",
	Says: "What plainly can be done is not refused: within an account any number of clones up to the quota of " +
		"clusters, across accounts the first of a caller to whom the cluster is surely shared while the lineage has " +
		"fewer than its limit, and deleting an own cluster without instances and protection.",
	Refused: plain,
}

const (
	maxInstances = 40
	maxSnapshots = 100
	maxTags      = 50
)

func quotas(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *rds.CreateDBCluster, *rds.RestoreDBClusterToPointInTime, *rds.RestoreDBClusterFromSnapshot:
		if f.liveClusters(c, false) >= c.Limits().Clusters {
			return "a cluster is made beyond the quota"
		}
		return retention(in)
	case *rds.ModifyDBCluster:
		return retention(in)
	case *rds.CreateDBInstance:
		live := 0
		for _, id := range f.own.Of(c.As.Scope()).instances {
			if i := f.instances.Of(id); i.deleted == 0 && !i.gone {
				live++
			}
		}
		if live >= maxInstances {
			return "a 41st instance is made"
		}
	case *rds.CreateDBClusterSnapshot, *rds.CopyDBClusterSnapshot:
		live := 0
		for _, id := range f.own.Of(c.As.Scope()).snapshots {
			if s := f.snapshots.Of(id); s.made && s.deleted == 0 {
				live++
			}
		}
		if live >= maxSnapshots {
			return "a 101st manual snapshot is made"
		}
	case *rds.AddTagsToResource:
		if tags, known := f.tagsOf(in.ResourceName); known && len(merged(tags, in.Tags)) > maxTags {
			return in.ResourceName + " has more than 50 tags"
		}
	case *rds.ModifyDBClusterSnapshotAttribute:
		return f.lentTo(c, in)
	}
	return ""
}

// lentTo counts the accounts that a snapshot is shared with after a call.
func (f *Facts) lentTo(c *invariants.Call, in *rds.ModifyDBClusterSnapshotAttribute) string {
	s, known := f.snapshotNamed(c.As.Scope(), in.DBClusterSnapshotIdentifier)
	if !known {
		return ""
	}
	id, with := f.snapshotID(s.shown.DBClusterSnapshotArn, false), []string{}
	for _, account := range s.shares {
		if f.lent.Of(loan{id, account}).Ended == 0 && !slices.Contains(in.ValuesToRemove, account) {
			with = append(with, account)
		}
	}
	for _, account := range in.ValuesToAdd {
		with = invariants.With(with, account)
	}
	if len(invariants.Without(with, everybody)) > maxAccounts {
		return in.DBClusterSnapshotIdentifier + " is shared with more than 20 accounts"
	}
	return ""
}

func retention(in any) string {
	var days *int32
	switch in := in.(type) {
	case *rds.CreateDBCluster:
		days = in.BackupRetentionPeriod
	case *rds.ModifyDBCluster:
		days = in.BackupRetentionPeriod
	}
	if days != nil && (*days < 1 || *days > 35) {
		return "a retention that is not from 1 to 35 days is accepted"
	}
	return ""
}

// liveClusters counts the clusters that the caller surely has, or may have.
func (f *Facts) liveClusters(c *invariants.Call, possibly bool) int {
	live := 0
	for _, id := range f.own.Of(c.As.Scope()).clusters {
		if k := f.clusters.Of(id); k.stays() || possibly && !k.gone {
			live++
		}
	}
	return live
}

func plain(c *invariants.Call) string {
	if c.Transient() {
		return ""
	}
	switch in := c.In.(type) {
	case *rds.RestoreDBClusterToPointInTime:
		return Of(c).plainClone(c, in)
	case *rds.DeleteDBCluster:
		_, k, known := Of(c).find(c.As.Scope(), in.DBClusterIdentifier)
		if known && k.scope == c.As.Scope() && k.restful(c) && !k.populated && !k.renames &&
			!kernel.Value(k.shown.DeletionProtection) &&
			kernel.Value(in.SkipFinalSnapshot) && in.FinalDBSnapshotIdentifier == "" && in.DeleteAutomatedBackups == nil {
			return in.DBClusterIdentifier + " is not deleted though it is available and has no instance"
		}
	}
	return ""
}

// restful reports whether a cluster is surely available.
func (k *cluster) restful(c *invariants.Call) bool {
	settled := func(since kernel.Time, within time.Duration) bool { return since == 0 || c.At > since.Add(within) }
	return k.made && k.stays() && k.shown.Status == available && k.stopped == 0 && !k.failed &&
		settled(k.changed, maxDelay+8*kernel.Day) && settled(k.started, maxDelay) && usable(c, k.shown.KmsKeyId)
}

// plain reports whether a cluster is surely fit to be cloned.
func (f *Facts) plain(c *invariants.Call, id string, k *cluster) bool {
	if !k.restful(c) || k.shown.EngineMode == serverlessV1 || k.shown.KmsKeyId != "" {
		return false
	}
	return slices.ContainsFunc(f.own.Of(k.scope).instances, func(of string) bool {
		i := f.instances.Of(of)
		return i.cluster == id && i.deleted == 0 && !i.gone && i.shown.DBInstanceStatus == available
	})
}

var simpleName = regexp.MustCompile(`^[a-z](-?[a-z0-9]){0,30}$`)

// plainClone looks at a clone that bears no member but what every clone needs.
func (f *Facts) plainClone(c *invariants.Call, in *rds.RestoreDBClusterToPointInTime) string {
	bare := rds.RestoreDBClusterToPointInTime{
		DBClusterIdentifier: in.DBClusterIdentifier, SourceDBClusterIdentifier: in.SourceDBClusterIdentifier,
		RestoreType: copyOnWrite, UseLatestRestorableTime: in.UseLatestRestorableTime,
	}
	id, k, known := f.find(c.As.Scope(), in.SourceDBClusterIdentifier)
	if !known || !kernel.Value(in.UseLatestRestorableTime) || digestOf(in) != digestOf(&bare) ||
		!simpleName.MatchString(in.DBClusterIdentifier) || k.scope.Region != c.As.Region || !f.plain(c, id, &k) ||
		f.makers.Of(c.As.Scope()) || f.liveClusters(c, true) >= c.Limits().Clusters || f.isTaken(c, in.DBClusterIdentifier) {
		return ""
	}
	if k.scope.Account == c.As.Account {
		return in.SourceDBClusterIdentifier + " is not cloned though nothing stands against it"
	}
	of := f.lineages.Of(k.clone.family).family
	mine := func(clone string) bool { return f.clusters.Of(clone).scope.Account == c.As.Account }
	custom := !strings.HasPrefix(k.shown.DBClusterParameterGroup, "default.") // whose clone has to name its own
	if f.blind || custom || len(of) >= c.Limits().CrossAccountClones || slices.ContainsFunc(of, mine) || k.clone.across ||
		!ramfacts.Of(c).SurelyGives(c, k.shown.DBClusterArn) {
		return ""
	}
	return in.SourceDBClusterIdentifier + " is not cloned though it is surely shared and the lineage has room"
}

// isTaken reports whether the caller may have a cluster of the name.
func (f *Facts) isTaken(c *invariants.Call, name string) bool {
	return slices.ContainsFunc(f.own.Of(c.As.Scope()).clusters, func(id string) bool {
		k := f.clusters.Of(id)
		return k.renames || k.shown == nil || k.shown.DBClusterIdentifier == name
	})
}

func digestOf(in any) string {
	h := kernel.NewHasher()
	h.Add(in)
	return h.Sum()
}
