package organizations

import (
	"cmp"
	"context"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/steps/kms"
)

func (s session) controlPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^the service control policy {new value} on (?:account {account}|OU {OU}|the root)$`,
			Example: "Given the service control policy \"stay\" on account \"consumer\"\n" +
				"  \"\"\"\n" +
				"  {Deny: organizations:LeaveOrganization}\n" +
				"  \"\"\"",
			Doc: "EnablePolicyType, where that has not been done, CreatePolicy and AttachPolicy by the management " +
				"account: a policy in JSON or YAML, or a line for each statement. {stay} stands for its ID.",
			Do:        s.controls,
			Needs:     organization,
			DocString: kms.PolicyText,
		},
		{
			Expression: `^{account} detaches policy {value} from (?:account {account}|OU {OU}|the root)$`,
			Example:    `When "management" detaches policy "stay" from account "consumer"`,
			Doc:        "DetachPolicy.",
			Do:         s.detaches,
			Needs:      organization,
			Answer:     engine.Answers[organizations.DetachPolicyOutput](),
		},
	}
}

// targetOf is the ID of an account, of a unit, or of the root where neither is named.
func (s session) targetOf(account, unit string) (string, error) {
	if account != "" {
		return s.Account(account), nil
	}
	t, err := s.Recall("OU", unit)
	return t.ID, err
}

func (s session) controls(ctx context.Context, name, account, unit string, text *godog.DocString) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	target, err := s.targetOf(account, unit)
	if err != nil {
		return err
	}
	if err := s.enablesControl(ctx); err != nil {
		return err
	}
	document, err := kms.PolicyOf(s.Session, text.Content)
	if err != nil {
		return err
	}
	out, err := engine.Ask[organizations.CreatePolicyOutput](ctx, s.Session, manager, &organizations.CreatePolicy{
		Name: name, Description: new(name), Type: organizations.ServiceControlPolicy, Content: document,
	})
	if err != nil {
		return err
	}
	id := out.Policy.PolicySummary.Id
	s.Remember(engine.Answered, name, engine.Thing{ID: id, ARN: out.Policy.PolicySummary.Arn})
	_, err = engine.Ask[organizations.AttachPolicyOutput](ctx, s.Session, manager, &organizations.AttachPolicy{
		PolicyId: id, TargetId: target,
	})
	return err
}

// enablesControl switches service control policies on, unless they are.
func (s session) enablesControl(ctx context.Context) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	roots, err := engine.Ask[organizations.ListRootsOutput](ctx, s.Session, manager, &organizations.ListRoots{})
	if err != nil {
		return err
	}
	root, err := engine.First("root", roots.Roots)
	if err != nil {
		return err
	}
	for _, t := range root.PolicyTypes {
		if t.Type == organizations.ServiceControlPolicy {
			return nil
		}
	}
	_, err = engine.Ask[organizations.EnablePolicyTypeOutput](ctx, s.Session, manager, &organizations.EnablePolicyType{
		RootId: root.Id, PolicyType: organizations.ServiceControlPolicy,
	})
	return err
}

func (s session) detaches(ctx context.Context, account, policy, from, unit string) error {
	target, err := s.targetOf(from, unit)
	if err != nil {
		return err
	}
	id := policy
	if t, ok := s.Lookup(engine.Answered, policy); ok {
		id = cmp.Or(t.ID, policy)
	}
	return s.Call(ctx, s.Caller(account), &organizations.DetachPolicy{PolicyId: id, TargetId: target})
}
