package nightly_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/examples/nightly"
	_ "github.com/shareproof/shareproof/invariants/catalogue" // for WithInvariants
	"github.com/shareproof/shareproof/model/eventbridge"
	_ "github.com/shareproof/shareproof/phrases" // for Given
)

// prepare shares an encrypted snapshot, and its key as far as the actions go.
func prepare(cloud *shareproof.Cloud, actions string) (snapshot string) {
	cloud.Given(`
		Given a key "k" of "owner" with the policy
		  """
		  {Allow: "kms:*", to: "{owner}"}
		  {Allow: ` + actions + `, to: "{consumer}"}
		  """
		And a completed snapshot "s1" of "owner" encrypted under "k"
		When "owner" shares snapshot "s1" with "consumer"`)
	return cloud.Named("s1").ID
}

// What AWS's guide on sharing asks for, and what is left of it where one action is forgotten.
const (
	enough = "[kms:DescribeKey, kms:CreateGrant, kms:GenerateDataKey*, kms:ReEncrypt*, kms:Decrypt]"
	short  = "[kms:DescribeKey, kms:GenerateDataKey*, kms:ReEncrypt*, kms:Decrypt]"
)

func TestASharedSnapshotIsCopied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := shareproof.New(t, shareproof.WithClock(time.Now))
		snapshot := prepare(cloud, enough)
		_, err := nightly.Copy(t.Context(), cloud.Config("222222222222"), snapshot)
		require.NoError(t, err)
	})
}

func TestACopyWithoutAKeySaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := shareproof.New(t, shareproof.WithClock(time.Now))
		snapshot := prepare(cloud, short)
		_, err := nightly.Copy(t.Context(), cloud.Config("222222222222"), snapshot)
		require.ErrorContains(t, err, "waiter state transitioned to Failure")
		require.Contains(t, cloud.WhyRefused(err), "kms:CreateGrant")
	})
}

func TestTheCopySurvivesABadNetwork(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			cloud := shareproof.New(t, shareproof.WithClock(time.Now), shareproof.WithInvariants(),
				shareproof.Faults(faults.Draw(seed, faults.Network...)))
			snapshot := prepare(cloud, enough)
			_, err := nightly.Copy(t.Context(), cloud.Config("222222222222"), snapshot)
			assert.NoError(t, err, "seed %d", seed)
		})
	}
}

func TestASharedSnapshotIsCopiedByItsEvent(t *testing.T) {
	cloud := shareproof.New(t)
	copies := 0
	cloud.OnEvent(func(e eventbridge.Event) {
		if e.Account == "222222222222" && e.DetailType == "EBS Snapshot Notification" {
			copies++ // a Lambda function would call nightly.Copy
		}
	})
	prepare(cloud, enough)
	require.Equal(t, 1, copies)
}
