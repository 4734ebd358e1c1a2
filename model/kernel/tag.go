package kernel

import (
	"reflect"
	"slices"
	"strings"
)

// RequestTags are the tags that a call gives to something, and the keys of those that
// it gives or takes, each once and in their order.
type RequestTags struct {
	Values map[string]string
	Keys   []string
}

func (t *RequestTags) key(key string) {
	if !slices.Contains(t.Keys, key) {
		t.Keys = append(t.Keys, key)
	}
}

func (t *RequestTags) give(key, value string) {
	if t.Values == nil {
		t.Values = map[string]string{}
	}
	t.Values[key] = value
	t.key(key)
}

// tagging reads the tags of one member of an input.
type tagging func(in reflect.Value, to *RequestTags)

// taggings finds the members of an input that give or take tags: lists of a struct
// Tag, maps of texts that are called Tags, lists of keys, and EC2's specifications.
func taggings(in reflect.Type) (all []tagging) {
	for i := range in.NumField() {
		f := in.Field(i)
		if read := taggingOf(f); read != nil {
			all = append(all, func(v reflect.Value, to *RequestTags) { read(v.Field(i), to) })
		}
	}
	return all
}

func taggingOf(f reflect.StructField) tagging {
	switch t := f.Type; {
	case t.Kind() == reflect.Map && t.Elem().Kind() == reflect.String && strings.HasSuffix(f.Name, "Tags"):
		return mappedTags
	case t.Kind() != reflect.Slice:
	case t.Elem().Kind() == reflect.String && (f.Name == "TagKeys" || f.Name == "TagKeyList"):
		return func(v reflect.Value, to *RequestTags) {
			for i := range v.Len() {
				to.key(v.Index(i).String())
			}
		}
	case t.Elem().Kind() == reflect.Struct && t.Elem().Name() == "Tag":
		return listedTags
	case t.Elem().Kind() == reflect.Struct && t.Elem().Name() == "TagSpecification":
		return func(v reflect.Value, to *RequestTags) {
			for i := range v.Len() {
				listedTags(v.Index(i).FieldByName("Tags"), to)
			}
		}
	}
	return nil
}

func mappedTags(v reflect.Value, to *RequestTags) {
	var keys []string
	for _, k := range v.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	for _, k := range keys {
		to.give(k, v.MapIndex(reflect.ValueOf(k)).String())
	}
}

// listedTags reads a list of structs whose first two members are key and value.
func listedTags(v reflect.Value, to *RequestTags) {
	for i := range v.Len() {
		to.give(v.Index(i).Field(0).String(), v.Index(i).Field(1).String())
	}
}

// RequestTags returns the tags that an input of the operation gives and takes.
func (o *Operation) RequestTags(in any) (tags RequestTags) {
	for _, read := range o.taggings {
		read(reflect.ValueOf(in).Elem(), &tags)
	}
	return tags
}

// TagConditions are the condition keys that tell of tags, a list of structs whose first
// two members are key and value: each prefix, as in aws:ResourceTag/, with each key.
func TagConditions[T any](tags []T, prefixes ...string) map[string][]string {
	if len(tags) == 0 {
		return nil
	}
	all := make(map[string][]string, len(tags)*len(prefixes))
	for i := range tags {
		v := reflect.ValueOf(&tags[i]).Elem()
		for _, prefix := range prefixes {
			all[prefix+v.Field(0).String()] = []string{v.Field(1).String()}
		}
	}
	return all
}
