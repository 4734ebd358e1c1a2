package organizations

import (
	"context"

	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) membershipPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} joins the organization$`,
			Example:    `When "consumer" joins the organization`,
			Doc:        "Is invited and accepts.",
			Do:         s.joins,
			Needs:      organization,
		},
		{
			Expression: `^{account} invites {account} to the organization as {new value}$`,
			Example:    `When "management" invites "consumer" to the organization as "h"`,
			Doc:        "InviteAccountToOrganization; the name is that of the handshake.",
			Do:         s.invites,
			Answer:     engine.Answers[organizations.InviteAccountToOrganizationOutput](),
		},
		{
			Expression: `^{account} (accepts|declines|cancels) handshake {value}$`,
			Example:    `When "consumer" accepts handshake "h"`,
			Doc:        "AcceptHandshake, DeclineHandshake or CancelHandshake.",
			Do:         s.answersHandshake,
		},
		{
			Expression: `^{account} leaves the organization$`,
			Example:    `When "consumer" leaves the organization`,
			Doc:        "LeaveOrganization.",
			Do: func(ctx context.Context, account string) error {
				return s.Call(ctx, s.Caller(account), &organizations.LeaveOrganization{})
			},
			Answer: engine.Answers[organizations.LeaveOrganizationOutput](),
		},
		{
			Expression: `^{account} removes {account} from the organization$`,
			Example:    `When "management" removes "consumer" from the organization`,
			Doc:        "RemoveAccountFromOrganization.",
			Do: func(ctx context.Context, account, member string) error {
				in := &organizations.RemoveAccountFromOrganization{AccountId: s.Account(member)}
				return s.Call(ctx, s.Caller(account), in)
			},
			Answer: engine.Answers[organizations.RemoveAccountFromOrganizationOutput](),
		},
		{
			Expression: `^{account} closes account {account}$`,
			Example:    `When "management" closes account "consumer"`,
			Doc:        "CloseAccount.",
			Do: func(ctx context.Context, account, member string) error {
				return s.Call(ctx, s.Caller(account), &organizations.CloseAccount{AccountId: s.Account(member)})
			},
			Answer: engine.Answers[organizations.CloseAccountOutput](),
		},
	}
}

func (s session) joins(ctx context.Context, member string) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	in := &organizations.InviteAccountToOrganization{
		Target: &organizations.HandshakeParty{Id: s.Account(member), Type: "ACCOUNT"},
	}
	invited, err := engine.Ask[organizations.InviteAccountToOrganizationOutput](ctx, s.Session, manager, in)
	if err != nil {
		return err
	}
	accept := &organizations.AcceptHandshake{HandshakeId: invited.Handshake.Id}
	_, err = engine.Ask[organizations.AcceptHandshakeOutput](ctx, s.Session, s.Caller(member), accept)
	return err
}

func (s session) invites(ctx context.Context, account, invited, alias string) error {
	in := &organizations.InviteAccountToOrganization{
		Target: &organizations.HandshakeParty{Id: s.Account(invited), Type: organizations.AccountParty},
	}
	out, err := engine.Act[organizations.InviteAccountToOrganizationOutput](ctx, s.Session, s.Caller(account), in)
	if out != nil {
		s.Remember(engine.Answered, alias, engine.Thing{ID: out.Handshake.Id, ARN: out.Handshake.Arn})
	}
	return err
}

func (s session) answersHandshake(ctx context.Context, account, how, alias string) error {
	h, err := s.Recall(engine.Answered, alias)
	if err != nil {
		return err
	}
	switch how {
	case "accepts":
		return s.Call(ctx, s.Caller(account), &organizations.AcceptHandshake{HandshakeId: h.ID})
	case "declines":
		return s.Call(ctx, s.Caller(account), &organizations.DeclineHandshake{HandshakeId: h.ID})
	default:
		return s.Call(ctx, s.Caller(account), &organizations.CancelHandshake{HandshakeId: h.ID})
	}
}
