package backup

import (
	"slices"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
)

// pageSize is how many entries a page has at most.
const pageSize = 1000

func page(c *invariants.Call) (invariants.Page, bool) {
	switch in := c.In.(type) {
	case *backup.ListBackupVaults:
		p := invariants.Page{Whole: in.ByVaultType == "" && !in.ByShared}
		return invariants.PageOf(p, in.MaxResults, pageSize, c.Out.(*backup.ListBackupVaultsOutput).BackupVaultList,
			func(v *backup.BackupVaultListMember) invariants.Entry {
				return invariants.Entry{ID: Of(c).vaultID(v.BackupVaultArn, false)}
			})
	case *backup.ListBackupJobs:
		whole := *in
		whole.MaxResults, whole.NextToken = nil, ""
		p := invariants.Page{Whole: whole == backup.ListBackupJobs{}}
		return invariants.PageOf(p, in.MaxResults, pageSize, c.Out.(*backup.ListBackupJobsOutput).BackupJobs,
			func(j *backup.BackupJob) invariants.Entry { return invariants.Entry{ID: j.BackupJobId} })
	case *backup.ListCopyJobs:
		whole := *in
		whole.MaxResults, whole.NextToken = nil, ""
		p := invariants.Page{Whole: whole == backup.ListCopyJobs{}}
		return invariants.PageOf(p, in.MaxResults, pageSize, c.Out.(*backup.ListCopyJobsOutput).CopyJobs,
			func(j *backup.CopyJob) invariants.Entry { return invariants.Entry{ID: j.CopyJobId} })
	case *backup.ListRestoreJobs:
		whole := *in
		whole.MaxResults, whole.NextToken = nil, ""
		p := invariants.Page{Whole: whole == backup.ListRestoreJobs{}}
		return invariants.PageOf(p, in.MaxResults, pageSize, c.Out.(*backup.ListRestoreJobsOutput).RestoreJobs,
			func(j *backup.RestoreJobsListMember) invariants.Entry { return invariants.Entry{ID: j.RestoreJobId} })
	case *backup.ListRecoveryPointsByBackupVault:
		whole := backup.ListRecoveryPointsByBackupVault{
			BackupVaultName: in.BackupVaultName, MaxResults: in.MaxResults, NextToken: in.NextToken,
		}
		p := invariants.Page{Whole: *in == whole}
		shown := c.Out.(*backup.ListRecoveryPointsByBackupVaultOutput).RecoveryPoints
		return invariants.PageOf(p, in.MaxResults, pageSize, shown,
			func(r *backup.RecoveryPointByBackupVault) invariants.Entry {
				return invariants.Entry{ID: r.RecoveryPointArn}
			})
	case *backup.ListRecoveryPointsByResource:
		shown := c.Out.(*backup.ListRecoveryPointsByResourceOutput).RecoveryPoints
		return invariants.PageOf(invariants.Page{}, in.MaxResults, pageSize, shown,
			func(r *backup.RecoveryPointByResource) invariants.Entry {
				return invariants.Entry{ID: r.RecoveryPointArn}
			})
	case *backup.ListProtectedResources:
		return invariants.PageOf(invariants.Page{}, in.MaxResults, pageSize,
			c.Out.(*backup.ListProtectedResourcesOutput).Results,
			func(r *backup.ProtectedResource) invariants.Entry { return invariants.Entry{ID: r.ResourceArn} })
	}
	return planPage(c)
}

func planPage(c *invariants.Call) (invariants.Page, bool) {
	switch in := c.In.(type) {
	case *backup.ListBackupPlans:
		p := invariants.Page{Whole: !kernel.Value(in.IncludeDeleted)}
		return invariants.PageOf(p, in.MaxResults, pageSize, c.Out.(*backup.ListBackupPlansOutput).BackupPlansList,
			func(p *backup.BackupPlansListMember) invariants.Entry { return invariants.Entry{ID: p.BackupPlanId} })
	case *backup.ListBackupPlanVersions:
		shown := c.Out.(*backup.ListBackupPlanVersionsOutput).BackupPlanVersionsList
		return invariants.PageOf(invariants.Page{Whole: true}, in.MaxResults, pageSize, shown,
			func(p *backup.BackupPlansListMember) invariants.Entry {
				return invariants.Entry{ID: p.VersionId, Of: p.BackupPlanId}
			})
	case *backup.ListBackupSelections:
		shown := c.Out.(*backup.ListBackupSelectionsOutput).BackupSelectionsList
		return invariants.PageOf(invariants.Page{Whole: true}, in.MaxResults, pageSize, shown,
			func(s *backup.BackupSelectionsListMember) invariants.Entry {
				return invariants.Entry{ID: s.SelectionId}
			})
	}
	return invariants.Page{}, false
}

func listed(l *invariants.Listing) {
	f, own := Of(l.Call), Of(l.Call).own.Of(l.As.Scope())
	must := func(id string, since kernel.Time) {
		if l.Early(since) {
			l.Must(invariants.Entry{ID: id})
		}
	}
	recent := func(since kernel.Time) bool { return l.At <= since.Add(remembered) }
	switch in := l.In.(type) {
	case *backup.ListBackupVaults:
		for _, id := range own.vaults {
			if v := f.vaults.Of(id); v.deleted == 0 {
				must(id, v.since)
			}
		}
	case *backup.ListBackupJobs:
		for _, id := range own.backups {
			if j := f.backups.Of(id); j.in != nil && recent(j.since) {
				must(id, j.since)
			}
		}
	case *backup.ListCopyJobs:
		for _, id := range own.copies {
			if j := f.copies.Of(id); j.in != nil && recent(j.since) {
				must(id, j.since)
			}
		}
	case *backup.ListRestoreJobs:
		for _, id := range own.restores {
			if j := f.restores.Of(id); j.in != nil && recent(j.since) {
				must(id, j.since)
			}
		}
	case *backup.ListRecoveryPointsByBackupVault:
		if v, known := f.vaultAt(vaultARN(l.As.Scope(), in.BackupVaultName)); known {
			f.listPoints(l, &v, must)
		}
	case *backup.ListBackupPlans:
		for _, id := range own.plans {
			if p := f.plans.Of(id); p.deleted == 0 {
				must(id, p.since)
			}
		}
	case *backup.ListBackupSelections:
		for _, id := range f.plans.Of(in.BackupPlanId).chosen {
			if s := f.selections.Of(id); s.to == 0 {
				must(id, s.from)
			}
		}
	case *backup.ListBackupPlanVersions:
		for _, v := range f.plans.Of(in.BackupPlanId).versions {
			if l.Early(v.from) {
				l.Must(invariants.Entry{ID: v.id, Of: in.BackupPlanId})
			}
		}
	}
}

// listPoints wants the recovery points of a vault that have been seen and live, and those that jobs have made.
func (f *Facts) listPoints(l *invariants.Listing, v *vault, must func(string, kernel.Time)) {
	for _, arn := range v.points {
		if p := f.points.Of(arn); p.stays(l.At) {
			must(arn, p.since)
		}
	}
	for _, id := range f.own.Of(l.As.Scope()).backups {
		j := f.backups.Of(id)
		if j.shown == nil || j.shown.State != completed || j.shown.BackupVaultArn != v.arn || j.since < v.since {
			continue
		}
		if _, known := f.points.Find(j.shown.RecoveryPointArn); known || j.in == nil {
			continue
		}
		until := kernel.Time(0)
		if lc := j.in.Lifecycle; lc != nil {
			until = after0(j.shown.CreationDate, lc.DeleteAfterDays)
		}
		if until == 0 || l.At < until {
			f.unnamed(l, j.shown, must)
		}
	}
}

// unnamed wants the recovery point of a job that no answer has shown in a vault, unless it was deleted.
func (f *Facts) unnamed(l *invariants.Listing, shown *backup.BackupJob, must func(string, kernel.Time)) {
	if f.touched.Of(shown.RecoveryPointArn) == 0 {
		must(shown.RecoveryPointArn, shown.CompletionDate)
	}
}

// seeWhole notes what is gone, after a listing that shows all that there is in a vault.
func (f *Facts) seeWhole(c *invariants.Call) {
	in, ok := c.In.(*backup.ListRecoveryPointsByBackupVault)
	if !ok || !c.Paged || !c.Page.Whole || c.Page.Token+c.Page.Next != "" {
		return
	}
	id := f.latest.Of(vaultARN(c.As.Scope(), in.BackupVaultName))
	f.vaults.Change(id, func(v *vault) {
		v.points = slices.DeleteFunc(slices.Clone(v.points), func(arn string) bool {
			there := slices.ContainsFunc(c.Page.Entries, func(e invariants.Entry) bool { return e.ID == arn })
			if !there {
				f.points.Change(arn, func(p *point) { p.gone = true })
				c.Gone(pointKind, arn)
			}
			return !there
		})
	})
}

func filtered(c *invariants.Call) string {
	unasked := func(id string) string { return id + " is listed though it was not asked for" }
	switch in := c.In.(type) {
	case *backup.ListBackupJobs:
		return invariants.Each(c.Out.(*backup.ListBackupJobsOutput).BackupJobs, func(j *backup.BackupJob) string {
			if in.ByState != "" && j.State != in.ByState || in.ByResourceArn != "" && j.ResourceArn != in.ByResourceArn ||
				in.ByBackupVaultName != "" && j.BackupVaultName != in.ByBackupVaultName ||
				in.ByResourceType != "" && j.ResourceType != in.ByResourceType ||
				!between(j.CreationDate, in.ByCreatedAfter, in.ByCreatedBefore) {
				return unasked(j.BackupJobId)
			}
			return ""
		})
	case *backup.ListCopyJobs:
		return invariants.Each(c.Out.(*backup.ListCopyJobsOutput).CopyJobs, func(j *backup.CopyJob) string {
			if in.ByState != "" && j.State != in.ByState || in.ByResourceArn != "" && j.ResourceArn != in.ByResourceArn ||
				in.ByDestinationVaultArn != "" && j.DestinationBackupVaultArn != in.ByDestinationVaultArn ||
				in.ByResourceType != "" && j.ResourceType != in.ByResourceType ||
				!between(j.CreationDate, in.ByCreatedAfter, in.ByCreatedBefore) {
				return unasked(j.CopyJobId)
			}
			return ""
		})
	case *backup.ListRestoreJobs:
		shown := c.Out.(*backup.ListRestoreJobsOutput).RestoreJobs
		return invariants.Each(shown, func(j *backup.RestoreJobsListMember) string {
			if in.ByStatus != "" && j.Status != in.ByStatus || in.ByResourceType != "" && j.ResourceType != in.ByResourceType ||
				!between(j.CreationDate, in.ByCreatedAfter, in.ByCreatedBefore) {
				return unasked(j.RestoreJobId)
			}
			return ""
		})
	case *backup.ListRecoveryPointsByBackupVault:
		shown := c.Out.(*backup.ListRecoveryPointsByBackupVaultOutput).RecoveryPoints
		return invariants.Each(shown, func(r *backup.RecoveryPointByBackupVault) string {
			if in.ByResourceArn != "" && r.ResourceArn != in.ByResourceArn ||
				in.ByResourceType != "" && r.ResourceType != in.ByResourceType ||
				r.BackupVaultName != in.BackupVaultName || !between(r.CreationDate, in.ByCreatedAfter, in.ByCreatedBefore) {
				return unasked(r.RecoveryPointArn)
			}
			return ""
		})
	}
	return ""
}

// between reports whether a time lies between two that may not be given.
func between(at, from, to kernel.Time) bool {
	return (from == 0 || at >= from) && (to == 0 || at <= to)
}
