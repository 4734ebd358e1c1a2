package remote

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// wallet holds the credentials that the endpoint has issued, by the ARN of a
// role's session, by account and name of a user, or by the role that stands for
// an account. Those of such roles are kept apart, and for as long as nothing empties the
// endpoint.
type wallet map[string]issued

type issued struct {
	Keys
	until kernel.Time // zero: for good
}

// nameOf is a user as the wallet knows it: only the name is the same in its ARN
// and in the answer that shows its key.
func nameOf(account, user string) string { return account + " " + user }

// Learn keeps the credentials that an answer shows, and that those of its caller were
// taken.
func (t *Target) Learn(as kernel.Caller, out any) {
	if as.Principal == "" {
		t.taken[as.Account] = true
	}
	switch out := out.(type) {
	case *iam.AssumeRoleOutput:
		if c, user := out.Credentials, out.AssumedRoleUser; c != nil && user != nil {
			t.secrets.Add(c.SecretAccessKey, c.SessionToken)
			t.wallet[user.Arn] = issued{Keys{c.AccessKeyId, c.SecretAccessKey, c.SessionToken}, c.Expiration}
		}
	case *iam.CreateAccessKeyOutput:
		if k := out.AccessKey; k != nil {
			t.secrets.Add(k.SecretAccessKey)
			t.wallet[nameOf(as.Account, k.UserName)] = issued{Keys: Keys{k.AccessKeyId, k.SecretAccessKey, ""}}
		}
	}
}

// Keys returns the credentials that a caller signs with.
func (t *Target) Keys(ctx context.Context, as kernel.Caller) (Keys, error) {
	if as.Principal != "" {
		return t.principal(as)
	}
	if t.config.AccountKeys {
		return Keys{AccessKeyID: as.Account, SecretAccessKey: "shareproof"}, nil
	}
	a, ok := t.acting[as.Account]
	if !ok {
		return Keys{}, target.Unsupported("account " + as.Account + ", which the target file does not name")
	}
	return t.keysOf(ctx, a)
}

// keysOf returns the credentials of who acts for an account.
func (t *Target) keysOf(ctx context.Context, a Account) (Keys, error) {
	if a.RoleARN == "" {
		keys, _, err := t.credentials(ctx, a.Login)
		return keys, err
	}
	return t.assume(ctx, a)
}

func (t *Target) principal(as kernel.Caller) (Keys, error) {
	name := as.Principal
	if arn, err := kernel.ParseARN(name); err == nil && strings.HasPrefix(arn.Resource, "user/") {
		name = nameOf(arn.Account, arn.Resource[strings.LastIndexByte(arn.Resource, '/')+1:])
	}
	known, ok := t.wallet[name]
	if !ok {
		return Keys{}, target.Unsupported("acting as " + as.Principal + ", whose credentials no answer has shown")
	}
	return known.Keys, nil
}

// early is how long before its end a session of a target file's role is renewed.
const early = time.Minute

// assume returns the session of a role that stands for an account.
func (t *Target) assume(ctx context.Context, a Account) (Keys, error) {
	if known, ok := t.roles[a.RoleARN]; ok && kernel.At(time.Now().Add(early)) < known.until {
		return known.Keys, nil
	}
	in := &iam.AssumeRole{RoleArn: a.RoleARN, RoleSessionName: "shareproof", ExternalId: a.ExternalID}
	by, _, err := t.credentials(ctx, t.config.by(&a))
	if err != nil {
		return Keys{}, err
	}
	answer, err := t.perform(ctx, calls[reflect.TypeOf(in)], by, t.config.Region, in)
	if err != nil {
		return Keys{}, notAssumed(a.RoleARN, err)
	}
	c := answer.(*iam.AssumeRoleOutput).Credentials
	if c == nil {
		return Keys{}, notAssumed(a.RoleARN, errors.New("the answer has no credentials"))
	}
	t.secrets.Add(c.SecretAccessKey, c.SessionToken)
	t.roles[a.RoleARN] = issued{Keys{c.AccessKeyId, c.SecretAccessKey, c.SessionToken}, c.Expiration}
	return t.roles[a.RoleARN].Keys, nil
}
