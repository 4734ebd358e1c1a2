package backup

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of events.
var (
	ChangesAreTold = rules.Add(kernel.Rule{
		ID: "BKP-EVT-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: eventsGuide,
		Says: "EventBridge delivers Backup, Copy and Restore Job State Change and Recovery Point State Change to the " +
			"account, at best effort every five minutes (here at once).",
		Operations: []string{"StartBackupJob", "StartCopyJob", "StartRestoreJob", "DeleteRecoveryPoint"},
	})
	CopiesTellLittleAtFirst = rules.Add(kernel.Rule{
		ID: "BKP-EVT-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: eventsGuide,
		Says: "The event of a copy job that is CREATED tells only state, vaults and creation; the later ones tell the job, " +
			"and destinationRecoveryPointArn is an empty object unless it is COMPLETED.",
		Operations: []string{"StartCopyJob"},
	})
	PointsTellTheirStatus = rules.Add(kernel.Rule{
		ID: "BKP-EVT-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: eventsGuide,
		Says: "Events of recovery points and restore jobs tell a status, those of backup and copy jobs a state; recovery " +
			"points tell isEncrypted as a text and calculatedLifecycle.",
		Operations: []string{"StartBackupJob", "StartRestoreJob"},
	})
)

// detail is what an event tells: members in the order of their names.
type detail map[string]any

func (d detail) set(name, value string) {
	if value != "" {
		d[name] = value
	}
}

func (d detail) at(name string, t kernel.Time) {
	if t != 0 {
		d[name] = t.Std().Format("2006-01-02T15:04:05.000Z")
	}
}

func (d detail) by(of *RecoveryPointCreator) {
	if of != nil {
		d["createdBy"] = map[string]string{"backupPlanId": of.BackupPlanId, "backupPlanArn": of.BackupPlanArn,
			"backupPlanVersion": of.BackupPlanVersion, "backupPlanRuleId": of.BackupRuleId}
	}
}

func (s *Service) tell(at kernel.Scope, kind, resource string, d detail) {
	if s.env.Applies(true, ChangesAreTold) {
		text, _ := json.Marshal(d) // texts always marshal
		s.Bus.Put(eventbridge.Event{DetailType: kind, Source: "aws.backup", Account: at.Account, Region: at.Region,
			Resources: []string{resource}, Detail: string(text)})
	}
}

func (s *Service) tellOfJob(j *job) {
	vault := arnOf(j.At, "backup-vault", j.Vault)
	d := detail{"backupJobId": j.ID, "state": string(j.Life.State), "backupVaultName": j.Vault, "backupVaultArn": vault,
		"resourceArn": j.Resource, "resourceType": j.Type, "iamRoleArn": j.Role, "percentDone": 0.0}
	d.at("creationDate", j.Created)
	d.at("startBy", j.startBy())
	d.at("completionDate", j.Completed)
	d.set("statusMessage", j.Message)
	d.by(j.By)
	if j.Life.State == jobCompleted {
		d["percentDone"], d["backupSizeInBytes"] = 100.0, strconv.FormatInt(j.Size, 10)
		d.set("recoveryPointArn", j.Point)
	}
	s.tell(j.At, "Backup Job State Change", vault, d)
}

func (s *Service) tellOfCopy(j *copyJob) {
	d := detail{"state": string(j.Life.State), "sourceBackupVaultArn": j.From, "destinationBackupVaultArn": j.To}
	d.at("creationDate", j.Created)
	if !s.env.Applies(j.Life.State == copyCreated, CopiesTellLittleAtFirst) {
		d["copyJobId"], d["iamRoleArn"], d["resourceArn"], d["resourceType"] = j.ID, j.Role, j.Resource, j.Type
		d["backupSizeInBytes"], d["destinationRecoveryPointArn"] = j.Size, map[string]string{}
		d.at("completionDate", j.Completed)
		d.set("statusMessage", j.Message)
		d.by(j.By)
		if j.Life.State == copyCompleted {
			d["destinationRecoveryPointArn"] = j.Copy
		}
	}
	s.tell(j.Scope, "Copy Job State Change", j.Of.ID, d)
}

func (s *Service) tellOfPoint(p *point) {
	if p.Life.State == pointVanished {
		return
	}
	d := detail{"recoveryPointArn": p.ARN, "backupVaultName": p.Vault.ID, "backupVaultArn": p.Place.Account,
		"resourceArn": p.Resource, "resourceType": p.Type, "iamRoleArn": p.Role,
		"backupSizeInBytes": strconv.FormatInt(p.Size, 10)}
	state := "state"
	if s.env.Applies(true, PointsTellTheirStatus) {
		state = "status"
		d["isEncrypted"] = strconv.FormatBool(p.Key != "")
	}
	d[state] = string(p.Life.State)
	d.set("encryptionKeyArn", p.Key)
	d.at("creationDate", p.Created)
	d.at("completionDate", p.Completed)
	d.by(p.By)
	if p.Ends != 0 {
		d["calculatedLifecycle"] = map[string]string{"deleteAt": p.Ends.Std().Format(time.RFC3339Nano)}
	}
	s.tell(p.owner(), "Recovery Point State Change", p.ARN, d)
}

func (s *Service) tellOfRestore(j *restoreJob) {
	d := detail{"restoreJobId": j.ID, "status": string(j.Life.State), "recoveryPointArn": j.Of.ID, "iamRoleArn": j.Role,
		"resourceType": j.Type, "backupSizeInBytes": strconv.FormatInt(j.Size, 10)}
	d.at("creationDate", j.Created)
	d.at("completionDate", j.Completed)
	d.set("statusMessage", j.Message)
	if j.Life.State == restoreCompleted {
		d.set("createdResourceArn", j.Resource)
	}
	s.tell(j.Scope, "Restore Job State Change", j.Of.ID, d)
}
