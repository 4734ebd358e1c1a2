package model_test

import (
	"testing"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/stretchr/testify/require"
)

// row returns a row of the lifecycle of clusters.
func row(t *testing.T, from, on, to string) kernel.RowView {
	t.Helper()
	for _, table := range model.Lifecycles() {
		for _, r := range table.Rows {
			if table.Name == "CloudHSM cluster" && r.From == from && r.On == on && r.To == to && r.If == "" {
				return r
			}
		}
	}
	t.Fatalf("no row leads from %s on %s to %s", from, on, to)
	return kernel.RowView{}
}

var somebody = kernel.Caller{Account: "111111111111", Region: "us-east-1"}

// clusterOf makes a cluster and says what has become of it an hour later.
func clusterOf(t *testing.T, w *model.World) (id string, state cloudhsm.ClusterState) {
	t.Helper()
	made, err := w.Do(somebody, &cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0a1b2c3a"}})
	require.NoError(t, err)
	w.Advance(time.Hour)
	id = made.(*cloudhsm.CreateClusterOutput).Cluster.ClusterId
	seen, err := w.Do(somebody, &cloudhsm.DescribeClusters{Filters: map[string][]string{"clusterIds": {id}}})
	require.NoError(t, err)
	return id, seen.(*cloudhsm.DescribeClustersOutput).Clusters[0].State
}

func TestWithoutARowNothingHappens(t *testing.T) {
	w := model.New(model.Options{})
	w.Drop(row(t, "CREATE_IN_PROGRESS", kernel.Elapsed, "UNINITIALIZED"))
	_, state := clusterOf(t, w)
	require.Equal(t, cloudhsm.ClusterCreateInProgress, state)
}

func TestWithoutARowTheOneForAllOtherStatesAnswers(t *testing.T) {
	w := model.New(model.Options{})
	w.Drop(row(t, "UNINITIALIZED", "DeleteCluster", "DELETE_IN_PROGRESS"))
	id, _ := clusterOf(t, w)
	_, err := w.Do(somebody, &cloudhsm.DeleteCluster{ClusterId: id})
	var refusal *kernel.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, "HSM-CLU-40", refusal.Rule.ID)
}

func TestWithoutARefusalTheCallIsAccepted(t *testing.T) {
	w := model.New(model.Options{})
	w.Drop(row(t, "UNINITIALIZED", "activation", kernel.Refused))
	id, _ := clusterOf(t, w)
	require.NoError(t, w.Activate(somebody, id))
}

func TestARedirectedRowLeadsElsewhere(t *testing.T) {
	w := model.New(model.Options{})
	w.Redirect(row(t, "CREATE_IN_PROGRESS", kernel.Elapsed, "UNINITIALIZED"), "ACTIVE")
	_, state := clusterOf(t, w)
	require.Equal(t, cloudhsm.ClusterActive, state)
}

func TestAForkHasTheMutationsOfItsWorldAndKeepsItsOwn(t *testing.T) {
	w := model.New(model.Options{})
	created := row(t, "CREATE_IN_PROGRESS", kernel.Elapsed, "UNINITIALIZED")
	w.Drop(created)
	f := w.Fork()
	_, state := clusterOf(t, f)
	require.Equal(t, cloudhsm.ClusterCreateInProgress, state)
	f.Redirect(created, "ACTIVE")
	_, state = clusterOf(t, w)
	require.Equal(t, cloudhsm.ClusterCreateInProgress, state)
}
