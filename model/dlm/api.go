// Package dlm is Amazon Data Lifecycle Manager (API version 2018-01-12):
// policies that make, share, copy and delete EBS snapshots by schedules and by
// events.
package dlm

import (
	"slices"

	"regexp"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what Data Lifecycle Manager offers: all 8 operations.
var API = kernel.NewAPI(kernel.API{
	Service: "dlm", Title: "Amazon Data Lifecycle Manager", Protocol: kernel.RestJSON,
	Version:    "2018-01-12",
	Signing:    "dlm",
	Message:    "Message",
	Denied:     AccessDenied,
	Conditions: conditions,
	Look:       "GetLifecyclePolicies",
	Also:       tagging,
	System:     "dlm", Errors: knownErrors,
	Throttled:   &kernel.ErrorShape{Code: "ThrottlingException", Status: 400},
	Unavailable: []*kernel.ErrorShape{{Code: "InternalServerException", Status: 500}},
	WorksWith:   []string{"ec2", "iam", "kms", "sts"}, Prepare: prepare,
	Undo:      slices.Concat(undo, found),
	Bill:      bill,
	Rules:     rules,
	Generator: workload.Generator(shapes),
	Operations: kernel.Compile(shapes, RequiredMembersAreGiven,
		kernel.Op((*Service).createLifecyclePolicy),
		kernel.Op((*Service).getLifecyclePolicy),
		kernel.Op((*Service).getLifecyclePolicies),
		kernel.Op((*Service).updateLifecyclePolicy),
		kernel.Op((*Service).deleteLifecyclePolicy),
		kernel.Op((*Service).tagResource),
		kernel.Op((*Service).untagResource),
		kernel.Op((*Service).listTagsForResource),
	),
})

// knownErrors are the errors of the service by its API reference and the SDK's
// model of it.
var knownErrors = strings.Fields(`
	AccessDeniedException ExpiredTokenException InternalServerException InvalidRequestException
	LimitExceededException ResourceNotFoundException
`)

// The errors of the service, and the one for callers without permission.
var (
	AccessDenied     = &kernel.ErrorShape{Code: "AccessDeniedException", Status: 403}
	InvalidRequest   = &kernel.ErrorShape{Code: "InvalidRequestException", Status: 400}
	LimitExceeded    = &kernel.ErrorShape{Code: "LimitExceededException", Status: 429}
	ResourceNotFound = &kernel.ErrorShape{Code: "ResourceNotFoundException", Status: 404}
)

// Where the rules come from.
const (
	serviceModel  = "DLM service model, 2018-01-12"
	elements      = "EBS User Guide, dlm-elements"
	modifying     = "EBS User Guide, modify"
	eventPolicies = "EBS User Guide, event-policy"
	guide         = "EC2 User Guide of 2023, snapshot-ami-policy"
	seed          = "003_90b1d04ca92e336d.txt"

	// named is how DLM names members that are not as they should be.
	named = "The following parameter(s) are invalid: %s"
)

var rules = kernel.NewRulebook("dlm")

// shaped declares a rule about the shapes of members.
func shaped(r kernel.Rule) *kernel.Rule {
	r.Kind, r.Error, r.Worded = kernel.Shaped, InvalidRequest, named
	if r.Evidence == "" {
		r.Evidence, r.Source = kernel.SDKModel, serviceModel
	}
	if r.Operations == nil {
		r.Operations = []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy"}
	}
	return rules.Add(r)
}

// Rules that every operation shares.
var (
	RequiredMembersAreGiven = shaped(kernel.Rule{
		ID:         "DLM-API-02",
		Says:       "A new policy has a Description, a State and an ExecutionRoleArn that has the shape of a role's ARN.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	PoliciesAreRegional = rules.Add(kernel.Rule{
		ID: "DLM-API-13", Kind: kernel.Refusal, Error: ResourceNotFound, Evidence: kernel.Documented, Source: guide,
		Says: "A policy is known only in its own account and Region.",
		Operations: []string{"GetLifecyclePolicy", "GetLifecyclePolicies", "UpdateLifecyclePolicy", "DeleteLifecyclePolicy",
			"TagResource", "UntagResource", "ListTagsForResource"},
	})
	UnknownPoliciesAreNotFound = rules.Add(kernel.Rule{
		ID: "DLM-API-07", Kind: kernel.Refusal, Error: ResourceNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "GetLifecyclePolicy shows the whole policy as it was given, with ARN, state, dates and tags; an ID " +
			"that names none is not found.",
		Operations: []string{"GetLifecyclePolicy", "UpdateLifecyclePolicy", "DeleteLifecyclePolicy", "TagResource"},
	})
)

var shapes = kernel.Shapes{
	"Description": {Pattern: `^[0-9A-Za-z _-]+$`, Max: 500, Rule: DescriptionsHaveTheirShape},
	"RoleArn": {Pattern: `^arn:aws(-[a-z]{1,3}){0,2}:iam::\d+:role/.*$`, Max: 2048,
		Rule: RequiredMembersAreGiven},
	"SettableState": {Enum: kernel.Values(Enabled, Disabled), Rule: ErrorIsNotSet},
	"State":         {Enum: kernel.Values(Enabled, Disabled, Error), Rule: ErrorIsNotSet},
	"DefaultPolicy": {Enum: []string{volume, instance}, Rule: DefaultPoliciesAreBounded},
	"DefaultFilter": {Enum: []string{volume, instance, "ALL"}, Rule: PoliciesAreFiltered},
	"PolicyArn": {Pattern: `^arn:aws(-[a-z]{1,3}){0,2}:dlm:[A-Za-z0-9_/.-]{0,63}:\d+:policy/[0-9A-Za-z_-]{1,128}$`,
		Max: 2048, Rule: TagsAreBounded},
	"Tags":             {Min: 1, Max: 200, Each: "TagKey", Rule: TagsAreBounded},
	"TagKeys":          {Min: 1, Max: 200, Each: "TagKey", Rule: TagsAreBounded},
	"TagKey":           {Pattern: `^(?!aws:)[a-zA-Z+-=._:/]+$`, Matches: isTagKey, Min: 1, Max: 128, Rule: TagsAreBounded},
	"PolicyType":       {Enum: []string{snapshots, images, events}, Rule: PoliciesHaveOneToFourSchedules},
	"PolicyLanguage":   {Enum: []string{"SIMPLIFIED", "STANDARD"}, Rule: DefaultPoliciesAreBounded},
	"ResourceType":     {Enum: []string{volume, instance}, Rule: OneKindIsTargeted},
	"ResourceTypes":    {Min: 1, Max: 1, Each: "ResourceType", Rule: OneKindIsTargeted},
	"ResourceLocation": {Enum: []string{cloud, "OUTPOST", "LOCAL_ZONE"}, Rule: OneKindIsTargeted},
	"Locations":        {Min: 1, Max: 1, Each: "ResourceLocation", Rule: OneKindIsTargeted},
	"Location":         {Enum: []string{cloud, "OUTPOST_LOCAL", "LOCAL_ZONE"}, Rule: OneKindIsTargeted},
	"TagFilters":       {Min: 1, Max: 50, Rule: PoliciesAreFiltered},
	"TagsToAddFilters": {Max: 50, Rule: PoliciesAreFiltered},
	"TargetTags":       {Min: 1, Max: 50, Rule: AnyTargetTagSelects},
	"Schedules":        {Min: 1, Max: 4, Rule: PoliciesHaveOneToFourSchedules},
	"ScheduleName":     {Pattern: `^[0-9A-Za-z _-]+$`, Max: 120, Rule: PoliciesHaveOneToFourSchedules},
	"TagsToAdd":        {Max: 45, Rule: SnapshotsAreTagged},
	"IntervalUnit":     {Enum: []string{"HOURS"}, Rule: IntervalsDivideTheDay},
	"Times":            {Max: 1, Each: "Time", Rule: RunsStartWithinTheHour},
	"Time":             {Pattern: `^(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]$`, Min: 5, Max: 5, Rule: RunsStartWithinTheHour},
	"CronExpression":   {Pattern: `^cron\([^\n]{11,100}\)$`, Min: 17, Max: 106, Rule: CronExpressionsAreExact},
	"RetainCount":      {Min: 0, Max: 1000, Rule: RetentionIsCountOrAge},
	"RetainInterval":   {Min: 0, Rule: RetentionIsCountOrAge},
	"PeriodUnit":       {Enum: []string{days, weeks, months, years}, Rule: RetentionIsCountOrAge},
	"CopyRules":        {Max: 3, Rule: CopiesGoToThreeRegions},
	"CmkArn": {Pattern: `^arn:aws(-[a-z]{1,3}){0,2}:kms:([a-z]+-){2,3}\d:\d+:key/.*$`, Max: 2048,
		Rule: KeysAreNamedByARN},
	"ShareRules":      {Max: 1, Rule: SharesNameAccounts},
	"ShareTargets":    {Min: 1, Each: "ShareTarget", Rule: SharesNameAccounts},
	"ShareTarget":     {Pattern: `^[0-9]{12}$`, Min: 12, Max: 12, Rule: SharesNameAccounts},
	"UnshareInterval": {Min: 1, Rule: UnsharingPrecedesDeletion},
	"UnshareUnit":     {Enum: []string{days, weeks, months, years}, Rule: UnsharingPrecedesDeletion},
	"EventSource":     {Enum: []string{"MANAGED_CWE"}, Rule: EventsAreManaged},
	"EventType":       {Enum: []string{shareSnapshot}, Rule: EventsAreShares},
	"Owners":          {Max: 50, Each: "Owner", Rule: OwnersAreAccounts},
	"Owner":           {Pattern: `^[0-9]{12}$`, Min: 12, Max: 12, Rule: OwnersAreAccounts},
	"Regex":           {Max: 1000, Rule: FiltersAreExpressions},
	"Actions":         {Min: 1, Max: 1, Rule: ThereIsOneAction},
	"ActionName":      {Pattern: `^[0-9A-Za-z _-]+$`, Max: 120, Rule: ThereIsOneAction},
	"CopyActions":     {Max: 3, Rule: EventsCopyToThreeRegions},
	"CopyTargets":     {Max: 3, Rule: DefaultPoliciesAreBounded},
}

var tagKey = regexp.MustCompile(`^[a-zA-Z+-=._:/]+$`)

// isTagKey keeps the pattern of tag keys, which Go's expressions cannot tell.
func isTagKey(s string) bool {
	return tagKey.MatchString(s) && (len(s) < 4 || s[:4] != "aws:")
}
