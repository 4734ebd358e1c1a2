package ram

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// association ties a resource or a principal to a share.
type association struct {
	Scope        kernel.Scope // of the share
	Share        string
	Entity       string // the ARN of a resource, or a principal
	Type         ResourceShareAssociationType
	ResourceType string
	Ordinal      uint64
	Created      kernel.Time
	Life         kernel.Life[ResourceShareAssociationStatus]

	Bestowed     bool   // by a policy
	Reached      bool   // it is ASSOCIATED, or was until it was taken out
	Invitation   string // the account's invitation, if it was sent one
	Organization string // the organization that the account's access stands and falls with, if any
}

// within is where the associations of a share are kept.
func within(share string) kernel.Scope { return kernel.Scope{Account: share} }

// live reports whether the association gives access or is about to.
func (a *association) live() bool {
	return a.Life.State == Associating || a.Life.State == Associated
}

// ResourceShareAssociationType is what is tied to a share.
type ResourceShareAssociationType string

// The types of associations. Sources belong to service principals, which no
// shareable resource of this world allows.
const (
	PrincipalAssociation ResourceShareAssociationType = "PRINCIPAL"
	ResourceAssociation  ResourceShareAssociationType = "RESOURCE"
	SourceAssociation    ResourceShareAssociationType = "SOURCE"
)

// Values lists the enumeration.
func (ResourceShareAssociationType) Values() []ResourceShareAssociationType {
	return []ResourceShareAssociationType{PrincipalAssociation, ResourceAssociation, SourceAssociation}
}

// ResourceShareAssociationStatus is the status of an association.
type ResourceShareAssociationStatus string

// The statuses of an association. Nothing documents what leads to SUSPENDED,
// SUSPENDING and RESTORING, so the model never shows them. Work that fails ends
// in FAILED: there is no access, and associating begins anew.
const (
	Associating       ResourceShareAssociationStatus = "ASSOCIATING"
	Associated        ResourceShareAssociationStatus = "ASSOCIATED"
	Disassociating    ResourceShareAssociationStatus = "DISASSOCIATING"
	Disassociated     ResourceShareAssociationStatus = "DISASSOCIATED"
	AssociationFailed ResourceShareAssociationStatus = "FAILED"

	associationVanished ResourceShareAssociationStatus = "vanished"
)

// Values lists the enumeration.
func (ResourceShareAssociationStatus) Values() []ResourceShareAssociationStatus {
	return []ResourceShareAssociationStatus{Associating, Associated, AssociationFailed, Disassociating, Disassociated,
		"SUSPENDED", "SUSPENDING", "RESTORING"}
}

// What happens to associations besides the operations of the same names.
const (
	admitted = "admission" // an invitation is accepted, or a policy names the principal
	lapsed   = "lapse"     // an invitation or a membership ends
)

var (
	bestowed = &kernel.Guard[association]{Name: "a policy gives it",
		Holds: func(a *association) bool { return a.Bestowed }}
	unasked = &kernel.Guard[association]{Name: "nobody is asked", Holds: func(a *association) bool {
		return a.Invitation == "" && !a.Bestowed
	}}
)

var associationLifecycle = kernel.NewLifecycle(kernel.Lifecycle[ResourceShareAssociationStatus, association]{
	Name: "RAM resource share association", Start: Associating,
	Final: []ResourceShareAssociationStatus{associationVanished},
	Like:  map[ResourceShareAssociationStatus]ResourceShareAssociationStatus{AssociationFailed: Disassociated},
	Rows: []kernel.Row[ResourceShareAssociationStatus, association]{
		{From: Associating, On: kernel.Elapsed, If: unasked, To: Associated, After: associationWork,
			Fails: AssociationFailed},
		{From: Associating, On: admitted, If: bestowed, To: Associated},
		{From: Associating, On: admitted, To: Associated, Rule: InviteesAssociateByAccepting},
		{From: Associated, On: admitted, To: Associated},
		{From: Disassociating, On: admitted, To: Disassociating},
		{From: Disassociated, On: admitted, To: Disassociated},

		{From: Associating, On: "DisassociateResourceShare", To: Disassociating, Rule: DisassociationEndsAccess},
		{From: Associated, On: "DisassociateResourceShare", To: Disassociating, Rule: DisassociationEndsAccess},
		{On: "DisassociateResourceShare", To: kernel.Refused, Rule: DisassociationEndsAccess},
		{From: Disassociating, On: kernel.Elapsed, To: Disassociated, After: stateChange},
		{From: Disassociated, On: kernel.Elapsed, To: associationVanished, After: disassociatedVisible},

		{From: Associating, On: lapsed, To: Disassociated},
		{From: Associated, On: lapsed, To: Disassociated},
		{From: Disassociating, On: lapsed, To: Disassociated},
		{From: Disassociated, On: lapsed, To: Disassociated},

		{From: Associating, On: "AssociateResourceShare", To: Associating},
		{From: Associated, On: "AssociateResourceShare", To: Associated},
		{From: Disassociating, On: "AssociateResourceShare", To: Associating},
		{From: Disassociated, On: "AssociateResourceShare", To: Associating},
	},
	Equivalents: []kernel.Equivalent{
		{Because: "The next row admits as well; only what may forbid it is another rule.", Mutants: []string{
			"ASSOCIATING on admission, if a policy gives it, to ASSOCIATED, dropped",
		}},
		{Because: "Who is admitted is ASSOCIATING: taking an account out of a share withdraws the invitation that it " +
			"could accept.", Mutants: []string{
			"ASSOCIATED on admission to ASSOCIATED, leads to ASSOCIATING",
			"DISASSOCIATING on admission to DISASSOCIATING, leads to ASSOCIATING",
			"DISASSOCIATED on admission to DISASSOCIATED, leads to ASSOCIATING",
		}},
		{Because: "What a share holds alive is not associated anew.", Mutants: []string{
			"ASSOCIATING on AssociateResourceShare to ASSOCIATING, leads to ASSOCIATED",
			"ASSOCIATED on AssociateResourceShare to ASSOCIATED, leads to ASSOCIATING",
		}},
	},
})

var (
	associationWork = &kernel.Timing{Name: "association", Earliest: 2 * time.Second, Typical: 5 * time.Second,
		Latest: 3 * time.Minute, Rule: AssociationsTakeAWhile}
	disassociatedVisible = &kernel.Timing{Name: "a disassociated entity stays visible", Earliest: 10 * time.Minute,
		Typical: time.Hour, Latest: kernel.Day, Rule: DisassociatedStaysVisible}
)

// The rules of an association's life.
var (
	AssociationsTakeAWhile = rules.Add(kernel.Rule{
		ID: "RAM-SHR-03", Kind: kernel.Timed, Evidence: kernel.Documented, Source: creatingGuide,
		Says:       "A new share is ACTIVE at once, but what is put into it is ASSOCIATING for seconds to a few minutes.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare", "GetResourceShareAssociations"},
	})
	AssociationsHaveEightStatuses = rules.Add(kernel.Rule{
		ID: "RAM-ASC-02", Kind: kernel.Shaped, Error: InvalidParameter, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "An association has one of eight statuses and can be listed by it.",
		Operations: []string{"GetResourceShareAssociations"},
	})
	InviteesAssociateByAccepting = rules.Add(kernel.Rule{
		ID: "RAM-ASC-04", Kind: kernel.Effect, Evidence: kernel.Observed, Source: terraform,
		Says:       "An account that is invited stays ASSOCIATING until it accepts, and then is ASSOCIATED.",
		Operations: []string{"AcceptResourceShareInvitation", "GetResourceShareAssociations"},
	})
	DisassociatedStaysVisible = rules.Add(kernel.Rule{
		ID: "RAM-ASC-05", Kind: kernel.Timed, Evidence: kernel.Observed, Source: terraform,
		Says:       "What was taken out of a share stays visible for some time as DISASSOCIATED.",
		Operations: []string{"GetResourceShareAssociations"},
	})
	DisassociationEndsAccess = rules.Add(kernel.Rule{
		ID: "RAM-ASC-08", Kind: kernel.Refusal, Error: UnknownResource, Evidence: kernel.Observed, Source: terraform,
		Says: "Taking a principal or resource out of a share ends the access at once; what is not in the share is " +
			"unknown.",
		Operations: []string{"DisassociateResourceShare"},
	})
)

// associate brings an association into being, or begins a former one anew.
func (s *Service) associate(a *association) *association {
	a.Ordinal, a.Created = s.next(), s.env.Now()
	if former := s.Associations.Get(within(a.Share), a.Entity); former != nil {
		a.Life = former.Life
		*former = *a
		_ = s.associationMachine.Fire(former, "AssociateResourceShare")
		return former
	}
	s.Associations.In(within(a.Share)).Put(a.Entity, a)
	s.associationMachine.Begin(a)
	s.count(a, 1)
	s.index(a)
	s.hold(a)
	return a
}

func (s *Service) associationEntered(a *association, from ResourceShareAssociationStatus) {
	was := from == Associating || from == Associated
	switch {
	case was && !a.live():
		s.count(a, -1)
		s.withdrawInvitation(a)
	case !was && a.live():
		s.count(a, 1)
	}
	s.index(a)
	a.Reached = a.Reached || a.Life.State == Associated
	s.tell(a, from)
	if a.Life.State == associationVanished {
		s.drop(a)
	}
}

// drop removes every trace of an association.
func (s *Service) drop(a *association) {
	if a.live() {
		s.count(a, -1)
	}
	a.Life.State = associationVanished
	s.index(a)
	s.letGo(a)
	s.Associations.In(within(a.Share)).Delete(a.Entity)
}

// count keeps the quotas.
func (s *Service) count(a *association, by int) {
	sh, used := s.Shares.Get(a.Scope, a.Share), s.use(a.Scope)
	if a.Type == PrincipalAssociation {
		sh.Principals += by
		used.Principals += by
	} else {
		sh.Resources += by
		used.Resources += by
	}
}

// associations lists the associations of one type, the oldest first.
func (s *Service) associations(sh *share, of ResourceShareAssociationType) []*association {
	all := slices.Collect(s.Associations.Of(within(sh.ID)).All)
	return slices.DeleteFunc(all, func(a *association) bool { return a.Type != of })
}
