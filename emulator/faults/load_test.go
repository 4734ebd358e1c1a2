package faults_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

const whole = `# Much goes wrong.
faults: 1
seed: 7
rates:
  - {fault: throttling, percent: 10}
  - {fault: lost-reply, percent: 2.5, calls: [cloudhsmv2.CreateCluster, ram], accounts: ["222222222222"], most: 1}
  - {fault: delay, percent: 5, by: 2m}
script:
  - at: {call: cloudhsmv2.CreateCluster, as: "222222222222", nth: 2}
    fault: failing-job
  - at: {nth: 9}
    advance: 2d
  - at: {call: cloudhsmv2.DescribeClusters}
    as: "${ResourceShareArn}"
    call: ram.DeleteResourceShare
    with: {ResourceShareArn: "${ResourceShareArn}"}
  - at: {as: "222222222222"}
    as: "222222222222"
    region: eu-west-1
    call: organizations.LeaveOrganization
end: true
`

func TestAPlanIsReadWhole(t *testing.T) {
	file := filepath.Join(t.TempDir(), "plan.yaml")
	require.NoError(t, os.WriteFile(file, []byte(whole), 0o600))
	plan, err := faults.Load(file)
	require.NoError(t, err)
	assert.Equal(t, faults.Plan{
		Seed: 7,
		Rates: []faults.Rate{
			{Fault: faults.Fault{Kind: faults.Throttling}, Percent: 10},
			{Fault: faults.Fault{Kind: faults.LostReply}, Percent: 2.5, Calls: []string{"cloudhsmv2.CreateCluster", "ram"},
				Accounts: []string{"222222222222"}, Most: 1},
			{Fault: faults.Fault{Kind: faults.Delay, By: 2 * time.Minute}, Percent: 5},
		},
		Script: []faults.Scripted{
			{At: faults.Place{Call: "cloudhsmv2.CreateCluster", As: "222222222222", Nth: 2},
				Fault: faults.Fault{Kind: faults.FailingJob}},
			{At: faults.Place{Nth: 9}, Happening: faults.Happening{Advance: 48 * time.Hour}},
			{At: faults.Place{Call: "cloudhsmv2.DescribeClusters"}, Happening: faults.Happening{
				As: "${ResourceShareArn}", In: &ram.DeleteResourceShare{ResourceShareArn: "${ResourceShareArn}"}}},
			{At: faults.Place{As: "222222222222"},
				Happening: faults.Happening{As: "222222222222", Region: "eu-west-1", In: &organizations.LeaveOrganization{}}},
		},
	}, plan)
}

func TestThePlanOfTheDocumentationIsOne(t *testing.T) {
	page, err := os.ReadFile("../../docs/faults.md")
	require.NoError(t, err)
	_, plan, _ := strings.Cut(string(page), "```yaml\n")
	plan, _, _ = strings.Cut(plan, "```")
	read, err := faults.Parse("docs/faults.md", []byte(plan))
	require.NoError(t, err)
	assert.Len(t, read.Script, 3)
}

func TestAPlanThatIsCutOffIsRefused(t *testing.T) {
	for n := range len(whole) - 1 { // the last newline is no loss
		_, err := faults.Parse("plan.yaml", []byte(whole[:n]))
		require.Error(t, err, "cut after %q", whole[:n])
		require.Regexp(t, `^plan\.yaml:\d+:\d+: .`, err.Error())
	}
}

func TestAPlanThatIsNotThereIsAnError(t *testing.T) {
	_, err := faults.Load("nowhere.yaml")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestABadPlanGetsOneClearErrorWithItsPlace(t *testing.T) {
	rate := func(text string) string { return "faults: 1\nrates:\n  - {" + text + "}\nend: true\n" }
	script := func(text string) string { return "faults: 1\nscript:\n  - {" + text + "}\nend: true\n" }
	for text, expected := range map[string]string{
		"":                               `1:1: the file is empty: want a fault plan`,
		"- a":                            `1:1: want a fault plan as a mapping, got a list`,
		"faults: [":                      `1:1: did not find expected node content`,
		"seed: 1\nend: true":             `1:1: a fault plan begins with its version: want "faults: 1" first`,
		"faults: 2\nnew: x":              `1:9: this is version 2 of the format: this program reads version 1`,
		"faults: one\nend: true":         `1:9: this is version one of the format: this program reads version 1`,
		"faults: 1\nsede: 1\nend: true":  `2:1: a fault plan has no key "sede": it has faults, seed, rates, script, end`,
		"faults: 1\nseed: 1\nseed: 2":    `3:1: "seed" stands here twice`,
		"faults: 1\nend: true\nseed: 1":  `3:1: the file is cut off: a fault plan ends with "end: true"`,
		"faults: 1\nseed: -1\nend: true": `2:7: want the seed as a whole number from 0 to 18446744073709551615, got -1 (int: quote it if it is meant as a string)`,
		"faults: 1\nrates: 5\nend: true": `2:8: want rates as a list, got 5 (int: quote it if it is meant as a string)`,

		rate("fault: throttling"):                                                       `3:5: the rate lacks "percent"`,
		rate("percent: 5"):                                                              `3:5: the rate lacks "fault"`,
		rate("percent: 0, fault: throttling"):                                           `3:15: want percent as a number above 0 and up to 100, got 0 (int: quote it if it is meant as a string)`,
		rate("percent: .nan, fault: throttling"):                                        `3:15: want percent as a number above 0 and up to 100, got .nan (float: quote it if it is meant as a string)`,
		rate("percent: 5, fault: flood"):                                                `3:25: there is no fault "flood": there are [throttling unavailable lost-request lost-reply delay stale-read failing-job]`,
		rate("percent: 5, fault: throttling, most: 0"):                                  `3:43: want most as a whole number above 0, got 0 (int: quote it if it is meant as a string)`,
		rate("percent: 5, fault: throttling, calls: [s3.GetObject]"):                    `3:45: there is no operation or service "s3.GetObject": want one such as cloudhsmv2.CreateCluster or ram`,
		rate("percent: 5, fault: throttling, accounts: [me]"):                           `3:48: "me" is not an account number: want 12 digits`,
		rate("percent: 5, fault: throttling, accounts: [111111111111]"):                 `3:48: want an account number as a string, got 111111111111 (int: quote it if it is meant as a string)`,
		rate("percent: 5, fault: throttling, by: 5m"):                                   `3:41: throttling has no duration`,
		rate("percent: 5, fault: delay"):                                                `3:5: delay lacks "by": how long it is`,
		rate("percent: 5, fault: delay, by: soon"):                                      `3:36: "soon" is not a time span: want one such as 90m, 12h, 7d or 1d12h`,
		rate("percent: 5, fault: stale-read, by: 1h"):                                   `3:41: the window of a stale read is 3m0s at most`,
		rate("percent: 5, fault: stale-read, by: 1m, calls: [ram.CreateResourceShare]"): `3:25: ram.CreateResourceShare cannot have the fault stale-read`,
		rate("percent: 5, fault: stale-read, by: 1m, calls: [cloudhsmv2]"):              `3:25: cloudhsmv2 cannot have the fault stale-read`,
		rate("percent: 5, fault: failing-job, calls: [cloudhsmv2.CopyBackupToRegion]"):  `3:25: cloudhsmv2.CopyBackupToRegion cannot have the fault failing-job`,

		script("fault: throttling"):                                                                         `3:5: the entry lacks "at": the call at which it happens`,
		script("at: {}, fault: throttling"):                                                                 `3:10: want a place as call, as or nth, got nothing`,
		script("at: {nth: 0}, fault: throttling"):                                                           `3:16: want nth as a whole number above 0, got 0 (int: quote it if it is meant as a string)`,
		script("at: {when: 1}, fault: throttling"):                                                          `3:11: a place has no key "when": it has call, as, nth`,
		script("at: {call: ram}, fault: throttling"):                                                        `3:17: there is no operation "ram": want one such as cloudhsmv2.CreateCluster`,
		script("at: {nth: 1}"):                                                                              `3:5: want one of fault, advance and call`,
		script("at: {nth: 1}, fault: throttling, advance: 1h"):                                              `3:48: an entry with "fault" has no "advance"`,
		script("at: {nth: 1}, advance: 1h, as: x"):                                                          `3:37: an entry with "advance" has no "as"`,
		script("at: {call: ram.TagResource}, fault: stale-read, by: 1m"):                                    `3:42: ram.TagResource cannot have the fault stale-read`,
		script("at: {nth: 1}, call: organizations.LeaveOrganization"):                                       `3:5: the call lacks "as": whose it is`,
		script("at: {nth: 1}, as: me, call: organizations.LeaveOrganization"):                               `3:24: "me" is not an account number: want 12 digits`,
		script(`at: {nth: 1}, as: "${me}", call: organizations.LeaveOrganization`):                          `3:24: no call or answer has a text called "me": want ${caller} or a member such as ${ResourceShareArn}`,
		script(`at: {nth: 1}, as: "${caller}", call: organizations.Leave`):                                  `3:43: there is no operation "organizations.Leave": want one such as cloudhsmv2.CreateCluster`,
		script(`at: {nth: 1}, as: "${caller}", region: mars, call: organizations.LeaveOrganization`):        `3:45: there is no Region "mars"`,
		script(`at: {nth: 1}, as: "${caller}", call: ram.DeleteResourceShare, with: {Arn: x}`):              `3:75: DeleteResourceShare has no member "Arn": it has ResourceShareArn, ClientToken`,
		script(`at: {nth: 1}, as: "${caller}", call: ram.DeleteResourceShare, with: {ResourceShareArn: 5}`): `3:93: want a string, got 5 (int: quote it if it is meant as a string)`,
	} {
		_, err := faults.Parse("plan.yaml", []byte(text))
		assert.EqualError(t, err, "plan.yaml:"+expected, text)
	}
}

func TestARateThatCouldNeverStrikeIsRefusedOnlyForItsOwnReason(t *testing.T) {
	for _, good := range []string{"{fault: stale-read, percent: 5, by: 3m, calls: [ram]}",
		"{fault: failing-job, percent: 100, calls: [cloudhsmv2]}"} {
		_, err := faults.Parse("plan.yaml",
			[]byte(strings.Join([]string{"faults: 1", "rates:", "  - " + good, "end: true"}, "\n")))
		assert.NoError(t, err)
	}
}
