package steps

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"go.yaml.in/yaml/v3"
)

func (s *session) kmsPhrases() []Phrase {
	return []Phrase{
		say(`^a key {new key} of {account}(?: that is (enabled|disabled|pending deletion|pending import))?$`, `Given a key "k" of "owner" that is disabled`,
			"CreateKey, of external origin for one that is pending import, then DisableKey or ScheduleKeyDeletion. {k} stands for its ID, {k.arn} for its ARN.",
			func(ctx context.Context, alias, owner, state string) error {
				return s.givenKey(ctx, alias, owner, state, nil)
			}),
		say(`^a key {new key} of {account} with the policy$`, "Given a key \"k\" of \"owner\" with the policy\n  \"\"\"\n  {Allow: kms:*, to: [\"{owner}\", \"{ann.arn}\"]}\n  {Allow: [kms:Decrypt], to: \"*\", if: {StringEquals: {kms:CallerAccount: \"{consumer}\"}}}\n  \"\"\"",
			"The same with a key policy: a policy in JSON or YAML, or a line for each statement.",
			func(ctx context.Context, alias, owner string, policy *godog.DocString) error {
				return s.givenKey(ctx, alias, owner, "", policy)
			}, docString(keyPolicyText)),
		say(`^{account} puts this policy on key {key}$`, "When \"owner\" puts this policy on key \"k\"\n  \"\"\"\n  {Allow: kms:*, to: \"{owner}\"}\n  \"\"\"",
			"PutKeyPolicy.", s.putsKeyPolicy, docString(keyPolicyText)),
		say(`^key {key} is shared with {account}$`, `Given key "k" is shared with "consumer"`,
			"PutKeyPolicy by the owner, as AWS recommends it: the other account uses the key, and its services make grants.", s.sharesKey),
		say(`^key {key} is (enabled|disabled|pending deletion|pending import|gone)$`, `Then key "k" is pending deletion`, "The state now, as the owner sees it.", s.keyIs),
		say(`^key {key} has {count} aliases$`, `Given key "k" has 50 aliases`, "CreateAlias by the owner, of alias/k-1 and so on.", s.givenAliases),
		say(`^{account} encrypts {text} under key {key}(?: in the context {context})? as {new ciphertext}$`, `When "owner" encrypts "attack at dawn" under key "k" in the context team=red as "c"`,
			"Encrypt. {c} stands for the ciphertext, in base64.", s.encrypts, answers[kms.EncryptOutput]()),
		say(`^{account} decrypts {ciphertext}(?: in the context {context})?$`, `When "consumer" decrypts "c"`, "Decrypt, without naming the key. What comes out has to be what was encrypted.", s.decrypts, answers[kms.DecryptOutput]()),
		say(`^{account} (grants|has granted) {principal} {grant operations} on key {key}(?: in the context {context})? as {new grant}$`, `When "owner" grants "ann" Decrypt, DescribeKey on key "k" as "g"`,
			"CreateGrant, for what has the context at least; the account that grants may retire it. Who has granted has waited until that is known everywhere. {g} stands for the grant's ID, {g.token} for its token.", s.grants, makes("value $7.token"), answers[kms.CreateGrantOutput]()),
		say(`^{account} (retires|revokes) grant {grant}$`, `When "ann" retires grant "g"`, "RetireGrant or RevokeGrant, by the key's ARN and the grant's ID.", s.endsGrant),
	}
}

func (s *session) givenKey(ctx context.Context, alias, owner, state string, policy *godog.DocString) error {
	as := s.caller(owner)
	in := &kms.CreateKey{}
	if state == "pending import" {
		in.Origin = kms.External
	}
	if policy != nil {
		text, err := s.keyPolicy(policy.Content)
		if err != nil {
			return err
		}
		in.Policy = text
	}
	out, err := ask[kms.CreateKeyOutput](ctx, s, as, in)
	if err != nil {
		return err
	}
	k := thing{Owner: as.Account, Region: as.Region, ID: out.KeyMetadata.KeyId, ARN: out.KeyMetadata.Arn}
	s.remember("key", alias, k)
	switch state {
	case "disabled":
		_, err = ask[kms.DisableKeyOutput](ctx, s, as, &kms.DisableKey{KeyId: k.ID})
	case "pending deletion":
		_, err = ask[kms.ScheduleKeyDeletionOutput](ctx, s, as, &kms.ScheduleKeyDeletion{KeyId: k.ID})
	}
	return err
}

// keyPolicy reads a key policy as features have them: JSON as it stands, the
// same in YAML, or a line for each statement.
func (s *session) keyPolicy(text string) (string, error) {
	text, err := s.fill(text)
	if err != nil || !byStatements(text) {
		if err == nil && !json.Valid([]byte(text)) && strings.Contains(text, "Statement") {
			return s.policyOf(text)
		}
		return text, err
	}
	var statements []any
	for _, line := range strings.Split(text, "\n") {
		statement, err := statementOf(line)
		if err != nil {
			return "", fmt.Errorf("a statement of a key policy: %w", err)
		}
		statements = append(statements, statement)
	}
	document, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
	return string(document), err
}

// byStatements tells whether a key policy has a line for each statement.
func byStatements(text string) bool {
	return strings.HasPrefix(text, "{Allow:") || strings.HasPrefix(text, "{Deny:")
}

// statementOf reads a line of a key policy.
func statementOf(line string) (map[string]any, error) {
	top, err := strictyaml.Root([]byte(line), "a statement such as {Allow: kms:*, to: \"{owner}\"}")
	if err != nil {
		return nil, err
	}
	f, err := strictyaml.Fields(top, "a statement", "Allow", "Deny", "to", "if")
	if err != nil {
		return nil, err
	}
	statement := map[string]any{"Resource": "*"}
	put := func(key string, n *yaml.Node) error {
		var v any
		err := n.Decode(&v)
		statement[key] = v
		return err
	}
	for _, effect := range []string{"Allow", "Deny"} {
		if n := f[effect]; n != nil {
			statement["Effect"] = effect
			err = errors.Join(err, put("Action", n))
		}
	}
	if to := f["to"]; to != nil {
		err = errors.Join(err, put("Principal", &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: "AWS"}, to}}))
	}
	if n := f["if"]; n != nil {
		err = errors.Join(err, put("Condition", n))
	}
	return statement, err
}

func (s *session) putsKeyPolicy(ctx context.Context, account, alias string, policy *godog.DocString) error {
	k, err := s.recall("key", alias)
	if err != nil {
		return err
	}
	text, err := s.keyPolicy(policy.Content)
	if err != nil {
		return err
	}
	return s.do(ctx, s.callerAt(account, k), &kms.PutKeyPolicy{KeyId: k.ARN, Policy: text})
}

func (s *session) sharesKey(ctx context.Context, alias, with string) error {
	k, err := s.recall("key", alias)
	if err != nil {
		return err
	}
	text, err := s.keyPolicy(fmt.Sprintf(`{Allow: kms:*, to: %q}
{Allow: [kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey*, kms:DescribeKey], to: %[2]q}
{Allow: [kms:CreateGrant, kms:ListGrants, kms:RevokeGrant], to: %[2]q, if: {Bool: {kms:GrantIsForAWSResource: true}}}`, k.Owner, s.account(with)))
	if err != nil {
		return err
	}
	_, err = ask[kms.PutKeyPolicyOutput](ctx, s, k.home(), &kms.PutKeyPolicy{KeyId: k.ID, Policy: text})
	return err
}

func (s *session) keyIs(ctx context.Context, alias, want string) error {
	k, err := s.recall("key", alias)
	if err != nil {
		return err
	}
	listed, err := s.listsKey(ctx, k)
	if err != nil {
		return err
	}
	got := gone
	if listed {
		seen, err := ask[kms.DescribeKeyOutput](ctx, s, k.home(), &kms.DescribeKey{KeyId: k.ID})
		if err != nil {
			return err
		}
		got = map[kms.KeyState]string{
			kms.KeyEnabled: "enabled", kms.KeyDisabled: "disabled", kms.KeyPendingDeletion: "pending deletion", kms.KeyPendingImport: "pending import",
		}[seen.KeyMetadata.KeyState]
	}
	if got != want {
		return mismatch("key %q is %s, not %s", alias, got, want)
	}
	return nil
}

// listsKey tells whether a key's account still has it.
func (s *session) listsKey(ctx context.Context, k thing) (bool, error) {
	in := &kms.ListKeys{}
	for {
		out, err := ask[kms.ListKeysOutput](ctx, s, k.home(), in)
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

func (s *session) givenAliases(ctx context.Context, alias string, n int) error {
	k, err := s.recall("key", alias)
	for i := 1; i <= n && err == nil; i++ {
		_, err = ask[kms.CreateAliasOutput](ctx, s, k.home(), &kms.CreateAlias{AliasName: fmt.Sprintf("alias/%s-%d", alias, i), TargetKeyId: k.ID})
	}
	return err
}

// contextOf reads an encryption context.
func contextOf(text string) map[string]string {
	if text == "" {
		return nil
	}
	context := map[string]string{}
	for _, each := range strings.Fields(text) {
		key, value, _ := strings.Cut(each, "=")
		context[key] = value
	}
	return context
}

func (s *session) encrypts(ctx context.Context, account, plaintext, alias, context, ciphertext string) error {
	k, err := s.recall("key", alias)
	if err != nil {
		return err
	}
	as := s.callerAt(account, k)
	out, err := act[kms.EncryptOutput](ctx, s, as, &kms.Encrypt{KeyId: k.ARN, Plaintext: []byte(plaintext), EncryptionContext: contextOf(context)})
	if out != nil {
		s.remember("ciphertext", ciphertext, thing{Owner: k.Owner, Region: k.Region, ID: base64.StdEncoding.EncodeToString(out.CiphertextBlob), Of: plaintext})
	}
	return err
}

func (s *session) decrypts(ctx context.Context, account, ciphertext, context string) error {
	c, err := s.recall("ciphertext", ciphertext)
	if err != nil {
		return err
	}
	blob, err := base64.StdEncoding.DecodeString(c.ID)
	if err != nil {
		return err
	}
	out, err := act[kms.DecryptOutput](ctx, s, s.callerAt(account, c), &kms.Decrypt{CiphertextBlob: blob, EncryptionContext: contextOf(context)})
	if out != nil && string(out.Plaintext) != c.Of {
		return mismatch("%q decrypts to %q, not to %q", ciphertext, out.Plaintext, c.Of)
	}
	return err
}

// settled is how long it takes at most until a grant is known everywhere.
const settled = 5 * time.Minute

func (s *session) grants(ctx context.Context, account, how, grantee, operations, alias, context, grant string) error {
	k, err := s.recall("key", alias)
	if err != nil {
		return err
	}
	as := s.callerAt(account, k)
	in := &kms.CreateGrant{KeyId: k.ARN, GranteePrincipal: s.principal(grantee), RetiringPrincipal: s.principal(s.nameOfAccount(as.Account))}
	for _, o := range strings.Split(operations, ", ") {
		in.Operations = append(in.Operations, kms.GrantOperation(o))
	}
	if context != "" {
		in.Constraints = &kms.GrantConstraints{EncryptionContextSubset: contextOf(context)}
	}
	out, err := act[kms.CreateGrantOutput](ctx, s, as, in)
	if out != nil {
		s.remember("grant", grant, thing{Owner: k.Owner, Region: k.Region, ID: out.GrantId, ARN: k.ARN})
		s.remember("value", grant+".token", thing{ID: out.GrantToken})
	}
	if err != nil || how == "grants" {
		return err
	}
	if err := s.mustHaveSucceeded(); err != nil {
		return err
	}
	return s.record.Wait(ctx, settled)
}

// principal is the ARN of an account, a role, or somebody who was named.
func (s *session) principal(who string) string {
	for _, kind := range []string{"person", "role"} {
		if t, ok := s.things[kind+" "+who]; ok {
			return t.ARN
		}
	}
	return kernel.ARN{Partition: kernel.Partition(s.region), Service: "iam", Account: s.account(who), Resource: "root"}.String()
}

func (s *session) endsGrant(ctx context.Context, account, how, alias string) error {
	g, err := s.recall("grant", alias)
	if err != nil {
		return err
	}
	as := s.callerAt(account, g)
	if how == "retires" {
		return s.do(ctx, as, &kms.RetireGrant{KeyId: g.ARN, GrantId: g.ID})
	}
	return s.do(ctx, as, &kms.RevokeGrant{KeyId: g.ARN, GrantId: g.ID})
}
