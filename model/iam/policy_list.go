package iam

import (
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// PolicyScopeType is whose managed policies are listed.
type PolicyScopeType string

// Values lists the enumeration.
func (PolicyScopeType) Values() []PolicyScopeType { return []PolicyScopeType{"All", "AWS", "Local"} }

// PolicyUsageType is what a managed policy is used for.
type PolicyUsageType string

// The uses of managed policies.
const (
	UsedForPermissions PolicyUsageType = "PermissionsPolicy"
	UsedAsBoundary     PolicyUsageType = "PermissionsBoundary"
)

// Values lists the enumeration.
func (PolicyUsageType) Values() []PolicyUsageType {
	return []PolicyUsageType{UsedForPermissions, UsedAsBoundary}
}

// EntityType is a kind of who and what IAM has.
type EntityType string

// Values lists the enumeration.
func (EntityType) Values() []EntityType {
	return []EntityType{"User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"}
}

// ListPolicies lists managed policies, AWS's and the account's.
type ListPolicies struct {
	Marker            string `shape:"Marker"`
	MaxItems          *int32 `shape:"MaxItems"`
	OnlyAttached      bool
	PathPrefix        string          `shape:"PathPrefix"`
	PolicyUsageFilter PolicyUsageType `shape:"PolicyUsage"`
	Scope             PolicyScopeType `shape:"PolicyScope"`
}

// ListPoliciesOutput is one page of them.
type ListPoliciesOutput struct {
	IsTruncated bool     `sent:"always"`
	Marker      string   `sent:"set"`
	Policies    []Policy `sent:"always"`
}

// ListEntitiesForPolicy lists who has a managed policy.
type ListEntitiesForPolicy struct {
	EntityFilter      EntityType      `shape:"EntityType"`
	Marker            string          `shape:"Marker"`
	MaxItems          *int32          `shape:"MaxItems"`
	PathPrefix        string          `shape:"PathPrefix"`
	PolicyArn         string          `shape:"!Arn"`
	PolicyUsageFilter PolicyUsageType `shape:"PolicyUsage"`
}

// ListEntitiesForPolicyOutput is one page of them.
type ListEntitiesForPolicyOutput struct {
	IsTruncated  bool
	Marker       string
	PolicyGroups []PolicyGroup
	PolicyRoles  []PolicyRole
	PolicyUsers  []PolicyUser
}

// PolicyGroup is a group that has a managed policy. No world has any.
type PolicyGroup struct{ GroupId, GroupName string }

// PolicyRole is a role that has a managed policy.
type PolicyRole struct{ RoleId, RoleName string }

// PolicyUser is a user that has a managed policy.
type PolicyUser struct{ UserId, UserName string }

// The rules of listing policies and who has them.
var (
	PoliciesAreListedByUse = rules.Add(kernel.Rule{
		ID: "IAM-MAN-12", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("ListPolicies"),
		Says: "Listed are the account's managed policies and those of AWS, or those of one of them, under a path, of a use, " +
			"or that somebody has attached, as the request asks.",
		Operations: []string{"ListPolicies"},
	})
	HoldersAreListed = rules.Add(kernel.Rule{
		ID: "IAM-MAN-13", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("ListEntitiesForPolicy"),
		Says: "Listed are the roles and users of the account that have a policy attached or as a boundary, those under a " +
			"path, of a kind or of a use where the request asks for them.",
		Operations: []string{"ListEntitiesForPolicy"},
	})
)

// awsPolicyARNs are those of AWS's managed policies, in their order.
var awsPolicyARNs = slices.Sorted(maps.Keys(awsPolicies))

func (s *Service) listPolicies(c *kernel.Call, in *ListPolicies) (*ListPoliciesOutput, error) {
	scope := scopeOf(c.Caller)
	all := []Policy{}
	show := func(p *managedPolicy, whose PolicyScopeType) {
		shown := *s.showPolicy(p, scope)
		attached := shown.AttachmentCount > 0 || shown.PermissionsBoundaryUsageCount > 0
		fits := in.Scope != whose && in.Scope != "" && in.Scope != "All" || in.OnlyAttached && !attached ||
			!strings.HasPrefix(p.Path, in.PathPrefix) ||
			in.PolicyUsageFilter == UsedForPermissions && shown.AttachmentCount == 0 ||
			in.PolicyUsageFilter == UsedAsBoundary && shown.PermissionsBoundaryUsageCount == 0
		if c.Applies(fits, PoliciesAreListedByUse) {
			return
		}
		if c.Applies(true, NewPoliciesAreShownWithoutDescription) {
			shown.Description, shown.Tags = "", nil
		}
		all = append(all, shown)
	}
	for p := range s.Policies.View(scope).All {
		show(p, "Local")
	}
	for _, name := range awsPolicyARNs {
		if p := awsPolicies[name]; p.Scope.Region == scope.Region {
			show(p, "AWS")
		}
	}
	of := "policies " + c.Account + in.PathPrefix + string(in.Scope) + string(in.PolicyUsageFilter)
	page, next, ok := kernel.PageOf(c.Env, all, of, in.Marker, pageSize(in.MaxItems))
	return &ListPoliciesOutput{next != "", next, page}, listed(c, ok)
}

// holder is a role or user that has a policy.
type holder struct {
	role bool
	*entity
}

func (s *Service) listEntitiesForPolicy(
	c *kernel.Call, in *ListEntitiesForPolicy,
) (*ListEntitiesForPolicyOutput, error) {
	p, err := s.managedPolicy(c, in.PolicyArn, notFound)
	if err != nil {
		return nil, err
	}
	of := "holders " + c.Account + p.ID + in.PathPrefix + string(in.EntityFilter) + string(in.PolicyUsageFilter)
	page, next, ok := kernel.PageOf(c.Env, s.holders(c, in, p.arn()), of, in.Marker, pageSize(in.MaxItems))
	out := &ListEntitiesForPolicyOutput{IsTruncated: next != "", Marker: next, PolicyGroups: []PolicyGroup{},
		PolicyRoles: []PolicyRole{}, PolicyUsers: []PolicyUser{}}
	for _, h := range page {
		if h.role {
			out.PolicyRoles = append(out.PolicyRoles, PolicyRole{h.ID, h.Name})
		} else {
			out.PolicyUsers = append(out.PolicyUsers, PolicyUser{h.ID, h.Name})
		}
	}
	return out, listed(c, ok)
}

// holders are the roles and users that a listing asks for.
func (s *Service) holders(c *kernel.Call, in *ListEntitiesForPolicy, policy string) (all []holder) {
	scope := scopeOf(c.Caller)
	see := func(h holder, kind EntityType) {
		bound, attached := h.Boundary == policy, slices.Contains(h.Attached, policy)
		other := in.EntityFilter != "" && in.EntityFilter != kind || !strings.HasPrefix(h.Path, in.PathPrefix) ||
			in.PolicyUsageFilter == UsedForPermissions && !attached || in.PolicyUsageFilter == UsedAsBoundary && !bound
		if (bound || attached) && !c.Applies(other, HoldersAreListed) {
			all = append(all, h)
		}
	}
	for r := range s.Roles.View(scope).All {
		see(holder{true, &r.entity}, "Role")
	}
	for u := range s.Users.View(scope).All {
		see(holder{false, &u.entity}, "User")
	}
	return all
}
