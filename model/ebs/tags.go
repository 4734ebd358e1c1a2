package ebs

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// tagged are the tags that an account put on a resource.
type tagged struct {
	ID   string
	Type ResourceType
	Tags []Tag
}

// Tag labels a volume or snapshot.
type Tag struct {
	Key   string `shape:"!TagKey" sent:"always"`
	Value string `shape:"TagValue" wire:",always" sent:"always"`
}

// TagSpecification are the tags of something that is being made.
type TagSpecification struct {
	ResourceType ResourceType `shape:"ResourceType"`
	Tags         []Tag        `query:"Tag"`
}

// ResourceType is the kind of a tagged resource.
type ResourceType string

// The kinds of resources.
const (
	SnapshotResource ResourceType = "snapshot"
	VolumeResource   ResourceType = "volume"
)

// CreateTags adds tags, or gives them new values.
type CreateTags struct {
	DryRun    *bool
	Resources []string `query:"ResourceId" shape:"!"`
	Tags      []Tag    `query:"Tag" shape:"!"`
}

// CreateTagsOutput is empty.
type CreateTagsOutput struct{}

// DeleteTags removes tags: all without Tags, and where a value is given only
// those that have it.
type DeleteTags struct {
	DryRun    *bool
	Resources []string `query:"ResourceId" shape:"!"`
	Tags      []Tag    `query:"Tag"`
}

// DeleteTagsOutput is empty.
type DeleteTagsOutput struct{}

// DescribeTags lists the tags that the caller put on anything.
type DescribeTags struct {
	DryRun     *bool
	Filters    []Filter `query:"Filter"`
	MaxResults *int32
	NextToken  string
}

// DescribeTagsOutput is one page of tags.
type DescribeTagsOutput struct {
	NextToken string           `sent:"set"`
	Tags      []TagDescription `wire:"tagSet" sent:"always"`
}

// TagDescription is a tag and what it is on.
type TagDescription struct {
	Key          string       `sent:"always"`
	ResourceId   string       `sent:"always"`
	ResourceType ResourceType `sent:"always"`
	Value        string       `wire:",always" sent:"always"`
}

const maxTags = 50

const taggingGuide = "EC2 User Guide, Tag your resources"

// The rules of tags.
var (
	TagsAreTheAccounts = rules.Add(kernel.Rule{
		ID: "EBS-DSC-06", Kind: kernel.Effect, Evidence: kernel.Observed, Source: emulatorOfEC2,
		Says: "Tags are per account: an account tags what is shared with it and sees its own tags alone, never its " +
			"owner's.",
		Operations: []string{"CreateTags", "DescribeTags", "DescribeSnapshots"},
	})
	TagsAreBounded = rules.Add(kernel.Rule{
		ID: "EBS-TAG-01", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: taggingGuide,
		Says: "Keys of tags have up to 127 characters and values up to 255, and what is made takes tags of its own " +
			"kind only.",
		Operations: []string{"CreateTags", "CreateVolume", "CreateSnapshot", "CopySnapshot"},
	})
	ResourcesHaveFiftyTags = rules.Add(kernel.Rule{
		ID: "EBS-TAG-02", Kind: kernel.Quota, Error: TagLimitExceeded, Evidence: kernel.Documented, Source: taggingGuide,
		Says:       "A resource has at most 50 tags.",
		Operations: []string{"CreateTags", "CreateVolume", "CreateSnapshot", "CopySnapshot"},
	})
	AWSsTagsAreReserved = rules.Add(kernel.Rule{
		ID: "EBS-TAG-04", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: taggingGuide,
		Says: "Tags whose keys begin with aws: are set and deleted by AWS's services alone, such as those that Data " +
			"Lifecycle Manager puts on what it makes.",
		Operations: []string{"CreateTags", "DeleteTags", "CreateVolume", "CreateSnapshot", "CopySnapshot"},
	})
	TagsAreSpecifiedWhole = rules.Add(kernel.Rule{
		ID: "EBS-TAG-05", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Observed,
		Source:     "ansible-collections/community.aws, pull request 1419; " + moto,
		Says:       "Tags of what is being made come with the type of what they are for, and are at least one.",
		Operations: []string{"CreateVolume", "CreateSnapshot", "CopySnapshot"},
	})
	TaggableHaveIDs = rules.Add(kernel.Rule{
		ID: "EBS-TAG-03", Kind: kernel.Refusal, Error: InvalidID, Evidence: kernel.Documented, Source: errorCodes,
		Says:       "What is tagged is named by the ID of a volume or snapshot.",
		Operations: []string{"CreateTags", "DeleteTags"},
	})
)

// specified returns the tags for something of the kind that is being made.
func specified(c *kernel.Call, specifications []TagSpecification, kind ResourceType) ([]Tag, error) {
	var tags []Tag
	for _, sp := range specifications {
		if err := c.Require(sp.ResourceType != "", TagsAreSpecifiedWhole,
			"Tag specification resource type must have a value"); err != nil {
			return nil, err
		}
		if err := c.Require(len(sp.Tags) > 0, TagsAreSpecifiedWhole,
			"Tag specification must have at least one tag"); err != nil {
			return nil, err
		}
		if err := c.Require(sp.ResourceType == kind, TagsAreBounded,
			"'%s' is not a valid taggable resource type for this operation.", sp.ResourceType); err != nil {
			return nil, err
		}
		tags = merged(tags, sp.Tags)
	}
	if err := unreserved(c, tags); err != nil {
		return nil, err
	}
	return tags, few(c, tags)
}

func (t Tag) isAWSs() bool { return strings.HasPrefix(strings.ToLower(t.Key), "aws:") }

func unreserved(c *kernel.Call, tags []Tag) error {
	return c.Require(!slices.ContainsFunc(tags, Tag.isAWSs) || c.Service != "", AWSsTagsAreReserved,
		"Tag keys starting with 'aws:' are reserved for internal use")
}

func few(c *kernel.Call, tags []Tag) error {
	return c.Require(len(tags) <= maxTags, ResourcesHaveFiftyTags, "%d tags are more than %d.", len(tags), maxTags)
}

// merged returns the tags with others added, in the order of their keys.
func merged(tags, others []Tag) []Tag {
	all := kernel.Merged(tags, others, func(t Tag) string { return t.Key })
	slices.SortFunc(all, func(a, b Tag) int { return strings.Compare(a.Key, b.Key) })
	return all
}

// putTags sets the tags that an account has put on a resource.
func (s *Service) putTags(by kernel.Scope, id string, kind ResourceType, tags []Tag) {
	table := s.Tags.In(by)
	if row := table.Get(id); row != nil {
		row.Tags = tags
	} else if len(tags) > 0 {
		table.Put(id, &tagged{id, kind, tags})
	}
}

// viewTags gives the tags that an account sees on a resource, to look at only.
func (s *Service) viewTags(by kernel.Scope, id string) []Tag {
	if row := s.Tags.See(by, id); row != nil {
		return row.Tags
	}
	return nil
}

func (s *Service) tagsOf(by kernel.Scope, id string) []Tag { return slices.Clone(s.viewTags(by, id)) }

// taggable tells of what kind the resource is that the caller tags by its ID.
func (s *Service) taggable(c *kernel.Call, id string) (ResourceType, error) {
	isVolume := strings.HasPrefix(id, "vol-")
	if err := c.Require(isVolume || strings.HasPrefix(id, "snap-"), TaggableHaveIDs, "The ID '%s' is not valid",
		id); err != nil {
		return "", err
	}
	if isVolume {
		_, err := s.ownVolume(c, id)
		return VolumeResource, err
	}
	_, err := s.usableSnapshot(c, id)
	return SnapshotResource, err
}

func (s *Service) createTags(c *kernel.Call, in *CreateTags) (*CreateTagsOutput, error) {
	if err := unreserved(c, in.Tags); err != nil {
		return nil, err
	}
	kinds := map[string]ResourceType{}
	for _, id := range in.Resources {
		kind, err := s.taggable(c, id)
		if err != nil {
			return nil, err
		}
		if err := few(c, merged(s.viewTags(c.Scope(), id), in.Tags)); err != nil {
			return nil, err
		}
		kinds[id] = kind
	}
	for _, id := range in.Resources {
		s.putTags(c.Scope(), id, kinds[id], merged(s.viewTags(c.Scope(), id), in.Tags))
		if kinds[id] == SnapshotResource {
			s.noteTagger(c.Scope(), id)
		}
	}
	return &CreateTagsOutput{}, nil
}

// noteTagger remembers whose tags go with another account's snapshot.
func (s *Service) noteTagger(by kernel.Scope, id string) {
	seen := s.visible(by, id)
	if seen == nil || seen.Scope == by || slices.Contains(seen.Taggers, by.Account) {
		return
	}
	sn := s.Snapshots.Get(seen.Scope, id)
	sn.Taggers = append(slices.Clone(sn.Taggers), by.Account)
}

func (s *Service) deleteTags(c *kernel.Call, in *DeleteTags) (*DeleteTagsOutput, error) {
	if err := unreserved(c, in.Tags); err != nil {
		return nil, err
	}
	for _, id := range in.Resources {
		if _, err := s.taggable(c, id); err != nil {
			return nil, err
		}
	}
	for _, id := range in.Resources {
		left := slices.DeleteFunc(s.tagsOf(c.Scope(), id), func(t Tag) bool {
			return in.Tags == nil && !t.isAWSs() || slices.ContainsFunc(in.Tags, func(gone Tag) bool {
				return gone.Key == t.Key && (gone.Value == "" || gone.Value == t.Value)
			})
		})
		if s.Tags.In(c.Scope()).Delete(id); len(left) > 0 {
			kind := VolumeResource
			if strings.HasPrefix(id, "snap-") {
				kind = SnapshotResource
			}
			s.putTags(c.Scope(), id, kind, left)
		}
	}
	return &DeleteTagsOutput{}, nil
}

var tagFilters = filters[TagDescription]{
	"key":           func(t *TagDescription) string { return t.Key },
	"resource-id":   func(t *TagDescription) string { return t.ResourceId },
	"resource-type": func(t *TagDescription) string { return string(t.ResourceType) },
	"value":         func(t *TagDescription) string { return t.Value },
}

func (s *Service) describeTags(c *kernel.Call, in *DescribeTags) (*DescribeTagsOutput, error) {
	fits, err := compiled(s, c, in.Filters, tagFilters, func(t *TagDescription) string { return t.ResourceId })
	if err != nil {
		return nil, err
	}
	most, err := bounded(c, in.MaxResults, 1000)
	if err != nil {
		return nil, err
	}
	all := []TagDescription{}
	for row := range s.Tags.View(c.Scope()).All {
		if row.Type == SnapshotResource && s.visible(c.Scope(), row.ID) == nil {
			continue // it is no longer shared
		}
		for _, t := range row.Tags {
			if d := (TagDescription{t.Key, row.ID, row.Type, t.Value}); fits(&d) {
				all = append(all, d)
			}
		}
	}
	page, next, ok := kernel.PageOf(c.Env, all, pageOf(c, "tags", in.Filters), in.NextToken, most)
	return &DescribeTagsOutput{NextToken: next, Tags: page}, continued(c, ok)
}
