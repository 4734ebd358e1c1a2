package recovery

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2/types"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	ramtypes "github.com/aws/aws-sdk-go-v2/service/ram/types"
)

const poll = 10 * time.Minute

// Naive returns the ID of the restored cluster. It works, as long as nothing
// goes wrong.
func Naive(ctx context.Context, s Site) (string, error) {
	backup, err := newestBackup(ctx, cloudhsmv2.NewFromConfig(s.Owner))
	if err != nil {
		return "", err
	}
	owner, recovery := ram.NewFromConfig(s.Owner), ram.NewFromConfig(s.Recovery)
	created, err := owner.CreateResourceShare(ctx, &ram.CreateResourceShareInput{
		Name: aws.String("recovery"), ResourceArns: []string{*backup.BackupArn}, Principals: []string{s.Account},
	})
	if err != nil {
		return "", err
	}
	share := *created.ResourceShare.ResourceShareArn

	// Wait until the backup is there, and accept the invitation if one comes:
	// inside an organization none does.
	for arrived := false; !arrived; s.Sleep(poll) {
		invitations, err := recovery.GetResourceShareInvitations(ctx, &ram.GetResourceShareInvitationsInput{})
		if err != nil {
			return "", err
		}
		for _, i := range invitations.ResourceShareInvitations {
			if *i.ResourceShareArn == share && i.Status == ramtypes.ResourceShareInvitationStatusPending {
				_, err := recovery.AcceptResourceShareInvitation(ctx,
					&ram.AcceptResourceShareInvitationInput{ResourceShareInvitationArn: i.ResourceShareInvitationArn})
				if err != nil {
					return "", err
				}
			}
		}
		shared, err := recovery.ListResources(ctx, &ram.ListResourcesInput{
			ResourceOwner: ramtypes.ResourceOwnerOtherAccounts, ResourceArns: []string{*backup.BackupArn},
		})
		if err != nil {
			return "", err
		}
		arrived = len(shared.Resources) > 0
	}

	// Restore, and wait.
	hsm := cloudhsmv2.NewFromConfig(s.Recovery)
	restored, err := hsm.CreateCluster(ctx, &cloudhsmv2.CreateClusterInput{
		SourceBackupId: backup.BackupArn, HsmType: backup.HsmType, Mode: backup.Mode, SubnetIds: []string{s.Subnet},
	})
	if err != nil {
		return "", err
	}
	cluster := restored.Cluster
	for cluster.State != types.ClusterStateActive {
		out, err := hsm.DescribeClusters(ctx,
			&cloudhsmv2.DescribeClustersInput{Filters: map[string][]string{"clusterIds": {*cluster.ClusterId}}})
		if err != nil {
			return "", err
		}
		cluster = &out.Clusters[0]
		s.Sleep(poll)
	}
	_, err = owner.DeleteResourceShare(ctx, &ram.DeleteResourceShareInput{ResourceShareArn: &share})
	return *cluster.ClusterId, err
}
