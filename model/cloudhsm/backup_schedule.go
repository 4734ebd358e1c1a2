package cloudhsm

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// What CloudHSM does by itself, as topics of the world's agenda.
const (
	daily      = "CloudHSM daily backup and retention"
	joinBackup = "CloudHSM backup for a joining HSM"
	activation = "CloudHSM activation by somebody"
)

var joiningBackup = &kernel.Timing{
	Name: "backup for a joining HSM", Earliest: 34 * time.Second, Typical: 50 * time.Second, Latest: 65 * time.Second,
	Rule: JoiningHsmsAreBackedUpSoon,
}

// The rules of backups that come and go by themselves.
var (
	BackupsAreMadeByTheService = rules.Add(kernel.Rule{
		ID: "HSM-BKP-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "CloudHSM User Guide, manage-backups",
		Says: "CloudHSM backs a cluster with active HSMs up every 24 hours, when it is activated, and when an HSM " +
			"is added to or removed from it while ACTIVE.",
		Operations: []string{"DescribeBackups"},
	})
	RetentionPurgesOldBackups = rules.Add(kernel.Rule{
		ID: "HSM-BKP-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: retentionGuide,
		Says:       "Backups older than their cluster's retention go the way of DeleteBackup, except the cluster's last one.",
		Operations: []string{"DescribeBackups"},
	})
	RestoredOldBackupsArePurgedAgain = rules.Add(kernel.Rule{
		ID: "HSM-BKP-12", Kind: kernel.Effect, Evidence: kernel.Documented, Source: retentionGuide,
		Says:       "A backup that retention purged and RestoreBackup brought back is purged again.",
		Operations: []string{"RestoreBackup"},
	})
	BackupsCarryTheClustersTags = rules.Add(kernel.Rule{
		ID: "HSM-BKP-17", Kind: kernel.Effect, Evidence: kernel.Observed, Source: "cloud-custodian issue 11036",
		Says:       "A new backup carries the tags that its cluster has at that time.",
		Operations: []string{"DescribeBackups"},
	})
	BackupsOutliveTheirCluster = rules.Add(kernel.Rule{
		ID: "HSM-CLU-42", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: retentionGuide,
		Says:       "A deleted cluster's backups stay until they are deleted by hand.",
		Operations: []string{"DeleteCluster"},
	})
	CopiesAreNeverPurged = rules.Add(kernel.Rule{
		ID: "HSM-CPY-06", Kind: kernel.Effect, Evidence: kernel.Documented, Source: retentionGuide,
		Says:       "No retention applies to a copied backup.",
		Operations: []string{"CopyBackupToRegion"},
	})
	JoiningHsmsAreBackedUpSoon = rules.Add(kernel.Rule{
		ID: "HSM-TIM-04", Kind: kernel.Timed, Evidence: kernel.Observed,
		Source:     "RadiumGu/pix-proxy-samples, measured on a real cluster",
		Says:       "The backup for a joining HSM is made about a minute after CreateHsm.",
		Operations: []string{"CreateHsm"},
	})
)

// backUp makes a backup of the cluster, unless it has gone meanwhile.
func (s *Service) backUp(c *cluster) {
	if c == nil || c.Life.State == ClusterDeleted {
		return
	}
	minted := s.env.Mint()
	b := &backup{
		Scope: c.Scope, ID: minted.Base32("backup-"), Number: minted.Number(), Cluster: c.ID,
		Type: c.Type, Mode: c.Mode, Certificate: c.Certificate, Created: s.env.Now(),
	}
	if s.env.Applies(true, BackupsCarryTheClustersTags) {
		b.Tags = c.Tags
	}
	s.Backups.In(c.Scope).Put(b.ID, b)
	s.backupMachine.Begin(b)
}

// backUpJoined makes the backup for a joining HSM, unless all HSMs that could
// make it have gone since CreateHsm.
func (s *Service) backUpJoined(c *cluster) {
	if c != nil && c.ActiveHsms > 0 {
		s.backUp(c)
	}
}

// runDaily is what a cluster's service does every 24 hours.
func (s *Service) runDaily(due kernel.Event) {
	c := s.Clusters.See(due.Subject.Scope, due.Subject.ID)
	if c == nil || c.Life.State == ClusterDeleted {
		if !s.env.Applies(true, BackupsOutliveTheirCluster) {
			s.purge(due.Subject.Scope, due.Subject.ID, s.env.Now(), "")
		}
		return
	}
	if s.env.Applies(c.Life.State == ClusterActive && c.ActiveHsms > 0, BackupsAreMadeByTheService) {
		s.backUp(c)
	}
	s.purge(c.Scope, c.ID, s.env.Now().Add(-time.Duration(c.Retention)*kernel.Day), s.newest(c))
	s.env.Schedule(kernel.Day, daily, due.Subject, 0)
}

// newest returns the cluster's youngest backup that retention must keep.
func (s *Service) newest(c *cluster) (id string) {
	for b := range s.Backups.View(c.Scope).Backward {
		if b.Cluster == c.ID && !b.isCopy() && b.Life.State == BackupReady {
			return b.ID
		}
	}
	return ""
}

// purge applies retention to a cluster's backups made before an instant.
func (s *Service) purge(h kernel.Scope, cluster string, before kernel.Time, last string) {
	var old []string
	for b := range s.Backups.View(h).All {
		if b.Created < before && b.Cluster == cluster && b.ID != last && b.Life.State == BackupReady {
			old = append(old, b.ID)
		}
	}
	for _, id := range old {
		b := s.Backups.Get(h, id)
		if s.env.Applies(b.isCopy(), CopiesAreNeverPurged) || s.env.Applies(b.NeverExpires, NeverExpiresExempts) {
			continue
		}
		if b.Undeleted && !s.env.Applies(true, RestoredOldBackupsArePurgedAgain) {
			continue
		}
		_ = s.backupMachine.Fire(b, retention) // no row refuses retention
	}
}
