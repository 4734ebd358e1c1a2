package kernel_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
)

type Tag struct{ Key, Value string }

type TagSpecification struct {
	ResourceType string
	Tags         []Tag
}

type TagThing struct {
	Tags              []Tag
	ThingTags         map[string]string
	TagSpecifications []TagSpecification
	TagKeyList        []string
	Others            []string
}

type TagThingOutput struct{}

func TestTheTagsOfARequestAreFoundInEverySpelling(t *testing.T) {
	op := kernel.Op(func(*kernel.Env, *kernel.Call, *TagThing) (*TagThingOutput, error) { return &TagThingOutput{}, nil })
	tags := op.RequestTags(&TagThing{
		Tags: []Tag{{"b", "1"}, {"a", "2"}}, ThingTags: map[string]string{"d": "3", "c": "4"},
		TagSpecifications: []TagSpecification{{"volume", []Tag{{"e", "5"}, {"b", "6"}}}},
		TagKeyList:        []string{"f", "a"}, Others: []string{"g"},
	})
	require.Equal(t, map[string]string{"a": "2", "b": "6", "c": "4", "d": "3", "e": "5"}, tags.Values)
	require.Equal(t, []string{"b", "a", "c", "d", "e", "f"}, tags.Keys)
	require.Empty(t, op.RequestTags(&TagThing{Others: []string{"g"}}).Keys)
}
