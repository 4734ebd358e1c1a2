package kms

import (
	"context"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/steps/iam"
)

func (s session) grantPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} (grants|has granted) {principal} {grant operations} on key {key}` +
				`(?: in the context {context})? as {new grant}$`,
			Example: `When "owner" grants "ann" Decrypt, DescribeKey on key "k" as "g"`,
			Doc: "CreateGrant, for what has the context at least; the account that grants may retire it. " +
				"Who has granted has waited until that is known everywhere. {g} stands for the grant's " +
				"ID, {g.token} for its token.",
			Do:     s.grants,
			Makes:  []engine.Name{{Kind: engine.Answered, Name: "$7.token"}},
			Answer: engine.Answers[kms.CreateGrantOutput](),
		},
		{
			Expression: `^{account} (retires|revokes) grant {grant}$`,
			Example:    `When "ann" retires grant "g"`,
			Doc:        "RetireGrant or RevokeGrant, by the key's ARN and the grant's ID.",
			Do:         s.endsGrant,
		},
	}
}

// settled is how long it takes at most until a grant is known everywhere.
const settled = 5 * time.Minute

func (s session) grants(ctx context.Context, account, how, grantee, operations, alias, context, grant string) error {
	k, err := s.Recall("key", alias)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, k)
	in := &kms.CreateGrant{
		KeyId: k.ARN, GranteePrincipal: iam.Principal(s.Session, grantee),
		RetiringPrincipal: iam.Principal(s.Session, s.AccountCalled(as.Account)),
	}
	for _, o := range strings.Split(operations, ", ") {
		in.Operations = append(in.Operations, kms.GrantOperation(o))
	}
	if context != "" {
		in.Constraints = &kms.GrantConstraints{EncryptionContextSubset: contextOf(context)}
	}
	out, err := engine.Act[kms.CreateGrantOutput](ctx, s.Session, as, in)
	if out != nil {
		s.Remember("grant", grant, engine.Thing{Owner: k.Owner, Region: k.Region, ID: out.GrantId, Of: alias})
		s.Remember(engine.Answered, grant+".token", engine.Thing{ID: out.GrantToken})
	}
	if err != nil || how == "grants" {
		return err
	}
	if err := s.MustHaveSucceeded(); err != nil {
		return err
	}
	return s.Wait(ctx, settled)
}

func (s session) endsGrant(ctx context.Context, account, how, alias string) error {
	g, err := s.Recall("grant", alias)
	if err != nil {
		return err
	}
	k, err := s.Recall("key", g.Of)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, g)
	if how == "retires" {
		return s.Call(ctx, as, &kms.RetireGrant{KeyId: k.ARN, GrantId: g.ID})
	}
	return s.Call(ctx, as, &kms.RevokeGrant{KeyId: k.ARN, GrantId: g.ID})
}
