package backup

import (
	"encoding/json"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// What a rule of a plan says where it says nothing.
const (
	everyMorning    = "cron(0 5 ? * * *)"
	utc             = "Etc/UTC"
	startMinutes    = 480
	completeMinutes = 10080
)

// How much there may be in a plan.
const (
	maxRules    = 10
	maxCopies   = 5
	maxRuleTags = 10
)

// The rules of what a plan says.
var (
	PlanNamesHaveTheirForm = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-01", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.SDKModel,
		Source: serviceModel, Seed: seed,
		Says: "A plan, its rules and selections are named by 1 to 50 letters, digits, hyphens, underscores and full " +
			"stops; it has a rule at least, and a rule names the vault that it backs up into.",
		Worded:     "Invalid value for %s.",
		Operations: []string{"CreateBackupPlan", "UpdateBackupPlan", "CreateBackupSelection"},
	})
	SchedulesAreExpressions = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-02", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: serviceModel + "; EventBridge User Guide, eb-scheduled-rule-pattern", Seed: seed,
		Also: []string{"BKP-PLAN-18"},
		Says: "A rule runs as its cron expression of six fields (or its rate) says, in UTC or the time zone that it " +
			"names; without one it runs daily at 5:00. A cron expression begins anew each day.",
		Operations: []string{"CreateBackupPlan", "UpdateBackupPlan"},
	})
	PlansAreSmall = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-05", Kind: kernel.Quota, Error: LimitExceeded, Or: []*kernel.ErrorShape{InvalidParameterValue},
		Evidence: kernel.Documented, Source: quotasGuide,
		Says: "A plan has at most 10 rules, a rule at most 5 copy actions and 10 tags (by which error more are refused " +
			"is not documented).",
		Operations: []string{"CreateBackupPlan", "UpdateBackupPlan"},
	})
	CopiesGoToVaults = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-08", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Inferred, Source: crossGuide,
		Seed: seed, Also: []string{"BKP-POL-22"},
		Says: "A copy action names the vault that it copies into by its ARN, which tells account and Region; whether that " +
			"vault exists and lets the copy in shows in the copy jobs.",
		Operations: []string{"CreateBackupPlan", "UpdateBackupPlan"},
	})
	WindowsHaveDefaults = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-15", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "AWS CLI examples, get-backup-plan; AWS Backup Developer Guide, plan-options-and-configuration", Seed: seed,
		Says:       "A rule without windows has 480 minutes to start in and 10080 to complete in, and shows them.",
		Operations: []string{"CreateBackupPlan", "UpdateBackupPlan", "GetBackupPlan"},
	})
	BadRulesAreToldTogether = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-19", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: "a stored deployment log",
		Says: "A plan with a bad rule is refused as a whole; the message names the rule, or tells of some where several " +
			"are bad.",
		Operations: []string{"CreateBackupPlan", "UpdateBackupPlan"},
	})
)

// complaint is what is wrong with a rule of a plan.
type complaint struct {
	objection
	name string
}

// checkPlan refuses a plan that says too much, or what cannot be.
func (s *Service) checkPlan(c *kernel.Call, in *BackupPlanInput) error {
	if err := c.Require(len(in.Rules) > 0, PlanNamesHaveTheirForm, PlanNamesHaveTheirForm.Worded, "Rules"); err != nil {
		return err
	}
	if err := c.Require(len(in.Rules) <= maxRules, PlansAreSmall, "A plan has at most %d rules.", maxRules); err != nil {
		return err
	}
	if len(in.ScanSettings) > 0 {
		return kernel.NewError(InvalidRequest, "ScanSettings are not modelled.")
	}
	var bad []complaint
	for i := range in.Rules {
		r := &in.Rules[i]
		if len(r.IndexActions)+len(r.ScanActions) > 0 || r.TargetLogicallyAirGappedBackupVaultArn != "" {
			return kernel.NewError(InvalidRequest,
				"IndexActions, ScanActions and logically air-gapped vaults are not modelled.")
		}
		if err := sized(c, r); err != nil {
			return err
		}
		for _, o := range s.wrongs(r) {
			if o.wrong {
				bad = append(bad, complaint{o.objection, r.RuleName})
				break
			}
			_ = c.Require(true, o.rule, "")
		}
	}
	return complain(c, bad)
}

// sized refuses a rule with too many copies or tags.
func sized(c *kernel.Call, r *BackupRuleInput) error {
	fits := len(r.CopyActions) <= maxCopies && len(r.RecoveryPointTags) <= maxRuleTags
	return c.Require(fits, PlansAreSmall, "Rule %s: a rule has at most %d copy actions and %d tags.", r.RuleName,
		maxCopies, maxRuleTags)
}

// wrong is something that is to be asked of a rule, and whether it is so.
type wrong = struct {
	objection
	wrong bool
}

// wrongs lists what is to be asked of a rule of a plan.
func (s *Service) wrongs(r *BackupRuleInput) []wrong {
	continuous := kernel.Value(r.EnableContinuousBackup)
	all := objections(r.Lifecycle, continuous)
	add := func(is bool, rule *kernel.Rule, text string) {
		all = append(all, wrong{objection{rule, text, ""}, is})
	}
	_, err := parseSchedule(orElse(r.ScheduleExpression, everyMorning))
	add(err != nil, SchedulesAreExpressions, "Invalid schedule expression: "+r.ScheduleExpression)
	add(s.zones.named(r.ScheduleExpressionTimezone) == nil, SchedulesAreExpressions,
		"Invalid timezone: "+r.ScheduleExpressionTimezone)
	start, complete := kernel.Value(r.StartWindowMinutes), kernel.Value(r.CompletionWindowMinutes)
	add(r.StartWindowMinutes != nil && (start < leastStart || start > longestStart), JobsStartInTheirWindow,
		"Invalid start window: StartWindowMinutes must be at least 60 and at most 52560000")
	add(r.CompletionWindowMinutes != nil && (complete < 1 || complete > longestStart), JobsStartInTheirWindow,
		"Invalid completion window: CompletionWindowMinutes must be at least 1 and at most 52560000")
	for i := range r.CopyActions {
		a := &r.CopyActions[i]
		all = append(all, objections(a.Lifecycle, false)...)
		arn, err := kernel.ParseARN(a.DestinationBackupVaultArn)
		is := err == nil && arn.Service == "backup" && strings.HasPrefix(arn.Resource, "backup-vault:") &&
			kernel.IsAccount(arn.Account)
		add(!is, CopiesGoToVaults, "Invalid destination backup vault ARN: "+a.DestinationBackupVaultArn)
	}
	return all
}

// complain refuses a plan for its bad rules.
func complain(c *kernel.Call, bad []complaint) error {
	if len(bad) == 0 {
		return nil
	}
	first := bad[0]
	text := "Error in rule " + first.name + " : " + first.text
	if c.Applies(len(bad) > 1, BadRulesAreToldTogether) {
		text = "Error in some rules due to : " + first.text
	}
	err := c.Require(false, first.rule, "%s", text)
	if err != nil && first.code != "" {
		context, _ := json.Marshal([]string{first.name, first.text}) // texts always marshal
		return coded(err, first.code, string(context))
	}
	return err
}

// planRule reads a rule that was checked.
func (s *Service) planRule(c *kernel.Call, in *BackupRuleInput) (*planRule, error) {
	tags, err := tagged(c, in.RecoveryPointTags)
	if err != nil {
		return nil, err
	}
	r := &planRule{
		Name: in.RuleName, Vault: in.TargetBackupVaultName, Schedule: orElse(in.ScheduleExpression, everyMorning),
		Zone: orElse(in.ScheduleExpressionTimezone, utc), Lifecycle: copied(in.Lifecycle), Tags: tags,
		Start: startMinutes, Complete: completeMinutes,
	}
	if in.EnableContinuousBackup != nil {
		r.Continuous = new(*in.EnableContinuousBackup)
	}
	if in.StartWindowMinutes != nil {
		r.Start = *in.StartWindowMinutes
	} else if !c.Applies(true, WindowsHaveDefaults) {
		r.Start = 0
	}
	if in.CompletionWindowMinutes != nil {
		r.Complete = *in.CompletionWindowMinutes
	}
	for _, a := range in.CopyActions {
		r.Copies = append(r.Copies, CopyAction{a.DestinationBackupVaultArn, copied(a.Lifecycle)})
	}
	return r, nil
}

func (r *planRule) show() BackupRule {
	shown := BackupRule{
		RuleName: r.Name, RuleId: r.ID, TargetBackupVaultName: r.Vault, ScheduleExpression: r.Schedule,
		ScheduleExpressionTimezone: r.Zone, StartWindowMinutes: new(r.Start), CompletionWindowMinutes: new(r.Complete),
		Lifecycle: copied(r.Lifecycle),
	}
	if r.Continuous != nil {
		shown.EnableContinuousBackup = new(*r.Continuous)
	}
	if len(r.Tags) > 0 {
		shown.RecoveryPointTags = tagMap(r.Tags)
	}
	for _, a := range r.Copies {
		shown.CopyActions = append(shown.CopyActions, CopyAction{a.DestinationBackupVaultArn, copied(a.Lifecycle)})
	}
	return shown
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// spelt is a value as JSON, to compare.
func spelt(v any) string {
	text, _ := json.Marshal(v) // plain structs always marshal
	return string(text)
}
