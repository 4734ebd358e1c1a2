package ebs

import (
	"slices"

	"reflect"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what the EC2 API offers for volumes and snapshots.
var API = kernel.NewAPI(kernel.API{
	Service: "ec2", Title: "Amazon EBS", Protocol: kernel.EC2Query,
	Version: "2016-11-15", Signing: "ec2", Look: "DescribeRegions", Message: "Message",
	Denied:    UnauthorizedOperation,
	Resources: concerned, Conditions: conditions, Also: tagging,
	ARN:     arn,
	Repeats: TokensMakeOneVolume,
	System:  "ebs", Errors: knownErrors,
	Throttled:   &kernel.ErrorShape{Code: "RequestLimitExceeded", Status: 503},
	Unavailable: []*kernel.ErrorShape{{Code: "InternalError", Status: 500}, {Code: "Unavailable", Status: 503}},
	Common:      []string{"DescribeRegions", "DescribeAvailabilityZones"},
	Undo:        slices.Concat(undo, found),
	Shared:      sharings,
	Bill:        bill,
	Rules:       rules,
	Lifecycles: []kernel.TableView{volumeLifecycle.View(), snapshotLifecycle.View(),
		modificationLifecycle.View()},
	Generator: workload.Generator(shapes),
	Operations: kernel.Compile(shapes, RequiredParametersAreGiven,
		op((*Service).createVolume).MayFail(),
		op((*Service).describeVolumes),
		op((*Service).deleteVolume),
		op((*Service).modifyVolume),
		op((*Service).describeVolumesModifications),
		op((*Service).createSnapshot).MayFail(),
		op((*Service).describeSnapshots),
		op((*Service).deleteSnapshot),
		op((*Service).copySnapshot).MayFail(),
		op((*Service).modifySnapshotAttribute),
		op((*Service).describeSnapshotAttribute),
		op((*Service).resetSnapshotAttribute),
		op((*Service).enableEbsEncryptionByDefault),
		op((*Service).disableEbsEncryptionByDefault),
		op((*Service).getEbsEncryptionByDefault),
		op((*Service).modifyEbsDefaultKmsKeyId),
		op((*Service).resetEbsDefaultKmsKeyId),
		op((*Service).getEbsDefaultKmsKeyId),
		op((*Service).enableSnapshotBlockPublicAccess),
		op((*Service).disableSnapshotBlockPublicAccess),
		op((*Service).getSnapshotBlockPublicAccessState),
		op((*Service).createTags),
		op((*Service).deleteTags),
		op((*Service).describeTags),
		op((*Service).describeRegions),
		op((*Service).describeAvailabilityZones),
	),
})

// knownErrors are the errors of the service by its API reference and the SDK's
// model of it.
var knownErrors = strings.Fields(`
	AuthFailure ConcurrentSnapshotLimitExceeded DryRunOperation IdempotentParameterMismatch
	IncorrectModificationState IncorrectState
	InvalidAMIAttributeItemValue InvalidID InvalidParameterCombination InvalidParameterDependency
	InvalidParameterValue InvalidRegion InvalidSnapshot.InUse InvalidSnapshot.NotFound
	InvalidSnapshotID.Malformed InvalidUserID.Malformed InvalidVolume.NotFound InvalidVolumeModification.NotFound
	InvalidVolumeID.Malformed InvalidZone.NotFound MissingParameter OperationNotPermitted
	PendingSnapshotLimitExceeded RequestExpired ResourceLimitExceeded
	SnapshotCopyUnsupported.InterRegion SnapshotCreationPerVolumeRateExceeded SnapshotLimitExceeded
	TagLimitExceeded UnauthorizedOperation UnknownParameter UnknownVolumeType
	VolumeInUse VolumeLimitExceeded VolumeModificationRateExceeded
`)

// The errors of the service.
var (
	AuthFailure                           = &kernel.ErrorShape{Code: "AuthFailure", Status: 403}
	ConcurrentSnapshotLimitExceeded       = &kernel.ErrorShape{Code: "ConcurrentSnapshotLimitExceeded", Status: 400}
	DryRunOperation                       = &kernel.ErrorShape{Code: "DryRunOperation", Status: 412}
	IdempotentParameterMismatch           = &kernel.ErrorShape{Code: "IdempotentParameterMismatch", Status: 400}
	IncorrectModificationState            = &kernel.ErrorShape{Code: "IncorrectModificationState", Status: 400}
	InvalidVolumeModificationNotFound     = &kernel.ErrorShape{Code: "InvalidVolumeModification.NotFound", Status: 400}
	VolumeModificationRateExceeded        = &kernel.ErrorShape{Code: "VolumeModificationRateExceeded", Status: 400}
	IncorrectState                        = &kernel.ErrorShape{Code: "IncorrectState", Status: 400}
	InvalidAMIAttributeItemValue          = &kernel.ErrorShape{Code: "InvalidAMIAttributeItemValue", Status: 400}
	InvalidID                             = &kernel.ErrorShape{Code: "InvalidID", Status: 400}
	InvalidParameterCombination           = &kernel.ErrorShape{Code: "InvalidParameterCombination", Status: 400}
	InvalidParameterDependency            = &kernel.ErrorShape{Code: "InvalidParameterDependency", Status: 400}
	InvalidParameterValue                 = &kernel.ErrorShape{Code: "InvalidParameterValue", Status: 400}
	InvalidRegion                         = &kernel.ErrorShape{Code: "InvalidRegion", Status: 400}
	InvalidSnapshotIDMalformed            = &kernel.ErrorShape{Code: "InvalidSnapshotID.Malformed", Status: 400}
	InvalidSnapshotNotFound               = &kernel.ErrorShape{Code: "InvalidSnapshot.NotFound", Status: 400}
	InvalidUserIDMalformed                = &kernel.ErrorShape{Code: "InvalidUserID.Malformed", Status: 400}
	InvalidVolumeIDMalformed              = &kernel.ErrorShape{Code: "InvalidVolumeID.Malformed", Status: 400}
	InvalidVolumeNotFound                 = &kernel.ErrorShape{Code: "InvalidVolume.NotFound", Status: 400}
	InvalidZoneNotFound                   = &kernel.ErrorShape{Code: "InvalidZone.NotFound", Status: 400}
	MissingParameter                      = &kernel.ErrorShape{Code: "MissingParameter", Status: 400}
	OperationNotPermitted                 = &kernel.ErrorShape{Code: "OperationNotPermitted", Status: 400}
	PendingSnapshotLimitExceeded          = &kernel.ErrorShape{Code: "PendingSnapshotLimitExceeded", Status: 400}
	ResourceLimitExceeded                 = &kernel.ErrorShape{Code: "ResourceLimitExceeded", Status: 400}
	SnapshotCopyUnsupportedInterRegion    = &kernel.ErrorShape{Code: "SnapshotCopyUnsupported.InterRegion", Status: 400}
	SnapshotCreationPerVolumeRateExceeded = &kernel.ErrorShape{Code: "SnapshotCreationPerVolumeRateExceeded", Status: 400}
	SnapshotLimitExceeded                 = &kernel.ErrorShape{Code: "SnapshotLimitExceeded", Status: 400}
	TagLimitExceeded                      = &kernel.ErrorShape{Code: "TagLimitExceeded", Status: 400}
	UnauthorizedOperation                 = &kernel.ErrorShape{Code: "UnauthorizedOperation", Status: 403}
	UnknownVolumeType                     = &kernel.ErrorShape{Code: "UnknownVolumeType", Status: 400}
)

// Where the rules come from.
const (
	serviceModel    = "EC2 service model, 2016-11-15"
	errorCodes      = "EC2 API Reference, error codes"
	encryptionGuide = "EC2 User Guide, EBS encryption"
	copyGuide       = "EBS User Guide, Copy an Amazon EBS snapshot"
	copyGuide2023   = "EC2 User Guide of 2023, Copy an Amazon EBS snapshot"
	sharingGuide    = "EC2 User Guide, Share an Amazon EBS snapshot"
	keySharingGuide = "EBS User Guide, Share the KMS key of a shared snapshot"
	eventsGuide     = "EC2 User Guide, EventBridge for Amazon EBS"
	quotasGuide     = "EBS User Guide, Quotas for Amazon EBS"
	modifyAttribute = "EC2 API Reference, ModifySnapshotAttribute"
	probes          = "notes of probes with two accounts"
	emulatorOfEC2   = "the emulator stackd"
	moto            = "the emulator moto"
	authorization   = "Service Authorization Reference, Amazon EC2"
	seed            = "003_90b1d04ca92e336d.txt"
)

var rules = kernel.NewRulebook("ec2")

// Rules that every operation shares.
var (
	RequiredParametersAreGiven = rules.Add(kernel.Rule{
		ID: "EBS-FMT-01", Kind: kernel.Shaped, Error: MissingParameter, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A request has all the parameters that the service model requires, such as the SourceRegion of a copy.",
		Operations: []string{"all"},
	})
	DryRunsChangeNothing = rules.Add(kernel.Rule{
		ID: "EBS-SNP-11", Kind: kernel.Refusal, Error: DryRunOperation, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A call with DryRun only answers whether it would be permitted, and changes nothing.",
		Operations: []string{"all"},
	})
	ListsAreFiltered = rules.Add(kernel.Rule{
		ID: "EBS-DSC-07", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "Listings are filtered by the documented attributes, tags and tag keys, with * and ? as wildcards; " +
			"any of a filter's values and every filter must fit.",
		Operations: []string{"DescribeSnapshots", "DescribeVolumes", "DescribeTags", "DescribeVolumesModifications",
			"DescribeRegions", "DescribeAvailabilityZones"},
	})
	PagesAreBounded = rules.Add(kernel.Rule{
		ID: "EBS-FMT-02", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: "EC2 API Reference, DescribeSnapshots and pagination",
		Says: "MaxResults is at least 5, a page has no more entries, nor more than 1,000 (500 volumes), and only a " +
			"NextToken that the same listing gave continues it; without MaxResults all entries come at once.",
		Operations: []string{"DescribeSnapshots", "DescribeVolumes", "DescribeTags", "DescribeVolumesModifications"},
	})
	VolumesAreAllowedOnTheirSnapshot = rules.Add(kernel.Rule{
		ID: "EBS-VOL-28", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: authorization + "; openshift/managed-cluster-config, pull request 2320; aws-ebs-csi-driver, issue 2190",
		Says: "The caller's policies must allow ec2:CreateVolume on the new volume and, where it is made of a snapshot, on " +
			"that snapshot.",
		Operations: []string{"CreateVolume"},
	})
	TaggingIsAllowedApart = rules.Add(kernel.Rule{
		ID: "EBS-TAG-06", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "EC2 User Guide, Grant permission to tag Amazon EC2 resources during creation",
		Says: "Who gives tags to what a call makes must be allowed ec2:CreateTags on it, with the call's action as " +
			"ec2:CreateAction.",
		Operations: []string{"CreateVolume", "CreateSnapshot", "CopySnapshot"},
	})
	CopiesAreAllowedOnBothSnapshots = rules.Add(kernel.Rule{
		ID: "EBS-CPY-29", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide,
		Says:       "The caller's policies must allow ec2:CopySnapshot on the new snapshot and on the source snapshot.",
		Operations: []string{"CopySnapshot"},
	})
)

var shapes = kernel.Shapes{
	"Owners":       {Rule: OwnersAreAccounts, Each: "Owner"},
	"Owner":        {Rule: OwnersAreAccounts, Pattern: `^(self|amazon|aws-marketplace|aws-backup-vault|\d{12})$`},
	"Restorers":    {Rule: OwnersAreAccounts, Each: "Restorer"},
	"Restorer":     {Rule: OwnersAreAccounts, Pattern: `^(self|all|\d{12})$`},
	"Attribute":    {Rule: OnlyPermissionsAreModified, Enum: kernel.Values(CreateVolumePermissionAttribute, ProductCodes)},
	"Operation":    {Rule: OnlyPermissionsAreModified, Enum: kernel.Values(Add, Remove)},
	"Blocking":     {Rule: PublicSharingIsBlocked, Enum: kernel.Values(BlockAllSharing, BlockNewSharing)},
	"Description":  {Rule: DescriptionsAreTheCallers, Max: 255},
	"TagKey":       {Rule: TagsAreBounded, Max: 127},
	"TagValue":     {Rule: TagsAreBounded, Max: 255},
	"ResourceType": {Rule: TagsAreBounded, Enum: kernel.Values(SnapshotResource, VolumeResource)},
}

// op declares an operation, which does nothing where its DryRun is set, and acts
// once for each client token.
func op[In, Out any](do func(*Service, *kernel.Call, *In) (*Out, error)) *kernel.Operation {
	dryRun, ok := reflect.TypeFor[In]().FieldByName("DryRun")
	if !ok {
		panic("ebs: an operation without DryRun") // a mistake in this package
	}
	do = kernel.Once(tokens, do)
	return kernel.Op(func(s *Service, c *kernel.Call, in *In) (*Out, error) {
		dry, _ := reflect.ValueOf(in).Elem().FieldByIndex(dryRun.Index).Interface().(*bool)
		if err := c.Require(dry == nil || !*dry, DryRunsChangeNothing,
			"Request would have succeeded, but DryRun flag is set."); err != nil {
			return nil, err
		}
		return do(s, c, in)
	})
}

// concerned returns the ARNs that the identity policies of a caller must allow,
// as the Service Authorization Reference lists them: what a call names, and what
// it makes.
func concerned(c *kernel.Call, in any) []string {
	arns := c.Operation.Named(c.Scope(), in)
	switch in := in.(type) {
	case *CreateVolume:
		arns = []string{arn(c.Scope(), "volume", "*")}
		if c.Applies(in.SnapshotId != "", VolumesAreAllowedOnTheirSnapshot) {
			arns = append(arns, arn(c.Scope(), "snapshot", in.SnapshotId))
		}
	case *CreateSnapshot:
		return append([]string{arn(c.Scope(), "snapshot", "*")}, arns...)
	case *CopySnapshot:
		arns = []string{arn(c.Scope(), "snapshot", "*")}
		if c.Applies(true, CopiesAreAllowedOnBothSnapshots) {
			arns = append(arns, arn(kernel.Scope{Region: in.SourceRegion}, "snapshot", in.SourceSnapshotId))
		}
	case *CreateTags:
		return resourceARNs(c, in.Resources)
	case *DeleteTags:
		return resourceARNs(c, in.Resources)
	}
	return arns
}

// tagging is the right to tag what a call makes, where it gives tags.
func tagging(_ any, c *kernel.Call, in any) []kernel.Permission {
	made := ""
	var given []TagSpecification
	switch in := in.(type) {
	case *CreateVolume:
		made, given = "volume", in.TagSpecifications
	case *CreateSnapshot:
		made, given = "snapshot", in.TagSpecifications
	case *CopySnapshot:
		made, given = "snapshot", in.TagSpecifications
	}
	if made == "" || !c.Applies(len(given) > 0, TaggingIsAllowedApart) {
		return nil
	}
	return []kernel.Permission{{
		Action: "ec2:CreateTags", Resource: arn(c.Scope(), made, "*"),
		Conditions: map[string][]string{"ec2:CreateAction": {c.Operation.Name}},
	}}
}

func resourceARNs(c *kernel.Call, ids []string) (arns []string) {
	for _, id := range ids {
		kind := "snapshot"
		if strings.HasPrefix(id, "vol-") {
			kind = "volume"
		}
		arns = append(arns, arn(c.Scope(), kind, id))
	}
	return arns
}

// arn returns the ARN of a volume or a snapshot. That of a snapshot has no
// account.
func arn(at kernel.Scope, kind, id string) string {
	if kind == "snapshot" {
		at.Account = ""
	}
	return at.ARN("ec2", kind+"/"+id)
}

// identified checks the form of an ID: its prefix and 8 to 17 hexadecimal digits.
func identified(c *kernel.Call, r *kernel.Rule, prefix, id string) error {
	digits, ok := strings.CutPrefix(id, prefix)
	ok = ok && len(digits) >= 8 && len(digits) <= 17 && strings.Trim(digits, "0123456789abcdef") == ""
	return c.Require(ok, r, "Invalid id: \"%s\" (expecting \"%s...\")", id, prefix)
}
