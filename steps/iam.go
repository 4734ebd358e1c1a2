package steps

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"go.yaml.in/yaml/v3"
)

func (s *session) iamPhrases() []Phrase {
	return []Phrase{
		say(`^a role {new role} of {account} that trusts {trusted}$`, `Given a role "Copier" of "consumer" that trusts dlm.amazonaws.com and "consumer"`,
			"CreateRole with a trust policy for services, accounts, users and sessions, or everybody. {Copier} stands for its ID, {Copier.arn} for its ARN.",
			func(ctx context.Context, role, account, whom string) error {
				return s.givenRole(ctx, role, account, whom, nil)
			}),
		say(`^a role {new role} of {account} that trusts {trusted} and may$`, "Given a role \"Reader\" of \"consumer\" that trusts \"owner\" and may\n  \"\"\"\n  [cloudhsm:DescribeBackups, kms:*]\n  \"\"\"",
			"The same with an inline policy: a policy in JSON or YAML, or a list of what is allowed on everything.", s.givenRole, docString(policyText)),
		say(`^a user {new person} of {account}$`, `Given a user "ann" of "owner"`, "CreateUser and CreateAccessKey, which is {key of ann}. From here on \"ann\" calls as an account does.",
			func(ctx context.Context, user, account string) error {
				return s.givenUser(ctx, user, account, nil)
			}, makes("value key of $1")),
		say(`^a user {new person} of {account} who may$`, "Given a user \"ann\" of \"owner\" who may\n  \"\"\"\n  [sts:AssumeRole]\n  \"\"\"", "The same with an inline policy.", s.givenUser, makes("value key of $1"), docString(policyText)),
		say(`^{new person} acts as the role {text} of {account}$`, `Given "lib" acts as the role "Copier" of "consumer"`,
			"AssumeRole by the account's administrator. From here on \"lib\" calls as an account does, as the session.",
			func(ctx context.Context, alias, role, account string) error {
				if err := s.assumes(ctx, account, role, account, alias); err != nil {
					return err
				}
				return s.mustHaveSucceeded()
			}, answers[iam.AssumeRoleOutput]()),
		say(`^{account} assumes the role {text} of {account} as {new person}$`, `When "ann" assumes the role "Copier" of "consumer" as "lib"`,
			"AssumeRole by anybody.", s.assumes, answers[iam.AssumeRoleOutput]()),
	}
}

func (s *session) givenRole(ctx context.Context, role, account, whom string, may *godog.DocString) error {
	as := s.caller(account)
	text, err := s.trusting(whom)
	if err != nil {
		return err
	}
	out, err := ask[iam.CreateRoleOutput](ctx, s, as, &iam.CreateRole{RoleName: role, AssumeRolePolicyDocument: text})
	if err != nil {
		return err
	}
	s.remember("role", role, thing{Owner: as.Account, Region: as.Region, ID: out.Role.RoleId, ARN: out.Role.Arn})
	if may == nil {
		return nil
	}
	document, err := s.policyOf(may.Content)
	if err != nil {
		return err
	}
	_, err = ask[iam.PutRolePolicyOutput](ctx, s, as, &iam.PutRolePolicy{RoleName: role, PolicyName: "may", PolicyDocument: document})
	return err
}

func (s *session) givenUser(ctx context.Context, user, account string, may *godog.DocString) error {
	as := s.caller(account)
	out, err := ask[iam.CreateUserOutput](ctx, s, as, &iam.CreateUser{UserName: user})
	if err != nil {
		return err
	}
	made, err := ask[iam.CreateAccessKeyOutput](ctx, s, as, &iam.CreateAccessKey{UserName: user})
	if err != nil {
		return err
	}
	s.remember("value", "key of "+user, thing{ID: made.AccessKey.AccessKeyId})
	if err := s.meet(user, kernel.Caller{Account: as.Account, Principal: out.User.Arn}, out.User.UserId); err != nil || may == nil {
		return err
	}
	document, err := s.policyOf(may.Content)
	if err != nil {
		return err
	}
	_, err = ask[iam.PutUserPolicyOutput](ctx, s, as, &iam.PutUserPolicy{UserName: user, PolicyName: "may", PolicyDocument: document})
	return err
}

func (s *session) assumes(ctx context.Context, caller, role, account, alias string) error {
	of := s.caller(account).Home()
	named := kernel.ARN{Partition: kernel.Partition(of.Region), Service: "iam", Account: of.Account, Resource: "role/" + role}.String()
	if known, ok := s.things["role "+role]; ok && known.Owner == of.Account {
		named = known.ARN
	}
	out, err := act[iam.AssumeRoleOutput](ctx, s, s.caller(caller), &iam.AssumeRole{RoleArn: named, RoleSessionName: alias})
	if out == nil {
		return err
	}
	return s.meet(alias, kernel.Caller{Account: of.Account, Principal: out.AssumedRoleUser.Arn}, out.AssumedRoleUser.AssumedRoleId)
}

// meet gives a name to somebody who can call.
func (s *session) meet(alias string, who kernel.Caller, id string) error {
	if slices.Contains(s.accounts, alias) {
		return fmt.Errorf("%q is an account of this scenario: whoever else calls needs another name", alias)
	}
	s.people[alias] = who
	s.remember("person", alias, thing{Owner: who.Account, Region: s.region, ID: id, ARN: who.Principal})
	return nil
}

// trusting is a trust policy for those whom a phrase names.
func (s *session) trusting(whom string) (string, error) {
	var aws, services []string
	for _, each := range listed(whom) {
		switch who, isName := unquote(each); {
		case each == "everybody":
			aws = append(aws, "*")
		case !isName:
			services = append(services, each)
		case s.people[who].Principal != "":
			aws = append(aws, s.people[who].Principal)
		default:
			aws = append(aws, s.account(who))
		}
	}
	principals := map[string][]string{}
	if aws != nil {
		principals["AWS"] = aws
	}
	if services != nil {
		principals["Service"] = services
	}
	text, err := json.Marshal(map[string]any{
		"Version":   "2012-10-17",
		"Statement": []any{map[string]any{"Effect": "Allow", "Principal": principals, "Action": "sts:AssumeRole"}},
	})
	return string(text), err
}

// policyOf reads a policy as features have them: JSON as it stands, the same in
// YAML, or a list of actions.
func (s *session) policyOf(text string) (string, error) {
	text, err := s.fill(text)
	if err != nil || standsAsJSON(text) {
		return text, err
	}
	var content any
	if err := yaml.Unmarshal([]byte(text), &content); err != nil {
		return "", fmt.Errorf("a policy: %w", err)
	}
	if actions, ok := content.([]any); ok {
		content = map[string]any{
			"Version":   "2012-10-17",
			"Statement": []any{map[string]any{"Effect": "Allow", "Action": actions, "Resource": "*"}},
		}
	}
	document, err := json.Marshal(content)
	return string(document), err
}
