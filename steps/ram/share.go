package ram

import (
	"context"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) sharePhrases() []engine.Phrase {
	kinds := engine.OneOf(shareable(s.Language()))
	return []engine.Phrase{
		{
			Expression: `^{account} shares (?:nothing|` + kinds + ` {one}) with {consumers} as {new share}` +
				`(?: (inside the organization only|even when they leave))?$`,
			Example: `When "owner" shares backup "b1" with "consumer" and OU "apps" as "s"`,
			Doc:     "CreateResourceShare. Consumers are accounts, OU NAME, the organization, or nobody.",
			Do:      s.shares,
			Answer:  engine.Answers[ram.CreateResourceShareOutput](),
		},
		{
			Expression: `^` + kinds + ` {one} is shared with {consumers} as {new share}$`,
			Example:    `Given backup "b1" is shared with "consumer" as "s"`,
			Doc:        "The owner shares, and each account that is invited accepts.",
			Do:         s.givenShared,
			Answer:     engine.Answers[ram.CreateResourceShareOutput](),
		},
		{
			Expression: `^{account} promotes the share of ` + kinds + ` {one} as {new share}$`,
			Example:    `When "owner" promotes the share of backup "b1" as "s"`,
			Doc:        "Finds the share that the policy made by ListResources, and promotes it until it is STANDARD.",
			Do:         s.promotes,
			Answer:     engine.Answers[ram.PromoteResourceShareCreatedFromPolicyOutput](),
		},
	}
}

func (s session) shares(ctx context.Context, account, kind, name, consumers, alias, how string) error {
	principals, err := s.principals(consumers)
	if err != nil {
		return err
	}
	in := &ram.CreateResourceShare{Name: alias, Principals: principals}
	if kind != "" {
		t, err := s.Recall(kind, name)
		if err != nil {
			return err
		}
		in.ResourceArns = []string{t.ARN}
	}
	switch how {
	case "inside the organization only":
		in.AllowExternalPrincipals = new(false)
	case "even when they leave":
		in.ResourceShareConfiguration = &ram.ResourceShareConfiguration{
			RetainSharingOnAccountLeaveOrganization: new(true),
		}
	}
	as := s.Caller(account)
	out, err := engine.Act[ram.CreateResourceShareOutput](ctx, s.Session, as, in)
	if out != nil {
		s.rememberShare(alias, as, out.ResourceShare.ResourceShareArn)
	}
	return err
}

func (s session) rememberShare(alias string, as kernel.Caller, arn string) {
	s.Remember("share", alias, engine.Thing{Owner: as.Account, Region: as.Region, ID: arn, ARN: arn})
}

func (s session) givenShared(ctx context.Context, kind, name, consumers, alias string) error {
	t, err := s.Recall(kind, name)
	if err != nil {
		return err
	}
	owner := s.AccountCalled(t.Owner)
	if err := s.shares(ctx, owner, kind, name, consumers, alias, ""); err != nil {
		return err
	}
	if err := s.MustHaveSucceeded(); err != nil {
		return err
	}
	share, err := s.Recall("share", alias)
	if err != nil {
		return err
	}
	return s.Await(ctx, "association", func() (bool, string, error) {
		for _, consumer := range engine.Names(ou.ReplaceAllString(consumers, "")) {
			if err := s.acceptPending(ctx, s.CallerAt(consumer, t), share); err != nil {
				return false, "", err
			}
		}
		return s.isSettled(ctx, share)
	})
}

func (s session) acceptPending(ctx context.Context, as kernel.Caller, share engine.Thing) error {
	invitation, err := s.invitation(ctx, as, share)
	if err != nil || invitation.Status != "PENDING" {
		return err
	}
	in := &ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: invitation.ResourceShareInvitationArn}
	_, err = engine.Ask[ram.AcceptResourceShareInvitationOutput](ctx, s.Session, as, in)
	return err
}

// isSettled reports whether no association of a share is in progress.
func (s session) isSettled(ctx context.Context, share engine.Thing) (bool, string, error) {
	for _, kind := range []ram.ResourceShareAssociationType{"PRINCIPAL", "RESOURCE"} {
		in := &ram.GetResourceShareAssociations{
			AssociationType: kind, ResourceShareArns: []string{share.ARN}, AssociationStatus: "ASSOCIATING",
		}
		out, err := engine.Ask[ram.GetResourceShareAssociationsOutput](ctx, s.Session, share.Scope(), in)
		if err != nil || len(out.ResourceShareAssociations) > 0 {
			return false, "ASSOCIATING", err
		}
	}
	return true, "", nil
}

func (s session) promotes(ctx context.Context, account, kind, name, alias string) error {
	t, err := s.Recall(kind, name)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, t)
	in := &ram.ListResources{ResourceOwner: "SELF", ResourceArns: []string{t.ARN}}
	found, err := engine.Ask[ram.ListResourcesOutput](ctx, s.Session, as, in)
	if err != nil {
		return err
	}
	if len(found.Resources) != 1 {
		return engine.Mismatch("%s %q is in %d shares, not in one", kind, name, len(found.Resources))
	}
	arn := found.Resources[0].ResourceShareArn
	s.rememberShare(alias, as, arn)
	err = s.Call(ctx, as, &ram.PromoteResourceShareCreatedFromPolicy{ResourceShareArn: arn})
	if err != nil || s.Refused() {
		return err
	}
	share, err := s.Recall("share", alias)
	if err != nil {
		return err
	}
	return s.Await(ctx, "promotion", func() (bool, string, error) {
		seen, err := s.seeShare(ctx, share)
		if err != nil || seen == nil {
			return false, "not found", err
		}
		return seen.FeatureSet == "STANDARD", string(seen.FeatureSet), nil
	})
}

// seeShare asks the owner for a share; nil if it is not listed.
func (s session) seeShare(ctx context.Context, t engine.Thing) (*ram.ResourceShare, error) {
	in := &ram.GetResourceShares{ResourceOwner: "SELF", ResourceShareArns: []string{t.ARN}}
	out, err := engine.Ask[ram.GetResourceSharesOutput](ctx, s.Session, t.Scope(), in)
	if err != nil || len(out.ResourceShares) != 1 {
		return nil, err
	}
	return &out.ResourceShares[0], nil
}
