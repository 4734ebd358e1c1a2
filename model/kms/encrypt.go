package kms

import (
	"github.com/shareproof/shareproof/model/kernel"
)

// Encrypt encrypts up to 4,096 bytes under a key.
type Encrypt struct {
	DryRun              *bool
	EncryptionAlgorithm EncryptionAlgorithmSpec `shape:"Algorithm"`
	EncryptionContext   map[string]string
	GrantTokens         []string `shape:"GrantTokens"`
	KeyId               string   `shape:"!KeyId"`
	Plaintext           []byte   `shape:"!Plaintext"`
}

// EncryptOutput is the ciphertext.
type EncryptOutput struct {
	CiphertextBlob      []byte
	EncryptionAlgorithm EncryptionAlgorithmSpec
	KeyId               string
}

// Decrypt decrypts a ciphertext, which tells under which key it is.
type Decrypt struct {
	CiphertextBlob      []byte `shape:"Ciphertext"`
	DryRun              *bool
	DryRunModifiers     []string
	EncryptionAlgorithm EncryptionAlgorithmSpec `shape:"Algorithm"`
	EncryptionContext   map[string]string
	GrantTokens         []string `shape:"GrantTokens"`
	KeyId               string   `shape:"KeyId"`
	Recipient           *RecipientInfo
}

// DecryptOutput is the plaintext.
type DecryptOutput struct {
	CiphertextForRecipient []byte
	EncryptionAlgorithm    EncryptionAlgorithmSpec
	KeyId                  string
	KeyMaterialId          string
	Plaintext              []byte
}

// RecipientInfo names an enclave, which is not modelled.
type RecipientInfo struct {
	AttestationDocument    []byte
	KeyEncryptionAlgorithm string
}

// ReEncrypt decrypts a ciphertext and encrypts it under another key.
type ReEncrypt struct {
	CiphertextBlob                 []byte                  `shape:"Ciphertext"`
	DestinationEncryptionAlgorithm EncryptionAlgorithmSpec `shape:"Algorithm"`
	DestinationEncryptionContext   map[string]string
	DestinationKeyId               string `shape:"!KeyId"`
	DryRun                         *bool
	DryRunModifiers                []string
	GrantTokens                    []string                `shape:"GrantTokens"`
	SourceEncryptionAlgorithm      EncryptionAlgorithmSpec `shape:"Algorithm"`
	SourceEncryptionContext        map[string]string
	SourceKeyId                    string `shape:"KeyId"`
}

// ReEncryptOutput is the new ciphertext.
type ReEncryptOutput struct {
	CiphertextBlob                 []byte
	DestinationEncryptionAlgorithm EncryptionAlgorithmSpec
	DestinationKeyMaterialId       string
	KeyId                          string
	SourceEncryptionAlgorithm      EncryptionAlgorithmSpec
	SourceKeyId                    string
	SourceKeyMaterialId            string
}

// GenerateDataKey makes a key for use outside, in plain and encrypted.
type GenerateDataKey struct {
	DryRun            *bool
	EncryptionContext map[string]string
	GrantTokens       []string    `shape:"GrantTokens"`
	KeyId             string      `shape:"!KeyId"`
	KeySpec           DataKeySpec `shape:"DataKeySpec"`
	NumberOfBytes     *int32      `shape:"NumberOfBytes"`
	Recipient         *RecipientInfo
}

// GenerateDataKeyOutput is the data key.
type GenerateDataKeyOutput struct {
	CiphertextBlob         []byte
	CiphertextForRecipient []byte
	KeyId                  string
	KeyMaterialId          string
	Plaintext              []byte
}

// GenerateDataKeyWithoutPlaintext makes a key for use outside, encrypted.
type GenerateDataKeyWithoutPlaintext struct {
	DryRun            *bool
	EncryptionContext map[string]string
	GrantTokens       []string    `shape:"GrantTokens"`
	KeyId             string      `shape:"!KeyId"`
	KeySpec           DataKeySpec `shape:"DataKeySpec"`
	NumberOfBytes     *int32      `shape:"NumberOfBytes"`
}

// GenerateDataKeyWithoutPlaintextOutput is the encrypted data key.
type GenerateDataKeyWithoutPlaintextOutput struct {
	CiphertextBlob []byte
	KeyId          string
	KeyMaterialId  string
}

// The rules of encryption.
var (
	UsageFitsTheKey = rules.Add(kernel.Rule{
		ID: "KMS-KEY-13", Kind: kernel.Refusal, Error: InvalidKeyUsage, Evidence: kernel.Recorded, Source: recordings,
		Says:       "A key encrypts only if that is its usage; the error names key, usage and operation.",
		Operations: []string{"Encrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"},
	})
	CiphertextsStayWithKeyAndContext = rules.Add(kernel.Rule{
		ID: "KMS-KEY-14", Kind: kernel.Refusal, Error: IncorrectKey, Or: []*kernel.ErrorShape{InvalidCiphertext},
		Evidence: kernel.Recorded, Source: recordings,
		Says: "A ciphertext is decrypted under the key and with the encryption context that it was made with: " +
			"another key that the call names is incorrect, and with another context it is an invalid ciphertext.",
		Operations: []string{"Decrypt", "ReEncrypt"},
	})
)

// fitting returns a key that the caller may use, in a state and of a usage that
// let it.
func (s *Service) fitting(
	c *kernel.Call, action, text string, q request, algorithm EncryptionAlgorithmSpec,
) (*key, error) {
	k, _, err := s.permittedTo(c, action, text, q)
	if err != nil {
		return nil, err
	}
	return k, s.fits(c, k, algorithm)
}

func (s *Service) fits(c *kernel.Call, k *key, algorithm EncryptionAlgorithmSpec) error {
	if err := c.Require(k.Usage == EncryptDecrypt, UsageFitsTheKey, "%s key usage is %s which is not valid for %s.",
		k.arn(), k.Usage, c.Operation.Name); err != nil {
		return err
	}
	if algorithm != "" && algorithm != SymmetricAlgorithm {
		return kernel.NewError(InvalidKeyUsage, "Algorithm "+string(algorithm)+" is incompatible with key spec "+
			string(k.Spec)+".")
	}
	return s.machine.Fire(k, use)
}

// using is the request of a call that encrypts or decrypts.
func using(context map[string]string, tokens []string) request {
	return request{Use: Use{Context: context}, tokens: tokens}
}

func (s *Service) encrypt(c *kernel.Call, in *Encrypt) (*EncryptOutput, error) {
	k, err := s.fitting(c, "Encrypt", in.KeyId, using(in.EncryptionContext, in.GrantTokens), in.EncryptionAlgorithm)
	if err != nil {
		return nil, err
	}
	if err := dry(c, in.DryRun); err != nil {
		return nil, err
	}
	return &EncryptOutput{CiphertextBlob: s.seal(k, in.Plaintext, in.EncryptionContext),
		EncryptionAlgorithm: SymmetricAlgorithm, KeyId: k.name()}, nil
}

func (s *Service) decrypt(c *kernel.Call, in *Decrypt) (*DecryptOutput, error) {
	if in.Recipient != nil || in.DryRunModifiers != nil {
		return nil, unsupported("Recipient and DryRunModifiers")
	}
	k, plaintext, err := s.opened(c, "Decrypt", in.KeyId, in.CiphertextBlob, using(in.EncryptionContext, in.GrantTokens),
		in.EncryptionAlgorithm)
	if err != nil {
		return nil, err
	}
	if err := dry(c, in.DryRun); err != nil {
		return nil, err
	}
	return &DecryptOutput{EncryptionAlgorithm: SymmetricAlgorithm, KeyId: k.name(),
		KeyMaterialId: s.materialID(k), Plaintext: plaintext}, nil
}

// opened decrypts a ciphertext for a caller who may.
func (s *Service) opened(
	c *kernel.Call, action, text string, blob []byte, q request, algorithm EncryptionAlgorithmSpec,
) (*key, []byte, error) {
	invalid := kernel.NewError(InvalidCiphertext, "")
	arn, head, nonce, rest, ok := sealed(blob)
	if !ok || arn.Region != c.Region {
		return nil, nil, invalid
	}
	if q.implied = c.Applies(text == "", CiphertextsImplyTheirKeys); text == "" {
		text = arn.String()
	}
	k, _, err := s.permittedTo(c, action, text, q)
	if err != nil {
		return nil, nil, err
	}
	if err := c.Require(k.arn() == arn, CiphertextsStayWithKeyAndContext,
		"The key ID in the request does not identify a CMK that can perform this operation."); err != nil {
		return nil, nil, err
	}
	if k = s.at(arn); k == nil {
		return nil, nil, invalid
	}
	if err := s.fits(c, k, algorithm); err != nil {
		return nil, nil, err
	}
	plaintext, err := s.gcm(k).Open(nil, nonce, rest, authenticated(head, q.Context))
	if err != nil {
		return nil, nil, otherContext(c)
	}
	return k, plaintext, nil
}

// otherContext refuses a ciphertext that is not of the encryption context.
func otherContext(c *kernel.Call) error {
	err := c.Refuse(CiphertextsStayWithKeyAndContext, "")
	if refusal, ok := err.(*kernel.Error); ok && refusal.ErrorShape == IncorrectKey {
		refusal.ErrorShape = InvalidCiphertext
	}
	return err
}

func (s *Service) reEncrypt(c *kernel.Call, in *ReEncrypt) (*ReEncryptOutput, error) {
	if in.DryRunModifiers != nil {
		return nil, unsupported("DryRunModifiers")
	}
	from, plaintext, err := s.opened(c, "ReEncryptFrom", in.SourceKeyId, in.CiphertextBlob,
		using(in.SourceEncryptionContext, in.GrantTokens), in.SourceEncryptionAlgorithm)
	if err != nil {
		return nil, err
	}
	to, err := s.fitting(c, "ReEncryptTo", in.DestinationKeyId, using(in.DestinationEncryptionContext, in.GrantTokens),
		in.DestinationEncryptionAlgorithm)
	if err != nil {
		return nil, err
	}
	if err := dry(c, in.DryRun); err != nil {
		return nil, err
	}
	return &ReEncryptOutput{
		CiphertextBlob: s.seal(to, plaintext, in.DestinationEncryptionContext), KeyId: to.name(),
		SourceKeyId:               from.name(),
		SourceEncryptionAlgorithm: SymmetricAlgorithm, DestinationEncryptionAlgorithm: SymmetricAlgorithm,
		SourceKeyMaterialId: s.materialID(from), DestinationKeyMaterialId: s.materialID(to),
	}, nil
}

func (s *Service) generateDataKey(c *kernel.Call, in *GenerateDataKey) (*GenerateDataKeyOutput, error) {
	if in.Recipient != nil {
		return nil, unsupported("Recipients")
	}
	return s.dataKey(c, in)
}

func (s *Service) generateDataKeyWithoutPlaintext(
	c *kernel.Call, in *GenerateDataKeyWithoutPlaintext,
) (*GenerateDataKeyWithoutPlaintextOutput, error) {
	made, err := s.dataKey(c, &GenerateDataKey{
		DryRun: in.DryRun, EncryptionContext: in.EncryptionContext, GrantTokens: in.GrantTokens, KeyId: in.KeyId,
		KeySpec: in.KeySpec, NumberOfBytes: in.NumberOfBytes,
	})
	if err != nil {
		return nil, err
	}
	return &GenerateDataKeyWithoutPlaintextOutput{made.CiphertextBlob, made.KeyId, made.KeyMaterialId}, nil
}

// dataKey makes a data key for the call's operation.
func (s *Service) dataKey(c *kernel.Call, in *GenerateDataKey) (*GenerateDataKeyOutput, error) {
	n := 0
	switch {
	case (in.KeySpec == "") == (in.NumberOfBytes == nil):
		return nil, kernel.NewError(Validation, "Please specify either number of bytes or key spec.")
	case in.NumberOfBytes != nil:
		n = min(max(1, int(*in.NumberOfBytes)), 1024)
	case in.KeySpec == "AES_128":
		n = 16
	default:
		n = 32
	}
	k, err := s.fitting(c, c.Operation.Name, in.KeyId, using(in.EncryptionContext, in.GrantTokens), "")
	if err != nil {
		return nil, err
	}
	if err := dry(c, in.DryRun); err != nil {
		return nil, err
	}
	plaintext := s.fresh(n)
	return &GenerateDataKeyOutput{CiphertextBlob: s.seal(k, plaintext, in.EncryptionContext), KeyId: k.name(),
		KeyMaterialId: s.materialID(k), Plaintext: plaintext}, nil
}
