package ebs

import (
	"strconv"

	"github.com/shareproof/shareproof/model/kernel"
)

// DescribeVolumes lists the caller's volumes.
type DescribeVolumes struct {
	DryRun                  *bool
	Filters                 []Filter `query:"Filter"`
	IncludeManagedResources *bool
	MaxResults              *int32
	NextToken               string
	VolumeIds               []string `query:"VolumeId"`
}

// DescribeVolumesOutput is one page of volumes.
type DescribeVolumesOutput struct {
	NextToken string   `sent:"set"`
	Volumes   []Volume `wire:"volumeSet" sent:"always" always:"Attachments"`
}

// Volume is a volume as its owner sees it.
type Volume struct {
	Attachments              []VolumeAttachment `wire:"attachmentSet"`
	AvailabilityZone         string             `sent:"always"`
	AvailabilityZoneId       string             `sent:"set"`
	CreateTime               kernel.Time        `sent:"always"`
	Encrypted                bool               `sent:"always"`
	FastRestored             *bool
	Iops                     *int32 `sent:"set"`
	KmsKeyId                 string `sent:"set"`
	MultiAttachEnabled       bool
	Operator                 *OperatorResponse `sent:"set"`
	OutpostArn               string
	OwnerId                  string
	Size                     int32  `sent:"always"`
	SnapshotId               string `wire:",always" sent:"always"`
	SourceVolumeId           string
	SseType                  string
	State                    VolumeState `wire:"status" sent:"always"`
	Tags                     []Tag       `wire:"tagSet"`
	Throughput               *int32      `sent:"set"`
	VolumeArn                string
	VolumeId                 string `sent:"always"`
	VolumeInitializationRate *int32
	VolumeType               VolumeType `sent:"always"`
}

// VolumeAttachment ties a volume to an instance, of which there are none.
type VolumeAttachment struct {
	AssociatedResource    string
	AttachTime            kernel.Time `sent:"always"`
	DeleteOnTermination   *bool       `sent:"always"`
	Device                string      `sent:"always"`
	EbsCardIndex          *int32
	InstanceId            string `sent:"always"`
	InstanceOwningService string
	State                 string `wire:"status" sent:"always"`
	VolumeId              string `sent:"always"`
}

// OperatorResponse names the service that manages a volume, of which there is none.
type OperatorResponse struct {
	HiddenByDefault *bool
	Managed         *bool
	Principal       string
}

// VolumesAreDescribed is what a listing of volumes shows.
var VolumesAreDescribed = rules.Add(kernel.Rule{
	ID: "EBS-VOL-16", Kind: kernel.Refusal, Error: UnknownVolumeType, Or: []*kernel.ErrorShape{InvalidParameterValue},
	Evidence: kernel.SDKModel, Source: serviceModel + "; " + errorCodes,
	Says:       "A volume is of one of the documented types, gp2 unless its maker says otherwise.",
	Operations: []string{"CreateVolume", "DescribeVolumes"},
})

var volumeFilters = filters[volume]{
	"attachment.attach-time": nothing[volume], "attachment.delete-on-termination": nothing[volume],
	"attachment.device":      nothing[volume],
	"attachment.instance-id": nothing[volume], "attachment.status": nothing[volume], "fast-restored": nothing[volume],
	"operator.managed": nothing[volume], "operator.principal": nothing[volume],
	"availability-zone":    func(v *volume) string { return v.Spec.Zone },
	"availability-zone-id": func(v *volume) string { return v.Spec.ZoneID },
	"create-time":          func(v *volume) string { return v.Created.String() },
	"encrypted":            func(v *volume) string { return strconv.FormatBool(v.Sealed.Key != "") },
	"multi-attach-enabled": func(v *volume) string { return strconv.FormatBool(v.Spec.MultiAttach) },
	"size":                 func(v *volume) string { return strconv.Itoa(int(v.Spec.Size)) },
	"snapshot-id":          func(v *volume) string { return v.Snapshot },
	"status":               func(v *volume) string { return string(v.Life.State) },
	"volume-id":            func(v *volume) string { return v.ID },
	"volume-type":          func(v *volume) string { return v.Spec.Type },
}

func nothing[R any](*R) string { return "" }

func (s *Service) describeVolumes(c *kernel.Call, in *DescribeVolumes) (*DescribeVolumesOutput, error) {
	fits, err := compiled(s, c, in.Filters, volumeFilters, func(v *volume) string { return v.ID })
	if err != nil {
		return nil, err
	}
	most, err := bounded(c, in.MaxResults, 500)
	if err != nil {
		return nil, err
	}
	out := &DescribeVolumesOutput{Volumes: []Volume{}}
	for _, id := range in.VolumeIds {
		v, err := s.ownVolume(c, id)
		if err != nil {
			return nil, err
		}
		if fits(v) {
			out.Volumes = append(out.Volumes, s.showVolume(v))
		}
	}
	if len(in.VolumeIds) > 0 {
		return out, nil
	}
	page, next, ok := kernel.Page(c.Env, s.Volumes.View(c.Scope()), kernel.Query[volume]{
		Of: pageOf(c, "volumes", in.Filters), Token: in.NextToken, Max: most, Match: fits,
	})
	if err := continued(c, ok); err != nil {
		return nil, err
	}
	out.Volumes = make([]Volume, 0, len(page))
	for _, v := range page {
		out.Volumes = append(out.Volumes, s.showVolume(v))
	}
	out.NextToken = next
	return out, nil
}

func (s *Service) showVolume(v *volume) Volume {
	out := Volume{
		Attachments:      []VolumeAttachment{},
		AvailabilityZone: v.Spec.Zone, AvailabilityZoneId: v.Spec.ZoneID, CreateTime: v.Created,
		Encrypted: v.Sealed.Key != "", KmsKeyId: v.Sealed.Key, MultiAttachEnabled: v.Spec.MultiAttach,
		OwnerId: v.Scope.Account,
		Size:    v.Spec.Size, SnapshotId: v.Snapshot, State: v.Life.State, Tags: s.tagsOf(v.Scope, v.ID),
		VolumeArn: v.Scope.ARN("ec2", "volume/"+v.ID), VolumeId: v.ID, VolumeType: VolumeType(v.Spec.Type),
	}
	out.Iops, out.Throughput = v.Spec.shown()
	if rate := v.Spec.Initialization; rate > 0 {
		out.VolumeInitializationRate = &rate
	}
	return out
}

// shown is the performance of a volume as its owner sees it.
func (s *spec) shown() (iops, throughput *int32) {
	paces, flows := s.performance()
	if paces > 0 {
		iops = &paces
	}
	if flows > 0 {
		throughput = &flows
	}
	return iops, throughput
}

// performance returns the IOPS and the MiB a second of a volume, 0 where its type has
// none to tell: what its maker asked for, or what AWS gives its type.
func (s *spec) performance() (iops, throughput int32) {
	iops, throughput = s.Iops, s.Throughput
	switch VolumeType(s.Type) {
	case generalPurpose:
		iops = min(max(100, 3*s.Size), 16_000)
	case gp3:
		iops, throughput = max(iops, baselineIops), max(throughput, baselineThroughput)
	}
	return iops, throughput
}
