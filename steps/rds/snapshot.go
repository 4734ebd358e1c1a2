package rds

import (
	"cmp"
	"context"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) snapshotPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} snapshots DB cluster {DB cluster} as {new cluster snapshot}$`,
			Example:    `When "owner" snapshots DB cluster "c" as "s"`,
			Doc:        "CreateDBClusterSnapshot.",
			Do:         s.snapshotsCluster,
			Answer:     engine.Answers[rds.CreateDBClusterSnapshotOutput](),
		},
		{
			Expression: `^{account} copies cluster snapshot {cluster snapshot} as {new cluster snapshot}` +
				`(?: to {Region})?(?: under key {key})?$`,
			Example: `When "consumer" copies cluster snapshot "s" as "t" to eu-west-1 under key "k"`,
			Doc: "CopyDBClusterSnapshot, called in the Region of the copy, the snapshot's own where none is named: by " +
				"the identifier where it is the caller's own and is there, else by its ARN.",
			Do:     s.copiesSnapshot,
			Answer: engine.Answers[rds.CopyDBClusterSnapshotOutput](),
		},
		{
			Expression: `^{account} restores cluster snapshot {cluster snapshot} as {new DB cluster}` +
				`(?: under key {key})?$`,
			Example: `When "consumer" restores cluster snapshot "s" as "d"`,
			Doc:     "RestoreDBClusterFromSnapshot, of the snapshot's engine.",
			Do:      s.restoresSnapshot,
			Answer:  engine.Answers[rds.RestoreDBClusterFromSnapshotOutput](),
		},
	}
}

func givenSnapshot(ctx context.Context, on *engine.Session, m engine.Making) error {
	s := session{on}
	c, err := s.Recall(cluster, m.Arguments[0])
	if err != nil {
		return err
	}
	return s.snapshotsCluster(ctx, s.AccountCalled(c.Owner), c.Name, m.Name)
}

func stateOfSnapshot(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	in := &rds.DescribeDBClusterSnapshots{DBClusterSnapshotIdentifier: t.ID}
	none := "DBClusterSnapshotNotFoundFault"
	out, there, err := engine.Look[rds.DescribeDBClusterSnapshotsOutput](ctx, on, t.Scope(), in, none)
	if err != nil || !there {
		return engine.Gone, err
	}
	sn, err := engine.First(snapshot, out.DBClusterSnapshots)
	return sn.Status, err
}

func (s session) rememberSnapshot(name string, as kernel.Caller, sn *rds.DBClusterSnapshot) {
	s.Remember(snapshot, name, engine.Thing{
		Owner: as.Account, Region: as.Region,
		ID: sn.DBClusterSnapshotIdentifier, ARN: sn.DBClusterSnapshotArn, Detail: sn.Engine,
	})
}

func (s session) snapshotsCluster(ctx context.Context, account, of, name string) error {
	c, err := s.Recall(cluster, of)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, c)
	out, err := engine.Act[rds.CreateDBClusterSnapshotOutput](ctx, s.Session, as, &rds.CreateDBClusterSnapshot{
		DBClusterIdentifier: c.ID, DBClusterSnapshotIdentifier: name,
	})
	if out != nil {
		s.rememberSnapshot(name, as, out.DBClusterSnapshot)
	}
	return err
}

func (s session) copiesSnapshot(ctx context.Context, account, of, name, to, key string) error {
	source, err := s.Recall(snapshot, of)
	if err != nil {
		return err
	}
	as := s.CallerIn(account, cmp.Or(to, source.Region))
	in := &rds.CopyDBClusterSnapshot{
		SourceDBClusterSnapshotIdentifier: idFor(as, source), TargetDBClusterSnapshotIdentifier: name,
	}
	if in.KmsKeyId, err = s.keyARN(key); err != nil {
		return err
	}
	out, err := engine.Act[rds.CopyDBClusterSnapshotOutput](ctx, s.Session, as, in)
	if out != nil {
		s.rememberSnapshot(name, as, out.DBClusterSnapshot)
	}
	return err
}

func (s session) restoresSnapshot(ctx context.Context, account, of, name, key string) error {
	source, err := s.Recall(snapshot, of)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, source)
	in := &rds.RestoreDBClusterFromSnapshot{
		SnapshotIdentifier: idFor(as, source), DBClusterIdentifier: name, Engine: source.Detail.(string),
	}
	if in.KmsKeyId, err = s.keyARN(key); err != nil {
		return err
	}
	out, err := engine.Act[rds.RestoreDBClusterFromSnapshotOutput](ctx, s.Session, as, in)
	if out != nil {
		s.rememberCluster(name, as, out.DBCluster, of)
	}
	return err
}
