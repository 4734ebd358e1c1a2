package rds

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

func written(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *rds.CreateDBCluster:
		return asWanted(c.Out.(*rds.CreateDBClusterOutput).DBCluster, in.DBClusterIdentifier, in.DeletionProtection, in.Tags)
	case *rds.RestoreDBClusterToPointInTime:
		shown := c.Out.(*rds.RestoreDBClusterToPointInTimeOutput).DBCluster
		return asWanted(shown, in.DBClusterIdentifier, in.DeletionProtection, in.Tags)
	case *rds.RestoreDBClusterFromSnapshot:
		shown := c.Out.(*rds.RestoreDBClusterFromSnapshotOutput).DBCluster
		return asWanted(shown, in.DBClusterIdentifier, in.DeletionProtection, nil)
	case *rds.ModifyDBCluster:
		shown := c.Out.(*rds.ModifyDBClusterOutput).DBCluster
		if shown == nil ||
			in.DeletionProtection != nil && kernel.Value(shown.DeletionProtection) != *in.DeletionProtection {
			return in.DBClusterIdentifier + " is not as it was modified"
		}
		return ""
	case *rds.CreateDBInstance:
		i := c.Out.(*rds.CreateDBInstanceOutput).DBInstance
		if i == nil || !strings.EqualFold(i.DBInstanceIdentifier, in.DBInstanceIdentifier) || i.Engine != in.Engine ||
			!strings.EqualFold(i.DBClusterIdentifier, nameIn(in.DBClusterIdentifier)) || i.DBInstanceStatus != creating {
			return "the instance is not the one that was asked for"
		}
	case *rds.CreateDBClusterSnapshot:
		s := c.Out.(*rds.CreateDBClusterSnapshotOutput).DBClusterSnapshot
		if s == nil || !strings.EqualFold(s.DBClusterSnapshotIdentifier, in.DBClusterSnapshotIdentifier) ||
			!strings.EqualFold(s.DBClusterIdentifier, nameIn(in.DBClusterIdentifier)) || s.SnapshotType != manual {
			return "the snapshot is not the one that was asked for"
		}
	case *rds.ListTagsForResource:
		tags, known := f.tagsOf(in.ResourceName)
		if known && !invariants.SameSet(tags, c.Out.(*rds.ListTagsForResourceOutput).TagList) {
			return in.ResourceName + " has other tags than were written"
		}
	case *rds.ModifyDBClusterSnapshotAttribute:
		result := c.Out.(*rds.ModifyDBClusterSnapshotAttributeOutput).DBClusterSnapshotAttributesResult
		return f.sharedAsSet(c, in.DBClusterSnapshotIdentifier, result, in.ValuesToAdd, in.ValuesToRemove)
	case *rds.DescribeDBClusterSnapshotAttributes:
		result := c.Out.(*rds.DescribeDBClusterSnapshotAttributesOutput).DBClusterSnapshotAttributesResult
		return f.sharedAsSet(c, in.DBClusterSnapshotIdentifier, result, nil, nil)
	}
	return f.shownAsWritten(c)
}

// asWanted checks a cluster that a call has made by what was asked for.
func asWanted(shown *rds.DBCluster, name string, protects *bool, tags []rds.Tag) string {
	if shown == nil || !strings.EqualFold(shown.DBClusterIdentifier, name) || shown.Status != creating ||
		kernel.Value(shown.DeletionProtection) != kernel.Value(protects) && protects != nil ||
		tags != nil && !invariants.SameSet(shown.TagList, merged(nil, tags)) {
		return "the cluster is not the one that was asked for"
	}
	return ""
}

func (f *Facts) shownAsWritten(c *invariants.Call) string {
	for shown := range clusters(c.Out) {
		k, known := f.clusters.Find(shown.DbClusterResourceId)
		switch {
		case !known || k.shown == nil || foreign(c, shown):
		case !invariants.SameSet(k.tags, shown.TagList):
			return shown.DBClusterIdentifier + " has other tags than were written"
		case kernel.Value(k.shown.DeletionProtection) != kernel.Value(shown.DeletionProtection):
			return shown.DBClusterIdentifier + " is protected otherwise than was written"
		case k.changed == 0 && (kernel.Value(k.shown.BackupRetentionPeriod) != kernel.Value(shown.BackupRetentionPeriod) ||
			k.shown.EngineVersion != shown.EngineVersion):
			return shown.DBClusterIdentifier + " has another retention or version though nobody changed it"
		}
	}
	for shown := range snapshots(c.Out) {
		s, known := f.snapshots.Find(f.snapshotID(shown.DBClusterSnapshotArn, makesSnapshot(c.In)))
		if known && s.shown != nil && s.scope == c.As.Scope() && !invariants.SameSet(s.tags, shown.TagList) {
			return shown.DBClusterSnapshotIdentifier + " has other tags than were written"
		}
	}
	return ""
}

// sharedAsSet compares whom a snapshot is shown to be shared with, with the calls
// that shared it: those before, and those of the call that is answered.
func (f *Facts) sharedAsSet(
	c *invariants.Call, name string, shown *rds.DBClusterSnapshotAttributesResult, added, removed []string,
) string {
	s, known := f.snapshotNamed(c.As.Scope(), name)
	if !known || shown == nil || !s.made {
		return ""
	}
	id := f.snapshotID(s.shown.DBClusterSnapshotArn, false)
	var want, got []string
	for _, account := range s.shares {
		if f.lent.Of(loan{id, account}).Ended == 0 && !slices.Contains(removed, account) {
			want = append(want, account)
		}
	}
	for _, account := range added {
		want = invariants.With(want, account)
	}
	for _, a := range shown.DBClusterSnapshotAttributes {
		if a.AttributeName == toRestore {
			got = a.AttributeValues
		}
	}
	if !invariants.SameSet(want, got) {
		return name + " is shared with others than calls have shared it with"
	}
	return ""
}
