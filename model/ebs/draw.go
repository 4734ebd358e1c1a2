package ebs

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// workload are how callers use EBS.
var workload = kernel.Workload[*Service]{
	Often: map[string]int{
		"CreateVolume": 30, "CreateSnapshot": 40, "CopySnapshot": 50, "ModifySnapshotAttribute": 50, "DescribeSnapshots": 40,
		"DeleteSnapshot": 6, "DeleteVolume": 5, "CreateTags": 6, "DeleteTags": 4, "DescribeTags": 4, "DescribeVolumes": 15,
		"ModifyVolume": 4, "DescribeVolumesModifications": 3, "DescribeRegions": 1, "DescribeAvailabilityZones": 1,
		"EnableEbsEncryptionByDefault": 3, "DisableEbsEncryptionByDefault": 4, "ModifyEbsDefaultKmsKeyId": 4,
		"ResetEbsDefaultKmsKeyId":   3,
		"GetEbsEncryptionByDefault": 3, "GetEbsDefaultKmsKeyId": 3, "EnableSnapshotBlockPublicAccess": 2,
		"DisableSnapshotBlockPublicAccess":  3,
		"GetSnapshotBlockPublicAccessState": 3, "ResetSnapshotAttribute": 4,
	},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"VolumeId":    (*Service).someVolumeID,
		"SnapshotId":  (*Service).someSnapshotID,
		"KmsKeyId":    (*Service).someKey,
		"Description": among("nightly", "before the upgrade"),
		"TagKey":      among("team", "tier", "stage"),
		"TagValue":    among("red", "green", "blue"),

		"ResourceType":                      among("snapshot"),
		"CreateSnapshot.VolumeId":           (*Service).someVolumeID,
		"CreateTags.Resources":              (*Service).someTaggable,
		"DeleteTags.Resources":              (*Service).someTaggable,
		"ModifyEbsDefaultKmsKeyId.KmsKeyId": (*Service).someKey,
	},
	Inputs: []kernel.Input{
		kernel.Whole((*Service).someVolume),
		kernel.Whole((*Service).someCopy),
		kernel.Whole((*Service).someShare),
		kernel.Whole((*Service).someListing),
		kernel.Whole((*Service).someVolumes),
		kernel.Whole((*Service).someModification),
		kernel.Whole((*Service).someModifications),
		kernel.Whole(func(_ *Service, d *kernel.Draw) *DescribeRegions {
			return &DescribeRegions{AllRegions: new(d.Percent(50))}
		}),
		kernel.Whole(func(*Service, *kernel.Draw) *DescribeAvailabilityZones { return &DescribeAvailabilityZones{} }),
		kernel.Whole(func(_ *Service, d *kernel.Draw) *DescribeTags {
			return &DescribeTags{Filters: someFilters(d, "resource-type", "snapshot", "key", "team"), MaxResults: somePage(d)}
		}),
		kernel.Whole(func(s *Service, d *kernel.Draw) *ResetSnapshotAttribute {
			if id := s.someSnapshotID(d); id != "" {
				return &ResetSnapshotAttribute{Attribute: CreateVolumePermissionAttribute, SnapshotId: id}
			}
			return nil
		}),
	},
}

var among = kernel.Among[*Service]

func (s *Service) someVolumeID(d *kernel.Draw) string {
	if v := s.volumeMachine.Some(d, &s.Volumes); v != nil {
		return v.ID
	}
	return ""
}

func (s *Service) someSnapshotID(d *kernel.Draw) string {
	if sn := s.snapshotMachine.Some(d, &s.Snapshots); sn != nil {
		return sn.ID
	}
	return ""
}

// seen returns a snapshot that the caller may use in a Region, nil where there
// is none: own ones, shared ones, public ones.
func (s *Service) seen(d *kernel.Draw, at kernel.Scope, fits func(*snapshot) bool) *snapshot {
	return kernel.Some(d, s.Snapshots.All, func(sn *snapshot) bool {
		return !d.Legal || sn.Scope.Region == at.Region && sn.reaches(at) && fits(sn)
	})
}

// reaches reports whether a snapshot is shared with an account, or its own.
func (sn *snapshot) reaches(at kernel.Scope) bool {
	return sn.Scope == at || sn.Public || slices.Contains(sn.Accounts, at.Account)
}

func completed(sn *snapshot) bool { return sn.Life.State == SnapshotCompleted }

func (s *Service) someTaggable(d *kernel.Draw) string {
	if d.Percent(40) {
		return s.someVolumeID(d)
	}
	if sn := s.seen(d, d.Caller.Scope(), func(*snapshot) bool { return true }); sn != nil {
		return sn.ID
	}
	return ""
}

// someKey is a key of a customer, AWS's own, or none.
func (s *Service) someKey(d *kernel.Draw) string {
	if key := s.keys.Some(d); key != "" && d.Percent(80) {
		return key
	}
	return d.OneOf(managedAlias, "alias/data")
}

func (s *Service) someVolume(d *kernel.Draw) *CreateVolume {
	in := &CreateVolume{AvailabilityZone: d.Caller.Region + "a"}
	if d.Percent(30) {
		in.VolumeType = VolumeType(d.OneOf("gp3", "sc1"))
	}
	sn := s.seen(d, d.Caller.Scope(), completed)
	if sn != nil && d.Percent(50) {
		in.SnapshotId = sn.ID
	} else {
		size := int32(1 + d.IntN(4))
		in.Size = &size
	}
	if in.VolumeType == coldDisk && (in.Size != nil || sn.Size < volumeLimits[coldDisk].MinSize) {
		in.Size = new(volumeLimits[coldDisk].MinSize)
	}
	if d.Percent(60) {
		encrypted := true
		if in.Encrypted = &encrypted; d.Percent(75) {
			in.KmsKeyId = s.someKey(d)
		}
	}
	if !d.Legal && d.Percent(30) {
		encrypted := false
		in.Encrypted = &encrypted
	}
	if d.Percent(25) {
		in.ClientToken = d.Text("token-", 12)
	}
	return in
}

func (s *Service) someCopy(d *kernel.Draw) *CopySnapshot {
	from := kernel.Scope{Account: d.Caller.Account, Region: d.OneOf(d.Regions...)}
	sn := s.seen(d, from, completed)
	if d.Percent(50) {
		if theirs := s.seen(d, from, func(sn *snapshot) bool { return completed(sn) && sn.Scope != from }); theirs != nil {
			sn = theirs
		}
	}
	if d.Hasty && d.Percent(15) {
		if early := s.early(d, from); early != nil {
			sn = early
		}
	}
	if sn == nil {
		return nil
	}
	in := &CopySnapshot{SourceRegion: sn.Scope.Region, SourceSnapshotId: sn.ID}
	if d.Percent(40) {
		encrypted := true
		if in.Encrypted = &encrypted; d.Percent(60) {
			in.KmsKeyId = s.someKey(d)
		}
	}
	if d.Percent(20) {
		within := int32(15 * (1 + d.IntN(4)))
		in.CompletionDurationMinutes = &within
	}
	if d.Percent(20) {
		in.TagSpecifications = []TagSpecification{{ResourceType: SnapshotResource, Tags: []Tag{{"team", "red"}}}}
	}
	return in
}

// early is a snapshot of a Region that is asked for too early: it is not shared
// with whoever asks, or not completed.
func (s *Service) early(d *kernel.Draw, at kernel.Scope) *snapshot {
	return kernel.Some(d, s.Snapshots.All, func(sn *snapshot) bool {
		return sn.Scope.Region == at.Region && !(completed(sn) && sn.reaches(at))
	})
}

// copier is another account that has asked for a copy of a snapshot which is not
// made yet, "" if there is none.
func (s *Service) copier(sn *snapshot) string {
	for job := range s.Copying.All {
		if job.Source.ID == sn.ID && job.By.Account != sn.Scope.Account {
			return job.By.Account
		}
	}
	return ""
}

// someShare shares a snapshot, mostly with an account, or unshares it.
func (s *Service) someShare(d *kernel.Draw) *ModifySnapshotAttribute {
	mine := func(sn *snapshot) bool {
		return !d.Legal || sn.Scope == d.Caller.Scope() && (sn.Sealed.Key == "" || !s.isManaged(sn.Sealed.Key))
	}
	sn := kernel.Some(d, s.Snapshots.All, mine)
	with := ""
	if d.Hasty && d.Percent(30) { // whoever is copying one already
		if wanted := kernel.Some(d, s.Snapshots.All, func(sn *snapshot) bool {
			return mine(sn) && s.copier(sn) != ""
		}); wanted != nil {
			sn, with = wanted, s.copier(wanted)
		}
	}
	if sn == nil {
		return nil
	}
	in := &ModifySnapshotAttribute{SnapshotId: sn.ID, Attribute: CreateVolumePermissionAttribute, OperationType: Add}
	if d.Percent(25) {
		in.OperationType = Remove
	}
	switch {
	case d.Percent(15) && (!d.Legal || sn.Sealed.Key == "" && s.blocking(sn.Scope) == Unblocked):
		in.GroupNames = []string{everybody}
	default:
		if with == "" {
			with = d.OneOf(d.Accounts...)
		}
		in.UserIds = []string{with}
	}
	if !d.Legal && d.Percent(20) {
		in.CreateVolumePermission = &CreateVolumePermissionModifications{
			Add:    []CreateVolumePermission{{UserId: d.OneOf(d.Accounts...)}},
			Remove: []CreateVolumePermission{{UserId: d.OneOf(d.Accounts...)}},
		}
		return in
	}
	if d.Percent(30) { // the other form
		p := &CreateVolumePermissionModifications{}
		listed := CreateVolumePermission{}
		if len(in.UserIds) > 0 {
			listed.UserId = in.UserIds[0]
		} else {
			listed.Group = everybody
		}
		if in.OperationType == Add {
			p.Add = []CreateVolumePermission{listed}
		} else {
			p.Remove = []CreateVolumePermission{listed}
		}
		in = &ModifySnapshotAttribute{SnapshotId: sn.ID, CreateVolumePermission: p}
	}
	return in
}

func (s *Service) isManaged(key string) bool {
	arn, err := kernel.ParseARN(key)
	return err == nil && s.keys.IsManaged(arn)
}

func (s *Service) someListing(d *kernel.Draw) *DescribeSnapshots {
	in := &DescribeSnapshots{MaxResults: somePage(d), Filters: someFilters(d, "status", "completed", "encrypted", "true")}
	switch d.IntN(5) {
	case 0:
		in.OwnerIds = []string{d.OneOf("self", "amazon", d.OneOf(d.Accounts...))}
	case 1:
		in.RestorableByUserIds = []string{d.OneOf("self", everybody, d.OneOf(d.Accounts...))}
	case 2:
		if sn := s.seen(d, d.Caller.Scope(), func(*snapshot) bool { return true }); sn != nil {
			in.SnapshotIds = []string{sn.ID}
		}
	}
	return in
}

func (s *Service) someVolumes(d *kernel.Draw) *DescribeVolumes {
	in := &DescribeVolumes{MaxResults: somePage(d), Filters: someFilters(d, "status", "available", "volume-type", "gp2")}
	if v := s.volumeMachine.Some(d, &s.Volumes); v != nil && d.Percent(30) {
		in.VolumeIds = []string{v.ID}
	}
	return in
}

// someModification makes a volume of the caller larger, or smaller, or a gp3 one.
func (s *Service) someModification(d *kernel.Draw) *ModifyVolume {
	v := s.volumeMachine.Some(d, &s.Volumes)
	if v == nil {
		return nil
	}
	in := &ModifyVolume{VolumeId: v.ID, Size: new(v.Spec.Size + int32(1+d.IntN(4)))}
	if !d.Legal && d.Percent(30) {
		in.Size = new(v.Spec.Size - 1)
	}
	if d.Percent(30) {
		in.VolumeType = gp3
	}
	return in
}

func (s *Service) someModifications(d *kernel.Draw) *DescribeVolumesModifications {
	in := &DescribeVolumesModifications{MaxResults: somePage(d)}
	if m := s.modificationMachine.Some(d, &s.Modifications); m != nil && d.Percent(50) {
		in.VolumeIds = []string{m.ID}
	}
	return in
}

// someFilters are none, or one of two filters with its value.
func someFilters(d *kernel.Draw, name, is, otherName, otherIs string) []Filter {
	if !d.Legal && d.Percent(20) {
		return []Filter{{Name: "colour", Values: []string{"red"}}}
	}
	switch d.IntN(6) {
	case 0:
		return []Filter{{Name: name, Values: []string{is}}}
	case 1:
		return []Filter{{Name: otherName, Values: []string{otherIs}}}
	case 2:
		return []Filter{{Name: "tag:" + d.OneOf("team", "tier"), Values: []string{"*"}}}
	}
	return nil
}

func somePage(d *kernel.Draw) *int32 {
	if !d.Percent(25) {
		return nil
	}
	most := int32(5 + d.IntN(5))
	return &most
}
