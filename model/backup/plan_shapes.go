package backup

import "github.com/shareproof/shareproof/model/kernel"

// CreateBackupPlan makes a plan.
type CreateBackupPlan struct {
	_                struct{}         `http:"PUT /backup/plans"`
	BackupPlan       *BackupPlanInput `shape:"!"`
	BackupPlanTags   map[string]string
	CreatorRequestId string `shape:"RequestId"`
}

// CreateBackupPlanOutput names the plan and its first version.
type CreateBackupPlanOutput struct {
	AdvancedBackupSettings []AdvancedBackupSetting
	BackupPlanArn          string
	BackupPlanId           string
	CreationDate           kernel.Time
	VersionId              string
}

// BackupPlanInput is a plan as callers give it.
type BackupPlanInput struct {
	BackupPlanName         string            `shape:"!PlanName"`
	Rules                  []BackupRuleInput `shape:"!"`
	AdvancedBackupSettings []AdvancedBackupSetting
	ScanSettings           []ScanSetting
}

// AdvancedBackupSetting is options for a resource type.
type AdvancedBackupSetting struct {
	BackupOptions map[string]string
	ResourceType  string
}

// BackupRuleInput is a rule of a plan as callers give it.
type BackupRuleInput struct {
	RuleName                               string `shape:"!PlanName"`
	TargetBackupVaultName                  string `shape:"!PlanVault"`
	CompletionWindowMinutes                *int64
	CopyActions                            []CopyAction
	EnableContinuousBackup                 *bool
	IndexActions                           []IndexAction
	Lifecycle                              *Lifecycle
	RecoveryPointTags                      map[string]string
	ScanActions                            []ScanAction
	ScheduleExpression                     string
	ScheduleExpressionTimezone             string
	StartWindowMinutes                     *int64
	TargetLogicallyAirGappedBackupVaultArn string
}

// ScanSetting says which resources a plan scans.
type ScanSetting struct {
	MalwareScanner MalwareScanner
	ResourceTypes  []string
	ScannerRoleArn string
}

// CopyAction copies what a rule backs up into another vault.
type CopyAction struct {
	DestinationBackupVaultArn string `shape:"!" sent:"always,model"`
	Lifecycle                 *Lifecycle
}

// IndexAction says of which resource types a rule indexes backups.
type IndexAction struct {
	ResourceTypes []string
}

// ScanAction is a scan for malware; no world has any.
type ScanAction struct {
	MalwareScanner MalwareScanner
	ScanMode       ScanMode
}

// GetBackupPlan shows a plan.
type GetBackupPlan struct {
	_                       struct{} `http:"GET /backup/plans/{BackupPlanId}"`
	BackupPlanId            string   `shape:"!" resource:"backup-plan"`
	MaxScheduledRunsPreview int32    `query:"MaxScheduledRunsPreview"`
	VersionId               string   `query:"versionId"`
}

// GetBackupPlanOutput is a version of the plan.
type GetBackupPlanOutput struct {
	AdvancedBackupSettings []AdvancedBackupSetting
	BackupPlan             *BackupPlan `sent:"always"`
	BackupPlanArn          string      `sent:"always"`
	BackupPlanId           string      `sent:"always"`
	CreationDate           kernel.Time `sent:"always"`
	CreatorRequestId       string
	DeletionDate           kernel.Time
	LastExecutionDate      kernel.Time `sent:"set"`
	ScheduledRunsPreview   []ScheduledPlanExecutionMember
	VersionId              string `sent:"always"`
}

// BackupPlan is a plan as it is shown.
type BackupPlan struct {
	BackupPlanName         string       `sent:"always,model"`
	Rules                  []BackupRule `sent:"always,model"`
	AdvancedBackupSettings []AdvancedBackupSetting
	ScanSettings           []ScanSetting
}

// ScheduledPlanExecutionMember is a run that a plan will make.
type ScheduledPlanExecutionMember struct {
	ExecutionTime     kernel.Time
	RuleExecutionType RuleExecutionType
	RuleId            string
}

// BackupRule is a rule of a plan as it is shown.
type BackupRule struct {
	RuleName                               string `sent:"always,model"`
	TargetBackupVaultName                  string `sent:"always,model"`
	CompletionWindowMinutes                *int64 `sent:"always"`
	CopyActions                            []CopyAction
	EnableContinuousBackup                 *bool
	IndexActions                           []IndexAction
	Lifecycle                              *Lifecycle `sent:"set"`
	RecoveryPointTags                      map[string]string
	RuleId                                 string `sent:"always"`
	ScanActions                            []ScanAction
	ScheduleExpression                     string `sent:"always"`
	ScheduleExpressionTimezone             string
	StartWindowMinutes                     *int64 `sent:"always"`
	TargetLogicallyAirGappedBackupVaultArn string
}

// UpdateBackupPlan replaces the document of a plan and makes a new version of
// it.
type UpdateBackupPlan struct {
	_            struct{}         `http:"POST /backup/plans/{BackupPlanId}"`
	BackupPlan   *BackupPlanInput `shape:"!"`
	BackupPlanId string           `shape:"!" resource:"backup-plan"`
}

// UpdateBackupPlanOutput names the version.
type UpdateBackupPlanOutput struct {
	AdvancedBackupSettings []AdvancedBackupSetting
	BackupPlanArn          string
	BackupPlanId           string
	CreationDate           kernel.Time
	ScanSettings           []ScanSetting
	VersionId              string
}

// DeleteBackupPlan deletes a plan without selections.
type DeleteBackupPlan struct {
	_            struct{} `http:"DELETE /backup/plans/{BackupPlanId}"`
	BackupPlanId string   `shape:"!" resource:"backup-plan"`
}

// DeleteBackupPlanOutput names what was deleted.
type DeleteBackupPlanOutput struct {
	BackupPlanArn string
	BackupPlanId  string
	DeletionDate  kernel.Time
	VersionId     string
}

// ListBackupPlans lists the caller's plans.
type ListBackupPlans struct {
	_              struct{} `http:"GET /backup/plans"`
	IncludeDeleted *bool    `query:"includeDeleted"`
	MaxResults     *int32   `shape:"MaxResults" query:"maxResults"`
	NextToken      string   `query:"nextToken"`
}

// ListBackupPlansOutput is one page of plans.
type ListBackupPlansOutput struct {
	BackupPlansList []BackupPlansListMember
	NextToken       string
}

// BackupPlansListMember is a plan, or a version of one, in a list.
type BackupPlansListMember struct {
	AdvancedBackupSettings []AdvancedBackupSetting
	BackupPlanArn          string
	BackupPlanId           string
	BackupPlanName         string
	CreationDate           kernel.Time
	CreatorRequestId       string
	DeletionDate           kernel.Time
	LastExecutionDate      kernel.Time
	VersionId              string
}

// ListBackupPlanVersions lists the versions of a plan.
type ListBackupPlanVersions struct {
	_            struct{} `http:"GET /backup/plans/{BackupPlanId}/versions"`
	BackupPlanId string   `shape:"!" resource:"backup-plan"`
	MaxResults   *int32   `shape:"MaxResults" query:"maxResults"`
	NextToken    string   `query:"nextToken"`
}

// ListBackupPlanVersionsOutput is one page of versions.
type ListBackupPlanVersionsOutput struct {
	BackupPlanVersionsList []BackupPlansListMember
	NextToken              string
}
