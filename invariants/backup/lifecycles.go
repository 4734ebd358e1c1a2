package backup

import (
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
)

var (
	// LifecyclesAreKept is the invariant of retention.
	LifecyclesAreKept = &invariants.Invariant{
		ID: "INV-BKP-05",
		Says: "No recovery point outlives its lifecycle by more than 8 hours, unless it is EXPIRED, or ends before it but " +
			"by a recorded call; nothing is cold before its time; a copy is as old as its source, and lives as long where " +
			"nothing else was asked for.",
		Accepted: lived, Refused: endedEarly,
	}
	// LocksHold is the invariant of vault locks.
	LocksHold = &invariants.Invariant{
		ID: "INV-BKP-06",
		Says: "While a vault is locked nobody deletes what is in it or writes its lifecycle, nothing comes in whose " +
			"retention is out of the lock's bounds, and from its date on the lock stays as it is.",
		Accepted: locked,
	}
)

// expiry is within what time after its end a recovery point is deleted.
const expiry = 8 * time.Hour

// days is how long so many of them are.
func days(n int64) time.Duration { return time.Duration(n) * kernel.Day }

func lived(c *invariants.Call) string {
	f := Of(c)
	for shown := range points(c.Out) {
		p, known := f.points.Find(shown.arn)
		switch l := shown.lifecycle; {
		case shown.deletes != after0(shown.created, l.DeleteAfterDays):
			return shown.arn + " is not to be deleted when its lifecycle says"
		case shown.cools != 0 && shown.cools != after0(shown.created, l.MoveToColdStorageAfterDays):
			return shown.arn + " is not to be cold when its lifecycle says"
		case shown.deletes != 0 && c.At > max(shown.deletes, shown.completed).Add(expiry+maxDelay) &&
			shown.status != expired && shown.status != creating && !f.rewrittenBy(c, shown.arn) && !f.read(c, shown):
			return shown.arn + " outlives its lifecycle, which ended at " + shown.deletes.String()
		case shown.class == cold && (shown.cools == 0 || c.At < shown.cools) && p.rewritten == 0:
			return shown.arn + " is cold before its time"
		case shown.class == warm && managesInFull(shown.kind) && shown.status != expired && shown.status != creating &&
			shown.cools != 0 && p.rewritten == 0 &&
			c.At > max(shown.cools, shown.completed).Add(expiry+maxDelay):
			return shown.arn + " is not cold after its time"
		case known && p.rewritten == 0 && !sameLifecycle(&p.shown.lifecycle, &shown.lifecycle):
			return shown.arn + " has another lifecycle though nobody wrote one"
		}
		if wrong := f.livesAsAsked(c, shown, &p); wrong != "" {
			return wrong
		}
	}
	for shown := range copies(c.Out) {
		if wrong := f.copiesLive(shown); wrong != "" {
			return wrong
		}
	}
	return ""
}

// rewrittenBy reports whether a recovery point just got another lifecycle, so that its end may have passed already.
func (f *Facts) rewrittenBy(c *invariants.Call, arn string) bool {
	at := f.touched.Of(arn)
	return at != 0 && c.At <= at.Add(expiry+maxDelay)
}

// read reports whether jobs may have read a recovery point when it expired, or wait to: they keep it.
func (f *Facts) read(c *invariants.Call, shown *pointView) bool {
	own := f.own.Of(c.As.Scope())
	for _, id := range own.copies {
		j := f.copies.Of(id)
		of := j.in != nil && j.in.RecoveryPointArn == shown.arn ||
			j.shown != nil && j.shown.SourceRecoveryPointArn == shown.arn
		if of && j.since.Add(mostWait+maxDelay) >= shown.deletes {
			return true
		}
	}
	for _, id := range own.restores {
		if j := f.restores.Of(id); j.in != nil && j.in.RecoveryPointArn == shown.arn &&
			j.since.Add(kernel.Day) >= shown.deletes {
			return true
		}
	}
	return shown.plan != nil && shown.created.Add(mostWait) >= shown.deletes
}

// after0 is so many days after a time; 0, which is never, where there are none.
func after0(from kernel.Time, n *int64) kernel.Time {
	if n == nil || *n < 0 {
		return 0
	}
	return from.Add(days(*n))
}

func sameLifecycle(a, b *backup.Lifecycle) bool {
	return sameDays(a.DeleteAfterDays, b.DeleteAfterDays) &&
		sameDays(a.MoveToColdStorageAfterDays, b.MoveToColdStorageAfterDays)
}

// sameDays compares numbers of days: a negative one is none.
func sameDays(a, b *int64) bool {
	none := func(n *int64) bool { return n == nil || *n < 0 }
	return none(a) && none(b) || !none(a) && !none(b) && *a == *b
}

// livesAsAsked compares the lifecycle of a recovery point with the one that was asked for last.
func (f *Facts) livesAsAsked(c *invariants.Call, shown *pointView, p *point) string {
	if p.rewritten != 0 && p.lifecycle != nil && !sameDays(p.lifecycle.DeleteAfterDays, shown.lifecycle.DeleteAfterDays) &&
		p.lifecycle.DeleteAfterDays != nil {
		return shown.arn + " has another lifecycle than was written"
	}
	for _, id := range f.own.Of(c.As.Scope()).backups {
		j := f.backups.Of(id)
		if p.rewritten != 0 || f.touched.Of(shown.arn) != 0 || j.in == nil || j.shown == nil ||
			j.shown.RecoveryPointArn != shown.arn {
			continue
		}
		want := backup.Lifecycle{}
		if j.in.Lifecycle != nil {
			want = *j.in.Lifecycle
		}
		if !sameDays(want.DeleteAfterDays, shown.lifecycle.DeleteAfterDays) {
			return shown.arn + " has another lifecycle than was asked for"
		}
	}
	return ""
}

// copiesLive compares the copy of a job with its source.
func (f *Facts) copiesLive(shown *backup.CopyJob) string {
	source, known := f.points.Find(shown.SourceRecoveryPointArn)
	made, there := f.points.Find(shown.DestinationRecoveryPointArn)
	if !known || !there || shown.State != copyCompleted {
		return ""
	}
	j := f.copies.Of(shown.CopyJobId)
	switch {
	case source.shown.created != made.shown.created:
		return shown.DestinationRecoveryPointArn + " is not as old as what it is a copy of"
	case j.in == nil || made.rewritten != 0 || source.rewritten != 0:
	case j.in.Lifecycle == nil || j.in.Lifecycle.DeleteAfterDays == nil:
		if made.shown.deletes != source.shown.deletes {
			return shown.DestinationRecoveryPointArn + " does not live as long as what it is a copy of"
		}
	case *j.in.Lifecycle.DeleteAfterDays >= 0 &&
		!sameDays(made.shown.lifecycle.DeleteAfterDays, j.in.Lifecycle.DeleteAfterDays):
		return shown.DestinationRecoveryPointArn + " has another lifecycle than was asked for"
	}
	return ""
}

// endedEarly finds recovery points that are gone though they should be there.
func endedEarly(c *invariants.Call) string {
	in, ok := c.In.(*backup.DescribeRecoveryPoint)
	if !ok || c.Refusal.Code != "ResourceNotFoundException" {
		return ""
	}
	f := Of(c)
	p, known := f.points.Find(in.RecoveryPointArn)
	if known && p.scope == c.As.Scope() && f.vaults.Of(p.vault).arn == vaultARN(c.As.Scope(), in.BackupVaultName) &&
		p.stays(c.At) {
		return in.RecoveryPointArn + " is gone before its lifecycle ends"
	}
	return ""
}

// stays reports whether a recovery point is surely still there.
func (p *point) stays(at kernel.Time) bool {
	until, settled := p.settled()
	return settled && (until == 0 || at < until) && p.rewritten == 0
}

// waits reports whether a vault's lock keeps changes out now.
func (v *vault) waits(at kernel.Time) bool {
	in, _, known := v.lockAt(at)
	return known && in != nil
}

func locked(c *invariants.Call) string {
	f := Of(c)
	at := func(name string) *vault {
		v, _ := f.vaultAt(vaultARN(c.As.Scope(), name))
		return &v
	}
	switch in := c.In.(type) {
	case *backup.DeleteRecoveryPoint:
		if at(in.BackupVaultName).waits(c.At) {
			return in.RecoveryPointArn + " is deleted from a locked vault"
		}
	case *backup.UpdateRecoveryPointLifecycle:
		if at(in.BackupVaultName).waits(c.At) {
			return "the lifecycle of " + in.RecoveryPointArn + " is written in a locked vault"
		}
	case *backup.PutBackupVaultLockConfiguration:
		if at(in.BackupVaultName).immutable(c.At) {
			return in.BackupVaultName + " is locked otherwise though its lock is immutable"
		}
	case *backup.DeleteBackupVaultLockConfiguration:
		if at(in.BackupVaultName).immutable(c.At) {
			return in.BackupVaultName + " is unlocked though its lock is immutable"
		}
	case *backup.DeleteBackupVault:
		v := at(in.BackupVaultName)
		for _, arn := range v.points {
			if p := f.points.Of(arn); p.stays(c.At) {
				return in.BackupVaultName + " is deleted though " + arn + " is in it"
			}
		}
	}
	return f.bounded(c)
}

// bounded wants jobs that are done to have brought into locked vaults only what the lock lets in.
func (f *Facts) bounded(c *invariants.Call) string {
	for shown := range jobs(c.Out) {
		if shown.State == completed {
			wrong := f.within(shown.BackupVaultArn, shown.CreationDate, shown.CompletionDate, shown.RecoveryPointLifecycle)
			if wrong != "" {
				return shown.BackupJobId + wrong
			}
		}
	}
	for shown := range copies(c.Out) {
		p, known := f.points.Find(shown.DestinationRecoveryPointArn)
		l := backup.Lifecycle{}
		switch j := f.copies.Of(shown.CopyJobId); {
		case shown.State != copyCompleted:
			continue
		case j.in != nil && j.in.Lifecycle != nil && kernel.Value(j.in.Lifecycle.DeleteAfterDays) > 0:
			l = *j.in.Lifecycle
		case !known || p.rewritten != 0:
			continue
		default:
			l = p.shown.lifecycle
		}
		wrong := f.within(shown.DestinationBackupVaultArn, shown.CreationDate, shown.CompletionDate, &l)
		if wrong != "" {
			return shown.CopyJobId + wrong
		}
	}
	return ""
}

// within holds a lifecycle against the lock that a vault had during all of a span.
func (f *Facts) within(arn string, from, to kernel.Time, l *backup.Lifecycle) string {
	v, known := f.vaultAt(arn)
	if !known {
		return ""
	}
	in, since, known := v.lockAt(to)
	if !known || in == nil || since >= from {
		return ""
	}
	var kept *int64
	if l != nil && l.DeleteAfterDays != nil && *l.DeleteAfterDays >= 0 {
		kept = l.DeleteAfterDays
	}
	switch least, most := in.MinRetentionDays, in.MaxRetentionDays; {
	case least != nil && kept != nil && *kept < *least:
		return " is COMPLETED though the vault's lock wants what is in it to be kept longer"
	case most != nil && (kept == nil || *kept > *most):
		return " is COMPLETED though the vault's lock does not want what is in it to be kept so long"
	}
	return ""
}
