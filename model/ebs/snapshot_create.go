package ebs

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// CreateSnapshot makes a snapshot of a volume as it is now.
type CreateSnapshot struct {
	Description       string `shape:"Description"`
	DryRun            *bool
	Location          string
	OutpostArn        string
	TagSpecifications []TagSpecification `query:"TagSpecification"`
	VolumeId          string             `shape:"!" resource:"volume"`
}

// CreateSnapshotOutput shows the snapshot.
type CreateSnapshotOutput Snapshot

// The rules of making snapshots.
var (
	SnapshotsAreMadeLater = rules.Add(kernel.Rule{
		ID: "EBS-SNP-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + encryptionGuide,
		Says: "CreateSnapshot answers at once with a pending snapshot, encrypted as its volume is; later it is " +
			"completed.",
		Operations: []string{"CreateSnapshot"}, Also: []string{"EBS-SNP-02"},
	})
	SnapshotsOfAVolumeAreSpaced = rules.Add(kernel.Rule{
		ID: "EBS-SNP-04", Kind: kernel.Quota, Error: SnapshotCreationPerVolumeRateExceeded,
		Or:       []*kernel.ErrorShape{ConcurrentSnapshotLimitExceeded, PendingSnapshotLimitExceeded, SnapshotLimitExceeded},
		Evidence: kernel.Documented, Source: errorCodes,
		Says:       "Between two snapshots of a volume lie at least 15 seconds.",
		Operations: []string{"CreateSnapshot"},
	})
	FewSnapshotsOfAVolumeAtOnce = rules.Add(kernel.Rule{
		ID: "EBS-SNP-05", Kind: kernel.Quota, Error: ConcurrentSnapshotLimitExceeded, Evidence: kernel.Documented,
		Source:     quotasGuide,
		Says:       "Of a volume five snapshots may be pending, of an sc1 volume one.",
		Operations: []string{"CreateSnapshot"},
	})
	DescriptionsAreTheCallers = rules.Add(kernel.Rule{
		ID: "EBS-CPY-21", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.Documented, Source: copyGuide,
		Says: "A snapshot's description is what the request says, up to 255 characters; the API adds nothing, to a " +
			"copy neither.",
		Operations: []string{"CreateSnapshot", "CopySnapshot"},
	})
)

const betweenSnapshots = 15 * time.Second

func (s *Service) createSnapshot(c *kernel.Call, in *CreateSnapshot) (*CreateSnapshotOutput, error) {
	v, err := s.ownVolume(c, in.VolumeId)
	if err != nil {
		return nil, err
	}
	tags, err := specified(c, in.TagSpecifications, SnapshotResource)
	if err != nil {
		return nil, err
	}
	if err := s.volumeMachine.Check(v, "CreateSnapshot"); err != nil {
		return nil, err
	}
	spaced := v.Last == 0 || c.Now().Sub(v.Last) >= betweenSnapshots
	if err := c.Require(spaced, SnapshotsOfAVolumeAreSpaced,
		"The maximum per volume CreateSnapshot request rate has been exceeded. Use an increasing or variable sleep "+
			"interval between requests."); err != nil {
		return nil, err
	}
	most := int32(5)
	if v.Spec.Type == string(coldDisk) {
		most = 1
	}
	if err := c.Require(v.Pending < most, FewSnapshotsOfAVolumeAtOnce,
		"Maximum allowed in-progress snapshots for a single volume exceeded."); err != nil {
		return nil, err
	}
	if err := s.volumeMachine.Fire(v, "CreateSnapshot"); err != nil {
		return nil, err
	}

	v.Pending++
	v.Last = c.Now()
	minted := c.Mint()
	sn := &snapshot{
		Scope: c.Scope(), ID: minted.Hex("snap-"), Number: minted.Number(), Volume: v.ID, Origin: v.ID, Size: v.Spec.Size,
		Description: in.Description, Started: c.Now(), Sealed: v.Sealed, Keeper: keeper(c),
	}
	s.Snapshots.In(sn.Scope).Put(sn.ID, sn)
	s.putTags(sn.Scope, sn.ID, SnapshotResource, tags)
	s.snapshotMachine.Begin(sn)
	out := CreateSnapshotOutput(s.showSnapshot(c.Scope(), sn))
	out.Progress = ""
	if out.Tags == nil {
		out.Tags = []Tag{}
	}
	return &out, nil
}

// made ends the making of a snapshot.
func (s *Service) made(sn *snapshot) {
	if v := s.Volumes.Get(sn.Scope, sn.Volume); v != nil {
		v.Pending--
	}
	s.tellOfSnapshot(sn, "createSnapshot", sn.Scope.ARN("ec2", "volume/"+sn.Volume), "")
}
