package laws

import (
	"slices"
	"strconv"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

// cluster is what the history says of a cluster.
type cluster struct {
	home    kernel.Home
	made    uint64            // its place among all that was made, 0 if a listing made it known
	shown   *cloudhsm.Cluster // last
	since   kernel.Time       // known since
	tags    []cloudhsm.Tag
	days    string // of retention
	least   int    // the least retention that it ever had
	deleted kernel.Time
	signed  kernel.Time // InitializeCluster was accepted
	altered kernel.Time // a change of HSM type was accepted
	hsms    []string    // made and not deleted
	working kernel.Time // ACTIVE with an ACTIVE HSM since then at the latest, 0 if that is not known
	gone    bool
}

// hsm is what the history says of an HSM.
type hsm struct {
	home    kernel.Home
	shown   *cloudhsm.Hsm
	created kernel.Time
	deleted kernel.Time
	gone    bool
}

// backup is what the history says of a backup.
type backup struct {
	home     kernel.Home
	shown    *cloudhsm.Backup // nil where it is only spoken of
	since    kernel.Time
	tags     []cloudhsm.Tag
	deleted  kernel.Time // by DeleteBackup, 0 once it is restored
	restored kernel.Time
	exempt   kernel.Time // from retention since then, 0 if it is not
	exempted bool        // was ever exempt
	policy   string      // put last
	unshared bool        // the policy was deleted after all else
	allows   map[string]int
	vague    bool // the policy says more than whom it allows what
	ramWrote bool // a STANDARD share has held it
	gone     bool
}

// transfer is a copy of a backup that was asked for.
type transfer struct {
	source string
	at     kernel.Time
	tags   *[]cloudhsm.Tag // nil where they are not known
	of     *cloudhsm.Backup
}

func (b *books) learnCloudHSM(r *reply) {
	switch in := r.In.(type) {
	case *cloudhsm.InitializeCluster:
		c := b.clusters.of(in.ClusterId)
		c.signed = r.At
		b.clusters.put(in.ClusterId, c)
	case *cloudhsm.ModifyCluster:
		b.disturb(in.ClusterId)
		if c, ok := b.clusters.find(in.ClusterId); ok && in.HsmType != "" {
			c.altered = r.At
			b.clusters.put(in.ClusterId, c)
		}
	case *cloudhsm.DeleteCluster:
		b.disturb(in.ClusterId)
		if c, ok := b.clusters.find(in.ClusterId); ok {
			c.deleted = r.At
			b.clusters.put(in.ClusterId, c)
		}
	case *cloudhsm.DeleteHsm:
		b.disturb(in.ClusterId)
		if out := r.Out.(*cloudhsm.DeleteHsmOutput); out.HsmId != "" {
			h := b.hsms.of(out.HsmId)
			if h.home = r.As.Home(); h.deleted == 0 {
				h.deleted = r.At
			}
			b.hsms.put(out.HsmId, h)
			c := b.clusters.of(in.ClusterId)
			c.hsms = without(c.hsms, out.HsmId)
			b.clusters.put(in.ClusterId, c)
		}
	case *cloudhsm.CreateHsm:
		if out := r.Out.(*cloudhsm.CreateHsmOutput); out.Hsm != nil {
			b.hsms.put(out.Hsm.HsmId, hsm{home: r.As.Home(), shown: out.Hsm, created: r.At})
			c := b.clusters.of(in.ClusterId)
			c.hsms = b.with(c.hsms, out.Hsm.HsmId)
			b.clusters.put(in.ClusterId, c)
		}
	case *cloudhsm.CopyBackupToRegion:
		b.learnCopy(r, in)
	case *cloudhsm.TagResource:
		b.retag(r, in.ResourceId, func(tags []cloudhsm.Tag) []cloudhsm.Tag { return merged(tags, in.TagList) })
	case *cloudhsm.UntagResource:
		b.retag(r, in.ResourceId, func(tags []cloudhsm.Tag) []cloudhsm.Tag {
			return slices.DeleteFunc(slices.Clone(tags), func(t cloudhsm.Tag) bool { return slices.Contains(in.TagKeyList, t.Key) })
		})
	case *cloudhsm.DeleteBackup:
		bk := b.backup(r, in.BackupId)
		bk.deleted = r.At
		b.backups.put(in.BackupId, bk)
	case *cloudhsm.RestoreBackup:
		bk := b.backup(r, in.BackupId)
		bk.deleted, bk.restored = 0, r.At
		b.backups.put(in.BackupId, bk)
	case *cloudhsm.ModifyBackupAttributes:
		bk := b.backup(r, in.BackupId)
		switch {
		case !kernel.Value(in.NeverExpires):
			bk.exempt = 0
		case bk.exempt == 0:
			bk.exempt, bk.exempted = r.At, true
		}
		b.backups.put(in.BackupId, bk)
	case *cloudhsm.PutResourcePolicy:
		if id := backupOf(in.ResourceArn); id != "" {
			bk := b.backup(r, id)
			bk.policy, bk.unshared = in.Policy, false
			bk.allows, bk.vague = allowedBy(in.Policy)
			b.backups.put(id, bk)
		}
	case *cloudhsm.DeleteResourcePolicy:
		if id := backupOf(in.ResourceArn); id != "" {
			bk := b.backup(r, id)
			bk.policy, bk.unshared, bk.allows, bk.vague, bk.ramWrote = "", true, nil, false, false
			b.backups.put(id, bk)
			for _, arn := range b.named.of(in.ResourceArn) {
				b.untie(r.At, arn, in.ResourceArn)
			}
		}
	}
	eachCluster(r.Out, func(c *cloudhsm.Cluster) string { b.seeCluster(r, c); return "" })
	eachBackup(r.Out, func(bk *cloudhsm.Backup) string { b.seeBackup(r, bk); return "" })
	b.seeWhole(r)
}

// disturb forgets that a cluster is at work.
func (b *books) disturb(id string) {
	if c, ok := b.clusters.find(id); ok {
		c.working = 0
		b.clusters.put(id, c)
	}
}

func (b *books) backup(r *reply, id string) backup {
	bk, ok := b.backups.find(id)
	if !ok {
		bk.home, bk.since = r.As.Home(), r.At
		e := b.own.of(r.As.Home())
		e.backups = b.with(e.backups, id)
		b.own.put(r.As.Home(), e)
	}
	return bk
}

func (b *books) learnCopy(r *reply, in *cloudhsm.CopyBackupToRegion) {
	t := transfer{source: in.BackupId, at: r.At}
	if source, ok := b.backups.find(in.BackupId); ok && source.shown != nil {
		t.of, t.tags = source.shown, &source.tags
	}
	if in.TagList != nil {
		given := merged(nil, in.TagList)
		t.tags = &given
	}
	to := kernel.Home{Account: r.As.Account, Region: in.DestinationRegion}
	e := b.own.of(to)
	e.copies = append(slices.Clip(e.copies), t)
	b.own.put(to, e)
}

func (b *books) retag(r *reply, id string, change func([]cloudhsm.Tag) []cloudhsm.Tag) {
	if c, ok := b.clusters.find(id); ok {
		c.tags = change(c.tags)
		b.clusters.put(id, c)
	} else if backupID(id) {
		bk := b.backup(r, id)
		bk.tags = change(bk.tags)
		b.backups.put(id, bk)
	}
}

func (b *books) seeCluster(r *reply, shown *cloudhsm.Cluster) {
	c, known := b.clusters.find(shown.ClusterId)
	if !known {
		c.home, c.since, c.least = r.As.Home(), r.At, 1000
		if _, created := r.In.(*cloudhsm.CreateCluster); created {
			c.made = b.writes
		}
		e := b.own.of(r.As.Home())
		e.clusters = b.with(e.clusters, shown.ClusterId)
		b.own.put(r.As.Home(), e)
	}
	if c.shown != nil {
		for _, h := range c.shown.Hsms {
			if !slices.ContainsFunc(shown.Hsms, func(o cloudhsm.Hsm) bool { return o.HsmId == h.HsmId }) {
				gone := b.hsms.of(h.HsmId)
				gone.gone = true
				b.hsms.put(h.HsmId, gone)
			}
		}
	}
	busy := slices.ContainsFunc(shown.Hsms, func(h cloudhsm.Hsm) bool { return h.State == cloudhsm.HsmActive })
	if c.working == 0 && busy && shown.State == cloudhsm.ClusterActive && r.op.Reads() {
		c.working = r.At
	}
	c.shown, c.tags = shown, shown.TagList
	if p := shown.BackupRetentionPolicy; p != nil {
		c.days = p.Value
		if days, err := strconv.Atoi(p.Value); err == nil {
			c.least = min(c.least, days)
		}
	}
	b.clusters.put(shown.ClusterId, c)
	for i := range shown.Hsms {
		h := b.hsms.of(shown.Hsms[i].HsmId)
		if h.shown == nil {
			h.home, h.created = r.As.Home(), r.At
		}
		h.shown = &shown.Hsms[i]
		b.hsms.put(shown.Hsms[i].HsmId, h)
	}
}

func (b *books) seeBackup(r *reply, shown *cloudhsm.Backup) {
	bk, known := b.backups.find(shown.BackupId)
	if !known || bk.shown == nil {
		if arn, err := kernel.ParseARN(shown.BackupArn); err == nil {
			bk.home = arn.Home()
		}
		bk.since = r.At
		e := b.own.of(bk.home)
		e.backups = b.with(e.backups, shown.BackupId)
		if shown.SourceBackup != "" {
			i := slices.IndexFunc(e.copies, func(t transfer) bool { return t.isOf(shown) && (t.tags == nil || same(*t.tags, shown.TagList)) })
			if i < 0 && known { // its tags were changed before anybody saw it
				i = slices.IndexFunc(e.copies, func(t transfer) bool { return t.isOf(shown) })
			}
			if i >= 0 {
				e.copies = slices.Delete(slices.Clone(e.copies), i, i+1)
			}
		}
		b.own.put(bk.home, e)
	}
	if shown.NeverExpires && bk.exempt == 0 {
		bk.exempt, bk.exempted = r.At, true
	}
	bk.shown, bk.tags = shown, shown.TagList
	b.backups.put(shown.BackupId, bk)
}

func (t transfer) isOf(b *cloudhsm.Backup) bool {
	return b.SourceBackup == t.source && b.CopyTimestamp == t.at
}

// seeWhole notes what is gone, after a listing that shows all there is.
func (b *books) seeWhole(r *reply) {
	switch out := r.Out.(type) {
	case *cloudhsm.DescribeClustersOutput:
		if in := r.In.(*cloudhsm.DescribeClusters); in.NextToken != "" || out.NextToken != "" || len(in.Filters) > 0 {
			return
		}
		e := b.own.of(r.As.Home())
		for _, id := range e.clusters {
			if !slices.ContainsFunc(out.Clusters, func(c cloudhsm.Cluster) bool { return c.ClusterId == id }) {
				c := b.clusters.of(id)
				c.gone = true
				b.clusters.put(id, c)
				e.clusters = without(e.clusters, id)
			}
		}
		b.own.put(r.As.Home(), e)
	case *cloudhsm.DescribeBackupsOutput:
		in := r.In.(*cloudhsm.DescribeBackups)
		if in.NextToken != "" || out.NextToken != "" || len(in.Filters) > 0 || kernel.Value(in.Shared) {
			return
		}
		e := b.own.of(r.As.Home())
		for _, id := range e.backups {
			if !slices.ContainsFunc(out.Backups, func(k cloudhsm.Backup) bool { return k.BackupId == id }) {
				bk := b.backups.of(id)
				bk.gone = true
				b.backups.put(id, bk)
				e.backups = without(e.backups, id)
			}
		}
		b.own.put(r.As.Home(), e)
	}
}

// purgeable returns from when on retention may have taken a backup, and whether
// it ever may. Retention is at least a week; a cluster that is gone purges
// nothing more.
func (b *books) purgeable(bk *backup) (from kernel.Time, ever bool) {
	if bk.shown == nil {
		return 0, true
	}
	if bk.shown.SourceBackup != "" {
		return 0, false
	}
	days := 7
	c, known := b.clusters.find(bk.shown.ClusterId)
	if known {
		days = c.least
	}
	from = bk.shown.CreateTimestamp.Add(time.Duration(days) * kernel.Day)
	if bk.exempt != 0 && bk.exempt <= from {
		return 0, false
	}
	if known && c.deleted != 0 && c.deleted.Add(patience) < from {
		return 0, false
	}
	return from, true
}

// patience is how long work takes at the very most.
const patience = 2 * time.Hour

// exists tells whether a backup is surely still there: not DELETED.
func (b *books) exists(bk *backup, at kernel.Time) bool {
	if bk.shown == nil || bk.gone || bk.shown.BackupState == cloudhsm.BackupDeleted || bk.deleted != 0 && at >= bk.deleted.Add(7*kernel.Day) {
		return false
	}
	from, ever := b.purgeable(bk)
	return !ever || at < max(from, bk.restored).Add(7*kernel.Day)
}

// ready tells whether a backup is surely READY.
func (b *books) ready(bk *backup, at kernel.Time) bool {
	from, ever := b.purgeable(bk)
	return b.exists(bk, at) && bk.shown.BackupState == cloudhsm.BackupReady && bk.deleted == 0 && (!ever || at < from)
}
