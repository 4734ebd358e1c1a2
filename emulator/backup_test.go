package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

// member is an account that takes copies.
const member = "222222222222"

// backupCall is a call as an account to AWS Backup, "PUT /backup-jobs", with a body in
// JSON or without any.
func backupCall(account, route, body string) request {
	method, path, _ := strings.Cut(route, " ")
	header := map[string]string{"Authorization": authOf(account, "us-east-1", "backup")}
	if body != "" {
		header["Content-Type"] = "application/json"
	}
	return request{method, path, body, header}
}

// answers returns the members of an answer in JSON.
func answers(t *testing.T, w *httptest.ResponseRecorder) (members map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &members), "%d %s", w.Code, w.Body)
	return members
}

// backs performs a call of the owner that must succeed, and returns what it answers.
func backs(t *testing.T, e http.Handler, route, body string) map[string]any {
	t.Helper()
	return backsAs(t, e, owner, route, body)
}

func backsAs(t *testing.T, e http.Handler, account, route, body string) map[string]any {
	t.Helper()
	w := backupCall(account, route, body).to(e)
	require.Equal(t, 200, w.Code, "%s %s: %s", route, body, w.Body)
	return answers(t, w)
}

// refusedBy performs a call of the owner that must be refused, which changes nothing.
func refusedBy(t *testing.T, e *emulator.Emulator, route, body string) (status int, code, message string) {
	t.Helper()
	before := e.Digest()
	w := backupCall(owner, route, body).to(e)
	require.NotEqual(t, 200, w.Code, "%s %s: %s", route, body, w.Body)
	assert.Equal(t, before, e.Digest(), "a refused call changes nothing: %s %s", route, body)
	code, suffix, _ := strings.Cut(w.Header().Get("X-Amzn-Errortype"), ":")
	assert.NotEmpty(t, suffix, "clients cut off what stands behind a colon")
	message, _ = answers(t, w)["Message"].(string)
	return w.Code, code, message
}

// backupRole is the role that the console makes for AWS Backup.
const backupRole = "arn:aws:iam::111111111111:role/service-role/AWSBackupDefaultServiceRole"

// fileSystem is one that AWS Backup takes to exist.
const fileSystem = "arn:aws:elasticfilesystem:us-east-1:111111111111:file-system/fs-0123456789abcdef0"

// withRole lets AWS Backup act for the owner.
func withRole(t *testing.T, e http.Handler) {
	t.Helper()
	for _, form := range []string{
		"Action=CreateRole&RoleName=AWSBackupDefaultServiceRole&Path=/service-role/&AssumeRolePolicyDocument=" +
			url.QueryEscape(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}}`),
		"Action=AttachRolePolicy&RoleName=AWSBackupDefaultServiceRole&PolicyArn=" +
			"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
	} {
		w := iamCall(form).to(e)
		require.Equal(t, 200, w.Code, w.Body)
	}
}

// withVault returns an emulator in which the owner has a role and an empty vault.
func withVault(t *testing.T) *emulator.Emulator {
	t.Helper()
	e := emulator.New(emulator.Options{})
	withRole(t, e)
	backs(t, e, "PUT /backup-vaults/main", `{}`)
	return e
}

// backedUp adds a recovery point of the file system to the vault, and returns its ARN.
func backedUp(t *testing.T, e *emulator.Emulator) string {
	t.Helper()
	job := backs(t, e, "PUT /backup-jobs", `{"BackupVaultName":"main","ResourceArn":"`+fileSystem+`","IamRoleArn":"`+
		backupRole+`"}`)
	e.Advance(4 * time.Hour)
	seen := backs(t, e, "GET /backup-jobs/"+job["BackupJobId"].(string), "")
	require.Equal(t, "COMPLETED", seen["State"], seen)
	return seen["RecoveryPointArn"].(string)
}
