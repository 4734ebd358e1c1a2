package invariants_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

const (
	oneVolume = "vol-aaaaaaaaaaaaaaaaa"
	another   = "vol-bbbbbbbbbbbbbbbbb"
)

func volumeOf(id string, made kernel.Time, state ebs.VolumeState) *ebs.CreateVolumeOutput {
	return &ebs.CreateVolumeOutput{VolumeId: id, CreateTime: made, State: state, OwnerId: owner.Account, Size: 1,
		VolumeType: "gp2", AvailabilityZone: "us-east-1a"}
}

func TestWhatATokenMayAndMayNotBeAnswered(t *testing.T) {
	in := &ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1)), ClientToken: "once"}
	larger, elsewhere := *in, *in
	larger.Size = new(int32(2))
	elsewhere.AvailabilityZone = "us-east-1b"
	there := volumeOf(another, start.Add(time.Hour), ebs.VolumeCreating)
	there.AvailabilityZone = elsewhere.AvailabilityZone
	alice := owner
	alice.Principal = "arn:aws:iam::111111111111:user/alice"
	first := call(0, owner, in, volumeOf(oneVolume, start, ebs.VolumeCreating))
	available := call(time.Minute, owner, &ebs.DescribeVolumes{},
		&ebs.DescribeVolumesOutput{Volumes: []ebs.Volume{ebs.Volume(*volumeOf(oneVolume, start, ebs.VolumeAvailable))}})
	deleted := call(time.Minute, owner, &ebs.DeleteVolume{VolumeId: oneVolume}, &ebs.DeleteVolumeOutput{})
	mismatch := kernel.NewError(ebs.IdempotentParameterMismatch, "No.")

	for says, c := range map[string]struct {
		past []*kernel.Exchange
		call *kernel.Exchange
		says string
	}{
		"the volume as it is by now": {[]*kernel.Exchange{first, available},
			call(time.Hour, owner, in, volumeOf(oneVolume, start, ebs.VolumeAvailable)), ""},
		"another volume": {[]*kernel.Exchange{first, available},
			call(time.Hour, owner, in, volumeOf(another, start.Add(time.Hour), ebs.VolumeCreating)), "gets another answer"},
		"another volume after days": {[]*kernel.Exchange{first, available},
			call(48*time.Hour, owner, in, volumeOf(another, start.Add(48*time.Hour), ebs.VolumeCreating)), ""},
		"the volume after days": {[]*kernel.Exchange{first, available},
			call(48*time.Hour, owner, in, volumeOf(oneVolume, start, ebs.VolumeAvailable)), ""},
		"other parameters": {[]*kernel.Exchange{first}, call(time.Hour, owner, &larger, mismatch), ""},
		"other parameters, accepted": {[]*kernel.Exchange{first},
			call(time.Hour, owner, &larger, volumeOf(oneVolume, start, ebs.VolumeAvailable)), "with other parameters"},
		"another zone":          {[]*kernel.Exchange{first}, call(time.Hour, owner, &elsewhere, there), ""},
		"another zone, refused": {[]*kernel.Exchange{first}, call(time.Hour, owner, &elsewhere, mismatch), ""},
		"refused without need": {[]*kernel.Exchange{first, available}, call(time.Hour, owner, in, mismatch),
			"is refused with IdempotentParameterMismatch"},
		"refused after its end": {[]*kernel.Exchange{first, available, deleted}, call(time.Hour, owner, in, mismatch),
			""},
		"it may have failed": {[]*kernel.Exchange{first}, call(time.Hour, owner, in, mismatch), ""},
		"refused for a policy": {[]*kernel.Exchange{first, available},
			call(time.Hour, alice, in, kernel.NewError(ebs.UnauthorizedOperation, "No.")), ""},
		"trouble of the service": {[]*kernel.Exchange{first, available},
			call(time.Hour, owner, in, kernel.NewError(kernel.InternalFailure, "No.")), ""},
		"another account's token": {[]*kernel.Exchange{first}, call(time.Hour, consumer, &larger, mismatch),
			"has used for nothing"},
	} {
		checker := catalogue.NewChecker("INV-TOKEN-01")
		for _, past := range c.past {
			require.Nil(t, checker.See(past), says)
		}
		v := checker.See(c.call)
		if c.says == "" {
			require.Nil(t, v, says)
			continue
		}
		require.NotNil(t, v, says)
		require.Contains(t, v.Message, c.says, says)
	}
}
