package iam

import "github.com/shareproof/shareproof/model/kernel"

// undo says what takes away what calls have made.
var undo = []kernel.Undoing{
	kernel.Undo(func(in *CreateRole, _ *CreateRoleOutput) any { return &DeleteRole{RoleName: in.RoleName} }),
	kernel.Undo(func(_ *CreateServiceLinkedRole, out *CreateServiceLinkedRoleOutput) any {
		return &DeleteServiceLinkedRole{RoleName: out.Role.RoleName}
	}),
	kernel.Undo(func(in *PutRolePolicy, _ *PutRolePolicyOutput) any {
		return &DeleteRolePolicy{RoleName: in.RoleName, PolicyName: in.PolicyName}
	}),
	kernel.Undo(func(in *AttachRolePolicy, _ *AttachRolePolicyOutput) any {
		return &DetachRolePolicy{RoleName: in.RoleName, PolicyArn: in.PolicyArn}
	}),
	kernel.Undo(func(_ *CreatePolicy, out *CreatePolicyOutput) any { return &DeletePolicy{PolicyArn: out.Policy.Arn} }),
	kernel.Left(func(_ *CreatePolicy, out *CreatePolicyOutput) (any, string) {
		return &ListPolicyVersions{PolicyArn: out.Policy.Arn}, ""
	}, func(in *CreatePolicy, out *CreatePolicyOutput, list *ListPolicyVersionsOutput) (removals []any) {
		for _, v := range list.Versions {
			if !v.IsDefaultVersion {
				removals = append(removals, &DeletePolicyVersion{PolicyArn: out.Policy.Arn, VersionId: v.VersionId})
			}
		}
		return removals
	}),
	kernel.Undo(func(in *CreateUser, _ *CreateUserOutput) any { return &DeleteUser{UserName: in.UserName} }),
	kernel.Undo(func(in *UpdateUser, _ *UpdateUserOutput) any {
		if in.NewUserName == "" {
			return nil
		}
		return &DeleteUser{UserName: in.NewUserName}
	}),
	kernel.Left(func(in *UpdateUser, _ *UpdateUserOutput) (any, string) { // what it had by its old name
		if in.NewUserName == "" {
			return nil, ""
		}
		return &ListUserPolicies{UserName: in.NewUserName}, ""
	}, func(in *UpdateUser, _ *UpdateUserOutput, list *ListUserPoliciesOutput) []any {
		return inlineOf(in.NewUserName, list)
	}),
	kernel.Left(func(in *UpdateUser, _ *UpdateUserOutput) (any, string) {
		if in.NewUserName == "" {
			return nil, ""
		}
		return &ListAccessKeys{UserName: in.NewUserName}, ""
	}, func(in *UpdateUser, _ *UpdateUserOutput, list *ListAccessKeysOutput) []any {
		return keysOf(in.NewUserName, list)
	}),
	kernel.Left(func(in *UpdateUser, _ *UpdateUserOutput) (any, string) {
		if in.NewUserName == "" {
			return nil, ""
		}
		return &ListAttachedUserPolicies{UserName: in.NewUserName}, ""
	}, func(in *UpdateUser, _ *UpdateUserOutput, list *ListAttachedUserPoliciesOutput) []any {
		return attachedTo(in.NewUserName, list)
	}),
	kernel.Undo(func(in *PutUserPolicy, _ *PutUserPolicyOutput) any {
		return &DeleteUserPolicy{UserName: in.UserName, PolicyName: in.PolicyName}
	}),
	kernel.Undo(func(in *AttachUserPolicy, _ *AttachUserPolicyOutput) any {
		return &DetachUserPolicy{UserName: in.UserName, PolicyArn: in.PolicyArn}
	}),
	kernel.Undo(func(_ *CreateAccessKey, out *CreateAccessKeyOutput) any {
		return &DeleteAccessKey{UserName: out.AccessKey.UserName, AccessKeyId: out.AccessKey.AccessKeyId}
	}),
}
