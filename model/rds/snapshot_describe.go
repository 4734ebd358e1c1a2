package rds

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of listing snapshots.
var (
	SnapshotsAreSelected = rules.Add(kernel.Rule{
		ID: "AUR-SNP-12", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "Snapshots of the caller are listed; with IncludeShared and IncludePublic those that are shared with it " +
			"and public ones too, unless a SnapshotType asks for manual or automated ones alone; the types shared and " +
			"public list these alone.",
		Operations: []string{"DescribeDBClusterSnapshots"},
	})
	NamedSnapshotsAreFound = rules.Add(kernel.Rule{
		ID: "AUR-SNP-29", Kind: kernel.Refusal, Error: DBClusterSnapshotNotFound, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "A snapshot that is asked for by its identifier, and that the listing would not show, is not found.",
		Operations: []string{"DescribeDBClusterSnapshots"},
	})
)

var snapshotFilters = filters[DBClusterSnapshot]{
	"db-cluster-id":          func(sn *DBClusterSnapshot) string { return sn.DBClusterIdentifier },
	"db-cluster-snapshot-id": func(sn *DBClusterSnapshot) string { return sn.DBClusterSnapshotIdentifier },
	"snapshot-type":          func(sn *DBClusterSnapshot) string { return sn.SnapshotType },
	"engine":                 func(sn *DBClusterSnapshot) string { return sn.Engine },
}

func (s *Service) describeDBClusterSnapshots(
	c *kernel.Call, in *DescribeDBClusterSnapshots,
) (*DescribeDBClusterSnapshotsOutput, error) {
	fits, err := compiled(c, in.Filters, snapshotFilters)
	if err != nil {
		return nil, err
	}
	listed := s.selected(c, in, func(sn *snapshot) bool { return len(in.Filters) == 0 || fits(sn.show()) })
	if id := in.DBClusterSnapshotIdentifier; id != "" {
		if err := c.Require(len(listed) > 0, NamedSnapshotsAreFound, "DBClusterSnapshot %s not found.", id); err != nil {
			return nil, err
		}
	}
	of := strings.Join([]string{"snapshots", in.SnapshotType, in.DBClusterIdentifier, in.DBClusterSnapshotIdentifier,
		in.DbClusterResourceId}, " ")
	page, next, ok := kernel.PageBy(c.Env, listed, func(sn *snapshot) uint64 { return sn.Number },
		pageOf(c, of, in.Filters), in.Marker, records(in.MaxRecords), false)
	out := &DescribeDBClusterSnapshotsOutput{DBClusterSnapshots: make([]DBClusterSnapshot, len(page)), Marker: next}
	for i, sn := range page {
		sn.showInto(&out.DBClusterSnapshots[i])
	}
	return out, continued(c, ok, in.Marker)
}

// selected lists the snapshots that a request asks for, to be looked at only.
func (s *Service) selected(
	c *kernel.Call, in *DescribeDBClusterSnapshots, fits func(*snapshot) bool,
) (all []*snapshot) {
	kind := in.SnapshotType
	add := func(sn *snapshot, as string) {
		if sn != nil && (kind == "" || kind == as || kind == sn.Kind) && in.names(c,
			sn) && fits(sn) && (as == sn.Kind || !slices.Contains(all, sn)) {
			all = append(all, sn)
		}
	}
	if kind == "" || kind == manual || kind == automated || kind == kept {
		for sn := range s.Snapshots.View(c.Scope()).All {
			add(sn, sn.Kind)
		}
	}
	others := c.Applies(kind != manual && kind != automated && kind != kept, SnapshotsAreSelected)
	if others && (kind == "shared" || kind == "" && kernel.Value(in.IncludeShared)) {
		for p := range s.Shared.View(c.Scope()).All {
			add(s.Snapshots.See(p.At, p.Name), "shared")
		}
	}
	if others && (kind == "public" || kind == "" && kernel.Value(in.IncludePublic)) {
		for p := range s.Public.View(kernel.Scope{Region: c.Region}).All {
			add(s.Snapshots.See(p.At, p.Name), "public")
		}
	}
	return all
}

// names reports whether a request's identifiers are those of the snapshot.
func (in *DescribeDBClusterSnapshots) names(c *kernel.Call, sn *snapshot) bool {
	if in.DBClusterSnapshotIdentifier != "" {
		scope, name, ok := located(c.Scope(), "cluster-snapshot", in.DBClusterSnapshotIdentifier)
		if !ok || scope != sn.Scope || name != sn.Name {
			return false
		}
	}
	if in.DBClusterIdentifier != "" {
		_, name, _ := located(c.Scope(), "cluster", in.DBClusterIdentifier)
		if name != sn.Cluster {
			return false
		}
	}
	return in.DbClusterResourceId == "" || in.DbClusterResourceId == sn.ID
}

func (sn *snapshot) show() *DBClusterSnapshot {
	out := &DBClusterSnapshot{}
	sn.showInto(out)
	return out
}

func (sn *snapshot) showInto(out *DBClusterSnapshot) {
	sp := &sn.Spec
	is := &struct { // what the answer points to, in one piece
		progress, allocated, port, retention int32
		isEncrypted, iam                     bool
	}{100, 0, 0, sp.Retention, sn.Sealed.isByKey(), sp.IAM}
	if sn.Life.State == SnapshotCreating {
		is.progress = 0
	}
	*out = DBClusterSnapshot{
		DBClusterSnapshotIdentifier: sn.Name, DBClusterSnapshotArn: sn.arn(), DBClusterIdentifier: sn.Cluster,
		DbClusterResourceId: sn.ID,
		Status:              string(sn.Life.State), PercentProgress: &is.progress, SnapshotType: sn.Kind,
		SnapshotCreateTime: sn.Created, ClusterCreateTime: sn.Of,
		Engine: sp.Engine, EngineMode: sp.Mode, EngineVersion: sp.Version, LicenseModel: licenses[sp.Engine],
		MasterUsername:   sp.User,
		AllocatedStorage: &is.allocated, Port: &is.port, StorageType: sp.StorageType, VpcId: sp.VPC,
		AvailabilityZones: slices.Clone(sp.Zones),
		StorageEncrypted:  &is.isEncrypted, KmsKeyId: sn.Sealed.Key, StorageEncryptionType: sn.Sealed.kind(),
		IAMDatabaseAuthenticationEnabled: &is.iam, SourceDBClusterSnapshotArn: sn.Source, TagList: listed(sn.Tags),
		BackupRetentionPeriod: &is.retention, PreferredBackupWindow: sp.Backups,
	}
}
