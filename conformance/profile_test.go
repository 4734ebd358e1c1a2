package conformance_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/target"
)

func profile(t *testing.T, r *conformance.Report, name string) conformance.ProfileResult {
	t.Helper()
	for _, p := range r.Profiles {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("the report lacks %s", name)
	return conformance.ProfileResult{}
}

func TestTheProfilesAreReadAndHaveScenarios(t *testing.T) {
	all, err := conformance.Profiles()
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(all), 4)
	for _, p := range all {
		cases, err := p.Cases()
		require.NoError(t, err)
		assert.Greater(t, len(cases), 50, p.Name)
		assert.True(t, slices.IsSorted(p.Rules), p.Name)
	}
	for _, name := range []string{"cloudhsm-sharing", "aurora-clones", "snapshots-to-vault-account", "backup-cross-account"} {
		_, err := conformance.FindProfile(name)
		require.NoError(t, err)
		assert.Equal(t, conformance.Conforms, profile(t, whole(t), name).Verdict, name)
	}
}

func TestAProfileConformsOnlyIfEveryOfItsScenariosRanAndHeld(t *testing.T) {
	if testing.Short() {
		t.Skip("plays whole suites")
	}
	p, err := conformance.FindProfile("snapshots-to-vault-account")
	require.NoError(t, err)
	cases, err := p.Cases()
	require.NoError(t, err)

	r := check(t, conformance.Options{Target: &target.Model{}, Profiles: []string{p.Name}})
	require.Equal(t, conformance.Totals{Conforms: len(cases)}, r.Totals, "it is what is played")
	require.Equal(t, conformance.Conforms, profile(t, r, p.Name).Verdict)
	require.Equal(t, conformance.Partial, r.Verdict, "of the suites it is a part")
	require.Equal(t, []string{p.Name}, r.Filter.Profiles)
	other := profile(t, r, "backup-cross-account")
	require.NotEqual(t, conformance.Conforms, other.Verdict)
	require.Positive(t, other.Totals.NotRun)

	r = check(t, conformance.Options{Target: &target.Model{}, Profiles: []string{p.Name}, Paths: []string{"features/ebs"}})
	require.Equal(t, conformance.Partial, profile(t, r, p.Name).Verdict)
	require.Equal(t, len(cases), profile(t, r, p.Name).Totals.Sum(), "what did not run is counted")
	require.Less(t, r.Totals.Sum(), len(cases))

	wrong := &endpoint{do: pedantic}
	r = check(t, conformance.Options{Target: wrong, Profiles: []string{p.Name}})
	require.Contains(t, []conformance.Verdict{conformance.Diverges, conformance.Blocked},
		profile(t, r, p.Name).Verdict)
}

func TestAClaimOfWhatIsNotOfferedBreaksTheRun(t *testing.T) {
	if testing.Short() {
		t.Skip("plays whole suites")
	}
	without := func(in any) error {
		if _, ok := in.(*kms.CreateGrant); ok {
			return target.Unsupported("kms.CreateGrant")
		}
		return nil
	}
	o := conformance.Options{Target: &endpoint{do: without}, Profiles: []string{"snapshots-to-vault-account"}}
	r := check(t, o)
	require.Equal(t, conformance.Partial, r.Verdict)
	require.Zero(t, r.ExitCode(), "nobody claims it")
	o.Claims = o.Profiles
	r = check(t, o)
	require.Equal(t, 1, r.ExitCode())
	require.Regexp(t, `^it claims snapshots-to-vault-account, and does not support \d+ of its \d+ scenarios$`, r.Reason)
	require.True(t, profile(t, r, o.Profiles[0]).Claimed)
	o.Paths = []string{"features/kms"}
	require.Zero(t, check(t, o).ExitCode(), "what did not run may be offered")
}

func TestAnUnknownProfileIsAMistake(t *testing.T) {
	_, err := conformance.Run(context.Background(),
		conformance.Options{Target: &target.Model{}, Profiles: []string{"aurora-clone"}})
	require.EqualError(t, err, `--profile: there is no profile "aurora-clone": want one of aurora-clones, `+
		`backup-cross-account, cloudhsm-sharing, snapshots-to-vault-account; the nearest is "aurora-clones"`)
}

func TestABadProfileIsRefusedByItsPlace(t *testing.T) {
	const head = "name: p\ntitle: t\nabout: a\n"
	for text, want := range map[string]string{
		"":                            "p.yaml:1:1: the file is empty: want a profile",
		"[]":                          "p.yaml:1:1: want a profile as a mapping, got a list",
		"name: [":                     "p.yaml:1:1: did not find expected node content",
		"name: p":                     `p.yaml:1:1: a profile lacks "title"`,
		"nmae: p":                     `p.yaml:1:1: a profile has no key "nmae"`,
		head:                          "p.yaml:1:1: a profile needs systems, rules or operations",
		head + "rules: EBS-SHR-01":    `p.yaml:4:8: want rules as a list, got "EBS-SHR-01"`,
		head + "rules: [7]":           "p.yaml:4:9: want an element of rules as a string, got 7",
		head + "rules: [EBS-SHR-99]":  `p.yaml:4:9: there is no rule "EBS-SHR-99"`,
		head + "rules: [EBS-NO-*]":    `p.yaml:4:9: no rule begins with "EBS-NO-"`,
		head + "systems: [s3]":        `p.yaml:4:11: "s3" is no system: want one of `,
		head + "operations: [copy]":   `p.yaml:4:14: there is no operation "copy.": the services are `,
		head + "operations: [ec2.Co]": `p.yaml:4:14: there is no operation "ec2.Co"`,
		head + "---\nname: p":         "p.yaml:4:1: a second document begins here",
	} {
		_, err := conformance.ParseProfile("p.yaml", []byte(text))
		require.ErrorContains(t, err, want, text)
	}
}
