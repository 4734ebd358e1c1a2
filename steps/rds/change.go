package rds

import (
	"context"

	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) changePhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} (stops|starts) DB cluster {DB cluster}$`,
			Example:    `When "owner" stops DB cluster "c"`,
			Doc:        "StopDBCluster or StartDBCluster.",
			Do:         s.stopsCluster,
		},
		{
			Expression: `^{account} renames DB cluster {DB cluster} as {new DB cluster}$`,
			Example:    `When "owner" renames DB cluster "c" as "d"`,
			Doc:        "ModifyDBCluster, applied at once; the new name is that of the cluster from then on.",
			Do:         s.renamesCluster,
			Answer:     engine.Answers[rds.ModifyDBClusterOutput](),
		},
		{
			Expression: `^{account} adds DB instance {new DB instance} to DB cluster {DB cluster}$`,
			Example:    `When "consumer" adds DB instance "i" to DB cluster "d"`,
			Doc:        "CreateDBInstance, of the cluster's engine.",
			Do:         s.addsInstance,
			Answer:     engine.Answers[rds.CreateDBInstanceOutput](),
		},
		{
			Expression: `^{account} has to wait for DB cluster {DB cluster}$`,
			Example:    `Then "owner" has to wait for DB cluster "c"`,
			Doc: "Whatever needs an available cluster is refused: to change and to stop it, to restore it to a " +
				"point in time, to add an instance, to take a snapshot, and to share it.",
			Do:     s.hasToWait,
			Answer: engine.Calls,
		},
	}
}

// hasToWait asks of a cluster that is busy for all that needs an available one.
func (s session) hasToWait(ctx context.Context, account, name string) error {
	c, err := s.Recall(cluster, name)
	if err != nil {
		return err
	}
	busy := []struct {
		rule string
		in   any
	}{
		{"AUR-ST-08", changeOfCluster(c)},
		{"AUR-ST-13", &rds.StopDBCluster{DBClusterIdentifier: c.ID}},
		{"AUR-CLN-17", &rds.RestoreDBClusterToPointInTime{
			SourceDBClusterIdentifier: c.ID, DBClusterIdentifier: c.ID + "-2", UseLatestRestorableTime: new(true),
		}},
		{"AUR-INS-01", &rds.CreateDBInstance{
			DBInstanceIdentifier: c.ID + "-2", DBClusterIdentifier: c.ID, DBInstanceClass: instanceClass, Engine: auroraMySQL,
		}},
		{"AUR-SNP-02", &rds.CreateDBClusterSnapshot{DBClusterIdentifier: c.ID, DBClusterSnapshotIdentifier: c.ID + "-2"}},
		{"AUR-XCL-12", &ram.CreateResourceShare{Name: "busy", ResourceArns: []string{c.ARN}}},
	}
	for _, b := range busy {
		if err := s.Call(ctx, s.CallerAt(account, c), b.in); err != nil {
			return err
		}
		if err := s.MustBeRefusedBy(b.rule); err != nil {
			return err
		}
	}
	return nil
}

func (s session) stopsCluster(ctx context.Context, account, how, name string) error {
	c, err := s.Recall(cluster, name)
	if err != nil {
		return err
	}
	if how == "stops" {
		return s.Call(ctx, s.CallerAt(account, c), &rds.StopDBCluster{DBClusterIdentifier: c.ID})
	}
	return s.Call(ctx, s.CallerAt(account, c), &rds.StartDBCluster{DBClusterIdentifier: c.ID})
}

func (s session) renamesCluster(ctx context.Context, account, name, renamed string) error {
	c, err := s.Recall(cluster, name)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, c)
	in := &rds.ModifyDBCluster{DBClusterIdentifier: c.ID, NewDBClusterIdentifier: renamed, ApplyImmediately: new(true)}
	err = s.Call(ctx, as, in)
	if err == nil && !s.Refused() {
		s.Remember(cluster, renamed, engine.Thing{
			Owner: as.Account, Region: as.Region, ID: renamed, ARN: as.Scope().ARN("rds", "cluster:"+renamed), Of: c.Of,
		})
	}
	return err
}

func givenInstance(ctx context.Context, on *engine.Session, m engine.Making) error {
	s := session{on}
	c, err := s.Recall(cluster, m.Arguments[0])
	if err != nil {
		return err
	}
	return s.addsInstance(ctx, s.AccountCalled(c.Owner), m.Name, c.Name)
}

func stateOfInstance(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	in := &rds.DescribeDBInstances{DBInstanceIdentifier: t.ID}
	out, there, err := engine.Look[rds.DescribeDBInstancesOutput](ctx, on, t.Scope(), in, "DBInstanceNotFound")
	if err != nil || !there {
		return engine.Gone, err
	}
	i, err := engine.First(instance, out.DBInstances)
	return i.DBInstanceStatus, err
}

// addsInstance makes an instance of the engine that its cluster has.
func (s session) addsInstance(ctx context.Context, account, name, to string) error {
	c, err := s.Recall(cluster, to)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, c)
	kind, err := s.engineOf(ctx, c)
	if err != nil {
		return err
	}
	out, err := engine.Act[rds.CreateDBInstanceOutput](ctx, s.Session, as, &rds.CreateDBInstance{
		DBInstanceIdentifier: name, DBClusterIdentifier: c.ID, DBInstanceClass: instanceClass, Engine: kind,
	})
	if out != nil {
		made := out.DBInstance
		s.Remember(instance, name, engine.Thing{
			Owner: as.Account, Region: as.Region, ID: made.DBInstanceIdentifier, ARN: made.DBInstanceArn, Of: to,
		})
	}
	return err
}

// engineOf asks for the engine of a cluster, as its owner.
func (s session) engineOf(ctx context.Context, c engine.Thing) (string, error) {
	in := &rds.DescribeDBClusters{DBClusterIdentifier: c.ID}
	out, err := engine.Ask[rds.DescribeDBClustersOutput](ctx, s.Session, c.Scope(), in)
	if err != nil {
		return "", err
	}
	first, err := engine.First(cluster, out.DBClusters)
	return first.Engine, err
}
