package ram

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// invitation asks an account to take part in a share.
type invitation struct {
	ID, ARN  string
	Sender   kernel.Scope
	Receiver kernel.Scope
	Share    string
	Ordinal  uint64
	Sent     kernel.Time
	Patient  bool // the share holds only resources whose invitations stay open longer
	Life     kernel.Life[ResourceShareInvitationStatus]
}

// ResourceShareInvitationStatus is the status of an invitation.
type ResourceShareInvitationStatus string

// The statuses of an invitation.
const (
	InvitationPending  ResourceShareInvitationStatus = "PENDING"
	InvitationAccepted ResourceShareInvitationStatus = "ACCEPTED"
	InvitationRejected ResourceShareInvitationStatus = "REJECTED"
	InvitationIsOver   ResourceShareInvitationStatus = "EXPIRED"

	invitationOnItsWay ResourceShareInvitationStatus = "on its way"
	invitationVanished ResourceShareInvitationStatus = "vanished"
)

// Values lists the enumeration.
func (ResourceShareInvitationStatus) Values() []ResourceShareInvitationStatus {
	return []ResourceShareInvitationStatus{InvitationPending, InvitationAccepted, InvitationRejected, InvitationIsOver}
}

// What moves an invitation besides the operations of the same names.
const (
	acceptance = "AcceptResourceShareInvitation"
	rejection  = "RejectResourceShareInvitation"
	listing    = "ListPendingInvitationResources"
	withdrawn  = "withdrawal" // the share no longer names the account
	purged     = "RAM invitation purge"
)

var patient = &kernel.Guard[invitation]{Name: "all its resources may wait",
	Holds: func(i *invitation) bool { return i.Patient }}

var invitationLifecycle = kernel.NewLifecycle(kernel.Lifecycle[ResourceShareInvitationStatus, invitation]{
	Name: "RAM resource share invitation", Start: invitationOnItsWay,
	Final: []ResourceShareInvitationStatus{invitationVanished},
	Rows: []kernel.Row[ResourceShareInvitationStatus, invitation]{
		{From: invitationOnItsWay, On: kernel.Elapsed, To: InvitationPending, After: delivery},
		{From: InvitationPending, On: kernel.Elapsed, If: patient, To: InvitationIsOver, After: longPatience},
		{From: InvitationPending, On: kernel.Elapsed, To: InvitationIsOver, After: shortPatience},

		{From: InvitationPending, On: acceptance, To: InvitationAccepted, Rule: AcceptanceGivesAccess},
		{From: InvitationAccepted, On: acceptance, To: kernel.Refused, Rule: InvitationsAreAcceptedOnce},
		{From: InvitationRejected, On: acceptance, To: kernel.Refused, Rule: RejectionIsFinal},
		{From: InvitationIsOver, On: acceptance, To: kernel.Refused, Rule: ExpiryEndsTheAssociation},
		{On: acceptance, To: kernel.Refused, Rule: UnknownInvitationsAreNotFound},

		{From: InvitationPending, On: rejection, To: InvitationRejected, Rule: RejectionIsFinal},
		{From: InvitationAccepted, On: rejection, To: kernel.Refused, Rule: InvitationsAreAcceptedOnce},
		{From: InvitationRejected, On: rejection, To: kernel.Refused, Rule: RejectionIsFinal},
		{From: InvitationIsOver, On: rejection, To: kernel.Refused, Rule: ExpiryEndsTheAssociation},
		{On: rejection, To: kernel.Refused, Rule: UnknownInvitationsAreNotFound},

		{From: InvitationPending, On: listing, To: InvitationPending},
		{From: InvitationRejected, On: listing, To: kernel.Refused, Rule: RejectionIsFinal},
		{From: InvitationIsOver, On: listing, To: kernel.Refused, Rule: ExpiryEndsTheAssociation},
		{On: listing, To: kernel.Refused, Rule: PendingInvitationsShowResources},

		{From: invitationOnItsWay, On: withdrawn, To: invitationVanished, Rule: WithdrawnInvitationsExpire},
		{From: InvitationPending, On: withdrawn, To: InvitationIsOver, Rule: WithdrawnInvitationsExpire},
		{From: InvitationAccepted, On: withdrawn, To: InvitationAccepted},
		{From: InvitationRejected, On: withdrawn, To: InvitationRejected},
		{From: InvitationIsOver, On: withdrawn, To: InvitationIsOver},

		{From: invitationOnItsWay, On: purged, To: invitationVanished},
		{From: InvitationPending, On: purged, To: invitationVanished},
		{From: InvitationAccepted, On: purged, To: invitationVanished},
		{From: InvitationRejected, On: purged, To: invitationVanished},
		{From: InvitationIsOver, On: purged, To: invitationVanished},
	},
	Equivalents: []kernel.Equivalent{
		{Because: "Nobody knows the ARN of an invitation that has not arrived.", Mutants: []string{
			"on its way on AcceptResourceShareInvitation to refused, dropped",
			"on its way on RejectResourceShareInvitation to refused, dropped",
			"on its way on ListPendingInvitationResources to refused, dropped",
		}},
		{Because: "An invitation is purged seven days after it has arrived.", Mutants: []string{
			"on its way on RAM invitation purge to vanished, dropped",
			"on its way on RAM invitation purge to vanished, leads to PENDING",
		}},
		{Because: "Twelve hours after it has arrived an invitation is not PENDING any more; it is purged after seven days.",
			Mutants: []string{
				"PENDING on RAM invitation purge to vanished, dropped",
				"PENDING on RAM invitation purge to vanished, leads to on its way",
			}},
	},
})

var (
	delivery = &kernel.Timing{Name: "delivery of an invitation", Earliest: time.Second, Typical: 2 * time.Second,
		Latest: time.Minute, Rule: InvitationsArriveLater}
	shortPatience   = kernel.Exactly(12*time.Hour, PatienceDependsOnTheType)
	longPatience    = kernel.Exactly(7*kernel.Day, PatienceDependsOnTheType)
	invitationStays = kernel.Exactly(7*kernel.Day, InvitationsArePurged)
)

// The rules of an invitation's life.
var (
	OutsidersAreInvited = rules.Add(kernel.Rule{
		ID: "RAM-INV-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: invitingGuide + "; " + hsmGuide,
		Seed: seedBackups,
		Says: "An account outside the owner's organization, or inside one that has not enabled sharing, is invited; " +
			"inside one that has, it has access without being asked.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare", "GetResourceShareInvitations"},
		Also:       []string{"AUR-XCL-30"},
	})
	AcceptanceGivesAccess = rules.Add(kernel.Rule{
		ID: "RAM-INV-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: invitingGuide,
		Says:       "Accepting a PENDING invitation makes it ACCEPTED, and the resources can be used.",
		Operations: []string{acceptance}, Also: []string{"AUR-XCL-23"},
	})
	RejectionIsFinal = rules.Add(kernel.Rule{
		ID: "RAM-INV-05", Kind: kernel.Refusal, Error: InvitationAlreadyRejected, Evidence: kernel.Documented,
		Source: invitingGuide + "; " + serviceModel,
		Says: "A REJECTED invitation gives no access and cannot be answered any more; the owner invites again by " +
			"sharing again.",
		Operations: []string{rejection, acceptance, listing},
	})
	InvitationsAreAcceptedOnce = rules.Add(kernel.Rule{
		ID: "RAM-INV-06", Kind: kernel.Refusal, Error: InvitationAlreadyAccepted, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "An invitation that was accepted cannot be accepted or rejected any more.",
		Operations: []string{acceptance, rejection},
	})
	UnknownInvitationsAreNotFound = rules.Add(kernel.Rule{
		ID: "RAM-INV-07", Kind: kernel.Refusal, Error: InvitationArnNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "An invitation that does not exist, is gone or was sent to somebody else is not found.",
		Operations: []string{acceptance, rejection, listing, "GetResourceShareInvitations"},
	})
	PatienceDependsOnTheType = rules.Add(kernel.Rule{
		ID: "RAM-INV-08", Kind: kernel.Timed, Evidence: kernel.Documented, Source: invitingGuide,
		Says: "An invitation expires after 12 hours, or after 7 days if the share holds Aurora clusters or other " +
			"resources of a short list.",
		Operations: []string{"GetResourceShareInvitations", acceptance},
	})
	ExpiryEndsTheAssociation = rules.Add(kernel.Rule{
		ID: "RAM-INV-09", Kind: kernel.Refusal, Error: InvitationExpired, Evidence: kernel.Documented, Source: invitingGuide,
		Says: "When an invitation expires its account is DISASSOCIATED; it cannot be answered any more and the " +
			"owner has to share again.",
		Operations: []string{acceptance, rejection, listing, "GetResourceShareAssociations"},
	})
	InvitationsArePurged = rules.Add(kernel.Rule{
		ID: "RAM-INV-10", Kind: kernel.Timed, Evidence: kernel.Observed, Source: "terraform-provider-aws, pull request 11562",
		Says: "Seven days after it was sent an invitation is no longer known, whatever became of it; access that it " +
			"gave remains.",
		Operations: []string{"GetResourceShareInvitations"},
	})
	InvitationsArriveLater = rules.Add(kernel.Rule{
		ID: "RAM-INV-11", Kind: kernel.Timed, Evidence: kernel.Observed, Source: terraform,
		Says:       "A moment passes before an invitation can be seen.",
		Operations: []string{"GetResourceShareInvitations"},
	})
	WithdrawnInvitationsExpire = rules.Add(kernel.Rule{
		ID: "RAM-INV-13", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: noSource,
		Says:       "When the owner takes the account out of the share, or deletes the share, its invitation is EXPIRED.",
		Operations: []string{"DisassociateResourceShare", "DeleteResourceShare"},
	})
	MixedSharesWaitTheShorterTime = rules.Add(kernel.Rule{
		ID: "RAM-INV-15", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: noSource,
		Says:       "An invitation to an empty share, or to one whose resources differ in patience, expires after 12 hours.",
		Operations: []string{"GetResourceShareInvitations"},
	})
	RetainingSharesAlwaysInvite = rules.Add(kernel.Rule{
		ID: "RAM-SHR-15", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("CreateResourceShare"),
		Says: "A share whose accounts keep access when they leave the organization treats them as outsiders: they " +
			"are invited.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
	TheOwnerIsNotInvited = rules.Add(kernel.Rule{
		ID: "RAM-ASC-12", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "RAM User Guide, getting-started-shared",
		Says:       "A share may name its own owner, who is not invited.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
)

// ground reports whether a principal is asked before it has access and, where it
// is not, with which organization its access stands and falls.
func (s *Service) ground(sh *share, principal string) (organization string, asked bool) {
	owner := s.org.Membership(sh.Scope.Account).Organization
	switch {
	case !kernel.IsAccount(principal):
		return owner, false
	case s.env.Applies(principal == sh.Scope.Account, TheOwnerIsNotInvited):
		return "", false
	case s.env.Applies(sh.Retain, RetainingSharesAlwaysInvite):
		return "", true
	case principal != sh.Scope.Account && s.sharing(owner) && s.org.Membership(principal).Organization == owner:
		return owner, false
	}
	return "", s.env.Applies(true, OutsidersAreInvited)
}

// invite asks the account of an association to take part in the share.
func (s *Service) invite(sh *share, a *association) {
	i := &invitation{
		ID: s.env.Mint().UUID(), Sender: sh.Scope, Receiver: kernel.Scope{Account: a.Entity, Region: sh.Scope.Region},
		Share:   sh.ID,
		Ordinal: s.next(), Patient: s.patient(sh),
	}
	from := sh.Scope
	if !s.env.Applies(true, InvitationsAreTheReceivers) {
		from = i.Receiver
	}
	i.ARN = from.ARN("ram", "resource-share-invitation/"+i.ID)
	a.Invitation = i.ID
	s.Invitations.In(i.Receiver).Put(i.ID, i)
	s.use(sh.Scope).Invitations++
	s.invitationMachine.Begin(i)
}

// patient reports whether all that the share holds may wait for seven days.
func (s *Service) patient(sh *share) bool {
	patient, hurried := false, false
	for _, a := range s.associations(sh, ResourceAssociation) {
		if a.live() {
			patient, hurried = patient || typeOf(a.Entity).Patient, hurried || !typeOf(a.Entity).Patient
		}
	}
	if patient == hurried {
		return !s.env.Applies(true, MixedSharesWaitTheShorterTime)
	}
	return patient
}

func (s *Service) invitationEntered(i *invitation, from ResourceShareInvitationStatus) {
	if from == invitationOnItsWay && i.Life.State == InvitationPending {
		i.Sent = s.env.Now()
		s.env.Schedule(s.env.Duration(invitationStays), purged, kernel.Ref{Scope: i.Receiver, ID: i.ID}, 0)
		return
	}
	if from == invitationOnItsWay || from == InvitationPending {
		s.use(i.Sender).Invitations--
	}
	a := s.Associations.Get(within(i.Share), i.Receiver.Account)
	if current := a != nil && a.Invitation == i.ID; current {
		switch i.Life.State {
		case InvitationAccepted:
			_ = s.associationMachine.Fire(a, admitted)
		case InvitationRejected:
			_ = s.associationMachine.Fire(a, lapsed)
		case InvitationIsOver:
			if s.env.Applies(true, ExpiryEndsTheAssociation) {
				_ = s.associationMachine.Fire(a, lapsed)
			}
		}
	}
	if i.Life.State == invitationVanished {
		s.Invitations.In(i.Receiver).Delete(i.ID)
	}
}

// withdrawInvitation takes back the invitation that an association waits for.
func (s *Service) withdrawInvitation(a *association) {
	if i := s.Invitations.Get(kernel.Scope{Account: a.Entity, Region: a.Scope.Region}, a.Invitation); i != nil {
		_ = s.invitationMachine.Fire(i, withdrawn)
	}
}
