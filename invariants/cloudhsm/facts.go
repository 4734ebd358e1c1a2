package cloudhsm

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

// Facts are what a history says of clusters and backups.
type Facts struct {
	own      invariants.Map[kernel.Scope, owned]
	clusters invariants.Map[string, cluster]
	hsms     invariants.Map[string, hsm]
	backups  invariants.Map[string, backup]
}

var facts invariants.Facts[Facts]

// Of returns the facts of a call's history.
func Of(c *invariants.Call) *Facts { return facts.Of(c) }

// owned is what an account has in a Region, as far as it may still be listed.
type owned struct {
	clusters, backups []string
	copies            []transfer // copies under way to here that no answer has shown yet
}

// cluster is what the history says of a cluster.
type cluster struct {
	made    bool              // by a call, not by a listing that made it known
	failed  bool              // the work of that call, so that it is DEGRADED and may recover
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
	shown   bool
	created kernel.Time
	deleted kernel.Time
}

// backup is what the history says of a backup.
type backup struct {
	scope    kernel.Scope
	shown    *cloudhsm.Backup // nil where it is only spoken of
	since    kernel.Time
	tags     []cloudhsm.Tag
	deleted  kernel.Time // by DeleteBackup, 0 once it is restored
	restored kernel.Time
	exempt   kernel.Time // from retention since then, 0 if it is not
	policy   string      // put last
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

func (t transfer) isOf(b *cloudhsm.Backup) bool {
	return b.SourceBackup == t.source && b.CopyTimestamp == t.at
}

func learn(c *invariants.Call) {
	f := Of(c)
	if c.Op.API != cloudhsm.API {
		f.learnShares(c)
		return
	}
	f.learnClusters(c)
	f.learnBackups(c)
	for shown := range clusters(c.Out) {
		f.seeCluster(c, shown)
	}
	for shown := range backups(c.Out) {
		f.seeBackup(c, shown)
	}
	f.seeWhole(c)
}

func (f *Facts) learnClusters(c *invariants.Call) {
	switch in := c.In.(type) {
	case *cloudhsm.InitializeCluster:
		f.clusters.Change(in.ClusterId, func(k *cluster) { k.signed = c.At })
	case *cloudhsm.ModifyCluster:
		f.clusters.Change(in.ClusterId, func(k *cluster) {
			k.working = 0
			if in.HsmType != "" {
				k.altered = c.At
			}
		})
	case *cloudhsm.DeleteCluster:
		f.clusters.Change(in.ClusterId, func(k *cluster) { k.working, k.deleted = 0, c.At })
	case *cloudhsm.CreateHsm:
		if out := c.Out.(*cloudhsm.CreateHsmOutput); out.Hsm != nil {
			f.hsms.Put(out.Hsm.HsmId, hsm{shown: true, created: c.At})
			f.clusters.Change(in.ClusterId, func(k *cluster) { k.hsms = invariants.With(k.hsms, out.Hsm.HsmId) })
		}
	case *cloudhsm.DeleteHsm:
		id := c.Out.(*cloudhsm.DeleteHsmOutput).HsmId
		h := f.hsms.Of(id)
		if h.deleted == 0 {
			h.deleted = c.At
		}
		f.hsms.Put(id, h)
		f.clusters.Change(in.ClusterId, func(k *cluster) { k.working, k.hsms = 0, invariants.Without(k.hsms, id) })
	case *cloudhsm.TagResource:
		f.retag(c, in.ResourceId, func(tags []cloudhsm.Tag) []cloudhsm.Tag { return merged(tags, in.TagList) })
	case *cloudhsm.UntagResource:
		f.retag(c, in.ResourceId, func(tags []cloudhsm.Tag) []cloudhsm.Tag {
			gone := func(t cloudhsm.Tag) bool { return slices.Contains(in.TagKeyList, t.Key) }
			return slices.DeleteFunc(slices.Clone(tags), gone)
		})
	}
}

func (f *Facts) learnBackups(c *invariants.Call) {
	change := func(id string, change func(*backup)) {
		b := f.backup(c, id)
		change(&b)
		f.backups.Put(id, b)
	}
	switch in := c.In.(type) {
	case *cloudhsm.CopyBackupToRegion:
		f.copy(c, in)
	case *cloudhsm.DeleteBackup:
		change(in.BackupId, func(b *backup) { b.deleted = c.At })
	case *cloudhsm.RestoreBackup:
		change(in.BackupId, func(b *backup) { b.deleted, b.restored = 0, c.At })
	case *cloudhsm.ModifyBackupAttributes:
		change(in.BackupId, func(b *backup) { b.exempted(kernel.Value(in.NeverExpires), c.At) })
	case *cloudhsm.PutResourcePolicy:
		if id := idOf(in.ResourceArn); id != "" {
			change(id, func(b *backup) {
				b.policy = in.Policy
				b.allows, b.vague = allowedBy(in.Policy)
			})
			ramfacts.Of(c).MakeShares(c.As.Scope())
		}
	case *cloudhsm.DeleteResourcePolicy:
		if id := idOf(in.ResourceArn); id != "" {
			change(id, func(b *backup) { b.policy, b.allows, b.vague, b.ramWrote = "", nil, false, false })
			ramfacts.Of(c).Withdraw(in.ResourceArn, c.At)
		}
	}
}

func (b *backup) exempted(exempt bool, at kernel.Time) {
	switch {
	case !exempt:
		b.exempt = 0
	case b.exempt == 0:
		b.exempt = at
	}
}

// backup returns what is known of the caller's backup, which no answer need have
// shown yet.
func (f *Facts) backup(c *invariants.Call, id string) backup {
	b, ok := f.backups.Find(id)
	if !ok {
		b.scope, b.since = c.As.Scope(), c.At
		own := f.own.Of(b.scope)
		own.backups = invariants.With(own.backups, id)
		f.own.Put(b.scope, own)
	}
	return b
}

func (f *Facts) copy(c *invariants.Call, in *cloudhsm.CopyBackupToRegion) {
	t := transfer{source: in.BackupId, at: c.At}
	if source, ok := f.backups.Find(in.BackupId); ok && source.shown != nil {
		t.of, t.tags = source.shown, &source.tags
	}
	if in.TagList != nil {
		given := merged(nil, in.TagList)
		t.tags = &given
	}
	to := kernel.Scope{Account: c.As.Account, Region: in.DestinationRegion}
	own := f.own.Of(to)
	own.copies = append(slices.Clip(own.copies), t)
	f.own.Put(to, own)
}

func (f *Facts) retag(c *invariants.Call, id string, change func([]cloudhsm.Tag) []cloudhsm.Tag) {
	if k, ok := f.clusters.Find(id); ok {
		k.tags = change(k.tags)
		f.clusters.Put(id, k)
		return
	}
	if strings.HasPrefix(id, "backup-") {
		b := f.backup(c, id)
		b.tags = change(b.tags)
		f.backups.Put(id, b)
	}
}

func (f *Facts) seeCluster(c *invariants.Call, shown *cloudhsm.Cluster) {
	k, known := f.clusters.Find(shown.ClusterId)
	if !known {
		_, k.made = c.In.(*cloudhsm.CreateCluster)
		k.failed, k.since, k.least = c.Fails, c.At, 1000
		own := f.own.Of(c.As.Scope())
		own.clusters = invariants.With(own.clusters, shown.ClusterId)
		f.own.Put(c.As.Scope(), own)
	}
	if k.shown != nil {
		for _, h := range k.shown.Hsms {
			if !slices.ContainsFunc(shown.Hsms, func(o cloudhsm.Hsm) bool { return o.HsmId == h.HsmId }) {
				c.Gone(hsmKind, h.HsmId)
			}
		}
	}
	busy := slices.ContainsFunc(shown.Hsms, func(h cloudhsm.Hsm) bool { return h.State == cloudhsm.HsmActive })
	if k.working == 0 && busy && shown.State == cloudhsm.ClusterActive && c.Op.Reads() {
		k.working = c.At
	}
	if k.shown = shown; shown.TagList != nil { // DeleteCluster tells no tags
		k.tags = shown.TagList
	}
	if p := shown.BackupRetentionPolicy; p != nil {
		k.days = p.Value
		if days, err := strconv.Atoi(p.Value); err == nil {
			k.least = min(k.least, days)
		}
	}
	f.clusters.Put(shown.ClusterId, k)
	for i := range shown.Hsms {
		h := f.hsms.Of(shown.Hsms[i].HsmId)
		if !h.shown {
			h.shown, h.created = true, c.At
		}
		f.hsms.Put(shown.Hsms[i].HsmId, h)
	}
}

func (f *Facts) seeBackup(c *invariants.Call, shown *cloudhsm.Backup) {
	b, known := f.backups.Find(shown.BackupId)
	if !known || b.shown == nil {
		if scope, ok := invariants.ScopeOf(shown.BackupArn); ok {
			b.scope = scope
		}
		b.since = c.At
		own := f.own.Of(b.scope)
		own.backups = invariants.With(own.backups, shown.BackupId)
		own.arrived(shown, known)
		f.own.Put(b.scope, own)
	}
	if shown.NeverExpires {
		b.exempted(true, c.At)
	}
	b.shown, b.tags = shown, shown.TagList
	f.backups.Put(shown.BackupId, b)
}

// arrived takes a copy that is shown now from those under way: one with the same
// tags, or one whose tags are not known. Where the copy was spoken of, its tags may
// have been changed before anybody saw it, and it may be any of those that were
// asked for at one time: the tags of the others are not known any more.
func (o *owned) arrived(shown *cloudhsm.Backup, spokenOf bool) {
	if shown.SourceBackup == "" {
		return
	}
	copies := slices.Clone(o.copies)
	i := slices.IndexFunc(copies, func(t transfer) bool {
		return t.isOf(shown) && t.tags != nil && invariants.SameSet(*t.tags, shown.TagList)
	})
	if i < 0 {
		i = slices.IndexFunc(copies, func(t transfer) bool { return t.isOf(shown) && (t.tags == nil || spokenOf) })
	}
	if i < 0 {
		return
	}
	copies = slices.Delete(copies, i, i+1)
	for i := range copies {
		if spokenOf && copies[i].isOf(shown) {
			copies[i].tags = nil
		}
	}
	o.copies = copies
}

// seeWhole notes what is gone, after a listing that shows all there is.
func (f *Facts) seeWhole(c *invariants.Call) {
	if !c.Paged || c.Page.Token != "" || c.Page.Next != "" {
		return
	}
	own := f.own.Of(c.As.Scope())
	listed := func(id string) bool {
		return slices.ContainsFunc(c.Page.Entries, func(e invariants.Entry) bool { return e.ID == id })
	}
	switch in := c.In.(type) {
	case *cloudhsm.DescribeClusters:
		if len(in.Filters) > 0 {
			return
		}
		for _, id := range own.clusters {
			if !listed(id) {
				f.clusters.Change(id, func(k *cluster) { k.gone = true })
				c.Gone(clusterKind, id)
				own.clusters = invariants.Without(own.clusters, id)
			}
		}
	case *cloudhsm.DescribeBackups:
		if len(in.Filters) > 0 || kernel.Value(in.Shared) {
			return
		}
		for _, id := range own.backups {
			if f.backups.Of(id).shown != nil && !listed(id) {
				f.backups.Change(id, func(b *backup) { b.gone = true })
				c.Gone(backupKind, id)
				own.backups = invariants.Without(own.backups, id)
			}
		}
	}
	f.own.Put(c.As.Scope(), own)
}

func merged(tags, more []cloudhsm.Tag) []cloudhsm.Tag {
	return kernel.Merged(tags, more, func(t cloudhsm.Tag) string { return t.Key })
}
