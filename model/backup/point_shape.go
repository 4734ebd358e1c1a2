package backup

import "github.com/shareproof/shareproof/model/kernel"

// DescribeRecoveryPoint shows a recovery point of a vault.
type DescribeRecoveryPoint struct {
	_                    struct{} `http:"GET /backup-vaults/{BackupVaultName}/recovery-points/{RecoveryPointArn}"`
	BackupVaultName      string   `shape:"!"`
	RecoveryPointArn     string   `shape:"!" resource:"arn"`
	BackupVaultAccountId string   `query:"backupVaultAccountId"`
}

// DescribeRecoveryPointOutput is the recovery point.
type DescribeRecoveryPointOutput struct {
	BackupSizeInBytes         *int64
	BackupVaultArn            string
	BackupVaultName           string
	CalculatedLifecycle       *CalculatedLifecycle
	CompletionDate            kernel.Time
	CompositeMemberIdentifier string
	CreatedBy                 *RecoveryPointCreator
	CreationDate              kernel.Time
	EncryptionKeyArn          string
	EncryptionKeyType         EncryptionKeyType
	IamRoleArn                string
	IndexStatus               IndexStatus
	IndexStatusMessage        string
	InitiationDate            kernel.Time
	IsEncrypted               bool
	IsParent                  bool
	LastRestoreTime           kernel.Time
	Lifecycle                 *Lifecycle
	ParentRecoveryPointArn    string
	RecoveryPointArn          string
	ResourceArn               string
	ResourceName              string
	ResourceType              string
	ScanResults               []ScanResult
	SourceBackupVaultArn      string
	Status                    RecoveryPointStatus
	StatusMessage             string
	StorageClass              StorageClass
	VaultType                 VaultType
}

// CalculatedLifecycle is when what a lifecycle says will be done.
type CalculatedLifecycle struct {
	DeleteAt            kernel.Time
	MoveToColdStorageAt kernel.Time
}

// ScanResult is what a scan for malware found; no recovery point of a world is
// scanned.
type ScanResult struct {
	Findings          []ScanFinding
	LastScanTimestamp kernel.Time
	MalwareScanner    MalwareScanner
	ScanJobState      ScanJobState
}

// ListRecoveryPointsByBackupVault lists the recovery points of a vault.
type ListRecoveryPointsByBackupVault struct {
	_                        struct{}    `http:"GET /backup-vaults/{BackupVaultName}/recovery-points"`
	BackupVaultName          string      `shape:"!" resource:"backup-vault"`
	BackupVaultAccountId     string      `query:"backupVaultAccountId"`
	ByBackupPlanId           string      `query:"backupPlanId"`
	ByCreatedAfter           kernel.Time `query:"createdAfter"`
	ByCreatedBefore          kernel.Time `query:"createdBefore"`
	ByParentRecoveryPointArn string      `query:"parentRecoveryPointArn"`
	ByResourceArn            string      `query:"resourceArn"`
	ByResourceType           string      `query:"resourceType"`
	MaxResults               *int32      `shape:"MaxResults" query:"maxResults"`
	NextToken                string      `query:"nextToken"`
}

// ListRecoveryPointsByBackupVaultOutput is one page of recovery points.
type ListRecoveryPointsByBackupVaultOutput struct {
	NextToken      string
	RecoveryPoints []RecoveryPointByBackupVault
}

// RecoveryPointByBackupVault is a recovery point in the list of a vault.
type RecoveryPointByBackupVault struct {
	AggregatedScanResult      *AggregatedScanResult
	BackupSizeInBytes         *int64
	BackupVaultArn            string
	BackupVaultName           string
	CalculatedLifecycle       *CalculatedLifecycle
	CompletionDate            kernel.Time
	CompositeMemberIdentifier string
	CreatedBy                 *RecoveryPointCreator
	CreationDate              kernel.Time
	EncryptionKeyArn          string
	EncryptionKeyType         EncryptionKeyType
	IamRoleArn                string
	IndexStatus               IndexStatus
	IndexStatusMessage        string
	InitiationDate            kernel.Time
	IsEncrypted               bool
	IsParent                  bool
	LastRestoreTime           kernel.Time
	Lifecycle                 *Lifecycle
	ParentRecoveryPointArn    string
	RecoveryPointArn          string
	ResourceArn               string
	ResourceName              string
	ResourceType              string
	SourceBackupVaultArn      string
	Status                    RecoveryPointStatus
	StatusMessage             string
	VaultType                 VaultType
}

// AggregatedScanResult is what scans for malware found in sum.
type AggregatedScanResult struct {
	FailedScan   *bool
	Findings     []ScanFinding
	LastComputed kernel.Time
}

// ListRecoveryPointsByResource lists the recovery points of a resource.
type ListRecoveryPointsByResource struct {
	_                      struct{} `http:"GET /resources/{ResourceArn}/recovery-points"`
	ResourceArn            string   `shape:"!"`
	ManagedByAWSBackupOnly bool     `query:"managedByAWSBackupOnly"`
	MaxResults             *int32   `shape:"MaxResults" query:"maxResults"`
	NextToken              string   `query:"nextToken"`
}

// ListRecoveryPointsByResourceOutput is one page of recovery points.
type ListRecoveryPointsByResourceOutput struct {
	NextToken      string                    `sent:"set"`
	RecoveryPoints []RecoveryPointByResource `sent:"always"`
}

// RecoveryPointByResource is a recovery point in the list of a resource.
type RecoveryPointByResource struct {
	AggregatedScanResult   *AggregatedScanResult
	BackupSizeBytes        *int64      `sent:"always"`
	BackupVaultName        string      `sent:"set"`
	CreationDate           kernel.Time `sent:"always"`
	EncryptionKeyArn       string      `sent:"set"`
	EncryptionKeyType      EncryptionKeyType
	IndexStatus            IndexStatus
	IndexStatusMessage     string
	IsParent               bool
	ParentRecoveryPointArn string
	RecoveryPointArn       string              `sent:"always"`
	ResourceName           string              `sent:"set"`
	Status                 RecoveryPointStatus `sent:"always"`
	StatusMessage          string              `sent:"set"`
	VaultType              VaultType           `sent:"set"`
}

// DeleteRecoveryPoint deletes a recovery point with what it is in its service.
type DeleteRecoveryPoint struct {
	_                struct{} `http:"DELETE /backup-vaults/{BackupVaultName}/recovery-points/{RecoveryPointArn}"`
	BackupVaultName  string   `shape:"!"`
	RecoveryPointArn string   `shape:"!" resource:"arn"`
}

// DeleteRecoveryPointOutput is empty.
type DeleteRecoveryPointOutput struct{}

// UpdateRecoveryPointLifecycle gives a recovery point another lifecycle.
type UpdateRecoveryPointLifecycle struct {
	_                struct{} `http:"POST /backup-vaults/{BackupVaultName}/recovery-points/{RecoveryPointArn}"`
	BackupVaultName  string   `shape:"!"`
	RecoveryPointArn string   `shape:"!" resource:"arn"`
	Lifecycle        *Lifecycle
}

// UpdateRecoveryPointLifecycleOutput is the new lifecycle.
type UpdateRecoveryPointLifecycleOutput struct {
	BackupVaultArn      string
	CalculatedLifecycle *CalculatedLifecycle
	Lifecycle           *Lifecycle
	RecoveryPointArn    string
}

// DisassociateRecoveryPoint hands a continuous recovery point back to its
// service.
type DisassociateRecoveryPoint struct {
	_                struct{} `http:"POST /backup-vaults/{BackupVaultName}/recovery-points/{RecoveryPointArn}/disassociate"`
	BackupVaultName  string   `shape:"!"`
	RecoveryPointArn string   `shape:"!" resource:"arn"`
}

// DisassociateRecoveryPointOutput is empty.
type DisassociateRecoveryPointOutput struct{}

// GetRecoveryPointRestoreMetadata asks for the metadata by which a recovery
// point is restored as it was.
type GetRecoveryPointRestoreMetadata struct {
	_                    struct{} `http:"GET /backup-vaults/{BackupVaultName}/recovery-points/{RecoveryPointArn}/restore-metadata"`
	BackupVaultName      string   `shape:"!"`
	RecoveryPointArn     string   `shape:"!" resource:"arn"`
	BackupVaultAccountId string   `query:"backupVaultAccountId"`
}

// GetRecoveryPointRestoreMetadataOutput is the metadata.
type GetRecoveryPointRestoreMetadataOutput struct {
	BackupVaultArn   string
	RecoveryPointArn string
	ResourceType     string
	RestoreMetadata  map[string]string
}
