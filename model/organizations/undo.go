package organizations

import "github.com/shareproof/shareproof/model/kernel"

// undo says what takes away what calls have made. An account that was made stays: it can
// only be closed.
var undo = []kernel.Undoing{
	kernel.Undo(func(*CreateOrganization, *CreateOrganizationOutput) any { return &DeleteOrganization{} }),
	kernel.Undo(func(_ *CreateOrganizationalUnit, out *CreateOrganizationalUnitOutput) any {
		return &DeleteOrganizationalUnit{OrganizationalUnitId: out.OrganizationalUnit.Id}
	}),
	kernel.Undo(func(_ *InviteAccountToOrganization, out *InviteAccountToOrganizationOutput) any {
		return &CancelHandshake{HandshakeId: out.Handshake.Id}
	}).GoneBy("InvalidHandshakeTransitionException"),
	kernel.Undo(func(in *MoveAccount, _ *MoveAccountOutput) any {
		return &MoveAccount{AccountId: in.AccountId, SourceParentId: in.DestinationParentId,
			DestinationParentId: in.SourceParentId}
	}),
	kernel.Undo(func(*AcceptHandshake, *AcceptHandshakeOutput) any { return &LeaveOrganization{} }),
	kernel.Undo(func(in *EnableAWSServiceAccess, _ *EnableAWSServiceAccessOutput) any {
		return &DisableAWSServiceAccess{ServicePrincipal: in.ServicePrincipal}
	}),
	kernel.Undo(func(in *RegisterDelegatedAdministrator, _ *RegisterDelegatedAdministratorOutput) any {
		return &DeregisterDelegatedAdministrator{AccountId: in.AccountId, ServicePrincipal: in.ServicePrincipal}
	}),
	kernel.Undo(func(in *EnablePolicyType, _ *EnablePolicyTypeOutput) any {
		return &DisablePolicyType{PolicyType: in.PolicyType, RootId: in.RootId}
	}),
	kernel.Undo(func(_ *CreatePolicy, out *CreatePolicyOutput) any {
		return &DeletePolicy{PolicyId: out.Policy.PolicySummary.Id}
	}),
	kernel.Undo(func(in *AttachPolicy, _ *AttachPolicyOutput) any {
		return &DetachPolicy{PolicyId: in.PolicyId, TargetId: in.TargetId}
	}),
}
