package cloudhsm

import (
	"slices"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

var (
	// ReadyBackupsStay is the invariant of backups that nobody deletes.
	ReadyBackupsStay = &invariants.Invariant{
		ID: "INV-HSM-01",
		Says: "A READY backup leaves that state only by DeleteBackup, or by retention once it is older than its " +
			"cluster's retention, never while it is exempt and never if it is a copy.",
		Accepted: staysReady,
	}
	// DeletionWaitsSevenDays is the invariant of the window.
	DeletionWaitsSevenDays = &invariants.Invariant{
		ID: "INV-HSM-02",
		Says: "A deleted backup waits for exactly seven days, tells their end as its DeleteTimestamp, comes back by " +
			"RestoreBackup until then and never after.",
		Accepted: waits, Refused: windowOpen,
	}
	// RestoredClustersLiveOn is the invariant of clusters made from backups.
	RestoredClustersLiveOn = &invariants.Invariant{
		ID: "INV-HSM-03",
		Says: "A cluster made from a backup lives on, whatever becomes of the backup, of the share that gave it, and " +
			"of their owner.",
		Accepted: livesOn,
	}
	// BackupsAreMadeDaily is the invariant of the backups that the service makes.
	BackupsAreMadeDaily = &invariants.Invariant{
		ID: "INV-HSM-05",
		Says: "A cluster that has been ACTIVE with an ACTIVE HSM for more than a day has a backup that is at most a " +
			"day old, in its owner's account and Region.",
		Accepted: daily,
	}
	// CopiesTellTheirOrigin is the invariant of backups and their copies.
	CopiesTellTheirOrigin = &invariants.Invariant{
		ID: "INV-HSM-06",
		Says: "A backup has its cluster's mode, owner and Region; a copied one bears the age, cluster, type and " +
			"source of its original, with the original's tags or those asked for.",
		Accepted: origin,
	}
)

// window is how long a deleted backup waits.
const window = 7 * kernel.Day

func staysReady(c *invariants.Call) string {
	f := Of(c)
	_, deletes := c.In.(*cloudhsm.DeleteBackup)
	for b := range backups(c.Out) {
		known := f.backups.Of(b.BackupId)
		leaving := b.BackupState == cloudhsm.BackupPendingDeletion || b.BackupState == cloudhsm.BackupDeleted
		if known.shown == nil || !leaving || deletes || known.deleted != 0 {
			continue
		}
		if from, ever := f.purgeable(&known); !ever || c.At <= from {
			return b.BackupId + " is " + string(b.BackupState) + " though nobody deleted it and retention could not"
		}
	}
	return ""
}

func waits(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *cloudhsm.DeleteBackup:
		return f.deletes(c, in.BackupId, c.Out.(*cloudhsm.DeleteBackupOutput).Backup)
	case *cloudhsm.RestoreBackup:
		return f.restores(c, in.BackupId, c.Out.(*cloudhsm.RestoreBackupOutput).Backup)
	}
	for b := range backups(c.Out) {
		if wrong := f.waitsAsShown(c, b); wrong != "" {
			return b.BackupId + wrong
		}
	}
	return ""
}

func (f *Facts) deletes(c *invariants.Call, id string, b *cloudhsm.Backup) string {
	if b == nil || b.BackupState != cloudhsm.BackupPendingDeletion || b.DeleteTimestamp != c.At.Add(window) {
		return id + " is deleted and does not wait for seven days from now"
	}
	if known := f.backups.Of(id); known.deleted != 0 && c.At != known.deleted.Add(window) {
		return id + " is deleted a second time"
	}
	return ""
}

func (f *Facts) restores(c *invariants.Call, id string, b *cloudhsm.Backup) string {
	known := f.backups.Of(id)
	if b == nil || b.BackupState != cloudhsm.BackupReady || b.DeleteTimestamp != 0 {
		return id + " is restored and not READY"
	}
	if known.deleted != 0 && c.At > known.deleted.Add(window) {
		return id + " is restored more than seven days after it was deleted"
	}
	if known.shown != nil && known.deleted == 0 {
		if from, ever := f.purgeable(&known); !ever || c.At <= from {
			return id + " is restored though nothing deleted it"
		}
	}
	return ""
}

func (f *Facts) waitsAsShown(c *invariants.Call, b *cloudhsm.Backup) string {
	known, tells := f.backups.Of(b.BackupId), b.DeleteTimestamp
	asked, end := known.deleted != 0, known.deleted.Add(window)
	switch b.BackupState {
	case cloudhsm.BackupPendingDeletion:
		switch {
		case asked && tells != end, tells > c.At.Add(window), tells < c.At:
			return " tells another end of its seven days: " + tells.String()
		case asked && c.At > end:
			return " still waits after seven days"
		}
	case cloudhsm.BackupDeleted:
		if asked && c.At < end || tells != 0 {
			return " is DELETED before seven days have passed"
		}
	default:
		if asked || tells != 0 {
			return " is " + string(b.BackupState) + " though it was deleted, or tells a DeleteTimestamp"
		}
	}
	return ""
}

func windowOpen(c *invariants.Call) string {
	in, ok := c.In.(*cloudhsm.RestoreBackup)
	if !ok || c.Transient() {
		return ""
	}
	b, known := Of(c).backups.Find(in.BackupId)
	if known && b.scope == c.As.Scope() && b.deleted != 0 && c.At < b.deleted.Add(window) {
		return in.BackupId + " is not restored though seven days have not passed since it was deleted"
	}
	return ""
}

func livesOn(c *invariants.Call) string {
	f := Of(c)
	_, deletes := c.In.(*cloudhsm.DeleteCluster)
	for k := range clusters(c.Out) {
		known := f.clusters.Of(k.ClusterId)
		going := k.State == cloudhsm.ClusterDeleteInProgress || k.State == cloudhsm.ClusterDeleted
		if k.SourceBackupId != "" && known.shown != nil && going && known.deleted == 0 && !deletes {
			return k.ClusterId + " is " + string(k.State) + " though nobody deleted it"
		}
	}
	return ""
}

// daily looks at the clusters that are known to have been at work for a day.
func daily(c *invariants.Call) string {
	f := Of(c)
	in, ok := c.In.(*cloudhsm.DescribeBackups)
	if !ok || len(in.Filters) > 0 || kernel.Value(in.Shared) || c.Page.Token != "" || c.Page.Next != "" {
		return ""
	}
	shown, own := c.Out.(*cloudhsm.DescribeBackupsOutput).Backups, f.own.Of(c.As.Scope())
	for _, id := range own.clusters {
		k := f.clusters.Of(id)
		if k.working == 0 || c.At <= k.working.Add(kernel.Day) {
			continue
		}
		recent := func(b cloudhsm.Backup) bool {
			return b.ClusterId == id && b.SourceBackup == "" && b.CreateTimestamp.Add(kernel.Day) >= c.At
		}
		if !slices.ContainsFunc(shown, recent) {
			return id + " has no backup of the last day"
		}
	}
	for _, t := range own.copies {
		if !slices.ContainsFunc(shown, func(b cloudhsm.Backup) bool { return t.isOf(&b) }) {
			return "the copy of " + t.source + " is not listed"
		}
	}
	return ""
}

func origin(c *invariants.Call) string {
	f := Of(c)
	for b := range backups(c.Out) {
		if wrong := f.sameOrigin(c, b); wrong != "" {
			return b.BackupId + wrong
		}
	}
	if out, ok := c.Out.(*cloudhsm.CopyBackupToRegionOutput); ok && out.DestinationBackup != nil {
		in, d := c.In.(*cloudhsm.CopyBackupToRegion), out.DestinationBackup
		of := f.backups.Of(in.BackupId).shown
		if d.SourceBackup != in.BackupId || d.SourceRegion != c.As.Region ||
			of != nil && (d.CreateTimestamp != of.CreateTimestamp || d.SourceCluster != of.ClusterId) {
			return "the answer does not tell of " + in.BackupId
		}
	}
	return ""
}

func (f *Facts) sameOrigin(c *invariants.Call, b *cloudhsm.Backup) string {
	scope, _ := invariants.ScopeOf(b.BackupArn)
	known, spokenOf := f.backups.Find(b.BackupId)
	switch {
	case (b.SourceBackup == "") != (b.CopyTimestamp == 0) || (b.SourceBackup == "") != (b.SourceRegion == ""):
		return " is half a copy"
	case known.shown != nil:
		return ""
	case b.SourceBackup != "":
		return f.copied(b, scope, spokenOf)
	}
	of := f.clusters.Of(b.ClusterId).shown
	if seen, _ := c.Seen(clusterKind, b.ClusterId); of != nil && (of.Mode != b.Mode || seen.Scope != scope) {
		return " is not of its cluster's mode, owner or Region"
	}
	return ""
}

// copied wants somebody to have asked for the copy.
func (f *Facts) copied(b *cloudhsm.Backup, scope kernel.Scope, spokenOf bool) string {
	wrong := " is a copy that nobody asked for then"
	for _, t := range f.own.Of(scope).copies {
		if !t.isOf(b) {
			continue
		}
		of := t.of
		switch {
		case of != nil && (of.CreateTimestamp != b.CreateTimestamp || of.ClusterId != b.ClusterId ||
			of.HsmType != b.HsmType || of.Mode != b.Mode):
			wrong = " does not bear the age, cluster and type of its original"
		case t.tags != nil && !invariants.SameSet(*t.tags, b.TagList) && !spokenOf:
			wrong = " does not bear the tags that a copy takes"
		default:
			return ""
		}
	}
	return wrong
}
