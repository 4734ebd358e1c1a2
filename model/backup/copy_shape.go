package backup

import "github.com/shareproof/shareproof/model/kernel"

// StartCopyJob copies a recovery point into another vault, which may be another
// account's.
type StartCopyJob struct {
	_                         struct{} `http:"PUT /copy-jobs"`
	DestinationBackupVaultArn string   `shape:"!"`
	IamRoleArn                string   `shape:"!"`
	RecoveryPointArn          string   `shape:"!" resource:"arn"`
	SourceBackupVaultName     string   `shape:"!"`
	IdempotencyToken          string
	Lifecycle                 *Lifecycle
}

// StartCopyJobOutput names the job.
type StartCopyJobOutput struct {
	CopyJobId    string
	CreationDate kernel.Time
	IsParent     bool
}

// DescribeCopyJob shows a copy job.
type DescribeCopyJob struct {
	_         struct{} `http:"GET /copy-jobs/{CopyJobId}"`
	CopyJobId string   `shape:"!"`
}

// DescribeCopyJobOutput is the job.
type DescribeCopyJobOutput struct {
	CopyJob *CopyJob
}

// CopyJob is one copy of a recovery point into a vault.
type CopyJob struct {
	AccountId                         string
	BackupSizeInBytes                 *int64
	ChildJobsInState                  map[string]int64
	CompletionDate                    kernel.Time
	CompositeMemberIdentifier         string
	CopyJobId                         string
	CreatedBy                         *RecoveryPointCreator
	CreatedByBackupJobId              string
	CreationDate                      kernel.Time
	DestinationBackupVaultArn         string
	DestinationEncryptionKeyArn       string
	DestinationRecoveryPointArn       string
	DestinationRecoveryPointLifecycle *Lifecycle
	DestinationVaultLockState         string
	DestinationVaultType              string
	IamRoleArn                        string
	IsParent                          bool
	MessageCategory                   string
	NumberOfChildJobs                 *int64
	ParentJobId                       string
	ResourceArn                       string
	ResourceName                      string
	ResourceType                      string
	SourceBackupVaultArn              string
	SourceRecoveryPointArn            string
	State                             CopyJobState
	StatusMessage                     string
}

// ListCopyJobs lists the copy jobs of the last 30 days.
type ListCopyJobs struct {
	_                        struct{}     `http:"GET /copy-jobs"`
	ByAccountId              string       `query:"accountId"`
	ByCompleteAfter          kernel.Time  `query:"completeAfter"`
	ByCompleteBefore         kernel.Time  `query:"completeBefore"`
	ByCreatedAfter           kernel.Time  `query:"createdAfter"`
	ByCreatedBefore          kernel.Time  `query:"createdBefore"`
	ByDestinationVaultArn    string       `query:"destinationVaultArn"`
	ByMessageCategory        string       `query:"messageCategory"`
	ByParentJobId            string       `query:"parentJobId"`
	ByResourceArn            string       `query:"resourceArn"`
	ByResourceType           string       `query:"resourceType"`
	BySourceRecoveryPointArn string       `query:"sourceRecoveryPointArn"`
	ByState                  CopyJobState `shape:"CopyJobState" query:"state"`
	MaxResults               *int32       `shape:"MaxResults" query:"maxResults"`
	NextToken                string       `query:"nextToken"`
}

// ListCopyJobsOutput is one page of copy jobs.
type ListCopyJobsOutput struct {
	CopyJobs  []CopyJob
	NextToken string
}
