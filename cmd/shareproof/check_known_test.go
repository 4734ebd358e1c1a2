package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
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
