package backup

import (
	"context"
	"fmt"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) planPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^a backup plan {new backup plan} of {account}$`,
			Example: "Given a backup plan \"daily\" of \"owner\"\n" +
				"  \"\"\"\n" +
				"  - TargetBackupVaultName: home\n" +
				"    Lifecycle: {DeleteAfterDays: 35}\n" +
				"    CopyActions: [{DestinationBackupVaultArn: \"{safe.arn}\"}]\n" +
				"  \"\"\"",
			Doc: "CreateBackupPlan, with these Rules in YAML; those without a RuleName are named after the plan. " +
				"{daily} stands for the plan's ID.",
			Do:        s.givenPlan,
			DocString: engine.MembersOf[[]backup.BackupRuleInput],
		},
		{
			Expression: `^{account} selects for backup plan {backup plan} as {new backup selection}$`,
			Example: "When \"owner\" selects for backup plan \"daily\" as \"tagged\"\n" +
				"  \"\"\"\n" +
				"  ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: \"yes\"}]\n" +
				"  \"\"\"",
			Doc: "CreateBackupSelection with these members in YAML, under the default role unless they say another. " +
				"{tagged} stands for its ID.",
			Do:        s.selects,
			Answer:    engine.Answers[backup.CreateBackupSelectionOutput](),
			Makes:     defaultRoleOf("$1"),
			DocString: engine.MembersOf[backup.BackupSelection],
		},
	}
}

func (s session) readRules(name string, text *godog.DocString) (*backup.BackupPlanInput, error) {
	p := &backup.BackupPlanInput{BackupPlanName: name}
	if err := s.Read(text.Content, &p.Rules); err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	for i := range p.Rules {
		if r := &p.Rules[i]; r.RuleName == "" {
			r.RuleName = name
		}
	}
	return p, nil
}

func (s session) givenPlan(ctx context.Context, name, account string, rules *godog.DocString) error {
	p, err := s.readRules(name, rules)
	if err != nil {
		return err
	}
	as := s.Caller(account)
	out, err := engine.Ask[backup.CreateBackupPlanOutput](ctx, s.Session, as, &backup.CreateBackupPlan{BackupPlan: p})
	if err != nil {
		return err
	}
	s.Remember(plan, name, engine.Thing{
		Owner: as.Account, Region: as.Region, ID: out.BackupPlanId, ARN: out.BackupPlanArn,
	})
	return nil
}

func (s session) selects(ctx context.Context, account, of, name string, members *godog.DocString) error {
	t, err := s.Recall(plan, of)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, t)
	in := &backup.BackupSelection{SelectionName: name}
	if err := s.Read(members.Content, in); err != nil {
		return fmt.Errorf("a selection: %w", err)
	}
	if in.IamRoleArn == "" {
		if in.IamRoleArn, err = s.defaultRole(ctx, as); err != nil {
			return err
		}
	}
	out, err := engine.Act[backup.CreateBackupSelectionOutput](ctx, s.Session, as, &backup.CreateBackupSelection{
		BackupPlanId: t.ID, BackupSelection: in,
	})
	if out != nil {
		s.Remember(selection, name, engine.Thing{
			Owner: as.Account, Region: as.Region, ID: out.SelectionId, Of: of, Detail: t.ID,
		})
	}
	return err
}
