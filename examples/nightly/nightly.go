// Package nightly is automation as a team writes it: it copies a snapshot that another
// account has shared into its own account. It knows nothing of Shareproof.
package nightly

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

// Copy copies a snapshot and waits for up to three hours until the copy is completed.
func Copy(ctx context.Context, config aws.Config, snapshot string) (string, error) {
	client := ec2.NewFromConfig(config)
	copied, err := client.CopySnapshot(ctx, &ec2.CopySnapshotInput{
		SourceRegion: &config.Region, SourceSnapshotId: &snapshot,
	})
	if err != nil {
		return "", fmt.Errorf("copy %s: %w", snapshot, err)
	}
	err = ec2.NewSnapshotCompletedWaiter(client).Wait(ctx,
		&ec2.DescribeSnapshotsInput{SnapshotIds: []string{*copied.SnapshotId}}, 3*time.Hour)
	if err != nil {
		return "", fmt.Errorf("wait for %s: %w", *copied.SnapshotId, err)
	}
	return *copied.SnapshotId, nil
}
