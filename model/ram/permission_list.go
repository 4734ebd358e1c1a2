package ram

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// ResourceSharePermissionSummary is a permission in a listing.
type ResourceSharePermissionSummary struct {
	Arn                   string
	CreationTime          kernel.Time
	DefaultVersion        bool
	FeatureSet            PermissionFeatureSet
	IsResourceTypeDefault bool
	LastUpdatedTime       kernel.Time
	Name                  string
	PermissionType        PermissionType
	ResourceType          string
	Status                string
	Tags                  []Tag
	Version               string
}

// ResourceSharePermissionDetail is a permission with what it allows.
type ResourceSharePermissionDetail struct {
	Arn                   string
	CreationTime          kernel.Time
	DefaultVersion        bool
	FeatureSet            PermissionFeatureSet
	IsResourceTypeDefault bool
	LastUpdatedTime       kernel.Time
	Name                  string
	Permission            string
	PermissionType        PermissionType
	ResourceType          string
	Status                PermissionStatus
	Tags                  []Tag
	Version               string
}

// GetPermission shows a permission.
type GetPermission struct {
	PermissionArn     string `shape:"!" resource:"arn"`
	PermissionVersion *int32
}

// GetPermissionOutput shows the permission.
type GetPermissionOutput struct {
	Permission *ResourceSharePermissionDetail
}

// ListPermissions lists the permissions that the caller can use.
type ListPermissions struct {
	MaxResults     *int32 `shape:"MaxResults"`
	NextToken      string
	PermissionType PermissionTypeFilter
	ResourceType   string
}

// ListPermissionsOutput is one page of permissions.
type ListPermissionsOutput struct {
	NextToken   string
	Permissions []ResourceSharePermissionSummary
}

// ListPermissionVersions lists the versions of a permission, which is one.
type ListPermissionVersions struct {
	PermissionArn string `shape:"!"`
	MaxResults    *int32 `shape:"MaxResults"`
	NextToken     string
}

// ListPermissionVersionsOutput is one page of versions.
type ListPermissionVersionsOutput struct {
	NextToken   string
	Permissions []ResourceSharePermissionSummary
}

// ListResourceSharePermissions lists the permissions of a share.
type ListResourceSharePermissions struct {
	ResourceShareArn string `shape:"!" resource:"arn"`
	MaxResults       *int32 `shape:"MaxResults"`
	NextToken        string
}

// ListResourceSharePermissionsOutput is one page of permissions.
type ListResourceSharePermissionsOutput struct {
	NextToken   string
	Permissions []ResourceSharePermissionSummary
}

// ScopesOfPermissionsAreKnown is the rule of listing permissions by who looks after them.
var ScopesOfPermissionsAreKnown = rules.Add(kernel.Rule{
	ID: "RAM-PER-06", Kind: kernel.Refusal, Error: InvalidParameter, Evidence: kernel.Recorded,
	Source: "LocalStack, tests/aws/services/ram/test_ram.py, validated against AWS; " + serviceModel,
	Says: "Permissions are listed as ALL, as AWS_MANAGED, for which AWS stands as well, or as CUSTOMER_MANAGED, for which " +
		"LOCAL stands as well.",
	Operations: []string{"ListPermissions"},
})

// lookedAfter are the filters of permissions, and whose each lets pass.
var lookedAfter = map[PermissionTypeFilter][2]bool{ // AWS's, and the customer's
	"": {true, true}, "ALL": {true, true}, "AWS": {true, false}, "AWS_MANAGED": {true, false},
	"LOCAL": {false, true}, "CUSTOMER_MANAGED": {false, true},
}

func (s *Service) getPermission(c *kernel.Call, in *GetPermission) (*GetPermissionOutput, error) {
	if err := permissionARN(c, in.PermissionArn); err != nil {
		return nil, err
	}
	p := s.permission(c.Scope(), in.PermissionArn)
	if p == nil {
		p = s.generatedFrom(c, in.PermissionArn)
	}
	if p == nil || in.PermissionVersion != nil && *in.PermissionVersion != 1 {
		return nil, c.Refuse(UnknownPermissionsAreNotFound, "Permission %s could not be found.", in.PermissionArn)
	}
	b := p.summary()
	return &GetPermissionOutput{&ResourceSharePermissionDetail{
		Arn: b.Arn, CreationTime: b.CreationTime, DefaultVersion: b.DefaultVersion, FeatureSet: b.FeatureSet,
		IsResourceTypeDefault: b.IsResourceTypeDefault,
		LastUpdatedTime:       b.LastUpdatedTime, Name: b.Name, Permission: p.template(), PermissionType: b.PermissionType,
		ResourceType: b.ResourceType,
		Status:       PermissionStatus(b.Status), Tags: b.Tags, Version: b.Version,
	}}, c.Require(true, UnknownPermissionsAreNotFound, "")
}

func (s *Service) listPermissions(c *kernel.Call, in *ListPermissions) (*ListPermissionsOutput, error) {
	whose, known := lookedAfter[in.PermissionType]
	if err := c.Require(known, ScopesOfPermissionsAreKnown, "%s is not a valid scope. Must be one of: ALL, AWS, LOCAL.",
		in.PermissionType); err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(s.attachable(c.Scope(), in.ResourceType), func(p *permission) bool {
		return p.Managed && !whose[0] || !p.Managed && !whose[1]
	})
	page, next, err := paged(c, summaries(all), in)
	return &ListPermissionsOutput{next, page}, err
}

func (s *Service) listPermissionVersions(
	c *kernel.Call, in *ListPermissionVersions,
) (*ListPermissionVersionsOutput, error) {
	p, err := s.seenPermission(c, in.PermissionArn)
	if err != nil {
		return nil, err
	}
	page, next, err := paged(c, summaries([]*permission{p}), in)
	return &ListPermissionVersionsOutput{next, page}, err
}

func (s *Service) listResourceSharePermissions(
	c *kernel.Call, in *ListResourceSharePermissions,
) (*ListResourceSharePermissionsOutput, error) {
	scope, id, err := s.shareID(c, in.ResourceShareArn)
	if err != nil {
		return nil, err
	}
	sh := s.Shares.See(scope, id)
	if sh == nil || !s.partakes(c.Scope(), sh) {
		if sh, err = s.own(c, in.ResourceShareArn); err != nil {
			return nil, err
		}
	}
	var all []*permission
	if sh.Features.State != Standard {
		all = append(all, s.generated(sh))
	} else {
		for _, g := range sh.Grants {
			all = append(all, s.permission(sh.Scope, g.Permission))
		}
	}
	all = slices.DeleteFunc(all, func(p *permission) bool { return p == nil })
	page, next, err := paged(c, summaries(all), in)
	return &ListResourceSharePermissionsOutput{next, page}, err
}

func summaries(all []*permission) []ranked[ResourceSharePermissionSummary] {
	var out []ranked[ResourceSharePermissionSummary]
	for i, p := range all {
		out = append(out, ranked[ResourceSharePermissionSummary]{uint64(i + 1), *p.summary()})
	}
	return out
}

func (p *permission) summary() *ResourceSharePermissionSummary {
	kind := CustomerManaged
	if p.Managed {
		kind = AWSManaged
	}
	return &ResourceSharePermissionSummary{
		Arn: p.ARN, CreationTime: p.Created, DefaultVersion: true, FeatureSet: p.Feature, IsResourceTypeDefault: p.Default,
		LastUpdatedTime: p.Created,
		Name:            p.Name, PermissionType: kind, ResourceType: p.Type, Status: string(Attachable),
		Tags:    slices.Clone(p.Tags),
		Version: "1",
	}
}
