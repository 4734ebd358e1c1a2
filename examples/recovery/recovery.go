// Package recovery restores the newest backup of a CloudHSM cluster in another
// account, as an answer to a disaster: share it, take part in the share, restore
// a cluster, wait, and unshare. Naive is how this is often written. Mended is
// how it has to be written; the tests show by simulation why.
package recovery

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2/types"
)

// Site is where to recover what, and how to wait.
type Site struct {
	Owner, Recovery aws.Config
	// Account is the number of the recovery account, Subnet one of its subnets.
	Account, Subnet string
	Sleep           func(time.Duration)
}

// newestBackup returns the owner's youngest backup that can be restored.
func newestBackup(ctx context.Context, hsm *cloudhsmv2.Client) (*types.Backup, error) {
	out, err := hsm.DescribeBackups(ctx, &cloudhsmv2.DescribeBackupsInput{
		Filters: map[string][]string{"states": {"READY"}}, SortAscending: aws.Bool(false), MaxResults: aws.Int32(1),
	})
	if err != nil {
		return nil, err
	}
	if len(out.Backups) == 0 {
		return nil, errors.New("there is no backup")
	}
	return &out.Backups[0], nil
}
