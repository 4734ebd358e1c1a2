package rds

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// records is how many entries a page has at most.
const records = 100

func page(c *invariants.Call) (invariants.Page, bool) {
	switch in := c.In.(type) {
	case *rds.DescribeDBClusters:
		out := c.Out.(*rds.DescribeDBClustersOutput)
		p := invariants.Page{Whole: in.DBClusterIdentifier == "" && len(in.Filters) == 0}
		return invariants.PageOf(p, in.MaxRecords, records, out.DBClusters,
			func(k *rds.DBCluster) invariants.Entry {
				if foreign(c, k) {
					return invariants.Entry{ID: k.DBClusterArn}
				}
				return invariants.Entry{ID: k.DbClusterResourceId}
			})
	case *rds.DescribeDBInstances:
		out := c.Out.(*rds.DescribeDBInstancesOutput)
		p := invariants.Page{Whole: in.DBInstanceIdentifier == "" && len(in.Filters) == 0}
		return invariants.PageOf(p, in.MaxRecords, records, out.DBInstances,
			func(i *rds.DBInstance) invariants.Entry { return invariants.Entry{ID: i.DbiResourceId} })
	case *rds.DescribeDBClusterSnapshots:
		out := c.Out.(*rds.DescribeDBClusterSnapshotsOutput)
		p := invariants.Page{Whole: in.DBClusterIdentifier == "" && in.DBClusterSnapshotIdentifier == "" &&
			in.DbClusterResourceId == "" && len(in.Filters) == 0 && in.SnapshotType == ""}
		return invariants.PageOf(p, in.MaxRecords, records, out.DBClusterSnapshots,
			func(s *rds.DBClusterSnapshot) invariants.Entry {
				return invariants.Entry{ID: Of(c).snapshotID(s.DBClusterSnapshotArn, false)}
			})
	}
	return invariants.Page{}, false
}

func listed(l *invariants.Listing) {
	f, own := Of(l.Call), Of(l.Call).own.Of(l.As.Scope())
	switch in := l.In.(type) {
	case *rds.DescribeDBClusters:
		for _, id := range own.clusters {
			if k := f.clusters.Of(id); k.stays() && l.Early(k.since) {
				l.Must(invariants.Entry{ID: id})
			}
		}
		if kernel.Value(in.IncludeShared) {
			f.listShared(l)
		}
	case *rds.DescribeDBInstances:
		for _, id := range own.instances {
			if i := f.instances.Of(id); i.deleted == 0 && !i.gone && l.Early(i.since) {
				l.Must(invariants.Entry{ID: id})
			}
		}
	case *rds.DescribeDBClusterSnapshots:
		f.listSnapshots(l, in)
	}
}

// listShared wants the clusters that can be cloned and that shares have given the
// caller since the listing began.
func (f *Facts) listShared(l *invariants.Listing) {
	ramfacts.Of(l.Call).EachGiven(l.Call, l.Began, func(resource string) {
		id, k, known := f.find(kernel.Scope{}, resource)
		if known && f.plain(l.Call, id, &k) && k.clone.root == id && !k.cloned && k.since < l.Began {
			l.Must(invariants.Entry{ID: resource})
		}
	})
}

func (f *Facts) listSnapshots(l *invariants.Listing, in *rds.DescribeDBClusterSnapshots) {
	me := l.As.Scope()
	must := func(id string, since kernel.Time) {
		s := f.snapshots.Of(id)
		if s.made && s.deleted == 0 && s.scope.Region == me.Region && l.Early(max(since, s.since)) {
			l.Must(invariants.Entry{ID: id})
		}
	}
	for _, id := range f.own.Of(me).snapshots {
		must(id, 0)
	}
	if kernel.Value(in.IncludeShared) {
		for _, id := range f.own.Of(me).lent {
			if p := f.lent.Of(loan{id, me.Account}); p.Ended == 0 {
				must(id, p.Since)
			}
		}
	}
	if kernel.Value(in.IncludePublic) {
		for _, id := range f.public {
			if p := f.lent.Of(loan{id, everybody}); p.Ended == 0 {
				must(id, p.Since)
			}
		}
	}
}

// asked checks one entry by its values for the names of filters.
func asked(filters []rds.Filter, what string, values map[string]string) string {
	for _, filter := range filters {
		value, known := values[filter.Name]
		is := func(text string) bool { return strings.EqualFold(text, value) || strings.HasSuffix(text, ":"+value) }
		if known && len(filter.Values) > 0 && !slices.ContainsFunc(filter.Values, is) {
			return what + " is listed though it was not asked for"
		}
	}
	return ""
}

func filtered(c *invariants.Call) string {
	switch in := c.In.(type) {
	case *rds.DescribeDBClusters:
		return invariants.Each(c.Out.(*rds.DescribeDBClustersOutput).DBClusters, func(k *rds.DBCluster) string {
			name := in.DBClusterIdentifier
			if name != "" && !strings.EqualFold(name, k.DBClusterIdentifier) && name != k.DBClusterArn {
				return k.DBClusterArn + " is listed though it was not asked for"
			}
			return asked(in.Filters, k.DBClusterArn, map[string]string{
				"clone-group-id": k.CloneGroupId, "db-cluster-id": k.DBClusterIdentifier, "engine": k.Engine,
				"db-cluster-resource-id": k.DbClusterResourceId,
			})
		})
	case *rds.DescribeDBInstances:
		return invariants.Each(c.Out.(*rds.DescribeDBInstancesOutput).DBInstances, func(i *rds.DBInstance) string {
			if in.DBInstanceIdentifier != "" && !strings.EqualFold(in.DBInstanceIdentifier, i.DBInstanceIdentifier) &&
				in.DBInstanceIdentifier != i.DBInstanceArn {
				return i.DBInstanceIdentifier + " is listed though it was not asked for"
			}
			return asked(in.Filters, i.DBInstanceIdentifier, map[string]string{
				"db-cluster-id": i.DBClusterIdentifier, "db-instance-id": i.DBInstanceIdentifier, "engine": i.Engine,
				"dbi-resource-id": i.DbiResourceId,
			})
		})
	case *rds.DescribeDBClusterSnapshots:
		shown := c.Out.(*rds.DescribeDBClusterSnapshotsOutput).DBClusterSnapshots
		return invariants.Each(shown, func(s *rds.DBClusterSnapshot) string { return snapshotAsked(c, in, s) })
	}
	return ""
}

func snapshotAsked(c *invariants.Call, in *rds.DescribeDBClusterSnapshots, s *rds.DBClusterSnapshot) string {
	scope, _ := invariants.ScopeOf(s.DBClusterSnapshotArn)
	theirs, name := scope.Account != c.As.Account, in.DBClusterSnapshotIdentifier
	switch {
	case theirs && name == "" && in.SnapshotType != "shared" && in.SnapshotType != "public" &&
		!kernel.Value(in.IncludeShared) && !kernel.Value(in.IncludePublic),
		(in.SnapshotType == manual || in.SnapshotType == automated) && s.SnapshotType != in.SnapshotType,
		name != "" && !strings.EqualFold(name, s.DBClusterSnapshotIdentifier) && name != s.DBClusterSnapshotArn,
		in.DBClusterIdentifier != "" && !strings.EqualFold(nameIn(in.DBClusterIdentifier), s.DBClusterIdentifier):
		return s.DBClusterSnapshotArn + " is listed though it was not asked for"
	}
	return asked(in.Filters, s.DBClusterSnapshotArn, map[string]string{
		"db-cluster-id": s.DBClusterIdentifier, "engine": s.Engine, "snapshot-type": s.SnapshotType,
	})
}

// nameIn returns the identifier in a name that may be an ARN.
func nameIn(name string) string {
	if strings.HasPrefix(name, "arn:") {
		return nameOf(name)
	}
	return name
}
