package dlm

import (
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// TagResource adds tags to a policy, or gives them new values.
type TagResource struct {
	_           struct{}          `http:"POST /tags/{ResourceArn}"`
	ResourceArn string            `shape:"!PolicyArn" resource:"arn"`
	Tags        map[string]string `shape:"!Tags"`
}

// TagResourceOutput is empty.
type TagResourceOutput struct{}

// UntagResource removes tags from a policy.
type UntagResource struct {
	_           struct{} `http:"DELETE /tags/{ResourceArn}"`
	ResourceArn string   `shape:"!PolicyArn" resource:"arn"`
	TagKeys     []string `shape:"!TagKeys" query:"tagKeys"`
}

// UntagResourceOutput is empty.
type UntagResourceOutput struct{}

// ListTagsForResource lists the tags of a policy.
type ListTagsForResource struct {
	_           struct{} `http:"GET /tags/{ResourceArn}"`
	ResourceArn string   `shape:"!PolicyArn" resource:"arn"`
}

// ListTagsForResourceOutput is the tags of a policy.
type ListTagsForResourceOutput struct{ Tags map[string]string }

const maxTags = 45

// TagsAreBounded is the rule of a policy's own tags.
var TagsAreBounded = rules.Add(kernel.Rule{
	ID: "DLM-API-11", Kind: kernel.Quota, Error: InvalidRequest, Or: []*kernel.ErrorShape{LimitExceeded},
	Evidence: kernel.Documented, Worded: named,
	Source:     "EC2 User Guide of 2023, snapshot-lifecycle; " + serviceModel,
	Says:       "A policy, named by its ARN, has up to 45 tags, whose keys do not start with aws:.",
	Operations: []string{"CreateLifecyclePolicy", "TagResource", "UntagResource", "ListTagsForResource"},
})

// TaggingIsAllowedApart is the rule of tags that a policy is made with.
var TaggingIsAllowedApart = rules.Add(kernel.Rule{
	ID: "DLM-TAG-04", Kind: kernel.Effect, Evidence: kernel.Documented,
	Source:     "Service Authorization Reference, list_dlm",
	Says:       "Who creates a policy with tags must be allowed dlm:TagResource as well.",
	Operations: []string{"CreateLifecyclePolicy"},
})

// tagging is the right to tag the policy that a call makes, where it gives tags.
func tagging(_ any, c *kernel.Call, in any) []kernel.Permission {
	if _, makes := in.(*CreateLifecyclePolicy); !makes {
		return nil
	}
	return c.Tagging(in, TaggingIsAllowedApart, "dlm:TagResource", c.Scope().ARN("dlm", "policy/*"))
}

// tagged returns the caller's policy that an ARN names.
func (s *Service) tagged(c *kernel.Call, text string) (*lifecyclePolicy, error) {
	id := text[strings.LastIndex(text, "/")+1:]
	if p := s.Policies.See(c.Scope(), id); p == nil || p.arn() != text {
		id = text
	}
	return s.own(c, id)
}

func (s *Service) tagResource(c *kernel.Call, in *TagResource) (*TagResourceOutput, error) {
	p, err := s.tagged(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	all := tagMap(p.Tags)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, in.Tags)
	k := check{Call: c}
	k.tags(tagList(all))
	if k.err != nil {
		return nil, k.err
	}
	p.Tags = tagList(all)
	return &TagResourceOutput{}, nil
}

func (s *Service) untagResource(c *kernel.Call, in *UntagResource) (*UntagResourceOutput, error) {
	p, err := s.tagged(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	p.Tags = slices.DeleteFunc(slices.Clone(p.Tags), func(t Tag) bool { return slices.Contains(in.TagKeys, t.Key) })
	return &UntagResourceOutput{}, nil
}

func (s *Service) listTagsForResource(c *kernel.Call, in *ListTagsForResource) (*ListTagsForResourceOutput, error) {
	p, err := s.tagged(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &ListTagsForResourceOutput{tagMap(p.Tags)}, nil
}

// tagMap returns tags as the API shows them.
func tagMap(tags []Tag) map[string]string {
	if len(tags) == 0 {
		return nil
	}
	out := make(map[string]string, len(tags))
	for _, t := range tags {
		out[t.Key] = t.Value
	}
	return out
}

// tagList returns tags in the order of their keys.
func tagList(tags map[string]string) []Tag {
	var out []Tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, Tag{key, tags[key]})
	}
	return out
}
