package ram

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// resourceType is a type of resource that RAM shares. All here are Regional.
type resourceType struct {
	Name       string // as in "rds:Cluster"
	Service    string
	Prefix     string   // of the resource's part of an ARN
	Permission string   // the name of the default managed permission
	Actions    []string // what that allows
	Custom     bool     // customers may write permissions of their own
	Leavable   bool     // who was invited may leave by himself
	Patient    bool     // invitations stay open for seven days
}

// resourceTypes lists the types that RAM knows, in the order of their names.
var resourceTypes = []*resourceType{
	{
		Name: "cloudhsm:Backup", Service: "cloudhsm", Prefix: "backup/", Custom: true,
		Permission: "AWSRAMDefaultPermissionCloudHSMBackup",
		Actions:    []string{"cloudhsm:CreateCluster", "cloudhsm:DescribeBackups"},
	},
	{
		Name: "rds:Cluster", Service: "rds", Prefix: "cluster:", Leavable: true, Patient: true,
		Permission: "AWSRAMDefaultPermissionRDSCluster",
		Actions:    []string{"rds:DescribeDBClusters", "rds:RestoreDBClusterToPointInTime"},
	},
}

// typeNamed returns the type of a name, or nil.
func typeNamed(name string) *resourceType {
	i := slices.IndexFunc(resourceTypes, func(t *resourceType) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return resourceTypes[i]
}

// typeOf returns the type of the resource that an ARN names. Of what cannot be
// shared it is a type without a name.
func typeOf(text string) *resourceType {
	if arn, err := kernel.ParseARN(text); err == nil {
		for _, t := range resourceTypes {
			if arn.Service == t.Service && strings.HasPrefix(arn.Resource, t.Prefix) {
				return t
			}
		}
	}
	return &resourceType{}
}

// Resource is a shared resource as listings show it: one entry for each share.
type Resource struct {
	Arn                 string
	CreationTime        kernel.Time
	LastUpdatedTime     kernel.Time
	ResourceGroupArn    string
	ResourceRegionScope ResourceRegionScope
	ResourceShareArn    string
	Status              ResourceStatus
	StatusMessage       string
	Type                string
}

// ServiceNameAndResourceType is a type of resource that can be shared.
type ServiceNameAndResourceType struct {
	ResourceRegionScope ResourceRegionScope
	ResourceType        string
	ServiceName         string
}

// ListResources lists what the caller shares, or what is shared with it.
type ListResources struct {
	ResourceOwner       ResourceOwner `shape:"!ResourceOwner"`
	MaxResults          *int32        `shape:"MaxResults"`
	NextToken           string
	Principal           string
	ResourceArns        []string
	ResourceRegionScope ResourceRegionScopeFilter `shape:"RegionScope"`
	ResourceShareArns   []string
	ResourceType        string
}

// ListResourcesOutput is one page of resources.
type ListResourcesOutput struct {
	NextToken string
	Resources []Resource
}

// ListResourceTypes lists the types of resources that can be shared.
type ListResourceTypes struct {
	MaxResults          *int32 `shape:"MaxResults"`
	NextToken           string
	ResourceRegionScope ResourceRegionScopeFilter `shape:"RegionScope"`
}

// ListResourceTypesOutput is one page of types.
type ListResourceTypesOutput struct {
	NextToken     string
	ResourceTypes []ServiceNameAndResourceType
}

// The rules of what a share holds.
var (
	SharesHoldResourcesOfTheirRegion = rules.Add(kernel.Rule{
		ID: "RAM-SHR-05", Kind: kernel.Refusal, Error: InvalidParameter,
		Or:       []*kernel.ErrorShape{UnknownResource, MalformedArn, OperationNotPermitted},
		Evidence: kernel.Documented, Source: "RAM User Guide, getting-started-sharing",
		Says:       "A share lives in one Region, holds only resources from there and is seen only there.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
	OnlyOwnResourcesAreShared = rules.Add(kernel.Rule{
		ID: "RAM-SHR-06", Kind: kernel.Refusal, Error: UnknownResource,
		Or:       []*kernel.ErrorShape{OperationNotPermitted, MalformedArn},
		Evidence: kernel.Documented, Source: creatingGuide + "; " + hsmGuide, Seed: seedBackups,
		Says: "A share holds only what its owner owns; what is shared with somebody cannot be shared on, and is as " +
			"unknown there as what does not exist.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"}, Also: []string{"AUR-XCL-09"},
	})
	OnlyReadyResourcesAreShared = rules.Add(kernel.Rule{
		ID: "RAM-SHR-07", Kind: kernel.Refusal, Error: OperationNotPermitted,
		Or:       []*kernel.ErrorShape{InvalidParameter, InvalidStateTransition, UnknownResource},
		Evidence: kernel.Documented, Source: hsmGuide, Seed: seedBackups,
		Says:       "A backup is put into a share only while it is READY.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
	ResourcesAreFiltered = rules.Add(kernel.Rule{
		ID: "RAM-RES-06", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "RAM User Guide, working-with-sharing-view-sr and working-with-shared-view-sr", Seed: seedBackups,
		Says: "Shared resources are listed once for each share, by principal, type, ARN, share and scope; what " +
			"others share is shown with its status.",
		Operations: []string{"ListResources"},
	})
	UnknownTypesAreNotListed = rules.Add(kernel.Rule{
		ID: "RAM-RES-07", Kind: kernel.Refusal, Error: InvalidResourceType, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Resources are listed by a type only if RAM knows it.",
		Operations: []string{"ListResources"},
	})
	SharedResourcesMayBeDeleted = rules.Add(kernel.Rule{
		ID: "RAM-RES-09", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: deletingGuide,
		Says:       "A resource that is deleted while it is shared stays listed as UNAVAILABLE until it is gone.",
		Operations: []string{"ListResources"},
	})
)

// mayHold reports whether a share of the caller may hold the resource.
func (s *Service) mayHold(c *kernel.Call, text string) error {
	arn, err := kernel.ParseARN(text)
	if err := c.Require(err == nil, ARNsAreWellFormed,
		"The specified resource ARN %s is not valid. Verify the ARN and try again.", text); err != nil {
		return err
	}
	if err := c.Require(typeOf(text).Name != "", ARNsAreWellFormed,
		"You cannot share the selected resource type."); err != nil {
		return err
	}
	exists, ready, of := s.shareable(arn)
	if err := c.Require(arn.Region == c.Region, SharesHoldResourcesOfTheirRegion,
		"Resource %s is not in the Region of the resource share, %s.", text, c.Region); err != nil {
		return err
	}
	if err := c.Require(exists && arn.Account == c.Account, OnlyOwnResourcesAreShared, "Resource %s could not be found.",
		text); err != nil {
		return err
	}
	if sharer, ok := of.(Sharer); ok {
		return sharer.MayShare(c, arn)
	}
	return c.Require(ready, OnlyReadyResourcesAreShared, "Resource %s is not in a state in which it can be shared.", text)
}

// shareable reports whether a resource exists and may be shared now, and who knows.
func (s *Service) shareable(arn kernel.ARN) (exists, ready bool, of Resources) {
	for _, r := range s.resources {
		if exists, ready = r.Shareable(arn); exists {
			return exists, ready, r
		}
	}
	return false, false, nil
}

func (s *Service) listResources(c *kernel.Call, in *ListResources) (*ListResourcesOutput, error) {
	if err := c.Require(in.ResourceType == "" || typeNamed(in.ResourceType) != nil, UnknownTypesAreNotListed,
		"Resource type %s is not known.", in.ResourceType); err != nil {
		return nil, err
	}
	shares, err := s.selected(c, in.ResourceOwner, in.ResourceShareArns)
	if err != nil {
		return nil, err
	}
	var found []ranked[Resource]
	for _, sh := range shares {
		for _, a := range s.associations(sh, ResourceAssociation) {
			if a.Life.State == Associated && !c.Applies(!in.matches(a) || !s.names(sh, in.Principal), ResourcesAreFiltered) {
				found = append(found, ranked[Resource]{a.Ordinal, s.shownResource(sh, a, in.ResourceOwner)})
			}
		}
	}
	page, next, err := paged(c, found, in)
	return &ListResourcesOutput{next, page}, err
}

func (in *ListResources) matches(a *association) bool {
	return (in.ResourceType == "" || a.ResourceType == in.ResourceType) &&
		(len(in.ResourceArns) == 0 || slices.Contains(in.ResourceArns, a.Entity)) && in.ResourceRegionScope.picks(Regional)
}

// names reports whether the share names the principal, or any if it is empty.
func (s *Service) names(sh *share, principal string) bool {
	a := s.Associations.See(within(sh.ID), principal)
	return principal == "" || a != nil && a.live()
}

// holdsSome reports whether the share holds the resource, or any if it is empty,
// of the type, or of any.
func (s *Service) holdsSome(sh *share, arn, resourceType string) bool {
	return arn == "" && resourceType == "" ||
		slices.ContainsFunc(s.associations(sh, ResourceAssociation), func(a *association) bool {
			return a.live() && (arn == "" || a.Entity == arn) && (resourceType == "" || a.ResourceType == resourceType)
		})
}

func (s *Service) shownResource(sh *share, a *association, owner ResourceOwner) Resource {
	out := Resource{
		Arn: a.Entity, CreationTime: a.Created, LastUpdatedTime: a.Life.Since, ResourceRegionScope: Regional,
		ResourceShareArn: sh.ARN, Type: a.ResourceType,
	}
	if owner == OtherAccounts {
		arn, _ := kernel.ParseARN(a.Entity)
		out.Status = Available
		if _, ready, _ := s.shareable(arn); s.env.Applies(!ready, SharedResourcesMayBeDeleted) {
			out.Status = Unavailable
		}
	}
	return out
}

func (s *Service) listResourceTypes(c *kernel.Call, in *ListResourceTypes) (*ListResourceTypesOutput, error) {
	var found []ranked[ServiceNameAndResourceType]
	for i, t := range resourceTypes {
		if in.ResourceRegionScope.picks(Regional) {
			found = append(found, ranked[ServiceNameAndResourceType]{uint64(i + 1),
				ServiceNameAndResourceType{Regional, t.Name, t.Service}})
		}
	}
	page, next, err := paged(c, found, in)
	return &ListResourceTypesOutput{next, page}, err
}
