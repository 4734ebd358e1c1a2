package ebs

import (
	"cmp"
	"strconv"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// ModifyVolume makes a volume larger, faster or of another type.
type ModifyVolume struct {
	DryRun             *bool
	Iops               *int32
	MultiAttachEnabled *bool
	Size               *int32 // GiB
	Throughput         *int32
	VolumeId           string `shape:"!" resource:"volume"`
	VolumeType         VolumeType
}

// ModifyVolumeOutput shows the modification.
type ModifyVolumeOutput struct{ VolumeModification *VolumeModification }

// DescribeVolumesModifications lists the newest modification of each volume that was
// modified.
type DescribeVolumesModifications struct {
	DryRun                  *bool
	Filters                 []Filter `query:"Filter"`
	IncludeManagedResources *bool
	MaxResults              *int32
	NextToken               string
	VolumeIds               []string `query:"VolumeId"`
}

// DescribeVolumesModificationsOutput is one page of modifications.
type DescribeVolumesModificationsOutput struct {
	NextToken            string               `sent:"set"`
	VolumesModifications []VolumeModification `wire:"volumeModificationSet" sent:"always"`
}

// VolumeModification is a modification as the volume's owner sees it.
type VolumeModification struct {
	EndTime                    kernel.Time             `sent:"set"`
	ModificationState          VolumeModificationState `sent:"always"`
	Operator                   *OperatorResponse
	OriginalIops               *int32      `sent:"set"`
	OriginalMultiAttachEnabled *bool       `sent:"set"`
	OriginalSize               *int32      `sent:"always"`
	OriginalThroughput         *int32      `sent:"set"`
	OriginalVolumeType         VolumeType  `sent:"always"`
	Progress                   *int64      `sent:"always"` // percent
	StartTime                  kernel.Time `sent:"always"`
	StatusMessage              string
	TargetIops                 *int32     `sent:"set"`
	TargetMultiAttachEnabled   *bool      `sent:"set"`
	TargetSize                 *int32     `sent:"always"`
	TargetThroughput           *int32     `sent:"set"`
	TargetVolumeType           VolumeType `sent:"always"`
	VolumeId                   string     `sent:"always"`
}

// modification is the newest change of a volume.
type modification struct {
	Scope          kernel.Scope
	ID             string // of the volume
	Life           kernel.Life[VolumeModificationState]
	From, To       spec
	Started, Ended kernel.Time
}

// VolumeModificationState is the state of a modification.
type VolumeModificationState string

// The states of a modification.
const (
	Modifying           VolumeModificationState = "modifying"
	Optimizing          VolumeModificationState = "optimizing"
	ModificationDone    VolumeModificationState = "completed"
	modificationFailure VolumeModificationState = "failed"
)

// Values lists the enumeration.
func (VolumeModificationState) Values() []VolumeModificationState {
	return []VolumeModificationState{Modifying, Optimizing, ModificationDone, modificationFailure}
}

var modificationLifecycle = kernel.NewLifecycle(kernel.Lifecycle[VolumeModificationState, modification]{
	Name: "EBS volume modification", Start: Modifying,
	Rows: []kernel.Row[VolumeModificationState, modification]{
		{From: Modifying, On: kernel.Elapsed, To: Optimizing, After: modifying, Rule: VolumesAreModifiedLater},
		{From: Optimizing, On: kernel.Elapsed, To: ModificationDone, After: optimizing, Rule: VolumesAreModifiedLater},
		{From: ModificationDone, On: "ModifyVolume", To: Modifying, Rule: VolumesAreModifiedLater},
		{On: "ModifyVolume", To: kernel.Refused, Rule: OneModificationAtATime},
	},
})

var (
	modifying = &kernel.Timing{Name: "modifying a volume", Earliest: time.Second, Typical: 10 * time.Second,
		Latest: 10 * time.Minute}
	optimizing = &kernel.Timing{Name: "optimizing a modified volume", Earliest: time.Minute, Typical: 10 * time.Minute,
		Latest: 5 * time.Hour}
)

const (
	modifyGuide = "EBS User Guide, Modify a volume using Elastic Volumes operations"
	// betweenModifications is how long a volume is left alone after it began to be
	// modified.
	betweenModifications = 6 * time.Hour
)

// The rules of modifying volumes.
var (
	VolumesAreModifiedLater = rules.Add(kernel.Rule{
		ID: "EBS-MOD-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + modifyGuide,
		Says: "ModifyVolume answers at once with a modification that is modifying, then optimizing and at last completed; " +
			"the volume has its new size, type and performance from optimizing on.",
		Operations: []string{"ModifyVolume", "DescribeVolumesModifications"},
	})
	OneModificationAtATime = rules.Add(kernel.Rule{
		ID: "EBS-MOD-02", Kind: kernel.Refusal, Error: IncorrectModificationState,
		Or: []*kernel.ErrorShape{VolumeModificationRateExceeded}, Evidence: kernel.Documented, Source: modifyGuide,
		Says:       "A volume is not modified while a modification of it is not completed.",
		Operations: []string{"ModifyVolume"},
	})
	VolumesRestAfterAModification = rules.Add(kernel.Rule{
		ID: "EBS-MOD-03", Kind: kernel.Quota, Error: VolumeModificationRateExceeded, Evidence: kernel.Documented,
		Source:     modifyGuide,
		Says:       "Between two modifications of a volume lie at least six hours.",
		Operations: []string{"ModifyVolume"},
	})
	VolumesNeverShrink = rules.Add(kernel.Rule{
		ID: "EBS-MOD-04", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A modified volume is as large as before or larger.",
		Operations: []string{"ModifyVolume"},
	})
	WhatIsNotSaidIsRetained = rules.Add(kernel.Rule{
		ID: "EBS-MOD-05", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A modification retains what it does not name; of another type, the volume has 3,000 IOPS and 125 MiB/s as " +
			"far as the type has them and the request does not say otherwise.",
		Operations: []string{"ModifyVolume"},
	})
	UnmodifiedVolumesHaveNoModification = rules.Add(kernel.Rule{
		ID: "EBS-MOD-06", Kind: kernel.Refusal, Error: InvalidVolumeModificationNotFound, Evidence: kernel.Observed,
		Source:     "errors that users pasted",
		Says:       "Who asks by VolumeIds for the modification of a volume that was never modified is told that there is none.",
		Operations: []string{"DescribeVolumesModifications"},
	})
)

func (m *modification) ref() kernel.Ref { return kernel.Ref{Scope: m.Scope, ID: m.ID} }

func (s *Service) modifyVolume(c *kernel.Call, in *ModifyVolume) (*ModifyVolumeOutput, error) {
	v, err := s.ownVolume(c, in.VolumeId)
	if err != nil {
		return nil, err
	}
	if err := s.volumeMachine.Check(v, "ModifyVolume"); err != nil {
		return nil, err
	}
	to, err := in.target(c, &v.Spec)
	if err != nil {
		return nil, err
	}
	m := s.Modifications.Get(v.Scope, v.ID)
	if m != nil {
		if err := s.modificationMachine.Check(m, "ModifyVolume"); err != nil {
			return nil, err
		}
	}
	rested := m == nil || c.Now().Sub(m.Started) >= betweenModifications
	if err := c.Require(rested, VolumesRestAfterAModification,
		"You've reached the maximum modification rate per volume limit. Wait at least 6 hours between modifications per "+
			"EBS volume."); err != nil {
		return nil, err
	}
	if err := s.volumeMachine.Fire(v, "ModifyVolume"); err != nil {
		return nil, err
	}
	if m == nil {
		m = &modification{Scope: v.Scope, ID: v.ID, From: v.Spec, To: to, Started: c.Now()}
		s.Modifications.In(v.Scope).Put(v.ID, m)
		s.modificationMachine.Begin(m)
	} else {
		m.From, m.To, m.Started, m.Ended = v.Spec, to, c.Now(), 0
		if err := s.modificationMachine.Fire(m, "ModifyVolume"); err != nil {
			return nil, err
		}
	}
	out := m.show()
	return &ModifyVolumeOutput{&out}, nil
}

// target is what a volume shall be, by what a request says and what the volume is.
func (in *ModifyVolume) target(c *kernel.Call, is *spec) (spec, error) {
	to := *is
	to.Type = string(cmp.Or(in.VolumeType, VolumeType(is.Type)))
	if err := VolumeType(to.Type).known(c); err != nil {
		return to, err
	}
	of, same := volumeLimits[VolumeType(to.Type)], to.Type == is.Type
	retains := c.Applies(true, WhatIsNotSaidIsRetained)
	if !same || !retains {
		to.Iops, to.Throughput = 0, 0
	}
	if in.Iops != nil {
		to.Iops = *in.Iops
	} else if of.NeedsIops && !same && retains {
		to.Iops = baselineIops
	}
	if in.Throughput != nil {
		to.Throughput = *in.Throughput
	}
	to.Size = is.Size
	if in.Size != nil {
		to.Size = *in.Size
	}
	to.MultiAttach = is.MultiAttach && of.MultiAttach
	if in.MultiAttachEnabled != nil {
		to.MultiAttach = *in.MultiAttachEnabled
	}
	if err := c.Require(to.Size >= is.Size, VolumesNeverShrink,
		"New size cannot be smaller than existing size"); err != nil {
		return to, err
	}
	iops, throughput := in.Iops, in.Throughput
	if iops == nil && to.Iops != 0 {
		iops = &to.Iops
	}
	if throughput == nil && to.Throughput != 0 {
		throughput = &to.Throughput
	}
	return to, to.check(c, iops, throughput, in.MultiAttachEnabled)
}

// modified is what else happens when a modification reaches a state.
func (s *Service) modified(m *modification, _ VolumeModificationState) {
	v := s.Volumes.Get(m.Scope, m.ID)
	if v == nil {
		return // it is gone, and so will this be
	}
	switch m.Life.State {
	case Optimizing:
		v.Spec = m.To
		s.tellOfVolume(v, "modifyVolume", string(Optimizing))
	case ModificationDone:
		m.Ended = s.env.Now()
		s.tellOfVolume(v, "modifyVolume", string(ModificationDone))
	}
}

var modificationFilters = filters[modification]{
	"modification-state":         func(m *modification) string { return string(m.Life.State) },
	"original-iops":              func(m *modification) string { return m.From.iops() },
	"original-size":              func(m *modification) string { return strconv.Itoa(int(m.From.Size)) },
	"original-volume-type":       func(m *modification) string { return m.From.Type },
	"originalMultiAttachEnabled": func(m *modification) string { return strconv.FormatBool(m.From.MultiAttach) },
	"start-time":                 func(m *modification) string { return m.Started.String() },
	"target-iops":                func(m *modification) string { return m.To.iops() },
	"target-size":                func(m *modification) string { return strconv.Itoa(int(m.To.Size)) },
	"target-volume-type":         func(m *modification) string { return m.To.Type },
	"targetMultiAttachEnabled":   func(m *modification) string { return strconv.FormatBool(m.To.MultiAttach) },
	"volume-id":                  func(m *modification) string { return m.ID },
}

// iops spells what a volume has for a filter.
func (s *spec) iops() string {
	iops, _ := s.performance()
	return strconv.Itoa(int(iops))
}

func (s *Service) describeVolumesModifications(
	c *kernel.Call, in *DescribeVolumesModifications,
) (*DescribeVolumesModificationsOutput, error) {
	fits, err := untagged(s, c, in.Filters, modificationFilters)
	if err != nil {
		return nil, err
	}
	most, err := bounded(c, in.MaxResults, 500)
	if err != nil {
		return nil, err
	}
	out := &DescribeVolumesModificationsOutput{VolumesModifications: []VolumeModification{}}
	for _, id := range in.VolumeIds {
		v, err := s.ownVolume(c, id)
		if err != nil {
			return nil, err
		}
		m := s.Modifications.See(v.Scope, v.ID)
		if err := c.Require(m != nil, UnmodifiedVolumesHaveNoModification, "Modification for volume '%s' does not exist.",
			id); err != nil {
			return nil, err
		}
		if m != nil && fits(m) {
			out.VolumesModifications = append(out.VolumesModifications, m.show())
		}
	}
	if len(in.VolumeIds) > 0 {
		return out, nil
	}
	page, next, ok := kernel.Page(c.Env, s.Modifications.View(c.Scope()), kernel.Query[modification]{
		Of: pageOf(c, "modifications", in.Filters), Token: in.NextToken, Max: most, Match: fits,
	})
	if err := continued(c, ok); err != nil {
		return nil, err
	}
	for _, m := range page {
		out.VolumesModifications = append(out.VolumesModifications, m.show())
	}
	out.NextToken = next
	return out, nil
}

// show shows a modification to the volume's owner.
func (m *modification) show() VolumeModification {
	out := VolumeModification{
		VolumeId: m.ID, ModificationState: m.Life.State, StartTime: m.Started, EndTime: m.Ended, Progress: new(int64),
		OriginalSize: new(m.From.Size), OriginalVolumeType: VolumeType(m.From.Type),
		OriginalMultiAttachEnabled: new(m.From.MultiAttach),
		TargetSize:                 new(m.To.Size), TargetVolumeType: VolumeType(m.To.Type),
		TargetMultiAttachEnabled: new(m.To.MultiAttach),
	}
	if m.Life.State == ModificationDone {
		*out.Progress = 100
	}
	out.OriginalIops, out.OriginalThroughput = m.From.shown()
	out.TargetIops, out.TargetThroughput = m.To.shown()
	return out
}
