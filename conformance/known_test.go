package conformance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/target"
)

// today is the day on which lists of known divergences are read.
var today = time.Date(2026, 11, 29, 23, 30, 0, 0, time.UTC)

// known lists rules and scenarios as known to diverge until a day.
func known(t *testing.T, expires string, entries ...string) *conformance.Known {
	t.Helper()
	text := "[]\n"
	if len(entries) > 0 {
		text = ""
	}
	for _, e := range entries {
		text += "- " + e + "\n  reason: a ticket\n  owner: somebody\n  expires: " + expires + "\n"
	}
	list, err := conformance.ParseKnown("known.yaml", []byte(text), today)
	require.NoError(t, err)
	return list
}

func TestAKnownDivergenceDoesNotFailTheRunAndIsNoConformance(t *testing.T) {
	for _, entry := range []string{"rule: " + strong, "scenario: On " + strong} {
		r := check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong),
			Known: known(t, "2026-11-29", entry)})
		assert.Equal(t, conformance.KnownDivergence, r.Verdict, entry)
		assert.Zero(t, r.ExitCode(), entry)
		assert.Equal(t, conformance.Totals{Known: 1}, r.Totals, entry)
		assert.Zero(t, r.Totals.OK())
		assert.Equal(t, conformance.KnownDivergence, rule(t, r, strong).Verdict, entry)
		assert.Zero(t, rule(t, r, strong).Accepted, "only what conforms counts")
		require.Len(t, r.Known, 1)
		assert.Equal(t, conformance.StillDiverges, r.Known[0].State)
		assert.Equal(t, 1, r.Known[0].Scenarios)
		assert.Equal(t, []string{strong}, r.Causes[0].Rules, "it is charged all the same")
		assert.Equal(t, []string{"1 known divergence"}, r.Counted())
	}
}

func TestADivergenceIsKnownOnlyIfEveryRuleThatItAccusesIs(t *testing.T) {
	const other = "HSM-CLU-11"
	paths := suite(t, strong+", "+other)
	one := check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: paths,
		Known: known(t, "2027-01-01", "rule: "+strong)})
	require.Equal(t, conformance.Diverges, one.Verdict)
	require.Equal(t, conformance.NotSeen, one.Known[0].State)
	both := check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: paths,
		Known: known(t, "2027-01-01", "rule: "+strong, "rule: "+other)})
	require.Equal(t, conformance.KnownDivergence, both.Verdict)
}

func TestAListOfKnownDivergencesThatIsNotTrueAnyMoreBreaksTheRun(t *testing.T) {
	for name, c := range map[string]struct {
		do      func(any) error
		expires string
		entry   string
		verdict conformance.Verdict
		state   conformance.KnownState
		code    int
	}{
		"it conforms":               {nil, "2027-01-01", "scenario: On " + strong, conformance.Partial, conformance.NowConforms, 1},
		"it is expired":             {wrongly, "2026-11-28", "rule: " + strong, conformance.Diverges, conformance.IsExpired, 1},
		"it is expired and is kept": {nil, "2026-11-28", "rule: " + strong, conformance.Partial, conformance.IsExpired, 1},
		"not all that name it ran":  {nil, "2027-01-01", "rule: " + strong, conformance.Partial, conformance.NotSeen, 0},
		"it did not run":            {nil, "2027-01-01", "rule: KMS-KEY-01", conformance.Partial, conformance.NotSeen, 0},
		"it is blocked":             {lacking, "2027-01-01", "rule: " + strong, conformance.Unsupported, conformance.NotSeen, 3},
	} {
		t.Run(name, func(t *testing.T) {
			r := check(t, conformance.Options{Target: &endpoint{do: c.do}, Paths: suite(t, strong),
				Known: known(t, c.expires, c.entry)})
			assert.Equal(t, c.verdict, r.Verdict)
			assert.Equal(t, c.state, r.Known[0].State)
			assert.Equal(t, c.code, r.ExitCode())
			if c.code == 1 {
				assert.Contains(t, r.Reason, "the list of known divergences is not true any more: ")
			}
		})
	}
	r := check(t, conformance.Options{Target: &target.Model{}, Tags: "@rule:HSM-POL-02",
		Known: known(t, "2027-01-01", "rule: HSM-POL-02")})
	require.Equal(t, conformance.NowConforms, r.Known[0].State, "every scenario that names it ran and held")
	require.Equal(t, "the list of known divergences is not true any more: HSM-POL-02 conforms", r.Reason)
	require.Equal(t, conformance.Partial, r.Verdict, "which the target is not to blame for")
	require.Equal(t, 1, r.ExitCode())
}

func TestAnEntryThatMatchesNothingThatThereIsIsAMistake(t *testing.T) {
	asked := &endpoint{do: func(in any) error { t.Errorf("%T was called", in); return nil }}
	_, err := conformance.Run(t.Context(), conformance.Options{Target: asked, Paths: suite(t, strong),
		Known: known(t, "2027-01-01", "rule: "+strong, `scenario: "On HSM-CLU-3"`)})
	require.EqualError(t, err, `known.yaml:5:3: there is no scenario "On HSM-CLU-3": want a title, or a place such as `+
		`features/ebs/sharing_snapshots.feature:9; the nearest is "On HSM-CLU-03"`)
}

func TestABadListOfKnownDivergencesIsRefusedByItsPlace(t *testing.T) {
	const rest = ", reason: r, owner: o"
	for text, want := range map[string]string{
		"":                                  "known.yaml:1:1: the file is empty: want a list of known divergences",
		"rule: x":                           "known.yaml:1:1: want known divergences as a list, got a mapping",
		"- HSM-CLU-03":                      `known.yaml:1:3: want a known divergence as a mapping, got "HSM-CLU-03"`,
		"- {rule: [":                        "known.yaml:1:1: did not find expected node content",
		"- {owner: o}":                      "known.yaml:1:3: a known divergence needs either a rule, a scenario or a mistake on the wire",
		"- {ruel: x}":                       `known.yaml:1:4: a known divergence has no key "ruel": it has rule, scenario, wire, reason, owner, expires`,
		"- {rule: HSM-CLU-03, scenario: x}": "known.yaml:1:3: a known divergence needs either a rule, a scenario or a mistake on the wire",
		"- {rule: HSM-CLU-03, owner: o, expires: 2027-01-01}":                    `known.yaml:1:3: a known divergence lacks "reason"`,
		"- {rule: HSM-CLU-03, reason: r, expires: 2027-01-01}":                   `known.yaml:1:3: a known divergence lacks "owner"`,
		"- {rule: HSM-CLU-03" + rest + "}":                                       `known.yaml:1:3: a known divergence lacks "expires"`,
		"- {rule: HSM-CLU-03" + rest + ", expires: soon}":                        `known.yaml:1:52: want expires as a day such as 2027-03-31, got "soon"`,
		"- {rule: HSM-CLU-03" + rest + ", expires: 2027-02-30}":                  `known.yaml:1:52: want expires as a day such as 2027-03-31, got "2027-02-30"`,
		"- {rule: HSM-CLU-03" + rest + ", expires: 2027-02-03T00:00:00Z}":        `got "2027-02-03T00:00:00Z"`,
		"- {rule: HSM-CLU-03" + rest + ", expires: [2027]}":                      "want expires as a day such as 2027-03-31, got a list",
		"- {rule: HSM-CLU-99" + rest + ", expires: 2027-01-01}":                  `known.yaml:1:10: there is no rule "HSM-CLU-99"`,
		"- {rule: HSM-CLU-03, reason: 7, owner: o, expires: 2027-01-01}":         "known.yaml:1:30: want reason as a string, got 7",
		"- {rule: HSM-CLU-03, rule: HSM-CLU-03}":                                 `known.yaml:1:22: "rule" stands here twice`,
		strings.Repeat("- {rule: HSM-CLU-03"+rest+", expires: 2027-01-01}\n", 2): "known.yaml:2:3: HSM-CLU-03 is listed twice",
		"- {wire: kms.DescribeKey, reason: r, owner: o, expires: 2027-01-01}": `known.yaml:1:10: want wire as an operation and a ` +
			`member of its answers, such as cloudhsmv2.DescribeClusters Clusters[].CreateTimestamp, got "kms.DescribeKey"`,
		"- {wire: kms.Describe KeyMetadata, reason: r, owner: o, expires: 2027-01-01}": `known.yaml:1:10: there is no operation "kms.Describe"`,
		"- {wire: a.b c, rule: HSM-CLU-03, reason: r}":                                 "known.yaml:1:3: a known divergence needs either",
		"- {rule: a}\n---\n": "known.yaml:2:1: a second document begins here",
	} {
		_, err := conformance.ParseKnown("known.yaml", []byte(text), today)
		require.ErrorContains(t, err, want, text)
	}
}
