package ebs

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// snapshot is what a volume held at a moment, or a copy of a snapshot.
type snapshot struct {
	Scope       kernel.Scope
	ID          string
	Number      uint64 // in the order of making, in whatever scope
	Life        kernel.Life[SnapshotState]
	Volume      string // that it was made of
	Origin      string // the volume at the beginning of all copying
	Size        int32  // GiB
	Description string
	Started     kernel.Time
	Completed   kernel.Time
	Sealed      sealed
	Failure     string // why it cannot be made

	Copied  bool  // it is a copy
	Within  int32 // the minutes in which a time-based copy is made
	Waiting bool  // for an earlier copy of the same source
	Dropped bool  // it was deleted while it was made

	Keeper string // the service that made it and alone deletes it, as in backup.amazonaws.com

	Public   bool
	Accounts []string `sorted:""` // with which it is shared, in their order
	Taggers  []string // other accounts that put tags on it
}

// SnapshotState is the state of a snapshot.
type SnapshotState string

// The states of a snapshot. The last two are the Recycle Bin's, which the model
// does not have.
const (
	SnapshotPending     SnapshotState = "pending"
	SnapshotCompleted   SnapshotState = "completed"
	SnapshotError       SnapshotState = "error"
	SnapshotRecoverable SnapshotState = "recoverable"
	SnapshotRecovering  SnapshotState = "recovering"

	snapshotVanished SnapshotState = "vanished"
)

// Values lists the enumeration that clients see (EBS-SNP-02).
func (SnapshotState) Values() []SnapshotState {
	return []SnapshotState{SnapshotPending, SnapshotCompleted, SnapshotError, SnapshotRecoverable, SnapshotRecovering}
}

var snapshotLifecycle = kernel.NewLifecycle(kernel.Lifecycle[SnapshotState, snapshot]{
	Name: "EBS snapshot", Start: SnapshotPending, Final: []SnapshotState{snapshotVanished},
	Rows: []kernel.Row[SnapshotState, snapshot]{
		{From: SnapshotPending, On: kernel.Elapsed, If: isDropped, To: snapshotVanished,
			Rule: PendingSnapshotsAreDeletedWhenDone},
		{From: SnapshotPending, On: kernel.Elapsed, If: cannotBeCopied, To: SnapshotError, Rule: CopiesFailLater},
		{From: SnapshotPending, On: kernel.Elapsed, If: isBeingCopied, To: SnapshotCompleted, After: copyCreation,
			Rule: CopiesAreMadeLater, Fails: SnapshotError},
		{From: SnapshotPending, On: kernel.Elapsed, If: isBeingMade, To: SnapshotCompleted, After: snapshotCreation,
			Rule: SnapshotsAreMadeLater, Fails: SnapshotError},

		{From: SnapshotCompleted, On: "DeleteSnapshot", To: snapshotVanished, Rule: DeletedSnapshotsAreGone},
		{From: SnapshotError, On: "DeleteSnapshot", To: snapshotVanished, Rule: FailedCopiesStay},
		{From: SnapshotPending, On: "DeleteSnapshot", To: SnapshotPending},
		{From: SnapshotCompleted, On: "CreateVolume", To: SnapshotCompleted},
		{On: "CreateVolume", To: kernel.Refused, Rule: OnlyCompletedSnapshotsAreRestored},
	},
})

var (
	isDropped = &kernel.Guard[snapshot]{Name: "it was deleted meanwhile",
		Holds: func(sn *snapshot) bool { return sn.Dropped }}
	cannotBeCopied = &kernel.Guard[snapshot]{Name: "it cannot be copied",
		Holds: func(sn *snapshot) bool { return sn.Failure != "" }}
	isBeingCopied = &kernel.Guard[snapshot]{Name: "it is a copy and has its turn", Holds: func(sn *snapshot) bool {
		return sn.Copied && !sn.Waiting
	}}
	isBeingMade = &kernel.Guard[snapshot]{Name: "it is of a volume",
		Holds: func(sn *snapshot) bool { return !sn.Copied }}
)

var (
	snapshotCreation = &kernel.Timing{Name: "making a snapshot", Earliest: 5 * time.Second, Typical: 2 * time.Minute,
		Latest: 2 * time.Hour}
	copyCreation = &kernel.Timing{Name: "copying a snapshot", Earliest: 5 * time.Second, Typical: 3 * time.Minute,
		Latest: 15 * time.Minute}
)

// DeleteSnapshot deletes a snapshot.
type DeleteSnapshot struct {
	DryRun     *bool
	SnapshotId string `shape:"!" resource:"snapshot"`
}

// DeleteSnapshotOutput is empty.
type DeleteSnapshotOutput struct{}

const deleteGuide = "EC2 User Guide, Delete an Amazon EBS snapshot"

// The rules of a snapshot's life.
var (
	DeletedSnapshotsAreGone = rules.Add(kernel.Rule{
		ID: "EBS-DEL-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deleteGuide,
		Says: "A deleted snapshot is gone, for whom it was shared with as well, while volumes, copies and other " +
			"snapshots stay.",
		Operations: []string{"DeleteSnapshot"},
	})
	PendingSnapshotsAreDeletedWhenDone = rules.Add(kernel.Rule{
		ID: "EBS-DEL-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deleteGuide,
		Says: "A pending snapshot that is deleted goes on until it is done, counts as being made so long, and is " +
			"then gone.",
		Operations: []string{"DeleteSnapshot"},
	})
	FailedCopiesStay = rules.Add(kernel.Rule{
		ID: "EBS-CPY-30", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: "follows from copying being asynchronous",
		Says:       "A failed copy stays in error until it is deleted, also when what it lacked is there.",
		Operations: []string{"CopySnapshot", "DeleteSnapshot"},
	})
	KeptSnapshotsAreDeletedByTheirService = rules.Add(kernel.Rule{
		ID: "EBS-DEL-04", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Recorded,
		Source:     "cloud-custodian/cloud-custodian, issue 9459; " + deleteGuide,
		Says:       "A snapshot that AWS Backup made is deleted through AWS Backup alone, whoever asks EC2.",
		Operations: []string{"DeleteSnapshot"},
	})
	SnapshotIDsHaveTheirForm = rules.Add(kernel.Rule{
		ID: "EBS-SNP-09", Kind: kernel.Refusal, Error: InvalidSnapshotIDMalformed,
		Or: []*kernel.ErrorShape{InvalidParameterValue}, Evidence: kernel.Documented,
		Source: errorCodes + "; " + emulatorOfEC2,
		Says:   "A snapshot's ID is snap- and 8 to 17 hexadecimal digits; anything else is malformed, not unknown.",
		Operations: []string{"CreateVolume", "CopySnapshot", "DeleteSnapshot", "DescribeSnapshots",
			"ModifySnapshotAttribute", "DescribeSnapshotAttribute", "ResetSnapshotAttribute"},
	})
	SnapshotsAreTheirOwners = rules.Add(kernel.Rule{
		ID: "EBS-SHR-08", Kind: kernel.Refusal, Error: InvalidSnapshotNotFound, Evidence: kernel.Observed, Source: probes,
		Also: []string{"EBS-SHR-14", "EBS-DEL-06"},
		Says: "To share, unshare or delete a snapshot, or to see with whom it is shared, is for its owner alone; " +
			"for anybody else, also those it is shared with, it does not exist.",
		Operations: []string{"ModifySnapshotAttribute", "DescribeSnapshotAttribute", "ResetSnapshotAttribute",
			"DeleteSnapshot"},
	})
	SharesHoldInTheirRegion = rules.Add(kernel.Rule{
		ID: "EBS-SHR-13", Kind: kernel.Refusal, Error: InvalidSnapshotNotFound, Evidence: kernel.Documented,
		Source:     sharingGuide,
		Says:       "A snapshot is found in its own Region only, by its owner and by those it is shared with.",
		Operations: []string{"CreateVolume", "DescribeSnapshots"},
	})
	SharedAndPublicAreVisible = rules.Add(kernel.Rule{
		ID: "EBS-DSC-01", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "An account sees its own snapshots, those shared with it and public ones, and without any selection " +
			"all of them are listed.",
		Operations: []string{"DescribeSnapshots", "CreateVolume", "CopySnapshot"},
	})
)

// visible returns the snapshot that an account sees by its ID in a Region, to
// be looked at only; nil where there is none for it.
func (s *Service) visible(to kernel.Scope, id string) *snapshot {
	if sn := s.Snapshots.See(to, id); sn != nil {
		return sn
	}
	if p := s.Shared.See(to, id); s.env.Applies(p != nil, SharedAndPublicAreVisible) {
		return s.Snapshots.See(kernel.Scope{Account: p.Owner, Region: to.Region}, id)
	}
	if p := s.Public.See(kernel.Scope{Region: to.Region}, id); p != nil &&
		s.env.Applies(!s.hides(p.Owner, to.Region), SharedAndPublicAreVisible) {
		return s.Snapshots.See(kernel.Scope{Account: p.Owner, Region: to.Region}, id)
	}
	return nil
}

// usableSnapshot returns a snapshot that the caller sees, to be looked at only.
func (s *Service) usableSnapshot(c *kernel.Call, id string) (*snapshot, error) {
	if err := identified(c, SnapshotIDsHaveTheirForm, "snap-", id); err != nil {
		return nil, err
	}
	if sn := s.visible(c.Scope(), id); sn != nil {
		c.Applies(true, UnsharedSnapshotsDoNotExist)
		c.Applies(true, SharesHoldInTheirRegion)
		return sn, nil
	}
	unseen := s.Snapshots.Anywhere(id)
	switch {
	case unseen == nil:
		return nil, c.Refuse(UnsharedSnapshotsDoNotExist, "The snapshot '%s' does not exist.", id)
	case s.visible(kernel.Scope{Account: c.Account, Region: unseen.Scope.Region}, id) != nil:
		return unseen, c.Require(false, SharesHoldInTheirRegion, "The snapshot '%s' does not exist.", id)
	}
	return unseen, c.Require(false, UnsharedSnapshotsDoNotExist, "The snapshot '%s' does not exist.", id)
}

// ownSnapshot returns a snapshot of the caller.
func (s *Service) ownSnapshot(c *kernel.Call, id string) (*snapshot, error) {
	if err := identified(c, SnapshotIDsHaveTheirForm, "snap-", id); err != nil {
		return nil, err
	}
	if sn := s.Snapshots.Get(c.Scope(), id); sn != nil {
		return sn, c.Require(true, SnapshotsAreTheirOwners, "")
	}
	if foreign := s.Snapshots.Anywhere(id); foreign != nil {
		return foreign, c.Require(false, SnapshotsAreTheirOwners, "The snapshot '%s' does not exist.", id)
	}
	return nil, c.Refuse(SnapshotsAreTheirOwners, "The snapshot '%s' does not exist.", id)
}

func (s *Service) deleteSnapshot(c *kernel.Call, in *DeleteSnapshot) (*DeleteSnapshotOutput, error) {
	sn, err := s.ownSnapshot(c, in.SnapshotId)
	if err != nil {
		return nil, err
	}
	if err := c.Require(sn.Keeper == "" || sn.Keeper == c.Service, KeptSnapshotsAreDeletedByTheirService,
		"This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs. If you wish to delete "+
			"this snapshot, please do so via the Backup console."); err != nil {
		return nil, err
	}
	sn.Dropped = sn.Dropped || sn.Life.State == SnapshotPending
	if err := s.snapshotMachine.Fire(sn, "DeleteSnapshot"); err != nil {
		return nil, err
	}
	return &DeleteSnapshotOutput{}, nil
}

// snapshotEntered is what else happens when a snapshot reaches a state.
func (s *Service) snapshotEntered(sn *snapshot, from SnapshotState) {
	if from == SnapshotPending {
		sn.Completed = s.env.Now()
		if sn.Copied {
			s.copied(sn)
		} else {
			s.made(sn)
		}
		s.tellKeeper(sn)
	}
	if sn.Life.State == snapshotVanished {
		s.unshare(sn, sn.Accounts, sn.Public)
		s.forgetCopy(sn)
		for _, account := range append(slices.Clone(sn.Taggers), sn.Scope.Account) {
			s.Tags.In(kernel.Scope{Account: account, Region: sn.Scope.Region}).Delete(sn.ID)
		}
		s.Snapshots.In(sn.Scope).Delete(sn.ID)
	}
}
