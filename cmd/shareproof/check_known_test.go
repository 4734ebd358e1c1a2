package main

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/target"
)

const tooActive = `scenario: A cluster is active at once
accounts: {owner: "111111111111"}
steps:
  - {as: owner, call: cloudhsmv2.CreateCluster, with: {HsmType: hsm2m.medium, SubnetIds: [subnet-0123456789abcdefa]},
     expect: {Cluster.State: ACTIVE}}
`

func TestADivergenceIsKnownUntilItsDayIsOver(t *testing.T) {
	dir := t.TempDir()
	list, own := filepath.Join(dir, "known.yaml"), filepath.Join(dir, "own.yaml")
	require.NoError(t, os.WriteFile(own, []byte(tooActive), 0o600))
	require.NoError(t, os.WriteFile(list, []byte("- {scenario: A cluster is active at once, reason: r, owner: o, "+
		"expires: 2026-11-29}\n"), 0o600))
	for now, want := range map[string]conformance.Verdict{
		"2026-11-29T23:59:59Z":      conformance.KnownDivergence,
		"2026-11-30T00:00:00Z":      conformance.Failed,
		"2026-11-30T00:30:00+01:00": conformance.KnownDivergence,
	} {
		at, err := time.Parse(time.RFC3339, now)
		require.NoError(t, err)
		c := check{known: list, now: func() time.Time { return at }}
		c.Target, c.Own, c.Paths = &target.Model{}, true, []string{own}
		require.NoError(t, c.readKnown(c.Target))
		r, err := conformance.Run(t.Context(), c.Options)
		require.NoError(t, err)
		assert.Equal(t, want, r.Verdict, now)
	}
}

func TestWhatATargetFileClaimsIsHeldAgainstTheRun(t *testing.T) {
	race.Sequential(t)
	s := httptest.NewServer(emulator.New(emulator.Options{}))
	defer s.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "target.yaml")
	checked := func(claims, list string) (code int, told string) {
		require.NoError(t, os.WriteFile(file, []byte("endpoint: "+s.URL+"\naccountKeys: account-number\n"+claims), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "known.yaml"), []byte(list), 0o600))
		var stdout, stderr bytes.Buffer
		code = run([]string{"check", "--target", file, "--out", filepath.Join(dir, "out"), "--tags", "@rule:HSM-BKP-06"}, &stdout,
			&stderr)
		return code, stdout.String() + stderr.String()
	}
	code, told := checked("known: known.yaml\nclaims: [cloudhsm-sharing]\n"+
		"implementation: {project: box, version: '4.1'}\n", "[]")
	assert.Zero(t, code, told)
	assert.Regexp(t, `(?m)^ cloudhsm-sharing +\d+ of \d+ +yes +partial *$`, told)
	text, err := os.ReadFile(filepath.Join(dir, "out", "report.json"))
	require.NoError(t, err)
	assert.Contains(t, string(text), `"project": "box"`)

	code, told = checked("known: known.yaml\n", "- {rule: HSM-BKP-06, reason: r, owner: o, expires: 9999-12-31}\n")
	assert.Equal(t, 1, code)
	assert.Contains(t, told, "the list of known divergences is not true any more: HSM-BKP-06 conforms")
	code, told = checked("known: known.yaml\n", "- {rule: HSM-BKP-06}\n")
	assert.Equal(t, exit.Usage, code)
	assert.Contains(t, told, "shareproof: "+dir+`/known.yaml:1:3: a known divergence lacks "reason"`)
	code, told = checked("known: missing.yaml\n", "[]")
	assert.Equal(t, exit.Usage, code)
	assert.Contains(t, told, "missing.yaml: no such file")
	code, told = checked("claims: [aurora-clone]\n", "[]")
	assert.Equal(t, exit.Usage, code)
	assert.Contains(t, told, file+`:3:10: there is no profile "aurora-clone"`)
}
