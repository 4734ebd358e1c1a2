package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

const (
	clusterTable = "CloudHSM cluster"
	hsmTable     = "CloudHSM HSM"
	backupTable  = "CloudHSM backup"
)

var tables = map[string]string{"cluster": clusterTable, "HSM": hsmTable, "backup": backupTable}

// lead takes a resource the shortest way of its lifecycle to a state. What is
// quick may have left a state on the way before anybody looks.
func (s *session) lead(ctx context.Context, kind, alias, to string, possible func(kernel.RowView) bool) error {
	now, err := s.state(ctx, kind, alias)
	if err != nil || now == to {
		return err
	}
	rows, ok := table(tables[kind]).Plan(now, to, possible)
	if !ok {
		return fmt.Errorf("no way leads %s %q from %s to %s", kind, alias, now, to)
	}
	for len(rows) > 0 {
		row := rows[0]
		if err := s.trigger(ctx, kind, alias, row.On); err != nil {
			return fmt.Errorf("%s %q, %s: %w", kind, alias, row.On, err)
		}
		if row.After != nil && row.After.Promise > 0 {
			if err := s.record.Wait(ctx, row.After.Promise); err != nil {
				return err
			}
		}
		err := s.await(ctx, kind+" "+alias+" becoming "+row.To, func() (bool, string, error) {
			now, err := s.state(ctx, kind, alias)
			i := slices.IndexFunc(rows, func(r kernel.RowView) bool { return r.To == now || now == gone && r.To == "DELETED" })
			rows = rows[i+1:]
			return i >= 0, now, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// trigger does what moves a resource along its lifecycle.
func (s *session) trigger(ctx context.Context, kind, alias, on string) error {
	t, err := s.recall(kind, alias)
	if err != nil || on == kernel.Elapsed {
		return err
	}
	switch on {
	case "InitializeCluster":
		if err := s.ensureHsm(ctx, t, alias); err != nil {
			return err
		}
		err = s.initialize(ctx, t, properly)
	case "activation":
		err = s.activate(ctx, alias)
	case "ModifyCluster to a newer HsmType":
		err = s.do(ctx, t.home(), &cloudhsm.ModifyCluster{ClusterId: t.ID, HsmType: "hsm2m.medium"})
	case "ModifyCluster back to the old HsmType":
		if err := s.trigger(ctx, kind, alias, "ModifyCluster to a newer HsmType"); err != nil {
			return err
		}
		if err := s.becomes(ctx, kind, alias, string(cloudhsm.ClusterActive)); err != nil {
			return err
		}
		err = s.do(ctx, t.home(), &cloudhsm.ModifyCluster{ClusterId: t.ID, HsmType: "hsm1.medium"})
	case "DeleteCluster":
		err = s.do(ctx, t.home(), &cloudhsm.DeleteCluster{ClusterId: t.ID})
	case "DeleteHsm":
		c, recallErr := s.recall("cluster", t.Of)
		if recallErr != nil {
			return recallErr
		}
		err = s.do(ctx, t.home(), &cloudhsm.DeleteHsm{ClusterId: c.ID, HsmId: t.ID})
	case "DeleteBackup":
		err = s.do(ctx, t.home(), &cloudhsm.DeleteBackup{BackupId: t.ID})
	case "RestoreBackup":
		err = s.do(ctx, t.home(), &cloudhsm.RestoreBackup{BackupId: t.ID})
	default:
		return fmt.Errorf("no step leads through %s", on)
	}
	if err != nil {
		return err
	}
	return s.mustHaveSucceeded()
}

// ensureHsm gives a cluster its first HSM.
func (s *session) ensureHsm(ctx context.Context, c thing, alias string) error {
	seen, err := s.seeCluster(ctx, c)
	if err != nil || seen != nil && len(seen.Hsms) > 0 {
		return err
	}
	hsm := "first HSM of " + alias
	if err := s.addHsm(ctx, c.home(), hsm, alias, "", ""); err != nil {
		return err
	}
	if err := s.mustHaveSucceeded(); err != nil {
		return err
	}
	return s.becomes(ctx, "HSM", hsm, string(cloudhsm.HsmActive))
}

// activate claims a cluster, or waits for whoever does it where the target
// offers no way. Later steps examine a refusal.
func (s *session) activate(ctx context.Context, alias string) error {
	c, err := s.recall("cluster", alias)
	if err != nil {
		return err
	}
	if s.Offers(target.Activation) {
		err := s.Activate(ctx, c.home(), c.ID)
		var refusal *kernel.Error
		s.last = answer{}
		if errors.As(err, &refusal) {
			s.last.refusal = refusal
			return nil
		}
		return err
	}
	return s.becomes(ctx, "cluster", alias, string(cloudhsm.ClusterActive))
}

// nextBackup names the oldest backup of a cluster that has no name yet, waiting
// a day for one if need be. A young one is caught while it is being made.
func (s *session) nextBackup(ctx context.Context, alias, cluster string, young bool) error {
	c, err := s.recall("cluster", cluster)
	if err != nil {
		return err
	}
	step := time.Hour
	if young {
		step = glance
	}
	return s.awaitFor(ctx, kernel.Day+time.Hour, step, "a backup of cluster "+cluster, func() (bool, string, error) {
		seen, err := ask[cloudhsm.DescribeBackupsOutput](ctx, s, c.home(), &cloudhsm.DescribeBackups{
			Filters: map[string][]string{"clusterIds": {c.ID}}, SortAscending: new(true),
		})
		if err != nil {
			return false, "", err
		}
		for _, b := range seen.Backups {
			if s.nameOf("backup", b.BackupId) == "" && b.SourceBackup == "" && (b.BackupState == cloudhsm.BackupCreateInProgress || !young) {
				s.remember("backup", alias, thing{Owner: c.Owner, Region: c.Region, ID: b.BackupId, ARN: b.BackupArn, Of: cluster})
				return true, "", nil
			}
		}
		return false, "none", nil
	})
}

// nameOf returns the name that the scenario gave to an ID, or "".
func (s *session) nameOf(kind, id string) string {
	for k, alias := range s.named {
		if k == kind && s.things[k+" "+alias].ID == id {
			return alias
		}
	}
	return ""
}
