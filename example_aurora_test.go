package shareproof_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	smithy "github.com/aws/smithy-go"

	"github.com/shareproof/shareproof"
)

// An owner shares an Aurora cluster through RAM. Another account accepts and
// clones it by its ARN; it gets one clone and no more.
func Example_sharedCluster() {
	ctx := context.TODO()
	cloud := shareproof.New(t)
	owner, consumer := cloud.Config("111111111111"), cloud.Config("222222222222")
	ours, theirs := rds.NewFromConfig(owner), rds.NewFromConfig(consumer)
	source := database(cloud, ours)

	_, _ = ram.NewFromConfig(owner).CreateResourceShare(ctx, &ram.CreateResourceShareInput{
		Name: aws.String("db"), ResourceArns: []string{source}, Principals: []string{"222222222222"},
	})
	cloud.Advance(time.Minute)

	clone := func(id string) error {
		_, err := theirs.RestoreDBClusterToPointInTime(ctx, &rds.RestoreDBClusterToPointInTimeInput{
			DBClusterIdentifier: &id, SourceDBClusterIdentifier: &source, RestoreType: aws.String("copy-on-write"),
			UseLatestRestorableTime: aws.Bool(true),
		})
		return err
	}
	var refused smithy.APIError
	if errors.As(clone("copy"), &refused) {
		fmt.Println("Before the invitation is accepted:", refused.ErrorCode())
	}
	accept(ctx, ram.NewFromConfig(consumer))
	cloud.Advance(time.Minute)
	fmt.Println("Afterwards:", clone("copy"))

	cloud.Advance(time.Hour)
	out, _ := theirs.DescribeDBClusters(ctx, &rds.DescribeDBClustersInput{IncludeShared: aws.Bool(true)})
	for _, c := range out.DBClusters {
		fmt.Println(*c.DBClusterArn, aws.ToString(c.Status), aws.ToBool(c.CrossAccountClone))
	}
	fmt.Println("A second clone is refused:", clone("another") != nil)
	// Output:
	// Before the invitation is accepted: DBClusterNotFoundFault
	// Afterwards: <nil>
	// arn:aws:rds:us-east-1:222222222222:cluster:copy available true
	// arn:aws:rds:us-east-1:111111111111:cluster:orders  false
	// A second clone is refused: true
}

// database makes a cluster with an instance, and returns its ARN.
func database(cloud *shareproof.Cloud, client *rds.Client) string {
	ctx := context.TODO()
	made, _ := client.CreateDBCluster(ctx, &rds.CreateDBClusterInput{
		DBClusterIdentifier: aws.String("orders"), Engine: aws.String("aurora-postgresql"),
		MasterUsername: aws.String("postgres"), MasterUserPassword: aws.String("correct horse"),
	})
	cloud.Advance(time.Hour)
	_, _ = client.CreateDBInstance(ctx, &rds.CreateDBInstanceInput{
		DBInstanceIdentifier: aws.String("orders-1"), DBClusterIdentifier: aws.String("orders"),
		Engine: aws.String("aurora-postgresql"), DBInstanceClass: aws.String("db.r6g.large"),
	})
	cloud.Advance(time.Hour)
	return *made.DBCluster.DBClusterArn
}

// accept accepts the invitations that wait for an answer.
func accept(ctx context.Context, client *ram.Client) {
	out, _ := client.GetResourceShareInvitations(ctx, &ram.GetResourceShareInvitationsInput{})
	for _, i := range out.ResourceShareInvitations {
		_, _ = client.AcceptResourceShareInvitation(ctx, &ram.AcceptResourceShareInvitationInput{
			ResourceShareInvitationArn: i.ResourceShareInvitationArn})
	}
}
