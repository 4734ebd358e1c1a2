package cloudhsm

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// CopyBackupToRegion copies a backup to another Region of the same account.
type CopyBackupToRegion struct {
	BackupId          string `shape:"!BackupId" resource:"backup"`
	DestinationRegion string `shape:"!Region"`
	TagList           []Tag  `shape:"Tags"`
}

// CopyBackupToRegionOutput tells of the copy, but not its ID.
type CopyBackupToRegionOutput struct{ DestinationBackup *DestinationBackup }

// DestinationBackup tells where a copy comes from.
type DestinationBackup struct {
	CreateTimestamp kernel.Time // of the source
	SourceBackup    string
	SourceCluster   string
	SourceRegion    string
}

const copyGuide = "CloudHSM User Guide, copy-backup-to-region"

// The rules of copying backups.
var (
	CopiesAreFoundBySource = rules.Add(kernel.Rule{
		ID: "HSM-CPY-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "API reference of CopyBackupToRegion",
		Says: "CopyBackupToRegion answers with the source only; the copy is found in its Region by the filter " +
			"sourceBackupIds.",
		Operations: []string{"CopyBackupToRegion", "DescribeBackups"},
	})
	CopiesBecomeReady = rules.Add(kernel.Rule{
		ID: "HSM-CPY-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide,
		Says:       "A copy appears in the destination as CREATE_IN_PROGRESS and becomes READY.",
		Operations: []string{"CopyBackupToRegion", "DescribeBackups"},
	})
	OnlyReadyBackupsAreCopied = rules.Add(kernel.Rule{
		ID: "HSM-CPY-03", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred, Source: copyGuide,
		Says:       "Only a READY backup is copied.",
		Operations: []string{"CopyBackupToRegion"},
	})
	CopiesKeepTheirAge = rules.Add(kernel.Rule{
		ID: "HSM-CPY-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "API reference of CopyBackupToRegion",
		Says:       "A copy has its source's CreateTimestamp; CopyTimestamp tells when it was copied.",
		Operations: []string{"CopyBackupToRegion"},
	})
	CopiesTakeTags = rules.Add(kernel.Rule{
		ID: "HSM-CPY-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "API reference of CopyBackupToRegion",
		Says:       "A copy takes the tags of its source, unless a TagList is given: then exactly those.",
		Operations: []string{"CopyBackupToRegion"},
	})
	CopiesStayInTheirPartition = rules.Add(kernel.Rule{
		ID: "HSM-CPY-07", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented, Source: copyGuide,
		Says:       "A backup is not copied between standard and GovCloud Regions.",
		Operations: []string{"CopyBackupToRegion"},
	})
	CopiesGoElsewhere = rules.Add(kernel.Rule{
		ID: "HSM-CPY-09", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred,
		Source:     "no source describes a copy within one Region",
		Says:       "A backup is copied to another Region, one that exists.",
		Operations: []string{"CopyBackupToRegion"},
	})
)

func (s *Service) copyBackupToRegion(c *kernel.Call, in *CopyBackupToRegion) (*CopyBackupToRegionOutput, error) {
	b, err := s.ownBackup(c, in.BackupId)
	if err != nil {
		return nil, err
	}
	to := in.DestinationRegion
	elsewhere := to != c.Region && slices.Contains(kernel.Regions, to)
	if err := c.Require(elsewhere, CopiesGoElsewhere, "A backup cannot be copied from %s to %s.", c.Region,
		to); err != nil {
		return nil, err
	}
	if err := c.Require(kernel.Partition(to) == kernel.Partition(c.Region), CopiesStayInTheirPartition,
		"%s and %s are in different partitions.", c.Region, to); err != nil {
		return nil, err
	}
	if err := s.backupMachine.Fire(b, "CopyBackupToRegion"); err != nil {
		return nil, err
	}

	made := *b
	minted := c.Mint()
	made.Scope.Region, made.ID, made.Number = to, minted.Base32("backup-"), minted.Number()
	made.Life, made.NeverExpires, made.Undeleted, made.Policy, made.Restorers = kernel.Life[BackupState]{}, false, false,
		"", nil
	made.Copy = origin{Region: c.Region, Backup: b.ID, At: c.Now()}
	if !c.Applies(true, CopiesKeepTheirAge) {
		made.Created = c.Now()
	}
	if c.Applies(in.TagList != nil, CopiesTakeTags) {
		made.Tags = merged(nil, in.TagList)
	}
	s.Backups.In(made.Scope).Put(made.ID, &made)
	s.backupMachine.Begin(&made)
	return &CopyBackupToRegionOutput{&DestinationBackup{
		CreateTimestamp: made.Created, SourceBackup: b.ID, SourceCluster: b.Cluster, SourceRegion: c.Region,
	}}, nil
}
