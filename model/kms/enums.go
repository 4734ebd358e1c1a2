package kms

// KeyState is the state of a key.
type KeyState string

// The states of a key. Nothing in this model leads to the other four that the
// service has: they are those of multi-Region keys and of custom key stores.
const (
	KeyEnabled         KeyState = "Enabled"
	KeyDisabled        KeyState = "Disabled"
	KeyPendingDeletion KeyState = "PendingDeletion"
	KeyPendingImport   KeyState = "PendingImport"

	keyVanished KeyState = "vanished"
)

// Values lists the enumeration that clients see (KMS-ST-01).
func (KeyState) Values() []KeyState {
	return []KeyState{"Creating", KeyEnabled, KeyDisabled, KeyPendingDeletion, KeyPendingImport, "PendingReplicaDeletion",
		"Unavailable", "Updating"}
}

// KeyManagerType is who manages a key.
type KeyManagerType string

// Who manages keys.
const (
	ManagedByAWS      KeyManagerType = "AWS"
	ManagedByCustomer KeyManagerType = "CUSTOMER"
)

// Values lists the enumeration.
func (KeyManagerType) Values() []KeyManagerType {
	return []KeyManagerType{ManagedByAWS, ManagedByCustomer}
}

// KeySpec is the kind of a key's material.
type KeySpec string

// The kinds of key material that can be made here.
const (
	SymmetricDefault KeySpec = "SYMMETRIC_DEFAULT"
	RSA2048          KeySpec = "RSA_2048"
	ECCNistP256      KeySpec = "ECC_NIST_P256"
	HMAC256          KeySpec = "HMAC_256"
)

// Values lists the enumeration.
func (KeySpec) Values() []KeySpec {
	return []KeySpec{
		RSA2048, "RSA_3072", "RSA_4096", ECCNistP256, "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", SymmetricDefault,
		"HMAC_224", HMAC256, "HMAC_384", "HMAC_512", "SM2", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ECC_NIST_EDWARDS25519",
		"ML_KEM_512", "ML_KEM_768", "ML_KEM_1024",
	}
}

// KeyUsageType is what a key is for.
type KeyUsageType string

// What keys are for.
const (
	EncryptDecrypt    KeyUsageType = "ENCRYPT_DECRYPT"
	SignVerify        KeyUsageType = "SIGN_VERIFY"
	GenerateVerifyMac KeyUsageType = "GENERATE_VERIFY_MAC"
)

// Values lists the enumeration.
func (KeyUsageType) Values() []KeyUsageType {
	return []KeyUsageType{SignVerify, EncryptDecrypt, GenerateVerifyMac, "KEY_AGREEMENT", "ENCAPSULATE_DECAPSULATE"}
}

// OriginType is where a key's material comes from.
type OriginType string

// Where key material comes from.
const (
	MadeByKMS OriginType = "AWS_KMS"
	External  OriginType = "EXTERNAL"
)

// Values lists the enumeration.
func (OriginType) Values() []OriginType {
	return []OriginType{MadeByKMS, External, "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"}
}

// EncryptionAlgorithmSpec is how a key encrypts.
type EncryptionAlgorithmSpec string

// SymmetricAlgorithm is the one of symmetric keys.
const SymmetricAlgorithm EncryptionAlgorithmSpec = "SYMMETRIC_DEFAULT"

// Values lists the enumeration.
func (EncryptionAlgorithmSpec) Values() []EncryptionAlgorithmSpec {
	return []EncryptionAlgorithmSpec{SymmetricAlgorithm, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"}
}

// DataKeySpec is the length of a data key.
type DataKeySpec string

// Values lists the enumeration.
func (DataKeySpec) Values() []DataKeySpec { return []DataKeySpec{"AES_256", "AES_128"} }

// GrantOperation is what a grant allows.
type GrantOperation string

// Values lists the enumeration.
func (GrantOperation) Values() []GrantOperation {
	return append(append([]GrantOperation{}, symmetricOperations...),
		"Sign", "Verify", "GetPublicKey", "GenerateMac", "VerifyMac", "DeriveSharedSecret", "Encapsulate", "Decapsulate")
}

// symmetricOperations are what a grant on a symmetric key may allow.
var symmetricOperations = []GrantOperation{
	"Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo",
	"CreateGrant",
	"RetireGrant", "DescribeKey", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
}
