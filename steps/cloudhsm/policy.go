package cloudhsm

import (
	"context"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) policyPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} puts a policy for {accounts} on backup {backup}$`,
			Example:    `When "owner" puts a policy for "consumer" on backup "b1"`,
			Doc:        "PutResourcePolicy with the sharing policy of the CloudHSM User Guide.",
			Do:         s.putsPolicy,
			Answer:     engine.Answers[cloudhsm.PutResourcePolicyOutput](),
		},
		{
			Expression: `^{account} (reads|deletes) the policy of backup {backup}$`,
			Example:    `When "owner" deletes the policy of backup "b1"`,
			Doc:        "GetResourcePolicy or DeleteResourcePolicy.",
			Do:         s.usesPolicy,
		},
		{
			Expression: `^{account} tags (cluster|backup) {one} with {tags}$`,
			Example:    `When "owner" tags cluster "vault" with env=prod team=keys`,
			Doc:        "TagResource.",
			Do:         s.tags,
			Answer:     engine.Answers[cloudhsm.TagResourceOutput](),
		},
		{
			Expression: `^{account} untags (cluster|backup) {one} from (.+)$`,
			Example:    `When "owner" untags cluster "vault" from team`,
			Doc:        "UntagResource.",
			Do:         s.untags,
			Answer:     engine.Answers[cloudhsm.UntagResourceOutput](),
		},
	}
}

func (s session) putsPolicy(ctx context.Context, account, consumers, alias string) error {
	b, err := s.Recall("backup", alias)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, b), &cloudhsm.PutResourcePolicy{
		ResourceArn: b.ARN, Policy: s.sharingPolicy(consumers, b),
	})
}

// sharingPolicy is the policy that the CloudHSM User Guide shows.
func (s session) sharingPolicy(consumers string, b engine.Thing) string {
	var principals []string
	for _, consumer := range engine.Names(consumers) {
		principals = append(principals, strconv.Quote(s.Account(consumer)))
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
		`"Principal":{"AWS":[` + strings.Join(principals, ",") + `]},` +
		`"Action":["cloudhsm:CreateCluster","cloudhsm:DescribeBackups"],"Resource":"` + b.ARN + `"}]}`
}

func (s session) usesPolicy(ctx context.Context, account, how, alias string) error {
	b, err := s.Recall("backup", alias)
	if err != nil {
		return err
	}
	if how == "reads" {
		return s.Call(ctx, s.CallerAt(account, b), &cloudhsm.GetResourcePolicy{ResourceArn: b.ARN})
	}
	return s.Call(ctx, s.CallerAt(account, b), &cloudhsm.DeleteResourcePolicy{ResourceArn: b.ARN})
}

func (s session) tags(ctx context.Context, account, kind, alias, tags string) error {
	t, err := s.Recall(kind, alias)
	if err != nil {
		return err
	}
	list, err := engine.ParseTags(tags)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, t), &cloudhsm.TagResource{ResourceId: t.ID, TagList: tagList(list)})
}

func (s session) untags(ctx context.Context, account, kind, alias, keys string) error {
	t, err := s.Recall(kind, alias)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, t), &cloudhsm.UntagResource{
		ResourceId: t.ID, TagKeyList: strings.Fields(keys),
	})
}
