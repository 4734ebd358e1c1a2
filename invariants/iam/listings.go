package iam

import (
	"net/url"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/iam"
)

func page(c *invariants.Call) (invariants.Page, bool) {
	switch in := c.In.(type) {
	case *iam.ListRoles:
		out, p := c.Out.(*iam.ListRolesOutput), invariants.Page{Whole: in.PathPrefix == ""}
		return invariants.PageOf(p, in.MaxItems, 100, out.Roles, func(role *iam.Role) invariants.Entry {
			return invariants.Entry{ID: role.Arn}
		})
	case *iam.ListUsers:
		out, p := c.Out.(*iam.ListUsersOutput), invariants.Page{Whole: in.PathPrefix == ""}
		return invariants.PageOf(p, in.MaxItems, 100, out.Users, func(user *iam.User) invariants.Entry {
			return invariants.Entry{ID: user.Arn}
		})
	case *iam.ListAccessKeys:
		out := c.Out.(*iam.ListAccessKeysOutput)
		return invariants.PageOf(invariants.Page{}, in.MaxItems, 100, out.AccessKeyMetadata,
			func(k *iam.AccessKeyMetadata) invariants.Entry { return invariants.Entry{ID: k.AccessKeyId} })
	}
	return invariants.Page{}, false
}

func listed(l *invariants.Listing) {
	kind := ""
	switch l.In.(type) {
	case *iam.ListRoles:
		kind = roles
	case *iam.ListUsers:
		kind = users
	default:
		return
	}
	for who, i := range Of(l.Call).identities.All {
		if strings.HasPrefix(who, l.As.Account+kind+"/") && !i.gone && l.Early(i.made) {
			l.Must(invariants.Entry{ID: i.arn})
		}
	}
}

func filtered(c *invariants.Call) string {
	switch in := c.In.(type) {
	case *iam.ListRoles:
		return invariants.Each(c.Out.(*iam.ListRolesOutput).Roles, func(role *iam.Role) string {
			return under(in.PathPrefix, role.Path, role.Arn)
		})
	case *iam.ListUsers:
		return invariants.Each(c.Out.(*iam.ListUsersOutput).Users, func(user *iam.User) string {
			return under(in.PathPrefix, user.Path, user.Arn)
		})
	}
	return ""
}

func under(prefix, path, arn string) string {
	if !strings.HasPrefix(path, prefix) {
		return arn + " is listed though it was not asked for"
	}
	return ""
}

func written(c *invariants.Call) string {
	f, me := Of(c), c.As.Account
	switch in := c.In.(type) {
	case *iam.GetRole:
		out, i := c.Out.(*iam.GetRoleOutput).Role, f.identities.Of(key(me, roles, in.RoleName))
		if out != nil && i.id != "" && (i.id != out.RoleId || i.arn != out.Arn) {
			return out.RoleName + " is not the role that it was"
		}
	case *iam.GetRolePolicy:
		return f.policyWritten(key(me, roles, in.RoleName), in.PolicyName, c.Out.(*iam.GetRolePolicyOutput).PolicyDocument)
	case *iam.GetUserPolicy:
		return f.policyWritten(key(me, users, in.UserName), in.PolicyName, c.Out.(*iam.GetUserPolicyOutput).PolicyDocument)
	case *iam.ListRolePolicies:
		out := c.Out.(*iam.ListRolePoliciesOutput)
		return f.namesWritten(key(me, roles, in.RoleName), in.Marker == "" && !out.IsTruncated, out.PolicyNames)
	case *iam.ListUserPolicies:
		out := c.Out.(*iam.ListUserPoliciesOutput)
		return f.namesWritten(key(me, users, in.UserName), in.Marker == "" && !out.IsTruncated, out.PolicyNames)
	case *iam.ListAttachedRolePolicies:
		out := c.Out.(*iam.ListAttachedRolePoliciesOutput)
		whole := in.PathPrefix == "" && in.Marker == "" && !out.IsTruncated
		return f.attachedWritten(key(me, roles, in.RoleName), whole, out.AttachedPolicies)
	case *iam.ListAttachedUserPolicies:
		out := c.Out.(*iam.ListAttachedUserPoliciesOutput)
		whole := in.PathPrefix == "" && in.Marker == "" && !out.IsTruncated
		return f.attachedWritten(key(me, users, in.UserName), whole, out.AttachedPolicies)
	}
	return ""
}

func (f *Facts) policyWritten(who, name, text string) string {
	i, known := f.identities.Find(who)
	plain, err := url.PathUnescape(text)
	if !known || err != nil {
		return ""
	}
	for _, p := range i.inline {
		if strings.EqualFold(p.name, name) && p.text == plain {
			return ""
		}
	}
	return name + " is not the policy that was put"
}

func (f *Facts) namesWritten(who string, whole bool, names []string) string {
	i, known := f.identities.Find(who)
	if !known || !whole {
		return ""
	}
	unknown := func(name string) bool {
		return !slices.ContainsFunc(i.inline, func(p inline) bool { return strings.EqualFold(p.name, name) })
	}
	if len(names) != len(i.inline) || slices.ContainsFunc(names, unknown) {
		return i.arn + " has other policies than were put"
	}
	return ""
}

func (f *Facts) attachedWritten(who string, whole bool, shown []iam.AttachedPolicy) string {
	i, known := f.identities.Find(who)
	if !known || !whole {
		return ""
	}
	for _, arn := range i.attached {
		if !slices.ContainsFunc(shown, func(p iam.AttachedPolicy) bool { return p.PolicyArn == arn }) {
			return arn + " is not attached to " + i.arn + " though it was"
		}
	}
	if len(shown) > len(i.attached) {
		return i.arn + " has more policies attached than were"
	}
	return ""
}

func quotas(c *invariants.Call) string {
	f, me := Of(c), c.As.Account
	attached := func(who, arn string) string {
		if len(invariants.With(f.identities.Of(who).attached, arn)) > 10 {
			return "an eleventh policy is attached to " + who
		}
		return ""
	}
	switch in := c.In.(type) {
	case *iam.AttachRolePolicy:
		return attached(key(me, roles, in.RoleName), in.PolicyArn)
	case *iam.AttachUserPolicy:
		return attached(key(me, users, in.UserName), in.PolicyArn)
	case *iam.CreateAccessKey:
		k := c.Out.(*iam.CreateAccessKeyOutput).AccessKey
		if k != nil && len(f.identities.Of(key(me, users, k.UserName)).keys) >= 2 {
			return k.UserName + " gets a third access key"
		}
	}
	return ""
}
