package emulator_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

// heard is an event as the control API tells it.
type heard struct {
	Version, ID, Source, Account, Region string
	DetailType                           string `json:"detail-type"`
	Time                                 time.Time
	Resources                            []string
	Detail                               map[string]any
}

// hears lists the events of AWS Backup that the owner was told of.
func hears(t *testing.T, e *emulator.Emulator) (all []heard) {
	t.Helper()
	w := request{method: http.MethodGet, path: "/_shareproof/events?" + here}.to(e)
	require.Equal(t, 200, w.Code, w.Body)
	var told struct{ Events []heard }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &told))
	for _, event := range told.Events {
		if event.Source == "aws.backup" {
			assert.Equal(t, []string{"0", owner, "us-east-1"}, []string{event.Version, event.Account, event.Region})
			all = append(all, event)
		}
	}
	return all
}

// gist is what changed, how, and which members the event's detail has.
func (h *heard) gist() string {
	state, ok := h.Detail["state"]
	if !ok {
		state = h.Detail["status"]
	}
	return strings.TrimSuffix(h.DetailType, " State Change") + " " + state.(string) + ": " +
		strings.Join(slices.Sorted(maps.Keys(h.Detail)), " ")
}

func gists(events []heard) (all []string) {
	for i := range events {
		all = append(all, events[i].gist())
	}
	return all
}

// The members of details are those of the examples in the AWS Backup Developer Guide.
const (
	created = "Backup Job CREATED: backupJobId creationDate state"
	working = ": backupJobId backupVaultArn backupVaultName bytesTransferred creationDate iamRoleArn percentDone " +
		"resourceArn resourceType startBy state"
	completed = "Backup Job COMPLETED: backupJobId backupSizeInBytes backupVaultArn backupVaultName bytesTransferred " +
		"completionDate creationDate iamRoleArn percentDone resourceArn resourceType startBy state"
	pointMade = "Recovery Point COMPLETED: backupVaultArn backupVaultName calculatedLifeCycle completionDate creationDate " +
		"iamRoleArn isEncrypted lifecycle resourceArn resourceType status storageClass"
	vaultMade    = "Backup Vault CREATED: backupVaultName state"
	vaultDeleted = "Backup Vault DELETED: backupVaultName state"
)

func TestTheEventsOfABackupAreWrittenAsTheGuideShowsThem(t *testing.T) {
	e := withVault(t)
	begun := e.Now()
	backs(t, e, "PUT /backup-jobs", `{"BackupVaultName":"main","ResourceArn":"`+fileSystem+`","IamRoleArn":"`+backupRole+
		`","Lifecycle":{"DeleteAfterDays":100}}`)
	e.Advance(4 * time.Hour)
	events := hears(t, e)
	assert.ElementsMatch(t, []string{vaultMade, created, "Backup Job PENDING" + working, "Backup Job RUNNING" + working,
		completed, pointMade}, gists(events))
	for _, event := range events {
		assert.WithinRange(t, event.Time, begun, e.Now())
		switch event.gist() {
		case created:
			assert.Empty(t, event.Resources)
			assert.Equal(t, begun.Format("2006-01-02T15:04:05.000Z"), event.Detail["creationDate"])
		case completed:
			require.Len(t, event.Resources, 1)
			assert.Contains(t, event.Resources[0], ":recovery-point:")
			assert.InDelta(t, 100, event.Detail["percentDone"], 0)
			assert.IsType(t, "", event.Detail["backupSizeInBytes"])
		case pointMade:
			assert.Equal(t, "true", event.Detail["isEncrypted"])
			made, err := time.Parse(time.RFC3339, event.Detail["creationDate"].(string))
			require.NoError(t, err)
			assert.Equal(t, map[string]any{"deleteAt": made.Add(100 * 24 * time.Hour).Format("2006-01-02T15:04:05.000Z")},
				event.Detail["calculatedLifeCycle"])
			assert.Equal(t, map[string]any{"deleteAfterDays": 100.}, event.Detail["lifecycle"])
		}
	}
}

func TestTheEventsOfACopyAreWrittenAsTheGuideShowsThem(t *testing.T) {
	e := withVault(t)
	point := backedUp(t, e)
	before := len(hears(t, e))
	backs(t, e, "PUT /backup-vaults/other", `{}`)
	copied := func(to string) []heard {
		backs(t, e, "PUT /copy-jobs", `{"RecoveryPointArn":"`+point+`","SourceBackupVaultName":"main","IamRoleArn":"`+
			backupRole+`","DestinationBackupVaultArn":"arn:aws:backup:us-east-1:111111111111:backup-vault:`+to+`"}`)
		e.Advance(4 * time.Hour)
		events := hears(t, e)[before:]
		before += len(events)
		return events
	}
	const asked = "Copy Job CREATED: creationDate destinationBackupVaultArn sourceBackupVaultArn state"
	const members = "copyJobId creationDate destinationBackupVaultArn destinationRecoveryPointArn iamRoleArn resourceArn " +
		"resourceType sourceBackupVaultArn state"
	unlimited := strings.NewReplacer(" calculatedLifeCycle", "", " lifecycle", "").Replace(pointMade)
	events := copied("other")
	assert.ElementsMatch(t, []string{vaultMade, asked, "Copy Job RUNNING: backupSizeInBytes " + members,
		"Copy Job COMPLETED: backupSizeInBytes completionDate " + members, unlimited}, gists(events))
	for _, event := range events {
		switch event.Detail["state"] {
		case "RUNNING":
			assert.Equal(t, map[string]any{}, event.Detail["destinationRecoveryPointArn"])
			assert.Equal(t, []string{point}, event.Resources)
		case "COMPLETED":
			assert.Contains(t, event.Detail["destinationRecoveryPointArn"], ":recovery-point:")
		}
	}
	assert.Contains(t, gists(copied("none")),
		"Copy Job FAILED: backupSizeInBytes completionDate "+members+" statusMessage")
}

func TestTheEventsOfVaultsAndRegionsAreWrittenAsTheGuideShowsThem(t *testing.T) {
	e := emulator.New(emulator.Options{})
	backs(t, e, "PUT /backup-vaults/main", `{}`)
	backs(t, e, "PUT /backup-vaults/main/vault-lock", `{"MinRetentionDays":7}`)
	backs(t, e, "DELETE /backup-vaults/main/vault-lock", "")
	backs(t, e, "DELETE /backup-vaults/main", "")
	backs(t, e, "PUT /account-settings", `{"ResourceTypeOptInPreference":{"Aurora":true}}`)
	events := hears(t, e)
	const modified = "Backup Vault MODIFIED: backupVaultName isLocked state"
	assert.Equal(t, []string{vaultMade, modified, modified, vaultDeleted,
		"Region Setting MODIFIED: ResourceTypeOptInPreference modifiedAt state"}, gists(events))
	assert.Equal(t, []any{"true", "false"}, []any{events[1].Detail["isLocked"], events[2].Detail["isLocked"]})
	assert.Equal(t, []string{vaultARN}, events[0].Resources)
	assert.Equal(t, map[string]any{"Aurora": true}, events[4].Detail["ResourceTypeOptInPreference"])
	assert.Empty(t, events[4].Resources)
}

func TestTheEventsOfARestoreAreWrittenAsTheGuideShowsThem(t *testing.T) {
	e := withVault(t)
	point := backedUp(t, e)
	w := iamCall("Action=AttachRolePolicy&RoleName=AWSBackupDefaultServiceRole&PolicyArn=" +
		"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores").to(e)
	require.Equal(t, 200, w.Code, w.Body)
	before := len(hears(t, e))
	backs(t, e, "PUT /restore-jobs", `{"RecoveryPointArn":"`+point+`","IamRoleArn":"`+backupRole+
		`","Metadata":{"newFileSystem":"true","PerformanceMode":"generalPurpose","Encrypted":"false","CreationToken":"x"}}`)
	e.Advance(8 * time.Hour)
	const members = ": backupSizeInBytes creationDate iamRoleArn percentDone resourceType restoreJobId status"
	assert.Equal(t, []string{"Restore Job PENDING" + members, "Restore Job RUNNING" + members,
		"Restore Job COMPLETED: backupSizeInBytes backupVaultArn completionDate createdResourceArn creationDate iamRoleArn " +
			"percentDone recoveryPointArn resourceType restoreJobId sourceResourceArn status"}, gists(hears(t, e)[before:]))
}

func TestTheEventsOfAPlanAreWrittenAsTheGuideShowsThem(t *testing.T) {
	e := withVault(t)
	before := len(hears(t, e))
	made := backs(t, e, "PUT /backup/plans", planOfTerraform)
	plan := "/backup/plans/" + made["BackupPlanId"].(string)
	changed := backs(t, e, "POST "+plan, strings.Replace(planOfTerraform, `,"BackupPlanTags":{}`, "", 1))
	backs(t, e, "DELETE "+plan, "")
	events := hears(t, e)[before:]
	assert.Equal(t, []string{"Backup Plan CREATED: backupPlanId creationDate state versionId",
		"Backup Plan MODIFIED: backupPlanId modifiedAt state versionId",
		"Backup Plan DELETED: backupPlanId deletionDate state versionId"}, gists(events))
	assert.Equal(t, []string{made["BackupPlanArn"].(string)}, events[0].Resources)
	assert.Equal(t, made["VersionId"], events[0].Detail["versionId"])
	assert.Equal(t, changed["VersionId"], events[1].Detail["versionId"])
}
