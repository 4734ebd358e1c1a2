package laws

import (
	"cmp"
	"slices"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// volume is what the history says of a volume.
type volume struct {
	home    kernel.Home
	since   kernel.Time // known since
	made    kernel.Time // by a call of the history, 0 if it does not tell of any
	shown   *ebs.Volume
	asked   *ebs.CreateVolume
	deleted kernel.Time
	tagged  kernel.Time // last, after it was made
}

// snapshot is what the history says of a snapshot.
type snapshot struct {
	home    kernel.Home
	since   kernel.Time
	made    kernel.Time   // by a call, 0 if a lifecycle policy may have made it
	shown   *ebs.Snapshot // to its owner, last
	source  place         // the Region and ID of what it is a copy of
	copied  *ebs.CopySnapshot
	blind   bool        // its source is known, and was out of its maker's sight when it was asked for
	undone  kernel.Time // it was pending, or had failed, when its owner looked at it last; 0 if it never was
	deleted kernel.Time
	shares  []string // accounts that it was ever shared with, and all
}

// public names everybody among those with whom a snapshot is shared.
const public = "all"

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

func (b *books) learnEBS(r *reply) {
	at := r.As.Home()
	switch in := r.In.(type) {
	case *ebs.CreateVolume:
		v := (*ebs.Volume)(r.Out.(*ebs.CreateVolumeOutput))
		b.volumes.put(v.VolumeId, volume{home: at, since: r.At, made: r.At, shown: v, asked: in})
		b.ownVolume(at, v.VolumeId)
		b.label(at, v.VolumeId, specified(in.TagSpecifications))
	case *ebs.DeleteVolume:
		if v, ok := b.volumes.find(in.VolumeId); ok && v.deleted == 0 {
			v.deleted = r.At
			b.volumes.put(in.VolumeId, v)
		}
	case *ebs.CreateSnapshot:
		s := (*ebs.Snapshot)(r.Out.(*ebs.CreateSnapshotOutput))
		b.snapshots.put(s.SnapshotId, snapshot{home: at, since: r.At, made: r.At, shown: s})
		b.ownSnapshot(at, s.SnapshotId)
		b.label(at, s.SnapshotId, specified(in.TagSpecifications))
	case *ebs.CopySnapshot:
		out := r.Out.(*ebs.CopySnapshotOutput)
		source := place{cmp.Or(in.SourceRegion, at.Region), in.SourceSnapshotId}
		b.snapshots.put(out.SnapshotId, snapshot{
			home: at, since: r.At, made: r.At, copied: in, source: source, blind: b.outOfSight(source, at.Account),
		})
		b.ownSnapshot(at, out.SnapshotId)
		b.label(at, out.SnapshotId, specified(in.TagSpecifications))
	case *ebs.DeleteSnapshot:
		if s, ok := b.snapshots.find(in.SnapshotId); ok && s.deleted == 0 {
			s.deleted = r.At
			b.snapshots.put(in.SnapshotId, s)
		}
	case *ebs.ModifySnapshotAttribute:
		added, removed := permissions(in)
		b.share(r, in.SnapshotId, added, removed)
	case *ebs.ResetSnapshotAttribute:
		b.share(r, in.SnapshotId, nil, b.snapshots.of(in.SnapshotId).shares)
	case *ebs.CreateTags:
		b.relabel(r, in.Resources, func(tags []ebs.Tag) []ebs.Tag { return mergedEBS(tags, in.Tags) })
	case *ebs.DeleteTags:
		b.relabel(r, in.Resources, func(tags []ebs.Tag) []ebs.Tag {
			return slices.DeleteFunc(slices.Clone(tags), func(t ebs.Tag) bool { return unwanted(in.Tags, t) })
		})
	case *ebs.EnableEbsEncryptionByDefault:
		b.set(r, func(s *setting) { s.encrypts = true })
	case *ebs.DisableEbsEncryptionByDefault:
		b.set(r, func(s *setting) { s.encrypts = false })
	case *ebs.EnableSnapshotBlockPublicAccess:
		b.set(r, func(s *setting) { s.blocking = in.State })
	case *ebs.DisableSnapshotBlockPublicAccess:
		b.set(r, func(s *setting) { s.blocking = ebs.Unblocked })
	}
	eachVolume(r.Out, func(v *ebs.Volume) string { b.seeVolume(r, v); return "" })
	eachSnapshot(r.Out, func(s *ebs.Snapshot) string { b.seeSnapshot(r, s); return "" })
}

func (b *books) set(r *reply, change func(*setting)) {
	s := b.settings.of(r.As.Home())
	change(&s)
	s.changed = r.At
	b.settings.put(r.As.Home(), s)
}

// unwanted tells whether DeleteTags takes a tag away: all where none are named,
// and those of any value where none is given.
func unwanted(gone []ebs.Tag, t ebs.Tag) bool {
	return gone == nil || slices.ContainsFunc(gone, func(g ebs.Tag) bool { return g.Key == t.Key && (g.Value == "" || g.Value == t.Value) })
}

func (b *books) label(by kernel.Home, id string, tags []ebs.Tag) {
	b.labels.put(place{by.Account, id}, labels{tags, true})
}

func (b *books) relabel(r *reply, ids []string, change func([]ebs.Tag) []ebs.Tag) {
	for _, id := range ids {
		if v, ok := b.volumes.find(id); ok {
			v.tagged = r.At
			b.volumes.put(id, v)
		}
		l := b.labelsOf(r.As.Account, id)
		if l.known {
			l.tags = change(l.tags)
		}
		b.labels.put(place{r.As.Account, id}, l)
	}
}

// labelsOf returns the tags of an account on something: none on what is
// another's, unless it put some there.
func (b *books) labelsOf(account, id string) labels {
	l, told := b.labels.find(place{account, id})
	if s, known := b.snapshots.find(id); !told && known && s.home.Account != account {
		l.known = true
	}
	return l
}

func (b *books) ownVolume(h kernel.Home, id string) {
	e := b.own.of(h)
	e.volumes = b.with(e.volumes, id)
	b.own.put(h, e)
}

func (b *books) ownSnapshot(h kernel.Home, id string) {
	e := b.own.of(h)
	e.snapshots = b.with(e.snapshots, id)
	b.own.put(h, e)
}

func (b *books) seeVolume(r *reply, shown *ebs.Volume) {
	v, known := b.volumes.find(shown.VolumeId)
	if !known {
		v.home, v.since = r.As.Home(), r.At
	}
	v.shown = shown
	b.volumes.put(shown.VolumeId, v)
}

func (b *books) seeSnapshot(r *reply, shown *ebs.Snapshot) {
	s, known := b.snapshots.find(shown.SnapshotId)
	if known && shown.OwnerId != r.As.Account {
		return
	}
	if !known {
		s.home, s.since = kernel.Home{Account: shown.OwnerId, Region: r.As.Region}, r.At
	}
	if shown.OwnerId == r.As.Account {
		if s.shown = shown; shown.State != ebs.SnapshotCompleted {
			s.undone = r.At
		}
	}
	b.snapshots.put(shown.SnapshotId, s)
}
