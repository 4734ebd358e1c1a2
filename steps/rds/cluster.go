package rds

import (
	"context"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) clusterPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} creates DB cluster {new DB cluster}(?: with {DB cluster options})?$`,
			Example:    `When "owner" creates DB cluster "c" with engine aurora-postgresql`,
			Doc:        "CreateDBCluster, with the same options as the state of a DB cluster.",
			Do:         s.createsCluster,
			Answer:     engine.Answers[rds.CreateDBClusterOutput](),
		},
		{
			Expression: `^{account} (clones|restores) DB cluster {DB cluster} as {new DB cluster}(?: under key {key})?$`,
			Example:    `When "consumer" clones DB cluster "c" as "d" under key "k"`,
			Doc: "RestoreDBClusterToPointInTime to the latest restorable time, copy-on-write or full-copy: by the " +
				"identifier where the source is the caller's own, by its ARN where it is another's.",
			Do:     s.makesOf,
			Answer: engine.Answers[rds.RestoreDBClusterToPointInTimeOutput](),
		},
	}
}

// givenCluster makes a cluster. It has to be available before it may have an instance.
func givenCluster(ctx context.Context, on *engine.Session, m engine.Making) error {
	s, owner := session{on}, m.Arguments[0]
	o, err := parseOptions(m.Arguments[1])
	if err != nil {
		return err
	}
	if err := s.newCluster(ctx, s.Caller(owner), m.Name, o); err != nil || !o.instance {
		return err
	}
	if err := s.MustHaveSucceeded(); err != nil {
		return err
	}
	if err := s.Becomes(ctx, cluster, m.Name, available); err != nil {
		return err
	}
	making := engine.Making{Name: m.Name + "-1", State: available, Arguments: []string{m.Name}}
	return s.Given(ctx, instance, making)
}

// available is the state of what can be used, of every kind.
const available = "available"

// How a cluster is restored to a point in time.
const (
	copyOnWrite = "copy-on-write"
	fullCopy    = "full-copy"
)

func stateOfCluster(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	in := &rds.DescribeDBClusters{DBClusterIdentifier: t.ID}
	out, there, err := engine.Look[rds.DescribeDBClustersOutput](ctx, on, t.Scope(), in, "DBClusterNotFoundFault")
	if err != nil || !there {
		return engine.Gone, err
	}
	c, err := engine.First(cluster, out.DBClusters)
	return c.Status, err
}

func (s session) createsCluster(ctx context.Context, account, name, with string) error {
	o, err := parseOptions(with)
	if err != nil {
		return err
	}
	return s.newCluster(ctx, s.Caller(account), name, o)
}

func (s session) newCluster(ctx context.Context, as kernel.Caller, name string, o clusterOptions) error {
	in := &rds.CreateDBCluster{
		DBClusterIdentifier: name, Engine: o.engine, EngineVersion: o.version, EngineMode: o.mode,
		MasterUsername: "admin", MasterUserPassword: "attack-at-dawn", DBClusterParameterGroupName: o.group,
	}
	for _, t := range o.tags {
		in.Tags = append(in.Tags, rds.Tag{Key: t.Key, Value: t.Value})
	}
	if o.encrypted {
		in.StorageEncrypted = new(true)
	}
	if o.protection {
		in.DeletionProtection = new(true)
	}
	if o.retention > 0 {
		in.BackupRetentionPeriod = new(int32(o.retention))
	}
	var err error
	if in.KmsKeyId, err = s.keyARN(o.key); err != nil {
		return err
	}
	out, err := engine.Act[rds.CreateDBClusterOutput](ctx, s.Session, as, in)
	if out != nil {
		s.rememberCluster(name, as, out.DBCluster, "")
	}
	return err
}

// keyARN returns the ARN of a named key, "" where none is named.
func (s session) keyARN(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	key, err := s.Recall("key", name)
	return key.ARN, err
}

func (s session) rememberCluster(name string, as kernel.Caller, c *rds.DBCluster, of string) {
	s.Remember(cluster, name, engine.Thing{
		Owner: as.Account, Region: as.Region, ID: c.DBClusterIdentifier, ARN: c.DBClusterArn, Of: of,
	})
}

func (s session) makesOf(ctx context.Context, account, how, of, name, key string) error {
	if how == "clones" {
		return s.restoresCluster(ctx, account, of, name, key, copyOnWrite)
	}
	return s.restoresCluster(ctx, account, of, name, key, fullCopy)
}

func (s session) restoresCluster(ctx context.Context, account, of, name, key, how string) error {
	source, err := s.Recall(cluster, of)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, source)
	in := &rds.RestoreDBClusterToPointInTime{
		SourceDBClusterIdentifier: idFor(as, source), DBClusterIdentifier: name,
		RestoreType: how, UseLatestRestorableTime: new(true),
	}
	if in.KmsKeyId, err = s.keyARN(key); err != nil {
		return err
	}
	out, err := engine.Act[rds.RestoreDBClusterToPointInTimeOutput](ctx, s.Session, as, in)
	if out != nil {
		s.rememberCluster(name, as, out.DBCluster, of)
	}
	return err
}

// idFor is how a caller names a thing: by its identifier where it is the caller's own
// and in the caller's Region, by its ARN where it is not.
func idFor(as kernel.Caller, t engine.Thing) string {
	if t.Scope().Scope() == as.Scope() {
		return t.ID
	}
	return t.ARN
}
