package iam

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// found says how what calls have made is found without their answers. Listings of IAM
// show no tags.
var found = []kernel.Undoing{
	kernel.Find[CreateRole, CreateRoleOutput](func(string) any { return &ListRoles{} }, rolesOf),
	kernel.Hung(func(in *CreateRole, _ *CreateRoleOutput) any { return &ListRolePolicies{RoleName: in.RoleName} },
		func(in *CreateRole, _ *CreateRoleOutput, list *ListRolePoliciesOutput) (removals []any) {
			for _, name := range list.PolicyNames {
				removals = append(removals, &DeleteRolePolicy{RoleName: in.RoleName, PolicyName: name})
			}
			return removals
		}),
	kernel.Hung(func(in *CreateRole, _ *CreateRoleOutput) any { return &ListAttachedRolePolicies{RoleName: in.RoleName} },
		func(in *CreateRole, _ *CreateRoleOutput, list *ListAttachedRolePoliciesOutput) (removals []any) {
			for _, p := range list.AttachedPolicies {
				removals = append(removals, &DetachRolePolicy{RoleName: in.RoleName, PolicyArn: p.PolicyArn})
			}
			return removals
		}),
	kernel.Find[CreateUser, CreateUserOutput](func(string) any { return &ListUsers{} }, usersOf),
	kernel.Hung(func(in *CreateUser, _ *CreateUserOutput) any { return &ListUserPolicies{UserName: in.UserName} },
		func(in *CreateUser, _ *CreateUserOutput, list *ListUserPoliciesOutput) []any {
			return inlineOf(in.UserName, list)
		}),
	kernel.Hung(func(in *CreateUser, _ *CreateUserOutput) any { return &ListAttachedUserPolicies{UserName: in.UserName} },
		func(in *CreateUser, _ *CreateUserOutput, list *ListAttachedUserPoliciesOutput) []any {
			return attachedTo(in.UserName, list)
		}),
	kernel.Hung(func(in *CreateUser, _ *CreateUserOutput) any { return &ListAccessKeys{UserName: in.UserName} },
		func(in *CreateUser, _ *CreateUserOutput, list *ListAccessKeysOutput) []any {
			return keysOf(in.UserName, list)
		}),
	kernel.FoundAs[UpdateUser, CreateUser](),
	kernel.Find[CreatePolicy, CreatePolicyOutput](func(string) any { return &ListPolicies{Scope: "Local"} }, policiesOf),
	kernel.Lost[CreateServiceLinkedRole]("the role is the service's, and bears no tag when it is made"),
	kernel.On[PutRolePolicy]("RoleName"),
	kernel.On[AttachRolePolicy]("RoleName"),
	kernel.On[PutUserPolicy]("UserName"),
	kernel.On[AttachUserPolicy]("UserName"),
	kernel.On[CreateAccessKey]("UserName"),
}

func rolesOf(list *ListRolesOutput) (all []kernel.Shown) {
	for _, r := range list.Roles {
		if !strings.HasPrefix(r.Path, "/aws-") { // of a service, which has made it itself
			all = append(all, kernel.Shown{In: &CreateRole{RoleName: r.RoleName}, Out: &CreateRoleOutput{},
				Of: &ListRoleTags{RoleName: r.RoleName}})
		}
	}
	return all
}

func usersOf(list *ListUsersOutput) (all []kernel.Shown) {
	for _, u := range list.Users {
		all = append(all, kernel.Shown{In: &CreateUser{UserName: u.UserName}, Out: &CreateUserOutput{},
			Of: &ListUserTags{UserName: u.UserName}})
	}
	return all
}

func policiesOf(list *ListPoliciesOutput) (all []kernel.Shown) {
	for _, p := range list.Policies {
		all = append(all, kernel.Shown{In: &CreatePolicy{}, Out: &CreatePolicyOutput{Policy: &Policy{Arn: p.Arn}},
			Of: &ListPolicyTags{PolicyArn: p.Arn}})
	}
	return all
}

func inlineOf(user string, list *ListUserPoliciesOutput) (removals []any) {
	for _, name := range list.PolicyNames {
		removals = append(removals, &DeleteUserPolicy{UserName: user, PolicyName: name})
	}
	return removals
}

func attachedTo(user string, list *ListAttachedUserPoliciesOutput) (removals []any) {
	for _, p := range list.AttachedPolicies {
		removals = append(removals, &DetachUserPolicy{UserName: user, PolicyArn: p.PolicyArn})
	}
	return removals
}

func keysOf(user string, list *ListAccessKeysOutput) (removals []any) {
	for _, key := range list.AccessKeyMetadata {
		removals = append(removals, &DeleteAccessKey{UserName: user, AccessKeyId: key.AccessKeyId})
	}
	return removals
}
