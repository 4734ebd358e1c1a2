package ram

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) changePhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} (adds|removes) {consumers or a resource} (?:to|from) share {share}$`,
			Example:    `When "owner" removes "consumer" from share "s"`,
			Doc:        "AssociateResourceShare or DisassociateResourceShare, of consumers or of one resource.",
			Do:         s.changesShare,
		},
		{
			Expression: `^{account} leaves share {share}$`,
			Example:    `When "consumer" leaves share "s"`,
			Doc:        "DisassociateResourceShare by a consumer, of itself.",
			Do: func(ctx context.Context, account, share string) error {
				return s.changesShare(ctx, account, "removes", `"`+account+`"`, share)
			},
			Answer: engine.Answers[ram.DisassociateResourceShareOutput](),
		},
		{
			Expression: `^{account} (accepts|rejects) the invitation to share {share}$`,
			Example:    `When "consumer" accepts the invitation to share "s"`,
			Doc:        "AcceptResourceShareInvitation or RejectResourceShareInvitation, of the newest invitation.",
			Do:         s.answersInvitation,
		},
		{
			Expression: `^{account} creates permissions? {new permissions} for {shareable actions}$`,
			Example:    `Given "owner" creates permission "readers" for cloudhsm:DescribeBackups`,
			Doc:        "CreatePermission of one action or several, for the resources that the actions are about.",
			Do:         s.createsPermissions,
			Answer:     engine.Answers[ram.CreatePermissionOutput](),
		},
	}
}

// invitation returns the newest invitation of a caller to a share.
func (s session) invitation(
	ctx context.Context, as kernel.Caller, share engine.Thing,
) (newest ram.ResourceShareInvitation, err error) {
	in := &ram.GetResourceShareInvitations{ResourceShareArns: []string{share.ARN}}
	out, err := engine.Ask[ram.GetResourceShareInvitationsOutput](ctx, s.Session, as, in)
	if err != nil {
		return newest, err
	}
	for _, i := range out.ResourceShareInvitations {
		if i.InvitationTimestamp >= newest.InvitationTimestamp {
			newest = i
		}
	}
	return newest, nil
}

// answersInvitation answers the newest invitation, which may take a moment to
// arrive.
func (s session) answersInvitation(ctx context.Context, account, how, alias string) error {
	share, err := s.Recall("share", alias)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, share)
	arn := ""
	err = s.Await(ctx, "an invitation of "+account, func() (bool, string, error) {
		newest, err := s.invitation(ctx, as, share)
		arn = newest.ResourceShareInvitationArn
		return arn != "", "none", err
	})
	if err != nil {
		return err
	}
	if how == "accepts" {
		return s.Call(ctx, as, &ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: arn})
	}
	return s.Call(ctx, as, &ram.RejectResourceShareInvitation{ResourceShareInvitationArn: arn})
}

func (s session) changesShare(ctx context.Context, account, how, what, alias string) error {
	share, err := s.Recall("share", alias)
	if err != nil {
		return err
	}
	var principals, resources []string
	if kind, name := resourceIn(s.Language(), what); kind != "" {
		t, err := s.Recall(kind, name)
		if err != nil {
			return err
		}
		resources = []string{t.ARN}
	} else if principals, err = s.principals(what); err != nil {
		return err
	}
	as := s.CallerAt(account, share)
	if how == "adds" {
		return s.Call(ctx, as, &ram.AssociateResourceShare{
			ResourceShareArn: share.ARN, Principals: principals, ResourceArns: resources,
		})
	}
	return s.Call(ctx, as, &ram.DisassociateResourceShare{
		ResourceShareArn: share.ARN, Principals: principals, ResourceArns: resources,
	})
}

func (s session) createsPermissions(ctx context.Context, account, aliases, actions string) error {
	all := strings.Split(actions, " and ")
	allowed, err := json.Marshal(all)
	if err != nil {
		return err
	}
	resourceType, err := typeOf(s.Language(), all[0])
	if err != nil {
		return err
	}
	as := s.Caller(account)
	for _, alias := range engine.Names(aliases) {
		out, err := engine.Act[ram.CreatePermissionOutput](ctx, s.Session, as, &ram.CreatePermission{
			Name: alias, ResourceType: resourceType,
			PolicyTemplate: `{"Effect":"Allow","Action":` + string(allowed) + `}`,
		})
		if err != nil {
			return err
		}
		if out != nil {
			arn := out.Permission.Arn
			s.Remember("permission", alias, engine.Thing{Owner: as.Account, Region: as.Region, ID: arn, ARN: arn})
		}
	}
	return nil
}
