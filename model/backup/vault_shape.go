package backup

import "github.com/shareproof/shareproof/model/kernel"

// CreateBackupVault makes a vault. Without EncryptionKeyArn its key is
// aws/backup.
type CreateBackupVault struct {
	_                struct{} `http:"PUT /backup-vaults/{BackupVaultName}"`
	BackupVaultName  string   `shape:"!VaultName" resource:"backup-vault"`
	BackupVaultTags  map[string]string
	CreatorRequestId string `shape:"RequestId"`
	EncryptionKeyArn string
}

// CreateBackupVaultOutput names the vault.
type CreateBackupVaultOutput struct {
	BackupVaultArn  string
	BackupVaultName string
	CreationDate    kernel.Time
}

// DescribeBackupVault shows a vault.
type DescribeBackupVault struct {
	_                    struct{} `http:"GET /backup-vaults/{BackupVaultName}"`
	BackupVaultName      string   `shape:"!" resource:"backup-vault"`
	BackupVaultAccountId string   `query:"backupVaultAccountId"`
}

// DescribeBackupVaultOutput is the vault.
type DescribeBackupVaultOutput struct {
	BackupVaultArn              string
	BackupVaultName             string
	CreationDate                kernel.Time
	CreatorRequestId            string
	EncryptionKeyArn            string
	EncryptionKeyType           EncryptionKeyType
	LatestMpaApprovalTeamUpdate *LatestMpaApprovalTeamUpdate
	LockDate                    kernel.Time
	Locked                      *bool
	MaxRetentionDays            *int64
	MinRetentionDays            *int64
	MpaApprovalTeamArn          string
	MpaSessionArn               string
	NumberOfRecoveryPoints      int64
	SourceBackupVaultArn        string
	VaultState                  VaultState
	VaultType                   VaultType
}

// LatestMpaApprovalTeamUpdate is about approval by several parties, which no
// vault of a world has.
type LatestMpaApprovalTeamUpdate struct {
	ExpiryDate     kernel.Time
	InitiationDate kernel.Time
	MpaSessionArn  string
	Status         MpaSessionStatus
	StatusMessage  string
}

// ListBackupVaults lists the caller's vaults.
type ListBackupVaults struct {
	_           struct{}  `http:"GET /backup-vaults"`
	ByShared    bool      `query:"shared"`
	ByVaultType VaultType `shape:"VaultType" query:"vaultType"`
	MaxResults  *int32    `shape:"MaxResults" query:"maxResults"`
	NextToken   string    `query:"nextToken"`
}

// ListBackupVaultsOutput is one page of vaults.
type ListBackupVaultsOutput struct {
	BackupVaultList []BackupVaultListMember
	NextToken       string
}

// BackupVaultListMember is a vault in a list.
type BackupVaultListMember struct {
	BackupVaultArn         string
	BackupVaultName        string
	CreationDate           kernel.Time
	CreatorRequestId       string
	EncryptionKeyArn       string
	EncryptionKeyType      EncryptionKeyType
	LockDate               kernel.Time
	Locked                 *bool
	MaxRetentionDays       *int64
	MinRetentionDays       *int64
	NumberOfRecoveryPoints int64
	VaultState             VaultState
	VaultType              VaultType
}

// DeleteBackupVault deletes an empty vault.
type DeleteBackupVault struct {
	_               struct{} `http:"DELETE /backup-vaults/{BackupVaultName}"`
	BackupVaultName string   `shape:"!" resource:"backup-vault"`
}

// DeleteBackupVaultOutput is empty.
type DeleteBackupVaultOutput struct{}
