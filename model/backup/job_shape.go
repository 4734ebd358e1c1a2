package backup

import "github.com/shareproof/shareproof/model/kernel"

// StartBackupJob backs a resource up on demand.
type StartBackupJob struct {
	_                                struct{} `http:"PUT /backup-jobs"`
	BackupVaultName                  string   `shape:"!" resource:"backup-vault"`
	IamRoleArn                       string   `shape:"!"`
	ResourceArn                      string   `shape:"!"`
	BackupOptions                    map[string]string
	CompleteWindowMinutes            *int64
	IdempotencyToken                 string
	Index                            Index
	Lifecycle                        *Lifecycle
	LogicallyAirGappedBackupVaultArn string
	RecoveryPointTags                map[string]string
	StartWindowMinutes               *int64
}

// StartBackupJobOutput names the job. RecoveryPointArn is given for types with
// full management alone.
type StartBackupJobOutput struct {
	BackupJobId      string
	CreationDate     kernel.Time
	IsParent         bool
	RecoveryPointArn string
}

// Lifecycle says when a recovery point moves to cold storage and when it is
// deleted, in days since its creation.
type Lifecycle struct {
	DeleteAfterDays                     *int64 `sent:"always"`
	DeleteAfterEvent                    LifecycleDeleteAfterEvent
	MoveToColdStorageAfterDays          *int64 `sent:"set"`
	OptInToArchiveForSupportedResources *bool
}

// DescribeBackupJob shows a backup job.
type DescribeBackupJob struct {
	_           struct{} `http:"GET /backup-jobs/{BackupJobId}"`
	BackupJobId string   `shape:"!"`
}

// DescribeBackupJobOutput is the job.
type DescribeBackupJobOutput struct {
	AccountId              string
	BackupJobId            string
	BackupOptions          map[string]string
	BackupSizeInBytes      *int64
	BackupType             string
	BackupVaultArn         string
	BackupVaultName        string
	BytesTransferred       *int64
	ChildJobsInState       map[string]int64
	CompletionDate         kernel.Time
	CreatedBy              *RecoveryPointCreator
	CreationDate           kernel.Time
	EncryptionKeyArn       string
	ExpectedCompletionDate kernel.Time
	IamRoleArn             string
	InitiationDate         kernel.Time
	IsEncrypted            bool
	IsParent               bool
	MessageCategory        string
	NumberOfChildJobs      *int64
	ParentJobId            string
	PercentDone            string
	RecoveryPointArn       string
	RecoveryPointLifecycle *Lifecycle
	ResourceArn            string
	ResourceName           string
	ResourceType           string
	StartBy                kernel.Time
	State                  BackupJobState
	StatusMessage          string
	VaultLockState         string
	VaultType              string
}

// RecoveryPointCreator is the plan and the rule by which something was made.
type RecoveryPointCreator struct {
	BackupPlanArn      string
	BackupPlanId       string
	BackupPlanName     string
	BackupPlanVersion  string
	BackupRuleCron     string
	BackupRuleId       string
	BackupRuleName     string
	BackupRuleTimezone string
}

// ListBackupJobs lists the backup jobs of the last 30 days.
type ListBackupJobs struct {
	_                 struct{}       `http:"GET /backup-jobs"`
	ByAccountId       string         `query:"accountId"`
	ByBackupVaultName string         `query:"backupVaultName"`
	ByCompleteAfter   kernel.Time    `query:"completeAfter"`
	ByCompleteBefore  kernel.Time    `query:"completeBefore"`
	ByCreatedAfter    kernel.Time    `query:"createdAfter"`
	ByCreatedBefore   kernel.Time    `query:"createdBefore"`
	ByMessageCategory string         `query:"messageCategory"`
	ByParentJobId     string         `query:"parentJobId"`
	ByResourceArn     string         `query:"resourceArn"`
	ByResourceType    string         `query:"resourceType"`
	ByState           BackupJobState `shape:"BackupJobState" query:"state"`
	MaxResults        *int32         `shape:"MaxResults" query:"maxResults"`
	NextToken         string         `query:"nextToken"`
}

// ListBackupJobsOutput is one page of backup jobs.
type ListBackupJobsOutput struct {
	BackupJobs []BackupJob
	NextToken  string
}

// BackupJob is a backup job in a list.
type BackupJob struct {
	AccountId              string
	BackupJobId            string
	BackupOptions          map[string]string
	BackupSizeInBytes      *int64
	BackupType             string
	BackupVaultArn         string
	BackupVaultName        string
	BytesTransferred       *int64
	CompletionDate         kernel.Time
	CreatedBy              *RecoveryPointCreator
	CreationDate           kernel.Time
	EncryptionKeyArn       string
	ExpectedCompletionDate kernel.Time
	IamRoleArn             string
	InitiationDate         kernel.Time
	IsEncrypted            bool
	IsParent               bool
	MessageCategory        string
	ParentJobId            string
	PercentDone            string
	RecoveryPointArn       string
	RecoveryPointLifecycle *Lifecycle
	ResourceArn            string
	ResourceName           string
	ResourceType           string
	StartBy                kernel.Time
	State                  BackupJobState
	StatusMessage          string
	VaultLockState         string
	VaultType              string
}

// StopBackupJob stops a backup job.
type StopBackupJob struct {
	_           struct{} `http:"POST /backup-jobs/{BackupJobId}"`
	BackupJobId string   `shape:"!"`
}

// StopBackupJobOutput is empty.
type StopBackupJobOutput struct{}
