package ram

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// CreatePermission creates a customer managed permission.
type CreatePermission struct {
	Name           string `shape:"!PermissionName"`
	PolicyTemplate string `shape:"!"`
	ResourceType   string `shape:"!"`
	ClientToken    string
	Tags           []Tag
}

// CreatePermissionOutput shows the permission.
type CreatePermissionOutput struct {
	ClientToken string
	Permission  *ResourceSharePermissionSummary
}

// DeletePermission deletes a customer managed permission.
type DeletePermission struct {
	_             struct{} `http:"DELETE"`
	PermissionArn string   `shape:"!" query:"permissionArn" resource:"arn"`
	ClientToken   string   `query:"clientToken"`
}

// DeletePermissionOutput tells that it is gone.
type DeletePermissionOutput struct {
	ClientToken      string
	PermissionStatus PermissionStatus
	ReturnValue      bool
}

// PromotePermissionCreatedFromPolicy makes a customer managed permission of
// what a resource policy allows.
type PromotePermissionCreatedFromPolicy struct {
	Name          string `shape:"!"`
	PermissionArn string `shape:"!"`
	ClientToken   string
}

// PromotePermissionCreatedFromPolicyOutput shows the new permission.
type PromotePermissionCreatedFromPolicyOutput struct {
	ClientToken string
	Permission  *ResourceSharePermissionSummary
}

// AssociateResourceSharePermission gives a share a permission for a type of resource.
type AssociateResourceSharePermission struct {
	PermissionArn     string `shape:"!"`
	ResourceShareArn  string `shape:"!" resource:"arn"`
	ClientToken       string
	PermissionVersion *int32
	Replace           *bool
}

// AssociateResourceSharePermissionOutput tells that it is done.
type AssociateResourceSharePermissionOutput struct {
	ClientToken string
	ReturnValue bool
}

// DisassociateResourceSharePermission takes a permission away from a share.
type DisassociateResourceSharePermission struct {
	PermissionArn    string `shape:"!"`
	ResourceShareArn string `shape:"!" resource:"arn"`
	ClientToken      string
}

// DisassociateResourceSharePermissionOutput tells that it is done.
type DisassociateResourceSharePermissionOutput struct {
	ClientToken string
	ReturnValue bool
}

// The rules of customer managed permissions.
var (
	PermissionNamesDiffer = rules.Add(kernel.Rule{
		ID: "RAM-PER-01", Kind: kernel.Refusal, Error: PermissionAlreadyExists, Evidence: kernel.Documented,
		Source:     serviceModel + "; alchemy-run/alchemy, RAM/Permission.ts",
		Says:       "No two customer managed permissions of an account in a Region bear the same name.",
		Operations: []string{"CreatePermission", "PromotePermissionCreatedFromPolicy"},
	})
	UsedPermissionsAreKept = rules.Add(kernel.Rule{
		ID: "RAM-PER-02", Kind: kernel.Refusal, Error: OperationNotPermitted, Evidence: kernel.Documented,
		Source: reference("DeletePermission, DisassociateResourceSharePermission"),
		Says: "A permission is not deleted while a share has it, nor taken from a share that holds resources of its " +
			"type.",
		Operations: []string{"DeletePermission", "DisassociateResourceSharePermission"},
	})
	TemplatesAreWellFormed = rules.Add(kernel.Rule{
		ID: "RAM-PER-03", Kind: kernel.Refusal, Error: InvalidPolicy, Or: []*kernel.ErrorShape{MalformedPolicyTemplate},
		Evidence: kernel.Recorded,
		Source:   "LocalStack, tests/aws/services/ram/test_ram.py, validated against AWS; " + reference("CreatePermission"),
		Says: "The template of a permission has the effect Allow, actions, and conditions if need be, but neither " +
			"principal nor resource.",
		Operations: []string{"CreatePermission"},
	})
	PermissionsAreLimited = rules.Add(kernel.Rule{
		ID: "RAM-PER-05", Kind: kernel.Quota, Error: PermissionLimitExceeded, Evidence: kernel.Documented,
		Source:     "RAM User Guide, service-quotas",
		Says:       "An account has at most 1,500 customer managed permissions, and 10 for one type of resource.",
		Operations: []string{"CreatePermission", "PromotePermissionCreatedFromPolicy"},
	})
	PolicyPermissionsArePromoted = rules.Add(kernel.Rule{
		ID: "RAM-PRM-08", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: reference("PromotePermissionCreatedFromPolicy"),
		Says: "Promoting the permission of a policy makes a customer managed one that allows the same; the original " +
			"goes with the last share that uses it.",
		Operations: []string{"PromotePermissionCreatedFromPolicy", "GetPermission", promotion},
	})
)

func (s *Service) createPermission(c *kernel.Call, in *CreatePermission) (*CreatePermissionOutput, error) {
	arn := c.Scope().ARN("ram", "permission/"+in.Name)
	if err := c.Require(s.Permissions.See(c.Scope(), arn) == nil, PermissionNamesDiffer, "The permission %s already exists.",
		arn); err != nil {
		return nil, err
	}
	t := typeNamed(in.ResourceType)
	if err := c.Require(t != nil && t.Custom, CustomTypesAreFew, noCustomType(t), in.ResourceType); err != nil {
		return nil, err
	}
	doc, err := policy.Parse(policy.PermissionTemplate, `{"Version":"2012-10-17","Statement":[`+in.PolicyTemplate+`]}`)
	fits := err == nil && len(doc.Statements) == 1 && doc.Statements[0].Effect == policy.Allow &&
		len(doc.Statements[0].Actions) > 0
	if !fits {
		return nil, c.Refuse(TemplatesAreWellFormed, "InvalidPolicy: %s", unfit(in.PolicyTemplate))
	}
	_ = c.Require(true, TemplatesAreWellFormed, "")
	p, err := s.newPermission(c, in.Name, in.ResourceType, doc.Statements[0], in.Tags)
	if err != nil {
		return nil, err
	}
	return &CreatePermissionOutput{Permission: p.summary()}, nil
}

// noCustomType says why a type has no customer managed permissions.
func noCustomType(t *resourceType) string {
	if t == nil {
		return "Invalid resource type: %s"
	}
	return "Customer managed permissions are not possible for %s."
}

// unfit says in AWS's words what is wrong with the template of a permission.
func unfit(template string) string {
	var members map[string]any
	if json.Unmarshal([]byte(template), &members) != nil {
		return "Invalid policy format."
	}
	if effect, ok := members["Effect"].(string); ok && effect == string(policy.Deny) {
		return "Only the Allow effect is supported"
	}
	for _, member := range slices.Sorted(maps.Keys(members)) {
		switch member {
		case "Effect", "Action", "Condition":
		case "effect", "action", "condition":
			return "Invalid policy format."
		default:
			return "Only effect, action, and condition blocks can exist in permission policy"
		}
	}
	return "Invalid policy format."
}

// newPermission creates a customer managed permission, or refuses.
func (s *Service) newPermission(
	c *kernel.Call, name, resourceType string, st policy.Statement, tags []Tag,
) (*permission, error) {
	arn, ofType := c.Scope().ARN("ram", "permission/"+name), 0
	for p := range s.Permissions.Of(c.Scope()).All {
		if p.Type == resourceType {
			ofType++
		}
	}
	former := s.Permissions.Get(c.Scope(), arn)
	if err := c.Require(former == nil, PermissionNamesDiffer, "The permission %s already exists.", arn); err != nil {
		return nil, err
	}
	if err := c.Require(ofType < mostOfAType && s.Permissions.Of(c.Scope()).Len() < mostPermissions,
		PermissionsAreLimited, "You cannot create more permissions for %s.", resourceType); err != nil {
		return nil, err
	}
	p := &permission{
		Scope: c.Scope(), ARN: arn, Name: name, Type: resourceType, Feature: PermissionStandard, Policy: everybody(st),
		Tags: merged(nil, tags), Created: c.Now(),
	}
	if err := c.Require(len(p.Tags) <= mostTags, TagsAreLimited, "A permission has at most %d tags.",
		mostTags); err != nil {
		return nil, err
	}
	s.Permissions.In(c.Scope()).Delete(arn)
	s.Permissions.In(c.Scope()).Put(arn, p)
	return p, nil
}

func (s *Service) deletePermission(c *kernel.Call, in *DeletePermission) (*DeletePermissionOutput, error) {
	p, err := s.ownPermission(c, in.PermissionArn)
	if err != nil {
		return nil, err
	}
	used := false
	for sh := range s.Shares.Of(c.Scope()).All {
		used = used || sh.Status.State == Active && slices.Contains(sh.Grants, grant{p.Type, p.ARN})
	}
	if err := c.Require(!used, UsedPermissionsAreKept, "Permission %s is associated with a resource share.",
		p.ARN); err != nil {
		return nil, err
	}
	s.Permissions.In(c.Scope()).Delete(p.ARN)
	return &DeletePermissionOutput{PermissionStatus: PermissionDeleted, ReturnValue: true}, nil
}

func (s *Service) promotePermissionCreatedFromPolicy(
	c *kernel.Call, in *PromotePermissionCreatedFromPolicy,
) (*PromotePermissionCreatedFromPolicyOutput, error) {
	if err := permissionARN(c, in.PermissionArn); err != nil {
		return nil, err
	}
	original := s.generatedFrom(c, in.PermissionArn)
	if original == nil {
		return nil, c.Refuse(UnknownPermissionsAreNotFound, "Permission %s could not be found.", in.PermissionArn)
	}
	if !c.Applies(true, PolicyPermissionsArePromoted) {
		return &PromotePermissionCreatedFromPolicyOutput{Permission: original.summary()}, nil
	}
	p, err := s.newPermission(c, in.Name, original.Type, original.Policy.Statements[0], nil)
	if err != nil {
		return nil, err
	}
	return &PromotePermissionCreatedFromPolicyOutput{Permission: p.summary()}, nil
}

// generatedFrom returns the permission of a policy that an ARN names, or nil.
func (s *Service) generatedFrom(c *kernel.Call, arn string) *permission {
	id, _ := strings.CutPrefix(arn, c.Scope().ARN("ram", "permission/"))
	if sh := s.Shares.Get(c.Scope(), id); sh != nil && sh.Features.State == CreatedFromPolicy {
		return s.generated(sh)
	}
	return nil
}

func (s *Service) associateResourceSharePermission(
	c *kernel.Call, in *AssociateResourceSharePermission,
) (*AssociateResourceSharePermissionOutput, error) {
	sh, err := s.modifiable(c, in.ResourceShareArn)
	if err != nil {
		return nil, err
	}
	p, err := s.seenPermission(c, in.PermissionArn)
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(slices.Clone(sh.Grants), func(g grant) bool { return g.ResourceType == p.Type })
	free := len(others) == len(sh.Grants) || slices.Contains(sh.Grants, grant{p.Type, p.ARN}) || kernel.Value(in.Replace)
	latest := in.PermissionVersion == nil || *in.PermissionVersion == 1
	if err := c.Require(free && latest, OnePermissionForAType,
		"The resource share has a permission for %s already, or the version is not the default.", p.Type); err != nil {
		return nil, err
	}
	sh.Grants, sh.Updated = append(others, grant{p.Type, p.ARN}), c.Now()
	return &AssociateResourceSharePermissionOutput{ReturnValue: true}, nil
}

func (s *Service) disassociateResourceSharePermission(
	c *kernel.Call, in *DisassociateResourceSharePermission,
) (*DisassociateResourceSharePermissionOutput, error) {
	sh, err := s.modifiable(c, in.ResourceShareArn)
	if err != nil {
		return nil, err
	}
	if err := permissionARN(c, in.PermissionArn); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(sh.Grants, func(g grant) bool { return g.Permission == in.PermissionArn })
	if i < 0 {
		return nil, c.Refuse(UnknownPermissionsAreNotFound, "Permission %s is not associated with the resource share.",
			in.PermissionArn)
	}
	if err := c.Require(!s.holdsSome(sh, "", sh.Grants[i].ResourceType), UsedPermissionsAreKept,
		"The resource share holds resources of type %s.", sh.Grants[i].ResourceType); err != nil {
		return nil, err
	}
	sh.Grants, sh.Updated = slices.Delete(slices.Clone(sh.Grants), i, i+1), c.Now()
	return &DisassociateResourceSharePermissionOutput{ReturnValue: true}, nil
}
