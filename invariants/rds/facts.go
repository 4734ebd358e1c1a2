package rds

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// Facts are what a history says of clusters, their instances and snapshots.
type Facts struct {
	own       invariants.Map[kernel.Scope, owned]
	clusters  invariants.Map[string, cluster] // by resource ID
	called    invariants.Map[string, string]  // the resource ID of the cluster that has an ARN, or had it last
	renamed   invariants.Map[string, string]  // the resource ID of the cluster that is to have an ARN
	lineages  invariants.Map[string, lineage] // by the resource ID of the original
	instances invariants.Map[string, instance]
	snapshots invariants.Map[string, snapshot]
	latest    invariants.Map[string, string] // the ID of the snapshot that has an ARN, or had it last
	lent      invariants.Map[loan, invariants.Permit]
	sharers   invariants.Map[sharer, bool]
	makers    invariants.Map[kernel.Scope, bool] // where clusters may be made without calls
	public    []string                           // snapshots that were ever shared with all
	blind     bool                               // something was cloned of what is not known
}

var facts invariants.Facts[Facts]

// Of returns the facts of a call's history.
func Of(c *invariants.Call) *Facts { return facts.Of(c) }

// sharer is a scope and an account with which its snapshots are shared without calls.
type sharer struct {
	scope   kernel.Scope
	account string
}

// SharesSnapshots notes that snapshots that no call has made may be shared with an account without calls.
func (f *Facts) SharesSnapshots(scope kernel.Scope, account string) {
	f.sharers.Put(sharer{scope, account}, true)
}

// MakesClusters notes that clusters may be made in a scope without calls.
func (f *Facts) MakesClusters(scope kernel.Scope) { f.makers.Put(scope, true) }

// Lent reports whether calls share a snapshot with an account now, or with all.
func (f *Facts) Lent(arn, account string) bool {
	id := f.snapshotID(arn, false)
	for _, to := range []string{account, everybody} {
		if p, ok := f.lent.Find(loan{id, to}); ok && p.Ended == 0 {
			return true
		}
	}
	return false
}

// owned is what an account has in a Region, and what was lent to it there.
type owned struct{ clusters, instances, snapshots, lent []string }

// cluster is what the history says of a DB cluster.
type cluster struct {
	scope  kernel.Scope
	since  kernel.Time // known since
	made   bool        // by a call of the history
	failed bool        // the work of that call
	shown  *rds.DBCluster
	tags   []rds.Tag
	clone  origin

	populated bool // an instance was ever made in it
	cloned    bool // a clone was ever made of it
	renames   bool // it was ever asked to take another name
	deleted   kernel.Time
	spared    bool        // something may have come between its final snapshot and its deletion
	changed   kernel.Time // last asked for a change
	stopped   kernel.Time // asked to stop, 0 once it is started
	started   kernel.Time
	locked    kernel.Time // shown without its key since then, 0 once it is started
	gone      bool
}

// instance is what the history says of a DB instance.
type instance struct {
	scope   kernel.Scope
	since   kernel.Time
	shown   *rds.DBInstance
	cluster string // the resource ID of its cluster, "" where that is not known
	tags    []rds.Tag
	deleted kernel.Time
	gone    bool
}

func learn(c *invariants.Call) {
	f := Of(c)
	f.learnClusters(c)
	f.learnInstances(c)
	f.learnSnapshots(c)
	f.learnTags(c)
	for shown := range clusters(c.Out) {
		f.seeCluster(c, shown)
	}
	for shown := range instances(c.Out) {
		f.seeInstance(c, shown)
	}
	for shown := range snapshots(c.Out) {
		f.seeSnapshot(c, shown)
	}
	f.seeWhole(c)
}

func (f *Facts) learnClusters(c *invariants.Call) {
	changed := func(shown *rds.DBCluster, change func(*cluster)) {
		if shown != nil {
			f.clusters.Change(shown.DbClusterResourceId, change)
		}
	}
	switch in := c.In.(type) {
	case *rds.CreateDBCluster:
		f.make(c, c.Out.(*rds.CreateDBClusterOutput).DBCluster, origin{})
	case *rds.RestoreDBClusterFromSnapshot:
		f.make(c, c.Out.(*rds.RestoreDBClusterFromSnapshotOutput).DBCluster, origin{})
	case *rds.RestoreDBClusterToPointInTime:
		f.restore(c, in, c.Out.(*rds.RestoreDBClusterToPointInTimeOutput).DBCluster)
	case *rds.ModifyDBCluster:
		changed(c.Out.(*rds.ModifyDBClusterOutput).DBCluster, func(k *cluster) {
			k.changed, k.renames = c.At, k.renames || in.NewDBClusterIdentifier != ""
			k.spared = k.spared || k.deleted != 0
		})
		if out := c.Out.(*rds.ModifyDBClusterOutput).DBCluster; out != nil && in.NewDBClusterIdentifier != "" {
			f.renamed.Put(clusterARN(c.As.Scope(), in.NewDBClusterIdentifier), out.DbClusterResourceId)
		}
	case *rds.DeleteDBCluster:
		changed(c.Out.(*rds.DeleteDBClusterOutput).DBCluster, func(k *cluster) {
			k.deleted, k.spared = cmp.Or(k.deleted, c.At), k.spared || c.Fails
		})
	case *rds.StopDBCluster:
		changed(c.Out.(*rds.StopDBClusterOutput).DBCluster, func(k *cluster) {
			k.stopped, k.spared = c.At, k.spared || k.deleted != 0
		})
	case *rds.StartDBCluster:
		changed(c.Out.(*rds.StartDBClusterOutput).DBCluster, func(k *cluster) {
			k.stopped, k.locked, k.started = 0, 0, c.At
		})
	}
}

// make enters a cluster that a call has made.
func (f *Facts) make(c *invariants.Call, shown *rds.DBCluster, from origin) {
	if shown == nil {
		return
	}
	id := shown.DbClusterResourceId
	from.root, from.family = cmp.Or(from.root, id), cmp.Or(from.family, id)
	f.clusters.Put(id, cluster{scope: c.As.Scope(), since: c.At, made: true, failed: c.Fails, clone: from})
	f.owns(c.As.Scope(), func(own *owned) { own.clusters = invariants.With(own.clusters, id) })
}

func (f *Facts) owns(scope kernel.Scope, change func(*owned)) {
	own := f.own.Of(scope)
	change(&own)
	f.own.Put(scope, own)
}

func (f *Facts) seeCluster(c *invariants.Call, shown *rds.DBCluster) {
	id := shown.DbClusterResourceId
	if foreign(c, shown) || id == "" {
		return
	}
	k, known := f.clusters.Find(id)
	if !known {
		k.scope, k.since = c.As.Scope(), c.At
		k.clone = origin{root: id, family: id}
		if _, deletes := c.In.(*rds.DeleteDBCluster); deletes {
			k.deleted, k.spared = c.At, c.Fails
		}
		f.owns(k.scope, func(own *owned) { own.clusters = invariants.With(own.clusters, id) })
	}
	if k.shown != nil && k.shown.DBClusterArn != shown.DBClusterArn && f.called.Of(k.shown.DBClusterArn) == id {
		f.called.Drop(k.shown.DBClusterArn)
	}
	if f.called.Of(shown.DBClusterArn) != id {
		f.called.Put(shown.DBClusterArn, id)
		ramfacts.Of(c).Replaced(shown.DBClusterArn)
	}
	if withoutKey(shown.Status) && k.locked == 0 {
		k.locked = c.At
	}
	k.shown, k.tags = shown, shown.TagList
	f.clusters.Put(id, k)
}

func (f *Facts) learnInstances(c *invariants.Call) {
	switch in := c.In.(type) {
	case *rds.CreateDBInstance:
		id := f.called.Of(clusterARN(c.As.Scope(), in.DBClusterIdentifier))
		f.clusters.Change(id, func(k *cluster) { k.populated = true })
	case *rds.DeleteDBInstance:
		if out := c.Out.(*rds.DeleteDBInstanceOutput).DBInstance; out != nil {
			f.instances.Change(out.DbiResourceId, func(i *instance) { i.deleted = cmp.Or(i.deleted, c.At) })
		}
	}
}

func (f *Facts) seeInstance(c *invariants.Call, shown *rds.DBInstance) {
	i, known := f.instances.Find(shown.DbiResourceId)
	if !known {
		i.scope, i.since = c.As.Scope(), c.At
		i.cluster = f.called.Of(clusterARN(i.scope, shown.DBClusterIdentifier))
		f.clusters.Change(i.cluster, func(k *cluster) { k.populated = true })
		f.owns(i.scope, func(own *owned) { own.instances = invariants.With(own.instances, shown.DbiResourceId) })
	}
	i.shown, i.tags = shown, shown.TagList
	f.instances.Put(shown.DbiResourceId, i)
}

// seeWhole notes what is gone, after a listing that shows all there is.
func (f *Facts) seeWhole(c *invariants.Call) {
	if !c.Paged || !c.Page.Whole || c.Page.Token != "" || c.Page.Next != "" {
		return
	}
	unlisted := func(id string) bool {
		return !slices.ContainsFunc(c.Page.Entries, func(e invariants.Entry) bool { return e.ID == id })
	}
	own := f.own.Of(c.As.Scope())
	switch c.In.(type) {
	case *rds.DescribeDBClusters:
		for _, id := range own.clusters {
			if unlisted(id) {
				f.clusters.Change(id, func(k *cluster) { k.gone = true })
				c.Gone(clusterKind, id)
			}
		}
		own.clusters = slices.DeleteFunc(slices.Clone(own.clusters), unlisted)
	case *rds.DescribeDBInstances:
		for _, id := range own.instances {
			if unlisted(id) {
				f.instances.Change(id, func(i *instance) { i.gone = true })
				c.Gone(instanceKind, id)
			}
		}
		own.instances = slices.DeleteFunc(slices.Clone(own.instances), unlisted)
	}
	f.own.Put(c.As.Scope(), own)
}

// stays reports whether a cluster is surely still there.
func (k *cluster) stays() bool {
	return k.deleted == 0 && !k.gone && k.shown != nil && k.shown.Status != deleting
}

// find returns the cluster that a caller names by its identifier or ARN now.
func (f *Facts) find(at kernel.Scope, name string) (id string, k cluster, known bool) {
	name = clusterARN(at, name)
	id = f.called.Of(name)
	k, known = f.clusters.Find(id)
	return id, k, known && k.shown != nil && k.shown.DBClusterArn == name
}

// clusterARN returns the ARN of a cluster that an account names by that or by its
// identifier, which is compared without case.
func clusterARN(at kernel.Scope, identifier string) string {
	if strings.HasPrefix(identifier, "arn:") {
		return identifier
	}
	return at.ARN("rds", "cluster:"+strings.ToLower(identifier))
}

// foreign reports whether a cluster is shown as another account's.
func foreign(c *invariants.Call, shown *rds.DBCluster) bool {
	scope, ok := invariants.ScopeOf(shown.DBClusterArn)
	return ok && scope.Account != c.As.Account
}

func merged(tags, more []rds.Tag) []rds.Tag {
	return kernel.Merged(tags, more, func(t rds.Tag) string { return t.Key })
}
