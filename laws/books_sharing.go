package laws

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// share notes with whom a snapshot is shared from now on.
func (b *books) share(r *reply, id string, added, removed []string) {
	s, known := b.snapshots.find(id)
	if !known {
		s.home, s.since = r.As.Home(), r.At
	}
	for _, account := range added {
		if l, ok := b.lent.find(place{id, account}); !ok || l.ended != 0 {
			b.lent.put(place{id, account}, leave{since: r.At})
			told := place{account, s.description()}
			b.shared.put(told, append(slices.Clip(b.shared.of(told)), telling{s.home, r.At}))
		}
		s.shares = b.with(s.shares, account)
		if account == public {
			b.published = b.with(b.published, id)
			continue
		}
		to := kernel.Home{Account: account, Region: s.home.Region}
		e := b.own.of(to)
		e.lent = b.with(e.lent, id)
		b.own.put(to, e)
	}
	for _, account := range removed {
		if l, ok := b.lent.find(place{id, account}); ok && l.ended == 0 {
			l.ended = max(r.At, 1)
			b.lent.put(place{id, account}, l)
		}
	}
	b.snapshots.put(id, s)
}

// telling is that an account was told of a snapshot that another one shares.
type telling struct {
	owner kernel.Home
	at    kernel.Time
}

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

// mayRead tells whether an account may have been allowed to copy a snapshot at
// some time since a moment; at the end of time, whether it may be now.
func (b *books) mayRead(id string, s *snapshot, account string, since kernel.Time) bool {
	if s.home.Account == account {
		return true
	}
	for _, to := range []string{account, public} {
		if l, ok := b.lent.find(place{id, to}); ok && l.within(since) {
			return true
		}
	}
	return s.made == 0 && b.sharing.of(place{s.home.Account + s.home.Region, account})
}

// outOfSight tells whether an account surely does not see a snapshot now where it
// looks for it, though there is one of its ID.
func (b *books) outOfSight(at place, account string) bool {
	s, known := b.snapshots.find(at.entity)
	return known && (s.home.Region != at.share || !b.mayRead(at.entity, &s, account, now))
}

func eachVolume(out any, look func(*ebs.Volume) string) string {
	switch out := out.(type) {
	case *ebs.DescribeVolumesOutput:
		return each(out.Volumes, look)
	case *ebs.CreateVolumeOutput:
		return look((*ebs.Volume)(out))
	}
	return ""
}

func eachSnapshot(out any, look func(*ebs.Snapshot) string) string {
	switch out := out.(type) {
	case *ebs.DescribeSnapshotsOutput:
		return each(out.Snapshots, look)
	case *ebs.CreateSnapshotOutput:
		return look((*ebs.Snapshot)(out))
	}
	return ""
}

func specified(all []ebs.TagSpecification) (tags []ebs.Tag) {
	for _, s := range all {
		tags = mergedEBS(tags, s.Tags)
	}
	return tags
}

func mergedEBS(tags, more []ebs.Tag) []ebs.Tag {
	out := slices.Clone(tags)
	for _, t := range more {
		if i := slices.IndexFunc(out, func(o ebs.Tag) bool { return o.Key == t.Key }); i >= 0 {
			out[i] = t
		} else {
			out = append(out, t)
		}
	}
	return out
}

// policyOf returns the ID of the lifecycle policy that a snapshot's tags name.
func policyOf(s *ebs.Snapshot) string { return tagOf(s, "aws:dlm:lifecycle-policy-id") }

func tagOf(s *ebs.Snapshot, key string) string {
	for i := range s.Tags {
		if strings.HasPrefix(s.Tags[i].Key, "aws:") && s.Tags[i].Key == key {
			return s.Tags[i].Value
		}
	}
	return ""
}
