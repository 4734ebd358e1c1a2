package backup

import "github.com/shareproof/shareproof/model/kernel"

// CreateBackupSelection assigns resources to a plan.
type CreateBackupSelection struct {
	_                struct{}         `http:"PUT /backup/plans/{BackupPlanId}/selections"`
	BackupPlanId     string           `shape:"!" resource:"backup-plan"`
	BackupSelection  *BackupSelection `shape:"!"`
	CreatorRequestId string           `shape:"RequestId"`
}

// CreateBackupSelectionOutput names the selection.
type CreateBackupSelectionOutput struct {
	BackupPlanId string
	CreationDate kernel.Time
	SelectionId  string
}

// BackupSelection says which resources a plan backs up and under which role.
type BackupSelection struct {
	IamRoleArn    string `shape:"!" sent:"always,model"`
	SelectionName string `shape:"!PlanName" sent:"always,model"`
	Conditions    *Conditions
	ListOfTags    []Condition
	NotResources  []string
	Resources     []string
}

// Conditions select resources by tags; all of them must fit.
type Conditions struct {
	StringEquals    []ConditionParameter
	StringLike      []ConditionParameter
	StringNotEquals []ConditionParameter
	StringNotLike   []ConditionParameter
}

// Condition selects resources by a tag; conditions of a list are joined by OR.
type Condition struct {
	ConditionKey   string        `shape:"!" sent:"always,model"`
	ConditionType  ConditionType `shape:"!ConditionType" sent:"always,model"`
	ConditionValue string        `shape:"!" sent:"always,model"`
}

// ConditionParameter is a tag in a condition, its key with the prefix
// aws:ResourceTag/.
type ConditionParameter struct {
	ConditionKey   string
	ConditionValue string
}

// GetBackupSelection shows a selection.
type GetBackupSelection struct {
	_            struct{} `http:"GET /backup/plans/{BackupPlanId}/selections/{SelectionId}"`
	BackupPlanId string   `shape:"!" resource:"backup-plan"`
	SelectionId  string   `shape:"!"`
}

// GetBackupSelectionOutput is the selection.
type GetBackupSelectionOutput struct {
	BackupPlanId     string
	BackupSelection  *BackupSelection
	CreationDate     kernel.Time
	CreatorRequestId string
	SelectionId      string
}

// ListBackupSelections lists the selections of a plan.
type ListBackupSelections struct {
	_            struct{} `http:"GET /backup/plans/{BackupPlanId}/selections"`
	BackupPlanId string   `shape:"!" resource:"backup-plan"`
	MaxResults   *int32   `shape:"MaxResults" query:"maxResults"`
	NextToken    string   `query:"nextToken"`
}

// ListBackupSelectionsOutput is one page of selections.
type ListBackupSelectionsOutput struct {
	BackupSelectionsList []BackupSelectionsListMember
	NextToken            string
}

// BackupSelectionsListMember is a selection in a list.
type BackupSelectionsListMember struct {
	BackupPlanId     string
	CreationDate     kernel.Time
	CreatorRequestId string
	IamRoleArn       string
	SelectionId      string
	SelectionName    string
}

// DeleteBackupSelection takes resources from a plan.
type DeleteBackupSelection struct {
	_            struct{} `http:"DELETE /backup/plans/{BackupPlanId}/selections/{SelectionId}"`
	BackupPlanId string   `shape:"!" resource:"backup-plan"`
	SelectionId  string   `shape:"!"`
}

// DeleteBackupSelectionOutput is empty.
type DeleteBackupSelectionOutput struct{}
