package ram

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// permission says what the principals of a share may do with its resources of
// one type. It has one version.
type permission struct {
	Scope   kernel.Scope
	ARN     string
	Name    string
	Type    string // of the resources
	Managed bool   // by AWS
	Default bool   // of its type
	Feature PermissionFeatureSet
	Policy  policy.Document // one statement that lets everybody
	Tags    []Tag
	Created kernel.Time
}

// The rules of permissions.
var (
	CustomTypesAreFew = rules.Add(kernel.Rule{
		ID: "RAM-RES-01", Kind: kernel.Refusal, Error: InvalidParameter, Or: []*kernel.ErrorShape{OperationNotPermitted},
		Evidence: kernel.Documented, Source: "RAM User Guide, shareable",
		Says: "Aurora clusters are Regional and shared with accounts inside and outside the organization, but never " +
			"by a customer managed permission.",
		Operations: []string{"CreatePermission", "ListResourceTypes"},
	})
	TypesHaveADefaultPermission = rules.Add(kernel.Rule{
		ID: "RAM-RES-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: permissions,
		Says: "Every type of resource has a default AWS managed permission, which a share gets where none is named.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare", "ListResourceSharePermissions",
			"ListPermissions"}, Also: []string{"AUR-XCL-35"},
	})
	BackupsAreForRestoring = rules.Add(kernel.Rule{
		ID: "RAM-RES-04", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: hsmGuide, Seed: seedBackups,
		Says: "The default permission for cloudhsm:Backup is AWSRAMDefaultPermissionCloudHSMBackup and allows to " +
			"describe backups and to create clusters from them.",
		Operations: []string{"ListPermissions", "GetPermission"},
	})
	OnePermissionForAType = rules.Add(kernel.Rule{
		ID: "RAM-RES-05", Kind: kernel.Refusal, Error: InvalidParameter,
		Or:       []*kernel.ErrorShape{OperationNotPermitted, InvalidStateTransition},
		Evidence: kernel.Documented, Source: permissions + "; " + reference("AssociateResourceSharePermission"),
		Says: "A share has one permission for each type of resource, in its default version, and another one only " +
			"takes the place of the former if that is asked for.",
		Operations: []string{"CreateResourceShare", "AssociateResourceSharePermission"},
	})
	UnknownPermissionsAreNotFound = rules.Add(kernel.Rule{
		ID: "RAM-PER-04", Kind: kernel.Refusal, Error: UnknownResource, Or: []*kernel.ErrorShape{OperationNotPermitted},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A permission that does not exist and another account's are equally unknown.",
		Operations: []string{"GetPermission", "DeletePermission", "ListPermissionVersions", "CreateResourceShare",
			"AssociateResourceSharePermission"},
	})
)

// everybody makes the policy of a permission.
func everybody(st policy.Statement) policy.Document {
	st.Principals = policy.Everybody
	return policy.Document{Version: "2012-10-17", Statements: []policy.Statement{st}}
}

// template writes the permission as its author would.
func (p *permission) template() string {
	st := p.Policy.Statements[0]
	st.Principals = policy.Principals{}
	return st.String()
}

// equals reports whether every statement of a resource's policy allows exactly
// what the permission allows.
func (p *permission) equals(doc policy.Document) bool {
	mine := p.Policy.Statements[0]
	for _, st := range doc.Statements {
		same := st.Effect == policy.Allow && covers(st.Actions, mine.Actions) && covers(mine.Actions, st.Actions) &&
			slices.EqualFunc(st.Conditions, mine.Conditions, func(a, b policy.Condition) bool {
				return a.Operator == b.Operator && a.Key == b.Key && slices.Equal(a.Values, b.Values)
			})
		if !same {
			return false
		}
	}
	return true
}

func covers(actions, others []string) bool {
	return !slices.ContainsFunc(others, func(o string) bool {
		return !slices.ContainsFunc(actions, func(a string) bool { return strings.EqualFold(a, o) })
	})
}

// managed holds the default permissions by partition, in the order of types.
var managed = func() map[string][]*permission {
	all := map[string][]*permission{}
	for _, region := range kernel.Regions {
		partition := kernel.Partition(region)
		if all[partition] != nil {
			continue
		}
		for _, t := range resourceTypes {
			all[partition] = append(all[partition], &permission{
				ARN: kernel.ARN{Partition: partition, Service: "ram", Account: "aws",
					Resource: "permission/" + t.Permission}.String(),
				Name: t.Permission, Type: t.Name, Managed: true, Default: true, Feature: PermissionStandard,
				Policy: everybody(policy.Statement{Effect: policy.Allow, Actions: t.Actions}),
			})
		}
	}
	return all
}()

// permission returns the permission of an ARN as far as somebody at scope knows
// it, to be looked at only, or nil.
func (s *Service) permission(scope kernel.Scope, arn string) *permission {
	for _, p := range managed[kernel.Partition(scope.Region)] {
		if p.ARN == arn && s.known(p) {
			return p
		}
	}
	return s.Permissions.See(scope, arn)
}

func (s *Service) known(p *permission) bool {
	return p.Type != "cloudhsm:Backup" || s.env.Applies(true, BackupsAreForRestoring)
}

// attachable lists the permissions for a type, or for all if it is empty: the
// managed ones, then those of the account at scope.
func (s *Service) attachable(scope kernel.Scope, resourceType string) []*permission {
	var out []*permission
	for _, p := range managed[kernel.Partition(scope.Region)] {
		if (resourceType == "" || p.Type == resourceType) && s.known(p) {
			out = append(out, p)
		}
	}
	for p := range s.Permissions.View(scope).All {
		if resourceType == "" || p.Type == resourceType {
			out = append(out, p)
		}
	}
	return out
}

// generated returns the permission that the policy of a share amounts to, nil
// once the share holds nothing.
func (s *Service) generated(sh *share) *permission {
	p := &permission{
		Scope: sh.Scope, ARN: sh.Scope.ARN("ram", "permission/"+sh.ID), Name: sh.ID, Feature: PermissionFromPolicy,
		Created: sh.Created,
	}
	for _, a := range s.associations(sh, ResourceAssociation) {
		p.Type = a.ResourceType
	}
	for _, st := range sh.Policy.Statements {
		if st.Effect == policy.Allow && p.Type != "" {
			p.Policy = everybody(policy.Statement{Effect: st.Effect, Actions: st.Actions, Conditions: st.Conditions})
			return p
		}
	}
	return nil
}

// grantDefault sees to it that the share has a permission for the type.
func (s *Service) grantDefault(sh *share, resourceType string) {
	if slices.ContainsFunc(sh.Grants, func(g grant) bool { return g.ResourceType == resourceType }) {
		return
	}
	for _, p := range s.attachable(sh.Scope, resourceType) {
		if s.env.Applies(p.Default && resourceType != "", TypesHaveADefaultPermission) {
			sh.Grants = append(slices.Clip(sh.Grants), grant{resourceType, p.ARN})
			return
		}
	}
}

// chosen returns the grants by the permissions that a new share names.
func (s *Service) chosen(c *kernel.Call, arns []string) ([]grant, error) {
	var grants []grant
	for _, arn := range arns {
		p, err := s.seenPermission(c, arn)
		if err != nil {
			return nil, err
		}
		taken := slices.ContainsFunc(grants, func(g grant) bool { return g.ResourceType == p.Type })
		if err := c.Require(!taken, OnePermissionForAType, "A resource share has only one permission for %s.",
			p.Type); err != nil {
			return nil, err
		}
		grants = append(grants, grant{p.Type, p.ARN})
	}
	return grants, nil
}

// seenPermission returns a permission that the caller can use.
func (s *Service) seenPermission(c *kernel.Call, text string) (*permission, error) {
	if err := permissionARN(c, text); err != nil {
		return nil, err
	}
	p := s.permission(c.Scope(), text)
	if p == nil {
		return nil, c.Refuse(UnknownPermissionsAreNotFound, "Permission %s could not be found.", text)
	}
	return p, c.Require(true, UnknownPermissionsAreNotFound, "")
}

// ownPermission returns a customer managed permission of the caller.
func (s *Service) ownPermission(c *kernel.Call, text string) (*permission, error) {
	if err := permissionARN(c, text); err != nil {
		return nil, err
	}
	p := s.Permissions.Get(c.Scope(), text)
	if p == nil {
		return nil, c.Refuse(UnknownPermissionsAreNotFound, "Permission %s could not be found.", text)
	}
	return p, c.Require(true, UnknownPermissionsAreNotFound, "")
}

func permissionARN(c *kernel.Call, text string) error {
	arn, err := kernel.ParseARN(text)
	if err != nil || arn.Service != "ram" || !strings.HasPrefix(arn.Resource, "permission/") {
		return c.Refuse(ARNsAreWellFormed, "The specified permission ARN %s is not valid. Verify the ARN and try again.",
			text)
	}
	return c.Require(true, ARNsAreWellFormed, "")
}
