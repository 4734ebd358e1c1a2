package backup

import (
	"context"
	"slices"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

var vaults = engine.Kind{
	Name: vault,
	Delete: func(t engine.Thing) any {
		return &backup.DeleteBackupVault{BackupVaultName: t.ID}
	},
}

var plans = engine.Kind{
	Name:   plan,
	Delete: func(t engine.Thing) any { return &backup.DeleteBackupPlan{BackupPlanId: t.ID} },
}

var selections = engine.Kind{
	Name: selection,
	Delete: func(t engine.Thing) any {
		of, _ := t.Detail.(string)
		return &backup.DeleteBackupSelection{BackupPlanId: of, SelectionId: t.ID}
	},
}

var points = engine.Kind{
	Name:  point,
	Table: engine.Lifecycle("Backup recovery point"),
	Words: map[string][]string{"available": {"AVAILABLE", completed}},
	State: stateOfPoint,
	Triggers: map[string]engine.Trigger{
		"DeleteRecoveryPoint": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), deletionOfPoint(t))
		},
	},
	Takes:  inTurn("its job is done"),
	Delete: deletionOfPoint,
	Given: engine.Given{
		Expression: `an?(?: {state})? recovery point {new recovery point} of {backed up} {one} in vault {backup vault}` +
			`(?: for {days})?`,
		Example: `Given a recovery point "r" of volume "v" in vault "home" for 30 days`,
		Doc: "StartBackupJob by the resource's owner under the default role, led to the state, completed if none is " +
			"said.",
		Usual: completed,
		Make:  givenPoint,
	},
}

var backupJobs = engine.Kind{
	Name:  backupJob,
	Table: engine.Lifecycle("Backup job"),
	State: stateOfJob,
	Triggers: map[string]engine.Trigger{
		"StopBackupJob": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), &backup.StopBackupJob{BackupJobId: t.ID})
		},
	},
	Takes: inTurn("no other job works for its resource", "its snapshot is made", "AWS Backup makes the backup itself"),
	Given: engine.Given{
		Expression: `an? {state} backup job {new backup job} of {backed up} {one} into vault {backup vault}`,
		Example:    `Given a running backup job "j" of volume "v" into vault "home"`,
		Doc:        "StartBackupJob by the resource's owner under the default role, led to the state.",
		Make: func(ctx context.Context, on *engine.Session, m engine.Making) error {
			s := session{on}
			what, err := s.Recall(m.Arguments[0], m.Arguments[1])
			if err != nil {
				return err
			}
			return s.backsUp(ctx, s.AccountCalled(what.Owner), what.Kind, what.Name, m.Arguments[2], m.Name, "", "")
		},
	},
}

var copyJobs = engine.Kind{
	Name:  copyJob,
	Table: engine.Lifecycle("Backup copy job"),
	State: stateOfJob,
	Takes: inTurn("no other job works for its resource", "its snapshot is copied", "AWS Backup makes the copy itself"),
	Given: engine.Given{
		Expression: `an? {state} copy job {new copy job} of recovery point {recovery point} into vault {backup vault}`,
		Example:    `Given a running copy job "c" of recovery point "r" into vault "safe"`,
		Doc:        "StartCopyJob by the recovery point's owner under the default role, led to the state.",
		Make: func(ctx context.Context, on *engine.Session, m engine.Making) error {
			s := session{on}
			of, err := s.Recall(point, m.Arguments[0])
			if err != nil {
				return err
			}
			return s.copies(ctx, s.AccountCalled(of.Owner), of.Name, m.Arguments[1], m.Name, "", "")
		},
	},
}

var restoreJobs = engine.Kind{
	Name:  restoreJob,
	Table: engine.Lifecycle("Backup restore job"),
	State: stateOfJob,
	Takes: inTurn(),
	Given: engine.Given{
		Expression: `an? {state} restore job {new restore job} of recovery point {recovery point}`,
		Example:    `Given a completed restore job "x" of recovery point "r"`,
		Doc:        "StartRestoreJob by the recovery point's owner under the default role, led to the state.",
		Make: func(ctx context.Context, on *engine.Session, m engine.Making) error {
			s := session{on}
			of, err := s.Recall(point, m.Arguments[0])
			if err != nil {
				return err
			}
			return s.restores(ctx, s.AccountCalled(of.Owner), of.Name, m.Name, "")
		},
	},
}

func deletionOfPoint(t engine.Thing) any {
	return &backup.DeleteRecoveryPoint{BackupVaultName: vaultOf(t), RecoveryPointArn: t.ARN}
}

// inTurn lets things go by rows without a condition, and by those with one of some that
// come about without anybody's doing.
func inTurn(conditions ...string) func(engine.Thing, kernel.RowView) bool {
	return func(_ engine.Thing, row kernel.RowView) bool {
		return row.If == "" || slices.Contains(conditions, row.If)
	}
}
