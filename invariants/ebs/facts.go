package ebs

import (
	"cmp"
	"slices"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// Facts are what a history says of volumes and snapshots.
type Facts struct {
	own       invariants.Map[kernel.Scope, owned]
	volumes   invariants.Map[string, volume]
	snapshots invariants.Map[string, snapshot]
	lent      invariants.Map[share, invariants.Permit] // of accounts, or all, to snapshots
	shared    invariants.Map[told, []Share]            // the shares of snapshots of a description with an account
	published []string                                 // snapshots that were ever public
	labels    invariants.Map[label, labels]            // of accounts on volumes and snapshots
	settings  invariants.Map[kernel.Scope, setting]
	makers    invariants.Map[string, bool]  // accounts in which snapshots are made without calls
	restorers invariants.Map[string, bool]  // accounts in which volumes are
	sharers   invariants.Map[sharing, bool] // scopes that share such snapshots without calls
}

var facts invariants.Facts[Facts]

// Of returns the facts of a call's history.
func Of(c *invariants.Call) *Facts { return facts.Of(c) }

// owned is what an account owns in a Region, or was lent there.
type owned struct{ volumes, snapshots, lent []string }

// share is a snapshot and an account that it is shared with, or all.
type share struct{ snapshot, account string }

// told is a description and an account that a snapshot of it was shared with.
type told struct{ account, description string }

// label is a volume or snapshot and an account that puts tags on it.
type label struct{ account, id string }

// sharing is a scope and an account with which its snapshots are shared.
type sharing struct {
	scope   kernel.Scope
	account string
}

// volume is what the history says of a volume.
type volume struct {
	scope   kernel.Scope
	since   kernel.Time // known since
	made    kernel.Time // by a call of the history, 0 if it does not tell of any
	shown   *ebs.Volume
	deleted kernel.Time
	tagged  kernel.Time // last, after it was made
}

// snapshot is what the history says of a snapshot.
type snapshot struct {
	scope   kernel.Scope
	since   kernel.Time
	made    kernel.Time   // by a call, 0 if something else may have made it
	shown   *ebs.Snapshot // to its owner, last
	source  string        // what it is a copy of
	copied  *ebs.CopySnapshot
	blind   bool        // its source is known, and was out of its maker's sight when it was asked for
	undone  kernel.Time // it was pending, or had failed, when its owner looked at it last; 0 if it never was
	deleted kernel.Time
	shares  []string // accounts that it was ever shared with, and all
}

// public names everybody among those with whom a snapshot is shared.
const public = "all"

// undescribed stands for a description that the history does not tell.
const undescribed = "?"

func (s *snapshot) description() string {
	switch {
	case s.copied != nil:
		return s.copied.Description
	case s.shown != nil:
		return s.shown.Description
	}
	return undescribed
}

// labels are the tags that an account has put on something, as far as its calls
// tell of all.
type labels struct {
	tags  []ebs.Tag
	known bool
}

// setting is what an account wants of EBS in a Region.
type setting struct {
	encrypts bool // by default
	blocking ebs.SnapshotBlockPublicAccessState
	changed  kernel.Time
}

func learn(c *invariants.Call) {
	f, at := Of(c), c.As.Scope()
	switch in := c.In.(type) {
	case *ebs.CreateVolume:
		v := (*ebs.Volume)(c.Out.(*ebs.CreateVolumeOutput))
		f.volumes.Put(v.VolumeId, volume{scope: at, since: c.At, made: c.At, shown: v})
		own := f.own.Of(at)
		own.volumes = invariants.With(own.volumes, v.VolumeId)
		f.own.Put(at, own)
		f.labels.Put(label{at.Account, v.VolumeId}, labels{specified(in.TagSpecifications), true})
	case *ebs.DeleteVolume:
		f.volumes.Change(in.VolumeId, func(v *volume) { v.deleted = cmp.Or(v.deleted, c.At) })
	case *ebs.CreateSnapshot:
		s := (*ebs.Snapshot)(c.Out.(*ebs.CreateSnapshotOutput))
		f.make(c, s.SnapshotId, snapshot{shown: s}, in.TagSpecifications)
	case *ebs.CopySnapshot:
		id := c.Out.(*ebs.CopySnapshotOutput).SnapshotId
		blind := f.outOfSight(cmp.Or(in.SourceRegion, at.Region), in.SourceSnapshotId, at.Account)
		f.make(c, id, snapshot{copied: in, source: in.SourceSnapshotId, blind: blind}, in.TagSpecifications)
	case *ebs.DeleteSnapshot:
		f.snapshots.Change(in.SnapshotId, func(s *snapshot) { s.deleted = cmp.Or(s.deleted, c.At) })
	case *ebs.ModifySnapshotAttribute:
		added, removed := permissions(in)
		f.share(c, in.SnapshotId, added, removed)
	case *ebs.ResetSnapshotAttribute:
		f.share(c, in.SnapshotId, nil, f.snapshots.Of(in.SnapshotId).shares)
	default:
		f.learnTags(c)
		f.learnSettings(c)
	}
	for v := range volumes(c.Out) {
		f.seeVolume(c, v)
	}
	for s := range snapshots(c.Out) {
		f.seeSnapshot(c, s)
	}
}

// make enters a snapshot that a call has made.
func (f *Facts) make(c *invariants.Call, id string, s snapshot, tags []ebs.TagSpecification) {
	at := c.As.Scope()
	s.scope, s.since, s.made = at, c.At, c.At
	f.snapshots.Put(id, s)
	own := f.own.Of(at)
	own.snapshots = invariants.With(own.snapshots, id)
	f.own.Put(at, own)
	f.labels.Put(label{at.Account, id}, labels{specified(tags), true})
}

func (f *Facts) learnSettings(c *invariants.Call) {
	s := f.settings.Of(c.As.Scope())
	switch in := c.In.(type) {
	case *ebs.EnableEbsEncryptionByDefault:
		s.encrypts = true
	case *ebs.DisableEbsEncryptionByDefault:
		s.encrypts = false
	case *ebs.EnableSnapshotBlockPublicAccess:
		s.blocking = in.State
	case *ebs.DisableSnapshotBlockPublicAccess:
		s.blocking = ebs.Unblocked
	default:
		return
	}
	s.changed = c.At
	f.settings.Put(c.As.Scope(), s)
}

// share notes with whom a snapshot is shared from now on.
func (f *Facts) share(c *invariants.Call, id string, added, removed []string) {
	s, known := f.snapshots.Find(id)
	if !known {
		s.scope, s.since = c.As.Scope(), c.At
	}
	for _, account := range added {
		if p, ok := f.lent.Find(share{id, account}); !ok || p.Ended != 0 {
			f.lent.Put(share{id, account}, invariants.Permit{Since: c.At})
			with := told{account, s.description()}
			f.shared.Put(with, append(slices.Clip(f.shared.Of(with)), Share{s.scope, c.At}))
		}
		s.shares = invariants.With(s.shares, account)
		if account == public {
			f.published = invariants.With(f.published, id)
			continue
		}
		to := kernel.Scope{Account: account, Region: s.scope.Region}
		own := f.own.Of(to)
		own.lent = invariants.With(own.lent, id)
		f.own.Put(to, own)
	}
	for _, account := range removed {
		f.lent.Change(share{id, account}, func(p *invariants.Permit) { p.Ended = cmp.Or(p.Ended, max(c.At, 1)) })
	}
	f.snapshots.Put(id, s)
}

// permissions reads both forms of a request.
func permissions(in *ebs.ModifySnapshotAttribute) (added, removed []string) {
	if p := in.CreateVolumePermission; p != nil {
		for _, a := range p.Add {
			added = append(added, a.Group+a.UserId)
		}
		for _, r := range p.Remove {
			removed = append(removed, r.Group+r.UserId)
		}
	}
	listed := slices.Concat(in.UserIds, in.GroupNames)
	if in.OperationType == ebs.Remove {
		return added, append(removed, listed...)
	}
	return append(added, listed...), removed
}

func (f *Facts) seeVolume(c *invariants.Call, shown *ebs.Volume) {
	v, known := f.volumes.Find(shown.VolumeId)
	if !known {
		v.scope, v.since = c.As.Scope(), c.At
	}
	v.shown = shown
	f.volumes.Put(shown.VolumeId, v)
}

func (f *Facts) seeSnapshot(c *invariants.Call, shown *ebs.Snapshot) {
	s, known := f.snapshots.Find(shown.SnapshotId)
	if known && shown.OwnerId != c.As.Account {
		return
	}
	if !known {
		s.scope, s.since = kernel.Scope{Account: shown.OwnerId, Region: c.As.Region}, c.At
	}
	if shown.OwnerId == c.As.Account {
		if s.shown = shown; shown.State != ebs.SnapshotCompleted {
			s.undone = c.At
		}
	}
	f.snapshots.Put(shown.SnapshotId, s)
}

// mayRead reports whether an account may have been allowed to copy a snapshot at
// some time since a time; if that is invariants.Now, whether it may be now.
func (f *Facts) mayRead(id string, s *snapshot, account string, since kernel.Time) bool {
	if s.scope.Account == account {
		return true
	}
	for _, to := range []string{account, public} {
		if p, ok := f.lent.Find(share{id, to}); ok && p.Within(since) {
			return true
		}
	}
	return s.made == 0 && f.sharers.Of(sharing{s.scope, account})
}

// outOfSight reports whether an account surely does not see a snapshot now where
// it looks for it, though there is one of its ID.
func (f *Facts) outOfSight(region, id, account string) bool {
	s, known := f.snapshots.Find(id)
	return known && (s.scope.Region != region || !f.mayRead(id, &s, account, invariants.Now))
}

// MakesSnapshots notes that snapshots may be made in an account without calls.
func (f *Facts) MakesSnapshots(account string) { f.makers.Put(account, true) }

// MakesVolumes notes that volumes may be made in an account without calls.
func (f *Facts) MakesVolumes(account string) { f.restorers.Put(account, true) }

// SharesSnapshots notes that snapshots that no call has made may be shared with an
// account without calls.
func (f *Facts) SharesSnapshots(scope kernel.Scope, account string) {
	f.sharers.Put(sharing{scope, account}, true)
}

// Lent reports whether calls share a snapshot with an account now, or with all.
func (f *Facts) Lent(id, account string) bool {
	for _, to := range []string{account, public} {
		if p, ok := f.lent.Find(share{id, to}); ok && p.Ended == 0 {
			return true
		}
	}
	return false
}

// TagsSince returns the tags of an account's own volume, if they are known and have not changed since a time.
func (f *Facts) TagsSince(account, id string, since kernel.Time) (map[string]string, bool) {
	v, l := f.volumes.Of(id), f.labels.Of(label{account, id})
	if v.made == 0 || v.scope.Account != account || v.tagged >= since || !l.known {
		return nil, false
	}
	tags := map[string]string{}
	for _, t := range l.tags {
		tags[t.Key] = t.Value
	}
	return tags, true
}

// Asked reports whether a call has made the snapshot.
func (f *Facts) Asked(id string) bool { return f.snapshots.Of(id).made != 0 }

// Untouched reports whether a volume is there and has had the same tags since
// before a time.
func (f *Facts) Untouched(id string, since kernel.Time) bool {
	v := f.volumes.Of(id)
	return v.shown != nil && v.deleted == 0 && v.tagged < since
}

// Share is that a snapshot was shared with an account: who owned it, and when.
type Share struct {
	Owner kernel.Scope
	At    kernel.Time
}

// Reached returns the shares of snapshots of a description with an account.
func (f *Facts) Reached(account, description string) []Share {
	return slices.Concat(f.shared.Of(told{account, description}), f.shared.Of(told{account, undescribed}))
}
