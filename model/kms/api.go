package kms

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what KMS offers: the 31 operations that sharing keys and encrypting
// under them take.
var API = kernel.NewAPI(kernel.API{
	Service: "kms", Title: "AWS KMS", Protocol: kernel.JSON11,
	Target:    "TrentService",
	Version:   "2014-11-01",
	Signing:   "kms",
	Message:   "message",
	Look:      "ListKeys",
	Denied:    AccessDenied,
	Resources: concerned, Also: tagging,
	System: "kms", Errors: knownErrors,
	Throttled: &kernel.ErrorShape{Code: "ThrottlingException", Status: 400},
	Unavailable: []*kernel.ErrorShape{{Code: "KMSInternalException", Status: 500},
		{Code: "DependencyTimeoutException", Status: 500}},
	Trial:      func() (makes, lists any) { return &CreateKey{}, &ListKeys{} },
	Undo:       slices.Concat(undo, found),
	Shared:     sharings,
	Bill:       bill,
	Rules:      rules,
	Lifecycles: []kernel.TableView{keyLifecycle.View()},
	Generator:  workload.Generator(shapes),
	Operations: kernel.Compile(shapes, MembersHaveTheirShape,
		kernel.Op((*Service).createKey),
		kernel.Op((*Service).describeKey),
		kernel.Op((*Service).listKeys),
		kernel.Op((*Service).updateKeyDescription),
		kernel.Op((*Service).enableKey),
		kernel.Op((*Service).disableKey),
		kernel.Op((*Service).scheduleKeyDeletion),
		kernel.Op((*Service).cancelKeyDeletion),
		kernel.Op((*Service).putKeyPolicy),
		kernel.Op((*Service).getKeyPolicy),
		kernel.Op((*Service).listKeyPolicies),
		kernel.Op((*Service).createGrant),
		kernel.Op((*Service).listGrants),
		kernel.Op((*Service).listRetirableGrants),
		kernel.Op((*Service).retireGrant),
		kernel.Op((*Service).revokeGrant),
		kernel.Op((*Service).createAlias),
		kernel.Op((*Service).updateAlias),
		kernel.Op((*Service).deleteAlias),
		kernel.Op((*Service).listAliases),
		kernel.Op((*Service).tagResource),
		kernel.Op((*Service).untagResource),
		kernel.Op((*Service).listResourceTags),
		kernel.Op((*Service).getKeyRotationStatus),
		kernel.Op((*Service).enableKeyRotation),
		kernel.Op((*Service).disableKeyRotation),
		kernel.Op((*Service).encrypt),
		kernel.Op((*Service).decrypt),
		kernel.Op((*Service).reEncrypt),
		kernel.Op((*Service).generateDataKey),
		kernel.Op((*Service).generateDataKeyWithoutPlaintext),
	),
})

// knownErrors are the errors of the service by its API reference and the SDK's
// model of it.
var knownErrors = strings.Fields(`
	AccessDeniedException AlreadyExistsException DependencyTimeoutException DisabledException
	DryRunOperationException ExpiredTokenException IncorrectKeyException InvalidAliasNameException
	InvalidArnException InvalidCiphertextException InvalidGrantIdException InvalidGrantTokenException
	InvalidKeyUsageException InvalidMarkerException KMSInternalException KMSInvalidStateException
	KeyUnavailableException LimitExceededException MalformedPolicyDocumentException
	NotAuthorizedException NotFoundException TagException UnsupportedOperationException
	ValidationException
`)

// concerned names what the identity policies of a caller are asked about before
// KMS sees the call: anything, where the call names no key. Otherwise KMS asks
// them itself, together with key policies and grants.
func concerned(c *kernel.Call, _ any) []string {
	switch c.Operation.Name {
	case "CreateKey", "ListKeys", "ListAliases", "ListRetirableGrants":
		return []string{"*"}
	}
	return nil
}

// The errors of the service. All come with status 400 (KMS-GEN-01).
var (
	AccessDenied         = fault("AccessDeniedException")
	AlreadyExists        = fault("AlreadyExistsException")
	Disabled             = fault("DisabledException")
	DryRunOperation      = fault("DryRunOperationException")
	IncorrectKey         = fault("IncorrectKeyException")
	InvalidAliasName     = fault("InvalidAliasNameException")
	InvalidArn           = fault("InvalidArnException")
	InvalidCiphertext    = fault("InvalidCiphertextException")
	InvalidGrantToken    = fault("InvalidGrantTokenException")
	InvalidKeyUsage      = fault("InvalidKeyUsageException")
	InvalidMarker        = fault("InvalidMarkerException")
	InvalidState         = fault("KMSInvalidStateException")
	LimitExceeded        = fault("LimitExceededException")
	MalformedPolicy      = fault("MalformedPolicyDocumentException")
	NotAuthorized        = fault("NotAuthorizedException")
	NotFound             = fault("NotFoundException")
	TagFault             = fault("TagException")
	UnsupportedOperation = fault("UnsupportedOperationException")
	Validation           = fault("ValidationException")
)

func fault(code string) *kernel.ErrorShape { return &kernel.ErrorShape{Code: code, Status: 400} }

// Where the rules come from.
const (
	recordings   = "LocalStack's recordings of AWS, kms/test_kms.snapshot.json"
	serviceModel = "KMS service model, 2014-11-01"
	quotas       = "KMS Developer Guide, Resource quotas"
	dlmSeed      = "003_90b1d04ca92e336d.txt"
	auroraSeed   = "004_97d57eb1b7227b8f.txt"
)

func guide(page string) string          { return "KMS Developer Guide, " + page }
func reference(operation string) string { return "KMS API Reference, " + operation }

var rules = kernel.NewRulebook("kms")

// Rules that many operations share.
var (
	MembersHaveTheirShape = rules.Add(kernel.Rule{
		ID: "KMS-GEN-02", Kind: kernel.Shaped, Error: Validation, Evidence: kernel.Recorded, Source: recordings,
		Says: "A member that is missing, too long, out of range or not of its enumeration or pattern is refused " +
			"before anything is looked up, in one sentence that names member and value; the value of a blob is left out.",
		Operations: []string{"all"},
	})
	DryRunsChangeNothing = rules.Add(kernel.Rule{
		ID: "KMS-GEN-03", Kind: kernel.Refusal, Error: DryRunOperation, Evidence: kernel.Recorded, Source: recordings,
		Says: "A call with DryRun that would have succeeded says so by an error of its own, and changes nothing.",
		Operations: []string{"CreateGrant", "RetireGrant", "RevokeGrant", "Encrypt", "Decrypt", "ReEncrypt",
			"GenerateDataKey", "GenerateDataKeyWithoutPlaintext"},
	})
)

// dry refuses a call that would have succeeded, if it only asks whether it would.
func dry(c *kernel.Call, run *bool) error {
	return c.Require(run == nil || !*run, DryRunsChangeNothing,
		"The request would have succeeded, but the DryRun option is set.")
}

// unsupported refuses what KMS offers and this model does not.
func unsupported(what string) error {
	return kernel.NewError(UnsupportedOperation, what+" are not modelled.")
}

var shapes = kernel.Shapes{
	"KeyId":       {Rule: MembersHaveTheirShape, Min: 1, Max: 2048},
	"Description": {Rule: MembersHaveTheirShape, Max: 8192},
	"KeySpec":     {Rule: MembersHaveTheirShape, Enum: kernel.Values(KeySpec("").Values()...)},
	"KeyUsage":    {Rule: MembersHaveTheirShape, Enum: kernel.Values(KeyUsageType("").Values()...)},
	"Origin":      {Rule: MembersHaveTheirShape, Enum: kernel.Values(OriginType("").Values()...)},
	"KeyStoreId":  {Rule: MembersHaveTheirShape, Min: 1, Max: 64},
	"XksKeyId":    {Rule: MembersHaveTheirShape, Min: 1, Max: 128, Pattern: `^[a-zA-Z0-9-_.]+$`},
	"Window":      {Rule: MembersHaveTheirShape, Min: 1, Max: 365},
	"Period":      {Rule: MembersHaveTheirShape, Min: 90, Max: 2560},
	"Limit":       {Rule: MembersHaveTheirShape, Min: 1, Max: 1000},
	"Marker":      {Rule: MembersHaveTheirShape, Min: 1, Max: 1024, Pattern: `^[\x{20}-\x{FF}]*$`},

	"Policy": {Rule: MembersHaveTheirShape, Min: 1, Max: 131072, Pattern: `^[\t\n\r\x{20}-\x{FF}]+$`,
		Matches: isLatin1},
	"PolicyName": {Rule: MembersHaveTheirShape, Min: 1, Max: 128, Pattern: `^\w+$`},

	"TagsMax":  {Rule: MembersHaveTheirShape, Min: 1, Max: 50},
	"TagKeys":  {Rule: MembersHaveTheirShape, Each: "TagKey"},
	"TagKey":   {Rule: MembersHaveTheirShape, Min: 1, Max: 128},
	"TagValue": {Rule: MembersHaveTheirShape, Max: 256},

	"AliasName": {Rule: MembersHaveTheirShape, Min: 1, Max: 256, Pattern: `^[a-zA-Z0-9:/_-]+$`},

	"GrantName":    {Rule: MembersHaveTheirShape, Min: 1, Max: 256, Pattern: `^[a-zA-Z0-9:/_-]+$`},
	"GrantsMax":    {Rule: MembersHaveTheirShape, Min: 1, Max: 100},
	"AliasesMax":   {Rule: MembersHaveTheirShape, Min: 1, Max: 100},
	"GrantId":      {Rule: MembersHaveTheirShape, Min: 1, Max: 128},
	"GrantToken":   {Rule: MembersHaveTheirShape, Min: 1, Max: 8192},
	"GrantTokens":  {Rule: MembersHaveTheirShape, Max: 10, Each: "GrantToken"},
	"Principal":    {Rule: MembersHaveTheirShape, Min: 1, Max: 256, Pattern: `^[\w+=,.@:/-]+$`},
	"GrantActions": {Rule: MembersHaveTheirShape, Each: "GrantAction"},
	"GrantAction":  {Rule: MembersHaveTheirShape, Enum: kernel.Values(GrantOperation("").Values()...)},

	"Plaintext":     {Rule: MembersHaveTheirShape, Min: 1, Max: 4096},
	"Ciphertext":    {Rule: MembersHaveTheirShape, Min: 1, Max: 6144},
	"Algorithm":     {Rule: MembersHaveTheirShape, Enum: kernel.Values(EncryptionAlgorithmSpec("").Values()...)},
	"DataKeySpec":   {Rule: MembersHaveTheirShape, Enum: kernel.Values(DataKeySpec("").Values()...)},
	"NumberOfBytes": {Rule: MembersHaveTheirShape, Min: 1, Max: 1024},
}

func isLatin1(s string) bool {
	for _, r := range s {
		if r > 0xff || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
			return false
		}
	}
	return s != ""
}

// isKeyID reports whether a text is a UUID, or mrk- and 32 hexadecimal digits.
func isKeyID(text string) bool {
	digits, several := strings.CutPrefix(text, "mrk-")
	if several && len(digits) != 32 || !several && len(text) != 36 {
		return false
	}
	for i := range len(digits) {
		hyphen := !several && (i == 8 || i == 13 || i == 18 || i == 23)
		if c := digits[i]; hyphen != (c == '-') || !hyphen && (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
