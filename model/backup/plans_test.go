package backup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

const files = "arn:aws:elasticfilesystem:us-east-1:111111111111:file-system/fs-12345678"

// planRole makes a role that plans work under, and names it.
func planRole(t testing.TB, w *model.World, as kernel.Caller) string {
	t.Helper()
	role := do[iam.CreateRoleOutput](t, w, as, &iam.CreateRole{RoleName: "Plans", AssumeRolePolicyDocument: trust}).Role
	do[iam.PutRolePolicyOutput](t, w, as, &iam.PutRolePolicy{RoleName: "Plans", PolicyName: "all",
		PolicyDocument: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`})
	return role.Arn
}

func days(n int64) *backup.Lifecycle { return &backup.Lifecycle{DeleteAfterDays: &n} }

// planned makes a plan with rules that back resources up.
func planned(
	t testing.TB, w *model.World, as kernel.Caller, s backup.BackupSelection, rules ...backup.BackupRuleInput,
) *backup.CreateBackupPlanOutput {
	t.Helper()
	p := do[backup.CreateBackupPlanOutput](t, w, as, &backup.CreateBackupPlan{
		BackupPlan: &backup.BackupPlanInput{BackupPlanName: "plan", Rules: rules}})
	s.SelectionName = "things"
	do[backup.CreateBackupSelectionOutput](t, w, as, &backup.CreateBackupSelection{BackupPlanId: p.BackupPlanId,
		BackupSelection: &s})
	return p
}

func listed(t testing.TB, w *model.World, as kernel.Caller) []backup.BackupJob {
	t.Helper()
	return do[backup.ListBackupJobsOutput](t, w, as, &backup.ListBackupJobs{}).BackupJobs
}

func daily(vault string) backup.BackupRuleInput {
	return backup.BackupRuleInput{RuleName: "daily", TargetBackupVaultName: vault, Lifecycle: days(35),
		RecoveryPointTags: map[string]string{"plan": "daily"}}
}

func TestAPlanBacksUpWhatIsAssignedToItAndCopiesIt(t *testing.T) {
	w := model.New(model.Options{})
	organized(t, w, offsite)
	switched(t, w, "true")
	role := planRole(t, w, owner)
	vault(t, w, owner, "main", newKey(t, w, owner))
	to := vault(t, w, offsite, "copies", newKey(t, w, offsite))
	opened(t, w, offsite, "copies")
	rule := daily("main")
	rule.CopyActions = []backup.CopyAction{{DestinationBackupVaultArn: to, Lifecycle: days(90)}}
	p := planned(t, w, owner, backup.BackupSelection{IamRoleArn: role, Resources: []string{files}}, rule)
	require.Len(t, p.VersionId, 48)
	w.Advance(4 * time.Hour)
	require.Empty(t, listed(t, w, owner))
	w.Advance(2 * time.Hour)
	jobs := listed(t, w, owner)
	require.Len(t, jobs, 1)
	job := jobs[0]
	require.Equal(t, backup.BackupJobState("COMPLETED"), job.State, job.StatusMessage)
	require.Equal(t, "cron(0 5 ? * * *)", job.CreatedBy.BackupRuleCron)
	require.Equal(t, p.VersionId, job.CreatedBy.BackupPlanVersion)
	require.Equal(t, job.CreationDate.Add(8*time.Hour), job.StartBy)
	copies := do[backup.ListCopyJobsOutput](t, w, owner, &backup.ListCopyJobs{}).CopyJobs
	require.Len(t, copies, 1)
	require.Equal(t, backup.CopyJobState("COMPLETED"), copies[0].State, copies[0].StatusMessage)
	require.Equal(t, job.BackupJobId, copies[0].CreatedByBackupJobId)
	point := do[backup.DescribeRecoveryPointOutput](t, w, offsite, &backup.DescribeRecoveryPoint{
		BackupVaultName: "copies", RecoveryPointArn: copies[0].DestinationRecoveryPointArn})
	require.Equal(t, job.CreationDate.Add(90*kernel.Day), point.CalculatedLifecycle.DeleteAt)
	require.Equal(t, job.CreationDate, do[backup.GetBackupPlanOutput](t, w, owner, &backup.GetBackupPlan{
		BackupPlanId: p.BackupPlanId}).LastExecutionDate)

	w.Advance(10 * 24 * time.Hour)
	require.Len(t, listed(t, w, owner), 11)
}

// The example of the Developer Guide.
func TestOfOverlappingRulesTheOneWithTheLongerRetentionRuns(t *testing.T) {
	w := model.New(model.Options{})
	role := planRole(t, w, owner)
	vault(t, w, owner, "main", "")
	planned(t, w, owner, backup.BackupSelection{IamRoleArn: role, Resources: []string{files}},
		backup.BackupRuleInput{RuleName: "hourly", TargetBackupVaultName: "main", ScheduleExpression: "cron(0 * ? * * *)",
			StartWindowMinutes: new(int64(60)), Lifecycle: days(1)},
		backup.BackupRuleInput{RuleName: "half-daily", TargetBackupVaultName: "main",
			ScheduleExpression: "cron(0 0/12 ? * * *)", Lifecycle: days(7)})
	w.Advance(time.Hour * 24)
	w.Advance(time.Hour*23 + time.Minute*59)
	count := map[string]int{}
	since := kernel.At(w.Now().Add(-24 * time.Hour))
	for _, j := range listed(t, w, owner) {
		if j.CreationDate > since {
			count[j.CreatedBy.BackupRuleName]++
		}
	}
	require.Equal(t, map[string]int{"hourly": 8, "half-daily": 2}, count)
}

func TestAJobBearsTheVersionThatItBeganWith(t *testing.T) {
	w := model.New(model.Options{})
	role := planRole(t, w, owner)
	vault(t, w, owner, "main", "")
	p := planned(t, w, owner, backup.BackupSelection{IamRoleArn: role, Resources: []string{files}}, daily("main"))
	w.Advance(5 * time.Hour)
	next := daily("main")
	next.ScheduleExpression, next.ScheduleExpressionTimezone = "cron(0 22 ? * * *)", "Asia/Tokyo"
	second := do[backup.UpdateBackupPlanOutput](t, w, owner, &backup.UpdateBackupPlan{BackupPlanId: p.BackupPlanId,
		BackupPlan: &backup.BackupPlanInput{BackupPlanName: "plan", Rules: []backup.BackupRuleInput{next}}})
	w.Advance(24 * time.Hour)
	jobs := listed(t, w, owner)
	require.Len(t, jobs, 2)
	require.Equal(t, second.VersionId, jobs[0].CreatedBy.BackupPlanVersion)
	require.Equal(t, "2025-11-01T13:00:00.000Z", jobs[0].CreationDate.String())
	require.Equal(t, p.VersionId, jobs[1].CreatedBy.BackupPlanVersion)
	require.Equal(t, jobs[0].CreatedBy.BackupRuleId, jobs[1].CreatedBy.BackupRuleId)
	versions := do[backup.ListBackupPlanVersionsOutput](t, w, owner, &backup.ListBackupPlanVersions{
		BackupPlanId: p.BackupPlanId}).BackupPlanVersionsList
	require.Len(t, versions, 2)
	shown := do[backup.GetBackupPlanOutput](t, w, owner, &backup.GetBackupPlan{BackupPlanId: p.BackupPlanId,
		VersionId: p.VersionId, MaxScheduledRunsPreview: 2})
	require.Equal(t, "cron(0 5 ? * * *)", shown.BackupPlan.Rules[0].ScheduleExpression)
	require.Equal(t, int64(480), *shown.BackupPlan.Rules[0].StartWindowMinutes)
	require.Equal(t, int64(10080), *shown.BackupPlan.Rules[0].CompletionWindowMinutes)
	require.Len(t, shown.ScheduledRunsPreview, 2)
}

func TestSelectionsSelectByARNTagAndCondition(t *testing.T) {
	w := model.New(model.Options{})
	role := planRole(t, w, owner)
	vault(t, w, owner, "main", "")
	red, other := volume(t, w, owner, ""), volume(t, w, owner, "")
	id := other[strings.LastIndexByte(other, '/')+1:]
	do[ebs.CreateTagsOutput](t, w, owner, &ebs.CreateTags{Resources: []string{id},
		Tags: []ebs.Tag{{Key: "team", Value: "blue"}, {Key: "keep", Value: "yes"}}})
	tagIs := func(value string) []backup.ConditionParameter {
		return []backup.ConditionParameter{{ConditionKey: "aws:ResourceTag/team", ConditionValue: value}}
	}
	for name, c := range map[string]struct {
		s    backup.BackupSelection
		want []string
	}{
		"exactly":         {backup.BackupSelection{Resources: []string{red}}, []string{red}},
		"by a wildcard":   {backup.BackupSelection{Resources: []string{"arn:aws:ec2:*:*:volume/*"}}, []string{red, other}},
		"all":             {backup.BackupSelection{Resources: []string{"*"}}, []string{red, other}},
		"of another type": {backup.BackupSelection{Resources: []string{"arn:aws:rds:*"}}, nil},
		"all but some": {backup.BackupSelection{Resources: []string{"*"}, NotResources: []string{red}},
			[]string{other}},
		"by a tag": {backup.BackupSelection{ListOfTags: []backup.Condition{
			{ConditionKey: "team", ConditionType: "STRINGEQUALS", ConditionValue: "blue"}}}, []string{other}},
		"by any tag": {backup.BackupSelection{ListOfTags: []backup.Condition{
			{ConditionKey: "team", ConditionType: "STRINGEQUALS", ConditionValue: "red"},
			{ConditionKey: "keep", ConditionType: "STRINGEQUALS", ConditionValue: "yes"}}}, []string{red, other}},
		"by a condition": {backup.BackupSelection{Resources: []string{"*"},
			Conditions: &backup.Conditions{StringEquals: tagIs("red")}}, []string{red}},
		"by likeness": {backup.BackupSelection{Conditions: &backup.Conditions{StringLike: tagIs("b*")}}, []string{other}},
		"by all conditions": {backup.BackupSelection{Conditions: &backup.Conditions{StringEquals: tagIs("red"),
			StringLike: tagIs("b*")}}, nil},
		"by unlikeness": {backup.BackupSelection{Conditions: &backup.Conditions{StringNotEquals: tagIs("red"),
			StringNotLike: tagIs("x*")}}, []string{other}},
		"nothing said": {backup.BackupSelection{}, []string{red, other}},
	} {
		world := w.Fork()
		c.s.IamRoleArn = role
		planned(t, world, owner, c.s, daily("main"))
		world.Advance(6 * time.Hour)
		var got []string
		for _, j := range listed(t, world, owner) {
			got = append(got, j.ResourceArn)
		}
		require.ElementsMatch(t, c.want, got, name)
	}
	do[backup.UpdateRegionSettingsOutput](t, w, owner, &backup.UpdateRegionSettings{
		ResourceTypeOptInPreference: map[string]bool{"EBS": false}})
	planned(t, w, owner, backup.BackupSelection{IamRoleArn: role, Conditions: &backup.Conditions{
		StringEquals: tagIs("red")}}, daily("main"))
	w.Advance(6 * time.Hour)
	require.Empty(t, listed(t, w, owner), "the Region is not opted in to EBS")
}

func TestABadPlanIsRefusedAsAWhole(t *testing.T) {
	w := model.New(model.Options{})
	try := func(change ...func(*backup.BackupRuleInput)) (*kernel.Error, string) {
		in := &backup.CreateBackupPlan{BackupPlan: &backup.BackupPlanInput{BackupPlanName: "plan"}}
		for i, c := range change {
			r := daily("main")
			r.RuleName = []string{"first", "second"}[i]
			c(&r)
			in.BackupPlan.Rules = append(in.BackupPlan.Rules, r)
		}
		before := w.Digest()
		_, err := w.Do(owner, in)
		var refusal *kernel.Error
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, before, w.Digest())
		return refusal, refusal.Message
	}
	cold := func(r *backup.BackupRuleInput) { r.Lifecycle.MoveToColdStorageAfterDays = new(int64(1)) }
	_, text := try(cold)
	require.Equal(t, "Error in rule first : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from "+
		"MoveToColdStorageAfterDays", text)
	_, text = try(cold, cold)
	require.Equal(t, "Error in some rules due to : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart "+
		"from MoveToColdStorageAfterDays", text)
	refusal, text := try(func(r *backup.BackupRuleInput) { cold(r); r.EnableContinuousBackup = new(true) })
	require.Equal(t, "Error in rule first : Invalid lifecycle. MoveToColdStorageAfterDays is unavailable", text)
	require.Equal(t, []kernel.Member{{Name: "Code", Text: "ERROR_3015"}, {Name: "Context",
		Text: `["first","Invalid lifecycle. MoveToColdStorageAfterDays is unavailable"]`}}, refusal.Members)
	for rule, change := range map[*kernel.Rule]func(*backup.BackupRuleInput){
		backup.SchedulesAreExpressions: func(r *backup.BackupRuleInput) { r.ScheduleExpression = "cron(0 5 * * * *)" },
		backup.JobsStartInTheirWindow:  func(r *backup.BackupRuleInput) { r.StartWindowMinutes = new(int64(59)) },
		backup.CopiesGoToVaults: func(r *backup.BackupRuleInput) {
			r.CopyActions = []backup.CopyAction{{DestinationBackupVaultArn: "arn:aws:backup:us-east-1:2:backup-vault:x"}}
		},
		backup.PlansAreSmall: func(r *backup.BackupRuleInput) {
			r.CopyActions = make([]backup.CopyAction, 6)
			for i := range r.CopyActions {
				r.CopyActions[i].DestinationBackupVaultArn = "arn:aws:backup:us-east-1:222222222222:backup-vault:x"
			}
		},
	} {
		refusal, _ := try(change)
		require.Equal(t, rule, refusal.Rule)
	}
}

func TestMissedWindowsExpire(t *testing.T) {
	w := model.New(model.Options{})
	role := planRole(t, w, owner)
	vault(t, w, owner, "main", "")
	// Jobs of one resource wait for each other, as long as their windows last.
	rule := daily("main")
	rule.ScheduleExpression, rule.StartWindowMinutes = "rate(1 minute)", new(int64(60))
	rule.Lifecycle = days(1)
	planned(t, w, owner, backup.BackupSelection{IamRoleArn: role, Resources: []string{files}}, rule)
	w.Advance(5 * time.Hour)
	states := map[backup.BackupJobState]int{}
	for _, j := range listed(t, w, owner) {
		states[j.State]++
	}
	require.Positive(t, states["EXPIRED"], states)
	require.Positive(t, states["COMPLETED"], states)
}

func TestPlansAndSelectionsGoInTheirOrder(t *testing.T) {
	w := model.New(model.Options{})
	role := planRole(t, w, owner)
	vault(t, w, owner, "main", "")
	in := &backup.CreateBackupPlan{CreatorRequestId: "once", BackupPlan: &backup.BackupPlanInput{BackupPlanName: "plan",
		Rules: []backup.BackupRuleInput{daily("main")}}}
	p := do[backup.CreateBackupPlanOutput](t, w, owner, in)
	require.Equal(t, p.BackupPlanId, do[backup.CreateBackupPlanOutput](t, w, owner, in).BackupPlanId)
	again := *in
	again.CreatorRequestId = ""
	refused(t, w, owner, backup.PlansDiffer, &again)
	sel := do[backup.CreateBackupSelectionOutput](t, w, owner, &backup.CreateBackupSelection{BackupPlanId: p.BackupPlanId,
		BackupSelection: &backup.BackupSelection{SelectionName: "s", IamRoleArn: role, Resources: []string{files}}})
	refused(t, w, owner, backup.PlansWithSelectionsStay, &backup.DeleteBackupPlan{BackupPlanId: p.BackupPlanId})
	refused(t, w, stranger, backup.UnknownPlansAreNotFound, &backup.GetBackupPlan{BackupPlanId: p.BackupPlanId})
	refused(t, w, owner, backup.UnknownSelectionsAreNotFound, &backup.GetBackupSelection{BackupPlanId: p.BackupPlanId,
		SelectionId: "none"})
	w.Advance(6 * time.Hour)
	do[backup.DeleteBackupSelectionOutput](t, w, owner, &backup.DeleteBackupSelection{BackupPlanId: p.BackupPlanId,
		SelectionId: sel.SelectionId})
	do[backup.DeleteBackupPlanOutput](t, w, owner, &backup.DeleteBackupPlan{BackupPlanId: p.BackupPlanId})
	refused(t, w, owner, backup.UnknownPlansAreNotFound, &backup.GetBackupPlan{BackupPlanId: p.BackupPlanId})
	refused(t, w, owner, backup.SelectionsGoWithTheirPlan, &backup.ListBackupSelections{BackupPlanId: p.BackupPlanId})
	require.NotZero(t, do[backup.GetBackupPlanOutput](t, w, owner, &backup.GetBackupPlan{BackupPlanId: p.BackupPlanId,
		VersionId: p.VersionId}).DeletionDate)
	require.NotEqual(t, p.BackupPlanId, do[backup.CreateBackupPlanOutput](t, w, owner, in).BackupPlanId)
	w.Advance(3 * 24 * time.Hour)
	require.Len(t, listed(t, w, owner), 1)
	require.Len(t, do[backup.ListRecoveryPointsByBackupVaultOutput](t, w, owner,
		&backup.ListRecoveryPointsByBackupVault{BackupVaultName: "main"}).RecoveryPoints, 1)
}

func TestAPolicySaysWherePlansMayCopyTo(t *testing.T) {
	w := model.New(model.Options{})
	user := do[iam.CreateUserOutput](t, w, owner, &iam.CreateUser{UserName: "ann"}).User
	do[iam.PutUserPolicyOutput](t, w, owner, &iam.PutUserPolicy{UserName: "ann", PolicyName: "may", PolicyDocument: `{
		"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny",
		"Action":"backup:*BackupPlan","Resource":"*","Condition":{"ForAnyValue:ArnNotLike":
		{"backup:CopyTargets":"arn:aws:backup:*:222222222222:backup-vault:*"}}},{"Effect":"Deny",
		"Action":"backup:DeleteBackupVault","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/keep":"yes"}}},
		{"Effect":"Deny","Action":"backup:CreateBackupVault","Resource":"*","Condition":{"StringEquals":
		{"aws:RequestTag/keep":"no"}}}]}`})
	ann := owner
	ann.Principal = user.Arn
	plan := func(to string) *backup.CreateBackupPlan {
		rule := daily("main")
		rule.CopyActions = []backup.CopyAction{{DestinationBackupVaultArn: to}}
		return &backup.CreateBackupPlan{BackupPlan: &backup.BackupPlanInput{BackupPlanName: "plan",
			Rules: []backup.BackupRuleInput{rule}}}
	}
	refused(t, w, ann, iam.DenialsWin, plan("arn:aws:backup:us-east-1:333333333333:backup-vault:copies"))
	do[backup.CreateBackupPlanOutput](t, w, ann, plan("arn:aws:backup:us-east-1:222222222222:backup-vault:copies"))
	made := func(keep string) *backup.CreateBackupVault {
		return &backup.CreateBackupVault{BackupVaultName: keep + "-vault", BackupVaultTags: map[string]string{"keep": keep}}
	}
	refused(t, w, ann, iam.DenialsWin, made("no"))
	for keep, want := range map[string]bool{"yes": false, "perhaps": true} {
		do[backup.CreateBackupVaultOutput](t, w, ann, made(keep))
		_, err := w.Do(ann, &backup.DeleteBackupVault{BackupVaultName: keep + "-vault"})
		require.Equal(t, want, err == nil, "%s: %v", keep, err)
	}
}
