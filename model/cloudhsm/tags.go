package cloudhsm

import (
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Tag labels a cluster or a backup.
type Tag struct {
	Key   string `shape:"!TagKey" sent:"always,model"`
	Value string `shape:"TagValue" wire:",always" sent:"always,model"`
}

// TagResource adds tags, or gives them new values.
type TagResource struct {
	ResourceId string `shape:"!ResourceId" resource:"-"`
	TagList    []Tag  `shape:"!Tags"`
}

// TagResourceOutput is empty.
type TagResourceOutput struct{}

// UntagResource removes tags.
type UntagResource struct {
	ResourceId string   `shape:"!ResourceId" resource:"-"`
	TagKeyList []string `shape:"!TagKeys"`
}

// UntagResourceOutput is empty.
type UntagResourceOutput struct{}

// ListTags lists the tags of a cluster or backup.
type ListTags struct {
	MaxResults *int32 `shape:"TagsMax"`
	NextToken  string `shape:"NextToken"`
	ResourceId string `shape:"!ResourceId" resource:"-"`
}

// ListTagsOutput is one page of tags, in the order of their keys.
type ListTagsOutput struct {
	NextToken string `sent:"set"`
	TagList   []Tag  `sent:"always,model"`
}

const maxTags = 50

// The rules of tags.
var (
	TaggingIsAllowedApart = rules.Add(kernel.Rule{
		ID: "HSM-TAG-06", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     "Service Authorization Reference, list_cloudhsm",
		Says:       "Who gives tags to a cluster or a copy that it makes must be allowed cloudhsm:TagResource as well.",
		Operations: []string{"CreateCluster", "CopyBackupToRegion"},
	})
	TaggableAreClustersAndBackups = rules.Add(kernel.Rule{
		ID: "HSM-TAG-01", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Clusters and backups are tagged by their IDs; HSMs are not.",
		Operations: []string{"TagResource", "UntagResource", "ListTags"},
	})
	TagsAreBounded = rules.Add(kernel.Rule{
		ID: "HSM-TAG-02", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.Documented,
		Source: serviceModel + "; CloudHSM User Guide, tag-resources",
		Says: "A call carries 1 to 50 tags with keys of 1 to 128 and values of up to 256 letters, digits, spaces " +
			"and _.:/=+-@; a key that is there already gets the new value.",
		Operations: []string{"TagResource", "CreateCluster", "CopyBackupToRegion"},
	})
	ResourcesHaveFiftyTags = rules.Add(kernel.Rule{
		ID: "HSM-TAG-03", Kind: kernel.Quota, Error: ResourceLimitExceeded, Evidence: kernel.Inferred,
		Source:     "deserializers of the SDK",
		Says:       "A resource has at most 50 tags.",
		Operations: []string{"TagResource"},
	})
	AbsentTagKeysAreIgnored = rules.Add(kernel.Rule{
		ID: "HSM-TAG-04", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.Inferred, Source: serviceModel,
		Says:       "UntagResource takes 1 to 50 keys and ignores those that are not there.",
		Operations: []string{"UntagResource"},
	})
	TagsAreListedInPages = rules.Add(kernel.Rule{
		ID: "HSM-TAG-05", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "ListTags lists tags in pages of 1 to 100 and always has a TagList.",
		Operations: []string{"ListTags"},
	})
)

// tagged returns where the tags of the caller's cluster or backup are kept.
func (s *Service) tagged(c *kernel.Call, id string) (*[]Tag, error) {
	if strings.HasPrefix(id, "cluster-") {
		cl, err := s.ownCluster(c, id)
		if err != nil {
			return nil, err
		}
		return &cl.Tags, nil
	}
	b, err := s.ownBackup(c, id)
	if err != nil {
		return nil, err
	}
	return &b.Tags, nil
}

func (s *Service) tagResource(c *kernel.Call, in *TagResource) (*TagResourceOutput, error) {
	tags, err := s.tagged(c, in.ResourceId)
	if err != nil {
		return nil, err
	}
	all := merged(*tags, in.TagList)
	if err := c.Require(len(all) <= maxTags, ResourcesHaveFiftyTags, "%s would have %d tags, more than %d.",
		in.ResourceId, len(all), maxTags); err != nil {
		return nil, err
	}
	*tags = all
	return &TagResourceOutput{}, nil
}

func (s *Service) untagResource(c *kernel.Call, in *UntagResource) (*UntagResourceOutput, error) {
	tags, err := s.tagged(c, in.ResourceId)
	if err != nil {
		return nil, err
	}
	*tags = slices.DeleteFunc(slices.Clone(*tags), func(t Tag) bool { return slices.Contains(in.TagKeyList, t.Key) })
	return &UntagResourceOutput{}, nil
}

func (s *Service) listTags(c *kernel.Call, in *ListTags) (*ListTagsOutput, error) {
	tags, err := s.tagged(c, in.ResourceId)
	if err != nil {
		return nil, err
	}
	page, next, ok := kernel.PageOf(c.Env, *tags, "tags of "+in.ResourceId, in.NextToken, orDefault(in.MaxResults, 100))
	if err := listed(c, ok); err != nil {
		return nil, err
	}
	if !c.Applies(true, TagsAreListedInPages) {
		page, next = nil, ""
	}
	return &ListTagsOutput{TagList: append([]Tag{}, page...), NextToken: next}, nil
}

// merged returns the tags with others added, in the order of their keys.
func merged(tags, others []Tag) []Tag {
	byKey := map[string]string{}
	for _, t := range append(slices.Clone(tags), others...) {
		byKey[t.Key] = t.Value
	}
	out := make([]Tag, 0, len(byKey))
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		out = append(out, Tag{key, byKey[key]})
	}
	return out
}

// tagging is the right to tag what a call makes, where it gives tags.
func tagging(_ any, c *kernel.Call, in any) []kernel.Permission {
	made := ""
	switch in := in.(type) {
	case *CreateCluster:
		made = c.Scope().ARN("cloudhsm", "cluster/*")
	case *CopyBackupToRegion:
		made = kernel.Scope{Account: c.Account, Region: in.DestinationRegion}.ARN("cloudhsm", "backup/*")
	}
	return c.Tagging(in, TaggingIsAllowedApart, "cloudhsm:TagResource", made)
}
