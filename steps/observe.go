package steps

import (
	"context"

	"github.com/shareproof/shareproof/model/cloudhsm"
)

const gone = "gone"

// state asks for the state of a resource, as its owner.
func (s *session) state(ctx context.Context, kind, alias string) (string, error) {
	t, err := s.recall(kind, alias)
	if err != nil {
		return "", err
	}
	switch kind {
	case "cluster":
		c, err := s.seeCluster(ctx, t)
		if err != nil || c == nil {
			return gone, err
		}
		return string(c.State), nil
	case "HSM":
		of, err := s.recall("cluster", t.Of)
		if err != nil {
			return "", err
		}
		c, err := s.seeCluster(ctx, of)
		if err != nil || c == nil {
			return gone, err
		}
		for _, h := range c.Hsms {
			if h.HsmId == t.ID {
				return string(h.State), nil
			}
		}
		return gone, nil
	default:
		b, err := s.seeBackup(ctx, t)
		if err != nil || b == nil {
			return gone, err
		}
		return string(b.BackupState), nil
	}
}

func (s *session) seeCluster(ctx context.Context, t thing) (*cloudhsm.Cluster, error) {
	seen, err := ask[cloudhsm.DescribeClustersOutput](ctx, s, t.home(), &cloudhsm.DescribeClusters{Filters: map[string][]string{"clusterIds": {t.ID}}})
	if err != nil || len(seen.Clusters) == 0 {
		return nil, err
	}
	return &seen.Clusters[0], nil
}

func (s *session) seeBackup(ctx context.Context, t thing) (*cloudhsm.Backup, error) {
	seen, err := ask[cloudhsm.DescribeBackupsOutput](ctx, s, t.home(), &cloudhsm.DescribeBackups{Filters: map[string][]string{"backupIds": {t.ID}}})
	if err != nil || len(seen.Backups) == 0 {
		return nil, err
	}
	return &seen.Backups[0], nil
}

// is compares the state of a resource now. What is deleted may be gone already.
func (s *session) is(ctx context.Context, kind, alias, want string) error {
	now, err := s.state(ctx, kind, alias)
	if err != nil || now == want || now == gone && want == "DELETED" || now == "DELETED" && want == gone {
		return err
	}
	return mismatch("%s %q is %s, not %s", kind, alias, now, want)
}

// becomes waits until a resource is in a state. What is deleted may be gone
// already.
func (s *session) becomes(ctx context.Context, kind, alias, want string) error {
	return s.await(ctx, kind+" "+alias+" becoming "+want, func() (bool, string, error) {
		now, err := s.state(ctx, kind, alias)
		return now == want || now == gone && want == "DELETED", now, err
	})
}
