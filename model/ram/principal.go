package ram

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// A principal of a share is an account, by its 12 digits, or an organization or
// organizational unit, by its ARN: a group of accounts.

// The rules of who may be a principal.
var (
	PrincipalsAreWellFormed = rules.Add(kernel.Rule{
		ID: "RAM-ERR-04", Kind: kernel.Refusal, Error: InvalidParameter, Evidence: kernel.Observed,
		Source: "terraform-provider-aws, issue 7769",
		Says: "A principal is an account number or an ARN; the bare ID of an organization or organizational unit is " +
			"malformed, and so is the ARN of an account's root.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
	UnknownGroupsAreNotFound = rules.Add(kernel.Rule{
		ID: "RAM-ERR-05", Kind: kernel.Refusal, Error: UnknownResource, Evidence: kernel.Documented, Source: unknownGuide,
		Says:       "An organization or organizational unit that does not exist cannot be found.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
	ClosedSharesNameNoOutsiders = rules.Add(kernel.Rule{
		ID: "RAM-ERR-06", Kind: kernel.Refusal, Error: InvalidParameter, Evidence: kernel.Documented, Source: outsideGuide,
		Says:       "A share that is closed to outsiders names no account outside the owner's organization.",
		Also:       []string{"AUR-XCL-26"},
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
	SharesNameOnlyTheOwnOrganization = rules.Add(kernel.Rule{
		ID: "RAM-ASC-11", Kind: kernel.Refusal, Error: UnknownResource, Evidence: kernel.Documented, Source: creatingGuide,
		Says:       "A share names no other organization than its owner's, nor organizational units of another one.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
	OnlyAccountsAndTheirCirclesTakePart = rules.Add(kernel.Rule{
		ID: "RAM-RES-02", Kind: kernel.Refusal, Error: InvalidParameter,
		Or:       []*kernel.ErrorShape{OperationNotPermitted, MalformedArn},
		Evidence: kernel.Inferred, Source: hsmGuide, Seed: seedBackups,
		Says: "Resources of type cloudhsm:Backup are shared with accounts, organizational units and the " +
			"organization, not with IAM users, roles or services.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
)

// mayName reports whether the share may name the principal.
func (s *Service) mayName(c *kernel.Call, sh *share, principal string) error {
	owner := s.org.Membership(sh.Scope.Account).Organization
	if kernel.IsAccount(principal) {
		inside := principal == sh.Scope.Account || owner != "" && s.org.Membership(principal).Organization == owner
		return c.Require(inside || sh.External, ClosedSharesNameNoOutsiders,
			"Principal %s is not in your AWS organization. You do not have permission to add external AWS accounts to a "+
				"resource share.", principal)
	}
	arn, err := kernel.ParseARN(principal)
	group, ok := s.org.Group(arn)
	other := err == nil && (arn.Service == "iam" || arn.Service == "sts") && arn.Resource != "root" ||
		strings.HasSuffix(principal, ".amazonaws.com")
	if err := c.Require(ok || other, PrincipalsAreWellFormed,
		"Principal ID %s is malformed. Verify the ID and try again.", principal); err != nil {
		return err
	}
	if err := c.Require(ok, OnlyAccountsAndTheirCirclesTakePart,
		"Principal %s cannot take part in a resource share of these resources.", principal); err != nil || !ok {
		return err
	}
	if err := c.Require(owner != "" && group.Organization == owner, SharesNameOnlyTheOwnOrganization,
		"%s could not be found.", principal); err != nil {
		return err
	}
	if err := c.Require(s.org.Trusts(owner, servicePrincipal), CirclesNeedSharingEnabled, "%s could not be found.",
		principal); err != nil {
		return err
	}
	if err := c.Require(s.Roles.See(kernel.Scope{}, owner) != nil, TrustAloneDoesNotShare, "%s could not be found.",
		principal); err != nil {
		return err
	}
	return c.Require(group.Path != "", UnknownGroupsAreNotFound, "%s could not be found.", principal)
}

// external reports whether a principal is outside the owner's organization.
func (s *Service) external(a *association) bool {
	if !kernel.IsAccount(a.Entity) || a.Entity == a.Scope.Account {
		return false
	}
	organization := s.org.Membership(a.Entity).Organization
	return organization == "" || organization != s.org.Membership(a.Scope.Account).Organization
}

// Principal is a principal as listings show it: one entry for each share.
type Principal struct {
	CreationTime     kernel.Time
	External         bool
	Id               string
	LastUpdatedTime  kernel.Time
	ResourceShareArn string
}

// ListPrincipals lists whom the caller shares with, or who shares with it.
type ListPrincipals struct {
	ResourceOwner     ResourceOwner `shape:"!ResourceOwner"`
	MaxResults        *int32        `shape:"MaxResults"`
	NextToken         string
	Principals        []string
	ResourceArn       string
	ResourceShareArns []string
	ResourceType      string
}

// ListPrincipalsOutput is one page of principals.
type ListPrincipalsOutput struct {
	NextToken  string
	Principals []Principal
}

// PrincipalsAreFiltered is the rule of listing principals.
var PrincipalsAreFiltered = rules.Add(kernel.Rule{
	ID: "RAM-RES-08", Kind: kernel.Effect, Evidence: kernel.Documented,
	Source: "RAM User Guide, working-with-shared-view-principals", Seed: seedClusters,
	Says: "SELF lists the principals of the caller's shares and OTHER-ACCOUNTS the accounts that share with it, " +
		"by resource, principal, type and share.",
	Operations: []string{"ListPrincipals"}, Also: []string{"AUR-XCL-22", "AUR-XCL-31"},
})

func (s *Service) listPrincipals(c *kernel.Call, in *ListPrincipals) (*ListPrincipalsOutput, error) {
	shares, err := s.selected(c, in.ResourceOwner, in.ResourceShareArns)
	if err != nil {
		return nil, err
	}
	var found []ranked[Principal]
	for _, sh := range shares {
		if c.Applies(!s.holdsSome(sh, in.ResourceArn, in.ResourceType), PrincipalsAreFiltered) {
			continue
		}
		for _, p := range s.principals(sh, in.ResourceOwner) {
			if !c.Applies(len(in.Principals) > 0 && !slices.Contains(in.Principals, p.Shown.Id), PrincipalsAreFiltered) {
				found = append(found, p)
			}
		}
	}
	page, next, err := paged(c, found, in)
	return &ListPrincipalsOutput{next, page}, err
}

// principals lists whom the share names, or who shares by it.
func (s *Service) principals(sh *share, owner ResourceOwner) []ranked[Principal] {
	if owner == OtherAccounts {
		return []ranked[Principal]{{sh.Ordinal,
			Principal{CreationTime: sh.Created, Id: sh.Scope.Account, LastUpdatedTime: sh.Updated, ResourceShareArn: sh.ARN}}}
	}
	var out []ranked[Principal]
	for _, a := range s.associations(sh, PrincipalAssociation) {
		if a.Life.State == Associated {
			out = append(out, ranked[Principal]{a.Ordinal, Principal{
				CreationTime: a.Created, External: s.env.Applies(s.external(a), OutsidersAreExternal), Id: a.Entity,
				LastUpdatedTime: a.Life.Since, ResourceShareArn: sh.ARN,
			}})
		}
	}
	return out
}
