package cloudhsm

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

func clusterCaused(c *invariants.Call, r *invariants.Resource) string {
	known, ok := Of(c).clusters.Find(r.ID)
	if !ok {
		return ""
	}
	_, deletes := c.In.(*cloudhsm.DeleteCluster)
	state, restored := cloudhsm.ClusterState(r.State), r.Shown.(*cloudhsm.Cluster).SourceBackupId != ""
	deleting := state == cloudhsm.ClusterDeleteInProgress || state == cloudhsm.ClusterDeleted
	initialized := state == cloudhsm.ClusterInitializeInProgress || state == cloudhsm.ClusterInitialized ||
		state == cloudhsm.ClusterActive && !restored
	modifying := state == cloudhsm.ClusterModifyInProgress || state == cloudhsm.ClusterRollbackInProgress
	switch {
	case deleting && known.deleted == 0 && !deletes && !restored:
		return r.ID + " is " + r.State + " though nobody deleted it"
	case !deleting && (known.deleted != 0 || deletes):
		return r.ID + " is " + r.State + " though it was deleted"
	case known.signed != 0 && state == cloudhsm.ClusterUninitialized:
		return r.ID + " is UNINITIALIZED though it was initialized"
	case known.signed == 0 && known.made && !known.failed && initialized:
		return r.ID + " is " + r.State + " though nobody initialized it"
	case known.made && restored && state == cloudhsm.ClusterUninitialized:
		return r.ID + " is UNINITIALIZED though it was made from a backup"
	case known.altered == 0 && known.made && !alters(c.In) && modifying:
		return r.ID + " is " + r.State + " though nobody modified it"
	}
	return ""
}

// alters reports whether a call changes the type of HSMs.
func alters(in any) bool {
	m, ok := in.(*cloudhsm.ModifyCluster)
	return ok && m.HsmType != ""
}

func clusterDue(c *invariants.Call, r *invariants.Resource) kernel.Time {
	known := Of(c).clusters.Of(r.ID)
	from, longest := kernel.Time(0), maxDelay
	switch cloudhsm.ClusterState(r.State) {
	case cloudhsm.ClusterCreateInProgress:
		from = r.Created
	case cloudhsm.ClusterInitializeInProgress:
		from = known.signed
	case cloudhsm.ClusterModifyInProgress, cloudhsm.ClusterRollbackInProgress:
		if !alters(c.In) {
			from, longest = known.altered, 12*maxDelay
		}
	case cloudhsm.ClusterDeleteInProgress:
		from = known.deleted
	case cloudhsm.ClusterDeleted:
		from, longest = known.deleted, maxDelay+kernel.Day
	}
	if from == 0 {
		return 0
	}
	return from.Add(longest)
}

// stays reports whether nothing has begun to delete a cluster.
func (k *cluster) stays() bool {
	going := k.shown.State == cloudhsm.ClusterDeleteInProgress || k.shown.State == cloudhsm.ClusterDeleted
	return k.deleted == 0 && !k.gone && !going
}

// purgeable returns from when on retention may have taken a backup, and whether
// it ever may. Retention is at least a week; a cluster that is gone purges
// nothing more.
func (f *Facts) purgeable(b *backup) (from kernel.Time, ever bool) {
	if b.shown == nil {
		return 0, true
	}
	if b.shown.SourceBackup != "" {
		return 0, false
	}
	days := 7
	k, known := f.clusters.Find(b.shown.ClusterId)
	if known {
		days = k.least
	}
	from = b.shown.CreateTimestamp.Add(time.Duration(days) * kernel.Day)
	if b.exempt != 0 && b.exempt <= from {
		return 0, false
	}
	if known && k.deleted != 0 && k.deleted.Add(maxDelay) < from {
		return 0, false
	}
	return from, true
}

// stays reports whether a backup is surely still there: not DELETED.
func (f *Facts) stays(b *backup, at kernel.Time) bool {
	if b.shown == nil || b.gone || b.shown.BackupState == cloudhsm.BackupDeleted ||
		b.deleted != 0 && at >= b.deleted.Add(window) {
		return false
	}
	from, ever := f.purgeable(b)
	return !ever || at < max(from, b.restored).Add(window)
}

// ready reports whether a backup is surely READY.
func (f *Facts) ready(b *backup, at kernel.Time) bool {
	from, ever := f.purgeable(b)
	return f.stays(b, at) && b.shown.BackupState == cloudhsm.BackupReady && b.deleted == 0 && (!ever || at < from)
}

// exists reports whether the backup of an ARN is surely still there.
func exists(c *invariants.Call, arn string, at kernel.Time) bool {
	f := Of(c)
	b := f.backups.Of(idOf(arn))
	return f.stays(&b, at)
}

// activating reports whether a cluster of the caller may just have been activated,
// which happens outside of the API.
func activating(c *invariants.Call) bool {
	f := Of(c)
	return slices.ContainsFunc(f.own.Of(c.As.Scope()).clusters, func(id string) bool {
		k := f.clusters.Of(id)
		return k.signed != 0 && k.shown != nil && k.shown.State != cloudhsm.ClusterActive
	})
}
