package backup

import (
	"context"
	"slices"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

// vaultOf is the name of the vault that a recovery point is in.
func vaultOf(t engine.Thing) string {
	m, _ := t.Detail.(made)
	return m.vault
}

func (s session) pointPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^(?:{new snapshot} names the snapshot|{new cluster snapshot} names the cluster snapshot) ` +
				`of recovery point {recovery point}$`,
			Example: `When "s" names the snapshot of recovery point "r"`,
			Doc:     "What the recovery point is in EC2 or RDS.",
			Do: func(ofVolume, ofCluster, of string) error {
				if ofCluster != "" {
					return s.namesSnapshot(clusterSnapshot, ofCluster, of)
				}
				return s.namesSnapshot(snapshot, ofVolume, of)
			},
			Answer: engine.Stays,
		},
	}
}

func (s session) namesSnapshot(kind, name, of string) error {
	t, err := s.Recall(point, of)
	if err != nil {
		return err
	}
	arn, err := kernel.ParseARN(t.ARN)
	if err != nil {
		return engine.Mismatch("recovery point %q is %q, which is no ARN: %v", of, t.ARN, err)
	}
	id := arn.Resource[len("snapshot/"):]
	if kind == clusterSnapshot {
		id = arn.Resource[len("cluster-snapshot:"):]
	}
	s.Remember(kind, name, engine.Thing{Owner: t.Owner, Region: t.Region, ID: id, ARN: t.ARN, Detail: "aurora-mysql"})
	return nil
}

func stateOfPoint(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	out, there, err := engine.LookAt[backup.DescribeRecoveryPointOutput](ctx, on, t.Scope(),
		&backup.DescribeRecoveryPoint{BackupVaultName: vaultOf(t), RecoveryPointArn: t.ARN},
		"ResourceNotFoundException")
	if err != nil || !there {
		return engine.Gone, err
	}
	return string(out.Status), nil
}

// givenPoint begins a backup, and names the recovery point when it shows.
func givenPoint(ctx context.Context, on *engine.Session, m engine.Making) error {
	s := session{on}
	kind, name, into, days := m.Arguments[0], m.Arguments[1], m.Arguments[2], m.Arguments[3]
	what, err := s.Recall(kind, name)
	if err != nil {
		return err
	}
	v, err := s.Recall(vault, into)
	if err != nil {
		return err
	}
	before, err := s.listed(ctx, into)
	if err != nil {
		return err
	}
	job := "backup of " + m.Name
	if err := s.backsUp(ctx, s.AccountCalled(what.Owner), kind, name, into, job, "", days); err != nil {
		return err
	}
	if err := s.MustHaveSucceeded(); err != nil {
		return err
	}
	return s.Await(ctx, "recovery point "+m.Name+" coming into vault "+into, func() (bool, string, error) {
		now, err := s.listed(ctx, into)
		for _, p := range now {
			known := func(b backup.RecoveryPointByBackupVault) bool { return b.RecoveryPointArn == p.RecoveryPointArn }
			if p.ResourceArn == what.ARN && !slices.ContainsFunc(before, known) {
				s.rememberPoint(m.Name, v, name, made{kind, into}, p.RecoveryPointArn)
				return true, "", nil
			}
		}
		return false, "none of " + name, err
	})
}
