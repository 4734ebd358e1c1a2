package ebs

import (
	"math"
	"slices"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

func page(c *invariants.Call) (invariants.Page, bool) {
	switch in := c.In.(type) {
	case *ebs.DescribeSnapshots:
		out := c.Out.(*ebs.DescribeSnapshotsOutput)
		if len(in.SnapshotIds) > 0 {
			break // who asks twice may be told twice
		}
		p := invariants.Page{Whole: len(in.Filters)+len(in.OwnerIds)+len(in.RestorableByUserIds) == 0}
		return invariants.PageOf(p, in.MaxResults, math.MaxInt, out.Snapshots,
			func(s *ebs.Snapshot) invariants.Entry { return invariants.Entry{ID: s.SnapshotId} })
	case *ebs.DescribeVolumes:
		out := c.Out.(*ebs.DescribeVolumesOutput)
		if len(in.VolumeIds) > 0 {
			break
		}
		p := invariants.Page{Whole: len(in.Filters) == 0}
		return invariants.PageOf(p, in.MaxResults, math.MaxInt, out.Volumes,
			func(v *ebs.Volume) invariants.Entry { return invariants.Entry{ID: v.VolumeId} })
	case *ebs.DescribeTags:
		out := c.Out.(*ebs.DescribeTagsOutput)
		p := invariants.Page{Places: true}
		return invariants.PageOf(p, in.MaxResults, math.MaxInt, out.Tags,
			func(t *ebs.TagDescription) invariants.Entry {
				return invariants.Entry{ID: t.ResourceId, Of: t.Key}
			})
	}
	return invariants.Page{}, false
}

// listed wants what is the caller's by calls, what is shared with it and what is
// public.
func listed(l *invariants.Listing) {
	f, me := Of(l.Call), l.As.Scope()
	must := func(id string) { l.Must(invariants.Entry{ID: id}) }
	switch l.In.(type) {
	case *ebs.DescribeVolumes:
		for _, id := range f.own.Of(me).volumes {
			v := f.volumes.Of(id)
			if v.deleted == 0 && v.shown != nil && v.shown.State == ebs.VolumeAvailable && l.Early(v.since) {
				must(id)
			}
		}
	case *ebs.DescribeSnapshots:
		for _, id := range f.own.Of(me).snapshots {
			if s := f.snapshots.Of(id); s.deleted == 0 && l.Early(s.since) {
				must(id)
			}
		}
		for _, id := range f.own.Of(me).lent {
			s := f.snapshots.Of(id)
			if p := f.lent.Of(share{id, me.Account}); p.Ended == 0 && s.deleted == 0 && s.made != 0 && l.Early(p.Since) {
				must(id)
			}
		}
		for _, id := range f.published {
			s := f.snapshots.Of(id)
			p, set := f.lent.Of(share{id, public}), f.settings.Of(s.scope)
			there := p.Ended == 0 && s.deleted == 0 && s.made != 0 && s.scope.Region == me.Region
			if there && l.Early(max(p.Since, set.changed)) && set.blocking != ebs.BlockAllSharing {
				must(id)
			}
		}
	}
}

func filtered(c *invariants.Call) string {
	switch in := c.In.(type) {
	case *ebs.DescribeSnapshots:
		for s := range snapshots(c.Out) {
			if !invariants.Wanted(in.SnapshotIds, s.SnapshotId) || !ownedBy(c, in.OwnerIds, s.OwnerId) {
				return s.SnapshotId + " is listed though it was not asked for"
			}
		}
	case *ebs.DescribeVolumes:
		for v := range volumes(c.Out) {
			if !invariants.Wanted(in.VolumeIds, v.VolumeId) {
				return v.VolumeId + " is listed though it was not asked for"
			}
		}
	}
	return ""
}

// ownedBy reports whether an owner is among those that were asked for, some of
// which may be names of AWS's for accounts.
func ownedBy(c *invariants.Call, owners []string, owner string) bool {
	alias := func(o string) bool { return o != "self" && !kernel.IsAccount(o) }
	return invariants.Wanted(owners, owner) || owner == c.As.Account && slices.Contains(owners, "self") ||
		slices.ContainsFunc(owners, alias)
}

// written compares what is read of EBS with what was written.
func written(c *invariants.Call) string {
	f := Of(c)
	set := f.settings.Of(c.As.Scope())
	switch in := c.In.(type) {
	case *ebs.CreateSnapshot:
		s := c.Out.(*ebs.CreateSnapshotOutput)
		if s.Description != in.Description || s.VolumeId != in.VolumeId || s.State != ebs.SnapshotPending {
			return "the snapshot is not the one that was asked for"
		}
	case *ebs.CopySnapshot:
		if c.Out.(*ebs.CopySnapshotOutput).SnapshotId == in.SourceSnapshotId {
			return in.SourceSnapshotId + " is given to a second snapshot"
		}
	case *ebs.CreateVolume:
		v := c.Out.(*ebs.CreateVolumeOutput)
		if v.SnapshotId != in.SnapshotId || in.Size != nil && v.Size != *in.Size ||
			in.AvailabilityZone != "" && v.AvailabilityZone != in.AvailabilityZone ||
			in.AvailabilityZoneId != "" && v.AvailabilityZoneId != in.AvailabilityZoneId || v.State != ebs.VolumeCreating {
			return "the volume is not the one that was asked for"
		}
	case *ebs.GetEbsEncryptionByDefault:
		if c.Out.(*ebs.GetEbsEncryptionByDefaultOutput).EbsEncryptionByDefault != set.encrypts {
			return "encryption by default is not as it was set"
		}
	case *ebs.GetSnapshotBlockPublicAccessState:
		s := c.Out.(*ebs.GetSnapshotBlockPublicAccessStateOutput).State
		if blocks(s) != blocks(set.blocking) || blocks(s) && s != set.blocking {
			return "public access is not blocked as it was set"
		}
	case *ebs.DescribeSnapshotAttribute:
		if in.Attribute == ebs.CreateVolumePermissionAttribute {
			return f.sharedAsSet(in.SnapshotId, c.Out.(*ebs.DescribeSnapshotAttributeOutput).CreateVolumePermissions)
		}
	case *ebs.DescribeSnapshots:
		for s := range snapshots(c.Out) {
			if in := f.snapshots.Of(s.SnapshotId).copied; in != nil && s.Description != in.Description {
				return s.SnapshotId + " has another description than its copier gave it"
			}
		}
	}
	return ""
}

func (f *Facts) sharedAsSet(id string, shown []ebs.CreateVolumePermission) string {
	s, known := f.snapshots.Find(id)
	if !known || s.made == 0 {
		return ""
	}
	for _, p := range shown {
		if l, ok := f.lent.Find(share{id, p.Group + p.UserId}); !ok || l.Ended != 0 {
			return id + " is shared with " + p.Group + p.UserId + " though nobody shared it, or that was taken back"
		}
	}
	for _, account := range s.shares {
		is := func(p ebs.CreateVolumePermission) bool { return p.Group+p.UserId == account }
		if f.lent.Of(share{id, account}).Ended == 0 && account != s.scope.Account && !slices.ContainsFunc(shown, is) {
			return id + " is not shared with " + account + " though it was"
		}
	}
	return ""
}

func quotas(c *invariants.Call) string {
	switch in := c.In.(type) {
	case *ebs.CreateTags:
		for _, id := range in.Resources {
			if l := Of(c).labelsOf(c.As.Account, id); l.known && len(merged(l.tags, in.Tags)) > 50 {
				return id + " has more than 50 tags"
			}
		}
	case *ebs.ModifySnapshotAttribute:
		if added, removed := permissions(in); len(added)+len(removed) > 500 {
			return "a call changes more than 500 permissions"
		}
	}
	return ""
}
