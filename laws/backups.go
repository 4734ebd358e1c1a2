package laws

import (
	"slices"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

var (
	// ReadyBackupsStay is the law of backups that nobody deletes.
	ReadyBackupsStay = add(Law{
		ID: "LAW-07", Services: []string{"cloudhsmv2"},
		Says:     "A READY backup leaves that state only by DeleteBackup, or by retention once it is older than its cluster's retention, never while it is exempt and never if it is a copy.",
		accepted: staysReady,
	})
	// DeletionWaitsSevenDays is the law of the window.
	DeletionWaitsSevenDays = add(Law{
		ID: "LAW-08", Services: []string{"cloudhsmv2"},
		Says:     "A deleted backup waits for exactly seven days, tells their end as its DeleteTimestamp, comes back by RestoreBackup until then and never after.",
		accepted: window, refused: windowOpen,
	})
	// RestoredClustersLiveOn is the law of clusters made from backups.
	RestoredClustersLiveOn = add(Law{
		ID: "LAW-10", Services: []string{"cloudhsmv2"},
		Says:     "A cluster made from a backup lives on, whatever becomes of the backup, of the share that gave it, and of their owner.",
		accepted: livesOn,
	})
	// BackupsAreMadeDaily is the law of the backups that the service makes.
	BackupsAreMadeDaily = add(Law{
		ID: "LAW-24", Services: []string{"cloudhsmv2"},
		Says:     "A cluster that has been ACTIVE with an ACTIVE HSM for more than a day has a backup that is at most a day old, in its owner's account and Region.",
		accepted: daily,
	})
)

const window7 = 7 * kernel.Day

func staysReady(b *books, r *reply) string {
	_, deletes := r.In.(*cloudhsm.DeleteBackup)
	return eachBackup(r.Out, func(k *cloudhsm.Backup) string {
		known := b.backups.of(k.BackupId)
		leaving := k.BackupState == cloudhsm.BackupPendingDeletion || k.BackupState == cloudhsm.BackupDeleted
		if known.shown == nil || !leaving || deletes || known.deleted != 0 {
			return ""
		}
		from, ever := b.purgeable(&known)
		if !ever || r.At <= from {
			return k.BackupId + " is " + string(k.BackupState) + " though nobody deleted it and retention could not"
		}
		return ""
	})
}

func window(b *books, r *reply) string {
	now := r.At
	switch in := r.In.(type) {
	case *cloudhsm.DeleteBackup:
		if k := r.Out.(*cloudhsm.DeleteBackupOutput).Backup; k == nil || k.BackupState != cloudhsm.BackupPendingDeletion || k.DeleteTimestamp != now.Add(window7) {
			return in.BackupId + " is deleted and does not wait for seven days from now"
		}
		if known := b.backups.of(in.BackupId); known.deleted != 0 && now != known.deleted.Add(window7) {
			return in.BackupId + " is deleted a second time"
		}
		return ""
	case *cloudhsm.RestoreBackup:
		known := b.backups.of(in.BackupId)
		if k := r.Out.(*cloudhsm.RestoreBackupOutput).Backup; k == nil || k.BackupState != cloudhsm.BackupReady || k.DeleteTimestamp != 0 {
			return in.BackupId + " is restored and not READY"
		}
		if known.deleted != 0 && now > known.deleted.Add(window7) {
			return in.BackupId + " is restored more than seven days after it was deleted"
		}
		if known.shown != nil && known.deleted == 0 {
			if from, ever := b.purgeable(&known); !ever || now <= from {
				return in.BackupId + " is restored though nothing deleted it"
			}
		}
		return ""
	}
	return eachBackup(r.Out, func(k *cloudhsm.Backup) string {
		known := b.backups.of(k.BackupId)
		asked := known.deleted != 0
		end := known.deleted.Add(window7)
		switch k.BackupState {
		case cloudhsm.BackupPendingDeletion:
			switch {
			case asked && k.DeleteTimestamp != end, k.DeleteTimestamp > now.Add(window7), k.DeleteTimestamp < now:
				return k.BackupId + " tells another end of its seven days: " + k.DeleteTimestamp.String()
			case asked && now > end:
				return k.BackupId + " still waits after seven days"
			}
		case cloudhsm.BackupDeleted:
			if asked && now < end || k.DeleteTimestamp != 0 {
				return k.BackupId + " is DELETED before seven days have passed"
			}
		default:
			if asked || k.DeleteTimestamp != 0 {
				return k.BackupId + " is " + string(k.BackupState) + " though it was deleted, or tells a DeleteTimestamp"
			}
		}
		return ""
	})
}

func windowOpen(b *books, r *reply) string {
	in, ok := r.In.(*cloudhsm.RestoreBackup)
	if !ok || transient(r) {
		return ""
	}
	if k, known := b.backups.find(in.BackupId); known && k.home == r.As.Home() && k.deleted != 0 && r.At < k.deleted.Add(window7) {
		return in.BackupId + " is not restored though seven days have not passed since it was deleted"
	}
	return ""
}

// transient tells whether a refusal says nothing about what was asked.
func transient(r *reply) bool { return codes["all"][r.refusal.Code] }

func livesOn(b *books, r *reply) string {
	_, deletes := r.In.(*cloudhsm.DeleteCluster)
	return eachCluster(r.Out, func(c *cloudhsm.Cluster) string {
		known := b.clusters.of(c.ClusterId)
		going := c.State == cloudhsm.ClusterDeleteInProgress || c.State == cloudhsm.ClusterDeleted
		if c.SourceBackupId != "" && known.shown != nil && going && known.deleted == 0 && !deletes {
			return c.ClusterId + " is " + string(c.State) + " though nobody deleted it"
		}
		return ""
	})
}

// daily looks at the clusters that are known to have been at work for a day.
func daily(b *books, r *reply) string {
	out, ok := r.Out.(*cloudhsm.DescribeBackupsOutput)
	if !ok {
		return ""
	}
	if in := r.In.(*cloudhsm.DescribeBackups); len(in.Filters) > 0 || in.NextToken != "" || out.NextToken != "" || kernel.Value(in.Shared) {
		return ""
	}
	for _, id := range b.own.of(r.As.Home()).clusters {
		c := b.clusters.of(id)
		if c.working == 0 || r.At <= c.working.Add(kernel.Day) {
			continue
		}
		recent := func(k cloudhsm.Backup) bool {
			return k.ClusterId == id && k.SourceBackup == "" && k.CreateTimestamp.Add(kernel.Day) >= r.At
		}
		if !slices.ContainsFunc(out.Backups, recent) {
			return id + " has no backup of the last day"
		}
	}
	for _, t := range b.own.of(r.As.Home()).copies {
		if !slices.ContainsFunc(out.Backups, func(k cloudhsm.Backup) bool { return t.isOf(&k) }) {
			return "the copy of " + t.source + " is not listed"
		}
	}
	return ""
}
