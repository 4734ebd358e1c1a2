package exploration_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/exploration"
)

const small = `universe: 1
says: Two moves
accounts: {owner: "111111111111"}
depth: 2
moves:
  - {as: owner, call: ram.CreateResourceShare, with: {Name: s}, save: {share: ResourceShare.ResourceShareArn}}
  - {as: owner, call: ram.DeleteResourceShare, with: {ResourceShareArn: "${share}"}}
`

func TestAMoveIsMadeOnceItsNamesAreBound(t *testing.T) {
	u, err := exploration.Parse("small.yaml", []byte(small+"end: true\n"))
	require.NoError(t, err)
	r, err := exploration.Run(t.Context(), u, exploration.Options{})
	require.NoError(t, err)
	// Nothing; a share; two shares, or one that is being deleted.
	assert.Equal(t, 4, r.States)
	assert.Equal(t, 3, r.Transitions)
	assert.Equal(t, 2, r.Depth)
	assert.True(t, r.Complete)
	assert.Nil(t, r.Violation)
}

func TestABadUniverseGetsOneClearError(t *testing.T) {
	for _, bad := range []struct{ text, complaint string }{
		{"", "u.yaml:1:1: the file is empty: want a universe"},
		{"- 1", "u.yaml:1:1: want a universe as a mapping"},
		{"says: x", `u.yaml:1:1: a universe begins with its version: want "universe: 1" first`},
		{"universe: 1\nsays: x\n", `u.yaml:1:1: the universe lacks "accounts"`},
		{"universe: 2\nsays: x\naccounts: {}\ndepth: 1\nmoves: []",
			"u.yaml:1:11: this is version 2 of the format: this program reads version 1"},
		{"universe: 1\nsays: x\naccounts: {}\ndepth: 0\nmoves: []",
			"u.yaml:4:8: want depth as a number from 1 to 100, got 0 (int"},
		{"universe: 1\nsays: x\naccounts: {}\ndepth: deep\nmoves: []",
			`u.yaml:4:8: want depth as a number from 1 to 100, got "deep"`},
		{"universe: 1\nsays: x\naccounts: {a: b}\ndepth: 1\nmoves: []", `u.yaml:3:15: "b" is not an account number`},
		{"universe: 1\nsays: x\naccounts: {}\ndepth: 1\nmoves: []\nseed: 1", `u.yaml:6:1: a universe has no key "seed"`},
		{"universe: 1\nsays: x\naccounts: {}\ndepth: 1\nmoves: []\nregion: mars", `u.yaml:6:9: there is no Region "mars"`},
		{"universe: 1\nsays: x\naccounts: {}\ndepth: 1\nmoves:\n  - {as: a, call: ram.ListPermissions}",
			`u.yaml:6:10: there is no account "a"`},
		{small + "look:\n  - {as: owner, call: ram.DeleteResourceShare, with: {ResourceShareArn: x}}\n",
			"u.yaml:9:5: a look is a call that only reads"},
		{small + "look:\n  - {as: owner, call: ram.DeleteResourceShare, with: {ResourceShareArn: \"${other}\"}}\n",
			`u.yaml:9:73: nothing was saved as "other"`},
		{small + "setup:\n  - advance: soon\n", `u.yaml:9:14: "soon" is not a time span`},
		{"universe: [", "u.yaml:1:1: "},
	} {
		text := bad.text
		if strings.HasPrefix(text, "universe: 1\n") {
			text = strings.TrimSuffix(text, "\n") + "\nend: true\n"
		}
		_, err := exploration.Load(fstest.MapFS{"u.yaml": {Data: []byte(text)}}, "u.yaml")
		if assert.Error(t, err, bad.text) {
			assert.Contains(t, err.Error(), bad.complaint)
		}
	}
}

func TestAUniverseThatIsCutOffAnywhereIsRefused(t *testing.T) {
	whole := small + "end: true"
	_, err := exploration.Parse("u.yaml", []byte(whole))
	require.NoError(t, err)
	for i := range len(whole) {
		_, err := exploration.Parse("u.yaml", []byte(whole[:i]))
		if assert.Error(t, err, whole[:i]) {
			assert.Regexp(t, `^u\.yaml:\d+:\d+: [^\n]+$`, err.Error())
		}
	}
}

func TestASetupThatIsRefusedIsNoUniverse(t *testing.T) {
	u, err := exploration.Parse("u.yaml", []byte(small+`setup:
  - {as: owner, call: cloudhsmv2.DeleteBackup, with: {BackupId: backup-aaaaaaaaaaa}}
end: true
`))
	require.NoError(t, err)
	_, err = exploration.Run(t.Context(), u, exploration.Options{})
	assert.ErrorContains(t, err, "u.yaml:9: cloudhsmv2.DeleteBackup is refused: CloudHsmResourceNotFoundException")
}
