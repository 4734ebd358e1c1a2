package history_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/stretchr/testify/require"
)

// record performs steps and returns what a simulator would have recorded.
func record(o model.Options, steps []history.Step) (events []history.Event) {
	w, vars := history.Honest(o), history.Vars{}
	for i := range steps {
		d := steps[i].Perform(w, vars)
		if d.Skipped {
			continue
		}
		activate := steps[i].Activate
		if name := activate; name != "" {
			activate = vars[name[2:len(name)-1]]
		}
		events = append(events, history.Event{Exchange: d.Exchange, Advance: steps[i].Advance, Activate: activate})
	}
	return events
}

func calls(as kernel.Caller, in any, save ...history.Saved) history.Step {
	return history.Step{As: as, In: in, Save: save}
}

// restored is how a backup comes to be restored by a stranger, in many steps.
func restored() []history.Step {
	hour := history.Step{Advance: time.Hour}
	return []history.Step{
		calls(owner, createCluster(), history.Saved{Name: "vault", Path: "Cluster.ClusterId"}), hour,
		calls(owner, &cloudhsm.CreateHsm{ClusterId: "${vault}", AvailabilityZone: "us-east-1a"}), hour,
		calls(owner, &cloudhsm.DescribeClusters{Filters: map[string][]string{"clusterIds": {"${vault}"}}},
			history.Saved{Name: "csr", Path: "Clusters.0.Certificates.ClusterCsr"}),
		calls(owner, &cloudhsm.InitializeCluster{ClusterId: "${vault}", SignedCert: "${sign:csr}",
			TrustAnchor: "${trust-anchor}"}), hour,
		{As: owner, Activate: "${vault}"}, {Advance: 25 * time.Hour},
		calls(owner, &cloudhsm.DescribeBackups{Filters: map[string][]string{"clusterIds": {"${vault}"}}},
			history.Saved{Name: "backup", Path: "Backups.0.BackupId"}, history.Saved{Name: "arn", Path: "Backups.0.BackupArn"}),
		calls(owner, &ram.CreateResourceShare{Name: "x", ResourceArns: []string{"${arn}"},
			Principals: []string{consumer.Account}}, history.Saved{Name: "share", Path: "ResourceShare.ResourceShareArn"}), hour,
		calls(consumer, &ram.GetResourceShareInvitations{ResourceShareArns: []string{"${share}"}},
			history.Saved{Name: "invitation", Path: "ResourceShareInvitations.0.ResourceShareInvitationArn"}),
		calls(consumer, &ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: "${invitation}"}), hour,
		calls(consumer, &cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0123456789abcdefa"},
			SourceBackupId: "${arn}"}),
	}
}

// noise is what else happens.
func noise(c *rand.Rand) history.Step {
	as := []kernel.Caller{{Account: "333333333333", Region: "us-east-1"}, {Account: "222222222222", Region: "eu-west-1"},
		{Account: "111111111111", Region: "eu-west-1"}}[c.IntN(3)]
	size := int32(1 + c.IntN(20))
	return []history.Step{
		{Advance: time.Duration(1+c.IntN(600)) * time.Second},
		calls(as, createCluster()),
		calls(as, &cloudhsm.DescribeClusters{MaxResults: &size}),
		calls(as, &cloudhsm.DescribeBackups{}),
		calls(as, &cloudhsm.DeleteBackup{BackupId: "backup-aaaaaaaaaaa"}),
		calls(as, &ram.CreateResourceShare{Name: "noise", Principals: []string{"222222222222"},
			Tags: []ram.Tag{{Key: "a", Value: "b"}}}),
		calls(as, &ram.GetResourceShareInvitations{}),
		calls(as, &organizations.CreateOrganization{}),
	}[c.IntN(8)]
}

func among(steps []history.Step, c *rand.Rand, much int) (all []history.Step) {
	for _, s := range steps {
		for range much {
			all = append(all, noise(c))
		}
		all = append(all, s)
	}
	return all
}

var manual = model.Options{Seed: 3, ManualActivation: true}

func TestARecordedRunIsToldInNames(t *testing.T) {
	h := history.Of(manual, history.Honest, record(manual, restored()))
	require.Len(t, h.Steps, len(restored()))
	require.Equal(t, "${cluster1}", h.Steps[2].In.(*cloudhsm.CreateHsm).ClusterId)
	require.Equal(t, history.Saved{Name: "cluster1", Path: "Cluster.ClusterId"}, h.Steps[0].Save[0])
	require.Equal(t, &cloudhsm.InitializeCluster{ClusterId: "${cluster1}", SignedCert: "${sign:clusterCsr1}",
		TrustAnchor: "${trust-anchor}"}, h.Steps[5].In)
	require.Equal(t, "${cluster1}", h.Steps[7].Activate)
	require.Equal(t, []string{"${backupArn1}"}, h.Steps[10].In.(*ram.CreateResourceShare).ResourceArns)
	require.Equal(t, []string{consumer.Account}, h.Steps[10].In.(*ram.CreateResourceShare).Principals,
		"accounts stay numbers")
	require.Equal(t, "${resourceShareInvitationArn1}",
		h.Steps[13].In.(*ram.AcceptResourceShareInvitation).ResourceShareInvitationArn)
	require.Equal(t, []string{"subnet-0123456789abcdefa"}, h.Steps[15].In.(*cloudhsm.CreateCluster).SubnetIds,
		"what the caller said first stays as it is")
}

func TestWhatNoAnswerShowedIsLookedUp(t *testing.T) {
	events := record(manual, restored())
	// nobody listed backups or invitations
	silent := append(events[:9:9], events[10], events[11], events[13], events[14], events[15])
	h := history.Of(manual, history.Honest, silent)
	require.IsType(t, &cloudhsm.DescribeBackups{}, h.Steps[9].In)
	require.Equal(t, []string{"${backupArn1}"}, h.Steps[10].In.(*ram.CreateResourceShare).ResourceArns)
	require.Equal(t, consumer, h.Steps[12].As)
	require.IsType(t, &ram.GetResourceShareInvitations{}, h.Steps[12].In)
	require.Equal(t, "${backupArn1}", h.Steps[15].In.(*cloudhsm.CreateCluster).SourceBackupId)
}

func TestAnARNInsideAPolicyIsReplaced(t *testing.T) {
	events := record(manual, restored()[:10])
	arn := events[9].Out.(*cloudhsm.DescribeBackupsOutput).Backups[0].BackupArn
	policy := &cloudhsm.PutResourcePolicy{ResourceArn: arn, Policy: `{"Resource": "` + arn + `"}`}
	h := history.Of(manual, history.Honest,
		append(events, history.Event{Exchange: kernel.Exchange{As: owner, In: policy}}))
	require.Equal(t, &cloudhsm.PutResourcePolicy{ResourceArn: "${backupArn1}", Policy: `{"Resource": "${backupArn1}"}`},
		h.Steps[10].In)
}

func TestAnAccountThatWasMadeHasAName(t *testing.T) {
	steps := []history.Step{
		calls(owner, &organizations.CreateOrganization{}),
		calls(owner, &organizations.CreateAccount{AccountName: "new", Email: "new@example.com"},
			history.Saved{Name: "request", Path: "CreateAccountStatus.Id"}),
		{Advance: time.Hour},
		calls(owner, &organizations.DescribeCreateAccountStatus{CreateAccountRequestId: "${request}"},
			history.Saved{Name: "number", Path: "CreateAccountStatus.AccountId"}),
		calls(kernel.Caller{Account: "${number}", Region: "us-east-1"}, &organizations.DescribeOrganization{}),
	}
	h := history.Of(manual, history.Honest, record(manual, steps))
	require.Equal(t, "${account1}", h.Steps[4].As.Account)
}

func TestAHistoryDoesAgainWhatWasRecorded(t *testing.T) {
	c := rand.New(rand.NewPCG(1, 1))
	events := record(manual, among(restored(), c, 20))
	h := history.Of(manual, history.Honest, events)
	var again listener
	_, at := h.Replay(history.Honest, &again)
	require.Equal(t, -1, at)
	require.Equal(t, inputs(events), again.inputs)
}

func inputs(events []history.Event) (all []any) {
	for _, e := range events {
		if e.In != nil {
			all = append(all, e.In)
		}
	}
	return all
}

// listener is a checker that only listens.
type listener struct{ inputs []any }

func (l *listener) See(c *kernel.Exchange) *invariants.Violation {
	l.inputs = append(l.inputs, c.In)
	return nil
}

// nobodyRestores is a checker that minds when a backup is restored into a cluster.
type nobodyRestores struct{}

var noRestoring = &invariants.Invariant{ID: "INV-TEST-99", Says: "Nobody restores a backup."}

func (nobodyRestores) See(c *kernel.Exchange) *invariants.Violation {
	if in, ok := c.In.(*cloudhsm.CreateCluster); ok && c.Err == nil && in.SourceBackupId != "" {
		return &invariants.Violation{Invariant: noRestoring, Message: c.As.Account}
	}
	return nil
}

func minding(h *history.History) int {
	_, at := h.Replay(history.Honest, nobodyRestores{})
	return at
}

func operations(h *history.History) (names []string) {
	for _, s := range h.Steps {
		switch {
		case s.In != nil:
			names = append(names, reflect.TypeOf(s.In).Elem().Name())
		case s.Activate != "":
			names = append(names, "activate")
		}
	}
	return names
}
