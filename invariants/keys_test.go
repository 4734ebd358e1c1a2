package invariants_test

import (
	"time"

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

func keyMade(policy string) *kernel.Exchange {
	return call(0, owner, &kms.CreateKey{Policy: policy}, &kms.CreateKeyOutput{KeyMetadata: metadata(kms.KeyEnabled)})
}

func disabled() *kernel.Exchange {
	return call(0, owner, &kms.DisableKey{KeyId: keyID}, &kms.DisableKeyOutput{})
}

func scheduled() *kernel.Exchange {
	week := int32(7)
	return call(0, owner, &kms.ScheduleKeyDeletion{KeyId: keyID, PendingWindowInDays: &week},
		&kms.ScheduleKeyDeletionOutput{KeyId: keyARN, KeyState: kms.KeyPendingDeletion,
			DeletionDate: start.Add(7 * kernel.Day)})
}

func comesBack() *kernel.Exchange {
	return call(2*kernel.Day, owner, &kms.CancelKeyDeletion{KeyId: keyID}, &kms.CancelKeyDeletionOutput{KeyId: keyARN})
}

func described(at time.Duration, state kms.KeyState) *kernel.Exchange {
	return call(at, owner, &kms.DescribeKey{KeyId: keyID}, &kms.DescribeKeyOutput{KeyMetadata: metadata(state)})
}

func encrypts(as kernel.Caller, blob string) *kernel.Exchange {
	return call(0, as, &kms.Encrypt{KeyId: keyARN, Plaintext: []byte("secret")},
		&kms.EncryptOutput{KeyId: keyARN, CiphertextBlob: []byte(blob)})
}

func decrypts(as kernel.Caller, plain string) *kernel.Exchange {
	return call(0, as, &kms.Decrypt{CiphertextBlob: []byte("sealed")},
		&kms.DecryptOutput{KeyId: keyARN, Plaintext: []byte(plain)})
}

func policyFor(account string) string {
	return `{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::` + account +
		`:root"]},"Action":"kms:*","Resource":"*"}]}`
}

func granted(token string) *kernel.Exchange {
	return call(0, owner, &kms.CreateGrant{KeyId: keyID, GranteePrincipal: "arn:aws:iam::222222222222:root",
		Operations: []kms.GrantOperation{"Decrypt"}},
		&kms.CreateGrantOutput{GrantId: "grant" + token, GrantToken: token})
}

func revoked() *kernel.Exchange {
	return call(0, owner, &kms.RevokeGrant{KeyId: keyID, GrantId: "granta"}, &kms.RevokeGrantOutput{})
}

func grants(shown ...string) *kernel.Exchange {
	out := &kms.ListGrantsOutput{}
	for _, id := range shown {
		out.Grants = append(out.Grants, kms.GrantListEntry{
			GrantId: id, KeyId: keyARN, CreationDate: start, GranteePrincipal: "arn:aws:iam::222222222222:root",
			Operations: []kms.GrantOperation{"Decrypt"},
		})
	}
	return call(time.Minute, owner, &kms.ListGrants{KeyId: keyID}, out)
}

// managed is the AWS managed key as it shows itself.
func managed() *kernel.Exchange {
	m := metadata(kms.KeyEnabled)
	m.KeyManager = kms.ManagedByAWS
	return call(0, owner, &kms.DescribeKey{KeyId: keyID}, &kms.DescribeKeyOutput{KeyMetadata: m})
}

var ofKeys = []tale{
	{"INV-KMS-01", "only a key that waits for its deletion comes back",
		[]*kernel.Exchange{keyMade(""), scheduled(), described(kernel.Day, kms.KeyPendingDeletion), comesBack(),
			described(3*kernel.Day, kms.KeyDisabled)},
		[]*kernel.Exchange{keyMade(""), comesBack()}},
	{"INV-LIFE-02", "a key that waits for its deletion comes back disabled",
		[]*kernel.Exchange{keyMade(""), scheduled(), comesBack(), described(3*kernel.Day, kms.KeyDisabled)},
		[]*kernel.Exchange{keyMade(""), scheduled(), comesBack(), described(3*kernel.Day, kms.KeyEnabled)}},
	{"INV-KMS-02", "a disabled key encrypts nothing",
		[]*kernel.Exchange{keyMade(""), encrypts(owner, "sealed"), disabled()},
		[]*kernel.Exchange{keyMade(""), disabled(), encrypts(owner, "sealed")}},
	{"INV-KMS-03", "a ciphertext decrypts to what was encrypted",
		[]*kernel.Exchange{keyMade(""), encrypts(owner, "sealed"), decrypts(owner, "secret")},
		[]*kernel.Exchange{keyMade(""), encrypts(owner, "sealed"), decrypts(owner, "other")}},
	{"INV-SEE-02", "a stranger decrypts by a key's policy or by a grant",
		[]*kernel.Exchange{keyMade(policyFor(consumer.Account)), encrypts(owner, "sealed"), decrypts(consumer, "secret")},
		[]*kernel.Exchange{keyMade(policyFor(owner.Account)), granted("a"), encrypts(owner, "sealed"),
			decrypts(consumer, "secret"), revoked(), decrypts(consumer, "secret")}},
	{"INV-KMS-04", "a grant that is revoked is listed no more",
		[]*kernel.Exchange{keyMade(""), granted("a"), granted("b"), revoked(), grants("grantb")},
		[]*kernel.Exchange{keyMade(""), granted("a"), granted("b"), revoked(), grants("granta", "grantb")}},
	{"INV-KMS-05", "nobody disables an AWS managed key",
		[]*kernel.Exchange{managed(), managed()},
		[]*kernel.Exchange{managed(), disabled()}},
}
