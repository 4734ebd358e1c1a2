package crowd_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/crowd"
	"github.com/shareproof/shareproof/model"
)

var accounts = []string{"318000000001", "318000000002", "318000000003"}

func filled(t *testing.T, seed uint64, teams int) *model.World {
	w := model.New(model.Options{Seed: 5})
	require.NoError(t, crowd.Organize(w, accounts[0], accounts[1]))
	start := w.Now()
	require.NoError(t, crowd.Fill(w, seed, teams, accounts...))
	require.Equal(t, crowd.Takes(teams, len(accounts)), w.Now().Sub(start))
	return w
}

func TestEachAccountHasSomethingOfEverything(t *testing.T) {
	there := map[string]int{}
	for _, r := range filled(t, 1, 2).Inventory() {
		there[r.Account+" "+r.Service+" "+r.Kind]++
	}
	for _, account := range accounts {
		for kind, atLeast := range map[string]int{"kms Keys": 2, "kms Aliases": 2, "iam Roles": 2, "iam Users": 2,
			"iam Policies": 2, "iam Keys": 2, "ec2 Volumes": 4, "ec2 Snapshots": 4, "ram Shares": 3, "ram Invitations": 1,
			"cloudhsmv2 Clusters": 1, "cloudhsmv2 Backups": 1, "dlm Policies": 2, "rds Clusters": 2, "rds Snapshots": 2,
			"backup Vaults": 2, "backup Plans": 2} {
			assert.GreaterOrEqual(t, there[account+" "+kind], atLeast, kind)
		}
	}
}

func TestTheCrowdIsThatOfItsSeed(t *testing.T) {
	assert.Equal(t, filled(t, 1, 2).Digest(), filled(t, 1, 2).Digest())
	assert.NotEqual(t, filled(t, 1, 2).Digest(), filled(t, 2, 2).Digest())
}

func TestInvitationsOfTheCrowdAreOpen(t *testing.T) {
	for _, r := range filled(t, 1, 1).Inventory() {
		if r.Kind == "Invitations" {
			assert.Equal(t, "PENDING", r.State, r)
		}
	}
}

func TestACrowdHasItsBounds(t *testing.T) {
	w := model.New(model.Options{})
	assert.Error(t, crowd.Fill(w, 1, crowd.Most+1, accounts...))
	assert.NoError(t, crowd.Fill(w, 1, 0, accounts...))
	assert.Empty(t, w.Inventory())
}

func TestQuotasBearTheLargestCrowd(t *testing.T) {
	w := filled(t, 1, crowd.Most)
	assert.Greater(t, len(w.Inventory()), 10*crowd.Most*len(accounts))
}
