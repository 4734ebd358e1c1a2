package ebs_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/ebs"
)

func TestATokenOutlivesItsVolumeByADay(t *testing.T) {
	w, in := model.New(model.Options{}),
		&ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1)), ClientToken: "once"}
	first := do[ebs.CreateVolumeOutput](t, w, source, in).VolumeId
	w.Advance(30 * 24 * time.Hour)
	require.Equal(t, first, do[ebs.CreateVolumeOutput](t, w, source, in).VolumeId, "as long as there is the volume")

	do[ebs.DeleteVolumeOutput](t, w, source, &ebs.DeleteVolume{VolumeId: first})
	w.Advance(23 * time.Hour)
	_, err := w.Fork().Do(source, in)
	require.ErrorContains(t, err, "associated with a resource that is already deleted")
	w.Advance(2 * time.Hour)
	require.NotEqual(t, first, do[ebs.CreateVolumeOutput](t, w, source, in).VolumeId)
}

// The documentation leaves Availability Zones out of what has to be the same.
func TestATokenBelongsToAnAvailabilityZone(t *testing.T) {
	w, in := model.New(model.Options{}),
		ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1)), ClientToken: "once"}
	first := do[ebs.CreateVolumeOutput](t, w, source, &in).VolumeId
	in.AvailabilityZone = "us-east-1b"
	require.NotEqual(t, first, do[ebs.CreateVolumeOutput](t, w, source, &in).VolumeId)
}

func TestAForkRemembersTokensOfItsOwn(t *testing.T) {
	w, in := model.New(model.Options{}),
		&ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1)), ClientToken: "once"}
	do[ebs.CreateVolumeOutput](t, w.Fork(), source, in)
	before := w.Digest()
	other := *in
	other.Size = new(int32(2))
	do[ebs.CreateVolumeOutput](t, w, source, &other)
	require.NotEqual(t, before, w.Digest())
}
