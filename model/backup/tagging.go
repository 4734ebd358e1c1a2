package backup

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

var tagOperations = []*kernel.Operation{
	kernel.Op((*Service).tagResource),
	kernel.Op((*Service).untagResource),
	kernel.Op((*Service).listTags),
}

// TaggedAreTheCallers is the rule of what is tagged through AWS Backup.
var TaggedAreTheCallers = rules.Add(kernel.Rule{
	ID: "BKP-TAG-01", Kind: kernel.Refusal, Error: ResourceNotFound,
	Or: []*kernel.ErrorShape{InvalidParameterValue, AccessDenied}, Evidence: kernel.SDKModel, Source: serviceModel,
	Says: "The caller's own vaults, plans and recovery points of types with full management have tags that AWS Backup " +
		"sets and lists by their ARNs; the tags of snapshots are those of their own services.",
	Operations: []string{"TagResource", "UntagResource", "ListTags"},
})

// TaggingIsAllowedApart is the rule of tags that vaults and plans are made with.
var TaggingIsAllowedApart = rules.Add(kernel.Rule{
	ID: "BKP-TAG-02", Kind: kernel.Effect, Evidence: kernel.Documented,
	Source:     "Service Authorization Reference, list_backup",
	Says:       "Who creates a vault or a plan with tags must be allowed backup:TagResource on it as well.",
	Operations: []string{"CreateBackupVault", "CreateBackupPlan"},
})

// tagging is the right to tag what a call makes, where it gives tags.
func tagging(_ any, c *kernel.Call, in any) []kernel.Permission {
	made := ""
	switch in := in.(type) {
	case *CreateBackupVault:
		made = arnOf(c.Scope(), "backup-vault", in.BackupVaultName)
	case *CreateBackupPlan:
		made = arnOf(c.Scope(), "backup-plan", "*")
	}
	return c.Tagging(in, TaggingIsAllowedApart, "backup:TagResource", made)
}

// taggables find where the tags are of what the caller names by its ARN, nil where
// there is no such thing of their kind.
var taggables = []func(*Service, kernel.Scope, kernel.ARN) *[]tag{
	(*Service).tagsOfVault, (*Service).tagsOfPlan, (*Service).tagsOfPoint,
}

func (s *Service) tagsOfVault(at kernel.Scope, arn kernel.ARN) *[]tag {
	name, isVault := strings.CutPrefix(arn.Resource, "backup-vault:")
	if v := s.Vaults.Get(at, name); isVault && v != nil {
		return &v.Tags
	}
	return nil
}

func (s *Service) tagsOfPoint(at kernel.Scope, arn kernel.ARN) *[]tag {
	if p := s.found(at, arn.String()); p != nil && isFull(p.Type) {
		return &p.Tags
	}
	return nil
}

// tagsOf returns where the tags are of what the caller names.
func (s *Service) tagsOf(c *kernel.Call, text string) (*[]tag, error) {
	arn, err := kernel.ParseARN(text)
	if err == nil && arn.Scope() == c.Scope() && arn.Service == "backup" {
		for _, find := range taggables {
			if tags := find(s, c.Scope(), arn); tags != nil {
				return tags, c.Require(true, TaggedAreTheCallers, "")
			}
		}
	}
	return nil, c.Refuse(TaggedAreTheCallers, "Cannot find resource %s", text)
}

func (s *Service) tagResource(c *kernel.Call, in *TagResource) (*TagResourceOutput, error) {
	tags, err := s.tagsOf(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	given, err := tagged(c, in.Tags)
	if err != nil {
		return nil, err
	}
	all := tagList(tagMap(kernel.Merged(*tags, given, func(t tag) string { return t.Key })))
	if err := c.Require(len(all) <= maxTags, TagsAreBounded, tooManyTags); err != nil {
		return nil, err
	}
	*tags = all
	return &TagResourceOutput{}, nil
}

func (s *Service) untagResource(c *kernel.Call, in *UntagResource) (*UntagResourceOutput, error) {
	tags, err := s.tagsOf(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	*tags = slices.DeleteFunc(slices.Clone(*tags), func(t tag) bool { return slices.Contains(in.TagKeyList, t.Key) })
	return &UntagResourceOutput{}, nil
}

func (s *Service) listTags(c *kernel.Call, in *ListTags) (*ListTagsOutput, error) {
	tags, err := s.tagsOf(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	page, next, ok := kernel.PageOf(c.Env, *tags, "tags "+c.Account+in.ResourceArn, in.NextToken, results(in.MaxResults))
	return &ListTagsOutput{Tags: tagMap(page), NextToken: next}, continued(c, ok)
}
