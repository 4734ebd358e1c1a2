package laws

import (
	"slices"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

var (
	// DataIsReadByLeave is the law of confidentiality.
	DataIsReadByLeave = add(Law{
		ID: "LAW-32", Services: []string{"ec2"},
		Says:     "A readable copy or volume of a snapshot exists only where the snapshot was completed, and its maker's own, shared with him or public, when he asked for it, and where another account's key, if the snapshot has one, named him in its policy or in a grant.",
		accepted: readByLeave,
	})
	// EncryptionIsNeverLost is the law of data that is encrypted.
	EncryptionIsNeverLost = add(Law{
		ID: "LAW-33", Services: []string{"ec2"},
		Says:     "What is made of encrypted data is encrypted, and so is what is made where encryption is the default; a snapshot has the key of its volume.",
		accepted: neverLost,
	})
	// WhatIsPublicIsPlain is the law of what may be shared.
	WhatIsPublicIsPlain = add(Law{
		ID: "LAW-34", Services: []string{"ec2"},
		Says:     "An encrypted snapshot is never public, one under an AWS managed key is shared with nobody, and nothing becomes public where that is blocked.",
		accepted: publicIsPlain,
	})
	// SnapshotsGoOneWay is the law of the lives of volumes and snapshots.
	SnapshotsGoOneWay = add(Law{
		ID: "LAW-35", Services: []string{"ec2"},
		Says:     "Volumes and snapshots go from being made to their end and never back, are done in time, and are gone when they are deleted.",
		accepted: oneWay,
	})
	// TagsAreTheirAccounts is the law of tags on what is shared.
	TagsAreTheirAccounts = add(Law{
		ID: "LAW-36", Services: []string{"ec2"},
		Says:     "An account sees the tags that it put on a volume or snapshot, all of them, and nobody else's.",
		accepted: theirTags,
	})
)

// keyKnown returns the key of a snapshot or volume as its owner saw it.
func (s *snapshot) keyKnown() string {
	if s.shown == nil {
		return ""
	}
	return s.shown.KmsKeyId
}

func readByLeave(b *books, r *reply) string {
	if wrong := eachSnapshot(r.Out, func(shown *ebs.Snapshot) string {
		s := b.snapshots.of(shown.SnapshotId)
		if shown.State != ebs.SnapshotCompleted || s.copied == nil {
			return ""
		}
		if wrong := b.madeOfTheSeen(shown.SnapshotId, &s); wrong != "" {
			return wrong
		}
		return b.madeByLeave(shown.SnapshotId, s.source.entity, shown.OwnerId, s.made)
	}); wrong != "" {
		return wrong
	}
	return eachVolume(r.Out, func(shown *ebs.Volume) string {
		v := b.volumes.of(shown.VolumeId)
		if shown.State != ebs.VolumeAvailable || v.made == 0 {
			return ""
		}
		return b.madeByLeave(shown.VolumeId, shown.SnapshotId, v.home.Account, v.made)
	})
}

// madeOfTheSeen wants that whoever copied a snapshot saw it when he asked, and
// that it was completed then: it does not do if either came later.
func (b *books) madeOfTheSeen(id string, s *snapshot) string {
	source := b.snapshots.of(s.source.entity)
	failed := source.shown != nil && source.shown.State == ebs.SnapshotError
	switch {
	case s.blind:
		return id + " was made of " + s.source.entity + ", which its owner did not see when he asked for it"
	case source.undone > s.made || failed:
		return id + " was made of " + s.source.entity + ", which was not completed when it was asked for"
	}
	return ""
}

// madeByLeave wants that an account was allowed to make something of a snapshot
// that another one owns.
func (b *books) madeByLeave(made, source, account string, at kernel.Time) string {
	s, known := b.snapshots.find(source)
	if !known || s.home.Account == account {
		return ""
	}
	if !b.mayRead(source, &s, account, at) {
		return made + " was made of " + source + ", which account " + s.home.Account + " never shared with its owner"
	}
	if key := s.keyKnown(); key != "" && (b.awsOwned(key) || !b.keyOpen(key, account, at)) {
		return made + " was made of " + source + ", though nothing opened " + key + " to its owner"
	}
	return ""
}

// awsOwned tells whether a key is one of AWS's: those of customers are made by
// CreateKey.
func (b *books) awsOwned(arn string) bool {
	_, err := kernel.ParseARN(arn)
	return err == nil && !b.keys.of(arn).made
}

func neverLost(b *books, r *reply) string {
	if wrong := eachSnapshot(r.Out, func(shown *ebs.Snapshot) string {
		s := b.snapshots.of(shown.SnapshotId)
		switch {
		case shown.Encrypted != (shown.KmsKeyId != "") && shown.OwnerId == r.As.Account && shown.State == ebs.SnapshotCompleted:
			return shown.SnapshotId + " is half encrypted"
		case shown.OwnerId != r.As.Account || shown.State != ebs.SnapshotCompleted || s.copied == nil:
			return b.sameKey(shown)
		case shown.Encrypted:
			return ""
		case s.copied.Encrypted != nil && *s.copied.Encrypted:
			return shown.SnapshotId + " is not encrypted though that was asked for"
		}
		if source := b.snapshots.of(s.source.entity); source.shown != nil && source.shown.Encrypted {
			return shown.SnapshotId + " is a copy of encrypted data and is not encrypted"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	return eachVolume(r.Out, func(v *ebs.Volume) string {
		if v.Encrypted != (v.KmsKeyId != "") {
			return v.VolumeId + " is half encrypted"
		}
		in, makes := r.In.(*ebs.CreateVolume)
		if v.Encrypted || !makes {
			return ""
		}
		source := b.snapshots.of(in.SnapshotId)
		if source.shown != nil && source.shown.Encrypted || b.settings.of(r.As.Home()).encrypts || kernel.Value(in.Encrypted) {
			return v.VolumeId + " is not encrypted though what it is made of is, or all is"
		}
		return ""
	})
}

// sameKey wants a snapshot to be encrypted as its volume is.
func (b *books) sameKey(shown *ebs.Snapshot) string {
	v := b.volumes.of(shown.VolumeId)
	if v.shown != nil && b.snapshots.of(shown.SnapshotId).copied == nil && v.shown.KmsKeyId != shown.KmsKeyId {
		return shown.SnapshotId + " is not encrypted as its volume is"
	}
	return ""
}

func publicIsPlain(b *books, r *reply) string {
	switch in := r.In.(type) {
	case *ebs.ModifySnapshotAttribute:
		added, _ := permissions(in)
		s := b.snapshots.of(in.SnapshotId)
		encrypted := s.shown != nil && s.shown.Encrypted
		for _, account := range added {
			switch {
			case account == public && encrypted:
				return in.SnapshotId + " is made public though it is encrypted"
			case account == public && blocks(b.settings.of(r.As.Home()).blocking):
				return in.SnapshotId + " is made public though that is blocked"
			case encrypted && b.awsOwned(s.shown.KmsKeyId):
				return in.SnapshotId + " is shared though AWS manages its key"
			}
		}
	case *ebs.DescribeSnapshotAttribute:
		s := b.snapshots.of(in.SnapshotId)
		for _, p := range r.Out.(*ebs.DescribeSnapshotAttributeOutput).CreateVolumePermissions {
			if p.Group == public && s.shown != nil && s.shown.Encrypted {
				return in.SnapshotId + " is public and encrypted"
			}
		}
	}
	return ""
}

func blocks(s ebs.SnapshotBlockPublicAccessState) bool { return s != "" && s != ebs.Unblocked }

// The courses of life of volumes and snapshots.
var (
	volumeCourse = course[ebs.VolumeState]{
		"creating": {"available", "error"}, "available": {"in-use", "deleting"}, "in-use": {"available"}, "deleting": {"deleted"}, "error": {"deleting"},
	}
	snapshotCourse = course[ebs.SnapshotState]{"pending": {"completed", "error"}}
)

func oneWay(b *books, r *reply) string {
	if wrong := eachSnapshot(r.Out, func(shown *ebs.Snapshot) string {
		s := b.snapshots.of(shown.SnapshotId)
		switch {
		case s.deleted != 0 && (shown.State != ebs.SnapshotPending || s.shown != nil && s.shown.State != ebs.SnapshotPending || r.At > s.deleted.Add(24*patience)):
			return shown.SnapshotId + " is shown though it was deleted"
		case s.shown != nil && !snapshotCourse.reaches(s.shown.State, shown.State):
			return shown.SnapshotId + " is " + string(shown.State) + " after it was " + string(s.shown.State)
		case shown.State == ebs.SnapshotCompleted && shown.Progress != "100%":
			return shown.SnapshotId + " is completed at " + shown.Progress
		case shown.State == ebs.SnapshotPending && s.copied == nil && r.At > shown.StartTime.Add(patience):
			return shown.SnapshotId + " is still pending"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	return eachVolume(r.Out, func(shown *ebs.Volume) string {
		v := b.volumes.of(shown.VolumeId)
		switch {
		case v.deleted != 0 && (shown.State == ebs.VolumeAvailable || r.At > v.deleted.Add(patience)):
			return shown.VolumeId + " is " + string(shown.State) + " though it was deleted"
		case v.shown != nil && !volumeCourse.reaches(v.shown.State, shown.State):
			return shown.VolumeId + " is " + string(shown.State) + " after it was " + string(v.shown.State)
		case shown.State == ebs.VolumeCreating && r.At > shown.CreateTime.Add(patience):
			return shown.VolumeId + " is still being created"
		}
		return ""
	})
}

func theirTags(b *books, r *reply) string {
	if wrong := eachSnapshot(r.Out, func(s *ebs.Snapshot) string { return b.ownTags(r, s.SnapshotId, s.Tags) }); wrong != "" {
		return wrong
	}
	if wrong := eachVolume(r.Out, func(v *ebs.Volume) string { return b.ownTags(r, v.VolumeId, v.Tags) }); wrong != "" {
		return wrong
	}
	if out, ok := r.Out.(*ebs.DescribeTagsOutput); ok {
		return each(out.Tags, func(t *ebs.TagDescription) string {
			l := b.labelsOf(r.As.Account, t.ResourceId)
			if l.known && !slices.Contains(l.tags, ebs.Tag{Key: t.Key, Value: t.Value}) {
				return t.ResourceId + " has a tag that the account did not put there"
			}
			return ""
		})
	}
	return ""
}

func (b *books) ownTags(r *reply, id string, shown []ebs.Tag) string {
	l := b.labelsOf(r.As.Account, id)
	switch in := r.In.(type) {
	case *ebs.CreateVolume:
		l = labels{specified(in.TagSpecifications), true}
	case *ebs.CreateSnapshot:
		l = labels{specified(in.TagSpecifications), true}
	}
	if l.known && !same(l.tags, shown) {
		return id + " has other tags than the account put there"
	}
	return ""
}
