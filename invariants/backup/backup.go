// Package backup observes the calls of AWS Backup, and what its jobs do with the snapshots of Amazon EBS and Aurora.
package backup

import (
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

// Service is AWS Backup as the invariants look at it.
var Service = invariants.Register(&invariants.Service{
	APIs: []*kernel.API{backup.API}, Hears: []*kernel.API{organizations.API, iam.API},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{vaultKind, pointKind, jobKind, copyKind, restoreKind, planKind, selectionKind},
	Shown: shown, Named: named, Alike: true, Tokens: &tokens,
	Page: page, Listed: listed, Filtered: filtered, Written: written, Quotas: quotas,
	Invariants: []*invariants.Invariant{
		CopiesAreAllowed, TheSwitchIsTheManagements, KeysAreOpened, CopiesAreEncrypted, LifecyclesAreKept, LocksHold,
		SharesAreTakenBack, ManagedSnapshotsStay, PlansAreFollowed,
	},
})

// tokens are those of jobs, plans, selections and vaults. A vault that is made anew under its name is another one.
var tokens = invariants.Tokens{
	Within: func(in any) string {
		if v, ok := in.(*backup.CreateBackupVault); ok {
			return v.BackupVaultName
		}
		return ""
	},
	Last: func(in any) time.Duration {
		switch in.(type) {
		case *backup.StartBackupJob, *backup.StartCopyJob, *backup.StartRestoreJob:
			return time.Hour
		}
		return 0
	},
	Forgotten: func(c *invariants.Call, out any) bool {
		f := Of(c)
		switch made := out.(type) {
		case *backup.CreateBackupPlanOutput:
			return f.plans.Of(made.BackupPlanId).deleted != 0
		case *backup.CreateBackupSelectionOutput:
			return f.selections.Of(made.SelectionId).to != 0 || f.plans.Of(made.BackupPlanId).deleted != 0
		}
		v, ok := out.(*backup.CreateBackupVaultOutput)
		if !ok {
			return false
		}
		_, there := Of(c).vaultAt(v.BackupVaultArn)
		return !there || Of(c).latest.Of(v.BackupVaultArn) != v.BackupVaultArn // or made anew
	},
}

// The kinds of resources. A recovery point is told by its ARN, which is that of what it is in its service.
var (
	vaultKind = &invariants.Kind{
		Name: "vault", Path: "backup-vault:", Hidden: invariants.OwnOnly,
		Same: invariants.Same(func(_ *invariants.Call, was, is *backup.BackupVaultListMember) bool {
			return was.CreationDate == is.CreationDate && was.EncryptionKeyArn == is.EncryptionKeyArn &&
				was.VaultType == is.VaultType
		}),
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			if v := Of(c).vaults.Of(r.ID); v.deleted != 0 {
				return r.ID + " is shown though it was deleted"
			}
			return ""
		},
	}
	pointKind = &invariants.Kind{
		Name: "recovery point", Hidden: invariants.OwnOnly, Next: pointStates,
		Same: invariants.Same(func(_ *invariants.Call, was, is *pointView) bool {
			return was.created == is.created && was.vault == is.vault && was.resource == is.resource && was.source == is.source
		}),
		Unknown: func(*invariants.Call, *invariants.Name) bool { return true },
		Ended:   pointEnded, Caused: pointCaused, Due: pointDue,
	}
	jobKind = &invariants.Kind{
		Name: "backup job", Hidden: invariants.OwnOnly, Next: jobStates,
		Same: invariants.Same(func(_ *invariants.Call, was, is *backup.BackupJob) bool {
			return was.CreationDate == is.CreationDate && was.ResourceArn == is.ResourceArn && was.IamRoleArn == is.IamRoleArn &&
				was.BackupVaultArn == is.BackupVaultArn &&
				(was.RecoveryPointArn == "" || was.RecoveryPointArn == is.RecoveryPointArn) &&
				(was.CompletionDate == 0 || was.CompletionDate == is.CompletionDate)
		}),
		Unknown: nobodys, Caused: jobCaused, Due: jobDue,
	}
	copyKind = &invariants.Kind{
		Name: "copy job", Hidden: invariants.OwnOnly, Next: copyStates,
		Same: invariants.Same(func(_ *invariants.Call, was, is *backup.CopyJob) bool {
			return was.CreationDate == is.CreationDate && was.SourceRecoveryPointArn == is.SourceRecoveryPointArn &&
				was.DestinationBackupVaultArn == is.DestinationBackupVaultArn && was.IamRoleArn == is.IamRoleArn &&
				(was.DestinationRecoveryPointArn == "" || was.DestinationRecoveryPointArn == is.DestinationRecoveryPointArn)
		}),
		Unknown: nobodys, Caused: copyCaused, Due: copyDue,
	}
	restoreKind = &invariants.Kind{
		Name: "restore job", Hidden: invariants.OwnOnly, Next: restoreStates,
		Same: invariants.Same(func(_ *invariants.Call, was, is *backup.RestoreJobsListMember) bool {
			return was.CreationDate == is.CreationDate && was.RecoveryPointArn == is.RecoveryPointArn &&
				(was.CreatedResourceArn == "" || was.CreatedResourceArn == is.CreatedResourceArn)
		}),
		Unknown: nobodys, Caused: restoreCaused, Due: restoreDue,
	}
	planKind = &invariants.Kind{
		Name: "backup plan", Path: "backup-plan:", Hidden: invariants.OwnOnly, Unknown: nobodys,
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			_, gets := c.In.(*backup.ListBackupPlans)
			if p := Of(c).plans.Of(r.ID); gets && p.deleted != 0 && r.State != "deleted" {
				return r.ID + " is shown though it was deleted"
			}
			return ""
		},
	}
	selectionKind = &invariants.Kind{
		Name: "selection", Hidden: invariants.OwnOnly, Unknown: nobodys,
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			if s := Of(c).selections.Of(r.ID); s.to != 0 {
				return r.ID + " is shown though it was deleted"
			}
			return ""
		},
	}
)

// nobodys says that what calls have not made is nobody's: plans and jobs by plans are shown to their owners first.
func nobodys(c *invariants.Call, _ *invariants.Name) bool {
	return len(Of(c).own.Of(c.As.Scope()).plans) > 0
}

func shown(c *invariants.Call, show func(invariants.Resource)) {
	for v := range vaults(c.Out) {
		scope, _ := invariants.ScopeOf(v.BackupVaultArn)
		show(invariants.Resource{
			Kind: vaultKind, ID: Of(c).vaultID(v.BackupVaultArn, false), ARN: v.BackupVaultArn, Name: v.BackupVaultName,
			Scope: scope, Created: v.CreationDate, Shown: v,
		})
	}
	for p := range points(c.Out) {
		scope, _ := invariants.ScopeOf(p.vault)
		show(invariants.Resource{
			Kind: pointKind, ID: p.arn, Scope: scope, State: string(p.status), Created: p.created, Shown: p,
		})
	}
	for j := range jobs(c.Out) {
		show(invariants.Resource{
			Kind: jobKind, ID: j.BackupJobId, Scope: kernel.Scope{Account: j.AccountId, Region: c.As.Region},
			State: string(j.State), Created: j.CreationDate, Updated: j.CompletionDate, Shown: j,
		})
	}
	for j := range copies(c.Out) {
		show(invariants.Resource{
			Kind: copyKind, ID: j.CopyJobId, Scope: kernel.Scope{Account: j.AccountId, Region: c.As.Region},
			State: string(j.State), Created: j.CreationDate, Updated: j.CompletionDate, Shown: j,
		})
	}
	for j := range restores(c.Out) {
		show(invariants.Resource{
			Kind: restoreKind, ID: j.RestoreJobId, Scope: kernel.Scope{Account: j.AccountId, Region: c.As.Region},
			State: string(j.Status), Created: j.CreationDate, Updated: j.CompletionDate, Shown: j,
		})
	}
	showMade(c, show)
	showPlans(c, show)
}

// showMade shows what a call has made and tells but the ID of.
func showMade(c *invariants.Call, show func(invariants.Resource)) {
	switch out := c.Out.(type) {
	case *backup.CreateBackupVaultOutput:
		_, there := Of(c).vaultAt(out.BackupVaultArn)
		scope, _ := invariants.ScopeOf(out.BackupVaultArn)
		show(invariants.Resource{
			Kind: vaultKind, ID: Of(c).vaultID(out.BackupVaultArn, true), ARN: out.BackupVaultArn, Name: out.BackupVaultName,
			Scope: scope, Made: !there || c.In.(*backup.CreateBackupVault).CreatorRequestId == "", Created: out.CreationDate,
		})
	case *backup.StartBackupJobOutput:
		show(invariants.Resource{Kind: jobKind, ID: out.BackupJobId, Scope: c.As.Scope(), Made: true})
	case *backup.StartCopyJobOutput:
		show(invariants.Resource{Kind: copyKind, ID: out.CopyJobId, Scope: c.As.Scope(), Made: true})
	case *backup.StartRestoreJobOutput:
		show(invariants.Resource{Kind: restoreKind, ID: out.RestoreJobId, Scope: c.As.Scope(), Made: true})
	case *backup.CreateBackupSelectionOutput:
		show(invariants.Resource{
			Kind: selectionKind, ID: out.SelectionId, Scope: c.As.Scope(),
			Made: c.In.(*backup.CreateBackupSelection).CreatorRequestId == "",
		})
	}
}

func showPlans(c *invariants.Call, show func(invariants.Resource)) {
	plan := func(id, arn string, made kernel.Time, deleted bool, shown any) {
		scope, _ := invariants.ScopeOf(arn)
		r := invariants.Resource{Kind: planKind, ID: id, ARN: arn, Scope: scope, Created: made, Shown: shown}
		if deleted {
			r.State = "deleted"
		}
		show(r)
	}
	switch out := c.Out.(type) {
	case *backup.CreateBackupPlanOutput:
		plan(out.BackupPlanId, out.BackupPlanArn, out.CreationDate, false, out)
	case *backup.GetBackupPlanOutput:
		plan(out.BackupPlanId, out.BackupPlanArn, out.CreationDate, out.DeletionDate != 0, out)
	case *backup.ListBackupPlansOutput:
		for i := range out.BackupPlansList {
			p := &out.BackupPlansList[i]
			plan(p.BackupPlanId, p.BackupPlanArn, p.CreationDate, p.DeletionDate != 0, p)
		}
	case *backup.GetBackupSelectionOutput:
		show(invariants.Resource{Kind: selectionKind, ID: out.SelectionId, Created: out.CreationDate, Shown: out})
	case *backup.ListBackupSelectionsOutput:
		for i := range out.BackupSelectionsList {
			s := &out.BackupSelectionsList[i]
			show(invariants.Resource{Kind: selectionKind, ID: s.SelectionId, Created: s.CreationDate, Shown: s})
		}
	}
}

func named(c *invariants.Call, name func(invariants.Name)) {
	owners := func(k *invariants.Kind, id string, sole bool) {
		name(invariants.Name{Kind: k, ID: id, Text: id, Owners: true, Sole: sole})
	}
	switch in := c.In.(type) {
	case *backup.DescribeBackupJob:
		owners(jobKind, in.BackupJobId, true)
	case *backup.StopBackupJob:
		owners(jobKind, in.BackupJobId, true)
	case *backup.DescribeCopyJob:
		owners(copyKind, in.CopyJobId, true)
	case *backup.DescribeRestoreJob:
		owners(restoreKind, in.RestoreJobId, true)
	case *backup.GetRestoreJobMetadata:
		owners(restoreKind, in.RestoreJobId, true)
	case *backup.DescribeRecoveryPoint:
		owners(pointKind, in.RecoveryPointArn, false)
	case *backup.DeleteRecoveryPoint:
		owners(pointKind, in.RecoveryPointArn, false)
	case *backup.UpdateRecoveryPointLifecycle:
		owners(pointKind, in.RecoveryPointArn, false)
	case *backup.DisassociateRecoveryPoint:
		owners(pointKind, in.RecoveryPointArn, false)
	case *backup.GetRecoveryPointRestoreMetadata:
		owners(pointKind, in.RecoveryPointArn, false)
	case *backup.StartCopyJob:
		owners(pointKind, in.RecoveryPointArn, false)
	case *backup.StartRestoreJob:
		owners(pointKind, in.RecoveryPointArn, false)
	case *backup.GetBackupPlan:
		owners(planKind, in.BackupPlanId, in.VersionId == "")
	case *backup.UpdateBackupPlan:
		owners(planKind, in.BackupPlanId, false)
	case *backup.DeleteBackupPlan:
		owners(planKind, in.BackupPlanId, true)
	case *backup.CreateBackupSelection:
		owners(planKind, in.BackupPlanId, false)
	case *backup.ListBackupSelections:
		owners(planKind, in.BackupPlanId, true)
	case *backup.ListBackupPlanVersions:
		owners(planKind, in.BackupPlanId, true)
	case *backup.GetBackupSelection:
		owners(planKind, in.BackupPlanId, false)
	case *backup.DeleteBackupSelection:
		owners(planKind, in.BackupPlanId, false)
	}
}
