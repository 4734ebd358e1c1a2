package backup

import "github.com/shareproof/shareproof/model/kernel"

// StartRestoreJob makes a resource of a recovery point.
type StartRestoreJob struct {
	_                                struct{}          `http:"PUT /restore-jobs"`
	Metadata                         map[string]string `shape:"!"`
	RecoveryPointArn                 string            `shape:"!" resource:"arn"`
	CopySourceTagsToRestoredResource bool
	IamRoleArn                       string
	IdempotencyToken                 string
	ResourceType                     string
}

// StartRestoreJobOutput names the job.
type StartRestoreJobOutput struct {
	RestoreJobId string
}

// DescribeRestoreJob shows a restore job.
type DescribeRestoreJob struct {
	_            struct{} `http:"GET /restore-jobs/{RestoreJobId}"`
	RestoreJobId string   `shape:"!"`
}

// DescribeRestoreJobOutput is the job.
type DescribeRestoreJobOutput struct {
	AccountId                     string
	BackupSizeInBytes             *int64
	BackupVaultArn                string
	CompletionDate                kernel.Time
	CreatedBy                     *RestoreJobCreator
	CreatedResourceArn            string
	CreationDate                  kernel.Time
	DeletionStatus                RestoreDeletionStatus
	DeletionStatusMessage         string
	ExpectedCompletionTimeMinutes *int64
	IamRoleArn                    string
	IsParent                      bool
	ParentJobId                   string
	PercentDone                   string
	RecoveryPointArn              string
	RecoveryPointCreationDate     kernel.Time
	ResourceType                  string
	RestoreJobId                  string
	SourceResourceArn             string
	Status                        RestoreJobStatus
	StatusMessage                 string
	ValidationStatus              RestoreValidationStatus
	ValidationStatusMessage       string
}

// RestoreJobCreator is the restore testing plan that made a job; no world has
// any.
type RestoreJobCreator struct {
	RestoreTestingPlanArn string
}

// ListRestoreJobs lists the restore jobs of the last 30 days.
type ListRestoreJobs struct {
	_                       struct{}         `http:"GET /restore-jobs"`
	ByAccountId             string           `query:"accountId"`
	ByCompleteAfter         kernel.Time      `query:"completeAfter"`
	ByCompleteBefore        kernel.Time      `query:"completeBefore"`
	ByCreatedAfter          kernel.Time      `query:"createdAfter"`
	ByCreatedBefore         kernel.Time      `query:"createdBefore"`
	ByParentJobId           string           `query:"parentJobId"`
	ByResourceType          string           `query:"resourceType"`
	ByRestoreTestingPlanArn string           `query:"restoreTestingPlanArn"`
	ByStatus                RestoreJobStatus `shape:"RestoreJobStatus" query:"status"`
	MaxResults              *int32           `shape:"MaxResults" query:"maxResults"`
	NextToken               string           `query:"nextToken"`
}

// ListRestoreJobsOutput is one page of restore jobs.
type ListRestoreJobsOutput struct {
	NextToken   string
	RestoreJobs []RestoreJobsListMember
}

// RestoreJobsListMember is a restore job in a list.
type RestoreJobsListMember struct {
	AccountId                     string
	BackupSizeInBytes             *int64
	BackupVaultArn                string
	CompletionDate                kernel.Time
	CreatedBy                     *RestoreJobCreator
	CreatedResourceArn            string
	CreationDate                  kernel.Time
	DeletionStatus                RestoreDeletionStatus
	DeletionStatusMessage         string
	ExpectedCompletionTimeMinutes *int64
	IamRoleArn                    string
	IsParent                      bool
	ParentJobId                   string
	PercentDone                   string
	RecoveryPointArn              string
	RecoveryPointCreationDate     kernel.Time
	ResourceType                  string
	RestoreJobId                  string
	SourceResourceArn             string
	Status                        RestoreJobStatus
	StatusMessage                 string
	ValidationStatus              RestoreValidationStatus
	ValidationStatusMessage       string
}

// GetRestoreJobMetadata asks with which metadata a restore job was started.
type GetRestoreJobMetadata struct {
	_            struct{} `http:"GET /restore-jobs/{RestoreJobId}/metadata"`
	RestoreJobId string   `shape:"!"`
}

// GetRestoreJobMetadataOutput is the metadata.
type GetRestoreJobMetadataOutput struct {
	Metadata     map[string]string
	RestoreJobId string
}
