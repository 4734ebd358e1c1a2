package kms

import (
	"bytes"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

var (
	// KeysComeBackDisabled is the invariant of the calls that change a key's state.
	KeysComeBackDisabled = &invariants.Invariant{
		ID: "INV-KMS-01",
		Says: "A key that waits for its deletion is neither enabled nor disabled, comes back only by " +
			"CancelKeyDeletion, is used no more after its date, and is found until then.",
		Accepted: changesOfState, Refused: foundKeys,
	}
	// OnlyEnabledKeysWork is the invariant of keys that must not be used.
	OnlyEnabledKeysWork = &invariants.Invariant{
		ID: "INV-KMS-02",
		Says: "Nothing is encrypted or decrypted, and no grant is made, with a key that is disabled, waits for its " +
			"deletion or is deleted.",
		Accepted: worksEnabled,
	}
	// CiphertextsAreKept is the invariant of what is encrypted.
	CiphertextsAreKept = &invariants.Invariant{
		ID: "INV-KMS-03",
		Says: "A ciphertext is given out once; with its encryption context it decrypts to what was encrypted, under " +
			"the same key, with any other context to nothing.",
		Accepted: kept, Refused: decipherable,
	}
	// ManagedKeysStayAsTheyAre is the invariant of AWS managed keys.
	ManagedKeysStayAsTheyAre = &invariants.Invariant{
		ID:       "INV-KMS-05",
		Says:     "Nobody changes an AWS managed key: not its policy, state, description or tags.",
		Accepted: managedStays,
	}
)

// cipher is what the history says of a ciphertext.
type cipher struct {
	key, context string
	plain        []byte
	known        bool // the plaintext is
}

func (f *Facts) learnCiphers(c *invariants.Call) {
	put := func(blob []byte, of cipher) { f.ciphers.Put(string(blob), of) }
	switch in := c.In.(type) {
	case *kms.Encrypt:
		out := c.Out.(*kms.EncryptOutput)
		put(out.CiphertextBlob, cipher{out.KeyId, contextOf(in.EncryptionContext), in.Plaintext, true})
	case *kms.GenerateDataKey:
		out := c.Out.(*kms.GenerateDataKeyOutput)
		put(out.CiphertextBlob, cipher{out.KeyId, contextOf(in.EncryptionContext), out.Plaintext, true})
	case *kms.GenerateDataKeyWithoutPlaintext:
		out := c.Out.(*kms.GenerateDataKeyWithoutPlaintextOutput)
		put(out.CiphertextBlob, cipher{key: out.KeyId, context: contextOf(in.EncryptionContext)})
	case *kms.ReEncrypt:
		out := c.Out.(*kms.ReEncryptOutput)
		of := f.ciphers.Of(string(in.CiphertextBlob))
		of.key, of.context = out.KeyId, contextOf(in.DestinationEncryptionContext)
		put(out.CiphertextBlob, of)
	case *kms.Decrypt:
		if of, ok := f.ciphers.Find(string(in.CiphertextBlob)); ok && !of.known {
			of.plain, of.known = c.Out.(*kms.DecryptOutput).Plaintext, true
			put(in.CiphertextBlob, of)
		}
	}
}

func contextOf(pairs map[string]string) string {
	if len(pairs) == 0 {
		return ""
	}
	return invariants.Text(pairs)
}

// wait returns how long a deletion waits.
func wait(in *kms.ScheduleKeyDeletion) time.Duration {
	days := int32(30)
	if in.PendingWindowInDays != nil {
		days = *in.PendingWindowInDays
	}
	return time.Duration(days) * kernel.Day
}

func changesOfState(c *invariants.Call) string {
	name := keyNamed(c.In)
	if name == "" {
		return ""
	}
	f := Of(c)
	arn := f.keyARN(c.As.Scope(), name)
	k, known := f.keys.Find(arn)
	if known && k.gone(c.At) {
		return arn + " is used after its deletion"
	}
	pending := known && k.state == kms.KeyPendingDeletion
	switch in := c.In.(type) {
	case *kms.EnableKey, *kms.DisableKey:
		if pending {
			return arn + " waits for its deletion and is enabled or disabled"
		}
	case *kms.ScheduleKeyDeletion:
		out := c.Out.(*kms.ScheduleKeyDeletionOutput)
		switch {
		case pending:
			return arn + " waits for its deletion already"
		case out.KeyState != kms.KeyPendingDeletion || out.DeletionDate != c.At.Add(wait(in)):
			return arn + " does not wait for as long as it should"
		}
	case *kms.CancelKeyDeletion:
		if known && k.state != "" && !pending {
			return arn + " comes back though it does not wait for its deletion"
		}
	}
	return ""
}

// foundKeys wants the administrator of an account to find its keys.
func foundKeys(c *invariants.Call) string {
	in, ok := c.In.(*kms.DescribeKey)
	if !ok || c.Refusal.Code != kms.NotFound.Code {
		return ""
	}
	f := Of(c)
	arn := f.keyARN(c.As.Scope(), in.KeyId)
	if k, known := f.keys.Find(arn); known && k.scope == c.As.Scope() && (k.date == 0 || c.At < k.date) {
		return arn + " is not found though it is not deleted"
	}
	return ""
}

func worksEnabled(c *invariants.Call) string {
	f, used := Of(c), keysUsed(c.Out)
	if in, ok := c.In.(*kms.CreateGrant); ok {
		used[0] = f.keyARN(c.As.Scope(), in.KeyId)
	}
	for _, arn := range used {
		k, known := f.keys.Find(arn)
		if known && (k.gone(c.At) || k.state != "" && k.state != kms.KeyEnabled) {
			return arn + " is used though it is " + string(k.state)
		}
	}
	return ""
}

func kept(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *kms.Encrypt:
		return f.fresh(c.Out.(*kms.EncryptOutput).CiphertextBlob)
	case *kms.GenerateDataKey:
		return f.fresh(c.Out.(*kms.GenerateDataKeyOutput).CiphertextBlob)
	case *kms.GenerateDataKeyWithoutPlaintext:
		return f.fresh(c.Out.(*kms.GenerateDataKeyWithoutPlaintextOutput).CiphertextBlob)
	case *kms.ReEncrypt:
		out := c.Out.(*kms.ReEncryptOutput)
		of, known := f.ciphers.Find(string(in.CiphertextBlob))
		if known && (of.key != out.SourceKeyId || of.context != contextOf(in.SourceEncryptionContext)) {
			return "a ciphertext of " + of.key + " is decrypted with another key or context"
		}
		return f.fresh(out.CiphertextBlob)
	case *kms.Decrypt:
		out := c.Out.(*kms.DecryptOutput)
		of, known := f.ciphers.Find(string(in.CiphertextBlob))
		switch {
		case !known:
		case of.key != out.KeyId, of.context != contextOf(in.EncryptionContext):
			return "a ciphertext of " + of.key + " is decrypted with another key or context"
		case of.known && !bytes.Equal(of.plain, out.Plaintext):
			return "a ciphertext of " + of.key + " is decrypted to what was not encrypted"
		}
	}
	return ""
}

// fresh wants a ciphertext that was not given out before.
func (f *Facts) fresh(blob []byte) string {
	if _, known := f.ciphers.Find(string(blob)); known || len(blob) == 0 {
		return "a ciphertext is given out a second time"
	}
	return ""
}

func decipherable(c *invariants.Call) string {
	in, ok := c.In.(*kms.Decrypt)
	if !ok || c.Refusal.Code != kms.InvalidCiphertext.Code {
		return ""
	}
	of, known := Of(c).ciphers.Find(string(in.CiphertextBlob))
	scope, ok := invariants.ScopeOf(of.key)
	if known && ok && scope.Region == c.As.Region && of.context == contextOf(in.EncryptionContext) {
		return "a ciphertext of " + of.key + " is taken for none"
	}
	return ""
}

func managedStays(c *invariants.Call) string {
	f := Of(c)
	arn := f.keyARN(c.As.Scope(), keyNamed(c.In))
	switch in := c.In.(type) {
	case *kms.DescribeKey:
		m := c.Out.(*kms.DescribeKeyOutput).KeyMetadata
		if m != nil && m.KeyManager == kms.ManagedByAWS && m.KeyState != kms.KeyEnabled {
			return m.Arn + " is managed by AWS and " + string(m.KeyState)
		}
	case *kms.GetKeyPolicy:
		k := f.keys.Of(arn)
		if f.managed(arn) && k.policed != 0 && k.policy != c.Out.(*kms.GetKeyPolicyOutput).Policy {
			return in.KeyId + " is managed by AWS and has another policy than before"
		}
	case *kms.PutKeyPolicy, *kms.EnableKey, *kms.DisableKey, *kms.ScheduleKeyDeletion, *kms.CancelKeyDeletion,
		*kms.UpdateKeyDescription, *kms.TagResource, *kms.UntagResource, *kms.EnableKeyRotation, *kms.DisableKeyRotation:
		if f.managed(arn) {
			return arn + " is managed by AWS and is changed"
		}
	}
	return ""
}
