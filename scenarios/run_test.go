package scenarios_test

import (
	"context"
	"testing"
	"time"

	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

func run(t *testing.T, steps ...string) target.Outcome {
	t.Helper()
	all, err := load(append([]string{title, accounts, "steps:"}, steps...)...)
	require.NoError(t, err)
	return all[0].Run(context.Background(), &target.Model{}, 1)
}

func requireMismatch(t *testing.T, o target.Outcome, step, message string) {
	t.Helper()
	var mismatch *target.Mismatch
	require.ErrorAs(t, o.Err, &mismatch)
	require.Equal(t, message, mismatch.Message)
	require.Equal(t, step, o.Step)
}

const (
	create = `  - {as: owner, call: cloudhsmv2.CreateCluster, with: {HsmType: hsm2m.medium, SubnetIds: [subnet-0123456789abcdefa], TagList: [{Key: "of ${owner}", Value: x}]}, save: {vault: Cluster.ClusterId}, expect: {Cluster.State: CREATE_IN_PROGRESS}}`
	settle = `  - {as: owner, call: cloudhsmv2.DescribeClusters, until: {Clusters.0.State: UNINITIALIZED}}`
)

func TestEmbeddedScenariosHoldInTheModel(t *testing.T) {
	all, err := scenarios.Load(scenarios.FS)
	require.NoError(t, err)
	for _, s := range all {
		t.Run(s.Source, func(t *testing.T) {
			o := s.Run(context.Background(), &target.Model{}, 1)
			require.NoError(t, o.Err, o.Step)
		})
	}
}

func TestWhatIsSavedIsUsed(t *testing.T) {
	o := run(t, create, settle,
		`  - as: owner
    call: cloudhsmv2.DescribeClusters
    with: {Filters: {clusterIds: ["${vault}"]}}
    expect:
      Clusters: [{ClusterId: "${vault}", SourceBackupId: !absent , VpcId: !present , TagList: !length 1 }]
      Clusters.*.TagList: [[{Key: of 111111111111, Value: x}]]`)
	require.NoError(t, o.Err)
	require.Empty(t, o.Step)
}

func TestAnExpectationThatIsNotMetIsAMismatchAtItsStep(t *testing.T) {
	for want, step := range map[string]string{
		"Cluster.State: want ACTIVE, got CREATE_IN_PROGRESS":                   `expect: {Cluster: {State: ACTIVE}}`,
		"Cluster.State: want nothing, got CREATE_IN_PROGRESS":                  `expect: {Cluster.State: !absent }`,
		"Cluster.SourceBackupId: want a value, got nothing":                    `expect: {Cluster.SourceBackupId: !present }`,
		"Cluster.Hsms: want 2 elements, got []":                                `expect: {Cluster.Hsms: !length 2 }`,
		"Cluster.Hsms: want 1 elements, got []":                                `expect: {Cluster.Hsms: [{State: ACTIVE}]}`,
		"Cluster.SourceBackupId: want a value to save, got nothing":            `save: {source: Cluster.SourceBackupId}`,
		"want a refusal with [CloudHsmInvalidRequestException], got an answer": `refused: CloudHsmInvalidRequestException`,
	} {
		o := run(t, `  - {as: owner, call: cloudhsmv2.CreateCluster, with: {HsmType: hsm2m.medium, SubnetIds: [subnet-0123456789abcdefa]}, `+step+`}`, settle)
		requireMismatch(t, o, "owner: cloudhsmv2.CreateCluster (line 4)", want)
		require.Len(t, o.Exchanges, 1)
	}
}

func TestWaitingEndsWithPatience(t *testing.T) {
	o := run(t, create, `  - {as: owner, call: cloudhsmv2.DescribeClusters, until: {Clusters.0.State: ACTIVE}, within: 10m}`)
	requireMismatch(t, o, "owner: cloudhsmv2.DescribeClusters (line 5)",
		"Clusters.0.State: want ACTIVE, got UNINITIALIZED; it waited for 10m")
	waited := time.Duration(0)
	for _, e := range o.Exchanges {
		waited += e.Waited
	}
	require.Equal(t, 10*time.Minute, waited)
	require.Less(t, len(o.Exchanges), 1+21+20, "a call, and another one every 30 seconds in which something is due")
}

func TestARefusalIsExamined(t *testing.T) {
	const odd = `  - {as: owner, call: cloudhsmv2.DeleteBackup, with: {BackupId: backup-aaaaaaaaaaa}, `
	require.NoError(t, run(t, odd+`refused: CloudHsmResourceNotFoundException}`).Err)
	require.NoError(t, run(t, odd+`refused: {rule: HSM-ERR-04}}`).Err)
	require.NoError(t, run(t, odd+`refused: {code: CloudHsmResourceNotFoundException, rule: HSM-ERR-04}}`).Err)

	requireMismatch(t, run(t, odd+`refused: CloudHsmInvalidRequestException}`), "owner: cloudhsmv2.DeleteBackup (line 4)",
		"want CloudHsmInvalidRequestException, got CloudHsmResourceNotFoundException: Backup backup-aaaaaaaaaaa is not "+
			"found.")
	requireMismatch(t, run(t, odd+`refused: {rule: HSM-BKP-06}}`), "owner: cloudhsmv2.DeleteBackup (line 4)",
		"want a refusal by HSM-BKP-06, got one by HSM-ERR-04: CloudHsmResourceNotFoundException: Backup "+
			"backup-aaaaaaaaaaa is not found.")
	require.NoError(t, run(t, odd+`refused: {rule: HSM-ERR-04, message: Backup backup-aaaaaaaaaaa is not found.}}`).Err)
	requireMismatch(t, run(t, odd+`refused: {rule: HSM-ERR-04, message: ""}}`), "owner: cloudhsmv2.DeleteBackup (line 4)",
		`want the message "", got "Backup backup-aaaaaaaaaaa is not found."`)
}

func TestARefusalThatNobodyExpectedFailsTheScenario(t *testing.T) {
	o := run(t, `  - {as: owner, call: cloudhsmv2.DeleteBackup, with: {BackupId: backup-aaaaaaaaaaa}}`, settle)
	requireMismatch(t, o, "owner: cloudhsmv2.DeleteBackup (line 4)",
		"refused: CloudHsmResourceNotFoundException: Backup backup-aaaaaaaaaaa is not found.")
}

// clockless is a target whose time does not pass on demand.
type clockless struct{ *target.Model }

func (clockless) Offers(c target.Capability) bool { return c != target.Clock }

func TestAScenarioIsUnsupportedWhereItsNeedsAreNotMet(t *testing.T) {
	all, err := load(title, "needs: [clock]", accounts, "steps:", settle)
	require.NoError(t, err)
	o := all[0].Run(context.Background(), clockless{&target.Model{}}, 1)
	require.ErrorIs(t, o.Err, target.ErrUnsupported)
	require.Empty(t, o.Exchanges)
}

// Every service refuses, in its own spelling, whom IAM does not let call.
func TestTheRefusalsOfIAMAreExpectedOfEveryService(t *testing.T) {
	trust := `'{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}'`
	o := run(t, `  - {as: owner, call: iam.CreateRole, with: {RoleName: job, AssumeRolePolicyDocument: `+trust+`}, save: {role: Role.Arn}}`,
		`  - {as: owner, call: sts.AssumeRole, with: {RoleArn: "${role}", RoleSessionName: night}, save: {session: AssumedRoleUser.Arn}}`,
		`  - {as: "${session}", call: ec2.DescribeVolumes, refused: UnauthorizedOperation}`,
		`  - {as: "${session}", call: ram.GetResourceShares, with: {ResourceOwner: SELF}, refused: AccessDeniedException}`,
		`  - {as: "${session}", call: kms.ListKeys, refused: AccessDeniedException}`,
		`  - {advance: 2h}`,
		`  - {as: "${session}", call: ec2.DescribeVolumes, refused: RequestExpired}`,
		`  - {as: "${session}", call: kms.ListKeys, refused: ExpiredTokenException}`)
	require.NoError(t, o.Err, o.Step)
}
