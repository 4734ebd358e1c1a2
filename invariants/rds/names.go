package rds

import (
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/rds"
)

// namer names the resources of a call that are told by ARNs: an identifier
// means what the caller has of that name, whatever others have.
type namer struct {
	f    *Facts
	name func(invariants.Name)
}

func named(c *invariants.Call, name func(invariants.Name)) {
	n := namer{Of(c), name}
	switch in := c.In.(type) {
	case *rds.DescribeDBClusters:
		n.cluster(in.DBClusterIdentifier, true)
	case *rds.RestoreDBClusterToPointInTime:
		n.cluster(in.SourceDBClusterIdentifier, false)
	case *rds.ModifyDBCluster:
		n.cluster(in.DBClusterIdentifier, true)
	case *rds.DeleteDBCluster:
		n.cluster(in.DBClusterIdentifier, true)
	case *rds.StartDBCluster:
		n.cluster(in.DBClusterIdentifier, true)
	case *rds.StopDBCluster:
		n.cluster(in.DBClusterIdentifier, true)
	case *rds.CreateDBClusterSnapshot:
		n.cluster(in.DBClusterIdentifier, true)
	case *rds.RestoreDBClusterFromSnapshot:
		n.snapshot(in.SnapshotIdentifier, false)
	case *rds.CopyDBClusterSnapshot:
		if at, _ := invariants.ScopeOf(in.SourceDBClusterSnapshotIdentifier); at.Region == c.As.Region {
			n.snapshot(in.SourceDBClusterSnapshotIdentifier, false) // others are copied from Region to Region
		}
	case *rds.DeleteDBClusterSnapshot:
		n.snapshot(in.DBClusterSnapshotIdentifier, true)
	case *rds.ModifyDBClusterSnapshotAttribute:
		n.snapshot(in.DBClusterSnapshotIdentifier, true)
	case *rds.DescribeDBClusterSnapshotAttributes:
		n.snapshot(in.DBClusterSnapshotIdentifier, true)
	case *rds.AddTagsToResource:
		n.any(in.ResourceName)
	case *rds.RemoveTagsFromResource:
		n.any(in.ResourceName)
	case *rds.ListTagsForResource:
		n.any(in.ResourceName)
	}
}

func (n namer) cluster(arn string, owners bool) {
	if scope, ok := invariants.ScopeOf(arn); ok {
		id := n.f.called.Of(arn)
		if id == "" {
			id = arn
		}
		n.name(invariants.Name{Kind: clusterKind, ID: id, Text: arn, Scope: scope, Owners: owners, Sole: true})
	}
}

func (n namer) snapshot(arn string, owners bool) {
	if scope, ok := invariants.ScopeOf(arn); ok {
		id := n.f.snapshotID(arn, false)
		n.name(invariants.Name{Kind: snapshotKind, ID: id, Text: arn, Scope: scope, Owners: owners, Sole: true})
	}
}

// any names what only its owner tags.
func (n namer) any(arn string) {
	switch {
	case strings.Contains(arn, ":cluster:"):
		n.cluster(arn, true)
	case strings.Contains(arn, ":cluster-snapshot:"):
		n.snapshot(arn, true)
	}
}
