// Package backup is AWS Backup (API version 2018-11-15): vaults, recovery points of
// EBS volumes, Aurora clusters and EFS file systems, and the jobs that back up, copy
// and restore, within an account and across accounts of an organization.
package backup

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what AWS Backup offers.
var API = kernel.NewAPI(kernel.API{
	Service: "backup", Title: "AWS Backup", Protocol: kernel.RestJSON,
	Version:    "2018-11-15",
	Signing:    "backup",
	Message:    "Message",
	Denied:     AccessDenied,
	ARN:        arnOf,
	Look:       "ListBackupVaults",
	Conditions: conditions, Also: tagging, System: "backup", Errors: knownErrors,
	WorksWith: []string{"organizations", "iam", "sts", "kms", "ec2", "rds"}, Prepare: prepare,
	Throttled:   &kernel.ErrorShape{Code: "ThrottlingException", Status: 400},
	ErrorSuffix: ":http://internal.amazon.com/coral/com.amazonaws.services.cryo/",
	Unavailable: []*kernel.ErrorShape{ServiceUnavailable},
	Undo:        slices.Concat(undo, found),
	Shared:      sharings,
	Bill:        bill,
	Rules:       rules,
	Repeats:     RepeatedCallsStartNothing,
	Trial: func() (makes, lists any) {
		return &CreateBackupVault{BackupVaultName: "shareproof-trial"}, &ListBackupVaults{}
	},
	Lifecycles: []kernel.TableView{jobLifecycle.View(), copyLifecycle.View(), restoreLifecycle.View(),
		pointLifecycle.View()},
	Generator: workload.Generator(shapes),
	Operations: kernel.Compile(shapes, RequiredMembersAreGiven, slices.Concat(vaultOperations,
		vaultPolicyOperations, vaultLockOperations, notificationOperations, settingsOperations, regionSettingsOperations,
		jobOperations, copyOperations, restoreOperations, pointOperations, protectedOperations, tagOperations,
		planOperations)...),
})

// knownErrors are the errors of the service by the SDK's model of it and its
// reference.
var knownErrors = strings.Fields(`
	AccessDeniedException AlreadyExistsException ConflictException DependencyFailureException
	InvalidParameterValueException InvalidRequestException InvalidResourceStateException LimitExceededException
	MissingParameterValueException ResourceNotFoundException ServiceUnavailableException
`)

// The errors of the service, and the one for callers without permission.
var (
	AccessDenied          = &kernel.ErrorShape{Code: "AccessDeniedException", Status: 403}
	AlreadyExists         = &kernel.ErrorShape{Code: "AlreadyExistsException", Status: 400}
	InvalidParameterValue = &kernel.ErrorShape{Code: "InvalidParameterValueException", Status: 400}
	InvalidRequest        = &kernel.ErrorShape{Code: "InvalidRequestException", Status: 400}
	InvalidResourceState  = &kernel.ErrorShape{Code: "InvalidResourceStateException", Status: 400}
	LimitExceeded         = &kernel.ErrorShape{Code: "LimitExceededException", Status: 400}
	MissingParameterValue = &kernel.ErrorShape{Code: "MissingParameterValueException", Status: 400}
	ResourceNotFound      = &kernel.ErrorShape{Code: "ResourceNotFoundException", Status: 400}
	ServiceUnavailable    = &kernel.ErrorShape{Code: "ServiceUnavailableException", Status: 500}
)

// Where the rules come from.
const (
	serviceModel    = "AWS Backup service model, 2018-11-15"
	vaultGuide      = "AWS Backup Developer Guide, create-a-vault"
	deleteGuide     = "AWS Backup Developer Guide, deleting-a-vault"
	lockGuide       = "AWS Backup Developer Guide, vault-lock"
	policyGuide     = "AWS Backup Developer Guide, create-a-vault-access-policy"
	crossGuide      = "AWS Backup Developer Guide, create-cross-account-backup"
	copyGuide       = "AWS Backup Developer Guide, recov-point-create-a-copy"
	encryptionGuide = "AWS Backup Developer Guide, encryption"
	accessGuide     = "AWS Backup Developer Guide, access-control"
	messagesGuide   = "AWS Backup Developer Guide, backup-dashboards"
	servicesGuide   = "AWS Backup Developer Guide, working-with-supported-services"
	deletionGuide   = "AWS Backup Developer Guide, deleting-backups"
	tagsGuide       = "AWS Backup Developer Guide, tags-on-backups"
	planGuide       = "AWS Backup Developer Guide, creating-a-backup-plan"
	eventsGuide     = "AWS Backup Developer Guide, eventbridge"
	quotasGuide     = "AWS Backup Developer Guide, aws-backup-limits"
	fieldReport     = "tecracer, automating cross-account and cross-Region backups, 2024-04-26"
	terraform       = "hashicorp/terraform-provider-aws, internal/service/backup"
	moto            = "the emulator moto"
	seed            = "002_c21511e0c2ab3d73.txt"
)

// principal is AWS Backup as others see it.
const principal = "backup.amazonaws.com"

var rules = kernel.NewRulebook("backup")

// Rules that every operation shares.
var (
	RequiredMembersAreGiven = rules.Add(kernel.Rule{
		ID: "BKP-COPY-01", Kind: kernel.Shaped, Error: MissingParameterValue, Evidence: kernel.SDKModel,
		Source: serviceModel, Also: []string{"BKP-SEL-01"},
		Says: "A request has all the members that the service model requires: a copy the recovery point, the name of " +
			"its vault, the ARN of the vault that it goes to and a role.",
		Worded:     "Required parameter %s is missing.",
		Operations: []string{"all"},
	})
	PagesAreBounded = rules.Add(kernel.Rule{
		ID: "BKP-PAG-01", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.SDKModel,
		Source: serviceModel,
		Says: "A page of a listing has 1 to 1000 entries, by default 1000, and only a NextToken that the same listing " +
			"gave continues it.",
		Worded: "Invalid value for %s: it must be between 1 and 1000.",
		Operations: []string{
			"ListBackupVaults", "ListBackupJobs", "ListCopyJobs", "ListRestoreJobs", "ListRecoveryPointsByBackupVault",
			"ListRecoveryPointsByResource", "ListProtectedResources", "ListProtectedResourcesByBackupVault", "ListTags",
			"ListBackupPlans", "ListBackupPlanVersions", "ListBackupSelections",
		},
	})
	RepeatedCallsStartNothing = rules.Add(kernel.Rule{
		ID: "BKP-COPY-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel,
		Also: []string{"BKP-JOB-04", "BKP-VLT-03"},
		Says: "A call repeated with its IdempotencyToken or CreatorRequestId succeeds, answers as before and starts " +
			"nothing new.",
	})
	TokensAreOfOneRequest = rules.Add(kernel.Rule{
		ID: "BKP-TOK-01", Kind: kernel.Refusal, Error: AlreadyExists,
		Or:       []*kernel.ErrorShape{InvalidParameterValue, InvalidRequest},
		Evidence: kernel.Inferred, Source: "follows from what tokens are for; the service model tells only of the same request",
		Says: "An IdempotencyToken or CreatorRequestId that was used before is refused with other members.",
	})
	TokensOfJobsLastAnHour = rules.Add(kernel.Rule{
		ID: "BKP-TOK-02", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source: "AWS Backup Developer Guide of 2019, StartBackupJob; the text of today gives no time, and that of other jobs " +
			"never did",
		Says: "The IdempotencyToken of a job is remembered for an hour. A call that bears it later starts another job.",
	})
)

var shapes = kernel.Shapes{
	"VaultName":        {Rule: VaultNamesHaveTheirForm, Pattern: `^[a-zA-Z0-9\-\_]{2,50}$`},
	"PlanName":         {Rule: PlanNamesHaveTheirForm, Pattern: `^[a-zA-Z0-9\-\_\.]{1,50}$`},
	"PlanVault":        {Rule: PlanNamesHaveTheirForm, Pattern: `^[a-zA-Z0-9\-\_]{2,50}$`},
	"ConditionType":    {Rule: SelectionsKnowTheirConditions, Enum: kernel.Values(ConditionType("").Values()...)},
	"RequestId":        {Rule: VaultNamesHaveTheirForm, Pattern: `^[a-zA-Z0-9\-\_\.]{1,50}$`},
	"VaultType":        {Rule: VaultsShowTheirKind, Enum: kernel.Values(VaultType("").Values()...)},
	"Policy":           {Rule: VaultPoliciesAreWhole, Max: 20480},
	"VaultEvent":       {Rule: VaultsNotifyTopics, Enum: kernel.Values(BackupVaultEvent("").Values()...)},
	"VaultEvents":      {Rule: VaultsNotifyTopics, Each: "VaultEvent"},
	"BackupJobState":   {Rule: JobsRunLater, Enum: kernel.Values(BackupJobState("").Values()...)},
	"CopyJobState":     {Rule: CopiesRunLater, Enum: kernel.Values(CopyJobState("").Values()...)},
	"RestoreJobStatus": {Rule: RestoresRunLater, Enum: kernel.Values(RestoreJobStatus("").Values()...)},
	"MaxResults":       {Rule: PagesAreBounded, Min: 1, Max: 1000},
}

// tokens are the client tokens of calls that start or make something.
var tokens = &kernel.Tokens[*Service]{
	Rule:     RepeatedCallsStartNothing,
	Other:    TokensAreOfOneRequest,
	Mismatch: "A request with the same token and other parameters was made before.",
	Lasts: func(in any) time.Duration {
		switch in.(type) {
		case *StartBackupJob, *StartCopyJob, *StartRestoreJob:
			return time.Hour
		}
		return 0
	},
	Ends:     TokensOfJobsLastAnHour,
	Requests: func(s *Service) *kernel.Store[kernel.Request] { return &s.Requests },
	Within: func(in any) string {
		switch in := in.(type) {
		case *CreateBackupVault:
			return in.BackupVaultName
		case *CreateBackupSelection:
			return in.BackupPlanId
		}
		return ""
	},
	Made: func(s *Service, c *kernel.Call, out any, request string) {
		switch made := out.(type) {
		case *CreateBackupVaultOutput:
			s.Vaults.Get(c.Scope(), made.BackupVaultName).Request = request
		case *CreateBackupPlanOutput:
			s.Plans.Get(c.Scope(), made.BackupPlanId).Request = request
		case *CreateBackupSelectionOutput:
			s.Selections.Get(assignedTo(c.Scope(), made.BackupPlanId), made.SelectionId).Request = request
		}
	},
}

// arnOf returns the ARN of something by its name: a colon stands behind its kind.
func arnOf(at kernel.Scope, kind, name string) string { return at.ARN("backup", kind+":"+name) }

// coded adds the internal code that AWS's answer shows beside the name of an error.
func coded(err error, code, context string) error {
	if refusal, ok := err.(*kernel.Error); ok {
		refusal.Members = []kernel.Member{{Name: "Code", Text: code}}
		if context != "" {
			refusal.Members = append(refusal.Members, kernel.Member{Name: "Context", Text: context})
		}
	}
	return err
}

const mostResults = 1000

// results returns how many entries a page may have.
func results(asked *int32) int {
	if asked == nil {
		return mostResults
	}
	return min(max(int(*asked), 1), mostResults)
}

// continued refuses a token that the listing did not give.
func continued(c *kernel.Call, ok bool) error {
	return c.Require(ok, PagesAreBounded, "Invalid NextToken: it is not one that this listing gave.")
}
