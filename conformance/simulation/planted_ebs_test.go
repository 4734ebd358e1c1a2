package simulation_test

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// removes reports whether a call takes permissions back.
func removes(in *ebs.ModifySnapshotAttribute) bool {
	return in.OperationType == ebs.Remove || in.CreateVolumePermission != nil && len(in.CreateVolumePermission.Remove) > 0
}

// allowing accepts what one rule forbids to share.
func allowing(rule string) lie {
	return accepting(func(_ *liar, _ kernel.Caller, _ *ebs.ModifySnapshotAttribute, refused *kernel.Error) any {
		if against(refused, rule) {
			return &ebs.ModifySnapshotAttributeOutput{}
		}
		return nil
	})
}

func isCopy(s *ebs.Snapshot) bool { return s.VolumeId == "vol-ffffffff" }

var inSnapshots = []bug{
	{"ModifySnapshotAttribute is accepted and does nothing.", idle[ebs.ModifySnapshotAttribute]},
	{"Shares are never taken back.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if asked, ok := in.(*ebs.ModifySnapshotAttribute); ok && removes(asked) {
			return l.honest.Fork().Do(as, in)
		}
		return l.honest.Do(as, in)
	}},
	{"ResetSnapshotAttribute is accepted and does nothing.", idle[ebs.ResetSnapshotAttribute]},
	{"Everybody sees everybody's snapshots.",
		answering(func(l *liar, as kernel.Caller, in *ebs.DescribeSnapshots, out *ebs.DescribeSnapshotsOutput) {
			others(l, as, in, func(who kernel.Caller, theirs *ebs.DescribeSnapshotsOutput) {
				if who.Region == as.Region {
					out.Snapshots = append(out.Snapshots, theirs.Snapshots...)
				}
			})
		})},
	{"Whom a snapshot is shared with sees its owner's tags.", showing(func(l *liar, as kernel.Caller, s *ebs.Snapshot) {
		owner := kernel.Caller{Account: s.OwnerId, Region: as.Region}
		out, err := l.honest.Do(owner, &ebs.DescribeSnapshots{SnapshotIds: []string{s.SnapshotId}})
		if err == nil && s.OwnerId != as.Account {
			s.Tags = out.(*ebs.DescribeSnapshotsOutput).Snapshots[0].Tags
		}
	})},
	{"Copies are not encrypted.", showing(func(_ *liar, _ kernel.Caller, s *ebs.Snapshot) {
		if isCopy(s) {
			s.Encrypted, s.KmsKeyId = false, ""
		}
	})},
	{"Volumes of encrypted snapshots are not encrypted.", showing(func(_ *liar, _ kernel.Caller, v *ebs.Volume) {
		if v.SnapshotId != "" {
			v.Encrypted, v.KmsKeyId = false, ""
		}
	})},
	{"Encrypted snapshots can be public.", allowing("EBS-SHR-05")},
	{"Snapshots under an AWS managed key can be shared.", allowing("EBS-SHR-04")},
	{"Snapshots can be public though that is blocked.", allowing("EBS-SHR-07")},
	{"DeleteSnapshot is accepted and does nothing.", idle[ebs.DeleteSnapshot]},
	{"DeleteVolume is accepted and does nothing.", idle[ebs.DeleteVolume]},
	{"CreateTags is accepted and does nothing.", idle[ebs.CreateTags]},
	{"Volumes are made of any snapshot whose ID is known.",
		accepting(func(l *liar, as kernel.Caller, in *ebs.CreateVolume, refused *kernel.Error) any {
			if refused.Code != ebs.InvalidSnapshotNotFound.Code {
				return nil
			}
			return l.inTheNameOfAnother(as, in)
		})},
	{"Copies whose key is out of reach are completed nevertheless.",
		showing(func(_ *liar, _ kernel.Caller, s *ebs.Snapshot) {
			if s.State == ebs.SnapshotError && strings.Contains(s.StateMessage, "key") {
				s.State, s.StateMessage, s.Progress = ebs.SnapshotCompleted, "", "100%"
			}
		})},
	{"A completed snapshot is pending when it is looked at the next time.",
		showing(func(l *liar, _ kernel.Caller, s *ebs.Snapshot) {
			if s.State == ebs.SnapshotCompleted && !l.first(s.SnapshotId) {
				s.State, s.Progress = ebs.SnapshotPending, ""
			}
		})},
	{"A copy has its source's ID.",
		answering(func(_ *liar, _ kernel.Caller, in *ebs.CopySnapshot, out *ebs.CopySnapshotOutput) {
			out.SnapshotId = in.SourceSnapshotId
		})},
	{"Encryption by default is not switched on.", idle[ebs.EnableEbsEncryptionByDefault]},
	{"DescribeSnapshots loses the first snapshot of each page but the first.", losing(
		func(out *ebs.DescribeSnapshotsOutput) *[]ebs.Snapshot { return &out.Snapshots },
		func(in *ebs.DescribeSnapshots) string { return in.NextToken })},
	{"A volume's owner does not find it among others.",
		answering(func(_ *liar, _ kernel.Caller, _ *ebs.DescribeVolumes, out *ebs.DescribeVolumesOutput) {
			if len(out.Volumes) > 1 {
				out.Volumes = slices.Clone(out.Volumes[1:])
			}
		})},
}
