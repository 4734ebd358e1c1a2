package emulator_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

func TestAWorldBeginsFromTheMomentOfAnother(t *testing.T) {
	e, err := emulator.Open(emulator.Options{}, emulator.Data{Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, e.Close()) })
	h := emulator.NewWorlds(e, emulator.Room{Most: 2})
	as := kernel.Caller{Account: owner, Region: "us-east-1"}
	for _, name := range []string{"ann", "bob"} {
		_, err := e.Do(t.Context(), as, &iam.CreateUser{UserName: name})
		require.NoError(t, err)
		e.Advance(time.Hour)
	}
	_, past := control(t, e, http.MethodGet, "past")
	records := past["records"].([]any)
	first := records[len(records)-4].(map[string]any)
	require.Equal(t, "aws iam create-user --user-name ann --region us-east-1", first["what"])
	require.Equal(t, owner, first["account"])

	status, _ := control(t, e, http.MethodPost, "fork?world=now")
	require.Equal(t, http.StatusOK, status)
	status, made := control(t, e, http.MethodPost, "fork?world=then&at=2025-11-01T00:30:00Z")
	require.Equal(t, http.StatusOK, status, made)
	has := func(world string) (names []string) {
		r := request{method: http.MethodGet, path: "/_world/" + world + "/_shareproof/look"}.to(h)
		var look emulator.Look
		require.NoError(t, json.Unmarshal(r.Body.Bytes(), &look))
		for _, one := range look.Resources {
			names = append(names, one.ID)
		}
		return names
	}
	assert.Equal(t, []string{"ann"}, has("then"))
	assert.ElementsMatch(t, []string{"ann", "bob"}, has("now"))

	for query, parameter := range map[string]string{
		"fork?world=then": "world", "fork?world=..": "world", "fork?world=third": "world", "fork?world=x&at=soon": "at",
		"look?at=soon": "at", "past?last=0": "last",
	} {
		method := http.MethodGet
		if query[:4] == "fork" {
			method = http.MethodPost
		}
		status, bad := control(t, e, method, query)
		assert.Equal(t, http.StatusBadRequest, status, query)
		assert.Equal(t, parameter, bad["parameter"], query)
	}
}
