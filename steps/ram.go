package steps

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

func (s *session) ramPhrases() []Phrase {
	return []Phrase{
		say(`^{account} shares (nothing|backup {backup}) with {consumers} as {new share}(?: (inside the organization only|even when they leave))?$`,
			`When "owner" shares backup "b1" with "consumer" and OU "apps" as "s"`,
			"CreateResourceShare. Consumers are accounts, OU NAME, the organization, or nobody.", s.shares, answers[ram.CreateResourceShareOutput]()),
		say(`^backup {backup} is shared with {consumers} as {new share}$`, `Given backup "b1" is shared with "consumer" as "s"`,
			"The owner shares, and each account that is invited accepts.", s.givenShared, answers[ram.CreateResourceShareOutput]()),
		say(`^{account} (adds|removes) {consumers or a backup} (?:to|from) share {share}$`, `When "owner" removes "consumer" from share "s"`,
			"AssociateResourceShare or DisassociateResourceShare, of consumers or of backup NAME.", s.changesShare),
		say(`^{account} leaves share {share}$`, `When "consumer" leaves share "s"`, "DisassociateResourceShare by a consumer, of itself.",
			func(ctx context.Context, account, share string) error {
				return s.changesShare(ctx, account, "removes", `"`+account+`"`, share)
			}, answers[ram.DisassociateResourceShareOutput]()),
		say(`^{account} (accepts|rejects) the invitation to share {share}$`, `When "consumer" accepts the invitation to share "s"`,
			"AcceptResourceShareInvitation or RejectResourceShareInvitation, of the newest invitation.", s.answersInvitation),
		say(`^{account} promotes the share of backup {backup} as {new share}$`, `When "owner" promotes the share of backup "b1" as "s"`,
			"Finds the share that the policy made by ListResources, and promotes it until it is STANDARD.", s.promotes, answers[ram.PromoteResourceShareCreatedFromPolicyOutput]()),
		say(`^{account} deletes share {share}$`, `When "owner" deletes share "s"`, "DeleteResourceShare.",
			func(ctx context.Context, account, alias string) error {
				t, err := s.recall("share", alias)
				if err != nil {
					return err
				}
				return s.do(ctx, s.callerAt(account, t), &ram.DeleteResourceShare{ResourceShareArn: t.ARN})
			}, answers[ram.DeleteResourceShareOutput]()),
		say(`^{account} creates permissions? {new permissions} for (.+)$`, `Given "owner" creates permission "readers" for cloudhsm:DescribeBackups`,
			"CreatePermission, for backups, of one action or several.", s.createsPermissions, answers[ram.CreatePermissionOutput]()),
		say(`^{account} (owns|takes part in) these shares$`, "Then \"consumer\" takes part in these shares\n  | Share | Status | Feature set |\n  | s     | ACTIVE | STANDARD    |",
			"The whole listing of GetResourceShares: SELF or OTHER-ACCOUNTS.", s.listsShares, columns(column{"Share", one("share")}, column{"Status", value[ram.ResourceShareStatus]}, column{"Feature set", value[ram.ResourceShareFeatureSet]}, column{"Name", anything})),
		say(`^{account} has these invitations$`, "Then \"consumer\" has these invitations\n  | Share | Status  |\n  | s     | PENDING |",
			"The whole listing of GetResourceShareInvitations.", s.listsInvitations, columns(column{"Share", one("share")}, column{"Status", value[ram.ResourceShareInvitationStatus]})),
		say(`^share {share} has these (consumers|resources)$`, "Then share \"s\" has these consumers\n  | Consumer | Status     |\n  | consumer | ASSOCIATED |",
			"The associations that the owner sees, removed ones too.", s.listsAssociations, columns(column{"Consumer", partaker}, column{"Resource", partaker}, column{"Status", value[ram.ResourceShareAssociationStatus]}, column{"External", truth})),
	}
}

var ou = regexp.MustCompile(`OU "([^"]*)"`)

// principals reads a text like `"consumer" and OU "apps"`.
func (s *session) principals(text string) ([]string, error) {
	var out []string
	for _, match := range ou.FindAllStringSubmatch(text, -1) {
		t, err := s.recall("OU", match[1])
		if err != nil {
			return nil, err
		}
		out = append(out, t.ARN)
	}
	if strings.Contains(text, "the organization") {
		o, err := s.recall("organization", "")
		if err != nil {
			return nil, err
		}
		out = append(out, o.ARN)
	}
	for _, account := range quoted(ou.ReplaceAllString(text, "")) {
		out = append(out, s.account(account))
	}
	return out, nil
}

func (s *session) shares(ctx context.Context, account, _, backup, consumers, alias, how string) error {
	principals, err := s.principals(consumers)
	if err != nil {
		return err
	}
	in := &ram.CreateResourceShare{Name: alias, Principals: principals}
	if backup != "" {
		b, err := s.recall("backup", backup)
		if err != nil {
			return err
		}
		in.ResourceArns = []string{b.ARN}
	}
	switch how {
	case "inside the organization only":
		in.AllowExternalPrincipals = new(false)
	case "even when they leave":
		in.ResourceShareConfiguration = &ram.ResourceShareConfiguration{RetainSharingOnAccountLeaveOrganization: new(true)}
	}
	as := s.caller(account)
	out, err := act[ram.CreateResourceShareOutput](ctx, s, as, in)
	if out != nil {
		s.rememberShare(alias, as, out.ResourceShare.ResourceShareArn)
	}
	return err
}

func (s *session) rememberShare(alias string, as kernel.Caller, arn string) {
	s.remember("share", alias, thing{Owner: as.Account, Region: as.Region, ID: arn, ARN: arn})
}

func (s *session) givenShared(ctx context.Context, backup, consumers, alias string) error {
	b, err := s.recall("backup", backup)
	if err != nil {
		return err
	}
	owner := s.nameOfAccount(b.Owner)
	if err := s.shares(ctx, owner, "", backup, consumers, alias, ""); err != nil {
		return err
	}
	if err := s.mustHaveSucceeded(); err != nil {
		return err
	}
	share, err := s.recall("share", alias)
	if err != nil {
		return err
	}
	return s.await(ctx, "association", func() (bool, string, error) {
		for _, consumer := range quoted(ou.ReplaceAllString(consumers, "")) {
			if err := s.acceptPending(ctx, s.callerAt(consumer, b), share); err != nil {
				return false, "", err
			}
		}
		return s.isSettled(ctx, share)
	})
}

func (s *session) acceptPending(ctx context.Context, as kernel.Caller, share thing) error {
	invitation, err := s.invitation(ctx, as, share)
	if err != nil || invitation.Status != "PENDING" {
		return err
	}
	_, err = ask[ram.AcceptResourceShareInvitationOutput](ctx, s, as, &ram.AcceptResourceShareInvitation{
		ResourceShareInvitationArn: invitation.ResourceShareInvitationArn,
	})
	return err
}

// isSettled tells whether no association of a share is in progress.
func (s *session) isSettled(ctx context.Context, share thing) (bool, string, error) {
	for _, kind := range []ram.ResourceShareAssociationType{"PRINCIPAL", "RESOURCE"} {
		out, err := ask[ram.GetResourceShareAssociationsOutput](ctx, s, share.home(), &ram.GetResourceShareAssociations{
			AssociationType: kind, ResourceShareArns: []string{share.ARN}, AssociationStatus: "ASSOCIATING",
		})
		if err != nil || len(out.ResourceShareAssociations) > 0 {
			return false, "ASSOCIATING", err
		}
	}
	return true, "", nil
}

func (s *session) nameOfAccount(number string) string {
	for _, known := range s.accounts {
		if s.account(known) == number {
			return known
		}
	}
	return number
}

// invitation returns the newest invitation of a caller to a share.
func (s *session) invitation(ctx context.Context, as kernel.Caller, share thing) (newest ram.ResourceShareInvitation, err error) {
	out, err := ask[ram.GetResourceShareInvitationsOutput](ctx, s, as, &ram.GetResourceShareInvitations{ResourceShareArns: []string{share.ARN}})
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
func (s *session) answersInvitation(ctx context.Context, account, how, alias string) error {
	share, err := s.recall("share", alias)
	if err != nil {
		return err
	}
	as := s.callerAt(account, share)
	arn := ""
	err = s.await(ctx, "an invitation of "+account, func() (bool, string, error) {
		newest, err := s.invitation(ctx, as, share)
		arn = newest.ResourceShareInvitationArn
		return arn != "", "none", err
	})
	if err != nil {
		return err
	}
	if how == "accepts" {
		return s.do(ctx, as, &ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: arn})
	}
	return s.do(ctx, as, &ram.RejectResourceShareInvitation{ResourceShareInvitationArn: arn})
}

func (s *session) changesShare(ctx context.Context, account, how, what, alias string) error {
	share, err := s.recall("share", alias)
	if err != nil {
		return err
	}
	var principals, resources []string
	if backup, ok := strings.CutPrefix(what, "backup "); ok {
		b, err := s.recall("backup", strings.Trim(backup, `"`))
		if err != nil {
			return err
		}
		resources = []string{b.ARN}
	} else if principals, err = s.principals(what); err != nil {
		return err
	}
	as := s.callerAt(account, share)
	if how == "adds" {
		return s.do(ctx, as, &ram.AssociateResourceShare{ResourceShareArn: share.ARN, Principals: principals, ResourceArns: resources})
	}
	return s.do(ctx, as, &ram.DisassociateResourceShare{ResourceShareArn: share.ARN, Principals: principals, ResourceArns: resources})
}

func (s *session) promotes(ctx context.Context, account, backup, alias string) error {
	b, err := s.recall("backup", backup)
	if err != nil {
		return err
	}
	as := s.callerAt(account, b)
	found, err := ask[ram.ListResourcesOutput](ctx, s, as, &ram.ListResources{ResourceOwner: "SELF", ResourceArns: []string{b.ARN}})
	if err != nil {
		return err
	}
	if len(found.Resources) != 1 {
		return mismatch("backup %q is in %d shares, not in one", backup, len(found.Resources))
	}
	arn := found.Resources[0].ResourceShareArn
	s.rememberShare(alias, as, arn)
	if err := s.do(ctx, as, &ram.PromoteResourceShareCreatedFromPolicy{ResourceShareArn: arn}); err != nil || s.last.refusal != nil {
		return err
	}
	return s.await(ctx, "promotion", func() (bool, string, error) {
		out, err := ask[ram.GetResourceSharesOutput](ctx, s, as, &ram.GetResourceShares{ResourceOwner: "SELF", ResourceShareArns: []string{arn}})
		if err != nil || len(out.ResourceShares) != 1 {
			return false, "not found", err
		}
		return out.ResourceShares[0].FeatureSet == "STANDARD", string(out.ResourceShares[0].FeatureSet), nil
	})
}

func (s *session) createsPermissions(ctx context.Context, account, aliases, actions string) error {
	allowed, err := json.Marshal(strings.Split(actions, " and "))
	if err != nil {
		return err
	}
	as := s.caller(account)
	for _, alias := range quoted(aliases) {
		out, err := act[ram.CreatePermissionOutput](ctx, s, as, &ram.CreatePermission{
			Name: alias, ResourceType: "cloudhsm:Backup", PolicyTemplate: `{"Effect":"Allow","Action":` + string(allowed) + `}`,
		})
		if err != nil {
			return err
		}
		if out != nil {
			arn := out.Permission.Arn
			s.remember("permission", alias, thing{Owner: as.Account, Region: as.Region, ID: arn, ARN: arn})
		}
	}
	return nil
}

func (s *session) listsShares(ctx context.Context, account, how string, want *godog.Table) error {
	owner := ram.ResourceOwner("SELF")
	if how == "takes part in" {
		owner = "OTHER-ACCOUNTS"
	}
	out, err := ask[ram.GetResourceSharesOutput](ctx, s, s.caller(account), &ram.GetResourceShares{ResourceOwner: owner})
	if err != nil {
		return err
	}
	return compare(want, len(out.ResourceShares), func(i int, column string) (string, error) {
		share := out.ResourceShares[i]
		switch column {
		case "Share":
			return s.called("share", share.ResourceShareArn), nil
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

func (s *session) listsInvitations(ctx context.Context, account string, want *godog.Table) error {
	out, err := ask[ram.GetResourceShareInvitationsOutput](ctx, s, s.caller(account), &ram.GetResourceShareInvitations{})
	if err != nil {
		return err
	}
	return compare(want, len(out.ResourceShareInvitations), func(i int, column string) (string, error) {
		invitation := out.ResourceShareInvitations[i]
		switch column {
		case "Share":
			return s.called("share", invitation.ResourceShareArn), nil
		case "Status":
			return string(invitation.Status), nil
		}
		return "", fmt.Errorf("invitations have no column %q", column)
	})
}

func (s *session) listsAssociations(ctx context.Context, alias, what string, want *godog.Table) error {
	share, err := s.recall("share", alias)
	if err != nil {
		return err
	}
	kind := ram.ResourceShareAssociationType("PRINCIPAL")
	if what == "resources" {
		kind = "RESOURCE"
	}
	out, err := ask[ram.GetResourceShareAssociationsOutput](ctx, s, share.home(), &ram.GetResourceShareAssociations{
		AssociationType: kind, ResourceShareArns: []string{share.ARN},
	})
	if err != nil {
		return err
	}
	return compare(want, len(out.ResourceShareAssociations), func(i int, column string) (string, error) {
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

// nameOfEntity names an account, an organization, a unit or a backup.
func (s *session) nameOfEntity(entity string) string {
	if kernel.IsAccount(entity) {
		return s.nameOfAccount(entity)
	}
	for kind, alias := range s.named {
		if s.things[kind+" "+alias].ARN == entity {
			switch kind {
			case "organization":
				return "the organization"
			case "OU":
				return "OU " + alias
			case "backup":
				return alias
			}
		}
	}
	return "?"
}
