package kms

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Tag is a label on a key.
type Tag struct {
	TagKey   string `shape:"!TagKey" sent:"always,model"`
	TagValue string `shape:"TagValue" wire:",always" sent:"always,model"`
}

// TagResource adds tags to a key, or gives those that are there new values.
type TagResource struct {
	KeyId string `shape:"!KeyId"`
	Tags  []Tag  `shape:"!"`
}

// TagResourceOutput is empty.
type TagResourceOutput struct{}

// UntagResource takes tags from a key.
type UntagResource struct {
	KeyId   string   `shape:"!KeyId"`
	TagKeys []string `shape:"!TagKeys"`
}

// UntagResourceOutput is empty.
type UntagResourceOutput struct{}

// ListResourceTags lists the tags of a key.
type ListResourceTags struct {
	KeyId  string `shape:"!KeyId"`
	Limit  *int32 `shape:"TagsMax"`
	Marker string `shape:"Marker"`
}

// ListResourceTagsOutput has a page of tags.
type ListResourceTagsOutput struct {
	NextMarker string
	Tags       []Tag
	Truncated  bool
}

// TagsAreFewAndTheirOwners is the rule of tags.
var TagsAreFewAndTheirOwners = rules.Add(kernel.Rule{
	ID: "KMS-KEY-12", Kind: kernel.Refusal, Error: TagFault, Evidence: kernel.Recorded, Source: recordings,
	Says: "A key has at most 50 tags, a call names each key once, and those that begin with aws: in whatever " +
		"case are reserved.",
	Operations: []string{"CreateKey", "TagResource"},
})

// TaggingIsAllowedApart is the rule of tags that a key is made with.
var TaggingIsAllowedApart = rules.Add(kernel.Rule{
	ID: "KMS-TAG-01", Kind: kernel.Effect, Evidence: kernel.Documented,
	Source:     "SDK documentation of CreateKey; Service Authorization Reference, list_kms",
	Says:       "Who creates a key with tags must be allowed kms:TagResource as well, by its own policies.",
	Operations: []string{"CreateKey"},
})

// tagging is the right to tag the key that a call makes, where it gives tags.
func tagging(_ any, c *kernel.Call, in any) []kernel.Permission {
	if _, makes := in.(*CreateKey); !makes {
		return nil
	}
	return c.Tagging(in, TaggingIsAllowedApart, "kms:TagResource", c.Scope().ARN("kms", "key/*"))
}

// checkTags refuses tags that cannot be added to those that a key has.
func checkTags(c *kernel.Call, have, more []Tag) error {
	seen := map[string]bool{}
	for _, t := range more {
		if err := c.Require(!seen[t.TagKey], TagsAreFewAndTheirOwners, "Duplicate tag keys"); err != nil {
			return err
		}
		seen[t.TagKey] = true
		if err := c.Require(!strings.HasPrefix(strings.ToLower(t.TagKey), "aws:"), TagsAreFewAndTheirOwners,
			"Tags beginning with aws: are reserved"); err != nil {
			return err
		}
	}
	return c.Require(len(merged(have, more)) <= most.tags, TagsAreFewAndTheirOwners, "Too many tags")
}

// merged returns the tags with more of them, of which a key that is there
// already takes the new value.
func merged(tags, more []Tag) []Tag {
	return kernel.Merged(tags, more, func(t Tag) string { return t.TagKey })
}

func (s *Service) tagResource(c *kernel.Call, in *TagResource) (*TagResourceOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{tags: c.Operation.RequestTags(in)})
	if err != nil {
		return nil, err
	}
	if err := checkTags(c, k.Tags, in.Tags); err != nil {
		return nil, err
	}
	if err := s.machine.Fire(k, change); err != nil {
		return nil, err
	}
	k.Tags = merged(k.Tags, in.Tags)
	return &TagResourceOutput{}, nil
}

func (s *Service) untagResource(c *kernel.Call, in *UntagResource) (*UntagResourceOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{tags: c.Operation.RequestTags(in)})
	if err != nil {
		return nil, err
	}
	if err := s.machine.Fire(k, change); err != nil {
		return nil, err
	}
	k.Tags = slices.DeleteFunc(slices.Clone(k.Tags), func(t Tag) bool { return slices.Contains(in.TagKeys, t.TagKey) })
	return &UntagResourceOutput{}, nil
}

func (s *Service) listResourceTags(c *kernel.Call, in *ListResourceTags) (*ListResourceTagsOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{})
	if err != nil {
		return nil, err
	}
	page, next, ok := kernel.PageOf(c.Env, k.Tags, "tags of "+k.ID, in.Marker, paged(in.Limit, 50))
	return &ListResourceTagsOutput{Tags: append([]Tag{}, page...), NextMarker: next, Truncated: next != ""}, marked(ok)
}
