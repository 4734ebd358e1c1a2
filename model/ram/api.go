// Package ram is AWS Resource Access Manager (API version 2018-01-04): resource
// shares, what they hold, whom they name, and what those may do by them.
package ram

import (
	"slices"

	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what RAM offers here. Versions of permissions, their replacement on
// many shares at once, and sources (which only service principals have) are
// not modelled.
var API = kernel.NewAPI(kernel.API{
	Service: "ram", Title: "AWS Resource Access Manager", Protocol: kernel.RestJSON, LowerFirst: true, Signing: "ram",
	Version:    "2018-01-04",
	Message:    "message",
	Denied:     &kernel.ErrorShape{Code: "AccessDeniedException", Status: 403},
	Conditions: conditions,
	Look:       "ListResourceTypes",
	Also:       tagging,
	System:     "ram", Errors: knownErrors,
	Throttled: &kernel.ErrorShape{Code: "ThrottlingException", Status: 429},
	Unavailable: []*kernel.ErrorShape{{Code: "ServerInternalException", Status: 500},
		{Code: "ServiceUnavailableException", Status: 503}},
	StaleFor: 3 * time.Minute, // as long as its changes take (RAM-SHR-03, RAM-ASC-13)
	Repeats:  TokensMakeCallsRepeatable,
	Common:   []string{"ListResourceTypes", "ListPermissions", "ListResourceSharePermissions"},
	Undo:     slices.Concat(undo, found),
	Shared:   sharings,
	Bill:     bill,
	Rules:    rules,
	Trial: func() (makes, lists any) {
		return &CreateResourceShare{Name: "shareproof-trial"}, &GetResourceShares{ResourceOwner: "SELF"}
	},
	Lifecycles: []kernel.TableView{shareLifecycle.View(), featureLifecycle.View(), associationLifecycle.View(),
		invitationLifecycle.View()},
	Generator: workload.Generator(shapes),
	Operations: kernel.Compile(shapes, RequiredMembersAreGiven,
		op((*Service).createResourceShare).MayFail(),
		op((*Service).updateResourceShare),
		op((*Service).deleteResourceShare),
		op((*Service).getResourceShares),
		op((*Service).promoteResourceShareCreatedFromPolicy),
		op((*Service).associateResourceShare).MayFail(),
		op((*Service).disassociateResourceShare),
		op((*Service).getResourceShareAssociations),
		op((*Service).getResourceShareInvitations),
		op((*Service).acceptResourceShareInvitation),
		op((*Service).rejectResourceShareInvitation),
		op((*Service).listPendingInvitationResources),
		op((*Service).listResources),
		op((*Service).listPrincipals),
		op((*Service).listResourceTypes),
		op((*Service).getResourcePolicies),
		op((*Service).createPermission),
		op((*Service).deletePermission),
		op((*Service).getPermission),
		op((*Service).listPermissions),
		op((*Service).listPermissionVersions),
		op((*Service).promotePermissionCreatedFromPolicy),
		op((*Service).associateResourceSharePermission),
		op((*Service).disassociateResourceSharePermission),
		op((*Service).listResourceSharePermissions),
		op((*Service).enableSharingWithAwsOrganization),
		op((*Service).tagResource),
		op((*Service).untagResource),
	),
})

// knownErrors are the errors of the service by its API reference and the SDK's
// model of it.
var knownErrors = strings.Fields(`
	IdempotentParameterMismatchException InvalidClientTokenException InvalidMaxResultsException
	InvalidNextTokenException InvalidParameterException InvalidPolicyException
	InvalidResourceTypeException InvalidStateTransitionException MalformedArnException
	MalformedPolicyTemplateException MissingRequiredParameterException OperationNotPermittedException
	PermissionAlreadyExistsException PermissionLimitExceededException
	PermissionVersionsLimitExceededException ResourceArnNotFoundException
	ResourceShareInvitationAlreadyAcceptedException ResourceShareInvitationAlreadyRejectedException
	ResourceShareInvitationArnNotFoundException ResourceShareInvitationExpiredException
	ResourceShareLimitExceededException ServerInternalException TagLimitExceededException
	TagPolicyViolationException UnknownResourceException UnmatchedPolicyPermissionException
`)

// The errors of the service.
var (
	IdempotentParameterMismatch = client("IdempotentParameterMismatchException")
	InvalidNextToken            = client("InvalidNextTokenException")
	InvalidParameter            = client("InvalidParameterException")
	InvalidPolicy               = client("InvalidPolicyException")
	InvalidResourceType         = client("InvalidResourceTypeException")
	InvalidStateTransition      = client("InvalidStateTransitionException")
	InvitationAlreadyAccepted   = client("ResourceShareInvitationAlreadyAcceptedException")
	InvitationAlreadyRejected   = client("ResourceShareInvitationAlreadyRejectedException")
	InvitationArnNotFound       = client("ResourceShareInvitationArnNotFoundException")
	InvitationExpired           = client("ResourceShareInvitationExpiredException")
	MalformedArn                = client("MalformedArnException")
	MalformedPolicyTemplate     = client("MalformedPolicyTemplateException")
	MissingRequiredParameter    = client("MissingRequiredParameterException")
	OperationNotPermitted       = client("OperationNotPermittedException")
	PermissionAlreadyExists     = &kernel.ErrorShape{Code: "PermissionAlreadyExistsException", Status: 409}
	PermissionLimitExceeded     = client("PermissionLimitExceededException")
	ResourceArnNotFound         = client("ResourceArnNotFoundException")
	ResourceShareLimitExceeded  = client("ResourceShareLimitExceededException")
	TagLimitExceeded            = client("TagLimitExceededException")
	UnknownResource             = client("UnknownResourceException")
	UnmatchedPolicyPermission   = client("UnmatchedPolicyPermissionException")
)

func client(code string) *kernel.ErrorShape { return &kernel.ErrorShape{Code: code, Status: 400} }

// Where the rules come from.
const (
	serviceModel  = "RAM service model, 2018-01-04"
	terraform     = "terraform-provider-aws, internal/service/ram"
	noSource      = "no source found"
	hsmGuide      = "CloudHSM User Guide, Working with shared backups"
	seedBackups   = "000_06abbcef1fcffaea.txt"
	seedClusters  = "004_97d57eb1b7227b8f.txt"
	invitingGuide = "RAM User Guide, working-with-shared-invitations"
	creatingGuide = "RAM User Guide, working-with-sharing-create"
	updatingGuide = "RAM User Guide, working-with-sharing-update"
	deletingGuide = "RAM User Guide, working-with-sharing-delete"
	outsideGuide  = "RAM User Guide, tshoot-sharing-outside-org"
	unknownGuide  = "RAM User Guide, tshoot-unknown-resource"
	permissions   = "RAM User Guide, security-ram-permissions"
	concepts      = "RAM User Guide, getting-started-terms-and-concepts"
)

// reference names an operation's page as a source.
func reference(operation string) string { return "RAM API Reference, " + operation }

var rules = kernel.NewRulebook("ram")

// Rules that many operations share.
var (
	RequiredMembersAreGiven = rules.Add(kernel.Rule{
		ID: "RAM-VAL-01", Kind: kernel.Shaped, Error: MissingRequiredParameter,
		Or:       []*kernel.ErrorShape{InvalidParameter, MalformedArn},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A request has all the members that the service model requires.", Operations: []string{"all"},
	})
	ValuesHaveTheirShape = rules.Add(kernel.Rule{
		ID: "RAM-VAL-02", Kind: kernel.Shaped, Error: InvalidParameter, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "Enumerated values are those of the service model, MaxResults is 1 to 500, the name of a permission has 1 " +
			"to 36 letters, digits, _, . or -.", Operations: []string{"all"},
	})
	TokensContinueTheirListing = rules.Add(kernel.Rule{
		ID: "RAM-VAL-03", Kind: kernel.Refusal, Error: InvalidNextToken, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A listing continues only from a token that it gave.",
		Operations: []string{"GetResourceShares", "GetResourceShareAssociations", "GetResourceShareInvitations",
			"ListResources", "ListPrincipals", "ListPermissions"},
	})
	UnknownSharesAreNotFound = rules.Add(kernel.Rule{
		ID: "RAM-ERR-02", Kind: kernel.Refusal, Error: UnknownResource, Evidence: kernel.Observed,
		Source: "terraform-provider-aws, issue 18289",
		Says: "A share that does not exist and one that the caller may not see are equally unknown; a deleted one can no " +
			"longer be changed.",
		Operations: []string{"UpdateResourceShare", "DeleteResourceShare", "AssociateResourceShare",
			"DisassociateResourceShare", "ListResourceSharePermissions",
			"AssociateResourceSharePermission", "DisassociateResourceSharePermission", "TagResource", "UntagResource"},
	})
	ARNsAreWellFormed = rules.Add(kernel.Rule{
		ID: "RAM-ERR-03", Kind: kernel.Refusal, Error: MalformedArn, Evidence: kernel.Observed, Source: "getmoto/moto, ram",
		Says:       "What is not an ARN, or is the ARN of another kind of thing than can stand there, is malformed.",
		Operations: []string{"all"},
	})
)

// What RAM says of values that it does not know, as moto's tests have it.
const (
	notAnOwner       = "%[2]s is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again."
	notAnAssociation = "%[2]s is not a valid association type. Specify either PRINCIPAL or RESOURCE and try again."
	notAStatus       = "%[2]s is not a valid association status."
	notARegionScope  = "%[2]s is not a valid resource region scope value. Specify a valid value and try again."
)

var shapes = kernel.Shapes{
	"ResourceOwner": {Rule: ValuesHaveTheirShape, Enum: kernel.Values(ResourceOwner("").Values()...), Worded: notAnOwner},
	"ShareStatus":   {Rule: SharesHaveFiveStatuses, Enum: kernel.Values(ResourceShareStatus("").Values()...)},
	"AssociationType": {Rule: ValuesHaveTheirShape, Enum: kernel.Values(ResourceShareAssociationType("").Values()...),
		Worded: notAnAssociation},
	"AssociationStatus": {Rule: AssociationsHaveEightStatuses,
		Enum: kernel.Values(ResourceShareAssociationStatus("").Values()...), Worded: notAStatus},
	"RegionScope": {Rule: ValuesHaveTheirShape, Enum: kernel.Values(ResourceRegionScopeFilter("").Values()...),
		Worded: notARegionScope},
	"PermissionName": {Rule: ValuesHaveTheirShape, Min: 1, Max: 36, Pattern: `[\w.-]*`},
	"MaxResults":     {Rule: ValuesHaveTheirShape, Min: 1, Max: 500},
}
