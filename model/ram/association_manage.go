package ram

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// AssociateResourceShare puts resources and principals into a share.
type AssociateResourceShare struct {
	ResourceShareArn string `shape:"!" resource:"arn"`
	ClientToken      string
	Principals       []string
	ResourceArns     []string
	Sources          []string
}

// AssociateResourceShareOutput shows the associations that the call touched.
type AssociateResourceShareOutput struct {
	ClientToken               string
	ResourceShareAssociations []ResourceShareAssociation `whole:"ResourceShareName"`
}

// DisassociateResourceShare takes resources and principals out of a share. By
// it an account also leaves a share that names it.
type DisassociateResourceShare struct {
	ResourceShareArn string `shape:"!" resource:"arn"`
	ClientToken      string
	Principals       []string
	ResourceArns     []string
	Sources          []string
}

// DisassociateResourceShareOutput shows the associations that the call touched.
type DisassociateResourceShareOutput struct {
	ClientToken               string                     `sent:"set"`
	ResourceShareAssociations []ResourceShareAssociation `sent:"always" whole:"ResourceShareName"`
}

const (
	mostShares         = 25000
	mostInAShare       = 5000 // resources, and as many principals
	mostInARegion      = 25000
	mostInvitations    = 20
	mostInACall        = 100
	mostPermissions    = 1500
	mostOfAType        = 10
	mostTags           = 50
	sourcesAreNotTaken = "Sources restrict service principals, with which no resource of this world is shared."
)

// The rules of changing what is in a share.
var (
	ChangesShowWhatTheyTouched = rules.Add(kernel.Rule{
		ID: "RAM-ASC-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: updatingGuide,
		Says: "Putting resources and principals into a share, or taking them out, answers with the associations " +
			"that it touched.",
		Operations: []string{"AssociateResourceShare", "DisassociateResourceShare"},
	})
	ChangesShowAssociationsInPart = rules.Add(kernel.Rule{
		ID: "RAM-ASC-14", Kind: kernel.Effect, Evidence: kernel.Recorded,
		Source: "cloud-custodian, tests/data/placebo, ram.DisassociateResourceShare of March 2025; AWS CLI Command Reference, " +
			"ram associate-resource-share",
		Says: "The answers to changes of a share show of each association the share's ARN, entity, type, status and whether it " +
			"is external; GetResourceShareAssociations alone tells times and the share's name.",
		Operations: []string{"AssociateResourceShare", "DisassociateResourceShare"},
	})
	RepeatingAnAssociationChangesNothing = rules.Add(kernel.Rule{
		ID: "RAM-ASC-07", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: terraform,
		Says:       "Putting into a share what is in it already changes nothing.",
		Operations: []string{"AssociateResourceShare"},
	})
	InviteesMayLeave = rules.Add(kernel.Rule{
		ID: "RAM-ASC-09", Kind: kernel.Refusal, Error: OperationNotPermitted, Evidence: kernel.Documented,
		Source: "RAM User Guide, working-with-shared-leave",
		Says: "An account leaves a share that names it as an outsider, if the share is empty or all its resources " +
			"are of types that can be left, which backups of CloudHSM clusters are not.",
		Operations: []string{"DisassociateResourceShare"},
	})
	QuotasAreKept = rules.Add(kernel.Rule{
		ID: "RAM-SHR-17", Kind: kernel.Quota, Error: ResourceShareLimitExceeded, Or: []*kernel.ErrorShape{InvalidParameter},
		Evidence: kernel.Documented, Source: "RAM User Guide, service-quotas",
		Says: "In a Region an account has at most 25,000 shares, 25,000 resource and 25,000 principal associations " +
			"and 20 pending invitations; a share has at most 5,000 resources and 5,000 principals, a call at most 100 " +
			"resources.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
)

func (s *Service) associateResourceShare(
	c *kernel.Call, in *AssociateResourceShare,
) (*AssociateResourceShareOutput, error) {
	sh, err := s.modifiable(c, in.ResourceShareArn)
	if err != nil {
		return nil, err
	}
	if err := s.addable(c, sh, in.ResourceArns, in.Principals, in.Sources); err != nil {
		return nil, err
	}
	return &AssociateResourceShareOutput{ResourceShareAssociations: s.touched(s.add(c, sh, in.ResourceArns,
		in.Principals))}, nil
}

// addable reports whether all of that can be put into the share.
func (s *Service) addable(c *kernel.Call, sh *share, resources, principals, sources []string) error {
	if err := c.Require(len(sources) == 0, OnlyAccountsAndTheirCirclesTakePart, sourcesAreNotTaken); err != nil {
		return err
	}
	for _, arn := range resources {
		if err := s.mayHold(c, arn); err != nil {
			return err
		}
	}
	for _, p := range principals {
		if err := s.mayName(c, sh, p); err != nil {
			return err
		}
	}
	used, invitations := s.taken(sh.Scope), 0
	newPrincipals, newResources := s.unknownTo(sh, principals), s.unknownTo(sh, resources)
	for _, p := range newPrincipals {
		if _, asked := s.ground(sh, p); asked {
			invitations++
		}
	}
	return c.Require(len(resources) <= mostInACall &&
		sh.Resources+len(newResources) <= mostInAShare && used.Resources+len(newResources) <= mostInARegion &&
		sh.Principals+len(newPrincipals) <= mostInAShare && used.Principals+len(newPrincipals) <= mostInARegion &&
		used.Invitations+invitations <= mostInvitations,
		QuotasAreKept, "The request would exceed a quota of resource shares.")
}

// unknownTo lists, once each, what is not in the share yet.
func (s *Service) unknownTo(sh *share, entities []string) []string {
	var fresh []string
	for _, e := range entities {
		if a := s.Associations.See(within(sh.ID), e); (a == nil || !a.live()) && !slices.Contains(fresh, e) {
			fresh = append(fresh, e)
		}
	}
	return fresh
}

// add puts into the share what addable has found good.
func (s *Service) add(c *kernel.Call, sh *share, resources, principals []string) []*association {
	var touched []*association
	put := func(entity string, of ResourceShareAssociationType) {
		if a := s.Associations.Get(within(sh.ID), entity); a != nil && a.live() {
			if !c.Applies(true, RepeatingAnAssociationChangesNothing) {
				s.associationMachine.Begin(a)
			}
			touched = append(touched, a)
			return
		}
		a := &association{Scope: sh.Scope, Share: sh.ID, Type: of, Entity: entity}
		if of == ResourceAssociation {
			a.ResourceType = typeOf(entity).Name
			s.grantDefault(sh, a.ResourceType)
			touched = append(touched, s.associate(a))
			return
		}
		organization, asked := s.ground(sh, entity)
		a.Organization = organization
		if asked {
			s.invite(sh, a)
		}
		touched = append(touched, s.associate(a))
	}
	for _, arn := range resources {
		put(arn, ResourceAssociation)
	}
	for _, p := range principals {
		put(p, PrincipalAssociation)
	}
	sh.Updated = c.Now()
	return touched
}

func (s *Service) disassociateResourceShare(
	c *kernel.Call, in *DisassociateResourceShare,
) (*DisassociateResourceShareOutput, error) {
	scope, id, err := s.shareID(c, in.ResourceShareArn)
	if err != nil {
		return nil, err
	}
	if sh := s.Shares.Get(scope, id); sh != nil && scope != c.Scope() && s.partakes(c.Scope(), sh) {
		return s.leave(c, sh, in)
	}
	sh, err := s.modifiable(c, in.ResourceShareArn)
	if err != nil {
		return nil, err
	}
	if err := c.Require(len(in.Sources) == 0, OnlyAccountsAndTheirCirclesTakePart, sourcesAreNotTaken); err != nil {
		return nil, err
	}
	var touched []*association
	for i, entity := range slices.Concat(in.ResourceArns, in.Principals) {
		a := s.Associations.Get(within(id), entity)
		if a == nil || (a.Type == ResourceAssociation) != (i < len(in.ResourceArns)) {
			return nil, c.Refuse(DisassociationEndsAccess, "%s is not associated with the resource share.", entity)
		}
		if err := s.associationMachine.Check(a, "DisassociateResourceShare"); err != nil {
			return nil, err
		}
		if !slices.Contains(touched, a) {
			touched = append(touched, a)
		}
	}
	for _, a := range touched {
		_ = s.associationMachine.Fire(a, "DisassociateResourceShare")
	}
	sh.Updated = c.Now()
	return &DisassociateResourceShareOutput{ResourceShareAssociations: s.touched(touched)}, nil
}

// leave takes the caller out of another account's share.
func (s *Service) leave(
	c *kernel.Call, sh *share, in *DisassociateResourceShare,
) (*DisassociateResourceShareOutput, error) {
	itself := len(in.ResourceArns) == 0 && slices.Equal(in.Principals, []string{c.Account})
	a := s.Associations.Get(within(sh.ID), c.Account)
	fixed := slices.ContainsFunc(s.associations(sh, ResourceAssociation), func(r *association) bool {
		return r.live() && !typeOf(r.Entity).Leavable
	})
	if a == nil {
		return nil, c.Refuse(InviteesMayLeave, "You cannot leave a resource share that does not name your account.")
	}
	if err := c.Require(itself && a.Organization == "" && !fixed, InviteesMayLeave, "You cannot leave resource share %s.",
		sh.ARN); err != nil {
		return nil, err
	}
	if err := s.associationMachine.Fire(a, "DisassociateResourceShare"); err != nil {
		return nil, err
	}
	return &DisassociateResourceShareOutput{ResourceShareAssociations: s.touched([]*association{a})}, nil
}

func (s *Service) touched(associations []*association) []ResourceShareAssociation {
	out := []ResourceShareAssociation{}
	for _, a := range associations {
		if s.env.Applies(true, ChangesShowWhatTheyTouched) {
			shown := s.shownAssociation(a)
			if s.env.Applies(true, ChangesShowAssociationsInPart) {
				shown.CreationTime, shown.LastUpdatedTime, shown.ResourceShareName = 0, 0, ""
			}
			out = append(out, shown)
		}
	}
	return out
}
