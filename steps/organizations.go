package steps

import (
	"context"
	"fmt"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

const ramPrincipal = "ram.amazonaws.com"

func (s *session) organizationPhrases() []Phrase {
	return []Phrase{
		say(`^an organization of {account}(?: with {accounts})?$`, `Given an organization of "management" with "owner" and "consumer"`,
			"CreateOrganization; each account is invited and accepts.", s.givenOrganization, makes("organization ", "value organization", "OU ")),
		say(`^{account} joins the organization$`, `When "consumer" joins the organization`, "Is invited and accepts.", s.joins, needs("organization ")),
		say(`^{account} invites {account} to the organization as {new value}$`, `When "management" invites "consumer" to the organization as "h"`,
			"InviteAccountToOrganization; the name is that of the handshake.", s.invites, answers[organizations.InviteAccountToOrganizationOutput]()),
		say(`^{account} (accepts|declines|cancels) handshake {value}$`, `When "consumer" accepts handshake "h"`,
			"AcceptHandshake, DeclineHandshake or CancelHandshake.", s.answersHandshake),
		say(`^{account} leaves the organization$`, `When "consumer" leaves the organization`, "LeaveOrganization.",
			func(ctx context.Context, account string) error {
				return s.do(ctx, s.caller(account), &organizations.LeaveOrganization{})
			}, answers[organizations.LeaveOrganizationOutput]()),
		say(`^{account} removes {account} from the organization$`, `When "management" removes "consumer" from the organization`, "RemoveAccountFromOrganization.",
			func(ctx context.Context, account, member string) error {
				return s.do(ctx, s.caller(account), &organizations.RemoveAccountFromOrganization{AccountId: s.account(member)})
			}, answers[organizations.RemoveAccountFromOrganizationOutput]()),
		say(`^an organizational unit {new OU}(?: in {OU})?(?: with {accounts})?$`, `Given an organizational unit "apps" with "consumer"`,
			"CreateOrganizationalUnit, under the root or another unit; the accounts move there.", s.givenUnit, needs("organization ")),
		say(`^{account} moves {account} to (?:OU {OU}|the root)$`, `When "management" moves "consumer" to OU "apps"`, "MoveAccount, from where the account is.", s.moves, needs("organization "), answers[organizations.MoveAccountOutput]()),
		say(`^the organization has these accounts$`, "Then the organization has these accounts\n  | Account    | Parent   |\n  | management | the root |\n  | consumer   | OU apps  |",
			"The whole listing of ListAccounts.", s.listsAccounts, needs("organization "), columns(column{"Account", member}, column{"Parent", parent}, column{"Joined", value[organizations.AccountJoinedMethod]})),
		say(`^sharing with the organization is (enabled|disabled)$`, `Given sharing with the organization is enabled`,
			"EnableSharingWithAwsOrganization of RAM, or DisableAWSServiceAccess for RAM, by the management account.", s.sharing, needs("organization ")),
	}
}

func (s *session) givenOrganization(ctx context.Context, management, members string) error {
	out, err := ask[organizations.CreateOrganizationOutput](ctx, s, s.caller(management), &organizations.CreateOrganization{FeatureSet: "ALL"})
	if err != nil {
		return err
	}
	s.remember("organization", "", thing{Owner: s.account(management), ID: out.Organization.Id, ARN: out.Organization.Arn})
	s.remember("value", "organization", thing{ID: out.Organization.Id, ARN: out.Organization.Arn})
	roots, err := ask[organizations.ListRootsOutput](ctx, s, s.caller(management), &organizations.ListRoots{})
	if err != nil {
		return err
	}
	root, err := first("root", roots.Roots)
	if err != nil {
		return err
	}
	s.remember("OU", "", thing{ID: root.Id})
	for _, member := range quoted(members) {
		if err := s.joins(ctx, member); err != nil {
			return err
		}
	}
	return nil
}

// management is the caller that manages the scenario's organization.
func (s *session) management() (kernel.Caller, error) {
	o, err := s.recall("organization", "")
	return kernel.Caller{Account: o.Owner, Region: s.region}, err
}

func (s *session) joins(ctx context.Context, member string) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	invited, err := ask[organizations.InviteAccountToOrganizationOutput](ctx, s, manager, &organizations.InviteAccountToOrganization{
		Target: &organizations.HandshakeParty{Id: s.account(member), Type: "ACCOUNT"},
	})
	if err != nil {
		return err
	}
	_, err = ask[organizations.AcceptHandshakeOutput](ctx, s, s.caller(member), &organizations.AcceptHandshake{HandshakeId: invited.Handshake.Id})
	return err
}

func (s *session) invites(ctx context.Context, account, invited, alias string) error {
	out, err := act[organizations.InviteAccountToOrganizationOutput](ctx, s, s.caller(account), &organizations.InviteAccountToOrganization{
		Target: &organizations.HandshakeParty{Id: s.account(invited), Type: organizations.AccountParty},
	})
	if out != nil {
		s.remember("value", alias, thing{ID: out.Handshake.Id, ARN: out.Handshake.Arn})
	}
	return err
}

func (s *session) answersHandshake(ctx context.Context, account, how, alias string) error {
	h, err := s.recall("value", alias)
	if err != nil {
		return err
	}
	switch how {
	case "accepts":
		return s.do(ctx, s.caller(account), &organizations.AcceptHandshake{HandshakeId: h.ID})
	case "declines":
		return s.do(ctx, s.caller(account), &organizations.DeclineHandshake{HandshakeId: h.ID})
	default:
		return s.do(ctx, s.caller(account), &organizations.CancelHandshake{HandshakeId: h.ID})
	}
}

func (s *session) givenUnit(ctx context.Context, alias, parent, members string) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	above, err := s.recall("OU", parent)
	if err != nil {
		return err
	}
	out, err := ask[organizations.CreateOrganizationalUnitOutput](ctx, s, manager, &organizations.CreateOrganizationalUnit{Name: alias, ParentId: above.ID})
	if err != nil {
		return err
	}
	s.remember("OU", alias, thing{Owner: manager.Account, ID: out.OrganizationalUnit.Id, ARN: out.OrganizationalUnit.Arn})
	for _, member := range quoted(members) {
		if err := s.move(ctx, manager, member, alias); err != nil {
			return err
		}
		if err := s.mustHaveSucceeded(); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) moves(ctx context.Context, account, member, unit string) error {
	return s.move(ctx, s.caller(account), member, unit)
}

func (s *session) move(ctx context.Context, as kernel.Caller, member, unit string) error {
	to, err := s.recall("OU", unit)
	if err != nil {
		return err
	}
	manager, err := s.management()
	if err != nil {
		return err
	}
	from, err := s.parent(ctx, manager, s.account(member))
	if err != nil {
		return err
	}
	return s.do(ctx, as, &organizations.MoveAccount{AccountId: s.account(member), SourceParentId: from, DestinationParentId: to.ID})
}

// parent asks for the ID of the root or unit in which an account is.
func (s *session) parent(ctx context.Context, as kernel.Caller, account string) (string, error) {
	out, err := ask[organizations.ListParentsOutput](ctx, s, as, &organizations.ListParents{ChildId: account})
	if err != nil {
		return "", err
	}
	p, err := first("parent", out.Parents)
	return p.Id, err
}

func (s *session) listsAccounts(ctx context.Context, want *godog.Table) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	out, err := ask[organizations.ListAccountsOutput](ctx, s, manager, &organizations.ListAccounts{})
	if err != nil {
		return err
	}
	return compare(want, len(out.Accounts), func(i int, column string) (string, error) {
		a := out.Accounts[i]
		switch column {
		case "Account":
			if alias := s.nameOf("value", a.Id); alias != "" {
				return alias, nil
			}
			return s.nameOfAccount(a.Id), nil
		case "Parent":
			parent, err := s.parent(ctx, manager, a.Id)
			if err != nil {
				return "", err
			}
			if unit := s.nameOf("OU", parent); unit != "" {
				return "OU " + unit, nil
			}
			return "the root", nil
		case "Joined":
			return string(a.JoinedMethod), nil
		}
		return "", fmt.Errorf("accounts have no column %q", column)
	})
}

func (s *session) sharing(ctx context.Context, how string) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	if how == "disabled" {
		_, err = ask[organizations.DisableAWSServiceAccessOutput](ctx, s, manager, &organizations.DisableAWSServiceAccess{ServicePrincipal: ramPrincipal})
		return err
	}
	out, err := ask[ram.EnableSharingWithAwsOrganizationOutput](ctx, s, manager, &ram.EnableSharingWithAwsOrganization{})
	if err == nil && !out.ReturnValue {
		return mismatch("sharing with the organization was not enabled: ReturnValue is false")
	}
	return err
}
