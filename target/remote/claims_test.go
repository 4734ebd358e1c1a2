package remote_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

const smallest = "endpoint: http://127.0.0.1:4566\naccountKeys: account-number\n"

func TestATargetFileSaysWhatTheTargetIsAndClaims(t *testing.T) {
	c, err := remote.Parse("staging/t.yaml", []byte(smallest+`known: lists/known.yaml
claims: [cloudhsm-sharing, aurora-clones]
implementation: {organization: Example, project: cloud-in-a-box, url: "https://example.org/box", version: 4.1.0,
  date: 2026-11-02, commit: 0f3c2aa}
`))
	require.NoError(t, err)
	assert.Equal(t, "staging/lists/known.yaml", c.Claims.Known, "it lies beside the target file")
	assert.Equal(t, "cloudhsm-sharing", c.Claims.Profiles[0].Value)
	assert.Equal(t, &target.Implementation{Organization: "Example", Project: "cloud-in-a-box",
		URL: "https://example.org/box", Version: "4.1.0", Date: "2026-11-02", Commit: "0f3c2aa"}, c.Claims.Implementation)
	c, err = remote.Parse("t.yaml", []byte(smallest+"known: /etc/known.yaml\nimplementation: {project: p, version: '1'}\n"))
	require.NoError(t, err)
	assert.Equal(t, "/etc/known.yaml", c.Claims.Known)
	assert.Equal(t, &target.Implementation{Project: "p", Version: "1"}, c.Claims.Implementation)
}

func TestABadClaimIsRefusedByItsPlace(t *testing.T) {
	for text, complaint := range map[string]string{
		"known: 7":                     "t.yaml:3:8: want known as a string, got 7",
		"known: [a]":                   "t.yaml:3:8: want known as a string, got a list",
		"claims: x":                    `t.yaml:3:9: want claims as a list, got "x"`,
		"claims: [7]":                  "t.yaml:3:10: want an element of claims as a string, got 7",
		"implementation: x":            `t.yaml:3:17: want an implementation as a mapping, got "x"`,
		"implementation: {}":           `t.yaml:3:17: an implementation lacks "project"`,
		"implementation: {a: }":        `t.yaml:3:18: an implementation has no key "a": it has organization, project, url, version`,
		"implementation: {project: p}": `t.yaml:3:17: an implementation lacks "version"`,
		"implementation: {project: p, version: 4.1}":                                 "t.yaml:3:39: want version as a string, got 4.1 (float: quote it",
		"implementation: {project: p, version: v, date: today}":                      `t.yaml:3:48: want date as a day such as 2027-03-31, got "today"`,
		"implementation: {project: p, version: v, url: example}":                     `t.yaml:3:47: want url as the address of a page such as https://example.org/, got "example"`,
		"implementation: {project: p, version: v, url: 'javascript://h/'}":           "t.yaml:3:47: want url as the address of a page",
		"implementation: {project: p, version: v, url: \"https://u:p@example.org\"}": "t.yaml:3:47: want url as the address of a page",
		"implementation: {project: p, version: v,\n":                                 "t.yaml:",
	} {
		_, err := remote.Parse("t.yaml", []byte(smallest+text))
		require.ErrorContains(t, err, complaint, text)
	}
}
