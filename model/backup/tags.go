package backup

import (
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

const maxTags = 50

// TagsAreBounded is the rule of the tags that callers give.
var TagsAreBounded = rules.Add(kernel.Rule{
	ID: "BKP-COPY-20", Kind: kernel.Refusal, Error: InvalidParameterValue, Or: []*kernel.ErrorShape{LimitExceeded},
	Evidence: kernel.Documented, Source: accessGuide + "; " + messagesGuide,
	Says:       "What AWS Backup tags has at most 50 tags, whose keys do not begin with aws:.",
	Operations: []string{"CreateBackupVault"},
})

// tagged returns the tags that a caller gives to something, in the order of their
// keys.
func tagged(c *kernel.Call, given map[string]string) ([]tag, error) {
	if err := c.Require(len(given) <= maxTags, TagsAreBounded,
		"The resultant tag set must not have more than %d user tags.", maxTags); err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		ok := key != "" && len(key) <= 128 && len(given[key]) <= 256 && !strings.HasPrefix(strings.ToLower(key), "aws:")
		if err := c.Require(ok, TagsAreBounded, "Invalid tag key or value: %s", key); err != nil {
			return nil, err
		}
	}
	return tagList(given), nil
}

// tagList returns tags in the order of their keys.
func tagList(given map[string]string) (tags []tag) {
	for _, key := range slices.Sorted(maps.Keys(given)) {
		tags = append(tags, tag{key, given[key]})
	}
	return tags
}

// tagMap returns tags as the API shows them.
func tagMap(tags []tag) map[string]string {
	all := make(map[string]string, len(tags))
	for _, t := range tags {
		all[t.Key] = t.Value
	}
	return all
}
