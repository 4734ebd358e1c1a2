package laws

import (
	"net/url"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/iam"
)

// What the laws of all services say about IAM.

func sameIdentities(b *books, r *reply) string {
	id := ""
	switch out := r.Out.(type) {
	case *iam.CreateRoleOutput:
		if out.Role != nil {
			id = out.Role.RoleId
		}
	case *iam.CreateUserOutput:
		if out.User != nil {
			id = out.User.UserId
		}
	case *iam.GetRoleOutput:
		if i := b.individuals.of(booked(r.As.Account, roles, r.In.(*iam.GetRole).RoleName)); out.Role != nil && i.id != "" && (i.id != out.Role.RoleId || i.arn != out.Role.Arn) {
			return out.Role.RoleName + " is not the role that it was"
		}
	}
	for _, i := range b.individuals.all {
		if id != "" && i.id == id {
			return id + " is given to a second user or role"
		}
	}
	return ""
}

func identityInstants(r *reply) string {
	switch out := r.Out.(type) {
	case *iam.CreateRoleOutput:
		return one(out.Role, func(role *iam.Role) string { return stamped(role.Arn, role.CreateDate, 0, r.At, true) })
	case *iam.CreateUserOutput:
		return one(out.User, func(user *iam.User) string { return stamped(user.Arn, user.CreateDate, 0, r.At, true) })
	case *iam.ListRolesOutput:
		return each(out.Roles, func(role *iam.Role) string { return stamped(role.Arn, role.CreateDate, 0, r.At, false) })
	case *iam.AssumeRoleOutput:
		if out.Credentials == nil || out.Credentials.Expiration <= r.At {
			return "a session is over when it begins"
		}
	}
	return ""
}

// policiesWritten compares the policies of identities with what was written.
func policiesWritten(b *books, r *reply) string {
	me := r.As.Account
	switch in := r.In.(type) {
	case *iam.GetRolePolicy:
		return b.policyWritten(booked(me, roles, in.RoleName), in.PolicyName, r.Out.(*iam.GetRolePolicyOutput).PolicyDocument)
	case *iam.GetUserPolicy:
		return b.policyWritten(booked(me, users, in.UserName), in.PolicyName, r.Out.(*iam.GetUserPolicyOutput).PolicyDocument)
	case *iam.ListRolePolicies:
		out := r.Out.(*iam.ListRolePoliciesOutput)
		return b.namesWritten(booked(me, roles, in.RoleName), in.Marker == "" && !out.IsTruncated, out.PolicyNames)
	case *iam.ListUserPolicies:
		out := r.Out.(*iam.ListUserPoliciesOutput)
		return b.namesWritten(booked(me, users, in.UserName), in.Marker == "" && !out.IsTruncated, out.PolicyNames)
	case *iam.ListAttachedRolePolicies:
		out := r.Out.(*iam.ListAttachedRolePoliciesOutput)
		return b.attachedWritten(booked(me, roles, in.RoleName), in.PathPrefix == "" && in.Marker == "" && !out.IsTruncated, out.AttachedPolicies)
	case *iam.ListAttachedUserPolicies:
		out := r.Out.(*iam.ListAttachedUserPoliciesOutput)
		return b.attachedWritten(booked(me, users, in.UserName), in.PathPrefix == "" && in.Marker == "" && !out.IsTruncated, out.AttachedPolicies)
	}
	return ""
}

func (b *books) policyWritten(who, name, text string) string {
	i, known := b.individuals.find(who)
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

func (b *books) namesWritten(who string, whole bool, names []string) string {
	i, known := b.individuals.find(who)
	if !known || !whole {
		return ""
	}
	put := func(name string) bool {
		return slices.ContainsFunc(i.inline, func(p inline) bool { return strings.EqualFold(p.name, name) })
	}
	if len(names) != len(i.inline) || slices.ContainsFunc(names, func(name string) bool { return !put(name) }) {
		return i.arn + " has other policies than were put"
	}
	return ""
}

func (b *books) attachedWritten(who string, whole bool, shown []iam.AttachedPolicy) string {
	i, known := b.individuals.find(who)
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

// identityListing returns the page of a listing of IAM.
func identityListing(call *Call) (l listing, ok bool) {
	switch in := call.In.(type) {
	case *iam.ListRoles:
		out := call.Out.(*iam.ListRolesOutput)
		return pageOf(listing{whole: in.PathPrefix == ""}, in.Marker, out.Marker, in.MaxItems, 100, out.Roles, func(role *iam.Role) entry { return entry{id: role.Arn} })
	case *iam.ListUsers:
		out := call.Out.(*iam.ListUsersOutput)
		return pageOf(listing{whole: in.PathPrefix == ""}, in.Marker, out.Marker, in.MaxItems, 100, out.Users, func(user *iam.User) entry { return entry{id: user.Arn} })
	case *iam.ListAccessKeys:
		out := call.Out.(*iam.ListAccessKeysOutput)
		return pageOf(listing{}, in.Marker, out.Marker, in.MaxItems, 100, out.AccessKeyMetadata, func(k *iam.AccessKeyMetadata) entry { return entry{id: k.AccessKeyId} })
	}
	return listing{}, false
}
