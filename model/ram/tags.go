package ram

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// Tag is a label on a share or a permission. It never reaches the resources.
type Tag struct {
	Key   string
	Value string `wire:",always"`
}

// TagResource adds tags to a share or to a customer managed permission.
type TagResource struct {
	Tags             []Tag `shape:"!"`
	ResourceArn      string
	ResourceShareArn string
}

// TagResourceOutput is empty.
type TagResourceOutput struct{}

// UntagResource takes tags away again.
type UntagResource struct {
	TagKeys          []string `shape:"!"`
	ResourceArn      string
	ResourceShareArn string
}

// UntagResourceOutput is empty.
type UntagResourceOutput struct{}

// The rules of tags.
var (
	TagsAreLimited = rules.Add(kernel.Rule{
		ID: "RAM-TAG-01", Kind: kernel.Quota, Error: TagLimitExceeded, Evidence: kernel.Documented,
		Source:     reference("TagResource"),
		Says:       "A share and a customer managed permission have at most 50 tags each.",
		Operations: []string{"TagResource", "CreateResourceShare", "CreatePermission"},
	})
	NewSharesShowTheirTags = rules.Add(kernel.Rule{
		ID: "RAM-TAG-03", Kind: kernel.Effect, Evidence: kernel.Recorded,
		Source: "LocalStack, tests/aws/services/ram/test_ram.snapshot.json, recorded from AWS in September 2023",
		Says: "The answer to CreateResourceShare shows the share's tags, also where there are none; that to " +
			"UpdateResourceShare shows none.",
		Operations: []string{"CreateResourceShare", "UpdateResourceShare"},
	})
	OneThingIsTagged = rules.Add(kernel.Rule{
		ID: "RAM-TAG-02", Kind: kernel.Refusal, Error: InvalidParameter, Evidence: kernel.Documented,
		Source: reference("TagResource"),
		Says: "Tags go to either a share or a customer managed permission, named by exactly one of resourceShareArn " +
			"and resourceArn.",
		Operations: []string{"TagResource", "UntagResource"},
	})
	TaggingIsAllowedApart = rules.Add(kernel.Rule{
		ID: "RAM-TAG-04", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     "Service Authorization Reference, list_ram",
		Says:       "Who creates a share or a permission with tags must be allowed ram:TagResource on it as well.",
		Operations: []string{"CreateResourceShare", "CreatePermission"},
	})
)

// tagging is the right to tag what a call makes, where it gives tags.
func tagging(_ any, c *kernel.Call, in any) []kernel.Permission {
	made := ""
	switch in := in.(type) {
	case *CreateResourceShare:
		made = c.Scope().ARN("ram", "resource-share/*")
	case *CreatePermission:
		made = c.Scope().ARN("ram", "permission/"+in.Name)
	}
	return c.Tagging(in, TaggingIsAllowedApart, "ram:TagResource", made)
}

func (s *Service) tagResource(c *kernel.Call, in *TagResource) (*TagResourceOutput, error) {
	tags, err := s.tagged(c, in.ResourceShareArn, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	all := merged(*tags, in.Tags)
	if err := c.Require(len(all) <= mostTags, TagsAreLimited, "A resource has at most %d tags.", mostTags); err != nil {
		return nil, err
	}
	*tags = all
	return &TagResourceOutput{}, nil
}

func (s *Service) untagResource(c *kernel.Call, in *UntagResource) (*UntagResourceOutput, error) {
	tags, err := s.tagged(c, in.ResourceShareArn, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	*tags = slices.DeleteFunc(slices.Clone(*tags), func(t Tag) bool { return slices.Contains(in.TagKeys, t.Key) })
	return &UntagResourceOutput{}, nil
}

// tagged returns the tags of what the one of the two ARNs names that is given.
func (s *Service) tagged(c *kernel.Call, shareARN, permissionARN string) (*[]Tag, error) {
	if err := c.Require((shareARN == "") != (permissionARN == ""), OneThingIsTagged,
		"Name either a resource share or a permission."); err != nil {
		return nil, err
	}
	if shareARN != "" {
		sh, err := s.modifiable(c, shareARN)
		if err != nil {
			return nil, err
		}
		return &sh.Tags, nil
	}
	p, err := s.ownPermission(c, permissionARN)
	if err != nil {
		return nil, err
	}
	return &p.Tags, nil
}

// merged returns the tags with more of them, of which a key that is there
// already takes the new value.
func merged(tags, more []Tag) []Tag {
	return kernel.Merged(tags, more, func(t Tag) string { return t.Key })
}
