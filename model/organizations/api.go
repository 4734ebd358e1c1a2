// Package organizations is AWS Organizations (API version 2016-11-28) as far as
// sharing depends on it: organizations, their accounts and organizational
// units, invitations, and trusted access for services. It is a global service:
// a caller's Region makes no difference.
package organizations

import (
	"slices"

	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what Organizations offers here.
var API = kernel.NewAPI(kernel.API{
	Service: "organizations", Title: "AWS Organizations", Protocol: kernel.JSON11,
	Target:  "AWSOrganizationsV20161128",
	Version: "2016-11-28",
	Signing: "organizations",
	Global:  true,
	Message: "Message",
	Look:    "DescribeOrganization",
	Denied:  AccessDenied, Also: tagging,
	System: "organizations", Errors: knownErrors,
	Throttled:   &kernel.ErrorShape{Code: "TooManyRequestsException", Status: 400},
	Unavailable: []*kernel.ErrorShape{{Code: "ServiceException", Status: 500}},
	Common:      []string{"*"},
	Undo:        slices.Concat(undo, found),
	Bill:        bill,
	Rules:       rules,
	Lifecycles:  []kernel.TableView{creationLifecycle.View(), handshakeLifecycle.View(), closureLifecycle.View()},
	Generator:   workload.Generator(shapes),
	Operations: kernel.Compile(shapes, RequiredMembersAreGiven,
		kernel.Op((*Service).createOrganization),
		kernel.Op((*Service).describeOrganization),
		kernel.Op((*Service).deleteOrganization),
		kernel.Op((*Service).createAccount).MayFail(),
		kernel.Op((*Service).describeCreateAccountStatus),
		kernel.Op((*Service).listCreateAccountStatus),
		kernel.Op((*Service).describeAccount),
		kernel.Op((*Service).listAccounts),
		kernel.Op((*Service).moveAccount),
		kernel.Op((*Service).leaveOrganization),
		kernel.Op((*Service).removeAccountFromOrganization),
		kernel.Op((*Service).closeAccount),
		kernel.Op((*Service).listRoots),
		kernel.Op((*Service).listParents),
		kernel.Op((*Service).listChildren),
		kernel.Op((*Service).listAccountsForParent),
		kernel.Op((*Service).createOrganizationalUnit),
		kernel.Op((*Service).describeOrganizationalUnit),
		kernel.Op((*Service).updateOrganizationalUnit),
		kernel.Op((*Service).deleteOrganizationalUnit),
		kernel.Op((*Service).listOrganizationalUnitsForParent),
		kernel.Op((*Service).inviteAccountToOrganization),
		kernel.Op((*Service).acceptHandshake),
		kernel.Op((*Service).declineHandshake),
		kernel.Op((*Service).cancelHandshake),
		kernel.Op((*Service).describeHandshake),
		kernel.Op((*Service).listHandshakesForAccount),
		kernel.Op((*Service).listHandshakesForOrganization),
		kernel.Op((*Service).enableAWSServiceAccess),
		kernel.Op((*Service).disableAWSServiceAccess),
		kernel.Op((*Service).listAWSServiceAccessForOrganization),
		kernel.Op((*Service).registerDelegatedAdministrator),
		kernel.Op((*Service).deregisterDelegatedAdministrator),
		kernel.Op((*Service).listDelegatedAdministrators),
		kernel.Op((*Service).listDelegatedServicesForAccount),
		kernel.Op((*Service).enablePolicyType),
		kernel.Op((*Service).disablePolicyType),
		kernel.Op((*Service).createPolicy),
		kernel.Op((*Service).describePolicy),
		kernel.Op((*Service).updatePolicy),
		kernel.Op((*Service).deletePolicy),
		kernel.Op((*Service).listPolicies),
		kernel.Op((*Service).attachPolicy),
		kernel.Op((*Service).detachPolicy),
		kernel.Op((*Service).listPoliciesForTarget),
		kernel.Op((*Service).listTargetsForPolicy),
		kernel.Op((*Service).tagResource),
		kernel.Op((*Service).untagResource),
		kernel.Op((*Service).listTagsForResource),
	),
})

// knownErrors are the errors of the service by its API reference and the SDK's
// model of it.
var knownErrors = strings.Fields(`
	AccessDeniedException AccessDeniedForDependencyException AccountAlreadyClosedException
	AccountAlreadyRegisteredException
	AccountNotFoundException AccountNotRegisteredException
	AccountOwnerNotVerifiedException AlreadyInOrganizationException AWSOrganizationsNotInUseException
	ChildNotFoundException ConcurrentModificationException ConflictException
	ConstraintViolationException CreateAccountStatusNotFoundException
	DestinationParentNotFoundException DuplicateAccountException DuplicateHandshakeException
	DuplicateOrganizationalUnitException DuplicatePolicyAttachmentException DuplicatePolicyException
	FinalizingOrganizationException
	HandshakeAlreadyInStateException HandshakeConstraintViolationException HandshakeNotFoundException
	InvalidHandshakeTransitionException InvalidInputException MalformedPolicyDocumentException
	MasterCannotLeaveOrganizationException
	OrganizationalUnitNotEmptyException OrganizationalUnitNotFoundException
	OrganizationNotEmptyException ParentNotFoundException PolicyChangesInProgressException
	PolicyInUseException PolicyNotAttachedException PolicyNotFoundException PolicyTypeAlreadyEnabledException
	PolicyTypeNotAvailableForOrganizationException PolicyTypeNotEnabledException RootNotFoundException
	ServiceException SourceParentNotFoundException TargetNotFoundException
	UnsupportedAPIEndpointException
`)

// The errors of the service.
var (
	AccessDenied                 = client("AccessDeniedException")
	AccountAlreadyClosed         = client("AccountAlreadyClosedException")
	AccountAlreadyRegistered     = client("AccountAlreadyRegisteredException")
	AccountNotFound              = client("AccountNotFoundException")
	AccountNotRegistered         = client("AccountNotRegisteredException")
	AlreadyInOrganization        = client("AlreadyInOrganizationException")
	NotInUse                     = client("AWSOrganizationsNotInUseException")
	ChildNotFound                = client("ChildNotFoundException")
	Conflict                     = client("ConflictException")
	ConstraintViolation          = client("ConstraintViolationException")
	CreateAccountStatusNotFound  = client("CreateAccountStatusNotFoundException")
	DestinationParentNotFound    = client("DestinationParentNotFoundException")
	DuplicateAccount             = client("DuplicateAccountException")
	DuplicateHandshake           = client("DuplicateHandshakeException")
	DuplicateOrganizationalUnit  = client("DuplicateOrganizationalUnitException")
	DuplicatePolicy              = client("DuplicatePolicyException")
	DuplicatePolicyAttachment    = client("DuplicatePolicyAttachmentException")
	HandshakeAlreadyInState      = client("HandshakeAlreadyInStateException")
	HandshakeConstraintViolation = client("HandshakeConstraintViolationException")
	HandshakeNotFound            = client("HandshakeNotFoundException")
	InvalidHandshakeTransition   = client("InvalidHandshakeTransitionException")
	InvalidInput                 = client("InvalidInputException")
	MalformedPolicyDocument      = client("MalformedPolicyDocumentException")
	MasterCannotLeave            = client("MasterCannotLeaveOrganizationException")
	OrganizationalUnitNotEmpty   = client("OrganizationalUnitNotEmptyException")
	OrganizationalUnitNotFound   = client("OrganizationalUnitNotFoundException")
	OrganizationNotEmpty         = client("OrganizationNotEmptyException")
	ParentNotFound               = client("ParentNotFoundException")
	PolicyInUse                  = client("PolicyInUseException")
	PolicyNotAttached            = client("PolicyNotAttachedException")
	PolicyNotFound               = client("PolicyNotFoundException")
	PolicyTypeAlreadyEnabled     = client("PolicyTypeAlreadyEnabledException")
	PolicyTypeNotAvailable       = client("PolicyTypeNotAvailableForOrganizationException")
	PolicyTypeNotEnabled         = client("PolicyTypeNotEnabledException")
	RootNotFound                 = client("RootNotFoundException")
	SourceParentNotFound         = client("SourceParentNotFoundException")
	TargetNotFound               = client("TargetNotFoundException")
)

func client(code string) *kernel.ErrorShape { return &kernel.ErrorShape{Code: code, Status: 400} }

const serviceModel = "Organizations service model, 2016-11-28"

// reference names an operation's page as a source.
func reference(operation string) string { return "Organizations API Reference, " + operation }

var rules = kernel.NewRulebook("organizations")

// Rules that many operations share.
var (
	RequiredMembersAreGiven = rules.Add(kernel.Rule{
		ID: "ORG-ERR-01", Kind: kernel.Shaped, Error: InvalidInput, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A request has all the members that the service model requires.", Operations: []string{"all"},
	})
	IDsHaveTheirShape = rules.Add(kernel.Rule{
		ID: "ORG-FMT-01", Kind: kernel.Shaped, Error: InvalidInput, Evidence: kernel.SDKModel, Source: serviceModel,
		Also:       []string{"ORG-BKP-07"},
		Says:       "IDs are written o-…, r-…, ou-…-…, h-… or as 12 digits, in the documented lengths.",
		Operations: []string{"all"},
	})
	ValuesHaveTheirShape = rules.Add(kernel.Rule{
		ID: "ORG-FMT-02", Kind: kernel.Shaped, Error: InvalidInput, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "Names, email addresses, service principals, notes, tags and enumerated values satisfy the constraints of " +
			"the service model.", Operations: []string{"all"},
	})
	PagesAreBounded = rules.Add(kernel.Rule{
		ID: "ORG-FMT-03", Kind: kernel.Shaped, Error: InvalidInput, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A listing gives 1 to 20 entries a page and continues only from a token that it gave.",
		Operations: []string{"ListAccounts", "ListRoots", "ListParents", "ListOrganizationalUnitsForParent",
			"ListHandshakesForAccount", "ListAWSServiceAccessForOrganization", "ListPolicies", "ListPoliciesForTarget",
			"ListTargetsForPolicy", "ListAccountsForParent", "ListChildren", "ListCreateAccountStatus",
			"ListDelegatedAdministrators", "ListDelegatedServicesForAccount", "ListHandshakesForOrganization"},
	})
	OutsidersHaveNoOrganization = rules.Add(kernel.Rule{
		ID: "ORG-ERR-02", Kind: kernel.Refusal, Error: NotInUse, Evidence: kernel.SDKModel, Source: serviceModel,
		Also: []string{"ORG-BKP-01"},
		Says: "An account that is in no organization is told that Organizations is not in use.", Operations: []string{"all"},
	})
	OnlyTheManagementAccountManages = rules.Add(kernel.Rule{
		ID: "ORG-ERR-03", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: reference("MoveAccount, CreateAccount, ListAccounts"),
		Says: "Accounts, organizational units and invitations are managed from the management account alone, and listed " +
			"from there and by accounts that administer a service.",
		Operations: []string{"CreateAccount", "DescribeAccount", "ListAccounts", "MoveAccount",
			"RemoveAccountFromOrganization", "CloseAccount", "InviteAccountToOrganization", "CreateOrganizationalUnit",
			"DeleteOrganizationalUnit", "ListRoots", "ListParents", "DeleteOrganization", "DescribeOrganizationalUnit",
			"UpdateOrganizationalUnit", "ListAccountsForParent", "ListChildren", "ListCreateAccountStatus", "TagResource",
			"UntagResource", "ListTagsForResource", "RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator",
			"ListDelegatedAdministrators", "ListDelegatedServicesForAccount", "ListHandshakesForOrganization"},
	})
)

var shapes = kernel.Shapes{
	"AccountId": {Rule: IDsHaveTheirShape, Pattern: `^\d{12}$`},
	"ChildId":   {Rule: IDsHaveTheirShape, Max: 100, Pattern: `^(\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$`},
	"ParentId": {Rule: IDsHaveTheirShape, Max: 100,
		Pattern: `^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$`},
	"OrganizationalUnitId": {Rule: IDsHaveTheirShape, Max: 68, Pattern: `^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$`},
	"PolicyId":             {Rule: IDsHaveTheirShape, Max: 130, Pattern: `^p-[0-9a-zA-Z_]{8,128}$`},
	"RootId":               {Rule: IDsHaveTheirShape, Max: 34, Pattern: `^r-[0-9a-z]{4,32}$`},
	"TargetId": {Rule: IDsHaveTheirShape, Max: 100,
		Pattern: `^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$`},
	"TaggableId": {Rule: IDsHaveTheirShape, Max: 130, Pattern: `^(r-[0-9a-z]{4,32}|\d{12}|` +
		`ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|p-[0-9a-zA-Z_]{8,128}|rp-[0-9a-zA-Z_]{4,128}|rt-[0-9a-z]{8,32})$`},
	"HandshakeId":            {Rule: IDsHaveTheirShape, Max: 34, Pattern: `^h-[0-9a-z]{8,32}$`},
	"CreateAccountRequestId": {Rule: IDsHaveTheirShape, Max: 36, Pattern: `^car-[a-z0-9]{8,32}$`},

	"Email":                  {Rule: ValuesHaveTheirShape, Min: 6, Max: 64, Pattern: `^[^\s@]+@[^\s@]+\.[^\s@]+$`},
	"AccountName":            {Rule: ValuesHaveTheirShape, Min: 1, Max: 50, Pattern: `^[\x20-\x7E]+$`},
	"RoleName":               {Rule: ValuesHaveTheirShape, Max: 64, Pattern: `^[\w+=,.@-]{1,64}$`},
	"OrganizationalUnitName": {Rule: ValuesHaveTheirShape, Min: 1, Max: 128},
	"ServicePrincipal":       {Rule: ValuesHaveTheirShape, Min: 1, Max: 128, Pattern: `^[\w+=,.@-]*$`},
	"HandshakePartyId":       {Rule: ValuesHaveTheirShape, Min: 1, Max: 64},
	"HandshakeNotes":         {Rule: ValuesHaveTheirShape, Max: 1024},
	"PolicyName":             {Rule: ValuesHaveTheirShape, Min: 1, Max: 128},
	"PolicyDescription":      {Rule: ValuesHaveTheirShape, Max: 512},
	"PolicyContent":          {Rule: ValuesHaveTheirShape, Min: 1, Max: 1000000},
	"PolicyType":             {Rule: ValuesHaveTheirShape, Enum: kernel.Values(PolicyType("").Values()...)},
	"TagKeys":                {Rule: ValuesHaveTheirShape, Each: "TagKey"},
	"ChildType":              {Rule: ValuesHaveTheirShape, Enum: kernel.Values(ChildType("").Values()...)},
	"CreationStates":         {Rule: ValuesHaveTheirShape, Each: "CreationState"},
	"CreationState":          {Rule: ValuesHaveTheirShape, Enum: kernel.Values(CreateAccountState("").Values()...)},
	"TagKey":                 {Rule: ValuesHaveTheirShape, Min: 1, Max: 128, Pattern: `^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`},
	"TagValue":               {Rule: ValuesHaveTheirShape, Max: 256, Pattern: `^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`},
	"FeatureSet":             {Rule: ValuesHaveTheirShape, Enum: kernel.Values(OrganizationFeatureSet("").Values()...)},
	"Billing":                {Rule: ValuesHaveTheirShape, Enum: kernel.Values(IAMUserAccessToBilling("").Values()...)},
	"PartyType":              {Rule: ValuesHaveTheirShape, Enum: kernel.Values(HandshakePartyType("").Values()...)},
	"ActionType":             {Rule: ValuesHaveTheirShape, Enum: kernel.Values(ActionType("").Values()...)},

	"MaxResults": {Rule: PagesAreBounded, Min: 1, Max: 20},
	"NextToken":  {Rule: PagesAreBounded, Max: 100000},
}

// Tag labels a root, unit, account or policy.
type Tag struct {
	Key   string `shape:"!TagKey" sent:"always,model"`
	Value string `shape:"TagValue" wire:",always" sent:"always,model"`
}
