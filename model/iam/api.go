package iam

import (
	"slices"

	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what IAM offers here. Groups, instance profiles and federation are not
// modelled: their listings are empty.
var API = kernel.NewAPI(kernel.API{
	Service: "iam", Title: "AWS Identity and Access Management", Protocol: kernel.AWSQuery, Version: "2010-05-08",
	Signing: "iam", Global: true, Message: "Message", Look: "ListRoles",
	Hosts:  map[string]string{"aws": "iam.amazonaws.com", "aws-us-gov": "iam.us-gov.amazonaws.com"},
	Denied: AccessDenied, Resources: asksItself,
	System: "iam", Errors: knownErrors,
	Throttled:   &kernel.ErrorShape{Code: "Throttling", Status: 400},
	Unavailable: []*kernel.ErrorShape{{Code: "ServiceFailure", Status: 500}},
	Trial:       func() (makes, lists any) { return &CreateUser{UserName: "shareproof-trial"}, &ListUsers{} },
	Undo:        slices.Concat(undo, found),
	Shared:      sharings,
	GoesLast:    true,
	Bill:        bill,
	Rules:       rules,
	Generator:   workload.Generator(shapes),
	Operations: kernel.Compile(shapes, RequiredMembersAreGiven,
		guarded((*Service).createRole),
		guarded((*Service).getRole),
		guarded((*Service).listRoles),
		guarded((*Service).updateRole),
		guarded((*Service).updateRoleDescription),
		guarded((*Service).updateAssumeRolePolicy),
		guarded((*Service).deleteRole),
		guarded((*Service).tagRole),
		guarded((*Service).untagRole),
		guarded((*Service).listRoleTags),
		guarded((*Service).putRolePermissionsBoundary),
		guarded((*Service).deleteRolePermissionsBoundary),
		guarded((*Service).listInstanceProfilesForRole),
		guarded((*Service).createServiceLinkedRole),
		guarded((*Service).deleteServiceLinkedRole),
		guarded((*Service).getServiceLinkedRoleDeletionStatus),
		guarded((*Service).putRolePolicy),
		guarded((*Service).getRolePolicy),
		guarded((*Service).listRolePolicies),
		guarded((*Service).deleteRolePolicy),
		guarded((*Service).attachRolePolicy),
		guarded((*Service).detachRolePolicy),
		guarded((*Service).listAttachedRolePolicies),
		guarded((*Service).createPolicy),
		guarded((*Service).getPolicy),
		guarded((*Service).listPolicies),
		guarded((*Service).listEntitiesForPolicy),
		guarded((*Service).deletePolicy),
		guarded((*Service).createPolicyVersion),
		guarded((*Service).getPolicyVersion),
		guarded((*Service).listPolicyVersions),
		guarded((*Service).setDefaultPolicyVersion),
		guarded((*Service).deletePolicyVersion),
		guarded((*Service).tagPolicy),
		guarded((*Service).untagPolicy),
		guarded((*Service).listPolicyTags),
		guarded((*Service).createUser),
		guarded((*Service).getUser),
		guarded((*Service).listUsers),
		guarded((*Service).updateUser),
		guarded((*Service).deleteUser),
		guarded((*Service).tagUser),
		guarded((*Service).untagUser),
		guarded((*Service).listUserTags),
		guarded((*Service).putUserPermissionsBoundary),
		guarded((*Service).deleteUserPermissionsBoundary),
		guarded((*Service).listGroupsForUser),
		guarded((*Service).putUserPolicy),
		guarded((*Service).getUserPolicy),
		guarded((*Service).listUserPolicies),
		guarded((*Service).deleteUserPolicy),
		guarded((*Service).attachUserPolicy),
		guarded((*Service).detachUserPolicy),
		guarded((*Service).listAttachedUserPolicies),
		guarded((*Service).createAccessKey),
		guarded((*Service).updateAccessKey),
		guarded((*Service).listAccessKeys),
		guarded((*Service).getAccessKeyLastUsed),
		guarded((*Service).deleteAccessKey),
	),
})

// knownErrors are the errors of the service by its API reference and the SDK's
// model of it.
var knownErrors = strings.Fields(`
	AccessDenied ConcurrentModification DeleteConflict EntityAlreadyExists InvalidClientTokenId
	ExpiredToken InvalidInput LimitExceeded MalformedPolicyDocument NoSuchEntity NotImplemented
	PolicyNotAttachable ServiceFailure ServiceNotSupported UnmodifiableEntity ValidationError
`)

// STS is what the Security Token Service offers here.
var STS = kernel.NewAPI(kernel.API{
	Service: "sts", Title: "AWS Security Token Service", Protocol: kernel.AWSQuery, Version: "2011-06-15",
	Signing: "sts", Message: "Message", Look: "GetCallerIdentity",
	Denied: AccessDenied, Resources: asksItself,
	System: "iam", Errors: knownSTSErrors,
	Throttled:   &kernel.ErrorShape{Code: "Throttling", Status: 400},
	Unavailable: []*kernel.ErrorShape{{Code: "InternalFailure", Status: 500}},
	Bill:        stsBill,
	Rules:       stsRules,
	Generator:   stsWorkload.Generator(shapes),
	Operations: kernel.Compile(shapes, TokenRequestsAreWhole,
		kernel.Op((*Service).assumeRole),
		kernel.Op((*Service).getCallerIdentity),
		kernel.Op((*Service).getSessionToken).ThatMakes(),
	),
})

// knownSTSErrors are the errors of STS by its API reference and the SDK's model.
var knownSTSErrors = strings.Fields(`
	AccessDenied ExpiredToken InvalidClientTokenId InvalidParameterValue MalformedPolicyDocument NotImplemented
	PackedPolicyTooLarge RegionDisabledException ValidationError
`)

// The errors of both services.
var (
	AccessDenied            = &kernel.ErrorShape{Code: "AccessDenied", Status: 403}
	DeleteConflict          = &kernel.ErrorShape{Code: "DeleteConflict", Status: 409}
	EntityAlreadyExists     = &kernel.ErrorShape{Code: "EntityAlreadyExists", Status: 409}
	InvalidInput            = &kernel.ErrorShape{Code: "InvalidInput", Status: 400}
	InvalidParameterValue   = &kernel.ErrorShape{Code: "InvalidParameterValue", Status: 400}
	PackedPolicyTooLarge    = &kernel.ErrorShape{Code: "PackedPolicyTooLarge", Status: 400}
	LimitExceeded           = &kernel.ErrorShape{Code: "LimitExceeded", Status: 409}
	MalformedPolicyDocument = &kernel.ErrorShape{Code: "MalformedPolicyDocument", Status: 400}
	NoSuchEntity            = &kernel.ErrorShape{Code: "NoSuchEntity", Status: 404}
	UnmodifiableEntity      = &kernel.ErrorShape{Code: "UnmodifiableEntity", Status: 400}
	ValidationError         = &kernel.ErrorShape{Code: "ValidationError", Status: 400}
	// NotModelled answers what AWS offers and this model does not.
	NotModelled = &kernel.ErrorShape{Code: "NotImplemented", Status: 400}
)

// Where the rules come from.
const (
	serviceModel     = "IAM service model, 2010-05-08"
	stsModel         = "STS service model, 2011-06-15"
	quotas           = "IAM User Guide, reference_iam-quotas"
	names            = "IAM User Guide, reference_identifiers"
	deletingRoles    = "IAM User Guide, id_roles_manage_delete"
	principalElement = "IAM User Guide, reference_policies_elements_principal"
	resourceElement  = "IAM User Guide, reference_policies_elements_resource"
	evaluation       = "IAM User Guide, reference_policies_evaluation-logic"
	crossAccount     = "IAM User Guide, reference_policies_evaluation-logic-cross-account"
	grammarPage      = "IAM User Guide, reference_policies_grammar"
	boundaries       = "IAM User Guide, access_policies_boundaries"
	linkedRoles      = "IAM User Guide, id_roles_create-service-linked-role"
	usingRoles       = "IAM User Guide, id_roles_use"
	accessKeysGuide  = "IAM User Guide, id_credentials_access-keys"
)

// reference names an operation's page as a source.
func reference(operation string) string { return "IAM API Reference, API_" + operation }

func stsReference(operation string) string { return "STS API Reference, API_" + operation }

var (
	rules    = kernel.NewRulebook("iam")
	stsRules = kernel.NewRulebook("sts")
)

// recordings are answers of AWS that LocalStack's tests of IAM keep.
const recordings = "LocalStack, tests/aws/services/iam, recorded from AWS in February 2026"

// Rules that many operations share.
var (
	RequiredMembersAreGiven = rules.Add(kernel.Rule{
		ID: "IAM-VAL-01", Kind: kernel.Shaped, Error: ValidationError, Or: []*kernel.ErrorShape{InvalidInput},
		Evidence: kernel.SDKModel, Source: serviceModel, Unquoted: true,
		Says: "A request has all the members that the service model requires.", Operations: []string{"all"},
	})
	ValuesHaveTheirShape = rules.Add(kernel.Rule{
		ID: "IAM-VAL-02", Kind: kernel.Shaped, Error: ValidationError, Evidence: kernel.SDKModel,
		Source: serviceModel + "; " + recordings, Unquoted: true,
		Says: "Names are letters, digits and +=,.@_- (a role's and a new user's up to 64, a policy's up to 128), " +
			"paths begin and end with a slash, sessions of a role may last 3600 to 43200 seconds, pages have 1 to 1000 entries.",
		Operations: []string{"all"},
	})
	MarkersContinueTheirListing = rules.Add(kernel.Rule{
		ID: "IAM-VAL-03", Kind: kernel.Refusal, Error: ValidationError, Evidence: kernel.Inferred, Source: "no source found",
		Says: "A listing continues only from a marker that it gave.",
		Operations: []string{"ListRoles", "ListUsers", "ListRolePolicies", "ListUserPolicies", "ListAttachedRolePolicies",
			"ListAttachedUserPolicies", "ListAccessKeys", "ListPolicies", "ListEntitiesForPolicy", "ListPolicyVersions",
			"ListRoleTags", "ListUserTags", "ListPolicyTags", "ListInstanceProfilesForRole", "ListGroupsForUser"},
	})
)

const nameCharacters = `[\w+=,.@-]+`

// What IAM says of names and paths that have other characters.
const (
	namesWorded = "The specified value for %[1]s is invalid. It must contain only alphanumeric characters and/or the " +
		"following: +=,.@_-"
	pathsWorded = "The specified value for %[1]s is invalid. It must begin and end with / and contain only alphanumeric " +
		"characters and/or / characters."
)

// named is the shape of a name of up to so many characters.
func named(most int) *kernel.Shape {
	return &kernel.Shape{Rule: ValuesHaveTheirShape, Min: 1, Max: most, Pattern: nameCharacters, Worded: namesWorded}
}

var shapes = kernel.Shapes{
	"RoleName": named(64), "UserName": named(64), "ExistingUserName": named(128), "PolicyName": named(128),
	"ServiceName": named(128), "Suffix": named(64),
	"Path": {Rule: ValuesHaveTheirShape, Min: 1, Max: 512,
		Pattern: `(\u002F)|(\u002F[\u0021-\u007E]+\u002F)`, Matches: isPath, Worded: pathsWorded},
	"PathPrefix": {Rule: ValuesHaveTheirShape, Min: 1, Max: 512, Pattern: `\u002F[\u0021-\u007F]*`},
	"PolicyPath": {Rule: ValuesHaveTheirShape, Min: 1, Max: 512, Pattern: `((/[A-Za-z0-9\.,\+@=_-]+)*)/`,
		Worded: pathsWorded},
	"Document":     {Rule: ValuesHaveTheirShape, Min: 1, Max: 131072},
	"Arn":          {Rule: ValuesHaveTheirShape, Min: 20, Max: 2048},
	"Version":      {Rule: ValuesHaveTheirShape, Pattern: `v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`},
	"MaxSession":   {Rule: ValuesHaveTheirShape, Min: 3600, Max: 43200},
	"MaxItems":     {Rule: ValuesHaveTheirShape, Min: 1, Max: 1000},
	"Marker":       {Rule: ValuesHaveTheirShape, Min: 1},
	"Description":  {Rule: ValuesHaveTheirShape, Max: 1000},
	"Status":       {Rule: ValuesHaveTheirShape, Enum: kernel.Values(StatusType("").Values()...)},
	"PolicyScope":  {Rule: ValuesHaveTheirShape, Enum: kernel.Values(PolicyScopeType("").Values()...)},
	"PolicyUsage":  {Rule: ValuesHaveTheirShape, Enum: kernel.Values(PolicyUsageType("").Values()...)},
	"EntityType":   {Rule: ValuesHaveTheirShape, Enum: kernel.Values(EntityType("").Values()...)},
	"AccessKeyId":  {Rule: ValuesHaveTheirShape, Min: 16, Max: 128, Pattern: `[\w]+`},
	"DeletionTask": {Rule: ValuesHaveTheirShape, Min: 1, Max: 1000},
	"Tags":         {Rule: ValuesHaveTheirShape, Max: tagsMost},
	"TagKeys":      {Rule: ValuesHaveTheirShape, Max: tagsMost, Each: "TagKey"},
	"TagKey":       {Rule: ValuesHaveTheirShape, Min: 1, Max: 128, Pattern: `[\p{L}\p{Z}\p{N}_.:/=+\-@]+`},
	"TagValue":     {Rule: ValuesHaveTheirShape, Max: 256, Pattern: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`},

	"RoleArn":         {Rule: TokenRequestsHaveTheirShape, Min: 20, Max: 2048},
	"RoleSessionName": {Rule: TokenRequestsHaveTheirShape, Min: 2, Max: 64, Pattern: `[\w+=,.@-]*`},
	"ExternalId":      {Rule: TokenRequestsHaveTheirShape, Min: 2, Max: 1224, Pattern: `[\w+=,.@:\/-]*`},
	"TokenDuration":   {Rule: TokenRequestsHaveTheirShape, Min: 900, Max: 129600},
	"SerialNumber":    {Rule: TokenRequestsHaveTheirShape, Min: 9, Max: 256, Pattern: `[\w+=/:,.@-]*`},
	"TokenCode":       {Rule: TokenRequestsHaveTheirShape, Min: 6, Max: 6, Pattern: `[\d]*`},
	"SessionPolicy":   {Rule: TokenRequestsHaveTheirShape, Min: 1},
	"SourceIdentity":  {Rule: TokenRequestsHaveTheirShape, Min: 2, Max: 64, Pattern: `[\w+=,.@-]*`},
	"SessionTags":     {Rule: TokenRequestsHaveTheirShape, Max: 50},
	"SessionTagKey":   {Rule: TokenRequestsHaveTheirShape, Min: 1, Max: 128, Pattern: `[\p{L}\p{Z}\p{N}_.:/=+\-@]+`},
	"SessionTagKeys":  {Rule: TokenRequestsHaveTheirShape, Max: 50, Each: "SessionTagKey"},
	"DurationSeconds": {Rule: TokenRequestsHaveTheirShape, Min: 900, Max: 43200},
}

func isPath(text string) bool {
	if text == "" || text[0] != '/' || text[len(text)-1] != '/' {
		return false
	}
	for i := range len(text) {
		if text[i] < '!' || text[i] > '~' {
			return false
		}
	}
	return true
}
