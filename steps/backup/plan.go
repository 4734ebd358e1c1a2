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
			Do: func(ctx context.Context, name, account string, rules *godog.DocString) error {
				if err := s.createsPlan(ctx, account, name, rules); err != nil {
					return err
				}
				return s.MustHaveSucceeded()
			},
			DocString: engine.MembersOf[[]backup.BackupRuleInput],
		},
		{
			Expression: `^{account} creates backup plan {new backup plan}$`,
			Example:    "When \"owner\" creates backup plan \"daily\"\n  \"\"\"\n  - {TargetBackupVaultName: home}\n  \"\"\"",
			Doc:        "The same, with an outcome that later steps examine.",
			Do:         s.createsPlan,
			Answer:     engine.Answers[backup.CreateBackupPlanOutput](),
			DocString:  engine.MembersOf[[]backup.BackupRuleInput],
		},
		{
			Expression: `^{account} changes backup plan {backup plan} to$`,
			Example:    "When \"owner\" changes backup plan \"daily\" to\n  \"\"\"\n  - {TargetBackupVaultName: home}\n  \"\"\"",
			Doc:        "UpdateBackupPlan.",
			Do:         s.changesPlan,
			Answer:     engine.Answers[backup.UpdateBackupPlanOutput](),
			DocString:  engine.MembersOf[[]backup.BackupRuleInput],
		},
		{
			Expression: `^backup plan {backup plan} is for {backed up} {one}(?: under the role {role})?$`,
			Example:    `Given backup plan "daily" is for volume "v" under the role "Saver"`,
			Doc:        "CreateBackupSelection by the plan's owner, of the resource's ARN, under the default role unless one is named.",
			Do:         s.planIsFor,
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

func (s session) createsPlan(ctx context.Context, account, name string, rules *godog.DocString) error {
	p, err := s.readRules(name, rules)
	if err != nil {
		return err
	}
	as := s.Caller(account)
	out, err := engine.Act[backup.CreateBackupPlanOutput](ctx, s.Session, as, &backup.CreateBackupPlan{BackupPlan: p})
	if out != nil {
		s.Remember(plan, name, engine.Thing{
			Owner: as.Account, Region: as.Region, ID: out.BackupPlanId, ARN: out.BackupPlanArn,
		})
	}
	return err
}

func (s session) changesPlan(ctx context.Context, account, name string, rules *godog.DocString) error {
	t, err := s.Recall(plan, name)
	if err != nil {
		return err
	}
	p, err := s.readRules(name, rules)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, t), &backup.UpdateBackupPlan{BackupPlanId: t.ID, BackupPlan: p})
}

func (s session) planIsFor(ctx context.Context, name, kind, what, named string) error {
	t, err := s.Recall(plan, name)
	if err != nil {
		return err
	}
	resource, err := s.Recall(kind, what)
	if err != nil {
		return err
	}
	arn, err := s.roleFor(ctx, t.Scope(), named)
	if err != nil {
		return err
	}
	_, err = engine.Ask[backup.CreateBackupSelectionOutput](ctx, s.Session, t.Scope(), &backup.CreateBackupSelection{
		BackupPlanId: t.ID,
		BackupSelection: &backup.BackupSelection{
			SelectionName: what, IamRoleArn: arn, Resources: []string{resource.ARN},
		},
	})
	return err
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
