// Package rds is the vocabulary of Amazon Aurora: DB clusters and their clones, the
// DB instances in them, and cluster snapshots.
package rds

import (
	"context"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/steps/engine"
)

// The kinds of things that scenarios name. Their IDs are the identifiers that callers
// choose: here those are the names.
const (
	cluster  = "DB cluster"
	instance = "DB instance"
	snapshot = "cluster snapshot"
)

// What is made where a feature does not say of which kind.
const (
	auroraMySQL   = "aurora-mysql"
	instanceClass = "db.r6g.large"
)

// Vocabulary is what features say of Aurora.
var Vocabulary = engine.Vocabulary{
	System: "rds", Scenarios: 326,
	Kinds: []engine.Kind{clusters, instances, snapshots},
	Arguments: map[string]engine.Argument{
		"DB cluster options": {Pattern: `(.+)`, Check: engine.Each(checkOptions)},
	},
	Phrases: func(on *engine.Session) []engine.Phrase {
		s := session{on}
		return slices.Concat(
			s.clusterPhrases(), s.changePhrases(), s.snapshotPhrases(), s.manyPhrases(), s.openPhrases(), s.listPhrases(),
			s.storagePhrases(),
		)
	},
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }

var clusters = engine.Kind{
	Name:      cluster,
	Table:     engine.Lifecycle("Aurora DB cluster"),
	Shareable: "rds:Cluster",
	State:     stateOfCluster,
	Triggers: map[string]engine.Trigger{
		"StopDBCluster": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), &rds.StopDBCluster{DBClusterIdentifier: t.ID})
		},
		"StartDBCluster": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), &rds.StartDBCluster{DBClusterIdentifier: t.ID})
		},
		"ModifyDBCluster": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), changeOfCluster(t))
		},
		"DeleteDBCluster": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), deletionOfCluster(t))
		},
	},
	Takes:  func(_ engine.Thing, row kernel.RowView) bool { return row.If == "" },
	Delete: deletionOfCluster,
	Given: engine.Given{
		Expression: `an? {state} DB cluster {new DB cluster} of {account}(?: with {DB cluster options})?`,
		Example:    `Given an available DB cluster "c" of "owner" with an instance, encrypted under "k"`,
		Doc: "CreateDBCluster of aurora-mysql, led to the state. Options: an instance (c-1 in c), engine E, " +
			"version V, mode M, encrypted, encrypted under \"k\", retention of N days, protection, " +
			"parameter group G, tags K=V K=V.",
		Make:  givenCluster,
		Makes: []engine.Name{{Kind: instance, Name: "$2-1"}},
	},
}

var instances = engine.Kind{
	Name:  instance,
	Table: engine.Lifecycle("Aurora DB instance"),
	State: stateOfInstance,
	Triggers: map[string]engine.Trigger{
		"ModifyDBInstance": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), &rds.ModifyDBInstance{DBInstanceIdentifier: t.ID, PromotionTier: new(int32(2))})
		},
		"stop of the cluster": func(ctx context.Context, on *engine.Session, t engine.Thing) error {
			return session{on}.stopsCluster(ctx, on.AccountCalled(t.Owner), "stops", t.Of)
		},
		"start of the cluster": func(ctx context.Context, on *engine.Session, t engine.Thing) error {
			if err := on.Becomes(ctx, cluster, t.Of, string(rds.ClusterStopped)); err != nil {
				return err
			}
			return session{on}.stopsCluster(ctx, on.AccountCalled(t.Owner), "starts", t.Of)
		},
		"DeleteDBInstance": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), deletionOfInstance(t))
		},
	},
	Delete: deletionOfInstance,
	Given: engine.Given{
		Expression: `an? {state} DB instance {new DB instance} in DB cluster {DB cluster}`,
		Example:    `Given an available DB instance "i" in DB cluster "c"`,
		Doc:        "CreateDBInstance by the cluster's owner, led to the state.",
		Make:       givenInstance,
	},
}

var snapshots = engine.Kind{
	Name:  snapshot,
	Table: engine.Lifecycle("Aurora DB cluster snapshot"),
	State: stateOfSnapshot,
	Delete: func(t engine.Thing) any {
		return &rds.DeleteDBClusterSnapshot{DBClusterSnapshotIdentifier: t.ID}
	},
	Share: sharing,
	Given: engine.Given{
		Expression: `an? {state} cluster snapshot {new cluster snapshot} of DB cluster {DB cluster}`,
		Example:    `Given an available cluster snapshot "s" of DB cluster "c"`,
		Doc:        "CreateDBClusterSnapshot by the cluster's owner, led to the state.",
		Make:       givenSnapshot,
	},
}

// changeOfCluster is a change that is about nothing more than itself.
func changeOfCluster(t engine.Thing) any {
	return &rds.ModifyDBCluster{
		DBClusterIdentifier: t.ID, BackupRetentionPeriod: new(int32(5)), ApplyImmediately: new(true),
	}
}

func deletionOfCluster(t engine.Thing) any {
	return &rds.DeleteDBCluster{DBClusterIdentifier: t.ID, SkipFinalSnapshot: new(true)}
}

func deletionOfInstance(t engine.Thing) any { return &rds.DeleteDBInstance{DBInstanceIdentifier: t.ID} }

// sharing is what lets other accounts restore and copy a snapshot, or no longer.
func sharing(t engine.Thing, with engine.Audience) any {
	values := with.Accounts
	if with.Everybody {
		values = []string{"all"}
	}
	in := &rds.ModifyDBClusterSnapshotAttribute{
		DBClusterSnapshotIdentifier: t.ID, AttributeName: "restore", ValuesToAdd: values,
	}
	if with.Remove {
		in.ValuesToAdd, in.ValuesToRemove = nil, values
	}
	return in
}
