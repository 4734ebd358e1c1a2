package ebs

import (
	"slices"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/ebs"
)

// TagsAreTheirAccounts is the invariant of tags on what is shared.
var TagsAreTheirAccounts = &invariants.Invariant{
	ID:       "INV-EBS-04",
	Says:     "An account sees the tags that it put on a volume or snapshot, all of them, and nobody else's.",
	Accepted: theirTags,
}

func (f *Facts) learnTags(c *invariants.Call) {
	switch in := c.In.(type) {
	case *ebs.CreateTags:
		f.relabel(c, in.Resources, func(tags []ebs.Tag) []ebs.Tag { return merged(tags, in.Tags) })
	case *ebs.DeleteTags:
		f.relabel(c, in.Resources, func(tags []ebs.Tag) []ebs.Tag {
			return slices.DeleteFunc(slices.Clone(tags), func(t ebs.Tag) bool { return unwanted(in.Tags, t) })
		})
	}
}

// unwanted reports whether DeleteTags takes a tag away: all where none are named,
// and those of any value where none is given.
func unwanted(gone []ebs.Tag, t ebs.Tag) bool {
	is := func(g ebs.Tag) bool { return g.Key == t.Key && (g.Value == "" || g.Value == t.Value) }
	return gone == nil || slices.ContainsFunc(gone, is)
}

func (f *Facts) relabel(c *invariants.Call, ids []string, change func([]ebs.Tag) []ebs.Tag) {
	for _, id := range ids {
		f.volumes.Change(id, func(v *volume) { v.tagged = c.At })
		l := f.labelsOf(c.As.Account, id)
		if l.known {
			l.tags = change(l.tags)
		}
		f.labels.Put(label{c.As.Account, id}, l)
	}
}

// labelsOf returns the tags of an account on something: none on what is
// another's, unless it put some there.
func (f *Facts) labelsOf(account, id string) labels {
	l, told := f.labels.Find(label{account, id})
	if s, known := f.snapshots.Find(id); !told && known && s.scope.Account != account {
		l.known = true
	}
	return l
}

func theirTags(c *invariants.Call) string {
	f := Of(c)
	for s := range snapshots(c.Out) {
		if wrong := f.ownTags(c, s.SnapshotId, s.Tags); wrong != "" {
			return wrong
		}
	}
	for v := range volumes(c.Out) {
		if wrong := f.ownTags(c, v.VolumeId, v.Tags); wrong != "" {
			return wrong
		}
	}
	if out, ok := c.Out.(*ebs.DescribeTagsOutput); ok {
		return invariants.Each(out.Tags, func(t *ebs.TagDescription) string {
			l := f.labelsOf(c.As.Account, t.ResourceId)
			if l.known && !slices.Contains(l.tags, ebs.Tag{Key: t.Key, Value: t.Value}) {
				return t.ResourceId + " has a tag that the account did not put there"
			}
			return ""
		})
	}
	return ""
}

func (f *Facts) ownTags(c *invariants.Call, id string, shown []ebs.Tag) string {
	l := f.labelsOf(c.As.Account, id)
	switch in := c.In.(type) {
	case *ebs.CreateVolume:
		l = labels{specified(in.TagSpecifications), true}
	case *ebs.CreateSnapshot:
		l = labels{specified(in.TagSpecifications), true}
	}
	if l.known && !invariants.SameSet(l.tags, shown) {
		return id + " has other tags than the account put there"
	}
	return ""
}

func specified(all []ebs.TagSpecification) (tags []ebs.Tag) {
	for _, s := range all {
		tags = merged(tags, s.Tags)
	}
	return tags
}

func merged(tags, more []ebs.Tag) []ebs.Tag {
	out := slices.Clone(tags)
	for _, t := range more {
		if i := slices.IndexFunc(out, func(o ebs.Tag) bool { return o.Key == t.Key }); i >= 0 {
			out[i] = t
		} else {
			out = append(out, t)
		}
	}
	return out
}
