package scenarios_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

const createShare = `  - {as: owner, call: ram.CreateResourceShare, with: {Name: x}, save: {share: ResourceShare.ResourceShareArn}}`

func recorded(steps ...string) []string {
	head := []string{"history: 1", title, "invariants: all", accounts, "steps:"}
	return append(append(head, steps...), "end: "+string(rune('0'+len(steps))), "")
}

func TestAHistoryIsReadWithNamesForWhatItSaves(t *testing.T) {
	all, err := load(recorded(createShare, `  - {advance: 7d}`,
		`  - {as: owner, region: eu-west-1, call: ram.DeleteResourceShare, with: {ResourceShareArn: "${share}", ClientToken: "of ${owner}"}}`,
		`  - {as: "${share}", activate: "${share}"}`)...)
	require.NoError(t, err)
	h := all[0].History
	require.Equal(t, model.Options{ManualActivation: true}, h.Options)
	require.Len(t, h.Steps, 4)
	require.Equal(t, []history.Saved{{Name: "share", Path: "ResourceShare.ResourceShareArn"}}, h.Steps[0].Save)
	require.Equal(t, 7*kernel.Day, h.Steps[1].Advance)
	require.Equal(t, kernel.Caller{Account: "111111111111", Region: "eu-west-1"}, h.Steps[2].As)
	require.Equal(t, &ram.DeleteResourceShare{ResourceShareArn: "${share}", ClientToken: "of 111111111111"}, h.Steps[2].In)
	require.Equal(t, "${share}", h.Steps[3].As.Account)
	require.Equal(t, "${share}", h.Steps[3].Activate)
}

func TestTheWorldOfAHistoryHasItsQuotas(t *testing.T) {
	create := `  - {as: owner, call: rds.CreateDBCluster, with: {DBClusterIdentifier: %s, Engine: aurora-mysql, ` +
		`MasterUsername: admin, MasterUserPassword: long-enough}}`
	lines := recorded(fmt.Sprintf(create, "one"), fmt.Sprintf(create, "two"))
	all, err := load(slices.Insert(lines, 1, "quotas: {Clusters: 1}")...)
	require.NoError(t, err)
	o := all[0].Run(t.Context(), &target.Model{}, 1)
	require.NoError(t, o.Err)
	require.Equal(t, model.Quotas{Clusters: 1}, o.Setting.Quotas)
	require.NoError(t, o.Exchanges[0].Err)
	require.ErrorContains(t, o.Exchanges[1].Err, "DBClusterQuotaExceededFault")
}

func TestAMalformedHistoryIsRefusedWithPlaceAndReason(t *testing.T) {
	whole := strings.Join(recorded(createShare), "\n")
	for name, c := range map[string]struct{ from, to, want string }{
		"another version": {"history: 1", "history: 2",
			`x.yaml:1:10: this is a history of version 2: only version 1 is known`},
		"no invariants": {"invariants: all\n", "",
			`x.yaml:1:10: the history lacks "invariants": it expects nothing else`},
		"an unknown invariant": {"all", "[INV-NONE-00]", `x.yaml:3:14: there is no invariant "INV-NONE-00"`},
		"no invariant": {"all", "[]",
			`x.yaml:3:13: want invariants as all or a list of their IDs, got an empty list`},
		"invariants as a text": {"all", "some", `x.yaml:3:13: want invariants as a list, got "some"`},
		"no end": {"end: 1\n", "",
			`x.yaml:6:1: the history is cut off: its last line is not "end" with the number of its steps`},
		"half an end":          {"end: 1\n", "end: 1", `x.yaml:7:1: the history is cut off`},
		"an end in the middle": {"invariants: all\n", "end: 1\ninvariants: all\n", `"end" stands here twice`},
		"a line after the end": {"end: 1\n", "end: 1\n# more\n",
			`x.yaml:8:1: the history is cut off: its last line is not "end"`},
		"another document":        {"end: 1\n", "end: 1\n---\nend: 1\n", `x.yaml:8:1: a second document begins here`},
		"another number of steps": {"end: 1", "end: 12", `x.yaml:7:6: the history is cut off: it has 1 steps, and says 12`},
		"an expectation":          {", save: ", ", expect: ", `a step without expectations has no key "expect"`},
		"an unknown pace": {"invariants: all", "invariants: all\npace: slow",
			`x.yaml:4:7: there is no pace "slow": there are [typical immediate earliest latest sampled]`},
		"an odd seed": {"invariants: all", "invariants: all\nseed: -1",
			`x.yaml:4:7: want a seed as a whole number from 0 to 18446744073709551615, got -1`},
		"an odd start": {"invariants: all", "invariants: all\nstart: soon",
			`x.yaml:4:8: "soon" is not a moment: want one such as 2025-11-01T00:00:00Z`},
		"an odd activation": {"invariants: all", "invariants: all\nactivation: never",
			`x.yaml:4:13: "never" is not a way of activation: want automatic, or leave it to steps`},
		"an unknown name": {"Name: x", `Name: "${y}"`, `nothing was saved as "y" before this step`},
		"work that half fails": {"with: {Name: x}", "with: {Name: x}, fails: maybe",
			`x.yaml:6:72: want fails as true, got "maybe": leave it out where the work does not fail`},
		"work that cannot fail": {"ram.CreateResourceShare, with: {Name: x}",
			"ram.UpdateResourceShare, with: {Name: x}, fails: true", "ram.UpdateResourceShare begins no work that can fail"},
		"an unknown caller": {"as: owner", `as: "${y}"`, `there is no account "${y}" in this scenario`},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, whole, c.from)
			_, err := load(strings.Replace(whole, c.from, c.to, 1))
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestWhatIsRefusedDoesNotFailAHistoryAndWhatIsSkippedLeavesItUndecided(t *testing.T) {
	all, err := load(recorded(
		`  - {as: owner, call: cloudhsmv2.DescribeBackups, save: {backup: Backups.0.BackupId}}`,
		`  - {as: owner, call: cloudhsmv2.DeleteBackup, with: {BackupId: "${backup}"}}`,
		`  - {as: owner, call: cloudhsmv2.DeleteBackup, with: {BackupId: backup-aaaaaaaaaaa}}`,
		`  - {as: owner, activate: cluster-aaaaaaaaaaa}`)...)
	require.NoError(t, err)
	o := all[0].Run(context.Background(), &target.Model{}, 1)
	var undecided *target.Undecided
	require.ErrorAs(t, o.Err, &undecided)
	require.Contains(t, undecided.Reason, "1 of 4 steps")
	require.Len(t, o.Exchanges, 3, "what uses an unbound name is not called")
	require.Equal(t, &target.Deed{Kind: target.Activates, Cluster: "cluster-aaaaaaaaaaa"}, o.Exchanges[2].Deed)
}

const failing = `  - {as: owner, call: cloudhsmv2.CreateCluster, with: {HsmType: hsm2m.medium, SubnetIds: [subnet-0123456789abcdefa]}, fails: true}`

// steady is a target that lets no work fail.
type steady struct{ target.Model }

func (steady) Offers(c target.Capability) bool { return c != target.Failures }

func TestWorkFailsInAHistoryWhereTheTargetLetsIt(t *testing.T) {
	all, err := load(recorded(failing, `  - {advance: 3h}`, `  - {as: owner, call: cloudhsmv2.DescribeClusters}`)...)
	require.NoError(t, err)
	o := all[0].Run(context.Background(), &target.Model{}, 1)
	require.NoError(t, o.Err)
	require.Equal(t, cloudhsm.ClusterDegraded, o.Exchanges[2].Out.(*cloudhsm.DescribeClustersOutput).Clusters[0].State)
	var undecided *target.Undecided
	require.ErrorAs(t, all[0].Run(context.Background(), &steady{}, 1).Err, &undecided)
}

// forgetful is a target that accepts to delete a share and does not.
type forgetful struct{ target.Model }

func (f *forgetful) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if _, ok := in.(*ram.DeleteResourceShare); ok {
		return f.World.Fork().Do(as, in)
	}
	return f.Model.Do(ctx, as, in)
}

func TestABrokenInvariantIsAMismatchOfAnyScenario(t *testing.T) {
	forget := []string{createShare,
		`  - {as: owner, call: ram.DeleteResourceShare, with: {ResourceShareArn: "${share}"}}`,
		`  - {as: owner, call: ram.GetResourceShares, with: {ResourceOwner: SELF}}`}
	for name, lines := range map[string][]string{
		"a history":            recorded(forget...),
		"an ordinary scenario": append([]string{title, "invariants: all", accounts, "steps:"}, forget...),
	} {
		t.Run(name, func(t *testing.T) {
			all, err := load(lines...)
			require.NoError(t, err)
			require.NoError(t, all[0].Run(context.Background(), &target.Model{}, 1).Err)
			o := all[0].Run(context.Background(), &forgetful{}, 1)
			var mismatch *target.Mismatch
			require.ErrorAs(t, o.Err, &mismatch)
			require.Regexp(t, `^INV-[A-Z]+-\d+: .*\nbroken: .*deleted`, mismatch.Message)
			require.Contains(t, o.Step, "owner: ram.GetResourceShares")
		})
	}
}

func TestAScenarioSetsUpItsWorld(t *testing.T) {
	all, err := load(title, "seed: 7", "pace: immediate", `start: "2030-01-01T00:00:00Z"`, "activation: automatic",
		accounts, "steps:",
		`  - {as: owner, call: cloudhsmv2.CreateCluster, with: {HsmType: hsm2m.medium, SubnetIds: [subnet-0123456789abcdefa]}, expect: {Cluster.CreateTimestamp: "2030-01-01T00:00:00.000Z"}}`,
		`  - {as: owner, call: cloudhsmv2.DescribeClusters, expect: {Clusters.0.State: UNINITIALIZED}}`)
	require.NoError(t, err)
	m := &target.Model{}
	o := all[0].Run(context.Background(), m, 1)
	require.NoError(t, o.Err)
	want := model.New(model.Options{Seed: 7})
	cluster, err := want.Do(kernel.Caller{Account: "111111111111", Region: "us-east-1"}, o.Exchanges[0].In)
	require.NoError(t, err)
	require.Equal(t, cluster.(*cloudhsm.CreateClusterOutput).Cluster.ClusterId,
		o.Exchanges[0].Out.(*cloudhsm.CreateClusterOutput).Cluster.ClusterId)

	require.NoError(t, m.Reset(context.Background(), 1))
	require.Equal(t, 2030, m.World.Now().Year(), "until it is arranged otherwise")
	other, err := load(title, accounts, "steps:", settle)
	require.NoError(t, err)
	other[0].Run(context.Background(), m, 1)
	require.Equal(t, 2025, m.World.Now().Year())
}

func TestStepsInAnyOrderKnowEachOthersNames(t *testing.T) {
	top, err := strictyaml.Root([]byte(`
- {as: owner, call: ram.DeleteResourceShare, with: {ResourceShareArn: "${share}"}}
- {as: owner, call: ram.CreateResourceShare, with: {Name: "${vault}"}, save: {share: ResourceShare.ResourceShareArn}}
`), "steps")
	require.NoError(t, err)
	cast := scenarios.Cast{Accounts: map[string]string{"owner": "111111111111"}, Names: map[string]bool{"vault": true}}
	_, err = cast.Steps(top)
	require.EqualError(t, err, `2:71: nothing was saved as "share" before this step`)

	cast.AnyOrder = true
	steps, err := cast.Steps(top)
	require.NoError(t, err)
	require.Len(t, steps, 2)
	require.True(t, cast.Names["share"])
	require.True(t, steps[0].Perform(nil, history.Vars{}).Skipped)
}

// The histories in testdata once made the model fail, or an invariant accuse it.
func TestTheModelKeepsAllInvariantsInTheHistoriesThatOnceWentWrong(t *testing.T) {
	files, err := filepath.Glob("testdata/histories/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		s, err := scenarios.Read(file, text)
		require.NoError(t, err)
		o := s.Run(t.Context(), &target.Model{}, 0)
		require.NoError(t, o.Err, file)
		require.GreaterOrEqual(t, len(o.Exchanges), len(s.History.Steps), file)
	}
}
