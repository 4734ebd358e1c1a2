package laws

import (
	"math"
	"slices"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// What the laws of all services say about EBS.

func sameSnapshots(b *books, r *reply) string {
	switch out := r.Out.(type) {
	case *ebs.CreateVolumeOutput:
		if _, known := b.volumes.find(out.VolumeId); known {
			return out.VolumeId + " is given to a second volume"
		}
	case *ebs.CreateSnapshotOutput:
		if _, known := b.snapshots.find(out.SnapshotId); known {
			return out.SnapshotId + " is given to a second snapshot"
		}
	case *ebs.CopySnapshotOutput:
		if _, known := b.snapshots.find(out.SnapshotId); known || out.SnapshotId == r.In.(*ebs.CopySnapshot).SourceSnapshotId {
			return out.SnapshotId + " is given to a second snapshot"
		}
	}
	if wrong := eachSnapshot(r.Out, func(s *ebs.Snapshot) string {
		known, ok := b.snapshots.find(s.SnapshotId)
		if ok && known.home != (kernel.Home{Account: s.OwnerId, Region: r.As.Region}) {
			return s.SnapshotId + " is another account's or in another Region"
		}
		if was := known.shown; was != nil && (was.StartTime != s.StartTime || was.VolumeId != s.VolumeId || was.VolumeSize != s.VolumeSize || was.Encrypted != s.Encrypted || was.KmsKeyId != s.KmsKeyId ||
			was.Description != s.Description || was.CompletionTime != 0 && was.CompletionTime != s.CompletionTime) {
			return s.SnapshotId + " is not what it was"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	return eachVolume(r.Out, func(v *ebs.Volume) string {
		if was := b.volumes.of(v.VolumeId).shown; was != nil && (was.CreateTime != v.CreateTime || was.SnapshotId != v.SnapshotId || was.Size != v.Size || was.Encrypted != v.Encrypted ||
			was.KmsKeyId != v.KmsKeyId || was.AvailabilityZone != v.AvailabilityZone || was.VolumeType != v.VolumeType) {
			return v.VolumeId + " is not what it was"
		}
		return ""
	})
}

func snapshotInstants(r *reply) string {
	if wrong := eachSnapshot(r.Out, func(s *ebs.Snapshot) string {
		_, makes := r.In.(*ebs.CreateSnapshot)
		return stamped(s.SnapshotId, s.StartTime, s.CompletionTime, r.At, makes)
	}); wrong != "" {
		return wrong
	}
	return eachVolume(r.Out, func(v *ebs.Volume) string {
		_, makes := r.In.(*ebs.CreateVolume)
		return stamped(v.VolumeId, v.CreateTime, 0, r.At, makes)
	})
}

// confinedSnapshots wants that an account sees only its own snapshots, those
// shared with it and public ones, and no volume but its own.
func confinedSnapshots(b *books, r *reply) string {
	if wrong := eachSnapshot(r.Out, func(shown *ebs.Snapshot) string {
		s, known := b.snapshots.find(shown.SnapshotId)
		if !known {
			s.home = kernel.Home{Account: shown.OwnerId, Region: r.As.Region}
		}
		if !b.mayRead(shown.SnapshotId, &s, r.As.Account, now) {
			return shown.SnapshotId + " of account " + shown.OwnerId + " is shown though it is not shared with the caller now"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	return eachVolume(r.Out, func(shown *ebs.Volume) string {
		if v, known := b.volumes.find(shown.VolumeId); known && v.home != r.As.Home() {
			return shown.VolumeId + " of account " + v.home.Account + " is shown"
		}
		return ""
	})
}

// confinedVolumes wants that nobody changes what is another's, nor makes anything
// of what is not shared with him.
func confinedVolumes(b *books, r *reply) string {
	id := ""
	switch in := r.In.(type) {
	case *ebs.ModifySnapshotAttribute:
		id = in.SnapshotId
	case *ebs.DescribeSnapshotAttribute:
		id = in.SnapshotId
	case *ebs.ResetSnapshotAttribute:
		id = in.SnapshotId
	case *ebs.DeleteSnapshot:
		id = in.SnapshotId
	case *ebs.DeleteVolume:
		id = in.VolumeId
	case *ebs.CreateSnapshot:
		id = in.VolumeId
	case *ebs.CreateVolume:
		if s, known := b.snapshots.find(in.SnapshotId); known && (s.home.Region != r.As.Region || !b.mayRead(in.SnapshotId, &s, r.As.Account, now)) {
			return in.SnapshotId + " of account " + s.home.Account + " is used though it is not shared with the caller now"
		}
	}
	if s, known := b.snapshots.find(id); known && s.home != r.As.Home() {
		return id + " of account " + s.home.Account + " is changed"
	}
	if v, known := b.volumes.find(id); known && v.home != r.As.Home() {
		return id + " of account " + v.home.Account + " is changed"
	}
	return ""
}

// snapshotWritten compares what is read of EBS with what was written.
func snapshotWritten(b *books, r *reply) string {
	set := b.settings.of(r.As.Home())
	switch in := r.In.(type) {
	case *ebs.CreateSnapshot:
		if s := r.Out.(*ebs.CreateSnapshotOutput); s.Description != in.Description || s.VolumeId != in.VolumeId || s.State != ebs.SnapshotPending {
			return "the snapshot is not the one that was asked for"
		}
	case *ebs.CreateVolume:
		if v := r.Out.(*ebs.CreateVolumeOutput); v.SnapshotId != in.SnapshotId || in.Size != nil && v.Size != *in.Size || v.AvailabilityZone != in.AvailabilityZone || v.State != ebs.VolumeCreating {
			return "the volume is not the one that was asked for"
		}
	case *ebs.GetEbsEncryptionByDefault:
		if r.Out.(*ebs.GetEbsEncryptionByDefaultOutput).EbsEncryptionByDefault != set.encrypts {
			return "encryption by default is not as it was set"
		}
	case *ebs.GetSnapshotBlockPublicAccessState:
		if s := r.Out.(*ebs.GetSnapshotBlockPublicAccessStateOutput).State; blocks(s) != blocks(set.blocking) || blocks(s) && s != set.blocking {
			return "public access is not blocked as it was set"
		}
	case *ebs.DescribeSnapshotAttribute:
		if in.Attribute != ebs.CreateVolumePermissionAttribute {
			return ""
		}
		return b.permissionsAsSet(in.SnapshotId, r.Out.(*ebs.DescribeSnapshotAttributeOutput).CreateVolumePermissions)
	case *ebs.DescribeSnapshots:
		return eachSnapshot(r.Out, func(s *ebs.Snapshot) string {
			if in := b.snapshots.of(s.SnapshotId).copied; in != nil && s.Description != in.Description {
				return s.SnapshotId + " has another description than its copier gave it"
			}
			return ""
		})
	}
	return ""
}

func (b *books) permissionsAsSet(id string, shown []ebs.CreateVolumePermission) string {
	s, known := b.snapshots.find(id)
	if !known || s.made == 0 {
		return ""
	}
	for _, p := range shown {
		if l, ok := b.lent.find(place{id, p.Group + p.UserId}); !ok || l.ended != 0 {
			return id + " is shared with " + p.Group + p.UserId + " though nobody shared it, or that was taken back"
		}
	}
	for _, account := range s.shares {
		is := func(p ebs.CreateVolumePermission) bool { return p.Group+p.UserId == account }
		if b.lent.of(place{id, account}).ended == 0 && account != s.home.Account && !slices.ContainsFunc(shown, is) {
			return id + " is not shared with " + account + " though it was"
		}
	}
	return ""
}

// snapshotListing returns the page of a listing of EBS.
func snapshotListing(call *Call) (l listing, ok bool) {
	switch in := call.In.(type) {
	case *ebs.DescribeSnapshots:
		out := call.Out.(*ebs.DescribeSnapshotsOutput)
		if len(in.SnapshotIds) > 0 {
			return listing{}, false // who asks twice may be told twice
		}
		whole := len(in.Filters)+len(in.OwnerIds)+len(in.RestorableByUserIds) == 0
		return pageOf(listing{whole: whole}, in.NextToken, out.NextToken, in.MaxResults, math.MaxInt, out.Snapshots, func(s *ebs.Snapshot) entry { return entry{id: s.SnapshotId} })
	case *ebs.DescribeVolumes:
		out := call.Out.(*ebs.DescribeVolumesOutput)
		if len(in.VolumeIds) > 0 {
			return listing{}, false
		}
		return pageOf(listing{whole: len(in.Filters) == 0}, in.NextToken, out.NextToken, in.MaxResults, math.MaxInt, out.Volumes, func(v *ebs.Volume) entry { return entry{id: v.VolumeId} })
	case *ebs.DescribeTags:
		out := call.Out.(*ebs.DescribeTagsOutput)
		return pageOf(listing{places: true}, in.NextToken, out.NextToken, in.MaxResults, math.MaxInt, out.Tags, func(t *ebs.TagDescription) entry { return entry{id: t.ResourceId, of: t.Key} })
	}
	return listing{}, false
}

// eachSnapshotToList calls must with what a listing of EBS surely has to show:
// what is the caller's by calls, what is shared with him and what is public.
func (b *books) eachSnapshotToList(r *reply, early func(kernel.Time) bool, must func(entry)) {
	me := r.As.Home()
	switch r.In.(type) {
	case *ebs.DescribeVolumes:
		for _, id := range b.own.of(me).volumes {
			if v := b.volumes.of(id); v.deleted == 0 && v.shown != nil && v.shown.State == ebs.VolumeAvailable && early(v.since) {
				must(entry{id: id})
			}
		}
	case *ebs.DescribeSnapshots:
		for _, id := range b.own.of(me).snapshots {
			if s := b.snapshots.of(id); s.deleted == 0 && early(s.since) {
				must(entry{id: id})
			}
		}
		for _, id := range b.own.of(me).lent {
			s := b.snapshots.of(id)
			if l := b.lent.of(place{id, me.Account}); l.ended == 0 && s.deleted == 0 && s.made != 0 && early(l.since) {
				must(entry{id: id})
			}
		}
		for _, id := range b.published {
			s := b.snapshots.of(id)
			l, set := b.lent.of(place{id, public}), b.settings.of(s.home)
			if l.ended == 0 && s.deleted == 0 && s.made != 0 && s.home.Region == me.Region && early(max(l.since, set.changed)) && set.blocking != ebs.BlockAllSharing {
				must(entry{id: id})
			}
		}
	}
}
