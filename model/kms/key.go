package kms

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// key is a KMS key of one account and Region. Its material follows from its ARN.
type key struct {
	Scope       kernel.Scope
	ID          string
	Life        kernel.Life[KeyState]
	Manager     KeyManagerType
	Description string
	Spec        KeySpec
	Usage       KeyUsageType
	Origin      OriginType
	Created     kernel.Time
	Window      int32 // days that its deletion waits
	Policy      keyPolicy
	Tags        []Tag
	Rotation    rotation
}

// name is the ARN as a text.
func (k *key) name() string { return keyARN(k.Scope, k.ID) }

func keyARN(at kernel.Scope, id string) string {
	return "arn:" + kernel.Partition(at.Region) + ":kms:" + at.Region + ":" + at.Account + ":key/" + id
}

func (k *key) arn() kernel.ARN {
	return kernel.ARN{
		Partition: kernel.Partition(k.Scope.Region), Service: "kms",
		Region: k.Scope.Region, Account: k.Scope.Account, Resource: "key/" + k.ID,
	}
}

// Triggers that stand for several operations.
const (
	use    = "use"    // cryptographic operations, and CreateGrant
	change = "change" // CreateAlias, TagResource, UntagResource, UpdateKeyDescription
)

var keyLifecycle = kernel.NewLifecycle(kernel.Lifecycle[KeyState, key]{
	Name: "KMS key", Start: KeyEnabled, Final: []KeyState{keyVanished},
	Rows: []kernel.Row[KeyState, key]{
		{From: KeyPendingDeletion, On: kernel.Elapsed, To: keyVanished, After: deletionWindow, Wait: (*key).window,
			Rule: DeletedKeysAreGone},

		{From: KeyEnabled, On: "EnableKey", To: KeyEnabled, Rule: DisabledKeysAreEnabled},
		{From: KeyDisabled, On: "EnableKey", To: KeyEnabled, Rule: DisabledKeysAreEnabled},
		{On: "EnableKey", To: kernel.Refused, Rule: PendingKeysStayAsTheyAre},
		{From: KeyEnabled, On: "DisableKey", To: KeyDisabled, Rule: EnabledKeysAreDisabled},
		{From: KeyDisabled, On: "DisableKey", To: KeyDisabled, Rule: EnabledKeysAreDisabled},
		{On: "DisableKey", To: kernel.Refused, Rule: PendingKeysStayAsTheyAre},

		{From: KeyEnabled, On: "ScheduleKeyDeletion", To: KeyPendingDeletion, Rule: DeletedKeysWait},
		{From: KeyDisabled, On: "ScheduleKeyDeletion", To: KeyPendingDeletion, Rule: DeletedKeysWait},
		{From: KeyPendingImport, On: "ScheduleKeyDeletion", To: KeyPendingDeletion, Rule: DeletedKeysWait},
		{On: "ScheduleKeyDeletion", To: kernel.Refused, Rule: DeletionIsScheduledOnce},
		{From: KeyPendingDeletion, On: "CancelKeyDeletion", To: KeyDisabled, Rule: RescuedKeysAreDisabled},
		{On: "CancelKeyDeletion", To: kernel.Refused, Rule: OnlyPendingDeletionIsCancelled},

		{From: KeyEnabled, On: use, To: KeyEnabled},
		{From: KeyDisabled, On: use, To: kernel.Refused, Rule: DisabledKeysAreNotUsed},
		{From: KeyPendingDeletion, On: use, To: kernel.Refused, Rule: DyingKeysAreNotUsed},
		{From: KeyPendingImport, On: use, To: kernel.Refused, Rule: ExternalKeysWaitForMaterial},

		{From: KeyEnabled, On: change, To: KeyEnabled},
		{From: KeyDisabled, On: change, To: KeyDisabled},
		{From: KeyPendingImport, On: change, To: KeyPendingImport},
		{From: KeyPendingDeletion, On: change, To: kernel.Refused, Rule: DyingKeysAreNotChanged},
		{From: KeyEnabled, On: "UpdateAlias", To: KeyEnabled},
		{From: KeyDisabled, On: "UpdateAlias", To: KeyDisabled},
		{From: KeyPendingImport, On: "UpdateAlias", To: KeyPendingImport},
		{From: KeyPendingDeletion, On: "UpdateAlias", To: kernel.Refused, Rule: AliasesDoNotMoveToDyingKeys},
	},
})

var deletionWindow = &kernel.Timing{Name: "the waiting period of a deletion", Earliest: 7 * kernel.Day,
	Typical: 30 * kernel.Day, Latest: 30 * kernel.Day}

// window is how long the key's deletion waits.
func (k *key) window() time.Duration { return time.Duration(k.Window) * kernel.Day }

// refuses words what a trigger is refused with.
func (k *key) refuses(on string) string {
	states := map[KeyState]string{KeyDisabled: "disabled", KeyPendingDeletion: "pending deletion",
		KeyPendingImport: "pending import"}
	if on == "CancelKeyDeletion" {
		return k.name() + " is not pending deletion."
	}
	return k.name() + " is " + states[k.Life.State] + "."
}

// entered is what else happens when a key reaches a state.
func (s *Service) entered(k *key, _ KeyState) {
	defer s.tell(k.arn())
	if k.Life.State != keyVanished {
		return
	}
	for a := range s.Aliases.View(k.Scope).All {
		if a.Key == k.ID {
			s.Aliases.Of(k.Scope).Delete(a.Name)
		}
	}
	for g := range s.Grants.View(within(k)).All {
		s.withdraw(g)
	}
	s.Keys.Of(k.Scope).Delete(k.ID)
}

// CreateKey makes a customer managed key.
type CreateKey struct {
	BypassPolicyLockoutSafetyCheck bool
	CustomKeyStoreId               string       `shape:"KeyStoreId"`
	CustomerMasterKeySpec          KeySpec      `shape:"KeySpec"`
	Description                    string       `shape:"Description"`
	KeySpec                        KeySpec      `shape:"KeySpec"`
	KeyUsage                       KeyUsageType `shape:"KeyUsage"`
	MultiRegion                    *bool
	Origin                         OriginType `shape:"Origin"`
	Policy                         string     `shape:"Policy"`
	Tags                           []Tag
	XksKeyId                       string `shape:"XksKeyId"`
}

// CreateKeyOutput shows the key.
type CreateKeyOutput struct {
	KeyMetadata *KeyMetadata `sent:"always"`
}

// DescribeKey shows a key: an own one, or one that its account shares.
type DescribeKey struct {
	KeyId       string   `shape:"!KeyId"`
	GrantTokens []string `shape:"GrantTokens"`
}

// DescribeKeyOutput shows the key.
type DescribeKeyOutput struct {
	KeyMetadata *KeyMetadata `sent:"always"`
}

// ListKeys lists the keys of the caller's account in the Region.
type ListKeys struct {
	Limit  *int32 `shape:"Limit"`
	Marker string `shape:"Marker"`
}

// ListKeysOutput has a page of keys.
type ListKeysOutput struct {
	Keys       []KeyListEntry `sent:"always"`
	NextMarker string         `sent:"set"`
	Truncated  bool           `sent:"always"`
}

// KeyListEntry names a key.
type KeyListEntry struct {
	KeyArn string `sent:"always"`
	KeyId  string `sent:"always"`
}

// UpdateKeyDescription replaces what a key says about itself.
type UpdateKeyDescription struct {
	Description string `shape:"Description"`
	KeyId       string `shape:"!KeyId"`
}

// UpdateKeyDescriptionOutput is empty.
type UpdateKeyDescriptionOutput struct{}

// The rules of keys.
var (
	KeysAreUsableAtOnce = rules.Add(kernel.Rule{
		ID: "KMS-KEY-01", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings, Also: []string{"KMS-ST-01"},
		Says: "Without any argument a key is symmetric, of one Region, of material that KMS makes, without " +
			"description, managed by the customer and at once enabled: only a key in the state Enabled shows Enabled true.",
		Operations: []string{"CreateKey", "DescribeKey"},
	})
	OnlyCustomerKeysAreCustomers = rules.Add(kernel.Rule{
		ID: "KMS-KEY-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide("Concepts"),
		Says: "KeyManager is AWS for a key that a service had made for the account, and CUSTOMER for any other; the " +
			"alias tells nothing.",
		Operations: []string{"DescribeKey"},
	})
	ExternalKeysWaitForMaterial = rules.Add(kernel.Rule{
		ID: "KMS-ST-12", Kind: kernel.Refusal, Error: InvalidState, Evidence: kernel.Recorded, Source: recordings,
		Says: "A key of external origin waits for its material in PendingImport, and until then it neither encrypts " +
			"nor can be granted.",
		Operations: []string{"CreateKey", "Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey",
			"GenerateDataKeyWithoutPlaintext", "CreateGrant"},
	})
)

// most are the quotas of a key: aliases, tags, and bytes of its policy.
var most = struct{ aliases, tags, policy int }{50, 50, 32_768}

// makings is what keys of a spec are for here, and how they do it.
var makings = map[KeySpec]struct {
	usage   KeyUsageType
	encrypt []EncryptionAlgorithmSpec
	sign    []string
	mac     []string
}{
	SymmetricDefault: {usage: EncryptDecrypt, encrypt: []EncryptionAlgorithmSpec{SymmetricAlgorithm}},
	RSA2048: {usage: SignVerify, sign: []string{
		"RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PKCS1_V1_5_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512", "RSASSA_PSS_SHA_256",
		"RSASSA_PSS_SHA_384", "RSASSA_PSS_SHA_512",
	}},
	ECCNistP256: {usage: SignVerify, sign: []string{"ECDSA_SHA_256"}},
	HMAC256:     {usage: GenerateVerifyMac, mac: []string{"HMAC_SHA_256"}},
}

func (s *Service) createKey(c *kernel.Call, in *CreateKey) (*CreateKeyOutput, error) {
	k, err := s.wanted(c, in)
	if err != nil {
		return nil, err
	}
	if k.Policy, err = s.checkedPolicy(c, k, in.Policy, in.BypassPolicyLockoutSafetyCheck); err != nil {
		return nil, err
	}
	s.begin(k)
	return &CreateKeyOutput{s.show(k)}, nil
}

// wanted returns the key that a call asks for, without ID or policy.
func (s *Service) wanted(c *kernel.Call, in *CreateKey) (*key, error) {
	k := &key{
		Scope: c.Scope(), Manager: ManagedByCustomer, Description: in.Description,
		Spec: in.KeySpec, Usage: in.KeyUsage, Origin: in.Origin, Tags: slices.Clone(in.Tags),
	}
	if k.Spec == "" {
		k.Spec = in.CustomerMasterKeySpec
	}
	if k.Spec == "" {
		k.Spec = SymmetricDefault
	}
	if k.Usage == "" && k.Spec == SymmetricDefault {
		k.Usage = EncryptDecrypt
	}
	if k.Origin == "" {
		k.Origin = MadeByKMS
	}
	switch {
	case in.MultiRegion != nil && *in.MultiRegion:
		return nil, unsupported("Multi-Region keys")
	case in.CustomKeyStoreId != "" || in.XksKeyId != "" || k.Origin != MadeByKMS && k.Origin != External:
		return nil, unsupported("Custom key stores")
	case k.Usage == "":
		return nil, kernel.NewError(Validation,
			"You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.")
	case makings[k.Spec].usage != k.Usage:
		return nil, unsupported("Keys of spec " + string(k.Spec) + " and usage " + string(k.Usage))
	}
	return k, checkTags(c, nil, in.Tags)
}

// begin gives a key its ID and its first state.
func (s *Service) begin(k *key) {
	k.ID, k.Created = s.env.Mint().UUID(), s.env.Now()
	s.machine.Begin(k)
	if s.env.Applies(k.Origin == External, ExternalKeysWaitForMaterial) {
		k.Life.State = KeyPendingImport
	}
	s.Keys.In(k.Scope).Put(k.ID, k)
}

func (s *Service) describeKey(c *kernel.Call, in *DescribeKey) (*DescribeKeyOutput, error) {
	if err := s.arise(c, in.KeyId); err != nil {
		return nil, err
	}
	k, _, err := s.permitted(c, in.KeyId, request{tokens: in.GrantTokens})
	if err != nil {
		return nil, err
	}
	return &DescribeKeyOutput{s.show(k)}, nil
}

func (s *Service) listKeys(c *kernel.Call, in *ListKeys) (*ListKeysOutput, error) {
	page, next, ok := kernel.Page(c.Env, s.Keys.View(c.Scope()), kernel.Query[key]{
		Of: "keys of " + c.Account + " " + c.Region, Token: in.Marker, Max: paged(in.Limit, 100),
	})
	out := &ListKeysOutput{Keys: []KeyListEntry{}, NextMarker: next, Truncated: next != ""}
	for _, k := range page {
		out.Keys = append(out.Keys, KeyListEntry{KeyArn: k.name(), KeyId: k.ID})
	}
	return out, marked(ok)
}

func (s *Service) updateKeyDescription(c *kernel.Call, in *UpdateKeyDescription) (*UpdateKeyDescriptionOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{})
	if err != nil {
		return nil, err
	}
	if err := s.machine.Fire(k, change); err != nil {
		return nil, err
	}
	k.Description = in.Description
	return &UpdateKeyDescriptionOutput{}, nil
}
