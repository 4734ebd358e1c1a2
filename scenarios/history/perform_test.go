package history_test

import (
	"testing"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/stretchr/testify/require"
)

var (
	owner    = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	consumer = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
)

func createCluster() *cloudhsm.CreateCluster {
	return &cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0123456789abcdefa"}}
}

func perform(t *testing.T, w history.World, vars history.Vars, s history.Step) history.Done {
	t.Helper()
	d := s.Perform(w, vars)
	s.Prepare()
	require.NoError(t, d.Err)
	return d
}

func TestAStepUsesWhatEarlierOnesSaved(t *testing.T) {
	w, vars := history.Honest(model.Options{}), history.Vars{}
	perform(t, w, vars, history.Step{As: owner, In: createCluster(),
		Save: []history.Saved{{"vault", "Cluster.ClusterId"}, {"since", "Cluster.CreateTimestamp"}}})
	require.Regexp(t, "^cluster-", vars["vault"])
	require.Equal(t, "2025-11-01T00:00:00.000Z", vars["since"])

	d := perform(t, w, vars, history.Step{As: owner,
		In: &cloudhsm.DescribeClusters{Filters: map[string][]string{"clusterIds": {"${vault}"}}}})
	require.Len(t, d.Out.(*cloudhsm.DescribeClustersOutput).Clusters, 1)

	tag := &cloudhsm.TagResource{ResourceId: "${vault}",
		TagList: []cloudhsm.Tag{{Key: "of ${vault} since ${since}", Value: "x"}}}
	d = perform(t, w, vars, history.Step{As: owner, In: tag})
	require.Equal(t, "of "+vars["vault"]+" since "+vars["since"], d.In.(*cloudhsm.TagResource).TagList[0].Key)
	require.Equal(t, "${vault}", tag.ResourceId, "the step stays as it is")
	require.Equal(t, "of ${vault} since ${since}", tag.TagList[0].Key)
}

func TestAStepWithAnUnboundNameIsSkipped(t *testing.T) {
	for name, s := range map[string]history.Step{
		"a call": {As: owner, In: &cloudhsm.DeleteCluster{ClusterId: "${vault}"}},
		"far down": {As: owner,
			In: &cloudhsm.TagResource{ResourceId: "x", TagList: []cloudhsm.Tag{{Key: "${vault}"}}}},
		"a certificate":      {As: owner, In: &cloudhsm.InitializeCluster{SignedCert: "${sign:vault}"}},
		"an activation":      {As: owner, Activate: "${vault}"},
		"the account itself": {As: kernel.Caller{Account: "${vault}", Region: "us-east-1"}, In: &cloudhsm.DescribeClusters{}},
	} {
		t.Run(name, func(t *testing.T) {
			d := s.Perform(refusing{t}, history.Vars{})
			require.True(t, d.Skipped)
			require.Nil(t, d.In)
		})
	}
}

// refusing is a world that nothing may reach.
type refusing struct{ t *testing.T }

func (r refusing) Do(kernel.Caller, any) (any, error)   { r.t.Error("a call"); return nil, nil }
func (r refusing) Advance(time.Duration)                { r.t.Error("a wait") }
func (r refusing) Activate(kernel.Caller, string) error { r.t.Error("an activation"); return nil }

func TestAnInputWithoutNamesIsUsedAsItIs(t *testing.T) {
	s := history.Step{As: owner, In: createCluster()}
	d := perform(t, history.Honest(model.Options{}), nil, s)
	require.Same(t, s.In, d.In)
}

func TestWhatIsNotThereIsNotSaved(t *testing.T) {
	vars := history.Vars{}
	perform(t, history.Honest(model.Options{}), vars,
		history.Step{As: owner, In: &cloudhsm.DescribeBackups{}, Save: []history.Saved{
			{"backup", "Backups.0.BackupId"}, {"page", "NextToken"},
		}})
	require.Empty(t, vars)
}

func TestACertificateRequestIsSigned(t *testing.T) {
	w, vars := history.Honest(model.Options{ManualActivation: true}), history.Vars{}
	for _, s := range []history.Step{
		{As: owner, In: createCluster(), Save: []history.Saved{{"vault", "Cluster.ClusterId"}}},
		{Advance: time.Hour},
		{As: owner, In: &cloudhsm.CreateHsm{ClusterId: "${vault}", AvailabilityZone: "us-east-1a"}},
		{Advance: time.Hour},
		{As: owner, In: &cloudhsm.DescribeClusters{},
			Save: []history.Saved{{"csr", "Clusters.0.Certificates.ClusterCsr"},
				{"vpc", "Clusters.0.SubnetMapping.us-east-1a"}}},
		{As: owner, In: &cloudhsm.InitializeCluster{ClusterId: "${vault}", SignedCert: "${sign:csr}",
			TrustAnchor: "${trust-anchor}"}},
		{Advance: time.Hour},
		{As: owner, Activate: "${vault}"},
	} {
		perform(t, w, vars, s)
	}
	require.Equal(t, "subnet-0123456789abcdefa", vars["vpc"])
}

func BenchmarkAStepWithAName(b *testing.B) {
	w, vars := history.Honest(model.Options{}),
		history.Vars{"share": "arn:aws:ram:us-east-1:111111111111:resource-share/30c8686d-1a5c-46ac-a04f-c2bd55323e12"}
	s := history.Step{As: owner, In: &ram.DeleteResourceShare{ResourceShareArn: "${share}"}}
	s.Prepare()
	b.ReportAllocs()
	for b.Loop() {
		s.Perform(w, vars)
	}
}
