package ram

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// ResourceShareInvitation is an invitation as its receiver sees it.
type ResourceShareInvitation struct {
	InvitationTimestamp        kernel.Time
	ReceiverAccountId          string
	ReceiverArn                string
	ResourceShareArn           string
	ResourceShareAssociations  []ResourceShareAssociation
	ResourceShareInvitationArn string
	ResourceShareName          string
	SenderAccountId            string
	Status                     ResourceShareInvitationStatus
}

// GetResourceShareInvitations lists the invitations that the caller received.
type GetResourceShareInvitations struct {
	MaxResults                  *int32 `shape:"MaxResults"`
	NextToken                   string
	ResourceShareArns           []string
	ResourceShareInvitationArns []string
}

// GetResourceShareInvitationsOutput is one page of invitations.
type GetResourceShareInvitationsOutput struct {
	NextToken                string
	ResourceShareInvitations []ResourceShareInvitation
}

// AcceptResourceShareInvitation accepts an invitation.
type AcceptResourceShareInvitation struct {
	ResourceShareInvitationArn string `shape:"!" resource:"arn"`
	ClientToken                string
}

// AcceptResourceShareInvitationOutput shows the invitation.
type AcceptResourceShareInvitationOutput struct {
	ClientToken             string
	ResourceShareInvitation *ResourceShareInvitation
}

// RejectResourceShareInvitation rejects an invitation.
type RejectResourceShareInvitation struct {
	ResourceShareInvitationArn string `shape:"!" resource:"arn"`
	ClientToken                string
}

// RejectResourceShareInvitationOutput shows the invitation.
type RejectResourceShareInvitationOutput struct {
	ClientToken             string
	ResourceShareInvitation *ResourceShareInvitation
}

// ListPendingInvitationResources lists what the caller is invited to share.
type ListPendingInvitationResources struct {
	ResourceShareInvitationArn string `shape:"!"`
	MaxResults                 *int32 `shape:"MaxResults"`
	NextToken                  string
	ResourceRegionScope        ResourceRegionScopeFilter `shape:"RegionScope"`
}

// ListPendingInvitationResourcesOutput is one page of resources.
type ListPendingInvitationResourcesOutput struct {
	NextToken string
	Resources []Resource
}

// The rules of receiving invitations.
var (
	InvitationsAreTheReceivers = rules.Add(kernel.Rule{
		ID: "RAM-INV-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: invitingGuide, Seed: seedClusters,
		Says:       "Invitations are listed by their receiver alone, though their ARNs name the sender's account.",
		Operations: []string{"GetResourceShareInvitations"},
	})
	AnsweredInvitationsStayListed = rules.Add(kernel.Rule{
		ID: "RAM-INV-03", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel, Seed: seedClusters,
		Says:       "An invitation is PENDING, ACCEPTED, REJECTED or EXPIRED, and stays listed for a time in all of these.",
		Operations: []string{"GetResourceShareInvitations"}, Also: []string{"AUR-XCL-27", "AUR-XCL-32"},
	})
	PendingInvitationsShowResources = rules.Add(kernel.Rule{
		ID: "RAM-INV-12", Kind: kernel.Refusal, Error: InvitationArnNotFound, Or: []*kernel.ErrorShape{InvalidParameter},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "The resources of a share are shown to an account while its invitation is PENDING.",
		Operations: []string{listing},
	})
	InvitationsListNoAssociations = rules.Add(kernel.Rule{
		ID: "RAM-INV-14", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "RAM API Reference, ResourceShareInvitation", Seed: seedClusters,
		Says:       "An invitation no longer shows resourceShareAssociations; that it is pending is its own status.",
		Operations: []string{"GetResourceShareInvitations"},
	})
)

func (s *Service) getResourceShareInvitations(
	c *kernel.Call, in *GetResourceShareInvitations,
) (*GetResourceShareInvitationsOutput, error) {
	for _, arn := range in.ResourceShareInvitationArns {
		if _, err := s.received(c, arn); err != nil {
			return nil, err
		}
	}
	for _, arn := range in.ResourceShareArns {
		if _, _, err := s.shareID(c, arn); err != nil {
			return nil, err
		}
	}
	var found []ranked[ResourceShareInvitation]
	for i := range s.Invitations.View(c.Scope()).All {
		hidden := i.Life.State == invitationOnItsWay || i.Life.State != InvitationPending &&
			!c.Applies(true, AnsweredInvitationsStayListed)
		if shown := s.shownInvitation(i); !hidden && in.matches(&shown) {
			found = append(found, ranked[ResourceShareInvitation]{i.Ordinal, shown})
		}
	}
	page, next, err := paged(c, found, in)
	return &GetResourceShareInvitationsOutput{next, page}, err
}

func (in *GetResourceShareInvitations) matches(i *ResourceShareInvitation) bool {
	return (len(in.ResourceShareInvitationArns) == 0 ||
		slices.Contains(in.ResourceShareInvitationArns, i.ResourceShareInvitationArn)) &&
		(len(in.ResourceShareArns) == 0 || slices.Contains(in.ResourceShareArns, i.ResourceShareArn))
}

func (s *Service) acceptResourceShareInvitation(
	c *kernel.Call, in *AcceptResourceShareInvitation,
) (*AcceptResourceShareInvitationOutput, error) {
	i, err := s.received(c, in.ResourceShareInvitationArn)
	if err != nil {
		return nil, err
	}
	if err := s.invitationMachine.Fire(i, acceptance); err != nil {
		return nil, err
	}
	shown := s.shownInvitation(i)
	return &AcceptResourceShareInvitationOutput{ResourceShareInvitation: &shown}, nil
}

func (s *Service) rejectResourceShareInvitation(
	c *kernel.Call, in *RejectResourceShareInvitation,
) (*RejectResourceShareInvitationOutput, error) {
	i, err := s.received(c, in.ResourceShareInvitationArn)
	if err != nil {
		return nil, err
	}
	if err := s.invitationMachine.Fire(i, rejection); err != nil {
		return nil, err
	}
	shown := s.shownInvitation(i)
	return &RejectResourceShareInvitationOutput{ResourceShareInvitation: &shown}, nil
}

func (s *Service) listPendingInvitationResources(
	c *kernel.Call, in *ListPendingInvitationResources,
) (*ListPendingInvitationResourcesOutput, error) {
	i, err := s.received(c, in.ResourceShareInvitationArn)
	if err != nil {
		return nil, err
	}
	if err := s.invitationMachine.Fire(i, listing); err != nil {
		return nil, err
	}
	var found []ranked[Resource]
	if sh := s.Shares.See(i.Sender, i.Share); sh != nil && in.ResourceRegionScope.picks(Regional) {
		for _, a := range s.associations(sh, ResourceAssociation) {
			if a.live() {
				found = append(found, ranked[Resource]{a.Ordinal, s.shownResource(sh, a, OtherAccounts)})
			}
		}
	}
	page, next, err := paged(c, found, in)
	return &ListPendingInvitationResourcesOutput{next, page}, err
}

// received returns an invitation that the caller received.
func (s *Service) received(c *kernel.Call, text string) (*invitation, error) {
	arn, err := kernel.ParseARN(text)
	id, ok := strings.CutPrefix(arn.Resource, "resource-share-invitation/")
	if err != nil || !ok || arn.Service != "ram" {
		return nil, c.Refuse(ARNsAreWellFormed,
			"The specified invitation ARN %s is not valid. Verify the ARN and try again.", text)
	}
	i := s.Invitations.Get(c.Scope(), id)
	if i == nil || i.ARN != text || i.Life.State == invitationOnItsWay {
		return nil, c.Refuse(UnknownInvitationsAreNotFound, "ResourceShareInvitation %s could not be found.", text)
	}
	return i, c.Require(true, UnknownInvitationsAreNotFound, "")
}

func (s *Service) shownInvitation(i *invitation) ResourceShareInvitation {
	out := ResourceShareInvitation{
		InvitationTimestamp: i.Sent, ReceiverAccountId: i.Receiver.Account,
		ResourceShareArn: i.Sender.ARN("ram", "resource-share/"+i.Share),
		ReceiverArn:      kernel.Scope{Account: i.Receiver.Account}.ARN("iam", "root"), ResourceShareInvitationArn: i.ARN,
		SenderAccountId: i.Sender.Account, Status: i.Life.State,
	}
	sh := s.Shares.See(i.Sender, i.Share)
	if sh == nil {
		return out
	}
	out.ResourceShareName = sh.Name
	if !s.env.Applies(true, InvitationsListNoAssociations) {
		for _, a := range s.associations(sh, ResourceAssociation) {
			out.ResourceShareAssociations = append(out.ResourceShareAssociations, s.shownAssociation(a))
		}
	}
	return out
}
