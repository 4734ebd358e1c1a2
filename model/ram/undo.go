package ram

import "github.com/shareproof/shareproof/model/kernel"

// undo says what takes away what calls have made.
var undo = []kernel.Undoing{
	kernel.Undo(func(_ *CreateResourceShare, out *CreateResourceShareOutput) any {
		return &DeleteResourceShare{ResourceShareArn: out.ResourceShare.ResourceShareArn}
	}).GoneBy("InvalidStateTransitionException"),
	kernel.Undo(func(_ *CreatePermission, out *CreatePermissionOutput) any {
		return &DeletePermission{PermissionArn: out.Permission.Arn}
	}),
	kernel.Undo(func(_ *PromotePermissionCreatedFromPolicy, out *PromotePermissionCreatedFromPolicyOutput) any {
		return &DeletePermission{PermissionArn: out.Permission.Arn}
	}),
}
