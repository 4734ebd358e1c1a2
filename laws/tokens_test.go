package laws_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/laws"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

const (
	oneVolume = "vol-aaaaaaaaaaaaaaaaa"
	another   = "vol-bbbbbbbbbbbbbbbbb"
)

func volumeOf(id string, made kernel.Time, state ebs.VolumeState) *ebs.CreateVolumeOutput {
	return &ebs.CreateVolumeOutput{VolumeId: id, CreateTime: made, State: state, OwnerId: owner.Account, Size: 1, VolumeType: "gp2", AvailabilityZone: "us-east-1a"}
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
	available := call(time.Minute, owner, &ebs.DescribeVolumes{}, &ebs.DescribeVolumesOutput{Volumes: []ebs.Volume{ebs.Volume(*volumeOf(oneVolume, start, ebs.VolumeAvailable))}})
	deleted := call(time.Minute, owner, &ebs.DeleteVolume{VolumeId: oneVolume}, &ebs.DeleteVolumeOutput{})
	mismatch := kernel.NewError(ebs.IdempotentParameterMismatch, "No.")

	for says, c := range map[string]struct {
		past []*laws.Call
		call *laws.Call
		says string
	}{
		"the volume as it is by now": {[]*laws.Call{first, available}, call(time.Hour, owner, in, volumeOf(oneVolume, start, ebs.VolumeAvailable)), ""},
		"another volume":             {[]*laws.Call{first, available}, call(time.Hour, owner, in, volumeOf(another, start.Add(time.Hour), ebs.VolumeCreating)), "gets another answer"},
		"another volume after days":  {[]*laws.Call{first, available}, call(48*time.Hour, owner, in, volumeOf(another, start.Add(48*time.Hour), ebs.VolumeCreating)), ""},
		"the volume after days":      {[]*laws.Call{first, available}, call(48*time.Hour, owner, in, volumeOf(oneVolume, start, ebs.VolumeAvailable)), ""},
		"other parameters":           {[]*laws.Call{first}, call(time.Hour, owner, &larger, mismatch), ""},
		"other parameters, accepted": {[]*laws.Call{first}, call(time.Hour, owner, &larger, volumeOf(oneVolume, start, ebs.VolumeAvailable)), "with other parameters"},
		"another zone":               {[]*laws.Call{first}, call(time.Hour, owner, &elsewhere, there), ""},
		"another zone, refused":      {[]*laws.Call{first}, call(time.Hour, owner, &elsewhere, mismatch), ""},
		"refused without need":       {[]*laws.Call{first, available}, call(time.Hour, owner, in, mismatch), "is refused with IdempotentParameterMismatch"},
		"refused after its end":      {[]*laws.Call{first, available, deleted}, call(time.Hour, owner, in, mismatch), ""},
		"it may have failed":         {[]*laws.Call{first}, call(time.Hour, owner, in, mismatch), ""},
		"refused for a policy":       {[]*laws.Call{first, available}, call(time.Hour, alice, in, kernel.NewError(ebs.UnauthorizedOperation, "No.")), ""},
		"trouble of the service":     {[]*laws.Call{first, available}, call(time.Hour, owner, in, kernel.NewError(kernel.InternalFailure, "No.")), ""},
		"another account's token":    {[]*laws.Call{first}, call(time.Hour, consumer, &larger, mismatch), "has used for nothing"},
	} {
		watch := laws.NewWatch("LAW-13")
		for _, past := range c.past {
			require.Nil(t, watch.See(past), says)
		}
		v := watch.See(c.call)
		if c.says == "" {
			require.Nil(t, v, says)
			continue
		}
		require.NotNil(t, v, says)
		require.Contains(t, v.Message, c.says, says)
	}
}
