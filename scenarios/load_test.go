package scenarios_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/stretchr/testify/require"
)

// load loads one scenario file made of the given lines.
func load(lines ...string) ([]scenarios.Scenario, error) {
	return scenarios.Load(fstest.MapFS{"cloudhsm/x.yaml": {Data: []byte(strings.Join(lines, "\n"))}})
}

const (
	title    = `scenario: A title`
	accounts = `accounts: {owner: "111111111111"}`
	steps    = `steps:`
	call     = `  - {as: owner, call: cloudhsmv2.DescribeClusters, expect: {Clusters: !length 0 }}`
)

func TestEmbeddedScenariosLoad(t *testing.T) {
	all, err := scenarios.Load(scenarios.FS)
	require.NoError(t, err)
	titles := map[string]string{}
	for _, s := range all {
		require.NotEmpty(t, s.Rules, s.Source)
		require.True(t, isSystem(s.System), "%s lies in no folder of a service", s.Source)
		require.Empty(t, titles[s.Name], "%s has the title of %s", s.Source, titles[s.Name])
		titles[s.Name] = s.Source
	}
}

func isSystem(folder string) bool {
	return slices.ContainsFunc(services.All, func(api *kernel.API) bool { return api.System == folder })
}

func TestAScenarioKnowsItsPlace(t *testing.T) {
	all, err := load("# a comment", title, `rules: [HSM-BKP-03]`, `needs: [clock]`, accounts, steps, call)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, "A title", all[0].Name)
	require.Equal(t, "cloudhsm", all[0].System)
	require.Equal(t, "cloudhsm/x.yaml:2", all[0].Source)
	require.Equal(t, []string{"@rule:HSM-BKP-03", "@needs:clock"}, all[0].Tags())
}

func TestAMalformedScenarioIsRefusedWithPlaceAndReason(t *testing.T) {
	step := func(rest string) []string {
		return []string{title, accounts, steps, `  - {as: owner, call: cloudhsmv2.CreateCluster, ` + rest + `}`}
	}
	for name, c := range map[string]struct {
		file []string
		want string
	}{
		"an empty file":  {nil, `x.yaml:1:1: the file is empty: want a scenario`},
		"broken YAML":    {[]string{title, accounts, "steps: ["}, `x.yaml:3:1: did not find expected node content`},
		"no mapping":     {[]string{"- a"}, `x.yaml:1:1: want a scenario as a mapping, got a list`},
		"an unknown key": {[]string{title, accounts, `stepz: []`}, `x.yaml:3:1: a scenario has no key "stepz"`},
		"a key twice":    {[]string{title, title}, `x.yaml:2:1: "scenario" stands here twice`},
		"no title":       {[]string{accounts, steps, call}, `x.yaml:1:1: the scenario lacks "scenario"`},
		"a principal by a name that nothing saved": {[]string{title, accounts, steps,
			`  - {as: owner, principal: "${ann}", call: cloudhsmv2.DescribeClusters}`},
			`x.yaml:4:28: nothing was saved as "ann" before this step`},
		"no steps": {[]string{title, accounts}, `x.yaml:1:1: the scenario lacks "steps"`},
		"an unknown rule": {[]string{title, `rules: [HSM-NO-01]`, accounts, steps, call},
			`x.yaml:2:9: there is no rule "HSM-NO-01"`},
		"rules as a text": {[]string{title, `rules: HSM-BKP-03`, accounts, steps, call},
			`x.yaml:2:8: want rules as a list`},
		"an unknown need": {[]string{title, `needs: [money]`, accounts, steps, call},
			`x.yaml:2:9: there is no capability "money"`},
		"a short account": {[]string{title, `accounts: {owner: "1"}`, steps, call},
			`x.yaml:2:19: "1" is not an account number: want 12 digits`},
		"an account as a number": {[]string{title, `accounts: {owner: 111111111111}`, steps, call},
			`x.yaml:2:19: want an account number as a string, got 111111111111 (int: quote it if it is meant as a string)`},
		"an unknown Region": {[]string{title, `region: mars-1`, accounts, steps, call},
			`x.yaml:2:9: there is no Region "mars-1"`},
		"an unknown account": {[]string{title, accounts, steps,
			`  - {as: thief, call: cloudhsmv2.DescribeClusters}`}, `x.yaml:4:10: there is no account "thief" in this scenario`},
		"an unknown operation": {[]string{title, accounts, steps, `  - {as: owner, call: cloudhsmv2.StealKeys}`},
			`x.yaml:4:23: there is no operation "cloudhsmv2.StealKeys"`},
		"an unknown service": {[]string{title, accounts, steps, `  - {as: owner, call: s3.GetObject}`},
			`x.yaml:4:23: there is no operation "s3.GetObject"`},
		"a step without a call": {[]string{title, accounts, steps, `  - {as: owner}`},
			`x.yaml:4:5: the step lacks "call"`},
		"a call that advances": {step(`advance: 7d`), `x.yaml:4:5: an advance is a step of its own`},
		"an activating call": {step(`activate: cluster-aaaaaaaaaaa`),
			`x.yaml:4:5: an activation has as, principal, region and the cluster's ID, nothing else`},
		"an unknown cluster": {[]string{title, accounts, steps, `  - {as: owner, activate: "${vault}"}`},
			`x.yaml:4:27: nothing was saved as "vault" before this step`},
		"an odd time span": {[]string{title, accounts, steps, `  - advance: soon`},
			`x.yaml:4:14: "soon" is not a time span: want one such as 90m, 12h, 7d or 1d12h`},
		"more than a century": {[]string{title, accounts, steps, `  - advance: 9999999999999d`},
			`x.yaml:4:14: "9999999999999d" is longer than 36500 days`},
		"time running backwards": {[]string{title, accounts, steps, `  - advance: -7d`},
			`x.yaml:4:14: "-7d" is not a time span`},
		"an unknown member": {step(`with: {HsmTyp: x}`),
			`x.yaml:4:56: CreateCluster has no member "HsmTyp": it has HsmType, SubnetIds`},
		"a number for a string": {step(`with: {HsmType: 1}`), `x.yaml:4:65: want a string, got 1 (int: quote it`},
		"a text for a list":     {step(`with: {SubnetIds: x}`), `x.yaml:4:67: want this as a list, got "x"`},
		"a text for a truth": {[]string{title, accounts, steps,
			`  - {as: owner, call: cloudhsmv2.DescribeBackups, with: {Shared: "yes"}}`},
			`x.yaml:4:66: want this as true or false, got "yes"`},
		"a text for a number": {[]string{title, accounts, steps,
			`  - {as: owner, call: cloudhsmv2.DescribeBackups, with: {MaxResults: many}}`},
			`x.yaml:4:70: want a whole number, got "many"`},
		"a name never saved": {step(`with: {SourceBackupId: "${backup}"}`),
			`x.yaml:4:72: nothing was saved as "backup" before this step`},
		"a name saved twice":      {step(`save: {owner: Cluster.ClusterId}`), `x.yaml:4:56: the name "owner" is taken`},
		"saving what is no value": {step(`save: {all: Cluster.Hsms}`), `x.yaml:4:61: Cluster.Hsms is not a single value`},
		"expecting an unknown":    {step(`expect: {Cluster.Stat: ACTIVE}`), `x.yaml:4:58: Cluster has no member "Stat"`},
		"expecting an odd element": {step(`expect: {Cluster.Hsms.first: x}`),
			`x.yaml:4:58: "first" is not an element: want a number or *`},
		"expecting a wrong type": {step(`expect: {Cluster.State: 1}`),
			`x.yaml:4:73: want a string, got 1 (int: quote it`},
		"expecting a list": {step(`expect: {Cluster.State: [ACTIVE]}`),
			`x.yaml:4:73: this is a string: it cannot be a list`},
		"expecting nothing": {[]string{title, accounts, steps,
			`  - {as: owner, call: cloudhsmv2.DescribeClusters}`}, `x.yaml:4:3: the scenario expects nothing`},
		"expecting an empty mapping": {step(`expect: {}`),
			`x.yaml:4:57: want what is expected as a mapping from paths to values, got nothing`},
		"expecting both ways": {step(`expect: {Cluster.State: ACTIVE}, refused: CloudHsmInvalidRequestException`),
			`x.yaml:4:5: a call has either expect, until or refused`},
		"within without until": {step(`expect: {Cluster.State: ACTIVE}, within: 5m`),
			`within says how long until waits, and there is no until`},
		"an unknown error":          {step(`refused: Oops`), `x.yaml:4:58: no rule of cloudhsmv2 refuses with "Oops"`},
		"a rule that never refuses": {step(`refused: {rule: HSM-BKP-03}`), `x.yaml:4:65: the rule HSM-BKP-03 never refuses`},
		"refused for no reason":     {step(`refused: {}`), `x.yaml:4:58: refused lacks a code or a rule`},
		"a service that is none": {[]string{title, accounts, steps, `  - {as: owner, call: s3.GetObject}`},
			`x.yaml:4:23: there is no operation "s3.GetObject": the services are cloudhsmv2, organizations, ram, iam, sts, kms, ec2, dlm, rds`},
		"nearly an account": {[]string{title, accounts, steps, `  - {as: ownr, call: cloudhsmv2.DescribeClusters}`},
			`x.yaml:4:10: there is no account "ownr" in this scenario; the nearest is "owner"`},
		"nearly an operation": {[]string{title, accounts, steps, `  - {as: owner, call: cloudhsmv2.DescribeCluster}`},
			`x.yaml:4:23: there is no operation "cloudhsmv2.DescribeCluster"; the nearest is "cloudhsmv2.DescribeClusters"`},
		"nearly a rule": {[]string{title, `rules: [HSM-BKP-3]`, accounts, steps, call},
			`x.yaml:2:9: there is no rule "HSM-BKP-3"; the nearest is "HSM-BKP-03"`},
		"nearly a Region": {[]string{title, `region: us-east-11`, accounts, steps, call},
			`x.yaml:2:9: there is no Region "us-east-11"; the nearest is "us-east-1"`},
		"nearly an error": {step(`refused: CloudHsmInvalidRequest`),
			`no rule of cloudhsmv2 refuses with "CloudHsmInvalidRequest"; the nearest is "CloudHsmInvalidRequestException"`},
		"nearly a member": {step(`with: {HsmTyp: x}`), `; the nearest is "HsmType"`},
		"a value of no enumeration": {step(`with: {Mode: FIBS}`),
			`x.yaml:4:62: ClusterMode has no value "FIBS": it has FIPS, NON_FIPS; the nearest is "FIPS"`},
		"expecting no such value": {step(`expect: {Cluster.State: Active}`),
			`x.yaml:4:73: ClusterState has no value "Active": it has `},
		"a second document": {[]string{title, accounts, steps, call, `---`, title},
			`x.yaml:5:1: a second document begins here`},
		"an odd length": {[]string{title, accounts, steps,
			`  - {as: owner, call: cloudhsmv2.DescribeClusters, expect: {Clusters: !length many }}`},
			`!length takes a number and is asked of lists`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(c.file...)
			require.ErrorContains(t, err, c.want)
			require.True(t, strings.HasPrefix(err.Error(), "cloudhsm/x.yaml:"), err)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

func FuzzNoTextMakesLoadingPanic(f *testing.F) {
	f.Add(strings.Join([]string{title, accounts, steps, call}, "\n"))
	f.Add("scenario: &a x\naccounts: {owner: *a}\nsteps: [{as: owner, call: ram.ListResources, with: {<<: *a}, expect: " +
		"{Resources.*.Arn: [!absent , !length 1 ]}}]")
	f.Add("steps:\n  - advance: 9999999999999d\n  - {as: owner, activate: '${sign:trust-anchor}'}")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := load(text); err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "cloudhsm/x.yaml:"), err)
		}
	})
}

// A call that is to be refused may have what no enumeration has.
func TestARefusedCallMayHaveAnyValue(t *testing.T) {
	_, err := load(title, accounts, steps,
		`  - {as: owner, call: cloudhsmv2.CreateCluster, with: {Mode: FIBS}, refused: CloudHsmInvalidRequestException}`)
	require.NoError(t, err)
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	_, err := scenarios.Load(fstest.MapFS{
		"ram/b.yaml": {Data: []byte(strings.Join([]string{title, accounts, steps,
			`  - {as: ownr, call: ram.CreateResourceShare, with: {Name: x}, save: {s: ResourceShare.ResourceShareArn}}`,
			`  - {as: owner, call: ram.DeleteResourceShare, with: {ResourceShareArn: "${s}"}, expect: {ReturnValue: "yes"}}`,
			""}, "\n"))},
		"ram/a.yaml": {Data: []byte("scenario: [\n")},
		"ram/c.yml":  {},
	})
	require.EqualError(t, err, "ram/a.yaml:1:1: did not find expected node content\n"+
		"ram/b.yaml:4:10: there is no account \"ownr\" in this scenario; the nearest is \"owner\"\n"+
		"ram/b.yaml:5:104: want true or false, got \"yes\"\n"+
		"ram/c.yml: the extension is .yml: want .yaml, or it is not read")
}
