package backup

import "github.com/shareproof/shareproof/model/kernel"

// ListProtectedResources lists the resources that have been backed up.
type ListProtectedResources struct {
	_          struct{} `http:"GET /resources"`
	MaxResults *int32   `shape:"MaxResults" query:"maxResults"`
	NextToken  string   `query:"nextToken"`
}

// ListProtectedResourcesOutput is one page of resources.
type ListProtectedResourcesOutput struct {
	NextToken string
	Results   []ProtectedResource
}

// ProtectedResource is a resource that has been backed up.
type ProtectedResource struct {
	LastBackupTime       kernel.Time
	LastBackupVaultArn   string
	LastRecoveryPointArn string
	ResourceArn          string
	ResourceName         string
	ResourceType         string
}

// DescribeProtectedResource shows a resource that has been backed up.
type DescribeProtectedResource struct {
	_           struct{} `http:"GET /resources/{ResourceArn}"`
	ResourceArn string   `shape:"!"`
}

// DescribeProtectedResourceOutput is the resource.
type DescribeProtectedResourceOutput struct {
	LastBackupTime                         kernel.Time
	LastBackupVaultArn                     string
	LastRecoveryPointArn                   string
	LatestRestoreExecutionTimeMinutes      *int64
	LatestRestoreJobCreationDate           kernel.Time
	LatestRestoreRecoveryPointCreationDate kernel.Time
	ResourceArn                            string
	ResourceName                           string
	ResourceType                           string
}

// ListProtectedResourcesByBackupVault lists the resources of which a vault has
// recovery points.
type ListProtectedResourcesByBackupVault struct {
	_                    struct{} `http:"GET /backup-vaults/{BackupVaultName}/resources"`
	BackupVaultName      string   `shape:"!" resource:"backup-vault"`
	BackupVaultAccountId string   `query:"backupVaultAccountId"`
	MaxResults           *int32   `shape:"MaxResults" query:"maxResults"`
	NextToken            string   `query:"nextToken"`
}

// ListProtectedResourcesByBackupVaultOutput is one page of resources.
type ListProtectedResourcesByBackupVaultOutput struct {
	NextToken string
	Results   []ProtectedResource
}
