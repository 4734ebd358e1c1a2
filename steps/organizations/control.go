package organizations

import (
	"context"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/steps/iam"
)

func (s session) controlPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^service control policies are enabled$`,
			Example:    `Given service control policies are enabled`,
			Doc:        "EnablePolicyType by the management account. {root} stands for the ID of the root.",
			Do:         s.enablesControls,
			Needs:      organization,
			Makes:      []engine.Name{{Kind: engine.Answered, Name: "root"}},
		},
		{
			Expression: `^a service control policy {new value} of (?:the root|OU {OU})$`,
			Example: "Given a service control policy \"stay\" of OU \"apps\"\n" +
				"  \"\"\"\n" +
				"  {Statement: {Effect: Deny, Action: \"organizations:LeaveOrganization\", Resource: \"*\"}}\n" +
				"  \"\"\"",
			Doc:       "CreatePolicy with a policy in JSON or YAML, and AttachPolicy, by the management account.",
			Do:        s.givenControlOfUnit,
			Needs:     organization,
			DocString: iam.PolicyText,
		},
		{
			Expression: `^a service control policy {new value} of {account}$`,
			Example: "Given a service control policy \"stay\" of \"consumer\"\n" +
				"  \"\"\"\n" +
				"  {Statement: {Effect: Deny, Action: \"organizations:LeaveOrganization\", Resource: \"*\"}}\n" +
				"  \"\"\"",
			Doc: "The same for one account.",
			Do: func(ctx context.Context, alias, account string, text *godog.DocString) error {
				return s.givenControl(ctx, alias, s.Account(account), text)
			},
			Needs:     organization,
			DocString: iam.PolicyText,
		},
	}
}

func (s session) enablesControls(ctx context.Context) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	root, err := s.Recall("OU", "")
	if err != nil {
		return err
	}
	s.Remember(engine.Answered, "root", engine.Thing{ID: root.ID})
	in := &organizations.EnablePolicyType{RootId: root.ID, PolicyType: organizations.ServiceControlPolicy}
	_, err = engine.Ask[organizations.EnablePolicyTypeOutput](ctx, s.Session, manager, in)
	return err
}

func (s session) givenControlOfUnit(ctx context.Context, alias, unit string, text *godog.DocString) error {
	to, err := s.Recall("OU", unit)
	if err != nil {
		return err
	}
	return s.givenControl(ctx, alias, to.ID, text)
}

func (s session) givenControl(ctx context.Context, alias, target string, text *godog.DocString) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	content, err := iam.PolicyOf(s.Session, text.Content)
	if err != nil {
		return err
	}
	description := "of the scenario"
	made, err := engine.Ask[organizations.CreatePolicyOutput](ctx, s.Session, manager, &organizations.CreatePolicy{
		Name: alias, Description: &description, Content: content, Type: organizations.ServiceControlPolicy,
	})
	if err != nil {
		return err
	}
	p := made.Policy.PolicySummary
	s.Remember(engine.Answered, alias, engine.Thing{ID: p.Id, ARN: p.Arn})
	in := &organizations.AttachPolicy{PolicyId: p.Id, TargetId: target}
	_, err = engine.Ask[organizations.AttachPolicyOutput](ctx, s.Session, manager, in)
	return err
}
