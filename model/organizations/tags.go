package organizations

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// labels are the tags of a root, unit, account or policy.
type labels struct {
	ID   string
	Tags []Tag
}

// TagResource gives a root, unit, account or policy tags, or new values to those of
// its keys.
type TagResource struct {
	ResourceId string `shape:"!TaggableId"`
	Tags       []Tag  `shape:"!"`
}

// TagResourceOutput is empty.
type TagResourceOutput struct{}

// UntagResource takes the tags of some keys.
type UntagResource struct {
	ResourceId string   `shape:"!TaggableId"`
	TagKeys    []string `shape:"!TagKeys"`
}

// UntagResourceOutput is empty.
type UntagResourceOutput struct{}

// ListTagsForResource lists the tags of a root, unit, account or policy.
type ListTagsForResource struct {
	NextToken  string `shape:"NextToken"`
	ResourceId string `shape:"!TaggableId"`
}

// ListTagsForResourceOutput lists them.
type ListTagsForResourceOutput struct {
	NextToken string
	Tags      []Tag
}

const (
	tagGuide = "Organizations User Guide, orgs_tagging"
	tagsMost = 50
)

// The rules of tags.
var (
	TaggingIsAllowedApart = rules.Add(kernel.Rule{
		ID: "ORG-TAG-06", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: serviceModel + "; Service Authorization Reference, list_organizations",
		Says: "Who gives tags to the account, unit or policy that it creates, or to the account that it invites, must be " +
			"allowed organizations:TagResource as well.",
		Operations: []string{"CreateAccount", "CreateOrganizationalUnit", "CreatePolicy", "InviteAccountToOrganization"},
	})
	UnknownTaggedAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-TAG-01", Kind: kernel.Refusal, Error: TargetNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A root, unit, account or policy outside the caller's organization has no tags for it.",
		Operations: []string{"TagResource", "UntagResource", "ListTagsForResource"},
	})
	TagKeysAreUnique = rules.Add(kernel.Rule{
		ID: "ORG-TAG-02", Kind: kernel.Refusal, Error: InvalidInput, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A request has one tag of a key, and none whose key begins with aws:.",
		Operations: []string{"TagResource", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy",
			"InviteAccountToOrganization"},
	})
	FiftyTags = rules.Add(kernel.Rule{
		ID: "ORG-TAG-03", Kind: kernel.Quota, Error: ConstraintViolation, Evidence: kernel.Documented, Source: tagGuide,
		Says:       "A root, unit, account or policy has up to 50 tags.",
		Operations: []string{"TagResource"},
	})
	TagsAreReplacedByKey = rules.Add(kernel.Rule{
		ID: "ORG-TAG-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("TagResource"),
		Says:       "A tag whose key something has already replaces that tag.",
		Operations: []string{"TagResource"},
	})
	NewThingsHaveTheirTags = rules.Add(kernel.Rule{
		ID: "ORG-TAG-05", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: reference("CreateAccount, CreateOrganizationalUnit, CreatePolicy, InviteAccountToOrganization"),
		Says: "What is created or invited with tags has them from its start, an invited account from when it joins; an " +
			"account that leaves leaves them behind.",
		Operations: []string{"CreateAccount", "CreateOrganizationalUnit", "CreatePolicy", "InviteAccountToOrganization"},
	})
)

// checkTags refuses tags that something new cannot have.
func (s *Service) checkTags(c *kernel.Call, tags []Tag) error {
	seen := map[string]bool{}
	for _, t := range tags {
		system := strings.HasPrefix(strings.ToLower(t.Key), "aws:")
		if err := c.Require(!system, TagKeysAreUnique, "INVALID_SYSTEM_TAGS_PARAMETER: the key %s begins with aws:, which is "+
			"reserved for AWS.", t.Key); err != nil {
			return err
		}
		if err := c.Require(!seen[t.Key], TagKeysAreUnique, "DUPLICATE_TAG_KEY: the key %s is given twice.",
			t.Key); err != nil {
			return err
		}
		seen[t.Key] = true
	}
	return nil
}

// label gives something new its tags.
func (s *Service) label(id string, tags []Tag) {
	if s.env.Applies(len(tags) > 0, NewThingsHaveTheirTags) {
		s.Labels.In(global).Put(id, &labels{id, slices.Clone(tags)})
	}
}

// labelled returns the organization in which something that can have tags is.
func (s *Service) labelled(c *kernel.Call, id string) error {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return err
	}
	p := s.Policies.See(global, id)
	_, target := s.targetOf(o, id)
	if !target && (p == nil || p.Organization != o.ID) {
		return c.Refuse(UnknownTaggedAreNotFound, "You specified a target that doesn't exist.")
	}
	return c.Require(true, UnknownTaggedAreNotFound, "")
}

func (s *Service) tagsOf(id string) []Tag {
	if l := s.Labels.See(global, id); l != nil {
		return l.Tags
	}
	return nil
}

func (s *Service) setTags(id string, tags []Tag) {
	s.Labels.In(global).Delete(id)
	if len(tags) > 0 {
		s.Labels.In(global).Put(id, &labels{id, tags})
	}
}

func (s *Service) tagResource(c *kernel.Call, in *TagResource) (*TagResourceOutput, error) {
	if err := s.labelled(c, in.ResourceId); err != nil {
		return nil, err
	}
	if err := s.checkTags(c, in.Tags); err != nil {
		return nil, err
	}
	all := kernel.MergedBy(c.Env, TagsAreReplacedByKey, s.tagsOf(in.ResourceId), in.Tags,
		func(t Tag) string { return t.Key })
	if err := c.Require(len(all) <= tagsMost, FiftyTags, "MAX_TAG_LIMIT_EXCEEDED: %s has at most %d tags.", in.ResourceId,
		tagsMost); err != nil {
		return nil, err
	}
	s.setTags(in.ResourceId, all)
	return &TagResourceOutput{}, nil
}

func (s *Service) untagResource(c *kernel.Call, in *UntagResource) (*UntagResourceOutput, error) {
	if err := s.labelled(c, in.ResourceId); err != nil {
		return nil, err
	}
	s.setTags(in.ResourceId, slices.DeleteFunc(slices.Clone(s.tagsOf(in.ResourceId)), func(t Tag) bool {
		return slices.Contains(in.TagKeys, t.Key)
	}))
	return &UntagResourceOutput{}, nil
}

func (s *Service) listTagsForResource(c *kernel.Call, in *ListTagsForResource) (*ListTagsForResourceOutput, error) {
	if err := s.labelled(c, in.ResourceId); err != nil {
		return nil, err
	}
	all := append([]Tag{}, s.tagsOf(in.ResourceId)...)
	page, next, ok := kernel.PageOf(c.Env, all, "ListTagsForResource "+in.ResourceId, in.NextToken, tagsMost)
	return &ListTagsForResourceOutput{next, page}, listed(c, ok)
}

// tagging is the right to tag what a call makes or invites, where it gives tags.
func tagging(service any, c *kernel.Call, in any) []kernel.Permission {
	s, kind, id := service.(*Service), "", "*"
	switch in := in.(type) {
	case *CreateAccount:
		kind = "account"
	case *CreateOrganizationalUnit:
		kind = "ou"
	case *CreatePolicy:
		kind, id = "policy", "service_control_policy/*"
	case *InviteAccountToOrganization:
		kind = "account"
		if in.Target != nil && in.Target.Type == AccountParty {
			id = in.Target.Id
		}
	}
	m := s.Members.See(global, c.Account)
	if m == nil || kind == "" {
		return nil
	}
	o := s.Organizations.See(global, m.Organization)
	return c.Tagging(in, TaggingIsAllowedApart, "organizations:TagResource", o.arn(kind+"/"+o.ID+"/"+id))
}
