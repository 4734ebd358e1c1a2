package rds

import (
	"github.com/shareproof/shareproof/invariants"
	kmsfacts "github.com/shareproof/shareproof/invariants/kms"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

var (
	// EncryptionIsNeverLost is the invariant of data that is encrypted.
	EncryptionIsNeverLost = &invariants.Invariant{
		ID: "INV-RDS-03",
		Says: "What is made of encrypted data is encrypted, by the key that was asked for or by that of what it was made " +
			"of; a snapshot has its cluster's key, an instance too; and what tells a key is encrypted.",
		Accepted: neverLost,
	}
	// KeysReachTheirClusters is the invariant of keys that do not work any more.
	KeysReachTheirClusters = &invariants.Invariant{
		ID: "INV-RDS-07",
		Says: "No cluster stays available once its key does not work, in whatever account it is; and none is without its " +
			"key because somebody may not use that any more, or because another cluster's key does not work.",
		Accepted: reached,
	}
)

func neverLost(c *invariants.Call) string {
	for shown := range clusters(c.Out) {
		if foreign(c, shown) {
			continue
		}
		if kernel.Value(shown.StorageEncrypted) != (shown.KmsKeyId != "") {
			return shown.DBClusterIdentifier + " is half encrypted"
		}
		if wrong := keyed(c, shown); wrong != "" {
			return shown.DBClusterIdentifier + wrong
		}
	}
	for shown := range snapshots(c.Out) {
		if kernel.Value(shown.StorageEncrypted) != (shown.KmsKeyId != "") {
			return shown.DBClusterSnapshotIdentifier + " is half encrypted"
		}
		if wrong := snapshotKeyed(c, shown); wrong != "" {
			return shown.DBClusterSnapshotIdentifier + wrong
		}
	}
	for shown := range instances(c.Out) {
		k := Of(c).clusters.Of(Of(c).instances.Of(shown.DbiResourceId).cluster)
		if k.shown != nil && k.shown.KmsKeyId != shown.KmsKeyId {
			return shown.DBInstanceIdentifier + " is not encrypted as its cluster is"
		}
	}
	return ""
}

// keyed checks the key of a cluster that the call makes of something.
func keyed(c *invariants.Call, shown *rds.DBCluster) string {
	source, asked, known := "", "", false
	switch in := c.In.(type) {
	case *rds.CreateDBCluster:
		if kernel.Value(in.StorageEncrypted) && shown.KmsKeyId == "" {
			return " is not encrypted though that was asked for"
		}
		asked = in.KmsKeyId
	case *rds.RestoreDBClusterToPointInTime:
		var k cluster
		if _, k, known = Of(c).source(c, in); known {
			source = k.shown.KmsKeyId
		}
		asked = in.KmsKeyId
	case *rds.RestoreDBClusterFromSnapshot:
		var s snapshot
		if s, known = Of(c).snapshotNamed(c.As.Scope(), in.SnapshotIdentifier); known {
			source = s.shown.KmsKeyId
		}
		asked = in.KmsKeyId
	default:
		return ""
	}
	want := given(asked, source)
	switch {
	case source != "" && shown.KmsKeyId == "":
		return " is made of encrypted data and is not encrypted"
	case want != "" && shown.KmsKeyId != want:
		return " is encrypted by " + shown.KmsKeyId + " and not by " + want
	case known && asked == "" && source == "" && shown.KmsKeyId != "":
		return " has a key that nobody asked for"
	}
	return ""
}

func snapshotKeyed(c *invariants.Call, shown *rds.DBClusterSnapshot) string {
	in, copies := c.In.(*rds.CopyDBClusterSnapshot)
	if !copies {
		k := Of(c).clusters.Of(shown.DbClusterResourceId)
		if k.shown != nil && shown.SourceDBClusterSnapshotArn == "" && k.shown.KmsKeyId != shown.KmsKeyId {
			return " is not encrypted as its cluster is"
		}
		return ""
	}
	source, known := Of(c).snapshotNamed(c.As.Scope(), in.SourceDBClusterSnapshotIdentifier)
	if !known || source.shown.KmsKeyId == "" {
		return ""
	}
	want := given(in.KmsKeyId, source.shown.KmsKeyId)
	switch {
	case shown.KmsKeyId == "":
		return " is a copy of encrypted data and is not encrypted"
	case want != "" && shown.KmsKeyId != want:
		return " is encrypted by " + shown.KmsKeyId + " and not by " + want
	}
	return ""
}

func reached(c *invariants.Call) string {
	if _, reads := c.In.(*rds.DescribeDBClusters); !reads {
		return ""
	}
	for shown := range clusters(c.Out) {
		if foreign(c, shown) || shown.KmsKeyId == "" {
			continue
		}
		since, broken := kmsfacts.Of(c).BrokenSince(shown.KmsKeyId)
		k := Of(c).clusters.Of(shown.DbClusterResourceId)
		switch {
		case shown.Status == available && broken && k.made && c.At > max(since, k.since).Add(maxDelay):
			return shown.DBClusterIdentifier + " is available though " + shown.KmsKeyId + " does not work"
		case withoutKey(shown.Status) && kmsfacts.Of(c).NeverBroken(shown.KmsKeyId):
			return shown.DBClusterIdentifier + " is " + shown.Status + " though " + shown.KmsKeyId + " always worked"
		}
	}
	return ""
}
