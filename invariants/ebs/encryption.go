package ebs

import (
	"github.com/shareproof/shareproof/invariants"
	kmsfacts "github.com/shareproof/shareproof/invariants/kms"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

var (
	// DataIsReadByLeave is the invariant of confidentiality.
	DataIsReadByLeave = &invariants.Invariant{
		ID: "INV-EBS-01",
		Says: "A readable copy or volume of a snapshot exists only where the snapshot was completed, and its maker's " +
			"own, shared with the maker or public, when it was asked for, and where another account's key, if the snapshot " +
			"has one, named the maker in its policy or in a grant.",
		Accepted: readByLeave,
	}
	// EncryptionIsNeverLost is the invariant of data that is encrypted.
	EncryptionIsNeverLost = &invariants.Invariant{
		ID: "INV-EBS-02",
		Says: "What is made of encrypted data is encrypted, and so is what is made where encryption is the default; a " +
			"snapshot has the key of its volume.",
		Accepted: neverLost,
	}
	// WhatIsPublicIsPlain is the invariant of what may be shared.
	WhatIsPublicIsPlain = &invariants.Invariant{
		ID: "INV-EBS-03",
		Says: "An encrypted snapshot is never public, one under an AWS managed key is shared with nobody, and nothing " +
			"becomes public where that is blocked.",
		Accepted: publicIsPlain,
	}
)

func readByLeave(c *invariants.Call) string {
	f := Of(c)
	for shown := range snapshots(c.Out) {
		s := f.snapshots.Of(shown.SnapshotId)
		if shown.State == ebs.SnapshotCompleted && s.copied != nil {
			if wrong := f.madeOfTheSeen(shown.SnapshotId, &s); wrong != "" {
				return wrong
			}
			if wrong := f.madeByLeave(c, shown.SnapshotId, s.source, shown.OwnerId, s.made); wrong != "" {
				return wrong
			}
		}
	}
	for shown := range volumes(c.Out) {
		v := f.volumes.Of(shown.VolumeId)
		if shown.State == ebs.VolumeAvailable && v.made != 0 {
			if wrong := f.madeByLeave(c, shown.VolumeId, shown.SnapshotId, v.scope.Account, v.made); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

// madeOfTheSeen wants that the maker of a copy saw the source when it asked, and
// that the source was completed then: it does not do if either came later.
func (f *Facts) madeOfTheSeen(id string, s *snapshot) string {
	source := f.snapshots.Of(s.source)
	failed := source.shown != nil && source.shown.State == ebs.SnapshotError
	switch {
	case s.blind:
		return id + " was made of " + s.source + ", which its owner did not see when it asked for it"
	case source.undone > s.made || failed:
		return id + " was made of " + s.source + ", which was not completed when it was asked for"
	}
	return ""
}

// madeByLeave wants that an account was allowed to make something of a snapshot
// that another one owns.
func (f *Facts) madeByLeave(c *invariants.Call, made, source, account string, at kernel.Time) string {
	s, known := f.snapshots.Find(source)
	if !known || s.scope.Account == account {
		return ""
	}
	if !f.mayRead(source, &s, account, at) {
		return made + " was made of " + source + ", which account " + s.scope.Account + " never shared with its owner"
	}
	if s.shown == nil || s.shown.KmsKeyId == "" {
		return ""
	}
	if keys := kmsfacts.Of(c); keys.NotMade(s.shown.KmsKeyId) || !keys.MayUse(s.shown.KmsKeyId, account, at) {
		return made + " was made of " + source + ", though nothing opened " + s.shown.KmsKeyId + " to its owner"
	}
	return ""
}

func neverLost(c *invariants.Call) string {
	for s := range snapshots(c.Out) {
		if wrong := encryptedAsMade(c, s); wrong != "" {
			return wrong
		}
	}
	f := Of(c)
	for v := range volumes(c.Out) {
		if v.Encrypted != (v.KmsKeyId != "") {
			return v.VolumeId + " is half encrypted"
		}
		in, makes := c.In.(*ebs.CreateVolume)
		if v.Encrypted || !makes {
			continue
		}
		source := f.snapshots.Of(in.SnapshotId)
		of := source.shown != nil && source.shown.Encrypted
		if of || f.settings.Of(c.As.Scope()).encrypts || kernel.Value(in.Encrypted) {
			return v.VolumeId + " is not encrypted though what it is made of is, or all is"
		}
	}
	return ""
}

func encryptedAsMade(c *invariants.Call, shown *ebs.Snapshot) string {
	f := Of(c)
	s := f.snapshots.Of(shown.SnapshotId)
	own := shown.OwnerId == c.As.Account && shown.State == ebs.SnapshotCompleted
	switch {
	case own && shown.Encrypted != (shown.KmsKeyId != ""):
		return shown.SnapshotId + " is half encrypted"
	case !own || s.copied == nil:
		v := f.volumes.Of(shown.VolumeId)
		if v.shown != nil && s.copied == nil && v.shown.KmsKeyId != shown.KmsKeyId {
			return shown.SnapshotId + " is not encrypted as its volume is"
		}
		return ""
	case shown.Encrypted:
		return ""
	case kernel.Value(s.copied.Encrypted):
		return shown.SnapshotId + " is not encrypted though that was asked for"
	}
	if source := f.snapshots.Of(s.source); source.shown != nil && source.shown.Encrypted {
		return shown.SnapshotId + " is a copy of encrypted data and is not encrypted"
	}
	return ""
}

func publicIsPlain(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *ebs.ModifySnapshotAttribute:
		added, _ := permissions(in)
		s := f.snapshots.Of(in.SnapshotId)
		encrypted := s.shown != nil && s.shown.Encrypted
		for _, account := range added {
			switch {
			case account == public && encrypted:
				return in.SnapshotId + " is made public though it is encrypted"
			case account == public && blocks(f.settings.Of(c.As.Scope()).blocking):
				return in.SnapshotId + " is made public though that is blocked"
			case encrypted && kmsfacts.Of(c).NotMade(s.shown.KmsKeyId):
				return in.SnapshotId + " is shared though AWS manages its key"
			}
		}
	case *ebs.DescribeSnapshotAttribute:
		s := f.snapshots.Of(in.SnapshotId)
		for _, p := range c.Out.(*ebs.DescribeSnapshotAttributeOutput).CreateVolumePermissions {
			if p.Group == public && s.shown != nil && s.shown.Encrypted {
				return in.SnapshotId + " is public and encrypted"
			}
		}
	}
	return ""
}

func blocks(s ebs.SnapshotBlockPublicAccessState) bool { return s != "" && s != ebs.Unblocked }
