package kms

import (
	"context"
	"fmt"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) keyPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^a key {new key} of {account} with the policy$`,
			Example: "Given a key \"k\" of \"owner\" with the policy\n  \"\"\"\n" +
				"  {Allow: kms:*, to: [\"{owner}\", \"{ann.arn}\"]}\n" +
				"  {Allow: [kms:Decrypt], to: \"*\", if: {StringEquals: {kms:CallerAccount: \"{consumer}\"}}}\n" +
				"  \"\"\"",
			Doc:       "The same with a key policy: a policy in JSON or YAML, or a line for each statement.",
			Do:        s.givenKeyWithPolicy,
			DocString: PolicyText,
		},
		{
			Expression: `^{account} puts this policy on key {key}$`,
			Example: "When \"owner\" puts this policy on key \"k\"\n" +
				"  \"\"\"\n" +
				"  {Allow: kms:*, to: \"{owner}\"}\n" +
				"  \"\"\"",
			Doc:       "PutKeyPolicy.",
			Do:        s.putsKeyPolicy,
			DocString: PolicyText,
		},
		{
			Expression: `^key {key} is shared with {account}$`,
			Example:    `Given key "k" is shared with "consumer"`,
			Doc: "PutKeyPolicy by the owner, as AWS recommends it: the other account uses the key, and " +
				"its services make grants.",
			Do: s.sharesKey,
		},
		{
			Expression: `^key {key} has {count} aliases$`,
			Example:    `Given key "k" has 50 aliases`,
			Doc:        "CreateAlias by the owner, of alias/k-1 and so on.",
			Do:         s.givenAliases,
		},
	}
}

func givenKey(ctx context.Context, on *engine.Session, m engine.Making) error {
	in := &kms.CreateKey{}
	if m.State == string(kms.KeyPendingImport) {
		in.Origin = kms.External
	}
	return session{on}.newKey(ctx, m.Name, m.Arguments[0], in)
}

func (s session) givenKeyWithPolicy(ctx context.Context, alias, owner string, policy *godog.DocString) error {
	text, err := PolicyOf(s.Session, policy.Content)
	if err != nil {
		return err
	}
	return s.newKey(ctx, alias, owner, &kms.CreateKey{Policy: text})
}

func (s session) newKey(ctx context.Context, alias, owner string, in *kms.CreateKey) error {
	as := s.Caller(owner)
	out, err := engine.Ask[kms.CreateKeyOutput](ctx, s.Session, as, in)
	if err != nil {
		return err
	}
	made := out.KeyMetadata
	s.Remember("key", alias, engine.Thing{Owner: as.Account, Region: as.Region, ID: made.KeyId, ARN: made.Arn})
	return nil
}

// stateOfKey asks for the state of a key that its account still has.
func stateOfKey(ctx context.Context, on *engine.Session, k engine.Thing) (string, error) {
	s := session{on}
	if listed, err := s.listsKey(ctx, k); err != nil || !listed {
		return engine.Gone, err
	}
	seen, err := engine.Ask[kms.DescribeKeyOutput](ctx, s.Session, k.Scope(), &kms.DescribeKey{KeyId: k.ID})
	if err != nil {
		return "", err
	}
	return string(seen.KeyMetadata.KeyState), nil
}

func (s session) putsKeyPolicy(ctx context.Context, account, alias string, policy *godog.DocString) error {
	k, err := s.Recall("key", alias)
	if err != nil {
		return err
	}
	text, err := PolicyOf(s.Session, policy.Content)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, k), &kms.PutKeyPolicy{KeyId: k.ARN, Policy: text})
}

// sharingPolicy lets another account use a key, and its services make grants.
const sharingPolicy = `{Allow: kms:*, to: %q}
{Allow: [kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey*, kms:DescribeKey], to: %[2]q}
{Allow: [kms:CreateGrant, kms:ListGrants, kms:RevokeGrant], to: %[2]q, if: {Bool: {kms:GrantIsForAWSResource: true}}}`

func (s session) sharesKey(ctx context.Context, alias, with string) error {
	k, err := s.Recall("key", alias)
	if err != nil {
		return err
	}
	text, err := PolicyOf(s.Session, fmt.Sprintf(sharingPolicy, k.Owner, s.Account(with)))
	if err != nil {
		return err
	}
	_, err = engine.Ask[kms.PutKeyPolicyOutput](ctx, s.Session, k.Scope(), &kms.PutKeyPolicy{KeyId: k.ID, Policy: text})
	return err
}

// listsKey reports whether a key's account still has it.
func (s session) listsKey(ctx context.Context, k engine.Thing) (bool, error) {
	in := &kms.ListKeys{}
	for {
		out, err := engine.Ask[kms.ListKeysOutput](ctx, s.Session, k.Scope(), in)
		if err != nil {
			return false, err
		}
		for _, each := range out.Keys {
			if each.KeyId == k.ID {
				return true, nil
			}
		}
		if !out.Truncated {
			return false, nil
		}
		in = &kms.ListKeys{Marker: out.NextMarker}
	}
}

func (s session) givenAliases(ctx context.Context, alias string, n int) error {
	k, err := s.Recall("key", alias)
	for i := 1; i <= n && err == nil; i++ {
		_, err = engine.Ask[kms.CreateAliasOutput](ctx, s.Session, k.Scope(), &kms.CreateAlias{
			AliasName: fmt.Sprintf("alias/%s-%d", alias, i), TargetKeyId: k.ID,
		})
	}
	return err
}
