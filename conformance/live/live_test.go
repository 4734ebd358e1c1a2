package live_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shareproof/shareproof/conformance/live"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const trace = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// The file of the repository is well-formed and as it would be written, and names only rules that
// there are.
func TestTheFileIsAsItIsWritten(t *testing.T) {
	seen, err := live.Embedded()
	require.NoError(t, err)
	content, err := os.ReadFile(filepath.Join("..", "..", live.File))
	require.NoError(t, err)
	assert.Equal(t, string(content), string(seen.Text()))
}

func line(rule, rest string) string {
	return "  - {rule: " + rule + ", date: 2026-11-29, regions: [eu-central-1], api: 2014-11-01, accepted: 3, refused: 1, trace: \"" +
		trace + "\"" + rest + "}\n"
}

func TestWhatIsNoFileOfSightingsIsToldWithItsPlace(t *testing.T) {
	good := line("KMS-GRT-01", "")
	wrong := func(old, new string) string {
		return "seen: 1\nrules:\n" + strings.Replace(good, old, new, 1) + "end: true\n"
	}
	for want, text := range map[string]string{
		`seen.yaml:1:1: the file is empty`:                              "",
		`seen.yaml:1:7: this is version 2 of the format`:                "seen: 2\nrules: []\nend: true\n",
		`the file is cut off`:                                           "seen: 1\nrules:\n" + good,
		`seen.yaml:3:12: there is no rule "KMS-GRT-999"`:                wrong("KMS-GRT-01", "KMS-GRT-999"),
		`KMS-GRT-01 stands here twice`:                                  "seen: 1\nrules:\n" + good + good + "end: true\n",
		`KMS-ALI-01 stands behind KMS-GRT-01`:                           "seen: 1\nrules:\n" + good + line("KMS-ALI-01", "") + "end: true\n",
		`want date as a day`:                                            wrong("2026-11-29", "soon"),
		`"moon-1" is not a Region of AWS`:                               wrong("eu-central-1", "moon-1"),
		`want one Region at least`:                                      wrong("eu-central-1", "us-east-1, eu-central-1"),
		`2030-01-01 is no version of the API of kms: it has 2014-11-01`: wrong("2014-11-01", "2030-01-01"),
		`want accepted as a number of exchanges`:                        wrong("accepted: 3", "accepted: -3"),
		`no exchange shows KMS-GRT-01`:                                  wrong("accepted: 3, refused: 1", "accepted: 0, refused: 0"),
		`want trace as sha256:`:                                         wrong("sha256:0", "sha256:x"),
		`a sighting has no key "account"`:                               wrong("rule:", "account: 111111111111, rule:"),
		`a sighting lacks "api"`:                                        wrong("api: 2014-11-01, ", ""),
	} {
		_, err := live.Parse("seen.yaml", []byte(text))
		if assert.Error(t, err, want) {
			assert.ErrorContains(t, err, want)
		}
	}
}

func TestTheLaterSightingStays(t *testing.T) {
	seen := &live.Seen{}
	at := live.Sighting{Rule: "KMS-GRT-01", Date: "2026-11-29", Regions: []string{"eu-central-1"}, API: "2014-11-01", Accepted: 1,
		Trace: trace}
	assert.Equal(t, 1, seen.Add(at))
	older := at
	older.Date, older.Regions = "2026-11-01", []string{"us-east-1"}
	assert.Zero(t, seen.Add(older))
	found, ok := seen.Of("KMS-GRT-01")
	assert.True(t, ok)
	assert.Equal(t, at, found)
	assert.Equal(t, "2026-11-29 in eu-central-1, API 2014-11-01: accepted 1, refused 0; trace sha256:0123456789ab", found.String())
	again, err := live.Parse("seen.yaml", seen.Text())
	require.NoError(t, err)
	assert.Equal(t, seen.Text(), again.Text())
}
