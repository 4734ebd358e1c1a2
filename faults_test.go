package shareproof_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	ramtypes "github.com/aws/aws-sdk-go-v2/service/ram/types"
	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/internal/timing"
	modelorg "github.com/shareproof/shareproof/model/organizations"
	modelram "github.com/shareproof/shareproof/model/ram"
)

// always is a plan in which every call has the fault, at most so often.
func always(kind faults.Kind, by time.Duration, most int) faults.Plan {
	return faults.Plan{Rates: []faults.Rate{{Fault: faults.Fault{Kind: kind, By: by}, Percent: 100, Most: most}}}
}

func createCluster(t *testing.T, config aws.Config, retries bool) (*cloudhsmv2.CreateClusterOutput, error) {
	hsm := cloudhsmv2.NewFromConfig(config, func(o *cloudhsmv2.Options) {
		if !retries {
			o.Retryer = aws.NopRetryer{}
		}
	})
	return hsm.CreateCluster(t.Context(), &cloudhsmv2.CreateClusterInput{
		HsmType: aws.String("hsm2m.medium"), Mode: types.ClusterModeFips, SubnetIds: []string{"subnet-0123456789abcdef0"},
	})
}

func clusters(t *testing.T, config aws.Config) []types.Cluster {
	out, err := cloudhsmv2.NewFromConfig(config).DescribeClusters(t.Context(), &cloudhsmv2.DescribeClustersInput{})
	require.NoError(t, err)
	return out.Clusters
}

func TestThrottlingIsAnsweredAsEachServiceDoesAndRetriedByTheSDK(t *testing.T) {
	calls := map[string]func(context.Context, aws.Config) error{
		"ThrottlingException 400": func(ctx context.Context, c aws.Config) error {
			_, err := cloudhsmv2.NewFromConfig(c).DescribeClusters(ctx, &cloudhsmv2.DescribeClustersInput{})
			return err
		},
		"TooManyRequestsException 400": func(ctx context.Context, c aws.Config) error {
			_, err := organizations.NewFromConfig(c).CreateOrganization(ctx, &organizations.CreateOrganizationInput{})
			return err
		},
		"ThrottlingException 429": func(ctx context.Context, c aws.Config) error {
			_, err := ram.NewFromConfig(c).GetResourceShares(ctx,
				&ram.GetResourceSharesInput{ResourceOwner: ramtypes.ResourceOwnerSelf})
			return err
		},
	}
	for expected, call := range calls {
		cloud := shareproof.New(t, shareproof.Faults(always(faults.Throttling, 0, 3)))
		err := call(t.Context(), cloud.Config(owner))
		var refused smithy.APIError
		var response *smithyhttp.ResponseError
		require.ErrorAs(t, err, &refused)
		require.ErrorAs(t, err, &response)
		assert.Equal(t, expected, fmt.Sprint(refused.ErrorCode(), " ", response.HTTPStatusCode()))
		assert.Len(t, cloud.Injected(), 3, "the SDK tries three times")
		assert.NoError(t, call(t.Context(), cloud.Config(owner)), "the fourth call is left alone")
	}
}

func TestRetriesWaitInTheCloudsTime(t *testing.T) {
	began := time.Now()
	cloud := shareproof.New(t, shareproof.Faults(always(faults.Throttling, 0, 2)))
	launched := cloud.Now()
	clusters(t, cloud.Config(owner))
	assert.Equal(t, 6*time.Second, cloud.Now().Sub(launched), "2 s after the first attempt and 4 s after the second")
	timing.Within(t, began, time.Second)
}

func TestInABubbleRetriesAndDelaysSleepAndTheCloudFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := shareproof.New(t, shareproof.WithClock(time.Now), shareproof.Faults(always(faults.Throttling, 0, 2)))
		launched := time.Now()
		clusters(t, cloud.Config(owner))
		assert.Equal(t, 6*time.Second+3*time.Millisecond, time.Since(launched),
			"besides, each of three attempts takes a millisecond")

		cloud = shareproof.New(t, shareproof.WithClock(time.Now), shareproof.Faults(always(faults.Delay, time.Hour, 1)))
		launched = time.Now()
		clusters(t, cloud.Config(owner))
		assert.Equal(t, time.Hour+time.Millisecond, time.Since(launched))
		assert.Equal(t, time.Now(), cloud.Now().In(time.Local))
	})
}

func TestAServiceOutOfOrderAnswersWithOrWithoutABody(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(20) {
		plan := always(faults.Unavailable, 0, 0)
		plan.Seed = seed
		_, err := createCluster(t, shareproof.New(t, shareproof.Faults(plan)).Config(owner), false)
		var response *smithyhttp.ResponseError
		require.ErrorAs(t, err, &response)
		var known *types.CloudHsmInternalFailureException
		seen[fmt.Sprint(response.HTTPStatusCode(), " ", errors.As(err, &known))] = true
	}
	assert.Equal(t, map[string]bool{"500 true": true, "500 false": true, "503 false": true}, seen)
}

func TestALostRequestIsNotPerformedAndALostReplyIs(t *testing.T) {
	for kind, performed := range map[faults.Kind]int{faults.LostRequest: 0, faults.LostReply: 1} {
		cloud := shareproof.New(t, shareproof.Faults(always(kind, 0, 1)))
		_, err := createCluster(t, cloud.Config(owner), false)
		var lost *smithyhttp.RequestSendError
		require.ErrorAs(t, err, &lost)
		assert.Len(t, clusters(t, cloud.WithoutFaults(owner)), performed, kind)
	}
}

func TestTheSDKRepeatsACallWhoseReplyIsLost(t *testing.T) {
	cloud := shareproof.New(t, shareproof.Faults(always(faults.LostReply, 0, 1)))
	_, err := createCluster(t, cloud.Config(owner), true)
	require.NoError(t, err)
	assert.Len(t, clusters(t, cloud.WithoutFaults(owner)), 2, "CreateCluster has no client token")
}

// volumes makes a volume of 1 GiB, and returns the IDs of all that there are then.
func volumes(t *testing.T, makes, looks aws.Config) (made string, all []string) {
	volume, err := ec2.NewFromConfig(makes).CreateVolume(t.Context(),
		&ec2.CreateVolumeInput{AvailabilityZone: aws.String("us-east-1a"), Size: aws.Int32(1)})
	require.NoError(t, err)
	out, err := ec2.NewFromConfig(looks).DescribeVolumes(t.Context(), &ec2.DescribeVolumesInput{})
	require.NoError(t, err)
	for _, v := range out.Volumes {
		all = append(all, aws.ToString(v.VolumeId))
	}
	return aws.ToString(volume.VolumeId), all
}

// The SDK gives CreateVolume a client token by itself, and the same one when it
// sends the call again.
func TestACreateVolumeWhoseReplyIsLostMakesOneVolume(t *testing.T) {
	cloud := shareproof.New(t, shareproof.Faults(always(faults.LostReply, 0, 1)))
	made, all := volumes(t, cloud.Config(owner), cloud.WithoutFaults(owner))
	assert.Len(t, cloud.Injected(), 1)
	assert.Equal(t, []string{made}, all)

	made, all = volumes(t, cloud.WithoutFaults(owner), cloud.WithoutFaults(owner))
	assert.Len(t, all, 2, "another call has another token")
	assert.Contains(t, all, made)
}

func TestOverHTTPTooACreateVolumeWhoseReplyIsLostMakesOneVolume(t *testing.T) {
	server := httptest.NewServer(emulator.New(emulator.Options{Faults: always(faults.LostReply, 0, 1)}))
	defer server.Close()
	config := aws.Config{Region: "us-east-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider(owner, "any", "")}
	made, all := volumes(t, config, config)
	assert.Equal(t, []string{made}, all)
}

func TestFaultsTravelOverHTTP(t *testing.T) {
	for kind, made := range map[faults.Kind]int{faults.Throttling: 0, faults.LostReply: 1} {
		e := emulator.New(emulator.Options{Faults: always(kind, 0, 1)})
		server := httptest.NewServer(e)
		config := aws.Config{Region: "us-east-1", BaseEndpoint: &server.URL,
			Credentials: credentials.NewStaticCredentialsProvider(owner, "any", "")}
		_, err := createCluster(t, config, false)
		var lost *smithyhttp.RequestSendError
		var refused smithy.APIError
		if kind == faults.LostReply {
			assert.ErrorAs(t, err, &lost)
		} else {
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, "ThrottlingException", refused.ErrorCode())
		}
		assert.Len(t, clusters(t, config), made, kind)
		server.Close()
	}
}

func TestADelayPassesBeforeOrAfterTheCall(t *testing.T) {
	before := map[bool]bool{}
	for seed := range uint64(10) {
		plan := always(faults.Delay, time.Hour, 1)
		plan.Seed = seed
		cloud := shareproof.New(t, shareproof.Faults(plan))
		launched := cloud.Now()
		out, err := createCluster(t, cloud.Config(owner), false)
		require.NoError(t, err)
		assert.Equal(t, time.Hour, cloud.Now().Sub(launched))
		before[out.Cluster.CreateTimestamp.After(launched)] = true
	}
	assert.Len(t, before, 2)
}

func shares(t *testing.T, config aws.Config) []ramtypes.ResourceShare {
	out, err := ram.NewFromConfig(config).GetResourceShares(t.Context(),
		&ram.GetResourceSharesInput{ResourceOwner: ramtypes.ResourceOwnerSelf})
	require.NoError(t, err)
	return out.ResourceShares
}

func TestAStaleReadLagsBehindWithinItsWindow(t *testing.T) {
	cloud := shareproof.New(t, shareproof.Faults(always(faults.StaleRead, 2*time.Minute, 0)))
	_, err := ram.NewFromConfig(cloud.Config(owner)).CreateResourceShare(t.Context(),
		&ram.CreateResourceShareInput{Name: aws.String("s")})
	require.NoError(t, err)
	assert.Len(t, shares(t, cloud.WithoutFaults(owner)), 1)
	assert.Empty(t, shares(t, cloud.Config(owner)), "not there yet")
	cloud.Advance(time.Minute)
	assert.Empty(t, shares(t, cloud.Config(owner)))
	cloud.Advance(time.Minute)
	assert.Len(t, shares(t, cloud.Config(owner)), 1)
}

func TestAStaleReadNeverShowsWhatWasTakenAway(t *testing.T) {
	cloud := shareproof.New(t, shareproof.Faults(always(faults.StaleRead, 2*time.Minute, 0)))
	service := ram.NewFromConfig(cloud.Config(owner))
	made, err := service.CreateResourceShare(t.Context(),
		&ram.CreateResourceShareInput{Name: aws.String("s"), Principals: []string{consumer}})
	require.NoError(t, err)
	cloud.Advance(time.Hour)
	_, err = service.DeleteResourceShare(t.Context(),
		&ram.DeleteResourceShareInput{ResourceShareArn: made.ResourceShare.ResourceShareArn})
	require.NoError(t, err)
	assert.Equal(t, ramtypes.ResourceShareStatusDeleting, shares(t, cloud.Config(owner))[0].Status)
}

func TestWorkThatFailsEndsInTheStateThatTheServiceHasForIt(t *testing.T) {
	cloud := shareproof.New(t, shareproof.Faults(always(faults.FailingJob, 0, 0)))
	_, err := createCluster(t, cloud.Config(owner), false)
	require.NoError(t, err)
	cloud.Advance(time.Hour)
	assert.Equal(t, types.ClusterStateDegraded, clusters(t, cloud.WithoutFaults(owner))[0].State)
	require.Len(t, cloud.Injected(), 1)
	assert.Equal(t, "call 1, cloudhsmv2.CreateCluster of 111111111111: failing-job", cloud.Injected()[0].String())
}

func TestOthersActInMidFlight(t *testing.T) {
	plan := faults.Plan{Script: []faults.Scripted{
		{At: faults.Place{Call: "ram.GetResourceShares"}, Happening: faults.Happening{
			As: "${ResourceShareArn}", In: &modelram.DeleteResourceShare{ResourceShareArn: "${ResourceShareArn}"}}},
		{At: faults.Place{Call: "ram.GetResourceShares"},
			Happening: faults.Happening{As: "${caller}", In: &modelorg.LeaveOrganization{}}},
		{At: faults.Place{Call: "ram.GetResourceShares", Nth: 2}, Happening: faults.Happening{Advance: 13 * time.Hour}},
	}}
	cloud := shareproof.New(t, shareproof.Faults(plan))
	assert.Empty(t, shares(t, cloud.Config(owner)), "there is no share yet that could be deleted")
	share, err := ram.NewFromConfig(cloud.Config(owner)).CreateResourceShare(t.Context(),
		&ram.CreateResourceShareInput{Name: aws.String("s")})
	require.NoError(t, err)
	assert.Empty(t, shares(t, cloud.Config(owner)), "deleted, and gone 13 hours later")
	assert.Equal(t, "before call 1, by 111111111111, aws organizations leave-organization --region us-east-1: "+
		"AWSOrganizationsNotInUseException: Your account is not a member of an organization.\n"+
		"before call 3, by 111111111111, aws ram delete-resource-share --resource-share-arn "+*share.ResourceShare.ResourceShareArn+
		" --region us-east-1: done\n"+
		"before call 3: 13h0m0s pass", fmt.Sprint(cloud.Injected()))
	assert.Empty(t, cloud.Calls()[0].Fault, "what somebody else does before a call is no fault of it")
}

func TestAScriptedFaultStrikesItsPlace(t *testing.T) {
	cloud := shareproof.New(t, shareproof.Faults(faults.Plan{Script: []faults.Scripted{
		{At: faults.Place{Call: "cloudhsmv2.CreateCluster", As: consumer, Nth: 2},
			Fault: faults.Fault{Kind: faults.LostRequest}},
	}}))
	_, err := createCluster(t, cloud.Config(owner), false)
	assert.NoError(t, err)
	_, err = createCluster(t, cloud.Config(consumer), false)
	assert.NoError(t, err)
	_, err = createCluster(t, cloud.Config(consumer), false)
	assert.Error(t, err)
	_, err = createCluster(t, cloud.Config(consumer), false)
	assert.NoError(t, err)
}

func TestTheSamePlanAndCallsMeetTheSameFaults(t *testing.T) {
	run := func(seed uint64) []faults.Injected {
		plan := faults.Draw(seed)
		cloud := shareproof.New(t, shareproof.WithSeed(1), shareproof.Faults(plan))
		for range 30 {
			_, _ = createCluster(t, cloud.Config(owner), true)
			_, _ = ram.NewFromConfig(cloud.Config(owner)).GetResourceShares(t.Context(),
				&ram.GetResourceSharesInput{ResourceOwner: ramtypes.ResourceOwnerSelf})
		}
		return cloud.Injected()
	}
	assert.Equal(t, run(7), run(7))
	assert.NotEqual(t, run(7), run(8))
}
