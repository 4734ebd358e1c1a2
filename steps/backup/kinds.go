package backup

import (
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/steps/engine"
)

var points = engine.Kind{
	Name:   point,
	States: []string{"COMPLETED", "PARTIAL", "DELETING", "EXPIRED", "AVAILABLE", "STOPPED", "CREATING"},
	State:  stateOfPoint,
	Delete: func(t engine.Thing) any {
		return &backup.DeleteRecoveryPoint{BackupVaultName: vaultOf(t), RecoveryPointArn: t.ARN}
	},
}

var backupJobs = engine.Kind{Name: backupJob, States: []string{"CREATED"}, State: stateOfJob}

var copyJobs = engine.Kind{Name: copyJob, States: []string{"CREATED"}, State: stateOfJob}

var restoreJobs = engine.Kind{Name: restoreJob, States: []string{"CREATED"}, State: stateOfJob}
