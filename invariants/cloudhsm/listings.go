package cloudhsm

import (
	"slices"
	"strconv"

	"github.com/shareproof/shareproof/invariants"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

// byIDs reports whether filters leave out nothing, or only what has other IDs.
func byIDs(filters map[string][]string, name string) bool {
	return len(filters) == 0 || len(filters) == 1 && len(filters[name]) > 0
}

func page(c *invariants.Call) (invariants.Page, bool) {
	switch in := c.In.(type) {
	case *cloudhsm.DescribeClusters:
		out := c.Out.(*cloudhsm.DescribeClustersOutput)
		p := invariants.Page{Whole: byIDs(in.Filters, "clusterIds"), Order: 1}
		return invariants.PageOf(p, in.MaxResults, 25, out.Clusters,
			func(k *cloudhsm.Cluster) invariants.Entry {
				return invariants.Entry{ID: k.ClusterId, At: k.CreateTimestamp}
			})
	case *cloudhsm.DescribeBackups:
		out := c.Out.(*cloudhsm.DescribeBackupsOutput)
		p := invariants.Page{Whole: byIDs(in.Filters, "backupIds"), Order: -1}
		if kernel.Value(in.SortAscending) {
			p.Order = 1
		}
		if kernel.Value(in.Shared) {
			p.Whole = len(in.Filters) == 0
		}
		return invariants.PageOf(p, in.MaxResults, 50, out.Backups,
			func(b *cloudhsm.Backup) invariants.Entry { return invariants.Entry{ID: b.BackupId, At: made(b)} })
	case *cloudhsm.ListTags:
		out := c.Out.(*cloudhsm.ListTagsOutput)
		p := invariants.Page{Whole: true, Places: true}
		return invariants.PageOf(p, in.MaxResults, 100, out.TagList,
			func(t *cloudhsm.Tag) invariants.Entry { return invariants.Entry{ID: t.Key} })
	}
	return invariants.Page{}, false
}

func listed(l *invariants.Listing) {
	f, own := Of(l.Call), Of(l.Call).own.Of(l.As.Scope())
	switch in := l.In.(type) {
	case *cloudhsm.DescribeClusters:
		for _, id := range own.clusters {
			if k := f.clusters.Of(id); invariants.Wanted(in.Filters["clusterIds"], id) && k.stays() && l.Early(k.since) {
				l.Must(invariants.Entry{ID: id})
			}
		}
	case *cloudhsm.DescribeBackups:
		if kernel.Value(in.Shared) {
			f.listShared(l)
			return
		}
		for _, id := range own.backups {
			if b := f.backups.Of(id); invariants.Wanted(in.Filters["backupIds"], id) && f.stays(&b, l.At) && l.Early(b.since) {
				l.Must(invariants.Entry{ID: id})
			}
		}
	}
}

// listShared wants the READY backups in STANDARD shares in which the caller has
// had part since the listing began.
func (f *Facts) listShared(l *invariants.Listing) {
	ramfacts.Of(l.Call).EachGiven(l.Call, l.Began, func(resource string) {
		b := f.backups.Of(idOf(resource))
		if f.ready(&b, l.At) && b.restored < l.Began {
			l.Must(invariants.Entry{ID: b.shown.BackupId})
		}
	})
}

func filtered(c *invariants.Call) string {
	switch in := c.In.(type) {
	case *cloudhsm.DescribeClusters:
		if len(in.Filters) == 0 {
			return ""
		}
		return invariants.Each(c.Out.(*cloudhsm.DescribeClustersOutput).Clusters, func(k *cloudhsm.Cluster) string {
			return asked(in.Filters, k.ClusterId, map[string]string{
				"clusterIds": k.ClusterId, "vpcIds": k.VpcId, "states": string(k.State),
			})
		})
	case *cloudhsm.DescribeBackups:
		if len(in.Filters) == 0 {
			return ""
		}
		return invariants.Each(c.Out.(*cloudhsm.DescribeBackupsOutput).Backups, func(b *cloudhsm.Backup) string {
			return asked(in.Filters, b.BackupId, map[string]string{
				"backupIds": b.BackupId, "clusterIds": b.ClusterId, "sourceBackupIds": b.SourceBackup,
				"states": string(b.BackupState), "neverExpires": strconv.FormatBool(b.NeverExpires),
			})
		})
	}
	return ""
}

// asked checks one entry by its values for the names of filters.
func asked(filters map[string][]string, id string, values map[string]string) string {
	for name, choice := range filters {
		if value, known := values[name]; known && len(choice) > 0 && !slices.Contains(choice, value) {
			return id + " is listed though it was not asked for"
		}
	}
	return ""
}
