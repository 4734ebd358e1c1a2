package rds

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/rds"
)

func (f *Facts) learnTags(c *invariants.Call) {
	switch in := c.In.(type) {
	case *rds.AddTagsToResource:
		f.retag(in.ResourceName, func(tags []rds.Tag) []rds.Tag { return merged(tags, in.Tags) })
	case *rds.RemoveTagsFromResource:
		f.retag(in.ResourceName, func(tags []rds.Tag) []rds.Tag {
			gone := func(t rds.Tag) bool { return slices.Contains(in.TagKeys, t.Key) }
			return slices.DeleteFunc(slices.Clone(tags), gone)
		})
	}
}

func (f *Facts) retag(arn string, change func([]rds.Tag) []rds.Tag) {
	f.clusters.Change(f.bearer(arn), func(k *cluster) { k.tags = change(k.tags) })
	f.snapshots.Change(f.snapshotID(arn, false), func(s *snapshot) { s.tags = change(s.tags) })
	if id := f.instanceAt(arn); id != "" {
		f.instances.Change(id, func(i *instance) { i.tags = change(i.tags) })
	}
}

// bearer returns the resource ID of the cluster that has an ARN: the one that has it
// by the last answer that shows it, or else one that was to be renamed so.
func (f *Facts) bearer(arn string) string {
	id := f.called.Of(arn)
	if k, ok := f.clusters.Find(id); ok && k.stays() && k.shown.DBClusterArn == arn {
		return id
	}
	if renamed := f.renamed.Of(arn); renamed != "" {
		return renamed
	}
	return id
}

// instanceAt returns the resource ID of the instance that has an ARN, "" where
// there is none.
func (f *Facts) instanceAt(arn string) string {
	scope, ok := invariants.ScopeOf(arn)
	if !ok || !strings.Contains(arn, ":db:") {
		return ""
	}
	for _, id := range f.own.Of(scope).instances {
		if i := f.instances.Of(id); i.shown.DBInstanceArn == arn && !i.gone && i.deleted == 0 {
			return id
		}
	}
	return ""
}

// tagsOf returns the tags of what an ARN names, as far as the history tells.
func (f *Facts) tagsOf(arn string) (tags []rds.Tag, known bool) {
	if k, ok := f.clusters.Find(f.called.Of(arn)); ok && k.stays() && k.shown.DBClusterArn == arn {
		return k.tags, true
	}
	if s, ok := f.snapshots.Find(f.snapshotID(arn, false)); ok && s.shown != nil && s.deleted == 0 {
		return s.tags, true
	}
	if id := f.instanceAt(arn); id != "" {
		return f.instances.Of(id).tags, true
	}
	return nil, false
}
