package backup

import (
	"cmp"
	"time"

	"github.com/shareproof/shareproof/invariants"
	ebsfacts "github.com/shareproof/shareproof/invariants/ebs"
	rdsfacts "github.com/shareproof/shareproof/invariants/rds"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
)

// The states that the checks speak of.
const (
	created       backup.BackupJobState      = "CREATED"
	running       backup.BackupJobState      = "RUNNING"
	aborting      backup.BackupJobState      = "ABORTING"
	aborted       backup.BackupJobState      = "ABORTED"
	completed     backup.BackupJobState      = "COMPLETED"
	failed        backup.BackupJobState      = "FAILED"
	jobExpired    backup.BackupJobState      = "EXPIRED"
	copyCompleted backup.CopyJobState        = "COMPLETED"
	copyFailed    backup.CopyJobState        = "FAILED"
	restored      backup.RestoreJobStatus    = "COMPLETED"
	creating      backup.RecoveryPointStatus = "CREATING"
	deleting      backup.RecoveryPointStatus = "DELETING"
	expired       backup.RecoveryPointStatus = "EXPIRED"
	cold          backup.StorageClass        = "COLD"
	warm          backup.StorageClass        = "WARM"
)

// maxDelay is how long work takes at the very most.
const maxDelay = 2 * time.Hour

// mostWait is for how long a copy may wait until it begins, behind others of its resource.
const mostWait = 2 * kernel.Day

// remembered is for how long jobs that are over are surely shown, and forgotten for how long at most.
const (
	remembered = 30 * kernel.Day
	forgotten  = 32 * kernel.Day
)

// The windows of jobs that name none.
const (
	startWindow    = 8 * time.Hour
	completeWindow = 7 * kernel.Day
)

var (
	jobStates = map[string][]string{
		"CREATED": {"PENDING", "RUNNING", "ABORTING", "ABORTED", "EXPIRED", "FAILED"},
		"PENDING": {"RUNNING", "ABORTING", "ABORTED", "EXPIRED", "FAILED"},
		"RUNNING": {"COMPLETED", "FAILED", "PARTIAL", "EXPIRED", "ABORTING", "ABORTED"}, "ABORTING": {"ABORTED"},
	}
	copyStates = map[string][]string{
		"CREATED": {"RUNNING", "FAILED"}, "RUNNING": {"COMPLETED", "FAILED", "PARTIAL"},
	}
	restoreStates = map[string][]string{
		"PENDING": {"RUNNING", "FAILED", "ABORTED"}, "RUNNING": {"COMPLETED", "FAILED", "ABORTED"},
	}
	pointStates = map[string][]string{
		"CREATING":  {"AVAILABLE", "COMPLETED", "PARTIAL", "STOPPED", "DELETING", "EXPIRED"},
		"AVAILABLE": {"COMPLETED", "DELETING", "EXPIRED", "STOPPED"}, "COMPLETED": {"AVAILABLE", "DELETING", "EXPIRED"},
		"PARTIAL": {"DELETING", "EXPIRED"}, "STOPPED": {"DELETING", "EXPIRED", "AVAILABLE"},
		"DELETING": {"EXPIRED"}, "EXPIRED": {"DELETING", "AVAILABLE", "COMPLETED"},
	}
)

func (f *Facts) learnJobs(c *invariants.Call) {
	at := c.As.Scope()
	switch in := c.In.(type) {
	case *backup.StartBackupJob:
		id := c.Out.(*backup.StartBackupJobOutput).BackupJobId
		f.backups.Put(id, job{scope: at, since: c.At, in: in})
		f.owns(at, func(own *owned) { own.backups = invariants.With(own.backups, id) })
		ebsfacts.Of(c).MakesSnapshots(at.Account)
	case *backup.StopBackupJob:
		f.backups.Change(in.BackupJobId, func(j *job) { j.stopped = cmp.Or(j.stopped, max(c.At, 1)) })
	case *backup.StartCopyJob:
		id := c.Out.(*backup.StartCopyJobOutput).CopyJobId
		f.copies.Put(id, copyJob{scope: at, since: c.At, in: in})
		f.owns(at, func(own *owned) { own.copies = invariants.With(own.copies, id) })
		f.mayShare(c, in.DestinationBackupVaultArn)
	case *backup.StartRestoreJob:
		id := c.Out.(*backup.StartRestoreJobOutput).RestoreJobId
		f.restores.Put(id, restore{scope: at, since: c.At, in: in})
		f.owns(at, func(own *owned) { own.restores = invariants.With(own.restores, id) })
		ebsfacts.Of(c).MakesVolumes(at.Account)
		rdsfacts.Of(c).MakesClusters(at)
	}
}

// mayShare notes that snapshots of the caller may be shared with whoever has a vault, and copied there.
func (f *Facts) mayShare(c *invariants.Call, arn string) {
	into, ok := invariants.ScopeOf(arn)
	if !ok || into.Account == c.As.Account {
		return
	}
	f.guests.Put(guest{c.As.Scope(), into.Account}, true)
	ebsfacts.Of(c).MakesSnapshots(into.Account)
	ebsfacts.Of(c).SharesSnapshots(c.As.Scope(), into.Account)
	rdsfacts.Of(c).SharesSnapshots(c.As.Scope(), into.Account)
}

func (f *Facts) seeJobs(c *invariants.Call) {
	at := c.As.Scope()
	for shown := range jobs(c.Out) {
		j, known := f.backups.Find(shown.BackupJobId)
		if !known {
			j.scope, j.since = at, c.At
			f.owns(at, func(own *owned) { own.backups = invariants.With(own.backups, shown.BackupJobId) })
		}
		j.shown = shown
		f.backups.Put(shown.BackupJobId, j)
	}
	for shown := range copies(c.Out) {
		j, known := f.copies.Find(shown.CopyJobId)
		if !known {
			j.scope, j.since = at, c.At
			f.owns(at, func(own *owned) { own.copies = invariants.With(own.copies, shown.CopyJobId) })
		}
		j.shown = shown
		f.copies.Put(shown.CopyJobId, j)
	}
	for shown := range restores(c.Out) {
		j, known := f.restores.Find(shown.RestoreJobId)
		if !known {
			j.scope, j.since = at, c.At
			f.owns(at, func(own *owned) { own.restores = invariants.With(own.restores, shown.RestoreJobId) })
		}
		j.shown = shown
		f.restores.Put(shown.RestoreJobId, j)
	}
}

// window is a number of minutes, or what stands for none.
func window(minutes *int64, otherwise time.Duration) time.Duration {
	if minutes == nil {
		return otherwise
	}
	return time.Duration(*minutes) * time.Minute
}

func jobCaused(c *invariants.Call, r *invariants.Resource) string {
	j, known := Of(c).backups.Find(r.ID)
	shown, ok := r.Shown.(*backup.BackupJob)
	if !ok {
		return ""
	}
	switch {
	case shown.State == completed && (shown.RecoveryPointArn == "" || shown.CompletionDate == 0):
		return r.ID + " is COMPLETED and shows no recovery point, or not when"
	case shown.CompletionDate != 0 && (shown.CompletionDate < shown.CreationDate || shown.CompletionDate > c.At):
		return r.ID + " was done before it began, or is still to be"
	case shown.State == jobExpired && shown.CompletionDate != 0 && shown.StartBy != 0 &&
		shown.CompletionDate < shown.StartBy && j.in != nil && j.in.CompleteWindowMinutes == nil:
		return r.ID + " is EXPIRED before its window is over"
	case shown.State == created && shown.StartBy != 0 && c.At > shown.StartBy.Add(maxDelay):
		return r.ID + " is CREATED after its window"
	case known && j.in != nil && shown.StartBy != 0 &&
		shown.StartBy > shown.CreationDate.Add(window(j.in.StartWindowMinutes, startWindow)):
		return r.ID + " may start later than its window tells"
	case known && j.stopped != 0 && shown.State != aborting && shown.State != aborted && shown.State != failed:
		return r.ID + " is " + string(shown.State) + " though it was stopped"
	case (shown.State == aborting || shown.State == aborted) && known && j.in != nil && j.stopped == 0 &&
		j.in.CompleteWindowMinutes == nil && c.At < shown.CreationDate.Add(completeWindow):
		return r.ID + " is " + string(shown.State) + " though nobody stopped it"
	case known && j.in != nil && (shown.ResourceArn != j.in.ResourceArn || shown.BackupVaultName != j.in.BackupVaultName):
		return r.ID + " backs up something else than was asked for, or elsewhere"
	}
	return ""
}

func jobDue(c *invariants.Call, r *invariants.Resource) kernel.Time {
	j := Of(c).backups.Of(r.ID)
	switch backup.BackupJobState(r.State) {
	case "":
		return 0 // the answer tells but the ID
	case created, "PENDING", running, aborting:
		if j.in == nil {
			return r.Created.Add(remembered)
		}
		return r.Created.Add(window(j.in.StartWindowMinutes, startWindow) +
			window(j.in.CompleteWindowMinutes, completeWindow) + maxDelay)
	}
	return max(r.Created, r.Updated).Add(forgotten)
}

func copyCaused(c *invariants.Call, r *invariants.Resource) string {
	f := Of(c)
	j, known := f.copies.Find(r.ID)
	shown, ok := r.Shown.(*backup.CopyJob)
	if !ok {
		return ""
	}
	by := f.backups.Of(shown.CreatedByBackupJobId)
	switch {
	case shown.State == copyCompleted && shown.DestinationRecoveryPointArn == "":
		return r.ID + " is COMPLETED and shows no copy"
	case shown.State == copyFailed && shown.StatusMessage == "":
		return r.ID + " is FAILED and does not say why"
	case known && j.in != nil && shown.CreatedByBackupJobId != "":
		return r.ID + " was asked for and shows a backup job that made it"
	case known && j.in != nil && (shown.SourceRecoveryPointArn != j.in.RecoveryPointArn ||
		shown.DestinationBackupVaultArn != j.in.DestinationBackupVaultArn):
		return r.ID + " copies something else than was asked for, or elsewhere"
	case by.shown != nil && (by.shown.State == failed || by.shown.State == jobExpired || by.shown.State == aborted):
		return r.ID + " copies what " + shown.CreatedByBackupJobId + " never made"
	case by.shown != nil && by.shown.State == completed && by.shown.RecoveryPointArn != shown.SourceRecoveryPointArn:
		return r.ID + " copies something else than " + shown.CreatedByBackupJobId + " made"
	}
	return ""
}

func copyDue(_ *invariants.Call, r *invariants.Resource) kernel.Time {
	switch r.State {
	case "":
		return 0
	case "CREATED":
		return r.Created.Add(mostWait)
	case "RUNNING":
		return r.Created.Add(mostWait + maxDelay)
	}
	return max(r.Created, r.Updated).Add(forgotten)
}

func restoreCaused(c *invariants.Call, r *invariants.Resource) string {
	j, known := Of(c).restores.Find(r.ID)
	shown, ok := r.Shown.(*backup.RestoreJobsListMember)
	switch {
	case !ok:
	case shown.Status == restored && shown.CreatedResourceArn == "":
		return r.ID + " is COMPLETED and shows nothing that it made"
	case known && j.in != nil && shown.RecoveryPointArn != j.in.RecoveryPointArn:
		return r.ID + " restores something else than was asked for"
	}
	return ""
}

func restoreDue(_ *invariants.Call, r *invariants.Resource) kernel.Time {
	switch r.State {
	case "":
		return 0
	case "PENDING", "RUNNING":
		return r.Created.Add(kernel.Day)
	}
	return max(r.Created, r.Updated).Add(forgotten)
}

func pointCaused(c *invariants.Call, r *invariants.Resource) string {
	p, known := Of(c).points.Find(r.ID)
	shown := r.Shown.(*pointView)
	due := shown.deletes != 0 && c.At >= shown.deletes || known && p.shown.deletes != 0 && c.At >= p.shown.deletes
	asked := known && (p.deleted != 0 || p.rewritten != 0)
	if (shown.status == deleting || shown.status == expired) && !due && !asked && known {
		return r.ID + " is " + string(shown.status) + " before its time, and nobody deleted it"
	}
	return ""
}

func pointEnded(c *invariants.Call, r *invariants.Resource) string {
	p, known := Of(c).points.Find(r.ID)
	if known && p.deleted != 0 && r.State != string(deleting) && r.State != string(expired) {
		return r.ID + " is " + r.State + " though it was deleted"
	}
	return ""
}

func pointDue(c *invariants.Call, r *invariants.Resource) kernel.Time {
	p, known := Of(c).points.Find(r.ID)
	switch {
	case !known:
	case p.deleted != 0 && r.State == string(deleting):
		return p.deleted.Add(maxDelay)
	case r.State == string(creating):
		return p.since.Add(completeWindow + maxDelay)
	}
	return 0
}
