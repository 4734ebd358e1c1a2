package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

// tags returns what ListTags tells of an ARN, which Terraform reads after every read of
// what has tags.
func tags(t *testing.T, e http.Handler, arn string) any {
	t.Helper()
	return backs(t, e, "GET /tags/"+url.PathEscape(arn)+"/", "")["Tags"]
}

const vaultARN = "arn:aws:backup:us-east-1:111111111111:backup-vault:main"

func TestTerraformsCallsForAVaultAreAnswered(t *testing.T) {
	e := emulator.New(emulator.Options{})
	made := backs(t, e, "PUT /backup-vaults/main", `{"BackupVaultTags":{}}`)
	assert.Equal(t, vaultARN, made["BackupVaultArn"])
	assert.InDelta(t, e.Now().Unix(), made["CreationDate"], 1, "seconds since the Unix epoch")
	seen := backs(t, e, "GET /backup-vaults/main", "")
	assert.Equal(t, "main", seen["BackupVaultName"])
	assert.Contains(t, seen["EncryptionKeyArn"], "arn:aws:kms:us-east-1:111111111111:key/")
	assert.InDelta(t, 0, seen["NumberOfRecoveryPoints"], 0)
	assert.Equal(t, map[string]any{}, tags(t, e, vaultARN))
	backs(t, e, "POST /tags/"+vaultARN, `{"Tags":{"team":"a"}}`)
	assert.Equal(t, map[string]any{"team": "a"}, tags(t, e, vaultARN))

	backs(t, e, "DELETE /backup-vaults/main", "")
	status, code, _ := refusedBy(t, e, "GET /backup-vaults/main", "")
	assert.Equal(t, []any{403, "AccessDeniedException"}, []any{status, code}, "by which Terraform knows that it is gone")
}

// With force_destroy Terraform empties a vault: it lists page by page, deletes each
// recovery point and looks at it until it is not found.
func TestTerraformEmptiesAVault(t *testing.T) {
	e := withVault(t)
	points := []string{backedUp(t, e), backedUp(t, e), backedUp(t, e)}
	var listed []string
	for next := ""; ; {
		page := backs(t, e, "GET /backup-vaults/main/recovery-points?maxResults=2"+next, "")
		for _, point := range page["RecoveryPoints"].([]any) {
			listed = append(listed, point.(map[string]any)["RecoveryPointArn"].(string))
		}
		token, more := page["NextToken"].(string)
		if !more {
			break
		}
		next = "&nextToken=" + url.QueryEscape(token)
	}
	require.ElementsMatch(t, points, listed)
	for _, arn := range listed {
		point := "/backup-vaults/main/recovery-points/" + url.PathEscape(arn)
		backs(t, e, "DELETE "+point, "")
		for w := backupCall(owner, "GET "+point, "").to(e); ; w = backupCall(owner, "GET "+point, "").to(e) {
			if w.Code != 200 {
				assert.Contains(t, w.Header().Get("X-Amzn-Errortype"), "ResourceNotFoundException")
				assert.Equal(t, 400, w.Code)
				break
			}
			require.Equal(t, "DELETING", answers(t, w)["Status"])
			e.Advance(time.Minute)
		}
	}
	e.Advance(time.Hour)
	backs(t, e, "DELETE /backup-vaults/main", "")
}

func TestTerraformsCallsForTheSettingsOfAVaultAreAnswered(t *testing.T) {
	e := withVault(t)
	const vault = "/backup-vaults/main"
	allow := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}]}`
	text, _ := json.Marshal(allow)
	status, code, _ := refusedBy(t, e, "GET "+vault+"/access-policy", "")
	assert.Equal(t, []any{400, "ResourceNotFoundException"}, []any{status, code})
	backs(t, e, "PUT "+vault+"/access-policy", `{"Policy":`+string(text)+`}`)
	read := backs(t, e, "GET "+vault+"/access-policy", "")
	assert.Equal(t, vaultARN, read["BackupVaultArn"])
	assert.Contains(t, read["Policy"], "CopyIntoBackupVault")
	_, code, message := refusedBy(t, e, "PUT "+vault+"/access-policy",
		`{"Policy":`+strings.Replace(string(text), `{\"AWS\":\"*\"}`, `{\"AWS\":\"arn:aws:iam::111111111111:role/none\"}`, 1)+`}`)
	assert.Equal(t, "InvalidParameterValueException", code)
	assert.Contains(t, message, "Provided principal is not valid", "the text by which Terraform asks again")
	backs(t, e, "DELETE "+vault+"/access-policy", "")
	_, code, _ = refusedBy(t, e, "GET "+vault+"/access-policy", "")
	assert.Equal(t, "ResourceNotFoundException", code)

	backs(t, e, "PUT "+vault+"/vault-lock", `{"MinRetentionDays":7,"MaxRetentionDays":1200}`)
	seen := backs(t, e, "GET "+vault, "")
	assert.InDelta(t, 7, seen["MinRetentionDays"], 0)
	assert.InDelta(t, 1200, seen["MaxRetentionDays"], 0)
	assert.Equal(t, true, seen["Locked"])
	assert.NotContains(t, seen, "LockDate", "it may be taken away")
	backs(t, e, "DELETE "+vault+"/vault-lock", "")
	assert.NotContains(t, backs(t, e, "GET "+vault, ""), "MinRetentionDays")

	backs(t, e, "PUT "+vault+"/notification-configuration",
		`{"SNSTopicArn":"arn:aws:sns:us-east-1:111111111111:vault","BackupVaultEvents":["BACKUP_JOB_STARTED","RESTORE_JOB_COMPLETED"]}`)
	told := backs(t, e, "GET "+vault+"/notification-configuration", "")
	assert.Equal(t, []any{"BACKUP_JOB_STARTED", "RESTORE_JOB_COMPLETED"}, told["BackupVaultEvents"])
	backs(t, e, "DELETE "+vault+"/notification-configuration", "")
	_, code, _ = refusedBy(t, e, "GET "+vault+"/notification-configuration", "")
	assert.Equal(t, "ResourceNotFoundException", code)
}

// Terraform's provider puts its own defaults into every rule.
const planOfTerraform = `{"BackupPlan":{"BackupPlanName":"daily","Rules":[{"RuleName":"daily",` +
	`"TargetBackupVaultName":"main","ScheduleExpression":"cron(0 12 * * ? *)",` +
	`"ScheduleExpressionTimezone":"Etc/UTC","EnableContinuousBackup":false,"StartWindowMinutes":60,` +
	`"CompletionWindowMinutes":180,"Lifecycle":{"DeleteAfterDays":14},"RecoveryPointTags":{}}]},"BackupPlanTags":{}}`

func TestTerraformsCallsForAPlanAndItsSelectionAreAnswered(t *testing.T) {
	e := withVault(t)
	made := backs(t, e, "PUT /backup/plans/", planOfTerraform)
	arn, plan := made["BackupPlanArn"].(string), "/backup/plans/"+made["BackupPlanId"].(string)
	seen := backs(t, e, "GET "+plan+"/", "")
	rule := seen["BackupPlan"].(map[string]any)["Rules"].([]any)[0].(map[string]any)
	assert.InDelta(t, 60, rule["StartWindowMinutes"], 0)
	assert.Equal(t, "Etc/UTC", rule["ScheduleExpressionTimezone"])
	assert.Equal(t, made["VersionId"], seen["VersionId"])
	assert.Equal(t, map[string]any{}, tags(t, e, arn))
	changed := backs(t, e, "POST "+plan, strings.Replace(
		strings.Replace(planOfTerraform, `,"BackupPlanTags":{}`, "", 1), `:14}`, `:30}`, 1))
	assert.NotEqual(t, made["VersionId"], changed["VersionId"])

	selection := `{"BackupSelection":{"SelectionName":"all","IamRoleArn":"` + backupRole + `","Resources":["` + fileSystem +
		`"],"NotResources":[],"ListOfTags":[],"Conditions":{"StringEquals":[],"StringLike":[],"StringNotEquals":[],"StringNotLike":[]}}}`
	_, code, message := refusedBy(t, e, "PUT "+plan+"/selections/", strings.Replace(selection, "AWSBackupDefault", "No", 1))
	assert.Equal(t, "InvalidParameterValueException", code)
	assert.Contains(t, message, "cannot be assumed", "the text by which Terraform asks again")
	chosen := backs(t, e, "PUT "+plan+"/selections/", selection)
	at := plan + "/selections/" + chosen["SelectionId"].(string)
	assert.Equal(t, []any{fileSystem},
		backs(t, e, "GET "+at, "")["BackupSelection"].(map[string]any)["Resources"])

	_, code, message = refusedBy(t, e, "DELETE "+plan, "")
	assert.Equal(t, "InvalidRequestException", code)
	assert.Contains(t, message, "Related backup plan selections must be deleted prior to backup")
	backs(t, e, "DELETE "+at, "")
	backs(t, e, "DELETE "+plan, "")
	status, code, _ := refusedBy(t, e, "GET "+plan+"/", "")
	assert.Equal(t, []any{400, "ResourceNotFoundException"}, []any{status, code})
	_, code, message = refusedBy(t, e, "GET "+at, "")
	assert.True(t, code == "ResourceNotFoundException" || strings.Contains(message, "Cannot find Backup plan"), message)
}

// A key that AWS added by itself would be a difference for ever.
func TestTerraformReadsTheSettingsThatItWrote(t *testing.T) {
	e := emulator.New(emulator.Options{})
	w := request{http.MethodPost, "/", `{"FeatureSet":"ALL"}`, map[string]string{
		"X-Amz-Target": "AWSOrganizationsV20161128.CreateOrganization", "Content-Type": json11,
		"Authorization": authOf(owner, "us-east-1", "organizations")}}.to(e)
	require.Equal(t, 200, w.Code, w.Body)
	for _, on := range []string{"true", "false"} {
		backs(t, e, "PUT /global-settings", `{"GlobalSettings":{"isCrossAccountBackupEnabled":"`+on+`"}}`)
		assert.Equal(t, map[string]any{"isCrossAccountBackupEnabled": on},
			backs(t, e, "GET /global-settings", "")["GlobalSettings"])
	}
	backs(t, e, "PUT /account-settings", `{"ResourceTypeOptInPreference":{"EBS":false,"Aurora":true,"EFS":true},`+
		`"ResourceTypeManagementPreference":{"DynamoDB":true,"EFS":true}}`)
	seen := backs(t, e, "GET /account-settings", "")
	assert.Equal(t, false, seen["ResourceTypeOptInPreference"].(map[string]any)["EBS"])
	assert.Equal(t, true, seen["ResourceTypeOptInPreference"].(map[string]any)["EFS"])
	assert.Contains(t, seen, "ResourceTypeManagementPreference")
}
