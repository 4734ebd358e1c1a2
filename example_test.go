package shareproof_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2/types"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	ramtypes "github.com/aws/aws-sdk-go-v2/service/ram/types"
	smithy "github.com/aws/smithy-go"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/emulator/faults"
)

// In a test, t is its *testing.T.
var t shareproof.TB = panics{}

type panics struct{}

func (panics) Helper()                           {}
func (panics) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// A new cluster takes a few minutes until an HSM can be added.
func ExampleNew() {
	cloud := shareproof.New(t)
	hsm := cloudhsmv2.NewFromConfig(cloud.Config("111111111111"))

	created, _ := hsm.CreateCluster(context.TODO(), &cloudhsmv2.CreateClusterInput{
		HsmType: aws.String("hsm2m.medium"), Mode: types.ClusterModeFips, SubnetIds: []string{"subnet-0123456789abcdef0"},
	})
	fmt.Println("At first the cluster is", created.Cluster.State)

	cloud.Advance(time.Hour)
	out, _ := hsm.DescribeClusters(context.TODO(), &cloudhsmv2.DescribeClustersInput{})
	fmt.Println("An hour later it is", out.Clusters[0].State)
	// Output:
	// At first the cluster is CREATE_IN_PROGRESS
	// An hour later it is UNINITIALIZED
}

// Accounts are apart from each other: what is not shared is as unknown as what
// does not exist.
func ExampleCloud_Config() {
	cloud := shareproof.New(t)
	owner := cloudhsmv2.NewFromConfig(cloud.Config("111111111111"))
	stranger := cloudhsmv2.NewFromConfig(cloud.Config("222222222222"))

	created, _ := owner.CreateCluster(context.TODO(), &cloudhsmv2.CreateClusterInput{
		HsmType: aws.String("hsm2m.medium"), Mode: types.ClusterModeFips, SubnetIds: []string{"subnet-0123456789abcdef0"},
	})
	_, err := stranger.DeleteCluster(context.TODO(), &cloudhsmv2.DeleteClusterInput{ClusterId: created.Cluster.ClusterId})

	var refused smithy.APIError
	if errors.As(err, &refused) {
		fmt.Println("A stranger's DeleteCluster is refused:", refused.ErrorCode())
	}
	// Output:
	// A stranger's DeleteCluster is refused: CloudHsmResourceNotFoundException
}

// The SDK repeats a call whose reply was lost. CreateCluster has no client token,
// so that there are two clusters then.
func ExampleFaults() {
	cloud := shareproof.New(t, shareproof.Faults(faults.Plan{Script: []faults.Scripted{
		{At: faults.Place{Call: "cloudhsmv2.CreateCluster"}, Fault: faults.Fault{Kind: faults.LostReply}},
	}}))
	hsm := cloudhsmv2.NewFromConfig(cloud.Config("111111111111"))

	_, err := hsm.CreateCluster(context.TODO(), &cloudhsmv2.CreateClusterInput{
		HsmType: aws.String("hsm2m.medium"), Mode: types.ClusterModeFips, SubnetIds: []string{"subnet-0123456789abcdef0"},
	})
	out, _ := hsm.DescribeClusters(context.TODO(), &cloudhsmv2.DescribeClustersInput{})
	fmt.Println("Error:", err, "- clusters:", len(out.Clusters))
	fmt.Println(cloud.Injected()[0])
	// Output:
	// Error: <nil> - clusters: 2
	// call 1, cloudhsmv2.CreateCluster of 111111111111: lost-reply
}

// An invitation that nobody answers expires; a test need not wait for that.
func ExampleCloud_Advance() {
	cloud := shareproof.New(t)
	owner := ram.NewFromConfig(cloud.Config("111111111111"))
	consumer := ram.NewFromConfig(cloud.Config("222222222222"))

	_, _ = owner.CreateResourceShare(context.TODO(), &ram.CreateResourceShareInput{
		Name: aws.String("backups"), Principals: []string{"222222222222"},
	})
	cloud.Advance(time.Hour)
	status := func() ramtypes.ResourceShareInvitationStatus {
		out, _ := consumer.GetResourceShareInvitations(context.TODO(), &ram.GetResourceShareInvitationsInput{})
		return out.ResourceShareInvitations[0].Status
	}
	fmt.Println("After an hour the invitation is", status())
	cloud.Advance(24 * time.Hour)
	fmt.Println("After a day it is", status())
	// Output:
	// After an hour the invitation is PENDING
	// After a day it is EXPIRED
}
