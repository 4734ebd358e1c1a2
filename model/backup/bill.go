package backup

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

const pricing = "https://aws.amazon.com/backup/pricing/"

// The prices of what jobs make. No answer to a call tells how much that is: the least is
// a GiB.
var (
	pointStorage = &kernel.Price{For: "GiB of recovery points", Amount: 5 * kernel.Cent, Per: kernel.Month,
		Whole: time.Hour, Evidence: kernel.Observed, Source: pricing}
	restored = &kernel.Price{For: "GiB restored", Amount: 2 * kernel.Cent, Evidence: kernel.Observed, Source: pricing}
	moved    = &kernel.Price{For: "GiB copied to another Region", Amount: 4 * kernel.Cent, Evidence: kernel.Observed,
		Source: pricing}
)

// bill says what calls cost and touch in real accounts.
var bill = kernel.Bill{
	Costs: []kernel.Cost{
		kernel.Costs(func(*StartBackupJob, *StartBackupJobOutput) []kernel.Charge {
			return []kernel.Charge{{Price: pointStorage, Units: 1}}
		}),
		kernel.Costs(func(*StartCopyJob, *StartCopyJobOutput) []kernel.Charge {
			return []kernel.Charge{{Price: pointStorage, Units: 1}, {Price: moved, Units: 1}}
		}),
		kernel.Costs(func(*StartRestoreJob, *StartRestoreJobOutput) []kernel.Charge {
			return []kernel.Charge{{Price: restored, Units: 1}}
		}),
		kernel.NotPriced("a plan starts jobs by itself, as many as its rules and resources ask for", "CreateBackupSelection"),
		kernel.CostsNothing(pricing+" names no price for vaults, plans and settings", "CreateBackupVault",
			"PutBackupVaultAccessPolicy", "PutBackupVaultLockConfiguration", "PutBackupVaultNotifications",
			"CreateBackupPlan"),
	},
	Quotas: []kernel.AccountQuota{
		{Of: "backup vaults", Most: 300, Operations: []string{"CreateBackupVault"}, Evidence: kernel.Documented,
			Source: quotasGuide},
		{Of: "backup plans", Most: 300, Operations: []string{"CreateBackupPlan"}, Evidence: kernel.Documented,
			Source: quotasGuide},
	},
	Touches: []kernel.Touching{
		kernel.TouchesOrganization.By("UpdateGlobalSettings"),
		kernel.TouchesDefaults.By("UpdateRegionSettings"),
	},
	Changes: []string{"BackupJobId", "StartBackupJob.BackupVaultName", "CreateBackupSelection.BackupPlanId"},
	Needs: []kernel.Need{
		{Operations: []string{"CreateBackupVault"}, Actions: []string{"backup-storage:MountCapsule", "kms:CreateGrant",
			"kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:RetireGrant"},
			Source: "AWS Backup Developer Guide, API_CreateBackupVault and access-control"},
		{Operations: []string{"StartCopyJob"}, Actions: []string{"backup:CopyIntoBackupVault", "backup:CopyFromBackupVault"},
			Source: "AWS Backup Developer Guide, create-cross-account-backup"},
		{Operations: []string{"StartBackupJob", "CreateBackupSelection"}, Actions: []string{"iam:CreateServiceLinkedRole"},
			Source: "AWS Backup Developer Guide, using-service-linked-roles"},
	},
}
