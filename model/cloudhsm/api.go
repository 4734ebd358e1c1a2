// Package cloudhsm is AWS CloudHSM (API version 2017-04-28): clusters, their
// HSMs, the backups of both, and how backups are shared between accounts.
package cloudhsm

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what CloudHSM offers: all 18 operations.
var API = kernel.NewAPI(kernel.API{
	Service: "cloudhsmv2", Title: "AWS CloudHSM", Protocol: kernel.JSON11,
	Target:  "BaldrApiService",
	Version: "2017-04-28",
	Signing: "cloudhsm",
	Message: "Message",
	Look:    "DescribeClusters",
	Denied:  AccessDenied, Conditions: conditions, Also: tagging,
	System: "cloudhsm", Errors: knownErrors,
	Throttled:   &kernel.ErrorShape{Code: "ThrottlingException", Status: 400},
	Unavailable: []*kernel.ErrorShape{{Code: "CloudHsmInternalFailureException", Status: 500}},
	WorksWith:   []string{"organizations", "ram"},
	Undo:        slices.Concat(undo, found),
	Shared:      sharings,
	Bill:        bill,
	Rules:       rules,
	Lifecycles:  []kernel.TableView{clusterLifecycle.View(), hsmLifecycle.View(), backupLifecycle.View()},
	Generator:   workload.Generator(shapes),
	Operations: kernel.Compile(shapes, RequiredMembersAreGiven,
		kernel.Op((*Service).createCluster).MayFail(),
		kernel.Op((*Service).describeClusters),
		kernel.Op((*Service).initializeCluster),
		kernel.Op((*Service).modifyCluster),
		kernel.Op((*Service).deleteCluster),
		kernel.Op((*Service).createHsm).MayFail(),
		kernel.Op((*Service).deleteHsm),
		kernel.Op((*Service).describeBackups),
		kernel.Op((*Service).modifyBackupAttributes),
		kernel.Op((*Service).deleteBackup),
		kernel.Op((*Service).restoreBackup),
		kernel.Op((*Service).copyBackupToRegion),
		kernel.Op((*Service).putResourcePolicy),
		kernel.Op((*Service).getResourcePolicy),
		kernel.Op((*Service).deleteResourcePolicy),
		kernel.Op((*Service).tagResource),
		kernel.Op((*Service).untagResource),
		kernel.Op((*Service).listTags),
	),
})

// knownErrors are the errors of the service by its API reference and the SDK's
// model of it.
var knownErrors = strings.Fields(`
	CloudHsmAccessDeniedException CloudHsmInternalFailureException CloudHsmInvalidRequestException
	CloudHsmResourceLimitExceededException CloudHsmResourceNotFoundException CloudHsmServiceException
	CloudHsmTagException
`)

// The errors of the service. CloudHsmTagException exists too; nothing documents
// when it is answered, so the model never does.
var (
	AccessDenied          = &kernel.ErrorShape{Code: "CloudHsmAccessDeniedException", Status: 400}
	InvalidRequest        = &kernel.ErrorShape{Code: "CloudHsmInvalidRequestException", Status: 400}
	ResourceLimitExceeded = &kernel.ErrorShape{Code: "CloudHsmResourceLimitExceededException", Status: 400}
	ResourceNotFound      = &kernel.ErrorShape{Code: "CloudHsmResourceNotFoundException", Status: 400}
	ServiceFault          = &kernel.ErrorShape{Code: "CloudHsmServiceException", Status: 400}
)

// Where the rules come from.
const (
	serviceModel = "CloudHSM V2 service model, 2017-04-28"
	sharingGuide = "CloudHSM User Guide, Working with shared backups"
	changes2024  = "CloudHSM V2 API changes of 2024-06-28"
	seedSharing  = "000_06abbcef1fcffaea.txt"
	seedChanges  = "001_a2f8f329a482b22f.txt"
)

var rules = kernel.NewRulebook("cloudhsmv2")

// Rules that every operation shares.
var (
	RequiredMembersAreGiven = rules.Add(kernel.Rule{
		ID: "HSM-CLU-01", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A request has all the members that the service model requires, such as HsmType and SubnetIds of a " +
			"new cluster.",
		Operations: []string{"all"},
	})
	OnlyOwnResources = rules.Add(kernel.Rule{
		ID: "HSM-ERR-06", Kind: kernel.Refusal, Error: ResourceNotFound,
		Or:       []*kernel.ErrorShape{AccessDenied, InvalidRequest},
		Evidence: kernel.Documented, Source: changes2024 + ", notes on cross-account use", Seed: seedChanges,
		Says: "Another account's cluster, HSM or backup is as unknown as one that does not exist, except to restore " +
			"and to describe a shared backup.",
		Operations: []string{"all"},
	})
	UnknownIDsAreNotFound = rules.Add(kernel.Rule{
		ID: "HSM-ERR-04", Kind: kernel.Refusal, Error: ResourceNotFound, Or: []*kernel.ErrorShape{InvalidRequest},
		Evidence: kernel.Observed, Source: "live tests of alchemy-run/alchemy", Also: []string{"HSM-ERR-05", "HSM-HSM-08"},
		Says:       "A well-formed ID of something that does not exist in the account and Region is not found.",
		Operations: []string{"all"},
	})
	SharedBackupsAreForReading = rules.Add(kernel.Rule{
		ID: "HSM-BKP-21", Kind: kernel.Refusal, Error: ResourceNotFound,
		Or:       []*kernel.ErrorShape{AccessDenied, InvalidRequest},
		Evidence: kernel.Documented, Source: sharingGuide + ", Permissions for consumers", Seed: seedSharing,
		Also: []string{"HSM-CPY-08"},
		Says: "A consumer describes a shared backup and restores a cluster from it; deleting, undeleting, copying, " +
			"modifying and tagging it is for the owner alone.",
		Operations: []string{"DeleteBackup", "RestoreBackup", "CopyBackupToRegion", "ModifyBackupAttributes", "TagResource"},
	})
	PagesAreBounded = rules.Add(kernel.Rule{
		ID: "HSM-CLU-31", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Also: []string{"HSM-BKP-15"},
		Says: "A listing gives at most MaxResults entries a page (up to 25 clusters, 50 backups, 100 tags) and a " +
			"NextToken of at most 256 characters while there are more; only such a token continues it.",
		Operations: []string{"DescribeClusters", "DescribeBackups", "ListTags"},
	})
	IDsHaveTheirShape = rules.Add(kernel.Rule{
		ID: "HSM-FMT-01", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "IDs are cluster-, backup- or hsm- and 11 to 16 letters or digits from 2 to 7.",
		Operations: []string{"all"},
	})
	ARNsHaveTheirShape = rules.Add(kernel.Rule{
		ID: "HSM-FMT-02", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Also:       []string{"HSM-FMT-05"},
		Says:       "A ResourceArn is the ARN of a CloudHSM backup, cluster or HSM in the partition aws or aws-us-gov.",
		Operations: []string{"PutResourcePolicy", "GetResourcePolicy", "DeleteResourcePolicy"},
	})
	SourcesAreIDsOrARNs = rules.Add(kernel.Rule{
		ID: "HSM-FMT-03", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "SourceBackupId is a backup's ID or its whole ARN.",
		Operations: []string{"CreateCluster"},
	})
	NamesHaveTheirShape = rules.Add(kernel.Rule{
		ID: "HSM-FMT-04", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "Subnets, network interfaces, addresses, Regions, Availability Zones and HSM types are written in " +
			"their documented shapes.",
		Operations: []string{"CreateCluster", "CreateHsm", "DeleteHsm", "CopyBackupToRegion"},
	})
)

const (
	arnRegion = `[a-z]{2}(-(gov|isob|iso))?-(east|west|north|south|central){1,2}-[0-9]{1}`
	arnPrefix = `arn:aws(-us-gov)?:cloudhsm:` + arnRegion + `:[0-9]{12}:`
	hsmTypes  = `^((p|)hsm[0-9][a-z.]*\.[a-zA-Z]+)$`
	region    = `[a-z]{2}(-(gov))?-(east|west|north|south|central){1,2}-\d`
)

var shapes = kernel.Shapes{
	"ClusterId": {Rule: IDsHaveTheirShape, Pattern: `^cluster-[2-7a-zA-Z]{11,16}$`,
		Matches: shaped("cluster-", base32, 11, 16)},
	"BackupId":   {Rule: IDsHaveTheirShape, Pattern: `^backup-[2-7a-zA-Z]{11,16}$`, Matches: isBackupID},
	"HsmId":      {Rule: IDsHaveTheirShape, Pattern: `^hsm-[2-7a-zA-Z]{11,16}$`, Matches: shaped("hsm-", base32, 11, 16)},
	"ResourceId": {Rule: TaggableAreClustersAndBackups, Pattern: `^(?:cluster|backup)-[2-7a-zA-Z]{11,16}$`},

	"CloudHsmArn": {Rule: ARNsHaveTheirShape,
		Pattern: `^` + arnPrefix + `(backup/backup|cluster/cluster|hsm/hsm)-[2-7a-zA-Z]{11,16}$`,
		Matches: isARN("backup", "cluster", "hsm")},
	"BackupArn": {Rule: SourcesAreIDsOrARNs, Pattern: `^(` + arnPrefix + `backup/)?backup-[2-7a-zA-Z]{11,16}$`,
		Matches: isBackupOrARN},

	"SubnetIds": {Rule: RequiredMembersAreGiven, Min: 1, Max: 10, Each: "SubnetId"},
	"SubnetId": {Rule: NamesHaveTheirShape, Pattern: `^subnet-[0-9a-fA-F]{8,17}$`,
		Matches: shaped("subnet-", hex, 8, 17)},
	"EniId":            {Rule: NamesHaveTheirShape, Pattern: `^eni-[0-9a-fA-F]{8,17}$`},
	"IpAddress":        {Rule: NamesHaveTheirShape, Pattern: `^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$`},
	"Region":           {Rule: NamesHaveTheirShape, Pattern: `^` + region + `$`},
	"AvailabilityZone": {Rule: NamesHaveTheirShape, Pattern: `^` + region + `[a-z]$`},
	"HsmType":          {Rule: NamesHaveTheirShape, Max: 32, Pattern: hsmTypes, Matches: isHsmType},
	"Mode":             {Rule: NamesHaveTheirShape, Enum: kernel.Values(FIPS, NonFIPS)},
	"NetworkType":      {Rule: NamesHaveTheirShape, Enum: kernel.Values(IPv4, DualStack)},

	"RetentionType":  {Rule: RetentionIsAWeekToAYear, Enum: []string{"DAYS"}},
	"RetentionValue": {Rule: RetentionIsAWeekToAYear, Pattern: `^[0-9]{1,3}$`},
	"Certificate": {Rule: CertificatesArePEM, Max: 20000, Pattern: `^[a-zA-Z0-9+-/=\s]*$`,
		Matches: shaped("", base64, 0, math.MaxInt)},
	"Policy": {Rule: PoliciesAreGivenAndReturned, Min: 1, Max: 20000},

	"Tags":     {Rule: TagsAreBounded, Min: 1, Max: 50},
	"TagKeys":  {Rule: AbsentTagKeysAreIgnored, Min: 1, Max: 50, Each: "TagKey"},
	"TagKey":   {Rule: TagsAreBounded, Min: 1, Max: 128, Pattern: `^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`},
	"TagValue": {Rule: TagsAreBounded, Max: 256, Pattern: `^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`},

	"Filters":     {Rule: ClustersAreFiltered, Max: 30},
	"ClustersMax": {Rule: PagesAreBounded, Min: 1, Max: 25},
	"BackupsMax":  {Rule: PagesAreBounded, Min: 1, Max: 50},
	"TagsMax":     {Rule: PagesAreBounded, Min: 1, Max: 100},
	"NextToken":   {Rule: PagesAreBounded, Max: 256},
}

// The constraints above that are checked on busy paths, written out: regular
// expressions would take most of the time. A test holds them equal.

// shaped matches a prefix and a number of characters of an alphabet.
func shaped(prefix string, of func(byte) bool, least, most int) func(string) bool {
	return func(s string) bool {
		rest, ok := strings.CutPrefix(s, prefix)
		if !ok || len(rest) < least || len(rest) > most {
			return false
		}
		for i := range len(rest) {
			if !of(rest[i]) {
				return false
			}
		}
		return true
	}
}

func base32(c byte) bool { return '2' <= c && c <= '7' || 'a' <= c|0x20 && c|0x20 <= 'z' }
func hex(c byte) bool    { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }
func base64(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '+' <= c && c <= '9' || strings.IndexByte("=\t\n\f\r ", c) >= 0
}

// isARN matches the ARN of one of the kinds of resources.
func isARN(kinds ...string) func(string) bool {
	named := map[string]func(string) bool{}
	for _, kind := range kinds {
		named[kind] = shaped(kind+"-", base32, 11, 16)
	}
	return func(s string) bool {
		arn, err := kernel.ParseARN(s)
		if err != nil || arn.Service != "cloudhsm" || !kernel.IsAccount(arn.Account) || arn.Partition != "aws" &&
			arn.Partition != "aws-us-gov" {
			return false
		}
		if !slices.Contains(kernel.Regions, arn.Region) && !anyRegion.MatchString(arn.Region) {
			return false
		}
		kind, id, _ := strings.Cut(arn.Resource, "/")
		return named[kind] != nil && named[kind](id)
	}
}

var anyRegion = regexp.MustCompile(`^` + arnRegion + `$`)

var (
	isBackupID  = shaped("backup-", base32, 11, 16)
	isBackupARN = isARN("backup")
)

func isBackupOrARN(s string) bool { return isBackupID(s) || isBackupARN(s) }

func isHsmType(s string) bool { return s == hsm2 || s == hsm1 || hsmType.MatchString(s) }

var hsmType = regexp.MustCompile(hsmTypes)
