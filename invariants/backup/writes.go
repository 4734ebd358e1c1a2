package backup

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/backup"
)

func written(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *backup.GetBackupVaultAccessPolicy:
		v, known := f.vaultAt(vaultARN(c.As.Scope(), in.BackupVaultName))
		if !known || !v.made {
			return ""
		}
		text := v.policies[len(v.policies)-1].text
		if text == "" || !sameJSON(text, c.Out.(*backup.GetBackupVaultAccessPolicyOutput).Policy) {
			return in.BackupVaultName + " has another policy than was put"
		}
	case *backup.ListTags:
		tags, known := f.tags.Find(in.ResourceArn)
		out := c.Out.(*backup.ListTagsOutput)
		if known && in.NextToken+out.NextToken == "" && !maps.Equal(tags, out.Tags) {
			return in.ResourceArn + " has other tags than were written"
		}
	case *backup.DescribeRegionSettings:
		shown := c.Out.(*backup.DescribeRegionSettingsOutput).ResourceTypeOptInPreference
		for kind, in := range f.choices.Of(c.As.Scope()).types {
			if shown[kind] != in {
				return kind + " is not opted in or out as it was written"
			}
		}
	case *backup.GetBackupPlan:
		return f.planWritten(c, in, c.Out.(*backup.GetBackupPlanOutput))
	case *backup.ListBackupPlans:
		return invariants.Each(c.Out.(*backup.ListBackupPlansOutput).BackupPlansList,
			func(shown *backup.BackupPlansListMember) string {
				p, known := f.plans.Find(shown.BackupPlanId)
				if known && p.made && p.deleted == 0 && p.latest().id != shown.VersionId {
					return shown.BackupPlanId + " is shown in another version than its last"
				}
				return ""
			})
	case *backup.GetBackupSelection:
		s, known := f.selections.Find(in.SelectionId)
		out := c.Out.(*backup.GetBackupSelectionOutput)
		if known && (out.BackupPlanId != s.plan || !sameSelection(s.says, out.BackupSelection)) {
			return in.SelectionId + " is not what was selected"
		}
	}
	return f.vaultsWritten(c)
}

// sameJSON compares policies by their meaning; AWS may add an Id.
func sameJSON(a, b string) bool {
	read := func(text string) (v map[string]any, ok bool) {
		ok = json.Unmarshal([]byte(text), &v) == nil
		delete(v, "Id")
		return v, ok
	}
	one, fine := read(a)
	other, good := read(b)
	return !fine || good && reflect.DeepEqual(one, other)
}

// sameSelection compares what answers with what was asked for: absent lists are as good as empty ones.
func sameSelection(a, b *backup.BackupSelection) bool {
	if a == nil || b == nil {
		return a == b
	}
	conditions := func(s *backup.BackupSelection) backup.Conditions {
		if s.Conditions == nil {
			return backup.Conditions{}
		}
		return *s.Conditions
	}
	x, y := conditions(a), conditions(b)
	return a.SelectionName == b.SelectionName && a.IamRoleArn == b.IamRoleArn &&
		invariants.SameSet(a.Resources, b.Resources) && invariants.SameSet(a.NotResources, b.NotResources) &&
		invariants.SameSet(a.ListOfTags, b.ListOfTags) && invariants.SameSet(x.StringEquals, y.StringEquals) &&
		invariants.SameSet(x.StringLike, y.StringLike) && invariants.SameSet(x.StringNotEquals, y.StringNotEquals) &&
		invariants.SameSet(x.StringNotLike, y.StringNotLike)
}

func (f *Facts) planWritten(c *invariants.Call, in *backup.GetBackupPlan, out *backup.GetBackupPlanOutput) string {
	p, known := f.plans.Find(in.BackupPlanId)
	if !known || !p.made {
		return ""
	}
	id := cmp.Or(in.VersionId, p.latest().id)
	v, _, known := p.version(id)
	switch {
	case !known:
		return in.BackupPlanId + " shows a version that it never had"
	case out.VersionId != id:
		return in.BackupPlanId + " shows another version than was asked for, or than its last"
	case out.BackupPlan == nil || v.says == nil:
		return ""
	case out.BackupPlan.BackupPlanName != v.says.BackupPlanName || len(out.BackupPlan.Rules) != len(v.says.Rules):
		return in.BackupPlanId + " is not what was written"
	}
	for i := range v.says.Rules {
		if !sameRule(&v.says.Rules[i], &out.BackupPlan.Rules[i]) {
			return in.BackupPlanId + " has another rule than was written"
		}
	}
	return ""
}

func sameRule(a *backup.BackupRuleInput, b *backup.BackupRule) bool {
	if a.RuleName != b.RuleName || a.TargetBackupVaultName != b.TargetBackupVaultName ||
		cmp.Or(a.ScheduleExpression, "cron(0 5 ? * * *)") != cmp.Or(b.ScheduleExpression, "cron(0 5 ? * * *)") ||
		window(a.StartWindowMinutes, startWindow) != window(b.StartWindowMinutes, startWindow) ||
		window(a.CompletionWindowMinutes, completeWindow) != window(b.CompletionWindowMinutes, completeWindow) ||
		!maps.Equal(a.RecoveryPointTags, b.RecoveryPointTags) || len(a.CopyActions) != len(b.CopyActions) {
		return false
	}
	none := &backup.Lifecycle{}
	if !sameLifecycle(cmp.Or(a.Lifecycle, none), cmp.Or(b.Lifecycle, none)) {
		return false
	}
	for i := range a.CopyActions {
		x, y := a.CopyActions[i], b.CopyActions[i]
		if x.DestinationBackupVaultArn != y.DestinationBackupVaultArn ||
			!sameLifecycle(cmp.Or(x.Lifecycle, none), cmp.Or(y.Lifecycle, none)) {
			return false
		}
	}
	return true
}

func (f *Facts) vaultsWritten(c *invariants.Call) string {
	for shown := range vaults(c.Out) {
		v, known := f.vaultAt(shown.BackupVaultArn)
		in, from, sure := v.lockAt(c.At)
		if !known || !sure {
			continue
		}
		locked := shown.Locked != nil && *shown.Locked
		switch {
		case locked != (in != nil):
			return shown.BackupVaultName + " is shown locked or not otherwise than it was made"
		case in != nil && (!sameDays(in.MinRetentionDays, shown.MinRetentionDays) ||
			!sameDays(in.MaxRetentionDays, shown.MaxRetentionDays)):
			return shown.BackupVaultName + " has other bounds than its lock was given"
		case in != nil && (in.ChangeableForDays == nil) != (shown.LockDate == 0),
			in != nil && in.ChangeableForDays != nil && shown.LockDate != after0(from, in.ChangeableForDays):
			return shown.BackupVaultName + " is locked from another date on than it was told"
		}
	}
	return ""
}

// The bounds of what callers may set.
const (
	mostRules    = 10
	mostCopies   = 5
	leastWindow  = 60
	longestDays  = 36500
	coldFor      = 90
	mostContinue = 35
)

func quotas(c *invariants.Call) string {
	switch in := c.In.(type) {
	case *backup.CreateBackupPlan:
		return planBounded(in.BackupPlan)
	case *backup.UpdateBackupPlan:
		return planBounded(in.BackupPlan)
	case *backup.StartBackupJob:
		if in.StartWindowMinutes != nil && *in.StartWindowMinutes < leastWindow {
			return "a start window of less than an hour is accepted"
		}
		return lifecycleBounded(in.Lifecycle, longestDays)
	case *backup.StartCopyJob:
		return lifecycleBounded(in.Lifecycle, longestDays)
	case *backup.UpdateRecoveryPointLifecycle:
		return lifecycleBounded(in.Lifecycle, longestDays)
	case *backup.PutBackupVaultLockConfiguration:
		least, most := in.MinRetentionDays, in.MaxRetentionDays
		switch {
		case least != nil && *least < 1, most != nil && (*most < 1 || *most > longestDays),
			least != nil && most != nil && *least > *most:
			return "a lock has bounds that no lifecycle keeps"
		case in.ChangeableForDays != nil && *in.ChangeableForDays < 3:
			return "a lock is to be immutable within three days"
		}
	}
	return ""
}

func planBounded(p *backup.BackupPlanInput) string {
	if p == nil {
		return ""
	}
	if len(p.Rules) > mostRules {
		return "a plan has more than ten rules"
	}
	return invariants.Each(p.Rules, func(r *backup.BackupRuleInput) string {
		longest := int64(longestDays)
		if r.EnableContinuousBackup != nil && *r.EnableContinuousBackup {
			longest = mostContinue
		}
		switch {
		case len(r.CopyActions) > mostCopies:
			return "a rule has more than five copies"
		case r.StartWindowMinutes != nil && *r.StartWindowMinutes < leastWindow:
			return "a rule has a start window of less than an hour"
		}
		for _, action := range r.CopyActions {
			if wrong := lifecycleBounded(action.Lifecycle, longestDays); wrong != "" {
				return wrong
			}
		}
		return lifecycleBounded(r.Lifecycle, longest)
	})
}

// lifecycleBounded checks the days of a lifecycle; -1 is for ever.
func lifecycleBounded(l *backup.Lifecycle, longest int64) string {
	if l == nil || l.DeleteAfterDays == nil {
		return ""
	}
	kept, cools := *l.DeleteAfterDays, l.MoveToColdStorageAfterDays
	switch {
	case kept == -1:
	case kept < 1 || kept > longest:
		return "a retention is out of its bounds"
	case cools != nil && *cools >= 0 && kept < *cools+coldFor:
		return "what is cold is deleted within ninety days"
	}
	return ""
}
