// Package iam observes the calls of AWS Identity and Access Management and of the
// Security Token Service.
package iam

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

const noStates = "users, roles, policies and access keys have no states that follow one another"

// Service is IAM and STS as the invariants look at them.
var Service = invariants.Register(&invariants.Service{
	APIs:  []*kernel.API{iam.API, iam.STS},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{roleKind, userKind, policyKind, accessKeyKind},
	Shown: shown,
	Page:  page, Listed: listed, Filtered: filtered, Written: written, Quotas: quotas,
	Invariants: []*invariants.Invariant{PrincipalsComeToAnEnd, NobodyDoesWhatIsDenied},
	Omits: map[string]string{
		"INV-SEE-02":   "calls name what is of the caller's account, but for AssumeRole, which a trust policy allows",
		"INV-SEE-03":   "only AssumeRole names another account's role, and its answer depends on policies of both accounts",
		"INV-LIFE-02":  noStates,
		"INV-LIFE-03":  noStates,
		"INV-TOKEN-01": "no call bears a client token",
	},
})

// The kinds of resources.
var (
	roleKind = &invariants.Kind{
		Name: "user or role", Path: "role/", Hidden: invariants.OwnOnly,
		Same: invariants.Same(func(_ *invariants.Call, was, is *iam.Role) bool {
			return was.Arn == is.Arn && was.CreateDate == is.CreateDate
		}),
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			return Of(c).ended(c, key(c.As.Account, roles, r.Name), r)
		},
	}
	userKind = &invariants.Kind{
		Name: "user or role", Path: "user/", Hidden: invariants.OwnOnly,
		Same: invariants.Same(func(_ *invariants.Call, was, is *iam.User) bool {
			return was.CreateDate == is.CreateDate // UpdateUser changes the ARN
		}),
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			return Of(c).ended(c, key(c.As.Account, users, r.Name), r)
		},
	}
	policyKind = &invariants.Kind{
		Name: "policy", Path: "policy/",
		Same: invariants.Same(func(_ *invariants.Call, was, is *iam.Policy) bool {
			return was.Arn == is.Arn && was.CreateDate == is.CreateDate
		}),
		Hidden: func(c *invariants.Call, r *invariants.Resource) string {
			if r.Scope.Account == "aws" {
				return ""
			}
			return invariants.OwnOnly(c, r)
		},
	}
	accessKeyKind = &invariants.Kind{
		Name: "access key", Hidden: invariants.OwnOnly,
		Same: invariants.Same(func(c *invariants.Call, was, is *iam.AccessKeyMetadata) bool {
			return was.CreateDate == is.CreateDate && (was.UserName == is.UserName || Of(c).holds(c, is))
		}),
	}
)

// holds reports whether an access key is known to be of the user that it shows, who may
// have been renamed.
func (f *Facts) holds(c *invariants.Call, k *iam.AccessKeyMetadata) bool {
	return slices.Contains(f.identities.Of(key(c.As.Account, users, k.UserName)).keys, k.AccessKeyId)
}

// ended returns what is wrong with an answer that shows a deleted user or role.
func (f *Facts) ended(c *invariants.Call, who string, r *invariants.Resource) string {
	_, makes := c.In.(*iam.CreateServiceLinkedRole)
	if f.identities.Of(who).gone && !r.Made && !makes {
		return r.ARN + " is shown though it was deleted"
	}
	return ""
}

func shown(c *invariants.Call, show func(invariants.Resource)) {
	switch out := c.Out.(type) {
	case *iam.CreateRoleOutput:
		showRole(out.Role, true, show)
	case *iam.CreateServiceLinkedRoleOutput:
		showRole(out.Role, false, show)
	case *iam.GetRoleOutput:
		showRole(out.Role, false, show)
	case *iam.ListRolesOutput:
		for i := range out.Roles {
			showRole(&out.Roles[i], false, show)
		}
	case *iam.CreateUserOutput:
		showUser(out.User, true, show)
	case *iam.GetUserOutput:
		showUser(out.User, false, show)
	case *iam.ListUsersOutput:
		for i := range out.Users {
			showUser(&out.Users[i], false, show)
		}
	case *iam.CreatePolicyOutput:
		showPolicy(out.Policy, true, show)
	case *iam.GetPolicyOutput:
		showPolicy(out.Policy, false, show)
	case *iam.UpdateRoleDescriptionOutput:
		showRole(out.Role, false, show)
	case *iam.ListPoliciesOutput:
		for i := range out.Policies {
			showPolicy(&out.Policies[i], false, show)
		}
	case *iam.CreateAccessKeyOutput:
		if k := out.AccessKey; k != nil {
			m := iam.AccessKeyMetadata{AccessKeyId: k.AccessKeyId, CreateDate: k.CreateDate, UserName: k.UserName}
			showAccessKey(c, &m, true, show)
		}
	case *iam.ListAccessKeysOutput:
		for i := range out.AccessKeyMetadata {
			showAccessKey(c, &out.AccessKeyMetadata[i], false, show)
		}
	}
}

func showRole(role *iam.Role, makes bool, show func(invariants.Resource)) {
	if role != nil {
		scope, _ := invariants.ScopeOf(role.Arn)
		show(invariants.Resource{
			Kind: roleKind, ID: role.RoleId, ARN: role.Arn, Name: role.RoleName, Scope: scope, Created: role.CreateDate,
			Made: makes, Shown: role,
		})
	}
}

// showUser does not show the root user, which is none that anybody made.
func showUser(user *iam.User, makes bool, show func(invariants.Resource)) {
	if user != nil && !strings.HasSuffix(user.Arn, ":root") {
		scope, _ := invariants.ScopeOf(user.Arn)
		show(invariants.Resource{
			Kind: userKind, ID: user.UserId, ARN: user.Arn, Name: user.UserName, Scope: scope, Created: user.CreateDate,
			Made: makes, Shown: user,
		})
	}
}

func showPolicy(p *iam.Policy, makes bool, show func(invariants.Resource)) {
	if p != nil {
		scope, _ := invariants.ScopeOf(p.Arn)
		show(invariants.Resource{
			Kind: policyKind, ID: p.PolicyId, ARN: p.Arn, Name: p.PolicyName, Scope: scope, Created: p.CreateDate,
			Updated: p.UpdateDate, Made: makes, Shown: p,
		})
	}
}

func showAccessKey(c *invariants.Call, k *iam.AccessKeyMetadata, makes bool, show func(invariants.Resource)) {
	show(invariants.Resource{
		Kind: accessKeyKind, ID: k.AccessKeyId, Scope: kernel.Scope{Account: c.As.Account}, Created: k.CreateDate,
		Made: makes, Shown: k,
	})
}

// key names a user or role of an account.
func key(account, kind, name string) string { return account + kind + "/" + strings.ToLower(name) }
