package recovery

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2/types"
	"github.com/aws/aws-sdk-go-v2/service/ram"
)

// Unfinished is the error of a recovery that did not end well, with all that it
// may have left behind.
type Unfinished struct {
	Err  error
	Left []string
}

func (u *Unfinished) Error() string {
	return fmt.Sprintf("%v; may be left: %s", u.Err, strings.Join(u.Left, ", "))
}

func (u *Unfinished) Unwrap() error { return u.Err }

// errNotShared means that the recovery account has no access (any more).
var errNotShared = errors.New("the backup is not shared with the recovery account")

// attempts is how often the backup is shared anew, and how often a call of
// unknown outcome is looked into. A change of RAM is seen everywhere after lag.
const (
	attempts = 10
	lag      = 5 * time.Minute
)

type run struct {
	Site
	backup         *types.Backup
	name           string // of the shares
	owner, invited *ram.Client
	hsm            *cloudhsmv2.Client
	restored       bool // there may be a cluster
}

// Mended keeps a promise: it returns the ID of the one ACTIVE cluster that was
// made from the newest backup and leaves no share behind, or an *Unfinished. It
// never makes two clusters.
func Mended(ctx context.Context, s Site) (string, error) {
	s.Owner.Retryer, s.Recovery.Retryer = patient(s.Owner.Retryer), patient(s.Recovery.Retryer)
	backup, err := newestBackup(ctx, cloudhsmv2.NewFromConfig(s.Owner))
	if err != nil {
		return "", err
	}
	r := &run{
		Site: s, backup: backup, name: "recovery-of-" + *backup.BackupId,
		owner: ram.NewFromConfig(s.Owner), invited: ram.NewFromConfig(s.Recovery), hsm: cloudhsmv2.NewFromConfig(s.Recovery),
	}
	cluster, err := r.recover(ctx)
	var left []string
	if unshared := r.unshare(ctx); unshared != nil {
		err, left = errors.Join(err, unshared), append(left, "share "+r.name)
	}
	if err == nil {
		return cluster, nil
	}
	if r.restored {
		left = append(left, "a cluster made from "+*backup.BackupId)
	}
	return "", &Unfinished{err, left}
}

// patient makes the SDK repeat calls more often than three times.
func patient(retryer func() aws.Retryer) func() aws.Retryer {
	return func() aws.Retryer {
		if retryer == nil {
			return retry.AddWithMaxAttempts(retry.NewStandard(), attempts)
		}
		return retry.AddWithMaxAttempts(retryer(), attempts)
	}
}

// recover shares and restores. Whatever takes the access away in the midst of it
// (an invitation that expired, a share that was deleted, an account that left its
// organization), the backup is shared anew.
func (r *run) recover(ctx context.Context) (string, error) {
	for attempt := range attempts {
		err := r.share(ctx, attempt)
		if err == nil {
			var cluster string
			if cluster, err = r.restore(ctx); err == nil {
				return cluster, r.await(ctx, cluster)
			}
		}
		if !errors.Is(err, errNotShared) {
			return "", err
		}
		if err := r.unshare(ctx); err != nil {
			return "", err
		}
	}
	return "", errNotShared
}

// restore makes the cluster. CreateCluster has no client token: after a call of
// unknown outcome only a look reports whether there is a cluster already. So the
// SDK must not repeat the call.
func (r *run) restore(ctx context.Context) (string, error) {
	var unclear error
	for range attempts {
		known, err := r.find(ctx)
		if err != nil {
			return "", err
		}
		if known != nil {
			return *known.ClusterId, nil
		}
		r.restored = true
		out, err := r.hsm.CreateCluster(ctx, &cloudhsmv2.CreateClusterInput{
			SourceBackupId: r.backup.BackupArn, HsmType: r.backup.HsmType, Mode: r.backup.Mode, SubnetIds: []string{r.Subnet},
		}, func(o *cloudhsmv2.Options) { o.Retryer = aws.NopRetryer{} })
		if err == nil {
			return *out.Cluster.ClusterId, nil
		}
		var notFound *types.CloudHsmResourceNotFoundException
		if errors.As(err, &notFound) {
			return "", errNotShared
		}
		unclear = err
		r.Sleep(time.Minute)
	}
	return "", unclear
}

// find returns the cluster that was made from the backup, nil if there is
// none.
func (r *run) find(ctx context.Context) (*types.Cluster, error) {
	for pages := cloudhsmv2.NewDescribeClustersPaginator(r.hsm,
		&cloudhsmv2.DescribeClustersInput{}); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Clusters {
			if aws.ToString(c.SourceBackupId) == *r.backup.BackupId && c.State != types.ClusterStateDeleteInProgress &&
				c.State != types.ClusterStateDeleted {
				return &c, nil
			}
		}
	}
	return nil, nil
}

// await waits for the cluster, and not for ever: creation may fail.
func (r *run) await(ctx context.Context, cluster string) error {
	for range 12 * 60 {
		out, err := r.hsm.DescribeClusters(ctx,
			&cloudhsmv2.DescribeClustersInput{Filters: map[string][]string{"clusterIds": {cluster}}})
		if err != nil {
			return err
		}
		switch state := out.Clusters[0].State; state {
		case types.ClusterStateActive:
			return nil
		case types.ClusterStateDegraded:
			return fmt.Errorf("cluster %s is %s", cluster, state)
		}
		r.Sleep(time.Minute)
	}
	return fmt.Errorf("cluster %s is still not active", cluster)
}
