package ram

import (
	"context"
	"fmt"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/steps/engine"
)

var ofShares = []engine.Column{
	{Heading: "Share", Cell: engine.One("share")},
	{Heading: "Status", Cell: engine.Value[ram.ResourceShareStatus]},
	{Heading: "Feature set", Cell: engine.Value[ram.ResourceShareFeatureSet]},
	{Heading: "Name", Cell: engine.Anything},
}

var ofInvitations = []engine.Column{
	{Heading: "Share", Cell: engine.One("share")},
	{Heading: "Status", Cell: engine.Value[ram.ResourceShareInvitationStatus]},
}

var ofAssociations = []engine.Column{
	{Heading: "Consumer", Cell: associated},
	{Heading: "Resource", Cell: associated},
	{Heading: "Status", Cell: engine.Value[ram.ResourceShareAssociationStatus]},
	{Heading: "External", Cell: engine.Truth},
}

// associated checks a consumer or a resource of a share.
func associated(r *engine.Rehearsal, text string) error {
	if text == "?" || text == "the organization" {
		return nil
	}
	for _, kind := range shareable(r.Language()) {
		if r.Has(kind, text) {
			return nil
		}
	}
	if unit, isUnit := strings.CutPrefix(text, "OU "); isUnit {
		return r.Use(unit, "OU")
	}
	return engine.Account(r, text)
}

func (s session) listPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} (owns|takes part in) these shares$`,
			Example: "Then \"consumer\" takes part in these shares\n" +
				"  | Share | Status | Feature set |\n" +
				"  | s     | ACTIVE | STANDARD    |",
			Doc:    "The whole listing of GetResourceShares: SELF or OTHER-ACCOUNTS.",
			Do:     s.listsShares,
			Tables: engine.Columns(ofShares...),
		},
		{
			Expression: `^{account} has these invitations$`,
			Example:    "Then \"consumer\" has these invitations\n  | Share | Status  |\n  | s     | PENDING |",
			Doc:        "The whole listing of GetResourceShareInvitations.",
			Do:         s.listsInvitations,
			Tables:     engine.Columns(ofInvitations...),
		},
		{
			Expression: `^share {share} has these (consumers|resources)$`,
			Example: "Then share \"s\" has these consumers\n" +
				"  | Consumer | Status     |\n" +
				"  | consumer | ASSOCIATED |",
			Doc:    "The associations that the owner sees, removed ones too.",
			Do:     s.listsAssociations,
			Tables: engine.Columns(ofAssociations...),
		},
	}
}

func (s session) listsShares(ctx context.Context, account, how string, want *godog.Table) error {
	owner := ram.ResourceOwner("SELF")
	if how == "takes part in" {
		owner = "OTHER-ACCOUNTS"
	}
	in := &ram.GetResourceShares{ResourceOwner: owner}
	out, err := engine.Ask[ram.GetResourceSharesOutput](ctx, s.Session, s.Caller(account), in)
	if err != nil {
		return err
	}
	return engine.Compare(want, len(out.ResourceShares), func(i int, column string) (string, error) {
		share := out.ResourceShares[i]
		switch column {
		case "Share":
			return s.Called("share", share.ResourceShareArn), nil
		case "Status":
			return string(share.Status), nil
		case "Feature set":
			return string(share.FeatureSet), nil
		case "Name":
			return share.Name, nil
		}
		return "", fmt.Errorf("shares have no column %q", column)
	})
}

func (s session) listsInvitations(ctx context.Context, account string, want *godog.Table) error {
	in := &ram.GetResourceShareInvitations{}
	out, err := engine.Ask[ram.GetResourceShareInvitationsOutput](ctx, s.Session, s.Caller(account), in)
	if err != nil {
		return err
	}
	return engine.Compare(want, len(out.ResourceShareInvitations), func(i int, column string) (string, error) {
		invitation := out.ResourceShareInvitations[i]
		switch column {
		case "Share":
			return s.Called("share", invitation.ResourceShareArn), nil
		case "Status":
			return string(invitation.Status), nil
		}
		return "", fmt.Errorf("invitations have no column %q", column)
	})
}

func (s session) listsAssociations(ctx context.Context, alias, what string, want *godog.Table) error {
	share, err := s.Recall("share", alias)
	if err != nil {
		return err
	}
	kind := ram.ResourceShareAssociationType("PRINCIPAL")
	if what == "resources" {
		kind = "RESOURCE"
	}
	in := &ram.GetResourceShareAssociations{AssociationType: kind, ResourceShareArns: []string{share.ARN}}
	out, err := engine.Ask[ram.GetResourceShareAssociationsOutput](ctx, s.Session, share.Scope(), in)
	if err != nil {
		return err
	}
	return engine.Compare(want, len(out.ResourceShareAssociations), func(i int, column string) (string, error) {
		a := out.ResourceShareAssociations[i]
		switch column {
		case "Consumer", "Resource":
			return s.nameOfEntity(a.AssociatedEntity), nil
		case "Status":
			return string(a.Status), nil
		case "External":
			return fmt.Sprint(a.External), nil
		}
		return "", fmt.Errorf("associations have no column %q", column)
	})
}

// nameOfEntity names an account, an organization, a unit or a resource.
func (s session) nameOfEntity(entity string) string {
	if kernel.IsAccount(entity) {
		return s.AccountCalled(entity)
	}
	kinds := append(shareable(s.Language()), "organization", "OU")
	switch t, _ := s.Find(func(t engine.Thing) bool { return t.ARN == entity }, kinds...); t.Kind {
	case "":
		return "?"
	case "organization":
		return "the organization"
	case "OU":
		return "OU " + t.Name
	default:
		return t.Name
	}
}
