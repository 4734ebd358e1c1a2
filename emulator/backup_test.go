package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
