package ebs

import "github.com/shareproof/shareproof/model/kernel"

// undo says what takes away what calls have made. Snapshots that policies have made of
// a volume are found by it.
var undo = []kernel.Undoing{
	kernel.Undo(func(_ *CreateVolume, out *CreateVolumeOutput) any { return &DeleteVolume{VolumeId: out.VolumeId} }),
	kernel.Left(func(_ *CreateVolume, out *CreateVolumeOutput) (any, string) {
		return &DescribeSnapshots{Filters: []Filter{{Name: "volume-id", Values: []string{out.VolumeId}}},
			OwnerIds: []string{"self"}}, ""
	}, snapshotsOf),
	kernel.Undo(func(_ *CreateSnapshot, out *CreateSnapshotOutput) any {
		return &DeleteSnapshot{SnapshotId: out.SnapshotId}
	}),
	kernel.Undo(func(_ *CopySnapshot, out *CopySnapshotOutput) any { return &DeleteSnapshot{SnapshotId: out.SnapshotId} }),
	kernel.Undo(func(*EnableEbsEncryptionByDefault, *EnableEbsEncryptionByDefaultOutput) any {
		return &DisableEbsEncryptionByDefault{}
	}),
	kernel.Undo(func(*ModifyEbsDefaultKmsKeyId, *ModifyEbsDefaultKmsKeyIdOutput) any {
		return &ResetEbsDefaultKmsKeyId{}
	}),
	kernel.Undo(func(*EnableSnapshotBlockPublicAccess, *EnableSnapshotBlockPublicAccessOutput) any {
		return &DisableSnapshotBlockPublicAccess{}
	}),
}

func snapshotsOf(_ *CreateVolume, _ *CreateVolumeOutput, list *DescribeSnapshotsOutput) (removals []any) {
	for _, s := range list.Snapshots {
		if !isOfBackup(s.Tags) {
			removals = append(removals, &DeleteSnapshot{SnapshotId: s.SnapshotId})
		}
	}
	return removals
}
