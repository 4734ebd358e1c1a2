package ebs

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// conditions are the condition keys of EC2 that a call has about a volume or snapshot
// (Service Authorization Reference, list_amazonec2): the tags that the caller sees, what
// the thing is, if it is his, or is to be, and whom a snapshot is to be shared with.
func conditions(service any, c *kernel.Call, in any, resource string) map[string][]string {
	s := service.(*Service)
	_, id, _ := strings.Cut(resource, "/")
	all := told(kernel.TagConditions(s.viewTags(c.Scope(), id), "aws:ResourceTag/", "ec2:ResourceTag/"))
	if all == nil {
		all = told{}
	}
	all.tell("Region", c.Region)
	if v := s.Volumes.See(c.Scope(), id); v != nil {
		all.tell("VolumeID", id)
		all.spec(&v.Spec, v.Sealed.Key != "")
		all.tellARN("ParentSnapshot", c.Scope(), "snapshot", v.Snapshot)
	}
	if sn := s.Snapshots.See(c.Scope(), id); sn != nil {
		all.tell("SnapshotID", id)
		all.tell("Owner", sn.Scope.Account)
		all.tell("SnapshotTime", sn.Started.Std().Format(time.RFC3339))
		all.tell("Encrypted", strconv.FormatBool(sn.Sealed.Key != ""))
		all.number("VolumeSize", sn.Size)
		all.tellARN("ParentVolume", c.Scope(), "volume", sn.Volume)
	}
	switch in := in.(type) {
	case *CreateVolume:
		all.wanted(s, c, in)
	case *CreateSnapshot:
		all.tellARN("ParentVolume", c.Scope(), "volume", in.VolumeId)
		if v := s.Volumes.See(c.Scope(), in.VolumeId); v != nil && id == "*" {
			all.number("VolumeSize", v.Spec.Size)
			all.tell("Encrypted", strconv.FormatBool(v.Sealed.Key != ""))
		}
	case *ModifySnapshotAttribute:
		all.sharing(in)
	}
	return all
}

// told are the values of condition keys.
type told map[string][]string

// tell gives a key of EC2 its value, unless that is empty.
func (t told) tell(key, value string) {
	if value != "" {
		t["ec2:"+key] = append(t["ec2:"+key], value)
	}
}

func (t told) number(key string, value int32) {
	if value != 0 {
		t.tell(key, strconv.Itoa(int(value)))
	}
}

func (t told) tellARN(key string, at kernel.Scope, kind, id string) {
	if id != "" {
		t.tell(key, arn(at, kind, id))
	}
}

// spec tells what a volume is.
func (t told) spec(sp *spec, encrypted bool) {
	t.tell("VolumeType", sp.Type)
	t.tell("AvailabilityZone", sp.Zone)
	t.number("VolumeSize", sp.Size)
	t.number("VolumeIops", sp.Iops)
	t.number("VolumeThroughput", sp.Throughput)
	t.tell("Encrypted", strconv.FormatBool(encrypted))
}

// wanted tells what a volume is to be, of what its snapshot is as far as the caller
// sees it.
func (t told) wanted(s *Service, c *kernel.Call, in *CreateVolume) {
	of := s.Snapshots.See(c.Scope(), in.SnapshotId)
	size, encrypted := kernel.Value(in.Size), kernel.Value(in.Encrypted) || in.KmsKeyId != ""
	if of != nil {
		size, encrypted = cmp.Or(size, of.Size), encrypted || of.Sealed.Key != ""
	}
	t.spec(&spec{
		Type: cmp.Or(string(in.VolumeType), "gp2"), Zone: in.AvailabilityZone, Size: size, Iops: kernel.Value(in.Iops),
		Throughput: kernel.Value(in.Throughput),
	}, encrypted || s.settingsOf(c.Scope()).Encrypts)
	t.tellARN("ParentSnapshot", c.Scope(), "snapshot", in.SnapshotId)
}

// sharing tells whom a call adds to those who may use a snapshot, and whom it removes.
func (t told) sharing(in *ModifySnapshotAttribute) {
	t.tell("Attribute", string(in.Attribute))
	verb := map[OperationType]string{Add: "Add/", Remove: "Remove/"}[in.OperationType]
	list := func(verb string, users, groups []string) {
		for _, user := range users {
			t.tell(verb+"userId", user)
		}
		for _, group := range groups {
			t.tell(verb+"group", group)
		}
	}
	if verb != "" {
		list(verb, in.UserIds, in.GroupNames)
	}
	if p := in.CreateVolumePermission; p != nil {
		for _, added := range p.Add {
			list("Add/", []string{added.UserId}, []string{added.Group})
		}
		for _, removed := range p.Remove {
			list("Remove/", []string{removed.UserId}, []string{removed.Group})
		}
	}
}
