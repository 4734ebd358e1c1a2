package ram

import "github.com/shareproof/shareproof/model/kernel"

// resources are the ARNs that a call concerns, as its caller's policies name
// them: the share, invitation or permission. Making and listing concern
// everything.
func resources(_ *kernel.Call, in any) []string {
	arn := ""
	switch in := in.(type) {
	case *UpdateResourceShare:
		arn = in.ResourceShareArn
	case *DeleteResourceShare:
		arn = in.ResourceShareArn
	case *PromoteResourceShareCreatedFromPolicy:
		arn = in.ResourceShareArn
	case *AssociateResourceShare:
		arn = in.ResourceShareArn
	case *DisassociateResourceShare:
		arn = in.ResourceShareArn
	case *AssociateResourceSharePermission:
		arn = in.ResourceShareArn
	case *DisassociateResourceSharePermission:
		arn = in.ResourceShareArn
	case *ListResourceSharePermissions:
		arn = in.ResourceShareArn
	case *AcceptResourceShareInvitation:
		arn = in.ResourceShareInvitationArn
	case *RejectResourceShareInvitation:
		arn = in.ResourceShareInvitationArn
	case *GetPermission:
		arn = in.PermissionArn
	case *DeletePermission:
		arn = in.PermissionArn
	}
	if arn == "" {
		return []string{"*"}
	}
	return []string{arn}
}
