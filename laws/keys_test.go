package laws_test

import (
	"time"

	"github.com/shareproof/shareproof/laws"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

const (
	keyID  = "11111111-2222-4333-8444-555555555555"
	keyARN = "arn:aws:kms:us-east-1:111111111111:key/" + keyID
)

func metadata(state kms.KeyState) *kms.KeyMetadata {
	m := &kms.KeyMetadata{
		AWSAccountId: owner.Account, Arn: keyARN, KeyId: keyID, CreationDate: start, Enabled: state == kms.KeyEnabled,
		KeyState: state, KeyManager: kms.ManagedByCustomer,
	}
	if state == kms.KeyPendingDeletion {
		m.DeletionDate = start.Add(7 * kernel.Day)
	}
	return m
}

func keyMade(policy string) *laws.Call {
	return call(0, owner, &kms.CreateKey{Policy: policy}, &kms.CreateKeyOutput{KeyMetadata: metadata(kms.KeyEnabled)})
}

func disabled() *laws.Call {
	return call(0, owner, &kms.DisableKey{KeyId: keyID}, &kms.DisableKeyOutput{})
}

func scheduled() *laws.Call {
	week := int32(7)
	return call(0, owner, &kms.ScheduleKeyDeletion{KeyId: keyID, PendingWindowInDays: &week},
		&kms.ScheduleKeyDeletionOutput{KeyId: keyARN, KeyState: kms.KeyPendingDeletion, DeletionDate: start.Add(7 * kernel.Day)})
}

func described(at time.Duration, state kms.KeyState) *laws.Call {
	return call(at, owner, &kms.DescribeKey{KeyId: keyID}, &kms.DescribeKeyOutput{KeyMetadata: metadata(state)})
}

func encrypts(as kernel.Caller, blob string) *laws.Call {
	return call(0, as, &kms.Encrypt{KeyId: keyARN, Plaintext: []byte("secret")}, &kms.EncryptOutput{KeyId: keyARN, CiphertextBlob: []byte(blob)})
}

func decrypts(as kernel.Caller, plain string) *laws.Call {
	return call(0, as, &kms.Decrypt{CiphertextBlob: []byte("sealed")}, &kms.DecryptOutput{KeyId: keyARN, Plaintext: []byte(plain)})
}

func policyFor(account string) string {
	return `{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::` + account + `:root"]},"Action":"kms:*","Resource":"*"}]}`
}

func granted(token string) *laws.Call {
	return call(0, owner, &kms.CreateGrant{KeyId: keyID, GranteePrincipal: "arn:aws:iam::222222222222:root", Operations: []kms.GrantOperation{"Decrypt"}},
		&kms.CreateGrantOutput{GrantId: "grant" + token, GrantToken: token})
}

func revoked() *laws.Call {
	return call(0, owner, &kms.RevokeGrant{KeyId: keyID, GrantId: "granta"}, &kms.RevokeGrantOutput{})
}

func grants(shown ...string) *laws.Call {
	out := &kms.ListGrantsOutput{}
	for _, id := range shown {
		out.Grants = append(out.Grants, kms.GrantListEntry{
			GrantId: id, KeyId: keyARN, CreationDate: start, GranteePrincipal: "arn:aws:iam::222222222222:root", Operations: []kms.GrantOperation{"Decrypt"},
		})
	}
	return call(time.Minute, owner, &kms.ListGrants{KeyId: keyID}, out)
}

// managed is the AWS managed key as it shows itself.
func managed() *laws.Call {
	m := metadata(kms.KeyEnabled)
	m.KeyManager = kms.ManagedByAWS
	return call(0, owner, &kms.DescribeKey{KeyId: keyID}, &kms.DescribeKeyOutput{KeyMetadata: m})
}

var ofKeys = []tale{
	{"LAW-26", "a key that waits for its deletion comes back disabled",
		[]*laws.Call{keyMade(""), scheduled(), described(kernel.Day, kms.KeyPendingDeletion),
			call(2*kernel.Day, owner, &kms.CancelKeyDeletion{KeyId: keyID}, &kms.CancelKeyDeletionOutput{KeyId: keyARN}), described(3*kernel.Day, kms.KeyDisabled)},
		[]*laws.Call{keyMade(""), scheduled(),
			call(2*kernel.Day, owner, &kms.CancelKeyDeletion{KeyId: keyID}, &kms.CancelKeyDeletionOutput{KeyId: keyARN}), described(3*kernel.Day, kms.KeyEnabled)}},
	{"LAW-27", "a disabled key encrypts nothing",
		[]*laws.Call{keyMade(""), encrypts(owner, "sealed"), disabled()},
		[]*laws.Call{keyMade(""), disabled(), encrypts(owner, "sealed")}},
	{"LAW-28", "a ciphertext decrypts to what was encrypted",
		[]*laws.Call{keyMade(""), encrypts(owner, "sealed"), decrypts(owner, "secret")},
		[]*laws.Call{keyMade(""), encrypts(owner, "sealed"), decrypts(owner, "other")}},
	{"LAW-29", "a stranger decrypts by a key's policy or by a grant",
		[]*laws.Call{keyMade(policyFor(consumer.Account)), encrypts(owner, "sealed"), decrypts(consumer, "secret")},
		[]*laws.Call{keyMade(policyFor(owner.Account)), granted("a"), encrypts(owner, "sealed"), decrypts(consumer, "secret"), revoked(), decrypts(consumer, "secret")}},
	{"LAW-30", "a grant that is revoked is listed no more",
		[]*laws.Call{keyMade(""), granted("a"), granted("b"), revoked(), grants("grantb")},
		[]*laws.Call{keyMade(""), granted("a"), granted("b"), revoked(), grants("granta", "grantb")}},
	{"LAW-31", "nobody disables an AWS managed key",
		[]*laws.Call{managed(), managed()},
		[]*laws.Call{managed(), disabled()}},
}
