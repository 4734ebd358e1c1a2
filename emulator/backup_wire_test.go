package emulator_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
)

// SDKs of today send no slash at the end of a route, older ones send one.
func TestBackupIsAnsweredWithAndWithoutASlashAtTheEnd(t *testing.T) {
	e := withVault(t)
	point := url.PathEscape(backedUp(t, e))
	for _, route := range []string{"/backup-vaults", "/backup-jobs", "/copy-jobs", "/restore-jobs", "/resources",
		"/backup-vaults/main", "/backup-vaults/main/recovery-points", "/backup-vaults/main/recovery-points/" + point,
		"/resources/" + url.PathEscape(fileSystem), "/resources/" + url.PathEscape(fileSystem) + "/recovery-points",
		"/tags/" + url.PathEscape("arn:aws:backup:us-east-1:111111111111:backup-vault:main"),
		"/backup/plans", "/account-settings"} {
		without := backs(t, e, "GET "+route, "")
		assert.Equal(t, without, backs(t, e, "GET "+route+"/", ""), route)
		assert.Equal(t, without, backs(t, e, "GET "+strings.ReplaceAll(route, "%2F", "/"), ""), route)
		assert.Equal(t, without, backs(t, e, "GET "+strings.ReplaceAll(strings.ReplaceAll(route, ":", "%3A"), "%2F", "%2f"),
			""), route)
	}
	backs(t, e, "PUT /backup-vaults/other/", `{}`)
	backs(t, e, "DELETE /backup-vaults/other/", "")
}

// The path of a recovery point ends as that of its vault's listing does, and the ARN
// of a resource may stand before either.
func TestRoutesWithARNsAreToldApart(t *testing.T) {
	e := withVault(t)
	point := backedUp(t, e)
	assert.Equal(t, point, backs(t, e, "GET /backup-vaults/main/recovery-points/"+point, "")["RecoveryPointArn"])
	listed := backs(t, e, "GET /resources/"+fileSystem+"/recovery-points", "")["RecoveryPoints"].([]any)
	require.Len(t, listed, 1)
	assert.Equal(t, point, listed[0].(map[string]any)["RecoveryPointArn"])
	assert.Equal(t, fileSystem, backs(t, e, "GET /resources/"+fileSystem, "")["ResourceArn"])
	assert.Contains(t, backs(t, e, "GET /backup-vaults/main/recovery-points/"+point+"/restore-metadata", ""),
		"RestoreMetadata")
}

func TestTagsAreThoseOfTheServiceThatARequestIsSignedFor(t *testing.T) {
	e := withVault(t)
	arn := "/tags/arn:aws:backup:us-east-1:111111111111:backup-vault:main"
	backs(t, e, "POST "+arn, `{"Tags":{"team":"a","env":"test"}}`)
	assert.Equal(t, map[string]any{"team": "a", "env": "test"}, backs(t, e, "GET "+arn+"/", "")["Tags"])
	backs(t, e, "POST "+strings.Replace(arn, "tags", "untag", 1), `{"TagKeyList":["env"]}`)
	assert.Equal(t, map[string]any{"team": "a"}, backs(t, e, "GET "+arn, "")["Tags"])

	w := backupCall(owner, "GET "+arn, "").with("Authorization", authOf(owner, "us-east-1", "dlm")).to(e)
	assert.Equal(t, "InvalidRequestException", w.Header().Get("X-Amzn-Errortype"), "Data Lifecycle Manager knows no vault")
	w = backupCall(owner, "GET "+arn, "").with("Authorization", authOf(owner, "us-east-1", "ram")).to(e)
	assert.Equal(t, "InvalidSignatureException", w.Header().Get("X-Amzn-Errortype"))
}

func TestTheErrorsOfBackupAreWrittenAsAWSWritesThem(t *testing.T) {
	e := withVault(t)
	backedUp(t, e)
	w := backupCall(owner, "DELETE /backup-vaults/main", "").to(e)
	assert.Equal(t, 400, w.Code)
	assert.Equal(t, "InvalidRequestException:http://internal.amazon.com/coral/com.amazonaws.services.cryo/",
		w.Header().Get("X-Amzn-Errortype"))
	assert.Equal(t, map[string]any{"Code": "ERROR_9101",
		"Message": "Backup vault cannot be deleted because it contains recovery points."}, answers(t, w))

	w = backupCall(owner, "GET /global-settings", "").to(e)
	assert.Equal(t, map[string]any{"Code": "ERROR_9601",
		"Message": "Your account is not a member of an organization."}, answers(t, w))

	backs(t, e, "PUT /backup-vaults/asked", `{"CreatorRequestId":"a"}`)
	w = backupCall(owner, "PUT /backup-vaults/asked", `{"CreatorRequestId":"b"}`).to(e)
	assert.Equal(t, 400, w.Code)
	assert.Contains(t, w.Header().Get("X-Amzn-Errortype"), "AlreadyExistsException:")
	assert.Equal(t, map[string]any{"Arn": "arn:aws:backup:us-east-1:111111111111:backup-vault:asked",
		"CreatorRequestId": "a", "Message": "Backup vault with the same name already exists"}, answers(t, w))
}

// A vault that is not there is one that the caller may not see.
func TestAMissingVaultIsForbidden(t *testing.T) {
	e := withVault(t)
	for _, route := range []string{"GET /backup-vaults/none", "GET /backup-vaults/Default",
		"GET /backup-vaults/none/recovery-points", "DELETE /backup-vaults/none", "PUT /backup-vaults/none/vault-lock"} {
		body := ""
		if strings.HasPrefix(route, "PUT") {
			body = `{"MinRetentionDays":7}`
		}
		status, code, _ := refusedBy(t, e, route, body)
		assert.Equal(t, 403, status, route)
		assert.Equal(t, "AccessDeniedException", code, route)
	}
}

func TestRequestsThatAreNotAsDeclaredAreRefusedByBackup(t *testing.T) {
	e := withVault(t)
	for call, want := range map[string]string{
		"GET /backup-vaults?size=1":                                            "size: unknown query parameter",
		"GET /backup-jobs?createdAfter=yesterday":                              `createdAfter: want a time such as 2026-01-01T00:00:00Z, got "yesterday"`,
		"GET /backup-vaults?maxResults=many":                                   `maxResults: want a whole number, got "many"`,
		`PUT /backup-vaults/new {"Tags":{}}`:                                   "Tags: unknown member",
		`PUT /backup-jobs {"Lifecycle":[]}`:                                    "Lifecycle: want an object, got a list",
		`PUT /account-settings {"ResourceTypeOptInPreference":{"EBS":"true"}}`: "ResourceTypeOptInPreference.EBS: want a boolean, got a string",
	} {
		route, body := call, ""
		if at := strings.Index(call, " {"); at > 0 {
			route, body = call[:at], call[at+1:]
		}
		w := backupCall(owner, route, body).to(e)
		assert.Equal(t, 400, w.Code, call)
		code, _ := protocol.ReadRefusal(kernel.RestJSON, w.Header(), nil)
		assert.Equal(t, "SerializationException", code, call)
		assert.Equal(t, want, answers(t, w)["Message"], call)
	}
	for _, route := range []string{"GET /backup-vaults/main/recovery", "PATCH /backup-vaults/main", "POST /backup-jobs",
		"PUT /backup-vaults", "GET /backup-jobs/a/b"} {
		assert.Equal(t, 404, backupCall(owner, route, "").to(e).Code, route)
	}
}
