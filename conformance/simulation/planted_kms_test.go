package simulation_test

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// enabled answers as a world does in which everybody's keys work.
func (l *liar) enabled(as kernel.Caller, in any, key string) any {
	world := l.honest.Fork()
	for _, who := range everybody {
		_, _ = world.Do(who, &kms.CancelKeyDeletion{KeyId: key})
		_, _ = world.Do(who, &kms.EnableKey{KeyId: key})
	}
	out, err := world.Do(as, in)
	if err != nil {
		return nil
	}
	return out
}

var inKeys = []bug{
	{"DisableKey is accepted and does nothing.", idle[kms.DisableKey]},
	{"EnableKey is accepted and does nothing.", idle[kms.EnableKey]},
	{"A key whose deletion is cancelled is enabled at once.", then(func(in *kms.CancelKeyDeletion) any {
		return &kms.EnableKey{KeyId: in.KeyId}
	})},
	{"A key that waits for its deletion shows itself as Enabled.",
		showing(func(_ *liar, _ kernel.Caller, m *kms.KeyMetadata) {
			if m.KeyState == kms.KeyPendingDeletion {
				m.KeyState, m.Enabled = kms.KeyEnabled, true
			}
		})},
	{"ScheduleKeyDeletion tells a date that is a day late.",
		answering(func(_ *liar, _ kernel.Caller, _ *kms.ScheduleKeyDeletion, out *kms.ScheduleKeyDeletionOutput) {
			out.DeletionDate = out.DeletionDate.Add(kernel.Day)
		})},
	{"A deletion that is scheduled again begins anew.",
		accepting(func(l *liar, as kernel.Caller, in *kms.ScheduleKeyDeletion, refused *kernel.Error) any {
			if !against(refused, "KMS-ST-07") {
				return nil
			}
			_, _ = l.honest.Do(as, &kms.CancelKeyDeletion{KeyId: in.KeyId})
			out, _ := l.honest.Do(as, in)
			return out
		})},
	{"A disabled key is not found.", refusing(func(l *liar, as kernel.Caller, in *kms.DescribeKey) *kernel.ErrorShape {
		out, err := l.honest.Do(as, in)
		if err == nil && out.(*kms.DescribeKeyOutput).KeyMetadata.KeyState == kms.KeyDisabled {
			return kms.NotFound
		}
		return nil
	})},
	{"A key that is disabled or waits for its deletion goes on encrypting.",
		accepting(func(l *liar, as kernel.Caller, in *kms.Encrypt, refused *kernel.Error) any {
			if refused.Code != kms.Disabled.Code && refused.Code != kms.InvalidState.Code {
				return nil
			}
			return l.enabled(as, in, in.KeyId)
		})},
	{"Plaintexts come back the wrong way round.",
		answering(func(_ *liar, _ kernel.Caller, _ *kms.Decrypt, out *kms.DecryptOutput) {
			out.Plaintext = slices.Clone(out.Plaintext)
			slices.Reverse(out.Plaintext)
		})},
	{"Ciphertexts decrypt under any encryption context.",
		accepting(func(l *liar, as kernel.Caller, in *kms.Decrypt, refused *kernel.Error) any {
			for _, context := range []map[string]string{nil, {"purpose": "test"}, {"purpose": "backup"}} {
				other := *in
				other.EncryptionContext = context
				if out, err := l.honest.Do(as, &other); err == nil {
					return out
				}
			}
			return nil
		})},
	{"Whoever asks gets data keys of any key.",
		accepting(func(l *liar, as kernel.Caller, in *kms.GenerateDataKey, refused *kernel.Error) any {
			if refused.Code != kms.AccessDenied.Code {
				return nil
			}
			return l.inTheNameOfAnother(as, in)
		})},
	{"PutKeyPolicy is accepted and does nothing.", idle[kms.PutKeyPolicy]},
	{"UpdateAlias is accepted and does nothing.", idle[kms.UpdateAlias]},
	{"Keys forget their tags.",
		answering(func(_ *liar, _ kernel.Caller, _ *kms.ListResourceTags, out *kms.ListResourceTagsOutput) {
			out.Tags = nil
		})},
}

var inGrants = []bug{
	{"RevokeGrant is accepted and does nothing.", idle[kms.RevokeGrant]},
	{"RetireGrant is accepted and does nothing.", idle[kms.RetireGrant]},
	{"All grants of an account have one token.",
		answering(func(l *liar, as kernel.Caller, _ *kms.CreateGrant, out *kms.CreateGrantOutput) {
			if token, ok := l.kept[as.Account].(string); ok {
				out.GrantToken = token
			}
			l.kept[as.Account] = out.GrantToken
		})},
	{"Grants allow one operation less than they should.", showing(func(_ *liar, _ kernel.Caller, g *kms.GrantListEntry) {
		g.Operations = g.Operations[1:]
	})},
}
