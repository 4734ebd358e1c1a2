package backup

import "github.com/shareproof/shareproof/model/kernel"

// planInputs are how callers fill in what is about plans.
var planInputs = []kernel.Input{
	kernel.Whole((*Service).someNewPlan),
	kernel.Whole((*Service).somePlanUpdate),
	kernel.Whole((*Service).somePlanToGet),
	kernel.Whole((*Service).someNewSelection),
	kernel.Whole((*Service).someSelectionToGet),
	kernel.Whole((*Service).someSelectionToDelete),
}

// somebody is the caller, or by mistake another account.
func (s *Service) somebody(d *kernel.Draw) kernel.Caller {
	as := kernel.Caller{Account: d.Caller.Account, Region: d.Caller.Region}
	if !d.Legal && d.Percent(50) {
		as.Account = d.OneOf(d.Accounts...)
	}
	return as
}

// somePlan is the ID of a plan, "" if there is none; one to be deleted has no selections.
func (s *Service) somePlan(d *kernel.Draw) string {
	as := s.somebody(d)
	out, err := s.World.Perform(as, &ListBackupPlans{})
	if err != nil {
		return ""
	}
	var fit []string
	for _, p := range out.(*ListBackupPlansOutput).BackupPlansList {
		if !d.Legal || d.Operation.Name != "DeleteBackupPlan" || len(s.selectionsOf(as, p.BackupPlanId)) == 0 {
			fit = append(fit, p.BackupPlanId)
		}
	}
	if fit == nil {
		return ""
	}
	return d.OneOf(fit...)
}

// selectionsOf lists the IDs of the selections of a plan.
func (s *Service) selectionsOf(as kernel.Caller, plan string) (ids []string) {
	out, err := s.World.Perform(as, &ListBackupSelections{BackupPlanId: plan})
	if err != nil {
		return nil
	}
	for _, selection := range out.(*ListBackupSelectionsOutput).BackupSelectionsList {
		ids = append(ids, selection.SelectionId)
	}
	return ids
}

// someRule backs up once or twice a day, or on some days, and keeps what it makes for days.
func (s *Service) someRule(d *kernel.Draw, name string) *BackupRuleInput {
	v := s.drawnVault(d)
	if v == nil {
		return nil
	}
	r := &BackupRuleInput{RuleName: name, TargetBackupVaultName: v.Name,
		Lifecycle: &Lifecycle{DeleteAfterDays: new(int64(1 + d.IntN(5)))}}
	if d.Percent(80) {
		r.ScheduleExpression = d.OneOf("cron(0 5 ? * * *)", "cron(30 2 ? * * *)", "cron(0 0/12 ? * * *)",
			"cron(15 6 ? * MON-FRI *)", "cron(0 12 1 * ? *)")
	}
	if d.Percent(15) {
		r.ScheduleExpressionTimezone = d.OneOf("UTC", "Europe/Berlin", "America/New_York")
	}
	if d.Percent(25) {
		r.StartWindowMinutes = new(int64(60 * (1 + d.IntN(3))))
	}
	if d.Percent(60) {
		if to := s.someDestination(d, &point{}); to != nil {
			action := CopyAction{DestinationBackupVaultArn: to.arn()}
			if d.Percent(50) {
				action.Lifecycle = &Lifecycle{DeleteAfterDays: new(int64(1 + d.IntN(5)))}
			}
			r.CopyActions = []CopyAction{action}
		}
	}
	if d.Percent(20) {
		r.RecoveryPointTags = map[string]string{"tier": "gold"}
	}
	if !d.Legal && d.Percent(40) {
		r.StartWindowMinutes, r.ScheduleExpression = new(int64(d.IntN(60))), "cron(99 5 ? * * *)"
	}
	return r
}

func (s *Service) someDocument(d *kernel.Draw) *BackupPlanInput {
	rule := s.someRule(d, "first")
	if rule == nil {
		return nil
	}
	p := &BackupPlanInput{BackupPlanName: d.Text("plan-", 4), Rules: []BackupRuleInput{*rule}}
	if d.Percent(20) {
		p.Rules = append(p.Rules, *s.someRule(d, "second"))
	}
	if !d.Legal && d.Percent(20) {
		for len(p.Rules) < 11 {
			p.Rules = append(p.Rules, *rule)
		}
	}
	return p
}

func (s *Service) someNewPlan(d *kernel.Draw) *CreateBackupPlan {
	p := s.someDocument(d)
	if p == nil {
		return nil
	}
	in := &CreateBackupPlan{BackupPlan: p}
	if d.Percent(20) {
		in.CreatorRequestId = d.Text("plan-", 8)
	}
	if d.Percent(20) {
		in.BackupPlanTags = map[string]string{"team": "red"}
	}
	return in
}

func (s *Service) somePlanUpdate(d *kernel.Draw) *UpdateBackupPlan {
	p, id := s.someDocument(d), s.somePlan(d)
	if p == nil || id == "" {
		return nil
	}
	return &UpdateBackupPlan{BackupPlanId: id, BackupPlan: p}
}

func (s *Service) somePlanToGet(d *kernel.Draw) *GetBackupPlan {
	id := s.somePlan(d)
	if id == "" {
		return nil
	}
	in := &GetBackupPlan{BackupPlanId: id}
	as := kernel.Caller{Account: d.Caller.Account, Region: d.Caller.Region}
	if out, err := s.World.Perform(as, &ListBackupPlanVersions{BackupPlanId: id}); err == nil && d.Percent(30) {
		if all := out.(*ListBackupPlanVersionsOutput).BackupPlanVersionsList; len(all) > 0 {
			in.VersionId = all[d.IntN(len(all))].VersionId
		}
	}
	return in
}

// someNewSelection chooses resources by their ARNs, by tags, or all of them.
func (s *Service) someNewSelection(d *kernel.Draw) *CreateBackupSelection {
	id := s.somePlan(d)
	if id == "" {
		return nil
	}
	chosen := &BackupSelection{SelectionName: d.Text("selection-", 40), IamRoleArn: s.someRole(d)}
	team := d.OneOf("red", "blue")
	switch d.IntN(6) {
	case 0:
		chosen.Resources = []string{"*"}
		chosen.Conditions = &Conditions{StringEquals: []ConditionParameter{{"aws:ResourceTag/team", team}}}
	case 1:
		chosen.ListOfTags = []Condition{{ConditionType: "STRINGEQUALS", ConditionKey: "team", ConditionValue: team}}
	case 2:
		chosen.Resources = []string{d.Caller.Scope().ARN("ec2", "volume/*")}
		chosen.NotResources = []string{s.someResource(d)}
	default:
		chosen.Resources = []string{s.someResource(d)}
	}
	return &CreateBackupSelection{BackupPlanId: id, BackupSelection: chosen}
}

// someSelection is a plan and a selection of it.
func (s *Service) someSelection(d *kernel.Draw) (plan, selection string) {
	plan = s.somePlan(d)
	ids := s.selectionsOf(kernel.Caller{Account: d.Caller.Account, Region: d.Caller.Region}, plan)
	if len(ids) == 0 {
		return "", ""
	}
	return plan, d.OneOf(ids...)
}

func (s *Service) someSelectionToGet(d *kernel.Draw) *GetBackupSelection {
	if plan, selection := s.someSelection(d); selection != "" {
		return &GetBackupSelection{BackupPlanId: plan, SelectionId: selection}
	}
	return nil
}

func (s *Service) someSelectionToDelete(d *kernel.Draw) *DeleteBackupSelection {
	if plan, selection := s.someSelection(d); selection != "" {
		return &DeleteBackupSelection{BackupPlanId: plan, SelectionId: selection}
	}
	return nil
}
