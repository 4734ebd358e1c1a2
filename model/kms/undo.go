package kms

import "github.com/shareproof/shareproof/model/kernel"

// undo says what takes away what calls have made. A key goes after the shortest time
// that AWS lets it wait.
var undo = []kernel.Undoing{
	kernel.Undo(func(_ *CreateKey, out *CreateKeyOutput) any {
		days := int32(7)
		return &ScheduleKeyDeletion{KeyId: out.KeyMetadata.KeyId, PendingWindowInDays: &days}
	}).GoneBy("KMSInvalidStateException"),
	kernel.Undo(func(in *CancelKeyDeletion, _ *CancelKeyDeletionOutput) any {
		days := int32(7)
		return &ScheduleKeyDeletion{KeyId: in.KeyId, PendingWindowInDays: &days}
	}),
	kernel.Undo(func(in *CreateGrant, out *CreateGrantOutput) any {
		return &RevokeGrant{KeyId: in.KeyId, GrantId: out.GrantId}
	}),
	kernel.Undo(func(in *CreateAlias, _ *CreateAliasOutput) any { return &DeleteAlias{AliasName: in.AliasName} }),
}
