package ram

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// ResourceShare is a share as its owner and those who take part see it.
type ResourceShare struct {
	AllowExternalPrincipals    bool        `sent:"always"`
	CreationTime               kernel.Time `sent:"always"`
	FeatureSet                 ResourceShareFeatureSet
	LastUpdatedTime            kernel.Time `sent:"always"`
	Name                       string      `sent:"always"`
	OwningAccountId            string      `sent:"always"`
	ResourceShareArn           string      `sent:"always"`
	ResourceShareConfiguration *ResourceShareConfiguration
	Status                     ResourceShareStatus `sent:"always"`
	StatusMessage              string
	Tags                       []Tag
}

// ResourceShareConfiguration tells what becomes of an account's access when it
// leaves the organization.
type ResourceShareConfiguration struct {
	RetainSharingOnAccountLeaveOrganization *bool
}

// CreateResourceShare creates a share, empty or not.
type CreateResourceShare struct {
	Name                       string
	AllowExternalPrincipals    *bool
	ClientToken                string
	PermissionArns             []string
	Principals                 []string
	ResourceArns               []string
	ResourceShareConfiguration *ResourceShareConfiguration
	Sources                    []string
	Tags                       []Tag
}

// CreateResourceShareOutput shows the share.
type CreateResourceShareOutput struct {
	ClientToken   string
	ResourceShare *ResourceShare
}

// UpdateResourceShare renames a share, and opens or closes it to outsiders.
type UpdateResourceShare struct {
	ResourceShareArn        string `shape:"!" resource:"arn"`
	AllowExternalPrincipals *bool
	ClientToken             string
	Name                    string
}

// UpdateResourceShareOutput shows the share.
type UpdateResourceShareOutput struct {
	ClientToken   string
	ResourceShare *ResourceShare
}

// DeleteResourceShare deletes a share.
type DeleteResourceShare struct {
	_                struct{} `http:"DELETE"`
	ResourceShareArn string   `shape:"!" query:"resourceShareArn" resource:"arn"`
	ClientToken      string   `query:"clientToken"`
}

// DeleteResourceShareOutput tells that it is under way.
type DeleteResourceShareOutput struct {
	ClientToken string
	ReturnValue bool
}

// The rules of making and changing shares.
var (
	SharesNeedOnlyAName = rules.Add(kernel.Rule{
		ID: "RAM-SHR-01", Kind: kernel.Refusal, Error: MissingRequiredParameter, Or: []*kernel.ErrorShape{InvalidParameter},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A share needs a name and nothing else, and several shares may bear the same one.",
		Operations: []string{"CreateResourceShare"},
	})
	SharesAreOpenToOutsiders = rules.Add(kernel.Rule{
		ID: "RAM-SHR-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("CreateResourceShare"),
		Says:       "Unless its owner says otherwise, a share may also name accounts outside the owner's organization.",
		Operations: []string{"CreateResourceShare"},
	})
	SharesChangeNameAndOpenness = rules.Add(kernel.Rule{
		ID: "RAM-SHR-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: updatingGuide,
		Says:       "The owner renames a share and changes whether it is open to outsiders; the answer shows the share.",
		Operations: []string{"UpdateResourceShare"},
	})
	SharesWithOutsidersStayOpen = rules.Add(kernel.Rule{
		ID: "RAM-SHR-09", Kind: kernel.Refusal, Error: InvalidParameter, Or: []*kernel.ErrorShape{OperationNotPermitted},
		Evidence: kernel.Inferred, Source: noSource,
		Says:       "A share that names outsiders cannot be closed to them.",
		Operations: []string{"UpdateResourceShare"},
	})
	OnlySharingOrganizationsCloseShares = rules.Add(kernel.Rule{
		ID: "RAM-ERR-07", Kind: kernel.Refusal, Error: OperationNotPermitted, Or: []*kernel.ErrorShape{InvalidParameter},
		Evidence: kernel.Documented, Source: outsideGuide,
		Says:       "A share is restricted to an organization only where the owner's organization has enabled sharing.",
		Operations: []string{"CreateResourceShare", "UpdateResourceShare"},
	})
)

func (s *Service) createResourceShare(c *kernel.Call, in *CreateResourceShare) (*CreateResourceShareOutput, error) {
	if err := c.Require(in.Name != "", SharesNeedOnlyAName, "The name of the resource share is missing."); err != nil {
		return nil, err
	}
	sh := &share{
		Scope: c.Scope(), Name: in.Name, Tags: merged(nil, in.Tags),
		External: c.Applies(in.AllowExternalPrincipals == nil, SharesAreOpenToOutsiders) ||
			kernel.Value(in.AllowExternalPrincipals),
		Retain: in.ResourceShareConfiguration != nil &&
			kernel.Value(in.ResourceShareConfiguration.RetainSharingOnAccountLeaveOrganization),
	}
	if err := s.mayClose(c, in.AllowExternalPrincipals); err != nil {
		return nil, err
	}
	if err := c.Require(len(sh.Tags) <= mostTags, TagsAreLimited, "A resource share has at most %d tags.",
		mostTags); err != nil {
		return nil, err
	}
	if err := c.Require(s.taken(c.Scope()).Shares < mostShares, QuotasAreKept,
		"You have %d resource shares in this Region already.", mostShares); err != nil {
		return nil, err
	}
	var err error
	if sh.Grants, err = s.chosen(c, in.PermissionArns); err != nil {
		return nil, err
	}
	if err := s.addable(c, sh, in.ResourceArns, in.Principals, in.Sources); err != nil {
		return nil, err
	}
	s.begin(sh)
	sh.Features.State, sh.Features.Since = Standard, c.Now()
	s.add(c, sh, in.ResourceArns, in.Principals)
	shown := sh.brief()
	if c.Applies(shown.Tags == nil, NewSharesShowTheirTags) {
		shown.Tags = []Tag{}
	}
	return &CreateResourceShareOutput{ResourceShare: shown}, nil
}

func (s *Service) updateResourceShare(c *kernel.Call, in *UpdateResourceShare) (*UpdateResourceShareOutput, error) {
	sh, err := s.modifiable(c, in.ResourceShareArn)
	if err != nil {
		return nil, err
	}
	if err := s.mayClose(c, in.AllowExternalPrincipals); err != nil {
		return nil, err
	}
	closes := in.AllowExternalPrincipals != nil && !*in.AllowExternalPrincipals
	outsiders := slices.ContainsFunc(s.associations(sh, PrincipalAssociation), func(a *association) bool {
		return a.live() && s.external(a)
	})
	if err := c.Require(!closes || !outsiders, SharesWithOutsidersStayOpen,
		"The resource share names principals outside your organization."); err != nil {
		return nil, err
	}
	if c.Applies(true, SharesChangeNameAndOpenness) {
		if in.Name != "" {
			sh.Name = in.Name
		}
		if in.AllowExternalPrincipals != nil {
			sh.External = *in.AllowExternalPrincipals
		}
		sh.Updated = c.Now()
	}
	shown := sh.brief()
	if c.Applies(true, NewSharesShowTheirTags) {
		shown.Tags = nil
	}
	return &UpdateResourceShareOutput{ResourceShare: shown}, nil
}

func (s *Service) deleteResourceShare(c *kernel.Call, in *DeleteResourceShare) (*DeleteResourceShareOutput, error) {
	sh, err := s.own(c, in.ResourceShareArn)
	if err != nil {
		return nil, err
	}
	if err := s.featureMachine.Check(sh, modification); err != nil {
		return nil, err
	}
	if err := s.shareMachine.Fire(sh, "DeleteResourceShare"); err != nil {
		return nil, err
	}
	return &DeleteResourceShareOutput{ReturnValue: true}, nil
}

// mayClose reports whether the caller may restrict shares to its organization.
func (s *Service) mayClose(c *kernel.Call, external *bool) error {
	open := external == nil || *external
	return c.Require(open || s.sharing(s.org.Membership(c.Account).Organization), OnlySharingOrganizationsCloseShares,
		"The resource share can only be restricted to an organization in which sharing is enabled.")
}

func (sh *share) shown() ResourceShare {
	out := ResourceShare{
		AllowExternalPrincipals: sh.External, CreationTime: sh.Created, FeatureSet: sh.Features.State,
		LastUpdatedTime: sh.Updated,
		Name:            sh.Name, OwningAccountId: sh.Scope.Account, ResourceShareArn: sh.ARN, Status: sh.Status.State,
		Tags: append([]Tag(nil), sh.Tags...),
	}
	if sh.Retain {
		out.ResourceShareConfiguration = &ResourceShareConfiguration{RetainSharingOnAccountLeaveOrganization: new(true)}
	}
	return out
}

// brief shows a share without its feature set, as the answers to changes do.
func (sh *share) brief() *ResourceShare {
	out := sh.shown()
	out.FeatureSet = ""
	return &out
}
