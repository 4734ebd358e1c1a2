package ebs

import (
	"cmp"
	"unicode/utf8"

	"github.com/shareproof/shareproof/model/kernel"
)

// CreateVolume makes a volume, empty or of a snapshot.
type CreateVolume struct {
	AvailabilityZone         string
	AvailabilityZoneId       string
	ClientToken              string
	DryRun                   *bool
	Encrypted                *bool
	Iops                     *int32
	KmsKeyId                 string
	MultiAttachEnabled       *bool
	Operator                 *OperatorRequest
	OutpostArn               string
	Size                     *int32 // GiB
	SnapshotId               string
	TagSpecifications        []TagSpecification `query:"TagSpecification"`
	Throughput               *int32
	VolumeInitializationRate *int32
	VolumeType               VolumeType
}

// CreateVolumeOutput shows the volume.
type CreateVolumeOutput Volume

// OperatorRequest names a service that shall manage the volume.
type OperatorRequest struct{ Principal string }

// The rules of making volumes.
var (
	VolumesNeedASizeOrASnapshot = rules.Add(kernel.Rule{
		ID: "EBS-VOL-01", Kind: kernel.Refusal, Error: MissingParameter, Evidence: kernel.Recorded,
		Source:     "LocalStack's recordings of AWS, test_raise_create_volume_without_size",
		Says:       "A volume is made of a snapshot or of a given size.",
		Operations: []string{"CreateVolume"},
	})
	VolumesHoldTheirSnapshot = rules.Add(kernel.Rule{
		ID: "EBS-VOL-02", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A volume is as large as the snapshot that it is made of, or larger if its maker says so, never smaller.",
		Operations: []string{"CreateVolume"},
	})
	UnsharedSnapshotsDoNotExist = rules.Add(kernel.Rule{
		ID: "EBS-VOL-03", Kind: kernel.Refusal, Error: InvalidSnapshotNotFound, Evidence: kernel.Observed,
		Source:     "kvnn/OrdControl issue 2; " + probes,
		Says:       "A snapshot that is not shared with the caller answers as one that does not exist.",
		Operations: []string{"CreateVolume"},
	})
	OnlyCompletedSnapshotsAreRestored = rules.Add(kernel.Rule{
		ID: "EBS-VOL-04", Kind: kernel.Refusal, Error: IncorrectState, Evidence: kernel.Observed,
		Source:     "errors that users pasted",
		Says:       "A volume is made of a completed snapshot only.",
		Operations: []string{"CreateVolume"},
	})
	KeysNeedEncryption = rules.Add(kernel.Rule{
		ID: "EBS-VOL-05", Kind: kernel.Refusal, Error: InvalidParameterDependency, Evidence: kernel.Observed,
		Source:     "errors that users pasted",
		Says:       "KmsKeyId of a volume is only given with Encrypted set.",
		Operations: []string{"CreateVolume"},
	})
	EncryptionIsNotTakenOff = rules.Add(kernel.Rule{
		ID: "EBS-VOL-06", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.Observed,
		Source:     encryptionGuide + "; " + emulatorOfEC2,
		Says:       "A volume of an encrypted snapshot is encrypted, and Encrypted false is refused.",
		Operations: []string{"CreateVolume"},
	})
	VolumesChooseTheirKey = rules.Add(kernel.Rule{
		ID: "EBS-VOL-07", Kind: kernel.Effect, Evidence: kernel.Observed, Source: encryptionGuide + "; " + emulatorOfEC2,
		Says: "An encrypted volume has the key that its maker names; else that of the snapshot, if it is encrypted " +
			"and the maker's own; else the default EBS key of the account and Region.",
		Operations: []string{"CreateVolume"},
	})
	OneZoneIsNamed = rules.Add(kernel.Rule{
		ID: "EBS-VOL-29", Kind: kernel.Refusal, Error: InvalidParameterCombination,
		Or: []*kernel.ErrorShape{InvalidParameterValue}, Evidence: kernel.SDKModel,
		Source:     serviceModel + "; which error is not known",
		Says:       "The zone of a volume is given by its name or by its ID, not by both.",
		Operations: []string{"CreateVolume"},
	})
	VolumesAreInTheirRegion = rules.Add(kernel.Rule{
		ID: "EBS-VOL-15", Kind: kernel.Refusal, Error: InvalidZoneNotFound, Or: []*kernel.ErrorShape{InvalidParameterValue},
		Evidence: kernel.Documented, Source: errorCodes,
		Says:       "A volume is in an Availability Zone of the Region.",
		Operations: []string{"CreateVolume"},
	})
)

func (s *Service) createVolume(c *kernel.Call, in *CreateVolume) (*CreateVolumeOutput, error) {
	if err := c.Require(utf8.RuneCountInString(in.ClientToken) <= longestToken, TokensAreShort,
		"Client token must be less than or equal to %d characters", longestToken); err != nil {
		return nil, err
	}
	if err := c.Require(in.Size != nil || in.SnapshotId != "", VolumesNeedASizeOrASnapshot,
		"The request must contain the parameter size/snapshot"); err != nil {
		return nil, err
	}
	if err := c.Require(in.KmsKeyId == "" || kernel.Value(in.Encrypted), KeysNeedEncryption,
		"The parameter [KmsKeyId] requires the parameter Encrypted to be set."); err != nil {
		return nil, err
	}
	zone, err := in.zone(c)
	if err != nil {
		return nil, err
	}
	if err := in.initialized(c); err != nil {
		return nil, err
	}
	of, err := s.restored(c, in)
	if err != nil {
		return nil, err
	}
	chosen, err := in.spec(c, of)
	if err != nil {
		return nil, err
	}
	chosen.Zone, chosen.ZoneID = zone.Name, zone.ID
	tags, err := specified(c, in.TagSpecifications, VolumeResource)
	if err != nil {
		return nil, err
	}

	v := &volume{
		Scope: c.Scope(), ID: c.Mint().Hex("vol-"), Created: c.Now(), Snapshot: of.ID, By: s.asks(c.Caller), From: of.Sealed,
		Spec: chosen,
	}
	v.Sealed = s.reseal(of.Sealed, s.keyOfVolume(c, in, of), v.ID)
	s.Volumes.In(v.Scope).Put(v.ID, v)
	s.putTags(v.Scope, v.ID, VolumeResource, tags)
	s.volumeMachine.Begin(v)
	out := s.created(v)
	return &out, nil
}

// zone returns the Availability Zone of the Region that a request names, by its name
// or by its ID.
func (in *CreateVolume) zone(c *kernel.Call) (kernel.Zone, error) {
	if err := c.Require(in.AvailabilityZone == "" || in.AvailabilityZoneId == "", OneZoneIsNamed,
		"Either AvailabilityZone or AvailabilityZoneId may be specified, but not both."); err != nil {
		return kernel.Zone{}, err
	}
	named := cmp.Or(in.AvailabilityZone, in.AvailabilityZoneId)
	zone, ok := kernel.RegionOf(c.Region).Zone(named)
	return zone, c.Require(ok, VolumesAreInTheirRegion, "The zone '%s' does not exist.", named)
}

// spec reads what a request says of the volume itself, and refuses what a volume
// of its type may not have.
func (in *CreateVolume) spec(c *kernel.Call, of *snapshot) (spec, error) {
	sp := spec{
		Type: string(cmp.Or(in.VolumeType, generalPurpose)),
		Size: max(kernel.Value(in.Size), of.Size),
		Iops: kernel.Value(in.Iops), Throughput: kernel.Value(in.Throughput),
		MultiAttach: kernel.Value(in.MultiAttachEnabled), Initialization: kernel.Value(in.VolumeInitializationRate),
	}
	if err := VolumeType(sp.Type).known(c); err != nil {
		return sp, err
	}
	return sp, sp.check(c, in.Iops, in.Throughput, in.MultiAttachEnabled)
}

// created shows a volume as the answer to CreateVolume does.
func (s *Service) created(v *volume) CreateVolumeOutput {
	out := CreateVolumeOutput(s.showVolume(v))
	if out.Attachments = nil; out.Tags == nil {
		out.Tags = []Tag{}
	}
	return out
}

// restored returns the snapshot that a volume is to be made of, an empty one
// where there is none.
func (s *Service) restored(c *kernel.Call, in *CreateVolume) (*snapshot, error) {
	of := &snapshot{}
	if in.SnapshotId != "" {
		var err error
		if of, err = s.usableSnapshot(c, in.SnapshotId); err != nil {
			return nil, err
		}
		if err := s.snapshotMachine.Fire(of, "CreateVolume"); err != nil {
			return nil, err
		}
	}
	plain := in.Encrypted != nil && !*in.Encrypted
	if err := c.Require(!plain || of.Sealed.Key == "", EncryptionIsNotTakenOff,
		"A volume of an encrypted snapshot cannot be unencrypted."); err != nil {
		return nil, err
	}
	if err := c.Require(in.Size == nil || *in.Size >= of.Size, VolumesHoldTheirSnapshot,
		"The size of a volume cannot be smaller than its snapshot: %d GiB.", of.Size); err != nil {
		return nil, err
	}
	return of, nil
}

// keyOfVolume chooses the key of a new volume, "" for none.
func (s *Service) keyOfVolume(c *kernel.Call, in *CreateVolume, of *snapshot) string {
	inherits := c.Applies(in.KmsKeyId == "" && of.Sealed.Key != "" && of.Scope == c.Scope(), VolumesChooseTheirKey)
	switch {
	case in.KmsKeyId != "":
		return s.find(c.Scope(), in.KmsKeyId)
	case inherits:
		return of.Sealed.Key
	case kernel.Value(in.Encrypted) || of.Sealed.Key != "" || s.encryptsByDefault(c):
		return s.defaultKey(c.Scope())
	}
	return ""
}
