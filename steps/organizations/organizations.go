// Package organizations is the vocabulary of AWS Organizations: an organization, its
// units and its accounts.
package organizations

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/steps/engine"
)

// Vocabulary is what features say of Organizations. A scenario has one organization
// at most; its name, and that of its root among the units, is empty.
var Vocabulary = engine.Vocabulary{
	System: "organizations", Scenarios: 212,
	Kinds: []engine.Kind{{Name: "organization"}, {Name: "OU"}},
	Phrases: func(on *engine.Session) []engine.Phrase {
		s := session{on}
		return slices.Concat(s.phrases(), s.membershipPhrases(), s.controlPhrases())
	},
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }

// organization is what phrases need that are about the scenario's one.
var organization = []engine.Name{{Kind: "organization"}}

var columns = []engine.Column{
	{Heading: "Account", Cell: member},
	{Heading: "Parent", Cell: parent},
	{Heading: "Joined", Cell: engine.Value[organizations.AccountJoinedMethod]},
}

func (s session) phrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^an organization of {account}(?: with {accounts})?$`,
			Example:    `Given an organization of "management" with "owner" and "consumer"`,
			Doc:        "CreateOrganization; each account is invited and accepts.",
			Do:         s.givenOrganization,
			Makes: []engine.Name{
				{Kind: "organization"},
				{Kind: engine.Answered, Name: "organization"},
				{Kind: "OU"},
			},
		},
		{
			Expression: `^an organizational unit {new OU}(?: in {OU})?(?: with {accounts})?$`,
			Example:    `Given an organizational unit "apps" with "consumer"`,
			Doc:        "CreateOrganizationalUnit, under the root or another unit; the accounts move there.",
			Do:         s.givenUnit,
			Needs:      organization,
		},
		{
			Expression: `^{account} moves {account} to (?:OU {OU}|the root)$`,
			Example:    `When "management" moves "consumer" to OU "apps"`,
			Doc:        "MoveAccount, from where the account is.",
			Do:         s.moves,
			Needs:      organization,
			Answer:     engine.Answers[organizations.MoveAccountOutput](),
		},
		{
			Expression: `^the organization has these accounts$`,
			Example: "Then the organization has these accounts\n" +
				"  | Account    | Parent   |\n" +
				"  | management | the root |\n" +
				"  | consumer   | OU apps  |",
			Doc:    "The whole listing of ListAccounts.",
			Do:     s.listsAccounts,
			Needs:  organization,
			Tables: engine.Columns(columns...),
		},
		{
			Expression: `^sharing with the organization is (enabled|disabled)$`,
			Example:    `Given sharing with the organization is enabled`,
			Doc: "EnableSharingWithAwsOrganization of RAM, or DisableAWSServiceAccess for RAM, by the " +
				"management account.",
			Do:    s.sharing,
			Needs: organization,
		},
	}
}

func (s session) givenOrganization(ctx context.Context, management, members string) error {
	in := &organizations.CreateOrganization{FeatureSet: "ALL"}
	out, err := engine.Ask[organizations.CreateOrganizationOutput](ctx, s.Session, s.Caller(management), in)
	if err != nil {
		return err
	}
	s.Remember("organization", "", engine.Thing{
		Owner: s.Account(management), ID: out.Organization.Id, ARN: out.Organization.Arn,
	})
	s.Remember(engine.Answered, "organization", engine.Thing{ID: out.Organization.Id, ARN: out.Organization.Arn})
	roots, err := engine.Ask[organizations.ListRootsOutput](
		ctx, s.Session, s.Caller(management), &organizations.ListRoots{})
	if err != nil {
		return err
	}
	root, err := engine.First("root", roots.Roots)
	if err != nil {
		return err
	}
	s.Remember("OU", "", engine.Thing{ID: root.Id})
	for _, member := range engine.Names(members) {
		if err := s.joins(ctx, member); err != nil {
			return err
		}
	}
	return nil
}

// management is the caller that manages the scenario's organization.
func (s session) management() (kernel.Caller, error) {
	o, err := s.Recall("organization", "")
	return kernel.Caller{Account: o.Owner, Region: s.Region()}, err
}

func (s session) givenUnit(ctx context.Context, alias, parent, members string) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	above, err := s.Recall("OU", parent)
	if err != nil {
		return err
	}
	in := &organizations.CreateOrganizationalUnit{Name: alias, ParentId: above.ID}
	out, err := engine.Ask[organizations.CreateOrganizationalUnitOutput](ctx, s.Session, manager, in)
	if err != nil {
		return err
	}
	s.Remember("OU", alias, engine.Thing{
		Owner: manager.Account, ID: out.OrganizationalUnit.Id, ARN: out.OrganizationalUnit.Arn,
	})
	for _, member := range engine.Names(members) {
		if err := s.move(ctx, manager, member, alias); err != nil {
			return err
		}
		if err := s.MustHaveSucceeded(); err != nil {
			return err
		}
	}
	return nil
}

func (s session) moves(ctx context.Context, account, member, unit string) error {
	return s.move(ctx, s.Caller(account), member, unit)
}

func (s session) move(ctx context.Context, as kernel.Caller, member, unit string) error {
	to, err := s.Recall("OU", unit)
	if err != nil {
		return err
	}
	manager, err := s.management()
	if err != nil {
		return err
	}
	from, err := s.parent(ctx, manager, s.Account(member))
	if err != nil {
		return err
	}
	return s.Call(ctx, as, &organizations.MoveAccount{
		AccountId: s.Account(member), SourceParentId: from, DestinationParentId: to.ID,
	})
}

// parent asks for the ID of the root or unit in which an account is.
func (s session) parent(ctx context.Context, as kernel.Caller, account string) (string, error) {
	in := &organizations.ListParents{ChildId: account}
	out, err := engine.Ask[organizations.ListParentsOutput](ctx, s.Session, as, in)
	if err != nil {
		return "", err
	}
	p, err := engine.First("parent", out.Parents)
	return p.Id, err
}

func (s session) listsAccounts(ctx context.Context, want *godog.Table) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	out, err := engine.Ask[organizations.ListAccountsOutput](ctx, s.Session, manager, &organizations.ListAccounts{})
	if err != nil {
		return err
	}
	return engine.Compare(want, len(out.Accounts), func(i int, column string) (string, error) {
		a := out.Accounts[i]
		switch column {
		case "Account":
			if alias := s.NameOf(engine.Answered, a.Id); alias != "" {
				return alias, nil
			}
			return s.AccountCalled(a.Id), nil
		case "Parent":
			parent, err := s.parent(ctx, manager, a.Id)
			if err != nil {
				return "", err
			}
			if unit := s.NameOf("OU", parent); unit != "" {
				return "OU " + unit, nil
			}
			return "the root", nil
		case "Joined":
			return string(a.JoinedMethod), nil
		}
		return "", fmt.Errorf("accounts have no column %q", column)
	})
}

func (s session) sharing(ctx context.Context, how string) error {
	manager, err := s.management()
	if err != nil {
		return err
	}
	if how == "disabled" {
		in := &organizations.DisableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"}
		_, err = engine.Ask[organizations.DisableAWSServiceAccessOutput](ctx, s.Session, manager, in)
		return err
	}
	in := &ram.EnableSharingWithAwsOrganization{}
	out, err := engine.Ask[ram.EnableSharingWithAwsOrganizationOutput](ctx, s.Session, manager, in)
	if err == nil && !out.ReturnValue {
		return engine.Mismatch("sharing with the organization was not enabled: ReturnValue is false")
	}
	return err
}

// member is an account, or one that CreateAccount made and the scenario named.
func member(r *engine.Rehearsal, text string) error {
	if text == "" || r.Has(engine.Answered, text) {
		return nil
	}
	return engine.Account(r, text)
}

// parent is where an account of an organization is.
func parent(r *engine.Rehearsal, text string) error {
	if unit, ok := strings.CutPrefix(text, "OU "); ok {
		return r.Use(unit, "OU")
	}
	if text != "the root" {
		return fmt.Errorf("want the root or OU and its name, got %q", text)
	}
	return nil
}
