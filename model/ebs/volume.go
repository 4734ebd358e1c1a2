package ebs

import (
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// volume is a volume of its account. Nothing is ever attached to it.
type volume struct {
	Scope    kernel.Scope
	ID       string
	Life     kernel.Life[VolumeState]
	Spec     spec
	Created  kernel.Time
	Snapshot string // that it was made from
	Sealed   sealed
	// By is who asked for it, From how the snapshot is sealed that it was made of.
	By   asker
	From sealed
	// Failure is why the volume does not become available.
	Failure string
	// Pending is how many snapshots of it are being made, Last when the newest began.
	Pending int32
	Last    kernel.Time
	// Request is the call that made it, where that bore a client token.
	Request string
}

// spec is what a caller chooses freely about a volume.
type spec struct {
	Zone, ZoneID, Type     string
	Size, Iops, Throughput int32
	MultiAttach            bool
	Initialization         int32 // MiB/s, 0 where none is asked for
}

// VolumeState is the state of a volume.
type VolumeState string

// The states of a volume.
const (
	VolumeCreating  VolumeState = "creating"
	VolumeAvailable VolumeState = "available"
	VolumeInUse     VolumeState = "in-use"
	VolumeDeleting  VolumeState = "deleting"
	VolumeDeleted   VolumeState = "deleted"
	VolumeError     VolumeState = "error"

	volumeVanished VolumeState = "vanished"
)

// Values lists the enumeration that clients see (EBS-VOL-12).
func (VolumeState) Values() []VolumeState {
	return []VolumeState{VolumeCreating, VolumeAvailable, VolumeInUse, VolumeDeleting, VolumeDeleted, VolumeError}
}

// VolumeType is the kind of disk that a volume is on.
type VolumeType string

const (
	generalPurpose VolumeType = "gp2"
	gp3            VolumeType = "gp3"
	coldDisk       VolumeType = "sc1"
)

// Values lists the enumeration.
func (VolumeType) Values() []VolumeType {
	return []VolumeType{"standard", "io1", "io2", generalPurpose, coldDisk, "st1", gp3}
}

var volumeLifecycle = kernel.NewLifecycle(kernel.Lifecycle[VolumeState, volume]{
	Name: "EBS volume", Start: VolumeCreating, Final: []VolumeState{volumeVanished},
	Rows: []kernel.Row[VolumeState, volume]{
		{From: VolumeCreating, On: kernel.Elapsed, If: cannotBeMade, To: VolumeError, Rule: VolumesFailLater},
		{From: VolumeCreating, On: kernel.Elapsed, To: VolumeAvailable, After: volumeCreation, Rule: VolumesAreMadeAndUnmade,
			Fails: VolumeError},
		{From: VolumeError, On: kernel.Elapsed, To: volumeVanished, After: failedVolume, Rule: VolumesFailLater},
		{From: VolumeDeleting, On: kernel.Elapsed, To: volumeVanished, After: volumeDeletion, Rule: VolumesAreMadeAndUnmade},

		{From: VolumeAvailable, On: "DeleteVolume", To: VolumeDeleting, Rule: VolumesAreMadeAndUnmade},
		{From: VolumeError, On: "DeleteVolume", To: VolumeDeleting, Rule: VolumesAreMadeAndUnmade},
		{On: "DeleteVolume", To: kernel.Refused, Rule: OnlyAvailableVolumesAreUsed},
		{From: VolumeAvailable, On: "ModifyVolume", To: VolumeAvailable},
		{On: "ModifyVolume", To: kernel.Refused, Rule: OnlyAvailableVolumesAreUsed},
		{From: VolumeAvailable, On: "CreateSnapshot", To: VolumeAvailable},
		{On: "CreateSnapshot", To: kernel.Refused, Rule: OnlyAvailableVolumesAreUsed},
	},
})

var cannotBeMade = &kernel.Guard[volume]{Name: "it cannot be made",
	Holds: func(v *volume) bool { return v.Failure != "" }}

var (
	volumeCreation = &kernel.Timing{Name: "making a volume", Earliest: time.Second, Typical: 10 * time.Second,
		Latest: 10 * time.Minute}
	volumeDeletion = &kernel.Timing{Name: "deleting a volume", Earliest: time.Second, Typical: 10 * time.Second,
		Latest: 10 * time.Minute}
	failedVolume = &kernel.Timing{Name: "removing a failed volume", Earliest: time.Second, Typical: time.Minute,
		Latest: time.Hour}
)

// DeleteVolume deletes a volume. Snapshots of it stay.
type DeleteVolume struct {
	DryRun   *bool
	VolumeId string `shape:"!" resource:"volume"`
}

// DeleteVolumeOutput is empty.
type DeleteVolumeOutput struct{}

// The rules of a volume's life.
var (
	VolumesAreMadeAndUnmade = rules.Add(kernel.Rule{
		ID: "EBS-VOL-12", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A volume is creating before it is available, and deleting before it is gone.",
		Operations: []string{"CreateVolume", "DeleteVolume", "DescribeVolumes"},
	})
	VolumesFailLater = rules.Add(kernel.Rule{
		ID: "EBS-VOL-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + eventsGuide,
		Says: "A volume's keys are looked at after the call: with a key that does not exist, cannot be used now or " +
			"is not allowed, the call succeeds and the volume fails and goes away.",
		Operations: []string{"CreateVolume"},
	})
	OnlyAvailableVolumesAreUsed = rules.Add(kernel.Rule{
		ID: "EBS-VOL-14", Kind: kernel.Refusal, Error: IncorrectState, Evidence: kernel.Inferred, Source: errorCodes,
		Says:       "A volume that is still being made or already being deleted is neither deleted nor modified nor snapshotted.",
		Operations: []string{"DeleteVolume", "ModifyVolume", "CreateSnapshot"},
	})
	VolumeIDsHaveTheirForm = rules.Add(kernel.Rule{
		ID: "EBS-VOL-13", Kind: kernel.Refusal, Error: InvalidVolumeIDMalformed, Evidence: kernel.Documented,
		Source:     errorCodes,
		Says:       "A volume's ID is vol- and 8 to 17 hexadecimal digits; anything else is malformed, not unknown.",
		Operations: []string{"DeleteVolume", "DescribeVolumes", "CreateSnapshot", "ModifyVolume"},
	})
	UnknownVolumesAreNotFound = rules.Add(kernel.Rule{
		ID: "EBS-SNP-06", Kind: kernel.Refusal, Error: InvalidVolumeNotFound, Evidence: kernel.Documented, Source: errorCodes,
		Says: "A volume that the account does not have in the Region is not found, whether another account has it " +
			"or nobody.",
		Operations: []string{"CreateSnapshot", "DeleteVolume", "DescribeVolumes", "CreateTags", "ModifyVolume"},
	})
)

// ownVolume returns a volume of the caller.
func (s *Service) ownVolume(c *kernel.Call, id string) (*volume, error) {
	if err := identified(c, VolumeIDsHaveTheirForm, "vol-", id); err != nil {
		return nil, err
	}
	v := s.Volumes.Get(c.Scope(), id)
	if v == nil {
		if foreign := s.Volumes.Anywhere(id); foreign != nil {
			return foreign, c.Require(false, UnknownVolumesAreNotFound, "The volume '%s' does not exist.", id)
		}
		return nil, c.Refuse(UnknownVolumesAreNotFound, "The volume '%s' does not exist.", id)
	}
	return v, c.Require(true, UnknownVolumesAreNotFound, "")
}

func (s *Service) deleteVolume(c *kernel.Call, in *DeleteVolume) (*DeleteVolumeOutput, error) {
	v, err := s.ownVolume(c, in.VolumeId)
	if err != nil {
		return nil, err
	}
	if err := s.volumeMachine.Fire(v, "DeleteVolume"); err != nil {
		return nil, err
	}
	return &DeleteVolumeOutput{}, nil
}

// judgeVolume finds out at the end of a volume's making whether its keys allow it.
func (s *Service) judgeVolume(due kernel.Event) {
	if !strings.HasPrefix(due.Topic, volumeLifecycle.Name) {
		return
	}
	v := s.Volumes.Find(due.Subject)
	if v == nil || v.Life.Stamp != due.Stamp || v.Life.State != VolumeCreating || v.Failure != "" {
		return
	}
	v.Failure = s.whyNot(v)
}

func (v *volume) ref() kernel.Ref { return kernel.Ref{Scope: v.Scope, ID: v.ID} }

// whyNot tells why a volume cannot be made, "" if it can.
func (s *Service) whyNot(v *volume) string {
	if err := s.mayUse(v.By, v.Sealed, s.need(volumeUse, making)); s.env.Applies(err != nil, VolumesNeedTheirKey) {
		return s.env.Fail(v.ref(), cause(v.Sealed.Key, err), VolumesNeedTheirKey, err)
	}
	open := opening
	if v.From.Key != v.Sealed.Key {
		open = passing
	}
	if err := s.mayUse(v.By, v.From, s.need(volumeUse, open)); s.env.Applies(err != nil, SharedDataNeedsItsKey) {
		return s.env.Fail(v.ref(), cause(v.From.Key, err), SharedDataNeedsItsKey, err)
	}
	if err := s.mayEncrypt(v.By, v.Sealed, v.By, v.From); s.env.Applies(err != nil, DataKeysAreEncryptedAnew) {
		return s.env.Fail(v.ref(), cause(v.Sealed.Key, err), DataKeysAreEncryptedAnew, err)
	}
	return ""
}

// volumeEntered is what else happens when a volume reaches a state.
func (s *Service) volumeEntered(v *volume, from VolumeState) {
	switch v.Life.State {
	case VolumeAvailable:
		s.tellOfVolume(v, "createVolume", "available")
	case VolumeError:
		s.tellOfVolume(v, "createVolume", "failed")
	case volumeVanished:
		if from == VolumeDeleting {
			s.tellOfVolume(v, "deleteVolume", "deleted")
		}
		s.Tags.In(v.Scope).Delete(v.ID)
		s.Volumes.In(v.Scope).Delete(v.ID)
		s.Modifications.In(v.Scope).Delete(v.ID)
		tokens.Forget(s, s.env, v.Scope, v.Request, tokensOutlive)
	}
}
