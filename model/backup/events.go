package backup

import (
	"strconv"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of events.
var (
	ChangesAreTold = rules.Add(kernel.Rule{
		ID: "BKP-EVT-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: eventsGuide,
		Says: "EventBridge delivers State Change of a Backup Job, Copy Job, Restore Job, Recovery Point, Backup Vault, " +
			"Backup Plan and Region Setting to the account, at best effort every five minutes (here at once).",
		Operations: []string{"StartBackupJob", "StartCopyJob", "StartRestoreJob", "DeleteRecoveryPoint",
			"CreateBackupVault", "PutBackupVaultLockConfiguration", "DeleteBackupVault", "UpdateRegionSettings",
			"CreateBackupPlan", "UpdateBackupPlan", "DeleteBackupPlan"},
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
			"points tell isEncrypted as a text and calculatedLifeCycle.",
		Operations: []string{"StartBackupJob", "StartRestoreJob"},
	})
)

// tell delivers an event about a resource, "" for none. Its detail is drafted in s.draft.
func (s *Service) tell(at kernel.Scope, of, resource string, d detail) {
	var resources []string
	if resource != "" {
		resources = []string{resource}
	}
	s.draft = d[:0]
	s.Bus.Put(eventbridge.Event{DetailType: of, Source: "aws.backup", Account: at.Account,
		Region: at.Region, Resources: resources, Detail: string(append(d, '}'))})
}

func (s *Service) tellOfJob(j *job) {
	if !s.env.Applies(true, ChangesAreTold) {
		return
	}
	d := s.draft.text("backupJobId", j.ID).text("state", string(j.Life.State)).at("creationDate", j.Created)
	if j.Life.State == jobCreated {
		s.tell(j.At, "Backup Job State Change", "", d)
		return
	}
	d = d.text("backupVaultArn", j.Place.Account).text("backupVaultName", j.Vault).
		text("iamRoleArn", j.Role).text("resourceArn", j.Resource).text("resourceType", j.Type).
		text("statusMessage", j.Message).at("completionDate", j.Completed).at("startBy", j.startBy()).by(j.By)
	if j.Life.State != jobCompleted {
		s.tell(j.At, "Backup Job State Change", "", d.numeral("bytesTransferred", 0).number("percentDone", 0))
		return
	}
	s.tell(j.At, "Backup Job State Change", j.Point, d.numeral("backupSizeInBytes", j.Size).
		numeral("bytesTransferred", j.Size).number("percentDone", 100))
}

func (s *Service) tellOfCopy(j *copyJob) {
	if !s.env.Applies(true, ChangesAreTold) {
		return
	}
	d := s.draft.at("creationDate", j.Created).text("state", string(j.Life.State)).
		text("sourceBackupVaultArn", j.From).text("destinationBackupVaultArn", j.To)
	if !s.env.Applies(j.Life.State == copyCreated, CopiesTellLittleAtFirst) {
		d = d.text("copyJobId", j.ID).number("backupSizeInBytes", j.Size).text("iamRoleArn", j.Role).
			text("resourceArn", j.Resource).text("resourceType", j.Type).text("statusMessage", j.Message).
			at("completionDate", j.Completed).by(j.By)
		if j.Life.State == copyCompleted {
			d = d.text("destinationRecoveryPointArn", j.Copy)
		} else {
			d = d.raw("destinationRecoveryPointArn", "{}")
		}
	}
	s.tell(j.Scope, "Copy Job State Change", j.Of.ID, d)
}

func (s *Service) tellOfPoint(p *point) {
	if p.Life.State == pointVanished || !s.env.Applies(true, ChangesAreTold) {
		return
	}
	d := s.draft.text("backupVaultName", p.Vault.ID).text("backupVaultArn", p.Place.Account).
		at("creationDate", p.Created).text("iamRoleArn", p.Role).text("resourceType", p.Type).
		text("resourceArn", p.Resource)
	if s.env.Applies(true, PointsTellTheirStatus) {
		d = d.text("status", string(p.Life.State)).text("isEncrypted", strconv.FormatBool(p.Key != ""))
	}
	class := "WARM"
	if p.Cold {
		class = "COLD"
	}
	d = d.text("storageClass", class).at("completionDate", p.Completed).by(p.By).
		lifecycle(p.Lifecycle).named(calculatedLifeCycle).at("deleteAt", p.Ends).
		at("moveToColdStorageAt", p.Cools).end(calculatedLifeCycle)
	s.tell(p.owner(), "Recovery Point State Change", p.ARN, d)
}

const calculatedLifeCycle = "calculatedLifeCycle"

// lifecycle adds that of a recovery point, unless it is none.
func (d detail) lifecycle(l *Lifecycle) detail {
	if l == nil {
		return d
	}
	d = d.named("lifecycle")
	if l.DeleteAfterDays != nil {
		d = d.number("deleteAfterDays", *l.DeleteAfterDays)
	}
	if l.MoveToColdStorageAfterDays != nil {
		d = d.number("moveToColdStorageAfterDays", *l.MoveToColdStorageAfterDays)
	}
	return d.end("lifecycle")
}

func (s *Service) tellOfRestore(j *restoreJob) {
	if !s.env.Applies(true, ChangesAreTold) {
		return
	}
	d := s.draft.text("restoreJobId", j.ID).numeral("backupSizeInBytes", j.Size).
		at("creationDate", j.Created).text("iamRoleArn", j.Role).number("percentDone", 0).text("resourceType", j.Type).
		text("status", string(j.Life.State)).text("statusMessage", j.Message)
	if j.Life.State == restoreCompleted {
		d = d.text("backupVaultArn", j.Of.Scope.Account).text("recoveryPointArn", j.Of.ID).
			text("sourceResourceArn", j.Source).text("createdResourceArn", j.Resource).at("completionDate", j.Completed)
	}
	s.tell(j.Scope, "Restore Job State Change", j.Of.ID, d)
}

// tellOfVault tells that a vault is CREATED, MODIFIED or DELETED.
func (s *Service) tellOfVault(v *vault, state string) {
	if !s.env.Applies(true, ChangesAreTold) {
		return
	}
	d := s.draft.text("backupVaultName", v.Name).text("state", state)
	if state == "MODIFIED" {
		d = d.text("isLocked", strconv.FormatBool(v.Lock.On))
	}
	s.tell(v.Scope, "Backup Vault State Change", v.arn(), d)
}

// tellOfPlan tells that a plan is CREATED, MODIFIED or DELETED, now.
func (s *Service) tellOfPlan(p *plan, state, date string) {
	if s.env.Applies(true, ChangesAreTold) {
		s.tell(p.Scope, "Backup Plan State Change", p.arn(), s.draft.text("backupPlanId", p.ID).
			text("versionId", p.current().ID).at(date, s.env.Now()).text("state", state))
	}
}

const optInPreference = "ResourceTypeOptInPreference"

// tellOfRegion tells which types an account has just opted in to in a Region, or out of.
func (s *Service) tellOfRegion(at kernel.Scope, choices map[string]bool) {
	if len(choices) == 0 || !s.env.Applies(true, ChangesAreTold) {
		return
	}
	d := s.draft.at("modifiedAt", s.env.Now()).named(optInPreference)
	for _, name := range supportedTypes {
		if in, chosen := choices[name]; chosen {
			d = d.raw(name, strconv.FormatBool(in))
		}
	}
	s.tell(at, "Region Setting State Change", "", d.end(optInPreference).text("state", "MODIFIED"))
}
