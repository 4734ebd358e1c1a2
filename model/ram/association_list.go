package ram

import "github.com/shareproof/shareproof/model/kernel"

// ResourceShareAssociation is an association as the share's owner sees it.
type ResourceShareAssociation struct {
	AssociatedEntity  string                         `sent:"always"`
	AssociationType   ResourceShareAssociationType   `sent:"always"`
	CreationTime      kernel.Time                    `sent:"always"`
	External          bool                           `sent:"always"`
	LastUpdatedTime   kernel.Time                    `sent:"always"`
	ResourceShareArn  string                         `sent:"always"`
	ResourceShareName string                         `sent:"always"`
	Status            ResourceShareAssociationStatus `sent:"always"`
	StatusMessage     string
}

// GetResourceShareAssociations lists what is in the caller's shares.
type GetResourceShareAssociations struct {
	AssociationType   ResourceShareAssociationType   `shape:"!AssociationType"`
	AssociationStatus ResourceShareAssociationStatus `shape:"AssociationStatus"`
	MaxResults        *int32                         `shape:"MaxResults"`
	NextToken         string
	Principal         string
	ResourceArn       string
	ResourceShareArns []string
}

// GetResourceShareAssociationsOutput is one page of associations.
type GetResourceShareAssociationsOutput struct {
	NextToken                 string                     `sent:"set"`
	ResourceShareAssociations []ResourceShareAssociation `sent:"always"`
}

// The rules of listing associations.
var (
	AssociationFiltersFitTheType = rules.Add(kernel.Rule{
		ID: "RAM-ASC-03", Kind: kernel.Refusal, Error: InvalidParameter, Evidence: kernel.Documented,
		Source:     reference("GetResourceShareAssociations"),
		Says:       "Principals of the caller's shares are not listed by a resource, nor resources by a principal.",
		Operations: []string{"GetResourceShareAssociations"},
	})
	OutsidersAreExternal = rules.Add(kernel.Rule{
		ID: "RAM-ASC-10", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     "RAM User Guide, working-with-sharing-view-principals",
		Says:       "A principal outside the owner's organization is external, one inside it is not.",
		Operations: []string{"GetResourceShareAssociations", "ListPrincipals"},
	})
)

func (s *Service) getResourceShareAssociations(
	c *kernel.Call, in *GetResourceShareAssociations,
) (*GetResourceShareAssociationsOutput, error) {
	if err := c.Require(in.AssociationType != PrincipalAssociation || in.ResourceArn == "", AssociationFiltersFitTheType,
		"You cannot specify a resource ARN when the association type is PRINCIPAL."); err != nil {
		return nil, err
	}
	if err := c.Require(in.AssociationType != ResourceAssociation || in.Principal == "", AssociationFiltersFitTheType,
		"You cannot specify a principal when the association type is RESOURCE."); err != nil {
		return nil, err
	}
	shares, err := s.selected(c, Self, in.ResourceShareArns)
	if err != nil {
		return nil, err
	}
	entity := in.Principal + in.ResourceArn
	var found []ranked[ResourceShareAssociation]
	for _, sh := range shares {
		for _, a := range s.associations(sh, in.AssociationType) {
			if (entity == "" || a.Entity == entity) && (in.AssociationStatus == "" || a.Life.State == in.AssociationStatus) {
				found = append(found, ranked[ResourceShareAssociation]{a.Ordinal, s.shownAssociation(a)})
			}
		}
	}
	page, next, err := paged(c, found, in)
	return &GetResourceShareAssociationsOutput{next, page}, err
}

func (s *Service) shownAssociation(a *association) ResourceShareAssociation {
	sh := s.Shares.See(a.Scope, a.Share)
	return ResourceShareAssociation{
		AssociatedEntity: a.Entity, AssociationType: a.Type, CreationTime: a.Created,
		External:        s.env.Applies(s.external(a), OutsidersAreExternal),
		LastUpdatedTime: a.Life.Since, ResourceShareArn: sh.ARN, ResourceShareName: sh.Name, Status: a.Life.State,
	}
}
