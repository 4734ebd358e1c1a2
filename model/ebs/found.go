package ebs

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

const ofTheAccount = "it is a setting of the account, which bears no tag"

// found says how what calls have made is found without their answers.
var found = []kernel.Undoing{
	kernel.Find[CreateVolume, CreateVolumeOutput](
		func(key string) any { return &DescribeVolumes{Filters: havingTag(key)} },
		func(list *DescribeVolumesOutput) (all []kernel.Shown) {
			for _, v := range list.Volumes {
				if v.State != "deleting" {
					all = append(all, kernel.Shown{In: &CreateVolume{}, Out: &CreateVolumeOutput{VolumeId: v.VolumeId}, Of: v})
				}
			}
			return all
		}).OfKind("volume"),
	kernel.Find[CreateSnapshot, CreateSnapshotOutput](
		func(key string) any { return &DescribeSnapshots{Filters: havingTag(key), OwnerIds: []string{"self"}} },
		func(list *DescribeSnapshotsOutput) (all []kernel.Shown) {
			for _, s := range list.Snapshots {
				if !isOfBackup(s.Tags) {
					all = append(all, kernel.Shown{In: &CreateSnapshot{}, Out: &CreateSnapshotOutput{SnapshotId: s.SnapshotId}, Of: s})
				}
			}
			return all
		}).OfKind("snapshot"),
	kernel.FoundAs[CopySnapshot, CreateSnapshot](),
	kernel.Lost[EnableEbsEncryptionByDefault](ofTheAccount),
	kernel.Lost[ModifyEbsDefaultKmsKeyId](ofTheAccount),
	kernel.Lost[EnableSnapshotBlockPublicAccess](ofTheAccount),
}

func havingTag(key string) []Filter { return []Filter{{Name: "tag-key", Values: []string{key}}} }

// isOfBackup reports whether a snapshot is a recovery point of AWS Backup, with which it
// goes.
func isOfBackup(tags []Tag) bool {
	return slices.ContainsFunc(tags, func(t Tag) bool { return strings.HasPrefix(t.Key, "aws:backup:") })
}
