package cloudhsm

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// backup holds a cluster's keys and users; it outlives the cluster.
type backup struct {
	Scope        kernel.Scope
	ID           string
	Number       uint64 // in the order of making
	Cluster      string
	Life         kernel.Life[BackupState]
	Type         string
	Mode         ClusterMode
	Certificate  string // of the cluster that it is of
	Created      kernel.Time
	NeverExpires bool
	Undeleted    bool // was brought back by RestoreBackup
	Tags         []Tag
	Copy         origin
	Policy       string   // put by its owner, in CloudHSM's own words
	Restorers    []string // accounts that restored it while it was shared
}

// origin is where a copied backup comes from.
type origin struct {
	Region, Backup string
	At             kernel.Time
}

func (b *backup) isCopy() bool { return b.Copy.Backup != "" }

// BackupState is the state of a backup.
type BackupState string

// The states of a backup.
const (
	BackupCreateInProgress BackupState = "CREATE_IN_PROGRESS"
	BackupReady            BackupState = "READY"
	BackupDeleted          BackupState = "DELETED"
	BackupPendingDeletion  BackupState = "PENDING_DELETION"

	backupVanished BackupState = "vanished"
)

// Values lists the enumeration that clients see (HSM-BKP-02).
func (BackupState) Values() []BackupState {
	return []BackupState{BackupCreateInProgress, BackupReady, BackupDeleted, BackupPendingDeletion}
}

const retention = "retention"

var backupLifecycle = kernel.NewLifecycle(kernel.Lifecycle[BackupState, backup]{
	Name: "CloudHSM backup", Start: BackupCreateInProgress, Final: []BackupState{BackupDeleted, backupVanished},
	Rows: []kernel.Row[BackupState, backup]{
		{From: BackupCreateInProgress, On: kernel.Elapsed, If: copied, To: BackupReady, After: backupCreation,
			Rule: CopiesBecomeReady},
		{From: BackupCreateInProgress, On: kernel.Elapsed, To: BackupReady, After: backupCreation,
			Rule: BackupsAreMadeByTheService},
		{From: BackupPendingDeletion, On: kernel.Elapsed, To: BackupDeleted, After: deletionWindow,
			Rule: DeletedBackupsAreGone},
		{From: BackupDeleted, On: kernel.Elapsed, To: backupVanished, After: deletedVisible, Rule: DeletedBackupsAreGone},

		{From: BackupReady, On: "DeleteBackup", To: BackupPendingDeletion, Rule: DeletedBackupsWaitSevenDays},
		{On: "DeleteBackup", To: kernel.Refused, Rule: OnlyReadyBackupsAreDeleted},
		{From: BackupReady, On: retention, To: BackupPendingDeletion, Rule: RetentionPurgesOldBackups},
		{From: BackupCreateInProgress, On: retention, To: BackupCreateInProgress, Rule: RetentionPurgesOldBackups},
		{From: BackupPendingDeletion, On: retention, To: BackupPendingDeletion, Rule: RetentionPurgesOldBackups},
		{From: BackupPendingDeletion, On: "RestoreBackup", To: BackupReady, Rule: DeletedBackupsComeBack},
		{On: "RestoreBackup", To: kernel.Refused, Rule: OnlyPendingBackupsComeBack},

		{From: BackupReady, On: "ModifyBackupAttributes", To: BackupReady, Rule: OnlyReadyBackupsAreModified},
		{On: "ModifyBackupAttributes", To: kernel.Refused, Rule: OnlyReadyBackupsAreModified},
		{From: BackupReady, On: "CopyBackupToRegion", To: BackupReady, Rule: OnlyReadyBackupsAreCopied},
		{On: "CopyBackupToRegion", To: kernel.Refused, Rule: OnlyReadyBackupsAreCopied},
		{From: BackupReady, On: "CreateCluster", To: BackupReady, Rule: SourcesAreReady},
		{On: "CreateCluster", To: kernel.Refused, Rule: SourcesAreReady},
		{From: BackupReady, On: "PutResourcePolicy", To: BackupReady, Rule: OnlyReadyBackupsAreShared},
		{On: "PutResourcePolicy", To: kernel.Refused, Rule: OnlyReadyBackupsAreShared},
		{From: BackupReady, On: "GetResourcePolicy", To: BackupReady, Rule: OnlyReadyBackupsShowPolicies},
		{On: "GetResourcePolicy", To: kernel.Refused, Rule: OnlyReadyBackupsShowPolicies},
	},
	Equivalents: []kernel.Equivalent{
		{Because: "The next row leads a copy to the same state in the same time; only the rule that says so is another.",
			Mutants: []string{
				"CREATE_IN_PROGRESS on time, if it is a copy, to READY, dropped",
			}},
		{Because: "Retention asks for READY backups alone.", Mutants: []string{
			"CREATE_IN_PROGRESS on retention to CREATE_IN_PROGRESS, leads to READY",
			"PENDING_DELETION on retention to PENDING_DELETION, leads to CREATE_IN_PROGRESS",
		}},
	},
})

var copied = &kernel.Guard[backup]{Name: "it is a copy", Holds: (*backup).isCopy}

var (
	backupCreation = &kernel.Timing{Name: "making or copying a backup", Earliest: time.Minute, Typical: 5 * time.Minute,
		Latest: 2 * time.Hour}
	deletionWindow = kernel.Exactly(7*kernel.Day, DeletedBackupsAreGone)
)

// DeleteBackup puts a backup into PENDING_DELETION.
type DeleteBackup struct {
	BackupId string `shape:"!BackupId" resource:"backup"`
}

// DeleteBackupOutput shows the backup.
type DeleteBackupOutput struct{ Backup *Backup }

// RestoreBackup brings a backup back from PENDING_DELETION.
type RestoreBackup struct {
	BackupId string `shape:"!BackupId" resource:"backup"`
}

// RestoreBackupOutput shows the backup.
type RestoreBackupOutput struct{ Backup *Backup }

// ModifyBackupAttributes exempts a backup from retention, or no longer.
type ModifyBackupAttributes struct {
	BackupId     string `shape:"!BackupId" resource:"backup"`
	NeverExpires *bool  `shape:"!"`
}

// ModifyBackupAttributesOutput shows the backup.
type ModifyBackupAttributesOutput struct{ Backup *Backup }

// Backup is a backup as its owner and its consumers see it.
type Backup struct {
	BackupArn       string      `sent:"always"`
	BackupId        string      `sent:"always,model"`
	BackupState     BackupState `sent:"always"`
	ClusterId       string      `sent:"always"`
	CopyTimestamp   kernel.Time
	CreateTimestamp kernel.Time `sent:"always"`
	DeleteTimestamp kernel.Time `sent:"set"`
	HsmType         string      `sent:"always"`
	Mode            ClusterMode `sent:"always"`
	NeverExpires    bool        `sent:"always"`
	SourceBackup    string
	SourceCluster   string
	SourceRegion    string
	TagList         []Tag `sent:"always"`
}

const (
	deleteGuide    = "CloudHSM User Guide, delete-restore-backup"
	retentionGuide = "CloudHSM User Guide, manage-backup-retention"
)

// The rules of a backup's life.
var (
	DeletedBackupsWaitSevenDays = rules.Add(kernel.Rule{
		ID: "HSM-BKP-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deleteGuide, Seed: seedChanges,
		Also:       []string{"HSM-BKP-02"},
		Says:       "DeleteBackup puts a backup into PENDING_DELETION, with the DeleteTimestamp at which it will be gone.",
		Operations: []string{"DeleteBackup"},
	})
	DeletedBackupsComeBack = rules.Add(kernel.Rule{
		ID: "HSM-BKP-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deleteGuide, Seed: seedChanges,
		Says:       "RestoreBackup brings a backup back to READY while it waits for its deletion.",
		Operations: []string{"RestoreBackup"},
	})
	OnlyPendingBackupsComeBack = rules.Add(kernel.Rule{
		ID: "HSM-BKP-05", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred, Source: changes2024,
		Seed:       seedChanges,
		Says:       "RestoreBackup is for a backup in PENDING_DELETION only.",
		Operations: []string{"RestoreBackup"},
	})
	DeletedBackupsAreGone = rules.Add(kernel.Rule{
		ID: "HSM-BKP-06", Kind: kernel.Effect, Error: ResourceNotFound, Evidence: kernel.Documented, Source: deleteGuide,
		Says:       "Seven days after DeleteBackup the backup is gone for good.",
		Operations: []string{"RestoreBackup", "DescribeBackups"},
	})
	OnlyReadyBackupsAreDeleted = rules.Add(kernel.Rule{
		ID: "HSM-BKP-07", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred,
		Source:     "symmetry with RestoreBackup",
		Says:       "Only a READY backup is deleted.",
		Operations: []string{"DeleteBackup"},
	})
	NeverExpiresExempts = rules.Add(kernel.Rule{
		ID: "HSM-BKP-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: retentionGuide, Seed: seedChanges,
		Says:       "NeverExpires exempts a backup from its cluster's retention for as long as it is true.",
		Operations: []string{"ModifyBackupAttributes"},
	})
	OnlyReadyBackupsAreModified = rules.Add(kernel.Rule{
		ID: "HSM-BKP-11", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred, Source: retentionGuide,
		Says:       "Only a READY backup's attributes are modified.",
		Operations: []string{"ModifyBackupAttributes"},
	})
	CopiesAndDeletionsAreMarked = rules.Add(kernel.Rule{
		ID: "HSM-BKP-13", Kind: kernel.Effect, Evidence: kernel.Documented, Source: changes2024, Seed: seedChanges,
		Also: []string{"HSM-BKP-22"},
		Says: "A backup shows its source and CopyTimestamp only if it is a copy, its DeleteTimestamp only while " +
			"deletion is pending, and never with whom it is shared.",
		Operations: []string{"DescribeBackups"},
	})
)

// ownBackup returns a backup of the caller that is not yet gone.
func (s *Service) ownBackup(c *kernel.Call, id string) (*backup, error) {
	if b := s.Backups.Get(c.Scope(), id); b == nil {
		if foreign := s.Backups.Anywhere(id); foreign != nil {
			consumer := s.ram.Allows(foreign.arn(), c.Account, "cloudhsm:DescribeBackups")
			if err := c.Require(!consumer, SharedBackupsAreForReading, "Backup %s is not found.", id); err != nil {
				return nil, err
			}
		}
	}
	b, err := own(c, &s.Backups, "Backup", id)
	if err != nil {
		return nil, err
	}
	if b.Life.State == BackupDeleted {
		return nil, c.Refuse(DeletedBackupsAreGone, "Backup %s is not found.", id)
	}
	return b, c.Require(true, SharedBackupsAreForReading, "")
}

// find returns the backup of an ARN, in whatever account, or nil.
func (s *Service) find(arn kernel.ARN) *backup { return s.Backups.Get(backupID(arn)) }

// backupID takes the ARN of a backup apart; the ID of what is none is empty.
func backupID(arn kernel.ARN) (kernel.Scope, string) {
	const kind = "backup/"
	if arn.Service != "cloudhsm" || len(arn.Resource) < len(kind) || arn.Resource[:len(kind)] != kind ||
		arn.Partition != kernel.Partition(arn.Region) {
		return kernel.Scope{}, ""
	}
	return arn.Scope(), arn.Resource[len(kind):]
}

func (b *backup) arn() kernel.ARN {
	return kernel.ARN{
		Partition: kernel.Partition(b.Scope.Region), Service: "cloudhsm",
		Region: b.Scope.Region, Account: b.Scope.Account, Resource: "backup/" + b.ID,
	}
}

func (s *Service) deleteBackup(c *kernel.Call, in *DeleteBackup) (*DeleteBackupOutput, error) {
	b, err := s.ownBackup(c, in.BackupId)
	if err != nil {
		return nil, err
	}
	if err := s.backupMachine.Fire(b, "DeleteBackup"); err != nil {
		return nil, err
	}
	return &DeleteBackupOutput{s.showBackup(b)}, nil
}

func (s *Service) restoreBackup(c *kernel.Call, in *RestoreBackup) (*RestoreBackupOutput, error) {
	b, err := s.ownBackup(c, in.BackupId)
	if err != nil {
		return nil, err
	}
	if err := s.backupMachine.Fire(b, "RestoreBackup"); err != nil {
		return nil, err
	}
	b.Undeleted = true
	return &RestoreBackupOutput{s.showBackup(b)}, nil
}

func (s *Service) modifyBackupAttributes(
	c *kernel.Call, in *ModifyBackupAttributes,
) (*ModifyBackupAttributesOutput, error) {
	b, err := s.ownBackup(c, in.BackupId)
	if err != nil {
		return nil, err
	}
	if err := s.backupMachine.Fire(b, "ModifyBackupAttributes"); err != nil {
		return nil, err
	}
	b.NeverExpires = *in.NeverExpires
	return &ModifyBackupAttributesOutput{s.showBackup(b)}, nil
}

// backupEntered is what else happens when a backup reaches a state.
func (s *Service) backupEntered(b *backup, _ BackupState) {
	switch b.Life.State {
	case BackupDeleted:
		s.ram.Withdraw(b.arn())
	case backupVanished:
		s.Backups.In(b.Scope).Delete(b.ID)
	}
}

func (s *Service) showBackup(b *backup) *Backup {
	out := &Backup{
		BackupArn: b.arn().String(), BackupId: b.ID, BackupState: b.Life.State, ClusterId: b.Cluster,
		CreateTimestamp: b.Created, HsmType: b.Type, Mode: b.Mode, NeverExpires: b.NeverExpires,
		TagList: slices.Clone(b.Tags),
	}
	if s.env.Applies(b.isCopy(), CopiesAndDeletionsAreMarked) {
		out.CopyTimestamp, out.SourceBackup, out.SourceCluster, out.SourceRegion = b.Copy.At, b.Copy.Backup, b.Cluster,
			b.Copy.Region
	}
	if s.env.Applies(b.Life.State == BackupPendingDeletion, CopiesAndDeletionsAreMarked) {
		out.DeleteTimestamp = b.Life.Since.Add(deletionWindow.Typical)
	}
	return out
}
