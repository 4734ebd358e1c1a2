// Package ebs observes the calls of Amazon EC2 that are about volumes and
// snapshots of Amazon EBS.
package ebs

import (
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// Service is EBS as the invariants look at it.
var Service = invariants.Register(&invariants.Service{
	APIs:  []*kernel.API{ebs.API},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{volumeKind, snapshotKind},
	Shown: shown, Named: named, Alike: true, Tokens: &tokens,
	Page: page, Listed: listed, Filtered: filtered, Written: written, Quotas: quotas,
	Invariants: []*invariants.Invariant{
		DataIsReadByLeave, EncryptionIsNeverLost, WhatIsPublicIsPlain, TagsAreTheirAccounts,
	},
	Omits: map[string]string{
		"INV-ID-02": "answers of EC2 tell IDs, no ARNs",
	},
})

// maxDelay is how long work takes at the very most.
const maxDelay = 2 * time.Hour

// tokens are those of CreateVolume.
var tokens = invariants.Tokens{
	Within: func(in any) string {
		if in, ok := in.(*ebs.CreateVolume); ok {
			return in.AvailabilityZone + " " + in.AvailabilityZoneId
		}
		return ""
	},
	Last: func(any) time.Duration { return kernel.Day },
	Steady: func(out any) any {
		if v, ok := out.(*ebs.CreateVolumeOutput); ok {
			same := *v
			same.State, same.Tags, same.Attachments = "", nil, nil
			same.Size, same.VolumeType, same.Iops, same.Throughput = 0, "", nil, nil // which ModifyVolume changes
			same.MultiAttachEnabled = false
			return same
		}
		return out
	},
	Lost: func(c *invariants.Call, out any) bool {
		made, ok := out.(*ebs.CreateVolumeOutput)
		if !ok {
			return false
		}
		v, known := Of(c).volumes.Find(made.VolumeId)
		return known && (v.deleted != 0 || v.shown.State != ebs.VolumeAvailable)
	},
}

// The kinds of resources.
var (
	volumeKind = &invariants.Kind{
		Name: "volume", Hidden: invariants.OwnOnly,
		Next: map[string][]string{
			"creating": {"available", "error"}, "available": {"in-use", "deleting"}, "in-use": {"available"},
			"deleting": {"deleted"}, "error": {"deleting"},
		},
		Same: invariants.Same(func(_ *invariants.Call, was, is *ebs.Volume) bool {
			return was.CreateTime == is.CreateTime && was.Size <= is.Size && was.Encrypted == is.Encrypted &&
				was.KmsKeyId == is.KmsKeyId && was.SnapshotId == is.SnapshotId && was.AvailabilityZone == is.AvailabilityZone
		}),
		Unknown: func(c *invariants.Call, _ *invariants.Name) bool { return Of(c).restorers.Of(c.As.Account) },
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			deleted := Of(c).volumes.Of(r.ID).deleted
			if deleted != 0 && (r.State == string(ebs.VolumeAvailable) || c.At > deleted.Add(maxDelay)) {
				return r.ID + " is " + r.State + " though it was deleted"
			}
			return ""
		},
		Due: func(_ *invariants.Call, r *invariants.Resource) kernel.Time {
			if r.State == string(ebs.VolumeCreating) {
				return r.Created.Add(maxDelay)
			}
			return 0
		},
	}
	snapshotKind = &invariants.Kind{
		Name: "snapshot", Next: map[string][]string{"pending": {"completed", "error"}},
		Same: invariants.Same(func(_ *invariants.Call, was, is *ebs.Snapshot) bool {
			return was.StartTime == is.StartTime && was.VolumeId == is.VolumeId && was.VolumeSize == is.VolumeSize &&
				was.Encrypted == is.Encrypted && was.KmsKeyId == is.KmsKeyId && was.Description == is.Description &&
				(was.CompletionTime == 0 || was.CompletionTime == is.CompletionTime)
		}),
		Hidden: snapshotHidden,
		Shared: func(c *invariants.Call, id string) bool {
			s, known := Of(c).snapshots.Find(id)
			return !known || Of(c).mayRead(id, &s, c.As.Account, invariants.Now)
		},
		Unknown: func(c *invariants.Call, n *invariants.Name) bool {
			_, spokenOf := Of(c).snapshots.Find(n.ID)
			return spokenOf || Of(c).makers.Of(c.As.Account)
		},
		Ended: snapshotEnded,
		Caused: func(_ *invariants.Call, r *invariants.Resource) string {
			if r.State != string(ebs.SnapshotCompleted) {
				return ""
			}
			if progress := r.Shown.(*ebs.Snapshot).Progress; progress != "100%" {
				return r.ID + " is completed at " + progress
			}
			return ""
		},
		Due: func(c *invariants.Call, r *invariants.Resource) kernel.Time {
			if r.State == string(ebs.SnapshotPending) && Of(c).snapshots.Of(r.ID).copied == nil {
				return r.Created.Add(maxDelay)
			}
			return 0
		},
	}
)

func shown(c *invariants.Call, show func(invariants.Resource)) {
	if out, ok := c.Out.(*ebs.CopySnapshotOutput); ok {
		show(invariants.Resource{Kind: snapshotKind, ID: out.SnapshotId, Scope: c.As.Scope(), Made: true})
	}
	for v := range volumes(c.Out) {
		_, makes := c.In.(*ebs.CreateVolume)
		show(invariants.Resource{
			Kind: volumeKind, ID: v.VolumeId, State: string(v.State), Created: v.CreateTime, Made: makes, Shown: v,
		})
	}
	for s := range snapshots(c.Out) {
		_, makes := c.In.(*ebs.CreateSnapshot)
		show(invariants.Resource{
			Kind: snapshotKind, ID: s.SnapshotId, State: string(s.State),
			Scope: kernel.Scope{Account: s.OwnerId, Region: c.As.Region}, Created: s.StartTime, Updated: s.CompletionTime,
			Made: makes, Shown: s,
		})
	}
}

func volumes(out any) func(func(*ebs.Volume) bool) {
	return func(yield func(*ebs.Volume) bool) {
		switch out := out.(type) {
		case *ebs.CreateVolumeOutput:
			yield((*ebs.Volume)(out))
		case *ebs.DescribeVolumesOutput:
			for i := range out.Volumes {
				if !yield(&out.Volumes[i]) {
					return
				}
			}
		}
	}
}

func snapshots(out any) func(func(*ebs.Snapshot) bool) {
	return func(yield func(*ebs.Snapshot) bool) {
		switch out := out.(type) {
		case *ebs.CreateSnapshotOutput:
			yield((*ebs.Snapshot)(out))
		case *ebs.DescribeSnapshotsOutput:
			for i := range out.Snapshots {
				if !yield(&out.Snapshots[i]) {
					return
				}
			}
		}
	}
}

func named(c *invariants.Call, name func(invariants.Name)) {
	snapshot := func(id string, owners, sole bool) {
		name(invariants.Name{Kind: snapshotKind, ID: id, Text: id, Owners: owners, Sole: sole})
	}
	volume := func(id string) {
		name(invariants.Name{Kind: volumeKind, ID: id, Text: id, Owners: true, Sole: true})
	}
	switch in := c.In.(type) {
	case *ebs.ModifySnapshotAttribute:
		snapshot(in.SnapshotId, true, true)
	case *ebs.DescribeSnapshotAttribute:
		snapshot(in.SnapshotId, true, true)
	case *ebs.ResetSnapshotAttribute:
		snapshot(in.SnapshotId, true, false)
	case *ebs.DeleteSnapshot:
		snapshot(in.SnapshotId, true, true)
	case *ebs.CreateVolume:
		snapshot(in.SnapshotId, false, false)
	case *ebs.DeleteVolume:
		volume(in.VolumeId)
	case *ebs.CreateSnapshot:
		volume(in.VolumeId)
	}
}

// snapshotHidden wants a snapshot to be the caller's, shared with it, or public.
func snapshotHidden(c *invariants.Call, r *invariants.Resource) string {
	f := Of(c)
	s, known := f.snapshots.Find(r.ID)
	if !known {
		s.scope = r.Scope
	}
	if !f.mayRead(r.ID, &s, c.As.Account, invariants.Now) {
		return r.ID + " of account " + r.Scope.Account + " is shown though it is not shared with the caller now"
	}
	return ""
}

func snapshotEnded(c *invariants.Call, r *invariants.Resource) string {
	s := Of(c).snapshots.Of(r.ID)
	finishing := r.State == string(ebs.SnapshotPending) && (s.shown == nil || s.shown.State == ebs.SnapshotPending)
	if s.deleted != 0 && (!finishing || c.At > s.deleted.Add(24*maxDelay)) {
		return r.ID + " is shown though it was deleted"
	}
	return ""
}
