package rds

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// daily is the topic of a cluster's backup window.
const daily = "RDS backup window"

const maxRetained = 40

const backupGuide = "Aurora User Guide, Retaining automated backups"

// The rules of automated backups.
var (
	BackupsGoWithTheirCluster = rules.Add(kernel.Rule{
		ID: "AUR-DEL-06", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Automated snapshots go with their cluster, manual ones stay.",
		Operations: []string{"DeleteDBCluster", "DescribeDBClusterSnapshots"},
	})
	FewBackupsAreRetained = rules.Add(kernel.Rule{
		ID: "AUR-DEL-10", Kind: kernel.Quota, Error: DBClusterAutomatedBackupQuotaReached, Evidence: kernel.Documented,
		Source: backupGuide,
		Says: "With DeleteAutomatedBackups false what a cluster's backups allow to restore is retained for as long as " +
			"they are kept, of at most 40 clusters in a Region, and of no Serverless v1 one.",
		Operations: []string{"DeleteDBCluster"},
	})
	RetainedBackupsAreFound = rules.Add(kernel.Rule{
		ID: "AUR-CLN-29", Kind: kernel.Refusal, Error: DBClusterAutomatedBackupNotFound,
		Or: []*kernel.ErrorShape{DBClusterNotFound}, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A resource ID finds a cluster of the caller or the retained backups of one, and nothing else.",
		Operations: []string{"RestoreDBClusterToPointInTime", "DescribeDBClusterAutomatedBackups"},
	})
	AutomatedSnapshotsHaveTheirNames = rules.Add(kernel.Rule{
		ID: "AUR-SNP-24", Kind: kernel.Effect, Evidence: kernel.Documented, Source: cliExamples,
		Says: "Automated snapshots are taken once a day while a cluster is available, are called rds:, its name and " +
			"the moment, and are kept as long as it says.",
		Operations: []string{"CreateDBCluster", "DescribeDBClusterSnapshots"},
	})
)

// scheduleBackups lets automated snapshots begin.
func (s *Service) scheduleBackups(cl *cluster) {
	s.env.Schedule(untilTime(s.env.Now(), cl.Spec.Backups), daily, cl.ref(), 0)
}

// backUp takes the day's automated snapshot and drops those that are old enough.
func (s *Service) backUp(cl *cluster) {
	if cl == nil {
		return
	}
	s.scheduleBackups(cl)
	kept := s.env.Now().Add(-time.Duration(cl.Spec.Retention) * kernel.Day)
	s.dropAutomated(cl, func(sn *snapshot) bool { return sn.Created <= kept })
	name := automatedName(cl.Name, s.env.Now())
	if cl.Life.State == ClusterAvailable && s.Snapshots.See(cl.Scope, name) == nil &&
		s.env.Applies(true, AutomatedSnapshotsHaveTheirNames) {
		cl.Automated = append(cl.Automated, s.take(cl, name, automated, nil).Name)
	}
}

// automatedName is what the automated snapshot of a cluster is called that is taken at a
// moment, as in rds:name-2025-11-01-03-15.
func automatedName(cluster string, at kernel.Time) string {
	name := at.Append(append(append(make([]byte, 0, 96), "rds:"...), cluster+"-"...))
	moment := name[len(name)-len("2006-01-02T15:04:05.000Z"):][:len("2006-01-02T15:04")]
	moment[10], moment[13] = '-', '-'
	return string(name[:len(name)-len(":05.000Z")])
}

// dropAutomated removes automated snapshots of a cluster, and leaves room for another one in
// the list of those that are left.
func (s *Service) dropAutomated(cl *cluster, fits func(*snapshot) bool) {
	all := s.Snapshots.Of(cl.Scope)
	left := make([]string, 0, len(cl.Automated)+1)
	for _, name := range cl.Automated {
		switch sn := all.Get(name); {
		case sn == nil:
		case sn.Kind == automated && sn.ID == cl.ID && fits(sn):
			all.Delete(name)
		default:
			left = append(left, name)
		}
	}
	cl.Automated = left
}

// retain does with the automated backups of a cluster that is deleted what its
// owner wants.
func (s *Service) retain(cl *cluster) {
	if cl.Keep {
		kept := *cl
		kept.Members, kept.Life.Since = nil, s.env.Now()
		s.Retained.In(cl.Scope).Put(cl.ID, &kept)
		s.env.Schedule(time.Duration(cl.Spec.Retention)*kernel.Day, forgotten, cl.ref(), 0)
		return
	}
	if s.env.Applies(true, BackupsGoWithTheirCluster) {
		s.dropAutomated(cl, func(*snapshot) bool { return true })
	}
}

// forgotten is the topic of retained backups that are kept no longer.
const forgotten = "RDS retained backups"

// forget ends the retained backups of a cluster: its automated snapshots go with them.
func (s *Service) forget(retained kernel.Ref) {
	if kept := s.Retained.Find(retained); kept != nil {
		s.dropAutomated(kept, func(*snapshot) bool { return true })
		s.Retained.In(retained.Scope).Delete(retained.ID)
	}
}

func (s *Service) describeDBClusterAutomatedBackups(
	c *kernel.Call, in *DescribeDBClusterAutomatedBackups,
) (*DescribeDBClusterAutomatedBackupsOutput, error) {
	fits, err := compiled(c, in.Filters, backupFilters)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(slices.Collect(s.Clusters.View(c.Scope()).All), slices.Collect(s.Retained.View(c.Scope()).All))
	out := &DescribeDBClusterAutomatedBackupsOutput{DBClusterAutomatedBackups: []DBClusterAutomatedBackup{}}
	for _, cl := range all {
		shown := s.showBackup(cl)
		byID := in.DbClusterResourceId == "" || in.DbClusterResourceId == cl.ID
		if byID && (in.DBClusterIdentifier == "" || shown.DBClusterIdentifier == in.DBClusterIdentifier) && fits(&shown) {
			out.DBClusterAutomatedBackups = append(out.DBClusterAutomatedBackups, shown)
		}
	}
	if in.DbClusterResourceId != "" {
		found := len(out.DBClusterAutomatedBackups) > 0
		if err := c.Require(found, RetainedBackupsAreFound, "The DB cluster automated backup %s was not found.",
			in.DbClusterResourceId); err != nil {
			return nil, err
		}
	}
	page, next, ok := kernel.PageOf(c.Env, out.DBClusterAutomatedBackups, pageOf(c, "backups", in.Filters), in.Marker,
		records(in.MaxRecords))
	return &DescribeDBClusterAutomatedBackupsOutput{DBClusterAutomatedBackups: page, Marker: next},
		continued(c, ok, in.Marker)
}

var backupFilters = filters[DBClusterAutomatedBackup]{
	"status":                 func(b *DBClusterAutomatedBackup) string { return b.Status },
	"db-cluster-id":          func(b *DBClusterAutomatedBackup) string { return b.DBClusterIdentifier },
	"db-cluster-resource-id": func(b *DBClusterAutomatedBackup) string { return b.DbClusterResourceId },
}

func (s *Service) showBackup(cl *cluster) DBClusterAutomatedBackup {
	sp := cl.Spec
	earliest, latest := s.restorable(cl)
	out := DBClusterAutomatedBackup{
		DBClusterIdentifier: cl.Name, DBClusterArn: cl.arn(), DbClusterResourceId: cl.ID, ClusterCreateTime: cl.Created,
		Status: "active", Region: cl.Scope.Region,
		DBClusterAutomatedBackupsArn: arnOf(cl.Scope, "cluster-auto-backup", "ab-"+cl.ID), Engine: sp.Engine,
		EngineMode: sp.Mode, EngineVersion: sp.Version,
		MasterUsername: sp.User, Port: &sp.Port, BackupRetentionPeriod: &sp.Retention, PreferredBackupWindow: sp.Backups,
		LicenseModel:     licenses[sp.Engine],
		StorageEncrypted: new(cl.Sealed.isByKey()), KmsKeyId: cl.Sealed.Key, StorageEncryptionType: cl.Sealed.kind(),
		StorageType:       sp.StorageType,
		AvailabilityZones: slices.Clone(sp.Zones), IAMDatabaseAuthenticationEnabled: &sp.IAM, AllocatedStorage: new(int32(1)),
		RestoreWindow: &RestoreWindow{EarliestTime: earliest, LatestTime: latest}, TagList: listed(cl.Tags),
	}
	if s.Clusters.See(cl.Scope, cl.ID) == nil {
		out.Status = "retained"
	}
	return out
}
