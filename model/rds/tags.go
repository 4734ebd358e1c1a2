package rds

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shareproof/shareproof/model/kernel"
)

// Tag labels a resource.
type Tag struct {
	Key   string `sent:"always"`
	Value string `wire:",always" sent:"always"`
}

// TagSpecification are the tags of something that is being made.
type TagSpecification struct {
	ResourceType string
	Tags         []Tag `list:"Tag"`
}

// AddTagsToResource adds tags, or gives them new values.
type AddTagsToResource struct {
	ResourceName string `shape:"!" resource:"arn"`
	Tags         []Tag  `list:"Tag" shape:"!"`
}

// AddTagsToResourceOutput is empty.
type AddTagsToResourceOutput struct{}

// ListTagsForResource lists the tags of a resource.
type ListTagsForResource struct {
	ResourceName string   `shape:"!" resource:"arn"`
	Filters      []Filter `list:"Filter"`
}

// ListTagsForResourceOutput shows them.
type ListTagsForResourceOutput struct {
	TagList []Tag `list:"Tag" sent:"always"`
}

// RemoveTagsFromResource removes tags by their keys.
type RemoveTagsFromResource struct {
	ResourceName string   `shape:"!" resource:"arn"`
	TagKeys      []string `shape:"!"`
}

// RemoveTagsFromResourceOutput is empty.
type RemoveTagsFromResourceOutput struct{}

const (
	maxTags      = 50
	taggingGuide = "Aurora User Guide, Tagging Amazon Aurora and Amazon RDS resources"
)

// The rules of tags.
var (
	TagsAreBounded = rules.Add(kernel.Rule{
		ID: "AUR-TAG-01", Kind: kernel.Quota, Error: InvalidParameterValue, Evidence: kernel.Documented, Source: taggingGuide,
		Says: "A resource has at most 50 tags, their keys of 1 to 128 characters and not beginning with aws:, their " +
			"values of up to 256.",
		Operations: []string{"AddTagsToResource", "CreateDBCluster", "CreateDBInstance", "CreateDBClusterSnapshot",
			"CopyDBClusterSnapshot"},
	})
	TaggedAreNamedByARN = rules.Add(kernel.Rule{
		ID: "AUR-TAG-02", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "What is tagged, or whose tags are listed, is named by its ARN.",
		Operations: []string{"AddTagsToResource", "ListTagsForResource", "RemoveTagsFromResource"},
	})
	TaggedAreTheCallers = rules.Add(kernel.Rule{
		ID: "AUR-TAG-03", Kind: kernel.Refusal, Error: DBClusterNotFound,
		Or:       []*kernel.ErrorShape{DBInstanceNotFound, DBClusterSnapshotNotFound, AccessDenied, InvalidParameterValue},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "An account sees and changes the tags of its own resources alone; another's is as unknown to it as what " +
			"does not exist.",
		Operations: []string{"AddTagsToResource", "ListTagsForResource", "RemoveTagsFromResource"},
	})
)

// tagged checks the tags of something that is being made.
func tagged(c *kernel.Call, tags []Tag) ([]Tag, error) {
	all := merged(nil, tags)
	return all, bounded(c, all)
}

func bounded(c *kernel.Call, tags []Tag) error {
	if err := c.Require(len(tags) <= maxTags, TagsAreBounded, "%d tags are more than %d.", len(tags),
		maxTags); err != nil {
		return err
	}
	for _, t := range tags {
		fits := t.Key != "" && utf8.RuneCountInString(t.Key) <= 128 && utf8.RuneCountInString(t.Value) <= 256
		fits = fits && !strings.HasPrefix(strings.ToLower(t.Key), "aws:")
		if err := c.Require(fits, TagsAreBounded,
			"The tag %q is not valid: keys have 1 to 128 characters and do not begin with aws:, values up to 256.",
			t.Key); err != nil {
			return err
		}
	}
	return nil
}

func merged(tags, more []Tag) []Tag {
	return kernel.Merged(tags, more, func(t Tag) string { return t.Key })
}

// listed shows tags, also where there are none.
func listed(tags []Tag) []Tag { return append([]Tag{}, tags...) }

// tagsOf returns where the tags of a resource of the caller are.
func (s *Service) tagsOf(c *kernel.Call, text string) (*[]Tag, error) {
	arn, err := kernel.ParseARN(text)
	if err := c.Require(err == nil && arn.Service == "rds", TaggedAreNamedByARN, "Invalid resource name: %s",
		text); err != nil {
		return nil, err
	}
	tags := s.tagsAt(arn)
	if tags == nil {
		return nil, c.Refuse(TaggedAreTheCallers, "%s not found.", text)
	}
	return tags, c.Require(arn.Scope() == c.Scope(), TaggedAreTheCallers, "%s not found.", text)
}

// tagsAt returns where the tags of a resource of anybody are, nil where there is
// no such resource.
func (s *Service) tagsAt(arn kernel.ARN) *[]Tag {
	scope, text := arn.Scope(), arn.String()
	if _, name, ok := located(scope, "cluster", text); ok {
		if cl := s.bearing(scope, name); cl != nil {
			return &s.Clusters.Get(scope, cl.ID).Tags
		}
	}
	if _, name, ok := located(scope, "db", text); ok {
		if i := s.Instances.Get(scope, name); i != nil {
			return &i.Tags
		}
	}
	if _, name, ok := located(scope, "cluster-snapshot", text); ok {
		if sn := s.Snapshots.Get(scope, name); sn != nil {
			return &sn.Tags
		}
	}
	if _, name, ok := located(scope, "cluster-pg", text); ok {
		if g := s.Parameters.Get(scope, name); g != nil {
			return &g.Tags
		}
	}
	if _, name, ok := located(scope, "subgrp", text); ok {
		if g := s.Subnets.Get(scope, name); g != nil {
			return &g.Tags
		}
	}
	return nil
}

func (s *Service) addTagsToResource(c *kernel.Call, in *AddTagsToResource) (*AddTagsToResourceOutput, error) {
	tags, err := s.tagsOf(c, in.ResourceName)
	if err != nil {
		return nil, err
	}
	all := merged(*tags, in.Tags)
	if err := bounded(c, all); err != nil {
		return nil, err
	}
	*tags = all
	return &AddTagsToResourceOutput{}, nil
}

func (s *Service) listTagsForResource(c *kernel.Call, in *ListTagsForResource) (*ListTagsForResourceOutput, error) {
	tags, err := s.tagsOf(c, in.ResourceName)
	if err != nil {
		return nil, err
	}
	return &ListTagsForResourceOutput{listed(*tags)}, nil
}

func (s *Service) removeTagsFromResource(
	c *kernel.Call, in *RemoveTagsFromResource,
) (*RemoveTagsFromResourceOutput, error) {
	tags, err := s.tagsOf(c, in.ResourceName)
	if err != nil {
		return nil, err
	}
	*tags = slices.DeleteFunc(slices.Clone(*tags), func(t Tag) bool { return slices.Contains(in.TagKeys, t.Key) })
	return &RemoveTagsFromResourceOutput{}, nil
}
