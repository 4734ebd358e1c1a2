package laws

import (
	"bytes"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

var (
	// KeysLiveTheirLives is the law of a key's states.
	KeysLiveTheirLives = add(Law{
		ID: "LAW-26", Services: []string{"kms"},
		Says:     "A key is in the state that was written last; one that waits for its deletion shows the date, comes back only by CancelKeyDeletion, to Disabled, and is gone for ever after that date, never before.",
		accepted: lifeOfKeys, refused: foundKeys,
	})
	// OnlyEnabledKeysWork is the law of keys that must not be used.
	OnlyEnabledKeysWork = add(Law{
		ID: "LAW-27", Services: []string{"kms"},
		Says:     "Nothing is encrypted or decrypted, and no grant is made, with a key that is disabled, waits for its deletion or is deleted.",
		accepted: worksEnabled,
	})
	// CiphertextsAreKept is the law of what is encrypted.
	CiphertextsAreKept = add(Law{
		ID: "LAW-28", Services: []string{"kms"},
		Says:     "A ciphertext is given out once; with its encryption context it decrypts to what was encrypted, under the same key, with any other context to nothing.",
		accepted: kept, refused: decipherable,
	})
	// ManagedKeysStayAsTheyAre is the law of AWS managed keys.
	ManagedKeysStayAsTheyAre = add(Law{
		ID: "LAW-31", Services: []string{"kms"},
		Says:     "Nobody changes an AWS managed key: not its policy, state, description or tags.",
		accepted: managedStays,
	})
)

// waits is how long a deletion waits.
func waits(in *kms.ScheduleKeyDeletion) time.Duration {
	days := int32(30)
	if in.PendingWindowInDays != nil {
		days = *in.PendingWindowInDays
	}
	return time.Duration(days) * kernel.Day
}

func lifeOfKeys(b *books, r *reply) string {
	name := keyNamed(r.In)
	arn := b.keyARN(r.As.Home(), name)
	k, known := b.keys.find(arn)
	if name != "" && known && k.gone(r.At) {
		return arn + " is used after its deletion"
	}
	pending := known && k.state == kms.KeyPendingDeletion
	switch in := r.In.(type) {
	case *kms.CreateKey:
		if m := r.Out.(*kms.CreateKeyOutput).KeyMetadata; m == nil || m.Enabled != (m.KeyState == kms.KeyEnabled) || m.DeletionDate != 0 {
			return "a key is not made as it should be"
		}
	case *kms.EnableKey, *kms.DisableKey:
		if pending {
			return arn + " waits for its deletion and is enabled or disabled"
		}
	case *kms.ScheduleKeyDeletion:
		out := r.Out.(*kms.ScheduleKeyDeletionOutput)
		switch {
		case pending:
			return arn + " waits for its deletion already"
		case out.KeyState != kms.KeyPendingDeletion || out.DeletionDate != r.At.Add(waits(in)):
			return arn + " does not wait for as long as it should"
		}
	case *kms.CancelKeyDeletion:
		if known && k.state != "" && !pending {
			return arn + " comes back though it does not wait for its deletion"
		}
	case *kms.DescribeKey:
		return shownKey(b, r)
	}
	return ""
}

func shownKey(b *books, r *reply) string {
	m := r.Out.(*kms.DescribeKeyOutput).KeyMetadata
	if m == nil {
		return "no key is described"
	}
	k, known := b.keys.find(m.Arn)
	switch {
	case m.Enabled != (m.KeyState == kms.KeyEnabled) || (m.DeletionDate != 0) != (m.KeyState == kms.KeyPendingDeletion):
		return m.Arn + " is " + string(m.KeyState) + " and says otherwise"
	case !known || k.state == "":
		return ""
	case k.gone(r.At):
		return m.Arn + " is shown after its deletion"
	case m.KeyState != k.state:
		return m.Arn + " is " + string(m.KeyState) + " though it was last made " + string(k.state)
	case m.DeletionDate != k.date:
		return m.Arn + " tells another date of its deletion"
	}
	return ""
}

// foundKeys wants the administrator of an account to find its keys.
func foundKeys(b *books, r *reply) string {
	in, ok := r.In.(*kms.DescribeKey)
	if !ok || r.refusal.Code != kms.NotFound.Code {
		return ""
	}
	arn := b.keyARN(r.As.Home(), in.KeyId)
	if k, known := b.keys.find(arn); known && k.home == r.As.Home() && (k.date == 0 || r.At < k.date) {
		return arn + " is not found though it is not deleted"
	}
	return ""
}

// keysUsed are the keys with which a call has encrypted or decrypted something.
func keysUsed(out any) [2]string {
	switch out := out.(type) {
	case *kms.EncryptOutput:
		return [2]string{out.KeyId}
	case *kms.DecryptOutput:
		return [2]string{out.KeyId}
	case *kms.GenerateDataKeyOutput:
		return [2]string{out.KeyId}
	case *kms.GenerateDataKeyWithoutPlaintextOutput:
		return [2]string{out.KeyId}
	case *kms.ReEncryptOutput:
		return [2]string{out.KeyId, out.SourceKeyId}
	}
	return [2]string{}
}

func worksEnabled(b *books, r *reply) string {
	used := keysUsed(r.Out)
	if in, ok := r.In.(*kms.CreateGrant); ok {
		used[0] = b.keyARN(r.As.Home(), in.KeyId)
	}
	for _, arn := range used {
		k, known := b.keys.find(arn)
		if known && (k.gone(r.At) || k.state != "" && k.state != kms.KeyEnabled) {
			return arn + " is used though it is " + string(k.state)
		}
	}
	return ""
}

func kept(b *books, r *reply) string {
	fresh := func(blob []byte) string {
		if _, known := b.ciphers.find(string(blob)); known || len(blob) == 0 {
			return "a ciphertext is given out a second time"
		}
		return ""
	}
	switch in := r.In.(type) {
	case *kms.Encrypt:
		return fresh(r.Out.(*kms.EncryptOutput).CiphertextBlob)
	case *kms.GenerateDataKey:
		return fresh(r.Out.(*kms.GenerateDataKeyOutput).CiphertextBlob)
	case *kms.GenerateDataKeyWithoutPlaintext:
		return fresh(r.Out.(*kms.GenerateDataKeyWithoutPlaintextOutput).CiphertextBlob)
	case *kms.ReEncrypt:
		out := r.Out.(*kms.ReEncryptOutput)
		if c, known := b.ciphers.find(string(in.CiphertextBlob)); known && (c.key != out.SourceKeyId || c.context != contextOf(in.SourceEncryptionContext)) {
			return "a ciphertext of " + c.key + " is decrypted with another key or context"
		}
		return fresh(out.CiphertextBlob)
	case *kms.Decrypt:
		out := r.Out.(*kms.DecryptOutput)
		c, known := b.ciphers.find(string(in.CiphertextBlob))
		switch {
		case !known:
		case c.key != out.KeyId, c.context != contextOf(in.EncryptionContext):
			return "a ciphertext of " + c.key + " is decrypted with another key or context"
		case c.known && !bytes.Equal(c.plain, out.Plaintext):
			return "a ciphertext of " + c.key + " is decrypted to what was not encrypted"
		}
	}
	return ""
}

func decipherable(b *books, r *reply) string {
	in, ok := r.In.(*kms.Decrypt)
	if !ok || r.refusal.Code != kms.InvalidCiphertext.Code {
		return ""
	}
	c, known := b.ciphers.find(string(in.CiphertextBlob))
	if arn, err := kernel.ParseARN(c.key); known && err == nil && arn.Region == r.As.Region && c.context == contextOf(in.EncryptionContext) {
		return "a ciphertext of " + c.key + " is taken for none"
	}
	return ""
}

// managed tells whether a key is surely one of AWS.
func (b *books) managed(arn string) bool {
	k, known := b.keys.find(arn)
	return known && k.shown != nil && k.shown.KeyManager == kms.ManagedByAWS
}

func managedStays(b *books, r *reply) string {
	arn := b.keyARN(r.As.Home(), keyNamed(r.In))
	switch in := r.In.(type) {
	case *kms.DescribeKey:
		if m := r.Out.(*kms.DescribeKeyOutput).KeyMetadata; m != nil && m.KeyManager == kms.ManagedByAWS && m.KeyState != kms.KeyEnabled {
			return m.Arn + " is managed by AWS and " + string(m.KeyState)
		}
	case *kms.GetKeyPolicy:
		if k := b.keys.of(arn); b.managed(arn) && k.policed != 0 && k.policy != r.Out.(*kms.GetKeyPolicyOutput).Policy {
			return in.KeyId + " is managed by AWS and has another policy than before"
		}
	case *kms.PutKeyPolicy, *kms.EnableKey, *kms.DisableKey, *kms.ScheduleKeyDeletion, *kms.CancelKeyDeletion, *kms.UpdateKeyDescription,
		*kms.TagResource, *kms.UntagResource, *kms.EnableKeyRotation, *kms.DisableKeyRotation:
		if b.managed(arn) {
			return arn + " is managed by AWS and is changed"
		}
	}
	return ""
}
