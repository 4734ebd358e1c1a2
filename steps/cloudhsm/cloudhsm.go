// Package cloudhsm is the vocabulary of AWS CloudHSM: clusters, their HSMs and their
// backups.
package cloudhsm

import (
	"context"
	"slices"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

// Vocabulary is what features say of CloudHSM.
var Vocabulary = engine.Vocabulary{
	System: "cloudhsm", Scenarios: 245,
	Kinds:     []engine.Kind{backups, clusters, hsms},
	Arguments: arguments,
	Phrases: func(on *engine.Session) []engine.Phrase {
		s := session{on}
		return slices.Concat(
			s.clusterPhrases(), s.hsmPhrases(), s.backupPhrases(), s.listingPhrases(), s.policyPhrases(),
		)
	},
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }

var clusters = engine.Kind{
	Name:     "cluster",
	Table:    engine.Lifecycle("CloudHSM cluster"),
	Deleted:  string(cloudhsm.ClusterDeleted),
	State:    stateOfCluster,
	Triggers: clusterTriggers,
	Takes: func(t engine.Thing, row kernel.RowView) bool {
		restored := t.Of != "" && row.From == string(cloudhsm.ClusterCreateInProgress)
		return row.On != kernel.Elapsed || restored == (row.If == "it is made from a backup")
	},
	Delete: func(t engine.Thing) any { return &cloudhsm.DeleteCluster{ClusterId: t.ID} },
	Given: engine.Given{
		Expression: `an? {state} cluster {new cluster} of {account}(?: with {cluster options})?`,
		Example:    `Given an active cluster "vault" of "owner" with mode NON_FIPS, tags env=prod`,
		Doc: "Leads a new cluster to a state, the shortest way of its lifecycle. Options: mode M, type T, " +
			"network N, retention of N days, tags K=V K=V, subnets S S, backup NAME.",
		Make:  givenCluster,
		Makes: []engine.Name{{Kind: "HSM", Name: "first HSM of $2"}},
	},
}

var hsms = engine.Kind{
	Name:     "HSM",
	Table:    engine.Lifecycle("CloudHSM HSM"),
	Deleted:  string(cloudhsm.HsmDeleted),
	State:    stateOfHSM,
	Triggers: map[string]engine.Trigger{"DeleteHsm": deleteHSM},
	Given: engine.Given{
		Expression: `an? {state} HSM {new HSM} in cluster {cluster}`,
		Example:    `Given an active HSM "h2" in cluster "vault"`,
		Doc:        "Leads a new HSM of the cluster to a state.",
		Make:       givenHSM,
	},
}

var backups = engine.Kind{
	Name:      "backup",
	Table:     engine.Lifecycle("CloudHSM backup"),
	Deleted:   string(cloudhsm.BackupDeleted),
	Shareable: "cloudhsm:Backup",
	State:     stateOfBackup,
	Triggers: map[string]engine.Trigger{
		"DeleteBackup": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), &cloudhsm.DeleteBackup{BackupId: t.ID})
		},
		"RestoreBackup": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), &cloudhsm.RestoreBackup{BackupId: t.ID})
		},
	},
	Delete: func(t engine.Thing) any { return &cloudhsm.DeleteBackup{BackupId: t.ID} },
	Given: engine.Given{
		Expression: `an? {state} backup {new backup} of cluster {cluster}`,
		Example:    `Given a ready backup "b1" of cluster "vault"`,
		Doc:        "Leads a backup of the cluster that has no name yet to a state, waiting for a new one if need be.",
		Make:       givenBackup,
	},
}

var arguments = map[string]engine.Argument{
	"cluster options": {Pattern: `(.+)`, Check: engine.Each(func(r *engine.Rehearsal, text string) error {
		o, err := parseOptions(text)
		if err == nil && o.backup != "" {
			err = r.Use(o.backup, "backup")
		}
		return err
	})},
	"change": {Pattern: `(.+)`, Check: func(_ *engine.Rehearsal, text string, before []string) error {
		if before[len(before)-1] != "retention of" {
			return nil
		}
		_, err := engine.Days(text)
		return err
	}},
}

// clusterTriggers lead clusters on.
var clusterTriggers = map[string]engine.Trigger{
	"InitializeCluster": func(ctx context.Context, on *engine.Session, t engine.Thing) error {
		s := session{on}
		if err := s.ensureHsm(ctx, t); err != nil {
			return err
		}
		return s.initialize(ctx, t, properly)
	},
	"activation": func(ctx context.Context, on *engine.Session, t engine.Thing) error {
		return session{on}.activate(ctx, t.Name)
	},
	"ModifyCluster to a newer HsmType": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
		return s.Call(ctx, t.Scope(), &cloudhsm.ModifyCluster{ClusterId: t.ID, HsmType: "hsm2m.medium"})
	},
	"ModifyCluster back to the old HsmType": func(ctx context.Context, on *engine.Session, t engine.Thing) error {
		return session{on}.rollBack(ctx, t)
	},
	"DeleteCluster": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
		return s.Call(ctx, t.Scope(), &cloudhsm.DeleteCluster{ClusterId: t.ID})
	},
}
