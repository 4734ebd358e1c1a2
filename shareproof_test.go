package shareproof_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	ramtypes "github.com/aws/aws-sdk-go-v2/service/ram/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/internal/timing"
)

const (
	owner    = "111111111111"
	consumer = "222222222222"
)

// TestTheSDKPollsForDaysInMilliseconds is code as a team would write it for real
// AWS, with sleeps between its polls. In a synctest bubble they take no time.
func TestTheSDKPollsForDaysInMilliseconds(t *testing.T) {
	began := time.Now()
	synctest.Test(t, func(t *testing.T) {
		cloud := shareproof.New(t, shareproof.WithClock(time.Now))
		hsm := cloudhsmv2.NewFromConfig(cloud.Config(owner))
		launched := time.Now()

		cluster := makeActiveCluster(t, hsm, time.Sleep)
		backup := pollBackup(t, hsm, cluster, types.BackupStateReady)
		_, err := hsm.DeleteBackup(t.Context(), &cloudhsmv2.DeleteBackupInput{BackupId: backup})
		require.NoError(t, err)
		deleted := time.Now()
		for {
			out, err := hsm.DescribeBackups(t.Context(),
				&cloudhsmv2.DescribeBackupsInput{Filters: map[string][]string{"backupIds": {*backup}}})
			require.NoError(t, err)
			if len(out.Backups) == 0 || out.Backups[0].BackupState == types.BackupStateDeleted {
				break
			}
			time.Sleep(time.Hour)
		}
		assert.InDelta(t, 7*24, time.Since(deleted).Hours(), 1, "a deleted backup waits seven days")
		assert.Greater(t, time.Since(launched), 7*24*time.Hour)
		assert.WithinDuration(t, time.Now(), cloud.Now(), 0)
	})
	timing.Within(t, began, 10*time.Second)
}

// makeActiveCluster takes a cluster through its life to ACTIVE, sleeping between
// polls.
func makeActiveCluster(t *testing.T, hsm *cloudhsmv2.Client, sleep func(time.Duration)) string {
	created, err := hsm.CreateCluster(t.Context(), &cloudhsmv2.CreateClusterInput{
		HsmType: aws.String("hsm2m.medium"), Mode: types.ClusterModeFips, SubnetIds: []string{"subnet-0123456789abcdef0"},
	})
	require.NoError(t, err)
	id := *created.Cluster.ClusterId
	until := func(what string, ok func(types.Cluster) bool) types.Cluster {
		for range 1000 {
			out, err := hsm.DescribeClusters(t.Context(),
				&cloudhsmv2.DescribeClustersInput{Filters: map[string][]string{"clusterIds": {id}}})
			require.NoError(t, err)
			require.Len(t, out.Clusters, 1)
			if ok(out.Clusters[0]) {
				return out.Clusters[0]
			}
			sleep(time.Minute)
		}
		t.Fatalf("the cluster never was %s", what)
		return types.Cluster{}
	}
	until("uninitialized", func(c types.Cluster) bool { return c.State == types.ClusterStateUninitialized })
	_, err = hsm.CreateHsm(t.Context(),
		&cloudhsmv2.CreateHsmInput{ClusterId: &id, AvailabilityZone: zoneOf(created.Cluster)})
	require.NoError(t, err)
	withCSR := until("ready to be signed", func(c types.Cluster) bool {
		return c.Certificates != nil && c.Certificates.ClusterCsr != nil
	})
	cert, err := pki.Sign(*withCSR.Certificates.ClusterCsr)
	require.NoError(t, err)
	_, err = hsm.InitializeCluster(t.Context(),
		&cloudhsmv2.InitializeClusterInput{ClusterId: &id, SignedCert: &cert, TrustAnchor: aws.String(pki.TrustAnchor())})
	require.NoError(t, err)
	until("active", func(c types.Cluster) bool { return c.State == types.ClusterStateActive })
	return id
}

func zoneOf(c *types.Cluster) *string {
	for zone := range c.SubnetMapping {
		return &zone
	}
	return nil
}

func pollBackup(t *testing.T, hsm *cloudhsmv2.Client, cluster string, state types.BackupState) *string {
	for range 1000 {
		out, err := hsm.DescribeBackups(t.Context(),
			&cloudhsmv2.DescribeBackupsInput{Filters: map[string][]string{"clusterIds": {cluster}}})
		require.NoError(t, err)
		if len(out.Backups) > 0 && out.Backups[0].BackupState == state {
			return out.Backups[0].BackupId
		}
		time.Sleep(time.Minute)
	}
	t.Fatalf("no backup ever was %s", state)
	return nil
}

func TestAClusterIsActivatedByHandWhereThatIsWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := shareproof.New(t, shareproof.WithClock(time.Now), shareproof.WithManualActivation())
		hsm := cloudhsmv2.NewFromConfig(cloud.Config(owner))
		makeActiveCluster(t, hsm, func(d time.Duration) {
			time.Sleep(d)
			out, err := hsm.DescribeClusters(t.Context(), &cloudhsmv2.DescribeClustersInput{})
			require.NoError(t, err)
			if c := out.Clusters[0]; c.State == types.ClusterStateInitialized {
				cloud.Activate(owner, "us-east-1", *c.ClusterId)
			}
		})
	})
}

func TestEveryServiceAndRegionIsReachedThroughOneConfig(t *testing.T) {
	cloud := shareproof.New(t)
	here, there := cloud.Config(owner), cloud.Config(owner)
	there.Region = "eu-west-1"

	_, err := organizations.NewFromConfig(there).CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	require.NoError(t, err, "a global service is reached from any Region")
	_, err = ram.NewFromConfig(here).CreateResourceShare(t.Context(), &ram.CreateResourceShareInput{Name: aws.String("s")})
	require.NoError(t, err)

	for config, expected := range map[*aws.Config]int{&here: 1, &there: 0} {
		out, err := ram.NewFromConfig(*config).GetResourceShares(t.Context(),
			&ram.GetResourceSharesInput{ResourceOwner: ramtypes.ResourceOwnerSelf})
		require.NoError(t, err)
		assert.Len(t, out.ResourceShares, expected, config.Region)
	}
}

func TestTheSameSeedAndCallsGiveTheSameAnswers(t *testing.T) {
	run := func(seed uint64) (ids []string) {
		hsm := cloudhsmv2.NewFromConfig(shareproof.New(t, shareproof.WithSeed(seed)).Config(owner))
		for range 3 {
			out, err := hsm.CreateCluster(t.Context(), &cloudhsmv2.CreateClusterInput{
				HsmType: aws.String("hsm2m.medium"), Mode: types.ClusterModeFips, SubnetIds: []string{"subnet-0123456789abcdef0"},
			})
			require.NoError(t, err)
			ids = append(ids, *out.Cluster.ClusterId)
		}
		return ids
	}
	assert.Equal(t, run(1), run(1))
	assert.NotEqual(t, run(1), run(2))
}

func TestManyClientsMayCallAtOnce(t *testing.T) {
	cloud := shareproof.New(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			hsm := cloudhsmv2.NewFromConfig(cloud.Config(fmt.Sprint(111111111111 * (i%2 + 1))))
			for range 20 {
				_, err := hsm.CreateCluster(t.Context(), &cloudhsmv2.CreateClusterInput{
					HsmType: aws.String("hsm2m.medium"), Mode: types.ClusterModeFips, SubnetIds: []string{"subnet-0123456789abcdef0"},
				})
				if err != nil {
					continue // beyond the quota
				}
				_, err = hsm.DescribeClusters(t.Context(), &cloudhsmv2.DescribeClustersInput{})
				assert.NoError(t, err)
				cloud.Advance(time.Minute)
			}
		})
	}
	group.Wait()
}

func TestACancelledCallDoesNotReachTheCloud(t *testing.T) {
	cloud := shareproof.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := cloudhsmv2.NewFromConfig(cloud.Config(owner)).DescribeClusters(ctx, &cloudhsmv2.DescribeClustersInput{})
	assert.ErrorIs(t, err, context.Canceled)
}

// failing is a test that notes why it failed.
type failing struct{ why string }

func (*failing) Helper()                             {}
func (f *failing) Fatalf(format string, args ...any) { f.why = fmt.Sprintf(format, args...) }

func TestAMistakeInTheTestFailsIt(t *testing.T) {
	for why, mistake := range map[string]func(*shareproof.Cloud){
		`"me" is not an account: want 12 digits`: func(c *shareproof.Cloud) { c.Config("me") },
		"time does not run backwards":            func(c *shareproof.Cloud) { c.Advance(-time.Second) },
		"CloudHsmResourceNotFoundException": func(c *shareproof.Cloud) {
			c.Activate(owner, "us-east-1", "cluster-abcdefghijk")
		},
	} {
		f := &failing{}
		mistake(shareproof.New(f))
		assert.Contains(t, f.why, why)
	}
}
