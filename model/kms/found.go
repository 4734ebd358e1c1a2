package kms

import "github.com/shareproof/shareproof/model/kernel"

// found says how what calls have made is found without their answers.
var found = []kernel.Undoing{
	kernel.Find[CreateKey, CreateKeyOutput](func(string) any { return &ListKeys{} },
		func(list *ListKeysOutput) (all []kernel.Shown) {
			for _, k := range list.Keys {
				all = append(all, kernel.Shown{In: &CreateKey{},
					Out: &CreateKeyOutput{KeyMetadata: &KeyMetadata{Arn: k.KeyArn, KeyId: k.KeyId}},
					Of:  &ListResourceTags{KeyId: k.KeyId}, Ask: &DescribeKey{KeyId: k.KeyId},
					Stands: func(answer any) bool {
						key := answer.(*DescribeKeyOutput).KeyMetadata
						return key != nil && key.KeyState != KeyPendingDeletion
					}})
			}
			return all
		}),
	kernel.Hung(func(_ *CreateKey, out *CreateKeyOutput) any { return &ListAliases{KeyId: out.KeyMetadata.KeyId} },
		func(_ *CreateKey, _ *CreateKeyOutput, list *ListAliasesOutput) (removals []any) {
			for _, a := range list.Aliases {
				removals = append(removals, &DeleteAlias{AliasName: a.AliasName})
			}
			return removals
		}),
	kernel.Hung(func(_ *CreateKey, out *CreateKeyOutput) any { return &ListGrants{KeyId: out.KeyMetadata.KeyId} },
		func(_ *CreateKey, out *CreateKeyOutput, list *ListGrantsOutput) (removals []any) {
			for _, g := range list.Grants {
				removals = append(removals, &RevokeGrant{KeyId: out.KeyMetadata.KeyId, GrantId: g.GrantId})
			}
			return removals
		}),
	kernel.On[CancelKeyDeletion]("KeyId"),
	kernel.On[CreateGrant]("KeyId"),
	kernel.On[CreateAlias]("TargetKeyId"),
}
