package iam

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// TagRole gives a role tags, or new values to those of its keys.
type TagRole struct {
	RoleName string `shape:"!RoleName"`
	Tags     []Tag  `shape:"!Tags"`
}

// TagRoleOutput is empty.
type TagRoleOutput struct{}

// UntagRole takes the tags of some keys from a role.
type UntagRole struct {
	RoleName string   `shape:"!RoleName"`
	TagKeys  []string `shape:"!TagKeys"`
}

// UntagRoleOutput is empty.
type UntagRoleOutput struct{}

// ListRoleTags lists the tags of a role.
type ListRoleTags struct {
	Marker   string `shape:"Marker"`
	MaxItems *int32 `shape:"MaxItems"`
	RoleName string `shape:"!RoleName"`
}

// ListRoleTagsOutput is one page of them, in the order of their keys.
type ListRoleTagsOutput struct {
	IsTruncated bool
	Marker      string
	Tags        []Tag `sent:"always,model"`
}

// TagUser gives a user tags, or new values to those of its keys.
type TagUser struct {
	Tags     []Tag  `shape:"!Tags"`
	UserName string `shape:"!ExistingUserName"`
}

// TagUserOutput is empty.
type TagUserOutput struct{}

// UntagUser takes the tags of some keys from a user.
type UntagUser struct {
	TagKeys  []string `shape:"!TagKeys"`
	UserName string   `shape:"!ExistingUserName"`
}

// UntagUserOutput is empty.
type UntagUserOutput struct{}

// ListUserTags lists the tags of a user.
type ListUserTags struct {
	Marker   string `shape:"Marker"`
	MaxItems *int32 `shape:"MaxItems"`
	UserName string `shape:"!ExistingUserName"`
}

// ListUserTagsOutput is one page of them, in the order of their keys.
type ListUserTagsOutput struct {
	IsTruncated bool
	Marker      string
	Tags        []Tag `sent:"always,model"`
}

// TagPolicy gives a managed policy tags, or new values to those of its keys.
type TagPolicy struct {
	PolicyArn string `shape:"!Arn"`
	Tags      []Tag  `shape:"!Tags"`
}

// TagPolicyOutput is empty.
type TagPolicyOutput struct{}

// UntagPolicy takes the tags of some keys from a managed policy.
type UntagPolicy struct {
	PolicyArn string   `shape:"!Arn"`
	TagKeys   []string `shape:"!TagKeys"`
}

// UntagPolicyOutput is empty.
type UntagPolicyOutput struct{}

// ListPolicyTags lists the tags of a managed policy.
type ListPolicyTags struct {
	Marker    string `shape:"Marker"`
	MaxItems  *int32 `shape:"MaxItems"`
	PolicyArn string `shape:"!Arn"`
}

// ListPolicyTagsOutput is one page of them, in the order of their keys.
type ListPolicyTagsOutput struct {
	IsTruncated bool
	Marker      string
	Tags        []Tag `sent:"always,model"`
}

const (
	tagGuide = "IAM User Guide, id_tags"
	tagsMost = 50
)

// The rules of tags.
var (
	TaggingIsAllowedApart = rules.Add(kernel.Rule{
		ID: "IAM-TAG-05", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "Service Authorization Reference, list_iam",
		Says: "Who creates a role, user or policy with tags must be allowed iam:TagRole, iam:TagUser or iam:TagPolicy on " +
			"it as well.",
		Operations: []string{"CreateRole", "CreateUser", "CreatePolicy"},
	})
	TagKeysAreUnique = rules.Add(kernel.Rule{
		ID: "IAM-TAG-01", Kind: kernel.Refusal, Error: InvalidInput, Evidence: kernel.Documented,
		Source: tagGuide + "; " + recordings,
		Says: "A request has one tag of a key; the case of a key makes no difference for roles and users, and does for " +
			"policies.",
		Operations: []string{"CreateRole", "CreateUser", "CreatePolicy", "TagRole", "TagUser", "TagPolicy"},
	})
	KeysOfAWSAreReserved = rules.Add(kernel.Rule{
		ID: "IAM-TAG-02", Kind: kernel.Refusal, Error: InvalidInput, Or: []*kernel.ErrorShape{ValidationError},
		Evidence: kernel.Documented, Source: tagGuide,
		Says:       "The key of a tag does not begin with aws:, in any case.",
		Operations: []string{"CreateRole", "CreateUser", "CreatePolicy", "TagRole", "TagUser", "TagPolicy"},
	})
	TagsAreReplacedByKey = rules.Add(kernel.Rule{
		ID: "IAM-TAG-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: tagGuide + "; " + recordings,
		Says: "A tag whose key something has already replaces that tag, a role's and user's also where the key has " +
			"another case; untagging takes the tags of the keys that it names.",
		Operations: []string{"TagRole", "TagUser", "TagPolicy", "UntagRole", "UntagUser", "UntagPolicy"},
	})
	TagsAreListedByKey = rules.Add(kernel.Rule{
		ID: "IAM-TAG-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("ListRoleTags"),
		Says:       "Tags are listed in the order of their keys.",
		Operations: []string{"ListRoleTags", "ListUserTags", "ListPolicyTags"},
	})
	FiftyTags = rules.Add(kernel.Rule{
		ID: "IAM-QUO-07", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotas,
		Says:       "A role, user or policy has up to 50 tags.",
		Operations: []string{"TagRole", "TagUser", "TagPolicy"},
	})
)

// tagged is how tags of something are told apart.
type tagged struct {
	quota      string
	duplicates string
	fold       func(key string) string // alike for keys that are the same
}

const duplicateKeys = "Duplicate tag keys found."

var (
	roleTags   = tagged{"TagsPerRole", duplicateKeys + " Please note that Tag keys are case insensitive.", strings.ToLower}
	userTags   = tagged{"TagsPerUser", roleTags.duplicates, strings.ToLower}
	policyTags = tagged{"TagsPerPolicy", duplicateKeys, strings.Clone}
)

func (s *Service) checkTags(c *kernel.Call, tags []Tag, of tagged) error {
	seen := map[string]bool{}
	for _, t := range tags {
		reserved := strings.HasPrefix(strings.ToLower(t.Key), "aws:")
		if err := c.Require(!reserved, KeysOfAWSAreReserved,
			"The tag key %s begins with aws:, which is reserved for AWS.", t.Key); err != nil {
			return err
		}
		key := of.fold(t.Key)
		if err := c.Require(!seen[key], TagKeysAreUnique, "%s", of.duplicates); err != nil {
			return err
		}
		seen[key] = true
	}
	return nil
}

// tag returns the tags of something with others besides or instead.
func (s *Service) tag(c *kernel.Call, has, more []Tag, of tagged) ([]Tag, error) {
	if err := s.checkTags(c, more, of); err != nil {
		return nil, err
	}
	all := kernel.MergedBy(c.Env, TagsAreReplacedByKey, has, more, func(t Tag) string { return of.fold(t.Key) })
	return all, c.Require(len(all) <= tagsMost, FiftyTags, "Cannot exceed quota for %s: %d", of.quota, tagsMost)
}

// untag returns the tags of something without those of the keys.
func untag(has []Tag, keys []string, of tagged) []Tag {
	return slices.DeleteFunc(slices.Clone(has), func(t Tag) bool {
		return slices.ContainsFunc(keys, func(key string) bool { return of.fold(key) == of.fold(t.Key) })
	})
}

func (s *Service) pageOfTags(c *kernel.Call, id string, has []Tag, marker string, most *int32) ([]Tag, string, error) {
	all := append([]Tag{}, has...)
	if c.Applies(len(all) > 1, TagsAreListedByKey) {
		slices.SortFunc(all, func(a, b Tag) int { return strings.Compare(a.Key, b.Key) })
	}
	page, next, ok := kernel.PageOf(c.Env, all, "tags "+id, marker, pageSize(most))
	return page, next, listed(c, ok)
}

func (s *Service) tagRole(c *kernel.Call, in *TagRole) (*TagRoleOutput, error) {
	r, err := s.role(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	tags, err := s.tag(c, r.Tags, in.Tags, roleTags)
	if err != nil {
		return nil, err
	}
	r.Tags = tags
	return &TagRoleOutput{}, nil
}

func (s *Service) untagRole(c *kernel.Call, in *UntagRole) (*UntagRoleOutput, error) {
	r, err := s.role(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	r.Tags = untag(r.Tags, in.TagKeys, roleTags)
	return &UntagRoleOutput{}, nil
}

func (s *Service) listRoleTags(c *kernel.Call, in *ListRoleTags) (*ListRoleTagsOutput, error) {
	r, err := s.role(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	page, next, err := s.pageOfTags(c, r.ID, r.Tags, in.Marker, in.MaxItems)
	return &ListRoleTagsOutput{next != "", next, page}, err
}

func (s *Service) tagUser(c *kernel.Call, in *TagUser) (*TagUserOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	tags, err := s.tag(c, u.Tags, in.Tags, userTags)
	if err != nil {
		return nil, err
	}
	u.Tags = tags
	return &TagUserOutput{}, nil
}

func (s *Service) untagUser(c *kernel.Call, in *UntagUser) (*UntagUserOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	u.Tags = untag(u.Tags, in.TagKeys, userTags)
	return &UntagUserOutput{}, nil
}

func (s *Service) listUserTags(c *kernel.Call, in *ListUserTags) (*ListUserTagsOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	page, next, err := s.pageOfTags(c, u.ID, u.Tags, in.Marker, in.MaxItems)
	return &ListUserTagsOutput{next != "", next, page}, err
}

func (s *Service) tagPolicy(c *kernel.Call, in *TagPolicy) (*TagPolicyOutput, error) {
	p, err := s.ownPolicy(c, in.PolicyArn, notFound)
	if err != nil {
		return nil, err
	}
	tags, err := s.tag(c, p.Tags, in.Tags, policyTags)
	if err != nil {
		return nil, err
	}
	p.Tags = tags
	return &TagPolicyOutput{}, nil
}

func (s *Service) untagPolicy(c *kernel.Call, in *UntagPolicy) (*UntagPolicyOutput, error) {
	p, err := s.ownPolicy(c, in.PolicyArn, notFound)
	if err != nil {
		return nil, err
	}
	p.Tags = untag(p.Tags, in.TagKeys, policyTags)
	return &UntagPolicyOutput{}, nil
}

func (s *Service) listPolicyTags(c *kernel.Call, in *ListPolicyTags) (*ListPolicyTagsOutput, error) {
	p, err := s.managedPolicy(c, in.PolicyArn, notFound)
	if err != nil {
		return nil, err
	}
	page, next, err := s.pageOfTags(c, p.ID, p.Tags, in.Marker, in.MaxItems)
	return &ListPolicyTagsOutput{next != "", next, page}, err
}
