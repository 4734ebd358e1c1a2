package iam

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// role is an identity that others assume.
type role struct {
	entity
	Trust       string // who may assume it, as it was given
	Trusted     []bound
	Description string
	MaxSession  int32  // seconds
	Service     string // whose service-linked role it is; empty for others
}

func (r *role) arn() string { return arn("iam", r.Scope, "role"+r.Path+r.Name) }

// isAt reports whether the resource part of an ARN is that of the role's.
func (r *role) isAt(resource string) bool {
	rest, ok := strings.CutPrefix(resource, "role")
	rest, own := strings.CutPrefix(rest, r.Path)
	return ok && own && rest == r.Name
}

// Role is a role as IAM shows it.
type Role struct {
	Arn                      string      `sent:"always,model"`
	AssumeRolePolicyDocument string      `sent:"always"`
	CreateDate               kernel.Time `sent:"always,model"`
	Description              string      `sent:"set"`
	MaxSessionDuration       *int32
	Path                     string                       `sent:"always,model"`
	PermissionsBoundary      *AttachedPermissionsBoundary `sent:"set"`
	RoleId                   string                       `sent:"always,model"`
	RoleLastUsed             *RoleLastUsed                `sent:"set"`
	RoleName                 string                       `sent:"always,model"`
	SourceRoleTemplate       *SourceRoleTemplate
	Tags                     []Tag `sent:"set"`
}

// RoleLastUsed tells when a role was last used. The model never does.
type RoleLastUsed struct {
	LastUsedDate kernel.Time `sent:"set"`
	Region       string      `sent:"set"`
}

// SourceRoleTemplate tells of what template a role is. No role of the model is.
type SourceRoleTemplate struct {
	TemplateArn          string `sent:"always,model"`
	TemplateMinorVersion int32  `sent:"always,model"`
}

// AttachedPermissionsBoundary is the managed policy that bounds what an
// identity may do.
type AttachedPermissionsBoundary struct {
	PermissionsBoundaryArn  string `sent:"always"`
	PermissionsBoundaryType string `sent:"always"` // Policy, whatever the service model lists
}

// CreateRole creates a role.
type CreateRole struct {
	AssumeRolePolicyDocument string `shape:"!Document"`
	Description              string `shape:"Description"`
	MaxSessionDuration       *int32 `shape:"MaxSession"`
	Path                     string `shape:"Path"`
	PermissionsBoundary      string `shape:"Arn"`
	RoleName                 string `shape:"!RoleName"`
	Tags                     []Tag  `shape:"Tags"`
}

// CreateRoleOutput shows it.
type CreateRoleOutput struct {
	Role *Role `sent:"always,model" never:"MaxSessionDuration RoleLastUsed"`
}

// GetRole asks for a role.
type GetRole struct {
	RoleName string `shape:"!RoleName"`
}

// GetRoleOutput shows it.
type GetRoleOutput struct {
	Role *Role `sent:"always,model" always:"MaxSessionDuration RoleLastUsed"`
}

// ListRoles lists the roles of the account.
type ListRoles struct {
	Marker     string `shape:"Marker"`
	MaxItems   *int32 `shape:"MaxItems"`
	PathPrefix string `shape:"PathPrefix"`
}

// ListRolesOutput is one page of them.
type ListRolesOutput struct {
	IsTruncated bool   `sent:"always"`
	Marker      string `sent:"set"`
	Roles       []Role `sent:"always,model" always:"MaxSessionDuration" never:"PermissionsBoundary RoleLastUsed Tags"`
}

// UpdateRole changes how a role is described and how long its sessions may last, as far
// as it says so.
type UpdateRole struct {
	Description        *string `shape:"Description"`
	MaxSessionDuration *int32  `shape:"MaxSession"`
	RoleName           string  `shape:"!RoleName"`
}

// UpdateRoleOutput is empty.
type UpdateRoleOutput struct{}

// UpdateRoleDescription changes how a role is described.
type UpdateRoleDescription struct {
	Description *string `shape:"!Description"`
	RoleName    string  `shape:"!RoleName"`
}

// UpdateRoleDescriptionOutput shows the role.
type UpdateRoleDescriptionOutput struct{ Role *Role }

// UpdateAssumeRolePolicy says anew who may assume a role.
type UpdateAssumeRolePolicy struct {
	PolicyDocument string `shape:"!Document"`
	RoleName       string `shape:"!RoleName"`
}

// UpdateAssumeRolePolicyOutput is empty.
type UpdateAssumeRolePolicyOutput struct{}

// DeleteRole deletes a role without policies.
type DeleteRole struct {
	RoleName string `shape:"!RoleName"`
}

// DeleteRoleOutput is empty.
type DeleteRoleOutput struct{}

const defaultSession = 3600 // seconds

// The rules of roles.
var (
	UnknownRolesAreNotFound = rules.Add(kernel.Rule{
		ID: "IAM-ROL-01", Kind: kernel.Refusal, Error: NoSuchEntity, Evidence: kernel.Documented,
		Source: reference("GetRole"),
		Says:   "A role is found by its name in the caller's own account.",
		Operations: []string{"GetRole", "UpdateRole", "UpdateAssumeRolePolicy", "DeleteRole", "PutRolePolicy",
			"GetRolePolicy", "ListRolePolicies", "DeleteRolePolicy", "AttachRolePolicy", "DetachRolePolicy",
			"ListAttachedRolePolicies", "UpdateRoleDescription", "TagRole", "UntagRole", "ListRoleTags",
			"PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary", "ListInstanceProfilesForRole",
			"DeleteServiceLinkedRole"},
	})
	RoleNamesAreTakenOnce = rules.Add(kernel.Rule{
		ID: "IAM-ROL-02", Kind: kernel.Refusal, Error: EntityAlreadyExists, Evidence: kernel.Documented,
		Source:     reference("CreateRole"),
		Says:       "The name of a role is taken once in its account, whatever its path and its case.",
		Operations: []string{"CreateRole"},
	})
	RolesWithPoliciesStay = rules.Add(kernel.Rule{
		ID: "IAM-ROL-03", Kind: kernel.Refusal, Error: DeleteConflict, Evidence: kernel.Documented,
		Source:     reference("DeleteRole") + "; " + deletingRoles,
		Says:       "A role is deleted only once it has no inline and no attached policies.",
		Operations: []string{"DeleteRole"},
	})
	SessionsLastAnHourByDefault = rules.Add(kernel.Rule{
		ID: "IAM-ROL-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("CreateRole"),
		Says:       "Sessions of a role may last an hour where its creator does not say otherwise.",
		Operations: []string{"CreateRole"},
	})
	UpdatesChangeWhatTheySay = rules.Add(kernel.Rule{
		ID: "IAM-ROL-05", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says: "UpdateRole and UpdateRoleDescription change what they say, an empty description included, and leave the " +
			"rest of the role as it is.",
		Operations: []string{"UpdateRole", "UpdateRoleDescription"},
	})
	NewRolesAreShownInPart = rules.Add(kernel.Rule{
		ID: "IAM-ROL-06", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says: "Who creates a role is told neither its description nor how long its sessions may last; when it was last " +
			"used, with nothing in it where it never was, GetRole tells and ListRoles does not.",
		Operations: []string{"CreateRole", "GetRole", "CreateServiceLinkedRole"},
	})
)

func (s *Service) createRole(c *kernel.Call, in *CreateRole) (*CreateRoleOutput, error) {
	scope := scopeOf(c.Caller)
	if err := c.Require(s.Roles.See(scope, key(in.RoleName)) == nil, RoleNamesAreTakenOnce,
		"Role with name %s already exists.", in.RoleName); err != nil {
		return nil, err
	}
	trusted, err := s.checkTrust(c, in.AssumeRolePolicyDocument)
	if err != nil {
		return nil, err
	}
	if err := s.checkTags(c, in.Tags, roleTags); err != nil {
		return nil, err
	}
	if err := s.checkBoundary(c, in.PermissionsBoundary); err != nil {
		return nil, err
	}
	r := &role{
		entity: entity{Scope: scope, Name: in.RoleName, Path: pathOr(in.Path), Created: c.Now(),
			Boundary: in.PermissionsBoundary, Tags: in.Tags},
		Trust: in.AssumeRolePolicyDocument, Trusted: trusted, Description: in.Description,
	}
	r.MaxSession = sessionsOf(c, in.MaxSessionDuration)
	r.ID = c.Mint().Capital("AROA", 17)
	s.Roles.In(scope).Put(key(r.Name), r)
	return &CreateRoleOutput{Role: s.showNew(r)}, nil
}

func sessionsOf(c *kernel.Call, seconds *int32) int32 {
	switch {
	case c.Applies(seconds == nil, SessionsLastAnHourByDefault):
		return defaultSession
	case seconds == nil:
		return 43200
	}
	return *seconds
}

// showNew is a role as those see it who create it.
func (s *Service) showNew(r *role) *Role {
	shown := s.show(r)
	if s.env.Applies(true, NewRolesAreShownInPart) {
		shown.Description, shown.MaxSessionDuration = "", nil
	}
	return shown
}

func (s *Service) getRole(c *kernel.Call, in *GetRole) (*GetRoleOutput, error) {
	r, err := s.role(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	shown := s.show(r)
	if c.Applies(true, NewRolesAreShownInPart) {
		shown.RoleLastUsed = &RoleLastUsed{}
	}
	return &GetRoleOutput{Role: shown}, nil
}

func (s *Service) listRoles(c *kernel.Call, in *ListRoles) (*ListRolesOutput, error) {
	page, next, ok := kernel.Page(c.Env, s.Roles.View(scopeOf(c.Caller)), kernel.Query[role]{
		Of: "roles " + c.Account + in.PathPrefix, Token: in.Marker, Max: pageSize(in.MaxItems),
		Match: func(r *role) bool { return strings.HasPrefix(r.Path, in.PathPrefix) },
	})
	if err := listed(c, ok); err != nil {
		return nil, err
	}
	out := &ListRolesOutput{IsTruncated: next != "", Marker: next, Roles: []Role{}}
	for _, r := range page {
		shown := s.show(r)
		shown.PermissionsBoundary, shown.Tags = nil, nil // GetRole tells them
		out.Roles = append(out.Roles, *shown)
	}
	return out, nil
}

func (s *Service) updateRole(c *kernel.Call, in *UpdateRole) (*UpdateRoleOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	if c.Applies(in.Description != nil, UpdatesChangeWhatTheySay) {
		r.Description = *in.Description
	}
	if c.Applies(in.MaxSessionDuration != nil, UpdatesChangeWhatTheySay) {
		r.MaxSession = *in.MaxSessionDuration
	}
	return &UpdateRoleOutput{}, nil
}

func (s *Service) updateRoleDescription(
	c *kernel.Call, in *UpdateRoleDescription,
) (*UpdateRoleDescriptionOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	if c.Applies(in.Description != nil, UpdatesChangeWhatTheySay) {
		r.Description = *in.Description
	}
	shown := s.show(r)
	shown.MaxSessionDuration = nil // GetRole tells it
	return &UpdateRoleDescriptionOutput{shown}, nil
}

func (s *Service) updateAssumeRolePolicy(
	c *kernel.Call, in *UpdateAssumeRolePolicy,
) (*UpdateAssumeRolePolicyOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	trusted, err := s.checkTrust(c, in.PolicyDocument)
	if err != nil {
		return nil, err
	}
	r.Trust, r.Trusted = in.PolicyDocument, trusted
	return &UpdateAssumeRolePolicyOutput{}, nil
}

func (s *Service) deleteRole(c *kernel.Call, in *DeleteRole) (*DeleteRoleOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	if err := s.bare(c, &r.entity, RolesWithPoliciesStay); err != nil {
		return nil, err
	}
	s.Roles.In(r.Scope).Delete(key(r.Name))
	return &DeleteRoleOutput{}, nil
}

// bare refuses to delete what still has policies.
func (s *Service) bare(c *kernel.Call, e *entity, rule *kernel.Rule) error {
	if err := c.Require(len(e.Attached) == 0, rule, "Cannot delete entity, must detach all policies first."); err != nil {
		return err
	}
	return c.Require(len(e.Inline) == 0, rule, "Cannot delete entity, must delete policies first.")
}

// role returns a role of the caller's account.
func (s *Service) role(c *kernel.Call, name string) (*role, error) {
	r := s.Roles.Get(scopeOf(c.Caller), key(name))
	if r == nil {
		return nil, c.Refuse(UnknownRolesAreNotFound, "The role with name %s cannot be found.", name)
	}
	return r, c.Require(true, UnknownRolesAreNotFound, "")
}

// ownRole returns a role that the account may change.
func (s *Service) ownRole(c *kernel.Call, name string) (*role, error) {
	r, err := s.role(c, name)
	if err != nil {
		return nil, err
	}
	return r, c.Require(r.Service == "", ServiceLinkedRolesAreTheirServices,
		"Cannot perform the operation on the protected role '%s' - this role is only modifiable by AWS", name)
}

func (s *Service) show(r *role) *Role {
	return &Role{
		Arn: r.arn(), AssumeRolePolicyDocument: encoded(s.shownTrust(r)), CreateDate: r.Created, Description: r.Description,
		MaxSessionDuration: new(r.MaxSession), Path: r.Path, PermissionsBoundary: r.boundary(), RoleId: r.ID,
		RoleName: r.Name, Tags: append([]Tag(nil), r.Tags...),
	}
}

func (e *entity) boundary() *AttachedPermissionsBoundary {
	if e.Boundary == "" {
		return nil
	}
	return &AttachedPermissionsBoundary{e.Boundary, "Policy"}
}
