package backup

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
)

// Facts are what a history says of vaults, what is in them, and the jobs and plans that fill them.
type Facts struct {
	own        invariants.Map[kernel.Scope, owned]
	vaults     invariants.Map[string, vault]  // by ID
	latest     invariants.Map[string, string] // the ID of the vault that has an ARN, or had it last
	points     invariants.Map[string, point]  // by ARN
	backups    invariants.Map[string, job]
	copies     invariants.Map[string, copyJob]
	restores   invariants.Map[string, restore]
	plans      invariants.Map[string, plan]
	selections invariants.Map[string, selection]
	stays      invariants.Map[string, []stay]   // of an account in organizations
	switches   invariants.Map[string, []toggle] // of the copies across accounts of an organization
	choices    invariants.Map[kernel.Scope, choice]
	tags       invariants.Map[string, map[string]string] // of vaults and plans that calls made, by ARN
	guests     invariants.Map[guest, bool]
	roles      invariants.Map[string, kernel.Time] // when the rights of a role changed last, by account and name
	touched    invariants.Map[string, kernel.Time] // when a call deleted a recovery point last, or wrote its lifecycle
}

var facts invariants.Facts[Facts]

// Of returns the facts of a call's history.
func Of(c *invariants.Call) *Facts { return facts.Of(c) }

// owned is what an account has in a Region.
type owned struct{ vaults, backups, copies, restores, plans []string }

// guest is an account into whose vaults recovery points of a scope may be copied, or were.
type guest struct {
	of      kernel.Scope
	account string
}

// vault is what the history says of a vault.
type vault struct {
	arn      string
	scope    kernel.Scope
	since    kernel.Time
	made     bool // by a call of the history
	shown    *backup.BackupVaultListMember
	policies []policy // that it had, one after the other
	locks    []lock   // that were put on it, or taken off
	points   []string // that were ever seen in it
	deleted  kernel.Time
}

// policy is the access policy of a vault from a time on; "" for none.
type policy struct {
	from   kernel.Time
	text   string
	opened []string // accounts that a statement allows to copy into the vault, * for any
	closed []string // accounts that one denies it whatever else holds, * for all
}

// lock is the lock of a vault from a time on; nil for none.
type lock struct {
	from kernel.Time
	in   *backup.PutBackupVaultLockConfiguration
}

// point is what the history says of a recovery point.
type point struct {
	vault     string // the ID of the vault
	scope     kernel.Scope
	since     kernel.Time
	shown     *pointView
	class     backup.StorageClass // shown last
	deleted   kernel.Time         // asked for
	rewritten kernel.Time         // its lifecycle, by a call
	lifecycle *backup.Lifecycle   // that the call wrote
	gone      bool
}

// job is what the history says of a backup job.
type job struct {
	scope   kernel.Scope
	since   kernel.Time
	in      *backup.StartBackupJob // nil where a plan may have started it
	shown   *backup.BackupJob
	stopped kernel.Time
}

// copyJob is what the history says of a copy job.
type copyJob struct {
	scope kernel.Scope
	since kernel.Time
	in    *backup.StartCopyJob
	shown *backup.CopyJob
}

// restore is what the history says of a restore job.
type restore struct {
	scope kernel.Scope
	since kernel.Time
	in    *backup.StartRestoreJob
	shown *backup.RestoreJobsListMember
}

// choice is what resource types a scope has opted in to, as far as calls tell.
type choice struct {
	types   map[string]bool
	changed kernel.Time
}

func learn(c *invariants.Call) {
	f := Of(c)
	f.learnVaults(c)
	f.learnPoints(c)
	f.learnJobs(c)
	f.learnPlans(c)
	f.learnStays(c)
	f.learnSettings(c)
	f.learnTags(c)
	for v := range vaults(c.Out) {
		f.seeVault(c, v)
	}
	for p := range points(c.Out) {
		f.seePoint(c, p)
	}
	f.seeJobs(c)
	f.seeWhole(c)
}

func (f *Facts) owns(scope kernel.Scope, change func(*owned)) {
	own := f.own.Of(scope)
	change(&own)
	f.own.Put(scope, own)
}

// after returns a list with one more at its end, and leaves the list as it is.
func after[T any](list []T, e T) []T { return append(slices.Clip(list), e) }

// vaultARN returns the ARN of a vault that a caller names.
func vaultARN(at kernel.Scope, name string) string { return at.ARN("backup", "backup-vault:"+name) }

// vaultID returns the ID of the vault that has an ARN. The ARN is given again once its vault is deleted: that of the
// Default vault also without a call, by a look at the console.
func (f *Facts) vaultID(arn string, made bool) string {
	id, known := f.latest.Find(arn)
	if !known {
		return arn
	}
	if v := f.vaults.Of(id); v.deleted != 0 && (made || strings.HasSuffix(arn, ":backup-vault:Default")) {
		return fmt.Sprintf("%s since %d", arn, f.vaults.Len())
	}
	return id
}

// vaultAt returns the vault that an ARN names now.
func (f *Facts) vaultAt(arn string) (v vault, known bool) {
	v, known = f.vaults.Find(f.latest.Of(arn))
	return v, known && v.deleted == 0
}

// changeVault changes the vault of a name that a caller has.
func (f *Facts) changeVault(c *invariants.Call, name string, change func(*vault)) {
	f.vaults.Change(f.latest.Of(vaultARN(c.As.Scope(), name)), change)
}

func (f *Facts) learnVaults(c *invariants.Call) {
	switch in := c.In.(type) {
	case *backup.CreateBackupVault:
		arn := c.Out.(*backup.CreateBackupVaultOutput).BackupVaultArn
		if _, there := f.vaultAt(arn); there {
			return // a repeated request
		}
		id := f.vaultID(arn, true)
		f.latest.Put(arn, id)
		f.vaults.Put(id, vault{
			arn: arn, scope: c.As.Scope(), since: c.At, made: true, policies: []policy{{from: c.At}},
			locks: []lock{{from: c.At}},
		})
		f.owns(c.As.Scope(), func(own *owned) { own.vaults = invariants.With(own.vaults, id) })
		f.tags.Put(arn, in.BackupVaultTags)
	case *backup.DeleteBackupVault:
		f.changeVault(c, in.BackupVaultName, func(v *vault) { v.deleted = max(c.At, 1) })
	case *backup.PutBackupVaultAccessPolicy:
		f.changeVault(c, in.BackupVaultName, func(v *vault) { v.policies = after(v.policies, newPolicy(c.At, in.Policy)) })
	case *backup.DeleteBackupVaultAccessPolicy:
		f.changeVault(c, in.BackupVaultName, func(v *vault) { v.policies = after(v.policies, policy{from: c.At}) })
	case *backup.PutBackupVaultLockConfiguration:
		f.changeVault(c, in.BackupVaultName, func(v *vault) { v.locks = after(v.locks, lock{c.At, in}) })
	case *backup.DeleteBackupVaultLockConfiguration:
		f.changeVault(c, in.BackupVaultName, func(v *vault) { v.locks = after(v.locks, lock{from: c.At}) })
	}
}

func (f *Facts) seeVault(c *invariants.Call, shown *backup.BackupVaultListMember) {
	id := f.vaultID(shown.BackupVaultArn, false)
	v, known := f.vaults.Find(id)
	if !known {
		v.arn, v.since = shown.BackupVaultArn, c.At
		v.scope, _ = invariants.ScopeOf(shown.BackupVaultArn)
		f.latest.Put(shown.BackupVaultArn, id)
		f.owns(v.scope, func(own *owned) { own.vaults = invariants.With(own.vaults, id) })
	}
	v.shown = shown
	f.vaults.Put(id, v)
}

// lockAt returns the lock that a vault has at a time, nil if it has none; false where that is not known.
func (v *vault) lockAt(at kernel.Time) (in *backup.PutBackupVaultLockConfiguration, from kernel.Time, known bool) {
	for i := len(v.locks) - 1; i >= 0; i-- {
		if v.locks[i].from <= at {
			return v.locks[i].in, v.locks[i].from, true
		}
	}
	return nil, 0, false
}

// immutable reports whether a vault's lock cannot be changed any more.
func (v *vault) immutable(at kernel.Time) bool {
	in, from, known := v.lockAt(at)
	return known && in != nil && in.ChangeableForDays != nil &&
		at > from.Add(days(*in.ChangeableForDays))
}

func (f *Facts) learnPoints(c *invariants.Call) {
	switch in := c.In.(type) {
	case *backup.DeleteRecoveryPoint:
		f.touched.Put(in.RecoveryPointArn, max(c.At, 1))
		f.points.Change(in.RecoveryPointArn, func(p *point) { p.deleted = cmp.Or(p.deleted, max(c.At, 1)) })
	case *backup.DisassociateRecoveryPoint:
		f.touched.Put(in.RecoveryPointArn, max(c.At, 1))
		f.points.Change(in.RecoveryPointArn, func(p *point) { p.deleted = cmp.Or(p.deleted, max(c.At, 1)) })
	case *backup.UpdateRecoveryPointLifecycle:
		f.touched.Put(in.RecoveryPointArn, max(c.At, 1))
		f.points.Change(in.RecoveryPointArn, func(p *point) { p.rewritten, p.lifecycle = max(c.At, 1), in.Lifecycle })
	}
}

func (f *Facts) seePoint(c *invariants.Call, shown *pointView) {
	p, known := f.points.Find(shown.arn)
	if !known {
		p.since = c.At
		p.vault = f.vaultID(shown.vault, false)
		p.scope, _ = invariants.ScopeOf(shown.vault)
		f.vaults.Change(p.vault, func(v *vault) { v.points = invariants.With(v.points, shown.arn) })
		p.rewritten = f.touched.Of(shown.arn)
	}
	if shown.class != "" {
		p.class = shown.class
	}
	p.shown = shown
	f.points.Put(shown.arn, p)
}

// settled returns when a recovery point that is known is deleted by its lifecycle, 0
// for never; false where it may be gone before.
func (p *point) settled() (until kernel.Time, known bool) {
	if p.shown == nil {
		return 0, false
	}
	return p.shown.deletes, p.deleted == 0 && !p.gone && p.shown.status != deleting && p.shown.status != creating
}

func (f *Facts) learnTags(c *invariants.Call) {
	switch in := c.In.(type) {
	case *backup.TagResource:
		f.retag(in.ResourceArn, func(tags map[string]string) { maps.Copy(tags, in.Tags) })
	case *backup.UntagResource:
		f.retag(in.ResourceArn, func(tags map[string]string) {
			for _, key := range in.TagKeyList {
				delete(tags, key)
			}
		})
	}
}

func (f *Facts) retag(arn string, change func(map[string]string)) {
	f.tags.Change(arn, func(tags *map[string]string) {
		changed := maps.Clone(*tags)
		if changed == nil {
			changed = map[string]string{}
		}
		change(changed)
		*tags = changed
	})
}

func (f *Facts) learnSettings(c *invariants.Call) {
	switch in := c.In.(type) {
	case *backup.UpdateGlobalSettings:
		f.turn(c, in.GlobalSettings[crossAccount])
	case *backup.UpdateRegionSettings:
		at := f.choices.Of(c.As.Scope())
		chosen := maps.Clone(at.types)
		if chosen == nil {
			chosen = map[string]bool{}
		}
		maps.Copy(chosen, in.ResourceTypeOptInPreference)
		f.choices.Put(c.As.Scope(), choice{chosen, max(c.At, 1)})
	}
}

// typeOf returns the resource type of an ARN, "" where no type of a world has such.
func typeOf(arn string) string {
	switch a, err := kernel.ParseARN(arn); {
	case err != nil:
	case a.Service == "ec2" && strings.HasPrefix(a.Resource, "volume/"):
		return "EBS"
	case a.Service == "rds" && strings.HasPrefix(a.Resource, "cluster:"):
		return "Aurora"
	case a.Service == "elasticfilesystem" && strings.HasPrefix(a.Resource, "file-system/"):
		return "EFS"
	}
	return ""
}
