// Package iam is the vocabulary of AWS Identity and Access Management and of the
// Security Token Service: users, roles and their sessions.
package iam

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

// Vocabulary is what features say of IAM.
var Vocabulary = engine.Vocabulary{
	System: "iam", Scenarios: 335,
	Kinds: []engine.Kind{{Name: "role"}},
	Arguments: map[string]engine.Argument{
		"principal": {Pattern: engine.Quoted, Check: engine.Each(principal)},
		"trusted":   {Pattern: "(" + trusted + "(?: and " + trusted + ")*)", Check: engine.Each(trusts)},
	},
	Phrases: func(on *engine.Session) []engine.Phrase {
		s := session{on}
		return slices.Concat(s.phrases(), s.sessionPhrases())
	},
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }

// trusted is somebody whom a role trusts.
const trusted = `(?:"[^"]*"|everybody|[a-z0-9.-]+\.amazonaws\.com)`

// principal checks the name of an account, a role, or somebody who can call.
func principal(r *engine.Rehearsal, name string) error {
	if r.Has("role", name) {
		return nil
	}
	return r.Account(name)
}

// trusts checks those whom a role trusts.
func trusts(r *engine.Rehearsal, text string) error {
	for _, each := range engine.Listed(text) {
		if name, quoted := engine.Unquote(each); quoted {
			if err := r.Account(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// Principal returns the ARN of an account, a role, or somebody who can call.
func Principal(s *engine.Session, who string) string {
	for _, kind := range []string{engine.Person, "role"} {
		if t, ok := s.Lookup(kind, who); ok {
			return t.ARN
		}
	}
	return iamARN(kernel.Scope{Account: s.Account(who), Region: s.Region()}, "root")
}

// iamARN is an ARN of IAM, which is the same in all Regions of a partition.
func iamARN(of kernel.Scope, resource string) string {
	return kernel.ARN{
		Partition: kernel.Partition(of.Region), Service: "iam", Account: of.Account, Resource: resource,
	}.String()
}

func (s session) phrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^a role {new role} of {account} that trusts {trusted}$`,
			Example:    `Given a role "Copier" of "consumer" that trusts dlm.amazonaws.com and "consumer"`,
			Doc: "CreateRole with a trust policy for services, accounts, users and sessions, or " +
				"everybody. {Copier} stands for its ID, {Copier.arn} for its ARN.",
			Do: func(ctx context.Context, role, account, whom string) error {
				return s.givenRole(ctx, role, account, whom, nil)
			},
		},
		{
			Expression: `^a role {new role} of {account} that trusts {trusted} and may$`,
			Example: "Given a role \"Reader\" of \"consumer\" that trusts \"owner\" and may\n" +
				"  \"\"\"\n" +
				"  [cloudhsm:DescribeBackups, kms:*]\n" +
				"  \"\"\"",
			Doc: "The same with an inline policy: a policy in JSON or YAML, or a list of what is allowed " +
				"on everything.",
			Do:        s.givenRole,
			DocString: PolicyText,
		},
		{
			Expression: `^a user {new person} of {account}$`,
			Example:    `Given a user "ann" of "owner"`,
			Doc: "CreateUser and CreateAccessKey, which is {key of ann}. From here on \"ann\" calls as an " +
				"account does.",
			Do: func(ctx context.Context, user, account string) error {
				return s.givenUser(ctx, user, account, nil)
			},
			Makes: []engine.Name{{Kind: "value", Name: "key of $1"}},
		},
		{
			Expression: `^a user {new person} of {account} who may$`,
			Example:    "Given a user \"ann\" of \"owner\" who may\n  \"\"\"\n  [sts:AssumeRole]\n  \"\"\"",
			Doc:        "The same with an inline policy.",
			Do:         s.givenUser,
			Makes:      []engine.Name{{Kind: "value", Name: "key of $1"}},
			DocString:  PolicyText,
		},
	}
}

func (s session) sessionPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{new person} acts as the role {text} of {account}$`,
			Example:    `Given "lib" acts as the role "Copier" of "consumer"`,
			Doc: "AssumeRole by the account's administrator. From here on \"lib\" calls as an account does, " +
				"as the session.",
			Do: func(ctx context.Context, alias, role, account string) error {
				if err := s.assumes(ctx, account, role, account, alias); err != nil {
					return err
				}
				return s.MustHaveSucceeded()
			},
			Answer: engine.Answers[iam.AssumeRoleOutput](),
		},
		{
			Expression: `^{account} assumes the role {text} of {account} as {new person}$`,
			Example:    `When "ann" assumes the role "Copier" of "consumer" as "lib"`,
			Doc:        "AssumeRole by anybody.",
			Do:         s.assumes,
			Answer:     engine.Answers[iam.AssumeRoleOutput](),
		},
	}
}

func (s session) givenRole(ctx context.Context, role, account, whom string, may *godog.DocString) error {
	as := s.Caller(account)
	text, err := s.trusting(whom)
	if err != nil {
		return err
	}
	out, err := engine.Ask[iam.CreateRoleOutput](ctx, s.Session, as, &iam.CreateRole{
		RoleName: role, AssumeRolePolicyDocument: text,
	})
	if err != nil {
		return err
	}
	s.Remember("role", role, engine.Thing{Owner: as.Account, Region: as.Region, ID: out.Role.RoleId, ARN: out.Role.Arn})
	if may == nil {
		return nil
	}
	document, err := PolicyOf(s.Session, may.Content)
	if err != nil {
		return err
	}
	_, err = engine.Ask[iam.PutRolePolicyOutput](ctx, s.Session, as, &iam.PutRolePolicy{
		RoleName: role, PolicyName: "may", PolicyDocument: document,
	})
	return err
}

func (s session) givenUser(ctx context.Context, user, account string, may *godog.DocString) error {
	as := s.Caller(account)
	out, err := engine.Ask[iam.CreateUserOutput](ctx, s.Session, as, &iam.CreateUser{UserName: user})
	if err != nil {
		return err
	}
	made, err := engine.Ask[iam.CreateAccessKeyOutput](ctx, s.Session, as, &iam.CreateAccessKey{UserName: user})
	if err != nil {
		return err
	}
	s.Remember(engine.Answered, "key of "+user, engine.Thing{ID: made.AccessKey.AccessKeyId})
	who := kernel.Caller{Account: as.Account, Principal: out.User.Arn}
	if err := s.Meet(user, who, out.User.UserId); err != nil || may == nil {
		return err
	}
	document, err := PolicyOf(s.Session, may.Content)
	if err != nil {
		return err
	}
	_, err = engine.Ask[iam.PutUserPolicyOutput](ctx, s.Session, as, &iam.PutUserPolicy{
		UserName: user, PolicyName: "may", PolicyDocument: document,
	})
	return err
}

func (s session) assumes(ctx context.Context, caller, role, account, alias string) error {
	of := s.Caller(account).Scope()
	named := iamARN(of, "role/"+role)
	if known, ok := s.Lookup("role", role); ok && known.Owner == of.Account {
		named = known.ARN
	}
	out, err := engine.Act[iam.AssumeRoleOutput](ctx, s.Session, s.Caller(caller), &iam.AssumeRole{
		RoleArn: named, RoleSessionName: alias,
	})
	if out == nil {
		return err
	}
	who := kernel.Caller{Account: of.Account, Principal: out.AssumedRoleUser.Arn}
	return s.Meet(alias, who, out.AssumedRoleUser.AssumedRoleId)
}

// trusting is a trust policy for those whom a phrase names.
func (s session) trusting(whom string) (string, error) {
	var aws, services []string
	for _, each := range engine.Listed(whom) {
		switch who, isName := engine.Unquote(each); {
		case each == "everybody":
			aws = append(aws, "*")
		case !isName:
			services = append(services, each)
		case s.Principal(who) != "":
			aws = append(aws, s.Principal(who))
		default:
			aws = append(aws, s.Account(who))
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
