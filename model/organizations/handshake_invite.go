package organizations

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Handshake is a handshake as its parties see it.
type Handshake struct {
	Action              ActionType
	Arn                 string
	ExpirationTimestamp kernel.Time
	Id                  string
	Parties             []HandshakeParty
	RequestedTimestamp  kernel.Time
	Resources           []HandshakeResource
	State               HandshakeState
}

// HandshakeParty is who takes part in a handshake.
type HandshakeParty struct {
	Id   string             `shape:"!HandshakePartyId" sent:"always,model"`
	Type HandshakePartyType `shape:"!PartyType" sent:"always,model"`
}

// HandshakeResource is a detail of a handshake.
type HandshakeResource struct {
	Resources []HandshakeResource
	Type      HandshakeResourceType
	Value     string
}

// HandshakeFilter picks handshakes.
type HandshakeFilter struct {
	ActionType        ActionType `shape:"ActionType"`
	ParentHandshakeId string     `shape:"HandshakeId"`
}

// InviteAccountToOrganization invites an existing account.
type InviteAccountToOrganization struct {
	Target *HandshakeParty `shape:"!"`
	Notes  string          `shape:"HandshakeNotes"`
	Tags   []Tag
}

// InviteAccountToOrganizationOutput shows the invitation.
type InviteAccountToOrganizationOutput struct{ Handshake *Handshake }

// AcceptHandshake accepts an invitation.
type AcceptHandshake struct {
	HandshakeId string `shape:"!HandshakeId"`
}

// AcceptHandshakeOutput shows the handshake.
type AcceptHandshakeOutput struct{ Handshake *Handshake }

// DeclineHandshake declines an invitation.
type DeclineHandshake struct {
	HandshakeId string `shape:"!HandshakeId"`
}

// DeclineHandshakeOutput shows the handshake.
type DeclineHandshakeOutput struct{ Handshake *Handshake }

// CancelHandshake takes an invitation back.
type CancelHandshake struct {
	HandshakeId string `shape:"!HandshakeId"`
}

// CancelHandshakeOutput shows the handshake.
type CancelHandshakeOutput struct{ Handshake *Handshake }

// DescribeHandshake shows a handshake.
type DescribeHandshake struct {
	HandshakeId string `shape:"!HandshakeId"`
}

// DescribeHandshakeOutput shows the handshake.
type DescribeHandshakeOutput struct{ Handshake *Handshake }

// ListHandshakesForAccount lists the handshakes that the caller received.
type ListHandshakesForAccount struct {
	Filter     *HandshakeFilter
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
}

// ListHandshakesForAccountOutput is one page of handshakes.
type ListHandshakesForAccountOutput struct {
	Handshakes []Handshake
	NextToken  string
}

// ListHandshakesForOrganization lists the handshakes that the caller's organization sent.
type ListHandshakesForOrganization struct {
	Filter     *HandshakeFilter
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
}

// ListHandshakesForOrganizationOutput is one page of handshakes.
type ListHandshakesForOrganizationOutput struct {
	Handshakes []Handshake
	NextToken  string
}

// The rules of inviting.
var (
	OrganizationsListTheirInvitations = rules.Add(kernel.Rule{
		ID: "ORG-HSK-10", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "ListHandshakesForOrganization lists the handshakes that the organization has sent, and no others.",
		Operations: []string{"ListHandshakesForOrganization"},
	})
	OnlyAccountsAreInvited = rules.Add(kernel.Rule{
		ID: "ORG-HSK-06", Kind: kernel.Refusal, Error: InvalidInput, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "An invitation goes to an account, named by its 12 digits or by its email address.",
		Operations: []string{"InviteAccountToOrganization"},
	})
	OneInvitationAtATime = rules.Add(kernel.Rule{
		ID: "ORG-HSK-07", Kind: kernel.Refusal, Error: DuplicateHandshake, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "An account that an organization has invited is not invited again while the invitation is open.",
		Operations: []string{"InviteAccountToOrganization"},
	})
	MembersNeedNoInvitation = rules.Add(kernel.Rule{
		ID: "ORG-HSK-08", Kind: kernel.Refusal, Error: HandshakeConstraintViolation, Evidence: kernel.SDKModel,
		Source: serviceModel,
		Says: "A member of the organization cannot be invited to it, and a management account cannot change over to " +
			"another one.",
		Operations: []string{"InviteAccountToOrganization", "AcceptHandshake"},
	})
	FullOrganizationsInviteNobody = rules.Add(kernel.Rule{
		ID: "ORG-HSK-09", Kind: kernel.Quota, Error: HandshakeConstraintViolation, Evidence: kernel.SDKModel,
		Source: serviceModel + "; " + quotas,
		Says: "An organization has 10 accounts unless more were granted, and those count that are invited or expected: then " +
			"it invites nobody.",
		Operations: []string{"InviteAccountToOrganization"},
	})
)

func (s *Service) inviteAccountToOrganization(
	c *kernel.Call, in *InviteAccountToOrganization,
) (*InviteAccountToOrganizationOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	target := s.addressee(in.Target)
	if target == "" {
		return nil, c.Refuse(OnlyAccountsAreInvited, "INVALID_PARTY_TYPE_TARGET: %s %s is not an account.", in.Target.Type,
			in.Target.Id)
	}
	_ = c.Require(true, OnlyAccountsAreInvited, "")
	m := s.Members.Get(global, target)
	if err := c.Require(m == nil || m.Organization != o.ID, MembersNeedNoInvitation,
		"ALREADY_IN_AN_ORGANIZATION: account %s is a member already.", target); err != nil {
		return nil, err
	}
	invited := false
	for h := range s.Handshakes.View(global).All {
		invited = invited || h.Organization == o.ID && h.Receiver == target && h.Life.State == Requested
	}
	if err := c.Require(!invited, OneInvitationAtATime, "Account %s is invited already.", target); err != nil {
		return nil, err
	}
	if err := c.Require(s.size(o) < mostAccounts, FullOrganizationsInviteNobody, "ACCOUNT_NUMBER_LIMIT_EXCEEDED: an "+
		"organization has at most %d accounts.", mostAccounts); err != nil {
		return nil, err
	}
	if err := s.checkTags(c, in.Tags); err != nil {
		return nil, err
	}
	h := &handshake{ID: c.Mint().Lower("h-", 12), Organization: o.ID, Sender: o.Management, Receiver: target,
		Target: *in.Target, Notes: in.Notes, Tags: in.Tags, Requested: c.Now()}
	h.ARN = o.arn("handshake/" + o.ID + "/invite/" + h.ID)
	s.Handshakes.In(global).Put(h.ID, h)
	s.handshakeMachine.Begin(h)
	return &InviteAccountToOrganizationOutput{s.shownHandshake(h)}, nil
}

// addressee returns the account that an invitation is for; empty where there is none.
func (s *Service) addressee(target *HandshakeParty) string {
	if target.Type == AccountParty && kernel.IsAccount(target.Id) {
		return target.Id
	}
	for m := range s.Members.View(global).All {
		if target.Type == EmailParty && m.Email == target.Id {
			return m.Account
		}
	}
	if account, ok := strings.CutSuffix(target.Id, address("")); ok && target.Type == EmailParty &&
		kernel.IsAccount(account) {
		return account
	}
	return ""
}

// mayJoin reports whether an account is free to join the organization.
func (s *Service) mayJoin(c *kernel.Call, account, organization string) error {
	now := s.Membership(account)
	return c.Require(!now.Manages && now.Organization != organization, MembersNeedNoInvitation,
		"ALREADY_IN_AN_ORGANIZATION: account %s cannot join.", account)
}

func (s *Service) describeHandshake(c *kernel.Call, in *DescribeHandshake) (*DescribeHandshakeOutput, error) {
	h, err := s.party(c, in.HandshakeId, true, true)
	if err != nil {
		return nil, err
	}
	return &DescribeHandshakeOutput{s.shownHandshake(h)}, nil
}

func (s *Service) listHandshakesForAccount(
	c *kernel.Call, in *ListHandshakesForAccount,
) (*ListHandshakesForAccountOutput, error) {
	page, next, err := s.handshakesOf(c, "ListHandshakesForAccount "+c.Account, in.Filter, in.NextToken,
		most(in.MaxResults), func(h *handshake) bool { return h.Receiver == c.Account })
	return &ListHandshakesForAccountOutput{page, next}, err
}

func (s *Service) listHandshakesForOrganization(
	c *kernel.Call, in *ListHandshakesForOrganization,
) (*ListHandshakesForOrganizationOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	page, next, err := s.handshakesOf(c, "ListHandshakesForOrganization "+o.ID, in.Filter, in.NextToken,
		most(in.MaxResults), func(h *handshake) bool {
			return !c.Applies(h.Organization != o.ID, OrganizationsListTheirInvitations)
		})
	return &ListHandshakesForOrganizationOutput{page, next}, err
}

// handshakesOf is one page of the handshakes that match and that a filter leaves.
func (s *Service) handshakesOf(
	c *kernel.Call, of string, by *HandshakeFilter, token string, most int, match func(*handshake) bool,
) ([]Handshake, string, error) {
	filter := HandshakeFilter{}
	if by != nil {
		filter = *by
	}
	wanted := filter.ParentHandshakeId == "" && (filter.ActionType == "" || filter.ActionType == Invite)
	page, next, ok := kernel.Page(c.Env, s.Handshakes.View(global), kernel.Query[handshake]{
		Of: of + string(filter.ActionType) + filter.ParentHandshakeId, Token: token, Max: most,
		Match: func(h *handshake) bool { return wanted && match(h) },
	})
	all := []Handshake{}
	for _, h := range page {
		all = append(all, *s.shownHandshake(h))
	}
	return all, next, listed(c, ok)
}

func (s *Service) shownHandshake(h *handshake) *Handshake {
	about := []HandshakeResource{
		{Type: "ORGANIZATION", Value: h.Organization, Resources: []HandshakeResource{
			{Type: "MASTER_EMAIL", Value: address(h.Sender)}, {Type: "MASTER_NAME", Value: "account " + h.Sender},
		}},
		{Type: HandshakeResourceType(h.Target.Type), Value: h.Target.Id},
	}
	if h.Notes != "" {
		about = append(about, HandshakeResource{Type: "NOTES", Value: h.Notes})
	}
	return &Handshake{
		Action: Invite, Arn: h.ARN, Id: h.ID, State: h.Life.State, RequestedTimestamp: h.Requested,
		ExpirationTimestamp: h.Requested.Add(invitationLasts.Typical),
		Parties:             []HandshakeParty{{Id: h.Organization, Type: OrganizationParty}, h.Target},
		Resources:           about,
	}
}
