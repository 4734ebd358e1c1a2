package iam

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// inlinePolicy is a policy that is part of a role or user.
type inlinePolicy struct{ Name, Document string }

// PutRolePolicy gives a role an inline policy, or a new text to one.
type PutRolePolicy struct {
	PolicyDocument string `shape:"!Document"`
	PolicyName     string `shape:"!PolicyName"`
	RoleName       string `shape:"!RoleName"`
}

// PutRolePolicyOutput is empty.
type PutRolePolicyOutput struct{}

// GetRolePolicy asks for an inline policy of a role.
type GetRolePolicy struct {
	PolicyName string `shape:"!PolicyName"`
	RoleName   string `shape:"!RoleName"`
}

// GetRolePolicyOutput shows it, percent-encoded.
type GetRolePolicyOutput struct {
	PolicyDocument string `sent:"always,model"`
	PolicyName     string `sent:"always,model"`
	RoleName       string `sent:"always,model"`
}

// ListRolePolicies lists the inline policies of a role.
type ListRolePolicies struct {
	Marker   string `shape:"Marker"`
	MaxItems *int32 `shape:"MaxItems"`
	RoleName string `shape:"!RoleName"`
}

// ListRolePoliciesOutput is one page of their names.
type ListRolePoliciesOutput struct {
	IsTruncated bool     `sent:"always"`
	Marker      string   `sent:"set"`
	PolicyNames []string `sent:"always,model"`
}

// DeleteRolePolicy takes an inline policy from a role.
type DeleteRolePolicy struct {
	PolicyName string `shape:"!PolicyName"`
	RoleName   string `shape:"!RoleName"`
}

// DeleteRolePolicyOutput is empty.
type DeleteRolePolicyOutput struct{}

// PutUserPolicy gives a user an inline policy, or a new text to one.
type PutUserPolicy struct {
	PolicyDocument string `shape:"!Document"`
	PolicyName     string `shape:"!PolicyName"`
	UserName       string `shape:"!ExistingUserName"`
}

// PutUserPolicyOutput is empty.
type PutUserPolicyOutput struct{}

// GetUserPolicy asks for an inline policy of a user.
type GetUserPolicy struct {
	PolicyName string `shape:"!PolicyName"`
	UserName   string `shape:"!ExistingUserName"`
}

// GetUserPolicyOutput shows it, percent-encoded.
type GetUserPolicyOutput struct {
	PolicyDocument string `sent:"always,model"`
	PolicyName     string `sent:"always,model"`
	UserName       string `sent:"always,model"`
}

// ListUserPolicies lists the inline policies of a user.
type ListUserPolicies struct {
	Marker   string `shape:"Marker"`
	MaxItems *int32 `shape:"MaxItems"`
	UserName string `shape:"!ExistingUserName"`
}

// ListUserPoliciesOutput is one page of their names.
type ListUserPoliciesOutput struct {
	IsTruncated bool     `sent:"always"`
	Marker      string   `sent:"set"`
	PolicyNames []string `sent:"always,model"`
}

// DeleteUserPolicy takes an inline policy from a user.
type DeleteUserPolicy struct {
	PolicyName string `shape:"!PolicyName"`
	UserName   string `shape:"!ExistingUserName"`
}

// DeleteUserPolicyOutput is empty.
type DeleteUserPolicyOutput struct{}

// The most that the inline policies of a role or user may have together, in
// characters without white space.
const (
	roleSize = 10240
	userSize = 2048
)

// The rules of inline policies.
var (
	UnknownInlinePoliciesAreNotFound = rules.Add(kernel.Rule{
		ID: "IAM-INL-01", Kind: kernel.Refusal, Error: NoSuchEntity, Evidence: kernel.Documented,
		Source:     reference("GetRolePolicy"),
		Says:       "An inline policy is found by its name in its role or user.",
		Operations: []string{"GetRolePolicy", "DeleteRolePolicy", "GetUserPolicy", "DeleteUserPolicy"},
	})
	PuttingAPolicyReplacesIt = rules.Add(kernel.Rule{
		ID: "IAM-INL-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("PutRolePolicy"),
		Says:       "Putting an inline policy under the name of another replaces that.",
		Operations: []string{"PutRolePolicy", "PutUserPolicy"},
	})
	InlinePoliciesAreBounded = rules.Add(kernel.Rule{
		ID: "IAM-QUO-02", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotas,
		Says: "The inline policies of a role have up to 10,240 characters together, those of a user up to 2,048, " +
			"not counting white space.",
		Operations: []string{"PutRolePolicy", "PutUserPolicy"},
	})
)

func (s *Service) putRolePolicy(c *kernel.Call, in *PutRolePolicy) (*PutRolePolicyOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	return &PutRolePolicyOutput{}, s.putInline(c, &r.entity, inlinePolicy{in.PolicyName, in.PolicyDocument}, "role",
		roleSize)
}

func (s *Service) getRolePolicy(c *kernel.Call, in *GetRolePolicy) (*GetRolePolicyOutput, error) {
	r, err := s.role(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	i, err := r.inline(c, in.PolicyName, "role")
	if err != nil {
		return nil, err
	}
	return &GetRolePolicyOutput{encoded(r.Inline[i].Document), r.Inline[i].Name, r.Name}, nil
}

func (s *Service) listRolePolicies(c *kernel.Call, in *ListRolePolicies) (*ListRolePoliciesOutput, error) {
	r, err := s.role(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	page, next, err := r.inlineNames(c, in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &ListRolePoliciesOutput{next != "", next, page}, nil
}

func (s *Service) deleteRolePolicy(c *kernel.Call, in *DeleteRolePolicy) (*DeleteRolePolicyOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	return &DeleteRolePolicyOutput{}, r.dropInline(c, in.PolicyName, "role")
}

func (s *Service) putUserPolicy(c *kernel.Call, in *PutUserPolicy) (*PutUserPolicyOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	return &PutUserPolicyOutput{}, s.putInline(c, &u.entity, inlinePolicy{in.PolicyName, in.PolicyDocument}, "user",
		userSize)
}

func (s *Service) getUserPolicy(c *kernel.Call, in *GetUserPolicy) (*GetUserPolicyOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	i, err := u.inline(c, in.PolicyName, "user")
	if err != nil {
		return nil, err
	}
	return &GetUserPolicyOutput{encoded(u.Inline[i].Document), u.Inline[i].Name, u.Name}, nil
}

func (s *Service) listUserPolicies(c *kernel.Call, in *ListUserPolicies) (*ListUserPoliciesOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	page, next, err := u.inlineNames(c, in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &ListUserPoliciesOutput{next != "", next, page}, nil
}

func (s *Service) deleteUserPolicy(c *kernel.Call, in *DeleteUserPolicy) (*DeleteUserPolicyOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	return &DeleteUserPolicyOutput{}, u.dropInline(c, in.PolicyName, "user")
}

func (s *Service) putInline(c *kernel.Call, e *entity, p inlinePolicy, kind string, most int) error {
	if err := s.checkPolicy(c, policy.IdentityPolicy, p.Document); err != nil {
		return err
	}
	all := slices.Clone(e.Inline)
	i := slices.IndexFunc(all, func(o inlinePolicy) bool { return o.Name == p.Name })
	if c.Applies(i >= 0, PuttingAPolicyReplacesIt) {
		all[i] = p
	} else {
		all = append(all, p)
	}
	size := 0
	for _, each := range all {
		size += sizeOf(each.Document)
	}
	if err := c.Require(size <= most, InlinePoliciesAreBounded, "Maximum policy size of %d bytes exceeded for %s %s",
		most, kind, e.Name); err != nil {
		return err
	}
	e.Inline = all
	return nil
}

// inline returns the place of an inline policy.
func (e *entity) inline(c *kernel.Call, name, kind string) (int, error) {
	i := slices.IndexFunc(e.Inline, func(p inlinePolicy) bool { return p.Name == name })
	if i < 0 {
		return 0, c.Refuse(UnknownInlinePoliciesAreNotFound, "The %s policy with name %s cannot be found.", kind, name)
	}
	return i, c.Require(true, UnknownInlinePoliciesAreNotFound, "")
}

func (e *entity) dropInline(c *kernel.Call, name, kind string) error {
	i, err := e.inline(c, name, kind)
	if err == nil {
		e.Inline = slices.Delete(slices.Clone(e.Inline), i, i+1)
	}
	return err
}

func (e *entity) inlineNames(c *kernel.Call, marker string, most *int32) (page []string, next string, err error) {
	names := []string{}
	for _, p := range e.Inline {
		names = append(names, p.Name)
	}
	page, next, ok := kernel.PageOf(c.Env, names, "inline "+e.ID, marker, pageSize(most))
	return page, next, listed(c, ok)
}
