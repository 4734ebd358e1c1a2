package organizations

import "github.com/shareproof/shareproof/model/kernel"

// handshake is an organization's invitation to an account.
type handshake struct {
	ID, ARN      string
	Organization string
	Sender       string         // the management account
	Receiver     string         // the invited account
	Target       HandshakeParty // the same, as the sender named it
	Notes        string
	Tags         []Tag
	Requested    kernel.Time
	Life         kernel.Life[HandshakeState]
}

// HandshakeState is the state of a handshake.
type HandshakeState string

// The states of a handshake. OPEN is for those with several recipients, which
// an invitation is not.
const (
	Requested HandshakeState = "REQUESTED"
	Open      HandshakeState = "OPEN"
	Canceled  HandshakeState = "CANCELED"
	Accepted  HandshakeState = "ACCEPTED"
	Declined  HandshakeState = "DECLINED"
	Expired   HandshakeState = "EXPIRED"

	vanished HandshakeState = "vanished"
)

// Values lists the enumeration.
func (HandshakeState) Values() []HandshakeState {
	return []HandshakeState{Requested, Open, Canceled, Accepted, Declined, Expired}
}

var handshakeLifecycle = kernel.NewLifecycle(kernel.Lifecycle[HandshakeState, handshake]{
	Name: "Organizations handshake", Start: Requested, Final: []HandshakeState{vanished},
	Rows: []kernel.Row[HandshakeState, handshake]{
		{From: Requested, On: "AcceptHandshake", To: Accepted, Rule: AcceptedInvitationsJoin},
		{From: Requested, On: "DeclineHandshake", To: Declined, Rule: InvitationsAreDeclinedOrCanceled},
		{From: Requested, On: "CancelHandshake", To: Canceled, Rule: InvitationsAreDeclinedOrCanceled},
		{From: Requested, On: kernel.Elapsed, To: Expired, After: invitationLasts},

		{From: Accepted, On: "AcceptHandshake", To: kernel.Refused, Rule: HandshakesChangeOnce},
		{From: Declined, On: "DeclineHandshake", To: kernel.Refused, Rule: HandshakesChangeOnce},
		{From: Canceled, On: "CancelHandshake", To: kernel.Refused, Rule: HandshakesChangeOnce},
		{From: Accepted, On: kernel.Elapsed, To: vanished, After: handshakeStays},
		{From: Declined, On: kernel.Elapsed, To: vanished, After: handshakeStays},
		{From: Canceled, On: kernel.Elapsed, To: vanished, After: handshakeStays},
		{From: Expired, On: kernel.Elapsed, To: vanished, After: handshakeStays},

		{On: "AcceptHandshake", To: kernel.Refused, Rule: OnlyOpenHandshakesChange},
		{On: "DeclineHandshake", To: kernel.Refused, Rule: OnlyOpenHandshakesChange},
		{On: "CancelHandshake", To: kernel.Refused, Rule: OnlyOpenHandshakesChange},
	},
})

var (
	invitationLasts = kernel.Exactly(15*kernel.Day, InvitationsLast15Days)
	handshakeStays  = kernel.Exactly(30*kernel.Day, HandshakesStay30Days)
)

// The rules of an invitation's life.
var (
	AcceptedInvitationsJoin = rules.Add(kernel.Rule{
		ID: "ORG-MEM-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("AcceptHandshake"),
		Says: "An existing account joins, or changes over from another organization, by accepting the invitation " +
			"that was sent to it.",
		Operations: []string{"InviteAccountToOrganization", "AcceptHandshake"},
	})
	InvitationsAreDeclinedOrCanceled = rules.Add(kernel.Rule{
		ID: "ORG-HSK-01", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     reference("DeclineHandshake, CancelHandshake"),
		Says:       "Who was invited may decline and who invited may cancel; then the invitation leads nowhere.",
		Operations: []string{"DeclineHandshake", "CancelHandshake"},
	})
	InvitationsLast15Days = rules.Add(kernel.Rule{
		ID: "ORG-HSK-02", Kind: kernel.Timed, Evidence: kernel.Documented,
		Source:     "Organizations User Guide, Inviting an AWS account to join your organization",
		Says:       "An invitation that nobody answers expires after 15 days.",
		Operations: []string{"InviteAccountToOrganization", "AcceptHandshake"},
	})
	HandshakesStay30Days = rules.Add(kernel.Rule{
		ID: "ORG-HSK-03", Kind: kernel.Timed, Evidence: kernel.Documented,
		Source:     reference("AcceptHandshake, ListHandshakesForAccount, ListHandshakesForOrganization"),
		Says:       "A handshake that came to its end is shown for 30 more days.",
		Operations: []string{"DescribeHandshake", "ListHandshakesForAccount", "ListHandshakesForOrganization"},
	})
	HandshakesChangeOnce = rules.Add(kernel.Rule{
		ID: "ORG-HSK-04", Kind: kernel.Refusal, Error: HandshakeAlreadyInState,
		Or:       []*kernel.ErrorShape{InvalidHandshakeTransition},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "What was done to a handshake cannot be done again.",
		Operations: []string{"AcceptHandshake", "DeclineHandshake", "CancelHandshake"},
	})
	OnlyOpenHandshakesChange = rules.Add(kernel.Rule{
		ID: "ORG-HSK-05", Kind: kernel.Refusal, Error: InvalidHandshakeTransition, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "Nothing can be done any more to a handshake that was accepted, declined, canceled or expired.",
		Operations: []string{"AcceptHandshake", "DeclineHandshake", "CancelHandshake"},
	})
	UnknownHandshakesAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-ERR-09", Kind: kernel.Refusal, Error: HandshakeNotFound, Or: []*kernel.ErrorShape{AccessDenied},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A handshake is known to its two parties; only the receiver accepts and declines it, only the sender " +
			"cancels it.",
		Operations: []string{"AcceptHandshake", "DeclineHandshake", "CancelHandshake", "DescribeHandshake"},
	})
)

func (s *Service) acceptHandshake(c *kernel.Call, in *AcceptHandshake) (*AcceptHandshakeOutput, error) {
	h, err := s.party(c, in.HandshakeId, false, true)
	if err != nil {
		return nil, err
	}
	if err := s.handshakeMachine.Check(h, "AcceptHandshake"); err != nil {
		return nil, err
	}
	if err := s.mayJoin(c, c.Account, h.Organization); err != nil {
		return nil, err
	}
	_ = s.handshakeMachine.Fire(h, "AcceptHandshake")
	return &AcceptHandshakeOutput{s.shownHandshake(h)}, nil
}

func (s *Service) declineHandshake(c *kernel.Call, in *DeclineHandshake) (*DeclineHandshakeOutput, error) {
	h, err := s.party(c, in.HandshakeId, false, true)
	if err != nil {
		return nil, err
	}
	if err := s.handshakeMachine.Fire(h, "DeclineHandshake"); err != nil {
		return nil, err
	}
	return &DeclineHandshakeOutput{s.shownHandshake(h)}, nil
}

func (s *Service) cancelHandshake(c *kernel.Call, in *CancelHandshake) (*CancelHandshakeOutput, error) {
	h, err := s.party(c, in.HandshakeId, true, false)
	if err != nil {
		return nil, err
	}
	if err := s.handshakeMachine.Fire(h, "CancelHandshake"); err != nil {
		return nil, err
	}
	return &CancelHandshakeOutput{s.shownHandshake(h)}, nil
}

func (s *Service) handshakeEntered(h *handshake, _ HandshakeState) {
	switch h.Life.State {
	case Accepted:
		o := s.Organizations.Get(global, h.Organization)
		if o == nil {
			return
		}
		if former := s.Members.Get(global, h.Receiver); former != nil {
			s.depart(former)
		}
		s.join(o, h.Receiver, Invited)
		s.label(h.Receiver, h.Tags)
	case vanished:
		s.Handshakes.In(global).Delete(h.ID)
	}
}

// party returns a handshake that the caller has part in, as its sender or
// receiver.
func (s *Service) party(c *kernel.Call, id string, sender, receiver bool) (*handshake, error) {
	h := s.Handshakes.Get(global, id)
	if h == nil || !(sender && h.Sender == c.Account || receiver && h.Receiver == c.Account) {
		return nil, c.Refuse(UnknownHandshakesAreNotFound, "There is no handshake %s.", id)
	}
	return h, c.Require(true, UnknownHandshakesAreNotFound, "")
}
