package emulator_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/emulator"
)

func TestAVisitOfTheConsoleMakesTheDefaultVault(t *testing.T) {
	e := emulator.New(emulator.Options{})
	status, code, _ := refusedBy(t, e, "GET /backup-vaults/Default", "")
	assert.Equal(t, []any{403, "AccessDeniedException"}, []any{status, code})

	visit := func() {
		status, answer := control(t, e, http.MethodPost, "console?"+here)
		assert.Equal(t, 200, status)
		assert.Contains(t, answer, "time")
	}
	visit()
	vault := backs(t, e, "GET /backup-vaults/Default", "")
	assert.Equal(t, "arn:aws:backup:us-east-1:111111111111:backup-vault:Default", vault["BackupVaultArn"])
	assert.Equal(t, 403, backupCall(member, "GET /backup-vaults/Default", "").to(e).Code, "others have visited nothing")
	before := e.Digest()
	visit()
	assert.Equal(t, before, e.Digest(), "it is there")

	backs(t, e, "DELETE /backup-vaults/Default", "")
	visit()
	assert.Equal(t, "Default", backs(t, e, "GET /backup-vaults/Default", "")["BackupVaultName"])
}

func TestAVisitOfTheConsoleOfNobodyIsComplainedOf(t *testing.T) {
	for parameters, want := range map[string]string{"region=us-east-1": "account", "account=1&region=us-east-1": "account",
		"account=111111111111": "region", "account=111111111111&region=mars": "region", here + "&vault=x": "vault"} {
		e := emulator.New(emulator.Options{})
		before := e.Digest()
		status, answer := control(t, e, http.MethodPost, "console?"+parameters)
		assert.Equal(t, 400, status, parameters)
		assert.Equal(t, want, answer["parameter"], parameters)
		assert.Equal(t, before, e.Digest(), parameters)
	}
}
